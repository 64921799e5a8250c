"""What somebody reported himself, with how it stands: for everybody, whatever else he may see of incidents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sakimori.domain.codes import ContactKind
from sakimori.domain.records.incidents import EntryKind, Incident, IncidentEntry
from sakimori.domain.records.third_party import SELF_ID, Contact
from sakimori.domain.user import Actor
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.unit import Unit
from sakimori.services.kernel.workspace import Workspace


class ReportState(StrEnum):
    """How far a report has come, as far as whoever made it is told."""

    RECEIVED = "received"
    TAKEN = "taken"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class OwnReport:
    """One incident as its reporter sees it: the words that he wrote, how it stands, and to whom he turns."""

    what: str
    known_on: date
    reported_at: datetime | None
    state: ReportState
    closed_on: date | None
    contact: str


@needs(Permission.REPORT_INCIDENT)
def own_reports(workspace: Workspace, *, actor: Actor) -> tuple[OwnReport, ...]:
    """The reports of somebody, the newest first; what others found out since is left out."""
    with workspace.unit() as unit:
        mine = unit.records.select(Incident, "reported_by = :me", {"me": actor.id})
        lines = unit.records.with_ids(IncidentEntry, {one.id for one in mine}, column="incident_id")
        said = {one.incident_id: one.ja for one in lines if one.kind is EntryKind.REPORTED and one.by == actor.id}
        desk = _desk(unit)
        found = [_shown(unit, one, said.get(one.id, one.name), desk) for one in mine]
    return tuple(sorted(found, key=lambda one: (one.known_on, one.what), reverse=True))


def _shown(unit: Unit, incident: Incident, what: str, desk: str) -> OwnReport:
    state = ReportState.TAKEN if incident.owner_id else ReportState.RECEIVED
    return OwnReport(
        what=what,
        known_on=incident.known_on,
        reported_at=incident.reported_at,
        state=ReportState.CLOSED if incident.closed_on is not None else state,
        closed_on=incident.closed_on,
        contact=unit.user_name(incident.owner_id) or desk,
    )


def _desk(unit: Unit) -> str:
    """How our own desk for incidents is reached, as our dossier says."""
    contacts = unit.records.select(Contact, "third_party_id = :own", {"own": SELF_ID})
    own = (one for one in contacts if one.kind is ContactKind.INCIDENT)
    found = next((one for one in own if one.is_reachable), None)
    if found is None:
        return ""
    return "　".join(one for one in (found.department or found.name, found.phone, found.email) if one)
