"""The drafts of an incident on its page: what each says, as text to copy and as files."""

from __future__ import annotations

from enum import StrEnum
from functools import partial
from typing import Final

import streamlit as st

from sakimori.clock import now
from sakimori.domain.incident import Report
from sakimori.domain.records.incidents import Incident, ItemState
from sakimori.domain.values.text import LANGUAGES
from sakimori.exchange.paper.incident_letters import (
    IncidentLetter,
    notice_to_entruster,
    notice_to_persons,
    publication,
)
from sakimori.exchange.paper.incidents import IncidentDraft, draft_title, incident_text, report_blocks
from sakimori.exchange.paper.letters import letters_pdf
from sakimori.exchange.paper.report import Report as Paper
from sakimori.exchange.registers.words import code_word
from sakimori.services.dashboard.reports.kinds import ReportForm, ReportKind
from sakimori.services.incidents.shapes import IncidentView
from sakimori.services.incidents.write import save_fact, say_rest_not_yet
from sakimori.ui.frame.dialogs import act
from sakimori.ui.frame.files import file_button
from sakimori.ui.frame.formats import day, plain
from sakimori.ui.frame.listing import XLSX
from sakimori.ui.frame.report import issued_file, report_of
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import language, listed, t
from sakimori.ui.incidents.entrusters import choose_entruster, letters_button
from sakimori.ui.incidents.papers import PaperSource, draft_items, letter_facts, outline_for_persons
from sakimori.ui.incidents.saving import FieldsOf

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
TO_PERSONS: Final = frozenset({Draft.PERSONS, Draft.PUBLICATION})
"""The drafts that persons read."""


def source_of(page: Page, view: IncidentView, contact: str) -> PaperSource:
    """What the papers are made of."""
    names = {view.incident.third_party_id: view.third_party_name}
    measures = tuple(one.measure for one in view.measures)
    company = page.workspace.meta("name") or ""
    return PaperSource(view.incident, view.reportable.cases, measures, names, company, contact, view.desk.address)


def show_draft(page: Page, view: IncidentView, draft: Draft, *, may_edit: bool) -> None:
    """One draft in the chosen language, with its files; what is blank in it stands before it."""
    lang = _language()
    letter: IncidentLetter | None = None
    contact = "" if draft in REPORTS else _contact(view)
    source = source_of(page, view, contact)
    if draft in REPORTS:
        words = incident_text(_draft(source, REPORTS[draft], lang))
        st.caption(t("incidents.draft_report"))
        _blank(page, view, source, may_edit=may_edit)
    else:
        if may_edit and draft in TO_PERSONS:
            _to_persons(page, view, lang)
        whom = choose_entruster(view) if draft is Draft.ENTRUSTER else ""
        letter = letter_of(page, source, draft, lang, whom)
        words = in_full(letter)
        blanks = [code_word(item).get(language()) for item in letter.blanks]
        if not contact:
            blanks.append(t("incidents.draft_contact"))
        if blanks:
            names = listed(blanks)
            st.warning(plain(t("incidents.draft_blanks", items=names)), icon=":material/edit_note:")
    _files(page, view, source, draft, letter or words)
    if draft is Draft.ENTRUSTER:
        letters_button(
            view,
            lambda one: letters_pdf([letter_of(page, source, draft, lang, one).letter], made_at=now()),
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


def _blank(page: Page, view: IncidentView, source: PaperSource, *, may_edit: bool) -> None:
    """The items that nobody has touched, with a press that says so of all, and the facts that nobody knows."""
    untouched = [one.name.get(language()) for one in view.items if one.state is ItemState.UNTOUCHED]
    if untouched:
        st.warning(plain(t("incidents.draft_untouched", items=listed(untouched))), icon=":material/edit_note:")
    if untouched and may_edit:
        act(
            page, t("incidents.rest_not_yet"), partial(say_rest_not_yet, page.workspace, view.incident.id),
            key="incident_rest_not_yet", type="secondary", icon=":material/hourglass_empty:",
            note=t("incidents.rest_noted"),
        )  # fmt: skip
    unknown = [label for item in draft_items(source, language()) for label in item.unknown]
    if unknown:
        st.caption(plain(t("incidents.draft_unknown", items=listed(unknown))))


def _to_persons(page: Page, view: IncidentView, lang: str) -> None:
    """What happened, as the persons are told it; a press begins it from the outline."""
    incident = view.incident
    FieldsOf(page, incident, key="told").ask("outline_to_persons", partial(_told_text, incident))
    if not incident.outline_to_persons and incident.item_outline:
        begun = outline_for_persons(incident, lang)
        act(
            page, t("incidents.to_persons_take"),
            partial(save_fact, page.workspace, incident.id, "outline_to_persons", begun),
            key="incident_to_persons_take", type="tertiary", icon=":material/edit_note:",
        )  # fmt: skip


def _told_text(incident: Incident, key: str) -> str:
    return st.text_area(
        t("incidents.to_persons"), value=incident.outline_to_persons, height=110, key=f"{key}_outline_to_persons",
        placeholder=t("incidents.to_persons_hint"),
    )  # fmt: skip


def _contact(view: IncidentView) -> str:
    return st.text_input(
        t("incidents.draft_contact"),
        view.desk.reach,
        key="incident_contact",
        placeholder=t("incidents.draft_contact_hint"),
    ).strip()


def in_full(letter: IncidentLetter) -> str:
    """A letter with its subject before it."""
    return f"{letter.subject}\n\n{letter.body}"


def letter_of(page: Page, source: PaperSource, draft: Draft, lang: str, entruster: str = "") -> IncidentLetter:
    """A letter in a language; one to an entruster names no other of them."""
    facts = letter_facts(source, lang, page.on, to_entruster=draft is Draft.ENTRUSTER)
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


def _files(page: Page, view: IncidentView, source: PaperSource, draft: Draft, said: str | IncidentLetter) -> None:
    name = f"sakimori-incident-{draft.value}-{page.on.isoformat()}"
    with st.container(horizontal=True):
        if draft in REPORTS:
            for form, mime, label in (
                (ReportForm.PDF, _PDF, t("list.export_pdf")), (ReportForm.XLSX, XLSX, t("list.export_xlsx")),
            ):  # fmt: skip
                make = partial(_file, page, view, source, REPORTS[draft], form)
                file_button(label, make, name=f"{name}.{form.value}", mime=mime, key=f"incident_{form.value}")
        if isinstance(said, IncidentLetter):
            body = partial(letters_pdf, [said.letter], made_at=now())
            file_button(t("list.export_pdf"), body, name=f"{name}.pdf", mime=_PDF, key="incident_pdf")
        text = in_full(said) if isinstance(said, IncidentLetter) else said
        file_button(t("incidents.draft_text"), text.encode, name=f"{name}.txt", mime=_TEXT, key="incident_txt")


def _file(page: Page, view: IncidentView, source: PaperSource, kind: Report, form: ReportForm) -> bytes:
    incident = view.incident
    paper = paper_of(page, source, kind)
    return issued_file(page, paper, ReportKind.INCIDENT, form, key=incident.id, third_party_id=incident.third_party_id)
