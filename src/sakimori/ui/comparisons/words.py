"""Two assessments in words: how a side stands, how the sides differ, what each of them answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from sakimori.services.comparisons.view import Cell, Comparison, Difference, Pairing, SideAnswer, Standing
from sakimori.ui.assessments.words import words_of
from sakimori.ui.frame.formats import day, none, unknown
from sakimori.ui.frame.text import SEMICOLONS, language, listed, t


@dataclass(frozen=True, slots=True)
class Drawn:
    """The glyph and the colour that go with a word."""

    glyph: str
    colour: str


STANDINGS: Final[Mapping[Standing, Drawn]] = {
    Standing.SOUND: Drawn("✓", "green"),
    Standing.PARTLY: Drawn("△", "yellow"),
    Standing.NOT_MET: Drawn("✕", "red"),
    Standing.KNOWN: Drawn("●", "blue"),
    Standing.NOT_APPLICABLE: Drawn("–", ""),
    Standing.OPEN: Drawn("？", "gray"),
    Standing.NOT_ASKED: Drawn("□", ""),
}

_DIFFERENCES: Final[Mapping[Difference, Drawn]] = {
    Difference.WORSE: Drawn("⇩", "red"),
    Difference.NOW_OPEN: Drawn("？", "gray"),
    Difference.BETTER: Drawn("⇧", "green"),
    Difference.NOW_KNOWN: Drawn("●", "blue"),
    Difference.CHANGED: Drawn("≠", "yellow"),
    Difference.NOT_COMPARABLE: Drawn("×", "violet"),
    Difference.ONLY_LEFT: Drawn("◧", ""),
    Difference.ONLY_RIGHT: Drawn("◨", ""),
    Difference.BOTH_OPEN: Drawn("？？", "gray"),
    Difference.SAME: Drawn("＝", ""),
}


def standing_chip(standing: Standing) -> str:
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
    if given.standing is Standing.OPEN:
        return unknown(language())
    return t("compare.no_points") if given.points is None else f"{float(given.points):g}"


def earned(cell: Cell) -> float | None:
    """The points of a row with one question, where its answer was judged."""
    if len(cell.answers) != 1 or cell.answers[0].standing is Standing.OPEN:
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
