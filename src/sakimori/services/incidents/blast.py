"""The blast radius of an incident: whatever went to where it happened, and the ways by which it got there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from sakimori.domain.codes import DataCategory
from sakimori.domain.records.contract import Contract
from sakimori.domain.records.data_flow import DataFlow
from sakimori.domain.records.incidents import Incident
from sakimori.domain.records.own_registers import DataSetPart
from sakimori.domain.records.third_party import SELF_ID
from sakimori.domain.values.as_of import AsOf
from sakimori.services.incidents.parts import incident_then
from sakimori.services.incidents.picture import picture_of
from sakimori.services.incidents.reached import Known, Reached
from sakimori.services.incidents.shapes import BlastRadius, BlastRow
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.unit import Unit
from sakimori.services.kernel.workspace import Workspace


@needs(Permission.READ_INCIDENTS)
def blast_radius(workspace: Workspace, incident_id: str, *, as_of: AsOf) -> BlastRadius:
    """What an incident may have touched on the day on which it happened, as it is known now.

    Raises:
        NotFoundError: There is no such incident.
    """
    with workspace.unit() as unit:
        return radius_of(unit, incident_then(unit, incident_id, as_of.number), as_of.number)


def day_of(incident: Incident) -> date:
    """The day for which it is asked what was touched: of the event, else the first that is known."""
    return incident.occurred_on or incident.discovered_on or incident.known_on


def radius_of(unit: Unit, incident: Incident, number: int) -> BlastRadius:
    """The same within a unit."""
    known = Known(unit, number, day_of(incident))
    rows = tuple(_rows(known, incident))
    nodes, edges = picture_of(incident, known.name(incident.third_party_id), rows)
    return BlastRadius(
        on=known.on,
        rows=rows,
        persons=_most(rows),
        unknown=tuple(dict.fromkeys(row.flow or row.data_set for row in rows if row.persons is None)),
        categories=frozenset(one for row in rows for one in row.categories or ()),
        countries=frozenset(code for row in rows for code in row.countries),
        is_all=incident.touched_flow_ids is None and incident.touched_data_set_ids is None,
        nodes=nodes,
        edges=edges,
    )


def touched_contracts(unit: Unit, incident: Incident, number: int) -> list[tuple[str, Contract]]:
    """The contracts on which what was touched rests, with the third party that each covers."""
    known = Known(unit, number, day_of(incident))
    parties = [incident.third_party_id, *(row.third_party_id for row in _rows(known, incident))]
    found = {
        contract.id: (party, contract)
        for party in dict.fromkeys(parties)
        if party != SELF_ID
        for contract in known.contracts_of(party)
    }
    return list(found.values())


def _most(rows: Sequence[BlastRow]) -> int:
    """The most persons of what is known; flows of one data set carry the same persons."""
    most: dict[str, int] = {}
    for row in rows:
        key = row.data_set_id or row.flow_id or ""
        most[key] = max(most.get(key, 0), row.persons or 0)
    return sum(most.values())


def _rows(known: Known, incident: Incident) -> Iterator[BlastRow]:
    """Each flow or data set that may be touched, those of the one at whom it happened first."""
    for set_id in incident.touched_data_set_ids or ():
        yield _row_of_set(known, set_id)
    only = incident.touched_flow_ids
    if incident.third_party_id == SELF_ID:
        for flow in known.flows_with(only or ()):
            yield _row(known, Reached(flow.third_party_id, ()), flow)
        return
    services = set(incident.touched_service_ids or ())
    for reached in known.reached(incident.third_party_id):
        is_first = reached.third_party_id == incident.third_party_id
        for flow in known.held(reached):
            is_other = is_first and bool(services) and flow.service_id not in {*services, None}
            if (only is None or flow.id in only) and not is_other:
                yield _row(known, reached, flow)


def _row(known: Known, reached: Reached, flow: DataFlow) -> BlastRow:
    parts = known.parts_of(flow.data_set_id)
    counted = flow.persons if flow.persons is not None else _persons_of(parts)
    party = reached.third_party_id
    return BlastRow(
        third_party_id=party,
        third_party_name=known.name(party),
        through=reached.through,
        service=known.service_name(party, flow.service_id),
        flow_id=flow.id,
        flow=flow.name,
        data_set_id=flow.data_set_id,
        data_set=known.data_set_name(flow.data_set_id),
        categories=flow.categories if flow.categories is not None else _categories_of(parts),
        persons=counted,
        is_most=flow.person_count is None,
        countries=flow.countries,
        is_places_known=flow.storage_countries is not None and flow.processing_countries is not None,
        contracts=tuple(one.title for one in known.contracts_of(party)),
        slips=known.slips_of(party, flow.id),
        releases=known.releases_of(party, flow.id),
    )


def _row_of_set(known: Known, set_id: str) -> BlastRow:
    parts = known.parts_of(set_id)
    return BlastRow(
        third_party_id=SELF_ID,
        third_party_name=known.name(SELF_ID),
        through=(),
        service="",
        flow_id=None,
        flow="",
        data_set_id=set_id,
        data_set=known.data_set_name(set_id),
        categories=_categories_of(parts),
        persons=_persons_of(parts),
        is_most=True,
        countries=frozenset(),
        is_places_known=False,
        contracts=(),
        slips=(),
        releases=0,
    )


def _persons_of(parts: Sequence[DataSetPart]) -> int | None:
    """How many persons are in a data set; None while of one part nobody knows."""
    counts = [part.person_count for part in parts]
    return sum(count for count in counts if count is not None) if counts and None not in counts else None


def _categories_of(parts: Sequence[DataSetPart]) -> frozenset[DataCategory] | None:
    """The kinds of data of a data set; None while of one part nobody knows."""
    if not parts or any(part.categories is None for part in parts):
        return None
    return frozenset(one for part in parts for one in part.categories or ())
