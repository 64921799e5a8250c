"""The risk dashboard's read model: where the risk stands on a day, and what comes next.

Gaps are counted in the database; what people say of a third party (tier, decision) is worked out from few records.
A gap that nobody can judge yet counts as unknown only, and whoever was not assessed is unknown, never met.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Final

from sakimori.domain.codes import ControlArea, Lifecycle, Severity
from sakimori.domain.policy import Policy
from sakimori.domain.records.third_party import SELF_ID, ThirdParty
from sakimori.domain.user import User
from sakimori.domain.values.as_of import AsOf
from sakimori.domain.values.risk import RiskValue, risk_value
from sakimori.rules.facts.assessments import tier
from sakimori.rules.facts.rule_kit import is_watched
from sakimori.services.dashboard.departments import ByOwner, DepartmentGaps, gaps_of_departments
from sakimori.services.dashboard.figures import (
    AssessmentStanding,
    DayFigures,
    JudgedFlows,
    PartyAssessments,
    how_many_blocked,
    judged_flows,
    party_assessments,
    point_of,
)
from sakimori.services.dashboard.gaps import PartyGaps, open_gaps
from sakimori.services.flows.heads import all_as_tiered
from sakimori.services.gaps.counts import GapCounts, counts_of_everybody, due_soon_by_party
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.judge_queue import policy_then
from sakimori.services.kernel.lean_records import lean_parties
from sakimori.services.kernel.unit import Unit, all_records
from sakimori.services.kernel.workspace import Workspace

TIERS: Final = (1, 2, 3, 0, None)
"""The order in which tiers are shown; None is 未評価."""

ASKED_AREAS: Final = frozenset(ControlArea) - {ControlArea.IDENTITY, ControlArea.REVIEW}
"""Areas of which only answers can tell: without an assessment they are unknown."""


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
    standing: AssessmentStanding | None
    persons: int | None
    worst: Severity | None
    worst_since: date | None
    worst_count: int
    unknown: int
    is_confirmed: bool
    owner: str
    risk: RiskValue | None


@dataclass(frozen=True, slots=True)
class HeatCell:
    """One tier in one control area: who has a gap there, the gravest first, and of whom nobody knows."""

    area: ControlArea
    with_gap: Mapping[str, Severity]
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
class Overview:
    """Where the risk stands on a day, as known after one entry of the trail."""

    on: date
    number: int
    soon_days: int
    now: DayFigures
    lifecycles: Mapping[Lifecycle, int]
    tiers: Mapping[int | None, int]
    standings: Mapping[AssessmentStanding, int]
    counts: GapCounts
    heat: tuple[HeatRow, ...]
    parties: Mapping[str, Party]
    watched: tuple[Party, ...]
    worst: tuple[Party, ...]
    coverage: tuple[TierCoverage, ...]
    departments: tuple[DepartmentGaps, ...]


@needs(Permission.READ)
def overview(workspace: Workspace, *, on: date, today: date, number: int, with_own: bool = False) -> Overview:
    """The state of a day as known after entry `number`; our own company counts among the gaps where it is asked for."""
    with workspace.unit() as unit:
        policy = policy_then(unit, number=number) if on < today else unit.policy()
        users = {user.id: user for user in all_records(unit, User, number=number)}
        read = partial(_read, unit, policy=policy, users=users, on=on, today=today, number=number)
        what = ("overview", on, policy, frozenset(users.values()))
        if on < today:
            by_party = read(None)
            known = _known(by_party)
        else:
            by_party = workspace.remembered.by_party(unit, what, read, number=number)
            known = workspace.remembered.made_of(what, by_party, lambda: _known(by_party))
        own = {SELF_ID: by_party[SELF_ID]} if with_own and SELF_ID in by_party else {}
        departments = gaps_of_departments(
            unit,
            [known.owned, _owned(own)],
            known.kept | own if own else known.kept,
            users,
            on=on,
            today=today,
            number=number,
        )
        as_of = AsOf(on, number, is_past=not unit.is_newest(number))
        counts = counts_of_everybody(unit.engine, as_of, with_own=with_own)
        soon = known.due_soon - (by_party[SELF_ID].due_soon if SELF_ID in by_party and not with_own else 0)
        now = point_of(unit, as_of, known.blocked, counts, soon=soon)
    return Overview(
        on=on, number=number, soon_days=policy.coming_days, now=now, counts=counts, departments=departments,
        **known.counted,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Everybody:
    """The third parties that are neither merged nor archived, by their ids, and what all of them come to.

    `owned` are their known gaps by whoever owns them; `due_soon` and `blocked` count in whoever else there is.
    """

    kept: dict[str, _Known]
    counted: Mapping[str, Any]
    owned: ByOwner
    due_soon: int
    blocked: int | None


def _known(by_party: Mapping[str, _Known]) -> _Everybody:
    kept = {party: known for party, known in sorted(by_party.items()) if known.party is not None}
    parties = {party: known.party for party, known in kept.items() if known.party is not None}
    judged = {party: known.judged for party, known in kept.items() if known.judged is not None}
    gaps = {party: known.gaps for party, known in by_party.items() if known.gaps is not _NOTHING}
    watched = [parties[party] for party in judged]
    counted = {
        "lifecycles": Counter([p.lifecycle for p in parties.values()]),
        "tiers": Counter([p.tier for p in watched]),
        "standings": Counter([one.standing for one in judged.values()]),
        "heat": _heat(parties.values(), gaps, judged),
        "parties": parties,
        "watched": tuple(watched),
        "worst": tuple(sorted((p for p in watched if p.worst is not None), key=_worst_first)),
        "coverage": _coverage(watched, judged),
    }
    blocked = how_many_blocked(known.flows for known in by_party.values())
    soon = sum(known.due_soon for known in by_party.values())
    return _Everybody(kept, counted, _owned(kept), soon, blocked)


def _owned(kept: Mapping[str, _Known]) -> ByOwner:
    owned: defaultdict[str | None, Counter[Severity]] = defaultdict(Counter)
    for known in kept.values():
        counts = owned[known.owner_id]
        for severity, count in known.gaps.counts.items():
            counts[severity] += count
    return owned


_NOTHING: Final = PartyGaps()


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of one third party; `party` is None for one that was merged or archived, and for our own dossier.

    `judged` is None where the rules no longer look.
    """

    party: Party | None
    owner_id: str | None
    gaps: PartyGaps
    judged: PartyAssessments | None
    flows: JudgedFlows
    due_soon: int


