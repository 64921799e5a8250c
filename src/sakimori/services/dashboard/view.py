"""The risk dashboard's read model: where the risk stands on a day, and what comes next.

Gaps are counted in the database; what people say of a third party (tier, decision) is worked out from few records.
A gap that nobody can judge yet counts as unknown only, and whoever was not assessed is unknown, never met.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Final

from sakimori.domain.codes import Lifecycle
from sakimori.domain.policy import Policy
from sakimori.domain.records.third_party import SELF_ID, ThirdParty
from sakimori.domain.user import User
from sakimori.domain.values.as_of import AsOf
from sakimori.rules.facts.assessments import concerned_by, tier
from sakimori.rules.facts.rule_kit import is_watched
from sakimori.services.dashboard.departments import DepartmentGaps, gaps_of_departments
from sakimori.services.dashboard.everybody import (
    LIFECYCLE,
    STANDING,
    WATCHED,
    HeatRow,
    Known,
    Party,
    TierCoverage,
    everybody,
)
from sakimori.services.dashboard.figures import (
    NO_FLOWS,
    AssessmentStanding,
    DayFigures,
    PartyAssessments,
    judged_flows,
    party_assessments,
    point_of,
)
from sakimori.services.dashboard.gaps import PartyGaps, open_gaps, own_gaps
from sakimori.services.flows.heads import all_as_tiered
from sakimori.services.gaps.counts import GapCounts, counts_of_everybody, due_soon_by_party
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.judge_queue import policy_then
from sakimori.services.kernel.lean_records import lean_parties
from sakimori.services.kernel.unit import Unit, all_records
from sakimori.services.kernel.workspace import Workspace


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
    worst: Sequence[Party]
    coverage: tuple[TierCoverage, ...]
    departments: tuple[DepartmentGaps, ...]


@needs(Permission.READ)
def overview(workspace: Workspace, *, on: date, today: date, number: int, with_own: bool = False) -> Overview:
    """The state of a day as known after entry `number`; our own company counts among the gaps where it is asked for."""
    owned_apart = own_gaps(workspace, AsOf(on, number, is_past=on < today))
    with workspace.unit() as unit:
        policy = policy_then(unit, number=number) if on < today else unit.policy()
        users = {user.id: user for user in all_records(unit, User, number=number)}
        read = partial(_read, unit, policy=policy, users=users, on=on, today=today, number=number)
        what = ("overview", on, policy, frozenset(users.values()))
        if on < today:
            by_party = read(None)
            known = everybody(by_party)
        else:
            remembered = workspace.remembered
            by_party = remembered.by_party(unit, what, read, number=number)
            known = remembered.made_of(what, by_party, lambda: everybody(by_party, remembered, what))
        sums, own = known.sums, by_party.get(SELF_ID)
        departments = gaps_of_departments(
            [sums.owned, {own.owner_id: Counter(own.gaps.counts)} if own and with_own else {}],
            owned_apart,
            {**known.kept, SELF_ID: own} if own and with_own else known.kept,
            users,
        )
        as_of = AsOf(on, number, is_past=not unit.is_newest(number))
        counts = counts_of_everybody(unit.engine, as_of, with_own=with_own)
        soon = sums.due_soon - (own.due_soon if own and not with_own else 0)
        now = point_of(unit, as_of, sums.blocked, counts, soon=soon)
    return Overview(
        on=on, number=number, soon_days=policy.coming_days, now=now, lifecycles=sums.by(LIFECYCLE),
        tiers=sums.by(WATCHED), standings=sums.by(STANDING), counts=counts, heat=known.heat, parties=known.parties,
        watched=known.watched, worst=known.worst, coverage=sums.coverage(), departments=departments,
    )  # fmt: skip


_NOTHING: Final = PartyGaps()


def _read(
    unit: Unit, ids: Sequence[str] | None, policy: Policy, users: Mapping[str, User],
    *, on: date, today: date, number: int,
) -> Mapping[str, Known]:  # fmt: skip
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
        is_judged = is_watched(record)
        told = (
            _party(record, tiers[party], own, users, judged[party], on=on, is_judged=is_judged)
            if party in tiers
            else None
        )
        found[party] = Known(
            party=told,
            owner_id=record.owner_id,
            gaps=own,
            judged=judged[party] if is_judged else None,
            flows=flows.get(party, NO_FLOWS),
            due_soon=soon.get(party, 0),
            ranked=(told,) if told is not None and told.worst is not None and is_judged else (),
        )
    return found


def _party(
    party: ThirdParty, level: int | None, gaps: PartyGaps, users: Mapping[str, User], judged: PartyAssessments,
    *, on: date, is_judged: bool,
) -> Party:  # fmt: skip
    owner = users.get(party.owner_id or "")
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
        risk=gaps.risk(concerned_by(party), on),
    )
