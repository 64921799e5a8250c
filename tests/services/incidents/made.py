"""Incidents for tests: reported, and the facts that make one be reported."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from kit.builders import AT, TODAY, an_actor
from sakimori.domain.codes import DataCategory
from sakimori.domain.records.incidents import Incident, PersonsTold, ReportItem
from sakimori.domain.values.as_of import NEWEST, AsOf
from sakimori.services.incidents.closing import skip_step
from sakimori.services.incidents.report import IncidentDraft, report_incident
from sakimori.services.incidents.shapes import IncidentView
from sakimori.services.incidents.view import incident_view
from sakimori.services.incidents.write import save_facts, save_item, tell_persons
from sakimori.services.kernel.workspace import Workspace

KNOWN = date(2026, 11, 24)
ACTOR = an_actor()
CERTAIN: dict[str, Any] = {
    "persons": 500,
    "categories": frozenset({DataCategory.PI_CONTACT}),
    "is_improper_purpose": False,
    "may_cost_money": False,
    "is_exposed": False,
    "is_protected": False,
    "is_recovered": False,
    "is_processor": False,
}
"""Facts under which nothing is reported, and nothing is open."""


def reported(
    workspace: Workspace,
    *,
    what: str = "名簿の誤送信",
    at: datetime = AT,
    facts: dict[str, Any] | None = None,
    **draft: Any,
) -> Incident:
    """An incident that somebody reported, with some facts."""
    given = {"known_on": KNOWN} | draft
    incident = report_incident(workspace, IncidentDraft(what, **given), actor=ACTOR, at=at).record
    if facts:
        incident = save_facts(workspace, incident.id, facts, actor=ACTOR, at=at + timedelta(minutes=1)).record
    return incident


def view_of(workspace: Workspace, incident_id: str, on: date = TODAY) -> IncidentView:
    """The incident as the desk shows it."""
    return incident_view(workspace, incident_id, as_of=AsOf(on, NEWEST))


def written(workspace: Workspace, incident_id: str, *items: ReportItem, at: datetime = AT) -> None:
    """Write items of the report, all nine unless some are named."""
    for item in items or tuple(ReportItem):
        save_item(workspace, incident_id, item, f"{item.value}の内容", actor=ACTOR, at=at)


def tended(workspace: Workspace, incident: Incident, *, at: datetime = AT) -> None:
    """Somebody sees to the incident, and each of its steps is done or not needed."""
    save_facts(workspace, incident.id, {"owner_id": ACTOR.id}, actor=ACTOR, at=at)
    for one in view_of(workspace, incident.id).steps:
        if not one.step.is_settled:
            skip_step(workspace, one.step.id, "同じ日に済んでいた", actor=ACTOR, at=at)


def told(workspace: Workspace, incident_id: str, *, at: datetime = AT) -> None:
    """The persons were told."""
    tell_persons(workspace, incident_id, PersonsTold.NOTICE, KNOWN, actor=ACTOR, at=at)
