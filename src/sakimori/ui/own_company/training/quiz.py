"""The quiz of a course: ten questions, then what was wrong, each with its explanation and article."""

from __future__ import annotations

import secrets
from typing import Final

import streamlit as st

from sakimori.clock import now
from sakimori.errors import RefusedError
from sakimori.exchange.course import QuizQuestion
from sakimori.services.own_company.training import Result, course_of, drawn_questions, hand_in_quiz, pass_mark
from sakimori.ui.frame.components import link_to, refusal
from sakimori.ui.frame.dialogs import close_dialog, open_dialog
from sakimori.ui.frame.formats import linked, plain
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import language, t

_RESULT: Final = "training_result"
_ANSWER: Final = "training_answer"


def open_quiz(course_id: str) -> None:
    """Draw other questions and open them."""
    for key in [key for key in st.session_state if str(key).startswith((_RESULT, _ANSWER))]:
        del st.session_state[key]
    open_dialog("quiz", course_id=course_id, seed=secrets.randbelow(2**31))


def quiz_dialog(page: Page, *, course_id: str, seed: int) -> None:
    """The questions, or the result once it was handed in."""
    course = course_of(page.workspace, course_id)
    questions = drawn_questions(course, seed)
    result: Result | None = st.session_state.get(_RESULT)
    if result is not None:
        _show_result(result, questions)
        return
    st.caption(t("training.rules", count=len(questions), percent=pass_mark(page.workspace)))
    given: dict[str, int] = {}
    for number, question in enumerate(questions, start=1):
        choices = [plain(choice.get(language())) for choice in question.choices]
        chosen = st.radio(
            f"**{number}.** {plain(question.text.get(language()))}",
            range(len(choices)),
            format_func=choices.__getitem__,
            index=None,
            key=f"{_ANSWER}_{question.id}",
        )
        if chosen is not None:
            given[question.id] = chosen
    left = len(questions) - len(given)
    words = t("training.left", count=left) if left else t("training.hand_in")
    if st.button(words, type="primary", key="training_hand_in", disabled=bool(left)):
        try:
            st.session_state[_RESULT] = hand_in_quiz(
                page.workspace, course_id, seed=seed, given=given, actor=page.actor, at=now()
            )
        except RefusedError as error:
            refusal(error)
        else:
            st.rerun()


def _show_result(result: Result, questions: tuple[QuizQuestion, ...]) -> None:
    """How many were right, and of each wrong one the right answer with its reason and guide."""
    words = t("training.result", right=result.right, asked=result.asked, score=result.attendance.score)
    if result.attendance.is_passed:
        st.success(f"{words} {t('training.passed')}", icon=":material/check_circle:")
    else:
        st.warning(f"{words} {t('training.failed')}", icon=":material/replay:")
    for number, question in enumerate(questions, start=1):
        chosen = st.session_state.get(f"{_ANSWER}_{question.id}")
        sign = "check" if chosen == question.right else "close"
        st.markdown(f":material/{sign}: **{number}.** {plain(question.text.get(language()))}")
        right = plain(question.choices[question.right].get(language()))
        why, article = linked(question.why.get(language())), linked(question.article.get(language()))
        st.markdown(t("training.why", right=right, why=why, article=article))
        if chosen != question.right:
            link_to("guide", t("points.to_guide"), icon="menu_book", point=question.point)
    if st.button(t("training.close"), key="training_close", type="primary"):
        close_dialog()
        st.rerun()
