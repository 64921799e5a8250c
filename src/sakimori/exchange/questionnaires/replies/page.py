"""Answers into a page of Markdown or plain text: into cells of its tables, and below or in the place of its lines."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from sakimori.domain.values.text import Text
from sakimori.errors import InvalidValueError
from sakimori.exchange.questionnaires.forms.answer_page import LABELLED_ANSWER, page_blocks
from sakimori.exchange.questionnaires.reading.blocks import Block, BlockKind
from sakimori.exchange.questionnaires.reading.document import read_as_text
from sakimori.exchange.questionnaires.reading.result import Address
from sakimori.exchange.questionnaires.replies.encoding import with_stretches
from sakimori.exchange.questionnaires.replies.offers import ANSWER, checked

_NO_CELL: Final = Text("ページにある表のセルか行にしてください。", "Name a cell of a table or a line of the page.")
_BREAK: Final = re.compile(r"\r\n|\r|\n")
_CELL_END: Final = re.compile(r"(?<!\\)\|")
_MARKS: Final = re.compile(r"([\\`*_\[\]<>|~]|&(?=#?\w+;))")
_LEADING: Final = re.compile(r"^(?:(?=[#>]|[+\-*](?:\s|$)|[-=]{2,}\s*$|~{3})|(\d+)(?=[.)]\s))")
"""What begins a heading, a quotation or an item, with the number that an item may have."""
_TAKEN: Final = frozenset({BlockKind.PARAGRAPH, BlockKind.ITEM})
_ABOVE: Final = frozenset({BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.QUOTE})
_BOX: Final = re.compile(r"\s*(\[[ 　xX✓✔レ]?\]|[☐☑☒✅⬜✔])(?=[ \t　])")
_TICKS: Final = (("☐", "☑"), ("[ ]", "[x]"))
_ITEM: Final = re.compile(r"^(\s*(?:[-*+]|\d{1,9}[.)])\s+)")


def answer_page(
    data: bytes,
    answers: Mapping[Address, str],
    below: Collection[Address] = (),
    *,
    is_markdown: bool = True,
    as_utf8: bool = False,
) -> bytes:
    """The page with answers: in the cell of a table, in the place of the paragraph at a line, or below it.

    Args:
        data: The page.
        answers: What goes where; an address without a column is a line.
        below: Lines at which the question stands, so that its answer goes below.
        is_markdown: Whether signs of Markdown in an answer are marked as mere text.
        as_utf8: Whether it is written anew in UTF-8.

    Raises:
        InvalidValueError: There is no such cell or line, or the answer is too long.
        StateError: The encoding of the page cannot hold an answer.
    """
    decoded = read_as_text(data)
    page = _Page(decoded.text, is_markdown=is_markdown)
    changes: dict[tuple[int, int], str] = {}
    for address, new in checked({}, answers):
        if address.column is not None:
            place, text = page.cell(address, _in_cell(new.text))
        elif _BOX.match(new.text) and address not in below:
            place, text = page.beside_marker(address), new.text
        elif address in below:
            place, text = page.below(address), page.paragraphs(address, new.text)
        else:
            place, text = page.instead(address), page.paragraphs(address, new.text, is_first=True)
        changes[place] = text
    return with_stretches(data, decoded, changes, as_utf8=as_utf8)


@dataclass(frozen=True, slots=True)
class PageLines:
    """The lines of a page by what an answer may do there: take the place of a paragraph, stand below one, tick a box.

    Of a line that begins with a box, `boxes` holds what stands after the marker of its item.
    """

    taken: frozenset[int] = frozenset()
    above: frozenset[int] = frozenset()
    boxes: Mapping[int, str] = field(default_factory=dict)

    @classmethod
    def of(cls, text: str) -> PageLines:
        """The lines of a page."""
        blocks = page_blocks(text)
        taken, above = (frozenset(block.line for block in blocks if block.kind in kinds) for kinds in (_TAKEN, _ABOVE))
        lines = (_ITEM.sub("", line, count=1) for line in text.splitlines())
        boxes = {number: line.strip() for number, line in enumerate(lines, start=1) if _BOX.match(line)}
        return cls(taken, above, boxes)


def ticked(line: str, *, is_so: bool) -> str:
    """A line that begins with a box, with it ticked or empty."""
    return _BOX.sub(lambda found: _TICKS[found.group(1)[:1] == "["][is_so], line, count=1)


def _in_cell(text: str) -> str:
    """A text as it can stand in a cell of a table."""
    return _MARKS.sub(r"\\\1", text).replace("\r\n", "\n").replace("\n", "<br>")


class _Page:
    """The lines of a page, and its blocks by the line at which they begin."""

    def __init__(self, text: str, *, is_markdown: bool) -> None:
        self.text = text
        self.is_markdown = is_markdown
        self.rows = list(_rows(text))
        self.lines = list(_lines(text))
        found = _BREAK.search(text)
        self.end = found.group() if found else "\n"
        self.blocks = {block.line: block for block in page_blocks(text)}

    def cell(self, address: Address, text: str) -> tuple[tuple[int, int], str]:
        """Between which characters of the page a cell stands, and a text as it stands there."""
        start, end = _numbered(self.rows, address)
        line = self.text[start:end].rstrip()
        bounds = _bounds(line)
        column, cells = address.column or 0, len(bounds) - 1
        if column >= self._width(address.row):
            raise InvalidValueError(field=ANSWER, value=str(address), expected=_NO_CELL)
        if column >= cells:
            # A row may end before its table does.
            added = " |" * (column - cells) + f" {text} |"
            at = start + len(line)
            return (at, at), added if bounds[-1] < len(line) else f" |{added}"
        left, right = bounds[column] + 1, bounds[column + 1]
        cell = line[left:right]
        before, after = len(cell) - len(cell.lstrip()), len(cell) - len(cell.rstrip())
        if not cell.strip():
            # One blank stays on each side, as far as there are any.
            before, after = min(1, len(cell)), 1 if len(cell) > 1 else 0
            text = f"{'' if before else ' '}{text}{'' if after else ' '}"
        elif not after and text.endswith("\\"):
            text += " "
        return (start + left + before, start + right - after), text

    def _width(self, number: int) -> int:
        """How many cells the rows of a table have, by its first line."""
        width = 0
        for start, end in reversed(self.rows[:number]):
            bounds = _bounds(self.text[start:end].rstrip())
            if len(bounds) < 3:
                break
            width = len(bounds) - 1
        return width

    def beside_marker(self, address: Address) -> tuple[int, int]:
        """Between which characters a line stands, without the marker of its item."""
        start, end = _numbered(self.lines, address)
        found = _ITEM.match(self.text[start:end])
        first = start + (found.end() if found else 0)
        line = self.text[first:end]
        return first + len(line) - len(line.lstrip()), first + len(line.rstrip())

    def below(self, address: Address) -> tuple[int, int]:
        """The end of the paragraph, heading or item that begins at a line."""
        end = self.lines[self._last(address) - 1][1]
        return end, end

    def instead(self, address: Address) -> tuple[int, int]:
        """Between which characters the paragraph that begins at a line stands, without its label or marker."""
        block = self.blocks.get(address.row)
        if block is None or block.kind not in _TAKEN:
            raise InvalidValueError(field=ANSWER, value=str(address), expected=_NO_CELL)
        start, _ = _numbered(self.lines, address)
        end = self.lines[self._last(address) - 1][1]
        found = _ITEM.match(self.text[start:end])
        first = start + (found.end() if found else 0)
        if label := LABELLED_ANSWER.match(self.text[first:end]):
            first += label.end()
        return first, max(first, end)

    def _last(self, address: Address) -> int:
        """The last line with something on it of the block that begins at a line."""
        _numbered(self.lines, address)
        after = next((line for line in sorted(self.blocks) if line > address.row), len(self.lines) + 1)
        filled = (n for n in range(after - 1, address.row - 1, -1) if self._is_filled(n))
        return next(filled, address.row)

    def _is_filled(self, number: int) -> bool:
        start, end = self.lines[number - 1]
        return bool(self.text[start:end].strip())

    def paragraphs(self, address: Address, text: str, *, is_first: bool = False) -> str:
        """A paragraph a line, as far in as what stands in the item of a list."""
        block = self.blocks.get(address.row)
        indent = self._indent(block)
        lines = [line.strip() for line in text.replace("\r\n", "\n").split("\n") if line.strip()]
        if self.is_markdown:
            lines = [_LEADING.sub(r"\1\\", line) for line in lines]
        gap = f"{self.end}{self.end}{indent}"
        if not is_first:
            return "".join(f"{gap}{line}" for line in lines)
        start, _ = self.instead(address)
        blank = " " if self.text[start - 1 : start] in {":", "."} else ""
        return blank + gap.join(lines)

    def _indent(self, block: Block | None) -> str:
        if block is None or block.kind is not BlockKind.ITEM:
            return ""
        start, end = self.lines[block.line - 1]
        found = _ITEM.match(self.text[start:end])
        return " " * len(found.group(1).expandtabs(4)) if found else ""


def _bounds(line: str) -> list[int]:
    """Where the bars stand around the cells of a line, those included that may be left out at its ends."""
    found = [one.start() for one in _CELL_END.finditer(line)]
    if not found or line[: found[0]].strip():
        found.insert(0, -1)
    if found[-1] != len(line) - 1:
        found.append(len(line))
    return found


def _numbered(lines: Sequence[tuple[int, int]], address: Address) -> tuple[int, int]:
    """Between which characters a line stands."""
    if not 1 <= address.row <= len(lines):
        raise InvalidValueError(field=ANSWER, value=str(address), expected=_NO_CELL)
    return lines[address.row - 1]


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """Between which characters each line stands, as those count lines who read paragraphs."""
    at = 0
    for line in text.splitlines(keepends=True):
        yield at, at + len("".join(line.splitlines()))
        at += len(line)


def _rows(text: str) -> Iterator[tuple[int, int]]:
    """The same, as those count lines who read tables."""
    at = 0
    for found in _BREAK.finditer(text):
        yield at, found.start()
        at = found.end()
    yield at, len(text)
