"""How the dossier is put together: which one, its parts by tab, its dialogs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Any

import streamlit as st

from sakimori.errors import NotFoundError
from sakimori.services.audit.rows import people
from sakimori.services.parties.history import name_of
from sakimori.services.parties.view import DossierView, dossier_view
from sakimori.ui.assessments.opening import begin_form
from sakimori.ui.clearance.what_if_dialog import what_if_dialogs
from sakimori.ui.frame.components import Export, NextStep, empty_state, link_to, refusal
from sakimori.ui.frame.dialogs import close_dialog, is_open, show_dialog, show_done
from sakimori.ui.frame.session import Page, memo, workspace
from sakimori.ui.frame.text import t
from sakimori.ui.frame.views import tabs
from sakimori.ui.parties.actions import (
    archive_dialog,
    certificate_check_dialog,
    delete_dialog,
    lifecycle_dialog,
    merge_dialog,
    owner_dialog,
    restore_dialog,
    show_actions,
    undo_dialog,
)
from sakimori.ui.parties.contacts import alias_dialog, alias_out_dialog, contact_dialog, show_contacts
from sakimori.ui.parties.entry import edit_dialog, show_facts, show_new
from sakimori.ui.parties.fix import fix_dialog, fulfil_form, intake_dialog, leads_elsewhere, no_other_subs_dialog
from sakimori.ui.parties.head import show_check, show_identity, show_new_data, show_tiles
from sakimori.ui.parties.report import dossier_exports
from sakimori.ui.parties.sub_processor_forms import sub_list_dialog, sub_processor_dialog
from sakimori.ui.parties.tabs.ai_service import ai_confirm_dialog, ai_facts_dialog
from sakimori.ui.parties.tabs.assessments import risk_dialog, show_assessments
from sakimori.ui.parties.tabs.certificates import certificate_dialog, certificate_rows, show_certificates
from sakimori.ui.parties.tabs.contracts import contract_dialog, contracts_of, show_contracts
from sakimori.ui.parties.tabs.gaps import gaps_in_words, show_gaps
from sakimori.ui.parties.tabs.history import show_evidence, show_history
from sakimori.ui.parties.tabs.services import flows_of, proposed_dialog, service_dialog, show_flows, show_services
from sakimori.ui.parties.tabs.sub_processors import show_sub_processors, tree_of


class Tab(StrEnum):
    """The tabs of a dossier; the address names the open one."""

    GAPS = "gaps"
    SERVICES = "services"
    CONTRACTS = "contracts"
    CERTIFICATES = "certificates"
    ASSESSMENTS = "assessments"
    FLOWS = "flows"
    SUB_PROCESSORS = "sub_processors"
    CONTACTS = "contacts"
    EVIDENCE = "evidence"
    FACTS = "facts"
    HISTORY = "history"


def party_title(third_party_id: str) -> str:
    """The name that heads the page."""
    return name_of(workspace(), third_party_id) or t("page.party")


def find_dossier(page: Page, third_party_id: str) -> DossierView | None:
    """The dossier on the day of the page; None after saying why there is none."""
    if not third_party_id:
        empty_state("folder_shared", t("party.choose"), NextStep(t("party.to_list"), to="parties"))
        return None
    try:
        return _read(page, third_party_id)
    except NotFoundError as error:
        refusal(error)
        link_to("parties", t("party.to_list"), icon="list")
        return None


def _read(page: Page, third_party_id: str) -> DossierView:
    make = lambda: dossier_view(page.workspace, third_party_id, on=page.on, today=page.today, number=page.known)  # noqa: E731
    return memo(page, "dossier", make, third_party_id)


def party_exports(page: Page, third_party_id: str) -> Sequence[Export]:
    """The dossier on paper; nothing of one that there is not, or that was merged away."""
    try:
        view = _read(page, third_party_id)
    except NotFoundError:
        return ()
    return () if view.merged_into else dossier_exports(page, view)


def show_dossier(page: Page, view: DossierView) -> None:
    """Head, sentence, tiles, tabs, and whichever dialog is open."""
    with st.container(horizontal=True, vertical_alignment="center", key="party_head"):
        with st.container(gap="xsmall", width="stretch"):
            show_identity(view)
        if view.merged_into is None:
            show_check(page, view)
        show_actions(page, view)
    if view.merged_into is not None:
        st.warning(t("party.merged", name=view.merged_into[1]), icon=":material/call_merge:")
        link_to("party", t("party.open_merged"), party=view.merged_into[0])
        return
    show_done()
    show_new_data(page, view)
    show_tiles(page, view)
    show_new(page, view)
    _show_tabs(page, view)
    _show_dialogs(page, view)


def _show_tabs(page: Page, view: DossierView) -> None:
    names = people(page.workspace)
    counts = {
        Tab.SERVICES: len(view.services),
        Tab.CONTRACTS: len(contracts_of(page, view.party.id).contracts),
        Tab.CERTIFICATES: len(certificate_rows(page, view.party.id)),
        Tab.ASSESSMENTS: len(view.assessments),
        Tab.FLOWS: len(flows_of(page, view.party.id)),
        Tab.SUB_PROCESSORS: len(tree_of(page, view.party.id).running),
        Tab.CONTACTS: len(view.contacts) + len(view.aliases),
        Tab.EVIDENCE: len(view.reviews) + len(view.evidence),
    }
    draw: dict[Tab, Callable[[], None]] = {
        Tab.GAPS: lambda: show_gaps(page, view),
        Tab.SERVICES: lambda: show_services(page, view),
        Tab.CONTRACTS: lambda: show_contracts(page, view),
        Tab.CERTIFICATES: lambda: show_certificates(page, view),
        Tab.ASSESSMENTS: lambda: show_assessments(page, view),
        Tab.FLOWS: lambda: show_flows(page, view),
        Tab.SUB_PROCESSORS: lambda: show_sub_processors(page, view),
        Tab.CONTACTS: lambda: show_contacts(page, view),
        Tab.EVIDENCE: lambda: show_evidence(page, view, names),
        Tab.FACTS: lambda: show_facts(page, view, names),
        Tab.HISTORY: lambda: show_history(page, view, names),
    }
    words = {tab: t(f"party.tab_{tab.value}", count=counts.get(tab, 0)) for tab in Tab}
    words[Tab.GAPS] = gaps_in_words(view.counts)
    tab, panel = tabs(words, key="party_tabs", whose=view.party.id)
    with panel:
        draw[tab]()


def _show_dialogs(page: Page, view: DossierView) -> None:
    fix = is_open("fix")
    if fix is not None and leads_elsewhere(page, view, **fix):
        return

    def of_view(body: Callable[..., None]) -> Callable[..., None]:
        return lambda **facts: body(page, view, **facts)

    def fulfil(*, condition_id: str) -> None:
        fulfil_form(page, next(c for c in view.conditions if c.id == condition_id))

    def begin() -> None:
        begin_form(page, view.party.id, close=close_dialog)

    dialogs: dict[str, tuple[str, Callable[..., Any]]] = {
        "fix": ("party.fix", of_view(fix_dialog)),
        "risk": ("party.risk", of_view(risk_dialog)),
        "intake": ("party.edit_intake", of_view(intake_dialog)),
        "edit": ("party.edit", of_view(edit_dialog)),
        "service": ("party.edit_service", of_view(service_dialog)),
        "ai_facts": ("services.ai_dialog", of_view(ai_facts_dialog)),
        "ai_confirm": ("services.ai_confirm", of_view(ai_confirm_dialog)),
        "contract_new": ("contracts.register", of_view(contract_dialog)),
        "flow_proposals": ("flows.from_contracts", of_view(proposed_dialog)),
        "certificate": ("certificates.dialog", of_view(certificate_dialog)),
        "sub_processor": ("subs.dialog", of_view(sub_processor_dialog)),
        "no_other_subs": ("subs.no_others", of_view(no_other_subs_dialog)),
        "sub_list": ("subs.take_in", of_view(sub_list_dialog)),
        "contact": ("party.edit_contact", of_view(contact_dialog)),
        "alias": ("party.add_alias", of_view(alias_dialog)),
        "alias_out": ("party.remove_alias", of_view(alias_out_dialog)),
        "begin_assessment": ("assess.new", begin),
        "fulfil": ("party.fulfil", fulfil),
        "lifecycle": ("party.act_lifecycle", of_view(lifecycle_dialog)),
        "certificate_check": ("party.act_certificate_check", of_view(certificate_check_dialog)),
        "owner": ("party.act_owner", of_view(owner_dialog)),
        "archive": ("party.act_archive", of_view(archive_dialog)),
        "restore": ("party.act_restore", of_view(restore_dialog)),
        "delete": ("party.act_delete", of_view(delete_dialog)),
        "merge": ("party.act_merge", of_view(merge_dialog)),
        "undo": ("party.act_undo", of_view(undo_dialog)),
    }
    show_dialog({**dialogs, **what_if_dialogs(page)})
