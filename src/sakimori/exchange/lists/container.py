"""What a file is, told by its content, and its bytes to text; what no reader may touch is refused before."""

from __future__ import annotations

import codecs
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sakimori.domain.values.text import Text
from sakimori.errors import UnreadableFileError

MAX_FILE_BYTES: Final = 20 * 1024 * 1024
MAX_UNPACKED_BYTES: Final = 50 * 1024 * 1024
MAX_WORKBOOK_BYTES: Final = 100 * 1024 * 1024
"""Of a workbook, whose sheets are read in a stream: 100,000 customers with a dozen columns take nearly all of it."""
MAX_MEMBERS: Final = 1_000
MAX_RATIO: Final = 200
_RATIO_MATTERS_FROM: Final = 5 * 1024 * 1024
_CHUNK: Final = 256 * 1024
_MARKUP_DECLARATION: Final = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)

_SAVE_AS = Text("Excelブック（.xlsx）かCSVで保存し直してください。", "Save it as an Excel workbook (.xlsx) or CSV.")
_SIGNATURES: Final[tuple[tuple[bytes, Text], ...]] = (
    (
        b"%PDF",
        Text("PDFです。元の表を.xlsxかCSVで受け取ってください。", "It is a PDF. Ask for the table as .xlsx or CSV."),
    ),
    (
        b"\x89PNG",
        Text("画像です。表を.xlsxかCSVで受け取ってください。", "It is a picture. Ask for the table as .xlsx or CSV."),
    ),
    (
        b"\xff\xd8\xff",
        Text("画像です。表を.xlsxかCSVで受け取ってください。", "It is a picture. Ask for the table as .xlsx or CSV."),
    ),
    (
        b"GIF8",
        Text("画像です。表を.xlsxかCSVで受け取ってください。", "It is a picture. Ask for the table as .xlsx or CSV."),
    ),
    (
        b"{\\rtf",
        Text("文書です。表を.xlsxかCSVで保存し直してください。", "It is a document. Save the table as .xlsx or CSV."),
    ),
)
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LABELLED: Final = ("DRMContent", "DRMEncryptedDataSpace", "\tDRMContent")


class SourceKind(StrEnum):
    """How a file is built."""

    XLSX = "xlsx"
    ODS = "ods"
    DOCX = "docx"
    CSV = "csv"
    TSV = "tsv"
    JSON = "json"
    MARKDOWN = "markdown"
    HTML = "html"
    YAML = "yaml"
    XML = "xml"


def refuse(ja: str, en: str) -> UnreadableFileError:
    """The refusal of a file, with what to do instead."""
    return UnreadableFileError(why=Text(ja, en))


def refuse_too_large(data: bytes) -> None:
    """Refuse what is larger than any reader takes.

    Raises:
        UnreadableFileError: It is.
    """
    if len(data) > MAX_FILE_BYTES:
        raise refuse(
            f"大きすぎます（上限{MAX_FILE_BYTES >> 20}MB）。シートを分けてください。",
            f"It is too large (limit {MAX_FILE_BYTES >> 20} MB). Split the sheets.",
        )


def is_workbook(data: bytes) -> bool:
    """Whether the bytes are an Excel workbook that may be opened; anything that never can be is refused.

    Raises:
        UnreadableFileError: it is empty, too large, protected, of an old or foreign format, or built to harm.
    """
    if not data.strip(b"\x00\r\n\t \xef\xbb\xbf"):
        raise refuse("中身が空です。", "It is empty.")
    refuse_too_large(data)
    if data.startswith(_OLE):
        raise UnreadableFileError(why=_why_ole(data))
    for signature, why in _SIGNATURES:
        if data.startswith(signature):
            raise UnreadableFileError(why=why)
    if not data.startswith(b"PK"):
        return False
    guard_archive(data)
    return True


