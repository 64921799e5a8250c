"""取引先に送る: the questions of an assessment as files for whoever answers them outside of this house."""

from __future__ import annotations

from datetime import date

import streamlit as st

from sakimori.domain.questions.pack import TextRights
from sakimori.domain.records.third_party import SELF_ID
from sakimori.exchange.questionnaires.ours.giving import Form, Order
from sakimori.exchange.questionnaires.ours.pack_workbook import Letter
from sakimori.services.assessments.giving import Outgoing, note_given, outgoing
from sakimori.services.assessments.view_parts import Filling
from sakimori.services.kernel.access import Permission
from sakimori.services.packs.questions import languages_of
from sakimori.ui.assessments.state import fresh
from sakimori.ui.frame.components import go_to
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import LANGUAGES, language, t
from sakimori.ui.packs.form_files import form_button

_OPEN = "assess_send_open"
_FORMS = (Form.XLSX, Form.HTML, Form.CSV, Form.MARKDOWN)
"""What people fill in; the forms for programs are on the page of the pack."""
_LONGEST = 200


def send_button(page: Page, work: Filling) -> None:
    """Opens the files, while answers of somebody else are awaited."""
    if work.assessment.third_party_id == SELF_ID or not work.is_fillable or not page.may(Permission.FILL_ASSESSMENT):
        return

    def opened() -> None:
        st.session_state[_OPEN] = work.assessment.id

    st.button(t("send.title"), key="assess_send", icon=":material/send:", type="tertiary", on_click=opened)


def show_send(page: Page, assessment_id: str) -> None:
    """The dialog with the files, while it is open."""
    if st.session_state.get(_OPEN) == assessment_id:
        st.dialog(t("send.title"), width="large", on_dismiss=_close)(_body)(page, assessment_id)


def _close() -> None:
    st.session_state.pop(_OPEN, None)


def _body(page: Page, assessment_id: str) -> None:
    page = fresh(page)
    found = outgoing(page.workspace, assessment_id)
    st.caption(t("send.what"), width="stretch")
    if found.pack.source.text_rights is not TextRights.FULL:
        st.warning(t("packs.ids_only"), icon=":material/lock:")
    order = _order(page, found)
    for form in _FORMS:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            form_button(
                found.pack, form, order, key="assess_send", name=f"{found.pack.id}-{found.pack.version}",
                noted=lambda: note_given(page.workspace, assessment_id, actor=page.actor, at=page.at),
            )  # fmt: skip
            st.caption(t(f"packs.form_note.{form.value}"), width="stretch")
    if st.button(t("send.import"), key="assess_send_import", icon=":material/upload_file:", type="tertiary"):
        _close()
        go_to("imports", kind="questionnaire", party=found.third_party_id)


def _order(page: Page, found: Outgoing) -> Order:
    """The cover, filled from the assessment where that knows, and the language of the questions."""
    left, right = st.columns(2, gap="small")
    lower_left, lower_right = st.columns(2, gap="small")
    asker = left.text_input(t("packs.asker"), value=found.company, key="assess_send_asker", max_chars=_LONGEST)
    about = right.text_input(t("packs.about"), value=found.service, key="assess_send_about", max_chars=_LONGEST)
    due_on = found.due_on if found.due_on is not None and found.due_on >= page.today else None
    due: date | None = lower_left.date_input(t("packs.due_by"), value=due_on, key="assess_send_due")
    send_to = lower_right.text_input(t("packs.send_to"), key="assess_send_to", max_chars=_LONGEST)
    tongues = languages_of(found.pack) or LANGUAGES
    words = {one: t(f"packs.language.{one}") for one in tongues}
    tongue = st.segmented_control(
        t("packs.language"), list(words), default=language() if language() in words else tongues[0],
        format_func=words.__getitem__, key="assess_send_language", required=True,
    )  # fmt: skip
    letter = Letter(asker.strip(), about.strip(), due, send_to.strip())
    return Order(found.group, tongue or tongues[0], page.at, letter, found.facts)
