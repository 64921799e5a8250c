"""What lists show of every third party: name, tier, where the relation stands, and who looks after it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache

from sakimori.domain.codes import Criticality, DataCategory, Lifecycle
from sakimori.domain.policy import Policy
from sakimori.domain.third_party import Foreign, ThirdParty
from sakimori.rules.tiering import tier
from sakimori.services.workspace import Unit
from sakimori.store.engine import Value


@dataclass(frozen=True, slots=True)
class Glance:
    """One third party as a list names it."""

    id: str
    name: str
    tier: int | None
    lifecycle: Lifecycle
    owner_id: str | None


def glances(unit: Unit, *, number: int | None = None) -> dict[str, Glance]:
    """Every third party by id: as it stands, or as it stood after entry `number` of the trail."""
    policy = unit.policy()
    if number is not None:
        return {party.id: _glance(party, policy) for party in unit.trail.records_at(ThirdParty, number)}
    # Only the columns that are shown or that decide the tier: whole records take four times as long to read.
    rows = unit.query(
        "SELECT id, legal_name, lifecycle, owner_id, data_categories, person_count, special_care, foreign_handling, "
        "criticality FROM third_party"
    )
    found = {}
    for row in rows:
        special, abroad, weight = row["special_care"], row["foreign_handling"], row["criticality"]
        party = ThirdParty(
            id=str(row["id"]),
            legal_name=str(row["legal_name"]),
            lifecycle=Lifecycle(str(row["lifecycle"])),
            owner_id=row["owner_id"],  # type: ignore[arg-type]
            data_categories=_categories(row["data_categories"]),
            person_count=row["person_count"],  # type: ignore[arg-type]
            special_care=None if special is None else bool(special),
            foreign=None if abroad is None else Foreign(str(abroad)),
            criticality=None if weight is None else Criticality(str(weight)),
        )
        found[party.id] = _glance(party, policy)
    return found


def _glance(party: ThirdParty, policy: Policy) -> Glance:
    return Glance(party.id, party.legal_name, tier(party, policy), party.lifecycle, party.owner_id)


@lru_cache(maxsize=1024)
def _categories(text: Value) -> frozenset[DataCategory] | None:
    return None if text is None else frozenset(DataCategory(code) for code in json.loads(str(text)))
