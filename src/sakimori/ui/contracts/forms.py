"""Registering and editing a contract: only what the answers before make relevant is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any

import streamlit as st

from sakimori.clock import now
from sakimori.domain.records.contract import Contract, ContractKind
from sakimori.domain.records.third_party import Service, ThirdParty
from sakimori.rules.gaps.contracts.contracts import CARRIES_ENTRUSTMENT
from sakimori.services.contracts.rows import contract_names
from sakimori.services.contracts.write import register_contract
from sakimori.services.kernel.evidence import Paper
from sakimori.services.kernel.recording import record
from sakimori.services.kernel.unit import WriteResult
from sakimori.ui.contracts.address import expect_contract
from sakimori.ui.contracts.document_read import Term, document_of
from sakimori.ui.evidence.proposals import Offer, are_ready, take_all
from sakimori.ui.frame.components import go_to
from sakimori.ui.frame.dialogs import act, close_dialog, remember, save_button
from sakimori.ui.frame.formats import aside, day_long, plain
from sakimori.ui.frame.record_fields import is_put, parents, record_input, record_label
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import label, language, t

_RENEWAL = ("renewal_months", "notice_days_ours", "notice_days_theirs")
_TERMS = ("terms_url", "terms_version", "terms_changed_on")
_KEY = "contract"


def contract_form(page: Page, *, contract_id: str, third_party_id: str, kind: str = "") -> None:
    """One contract: to be changed, or new with its document; then its clauses are read for."""
    with page.workspace.unit() as unit:
        standing = unit.records.find(Contract, contract_id)
    party_id = standing.third_party_id if standing else third_party_id or _party_input(page)
    if not party_id:
        st.caption(t("contracts.form_party_first"))
        return
    contract = standing or Contract("", party_id, "", _proposed(kind))
    paper, offers = document_of(page, contract, key=_KEY)
    changes = _what(page, contract)
    changes |= _term(contract)
    changes |= _by_kind(contract, changes["kind"])
    with st.expander(t("contracts.form_more")):
        changes |= _more(page, contract, is_new=standing is None)
    if standing is None:
        _register(page, replace(contract, **changes), paper, offers)
    else:
        save_button(page, contract, changes, record, key=_KEY)


def _register(page: Page, contract: Contract, paper: Paper | None, offers: tuple[Offer, ...]) -> None:
    """Whom the contract covers; then the page on which its clauses are read for.

    That it does is confirmed by whoever read it, never by the form. While proposals wait for blank fields, one button
    takes them and registers.
    """
    covers = st.checkbox(t("contracts.form_covers", name=_name(page, contract)), key="contract_covers")
    st.caption(t("contracts.form_cover_note"))

    def read_on(saved: WriteResult[Contract]) -> None:
        remember(saved, at=now())
        close_dialog()
        expect_contract(saved.record.id)
        go_to("contracts", contract=saved.record.id)

    write = partial(register_contract, page.workspace, contract, covers=covers, paper=paper)
    is_open = are_ready(offers, f"{_KEY}_take_save")
    with st.container(horizontal=True, gap="small"):
        if is_open:
            act(
                page, t("contracts.form_take_save"), write, key=f"{_KEY}_take_save", then=read_on,
                icon=":material/done_all:", on_click=take_all, args=(offers,),
            )  # fmt: skip
        look = "secondary" if is_open else "primary"
        act(page, t("contracts.form_save"), write, key=f"{_KEY}_save", then=read_on, type=look)


def _name(page: Page, contract: Contract) -> str:
    with page.workspace.unit() as unit:
        return plain(unit.records.get(ThirdParty, contract.third_party_id).legal_name)


def _proposed(kind: str) -> ContractKind:
    return ContractKind(kind) if kind in set(ContractKind) else ContractKind.ENTRUSTMENT


def _party_input(page: Page) -> str:
    names = parents(page)
    chosen = st.selectbox(
        t("contracts.form_party"), list(names), index=None, format_func=names.__getitem__, key="contract_party",
        placeholder=t("contracts.form_party_hint"),
    )  # fmt: skip
    return chosen or ""


def _what(page: Page, contract: Contract) -> dict[str, Any]:
    """Which contract it is, and from when it holds."""
    kinds = {kind: label(kind) for kind in ContractKind}
    left, right = st.columns(2)
    with left:
        kind = st.selectbox(
            record_label(Contract, "kind"), list(kinds), index=list(kinds).index(contract.kind),
            format_func=kinds.__getitem__, key=f"{_KEY}_kind",
        )  # fmt: skip
    with right:
        title = record_input(contract, "title", key=_KEY)
    st.caption(t(f"contracts.kind_{kind.value}"))
    left, right = st.columns(2)
    with left:
        signed_on = record_input(contract, "signed_on", key=_KEY)
    with right:
        start_on = record_input(contract, "start_on", key=_KEY)
    return {"kind": kind, "title": title, "signed_on": signed_on, "start_on": start_on}


def _term(contract: Contract) -> dict[str, Any]:
    """How long it lasts; renewal is asked only where there is an end, and its days only where it renews by itself."""
    words = {term: t(f"contracts.term_{term.value}") for term in Term}
    standing = Term.OPEN if contract.open_ended else Term.DATED if contract.end_on else None
    term = st.segmented_control(
        t("contracts.form_term"), list(Term), default=None if is_put(f"{_KEY}_term") else standing,
        format_func=words.__getitem__, key=f"{_KEY}_term",
    )  # fmt: skip
    if term is None:
        st.caption(t("contracts.why_term"))
        return {}
    if term is Term.OPEN:
        blank: dict[str, Any] = dict.fromkeys(("end_on", "auto_renews", *_RENEWAL))
        return {"open_ended": True, **blank}
    changes: dict[str, Any] = {"open_ended": False}
    left, right = st.columns(2)
    with left:
        changes["end_on"] = record_input(contract, "end_on", key=_KEY)
    with right:
        changes["auto_renews"] = record_input(contract, "auto_renews", key=_KEY)
    if changes["auto_renews"]:
        st.caption(t("contracts.why_renewal"))
        for field, column in zip(_RENEWAL, st.columns(3, vertical_alignment="bottom"), strict=True):
            with column:
                changes[field] = record_input(contract, field, key=_KEY)
        _say_notice_day(changes)
    elif changes["auto_renews"] is False:
        changes |= dict.fromkeys(_RENEWAL)
    return changes


def _say_notice_day(changes: Mapping[str, Any]) -> None:
    """The last day to give notice, as soon as it can be told."""
    end: date | None = changes["end_on"]
    days: int | None = changes["notice_days_ours"]
    if end is not None and days is not None and changes["renewal_months"] and days < end.toordinal():
        st.caption(t("contracts.form_notice", day=day_long(end - timedelta(days=days), language())))


def _by_kind(contract: Contract, kind: ContractKind) -> dict[str, Any]:
    """What only some kinds of contract have."""
    changes: dict[str, Any] = {}
    if kind is ContractKind.TERMS:
        st.caption(t("contracts.why_terms"))
        for field in _TERMS:
            changes[field] = record_input(contract, field, key=_KEY)
    elif contract.kind is ContractKind.TERMS:
        changes |= {"terms_url": "", "terms_version": "", "terms_changed_on": None}
    if kind in CARRIES_ENTRUSTMENT:
        changes["breach_notice_hours"] = record_input(
            contract, "breach_notice_hours", key=_KEY, why=t("contracts.why_hours")
        )
    return changes


def _more(page: Page, contract: Contract, *, is_new: bool) -> dict[str, Any]:
    names = contract_names(page.workspace, page.as_of)
    parents_of = {name.id: name.parent_id for name in names}
    masters = {
        name.id: aside(name.title, name.third_party, language())
        for name in names
        if name.id != contract.id and contract.id not in _above(name.id, parents_of)
    }
    with page.workspace.unit() as unit:
        found = unit.records.select(Service, "third_party_id = :id", {"id": contract.third_party_id})
    services = {service.id: service.name for service in found}
    changes: dict[str, Any] = {
        "parent_id": record_input(contract, "parent_id", key=_KEY, names=masters, why=t("contracts.why_parent"))
    }
    if services:
        changes["service_ids"] = record_input(contract, "service_ids", key=_KEY, names=services)
    for field in ("our_side", "other_side", "governing_law", "external_key", "note"):
        changes[field] = record_input(contract, field, key=_KEY)
    if not is_new:
        changes["terminated_on"] = record_input(contract, "terminated_on", key=_KEY, why=t("contracts.why_terminated"))
    return changes


def _above(contract_id: str, parents_of: Mapping[str, str | None]) -> set[str]:
    """The masters of a contract, up to the top."""
    above: set[str] = set()
    parent = parents_of.get(contract_id)
    while parent is not None and parent not in above:
        above.add(parent)
        parent = parents_of.get(parent)
    return above
