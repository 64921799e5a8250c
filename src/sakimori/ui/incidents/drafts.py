"""The drafts of an incident on its page: what each says, as text to copy and as files."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import partial
from typing import Final

import streamlit as st

from sakimori.domain.incident import Report
from sakimori.domain.values.text import LANGUAGES
from sakimori.exchange.paper.incident_letters import (
    IncidentLetter,
    notice_to_entruster,
    notice_to_persons,
    publication,
)
from sakimori.exchange.paper.incidents import IncidentDraft, draft_title, incident_text, report_blocks
from sakimori.exchange.paper.report import Report as Paper
from sakimori.exchange.registers.words import code_word
from sakimori.services.dashboard.reports.kinds import ReportForm, ReportKind
from sakimori.services.incidents.shapes import IncidentView
from sakimori.ui.frame.files import file_button
from sakimori.ui.frame.formats import day, plain
from sakimori.ui.frame.listing import XLSX
from sakimori.ui.frame.report import issued_file, report_of
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import language, listed, t
from sakimori.ui.incidents.entrusters import choose_entruster, letters_button
from sakimori.ui.incidents.papers import PaperSource, draft_items, letter_facts

_PDF, _TEXT = "application/pdf", "text/plain"


class Draft(StrEnum):
    """What can be drafted; the code is also the name of its files."""

    PRELIMINARY = "preliminary"
    FINAL = "final"
    SUPPLEMENT = "supplement"
    PERSONS = "persons"
    PUBLICATION = "publication"
    ENTRUSTER = "entruster"


REPORTS: Final = {
    Draft.PRELIMINARY: Report.PRELIMINARY, Draft.FINAL: Report.FINAL, Draft.SUPPLEMENT: Report.SUPPLEMENT,
}  # fmt: skip
"""The drafts that go to the authority."""
KINDS: Final = {
    **REPORTS, Draft.PERSONS: Report.PERSONS, Draft.PUBLICATION: Report.PERSONS, Draft.ENTRUSTER: Report.ENTRUSTER,
}  # fmt: skip
"""As what each is sent."""


def source_of(page: Page, view: IncidentView, contact: str) -> PaperSource:
    """What the papers are made of."""
    names = {view.incident.third_party_id: view.third_party_name}
    measures = tuple(one.measure for one in view.measures)
    company = page.workspace.meta("name") or ""
    return PaperSource(view.incident, view.reportable.cases, measures, names, company, contact)


def show_draft(page: Page, view: IncidentView, draft: Draft) -> None:
    """One draft in the chosen language, with its files."""
    lang = _language()
    contact = "" if draft in REPORTS else _contact()
    source = source_of(page, view, contact)
    if draft in REPORTS:
        words = incident_text(_draft(source, REPORTS[draft], lang))
        st.caption(t("incidents.draft_report"))
    else:
        whom = choose_entruster(view) if draft is Draft.ENTRUSTER else ""
        letter = letter_of(page, source, draft, lang, whom)
        words = in_full(letter)
        blanks = [code_word(item).get(language()) for item in letter.blanks]
        if not contact:
            blanks.append(t("incidents.draft_contact"))
        if blanks:
            names = listed(blanks)
            st.warning(plain(t("incidents.draft_blanks", items=names)), icon=":material/edit_note:")
    _files(page, view, source, draft, words)
    if draft is Draft.ENTRUSTER:
        letters_button(
            view,
            lambda one: in_full(letter_of(page, source, draft, lang, one)),
            f"sakimori-incident-{draft.value}-{page.on.isoformat()}",
        )
    st.code(words, language=None, wrap_lines=True)


def _language() -> str:
    words = {one: t(f"incidents.draft_{one}") for one in LANGUAGES}
    chosen = st.segmented_control(
        t("incidents.draft_language"), list(words), default=language(), key="incident_draft_language",
        format_func=words.__getitem__, required=True,
    )  # fmt: skip
    return str(chosen)


def _contact() -> str:
    return st.text_input(
        t("incidents.draft_contact"), key="incident_contact", placeholder=t("incidents.draft_contact_hint")
    ).strip()


def in_full(letter: IncidentLetter) -> str:
    """A letter with its subject before it."""
    return f"{letter.subject}\n\n{letter.body}"


def letter_of(page: Page, source: PaperSource, draft: Draft, lang: str, entruster: str = "") -> IncidentLetter:
    """A letter in a language; one to an entruster names no other of them."""
    facts = letter_facts(source, lang, page.on)
    if draft is Draft.ENTRUSTER:
        known_on = day(source.incident.known_on, lang)
        return notice_to_entruster(facts, entruster=entruster, known_on=known_on)
    return publication(facts) if draft is Draft.PUBLICATION else notice_to_persons(facts)


def _draft(source: PaperSource, kind: Report, lang: str) -> IncidentDraft:
    return IncidentDraft(lang, kind, source.incident.name, draft_items(source, lang))


def paper_of(page: Page, source: PaperSource, kind: Report) -> Paper:
    """The report in the language of the page, with who made it, when, and on which entry of the trail."""
    draft = _draft(source, kind, language())
    return report_of(page, draft_title(draft), source.incident.name, report_blocks(draft))


def _files(page: Page, view: IncidentView, source: PaperSource, draft: Draft, words: str) -> None:
    name = f"sakimori-incident-{draft.value}-{page.on.isoformat()}"
    with st.container(horizontal=True):
        if draft in REPORTS:
            for form, mime, label in (
                (ReportForm.PDF, _PDF, t("list.export_pdf")), (ReportForm.XLSX, XLSX, t("list.export_xlsx")),
            ):  # fmt: skip
                make = partial(_file, page, view, source, REPORTS[draft], form)
                file_button(label, make, name=f"{name}.{form.value}", mime=mime, key=f"incident_{form.value}")
        make_text: Callable[[], str] = lambda: words  # noqa: E731 - a file of what stands below
        file_button(t("incidents.draft_text"), make_text, name=f"{name}.txt", mime=_TEXT, key="incident_txt")


def _file(page: Page, view: IncidentView, source: PaperSource, kind: Report, form: ReportForm) -> bytes:
    incident = view.incident
    paper = paper_of(page, source, kind)
    return issued_file(page, paper, ReportKind.INCIDENT, form, key=incident.id, third_party_id=incident.third_party_id)
