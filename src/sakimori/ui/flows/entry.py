"""The guided entry of a flow: it asks only what the answers so far make relevant, and says in a line why it asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import streamlit as st

from sakimori.domain.records.data_flow import EQUIVALENT, SEVEN_ITEMS, CloudFacts, DataFlow, ForeignBasis
from sakimori.domain.records.third_party import ThirdParty
from sakimori.exchange.reference.facts import cloud_regions, region_country
from sakimori.services.flows.guide import Step, asks_basis, rests_on, rests_on_exception, steps
from sakimori.services.flows.view import FlowChoices
from sakimori.ui.flows.forms import CLOUD_FIELDS, basis_fields_of, items_inputs, route_input
from sakimori.ui.frame.components import link_to, section
from sakimori.ui.frame.formats import aside, country
from sakimori.ui.frame.record_fields import record_input, record_label
from sakimori.ui.frame.text import dotted, language, t

_WHAT = (
    "direction", "role", "name", "categories", "data_items", "subject_groups", "origins", "purpose_id", "data_set_id",
    "service_id",
)  # fmt: skip
_EXPLAINED = frozenset(
    {
        "direction", "role", "categories", "subject_groups", "origins", "purpose_id", "data_set_id", "service_id",
        "storage_countries", "processing_countries", "person_count", "encryption", "start_on", "retention_months",
        "legal_hold", "consent_text_id", "joint_use_id", "filing_id", "route_evidence_id", "route_rationale",
        "no_handling_clause", "technical_block", "support_access", "uses_data_itself", "published_under_32",
    }
)  # fmt: skip


@dataclass(slots=True)
class Entry:
    """What the entry began with, and what was given so far for the flow, its cloud facts and its basis."""

    flow: DataFlow
    party: ThirdParty
    choices: FlowChoices
    cloud: CloudFacts | None
    basis: ForeignBasis | None
    key: str
    given: dict[str, Any] = field(default_factory=dict)
    cloud_given: dict[str, Any] | None = None
    basis_given: tuple[ForeignBasis, dict[str, Any]] | None = None

    @property
    def draft(self) -> DataFlow:
        """The flow as it stands with the answers so far."""
        return replace(self.flow, **self.given)

    @property
    def open_fields(self) -> tuple[str, ...]:
        """The fields that were asked and that nobody has answered."""
        draft = self.draft
        return tuple(name for name in self.given if getattr(draft, name) in (None, "", ()) and name in _EXPLAINED)


def ask_all(entry: Entry) -> None:
    """Step after step; each is drawn from the answers of the steps before."""
    number = 0
    for step in Step:
        if step in steps(entry.draft, entry.party):
            number += 1
            with st.container(border=True, gap="small", key=f"{entry.key}_step_{step.value}"):
                section(f"{number}　{t(f'flows.step_{step.value}')}", t(f"flows.step_{step.value}_note"))
                _STEPS[step](entry)


def _ask(entry: Entry, *names: str) -> None:
    choices: Mapping[str, Mapping[str, str]] = entry.choices.names()
    for name in names:
        entry.given[name] = record_input(entry.flow, name, key=entry.key, names=choices.get(name), why=_why(name))


def _why(name: str) -> str:
    return t(f"flows.why_{name}") if name in _EXPLAINED else ""


def _what(entry: Entry) -> None:
    for place in range(0, len(_WHAT), 2):
        for column, name in zip(st.columns(2), _WHAT[place : place + 2], strict=True):
            with column:
                _ask(entry, name)


def _route(entry: Entry) -> None:
    entry.given["route"] = route_input(entry.draft, entry.party, key=entry.key)
    _ask(entry, "route_rationale")


def _rests_on(entry: Entry) -> None:
    _ask(entry, *rests_on(entry.draft.route))
    if not entry.choices.names()[rests_on(entry.draft.route)[0]]:
        st.caption(t("flows.nothing_to_choose"))


def _cloud(entry: Entry) -> None:
    facts = entry.cloud or CloudFacts("", entry.party.id, entry.flow.id)
    entry.cloud_given = {
        name: record_input(facts, name, key=f"{entry.key}_cloud", why=_why(name)) for name in CLOUD_FIELDS
    }


def _place(entry: Entry) -> None:
    regions = {
        f"{r.provider} {r.region}": aside(f"{r.provider} {r.region}", r.place, language()) for r in cloud_regions()
    }
    chosen = st.selectbox(
        t("flows.region"), list(regions), index=None, key=f"{entry.key}_region", placeholder=t("flows.region_none"),
        format_func=regions.__getitem__,
    )  # fmt: skip
    base, key = entry.flow, entry.key
    if chosen:
        code = region_country(*chosen.split(" ", 1))
        if code:
            base = replace(base, storage_countries=frozenset({code}))
            key = f"{entry.key}_{chosen}"
            st.caption(t("flows.region_proposes", country=country(code, language())))
    left, right = st.columns(2)
    for column, name in ((left, "storage_countries"), (right, "processing_countries")):
        with column:
            entry.given[name] = record_input(base, name, key=key, why=_why(name))


def _abroad(entry: Entry) -> None:
    party, draft = entry.party, entry.draft
    if not asks_basis(draft, party):
        st.caption(t("flows.abroad_if_not_handled" if rests_on_exception(draft, party) else "flows.abroad_no_basis"))
        return
    st.caption(t("flows.why_basis", country=country(party.country, language())))
    basis, changes = basis_fields_of(entry.basis, entry.flow, entry.choices.names(), key=f"{entry.key}_basis")
    kind = changes.get("kind")
    if kind in EQUIVALENT:
        with st.expander(t("flows.items"), expanded=any(getattr(basis, name) for name in SEVEN_ITEMS)):
            changes |= items_inputs(basis, party, key=f"{entry.key}_items")
    if changes:
        entry.basis_given = (basis, changes)


def _volume(entry: Entry) -> None:
    left, right = st.columns(2)
    with left:
        _ask(entry, "person_count")
        if entry.draft.person_count is None:
            _ask(entry, "volume_band")
        _ask(entry, "source_system", "start_on")
    with right:
        _ask(entry, "transfer_method", "encryption", "frequency")


def _ending(entry: Entry) -> None:
    left, right = st.columns(2)
    with left:
        _ask(entry, "end_on", "retention_months")
    with right:
        _ask(entry, "retention_until", "retention_reason")
        if entry.draft.end_on is not None:
            _ask(entry, "legal_hold")
    _ask(entry, "note")


_STEPS = {
    Step.WHAT: _what,
    Step.ROUTE: _route,
    Step.RESTS_ON: _rests_on,
    Step.CLOUD: _cloud,
    Step.PLACE: _place,
    Step.ABROAD: _abroad,
    Step.VOLUME: _volume,
    Step.ENDING: _ending,
}


def show_open(entry: Entry) -> None:
    """What is still open; it stays 未確認 until somebody answers."""
    if entry.party.country is None:
        st.caption(t("flows.country_unknown"))
        link_to("party", t("flows.to_party"), icon="domain", party=entry.party.id)
    names = [record_label(DataFlow, name) for name in entry.open_fields]
    st.caption(t("flows.still_open", fields=dotted(names)) if names else t("flows.nothing_open"))