def _read(
    unit: Unit, ids: Sequence[str] | None, policy: Policy, users: Mapping[str, User],
    *, on: date, today: date, number: int,
) -> Mapping[str, _Known]:  # fmt: skip
    records = (
        all_as_tiered(unit, all_records(unit, ThirdParty, number=number), number=number)
        if on < today
        else lean_parties(unit, ids)
    )
    kept = [p for p in records if not p.is_self and p.merged_into is None and p.archived_on is None]
    tiers = {p.id: tier(p, policy) for p in kept}
    judged = party_assessments(unit, kept, tiers, policy, on=on, today=today, number=number, ids=ids)
    gaps = open_gaps(unit, day=on, number=number, ids=ids)
    flows = judged_flows(unit, day=on, number=number, ids=ids)
    as_of = AsOf(on, number, is_past=not unit.is_newest(number))
    soon = due_soon_by_party(unit.engine, as_of, policy.coming_days, ids)
    found = {}
    for record in records:
        party, own = record.id, gaps.get(record.id, _NOTHING)
        found[party] = _Known(
            party=_party(record, tiers[party], own, users, judged[party]) if party in tiers else None,
            owner_id=record.owner_id,
            gaps=own,
            judged=judged[party] if party in tiers and is_watched(record) else None,
            flows=flows.get(party, JudgedFlows()),
            due_soon=soon.get(party, 0),
        )
    return found


