"""Answers that an auditor's report or a white paper supports: each beside its passage, taken by a person one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from sakimori.clock import now
from sakimori.domain.questions.assessment import Evidence
from sakimori.domain.records.third_party import SELF_ID
from sakimori.errors import RefusedError
from sakimori.exchange.documents.reading import can_be_read
from sakimori.services.assessments.check import AnswerInput
from sakimori.services.assessments.report_answers import ReportAnswer, report_answers
from sakimori.services.assessments.view_parts import AssessmentView
from sakimori.services.assessments.write import answer
from sakimori.ui.assessments.state import fresh, view_of
from sakimori.ui.assessments.suggestions import may_take, show_together, together_button
from sakimori.ui.assessments.words import answer_words
from sakimori.ui.evidence.proposals import show_passage
from sakimori.ui.evidence.reading import read_filed
from sakimori.ui.evidence.sub_services import show_sub_services
from sakimori.ui.frame.components import refusal
from sakimori.ui.frame.formats import plain
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import language, t, t_count

_KEY, _TROUBLE = "assess_documents", "assess_documents_trouble"


def documents_button(page: Page, work: AssessmentView) -> None:
    """Opens the dialog, where a document of the third party can be read."""
    if work.assessment.third_party_id != SELF_ID and may_take(page, work) and _readable(work):
        together_button(t("documents.button"), key=_KEY, icon="find_in_page")


def show_documents(page: Page, assessment_id: str) -> None:
    """The dialog, while it is open."""
    show_together(page, assessment_id, key=_KEY, title=t("documents.title"), body=_body)


def _readable(work: AssessmentView) -> dict[str, Evidence]:
    """The documents that stand and have text, each content once, the last filed first."""
    found = sorted((one for one in work.filed if can_be_read(one.media_type)), key=lambda one: one.uploaded_on)
    return {one.id: one for one in reversed(list({one.sha256: one for one in found}.values()))}


def _body(page: Page, assessment_id: str) -> None:
    page = fresh(page)
    work = view_of(page, assessment_id)
    filed = _readable(work)
    if not filed:
        return
    chosen = st.selectbox(
        t("documents.which"), list(filed), format_func=lambda one: filed[one].filename, key="assess_documents_which"
    )
    st.caption(t("documents.lead"))
    trouble: RefusedError | None = st.session_state.pop(_TROUBLE, None)
    if trouble is not None:
        refusal(trouble)
    reading = read_filed(page, filed[chosen])
    if reading is None:
        return
    if reading.is_scan:
        st.info(t("proposals.scan"), icon=":material/image:")
        return
    found = report_answers(page.workspace, work, chosen, actor=page.actor, at=now())
    st.markdown(f"**{t_count('documents.found', len(found))}**")
    for question_id, answers in found.items():
        _show_question(page, work, question_id, answers)
    show_sub_services(page, filed[chosen], reading)


def _show_question(page: Page, work: AssessmentView, question_id: str, answers: Sequence[ReportAnswer]) -> None:
    question = answers[0].question
    with st.container(border=True, gap="xsmall", key=f"document_answer_{question_id}"):
        st.markdown(f"**{plain(question_id)}　{plain(question.text.get(language()))}**")
        for place, one in enumerate(answers):
            _show_answer(page, work, one, key=f"document_{question_id}_{place}")


def _show_answer(page: Page, work: AssessmentView, one: ReportAnswer, *, key: str) -> None:
    control = one.control
    with st.container(horizontal=True, vertical_alignment="center", gap="small", wrap=False):
        named = " ".join(dict.fromkeys(filter(None, (control.section, control.control_id))))
        st.markdown(f":gray[{plain(named)}]　{plain(control.words)}", width="stretch")
        words = t("proposals.page", page=control.passage.page)
        with st.popover(words, icon=":material/format_quote:", type="tertiary", key=f"{key}_passage"):
            show_passage(control.passage)
        if one.input is not None:
            said = answer_words(one.question, one.input.state, one.input.value)
            st.button(
                t("documents.take", answer=plain(said)), key=key, on_click=_take, args=(page, work, one.input)
            )  # fmt: skip
    if one.speaks_against:
        st.markdown(f":orange[:small[:material/warning: {t('documents.exception', result=plain(control.result))}]]")


def _take(page: Page, work: AssessmentView, given: AnswerInput) -> None:
    current = fresh(page)
    asked = view_of(current, work.assessment.id).question(given.question_id)
    seen = replace(given, seen_seq=asked.seq if asked is not None and asked.is_blank else given.seen_seq)
    try:
        answer(current.workspace, work.assessment.id, seen, actor=current.actor, at=current.at)
    except RefusedError as error:
        st.session_state[_TROUBLE] = error
