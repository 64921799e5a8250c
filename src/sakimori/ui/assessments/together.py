"""Answers that are taken over together: the button, the dialog while it is open, and the saving."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from sakimori.domain.questions.assessment import AnswerMethod
from sakimori.errors import RefusedError
from sakimori.services.assessments.answers import answer_many
from sakimori.services.assessments.check import AnswerInput
from sakimori.services.assessments.view_parts import Filling
from sakimori.services.kernel.access import Permission
from sakimori.ui.assessments.state import filled, fresh, keep, next_open, place_in
from sakimori.ui.frame.components import refusal
from sakimori.ui.frame.plain import plain
from sakimori.ui.frame.session import Page


def may_take(page: Page, work: Filling) -> bool:
    """Whether answers are awaited that this person may give."""
    return work.is_fillable and page.may(Permission.FILL_ASSESSMENT)


def together_button(words: str, *, key: str, icon: str) -> None:
    """Opens the dialog of this key."""

    def opened() -> None:
        st.session_state[_open(key)] = True
        st.rerun()

    st.button(words, key=key, icon=f":material/{icon}:", type="tertiary", on_click=opened)


def show_together(page: Page, assessment_id: str, *, key: str, title: str, body: Callable[[Page, str], None]) -> None:
    """The dialog of this key, while it is open."""
    if st.session_state.get(_open(key)):
        st.dialog(title, width="large", on_dismiss=lambda: _close(key))(body)(page, assessment_id)


def take_together(
    page: Page, work: Filling, items: Sequence[AnswerInput], method: AnswerMethod, *, key: str, done: str, icon: str
) -> None:
    """Store the answers, all or none, close the dialog, and go on to the next open question."""
    try:
        answer_many(page.workspace, work.assessment.id, items, method=method, actor=page.actor, at=page.at)
    except RefusedError as error:
        refusal(error)
        return
    _close(key)
    newest = filled(fresh(page), work.assessment.id)
    keep(next_open(newest, place_in(newest)))
    st.toast(plain(done), icon=f":material/{icon}:")
    st.rerun()


def _open(key: str) -> str:
    return f"{key}_open"


def _close(key: str) -> None:
    st.session_state.pop(_open(key), None)
