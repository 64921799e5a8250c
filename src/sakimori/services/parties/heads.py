"""What lists of other things show of each third party: name, tier, where the relation stands, who looks after it."""

from __future__ import annotations

from dataclasses import dataclass

from sakimori.domain.codes import Lifecycle
from sakimori.domain.policy import Policy
from sakimori.domain.records.third_party import ThirdParty
from sakimori.rules.facts.assessments import tier
from sakimori.rules.facts.rule_kit import is_watched
from sakimori.services.flows.heads import all_as_tiered
from sakimori.services.kernel.lean_records import lean_parties
from sakimori.services.kernel.unit import Unit


@dataclass(frozen=True, slots=True)
class Glance:
    """One third party as a list names it; `is_watched` as the rules have it."""

    id: str
    name: str
    tier: int | None
    lifecycle: Lifecycle
    owner_id: str | None
    is_watched: bool


def glances(unit: Unit, *, past: int | None = None) -> dict[str, Glance]:
    """Every third party by id: as it stands, or as it stood after an entry of the trail."""
    policy = unit.policy()
    parties: list[ThirdParty] = (
        lean_parties(unit)
        if past is None
        else all_as_tiered(unit, unit.trail.records_at(ThirdParty, past), number=past)
    )
    company = next((str(r["value"]) for r in unit.query("SELECT value FROM meta WHERE key = 'name'")), "")
    return {party.id: _glance(party, policy, company) for party in parties}


def _glance(party: ThirdParty, policy: Policy, company: str) -> Glance:
    name = party.legal_name or (company if party.is_self else "")
    return Glance(party.id, name, tier(party, policy), party.lifecycle, party.owner_id, is_watched(party))
