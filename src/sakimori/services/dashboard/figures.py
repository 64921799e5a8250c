"""The figures of a day and of the month ends before it, none invented, and how assessments stand on a day.

What a past day shows never changes again, so a point with its entry number may be kept for good.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final, cast

from sakimori.domain.clearance import Slip
from sakimori.domain.codes import Decision, GapKind, Outcome
from sakimori.domain.policy import Policy
from sakimori.domain.questions.assessment import Assessment, Settled
from sakimori.domain.records.third_party import SELF_ID, ThirdParty
from sakimori.rules.facts.assessments import answers_risk, decided_assessment, governing_assessment, required_packs
from sakimori.services.assessments.sheet import settled_then
from sakimori.services.clearance.slips import SlipState, spans_by_slip, standing_of
from sakimori.services.clearance.standing_requests import FLOW, SLIP
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.lean_records import among, lean_assessments
from sakimori.services.kernel.unit import Unit, all_records
from sakimori.services.kernel.workspace import Workspace
from sakimori.store.engine import Value
from sakimori.store.party_heads import settled
from sakimori.store.spans import AS_KNOWN, KNOWN_NOW, TRUE_ON


class AssessmentStanding(StrEnum):
    """What the decided assessments of a third party come to; the order is from good to open."""

    APPROVED = "approved"
    CONDITIONAL = "conditional"
    REJECTED = "rejected"
    EXPIRED = "expired"
    UNDECIDED = "undecided"
    NOT_REQUIRED = "not_required"

    @property
    def holds(self) -> bool:
        """Whether every assessment that is asked for holds."""
        return self in {AssessmentStanding.APPROVED, AssessmentStanding.CONDITIONAL}


@dataclass(frozen=True, slots=True)
class PartyAssessments:
    """One third party: its standing, whether every pack that it calls for has answers that count, and how many.

    `risk` is what the answers come to.
    """

    standing: AssessmentStanding
    is_complete: bool
    answered: int
    asked: int
    risk: float | None

    @property
    def is_settled(self) -> bool:
        """Whether nothing that is asked for is missing or run out."""
        return self.is_complete and (self.standing.holds or self.standing is AssessmentStanding.NOT_REQUIRED)


def party_assessments(
    unit: Unit,
    parties: Iterable[ThirdParty],
    tiers: Mapping[str, int | None],
    policy: Policy,
    *,
    on: date,
    today: date,
    number: int,
    ids: Sequence[str] | None = None,
) -> dict[str, PartyAssessments]:
    """The standing of third parties, whose tiers are known, on a day as known after an entry.

    Where they are only some, `ids` names them, so that no more is read.
    """
    by_party: defaultdict[str, list[Assessment]] = defaultdict(list)
    for assessment in all_records(unit, Assessment, number=number) if on < today else lean_assessments(unit, ids):
        by_party[assessment.third_party_id].append(assessment)
    progress = settled_then(unit, number) if on < today else settled(unit.engine, ids)
    # Roles, tier and criticality alone decide which packs are called for, and few combinations occur.
    packs: dict[tuple[object, ...], frozenset[str]] = {}
    found = {}
    for party in parties:
        level = tiers[party.id]
        alike = (party.roles, level, party.criticality)
        if alike not in packs:
            packs[alike] = frozenset(pack for pack, _group in required_packs(party, policy))
        found[party.id] = _assessed(by_party[party.id], packs[alike], progress, has_tier=level is not None, on=on)
    return found


def _assessed(
    assessments: Sequence[Assessment],
    required: frozenset[str],
    progress: Mapping[str, Settled],
    *,
    has_tier: bool,
    on: date,
) -> PartyAssessments:
    counting = governing_assessment(assessments)
    has_answers = {assessment.pack_id for assessment in counting}
    figures = [progress[assessment.id] for assessment in counting if assessment.id in progress]
    return PartyAssessments(
        standing=_standing(counting, required, has_tier=has_tier, on=on),
        is_complete=required <= has_answers and (bool(has_answers) or has_tier),
        answered=sum(one.answered for one in figures),
        asked=sum(one.asked for one in figures),
        risk=answers_risk(counting, progress),
    )


def _standing(
    counting: Sequence[Assessment], required: frozenset[str], *, has_tier: bool, on: date
) -> AssessmentStanding:
    """Of several packs the worst counts: rejected, then undecided, expired, conditional."""
    packs = required or {assessment.pack_id for assessment in counting}
    last = [decided_assessment(counting, pack) for pack in packs]
    decisions = {assessment.decision if assessment else None for assessment in last}
    if Decision.REJECTED in decisions:
        return AssessmentStanding.REJECTED
    if None in decisions:
        return AssessmentStanding.UNDECIDED
    if not last:
        return AssessmentStanding.NOT_REQUIRED if has_tier else AssessmentStanding.UNDECIDED
    if any(a is not None and a.valid_until is not None and a.valid_until < on for a in last):
        return AssessmentStanding.EXPIRED
    return AssessmentStanding.CONDITIONAL if Decision.CONDITIONAL in decisions else AssessmentStanding.APPROVED


MONTHS: Final = 6


@dataclass(frozen=True, slots=True)
class DayFigures:
    """The figures of one day as known after one entry; unknown gaps count under `unknown` alone.

    `blocked` counts third parties to which some flow may not run, None while no flow is judged; `unknown` those with
    unknown facts. `overdue` counts gaps that should have been closed, `due_soon` those that should be within the coming
    days, be they true already or about to begin. `slips` counts the clearance slips that may be relied on.
    """

    day: date
    number: int
    blocked: int | None
    overdue: int
    due_soon: int
    unknown: int
    slips: int


def month_ends(on: date) -> tuple[date, ...]:
    """The last days of the six months before the month of a day, the oldest first."""
    ends: list[date] = []
    first = on.replace(day=1)
    for _ in range(MONTHS):
        ends.append(first - timedelta(days=1))
        first = ends[-1].replace(day=1)
    return tuple(reversed(ends))


@needs(Permission.READ)
def known_days(workspace: Workspace, *, on: date, today: date) -> tuple[tuple[date, int], ...]:
    """The month ends before a day, each with the entry up to which it was known; none from before the first entry."""
    with workspace.unit() as unit:
        numbered = [(day, unit.number_on(day, today=today)) for day in month_ends(on)]
    return tuple((day, number) for day, number in numbered if number)


@needs(Permission.READ)
def point_on(workspace: Workspace, *, day: date, number: int, soon_days: int) -> DayFigures:
    """The figures of a day as known after an entry."""
    with workspace.unit() as unit:
        return point(unit, day=day, number=number, soon_days=soon_days)


def point(unit: Unit, *, day: date, number: int, soon_days: int) -> DayFigures:
    """The figures of a day; our own dossier is no third party."""
    return point_of(unit, tallies(unit, day=day, number=number, soon_days=soon_days).values(), day=day, number=number)


@dataclass(frozen=True, slots=True)
class PartyTally:
    """What one third party adds to the figures: gaps, whether something is unknown, and what is said of its flows."""

    overdue: int = 0
    due_soon: int = 0
    is_unknown: bool = False
    is_judged: bool = False
    is_blocked: bool = False


NO_TALLY: Final = PartyTally()


def point_of(unit: Unit, counted: Iterable[PartyTally], *, day: date, number: int) -> DayFigures:
    """The figures of a day, out of what every third party adds; `blocked` is None where no flow is judged."""
    overdue = due_soon = unknown = judged = blocked = 0
    for one in counted:
        overdue += one.overdue
        due_soon += one.due_soon
        unknown += one.is_unknown
        judged += one.is_judged
        blocked += one.is_blocked
    return DayFigures(
        day=day,
        number=number,
        blocked=blocked if judged else None,
        overdue=overdue,
        due_soon=due_soon,
        unknown=unknown,
        slips=_good_slips(unit, day=day, number=number),
    )


def tallies(
    unit: Unit, *, day: date, number: int, soon_days: int, ids: Sequence[str] | None = None
) -> dict[str, PartyTally]:
    """What each third party adds, of all or of some; those that add nothing are left out."""
    where, among_params = among("third_party_id", ids)
    params: dict[str, Value] = {**among_params, "number": number, "day": day.isoformat(), "own": SELF_ID}
    known = KNOWN_NOW if unit.is_newest(number) else AS_KNOWN
    gaps = unit.engine.query(
        _COUNTED.format(known=known, where=where),
        params | {"soon": (day + timedelta(days=soon_days)).isoformat(), "unknown": GapKind.UNKNOWN.value},
    )
    flows = unit.engine.query(
        _JUDGED.format(known=known, where=where), params | {"blocked": Outcome.BLOCKED.value, "flow": FLOW}
    )
    blocked: dict[Any, bool] = {row["third_party_id"]: bool(row["blocked"]) for row in flows}
    found = {
        party: PartyTally(overdue, due_soon, bool(unknown), party in blocked, blocked.get(party, False))
        for party, overdue, due_soon, unknown in (cast("Any", row) for row in gaps)
    }
    for party, is_blocked in blocked.items():
        found.setdefault(party, PartyTally(is_judged=True, is_blocked=is_blocked))
    return found


def _good_slips(unit: Unit, *, day: date, number: int) -> int:
    """The slips that were issued by an entry and may be relied on on a day."""
    spans = spans_by_slip(unit.outcomes.as_known(number, day, kind=SLIP))
    # A slip bears the number of the entry before its own.
    issued = unit.records.select(Slip, "audit_number < :number", {"number": number}) if spans else []
    return sum(standing_of(slip, day, spans).state is SlipState.GOOD for slip in issued)


_KNOWN_TRUE: Final = f"kind <> :unknown AND {TRUE_ON}"
_KNOWN_NOT_OVER: Final = "kind <> :unknown AND (until_on IS NULL OR until_on > :day)"
_COUNTED: Final = (
    "SELECT third_party_id, "
    f"SUM(CASE WHEN due_on < :day AND {_KNOWN_TRUE} THEN 1 ELSE 0 END) AS overdue, "
    f"SUM(CASE WHEN due_on >= :day AND due_on <= :soon AND {_KNOWN_NOT_OVER} THEN 1 ELSE 0 END) AS due_soon, "
    f"MAX(CASE WHEN kind = :unknown AND {TRUE_ON} THEN 1 ELSE 0 END) AS unknown "
    "FROM gap_span WHERE {known} AND third_party_id <> :own AND {where} GROUP BY third_party_id"
)
_JUDGED: Final = (
    "SELECT third_party_id, MAX(CASE WHEN outcome = :blocked THEN 1 ELSE 0 END) AS blocked FROM outcome_span "
    f"WHERE subject_kind = :flow AND {{known}} AND {TRUE_ON} AND {{where}} GROUP BY third_party_id"
)
