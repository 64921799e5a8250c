"""An assessment as files: its questions to whoever answers them, and its results in OSCAL for other programs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sakimori.domain.codes import AssessmentState, ContactKind
from sakimori.domain.questions.pack import Facts, Pack
from sakimori.domain.records.third_party import SELF_ID, Contact, Service, ThirdParty
from sakimori.domain.user import Actor
from sakimori.exchange.questionnaires.ours.pack_oscal import RaisedGap, Round, pack_results
from sakimori.services.assessments.sheet import load_sheet, load_sheet_at
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What goes out, how deep, and what its cover can say already; `company` is who asks, `send_to` its address."""

    third_party_id: str
    party: str
    pack: Pack
    group: str
    facts: Facts
    company: str
    service: str
    due_on: date | None
    send_to: str

    def due_from(self, today: date) -> date | None:
        """The day by which answers are asked for, unless it has passed."""
        return self.due_on if self.due_on is not None and self.due_on >= today else None


@needs(Permission.READ)
def outgoing(workspace: Workspace, assessment_id: str) -> Outgoing:
    """The questions of an assessment, on the version of the pack on which it was opened.

    Raises:
        NotFoundError: There is no such assessment.
    """
    with workspace.unit() as unit:
        sheet = load_sheet(unit, assessment_id)
        service = unit.records.find(Service, sheet.assessment.service_id or "")
        own = unit.records.get(ThirdParty, SELF_ID)
        reached = [one for one in unit.records.select(Contact, "third_party_id = :id", {"id": SELF_ID}) if one.email]
    return Outgoing(
        third_party_id=sheet.party.id,
        party=sheet.party.legal_name,
        pack=sheet.pack,
        group=sheet.assessment.group,
        facts=sheet.facts,
        company=own.legal_name or workspace.meta("name") or "",
        service=service.name if service else "",
        due_on=sheet.assessment.due_on,
        send_to=(min(reached, key=_rank).email or "") if reached else "",
    )


def _rank(contact: Contact) -> bool:
    """Of several contacts of ours, the one for answers comes first."""
    return contact.kind is not ContactKind.ANSWERING


@needs(Permission.FILL_ASSESSMENT)
def note_given(workspace: Workspace, assessment_id: str, *, actor: Actor, at: datetime) -> None:
    """Note in the log of accesses that somebody took the questions to send them."""
    workspace.access("questionnaire.given", actor=actor, at=at, what="assessment", key=assessment_id)


_JAPAN = ZoneInfo("Asia/Tokyo")


@needs(Permission.READ)
def assessment_results(
    workspace: Workspace, assessment_id: str, at: datetime, *, language: str = "ja", number: int | None = None
) -> bytes:
    """What is known of an assessment now, or was known after an entry, in JSON.

    Raises:
        NotFoundError: There is none with this id, or it had not been opened by then.
    """
    with workspace.unit() as unit:
        sheet = load_sheet_at(unit, assessment_id, number=unit.number() if number is None else number)
    assessment = sheet.assessment
    raised = [
        RaisedGap(question.id, found.stages[0].severity, found.title, found.action)
        for question in sheet.assessed.shown
        if (found := sheet.finding(question)) is not None
    ]
    ended = assessment.decided_on or assessment.submitted_on
    is_over = assessment.state is AssessmentState.DECIDED
    round_ = Round(
        key=assessment.id,
        about=sheet.party.legal_name,
        start=_start_of(assessment.opened_on),
        end=_start_of(ended) if ended and is_over else None,
        collected={number: answer.at for number, answer in sheet.answers.items()},
    )
    return pack_results(
        sheet.pack, assessment.group, language, sheet.values, raised, of=round_, at=at, facts=sheet.facts
    ).encode()


def _start_of(day: date) -> datetime:
    """A legal day as OSCAL takes it, which knows instants only."""
    return datetime.combine(day, time.min, _JAPAN)
