"""What is written in an assessment: answers, those of a short pack coming back, remarks 指摘, and rulings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sakimori.domain.codes import AssessmentState
from sakimori.domain.gap import Finding
from sakimori.domain.questions.assessment import Answer, AnswerMethod, Assessment, Comment, CommentKind
from sakimori.domain.questions.pack import AnswerState
from sakimori.domain.user import Actor
from sakimori.domain.values.text import Text
from sakimori.errors import ConflictError, InvalidValueError, StateError
from sakimori.services.assessments.check import AnswerInput, checked_answer
from sakimori.services.assessments.gap_pack import gap_packs_of
from sakimori.services.assessments.packs.questions import keeps_meaning
from sakimori.services.assessments.sheet import (
    FILLABLE,
    RUNNING,
    Progress,
    Sheet,
    keep_progress,
    load_sheet,
    require_state,
)
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.unit import Change, Unit, WriteResult
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.asked_for import withdraw_wanted
from sakimori.services.parties.check import TEXT_LENGTH, clean, refuse_personal_numbers
from sakimori.services.parties.write import write_result

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


@needs(Permission.FILL_ASSESSMENT)
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
    with workspace.change(ACTION, actor=actor, at=at) as change:
        before = load_sheet(change, assessment_id)
        given = store_answers(change, before, [item], method)
        after = before.with_answers(given)
        progress = keep_progress(change, after)
    question = after.question(item.question_id)
    return AnswerSaved(after.answers[question.id], after.finding(question), progress)


@needs(Permission.FILL_ASSESSMENT)
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


_COMMENT = Text("指摘", "comment")
_NEEDED = Text("内容を書いてください。", "Write what you mean.")
_TOO_LONG = Text("{limit}字までにしてください。", "Use up to {limit} characters.")
_NOT_NA = Text("「該当なし」の回答ではありません。", "The answer is not “not applicable”.")
_RESOLVED = Text("対応済みの指摘です。", "The comment is resolved already.")


@needs(Permission.REVIEW_ASSESSMENT)
def comment(
    workspace: Workspace, assessment_id: str, question_id: str, *, text: str, actor: Actor, at: datetime
) -> WriteResult[Comment]:
    """Remark on one answer; the one who fills sees it at the question."""
    with workspace.change("comment.made", actor=actor, at=at) as change:
        sheet = _running(change, assessment_id, question_id)
        stored = insert_comment(change, sheet, question_id, CommentKind.REMARK, said_text(text, is_needed=True))
    return write_result(stored, change)


@needs(Permission.REVIEW_ASSESSMENT)
def rule_on_na(
    workspace: Workspace,
    assessment_id: str,
    question_id: str,
    *,
    accept: bool,
    text: str = "",
    actor: Actor,
    at: datetime,
) -> WriteResult[Comment]:
    """Accept that a question does not apply, or refuse it with a reason; a refused one counts as unknown."""
    kind = CommentKind.NA_ACCEPTED if accept else CommentKind.NA_REFUSED
    with workspace.change("answer.na_ruled", actor=actor, at=at) as change:
        sheet = _running(change, assessment_id, question_id)
        given = sheet.answers.get(question_id)
        if given is None or given.state is not AnswerState.NA:
            raise StateError(why=_NOT_NA)
        stored = insert_comment(change, sheet, question_id, kind, said_text(text, is_needed=not accept))
        keep_progress(change, sheet.with_comments((*sheet.comments, stored)))
    return write_result(stored, change)


@needs(Permission.FILL_ASSESSMENT)
def resolve_comment(
    workspace: Workspace, comment_id: str, *, actor: Actor, at: datetime, seen: int | None = None
) -> WriteResult[Comment]:
    """Mark a remark as dealt with."""
    with workspace.change("comment.resolved", actor=actor, at=at) as change:
        standing = change.records.get(Comment, comment_id, what=_COMMENT)
        if change.as_shown(standing, seen).resolved_on is not None:
            raise StateError(why=_RESOLVED)
        stored = change.update(replace(standing, resolved_on=change.today), runs_rules=False)
    return write_result(stored, change)


def _running(change: Change, assessment_id: str, question_id: str) -> Sheet:
    sheet = load_sheet(change, assessment_id)
    require_state(sheet.assessment, RUNNING)
    sheet.question(question_id)
    return sheet


def insert_comment(
    change: Change, sheet: Sheet, question_id: str, kind: CommentKind, text: str | None, *, reply_to: str | None = None
) -> Comment:
    """Store what somebody says at a question, within a larger change."""
    return change.insert(
        Comment(
            id=change.new_id("cm"),
            assessment_id=sheet.assessment.id,
            third_party_id=sheet.party.id,
            question_id=question_id,
            kind=kind,
            by=change.actor.id,
            at=change.at,
            text=text,
            reply_to=reply_to,
        ),
        runs_rules=kind.is_ruling,
    )


def said_text(text: str, *, is_needed: bool) -> str | None:
    """What somebody says, as it may be stored; None where nothing is said.

    Raises:
        InvalidValueError: Nothing is said where something is needed, or too much.
        MyNumberError: A My Number stands in it.
    """
    said = clean(text, one_line=False)
    if is_needed and not said:
        raise InvalidValueError(field=_COMMENT, value="", expected=_NEEDED, name="text")
    if len(said) > TEXT_LENGTH:
        raise InvalidValueError(
            field=_COMMENT, value=said[:80], expected=_TOO_LONG.format(limit=f"{TEXT_LENGTH:,}"), name="text"
        )
    refuse_personal_numbers("comment", said)
    return said or None


_NOTHING = Text("取り込む回答はありません。", "There is no answer to bring back.")


@dataclass(frozen=True, slots=True)
class ReturnedAnswers:
    """What answers to a short pack would do to the assessment whose gaps it asked.

    `contested` were answered there after the short pack was made; those answers stay. `elsewhere` has no place there:
    the question is new, or was worded otherwise.
    """

    original_id: str
    short_id: str
    fills: tuple[AnswerInput, ...]
    contested: tuple[str, ...]
    elsewhere: tuple[str, ...]


@needs(Permission.READ)
def returned_answers(workspace: Workspace, original_id: str) -> tuple[ReturnedAnswers, ...]:
    """What has come back for an open assessment and is not in it yet."""
    with workspace.unit() as unit:
        return _returned(unit, original_id)


@needs(Permission.FILL_ASSESSMENT)
def bring_back(workspace: Workspace, original_id: str, *, actor: Actor, at: datetime) -> int:
    """Put what came back into the open assessment, and give how many answers that were.

    A short assessment that is still open and of which everything went is cancelled: it has done its work.

    Raises:
        StateError: Nothing came back, or the assessment takes no answers any more.
    """
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
                withdraw_wanted(change, one.short_id)
        keep_progress(change, sheet)
    return count


def _returned(unit: Unit, original_id: str) -> tuple[ReturnedAnswers, ...]:
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


def _one(unit: Unit, original: Sheet, short: Sheet, made: int) -> ReturnedAnswers:
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
    return ReturnedAnswers(
        original.assessment.id, short.assessment.id, tuple(fills), tuple(contested), tuple(elsewhere)
    )
