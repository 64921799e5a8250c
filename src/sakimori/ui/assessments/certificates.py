"""認証の提案: what certificates would answer, beside each question and all together; a person takes each over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd
import streamlit as st

from sakimori.domain.questions.assessment import AnswerMethod
from sakimori.exchange.packs.known_controls import split
from sakimori.services.assessments.view_parts import FilledQuestion, Filling
from sakimori.services.certificates.answers import CertificateProposal, certificate_proposals
from sakimori.services.certificates.rows import CertificateRow, certificates_of
from sakimori.ui.assessments.saving import give
from sakimori.ui.assessments.state import filled, fresh
from sakimori.ui.assessments.suggestions import may_take, show_together, take_together, together_button
from sakimori.ui.assessments.words import answer_words, short
from sakimori.ui.frame.formats import day
from sakimori.ui.frame.plain import plain
from sakimori.ui.frame.session import Page, kept
from sakimori.ui.frame.tables import ROW_HEIGHT
from sakimori.ui.frame.text import language, t, t_count

_KEY, _ICON = "assess_certificates", "workspace_premium"


def proposals_of(page: Page, work: Filling) -> Mapping[str, CertificateProposal]:
    """The proposals for the blank questions of an assessment on the day of the page."""
    make = lambda: certificate_proposals(page.workspace, work, on=page.on, number=page.number)  # noqa: E731
    return kept(page, "certificate_proposals", make, work.assessment.id)


def show_proposal(page: Page, work: Filling, asked: FilledQuestion) -> None:
    """The answer that a certificate supports, as a button; nothing where there is none."""
    proposal = proposals_of(page, work).get(asked.question.id)
    if proposal is None:
        return
    given = replace(proposal.input, seen_seq=asked.seq)
    st.button(
        t("certificates.proposed", answer=plain(short(_words(proposal)))),
        key=f"certificate_{asked.question.id}",
        type="tertiary",
        icon=":material/workspace_premium:",
        help=plain(_ground(proposal)),
        on_click=give,
        args=(page, work.assessment.id, given),
        kwargs={"method": AnswerMethod.CERTIFICATE},
    )


def show_certificate_source(page: Page, work: Filling, asked: FilledQuestion) -> None:
    """By which certificate a question was answered, and until when that one says anything."""
    answer = asked.answer
    if answer is None or answer.method is not AnswerMethod.CERTIFICATE:
        return
    party_id = work.assessment.third_party_id
    rows = kept(
        page,
        "certificates",
        lambda: certificates_of(page.workspace, party_id, on=page.on, number=page.number),
        party_id,
    )
    row = next((row for row in rows if row.certificate.id == answer.source), None)
    if row is not None:
        st.caption(t("certificates.answered", name=plain(_name(row)), day=plain(_through(row))))


def proposals_button(page: Page, work: Filling) -> None:
    """Opens the batch, where certificates have answers to propose."""
    if may_take(page, work) and (count := len(proposals_of(page, work))):
        together_button(t("certificates.batch", count=count), key=_KEY, icon=_ICON)


def show_proposals(page: Page, assessment_id: str) -> None:
    """The batch, while it is open."""
    show_together(page, assessment_id, key=_KEY, title=t("certificates.batch_title"), body=_body)


def _body(page: Page, assessment_id: str) -> None:
    page = fresh(page)
    work = filled(page, assessment_id)
    proposals = list(proposals_of(page, work).values())
    st.markdown(t("certificates.batch_lead"))
    columns = {
        "take": st.column_config.CheckboxColumn(t("certificates.col_checked"), width=84),
        "id": st.column_config.TextColumn(t("assess.batch_col.question"), width=56, disabled=True),
        "text": st.column_config.TextColumn(t("assess.batch_col.text"), width=340, disabled=True),
        "answer": st.column_config.TextColumn(t("certificates.col_proposal"), width=70, disabled=True),
        "control": st.column_config.TextColumn(t("certificates.col_control"), width=180, disabled=True),
        "ground": st.column_config.TextColumn(t("certificates.col_ground"), width=250, disabled=True),
    }
    rows = [
        (False, p.question.id, p.question.text.get(language()), _words(p), _control(p), _until(p.row))
        for p in proposals
    ]
    frame = pd.DataFrame(rows, columns=list(columns))
    edited = st.data_editor(
        frame, column_config=columns, hide_index=True, key="assess_certificates_rows",
        height=min(360, 36 + ROW_HEIGHT * len(rows)), row_height=ROW_HEIGHT,
    )  # fmt: skip
    taken = [proposal for proposal, is_taken in zip(proposals, edited["take"], strict=True) if is_taken]
    words = t_count("certificates.batch_save", len(taken))
    if st.button(words, type="primary", key="assess_certificates_save", disabled=not taken):
        _save(page, work, taken)


def _save(page: Page, work: Filling, taken: Sequence[CertificateProposal]) -> None:
    items = [proposal.input for proposal in taken]
    words = t_count("certificates.batch_done", len(items))
    take_together(page, work, items, AnswerMethod.CERTIFICATE, key=_KEY, done=words, icon=_ICON)


def _words(proposal: CertificateProposal) -> str:
    return answer_words(proposal.question, proposal.input.state, proposal.value)


def _ground(proposal: CertificateProposal) -> str:
    """The certificate, its last day, and the control by which it speaks to the question."""
    return f"{_until(proposal.row)}　{_control(proposal)}"


def _until(row: CertificateRow) -> str:
    return t("certificates.ground", name=_name(row), day=_through(row))


def _control(proposal: CertificateProposal) -> str:
    found = split(proposal.control)
    if found is None:
        return proposal.control
    namespace, control_id = found
    return f"{namespace.title.get(language())} {control_id}"


def _name(row: CertificateRow) -> str:
    return row.scheme.name.get(language())


def _through(row: CertificateRow) -> str:
    return day(row.through, language()) if row.through else t("certificates.endless")
