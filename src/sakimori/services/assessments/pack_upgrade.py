"""Taking an assessment under way to the newest version of its pack, with the answers whose question stayed the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from sakimori.domain.codes import AssessmentState
from sakimori.domain.invitation import Invitation
from sakimori.domain.questions.assessment import Answer, AnswerMethod, Assessment, Comment
from sakimori.domain.questions.pack import Pack
from sakimori.domain.user import Actor
from sakimori.domain.values.text import Text
from sakimori.errors import StateError
from sakimori.services.assessments.packs.questions import PackChanges, keeps_meaning, pack_changes
from sakimori.services.assessments.packs.shelf import digest_of, packs_on_shelf
from sakimori.services.assessments.sheet import (
    FILLABLE,
    TAKEN_OVER,
    Sheet,
    find_assessment,
    keep_progress,
    load_sheet,
    require_state,
    sent_back_reason,
)
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.packs import freeze_pack
from sakimori.services.kernel.unit import Change
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.asked_for import open_at, withdraw_wanted
from sakimori.services.parties.check import TEXT_LENGTH

_NONE_NEWER = Text("新しい版の質問票はありません。", "There is no newer version of this pack.")
_REASON = "質問票{version}へ引継ぎ / Taken over to version {version} of the pack"


@dataclass(frozen=True, slots=True)
class TakeOver:
    """What would happen on the newer version of the pack: which answers stay, what is asked again, what is new.

    `again` are questions whose meaning changed after they were answered, `dropped` those that are asked no more.
    """

    assessment_id: str
    changes: PackChanges
    kept: tuple[str, ...]
    again: tuple[str, ...]
    added: tuple[str, ...]
    dropped: tuple[str, ...]

    @property
    def version(self) -> str:
        """The version that it would go to."""
        return self.changes.new.version


@needs(Permission.READ)
def offered_take_over(workspace: Workspace, assessment_id: str) -> TakeOver | None:
    """The take-over that an assessment is offered; None where it is under way no more, or its pack is the newest."""
    shelf = packs_on_shelf(workspace)
    with workspace.unit() as unit:
        sheet = load_sheet(unit, assessment_id)
    newest = _newer(shelf, sheet)
    if newest is None or sheet.assessment.state not in FILLABLE:
        return None
    return plan_take_over(sheet, newest)


def plan_take_over(sheet: Sheet, newest: Pack) -> TakeOver:
    """What happens to each answer of an assessment on a newer version of its pack."""
    group = sheet.assessment.group
    was = {question.id: question for question in sheet.pack.asked_in(group)}
    will = {question.id: question for question in newest.asked_in(group)}
    same = {q for q in was if q in will and keeps_meaning(sheet.pack, was[q], newest, will[q])}
    return TakeOver(
        assessment_id=sheet.assessment.id,
        changes=pack_changes(sheet.pack, newest),
        kept=tuple(q for q in will if q in same and q in sheet.answers),
        again=tuple(q for q in will if q in sheet.answers and q not in same),
        added=tuple(q for q in will if q not in was),
        dropped=tuple(q for q in sheet.answers if q not in will),
    )


@needs(Permission.FILL_ASSESSMENT)
def take_over(
    workspace: Workspace, assessment_id: str, *, seen: str | None = None, actor: Actor, at: datetime
) -> Assessment:
    """Cancel an assessment and open it again on the newest version, with the answers that still answer what is asked.

    A kept answer stays the answer of whoever gave it on the day they gave it: nobody has looked at it since. So do the
    rulings and the open remarks on kept answers. `seen` is the version that the actor was shown.

    Raises:
        StateError: There is no newer version, or the assessment is under way no more.
    """
    shelf = packs_on_shelf(workspace)
    with workspace.unit() as unit:
        newest = _newer(shelf, load_sheet(unit, assessment_id))
    if newest is None or seen not in {None, newest.version}:
        raise StateError(why=_NONE_NEWER)
    with workspace.change(TAKEN_OVER, actor=actor, at=at, reason=_reason(workspace, assessment_id, newest)) as change:
        sheet = load_sheet(change, assessment_id)
        require_state(sheet.assessment, FILLABLE)
        plan = plan_take_over(sheet, newest)
        change.update(replace(sheet.assessment, state=AssessmentState.CANCELLED))
        begun = _begin(change, sheet, newest)
        answers = {answer.question_id: answer for answer in _carried(change, sheet, plan, begun)}
        asked = {question.id for question in newest.asked_in(sheet.assessment.group)}
        comments = tuple(_remarks(change, sheet, begun, answered=set(answers), asked=asked))
        keep_progress(change, Sheet(begun, sheet.party, newest, answers, comments))
        _invitations_follow(change, assessment_id, begun)
        _errands_follow(change, assessment_id, begun, newest)
    return begun


def _reason(workspace: Workspace, assessment_id: str, newest: Pack) -> str:
    """What the trail says; why an assessment was sent back goes on with it, for that is still to be dealt with."""
    said = _REASON.format(version=newest.version)
    with workspace.unit() as unit:
        sent_back = sent_back_reason(unit, find_assessment(unit, assessment_id))
    return f"{sent_back[: TEXT_LENGTH - len(said) - 1]}\n{said}" if sent_back else said


def _newer(shelf: tuple[Pack, ...], sheet: Sheet) -> Pack | None:
    """The newest version of the pack, where it is later and still has the depth that is asked."""
    for pack in shelf:
        if pack.id == sheet.pack.id and pack.release > sheet.pack.release:
            return pack if any(group.id == sheet.assessment.group for group in pack.groups) else None
    return None


def _begin(change: Change, sheet: Sheet, newest: Pack) -> Assessment:
    """The same assessment on the newer version: whom, how deep, why and until when stay as they were."""
    digest = digest_of(newest)
    freeze_pack(change.engine, newest, digest)
    return change.insert(
        replace(
            sheet.assessment,
            id=change.new_id("as"),
            pack_version=newest.version,
            pack_digest=digest,
            opened_on=change.today,
            opened_by=change.actor.id,
            version=1,
        )
    )


def _carried(change: Change, sheet: Sheet, plan: TakeOver, begun: Assessment) -> Iterator[Answer]:
    for question_id in plan.kept:
        carried = replace(
            sheet.answers[question_id],
            id=change.new_id("an"),
            assessment_id=begun.id,
            seq=1,
            method=AnswerMethod.REUSE,
            source=sheet.assessment.id,
        )
        yield change.insert(carried, third_party_id=sheet.party.id, runs_rules=False)


def _remarks(
    change: Change, sheet: Sheet, begun: Assessment, *, answered: set[str], asked: set[str]
) -> Iterator[Comment]:
    """What is still open on any question that is still asked, with the replies to it; the rulings on kept answers."""
    ids: dict[str, str] = {}
    for comment in sorted(sheet.comments, key=lambda one: (one.reply_to is not None, one.at)):
        if comment.reply_to is not None:
            stays = comment.reply_to in ids
        elif comment.kind.is_ruling:
            stays = comment.question_id in answered
        else:
            stays = comment.resolved_on is None and comment.question_id in asked
        if stays:
            ids[comment.id] = change.new_id("cm")
            answers = ids.get(comment.reply_to or "")
            yield change.insert(
                replace(comment, id=ids[comment.id], assessment_id=begun.id, reply_to=answers, version=1)
            )


def _invitations_follow(change: Change, assessment_id: str, begun: Assessment) -> None:
    """Links that vendors hold lead to the newer version."""
    for invitation in change.records.select(Invitation, "assessment_id = :id", {"id": assessment_id}):
        change.update(replace(invitation, assessment_id=begun.id), runs_rules=False)


def _errands_follow(change: Change, assessment_id: str, begun: Assessment, newest: Pack) -> None:
    """A document is still wanted at a question that is still asked, of the evidence that is still asked for there."""
    asked = {one.id: {request.id for request in one.evidence} for one in newest.asked_in(begun.group)}
    for errand in open_at(change, assessment_id):
        if errand.question_id in asked:
            request = errand.request_id if errand.request_id in asked[errand.question_id] else None
            change.update(replace(errand, assessment_id=begun.id, request_id=request), runs_rules=False)
    withdraw_wanted(change, assessment_id)
