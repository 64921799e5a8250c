"""Incidents as lists show them: what is open first, the earliest day first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from sakimori.domain.incident import Report
from sakimori.domain.policy import Policy
from sakimori.domain.records.incidents import Incident, IncidentMeasure, IncidentReport, IncidentStep
from sakimori.domain.records.preparedness import Drill, IncidentPlan
from sakimori.domain.user import User
from sakimori.domain.values.as_of import AsOf
from sakimori.domain.values.days import add_months
from sakimori.domain.values.text import NO_TEXT, Text
from sakimori.exchange.registers.words import code_word
from sakimori.rules.incidents.progress import counted_from, judged
from sakimori.services.incidents.next_action import next_action
from sakimori.services.incidents.parts import IncidentParts, in_order
from sakimori.services.incidents.shapes import IncidentRow
from sakimori.services.incidents.view import clock_views
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.judge_queue import policy_then
from sakimori.services.kernel.unit import Unit, all_records, party_at
from sakimori.services.kernel.workspace import Workspace

P = TypeVar("P", IncidentStep, IncidentReport, IncidentMeasure)


@dataclass(frozen=True, slots=True)
class Preparedness:
    """How we are prepared: the plan that stands, the last drill, and by when each is due again."""

    plan: IncidentPlan | None
    plan_due_on: date | None
    drill: Drill | None
    drill_due_on: date | None
    drills: tuple[Drill, ...]
    plans: tuple[IncidentPlan, ...]


@needs(Permission.READ_INCIDENTS)
def incident_rows(workspace: Workspace, *, as_of: AsOf) -> tuple[IncidentRow, ...]:
    """All incidents on a day: the open ones by their next day, then the closed ones, the newest first."""
    with workspace.unit() as unit:
        found = all_records(unit, Incident, number=as_of.number)
        if not found:
            return ()
        policy = policy_then(unit, number=as_of.number)
        steps = _by_incident(all_records(unit, IncidentStep, number=as_of.number))
        reports = _by_incident(all_records(unit, IncidentReport, number=as_of.number))
        measures = _by_incident(all_records(unit, IncidentMeasure, number=as_of.number))
        people = {user.id: user.name for user in all_records(unit, User, number=as_of.number)}
        rows = [
            _row(unit, in_order(one, steps[one.id], reports[one.id], measures[one.id], policy), people, as_of)
            for one in found
        ]
    closed = [row for row in rows if row.incident.closed_on is not None]
    open_rows = [row for row in rows if row.incident.closed_on is None]
    return (
        *sorted(open_rows, key=lambda row: (row.due_on or date.max, row.incident.known_on, row.incident.id)),
        *sorted(closed, key=lambda row: (row.incident.known_on, row.incident.id), reverse=True),
    )


def _by_incident(records: Iterable[P]) -> defaultdict[str, list[P]]:
    found: defaultdict[str, list[P]] = defaultdict(list)
    for one in records:
        found[one.incident_id].append(one)
    return found


def _row(unit: Unit, parts: IncidentParts, people: dict[str, str], as_of: AsOf) -> IncidentRow:
    incident = parts.incident
    due_on, words = next_day_of(parts, as_of.on)
    party = party_at(unit, incident.third_party_id, number=as_of.number)
    return IncidentRow(
        incident=incident,
        third_party_name=party.legal_name if party else "",
        owner_name=people.get(incident.owner_id or "", ""),
        reportable=judged(incident).holds,
        due_on=due_on,
        due_words=words,
        is_late=due_on is not None and due_on < as_of.on,
        next=next_action(parts, as_of.on),
    )


def next_day_of(parts: IncidentParts, on: date) -> tuple[date | None, Text]:
    """The earliest day of what is still due, and what that is; nothing of an incident that is closed."""
    if parts.incident.closed_on is not None:
        return None, NO_TEXT
    due = [
        (_day(view.clock.report, view.clock.due_on, parts.incident, parts.policy), view.clock.report)
        for view in clock_views(parts, on)
        if view.done_on is None
    ]
    first = min(((day, report) for day, report in due if day is not None), default=None)
    return (None, NO_TEXT) if first is None else (first[0], code_word(first[1]))


def _day(report: Report, due_on: date | None, incident: Incident, policy: Policy) -> date | None:
    """The day of a clock; the notice to persons has none in law, so that ours counts."""
    if report is Report.PERSONS:
        return counted_from(incident) + timedelta(days=policy.incident_persons_days - 1)
    return due_on


@needs(Permission.READ_INCIDENTS)
def preparedness(workspace: Workspace, *, as_of: AsOf) -> Preparedness:
    """The plan and the drills on a day."""
    with workspace.unit() as unit:
        policy = unit.policy()
        plans = sorted(all_records(unit, IncidentPlan, number=as_of.number), key=_reviewed, reverse=True)
        drills = sorted(
            all_records(unit, Drill, number=as_of.number), key=lambda one: (one.held_on, one.id), reverse=True
        )
    plan = next((one for one in plans if one.ended_on is None or one.ended_on > as_of.on), None)
    drill = next((one for one in drills if one.held_on <= as_of.on), None)
    return Preparedness(
        plan=plan,
        plan_due_on=add_months(plan.reviewed_on, policy.incident_plan_months) if plan and plan.reviewed_on else None,
        drill=drill,
        drill_due_on=add_months(drill.held_on, policy.drill_months) if drill else None,
        drills=tuple(drills),
        plans=tuple(plans),
    )


def _reviewed(plan: IncidentPlan) -> tuple[date, str]:
    return (plan.reviewed_on or date.min, plan.id)


def _held(drill: Drill) -> tuple[date, str]:
    return (drill.held_on, drill.id)
