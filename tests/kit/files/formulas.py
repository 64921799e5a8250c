"""Computes the formulas of our own workbooks, as a spreadsheet would: the few functions that they use, and no more."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from openpyxl import Workbook

Value = str | float | bool
_TOKEN: Final = re.compile(
    r"""\s*(?:(?P<text>"(?:[^"]|"")*")
    |(?P<area>(?:(?:'(?:[^']|'')+'|\w+)!)?\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?(?![\w(]))
    |(?P<number>\d+(?:\.\d+)?)
    |(?P<name>[A-Z]+)
    |(?P<mark><=|>=|<>|[=<>&+\-(),]))""",
    re.VERBOSE,
)


class Broken(Exception):  # noqa: N818 - it is a value of a cell, such as #N/A
    """What a spreadsheet shows as an error."""


class Sheets:
    """The cells of a workbook, computed when they are asked for."""

    def __init__(self, book: Workbook) -> None:
        self.book = book

    def value(self, sheet: str, at: str) -> Value:
        """What a cell shows."""
        cell = self.book[sheet][at]
        found = cell.value
        if cell.data_type == "f" and isinstance(found, str):
            return _Formula(self, sheet, found[1:]).value()
        return "" if found is None else found if isinstance(found, bool | float | int | str) else str(found)


Area = list[tuple[str, str]]
Node = Callable[[], Value]


class _Formula:
    def __init__(self, sheets: Sheets, sheet: str, text: str) -> None:
        self.sheets, self.sheet = sheets, sheet
        self.tokens: list[tuple[str, str]] = []
        place = 0
        while place < len(text):
            found = _TOKEN.match(text, place)
            if found is None:
                raise AssertionError(text[place:])
            self.tokens.append((str(found.lastgroup), found.group(str(found.lastgroup))))
            place = found.end()
        self.at = 0
        self.areas: dict[int, Area] = {}

    def value(self) -> Value:
        node = self.compared()
        assert self.at == len(self.tokens), self.tokens[self.at :]
        return node()

    def peek(self) -> str:
        return self.tokens[self.at][1] if self.at < len(self.tokens) else ""

    def take(self, mark: str = "") -> str:
        kind, shown = self.tokens[self.at]
        assert not mark or shown == mark, (mark, kind, shown)
        self.at += 1
        return shown

    def compared(self) -> Node:
        left = self.joined()
        while self.peek() in {"=", "<", ">", "<=", ">=", "<>"}:
            left = _compare(left, self.take(), self.joined())
        return left

    def joined(self) -> Node:
        left = self.added()
        while self.peek() == "&":
            self.take()
            left = _join(left, self.added())
        return left

    def added(self) -> Node:
        left = self.single()
        while self.peek() in {"+", "-"}:
            left = _add(left, self.take(), self.single())
        return left

    def single(self) -> Node:
        kind = self.tokens[self.at][0]
        shown = self.take()
        if kind == "text":
            return lambda: shown[1:-1].replace('""', '"')
        if kind == "number":
            return lambda: float(shown)
        if kind == "area":
            cells = self.cells(shown)
            node = lambda: self.sheets.value(*cells[0])  # noqa: E731
            self.areas[id(node)] = cells
            self.kept = [*getattr(self, "kept", []), node]
            return node
        if shown == "(":
            inner = self.compared()
            self.take(")")
            return inner
        if shown == "FALSE":
            return lambda: False
        self.take("(")
        arguments = [self.compared()]
        while self.peek() == ",":
            self.take()
            arguments.append(self.compared())
        self.take(")")
        return self.called(shown, arguments)

    def cells(self, shown: str) -> Area:
        sheet, _, area = shown.rpartition("!")
        name = sheet.strip("'") or self.sheet
        found = self.sheets.book[name][area.replace("$", "")]
        rows = found if isinstance(found, tuple) else ((found,),)
        return [(name, cell.coordinate) for row in rows for cell in (row if isinstance(row, tuple) else (row,))]

    def area(self, node: Node) -> list[Value]:
        return [self.sheets.value(*cell) for cell in self.areas[id(node)]]

    def called(self, name: str, given: Sequence[Node]) -> Node:  # noqa: PLR0911 - one a function
        match name:
            case "IF":
                return lambda: given[1]() if _truth(given[0]()) else given[2]()
            case "IFERROR":
                return lambda: _or_else(given[0], given[1])
            case "AND":
                return lambda: all(_truth(one()) for one in given)
            case "OR":
                return lambda: any(_truth(one()) for one in given)
            case "NOT":
                return lambda: not _truth(given[0]())
            case "MIN":
                return lambda: min(float(one()) for one in given)
            case "MAX":
                return lambda: max(float(one()) for one in given)
            case "TRIM":
                return lambda: re.sub(" +", " ", _text(given[0]())).strip(" ")
            case "INDEX":
                return lambda: self.sheets.value(*self.areas[id(given[0])][int(given[1]()) - 1])
            case "MATCH":
                return lambda: _match(given[0](), self.area(given[1]))
            case "COUNTIF":
                return lambda: float(sum(_alike(cell, given[1]()) for cell in self.area(given[0])))
            case "ISNUMBER":
                return lambda: _is_number(given[0])
            case "VALUE":
                return lambda: _number(given[0]())
            case "FIND":
                return lambda: _find(_text(given[0]()), _text(given[1]()))
            case "SUBSTITUTE":
                return lambda: _text(given[0]()).replace(_text(given[1]()), _text(given[2]()))
            case "CHAR":
                return lambda: chr(int(given[0]()))
            case _:
                raise AssertionError(name)


def _text(value: Value) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _truth(value: Value) -> bool:
    assert not isinstance(value, str), value
    return bool(value)


def _alike(left: Value, right: Value) -> bool:
    if isinstance(left, str) and isinstance(right, str):
        return left.casefold() == right.casefold()
    return type(left) is not str and type(right) is not str and left == right


def _compare(left: Node, mark: str, right: Node) -> Node:
    def compare() -> bool:
        one, other = left(), right()
        if mark == "=":
            return _alike(one, other)
        assert not isinstance(one, str), one
        assert not isinstance(other, str), other
        return one < other if mark == "<" else one > other

    assert mark in {"=", "<", ">"}
    return compare


def _join(left: Node, right: Node) -> Node:
    return lambda: _text(left()) + _text(right())


def _add(left: Node, mark: str, right: Node) -> Node:
    return lambda: float(left()) + (float(right()) if mark == "+" else -float(right()))


def _match(wanted: Value, cells: Sequence[Value]) -> float:
    for place, cell in enumerate(cells, start=1):
        if _alike(cell, wanted):
            return float(place)
    raise Broken


def _number(value: Value) -> float:
    try:
        return float(value)
    except ValueError as error:
        raise Broken from error


def _find(part: str, text: str) -> float:
    if part not in text:
        raise Broken
    return float(text.index(part) + 1)


def _is_number(node: Node) -> bool:
    try:
        return isinstance(node(), int | float)
    except Broken:
        return False


def _or_else(node: Node, other: Node) -> Value:
    try:
        return node()
    except Broken:
        return other()
