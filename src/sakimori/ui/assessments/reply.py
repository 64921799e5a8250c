"""Answers back in the workbook in which the questions came: what is written, what stays open, the file."""

from __future__ import annotations

import streamlit as st

from sakimori.errors import RefusedError
from sakimori.services.assessments.view_parts import Filling
from sakimori.services.kernel.access import Permission, may
from sakimori.services.questionnaires.reply import Reply, can_reply, reply
from sakimori.ui.assessments.state import fresh
from sakimori.ui.frame.plain import plain
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import language, t

_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def show_reply(page: Page, work: Filling) -> None:
    """The way back to who asked, where the questions came in a file."""
    if may(page.actor, Permission.FILL_ASSESSMENT) and can_reply(page.workspace, work.assessment):
        with st.expander(t("reply.title"), icon=":material/outgoing_mail:"):
            st.fragment(lambda: _parts(fresh(page), work.assessment.id), key="assess_reply")()


def _parts(page: Page, assessment_id: str) -> None:
    st.caption(t("reply.what"), width="stretch")
    if not st.button(t("reply.make"), key="reply_make", icon=":material/table_view:"):
        return
    try:
        made = reply(page.workspace, assessment_id, actor=page.actor, at=page.at)
    except RefusedError as refusal:
        st.error(plain(refusal.message(language())), icon=":material/error:")
        return
    _made(made)


def _made(made: Reply) -> None:
    st.markdown(t("reply.done", answered=made.answered, open=len(made.unanswered)))
    st.download_button(
        t("reply.get"),
        made.data,
        file_name=made.filename,
        mime=_SHEET,
        key="reply_get",
        type="primary",
        icon=":material/download:",
        on_click="ignore",
    )
    if left := (*made.unanswered, *made.unplaced):
        words = ("reply.at", "reply.question", "reply.why")
        rows = [(one.at, f"{one.id} {one.text}".strip(), one.why.get(language())) for one in left]
        st.dataframe(
            {t(word): [row[place] for row in rows] for place, word in enumerate(words)},
            hide_index=True,
            width="stretch",
            height="content" if len(rows) < 10 else 380,
        )
