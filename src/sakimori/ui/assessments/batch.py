"""前回と同じ回答をまとめて確認: what was answered the last time, shown before anything is written."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from sakimori.domain.questions.assessment import AnswerMethod
from sakimori.services.assessments.view_parts import Filling
from sakimori.ui.assessments.state import filled, fresh
from sakimori.ui.assessments.together import may_take, show_together, take_together, together_button
from sakimori.ui.assessments.words import words_of
from sakimori.ui.frame.formats import day
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import language, t

_KEY, _ICON = "assess_batch", "done_all"


def batch_button(page: Page, work: Filling) -> None:
    """Opens the batch, where the last cycle has answers to offer."""
    if work.last is not None and work.last.offered and may_take(page, work):
        together_button(t("assess.batch", count=len(work.last.offered)), key=_KEY, icon=_ICON)


def show_batch(page: Page, assessment_id: str) -> None:
    """The batch, while it is open."""
    show_together(page, assessment_id, key=_KEY, title=t("assess.batch_title"), body=_body)


def _body(page: Page, assessment_id: str) -> None:
    page = fresh(page)
    work = filled(page, assessment_id)
    if work.last is None:
        return
    st.markdown(t("assess.batch_lead", day=day(work.last.decided_on, language())))
    offered = list(work.last.offered)
    texts = {q.id: q for q in work.asked_questions}
    rows = [
        (True, q, texts[q].text.get(language()), words_of(texts[q], work.last.answers[q]),
         day(work.last.answers[q].answered_on, language()))
        for q in offered
    ]  # fmt: skip
    columns = {
        "take": st.column_config.CheckboxColumn(t("assess.batch_col.take"), width=50),
        "id": st.column_config.TextColumn(t("assess.batch_col.question"), width=60, disabled=True),
        "text": st.column_config.TextColumn(t("assess.batch_col.text"), width=360, disabled=True),
        "answer": st.column_config.TextColumn(t("assess.batch_col.answer"), width=110, disabled=True),
        "day": st.column_config.TextColumn(t("assess.batch_col.day"), width=90, disabled=True),
    }
    frame = pd.DataFrame(rows, columns=list(columns))
    edited = st.data_editor(frame, column_config=columns, hide_index=True, key="assess_batch_rows", height=360)
    taken = [q for q, is_taken in zip(offered, edited["take"], strict=True) if is_taken]
    if st.button(t("assess.batch_save", count=len(taken)), type="primary", key="assess_batch_save", disabled=not taken):
        _save(page, work, taken)


def _save(page: Page, work: Filling, taken: list[str]) -> None:
    if work.last is None:
        return
    standing = {q.question.id: q.answer for q in work.questions if q.answer is not None}
    items = [item for item in work.last.inputs(standing) if item.question_id in taken]
    words = t("assess.batch_done", count=len(items))
    take_together(page, work, items, AnswerMethod.REUSE, key=_KEY, done=words, icon=_ICON)
