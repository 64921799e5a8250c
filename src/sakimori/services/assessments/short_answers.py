"""What was answered to short packs since an assessment was handed in: it counts as an answer to the same pack."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sakimori.domain.codes import AssessmentState
from sakimori.domain.questions.assessment import Answer, Assessment
from sakimori.domain.questions.evaluation import is_settled
from sakimori.domain.questions.pack import Pack, Question
from sakimori.services.assessments.packs.questions import keeps_meaning
from sakimori.services.assessments.sheet import Sheet, load_sheet, load_sheet_at
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.packs import pack_origins
from sakimori.services.kernel.unit import Unit, records_of
from sakimori.services.kernel.workspace import Workspace

_HANDED_IN = frozenset({AssessmentState.SUBMITTED, AssessmentState.DECIDED})


@dataclass(frozen=True, slots=True)
class AnsweredAgain:
    """A short assessment, and the questions of the original that it answered later."""

    short_id: str
    question_ids: tuple[str, ...]


@needs(Permission.READ)
def answered_again(workspace: Workspace, assessment_id: str, *, number: int) -> tuple[AnsweredAgain, ...]:
    """The short assessments whose answers count in place of those of a decided one, as known after an entry."""
    with workspace.unit() as unit:
        return later_answers(unit, load_sheet_at(unit, assessment_id, number=number), number=number)


def later_answers(unit: Unit, sheet: Sheet, *, number: int) -> tuple[AnsweredAgain, ...]:
    """What was answered again of a decided assessment and decided on; nothing of one that is still open."""
    if sheet.assessment.state is not AssessmentState.DECIDED:
        return ()
    handed_in = short_sheets(unit, sheet, number=number)
    short = [one for one in handed_in if one.assessment.state is AssessmentState.DECIDED]
    given = with_later(sheet, short).answers.values()
    by_short = {
        one.assessment.id: tuple(a.question_id for a in given if a.assessment_id == one.assessment.id) for one in short
    }
    return tuple(AnsweredAgain(one, ids) for one, ids in by_short.items() if ids)


def short_sheets(unit: Unit, sheet: Sheet, *, number: int | None = None) -> tuple[Sheet, ...]:
    """The assessments of the same subject that asked some questions of the pack again and were handed in."""
    after = unit.number() if number is None else number
    others: list[Assessment] = [
        one
        for one in records_of(unit, Assessment, sheet.party.id, number=after)
        if one.subject == sheet.assessment.subject
        and one.state in _HANDED_IN
        and not one.needs_adoption
        and one.id != sheet.assessment.id
    ]
    origins = pack_origins(unit, {one.pack_id for one in others})
    asked = sheet.part_of or sheet.pack.id
    found = [one.id for one in others if origins.get(one.pack_id) == asked]
    if number is None:
        return tuple(load_sheet(unit, one) for one in found)
    return tuple(load_sheet_at(unit, one, number=number) for one in found)


def answers(short: Sheet, pack: Pack, question: Question) -> bool:
    """Whether a short pack was answered to a question as it is worded in a pack."""
    asked = next((one for one in short.pack.questions if one.id == question.id), None)
    value = short.values.get(question.id)
    return (
        asked is not None
        and value is not None
        and is_settled(asked, value)
        and keeps_meaning(short.pack, asked, pack, question)
    )


def with_later(sheet: Sheet, short: Iterable[Sheet]) -> Sheet:
    """The assessment with what was answered since to short packs."""
    later: dict[str, Answer] = {}
    for one in short:
        for question in sheet.pack.asked_in(sheet.assessment.group):
            given = one.answers.get(question.id)
            standing = later.get(question.id) or sheet.answers.get(question.id)
            if given and answers(one, sheet.pack, question) and (standing is None or given.at >= standing.at):
                later[question.id] = given
    comments = (*sheet.comments, *(comment for one in short for comment in one.comments))
    return sheet.with_answers(later).with_comments(comments) if later else sheet
