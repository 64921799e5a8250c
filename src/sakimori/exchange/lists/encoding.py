"""Bytes to text, strictly: a file that no encoding fits is refused, never read with holes."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from sakimori.errors import UnreadableFileError
from sakimori.exchange.lists.container import refuse

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8（BOM）"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_LENT = re.compile(r"[\x80\uf8f0-\uf8f3]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text and the name of the encoding that it was read with, as shown to people."""

    text: str
    encoding: str


def decode(data: bytes) -> Decoded:
    """Read by byte order mark, else UTF-16 by its NULs, else strict UTF-8, else strict CP932.

    UTF-16 is looked for before UTF-8, because its NULs are valid UTF-8 as well.
    """
    for mark, codec, shown in _MARKS:
        if data.startswith(mark):
            return Decoded(_strict(data, codec), shown)
    if wide := _utf16_by_nul(data):
        return Decoded(_strict(data, wide), "UTF-16")
    if b"\x00" in data:
        raise refuse(
            "表のファイルではありません。.xlsxかCSVで保存し直してください。",
            "It is not a table. Save it as .xlsx or CSV.",
        )
    try:
        return Decoded(data.decode("utf-8"), "UTF-8")
    except UnicodeDecodeError:
        return Decoded(_cp932(data), "Shift_JIS（CP932）")


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
