"""Third parties whose assessment holds on a day, for those who ask to whom something could be handed.

It says how the assessment stands, and leaves out whom a gap stops altogether; whether certain data may be handed over
is another question.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from sakimori.domain.assessment import Assessment, Condition
from sakimori.domain.codes import AssessmentState, DataCategory, Decision, Lifecycle, Role
from sakimori.domain.policy import Policy
from sakimori.domain.text import Text
from sakimori.domain.third_party import ThirdParty
from sakimori.domain.user import Actor, User
from sakimori.rules.governing import governing, is_passed
from sakimori.rules.tiering import required_packs
from sakimori.services.access import Permission, require
from sakimori.services.blocking import NOTHING_STOPPED, Blocks, all_blocks
from sakimori.services.flow_facts import all_as_tiered
from sakimori.services.lean_records import lean_assessments, lean_parties
from sakimori.services.party_rows import NOTHING_OPEN, OpenGaps, open_gaps
from sakimori.services.past import all_records
from sakimori.services.workspace import Workspace

_RECEIVING: Final = frozenset({Role.RECIPIENT, Role.JOINT_USER, Role.PROCESSOR, Role.CLOUD_PROVIDER})
_DEALING: Final = frozenset({Lifecycle.CANDIDATE, Lifecycle.IN_USE})


@dataclass(frozen=True, slots=True)
class OpenCondition:
    """What an approval still asks for, and until when; or what was accepted as an exception, until its last day."""

    text: Text
    due_on: date
    is_exception: bool = False


@dataclass(frozen=True, slots=True)
class ApprovedRow:
    """A third party whose assessment holds; `valid_until` is the first of the days on which one of them ends.

    `stopped` names those of its `flows` that a gap stops.
    """

    id: str
    name: str
    roles: frozenset[Role]
    country: str | None
    categories: frozenset[DataCategory] | None
    decision: Decision
    valid_until: date | None
    conditions: tuple[OpenCondition, ...]
    stopped: tuple[str, ...]
    flows: int
    gaps: OpenGaps
    owner: str | None
    department: str


@dataclass(frozen=True, slots=True)
class StoppedRow:
    """A third party whose assessment holds and whom a gap stops all the same, with the gravest reason."""

    id: str
    name: str
    reason: Text
    cites: Text
    is_unknown: bool


@dataclass(frozen=True, slots=True)
class Recipients:
    """Who may be considered on a day, and who is left out although assessed; both by name."""

    rows: tuple[ApprovedRow, ...]
    stopped: tuple[StoppedRow, ...]


def approved_rows(workspace: Workspace, *, on: date, today: date, number: int, actor: Actor) -> tuple[ApprovedRow, ...]:
    """Every third party that may receive data, whose required assessments all hold and whom no gap stops, by name."""
    return recipients(workspace, on=on, today=today, number=number, actor=actor).rows


def recipients(workspace: Workspace, *, on: date, today: date, number: int, actor: Actor) -> Recipients:
    """Every third party that may receive data and whose required assessments all hold, and which of them a gap stops.

    Raises:
        NotPermittedError: The actor has nothing to do with recipients.
    """
    require(actor, Permission.READ_APPROVED)
    with workspace.unit() as unit:
        is_past = on < today
        policy = unit.policy()
        parties = (
            all_as_tiered(unit, all_records(unit, ThirdParty, number=number), number=number)
            if is_past
            else lean_parties(unit)
        )
        assessments: defaultdict[str, list[Assessment]] = defaultdict(list)
        for a in all_records(unit, Assessment, number=number) if is_past else lean_assessments(unit):
            assessments[a.third_party_id].append(a)
        conditions: defaultdict[str, list[Condition]] = defaultdict(list)
        for condition in all_records(unit, Condition, number=number):
            conditions[condition.assessment_id].append(condition)
        gaps = open_gaps(unit, on=on, number=number)
        blocks = all_blocks(unit, on=on, number=number)
        # Nobody is sent to a person who has left; that the owner left is a gap of its own.
        owners = {u.id: u for u in unit.records.select(User) if u.left_on is None or u.left_on > on}
    rows: list[ApprovedRow] = []
    stopped: list[StoppedRow] = []
    for party in parties:
        held = holding(party, assessments[party.id], policy, on=on)
        stops = blocks.get(party.id, NOTHING_STOPPED)
        if not held or not _may_receive(party):
            continue
        reason = stops.gravest
        if stops.is_stopped and reason is not None:
            stopped.append(StoppedRow(party.id, party.legal_name, reason.title, reason.cites, reason.is_unknown))
            continue
        owner = owners.get(party.owner_id or "")
        ends = [a.valid_until for a in held if a.valid_until is not None]
        rows.append(
            ApprovedRow(
                id=party.id,
                name=party.legal_name,
                roles=party.roles & _RECEIVING,
                country=party.country,
                categories=party.data_categories,
                decision=Decision.CONDITIONAL
                if stops.waived or any(a.decision is Decision.CONDITIONAL for a in held)
                else Decision.APPROVED,
                valid_until=min(ends, default=None),
                conditions=(*_conditions(held, conditions), *_exceptions(stops)),
                stopped=tuple(flow.name for flow in stops.stopped),
                flows=stops.flows,
                gaps=gaps.get(party.id, NOTHING_OPEN),
                owner=owner.name if owner else None,
                department=owner.department if owner else "",
            )
        )
    return Recipients(*(tuple(sorted(found, key=lambda row: row.name)) for found in (rows, stopped)))  # type: ignore[arg-type]


def _conditions(held: Iterable[Assessment], of: Mapping[str, list[Condition]]) -> Iterator[OpenCondition]:
    for assessment in held:
        for condition in sorted(of.get(assessment.id, ()), key=lambda c: c.due_on):
            if condition.fulfilled_on is None:
                yield OpenCondition(Text(condition.text, condition.text), condition.due_on)


def _exceptions(stops: Blocks) -> Iterator[OpenCondition]:
    for waived in stops.waived:
        yield OpenCondition(waived.title, waived.last_day, is_exception=True)


def holding(party: ThirdParty, assessments: list[Assessment], policy: Policy, *, on: date) -> tuple[Assessment, ...]:
    """The decided assessments that hold on a day, if every required pack has one; otherwise none."""
    held = tuple(
        a
        for a in governing(assessments)
        if a.state is AssessmentState.DECIDED and is_passed(a) and (a.valid_until is None or a.valid_until >= on)
    )
    required = {pack for pack, _group in required_packs(party, policy)}
    return held if required <= {a.pack_id for a in held} else ()


def _may_receive(party: ThirdParty) -> bool:
    return (
        not party.is_self
        and party.merged_into is None
        and party.archived_on is None
        and party.lifecycle in _DEALING
        and bool(party.roles & _RECEIVING)
    )
