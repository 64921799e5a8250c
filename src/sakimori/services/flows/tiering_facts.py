"""Third parties with the tiering facts of their recorded flows in place of their intake answers, now and then."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from sakimori.domain.dossier import Dossier
from sakimori.domain.records.data_flow import DataFlow, Erasure
from sakimori.domain.records.third_party import ThirdParty
from sakimori.rules.facts.flow_facts import held_flows, with_flow_facts
from sakimori.services.kernel.unit import Change, Unit, all_records, records_of
from sakimori.store.mapping import to_row

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
    wanted = {key: to_row(party)[key] for key in FACTS} if dossier.flows else None
    rows = change.query(f"SELECT {', '.join(FACTS)} FROM flow_facts WHERE third_party_id = :id", id=party.id)
    standing = {key: rows[0][key] for key in FACTS} if rows else None
    if wanted == standing:
        return
    change.engine.execute("DELETE FROM flow_facts WHERE third_party_id = :id", {"id": party.id})
    if wanted is not None:
        change.engine.insert_all("flow_facts", [{"third_party_id": party.id} | wanted])


def differing_flow_facts(unit: Unit, dossier: Dossier) -> bool:
    """Whether what is kept of the flows is other than what the flows say."""
    party = dossier.third_party
    rows = unit.query(f"SELECT {', '.join(FACTS)} FROM flow_facts WHERE third_party_id = :id", id=party.id)
    standing = [rows[0][key] for key in FACTS] if rows else None
    return standing != ([to_row(party)[key] for key in FACTS] if dossier.flows else None)
