"""Texts of answers in the encoding of the sender's file, and the bytes of a text with some stretches replaced."""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from typing import Final

from sakimori.domain.values.text import Text
from sakimori.errors import StateError
from sakimori.exchange.lists.container import Decoded

_ALIKE: Final = str.maketrans("〜−—‖¢£¬", "～－―∥￠￡￢")
"""Signs as Windows in Japan writes those that look the same."""
_UNFIT: Final = Text(
    "{encoding}では「{signs}」を書けません。UTF-8で書き出してください。",
    "{encoding} has no “{signs}”. Write the file as UTF-8.",
)


def as_written(text: str, codec: str) -> str:
    """A text with the signs that an encoding has for some that look the same."""
    return text.translate(_ALIKE) if codec == "cp932" else text


def unfit(text: str, codec: str) -> str:
    """The characters of a text that an encoding does not have, each once."""
    if codec != "cp932":
        return ""
    return "".join(dict.fromkeys(sign for sign in text if not _has(sign, codec)))


def _has(sign: str, codec: str) -> bool:
    try:
        return sign.encode(codec).decode(codec) == sign
    except UnicodeEncodeError:
        return False


def refuse_unfit(text: str, decoded: Decoded) -> None:
    """Refuse a text that the encoding of a file cannot hold.

    Raises:
        StateError: It holds such characters; they are named.
    """
    if signs := unfit(text, decoded.codec):
        raise StateError(why=_UNFIT.format(encoding=decoded.encoding, signs=signs))


def with_stretches(data: bytes, decoded: Decoded, changes: Mapping[tuple[int, int], str], *, as_utf8: bool) -> bytes:
    """The bytes of a text with the stretches between some of its characters replaced; all others stay as they were.

    As UTF-8 with a mark all of them are written anew, and every character can be held.

    Raises:
        StateError: The encoding cannot hold what is put in.
    """
    if as_utf8:
        return codecs.BOM_UTF8 + b"".join(_pieces(decoded.text, changes))
    parts: list[bytes] = [decoded.mark]
    at, byte = 0, len(decoded.mark)
    for (start, end), new in sorted(changes.items()):
        text = as_written(new, decoded.codec)
        refuse_unfit(text, decoded)
        first = byte + _length(decoded.text[at:start], decoded.codec)
        parts += (data[byte:first], text.encode(decoded.codec))
        at, byte = end, first + _length(decoded.text[start:end], decoded.codec)
    return b"".join((*parts, data[byte:]))


def _length(text: str, codec: str) -> int:
    """How many bytes a text took: of several codes for one character each is as long as the others."""
    return len(text.encode(codec))


def _pieces(text: str, changes: Mapping[tuple[int, int], str]) -> list[bytes]:
    found: list[bytes] = []
    at = 0
    for (start, end), new in sorted(changes.items()):
        found += (text[at:start].encode(), new.encode())
        at = end
    return [*found, text[at:].encode()]
