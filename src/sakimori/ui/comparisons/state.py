"""What the page 比較 holds against what: both sides stand in the address, the filters in the session."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from sakimori.domain.values.names import fold
from sakimori.services.comparisons.view import Comparison, Difference, Row, compare
from sakimori.ui.comparisons.words import answers_of
from sakimori.ui.frame.session import Page, kept
from sakimori.ui.frame.text import language

LEFT, RIGHT = "left", "right"
SIDES = (LEFT, RIGHT)
VIEW, COVERAGE = "compare_view", "coverage"
KINDS, QUERY = "compare_kinds", "compare_q"


def chosen(side: str) -> str:
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
    left, right = chosen(LEFT), chosen(RIGHT)
    choose(LEFT, right)
    choose(RIGHT, left)


def comparison_of(page: Page) -> Comparison:
    """The two chosen assessments side by side, as known on the day of the page."""
    left, right = chosen(LEFT), chosen(RIGHT)
    return kept(page, "comparison", lambda: compare(page.workspace, left, right, number=page.number), left, right)


def kinds_of(compared: Comparison) -> list[Difference]:
    """The kinds of difference that there are."""
    return [one for one in Difference if compared.sums[one]]


def visible_rows(compared: Comparison) -> list[Row]:
    """The rows that search and filter leave, changes first."""
    kinds = frozenset(st.session_state.get(KINDS) or ()) & frozenset(kinds_of(compared))
    wanted = fold(str(st.session_state.get(QUERY) or ""))
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
