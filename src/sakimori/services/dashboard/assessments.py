"""How the assessments of each third party stand on a day: what was decided, whether it holds, how much is answered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sakimori.domain.codes import Decision
from sakimori.domain.policy import Policy
from sakimori.domain.questions.assessment import Assessment
from sakimori.domain.records.third_party import ThirdParty
from sakimori.rules.facts.assessments import decided, governing, required_packs
from sakimori.services.kernel.lean_records import among, lean_assessments
from sakimori.services.kernel.unit import Unit, all_records


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
    unit: Unit,
    parties: Iterable[ThirdParty],
    tiers: Mapping[str, int | None],
    policy: Policy,
    *,
    on: date,
    today: date,
    number: int,
    ids: Sequence[str] | None = None,
) -> dict[str, Assessed]:
    """The standing of third parties, whose tiers are known, on a day as known after an entry.

    Where they are only some, `ids` names them, so that no more is read.
    """
    by_party: defaultdict[str, list[Assessment]] = defaultdict(list)
    for assessment in all_records(unit, Assessment, number=number) if on < today else lean_assessments(unit, ids):
        by_party[assessment.third_party_id].append(assessment)
    where, params = among("third_party_id", ids)
    narrow = "" if ids is None else f" WHERE assessment_id IN (SELECT id FROM assessment WHERE {where})"
    progress = {
        str(row["assessment_id"]): (int(str(row["answered"])), int(str(row["applicable"])))
        for row in unit.query(f"SELECT assessment_id, answered, applicable FROM assessment_progress{narrow}", **params)
    }
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
    progress: Mapping[str, tuple[int, int]],
    *,
    has_tier: bool,
    on: date,
) -> Assessed:
    counting = governing(assessments)
    has_answers = {assessment.pack_id for assessment in counting}
    figures = [progress[assessment.id] for assessment in counting if assessment.id in progress]
    return Assessed(
        standing=_standing(counting, required, has_tier=has_tier, on=on),
        is_complete=required <= has_answers and (bool(has_answers) or has_tier),
        answered=sum(answered for answered, _ in figures),
        asked=sum(asked for _, asked in figures),
    )


def _standing(counting: Sequence[Assessment], required: frozenset[str], *, has_tier: bool, on: date) -> Standing:
    """Of several packs the worst counts: rejected, then undecided, expired, conditional."""
    packs = required or {assessment.pack_id for assessment in counting}
    last = [decided(counting, pack) for pack in packs]
    decisions = {assessment.decision if assessment else None for assessment in last}
    if Decision.REJECTED in decisions:
        return Standing.REJECTED
    if None in decisions:
        return Standing.UNDECIDED
    if not last:
        return Standing.NOT_REQUIRED if has_tier else Standing.UNDECIDED
    if any(a is not None and a.valid_until is not None and a.valid_until < on for a in last):
        return Standing.EXPIRED
    return Standing.CONDITIONAL if Decision.CONDITIONAL in decisions else Standing.APPROVED
