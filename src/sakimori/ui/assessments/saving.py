"""What happens when a person answers: saved at once, or told why not; two people at one question choose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

import streamlit as st

from sakimori.domain.questions.assessment import Answer, AnswerMethod
from sakimori.domain.questions.evaluation import Visibility
from sakimori.domain.questions.pack import Question
from sakimori.errors import ConflictError, RefusedError
from sakimori.services.assessments.check import AnswerInput, needs_reason
from sakimori.services.assessments.view_parts import FilledQuestion
from sakimori.services.assessments.write import answer
from sakimori.ui.assessments.state import (
    ALL_PARTS,
    FIGURES,
    SAVED,
    Place,
    after_answer,
    draw_again,
    fresh,
    keep,
    place_in,
    view_of,
)
from sakimori.ui.assessments.words import words_of
from sakimori.ui.frame.components import refusal
from sakimori.ui.frame.formats import clock_time, plain
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import language, t

_WAITING, _REFUSED, _CONFLICT = "assess_waiting", "assess_refused", "assess_conflict"


@dataclass(frozen=True, slots=True)
class Clash:
    """Two answers to one question: ours, which is not saved, and theirs, which is."""

    assessment_id: str
    ours: Answer
    theirs: Answer | None
    who: str


def waiting_answer(assessment_id: str, question_id: str) -> AnswerInput | None:
    """An answer that stands on the screen but waits for its reason."""
    return _table(_WAITING).get((assessment_id, question_id))


def refusal_of(assessment_id: str, question_id: str) -> str:
    """Why the last answer to a question was not saved; empty when it was."""
    return cast("str", _table(_REFUSED).get((assessment_id, question_id), ""))


def has_unsaved(assessment_id: str) -> bool:
    """Whether something stands on the screen that is not saved."""
    return any(key[0] == assessment_id for name in (_WAITING, _REFUSED) for key in _table(name))


def give(page: Page, assessment_id: str, given: AnswerInput, *, method: AnswerMethod = AnswerMethod.WEB) -> None:
    """Save an answer, or keep it on the screen until its reason is there; then draw what it moved."""
    page = fresh(page)
    key = (assessment_id, given.question_id)
    asked, before = view_of(page, assessment_id).question(given.question_id), _standing(page, assessment_id)
    if asked is not None and _lacks_reason(asked.question, given):
        _table(_WAITING)[key] = given
        _table(_REFUSED).pop(key, None)
        draw_again(fragment_of(given.question_id), SAVED)
    try:
        answer(page.workspace, assessment_id, given, method=method, actor=page.actor, at=page.at)
    except ConflictError as error:
        _table(_WAITING).pop(key, None)
        st.session_state[_CONFLICT] = Clash(
            assessment_id,
            cast("Answer", error.details["ours"]),
            cast("Answer | None", error.details["theirs"]),
            str(error.details["who"]),
        )
        st.rerun()
    except RefusedError as error:
        _table(_REFUSED)[key] = error.message(language())
        draw_again(fragment_of(given.question_id), SAVED)
    for name in (_WAITING, _REFUSED):
        _table(name).pop(key, None)
    _draw_moved(page, assessment_id, given.question_id, before)


def fragment_of(question_id: str) -> str:
    """The name of the part of the page that shows one question."""
    return f"assess_q_{question_id}"


@dataclass(frozen=True, slots=True)
class _Standing:
    """Where a person stands, and what is asked there."""

    place: Place
    asked: tuple[tuple[str, Visibility], ...]


def _standing(page: Page, assessment_id: str) -> _Standing:
    work = view_of(page, assessment_id)
    return _Standing(place_in(work), tuple((q.question.id, q.visibility) for q in work.questions))


def _draw_moved(page: Page, assessment_id: str, question_id: str, before: _Standing) -> None:
    """Draw the question again; the whole column too where the current question or what is asked has changed."""
    keep(after_answer(view_of(page, assessment_id), before.place, question_id))
    is_elsewhere = before != _standing(page, assessment_id)
    draw_again(*(ALL_PARTS if is_elsewhere else (*FIGURES, fragment_of(question_id))))


def _lacks_reason(question: Question, given: AnswerInput) -> bool:
    if given.reason.strip():
        return False
    choice = question.choice(given.value[0]) if len(given.value) == 1 else None
    return (choice is not None and choice.excluded) or needs_reason(question, given.state, given.value)


def show_conflict(page: Page) -> None:
    """When somebody else answered first: both answers, and a choice; the loser stays in the history."""
    clash: Clash | None = st.session_state.get(_CONFLICT)
    if clash is not None:
        st.dialog(t("assess.conflict_title"), width="medium", on_dismiss=_settle)(_conflict_body)(page, clash)


def _conflict_body(page: Page, clash: Clash) -> None:
    asked = view_of(page, clash.assessment_id).question(clash.ours.question_id)
    if asked is None or clash.theirs is None:
        _settle()
        st.rerun()
    question = asked.question
    st.markdown(
        t(
            "assess.conflict_said",
            who=plain(clash.who),
            time=clock_time(clash.theirs.at),
            question=plain(question.id),
        )
    )
    st.markdown(f"**{plain(question.text.get(language()))}**")
    st.markdown(t("assess.conflict_theirs", answer=_in_words(question, clash.theirs)))
    st.markdown(t("assess.conflict_ours", answer=_in_words(question, clash.ours)))
    with st.container(horizontal=True):
        if st.button(t("assess.keep_theirs"), key="assess_theirs"):
            _settle()
            st.rerun()
        if st.button(t("assess.take_ours"), key="assess_ours"):
            _take_ours(page, clash, asked)


def _take_ours(page: Page, clash: Clash, asked: FilledQuestion) -> None:
    page = fresh(page)
    ours = AnswerInput.again(clash.ours, seen_seq=asked.seq)
    try:
        answer(page.workspace, clash.assessment_id, ours, actor=page.actor, at=page.at)
    except RefusedError as error:
        refusal(error)
        return
    _settle()
    st.rerun()


def _in_words(question: Question, given: Answer) -> str:
    reason = f"（{plain(given.reason)}）" if given.reason else ""
    return f"**{plain(words_of(question, given))}**{reason}"


def _settle() -> None:
    st.session_state.pop(_CONFLICT, None)


def _table(name: str) -> dict[tuple[str, str], Any]:
    return cast("dict[tuple[str, str], Any]", st.session_state.setdefault(name, {}))
