"""What papers are made of, in the language that is spoken: tables, and cells of words, figures, days and states."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final, Literal

from sakimori.domain.codes import Severity
from sakimori.domain.values.risk import RANGES
from sakimori.exchange.paper.report import MOST_ROWS, ReportCell, ReportColumn, Table
from sakimori.ui.frame.formats import day, risk_words, unknown
from sakimori.ui.frame.states import LIGHT, LOOKS, Mark, chip
from sakimori.ui.frame.text import language, t

TEXT_COLOURS: Final = {
    "red": "#8A1030", "orange": "#A8380F", "yellow": "#7E4E00", "blue": "#1F5C99", "green": "#00665A",
    "violet": "#5A4197", "gray": "#414A55", "": "#414A55",
}  # fmt: skip
"""The colours of words on white, which a page keeps on paper too."""


def report_table(
    heading: str,
    columns: Sequence[tuple[str, float]],
    rows: Iterable[Sequence[ReportCell]],
    *,
    empty: str = "",
    note: str = "",
    numbers: Iterable[int] = (),
    centred: Iterable[int] = (),
    most: int = MOST_ROWS,
    on_new_page: bool = False,
) -> Table:
    """A table; `columns` are headings with their shares of the width.

    `numbers` are the places of columns of figures, `centred` of those whose cells stand like fields of a map.
    """
    sides: dict[int, Literal["right", "center"]] = dict.fromkeys(numbers, "right")
    sides |= dict.fromkeys(centred, "center")
    return Table(
        heading=heading,
        columns=tuple(
            ReportColumn(title, width, sides.get(place, "left")) for place, (title, width) in enumerate(columns)
        ),
        rows=tuple(tuple(row) for row in rows),
        empty=empty or t("report.none"),
        cut=t("report.cut"),
        note=note,
        most=most,
        on_new_page=on_new_page,
    )


def words_cell(text: str) -> ReportCell:
    """A cell of words."""
    return ReportCell(text)


def number_cell(number: int | None) -> ReportCell:
    """A cell with a figure; one that nobody has given is 未確認."""
    return ReportCell(unknown(language())) if number is None else ReportCell(f"{number:,}", number)


def day_cell(on: date | None, nothing: str) -> ReportCell:
    """A cell with a day, or the word for there being none."""
    return ReportCell(nothing) if on is None else ReportCell(day(on, language()), on)


def mark_cell(mark: Mark) -> ReportCell:
    """Glyph and word of a state on its colour."""
    return chip_cell(chip(mark, language()), LOOKS[mark].colour)


def chip_cell(words: str, colour: str) -> ReportCell:
    """Words on the tint of a named colour."""
    return ReportCell(words, fill=LIGHT.chips[colour] if colour else "")


def risk_cell(risk: int | None) -> ReportCell:
    """A risk value before a bar of its length."""
    return ReportCell(risk_words(risk), risk, bar=None if risk is None else risk / RANGES[Severity.BLOCK][1])
