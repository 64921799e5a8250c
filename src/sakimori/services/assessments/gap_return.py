"""The answers to a short pack on their way back into the assessment whose gaps it asked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sakimori.domain.codes import AssessmentState
from sakimori.domain.questions.assessment import AnswerMethod, Assessment
from sakimori.domain.user import Actor
from sakimori.domain.values.text import Text
from sakimori.errors import StateError
from sakimori.services.assessments.check import AnswerInput
from sakimori.services.assessments.gap_pack import gap_packs_of
from sakimori.services.assessments.sheet import FILLABLE, Sheet, keep_progress, load_sheet
from sakimori.services.assessments.write import store_answers
from sakimori.services.kernel.access import Permission, require
from sakimori.services.kernel.unit import Unit
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.packs.questions import keeps_meaning

_NOTHING = Text("取り込む回答はありません。", "There is no answer to bring back.")


@dataclass(frozen=True, slots=True)
class Returned:
    """What answers to a short pack would do to the assessment whose gaps it asked.

    `contested` were answered there after the short pack was made; those answers stay. `elsewhere` has no place there:
    the question is new, or was worded otherwise.
    """

    original_id: str
    short_id: str
    fills: tuple[AnswerInput, ...]
    contested: tuple[str, ...]
    elsewhere: tuple[str, ...]


def returned(workspace: Workspace, original_id: str) -> tuple[Returned, ...]:
    """What has come back for an open assessment and is not in it yet."""
    with workspace.unit() as unit:
        return _returned(unit, original_id)


def bring_back(workspace: Workspace, original_id: str, *, actor: Actor, at: datetime) -> int:
    """Put what came back into the open assessment, and give how many answers that were.

    A short assessment that is still open and of which everything went is cancelled: it has done its work.

    Raises:
        StateError: Nothing came back, or the assessment takes no answers any more.
    """
    require(actor, Permission.FILL_ASSESSMENT)
    with workspace.change("answer.given", actor=actor, at=at) as change:
        found = [one for one in _returned(change, original_id) if one.fills]
        if not found:
            raise StateError(why=_NOTHING)
        sheet, count = load_sheet(change, original_id), 0
        for one in found:
            given = store_answers(change, sheet, one.fills, AnswerMethod.REUSE)
            sheet, count = sheet.with_answers(given), count + len(given)
            short = load_sheet(change, one.short_id)
            if short.assessment.state in FILLABLE and not short.blanks and not one.contested and not one.elsewhere:
                ended = replace(short.assessment, state=AssessmentState.CANCELLED)
                change.update(ended, action="assessment.cancelled")
        keep_progress(change, sheet)
    return count


def _returned(unit: Unit, original_id: str) -> tuple[Returned, ...]:
    original = load_sheet(unit, original_id)
    if original.assessment.state not in FILLABLE:
        return ()
    found = []
    for record in gap_packs_of(unit, original_id):
        made = _entry(unit, "private_pack", record.id)
        for assessment in unit.records.select(Assessment, "pack_digest = :digest", {"digest": record.digest}):
            if assessment.state is not AssessmentState.CANCELLED and assessment.subject == original.assessment.subject:
                found.append(_one(unit, original, load_sheet(unit, assessment.id), made))
    return tuple(one for one in found if one.fills or one.contested)


def _entry(unit: Unit, kind: str, record_id: str) -> int:
    """The number of the entry with which a record came: two instants may be one, two entries never are."""
    return min(line.entry.seq for line in unit.trail.lines(record_kind=kind, record_id=record_id))


def _one(unit: Unit, original: Sheet, short: Sheet, made: int) -> Returned:
    asked = {question.id: question for question in original.pack.asked_in(original.assessment.group)}
    fills, contested, elsewhere = [], [], []
    for question_id, answer in short.answers.items():
        question = asked.get(question_id)
        standing = original.answers.get(question_id)
        if question is None or not keeps_meaning(short.pack, short.question(question_id), original.pack, question):
            elsewhere.append(question_id)
        elif standing is not None and AnswerInput.again(answer).says_the_same(standing):
            continue
        elif standing is not None and _entry(unit, "answer", standing.id) > made:
            contested.append(question_id)
        else:
            seen = standing.seq if standing else 0
            fills.append(AnswerInput.again(answer, source=short.assessment.id, seen_seq=seen))
    return Returned(original.assessment.id, short.assessment.id, tuple(fills), tuple(contested), tuple(elsewhere))
