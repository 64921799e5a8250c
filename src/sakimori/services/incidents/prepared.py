"""How we are prepared: the plan with those whom to call, and the drills."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Final

from sakimori.domain.records.preparedness import Drill, IncidentPlan
from sakimori.domain.user import Actor
from sakimori.domain.values.text import Text
from sakimori.services.incidents.keeping import not_after_today
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.record_kinds import checked_record
from sakimori.services.kernel.unit import WriteResult
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import write_result

_PLAN: Final = Text("対応計画", "plan")


@needs(Permission.EDIT_INCIDENT)
def save_plan(workspace: Workspace, plan: IncidentPlan, *, actor: Actor, at: datetime) -> WriteResult[IncidentPlan]:
    """Store a version of the plan: a new one without an id, else the changed one; who reviewed it is who says so.

    Raises:
        ConflictError: Somebody else saved it since it was read.
        InvalidValueError: A field holds what it cannot, or the day of the review lies ahead.
    """
    with workspace.change("incident_plan.saved", actor=actor, at=at) as change:
        not_after_today(change, IncidentPlan, "reviewed_on", plan.reviewed_on)
        standing = change.records.find(IncidentPlan, plan.id) if plan.id else None
        is_reviewed = plan.reviewed_on is not None and (standing is None or standing.reviewed_on != plan.reviewed_on)
        reviewer = actor.id if is_reviewed else standing.reviewed_by if standing else None
        wanted = checked_record(change, replace(plan, reviewed_by=reviewer))
        stored = change.update(wanted) if plan.id else change.insert(replace(wanted, id=change.new_id("ip"), version=1))
    return write_result(stored, change)


@needs(Permission.EDIT_INCIDENT)
def save_drill(workspace: Workspace, drill: Drill, *, actor: Actor, at: datetime) -> WriteResult[Drill]:
    """Store a drill: a new one without an id, else the changed one.

    Raises:
        ConflictError: Somebody else saved it since it was read.
        InvalidValueError: A field holds what it cannot, or the day lies ahead.
    """
    with workspace.change("drill.saved", actor=actor, at=at) as change:
        not_after_today(change, Drill, "held_on", drill.held_on)
        wanted = checked_record(change, drill)
        stored = (
            change.update(wanted)
            if drill.id
            else change.insert(replace(wanted, id=change.new_id("dr"), by=drill.by or actor.id, version=1))
        )
    return write_result(stored, change)


@needs(Permission.ERASE_PERSONAL)
def erase_plan_contacts(
    workspace: Workspace, plan_id: str, *, actor: Actor, at: datetime, seen: int | None = None, reason: str = ""
) -> WriteResult[IncidentPlan]:
    """Erase whom to call by a plan, in the record and in the trail: of an older version, say; the chain stays whole."""
    with workspace.change("incident_plan.erased", actor=actor, at=at, reason=reason) as change:
        plan = change.as_shown(change.records.get(IncidentPlan, plan_id, what=_PLAN), seen)
        stored = change.update(replace(plan, contacts=()))
        # The entry of this very write holds them as they stood before, so the erasure comes after it.
        change.trail.erase_personal(record_kind="incident_plan", record_id=plan_id)
    return write_result(stored, change)
