"""The facts of a service that learns: what stands on record, the form of them, and the confirmation by another."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from sakimori.domain.records.ai_service import AiFacts, InputRetention, InputTraining, ModelOf
from sakimori.domain.records.third_party import Service
from sakimori.rules.facts.ai_services import AI_FACTS
from sakimori.services.audit.rows import people
from sakimori.services.kernel.access import Permission
from sakimori.services.kernel.confirmations import confirm_ai_facts
from sakimori.services.parties.ai_services import ai_facts_of
from sakimori.services.parties.view import DossierView
from sakimori.ui.flows.forms import evidence_input
from sakimori.ui.frame.dialogs import act, close_dialog, open_dialog, save_record, tell_own
from sakimori.ui.frame.formats import day, plain
from sakimori.ui.frame.record_fields import record_input, record_label, record_shown
from sakimori.ui.frame.session import Page, memo
from sakimori.ui.frame.tables import table, text_column
from sakimori.ui.frame.text import language, listed, t
from sakimori.ui.frame.trail_words import first_shown

_SHOWN = (
    "training",
    "opted_out",
    "opt_out_evidence_id",
    "retention",
    "retention_days",
    "review",
    "input_countries",
    "model_of",
    "model_provider",
    "terms",
    "note",
)
_ASKED_WHERE: dict[str, tuple[str, Any]] = {
    "opted_out": ("training", InputTraining.UNLESS_OFF),
    "opt_out_evidence_id": ("opted_out", True),
    "retention_days": ("retention", InputRetention.FOR_DAYS),
    "model_provider": ("model_of", ModelOf.ANOTHER),
}
"""Fields that matter after one answer to another field alone."""


def facts_by_service(page: Page, third_party_id: str) -> dict[str, AiFacts]:
    """The facts of the services of one third party that learn."""
    return memo(
        page, "party_ai_facts", lambda: ai_facts_of(page.workspace, third_party_id, number=page.known), third_party_id
    )


def show_ai_facts(page: Page, view: DossierView, service: Service) -> None:
    """The facts as a table, who confirmed them, and the buttons; a service without any offers to make it one."""
    facts = facts_by_service(page, view.party.id).get(service.id)
    may = page.may(Permission.EDIT_REGISTER) and page.is_editable
    if facts is None:
        _button("services.ai_make", "ai_facts", service, icon=":material/psychology:", disabled=not may)
        return
    st.markdown(f"**{t('services.ai')}**")
    names = _filed(view)
    rows = [
        [record_label(AiFacts, field), record_shown(AiFacts, field, getattr(facts, field), names)]
        for field in _SHOWN
        if _is_asked(facts, field) and (field != "note" or facts.note)
    ]
    columns = {"fact": text_column(t("services.ai_fact"), width=260), "said": text_column(t("services.ai_said"))}
    table(rows, columns, key=f"service_ai_{service.id}_{page.number}", alt=t("services.ai_alt", name=service.name))
    _say_confirmed(page, facts)
    with st.container(horizontal=True):
        _button("services.ai_edit", "ai_facts", service, icon=":material/edit:", disabled=not may)
        if facts.confirmed_by is None:
            may_confirm = page.may(Permission.DECIDE_REGISTER) and page.is_editable and not facts.unanswered
            _button("services.ai_confirm", "ai_confirm", service, icon=":material/verified:", disabled=not may_confirm)


def _say_confirmed(page: Page, facts: AiFacts) -> None:
    if facts.unanswered:
        st.caption(t("services.ai_missing", facts=listed(AI_FACTS[name].get(language()) for name in facts.unanswered)))
    elif facts.confirmed_by is not None and facts.confirmed_on is not None:
        who = plain(people(page.workspace).get(facts.confirmed_by, facts.confirmed_by))
        st.caption(t("services.ai_confirmed", who=who, day=day(facts.confirmed_on, language())))
    else:
        st.caption(t("services.ai_unconfirmed"))


def _button(words: str, dialog: str, service: Service, *, icon: str, disabled: bool) -> None:
    st.button(
        t(words),
        key=f"service_{dialog}",
        icon=icon,
        type="tertiary",
        disabled=disabled,
        on_click=open_dialog,
        args=(dialog,),
        kwargs={"service_id": service.id},
    )


def _is_asked(facts: AiFacts, field: str) -> bool:
    asked = _ASKED_WHERE.get(field)
    return asked is None or (getattr(facts, asked[0]) == asked[1] and _is_asked(facts, asked[0]))


def ai_facts_dialog(page: Page, view: DossierView, *, service_id: str) -> None:
    """The facts of one service: first recorded, or to be changed."""
    standing = facts_by_service(page, view.party.id).get(service_id)
    facts = first_shown(standing or AiFacts("", view.party.id, service_id), key="ai_facts_save")
    st.caption(t("services.ai_why"))
    changes: dict[str, Any] = {}
    for field in _SHOWN:
        asked = _ASKED_WHERE.get(field)
        if asked is not None and changes.get(asked[0]) != asked[1]:
            changes[field] = "" if field == "model_provider" else None
        elif field == "opt_out_evidence_id":
            proof = facts.opt_out_evidence_id
            changes[field] = evidence_input(
                page, AiFacts, field, proof, _filed(view), third_party_id=view.party.id, key="ai_proof"
            )
        else:
            changes[field] = record_input(facts, field, key="ai_facts", why=_why(field))
    save_record(page, facts, changes, key="ai_facts")


def _filed(view: DossierView) -> dict[str, str]:
    return {one.id: one.filename for one in view.evidence if one.gone_on is None}


def _why(field: str) -> str:
    asked = {"training", "opted_out", "review", "model_of", "terms"}
    return t(f"services.ai_why_{field}") if field in asked else ""


def ai_confirm_dialog(page: Page, view: DossierView, *, service_id: str) -> None:
    """Another person than the recorder compares the facts with contract, terms and setting."""
    facts = facts_by_service(page, view.party.id).get(service_id)
    if facts is None:
        close_dialog()
        st.rerun()
    facts = first_shown(facts, key="ai_confirm_do")
    st.caption(t("services.ai_confirm_why"))
    tell_own(page, AiFacts, facts.id, Permission.DECIDE_REGISTER)
    reason = st.text_area(t("flows.reason_needed"), key="ai_confirm_do_reason", height=80)
    write = partial(confirm_ai_facts, page.workspace, facts.id)
    act(page, t("services.ai_confirm"), write, key="ai_confirm_do", of=facts, reason=reason)


def ai_fix(page: Page, view: DossierView, *, facts_id: str, field: str) -> None:
    """Closing a gap of such a service: its form, or its confirmation."""
    service_id = next((k for k, v in facts_by_service(page, view.party.id).items() if v.id == facts_id), "")
    body = ai_confirm_dialog if field == "confirmed_by" else ai_facts_dialog
    body(page, view, service_id=service_id)
