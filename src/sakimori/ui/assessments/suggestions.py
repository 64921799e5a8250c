"""Answers from elsewhere, the last time or certificates: at each question and all together; a person takes each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import pandas as pd
import streamlit as st

from sakimori.domain.questions.assessment import AnswerMethod
from sakimori.errors import RefusedError
from sakimori.exchange.packs.build import split
from sakimori.services.assessments.check import AnswerInput
from sakimori.services.assessments.view_parts import AssessmentView, FilledQuestion
from sakimori.services.assessments.write import answer_many
from sakimori.services.certificates.answers import CertificateProposal, certificate_proposals
from sakimori.services.certificates.rows import CertificateRow, certificates_of
from sakimori.services.kernel.access import Permission
from sakimori.services.questionnaires.suggestions import Suggestion, suggestions
from sakimori.ui.assessments.saving import give
from sakimori.ui.assessments.state import fresh, keep, next_open, place_in, view_of
from sakimori.ui.assessments.words import answer_words, short, words_of
from sakimori.ui.frame.components import refusal
from sakimori.ui.frame.formats import day, plain
from sakimori.ui.frame.session import Page, memo
from sakimori.ui.frame.tables import ROW_HEIGHT
from sakimori.ui.frame.text import language, t, t_count
from sakimori.ui.questionnaires.words import (
    cautions,
    day_and_age,
    documents,
    ground,
    source,
    suggested_answer,
    with_remark,
    wording,
)


def may_take(page: Page, work: AssessmentView) -> bool:
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
    page: Page, work: AssessmentView, items: Sequence[AnswerInput], method: AnswerMethod,
    *, key: str, done: str, icon: str,
) -> None:  # fmt: skip
    """Store the answers, all or none, close the dialog, and go on to the next open question."""
    try:
        answer_many(page.workspace, work.assessment.id, items, method=method, actor=page.actor, at=page.at)
    except RefusedError as error:
        refusal(error)
        return
    _close(key)
    newest = view_of(fresh(page), work.assessment.id)
    keep(next_open(newest, place_in(newest)))
    st.toast(plain(done), icon=f":material/{icon}:")
    st.rerun()


def _open(key: str) -> str:
    return f"{key}_open"


def _close(key: str) -> None:
    st.session_state.pop(_open(key), None)


_KEY, _ICON = "assess_library", "library_books"


def suggestions_of(page: Page, work: AssessmentView) -> Mapping[str, tuple[Suggestion, ...]]:
    """The suggestions for the blank questions of an assessment on the day of the page."""
    make = lambda: suggestions(page.workspace, work, on=page.on, number=page.known)  # noqa: E731
    return memo(page, "suggestions", make, work.assessment.id, of=work)


def show_suggestions(page: Page, work: AssessmentView, asked: FilledQuestion) -> None:
    """The earlier answers that may answer a question, each as a button with its source, day, age and evidence."""
    for place, one in enumerate(suggestions_of(page, work).get(asked.question.id, ())):
        given = replace(one.input, seen_seq=asked.seq)
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
            st.button(
                t("library.suggested", answer=plain(short(suggested_answer(one)))),
                key=f"library_{asked.question.id}_{place}",
                type="tertiary",
                icon=":material/library_books:",
                help=plain(given.reason or given.note) or None,
                on_click=give,
                args=(page, work.assessment.id, given),
                kwargs={"method": AnswerMethod.REUSE},
            )
            st.caption(plain(_beside(page, one)), width="stretch")
        if not one.is_exact:
            st.caption(t("library.was_asked", text=plain(wording(one.entry))))


def _beside(page: Page, one: Suggestion) -> str:
    """What was said beside it, source, day, age, ground, evidence, and what to look at first."""
    remark = " ".join((one.input.reason or one.input.note).split())
    parts = [t("library.remark", text=short(remark))] if remark else []
    parts += [source(one.entry), day_and_age(one.entry, page.on), ground(one)]
    if one.entry.documents:
        parts.append(t("library.evidence_said", names=documents(one.entry)))
    if cautions(one):
        parts.append(t("library.caution", what=cautions(one)))
    return "　".join(parts)


def suggestions_button(page: Page, work: AssessmentView) -> None:
    """Opens the batch, where the answer library has suggestions."""
    if may_take(page, work) and (count := len(suggestions_of(page, work))):
        together_button(t("library.batch", count=count), key=_KEY, icon=_ICON)


def show_library(page: Page, assessment_id: str) -> None:
    """The batch, while it is open."""
    show_together(page, assessment_id, key=_KEY, title=t("library.batch_title"), body=_body)


def _body(page: Page, assessment_id: str) -> None:
    page = fresh(page)
    work = view_of(page, assessment_id)
    best = [found[0] for found in suggestions_of(page, work).values()]
    ready = [one for one in best if not one.lacks_reason]
    st.markdown(t("library.batch_lead"))
    if len(ready) < len(best):
        st.caption(t_count("library.batch_reasons", len(best) - len(ready)))
    columns = {
        "take": st.column_config.CheckboxColumn(t("library.col_take"), width=50),
        "id": st.column_config.TextColumn(t("assess.batch_col.question"), width=60, disabled=True),
        "text": st.column_config.TextColumn(t("assess.batch_col.text"), width=240, disabled=True),
        "answer": st.column_config.TextColumn(t("library.col_suggested"), width=150, disabled=True),
        "caution": st.column_config.TextColumn(t("library.col_caution"), width=130, disabled=True),
        "was": st.column_config.TextColumn(t("library.col_was"), width=200, disabled=True),
        "ground": st.column_config.TextColumn(t("library.col_ground"), width=130, disabled=True),
        "source": st.column_config.TextColumn(t("library.col_source"), width=170, disabled=True),
        "day": st.column_config.TextColumn(t("library.col_day"), width=150, disabled=True),
        "evidence": st.column_config.TextColumn(t("library.col_evidence"), width=150, disabled=True),
    }
    rows = [
        (
            one.is_sure, one.question.id, one.question.text.get(language()),
            with_remark(suggested_answer(one), one.input.reason or one.input.note), cautions(one),
            t("library.same_words") if one.is_exact else wording(one.entry), ground(one), source(one.entry),
            day_and_age(one.entry, page.on), documents(one.entry) or t("library.no_evidence"),
        )
        for one in ready
    ]  # fmt: skip
    edited = st.data_editor(
        pd.DataFrame(rows, columns=list(columns)), column_config=columns, hide_index=True, key="assess_library_rows",
        height=min(360, 36 + ROW_HEIGHT * max(len(rows), 1)), row_height=ROW_HEIGHT,
    )  # fmt: skip
    chosen = [one for one, is_taken in zip(ready, edited["take"], strict=True) if is_taken]
    words = t_count("library.batch_save", len(chosen))
    if st.button(words, type="primary", key="assess_library_save", disabled=not chosen):
        _save(page, work, chosen)


def _save(page: Page, work: AssessmentView, chosen: Sequence[Suggestion]) -> None:
    items = [one.input for one in chosen]
    words = t_count("library.batch_done", len(items))
    take_together(page, work, items, AnswerMethod.REUSE, key=_KEY, done=words, icon=_ICON)


_BATCH_KEY, _BATCH_ICON = "assess_batch", "done_all"


def batch_button(page: Page, work: AssessmentView) -> None:
    """Opens the batch, where the last cycle has answers to offer."""
    if work.last is not None and work.last.offered and may_take(page, work):
        together_button(t("assess.batch", count=len(work.last.offered)), key=_BATCH_KEY, icon=_BATCH_ICON)


def show_batch(page: Page, assessment_id: str) -> None:
    """The batch, while it is open."""
    show_together(page, assessment_id, key=_BATCH_KEY, title=t("assess.batch_title"), body=_body_of_batch)


def _body_of_batch(page: Page, assessment_id: str) -> None:
    page = fresh(page)
    work = view_of(page, assessment_id)
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
        _save_of_batch(page, work, taken)


def _save_of_batch(page: Page, work: AssessmentView, taken: list[str]) -> None:
    if work.last is None:
        return
    standing = {q.question.id: q.answer for q in work.questions if q.answer is not None}
    items = [item for item in work.last.inputs(standing) if item.question_id in taken]
    words = t("assess.batch_done", count=len(items))
    take_together(page, work, items, AnswerMethod.REUSE, key=_BATCH_KEY, done=words, icon=_BATCH_ICON)


_CERTIFICATE_KEY, _CERTIFICATE_ICON = "assess_certificates", "workspace_premium"


def proposals_of(page: Page, work: AssessmentView) -> Mapping[str, CertificateProposal]:
    """The proposals for the blank questions of an assessment on the day of the page."""
    make = lambda: certificate_proposals(page.workspace, work, on=page.on, number=page.known)  # noqa: E731
    return memo(page, "certificate_proposals", make, work.assessment.id, of=work)


def show_proposal(page: Page, work: AssessmentView, asked: FilledQuestion) -> None:
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


def show_certificate_source(page: Page, work: AssessmentView, asked: FilledQuestion) -> None:
    """By which certificate a question was answered, and until when that one says anything."""
    answer = asked.answer
    if answer is None or answer.method is not AnswerMethod.CERTIFICATE:
        return
    party_id = work.assessment.third_party_id
    rows = memo(
        page,
        "certificates",
        lambda: certificates_of(page.workspace, party_id, on=page.on, number=page.known),
        party_id,
    )
    row = next((row for row in rows if row.certificate.id == answer.source), None)
    if row is not None:
        st.caption(t("certificates.answered", name=plain(_name(row)), day=plain(_through(row))))


def proposals_button(page: Page, work: AssessmentView) -> None:
    """Opens the batch, where certificates have answers to propose."""
    if may_take(page, work) and (count := len(proposals_of(page, work))):
        together_button(t("certificates.batch", count=count), key=_CERTIFICATE_KEY, icon=_CERTIFICATE_ICON)


def show_proposals(page: Page, assessment_id: str) -> None:
    """The batch, while it is open."""
    show_together(
        page, assessment_id, key=_CERTIFICATE_KEY, title=t("certificates.batch_title"), body=_certificates_body
    )


def _certificates_body(page: Page, assessment_id: str) -> None:
    page = fresh(page)
    work = view_of(page, assessment_id)
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
        _save_certificates(page, work, taken)


def _save_certificates(page: Page, work: AssessmentView, taken: Sequence[CertificateProposal]) -> None:
    items = [proposal.input for proposal in taken]
    words = t_count("certificates.batch_done", len(items))
    take_together(page, work, items, AnswerMethod.CERTIFICATE, key=_CERTIFICATE_KEY, done=words, icon=_CERTIFICATE_ICON)


def _words(proposal: CertificateProposal) -> str:
    return answer_words(proposal.question, proposal.input.state, proposal.value)


def _ground(proposal: CertificateProposal) -> str:
    """The certificate, its last day, and the control by which it speaks to the question."""
    return f"{_until(proposal.row)}　{_control(proposal)}"


def _until(row: CertificateRow) -> str:
    return t("certificates.ground", name=_name(row), day=_through(row))


def _control(proposal: CertificateProposal) -> str:
    found = split(proposal.control)
    return f"{found[0].title.get(language())} {found[1]}" if found else proposal.control


def _name(row: CertificateRow) -> str:
    return row.scheme.name.get(language())


def _through(row: CertificateRow) -> str:
    return day(row.through, language()) if row.through else t("certificates.endless")
