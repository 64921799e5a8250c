"""Files that others packed into one archive."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from sakimori.exchange.lists.container import MAX_FILE_BYTES, MAX_UNPACKED_BYTES, refuse, unpacked_in_order

MAX_FILES: Final = 5_000
LIMIT: Final = MAX_UNPACKED_BYTES >> 20
"""So many megabytes of files are read of one archive."""
_ZIP: Final = b"PK\x03\x04"
_DOCUMENTS: Final = frozenset({"[content_types].xml", "content.xml", "mimetype"})
"""Parts of archives that are one document each, such as workbooks."""
_UTF_8: Final = 0x800


def is_archive(data: bytes) -> bool:
    """Whether a file packs other files, and is no workbook or other document built like that."""
    if not data.startswith(_ZIP) or len(data) > MAX_FILE_BYTES:
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = {name.casefold() for name in archive.namelist()}
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        return False
    return not (names & _DOCUMENTS) and not any(name.startswith("index/") or name.endswith(".iwa") for name in names)


@dataclass(frozen=True, slots=True)
class Unpacked:
    """The files of an archive in its order, and the names of those that came after the limit of size."""

    files: tuple[tuple[str, bytes], ...]
    beyond: tuple[str, ...] = ()


def archive_files(data: bytes) -> Unpacked:
    """The files of an archive with their names, without those that only a system put there.

    Raises:
        UnreadableFileError: The archive is damaged, protected, holds no file or too many, or its first is too large.
    """
    files: list[tuple[str, bytes]] = []
    beyond: list[str] = []
    for name, content in unpacked_in_order(data, _wanted):
        if content is None:
            beyond.append(name)
        else:
            files.append((name, content))
        if len(files) + len(beyond) > MAX_FILES:
            raise refuse(
                f"ファイルが多すぎます（上限{MAX_FILES:,}）。分けて圧縮してください。",
                f"It holds too many files (limit {MAX_FILES:,}). Pack them into several archives.",
            )
    if not files and beyond:
        raise refuse(
            f"広げると大きすぎます（上限{LIMIT}MB）。分けて圧縮してください。",
            f"It is too large when unpacked (limit {LIMIT} MB). Pack its files into several archives.",
        )
    if not files:
        raise refuse("ファイルが入っていません。", "It holds no files.")
    return Unpacked(tuple(files), tuple(beyond))


def _wanted(member: zipfile.ZipInfo) -> str:
    """The name of a file; blank for one that a person has not put there."""
    return "" if _is_of_system(name := _name(member)) else name


def _name(member: zipfile.ZipInfo) -> str:
    """The name of a file; one that does not say that it is UTF-8 may be so all the same, or be of Windows in Japan."""
    if member.flag_bits & _UTF_8:
        return member.filename
    written = member.filename.encode("cp437", "replace")
    return next(_decoded(written), member.filename)


def _decoded(written: bytes) -> Iterator[str]:
    for codec in ("utf-8", "cp932"):
        try:
            yield written.decode(codec)
        except UnicodeDecodeError:
            continue


def _is_of_system(name: str) -> bool:
    """Whether a file was put there by a program and not by a person, such as .DS_Store."""
    parts = name.replace("\\", "/").split("/")
    return parts[0] == "__MACOSX" or parts[-1].startswith(".") or parts[-1].casefold() in {"thumbs.db", "desktop.ini"}