def guard_archive(data: bytes, *, is_workbook: bool = True) -> None:
    """Refuse an archive that would fill the memory, declares entities, or (unless told otherwise) is no workbook.

    Every member is unpacked in a stream and counted, because the sizes in the directory of an archive may lie.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            if len(members) > MAX_MEMBERS:
                raise refuse(
                    "部品が多すぎます。新しいブックに表だけを写してください。",
                    "It has too many parts. Copy the table into a new workbook.",
                )
            if is_workbook:
                _check_names({member.filename for member in members})
            if any(member.flag_bits & 0x1 for member in members):
                raise UnreadableFileError(why=_PROTECTED)
            limit = MAX_WORKBOOK_BYTES if is_workbook else MAX_UNPACKED_BYTES
            if len(data) * MAX_RATIO < limit:
                limit = max(len(data) * MAX_RATIO, _RATIO_MATTERS_FROM)
            unpacked = 0
            for member in members:
                unpacked = _count_member(archive, member, unpacked=unpacked, limit=limit)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError) as broken:
        raise refuse(
            "壊れています。Excelで開いて保存し直してください。", "It is damaged. Open it in Excel and save it again."
        ) from broken


def unpacked_in_order(data: bytes, wanted: Callable[[zipfile.ZipInfo], str]) -> Iterator[tuple[str, bytes | None]]:
    """The files of an archive that have a name here, in its order; None for each once their size passes the limit.

    Raises:
        UnreadableFileError: It is damaged or protected.
    """
    room: int | None = min(MAX_UNPACKED_BYTES, max(_RATIO_MATTERS_FROM, len(data) * MAX_RATIO))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            if any(member.flag_bits & 0x1 for member in members):
                raise UnreadableFileError(why=_PROTECTED)
            for name, member in ((wanted(member), member) for member in members):
                content = _within(archive, member, room) if name and room is not None else None
                room = None if content is None and name else room
                room = room - len(content) if room is not None and content is not None else room
                if name:
                    yield name, content
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError) as broken:
        raise refuse("壊れています。もう一度圧縮し直してください。", "It is damaged. Pack the files again.") from broken


def _within(archive: zipfile.ZipFile, member: zipfile.ZipInfo, room: int) -> bytes | None:
    """A file of an archive, unless it is larger than what is left; its own word on its size may be a lie."""
    with archive.open(member) as stream:
        content = stream.read(room + 1)
    return content if len(content) <= room else None


_PROTECTED = Text(
    "パスワードで保護されています。保護を外し、.xlsx（文書は.docx）で保存し直してください。",
    "It is protected by a password. Remove the protection and save it as .xlsx (a document as .docx).",
)


def _count_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, *, unpacked: int, limit: int) -> int:
    """The running total of unpacked bytes after a member."""
    is_xml = member.filename.lower().endswith((".xml", ".rels", ".vml"))
    tail = b""
    with archive.open(member) as stream:
        while chunk := stream.read(_CHUNK):
            unpacked += len(chunk)
            if unpacked > limit:
                raise refuse(
                    "広げると大きすぎます。新しいブックに表だけを写してください。",
                    "It is too large when unpacked. Copy the table into a new workbook.",
                )
            if is_xml:
                # UTF-16 XML would hide its declarations from this search; NUL never stands in UTF-8 XML.
                window = (tail + chunk).replace(b"\x00", b"")
                if _MARKUP_DECLARATION.search(window):
                    raise refuse(
                        "使えない宣言（DTD、実体）を含みます。Excelで保存し直してください。",
                        "It declares a DTD or entities. Save it again in Excel.",
                    )
                tail = chunk[-16:]
    return unpacked


def _check_names(names: set[str]) -> None:
    if "xl/workbook.xml" in names:
        return
    if "xl/workbook.bin" in names:
        raise refuse(".xlsb形式です。.xlsxで保存し直してください。", "It is an .xlsb workbook. Save it as .xlsx.")
    if any(name.endswith(".iwa") or name.startswith("Index/") for name in names):
        raise refuse(
            "Numbersのファイルです。Excel形式で書き出してください。", "It is a Numbers file. Export it as Excel."
        )
    if "word/document.xml" in names or "ppt/presentation.xml" in names:
        raise refuse(
            "表計算のファイルではありません。表を.xlsxで保存し直してください。",
            "It is not a spreadsheet. Save the table as .xlsx.",
        )
    if "content.xml" in names:
        raise refuse(
            "OpenDocument形式です。.xlsxで保存し直してください。", "It is an OpenDocument file. Save it as .xlsx."
        )
    raise UnreadableFileError(
        why=Text(
            f"圧縮ファイルです。中の表を取り出してください。{_SAVE_AS.ja}",
            f"It is an archive. Take the table out. {_SAVE_AS.en}",
        )
    )


def _why_ole(data: bytes) -> Text:
    """Why a file of the old compound format is refused; its directory names stand in it as UTF-16."""

    def holds(name: str) -> bool:
        return name.encode("utf-16-le") in data

    if any(holds(name) for name in _LABELLED):
        return Text(
            "権利保護（IRM、秘密度ラベル）が掛かっています。保護を外した写しを使ってください。",
            "Its rights are managed (IRM or a sensitivity label). Use a copy without the protection.",
        )
    if holds("EncryptedPackage") or holds("EncryptionInfo"):
        return _PROTECTED
    if holds("WordDocument"):
        return Text(
            "古い形式（.doc）です。.docxで保存し直してください。", "It is of the old .doc format. Save it as .docx."
        )
    return Text(
        "古い形式（.xls）です。.xlsxで保存し直してください。", "It is of the old .xls format. Save it as .xlsx."
    )


_MARKS = (
    (codecs.BOM_UTF8, "utf-8", "UTF-8（BOM）"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)
CP932: Final = "Shift_JIS（CP932）"
_LENT = re.compile(r"[\x80\uf8f0-\uf8f3]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text and the name of the encoding that it was read with, as shown to people.

    `codec` is the encoding as Python calls it, `mark` the bytes before the text that say which one it is.
    """

    text: str
    encoding: str
    codec: str = "utf-8"
    mark: bytes = b""


