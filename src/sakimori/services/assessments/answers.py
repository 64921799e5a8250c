"""Answers: each one a new version, saved as it is given; until submission only the pack functions look at it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sakimori.domain.gap import Finding
from sakimori.domain.questions.assessment import Answer, AnswerMethod
from sakimori.domain.user import Actor
from sakimori.errors import ConflictError
from sakimori.services.assessments.check import AnswerInput, checked_answer
from sakimori.services.assessments.sheet import FILLABLE, Progress, Sheet, keep_progress, load_sheet, require_state
from sakimori.services.kernel.access import Permission, require
from sakimori.services.kernel.unit import Change
from sakimori.services.kernel.workspace import Workspace

ACTION = "answer.given"


@dataclass(frozen=True, slots=True)
class AnswerSaved:
    """An answer as it was stored, the gap that it will raise at submission, and how far the assessment is."""

    answer: Answer
    gap: Finding | None
    progress: Progress


@dataclass(frozen=True, slots=True)
class AnswersSaved:
    """The answers that were stored together, and how far the assessment is."""

    answers: tuple[Answer, ...]
    progress: Progress


def answer(
    workspace: Workspace,
    assessment_id: str,
    item: AnswerInput,
    *,
    method: AnswerMethod = AnswerMethod.WEB,
    actor: Actor,
    at: datetime,
) -> AnswerSaved:
    """Save one answer; the same answer again changes nothing.

    Raises:
        ConflictError: Somebody answered since the version that was seen; `ours` and `theirs` hold both answers.
    """
    require(actor, Permission.FILL_ASSESSMENT)
    with workspace.change(ACTION, actor=actor, at=at) as change:
        before = load_sheet(change, assessment_id)
        given = store_answers(change, before, [item], method)
        after = before.with_answers(given)
        progress = keep_progress(change, after)
    question = after.question(item.question_id)
    return AnswerSaved(after.answers[question.id], after.finding(question), progress)


def answer_many(
    workspace: Workspace,
    assessment_id: str,
    items: Sequence[AnswerInput],
    *,
    method: AnswerMethod = AnswerMethod.WEB,
    batch_id: str | None = None,
    actor: Actor,
    at: datetime,
) -> AnswersSaved:
    """Save many answers, all of them or none; each is an entry of its own in the trail."""
    require(actor, Permission.FILL_ASSESSMENT)
    with workspace.change(ACTION, actor=actor, at=at, batch_id=batch_id or workspace.ids("ba")) as change:
        before = load_sheet(change, assessment_id)
        given = store_answers(change, before, items, method)
        progress = keep_progress(change, before.with_answers(given))
    return AnswersSaved(tuple(given.values()), progress)


def store_answers(
    change: Change, sheet: Sheet, items: Iterable[AnswerInput], method: AnswerMethod
) -> dict[str, Answer]:
    """Store what differs from what stands, as the next version of each answer, within a larger change."""
    require_state(sheet.assessment, FILLABLE)
    questions = {q.id: q for q in sheet.pack.asked_in(sheet.assessment.group)}
    given: dict[str, Answer] = {}
    for item in items:
        question = questions.get(item.question_id) or sheet.question(item.question_id)
        standing = given.get(question.id) or sheet.answers.get(question.id)
        checked = checked_answer(question, item)
        wanted = Answer(
            id=change.new_id("an"),
            assessment_id=sheet.assessment.id,
            question_id=question.id,
            seq=standing.seq + 1 if standing else 1,
            state=checked.state,
            by=change.actor.id,
            at=change.at,
            value=checked.value,
            reason=checked.reason or None,
            note=checked.note or None,
            method=method,
            source=item.source,
        )
        if item.seen_seq is not None and item.seen_seq != (standing.seq if standing else 0):
            raise ConflictError(who=change.user_name(standing.by if standing else None), ours=wanted, theirs=standing)
        if standing is not None and checked.says_the_same(standing):
            continue
        given[question.id] = change.insert(wanted, third_party_id=sheet.party.id, action=ACTION, runs_rules=False)
    return given
