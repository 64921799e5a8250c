"""An assessment as OSCAL assessment results, for the programs of others."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sakimori.domain.codes import AssessmentState
from sakimori.exchange.questionnaires.ours.pack_results import Raised, Round, pack_results
from sakimori.services.assessments.sheet import load_sheet_at
from sakimori.services.kernel.workspace import Workspace

_JAPAN = ZoneInfo("Asia/Tokyo")


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
        Raised(question.id, found.stages[0].severity, found.title, found.action)
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