def _party(
    party: ThirdParty, level: int | None, gaps: PartyGaps, users: Mapping[str, User], judged: PartyAssessments
) -> Party:
    owner, is_judged = users.get(party.owner_id or ""), is_watched(party)
    return Party(
        id=party.id,
        name=party.legal_name,
        lifecycle=party.lifecycle,
        tier=level,
        standing=judged.standing if is_judged else None,
        persons=party.person_count,
        worst=gaps.worst,
        worst_since=date.fromisoformat(gaps.since) if gaps.worst else None,
        worst_count=gaps.counts[gaps.worst] if gaps.worst else 0,
        unknown=gaps.unknown,
        is_confirmed=not gaps.unknown and is_judged and judged.is_settled,
        owner=owner.name if owner else "",
        risk=risk_value(judged.risk, gaps.worst),
    )


def _worst_first(party: Party) -> tuple[int, date, int, int, str]:
    """The gravest gap, then the one that has waited longest, then more persons, then the tier that matters more."""
    rank = len(Severity) if party.worst is None else party.worst.rank
    return (rank, party.worst_since or date.max, -(party.persons or 0), TIERS.index(party.tier), party.name)


def _heat(
    parties: Iterable[Party], gaps: Mapping[str, PartyGaps], judged: Mapping[str, PartyAssessments]
) -> tuple[HeatRow, ...]:
    totals: Counter[int | None] = Counter()
    with_gap: defaultdict[int | None, defaultdict[ControlArea, _BySeverity]] = defaultdict(_by_area)
    unknown: defaultdict[tuple[int | None, ControlArea], list[str]] = defaultdict(list)
    for party in parties:
        own, own_judged = gaps.get(party.id, _NOTHING), judged.get(party.id)
        known = with_gap[party.tier]
        for area, severity in own.worst_in.items():
            known[area][severity].append(party.id)
        if own_judged is not None or own.worst_in:  # one that ended counts while its data are not confirmed as erased
            totals[party.tier] += 1
        if own_judged is not None:
            open_in = own.unknown_in if own_judged.is_complete else own.unknown_in | ASKED_AREAS
            for area in open_in - own.worst_in.keys():
                unknown[party.tier, area].append(party.id)
    return tuple(
        HeatRow(
            level,
            totals[level],
            tuple(
                HeatCell(area, _gravest_first(with_gap[level][area]), tuple(unknown[level, area]))
                for area in ControlArea
            ),
        )
        for level in TIERS
        if totals[level]
    )


_BySeverity = dict[Severity, list[str]]


def _by_area() -> defaultdict[ControlArea, _BySeverity]:
    return defaultdict(lambda: {severity: [] for severity in Severity})


def _gravest_first(found: _BySeverity) -> dict[str, Severity]:
    return {party: severity for severity, parties in found.items() for party in parties}


def _coverage(watched: Iterable[Party], judged: Mapping[str, PartyAssessments]) -> tuple[TierCoverage, ...]:
    by_tier: defaultdict[int | None, list[tuple[Party, PartyAssessments]]] = defaultdict(list)
    for party in watched:
        by_tier[party.tier].append((party, judged[party.id]))
    return tuple(_covered(level, by_tier[level]) for level in TIERS if level in by_tier)


def _covered(level: int | None, known: Sequence[tuple[Party, PartyAssessments]]) -> TierCoverage:
    standings = Counter(of.standing for _, of in known)
    return TierCoverage(
        tier=level,
        total=len(known),
        needing=len(known) - standings[AssessmentStanding.NOT_REQUIRED],
        holding=sum(number for standing, number in standings.items() if standing.holds),
        answered=sum([of.answered for _, of in known]),
        asked=sum([of.asked for _, of in known]),
        with_unknown=sum([party.unknown > 0 for party, _ in known]),
        unknown=sum([party.unknown for party, _ in known]),
    )
