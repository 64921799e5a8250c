"""Closing a gap where it stands: a dialog with the one field that closes it."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from sakimori.domain.codes import ContactKind
from sakimori.domain.questions.assessment import Condition
from sakimori.domain.records.third_party import Contact, ThirdParty
from sakimori.services.assessments.decisions import fulfil_condition
from sakimori.services.kernel.access import Permission
from sakimori.services.parties.view import DossierView
from sakimori.services.parties.write import add_contact, edit
from sakimori.ui.frame.dialogs import act, close_dialog, save_button, tell_own
from sakimori.ui.frame.formats import plain
from sakimori.ui.frame.record_fields import INTAKE, NO_OTHER_SUBS, parents, record_input
from sakimori.ui.frame.session import Page, people
from sakimori.ui.frame.text import t
from sakimori.ui.frame.trail_words import first_shown
from sakimori.ui.parties.contacts import contact_fields
from sakimori.ui.parties.sub_processor_forms import sub_processor_fix
from sakimori.ui.parties.tabs.ai_service import ai_fix
from sakimori.ui.parties.tabs.certificates import certificate_fix
from sakimori.ui.parties.tabs.contracts import contract_dialog
from sakimori.ui.parties.tabs.gaps import lead_to_fix, show_gap_words


def fix_dialog(page: Page, view: DossierView, *, gap_id: str) -> None:
    """Ask for the field that closes a gap, and store it."""
    line = next((line for line in view.gaps if line.span.gap_id == gap_id), None)
    if line is None:
        close_dialog()
        st.rerun()
    show_gap_words(line)
    span = line.span
    if span.fix_record == "condition":
        condition = next(c for c in view.conditions if c.id == span.fix_id)
        fulfil_form(page, condition)
    elif span.fix_record == "contract":
        contract_dialog(page, view, kind=span.fix_field)
    elif span.fix_record == "certificate":
        certificate_fix(page, view, certificate_id=span.fix_id, field=span.fix_field)
    elif span.fix_record == "sub_processor_link":
        sub_processor_fix(page, view, link_id=span.fix_id, field=span.fix_field)
    elif span.fix_record == "ai_facts":
        ai_fix(page, view, facts_id=span.fix_id, field=span.fix_field)
    elif span.fix_field == "contact.incident":
        _incident_form(page, view)
    else:
        fields_form(page, view.party, NO_OTHER_SUBS if span.fix_field in NO_OTHER_SUBS else (span.fix_field,))


def leads_elsewhere(page: Page, view: DossierView, *, gap_id: str) -> bool:
    """Whether a gap is closed on another page; then that page is opened."""
    line = next((line for line in view.gaps if line.span.gap_id == gap_id), None)
    return line is not None and lead_to_fix(page, view, line)


def fields_form(page: Page, party: ThirdParty, fields: tuple[str, ...], *, per_row: int = 1, key: str = "fix") -> None:
    """Some fields of the third party, and the button that stores them."""
    choices = _choices(page, fields)
    changes: dict[str, Any] = {}
    columns = st.columns(per_row)
    for place, field in enumerate(fields):
        with columns[place % per_row]:
            changes[field] = record_input(party, field, key=key, names=choices.get(field))
    save_button(page, party, changes, edit, key=key, is_first=key != "new")


def intake_dialog(page: Page, view: DossierView) -> None:
    """The five questions that decide the tier."""
    fields_form(page, view.party, INTAKE, per_row=2)


def no_other_subs_dialog(page: Page, view: DossierView) -> None:
    """The answer that the third party has no sub-processors but those on record."""
    fields_form(page, view.party, NO_OTHER_SUBS)


def fulfil_form(page: Page, condition: Condition) -> None:
    """Confirm that a condition of an approval is met; compliance does this."""
    condition = first_shown(condition, key="fulfil_save")
    st.markdown(plain(condition.text))
    note = st.text_area(t("party.fulfil_note"), key="fulfil_note", height=80)
    may = page.may(Permission.REVIEW_ASSESSMENT)
    tell_own(page, Condition, condition.id, Permission.REVIEW_ASSESSMENT)
    write = partial(fulfil_condition, page.workspace, condition.id, note=note)
    act(page, t("party.fulfil"), write, key="fulfil_save", of=condition, disabled=not may)


def _incident_form(page: Page, view: DossierView) -> None:
    contact = Contact("", view.party.id, ContactKind.INCIDENT)
    changes = contact_fields(contact, with_kind=False)
    save_button(page, contact, changes, add_contact)


def _choices(page: Page, fields: tuple[str, ...]) -> dict[str, dict[str, str]]:
    """Whom the fields that name somebody choose from: our people, or other third parties."""
    offered: dict[str, dict[str, str]] = {}
    if "owner_id" in fields:
        offered["owner_id"] = {user.id: user.name for user in people()}
    if "parent_id" in fields:
        offered["parent_id"] = parents(page)
    return offered
