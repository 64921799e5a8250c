"""Numbers of persons anywhere in a file, as far as it can be read as text."""

from __future__ import annotations

import html
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from sakimori.domain.values.numbers import find_personal_numbers, mask, mask_all
from sakimori.domain.values.text import Text
from sakimori.errors import UnreadableFileError
from sakimori.exchange.lists.container import decode, guard_archive

ARCHIVE: Final = b"PK"
_DEEPEST: Final = 3
_SHOWN: Final = 20
_LOOKED_AT: Final = 200
"""So much of a text may say as little as is shown: some programs write each letter as the number that it has."""
_LINE: Final = Text("{number}行目", "line {number}")

_UNSEEN: Final = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_SPACES: Final = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f]")
_ESCAPES: Final = re.compile(r"\\u([0-9A-Fa-f]{4})")
_NO_NUMBERS: Final = re.compile(
    r"(?<![0-9A-Za-z])(?:"
    r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}"
    r"|(?=[0-9]*[A-Fa-f])[0-9A-Fa-f]{32,}"
    r"|20\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])[0-5]\d[0-5]\d"
    r")(?![0-9A-Za-z])"
)
"""GUIDs, digests and instants to the second: by chance they pass a check digit, and no card has 14 digits from 20."""

_TWELVE: Final = re.compile(r"\d(?:[ 　\-‐‑‒–—―−－]?\d){11,}")
"""What is worth a closer look: digits as they are grouped, as many as the shortest of these numbers has."""

_TAGS: Final = re.compile(r"<[^<>]*>")
_MARKUP: Final = re.compile(r"^[^<>]*>|<[^<>]*>|<[^<>]*$")
_WITHIN_A_WORD: Final = re.compile(
    r"</?(?:[\w.-]+:)?(?:a|abbr|b|bdi|bdo|big|cite|code|del|em|font|i|ins|kbd|mark|q|s|small|span|strike|strong|sub|sup|tt|u|var|wbr"
    r"|r|t|rpr|rfonts?|family|charset|scheme|sz|szcs|bcs|ics|color|vertalign|lang|latin|ea|cs|rstyle|prooferr|noproof"
    r"|bookmark(?:start|end)?|lastrenderedpagebreak|hlinkclick|solidfill|srgbclr|schemeclr)(?:\s[^<>]*|/)?>",
    re.IGNORECASE,
)
"""Elements of HTML, Office and OpenDocument that may stand in the middle of a number."""
_SCIENTIFIC: Final = re.compile(r"(?<![\d.])\d\.\d{9,}[Ee]\+?1[0-9](?!\d)")
"""How some programs write a cell of 12 digits or more; with fewer places the number itself is lost."""


@dataclass(frozen=True, slots=True)
class NumberPlace:
    """Where in a file such a number stands; of the words around it every digit is hidden."""

    where: Text
    around: str


def numbers_in_file(data: bytes) -> tuple[NumberPlace, ...]:
    """Every place of a file that holds a My Number or a card number, as far as the file can be read as text.

    Looked through are texts in the encodings that we read (CSV, JSON, HTML, Markdown, YAML, XML) and every part of
    archives that is such a text: so workbooks with their comments, names and hidden sheets, OpenDocument, documents
    and slides of Office, and files in ZIP files. Not looked into are PDF, pictures and other binary formats, what is
    encrypted, what an archive unpacks to beyond our limits, and a number that a text encodes in ways of its own.
    """
    return tuple(_found(data, "", 0))


def masked(text: str) -> str:
    """A text of a file as it may be shown: with every such number hidden, also one with unseen characters in it."""
    plain = _plain(text)
    return mask(plain) if find_personal_numbers(plain) else text


def masked_all(value: object) -> object:
    """The same of all texts in what is about to be told, keys included."""
    if isinstance(value, str):
        return masked(value)
    if isinstance(value, dict):
        return {masked_all(key): masked_all(one) for key, one in value.items()}
    return list(map(masked_all, value)) if isinstance(value, list | tuple) else value


def _found(data: bytes, part: str, depth: int) -> Iterator[NumberPlace]:
    if data.startswith(ARCHIVE) and depth < _DEEPEST:
        yield from _in_archive(data, part, depth)
        return
    if data.startswith(b"%PDF"):
        return
    try:
        text = decode(data).text
    except UnreadableFileError:
        return
    yield from _in_text(text, part)


def _in_archive(data: bytes, part: str, depth: int) -> Iterator[NumberPlace]:
    try:
        guard_archive(data, is_workbook=False)
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for member in archive.infolist():
                name = f"{part}/{member.filename}" if part else member.filename
                yield from _in_text(member.filename, name)
                yield from _found(archive.read(member), name, depth + 1)
    except (UnreadableFileError, zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError):
        return


def _in_text(text: str, part: str) -> Iterator[NumberPlace]:
    """One place a line, or of a part of an archive one for all: its lines are not those that a person sees."""
    seen: set[int] = set()
    for reading in _readings(text):
        number, counted = 1, 0
        for digits in _TWELVE.finditer(reading):
            number, counted = number + reading.count("\n", counted, digits.start()), digits.start()
            # Two characters before it say whether it is the end of something else.
            window = reading[max(0, digits.start() - 2) : digits.end()]
            if number in seen or not find_personal_numbers(window):
                continue
            seen.add(number)
            where = Text(masked(part), masked(part)) if part else _LINE.format(number=number)
            yield NumberPlace(where, _around(reading, digits.start()))
            if part:
                return


def _around(text: str, start: int) -> str:
    """The words around a place within its line, without markup and with every digit hidden."""
    begin = max(text.rfind("\n", 0, start) + 1, start - _LOOKED_AT)
    end = text.find("\n", start)
    window = text[begin:start], text[start : min(start + _LOOKED_AT, len(text) if end < 0 else end)]
    before, after = (html.unescape(_MARKUP.sub(" ", part)) for part in window)
    return mask_all(" ".join(f"{before[-_SHOWN:]}{after[:_SHOWN]}".replace(" _ ", " ").split()))


def _readings(text: str) -> Iterator[str]:
    """A text as it stands, without the tags within words, and with its numbers written out."""
    plain = _NO_NUMBERS.sub(" _ ", _plain(text))
    # A digit and a comma before a number make it the fraction of another one; here the comma is between two cells.
    yield plain.replace(",", " _ ")
    if "\\u" in plain:
        yield _plain(_ESCAPES.sub(lambda found: chr(int(found[1], 16)), plain))
    if "<" in plain or "&" in plain:
        words = _plain(html.unescape(_TAGS.sub(" _ ", _WITHIN_A_WORD.sub("", plain))))
        yield words
        yield " _ ".join(str(int(Decimal(number))) for number in _SCIENTIFIC.findall(words))


def _plain(text: str) -> str:
    """A text without characters that nobody sees, and with one kind of space."""
    return _SPACES.sub(" ", _UNSEEN.sub("", text))
