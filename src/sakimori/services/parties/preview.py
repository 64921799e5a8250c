"""What registering a third party would lead to, before anything is stored: tier, packs, cadence, and who it may be."""

from __future__ import annotations

from dataclasses import dataclass

from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.values.names import Candidate, CandidateIndex
from sakimori.domain.values.numbers import bare_number, is_corporate_number
from sakimori.domain.values.text import Text
from sakimori.rules.facts.assessments import missing_intake, required_packs, tier
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.name_matching import known_parties


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


def name_index(workspace: Workspace) -> CandidateIndex:
    """Everything by which third parties are known, ready to be asked many times."""
    with workspace.unit() as unit:
        return CandidateIndex(known_parties(unit))


def likely_same(
    index: CandidateIndex, *, name: str, corporate_number: str, country: str | None
) -> tuple[Candidate, ...]:
    """The third parties that a new one may already be registered as, best first; a person judges."""
    digits = bare_number(corporate_number)
    return index.find(names=(name,), corporate_number=digits if is_corporate_number(digits) else None, country=country)[
        :3
    ]
