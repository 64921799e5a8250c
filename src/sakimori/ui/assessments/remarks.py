"""A reviewer's remarks at a question, and the ruling on 該当なし."""

from __future__ import annotations

import streamlit as st

from sakimori.domain.questions.assessment import Comment, CommentKind
from sakimori.domain.questions.pack import AnswerState
from sakimori.errors import RefusedError
from sakimori.services.assessments.comments import comment, resolve_comment, rule_on_na
from sakimori.services.assessments.view_parts import FilledQuestion, Filling
from sakimori.services.kernel.access import Permission
from sakimori.ui.assessments.saving import fragment_of
from sakimori.ui.assessments.state import FIGURES, fresh
from sakimori.ui.frame.conflicts import in_words
from sakimori.ui.frame.formats import day, moment
from sakimori.ui.frame.plain import plain
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import language, t

_TROUBLE = "assess_remark_trouble"


def show_remark_form(page: Page, work: Filling, asked: FilledQuestion) -> None:
    """For a reviewer: remark on the answer, accept or refuse 該当なし."""
    if not work.is_running or not page.may(Permission.REVIEW_ASSESSMENT) or asked.answer is None:
        return
    question_id = asked.question.id
    with st.popover(t("assess.remark"), icon=":material/add_comment:", type="tertiary"):
        trouble = st.session_state.pop(_TROUBLE, "")
        if trouble:
            st.warning(plain(trouble), icon=":material/block:")
        text = st.text_area(t("assess.remark_text"), key=f"remark_{question_id}_{len(asked.remarks)}", max_chars=2_000)
        st.button(
            t("assess.remark_save"),
            key=f"remark_save_{question_id}",
            on_click=_remark,
            args=(page, work.assessment.id, question_id, text),
        )
        if asked.answer.state is AnswerState.NA:
            _na_form(page, work.assessment.id, asked)


def _na_form(page: Page, assessment_id: str, asked: FilledQuestion) -> None:
    question_id = asked.question.id
    st.divider()
    text = st.text_input(t("assess.na_text"), key=f"na_text_{question_id}_{len(asked.remarks)}")
    with st.container(horizontal=True):
        for accept, word in ((True, "assess.na_accept"), (False, "assess.na_refuse")):
            st.button(
                t(word),
                key=f"{word}_{question_id}",
                on_click=_rule,
                args=(page, assessment_id, question_id, text),
                kwargs={"accept": accept},
            )


def show_remarks(page: Page, work: Filling, asked: FilledQuestion) -> None:
    """What reviewers said, oldest first, and whether it was dealt with."""
    for remark in asked.remarks:
        said = remark.comment
        if said.kind is not CommentKind.REMARK and not said.text:
            continue
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
            when = t("assess.answered_by", who=plain(remark.who), moment=moment(said.at, language()))
            icon = "comment" if said.kind is CommentKind.REMARK else "rule"
            st.markdown(f":violet[:material/{icon}:] {plain(said.text or '')}　:gray[:small[{when}]]", width="stretch")
            if said.kind is not CommentKind.REMARK:
                continue
            if said.resolved_on is not None:
                st.caption(t("assess.remark_resolved", day=day(said.resolved_on, language())), width="content")
            elif work.is_running and page.may(Permission.FILL_ASSESSMENT):
                st.button(
                    t("assess.remark_resolve"),
                    key=f"resolve_{said.id}",
                    type="tertiary",
                    on_click=_resolve,
                    args=(page, asked.question.id, said),
                )


def _remark(page: Page, assessment_id: str, question_id: str, text: str) -> None:
    now = fresh(page)
    try:
        comment(now.workspace, assessment_id, question_id, text=text, actor=now.actor, at=now.at)
    except RefusedError as error:
        st.session_state[_TROUBLE] = error.message(language())
    _draw(question_id)


def _rule(page: Page, assessment_id: str, question_id: str, text: str, *, accept: bool) -> None:
    now = fresh(page)
    try:
        rule_on_na(now.workspace, assessment_id, question_id, accept=accept, text=text, actor=now.actor, at=now.at)
    except RefusedError as error:
        st.session_state[_TROUBLE] = error.message(language())
    _draw(question_id)


def _resolve(page: Page, question_id: str, said: Comment) -> None:
    now = fresh(page)
    try:
        resolve_comment(now.workspace, said.id, actor=now.actor, at=now.at, seen=said.version)
    except RefusedError as error:
        st.session_state[_TROUBLE] = in_words(error)
    _draw(question_id)


def _draw(question_id: str) -> None:
    st.rerun((*FIGURES, fragment_of(question_id)))
