"""How the assessments of each third party stand on a day: what was decided, whether it holds, how much is answered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sakimori.domain.assessment import Assessment
from sakimori.domain.codes import Decision
from sakimori.domain.policy import Policy
from sakimori.domain.third_party import ThirdParty
from sakimori.rules.governing import decided, governing
from sakimori.rules.tiering import required_packs, tier
from sakimori.services.lean_records import lean_assessments
from sakimori.services.past import all_records
from sakimori.services.workspace import Unit


class Standing(StrEnum):
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
        return self in {Standing.APPROVED, Standing.CONDITIONAL}


@dataclass(frozen=True, slots=True)
class Assessed:
    """One third party: its standing, whether every pack that it calls for has answers that count, and how many."""

    standing: Standing
    is_complete: bool
    answered: int
    asked: int

    @property
    def is_settled(self) -> bool:
        """Whether nothing that is asked for is missing or run out."""
        return self.is_complete and (self.standing.holds or self.standing is Standing.NOT_REQUIRED)


def assessed(
    unit: Unit, parties: Iterable[ThirdParty], policy: Policy, *, on: date, today: date, number: int
) -> dict[str, Assessed]:
    """The standing of some third parties on a day as known after an entry."""
    by_party: defaultdict[str, list[Assessment]] = defaultdict(list)
    for assessment in all_records(unit, Assessment, number=number) if on < today else lean_assessments(unit):
        by_party[assessment.third_party_id].append(assessment)
    progress = {
        str(row["assessment_id"]): (int(str(row["answered"])), int(str(row["applicable"])))
        for row in unit.query("SELECT assessment_id, answered, applicable FROM assessment_progress")
    }
    return {party.id: _assessed(party, by_party[party.id], progress, policy, on=on) for party in parties}


def _assessed(
    party: ThirdParty,
    assessments: Sequence[Assessment],
    progress: Mapping[str, tuple[int, int]],
    policy: Policy,
    *,
    on: date,
) -> Assessed:
    counting = governing(assessments)
    required = {pack for pack, _group in required_packs(party, policy)}
    has_answers = {assessment.pack_id for assessment in counting}
    figures = [progress[assessment.id] for assessment in counting if assessment.id in progress]
    return Assessed(
        standing=_standing(party, counting, required, policy, on=on),
        is_complete=required <= has_answers and (bool(has_answers) or tier(party, policy) is not None),
        answered=sum(answered for answered, _ in figures),
        asked=sum(asked for _, asked in figures),
    )


def _standing(
    party: ThirdParty, counting: Sequence[Assessment], required: set[str], policy: Policy, *, on: date
) -> Standing:
    """Of several packs the worst counts: rejected, then undecided, expired, conditional."""
    packs = required or {assessment.pack_id for assessment in counting}
    last = [decided(counting, pack) for pack in packs]
    decisions = {assessment.decision if assessment else None for assessment in last}
    if Decision.REJECTED in decisions:
        return Standing.REJECTED
    if None in decisions:
        return Standing.UNDECIDED
    if not last:
        return Standing.UNDECIDED if tier(party, policy) is None else Standing.NOT_REQUIRED
    if any(a is not None and a.valid_until is not None and a.valid_until < on for a in last):
        return Standing.EXPIRED
    return Standing.CONDITIONAL if Decision.CONDITIONAL in decisions else Standing.APPROVED
