"""Judging without storing: all held against what is stored, and what another policy would turn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from sakimori.domain.dossier import Dossier
from sakimori.domain.gap import Span
from sakimori.domain.policy import Policy
from sakimori.domain.records.third_party import SELF_ID, ThirdParty
from sakimori.domain.values.days import legal_day
from sakimori.rules.evaluation import evaluate
from sakimori.rules.facts.clauses import MUSTS
from sakimori.services.calendar.stages import deadlines_are_kept
from sakimori.services.clearance.standing_requests import outcomes_are_kept
from sakimori.services.flows.abroad import abroad_is_kept
from sakimori.services.flows.heads import differing_flow_facts
from sakimori.services.kernel.lean_records import ToHead, heads_of
from sakimori.services.kernel.loading import BATCH, load_dossiers
from sakimori.services.kernel.side_by_side import in_batches
from sakimori.services.kernel.unit import Unit
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.records.heads import book_is_kept
from sakimori.store.contract_heads import contract_gaps_are_kept, contract_heads_are_kept
from sakimori.store.gap_days import gap_days_are_kept
from sakimori.store.party_heads import read_heads, settled
from sakimori.store.spans import differing, planned_spans


@dataclass(frozen=True, slots=True)
class SpanDifference:
    """A span that upkeep holds and the rules do not give, or the other way round."""

    third_party_id: str
    rule_id: str
    subject_key: str
    severity: str
    from_on: date | None
    until_on: date | None
    is_held: bool


def recompute(
    workspace: Workspace, *, on: date, is_command: bool = False
) -> Iterator[tuple[int, int, list[SpanDifference]]]:
    """Judge every dossier from scratch, in batches; give done, total, and what differs from what is held.

    Rule, subject, both days and severity are compared. A command may use processes of its own.
    """
    with workspace.unit() as unit:
        ids = [p.id for p in unit.records.select(ThirdParty)]
        policy = unit.policy()
        of_all = [] if gap_days_are_kept(unit.engine) else [_unkept_fact("gap_day", SELF_ID)]
    work = partial(_of_batch, policy=policy, on=on)
    for place, differences in enumerate(in_batches(workspace, ids, work, is_command=is_command), start=1):
        yield min(place * BATCH, len(ids)), len(ids), [*of_all, *differences]
        of_all = []


def _unkept_fact(what: str, third_party_id: str) -> SpanDifference:
    """Something kept beside a third party is not what its records come to."""
    return SpanDifference(third_party_id, what, third_party_id, "", None, None, is_held=True)


def _of_batch(unit: Unit, ids: Sequence[str], *, policy: Policy, on: date) -> list[SpanDifference]:
    dossiers = load_dossiers(unit, ids)
    unkept = _unkept(unit, dossiers, policy)
    return [d for dossier in dossiers for d in _differences(unit, dossier, policy, on, unkept=unkept)]


def _unkept(unit: Unit, dossiers: Sequence[Dossier], policy: Policy) -> frozenset[str]:
    """The third parties beside which other heads are kept than their records come to."""
    parties = [dossier.third_party for dossier in dossiers]
    ids = [party.id for party in parties]
    records: list[ToHead] = []
    for dossier in dossiers:
        records += [*dossier.assessments, *dossier.conditions, *dossier.periodic_reviews]
    standing, wanted = read_heads(unit.engine, ids), heads_of(policy, parties, records, settled(unit.engine, ids))
    return frozenset(party for party in ids if standing.get(party) != wanted[party])


def _differences(
    unit: Unit, dossier: Dossier, policy: Policy, on: date, *, unkept: frozenset[str]
) -> list[SpanDifference]:
    party = dossier.third_party.id
    planned = planned_spans(party, evaluate(dossier, policy), policy=policy, number=0, on=on, since={})
    wanted = {_compared(s): s for s in planned}
    known = unit.spans.known_now(party)
    held = {_compared(s): s for s in known}
    are_kept, are_kept_own = outcomes_are_kept(unit, dossier, policy, on=on)
    kept = {
        "flow_facts": not differing_flow_facts(unit, dossier),
        "flow_abroad": abroad_is_kept(unit, dossier, known),
        "contract_head": contract_heads_are_kept(unit.engine, party),
        "contract_gap": contract_gaps_are_kept(unit.engine, party, MUSTS),
        "party_head": party not in unkept,
        "deadline": deadlines_are_kept(unit, party, known),
        "record_book": book_is_kept(unit, dossier),
        "gap_tally": unit.tallies.are_kept(party, known),
        "outcome_span": are_kept,
        "own_answer": are_kept_own,
    }
    facts = [_unkept_fact(what, party) for what, is_kept in kept.items() if not is_kept]
    return (
        facts
        + [_difference(held[key], is_held=True) for key in held.keys() - wanted.keys()]
        + [_difference(wanted[key], is_held=False) for key in wanted.keys() - held.keys()]
    )


def _compared(span: Span) -> tuple[str, str, str, str, str, date | None, date | None]:
    return (
        span.rule_id, span.subject_kind, span.subject_key, span.severity, span.title_ja, span.from_on, span.until_on,
    )  # fmt: skip


def _difference(span: Span, *, is_held: bool) -> SpanDifference:
    return SpanDifference(
        span.third_party_id, span.rule_id, span.subject_key, span.severity, span.from_on, span.until_on, is_held
    )


@dataclass(frozen=True, slots=True)
class Effect:
    """How many spans open, close or only get another due day, and on how many third parties."""

    opened: int = 0
    closed: int = 0
    moved: int = 0
    third_parties: int = 0

    def with_party(self, opened: Sequence[Span], closed: Sequence[Span]) -> Effect:
        """The effect with that on one more third party."""
        new, old = {_turn(s) for s in opened}, {_turn(s) for s in closed}
        return Effect(
            self.opened + len(new - old),
            self.closed + len(old - new),
            self.moved + len(new & old),
            self.third_parties + bool(new or old),
        )


def _turn(span: Span) -> tuple[str, str, date | None, date | None]:
    return (span.gap_id, span.severity.value, span.from_on, span.until_on)


def preview(workspace: Workspace, policy: Policy, *, today_at: datetime) -> Effect:
    """How many gaps would open and close under another policy, without writing."""
    effect = Effect()
    with workspace.unit() as unit:
        ids = [p.id for p in unit.records.select(ThirdParty)]
        for begin in range(0, len(ids), BATCH):
            for dossier in load_dossiers(unit, ids[begin : begin + BATCH]):
                party = dossier.third_party.id
                planned = planned_spans(
                    party, evaluate(dossier, policy), policy=policy, number=0, on=legal_day(today_at), since={}
                )
                opened, closed, _ = differing(unit.spans.known_now(party), planned)
                effect = effect.with_party(opened, closed)
    return effect
