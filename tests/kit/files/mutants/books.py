"""What happens to a table in Excel: cells merged, rows and columns hidden, sheets split, lists and remarks added."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from random import Random
from typing import Final

from kit.files.mutants import words
from kit.files.mutants.answers import OPPOSITE, one_column
from kit.files.mutants.looks import Cells, Looks
from kit.files.mutants.tables import Line, Table, with_cell
from sakimori.exchange.questionnaires.reading.result import Normal


def answers_merged(rng: Random, table: Table) -> Table | None:
    """One cell merged over the answers of two questions that were answered alike."""
    column = one_column(table)
    if column is None:
        return None
    alike = [
        n
        for n, (line, after) in enumerate(pairwise(table.lines))
        if line.normal is not None and line.normal is after.normal is not Normal.BLANK
        and line.cells[column] == after.cells[column]
    ]  # fmt: skip
    if not alike:
        return None
    at = rng.choice(alike)
    lines = list(table.lines)
    lines[at + 1] = replace(lines[at + 1], cells=with_cell(lines[at + 1].cells, column, ""))
    top = table.first + at
    return replace(table, lines=tuple(lines), looks=Looks(merged=((top, column, top + 1, column),)))


def rows_hidden(rng: Random, table: Table) -> Table:
    """Some rows hidden, by a filter or by hand."""
    hidden = frozenset(n for n in range(table.first, table.first + len(table.lines)) if rng.random() < 0.4)
    return replace(table, looks=Looks(hidden_rows=hidden, filtered=rng.random() < 0.5))


def hidden_former(rng: Random, table: Table) -> Table | None:
    """A hidden column of other answers under the same label, left or right of the one that anybody sees."""
    column = one_column(table)
    if column is None:
        return None
    at = rng.choice((column, column + 1))
    label = table.header[-1][column]
    wider = table.with_column(at, label, lambda line: OPPOSITE.get(line.normal or Normal.BLANK, "はい"))
    return replace(wider, looks=Looks(hidden_columns=frozenset({at})))


def header_merged(rng: Random, table: Table) -> Table | None:
    """A row of headings over the labels, merged with those that it does not head."""
    column = one_column(table)
    if column is None or len(table.header) > 1 or table.must_ask:
        return None
    last = column + 1 if column + 1 == table.comment else column
    over = rng.choice(("貴社ご記入欄", "回答欄", "Vendor", "委託先記入"))
    label = table.header[0]
    upper = tuple(
        over if place == column else "" if column < place <= last else label[place] for place in range(len(label))
    )
    lower = tuple(label[place] if column <= place <= last else "" for place in range(len(label)))
    top = len(table.above)
    down = [(top, place, top + 1, place) for place in range(len(label)) if not column <= place <= last]
    across = [(top, column, top, last)] if last > column else []
    return replace(table, header=(upper, lower), looks=Looks(merged=(*down, *across)))


def bands_merged(rng: Random, table: Table) -> Table:
    """Headings merged over the whole width, between the questions."""
    lines, merged = list(table.lines), []
    for title in ("■ 組織的対策", "第2章 技術的対策")[: rng.randint(1, 2)]:
        lines.insert(rng.randrange(len(lines)), Line(with_cell(("",) * table.width, 0, title)))
    for n, line in enumerate(lines, start=table.first):
        if line.cells[0] in {"■ 組織的対策", "第2章 技術的対策"}:
            merged.append((n, 0, n, table.width - 1))
    return replace(table, lines=tuple(lines), looks=Looks(merged=tuple(merged)))


def sheets_split(rng: Random, table: Table) -> Table | None:
    """The second half on a sheet of its own, below the same header or below none."""
    if len(table.lines) < 4:
        return None
    cut = table.first + rng.randrange(2, len(table.lines) - 1)
    return replace(table, looks=Looks(second=cut, heads_again=rng.random() < 0.6))


def offered(rng: Random, table: Table) -> Table | None:
    """A list in each cell that is answered in; what was not chosen still shows its first member."""
    column = one_column(table)
    if column is None:
        return None
    members = list(dict.fromkeys(line.cells[column] for line in table.lines if line.normal and line.cells[column]))
    if len(members) > 8 or any("," in one or len(one) > 25 for one in members):
        return None
    rng.shuffle(members)
    ask = rng.choice(("選択してください", "Please select", "未選択", ""))

    def change(line: Line) -> Line:
        is_open = line.normal is Normal.BLANK and not line.cells[column]
        return replace(line, cells=with_cell(line.cells, column, ask)) if is_open else line

    return replace(table.with_answers(change), looks=Looks(offered=tuple(filter(None, (ask, *members)))))


def noted(rng: Random, table: Table) -> Table | None:
    """Remarks at the cells of answers, which take a yes back or leave it."""
    column = one_column(table)
    if column is None:
        return None
    sign = rng.choice("+-")
    chosen = [remark for own, _, remark in words.remarks() if own == sign]
    lines, remarks = [], {}
    for n, line in enumerate(table.lines, start=table.first):
        if line.normal is Normal.YES and rng.random() < 0.6:
            remarks[n, column] = rng.choice(chosen)
            line = replace(line, normal=Normal.YES if sign == "+" else Normal.AMBIGUOUS)  # noqa: PLW2901
        lines.append(line)
    return replace(table, lines=tuple(lines), looks=Looks(remarks=remarks))


def typed(rng: Random, table: Table) -> Table | None:
    """Yes and no as Excel's own TRUE and FALSE, or as 1 and 0, which a person has to explain.

    A cell that is false is a box that nobody ticked, and no answer.
    """
    column = one_column(table)
    if column is None:
        return None
    said = rng.choice(({Normal.YES: "TRUE", Normal.NO: "FALSE"}, {Normal.YES: "1", Normal.NO: "0"}))
    meant = {Normal.YES: Normal.YES, Normal.NO: Normal.BLANK} if "TRUE" in said.values() else {}

    def change(line: Line) -> Line:
        if line.normal not in said or line.normal is None:
            return line
        return Line(with_cell(line.cells, column, said[line.normal]), meant.get(line.normal, Normal.AMBIGUOUS))

    return replace(table.with_answers(change), looks=Looks(typed=True))


_SCALES: Final = (
    ({Normal.YES: "A", Normal.PARTLY: "B", Normal.NO: "C", Normal.NA: "D"}, ("実施済", "一部実施", "未実施", "対象外")),
    ({Normal.YES: "D", Normal.PARTLY: "C", Normal.NO: "B", Normal.NA: "A"}, ("実施済", "一部実施", "未実施", "対象外")),
    (
        {Normal.YES: "◎", Normal.PARTLY: "○", Normal.NO: "×", Normal.NA: "－"},
        ("実施済", "一部実施", "未実施", "対象外"),
    ),
    ({Normal.YES: "○", Normal.PARTLY: "△", Normal.NO: "×", Normal.NA: "－"}, ("はい", "一部", "いいえ", "該当なし")),
    ({Normal.YES: "3", Normal.PARTLY: "2", Normal.NO: "1", Normal.NA: "0"}, ("実施済", "一部実施", "未実施", "対象外")),
    ({Normal.YES: "1", Normal.PARTLY: "2", Normal.NO: "3", Normal.NA: "4"}, ("Yes", "Partially", "No", "N/A")),
    (
        {Normal.YES: "×", Normal.PARTLY: "△", Normal.NO: "○", Normal.NA: "－"},
        ("問題なし", "一部問題あり", "問題あり", "対象外"),
    ),
)
"""Signs that each file explains in its own way, the last one against the custom."""


def explained(rng: Random, table: Table) -> Table | None:
    """Answers in signs that the file explains: above, below, right of the table, or on a sheet of its own."""
    column = one_column(table)
    if column is None:
        return None
    signs, meant = rng.choice(_SCALES)
    pairs = [(sign, word) for sign, word in zip(signs.values(), meant, strict=True)]
    rng.shuffle(pairs)
    sep = rng.choice(("：", ":", "=", " = ", "…"))
    lead = rng.choice(("凡例　", "回答区分：", ""))
    as_one = ((lead + "　".join(f"{sign}{sep}{word}" for sign, word in pairs),),)
    as_rows = tuple((f"{sign}{sep}{word}",) for sign, word in pairs)
    in_cells = tuple((sign, word) for sign, word in pairs)
    made = table.with_answers(
        lambda line: (
            Line(with_cell(line.cells, column, signs[line.normal]), line.normal)
            if line.normal in signs and line.normal
            else line
        )
    )
    return _PLACES[rng.randrange(len(_PLACES))](made, rng.choice((as_one, as_rows, in_cells)))


def _padded(table: Table, rows: tuple[Cells, ...]) -> tuple[Cells, ...]:
    return tuple((*row, *("",) * (table.width - len(row)))[: table.width] for row in rows)


def _legend_above(table: Table, rows: tuple[Cells, ...]) -> Table:
    return replace(table, above=(*table.above, *_padded(table, rows), ("",) * table.width))


def _legend_below(table: Table, rows: tuple[Cells, ...]) -> Table:
    below = (("",) * table.width, *_padded(table, rows))
    return replace(table, lines=(*table.lines, *map(Line, below)))


def _legend_beside(table: Table, rows: tuple[Cells, ...]) -> Table:
    shown = iter([" ".join(row) for row in rows])
    wider = table.with_column(table.width, "", lambda _: "")
    return wider.with_column(wider.width, "", lambda _: next(shown, ""))


def _legend_apart(table: Table, rows: tuple[Cells, ...]) -> Table:
    return replace(table, looks=Looks(others=(("記入要領", (("本書の記入方法",), *rows)),)))


_PLACES: Final[tuple[Callable[[Table, tuple[Cells, ...]], Table], ...]] = (
    _legend_above, _legend_below, _legend_beside, _legend_apart,
)  # fmt: skip
OF_BOOKS: Final = (
    *(answers_merged, rows_hidden, hidden_former, header_merged, bands_merged, sheets_split, offered, noted, typed),
    explained,
)
