"""The questions of an open assessment on their way to whoever answers them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sakimori.domain.questions.pack import Facts, Pack
from sakimori.domain.records.third_party import SELF_ID, Service, ThirdParty
from sakimori.domain.user import Actor
from sakimori.services.assessments.sheet import load_sheet
from sakimori.services.kernel.access import Permission, require
from sakimori.services.kernel.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What goes out, how deep, and what its cover can say already; `company` is who asks."""

    third_party_id: str
    pack: Pack
    group: str
    facts: Facts
    company: str
    service: str
    due_on: date | None


def outgoing(workspace: Workspace, assessment_id: str) -> Outgoing:
    """The questions of an assessment, on the version of the pack on which it was opened.

    Raises:
        NotFoundError: There is no such assessment.
    """
    with workspace.unit() as unit:
        sheet = load_sheet(unit, assessment_id)
        service = unit.records.find(Service, sheet.assessment.service_id or "")
        own = unit.records.get(ThirdParty, SELF_ID)
    return Outgoing(
        third_party_id=sheet.party.id,
        pack=sheet.pack,
        group=sheet.assessment.group,
        facts=sheet.facts,
        company=own.legal_name or workspace.meta("name") or "",
        service=service.name if service else "",
        due_on=sheet.assessment.due_on,
    )


def note_given(workspace: Workspace, assessment_id: str, *, actor: Actor, at: datetime) -> None:
    """Note in the log of accesses that somebody took the questions to send them."""
    require(actor, Permission.FILL_ASSESSMENT)
    workspace.access("questionnaire.given", actor=actor, at=at, what="assessment", key=assessment_id)
