"""One answer of the library: what was asked and said, on what it rests, and what was said before."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from sakimori.domain.codes import AssessmentState
from sakimori.domain.questions.assessment import AnswerMethod
from sakimori.services.packs.questions import wording_key
from sakimori.services.questionnaires.answer_library import LibraryEntry
from sakimori.ui.frame.components import link_to
from sakimori.ui.frame.formats import day
from sakimori.ui.frame.plain import plain
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import label, language, listed, t
from sakimori.ui.questionnaires.library_words import control, day_and_age, documents, said, source, stale, wording


def show_one(page: Page, entry: LibraryEntry, entries: Sequence[LibraryEntry]) -> None:
    """Everything about one answer, with the way to the question in its assessment."""
    with st.container(border=True, gap="xsmall"):
        st.markdown(f"**{plain(entry.question.id)}　{plain(wording(entry))}**")
        st.markdown(f"**{plain(said(entry))}**")
        if entry.answer.reason:
            st.markdown(t("assess.reason_said", text=plain(entry.answer.reason)))
        if entry.answer.note:
            st.markdown(f":gray[{t('assess.note_said', text=plain(entry.answer.note))}]")
        if entry.stale:
            st.markdown(f":orange[:material/schedule: {plain(t('library.is_stale', why=stale(entry)))}]")
        for line in _facts(page, entry):
            st.caption(plain(line))
        link_to("assess", t("library.to_question"), icon="checklist", id=entry.assessment.id, q=entry.question.id)
        _others(page, entry, entries)


def _facts(page: Page, entry: LibraryEntry) -> list[str]:
    assessment = entry.assessment
    state = label(assessment.state)
    lines = [
        t("library.given", who=entry.who, day=day_and_age(entry, page.on), how=_how(entry)),
        t("library.from", source=source(entry), state=state, kind=label(assessment.kind)),
    ]
    if assessment.state is AssessmentState.DECIDED and assessment.decided_on is not None:
        lines[-1] = t("library.decided", line=lines[-1], day=day(assessment.decided_on, language()))
    lines.append(t("library.evidence_said", names=documents(entry) or t("library.no_evidence")))
    if entry.question.controls:
        lines.append(t("library.controls", controls=listed(map(control, entry.question.controls))))
    if entry.pack.source.licence:
        lines.append(t("library.licence", sender=entry.pack.source.name, licence=entry.pack.source.licence))
    return lines


def _how(entry: LibraryEntry) -> str:
    return t(f"library.method_{AnswerMethod(entry.answer.method).value}")


def _others(page: Page, entry: LibraryEntry, entries: Sequence[LibraryEntry]) -> None:
    """The other answers to the same words, the newest first."""
    words = wording_key(wording(entry))
    others = [one for one in entries if one.key != entry.key and wording_key(wording(one)) == words]
    if others:
        st.markdown(t("library.others", count=len(others)))
        for one in others:
            st.caption(plain(f"{day_and_age(one, page.on)}　{said(one)}　{source(one)}"))
