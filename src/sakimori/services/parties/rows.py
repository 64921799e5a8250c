"""The list of third parties on a day, and what lists of other things show of each, in a handful of statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sakimori.domain.codes import AssessmentState, GapKind, Lifecycle, Role, Severity
from sakimori.domain.policy import Policy
from sakimori.domain.questions.assessment import Assessment, Condition, PeriodicReview
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.user import User
from sakimori.rules.facts.assessments import governing_assessment, next_review_due, tier
from sakimori.rules.facts.rule_kit import is_watched
from sakimori.services.flows.heads import all_as_tiered
from sakimori.services.kernel.lean_records import lean_assessments, lean_parties, lean_reviews
from sakimori.services.kernel.unit import Unit, all_records
from sakimori.services.kernel.workspace import Workspace
from sakimori.store.spans import AS_KNOWN, TRUE_ON

RUNNING = frozenset({AssessmentState.DRAFT, AssessmentState.SUBMITTED, AssessmentState.SENT_BACK})


@dataclass(frozen=True, slots=True)
class OpenGaps:
    """What is open at one third party on a day: the worst that is known, how many, and how many are unknown."""

    worst: Severity | None = None
    known: int = 0
    unknown: int = 0


NOTHING_OPEN = OpenGaps()


@dataclass(frozen=True, slots=True)
class PartyRow:
    """One third party as the list shows it; a field is None where nobody has answered."""

    id: str
    name: str
    roles: frozenset[Role]
    tier: int | None
    lifecycle: Lifecycle
    country: str | None
    persons: int | None
    gaps: OpenGaps
    coverage: float | None
    next_due: date | None
    owner_id: str | None
    owner: str | None
    parent_id: str | None
    is_archived: bool


def party_rows(workspace: Workspace, *, on: date, today: date, number: int) -> tuple[PartyRow, ...]:
    """Every third party but our own and those merged away, worst first."""
    with workspace.unit() as unit:
        is_past = on < today
        policy = unit.policy()
        parties = (
            all_as_tiered(unit, all_records(unit, ThirdParty, number=number), number=number)
            if is_past
            else lean_parties(unit)
        )
        owners = {user.id: user.name for user in unit.records.select(User)}
        gaps = open_gaps(unit, on=on, number=number)
        assessments = _grouped(all_records(unit, Assessment, number=number) if is_past else lean_assessments(unit))
        conditions = _grouped(all_records(unit, Condition, number=number))
        reviews = _grouped(all_records(unit, PeriodicReview, number=number) if is_past else lean_reviews(unit))
        progress = {
            str(r["assessment_id"]): (int(str(r["answered"])), int(str(r["applicable"])))
            for r in unit.query("SELECT assessment_id, answered, applicable FROM assessment_progress")
        }
    rows = [
        PartyRow(
            id=party.id,
            name=party.legal_name,
            roles=party.roles,
            tier=tier(party, policy),
            lifecycle=party.lifecycle,
            country=party.country,
            persons=party.person_count,
            gaps=gaps.get(party.id, NOTHING_OPEN),
            coverage=_coverage(assessments[party.id], progress),
            next_due=next_due(party, assessments[party.id], conditions[party.id], reviews[party.id], policy),
            owner_id=party.owner_id,
            owner=owners.get(party.owner_id or ""),
            parent_id=party.parent_id,
            is_archived=party.archived_on is not None,
        )
        for party in parties
        if not party.is_self and party.merged_into is None
    ]
    return tuple(sorted(rows, key=_worst_first))


def open_gaps(unit: Unit, *, on: date, number: int) -> dict[str, OpenGaps]:
    """What is open on a day as known after an entry, by third party."""
    if number >= unit.number():
        return {party: _tallied((kind, s, n) for _, kind, s, n, _ in found) for party, found in unit.tallies.on(on)}
    rows = unit.query(
        "SELECT third_party_id, kind, severity, COUNT(*) AS n FROM gap_span "
        f"WHERE {AS_KNOWN} AND {TRUE_ON} GROUP BY third_party_id, kind, severity",
        number=number,
        day=on.isoformat(),
    )
    counted: defaultdict[str, list[tuple[str, str, int]]] = defaultdict(list)
    for row in rows:
        counted[str(row["third_party_id"])].append((str(row["kind"]), str(row["severity"]), int(str(row["n"]))))
    return {party: _tallied(found) for party, found in counted.items()}


def _tallied(found: Iterable[tuple[str, str, int]]) -> OpenGaps:
    known = unknown = 0
    worst: Severity | None = None
    for kind, code, count in found:
        if kind == GapKind.UNKNOWN.value:
            unknown += count
            continue
        severity = Severity(code)
        worst = severity if worst is None or severity.rank < worst.rank else worst
        known += count
    return OpenGaps(worst, known, unknown)


def next_due(
    party: ThirdParty,
    assessments: Iterable[Assessment],
    conditions: Iterable[Condition],
    reviews: list[PeriodicReview],
    policy: Policy,
) -> date | None:
    """The first day by which something must be done: an assessment, its validity, a condition, the periodic review."""
    assessments = list(assessments)
    counting = {a.id: a for a in governing_assessment(assessments) if a.state is AssessmentState.DECIDED}
    days = [a.due_on for a in assessments if a.state in RUNNING]
    days += [a.valid_until for a in counting.values()]
    days += [c.due_on for c in conditions if c.fulfilled_on is None and c.assessment_id in counting]
    days.append(next_review_due(party, reviews, policy))
    return min((day for day in days if day is not None), default=None)


def _coverage(assessments: Iterable[Assessment], progress: dict[str, tuple[int, int]]) -> float | None:
    """The share of questions settled in the assessments that count; None where there is none."""
    counted = [progress[a.id] for a in governing_assessment(assessments) if a.id in progress]
    asked = sum(applicable for _, applicable in counted)
    return sum(answered for answered, _ in counted) / asked if asked else None


def _worst_first(row: PartyRow) -> tuple[int, bool, date, str]:
    rank = row.gaps.worst.rank if row.gaps.worst else len(Severity)
    return (rank, row.gaps.unknown == 0, row.next_due or date.max, row.name)


def _grouped(records: Iterable[Any]) -> defaultdict[str, list[Any]]:
    grouped: defaultdict[str, list[Any]] = defaultdict(list)
    for record in records:
        grouped[record.third_party_id].append(record)
    return grouped


@dataclass(frozen=True, slots=True)
class PartyHead:
    """One third party as a list names it; `is_watched` as the rules have it."""

    id: str
    name: str
    tier: int | None
    lifecycle: Lifecycle
    owner_id: str | None
    is_watched: bool


def party_heads(unit: Unit, *, past: int | None = None) -> dict[str, PartyHead]:
    """Every third party by id: as it stands, or as it stood after an entry of the trail."""
    policy = unit.policy()
    parties: list[ThirdParty] = (
        lean_parties(unit)
        if past is None
        else all_as_tiered(unit, unit.trail.records_at(ThirdParty, past), number=past)
    )
    company = next((str(r["value"]) for r in unit.query("SELECT value FROM meta WHERE key = 'name'")), "")
    return {party.id: _glance(party, policy, company) for party in parties}


def _glance(party: ThirdParty, policy: Policy, company: str) -> PartyHead:
    name = party.legal_name or (company if party.is_self else "")
    return PartyHead(party.id, name, tier(party, policy), party.lifecycle, party.owner_id, is_watched(party))
