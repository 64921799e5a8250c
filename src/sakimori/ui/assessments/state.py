"""Where a person stands in an assessment: which questions are on the screen, and which one is next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NoReturn, cast

import streamlit as st
from streamlit.errors import StreamlitAPIException

from sakimori.clock import now
from sakimori.domain.codes import AssessmentState
from sakimori.domain.questions.evaluation import Visibility
from sakimori.services.assessments.view import assessment_view
from sakimori.services.assessments.view_parts import AssessmentView, FilledQuestion, FilledSection
from sakimori.ui.frame.components import apart
from sakimori.ui.frame.session import Page, memo
from sakimori.ui.frame.views import named_in_address, say_in_address

SHOWN = 4
"""Up to so many questions stand on the screen at once."""

SAVED, HEAD, SIDE, PANE, FOOT = "assess_saved", "assess_head", "assess_side", "assess_pane", "assess_foot"
SCORE = "assess_score_part"
FIGURES = (SAVED, HEAD, SIDE, FOOT, SCORE)
"""The parts of the page that count; every answer moves them."""

ALL_PARTS = (*FIGURES, PANE)

_PLACE, _SAID = "assess_place", "assess_said"


def draw_again(*parts: str) -> NoReturn:
    """Draw parts of the page again; all of it where the page was opened anew and has not come to one of them yet."""
    try:
        st.rerun(parts)
    except StreamlitAPIException:
        st.rerun()


class Focus(StrEnum):
    """Which questions a person wants to see."""

    ALL = "all"
    OPEN = "open"
    FAILING = "failing"
    NO_EVIDENCE = "no_evidence"


@dataclass(frozen=True, slots=True)
class Place:
    """The questions on the screen, the current one, and the filter by which they were chosen."""

    assessment_id: str
    focus: Focus
    section: str
    shown: tuple[str, ...]
    current: str | None


def fresh(page: Page) -> Page:
    """The page with the newest records and the time of now, for a part that is drawn again by itself."""
    return replace(page, at=now()) if page.is_editable else page


def part(page: Page, draw: Callable[[Page], None], *, key: str) -> None:
    """Draw a part of the page that is drawn again by itself, out of one state of the records."""

    def drawn() -> None:
        with page.workspace.one_look():
            draw(fresh(page))

    apart(drawn, key=key)()


def view_of(page: Page, assessment_id: str) -> AssessmentView:
    """Everything about one assessment on the day of the page."""
    make = lambda: assessment_view(page.workspace, assessment_id, on=page.on, number=page.known)  # noqa: E731
    return memo(page, "filling", make, assessment_id)


def place_in(work: AssessmentView) -> Place:
    """Where the person stands; on coming in, at the question that the address names, or at the first open one.

    The address follows whoever moves on; one that says something else leads there.
    """
    place = cast("Place | None", st.session_state.get(_PLACE))
    named, focus = st.query_params.get("q", ""), named_in_address("focus", list(Focus), Focus.ALL)
    is_followed = (work.assessment.id, named, focus) == st.session_state.get(_SAID)
    asked = None if is_followed else work.question(named)
    if asked is not None:
        place = _at(work, asked, focus)
        keep(place)
    elif place is None or place.assessment_id != work.assessment.id:
        place = next_open(work, Place(work.assessment.id, Focus.ALL, "", (), None))
        if work.assessment.state is AssessmentState.SUBMITTED and work.gaps:  # whoever decides reads the gaps first
            place = with_focus(work, place, Focus.FAILING)
        keep(place)
    _say(place)
    return place


def _say(place: Place) -> None:
    """Have the address name the current question, else the first on the screen, and the filter."""
    question = place.current or (place.shown[0] if place.shown else "")
    say_in_address("focus", "" if place.focus is Focus.ALL else place.focus.value)
    st.session_state[_SAID] = place.assessment_id, say_in_address("q", question), place.focus


def keep(place: Place) -> None:
    """Remember where the person stands."""
    st.session_state[_PLACE] = place


def matching(questions: Sequence[FilledQuestion], focus: Focus) -> list[FilledQuestion]:
    """The questions that a filter leaves."""
    return [question for question in questions if _matches(question, focus)]


def _matches(question: FilledQuestion, focus: Focus) -> bool:
    match focus:
        case Focus.ALL:
            return True
        case Focus.OPEN:
            return question.is_open
        case Focus.FAILING:
            return question.gap is not None
        case Focus.NO_EVIDENCE:
            return bool(question.missing)


def in_section(work: AssessmentView, section: str, focus: Focus, *, batch: int = 0) -> Place:
    """One screenful of a section."""
    found = matching(section_of(work, section).questions, focus)
    shown = found[batch * SHOWN : (batch + 1) * SHOWN]
    return Place(work.assessment.id, focus, section, _ids(shown), _first_blank(shown))


def with_focus(work: AssessmentView, place: Place, focus: Focus) -> Place:
    """The same section through another filter; the first that has something, when this one has nothing."""
    there = in_section(work, place.section, focus)
    if there.shown:
        return there
    for section in work.sections:
        if matching(section.questions, focus):
            return in_section(work, section.id, focus)
    return there


def next_open(work: AssessmentView, place: Place) -> Place:
    """The next blank question after the current one; when none is blank, the next that is still open."""
    order = work.questions
    start = _position(order, place)
    turned = [*order[start:], *order[:start]]
    found = next((q for q in turned if q.is_blank), None) or next((q for q in turned if q.is_open), None)
    if found is None:
        section = place.section or work.sections[0].id
        return in_section(work, section, Focus.ALL) if not place.shown else replace(place, current=None)
    return _at(work, found, place.focus)


def at_question(work: AssessmentView, question_id: str) -> Place:
    """One question, among its neighbours."""
    question = work.question(question_id)
    return place_in(work) if question is None else _at(work, question, Focus.ALL)


def previous_section(work: AssessmentView, place: Place) -> Place:
    """The section before this one."""
    ids = [section.id for section in work.sections]
    return in_section(work, ids[max(ids.index(place.section) - 1, 0)], place.focus)


def after_answer(work: AssessmentView, place: Place, question_id: str) -> Place:
    """Where a person stands after answering the current question.

    The next blank one on the screen; without any, the next screenful, at the end of a section as anywhere else. A gap
    that the answer opened stands beside the sections.
    """
    if place.current != question_id:
        return place
    here = [q for q in map(work.question, place.shown) if q is not None]
    position = next((n for n, q in enumerate(here) if q.question.id == question_id), 0)
    following = _first_blank(here[position + 1 :]) or _first_blank(here)
    if following is not None:
        return replace(place, current=following)
    return next_open(work, place)


def section_of(work: AssessmentView, section_id: str) -> FilledSection:
    """A section by its id; the first one when it is gone."""
    return next((section for section in work.sections if section.id == section_id), work.sections[0])


def batches(work: AssessmentView, place: Place) -> tuple[int, int]:
    """Which screenful of its section stands there, and of how many."""
    found = _ids(matching(section_of(work, place.section).questions, place.focus))
    total = max(1, -(-len(found) // SHOWN))
    first = found.index(place.shown[0]) if place.shown and place.shown[0] in found else 0
    return min(first // SHOWN, total - 1), total


def _at(work: AssessmentView, question: FilledQuestion, focus: Focus) -> Place:
    section = question.question.section
    focus = focus if _matches(question, focus) else Focus.ALL
    found = matching(section_of(work, section).questions, focus)
    position = found.index(question)
    first = position - position % SHOWN if focus is Focus.ALL else position
    shown = found[first : first + SHOWN]
    current = question.question.id if question.is_blank else _first_blank(shown)
    return Place(work.assessment.id, focus, section, _ids(shown), current)


def _position(order: Sequence[FilledQuestion], place: Place) -> int:
    """Just after the current question, or after the screenful."""
    last = place.current or (place.shown[-1] if place.shown else None)
    return next((n + 1 for n, q in enumerate(order) if q.question.id == last), 0)


def _first_blank(questions: Sequence[FilledQuestion]) -> str | None:
    return next((q.question.id for q in questions if q.is_blank and q.visibility is Visibility.VISIBLE), None)


def _ids(questions: Sequence[FilledQuestion]) -> tuple[str, ...]:
    return tuple(q.question.id for q in questions)
