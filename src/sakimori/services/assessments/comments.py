"""A reviewer's remarks 指摘 on answers, and the ruling on what is said not to apply."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sakimori.domain.questions.assessment import Comment, CommentKind
from sakimori.domain.questions.pack import AnswerState
from sakimori.domain.user import Actor
from sakimori.domain.values.text import Text
from sakimori.errors import InvalidValueError, StateError
from sakimori.services.assessments.sheet import RUNNING, Sheet, keep_progress, load_sheet, require_state
from sakimori.services.kernel.access import Permission, require
from sakimori.services.kernel.unit import Change, Saved
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.check import TEXT_LENGTH, clean, refuse_personal_numbers
from sakimori.services.parties.write import saved

_COMMENT = Text("指摘", "comment")
_NEEDED = Text("内容を書いてください。", "Write what you mean.")
_TOO_LONG = Text("{limit}字までにしてください。", "Use up to {limit} characters.")
_NOT_NA = Text("「該当なし」の回答ではありません。", "The answer is not “not applicable”.")
_RESOLVED = Text("対応済みの指摘です。", "The comment is resolved already.")


def comment(
    workspace: Workspace, assessment_id: str, question_id: str, *, text: str, actor: Actor, at: datetime
) -> Saved[Comment]:
    """Remark on one answer; the one who fills sees it at the question."""
    require(actor, Permission.REVIEW_ASSESSMENT)
    with workspace.change("comment.made", actor=actor, at=at) as change:
        sheet = _running(change, assessment_id, question_id)
        stored = _insert(change, sheet, question_id, CommentKind.REMARK, _said(text, is_needed=True))
    return saved(stored, change)


def rule_on_na(
    workspace: Workspace,
    assessment_id: str,
    question_id: str,
    *,
    accept: bool,
    text: str = "",
    actor: Actor,
    at: datetime,
) -> Saved[Comment]:
    """Accept that a question does not apply, or refuse it with a reason; a refused one counts as unknown."""
    require(actor, Permission.REVIEW_ASSESSMENT)
    kind = CommentKind.NA_ACCEPTED if accept else CommentKind.NA_REFUSED
    with workspace.change("answer.na_ruled", actor=actor, at=at) as change:
        sheet = _running(change, assessment_id, question_id)
        given = sheet.answers.get(question_id)
        if given is None or given.state is not AnswerState.NA:
            raise StateError(why=_NOT_NA)
        stored = _insert(change, sheet, question_id, kind, _said(text, is_needed=not accept))
        keep_progress(change, sheet.with_comments((*sheet.comments, stored)))
    return saved(stored, change)


def resolve_comment(
    workspace: Workspace, comment_id: str, *, actor: Actor, at: datetime, seen: int | None = None
) -> Saved[Comment]:
    """Mark a remark as dealt with."""
    require(actor, Permission.FILL_ASSESSMENT)
    with workspace.change("comment.resolved", actor=actor, at=at) as change:
        standing = change.records.get(Comment, comment_id, what=_COMMENT)
        if change.as_shown(standing, seen).resolved_on is not None:
            raise StateError(why=_RESOLVED)
        stored = change.update(replace(standing, resolved_on=change.today), runs_rules=False)
    return saved(stored, change)


def _running(change: Change, assessment_id: str, question_id: str) -> Sheet:
    sheet = load_sheet(change, assessment_id)
    require_state(sheet.assessment, RUNNING)
    sheet.question(question_id)
    return sheet


def _insert(change: Change, sheet: Sheet, question_id: str, kind: CommentKind, text: str | None) -> Comment:
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
        ),
        runs_rules=kind is not CommentKind.REMARK,
    )


def _said(text: str, *, is_needed: bool) -> str | None:
    said = clean(text, one_line=False)
    if is_needed and not said:
        raise InvalidValueError(field=_COMMENT, value="", expected=_NEEDED, name="text")
    if len(said) > TEXT_LENGTH:
        raise InvalidValueError(
            field=_COMMENT, value=said[:80], expected=_TOO_LONG.format(limit=f"{TEXT_LENGTH:,}"), name="text"
        )
    refuse_personal_numbers("comment", said)
    return said or None
