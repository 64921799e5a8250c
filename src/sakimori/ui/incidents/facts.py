"""The facts of an incident as a form: each is saved by itself, and the judgement follows at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

import streamlit as st

from sakimori.domain.codes import DataCategory
from sakimori.domain.records.incidents import Incident, IncidentPlace
from sakimori.rules.incidents.reportable import is_lost
from sakimori.services.incidents.shapes import IncidentView
from sakimori.ui.frame.components import section
from sakimori.ui.frame.formats import plain
from sakimori.ui.frame.record_fields import Choices, record_input, record_label, record_shown
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import t
from sakimori.ui.incidents.entrusters import show_entrusters
from sakimori.ui.incidents.exempting import show_claims
from sakimori.ui.incidents.saving import FieldsOf

_DECIDING: Final = ("known_on", "happened", "persons", "categories", "is_improper_purpose", "may_cost_money")
_SPARING: Final = ("is_protected", "is_recovered")
_ELSEWHERE: Final = ("is_kept_elsewhere",)
_ENTRUSTED: Final = ("are_entrusters_all",)
_EVENT: Final = ("name", "is_suspected", "occurred_on", "discovered_on", "finder", "owner_id")
_VENDOR: Final = (
    "third_party_id", "vendor_knew_on", "vendor_knew_time", "vendor_told_on", "vendor_told_time", "late_notice_note",
)  # fmt: skip
_TOUCHED: Final = ("touched_service_ids", "touched_flow_ids", "touched_data_set_ids")


def show_facts(page: Page, view: IncidentView, *, may_edit: bool) -> None:
    """What decides first, then what happened and where; in words for whoever may change nothing."""
    incident, choices = view.incident, _choices(view)
    fields = FieldsOf(page, incident, key="fact")
    if may_edit:
        st.caption(t("incidents.facts_about"))
    for part, names in _parts(incident):
        section(t(f"incidents.facts_{part}"))
        for left, right in _pairs(names):
            columns = st.columns(2)
            for place, name in zip(columns, (left, right), strict=True):
                with place:
                    if name and may_edit:
                        fields.ask(name, _input(incident, name, choices))
                    elif name:
                        _in_words(incident, name, choices)
        if part == "deciding":
            if incident.is_processor:
                show_entrusters(view, may_edit=may_edit)
            show_claims(page, view, may_edit=may_edit)


def _in_words(incident: Incident, name: str, choices: Choices) -> None:
    said = record_shown(Incident, name, getattr(incident, name), choices.get(name))
    st.markdown(f":gray[:small[{plain(record_label(Incident, name))}]]  \n{plain(said)}")


def _parts(incident: Incident) -> Iterator[tuple[str, Sequence[str]]]:
    """The fields under their headings; what an earlier answer makes irrelevant is not asked."""
    exposed = ("is_exposed",) if DataCategory.MYNUMBER in (incident.categories or ()) else ()
    entrusted = _ENTRUSTED if incident.is_processor else ()
    elsewhere = _ELSEWHERE if is_lost(incident.facts) or incident.is_kept_elsewhere else ()
    yield "deciding", (*_DECIDING, *exposed, *_SPARING, *elsewhere, "is_processor", *entrusted)
    yield "event", _EVENT
    at_vendor = incident.place is IncidentPlace.THIRD_PARTY
    yield "place", ("place", *(_VENDOR if at_vendor else ()), *_TOUCHED)


def _pairs(names: Sequence[str]) -> Iterator[tuple[str, str]]:
    for place in range(0, len(names), 2):
        yield names[place], names[place + 1] if place + 1 < len(names) else ""


def _choices(view: IncidentView) -> Choices:
    choices = view.choices
    return {
        "third_party_id": choices.third_parties,
        "owner_id": choices.people,
        "touched_service_ids": choices.services,
        "touched_flow_ids": choices.flows,
        "touched_data_set_ids": choices.data_sets,
    }


def _input(incident: Incident, name: str, choices: Choices) -> Callable[[str], Any]:
    return lambda key: record_input(incident, name, key=key, names=choices.get(name))
