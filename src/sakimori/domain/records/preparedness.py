"""How we are prepared for an incident: what we do when one happens, and what was tried in drills."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from sakimori.domain.records.record import PERSONAL
from sakimori.domain.records.third_party import SELF_ID


@dataclass(frozen=True, slots=True)
class IncidentPlan:
    """One version of what we do when something happens: where it lies, whom to call, and when it was last reviewed.

    `contacts` are lines such as function, name and telephone: sealed in the trail, so that they can be erased.
    """

    id: str
    name: str
    plan_version: str = ""
    location: str = ""
    reviewed_on: date | None = None
    reviewed_by: str | None = None
    contacts: tuple[str, ...] = field(default=(), metadata=PERSONAL)
    ended_on: date | None = None
    note: str = ""
    third_party_id: str = SELF_ID
    version: int = 1


@dataclass(frozen=True, slots=True)
class Drill:
    """One drill 訓練: what was tried with how many people, and what came out."""

    id: str
    name: str
    held_on: date
    scenario_note: str = ""
    participant_count: int | None = None
    findings_note: str = ""
    by: str = ""
    third_party_id: str = SELF_ID
    version: int = 1
