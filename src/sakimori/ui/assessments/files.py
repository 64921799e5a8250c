"""An assessment as files: sent to whoever answers, given back in the file it came in, and as OSCAL results."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from mimetypes import guess_type
from typing import Any

import streamlit as st

from sakimori.clock import now
from sakimori.domain.invitation import Invitation
from sakimori.domain.questions.pack import TextRights
from sakimori.domain.records.third_party import SELF_ID
from sakimori.domain.values.text import LANGUAGES
from sakimori.errors import RefusedError
from sakimori.exchange.questionnaires.ours.pack_out import Form, Order
from sakimori.exchange.questionnaires.ours.pack_workbook import Letter
from sakimori.services.assessments.files import Outgoing, assessment_results, note_given, outgoing
from sakimori.services.assessments.packs.questions import languages_of
from sakimori.services.assessments.view_parts import AssessmentView
from sakimori.services.invitations.letters import FileLetter
from sakimori.services.invitations.rows import stands_already
from sakimori.services.invitations.write import note_sent
from sakimori.services.kernel.access import Permission, may
from sakimori.services.kernel.unit import WriteResult
from sakimori.services.questionnaires.reply import Reply, can_reply, reply
from sakimori.ui.assessments.invitations import ask_whom, show_letter, tell_done
from sakimori.ui.assessments.packs.detail import form_button
from sakimori.ui.assessments.report import assessment_report_exports
from sakimori.ui.assessments.state import fresh, part
from sakimori.ui.frame.components import Export, go_to, section
from sakimori.ui.frame.dialogs import act
from sakimori.ui.frame.files import file_button
from sakimori.ui.frame.formats import plain
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.tables import table, text_column
from sakimori.ui.frame.text import language, t

_OPEN = "assess_send_open"
_AS_UTF8 = "reply_as_utf8"
_FORMS = (Form.XLSX, Form.HTML, Form.CSV, Form.MARKDOWN)
"""What people fill in; the forms for programs are on the page of the pack."""
_LONGEST = 200


def send_button(page: Page, work: AssessmentView) -> None:
    """Opens the files, while answers of somebody else are awaited."""
    if work.assessment.third_party_id == SELF_ID or not work.is_fillable or not page.may(Permission.FILL_ASSESSMENT):
        return
    assessment_id = work.assessment.id

    def opened() -> None:
        st.session_state[_OPEN] = assessment_id

    st.button(t("send.title"), key="assess_send", icon=":material/table_view:", type="tertiary", on_click=opened)


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
    section(t("send.files"))
    for form in _FORMS:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            form_button(
                found.pack, form, order, key="assess_send", name=f"{found.pack.id}-{found.pack.version}",
                noted=lambda: note_given(page.workspace, assessment_id, actor=page.actor, at=page.at),
            )  # fmt: skip
            st.caption(t(f"packs.form_note.{form.value}"), width="stretch")
    _mail(page, assessment_id, found, order)
    if st.button(t("send.import"), key="assess_send_import", icon=":material/upload_file:", type="tertiary"):
        _close()
        go_to("imports", kind="questionnaire", party=found.third_party_id)


def _mail(page: Page, assessment_id: str, found: Outgoing, order: Order) -> None:
    """To whom the file goes, the mail that carries it, ready to copy, and the note that it went out."""
    section(t("send.mail"), t("send.mail_note"))
    name, email = ask_whom(stands_already(page.workspace, assessment_id).contacts, key="assess_send")
    cover = order.letter
    letter = FileLetter(
        cover.asker, found.party, found.pack.title, page.actor.name, name.strip(), cover.about, cover.due, cover.send_to
    )
    show_letter(letter.text(order.language))

    def note(**by: Any) -> WriteResult[Invitation]:  # noqa: ANN401 - who and when
        return note_sent(page.workspace, assessment_id, name=name, email=email, language=order.language, **by)

    def then(_: WriteResult[Invitation]) -> None:
        _close()
        tell_done(t("send.noted"))

    icon = ":material/outgoing_mail:"
    act(page, t("send.note"), note, key="assess_send_note", icon=icon, type="secondary", then=then)


def _order(page: Page, found: Outgoing) -> Order:
    """The cover, filled from the assessment where that knows, and the language of the questions."""
    left, right = st.columns(2, gap="small")
    lower_left, lower_right = st.columns(2, gap="small")
    asker = left.text_input(t("packs.asker"), value=found.company, key="assess_send_asker", max_chars=_LONGEST)
    about = right.text_input(t("packs.about"), value=found.service, key="assess_send_about", max_chars=_LONGEST)
    due: date | None = lower_left.date_input(
        t("packs.due_by"), value=found.due_from(page.today), key="assess_send_due"
    )  # fmt: skip
    send_to = lower_right.text_input(
        t("packs.send_to"), value=found.send_to, key="assess_send_to", max_chars=_LONGEST
    )  # fmt: skip
    tongues = languages_of(found.pack) or LANGUAGES
    words = {one: t(f"packs.language.{one}") for one in tongues}
    tongue = st.segmented_control(
        t("packs.language"), list(words), default=language() if language() in words else tongues[0],
        format_func=words.__getitem__, key="assess_send_language", required=True,
    )  # fmt: skip
    letter = Letter(asker.strip(), about.strip(), due, send_to.strip())
    return Order(found.group, tongue or tongues[0], page.at, letter, found.facts)


def show_reply(page: Page, work: AssessmentView) -> None:
    """The way back to who asked, where the questions came in a file."""
    if may(page.actor, Permission.FILL_ASSESSMENT) and can_reply(page.workspace, work.assessment):
        assessment_id = work.assessment.id
        with st.expander(t("reply.title"), icon=":material/outgoing_mail:"):
            part(page, lambda now: _parts(now, assessment_id), key="assess_reply")


def _parts(page: Page, assessment_id: str) -> None:
    st.caption(t("reply.what"), width="stretch")
    is_made = st.button(t("reply.make"), key="reply_make", icon=":material/table_view:")
    is_utf8 = st.session_state.pop(_AS_UTF8, None) == assessment_id
    if not (is_made or is_utf8):
        return
    try:
        made = reply(page.workspace, assessment_id, as_utf8=is_utf8, actor=page.actor, at=page.at)
    except RefusedError as refusal:
        st.error(plain(refusal.message(language())), icon=":material/error:")
        return
    _made(made)
    if made.needs_utf8:
        _offer_utf8(assessment_id)


def _offer_utf8(assessment_id: str) -> None:
    """The same in an encoding that has every character."""

    def chosen() -> None:
        st.session_state[_AS_UTF8] = assessment_id

    st.caption(t("reply.utf8_why"), width="stretch")
    st.button(t("reply.utf8"), key="reply_utf8", icon=":material/translate:", on_click=chosen)


def _made(made: Reply) -> None:
    st.markdown(t("reply.done", answered=made.answered, open=len(made.unanswered)))
    mime = guess_type(made.filename)[0] or "application/octet-stream"
    file_button(t("reply.get"), lambda: made.data, name=made.filename, mime=mime, key="reply_get", type="primary")
    if left := (*made.unanswered, *made.unplaced):
        columns = {name: text_column(t(f"reply.{name}")) for name in ("at", "question", "why")}
        rows = [(one.at, f"{one.id} {one.text}".strip(), one.why.get(language())) for one in left]
        table(rows, columns, key="reply_left", alt=t("reply.left_alt"))


def assessment_exports(page: Page, assessment_id: str) -> Sequence[Export]:
    """The result on paper, and for other programs, as known on the day of the page; nothing for the list."""
    if not assessment_id:
        return ()

    def made() -> bytes:
        page.workspace.access("assessment.exported", actor=page.actor, at=now(), what="assessment", key=assessment_id)
        return assessment_results(page.workspace, assessment_id, page.at, language=language(), number=page.known)

    name = f"sakimori-{assessment_id}-{page.on.isoformat()}.oscal.json"
    oscal = Export(t("assess.export_oscal"), name, "application/json", made)
    return (*assessment_report_exports(page, assessment_id), oscal)
