"""Flows, third parties and services with only what lists need, and the tiering facts that recorded flows give."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any, Final, cast

from sakimori.domain.codes import DataCategory, Lifecycle, Role
from sakimori.domain.dossier import Dossier
from sakimori.domain.records.data_flow import DataFlow, Direction, Erasure, LegalRoute, SubjectGroup, VolumeBand
from sakimori.domain.records.third_party import Service, ThirdParty
from sakimori.rules.facts.flow_facts import held_flows, with_flow_facts
from sakimori.services.kernel.unit import Change, Unit, all_records, records_of
from sakimori.store.engine import Row, Value
from sakimori.store.records import to_row

_COLUMNS: Final = (
    "id, third_party_id, name, direction, route, purpose_id, data_set_id, service_id, categories, subject_groups, "
    "volume_band, person_count, source_system, storage_countries, processing_countries, start_on, end_on, "
    "consent_text_id, joint_use_id, filing_id"
)


def lean_flows(unit: Unit, *, number: int) -> list[DataFlow]:
    """Every flow as known after an entry; of present ones, only whose data go where and what they rest on."""
    if not unit.is_newest(number):
        return all_records(unit, DataFlow, number=number)
    rows = unit.engine.values(f"SELECT {_COLUMNS} FROM data_flow")
    return [
        DataFlow(
            id=one,
            third_party_id=party,
            name=name,
            direction=_DIRECTIONS[direction],
            route=_ROUTES[route],
            purpose_id=purpose,
            data_set_id=data_set,
            service_id=service,
            categories=_categories(categories),
            subject_groups=_groups(groups),
            volume_band=_BANDS[band],
            person_count=persons,
            source_system=source,
            storage_countries=_codes(storage),
            processing_countries=_codes(processing),
            start_on=_day(start),
            end_on=_day(end),
            consent_text_id=consent,
            joint_use_id=joint_use,
            filing_id=filing,
        )
        for (
            one, party, name, direction, route, purpose, data_set, service, categories, groups,
            band, persons, source, storage, processing, start, end, consent, joint_use, filing,
        ) in cast("list[Any]", rows)
    ]  # fmt: skip


def lean_flow_parties(unit: Unit) -> list[ThirdParty]:
    """The other sides of all present flows, with what names them, places them, and says whether rules look at them."""
    rows = unit.query(
        "SELECT id, legal_name, roles, lifecycle, country, business_in_japan, merged_into, archived_on "
        "FROM third_party WHERE id IN (SELECT third_party_id FROM data_flow)"
    )
    return [_party(row) for row in rows]


def lean_flow_services(unit: Unit) -> list[Service]:
    """The services that present flows name, with their names."""
    rows = unit.query("SELECT id, third_party_id, name FROM service WHERE id IN (SELECT service_id FROM data_flow)")
    return [
        Service(id=str(row["id"]), third_party_id=str(row["third_party_id"]), name=str(row["name"])) for row in rows
    ]


def runs_on(flow: DataFlow, on: date) -> bool:
    """Whether a flow runs on a day; without a first day it runs already."""
    return (flow.start_on is None or flow.start_on <= on) and (flow.end_on is None or on <= flow.end_on)


_DIRECTIONS: Final[Mapping[Any, Direction | None]] = {None: None, **{one.value: one for one in Direction}}
_ROUTES: Final[Mapping[Any, LegalRoute]] = {one.value: one for one in LegalRoute}
_LIFECYCLES: Final[Mapping[Any, Lifecycle]] = {one.value: one for one in Lifecycle}
_BANDS: Final[Mapping[Any, VolumeBand | None]] = {None: None, **{one.value: one for one in VolumeBand}}


def _party(row: Row) -> ThirdParty:
    values: dict[str, Any] = dict(row)
    values["roles"] = _roles(values["roles"])
    values["lifecycle"] = _LIFECYCLES[values["lifecycle"]]
    values["business_in_japan"] = None if values["business_in_japan"] is None else bool(values["business_in_japan"])
    values["archived_on"] = _day(values["archived_on"])
    return ThirdParty(**values)


@lru_cache(maxsize=1024)
def _roles(text: str) -> frozenset[Role]:
    return frozenset(Role(code) for code in json.loads(text))


@lru_cache(maxsize=4096)
def _categories(text: str | None) -> frozenset[DataCategory] | None:
    return None if text is None else frozenset(DataCategory(code) for code in json.loads(text))


@lru_cache(maxsize=4096)
def _groups(text: str | None) -> frozenset[SubjectGroup] | None:
    return None if text is None else frozenset(SubjectGroup(code) for code in json.loads(text))


@lru_cache(maxsize=4096)
def _codes(text: str | None) -> frozenset[str] | None:
    return None if text is None else frozenset(json.loads(text))


@lru_cache(maxsize=4096)
def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


FACTS = ("data_categories", "person_count", "special_care", "foreign_handling")
"""The columns that flows decide."""


def as_tiered(unit: Unit, party: ThirdParty, *, number: int) -> ThirdParty:
    """A third party as its tier is judged: with what its flows say, as known after an entry."""
    flows = records_of(unit, DataFlow, party.id, number=number)
    return with_flow_facts(party, held_flows(flows, records_of(unit, Erasure, party.id, number=number)))


def all_as_tiered(unit: Unit, parties: Iterable[ThirdParty], *, number: int) -> list[ThirdParty]:
    """Third parties as their tiers are judged, as known after an entry."""
    flows: defaultdict[str, list[DataFlow]] = defaultdict(list)
    for flow in held_flows(all_records(unit, DataFlow, number=number), all_records(unit, Erasure, number=number)):
        flows[flow.third_party_id].append(flow)
    return [with_flow_facts(party, flows[party.id]) for party in parties]


def keep_flow_facts(change: Change, dossier: Dossier) -> None:
    """Keep what the flows of a dossier say beside its third party, so that lists need not read every flow."""
    party = dossier.third_party
    wanted, standing = told_by_flows(dossier), facts_kept(change, party.id)
    if wanted == standing:
        return
    change.engine.execute_later("DELETE FROM flow_facts WHERE third_party_id = :id", {"id": party.id})
    if wanted is not None:
        change.engine.insert_all("flow_facts", [{"third_party_id": party.id} | wanted])


def told_by_flows(dossier: Dossier) -> dict[str, Value] | None:
    """What is kept of the flows of a dossier; None where it has none."""
    row = to_row(dossier.third_party) if dossier.flows else None
    return row and {key: row[key] for key in FACTS}


def facts_kept(unit: Unit, third_party_id: str) -> dict[str, Value] | None:
    """What is kept of the flows of a third party."""
    rows = unit.query(f"SELECT {', '.join(FACTS)} FROM flow_facts WHERE third_party_id = :id", id=third_party_id)
    return dict(rows[0]) if rows else None
