"""What the page 比較 holds against what, and both sides in words: how they stand, differ and were answered."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import streamlit as st

from sakimori.domain.values.names import fold
from sakimori.services.assessments.comparisons.view import (
    AnswerStanding,
    Cell,
    Comparison,
    Difference,
    Pairing,
    Row,
    SideAnswer,
    compare,
)
from sakimori.ui.assessments.words import words_of
from sakimori.ui.frame.formats import day, none, unknown
from sakimori.ui.frame.session import Page, memo
from sakimori.ui.frame.text import SEMICOLONS, language, listed, t


@dataclass(frozen=True, slots=True)
class WordStyle:
    """The glyph and the colour that go with a word."""

    glyph: str
    colour: str


STANDINGS: Final[Mapping[AnswerStanding, WordStyle]] = {
    AnswerStanding.SOUND: WordStyle("✓", "green"),
    AnswerStanding.PARTLY: WordStyle("△", "yellow"),
    AnswerStanding.NOT_MET: WordStyle("✕", "red"),
    AnswerStanding.KNOWN: WordStyle("●", "blue"),
    AnswerStanding.NOT_APPLICABLE: WordStyle("–", ""),
    AnswerStanding.OPEN: WordStyle("？", "gray"),
    AnswerStanding.NOT_ASKED: WordStyle("□", ""),
}

_DIFFERENCES: Final[Mapping[Difference, WordStyle]] = {
    Difference.WORSE: WordStyle("⇩", "red"),
    Difference.NOW_OPEN: WordStyle("？", "gray"),
    Difference.BETTER: WordStyle("⇧", "green"),
    Difference.NOW_KNOWN: WordStyle("●", "blue"),
    Difference.CHANGED: WordStyle("≠", "yellow"),
    Difference.NOT_COMPARABLE: WordStyle("×", "violet"),
    Difference.ONLY_LEFT: WordStyle("◧", ""),
    Difference.ONLY_RIGHT: WordStyle("◨", ""),
    Difference.BOTH_OPEN: WordStyle("？？", "gray"),
    Difference.SAME: WordStyle("＝", ""),
}


def standing_chip(standing: AnswerStanding) -> str:
    """Glyph and word: ✓ 適合."""
    return f"{STANDINGS[standing].glyph} {t(f'compare.standing.{standing.value}')}"


def standing_chips() -> dict[str, str]:
    """The colour of each standing, by its chip."""
    return {standing_chip(standing): drawn.colour for standing, drawn in STANDINGS.items()}


def is_in_time(compared: Comparison) -> bool:
    """Whether the right side is a later look at what the left side looked at."""
    left, right = compared.left.assessment, compared.right.assessment
    return compared.pairing is Pairing.CYCLES and left.subject == right.subject and left.opened_on <= right.opened_on


def difference_word(difference: Difference, compared: Comparison) -> str:
    """How the right side differs: in time it got worse, beside another it is weaker."""
    way = "time" if is_in_time(compared) else "sides"
    return t(f"compare.{way}.{difference.value}")


def difference_chip(difference: Difference, compared: Comparison) -> str:
    """Glyph and word: ⇩ 悪化."""
    return f"{_DIFFERENCES[difference].glyph} {difference_word(difference, compared)}"


def difference_chips(compared: Comparison) -> dict[str, str]:
    """The colour of each difference, by its chip."""
    return {difference_chip(one, compared): drawn.colour for one, drawn in _DIFFERENCES.items()}


def side_word(side: str, compared: Comparison) -> str:
    """What a side is called above its columns: 前回 and 今回, or 左 and 右."""
    return t(f"compare.{'time' if is_in_time(compared) else 'sides'}.{side}")


def answer_of(given: SideAnswer) -> str:
    """What a side answered to one question."""
    return t("compare.blank") if given.answer is None else words_of(given.question, given.answer) or none(language())


def answers_of(cell: Cell) -> str:
    """All that a side answered; under a control each answer with its question."""
    if len(cell.answers) == 1:
        return answer_of(cell.answers[0])
    return listed((f"{given.question.id} {answer_of(given)}" for given in cell.answers), SEMICOLONS) or t(
        "compare.not_asked"
    )


def points_of(given: SideAnswer) -> str:
    """The share of the points of a question that an answer earned; an open one earned nothing yet."""
    if given.standing is AnswerStanding.OPEN:
        return unknown(language())
    return t("compare.no_points") if given.points is None else f"{float(given.points):g}"


def points_for(cell: Cell) -> float | None:
    """The points of a row with one question, where its answer was judged."""
    if len(cell.answers) != 1 or cell.answers[0].standing is AnswerStanding.OPEN:
        return None
    points = cell.answers[0].points
    return None if points is None else float(points)


def points_in(cell: Cell) -> str:
    """The points of a side in a row; under a control each question has its own."""
    if len(cell.answers) > 1:
        return t("compare.see_each")
    return points_of(cell.answers[0]) if cell.answers else t("compare.not_asked")


def newest_day(cell: Cell) -> date | None:
    """The newest day on which a side answered."""
    return max((given.answered_on for given in cell.answers if given.answered_on is not None), default=None)


def answered_in(cell: Cell) -> str:
    """That day in words."""
    newest = newest_day(cell)
    if newest is not None:
        return day(newest, language())
    return t("compare.blank") if cell.answers else t("compare.not_asked")


LEFT, RIGHT = "left", "right"
SIDES = (LEFT, RIGHT)
VIEW, COVERAGE = "compare_view", "coverage"
PART: Final = "part"
"""The name in the address of which of the two is shown."""


def id_on(side: str) -> str:
    """The assessment of a side; empty while nobody chose one."""
    return st.query_params.get(side, "")


def choose(side: str, assessment_id: str) -> None:
    """Put an assessment on a side, or take it off; the address can be sent on."""
    if assessment_id:
        st.query_params[side] = assessment_id
    else:
        st.query_params.pop(side, None)


def swap() -> None:
    """Let the sides change places."""
    left, right = id_on(LEFT), id_on(RIGHT)
    choose(LEFT, right)
    choose(RIGHT, left)


def comparison_of(page: Page) -> Comparison:
    """The two chosen assessments side by side, as known on the day of the page."""
    left, right = id_on(LEFT), id_on(RIGHT)
    return memo(page, "comparison", lambda: compare(page.workspace, left, right, number=page.known), left, right)


def kinds_of(compared: Comparison) -> list[Difference]:
    """The kinds of difference that there are."""
    return [one for one in Difference if compared.sums[one]]


def rows_with(compared: Comparison, kinds: Collection[Difference], text: str) -> list[Row]:
    """The rows that a search and a choice of differences leave, changes first."""
    kinds, wanted = set(kinds) & set(kinds_of(compared)), fold(text)
    return [
        row
        for row in compared.rows
        if (not kinds or row.difference in kinds) and (not wanted or wanted in fold(" ".join(_words(row))))
    ]


def _words(row: Row) -> Iterable[str]:
    """Everything in which a search looks."""
    yield from (row.key, row.text.get(language()), row.section.get(language()))
    for cell in (row.left, row.right):
        yield answers_of(cell)
        yield from (f"{one.question.id} {one.question.text.get(language())}" for one in cell.answers)