def decode(data: bytes) -> Decoded:
    """Read by byte order mark, else UTF-16 by its NULs, else strict UTF-8, else strict CP932.

    UTF-16 is looked for before UTF-8, because its NULs are valid UTF-8 as well.
    """
    for mark, codec, shown in _MARKS:
        if data.startswith(mark):
            return Decoded(_strict(data[len(mark) :], codec), shown, codec, mark)
    if wide := _utf16_by_nul(data):
        return Decoded(_strict(data, wide), "UTF-16", wide)
    if b"\x00" in data:
        raise refuse(
            "表のファイルではありません。.xlsxかCSVで保存し直してください。",
            "It is not a table. Save it as .xlsx or CSV.",
        )
    try:
        return Decoded(data.decode("utf-8"), "UTF-8")
    except UnicodeDecodeError:
        return Decoded(_cp932(data), CP932, "cp932")


def _strict(data: bytes, codec: str) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError as broken:
        raise _unknown_encoding() from broken


def _cp932(data: bytes) -> str:
    """Text of Windows in Japan; Python lends private characters to five bytes that no such text holds."""
    if _LENT.search(text := _strict(data, "cp932")):
        raise _unknown_encoding()
    return text


def _unknown_encoding() -> UnreadableFileError:
    return refuse(
        "文字コードが分かりません。CSV UTF-8で保存し直してください。",
        "Its encoding is not known. Save it as CSV UTF-8.",
    )


def _utf16_by_nul(data: bytes) -> str | None:
    """UTF-16 without a mark: ASCII such as commas and line ends leaves NULs on one side, mostly.

    On the other side they are rare but do occur: 一 is U+4E00 and the ideographic space U+3000.
    """
    sample = data[:4096]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if len(data) % 2 or even == odd:
        return None
    codec = "utf-16-le" if odd > even else "utf-16-be"
    try:
        text = data.decode(codec)
    except UnicodeDecodeError:
        return None
    return None if _CONTROL.search(text) else codec
