"""A Markdown page as blocks in order, each with its line: every line that is not blank stands in exactly one block."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

MAX_LINES: Final = 200_000
_MARKED_UP_TO: Final = 20_000
"""Marks in a longer paragraph stay: looking for their ends would take too long in a file that was made for that."""
_HEADING: Final = re.compile(r"^ {0,3}(#{1,6})\s+(.*?)\s*#*\s*$")
_RULE: Final = re.compile(r"^ {0,3}(?:-(?:\s*-){2,}|\*(?:\s*\*){2,}|_(?:\s*_){2,})\s*$")
_UNDERLINE: Final = re.compile(r"^ {0,3}(?:=+|-+)\s*$")
_FENCE: Final = re.compile(r"^ {0,3}(`{3,}|~{3,})")
_ITEM: Final = re.compile(r"^(\s*)([-*+]|\d{1,9}[.)])\s+(?=\S)")
_DIRECTIVE: Final = re.compile(r"^\s*(?::{3,}|\[!)")
_HTML: Final = re.compile(r"^ {0,3}<(?:!--|/?(?:p|div|img|table|tr|td|th|br|hr|a)\b)", re.IGNORECASE)
_TABLE_RULE: Final = re.compile(r"^(?=[\s:|]*-)[\s:|-]+$")
_CELL_END: Final = re.compile(r"(?<!\\)\|")
_TAG: Final = re.compile(
    r"</?(?:span|a|p|b|i|u|em|strong|code|sup|sub|div|img|small|font|ul|ol|li)\b[^<>]*>", re.IGNORECASE
)
_BREAK: Final = re.compile(r"<br\s*/?>", re.IGNORECASE)
_STRONG: Final = re.compile(r"(\*\*|__)(?=\S)(.{1,1000}?)(?<=\S)\1", re.DOTALL)
_STRESSED: Final = re.compile(r"(?<![\w*])([*_])(?=[^\s*_])([^*_]+?)(?<=[^\s*_])\1(?![\w*])")
_ESCAPED: Final = re.compile(r"\\([|#>+\-*=~.)])")
"""A sign that is marked as no mark; others, such as the strokes of a path, stay as they are written."""
_WIDE: Final = re.compile(r"[぀-ヿ㐀-鿿＀-￯、。]")


class BlockKind(StrEnum):
    """What a block is."""

    FRONT_MATTER = "front_matter"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    QUOTE = "quote"
    ITEM = "item"
    TABLE_ROW = "table_row"
    TABLE_RULE = "table_rule"
    CODE = "code"
    RULE = "rule"
    DIRECTIVE = "directive"
    HTML = "html"


@dataclass(frozen=True, slots=True)
class Block:
    """One block: its first line in the file, its text as written, and of a table row its cells.

    `level` is that of a heading, or how far an item of a list is indented; `table` numbers the tables of the page;
    `marker` is what an item of a list begins with.
    """

    kind: BlockKind
    line: int
    text: str
    level: int = 0
    cells: tuple[str, ...] = ()
    table: int = 0
    is_quoted: bool = False
    marker: str = ""


def read_blocks(
    text: str, *, cut: re.Pattern[str] | None = None, alone: re.Pattern[str] | None = None
) -> tuple[Block, ...]:
    """The blocks of a page.

    `cut` finds lines with which a paragraph begins although no blank line stands before them, `alone` first lines
    that are a paragraph by themselves.
    """
    return tuple(_Reader(text.splitlines()[:MAX_LINES], cut, alone).blocks())


def unmarked(text: str) -> str:
    """A text as the page shows it: without marks for stress and tags of HTML; links stay as they are written."""
    if len(text) > _MARKED_UP_TO:
        return untagged(text)
    shown = _STRESSED.sub(r"\2", _STRONG.sub(r"\2", text))
    return untagged(_ESCAPED.sub(r"\1", shown))


def untagged(text: str) -> str:
    """A text without tags and entities of HTML; a break is a line."""
    return html.unescape(_TAG.sub("", _BREAK.sub("\n", text))).replace("\xa0", " ").strip()


def joined(lines: list[str]) -> str:
    """Lines of one paragraph as one text: a soft break is a blank, except between letters that know no blanks."""
    parts: list[str] = []
    for line in lines:
        is_hard = bool(parts) and parts[-1].endswith(("  ", "\\"))
        bare = line.strip()
        if last := _trim(parts):
            parts.append("\n" if is_hard else "" if _WIDE.match(last) and _WIDE.match(bare[:1]) else " ")
        parts.append(bare + ("  " if line.endswith("  ") else ""))
    _trim(parts)
    return "".join(parts)


def _trim(parts: list[str]) -> str:
    """Take blanks and one backslash off the end of a text in parts; gives its last letter."""
    while parts and not parts[-1].rstrip():
        parts.pop()
    if parts:
        parts[-1] = parts[-1].rstrip().removesuffix("\\")
    last = next((part[-1] for part in reversed(parts) if part), "")
    if not last:
        parts.clear()
    return last


@dataclass(slots=True)
class _Reader:
    """Walks the lines of a page once."""

    lines: list[str]
    cut: re.Pattern[str] | None
    alone: re.Pattern[str] | None
    at: int = 0
    tables: int = 0

    def blocks(self) -> Iterator[Block]:
        if self.lines and self.lines[0].rstrip() == "---" and (end := self._front_matter_end()):
            yield Block(BlockKind.FRONT_MATTER, 1, "\n".join(self.lines[1:end]))
            self.at = end + 1
        was_table = False
        while self.at < len(self.lines):
            line = self.lines[self.at]
            is_table = _is_table(line)
            if is_table and not was_table:
                self.tables += 1
            was_table = is_table
            if not line.strip():
                self.at += 1
            elif is_table:
                yield self._table_row(line)
            else:
                yield self._block(line)

    def _front_matter_end(self) -> int:
        return next((n for n, line in enumerate(self.lines[1:200], start=1) if line.rstrip() in {"---", "..."}), 0)

    def _block(self, line: str) -> Block:
        at = self.at + 1
        if heading := _HEADING.match(line):
            self.at += 1
            return Block(BlockKind.HEADING, at, heading.group(2), level=len(heading.group(1)))
        for kind, form in ((BlockKind.RULE, _RULE), (BlockKind.DIRECTIVE, _DIRECTIVE)):
            if form.match(line):
                self.at += 1
                return Block(kind, at, line.strip())
        if item := _ITEM.match(line):
            text = self._paragraph(first=line[item.end() :])
            return Block(BlockKind.ITEM, at, text, level=len(item.group(1).expandtabs(4)), marker=item.group(2))
        return self._several_lines(line, at)

    def _several_lines(self, line: str, at: int) -> Block:
        if fence := _FENCE.match(line):
            return Block(BlockKind.CODE, at, self._fenced(fence.group(1)))
        if line.lstrip().startswith(">"):
            return Block(BlockKind.QUOTE, at, self._quote())
        if _HTML.match(line):
            return Block(BlockKind.HTML, at, self._html(line))
        return self._paragraph_or_heading(line)

    def _paragraph_or_heading(self, line: str) -> Block:
        at = self.at + 1
        below = self.lines[at] if at < len(self.lines) else ""
        if _UNDERLINE.match(below) and not _TABLE_RULE.match(line):
            self.at += 2
            return Block(BlockKind.HEADING, at, line.strip(), level=1 if "=" in below else 2)
        return Block(BlockKind.PARAGRAPH, at, self._paragraph(first=line))

    def _table_row(self, line: str) -> Block:
        self.at += 1
        is_quoted = line.lstrip().startswith(">")
        bare = line.strip().lstrip(">").strip()
        if _TABLE_RULE.match(bare):
            return Block(BlockKind.TABLE_RULE, self.at, bare, table=self.tables, is_quoted=is_quoted)
        inner = bare.removeprefix("|")
        inner = inner[:-1] if inner.endswith("|") and not inner.endswith("\\|") else inner
        cells = tuple(cell.strip() for cell in _CELL_END.split(inner))
        return Block(BlockKind.TABLE_ROW, self.at, bare, cells=cells, table=self.tables, is_quoted=is_quoted)

    def _fenced(self, fence: str) -> str:
        body: list[str] = []
        self.at += 1
        while self.at < len(self.lines) and not self.lines[self.at].strip().startswith(fence):
            body.append(self.lines[self.at])
            self.at += 1
        self.at += 1
        return "\n".join(body)

    def _quote(self) -> str:
        parts: list[list[str]] = [[]]
        while self.at < len(self.lines) and self.lines[self.at].lstrip().startswith(">"):
            line = self.lines[self.at]
            if _is_table(line):
                break
            bare = line.lstrip()[1:].removeprefix(" ")
            if bare.strip():
                parts[-1].append(bare)
            else:
                parts.append([])
            self.at += 1
        return "\n\n".join(joined(part) for part in parts if part)

    def _html(self, line: str) -> str:
        body = [line]
        self.at += 1
        is_comment = line.lstrip().startswith("<!--")
        while self.at < len(self.lines):
            if is_comment and "-->" in body[-1]:
                break
            if not is_comment and (not self.lines[self.at].strip() or _is_table(self.lines[self.at])):
                break
            body.append(self.lines[self.at])
            self.at += 1
        return "\n".join(body)

    def _paragraph(self, *, first: str) -> str:
        body = [first]
        self.at += 1
        if self.alone is not None and self.alone.match(first):
            return joined(body)
        while self.at < len(self.lines) and not self._ends(self.lines[self.at]):
            body.append(self.lines[self.at])
            self.at += 1
        return joined(body)

    def _ends(self, line: str) -> bool:
        if not line.strip() or _is_table(line) or (self.cut is not None and self.cut.match(line)):
            return True
        starts = (_HEADING, _FENCE, _RULE, _ITEM, _DIRECTIVE, _HTML)
        return line.lstrip().startswith(">") or any(start.match(line) for start in starts)


def _is_table(line: str) -> bool:
    """Whether a line is a row of a table, be it in a quotation."""
    bare = line.strip().lstrip(">").strip()
    return bare.startswith("|") and bare.count("|") >= 2
