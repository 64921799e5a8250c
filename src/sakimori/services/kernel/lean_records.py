"""Present records with only the columns that a list needs: whole ones would take most of the time of the list."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from sakimori.domain.codes import (
    AssessmentKind,
    AssessmentState,
    Criticality,
    DataCategory,
    Decision,
    Lifecycle,
    Role,
)
from sakimori.domain.questions.assessment import Assessment, PeriodicReview, ReviewKind
from sakimori.domain.records.third_party import Foreign, ThirdParty
from sakimori.services.flows.heads import FACTS
from sakimori.services.kernel.party_cache import among
from sakimori.services.kernel.unit import Unit
from sakimori.store.engine import Row


def lean_parties(unit: Unit, ids: Sequence[str] | None = None) -> list[ThirdParty]:
    """All third parties or some, with what tier and list need; recorded flows stand in for the intake answers."""
    where, params = among("p.id", ids)
    facts = ", ".join(f"CASE WHEN f.third_party_id IS NULL THEN p.{c} ELSE f.{c} END AS {c}" for c in FACTS)
    rows = unit.query(
        "SELECT p.id, p.legal_name, p.roles, p.lifecycle, p.country, p.parent_id, p.owner_id, p.criticality, "
        f"p.merged_into, p.archived_on, {facts} FROM third_party p LEFT JOIN flow_facts f ON f.third_party_id = p.id "
        f"WHERE {where}",
        **params,
    )
    return [
        ThirdParty(
            id=str(row["id"]),
            legal_name=str(row["legal_name"]),
            roles=_roles(str(row["roles"])),
            lifecycle=Lifecycle(str(row["lifecycle"])),
            country=_text(row, "country"),
            parent_id=_text(row, "parent_id"),
            owner_id=_text(row, "owner_id"),
            data_categories=None if row["data_categories"] is None else _categories(str(row["data_categories"])),
            person_count=None if row["person_count"] is None else int(str(row["person_count"])),
            special_care=None if row["special_care"] is None else bool(row["special_care"]),
            foreign=None if row["foreign_handling"] is None else Foreign(str(row["foreign_handling"])),
            criticality=None if row["criticality"] is None else Criticality(str(row["criticality"])),
            merged_into=_text(row, "merged_into"),
            archived_on=_day(row, "archived_on"),
        )
        for row in rows
    ]


def lean_assessments(unit: Unit, ids: Sequence[str] | None = None) -> list[Assessment]:
    """The assessments of all third parties or of some, with what decides which one governs and until when."""
    where, params = among("third_party_id", ids)
    rows = unit.query(
        "SELECT id, third_party_id, pack_id, kind, opened_on, state, service_id, due_on, submitted_on, decided_on, "
        f"decision, valid_until, needs_adoption FROM assessment WHERE {where}",
        **params,
    )
    return [
        Assessment(
            id=str(row["id"]),
            third_party_id=str(row["third_party_id"]),
            pack_id=str(row["pack_id"]),
            pack_version="",
            pack_digest="",
            group="",
            kind=AssessmentKind(str(row["kind"])),
            opened_on=date.fromisoformat(str(row["opened_on"])),
            opened_by="",
            state=AssessmentState(str(row["state"])),
            service_id=_text(row, "service_id"),
            due_on=_day(row, "due_on"),
            submitted_on=_day(row, "submitted_on"),
            decided_on=_day(row, "decided_on"),
            decision=None if row["decision"] is None else Decision(str(row["decision"])),
            valid_until=_day(row, "valid_until"),
            needs_adoption=bool(row["needs_adoption"]),
        )
        for row in rows
    ]


def lean_reviews(unit: Unit) -> list[PeriodicReview]:
    """Every periodic review, with its day."""
    rows = unit.query("SELECT id, third_party_id, kind, completed_on FROM periodic_review")
    return [
        PeriodicReview(
            id=str(row["id"]),
            third_party_id=str(row["third_party_id"]),
            kind=ReviewKind(str(row["kind"])),
            completed_on=date.fromisoformat(str(row["completed_on"])),
            by="",
        )
        for row in rows
    ]


@lru_cache(maxsize=1024)
def _roles(text: str) -> frozenset[Role]:
    return frozenset(Role(code) for code in json.loads(text))


@lru_cache(maxsize=4096)
def _categories(text: str) -> frozenset[DataCategory]:
    return frozenset(DataCategory(code) for code in json.loads(text))


def _text(row: Row, column: str) -> str | None:
    value = row[column]
    return None if value is None else str(value)


def _day(row: Row, column: str) -> date | None:
    value = row[column]
    return None if value is None else date.fromisoformat(str(value))
