"""An incident with its parts, as it is known now or was known on a past day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sakimori.domain.policy import Policy
from sakimori.domain.records.incidents import (
    Incident,
    IncidentEntry,
    IncidentMeasure,
    IncidentReport,
    IncidentStep,
    IncidentStepKind,
)
from sakimori.errors import NotFoundError
from sakimori.services.incidents.keeping import INCIDENT
from sakimori.services.kernel.unit import Unit, all_records

P = TypeVar("P", IncidentEntry, IncidentMeasure, IncidentReport, IncidentStep)

_ORDER = {kind: place for place, kind in enumerate(IncidentStepKind)}


@dataclass(frozen=True, slots=True)
class IncidentParts:
    """An incident, its steps in their order, what was sent, and the measures; the policy that counts."""

    incident: Incident
    steps: tuple[IncidentStep, ...]
    reports: tuple[IncidentReport, ...]
    measures: tuple[IncidentMeasure, ...]
    policy: Policy


def incident_then(unit: Unit, incident_id: str, number: int) -> Incident:
    """The incident as it stood after an entry.

    Raises:
        NotFoundError: There was none with this id.
    """
    newest = unit.is_newest(number)
    found: Incident | None = (
        unit.records.find(Incident, incident_id) if newest else unit.trail.record_at(Incident, incident_id, number)
    )
    if found is None:
        raise NotFoundError(what=INCIDENT, key=incident_id)
    return found


def parts_of(unit: Unit, incident: Incident, number: int) -> IncidentParts:
    """An incident with what belongs to it."""
    return in_order(
        incident,
        _of(unit, IncidentStep, incident.id, number),
        _of(unit, IncidentReport, incident.id, number),
        _of(unit, IncidentMeasure, incident.id, number),
        unit.policy(),
    )


def in_order(
    incident: Incident,
    steps: Iterable[IncidentStep],
    reports: Iterable[IncidentReport],
    measures: Iterable[IncidentMeasure],
    policy: Policy,
) -> IncidentParts:
    """An incident with its parts, each kind in its order."""
    return IncidentParts(
        incident,
        tuple(sorted(steps, key=lambda one: _ORDER[one.step])),
        tuple(sorted(reports, key=lambda one: (one.sent_on, one.id))),
        tuple(sorted(measures, key=lambda one: (one.due_on or date.max, one.id))),
        policy,
    )


def timeline_of(unit: Unit, incident_id: str, number: int) -> tuple[IncidentEntry, ...]:
    """The lines of the timeline, as they were written."""
    return tuple(sorted(_of(unit, IncidentEntry, incident_id, number), key=lambda one: one.number))


def _of(unit: Unit, kind: type[P], incident_id: str, number: int) -> list[P]:
    if unit.is_newest(number):
        return unit.records.select(kind, "incident_id = :id", {"id": incident_id})
    return [one for one in all_records(unit, kind, number=number) if one.incident_id == incident_id]
