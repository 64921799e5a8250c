"""What a filed document is by its content: whatever its name and whoever sent it say is not believed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import puremagic

from sakimori.errors import UnreadableFileError
from sakimori.exchange.lists.container import decode, refuse
from sakimori.exchange.lists.number_search import ARCHIVE, NumberPlace, numbers_in_file

UNKNOWN: Final = "application/octet-stream"
PDF: Final = "application/pdf"
PICTURES: Final = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "image/tiff", "image/bmp"})

_OFFICE: Final = "application/vnd.openxmlformats-officedocument"
_IN_ARCHIVES: Final[Mapping[str, str]] = {
    "word/document.xml": f"{_OFFICE}.wordprocessingml.document",
    "xl/workbook.xml": f"{_OFFICE}.spreadsheetml.sheet",
    "ppt/presentation.xml": f"{_OFFICE}.presentationml.presentation",
}
_OPEN_DOCUMENTS: Final = frozenset({"text", "spreadsheet", "presentation", "graphics"})
_SIGNED: Final[tuple[tuple[bytes, str], ...]] = (
    (b"%PDF-", PDF), (b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"), (b"GIF8", "image/gif"),
)  # fmt: skip
_PROGRAMS: Final = (
    b"\x7fELF", b"\xfe\xed\xfa\xce", b"\xfe\xed\xfa\xcf", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe", b"\xca\xfe\xba\xbe",
    b"L\x00\x00\x00\x01\x14\x02\x00", b"\x00asm",
)  # fmt: skip
_LOOKED_AT: Final = 4096


@dataclass(frozen=True, slots=True)
class Look:
    """The type of a document by its content, and where numbers of persons stand in it."""

    media_type: str
    numbers: tuple[NumberPlace, ...]


def look_into(data: bytes) -> Look:
    """All that is to be known of a document before it is kept.

    Raises:
        UnreadableFileError: It is a program.
    """
    return Look(media_type_of(data), numbers_in_file(data))


def media_type_of(data: bytes) -> str:
    """The type of a document.

    Raises:
        UnreadableFileError: It is a program.
    """
    if data.startswith(_PROGRAMS) or (data.startswith(b"MZ") and b"\x00" in data[:64]):
        raise refuse(
            "プログラムです。証跡にはPDF、画像、文書を添えてください。",
            "It is a program. File a PDF, a picture or a document as evidence.",
        )
    if data.startswith(ARCHIVE):
        return _packed(data)
    signed = next((kind for mark, kind in _SIGNED if data.startswith(mark)), "")
    if signed:
        return signed
    try:
        decode(data)
    except UnreadableFileError:
        return _by_magic(data)
    return "text/plain"


def _packed(data: bytes) -> str:
    """The type of what is built as an archive: the parts of Office files, the first member of OpenDocument."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            found = next((kind for part, kind in _IN_ARCHIVES.items() if part in names), "")
            said = _first_words(archive) if not found and "mimetype" in names else ""
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError):
        return UNKNOWN
    start, _, kind = said.rpartition(".")
    is_open = start == "application/vnd.oasis.opendocument" and kind in _OPEN_DOCUMENTS
    return found or (said if is_open else "application/zip")


def _first_words(archive: zipfile.ZipFile) -> str:
    with archive.open("mimetype") as stream:
        return stream.read(100).decode("ascii", "replace").strip()


def _by_magic(data: bytes) -> str:
    try:
        found = puremagic.magic_string(data[:_LOOKED_AT])
    except (puremagic.PureError, ValueError):
        return UNKNOWN
    return next((one.mime_type for one in found if "/" in one.mime_type), UNKNOWN)
