"""What the recorded flows of a third party say in place of its answers at intake: they decide the tier (policy)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date

from sakimori.domain.codes import DataCategory, Role
from sakimori.domain.dossier import Dossier
from sakimori.domain.records.data_flow import DataFlow, Direction, Erasure
from sakimori.domain.records.third_party import Foreign, ThirdParty
from sakimori.rules.facts.tiering import DESIGNATED_COUNTRIES

_SPECIAL = frozenset({DataCategory.PI_SPECIAL, DataCategory.PI_EU_SPECIAL})
_ORDER = (Foreign.NONE, Foreign.DESIGNATED, Foreign.OTHER)


def held_flows(flows: Iterable[DataFlow], erasures: Iterable[Erasure]) -> tuple[DataFlow, ...]:
    """The flows to a third party whose data it may still hold: until their return or erasure is confirmed."""
    gone = {e.flow_id for e in erasures if e.confirmed_on is not None}
    return tuple(f for f in flows if f.direction is not Direction.IN and f.id not in gone)


def first_flow(dossier: Dossier, roles: Collection[Role]) -> date | None:
    """The first day on which data go to a third party in some roles, in the future too; None where it is not known.

    Without a flow on record, or with one whose first day nobody knows, data may go already.
    """
    flows = [f for f in dossier.flows if f.direction is not Direction.IN and f.role in {*roles, None}]
    days = [f.start_on for f in flows]
    return min((day for day in days if day), default=None) if None not in days else None


def with_flow_facts(party: ThirdParty, flows: Collection[DataFlow]) -> ThirdParty:
    """The third party with the tiering facts of its flows; what one of them leaves open never lowers an answer."""
    if not flows:
        return party
    return replace(
        party,
        data_categories=_categories(party, flows),
        person_count=_persons(party, flows),
        special_care=_special(party, flows),
        foreign=_foreign(party, flows),
    )


def _categories(party: ThirdParty, flows: Collection[DataFlow]) -> frozenset[DataCategory] | None:
    known = frozenset[DataCategory]().union(*(f.categories for f in flows if f.categories is not None))
    if all(f.categories is not None for f in flows):
        return known
    return known | party.data_categories if party.data_categories is not None else None


def _persons(party: ThirdParty, flows: Collection[DataFlow]) -> int | None:
    """Flows of one data set speak of the same persons; other ones are added up."""
    most: dict[str, int] = {}
    for flow in flows:
        if flow.persons is not None:
            about = flow.data_set_id or flow.id
            most[about] = max(most.get(about, 0), flow.persons)
    total = sum(most.values())
    if all(f.persons is not None for f in flows):
        return total
    return max(total, party.person_count) if party.person_count is not None else None


def _special(party: ThirdParty, flows: Collection[DataFlow]) -> bool | None:
    if any(f.categories and f.categories & _SPECIAL for f in flows):
        return True
    return False if all(f.categories is not None for f in flows) else party.special_care


def _foreign(party: ThirdParty, flows: Collection[DataFlow]) -> Foreign | None:
    """The gravest of: where the body sits (unless it acts in Japan), and where data are stored or processed."""
    places = {code for f in flows for code in f.countries}
    if party.country is not None and not party.business_in_japan:
        places.add(party.country)
    known = max((_of_country(code) for code in places), key=_ORDER.index, default=Foreign.NONE)
    is_known = party.country is not None and all(
        f.storage_countries is not None and f.processing_countries is not None for f in flows
    )
    if is_known or known is Foreign.OTHER:
        return known
    return max(known, party.foreign, key=_ORDER.index) if party.foreign is not None else None


def _of_country(code: str) -> Foreign:
    if code == "JP":
        return Foreign.NONE
    return Foreign.DESIGNATED if code in DESIGNATED_COUNTRIES else Foreign.OTHER
