"""Further documents 追加の資料 at a question: asked of a colleague by a day, and there until one is filed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final
from urllib.parse import urlencode

import streamlit as st

from sakimori.domain.codes import AssessmentState, UserRole
from sakimori.domain.errand import Errand, ErrandKind
from sakimori.domain.records.third_party import SELF_ID
from sakimori.services.assessments.view_parts import AssessmentView, FilledQuestion
from sakimori.services.clearance.errands import ErrandRow, wanted_documents
from sakimori.services.kernel.access import Permission
from sakimori.ui.assessments.state import fresh, view_of
from sakimori.ui.clearance.errands import ask_errand_form, take_back_button
from sakimori.ui.frame.dialogs import is_open, open_dialog, show_dialog
from sakimori.ui.frame.formats import day, plain
from sakimori.ui.frame.session import Page, memo
from sakimori.ui.frame.text import language, t

_DIALOG: Final = "ask_document"
_ROLES: Final = (UserRole.PROCUREMENT, UserRole.COMPLIANCE)
"""Who may file a document."""
_WEEK: Final = timedelta(days=7)


def show_wanted(page: Page, work: AssessmentView, asked: FilledQuestion) -> None:
    """Of whom a document is asked at a question, and by when."""
    for row in _rows(page, work, asked):
        words = t("wanted.open", who=row.person, day=day(row.errand.due_on, language()))
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key=f"wanted_{row.errand.id}"):
            st.caption(f":material/hourglass_top: {plain(words)}", width="content")
            if row.errand.asked_by == page.actor.id:
                take_back_button(page, row.errand)


def _rows(page: Page, work: AssessmentView, asked: FilledQuestion) -> Sequence[ErrandRow]:
    if not page.is_editable:  # what was asked for is a matter of today
        return ()
    found = memo(page, "wanted", lambda: wanted_documents(page.workspace, work.assessment.id), work.assessment.id)
    return found.get(asked.question.id, ())


def ask_button(page: Page, work: AssessmentView, asked: FilledQuestion, *, popover: str) -> None:
    """The way to ask somebody for a document, within a popover, which closes, so that it does not lie over the dialog.

    Whoever draws the popover draws the dialog beside it, by `show_ask_dialog`.
    """
    if not page.is_editable or not page.may(Permission.ASK_CLEARANCE):
        return
    if work.assessment.state is AssessmentState.CANCELLED:
        return

    def pressed() -> None:
        open_dialog(_DIALOG, assessment_id=work.assessment.id, question_id=asked.question.id)
        st.session_state[popover] = False

    st.button(
        t("wanted.ask"), key=f"wanted_ask_{asked.question.id}", icon=":material/forward_to_inbox:", type="tertiary",
        on_click=pressed,
    )  # fmt: skip


def show_ask_dialog(page: Page, work: AssessmentView, asked: FilledQuestion) -> None:
    """The dialog, while it is open for this question."""
    if is_open(_DIALOG) == {"assessment_id": work.assessment.id, "question_id": asked.question.id}:
        show_dialog({_DIALOG: ("wanted.title", lambda **facts: _dialog(page, **facts))})


def _dialog(page: Page, *, assessment_id: str, question_id: str) -> None:
    page = fresh(page)
    work = view_of(page, assessment_id)
    asked = work.question(question_id)
    if asked is None:
        st.info(t("wanted.gone"), icon=":material/info:")
        return
    question = asked.question
    st.markdown(f"**{plain(question.id)}　{plain(question.text.get(language()))}**")
    requests = (*asked.missing, *question.evidence)
    words = {one.id: one.text.get(language()) for one in requests} | {"": t("wanted.another")}
    chosen = ""
    if len(words) > 1:
        chosen = st.selectbox(
            t("wanted.what"), list(words), format_func=words.__getitem__, key=f"wanted_what_{question_id}"
        )  # fmt: skip
    due = work.assessment.due_on
    if due is None or due <= page.today:
        due = page.today + _WEEK
    errand = Errand(
        "", ErrandKind.EVIDENCE, _whose(work), _text(work, asked, words[chosen] if chosen else ""), "", page.at,
        work.owner_id or "", due, work.assessment.third_party_id, assessment_id=assessment_id,
        question_id=question_id, request_id=chosen or None,
    )  # fmt: skip
    if not ask_errand_form(page, errand, *_ROLES, key=f"wanted_{question_id}_{chosen}"):
        st.markdown(t("wanted.nobody"))


def _whose(work: AssessmentView) -> str:
    """Whose document it is; what others ask of us is answered by our own."""
    return t("wanted.own") if work.assessment.third_party_id == SELF_ID else work.party_name


def _text(work: AssessmentView, asked: FilledQuestion, what: str) -> str:
    """What to say: which document, for which question of whose assessment, and where it belongs."""
    question = asked.question
    lines = [
        t("wanted.text", party=_whose(work), pack=work.pack.get(language())),
        t("wanted.text_question", question=question.id, text=question.text.get(language())),
        t("wanted.text_what", what=what or t("wanted.text_other")),
    ]
    if st.context.url:
        query = urlencode({"id": work.assessment.id, "q": question.id})
        lines.append(t("wanted.text_where", address=f"{st.context.url}?{query}"))
    return "\n".join(lines)
