"""What is kept beside third parties, held against what their records come to: each kept table is read once for many."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sakimori.domain.dossier import Dossier
from sakimori.domain.gap import Gap, Span
from sakimori.domain.policy import Policy
from sakimori.rules.facts.clauses import MUSTS
from sakimori.services.calendar.stages import planned_gaps, stages_of_dossier
from sakimori.services.clearance.standing_requests import unkept_outcomes
from sakimori.services.flows.abroad import abroad_turns
from sakimori.services.flows.heads import FACTS, told_by_flows
from sakimori.services.kernel.lean_records import heads_of_dossiers
from sakimori.services.kernel.unit import Unit
from sakimori.services.records.heads import book_heads
from sakimori.store.contract_heads import unkept_contract_gaps, unkept_contract_heads
from sakimori.store.engine import Row
from sakimori.store.party_heads import read_heads, rows_beside, settled
from sakimori.store.reads.abroad import COLUMNS as ABROAD_COLUMNS
from sakimori.store.reads.deadlines import COLUMNS as DEADLINE_COLUMNS
from sakimori.store.reads.records import HEADS


@dataclass(frozen=True, slots=True)
class _Looked:
    """Some dossiers under a policy on a day, with the spans known of each."""

    unit: Unit
    dossiers: Sequence[Dossier]
    known: Mapping[str, Sequence[Span]]
    policy: Policy
    on: date

    @property
    def ids(self) -> list[str]:
        return [dossier.third_party.id for dossier in self.dossiers]

    def differing(self, table: str, names: Sequence[str], wanted: Mapping[str, Sequence[Row]]) -> frozenset[str]:
        """The third parties beside which a table keeps other rows than are wanted."""
        kept = rows_beside(self.unit.engine, {table: names}, self.ids)[table]
        return frozenset(party for party in self.ids if kept[party] != list(wanted[party]))


def unkept(
    unit: Unit, dossiers: Sequence[Dossier], known: Mapping[str, Sequence[Span]], policy: Policy, *, on: date
) -> Iterator[tuple[str, str]]:
    """What is kept otherwise than it should be: its name, and the third party."""
    looked = _Looked(unit, dossiers, known, policy, on)
    outcomes, own_answers = unkept_outcomes(unit, dossiers, policy, on=on)
    book = {dossier.third_party.id: book_heads(dossier) for dossier in dossiers}
    in_book = (
        looked.differing(table, names, {party: heads[table] for party, heads in book.items()})
        for table, names in HEADS.items()
    )
    found = {
        "flow_facts": _flow_facts(looked),
        "flow_abroad": _abroad(looked),
        "contract_head": unkept_contract_heads(unit.engine, looked.ids),
        "contract_gap": unkept_contract_gaps(unit.engine, looked.ids, MUSTS),
        "party_head": _heads(looked),
        "deadline": _deadlines(looked),
        "record_book": frozenset[str]().union(*in_book),
        "gap_tally": unit.tallies.unkept(known),
        "outcome_span": outcomes,
        "own_answer": own_answers,
    }
    for what, parties in found.items():
        yield from ((what, party) for party in sorted(parties))


def _flow_facts(looked: _Looked) -> frozenset[str]:
    told = {dossier.third_party.id: told_by_flows(dossier) for dossier in looked.dossiers}
    return looked.differing("flow_facts", FACTS, {party: [row] if row else [] for party, row in told.items()})


def _abroad(looked: _Looked) -> frozenset[str]:
    wanted = {one.third_party.id: abroad_turns(one, looked.known[one.third_party.id]) for one in looked.dossiers}
    return looked.differing("flow_abroad", ABROAD_COLUMNS, wanted)


def _heads(looked: _Looked) -> frozenset[str]:
    engine = looked.unit.engine
    kept = read_heads(engine, looked.ids)
    wanted = heads_of_dossiers(looked.policy, looked.dossiers, settled(engine, looked.ids))
    return frozenset(party for party in looked.ids if kept.get(party) != wanted[party])


def _deadlines(looked: _Looked) -> frozenset[str]:
    planned: dict[str, list[Gap]] = {}
    for gap in planned_gaps(looked.unit, looked.ids):
        planned.setdefault(gap.third_party_id, []).append(gap)
    wanted = {}
    for dossier in looked.dossiers:
        party = dossier.third_party.id
        wanted[party] = stages_of_dossier(dossier, looked.known[party], planned.get(party, ()))
    return looked.differing("deadline", DEADLINE_COLUMNS, wanted)
