"""The figures of a day and of the month ends before it, none invented, and how assessments stand on a day.

What a past day shows never changes again, so a point with its entry number may be kept for good.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Final, NamedTuple

from sakimori.domain.clearance import Slip
from sakimori.domain.codes import Decision, Outcome
from sakimori.domain.policy import Policy
from sakimori.domain.questions.assessment import Assessment
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.values.as_of import AsOf
from sakimori.domain.values.quick import quick
from sakimori.rules.facts.assessments import decided_among, governing_assessment, required_packs
from sakimori.services.assessments.sheet import settled_then
from sakimori.services.clearance.slips import SlipState, spans_by_slip, standing_of
from sakimori.services.clearance.standing_requests import FLOW, SLIP
from sakimori.services.gaps.counts import GapCounts, counts_of_everybody, due_soon
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.lean_records import among, lean_assessments
from sakimori.services.kernel.unit import Unit, all_records
from sakimori.services.kernel.workspace import Workspace
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


@quick
@dataclass(frozen=True, slots=True)
class PartyAssessments:
    """One third party: its standing, whether every pack that it calls for has answers that count, and how many."""

    standing: AssessmentStanding
    is_complete: bool
    answered: int
    asked: int

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
    standings: dict[tuple[object, ...], _Standing] = {}
    found = {}
    for party in parties:
        level = tiers[party.id]
        alike = (party.roles, level, party.criticality)
        if alike not in packs:
            packs[alike] = frozenset(pack for pack, _group in required_packs(party, policy))
        counting, required, has_tier = governing_assessment(by_party[party.id]), packs[alike], level is not None
        if len(counting) > 1:
            standing = _standing(counting, required, has_tier=has_tier, on=on)
        else:  # there are few ways in which one assessment stands
            of_one = [(one.pack_id, one.state, one.decision, one.valid_until) for one in counting]
            way = (required, has_tier, *of_one)
            if way not in standings:
                standings[way] = _standing(counting, required, has_tier=has_tier, on=on)
            standing = standings[way]
        figures = [progress[one.id] for one in counting if one.id in progress]
        found[party.id] = PartyAssessments(
            *standing, sum([one.answered for one in figures]), sum([one.asked for one in figures])
        )
    return found


class _Standing(NamedTuple):
    """How the assessments of a third party stand, and whether every pack that it calls for has answers that count."""

    standing: AssessmentStanding
    is_complete: bool


def _standing(counting: Sequence[Assessment], required: frozenset[str], *, has_tier: bool, on: date) -> _Standing:
    has_answers = {assessment.pack_id for assessment in counting}
    is_complete = required <= has_answers and (bool(has_answers) or has_tier)
    return _Standing(_worst_standing(counting, required, has_tier=has_tier, on=on), is_complete)


def _worst_standing(
    counting: Sequence[Assessment], required: frozenset[str], *, has_tier: bool, on: date
) -> AssessmentStanding:
    """Of several packs the worst counts: rejected, then undecided, expired, conditional."""
    packs = required or {assessment.pack_id for assessment in counting}
    last = [decided_among(counting, pack) for pack in packs]
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
    """The figures of one day as known after one entry.

    `blocked` counts third parties to which some flow may not run, None while no flow is judged. `overdue` counts
    defects that should have been closed, `due_soon` those that should be within the coming days, `unknown` what nobody
    has answered. `slips` counts the clearance slips that may be relied on.
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
def point_on(workspace: Workspace, *, day: date, number: int, soon_days: int, with_own: bool = False) -> DayFigures:
    """The figures of a day as known after an entry."""
    with workspace.unit() as unit:
        as_of = AsOf(day, number, is_past=number < unit.number())
        counts = counts_of_everybody(unit.engine, as_of, with_own=with_own)
        flows = judged_flows(unit, day=day, number=number).values()
        blocked = how_many_blocked(sum(one.is_judged for one in flows), sum(one.is_blocked for one in flows))
        soon = due_soon(unit.engine, as_of, soon_days, with_own=with_own)
        return point_of(unit, as_of, blocked, counts, soon=soon)


class JudgedFlows(NamedTuple):
    """Whether any flow of a third party is judged on a day, and whether one of them may not run."""

    is_judged: bool = False
    is_blocked: bool = False


NO_FLOWS: Final = JudgedFlows()
"""Of a third party to which no flow was judged."""
_FLOWS: Final = {is_blocked: JudgedFlows(is_judged=True, is_blocked=is_blocked) for is_blocked in (False, True)}


def how_many_blocked(judged: int, blocked: int) -> int | None:
    """How many third parties have a flow that may not run; None where none of anybody is judged."""
    return blocked if judged else None


def point_of(unit: Unit, as_of: AsOf, blocked: int | None, counts: GapCounts, *, soon: int) -> DayFigures:
    """The figures of a day, out of its gaps, how many fall due soon, and how many third parties have blocked flows."""
    return DayFigures(
        day=as_of.on,
        number=as_of.number,
        blocked=blocked,
        overdue=counts.overdue,
        due_soon=soon,
        unknown=counts.unknown,
        slips=_good_slips(unit, day=as_of.on, number=as_of.number),
    )


def judged_flows(unit: Unit, *, day: date, number: int, ids: Sequence[str] | None = None) -> dict[str, JudgedFlows]:
    """What is said of the flows of each third party, of all or of some; those without a judged flow are left out."""
    where, params = among("third_party_id", ids)
    known = KNOWN_NOW if unit.is_newest(number) else AS_KNOWN
    # The index of a third party finds its few rows; SQLite would take the one that begins with the kind, and read all.
    kind = "subject_kind" if ids is None else "subject_kind || ''"
    rows = unit.engine.values(
        _JUDGED.format(kind=kind, known=known, where=where),
        {**params, "number": number, "day": day.isoformat(), "blocked": Outcome.BLOCKED.value, "flow": FLOW},
    )
    return {str(party): _FLOWS[bool(blocked)] for party, blocked in rows}


def _good_slips(unit: Unit, *, day: date, number: int) -> int:
    """The slips that were issued by an entry and may be relied on on a day."""
    spans = spans_by_slip(unit.outcomes.as_known(number, day, kind=SLIP))
    # A slip bears the number of the entry before its own.
    issued = unit.records.select(Slip, "audit_number < :number", {"number": number}) if spans else []
    # Nothing is said of a slip once it is revoked: one of which something was known then was revoked by a later entry.
    standing = (replace(slip, revoked_on=None) if slip.revoked_on else slip for slip in issued if slip.id in spans)
    return sum(standing_of(slip, day, spans).state is SlipState.GOOD for slip in standing)


_JUDGED: Final = (
    "SELECT third_party_id, MAX(CASE WHEN outcome = :blocked THEN 1 ELSE 0 END) AS blocked FROM outcome_span "
    f"WHERE {{kind}} = :flow AND {{known}} AND {TRUE_ON} AND {{where}} GROUP BY third_party_id"
)
