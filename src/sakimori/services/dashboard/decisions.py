"""The decisions that were taken in a period: on assessments, and on waivers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from sakimori.domain.codes import Decision
from sakimori.domain.gap import Waiver
from sakimori.domain.questions.assessment import Assessment
from sakimori.domain.records.third_party import SELF_ID
from sakimori.domain.user import User
from sakimori.domain.values.as_of import AsOf
from sakimori.domain.values.days import legal_day
from sakimori.domain.values.text import Text
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.unit import Unit, all_records, party_at
from sakimori.services.kernel.workspace import Workspace
from sakimori.store.reads.gap_rows import title_of
from sakimori.store.reads.naming import names_of_people

T = TypeVar("T", Assessment, Waiver)


@dataclass(frozen=True, slots=True)
class DecisionTaken:
    """One decision: when, about whom and what, what it was, and by whom.

    `decision` is of an assessment, `approved` of a waiver, which then holds until `last_day`.
    """

    on: date
    third_party_id: str
    third_party: str
    about: Text
    by: str
    last_day: date | None
    decision: Decision | None = None
    approved: bool | None = None


@needs(Permission.READ)
def decisions_taken(workspace: Workspace, as_of: AsOf, *, since: date) -> tuple[DecisionTaken, ...]:
    """What was decided about third parties from a day to the day of the page, as known then, the latest first."""
    with workspace.unit() as unit:
        names = names_then(unit, as_of)
        found = [*_assessments(unit, as_of, since, names.get), *_waivers(unit, as_of, since, names.get)]
    return tuple(sorted(found, key=lambda one: (-one.on.toordinal(), one.third_party, one.about.ja)))


def names_then(unit: Unit, as_of: AsOf) -> dict[str, str]:
    """What everybody who writes here is called; our own people on a past day as they were called then."""
    people = all_records(unit, User, number=as_of.number) if as_of.is_past else []
    return names_of_people(unit.engine) | {one.id: one.name for one in people}


Named = Callable[[str, str], str]


def _assessments(unit: Unit, as_of: AsOf, since: date, named: Named) -> Iterator[DecisionTaken]:
    days = {"since": since.isoformat(), "on": as_of.on.isoformat()}
    for one in _known(unit, as_of, Assessment, "decided_on >= :since AND decided_on <= :on", days):
        if one.decision is None or one.decided_on is None or not since <= one.decided_on <= as_of.on:
            continue
        yield DecisionTaken(
            one.decided_on, one.third_party_id, _party(unit, as_of, one.third_party_id),
            unit.pack(one.pack_digest).title, named(one.decided_by or "", ""), one.valid_until, decision=one.decision,
        )  # fmt: skip


def _waivers(unit: Unit, as_of: AsOf, since: date, named: Named) -> Iterator[DecisionTaken]:
    for one in _known(unit, as_of, Waiver, "approved IS NOT NULL", {}):
        if one.approved is None or one.decided_at is None or not since <= legal_day(one.decided_at) <= as_of.on:
            continue
        yield DecisionTaken(
            legal_day(one.decided_at), one.third_party_id, _party(unit, as_of, one.third_party_id),
            title_of(unit.engine, one.gap_id, as_of.number), named(one.decided_by or "", ""), one.last_day,
            approved=one.approved,
        )  # fmt: skip


def _known(unit: Unit, as_of: AsOf, kind: type[T], where: str, params: dict[str, Any]) -> Iterable[T]:
    """Records of third parties, as known then; those of our own company are none."""
    found = unit.trail.records_at(kind, as_of.number) if as_of.is_past else unit.records.select(kind, where, params)
    return (one for one in found if one.third_party_id != SELF_ID)


def _party(unit: Unit, as_of: AsOf, third_party_id: str) -> str:
    party = party_at(unit, third_party_id, number=as_of.number)
    return party.legal_name if party else ""
