"""Facts to make sure of 確認待ちの事実: those on which answers to registered flows wait, and what they turn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sakimori.domain.codes import GOOD
from sakimori.domain.records.data_flow import DataFlow
from sakimori.domain.records.hand_over import HandOver
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.user import Actor
from sakimori.domain.values.days import next_day
from sakimori.exchange.request.as_json import reasons_from_json
from sakimori.rules.clearance.gate_tables import word_of
from sakimori.rules.clearance.own_words import frees
from sakimori.services.clearance.confirming import confirm_within
from sakimori.services.clearance.standing_requests import FLOW, SLIP
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.unit import Unit, WriteResult
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.lifecycle import needed_reason
from sakimori.services.parties.write import write_result
from sakimori.store.outcomes import StoredOutcome
from sakimori.store.records import TABLES

_FACTS: Final = word_of(HandOver)


@dataclass(frozen=True, slots=True)
class UnconfirmedFact:
    """A fact of a registered flow that somebody answered and nobody else made sure of.

    `stated_by` and `stated_on` are who gave the answer and when, where the trail knows them.
    """

    third_party_id: str
    party: str
    flow_id: str
    flow: str
    version: int
    fact: str
    answer: Any
    stated_by: str | None
    stated_on: datetime | None

    @property
    def key(self) -> tuple[str, str]:
        """The flow and the fact."""
        return self.flow_id, self.fact


@dataclass(frozen=True, slots=True)
class Turning:
    """How many registered flows and slips may not be relied on any more once own words count for nothing."""

    flows: int
    slips: int


@needs(Permission.DECIDE_CLEARANCE)
def facts_to_confirm(workspace: Workspace, *, on: date, actor: Actor) -> tuple[UnconfirmedFact, ...]:
    """The facts on which the answers of a day to registered flows wait, by recipient, fact and flow.

    While own words still count it is the first day on which they do not. Those whose third party the actor looks after
    are left out: somebody else makes sure of them.
    """
    with workspace.unit() as unit:
        day = max(on, next_day(unit.policy().own_words_until))
        held = unit.outcomes.as_known(unit.number(), day, kind=FLOW)
        asked = {one.subject_id: facts for one in held if (facts := _asked(one))}
        told = {h.flow_id: h for h in unit.records.with_ids(HandOver, set(asked), column="flow_id")}
        flows = {flow.id: flow for flow in unit.records.with_ids(DataFlow, set(told))}
        parties = {p.id: p for p in unit.records.with_ids(ThirdParty, {f.third_party_id for f in flows.values()})}
        found = [
            one
            for flow_id, known in told.items()
            if not actor.is_among(parties[flows[flow_id].third_party_id].owner_id)
            for one in _of(unit, flows[flow_id], parties, known, asked[flow_id])
        ]
    return tuple(sorted(found, key=lambda one: (one.party, one.third_party_id, one.fact, one.flow)))


@needs(Permission.DECIDE_CLEARANCE)
def confirm_many(
    workspace: Workspace,
    chosen: Sequence[UnconfirmedFact],
    *,
    reason: str,
    actor: Actor,
    at: datetime,
    batch_id: str,
) -> WriteResult[int]:
    """Make sure of several facts of several flows for one reason, all of them or none; gives how many.

    Raises:
        ConflictError: The facts of a flow changed since they were shown.
        InvalidValueError: The reason is blank.
        SelfApprovalError: The actor looks after one of the third parties.
        StateError: None was chosen, or an answer needs no confirmation.
    """
    why = needed_reason(reason)
    by_flow: dict[str, list[UnconfirmedFact]] = {}
    for one in chosen:
        by_flow.setdefault(one.flow_id, []).append(one)
    with workspace.change("fact_confirmation.confirmed", actor=actor, at=at, reason=why, batch_id=batch_id) as change:
        made = [
            one
            for flow_id, facts in (by_flow or {"": []}).items()
            for one in confirm_within(
                change, flow_id, [fact.fact for fact in facts], why=why, seen=facts[0].version if facts else None
            )
        ]
    return write_result(len(made), change)


@needs(Permission.READ_SETTINGS)
def turning_without_own_words(workspace: Workspace) -> Turning:
    """How much may not be relied on any more from the day after the last one on which own words count.

    Answers that turn on that day for another reason are among it.
    """
    with workspace.unit() as unit:
        last, number = unit.policy().own_words_until, unit.number()
        good = {_key(one) for one in unit.outcomes.as_known(number, last) if one.outcome in GOOD}
        then = {_key(one) for one in unit.outcomes.as_known(number, next_day(last)) if one.outcome in GOOD}
    lost = good - then
    kinds = [kind for kind, _ in lost]
    return Turning(kinds.count(FLOW), kinds.count(SLIP))


def _key(one: StoredOutcome) -> tuple[str, str]:
    return one.subject_kind, one.subject_id


def _asked(one: StoredOutcome) -> frozenset[str]:
    """The facts of the hand-over that an answer asks for."""
    reasons = reasons_from_json(one.reasons)
    return frozenset(r.fix.field for r in reasons if r.fix is not None and r.fix.record == _FACTS)


def _of(
    unit: Unit, flow: DataFlow, parties: Mapping[str, ThirdParty], facts: HandOver, asked: frozenset[str]
) -> Iterator[UnconfirmedFact]:
    open_ones = [name for name in sorted(asked) if frees(name, getattr(facts, name, None))]
    if not open_ones:
        return
    stated = _stated(unit, facts)
    for name in open_ones:
        who, when = stated.get(name, (None, None))
        yield UnconfirmedFact(
            flow.third_party_id,
            parties[flow.third_party_id].legal_name,
            flow.id,
            flow.name,
            facts.version,
            name,
            getattr(facts, name),
            who,
            when,
        )


def _stated(unit: Unit, facts: HandOver) -> dict[str, tuple[str, datetime]]:
    """Who gave the answer of each fact that stands now, and when, as far as the trail knows."""
    found: dict[str, tuple[str, datetime]] = {}
    for line in reversed(unit.trail.lines(record_kind=TABLES[HandOver], record_id=facts.id)):
        for name, value in (line.after or {}).items():
            if value != line.before.get(name):
                found[name] = (line.entry.actor, line.entry.at)
    return found
