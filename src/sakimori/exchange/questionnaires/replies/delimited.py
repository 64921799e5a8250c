"""Answers into a CSV: the named cells are spliced into its lines; encoding, quotation marks and line ends stay."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from sakimori.domain.values.text import Text
from sakimori.errors import InvalidValueError
from sakimori.exchange.lists.source import sniff_delimiter
from sakimori.exchange.paper.safe_files import needs_neutralising
from sakimori.exchange.questionnaires.reading.document import read_as_text
from sakimori.exchange.questionnaires.reading.result import Address
from sakimori.exchange.questionnaires.replies.encoding import with_stretches
from sakimori.exchange.questionnaires.replies.offers import ANSWER, checked
from sakimori.exchange.questionnaires.replies.parts import damaged

_NO_ROW: Final = Text("ファイルにある行にしてください。", "Name a row of the file.")
_BREAKS: Final = "\r\n"


@dataclass(frozen=True, slots=True)
class _Field:
    """One cell: between which characters of the text it stands, and whether in quotation marks."""

    start: int
    end: int
    is_quoted: bool


def answer_delimited(data: bytes, answers: Mapping[Address, str], *, as_utf8: bool = False) -> bytes:
    """The file with answers in their cells; a row that is too short gets the cells that it lacks.

    Raises:
        InvalidValueError: An answer is too long, or its row does not exist.
        StateError: The encoding of the file cannot hold an answer.
        UnreadableFileError: Its quotation marks are broken.
    """
    decoded = read_as_text(data)
    delimiter = sniff_delimiter(decoded.text)
    rows = list(_rows(decoded.text, delimiter))
    changes: dict[tuple[int, int], str] = {}
    beyond: dict[int, dict[int, str]] = {}
    for address, new in checked({}, answers):
        if not 1 <= address.row <= len(rows):
            raise InvalidValueError(field=ANSWER, value=str(address), expected=_NO_ROW)
        row, column = rows[address.row - 1], address.column or 0
        is_usual = sum(one.is_quoted for one in row) * 2 > len(row)
        if column < len(row):
            cell = row[column]
            is_quoted = cell.is_quoted or (is_usual and bool(new.text))
            changes[cell.start, cell.end] = _written(new.text, delimiter, is_quoted=is_quoted)
        else:
            beyond.setdefault(address.row, {})[column] = _written(new.text, delimiter, is_quoted=is_usual)
    for number, cells in beyond.items():
        row = rows[number - 1]
        end = row[-1].end
        added = (cells.get(column, "") for column in range(len(row), max(cells) + 1))
        before = changes.pop((row[-1].start, end), None)
        start = end if before is None else row[-1].start
        changes[start, end] = "".join((before or "", *(f"{delimiter}{one}" for one in added)))
    return with_stretches(data, decoded, changes, as_utf8=as_utf8)


def _written(text: str, delimiter: str, *, is_quoted: bool) -> str:
    """A cell as it stands in the file; one that a spreadsheet could take for a formula begins with an apostrophe."""
    # A sign alone, such as － for what does not apply, is no formula, and must stay the token of the form.
    inert = f"'{text}" if needs_neutralising(text) and len(text.strip(" 　")) > 1 else text
    needs_marks = bool(re.search(rf'["\r\n{re.escape(delimiter)}]', inert)) or inert != inert.strip(" ")
    marked = inert.replace("\r\n", "\n").replace('"', '""')
    return f'"{marked}"' if needs_marks or is_quoted else marked


def _rows(text: str, delimiter: str) -> Iterator[list[_Field]]:
    """The cells of each row, found as the reader of such files finds them.

    Raises:
        UnreadableFileError: The reader would find others.
    """
    found = list(_found(text, delimiter))
    try:
        read = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as broken:
        raise damaged() from broken
    if list(map(len, read)) != [0 if _is_blank(row) else len(row) for row in found]:
        raise damaged()
    yield from found


def _is_blank(row: list[_Field]) -> bool:
    """Whether a row is an empty line, in which the reader finds no cell."""
    return len(row) == 1 and row[0].start == row[0].end


def _found(text: str, delimiter: str) -> Iterator[list[_Field]]:
    row: list[_Field] = []
    at, end = 0, len(text)
    while at < end:
        one = _field(text, at, delimiter)
        row.append(one)
        at = one.end
        if at < end and text[at] == delimiter:
            at += 1
            if at == end:
                row.append(_Field(at, at, is_quoted=False))
            continue
        if at < end:
            at += 2 if text.startswith("\r\n", at) else 1
        yield row
        row = []
    if row:
        yield row


def _field(text: str, start: int, delimiter: str) -> _Field:
    if text[start] != '"':
        at = start
        while at < len(text) and text[at] != delimiter and text[at] not in _BREAKS:
            at += 1
        return _Field(start, at, is_quoted=False)
    at = start + 1
    while (at := text.find('"', at)) >= 0:
        if not text.startswith('""', at):
            return _Field(start, at + 1, is_quoted=True)
        at += 2
    raise damaged()
