"""One dossier on one day, as its page shows it: its scores explained, and what registering would lead to."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import partial
from typing import Final

from sakimori.domain.codes import AssessmentState, GapKind, Lifecycle, Severity
from sakimori.domain.policy import Policy
from sakimori.domain.questions.assessment import Assessment, Condition, Evidence, PeriodicReview
from sakimori.domain.records.data_flow import DataFlow, Erasure
from sakimori.domain.records.third_party import Alias, Contact, Service, ThirdParty
from sakimori.domain.user import User
from sakimori.domain.values.risk import Concerned, risk_value, value_at_worst
from sakimori.domain.values.text import Text
from sakimori.errors import NotFoundError
from sakimori.rules.facts.assessments import (
    RUNNING,
    concerned_by,
    decided_assessment,
    governing_assessment,
    is_passed,
    missing_intake,
    next_review_due,
    required_packs,
    tier,
)
from sakimori.rules.facts.flow_facts import held_flows, with_flow_facts
from sakimori.services.certificates.rows import own_certificate_days
from sakimori.services.gaps.counts import GapCounts, of_lines
from sakimori.services.gaps.of_dossier import Blocks, DueDay, GapLine, blocks_of, due_days, gap_lines
from sakimori.services.gaps.rows import gap_owners
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.unit import Unit, all_records, party_at, records_of_kinds
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.merge import final_id
from sakimori.services.parties.scores import ScoreLine, score_line

_OVER: Final = frozenset({Lifecycle.ENDED, Lifecycle.DECLINED})
_SHOWN: Final = (
    Service, Assessment, Condition, PeriodicReview, Alias, Contact, Evidence, DataFlow, Erasure,
)  # fmt: skip
"""The records that a dossier shows, or is judged by."""
_THIRD_PARTY: Final = Text("取引先", "third party")


class PartyStanding(StrEnum):
    """How the assessment of a third party stands on a day; it is no verdict on any data, and gaps may stop them all."""

    OVER = "over"
    ARCHIVED = "archived"
    NO_ROLE = "no_role"
    NOT_NEEDED = "not_needed"
    REJECTED = "rejected"
    EXPIRED = "expired"
    RUNNING = "running"
    MISSING = "missing"
    CONDITIONS_OPEN = "conditions_open"
    VALID = "valid"


@dataclass(frozen=True, slots=True)
class AssessmentLine:
    """One assessment in the list of the dossier."""

    assessment: Assessment
    pack_title: Text
    service: str | None
    counts: bool


@dataclass(frozen=True, slots=True)
class DossierView:
    """Everything that the page of one third party shows; while it waits to be judged its gaps are not complete."""

    on: date
    party: ThirdParty
    concerned: Concerned
    tier: int | None
    missing_intake: tuple[str, ...]
    owner: User | None
    parent: str | None
    children: tuple[tuple[str, str], ...]
    merged_into: tuple[str, str] | None
    standing: PartyStanding
    blocks: Blocks
    governing_until: date | None
    open_conditions: tuple[Condition, ...]
    next_review: date | None
    assessment_due: date | None
    gaps: tuple[GapLine, ...]
    counts: GapCounts
    scores: tuple[ScoreLine, ...]
    services: tuple[Service, ...]
    aliases: tuple[Alias, ...]
    contacts: tuple[Contact, ...]
    assessments: tuple[AssessmentLine, ...]
    evidence: tuple[Evidence, ...]
    conditions: tuple[Condition, ...]
    reviews: tuple[PeriodicReview, ...]
    due_days: tuple[DueDay, ...]
    is_new: bool
    is_waiting: bool

    @property
    def open_gaps(self) -> tuple[GapLine, ...]:
        """The gaps that are open on the day."""
        return tuple(line for line in self.gaps if line.is_open)

    @property
    def known_gaps(self) -> tuple[GapLine, ...]:
        """The gaps that are open on the day and known."""
        return tuple(line for line in self.open_gaps if line.is_known)

    @property
    def risk(self) -> int | None:
        """The risk value of what is known."""
        return risk_value(self._open(), self.concerned, self.on)

    @property
    def risk_at_worst(self) -> int:
        """The risk value if everything that nobody has answered were bad."""
        return value_at_worst(self._open(), self.concerned, self.on)

    def _open(self) -> Iterator[tuple[GapKind, Severity, date]]:
        return ((gap.span.kind, gap.span.severity, gap.span.since_on) for gap in self.open_gaps)


@needs(Permission.READ)
def dossier_view(workspace: Workspace, third_party_id: str, *, on: date, today: date, number: int) -> DossierView:
    """The dossier of one third party on a day.

    Raises:
        NotFoundError: There is none with this id, or there was none yet on that day.
    """
    with workspace.one_look(), workspace.unit() as unit:
        party = party_at(unit, third_party_id, number=number)
        if party is None:
            raise NotFoundError(what=_THIRD_PARTY, key=third_party_id)
        found = records_of_kinds(unit, _SHOWN, party.id, number=number)
        tiered = with_flow_facts(party, held_flows(found[DataFlow], found[Erasure]))
        policy, users = unit.policy(), {user.id: user for user in all_records(unit, User, number=number)}
        services: list[Service] = found[Service]
        assessments: list[Assessment] = found[Assessment]
        conditions: list[Condition] = found[Condition]
        reviews: list[PeriodicReview] = found[PeriodicReview]
        gaps = gap_lines(unit, party.id, users, partial(gap_owners, workspace), on=on, number=number)
        counting = {a.id: a for a in governing_assessment(assessments)}
        open_conditions = tuple(c for c in conditions if c.fulfilled_on is None and c.assessment_id in counting)
        ends = [a.valid_until for a in counting.values() if a.valid_until and a.state is AssessmentState.DECIDED]
        merged = final_id(unit, party.id) if party.merged_into else None
        return DossierView(
            on=on,
            party=party,
            concerned=concerned_by(tiered),
            tier=tier(tiered, policy),
            missing_intake=missing_intake(tiered),
            owner=users.get(party.owner_id or ""),
            parent=_name(unit, party.parent_id, number),
            children=_children(unit, party.id, number),
            merged_into=(merged, _name(unit, merged, number) or "") if merged else None,
            standing=_standing(tiered, assessments, open_conditions, policy, on=on),
            blocks=blocks_of(unit, party.id, on=on, number=number),
            governing_until=min(ends, default=None),
            open_conditions=open_conditions,
            next_review=next_review_due(tiered, reviews, policy),
            assessment_due=min((a.due_on for a in assessments if a.state in RUNNING and a.due_on), default=None),
            gaps=gaps,
            counts=of_lines(gaps, on),
            scores=tuple(score_line(unit, a, number=number) for a in counting.values()),
            services=tuple(sorted(services, key=lambda s: (s.ended_on is not None, s.name))),
            aliases=tuple(a for a in found[Alias] if a.removed_on is None),
            contacts=tuple(found[Contact]),
            assessments=_assessment_lines(unit, assessments, services, counting.keys()),
            evidence=tuple(found[Evidence]),
            conditions=tuple(conditions),
            reviews=tuple(sorted(reviews, key=lambda r: r.completed_on, reverse=True)),
            due_days=_all_due_days(unit, party, gaps, assessments, on=on, number=number),
            is_new=not assessments and bool(missing_intake(tiered) or not party.roles or party.country is None),
            is_waiting=on >= today and bool(unit.to_judge.among([party.id])),
        )


def _all_due_days(
    unit: Unit, party: ThirdParty, gaps: Sequence[GapLine], assessments: Sequence[Assessment], *, on: date, number: int
) -> tuple[DueDay, ...]:
    ours = own_certificate_days(unit, on=on, number=number) if party.is_self else ()
    return tuple(sorted((*due_days(unit, gaps, assessments), *ours), key=lambda due: due.due_on))


def _standing(
    party: ThirdParty,
    assessments: Sequence[Assessment],
    open_conditions: Sequence[Condition],
    policy: Policy,
    *,
    on: date,
) -> PartyStanding:
    """The worst that can be said of the required assessments together."""
    if party.archived_on is not None:
        return PartyStanding.ARCHIVED
    if party.lifecycle in _OVER:
        return PartyStanding.OVER
    if not party.roles:
        return PartyStanding.NO_ROLE
    required = [pack for pack, _group in required_packs(party, policy)]
    found = {_standing_of(decided_assessment(assessments, pack), pack, assessments, on=on) for pack in required}
    for worst in (PartyStanding.REJECTED, PartyStanding.EXPIRED, PartyStanding.MISSING, PartyStanding.RUNNING):
        if worst in found:
            return worst
    if not required:
        return PartyStanding.NOT_NEEDED
    return PartyStanding.CONDITIONS_OPEN if open_conditions else PartyStanding.VALID


def _standing_of(
    assessment: Assessment | None, pack_id: str, assessments: Sequence[Assessment], *, on: date
) -> PartyStanding:
    if assessment is None:
        is_running = any(a.pack_id == pack_id and a.state in RUNNING for a in assessments)
        return PartyStanding.RUNNING if is_running else PartyStanding.MISSING
    if not is_passed(assessment):
        return PartyStanding.REJECTED
    if assessment.valid_until is not None and assessment.valid_until < on:
        return PartyStanding.EXPIRED
    return PartyStanding.VALID


def _assessment_lines(
    unit: Unit, assessments: Sequence[Assessment], services: Sequence[Service], counting: Container[str]
) -> tuple[AssessmentLine, ...]:
    names = {service.id: service.name for service in services}
    return tuple(
        AssessmentLine(
            assessment=a,
            pack_title=unit.pack(a.pack_digest).title,
            service=names.get(a.service_id or ""),
            counts=a.id in counting,
        )
        for a in sorted(assessments, key=lambda a: (a.opened_on, a.id), reverse=True)
    )


def _children(unit: Unit, third_party_id: str, number: int) -> tuple[tuple[str, str], ...]:
    if not unit.is_newest(number):
        then: list[ThirdParty] = unit.trail.records_at(ThirdParty, number)
        theirs = [p for p in then if p.parent_id == third_party_id and p.merged_into is None]
        return tuple((p.id, p.legal_name) for p in sorted(theirs, key=lambda p: (p.legal_name, p.id)))
    rows = unit.query(
        "SELECT id, legal_name FROM third_party WHERE parent_id = :id AND merged_into IS NULL ORDER BY legal_name, id",
        id=third_party_id,
    )
    return tuple((str(row["id"]), str(row["legal_name"])) for row in rows)


def _name(unit: Unit, third_party_id: str | None, number: int) -> str | None:
    found = party_at(unit, third_party_id, number=number) if third_party_id else None
    return found.legal_name if found else None


@dataclass(frozen=True, slots=True)
class PackToSend:
    """A pack that the answers call for, with the number of its questions."""

    id: str
    title: Text
    group: Text
    questions: int


@dataclass(frozen=True, slots=True)
class TierPreview:
    """What the tiering answers so far lead to; `tier` is None (未評価) while one that matters is missing."""

    tier: int | None
    missing: tuple[str, ...]
    packs: tuple[PackToSend, ...]
    cadence_months: int | None


@needs(Permission.READ)
def tier_preview(workspace: Workspace, party: ThirdParty) -> TierPreview:
    """Tier, packs to send and months between reviews for a third party as it is being described."""
    with workspace.unit() as unit:
        policy = unit.policy()
    shelf = {pack.id: pack for pack in workspace.packs()}
    level = tier(party, policy)
    return TierPreview(
        tier=level,
        missing=missing_intake(party),
        packs=tuple(
            PackToSend(
                pack_id,
                shelf[pack_id].title,
                next(g.title for g in shelf[pack_id].groups if g.id == group),
                len(shelf[pack_id].asked_in(group)),
            )
            for pack_id, group in required_packs(party, policy)
            if pack_id in shelf
        ),
        cadence_months=policy.cadence_months(level, party.criticality),
    )
