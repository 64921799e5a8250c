"""The risk dashboard's read model: where the risk stands on a day, and what comes next.

Gaps are counted in the database; what people say of a third party (tier, decision) is worked out from few records.
A gap that nobody can judge yet counts as unknown only, and whoever was not assessed is unknown, never met.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sakimori.domain.codes import ControlArea, Lifecycle, Severity
from sakimori.domain.policy import Policy
from sakimori.domain.third_party import SELF_ID, ThirdParty
from sakimori.domain.user import User
from sakimori.rules.findings import is_watched
from sakimori.rules.tiering import tier
from sakimori.services.lean_records import lean_parties
from sakimori.services.overview_gaps import GapCount, gap_counts, own_gaps
from sakimori.services.overview_standing import Assessed, Standing, assessed
from sakimori.services.past import all_records
from sakimori.services.trend import Point, point
from sakimori.services.workspace import Unit, Workspace

TIERS: Final = (1, 2, 3, 0, None)
"""The order in which tiers are shown; None is 未評価."""

ASKED_AREAS: Final = frozenset(ControlArea) - {ControlArea.IDENTITY, ControlArea.REVIEW}
"""Areas of which only answers can tell: without an assessment they are unknown."""

_RANKS: Final[dict[Severity | None, int]] = {severity: severity.rank for severity in Severity}


@dataclass(frozen=True, slots=True)
class Party:
    """One third party as the dashboard names it, with the worst gap that is known.

    `standing` is None where the rules no longer look. It `is_confirmed` when every assessment that it needs holds and
    nothing is left unknown.
    """

    id: str
    name: str
    lifecycle: Lifecycle
    tier: int | None
    standing: Standing | None
    persons: int | None
    worst: Severity | None
    worst_since: date | None
    worst_count: int
    unknown: int
    is_confirmed: bool
    owner: str


@dataclass(frozen=True, slots=True)
class HeatCell:
    """One tier in one control area: who has a gap there, the gravest first, and of whom nobody knows."""

    area: ControlArea
    with_gap: tuple[tuple[str, Severity], ...]
    unknown: tuple[str, ...]

    @property
    def number(self) -> int | None:
        """How many have a gap; None where nothing but unknown is known."""
        return None if self.unknown and not self.with_gap else len(self.with_gap)


@dataclass(frozen=True, slots=True)
class HeatRow:
    """One tier: how many third parties are in it, and a cell for each control area."""

    tier: int | None
    total: int
    cells: tuple[HeatCell, ...]


@dataclass(frozen=True, slots=True)
class TierCoverage:
    """How much is known of one tier.

    Of those `needing` an assessment some are `holding` all that they need; `answered` of `asked` are the questions of
    the assessments that count.
    """

    tier: int | None
    total: int
    needing: int
    holding: int
    answered: int
    asked: int
    with_unknown: int
    unknown: int


@dataclass(frozen=True, slots=True)
class DepartmentGaps:
    """The known gaps that one department answers for; an empty name stands for those without an owner."""

    department: str
    counts: Mapping[Severity, int]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class Overview:
    """Where the risk stands on a day, as known after one entry of the trail."""

    on: date
    number: int
    soon_days: int
    now: Point
    lifecycles: Mapping[Lifecycle, int]
    tiers: Mapping[int | None, int]
    standings: Mapping[Standing, int]
    gaps: Mapping[Severity, int]
    unknown_gaps: int
    heat: tuple[HeatRow, ...]
    parties: Mapping[str, Party]
    watched: tuple[Party, ...]
    worst: tuple[Party, ...]
    coverage: tuple[TierCoverage, ...]
    departments: tuple[DepartmentGaps, ...]


def overview(workspace: Workspace, *, on: date, today: date, number: int) -> Overview:
    """The state of a day as known after entry `number`."""
    with workspace.unit() as unit:
        policy = unit.policy()
        records = all_records(unit, ThirdParty, number=number) if on < today else lean_parties(unit)
        kept = [p for p in records if not p.is_self and p.merged_into is None and p.archived_on is None]
        counts = gap_counts(unit, day=on, number=number)
        users = {user.id: user for user in unit.records.select(User)}
        judged = assessed(unit, [p for p in kept if is_watched(p)], policy, on=on, today=today, number=number)
        departments = _departments(unit, kept, counts, users, on=on, today=today, number=number)
        now = point(unit, day=on, number=number, soon_days=policy.coming_days)
    parties = {p.id: _party(p, policy, counts.get(p.id, ()), users, judged.get(p.id)) for p in kept}
    watched = [parties[p.id] for p in kept if is_watched(p)]
    counted = [count for party, found in counts.items() if party != SELF_ID for count in found]
    return Overview(
        on=on,
        number=number,
        soon_days=policy.coming_days,
        now=now,
        lifecycles=Counter(p.lifecycle for p in kept),
        tiers=Counter(p.tier for p in watched),
        standings=Counter(judged[p.id].standing for p in watched),
        gaps=_totals(counted),
        unknown_gaps=sum(count.number for count in counted if count.is_unknown),
        heat=_heat(watched, counts, judged),
        parties=parties,
        watched=tuple(watched),
        worst=tuple(sorted((p for p in watched if p.worst is not None), key=_worst_first)),
        coverage=_coverage(watched, judged),
        departments=departments,
    )


def _party(
    party: ThirdParty,
    policy: Policy,
    counts: Sequence[GapCount],
    users: Mapping[str, User],
    judged: Assessed | None,
) -> Party:
    known = [count for count in counts if not count.is_unknown]
    rank = min((_RANKS[count.severity] for count in known), default=None)
    gravest = [count for count in known if _RANKS[count.severity] == rank]
    unknown = sum(count.number for count in counts if count.is_unknown)
    owner = users.get(party.owner_id or "")
    return Party(
        id=party.id,
        name=party.legal_name,
        lifecycle=party.lifecycle,
        tier=tier(party, policy),
        standing=judged.standing if judged else None,
        persons=party.person_count,
        worst=gravest[0].severity if gravest else None,
        worst_since=date.fromisoformat(min(count.since for count in gravest)) if gravest else None,
        worst_count=sum(count.number for count in gravest),
        unknown=unknown,
        is_confirmed=not unknown and judged is not None and judged.is_settled,
        owner=owner.name if owner else "",
    )


def _worst_first(party: Party) -> tuple[int, int, date, str]:
    """The gravest, then the one with more of them, then the one that has waited longest."""
    rank = len(Severity) if party.worst is None else _RANKS[party.worst]
    return (rank, -party.worst_count, party.worst_since or date.max, party.name)


def _totals(counts: Iterable[GapCount]) -> dict[Severity, int]:
    totals: Counter[Severity] = Counter()
    for count in counts:
        if not count.is_unknown:
            totals[count.severity] += count.number
    return {severity: totals[severity] for severity in Severity}


def _heat(
    watched: Iterable[Party], counts: Mapping[str, Sequence[GapCount]], judged: Mapping[str, Assessed]
) -> tuple[HeatRow, ...]:
    totals: Counter[int | None] = Counter()
    with_gap: defaultdict[tuple[int | None, ControlArea], list[tuple[str, Severity]]] = defaultdict(list)
    unknown: defaultdict[tuple[int | None, ControlArea], list[str]] = defaultdict(list)
    for party in watched:
        totals[party.tier] += 1
        found = counts.get(party.id, ())
        worst: dict[ControlArea, Severity] = {}
        for count in found:
            if not count.is_unknown and _RANKS[count.severity] < _RANKS.get(worst.get(count.area), len(Severity)):
                worst[count.area] = count.severity
        open_areas = {count.area for count in found if count.is_unknown}
        if not judged[party.id].is_complete:
            open_areas |= ASKED_AREAS
        for area, severity in worst.items():
            with_gap[party.tier, area].append((party.id, severity))
        for area in open_areas - worst.keys():
            unknown[party.tier, area].append(party.id)
    return tuple(
        HeatRow(
            level,
            totals[level],
            tuple(
                HeatCell(
                    area,
                    tuple(sorted(with_gap[level, area], key=lambda gap: _RANKS[gap[1]])),
                    tuple(unknown[level, area]),
                )
                for area in ControlArea
            ),
        )
        for level in TIERS
        if totals[level]
    )


def _coverage(watched: Iterable[Party], judged: Mapping[str, Assessed]) -> tuple[TierCoverage, ...]:
    by_tier: defaultdict[int | None, list[Party]] = defaultdict(list)
    for party in watched:
        by_tier[party.tier].append(party)
    return tuple(
        TierCoverage(
            tier=level,
            total=len(parties),
            needing=sum(judged[p.id].standing is not Standing.NOT_REQUIRED for p in parties),
            holding=sum(judged[p.id].standing.holds for p in parties),
            answered=sum(judged[p.id].answered for p in parties),
            asked=sum(judged[p.id].asked for p in parties),
            with_unknown=sum(p.unknown > 0 for p in parties),
            unknown=sum(p.unknown for p in parties),
        )
        for level in TIERS
        if (parties := by_tier[level])
    )


def _departments(
    unit: Unit,
    parties: Iterable[ThirdParty],
    counts: Mapping[str, Sequence[GapCount]],
    users: Mapping[str, User],
    *,
    on: date,
    today: date,
    number: int,
) -> tuple[DepartmentGaps, ...]:
    """Known gaps by the department of whoever owns the gap, else of whoever owns the third party."""
    owner_of = {p.id: p.owner_id for p in parties}
    tallies: defaultdict[str, Counter[Severity]] = defaultdict(Counter)

    def department(owner_id: str | None) -> str:
        user = users.get(owner_id or "")
        return user.department if user else ""

    for party, found in counts.items():
        for count in found if party in owner_of else ():
            if not count.is_unknown:
                tallies[department(owner_of[party])][count.severity] += count.number
    for gap in own_gaps(unit, on=on, today=today, number=number):
        if gap.third_party_id in owner_of:
            tallies[department(owner_of[gap.third_party_id])][gap.severity] -= 1
            tallies[department(gap.owner_id)][gap.severity] += 1
    found_gaps = [DepartmentGaps(name, +tally) for name, tally in tallies.items() if any(tally.values())]
    return tuple(sorted(found_gaps, key=lambda d: ([-d.counts.get(s, 0) for s in Severity], d.department)))
