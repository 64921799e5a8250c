"""The steps by which a named person approves, confirms and reads: of policies, exceptions, and audit findings."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Final

from sakimori.domain.records.governance import (
    Acknowledgement,
    AcknowledgementWay,
    AuditFinding,
    PolicyException,
    PolicyText,
)
from sakimori.domain.user import Actor, User
from sakimori.domain.values.days import legal_day
from sakimori.domain.values.text import Text
from sakimori.errors import SelfApprovalError, StateError
from sakimori.exchange.apart import read_apart
from sakimori.exchange.registers.attendance_list import AttendanceRow, read_attendance_list
from sakimori.exchange.registers.fields import field_words
from sakimori.rules.facts.governance import standing_texts
from sakimori.rules.facts.training import is_for
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.recording import put, stamp
from sakimori.services.kernel.unit import Change, Unit, WriteResult
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.own_company.named_rows import ListPlan, match_people
from sakimori.services.parties.check import checked_reason, invalid_value
from sakimori.services.parties.lifecycle import needed_reason
from sakimori.services.parties.write import write_result

_TEXT: Final = Text("規程", "policy")
_EXCEPTION: Final = Text("例外", "exception")
_FINDING: Final = Text("指摘", "finding")
_PAST: Final = Text("本日以前の日にしてください。", "Give today or an earlier day.")
_STANDS_NOT: Final = Text("施行されている版ではありません。", "This version does not stand.")
_NOT_FOR_YOU: Final = Text("あなたはこの規程の対象ではありません。", "This policy is not for you.")
_READ: Final = Text("もう確認しています。", "You have confirmed it already.")
_NO_DAY: Final = Text("例外の最後の日を先に登録してください。", "Record its last day first.")
_NO_ASKER: Final = Text("申請者を先に登録してください。", "Record first who asked for it.")
_NO_OWNER: Final = Text(
    "主管・担当を先に登録してください。主管・担当の本人でない人が判断したことを確かめられません。",
    "Record its owner first: nobody can tell that it is not the owner who decides.",
)
_RAN_OUT: Final = Text("最後の日を過ぎた例外は承認できません。", "Its last day is over.")
_ENDED: Final = Text("やめた例外です。", "It was ended.")
_NOT_CONFIRMED: Final = Text("確認していない行です。", "The row says that it was not confirmed.")


@needs(Permission.DECIDE_REGISTER)
def approve_policy(
    workspace: Workspace,
    text_id: str,
    *,
    approver: str,
    approved_on: date,
    actor: Actor,
    at: datetime,
    seen: int | None = None,
    reason: str = "",
) -> WriteResult[PolicyText]:
    """Note who approved a version of a policy and when; without an approver it is whoever acts, but not its owner.

    Raises:
        InvalidValueError: The day lies ahead.
        SelfApprovalError: The owner of the policy approves it alone.
        StateError: No approver is named, and nobody knows whose policy it is.
    """
    who = checked_reason(approver)
    with workspace.change("policy_text.approved", actor=actor, at=at, reason=reason) as change:
        text = change.as_shown(change.records.get(PolicyText, text_id, what=_TEXT), seen)
        if approved_on > change.today:
            words = field_words(PolicyText, "approved_on")
            raise invalid_value("approved_on", f"{approved_on:%Y/%m/%d}", _PAST, words=words)
        if not who:
            _require_another(actor, text.owner_id)
        done = stamp(
            change, text, approver=who or actor.name, approved_on=approved_on, approval_noted_by=actor.id
        )  # fmt: skip
    return write_result(done, change)


@needs(Permission.DECIDE_REGISTER)
def approve_exception(
    workspace: Workspace, exception_id: str, *, actor: Actor, at: datetime, seen: int | None = None, reason: str = ""
) -> WriteResult[PolicyException]:
    """Approve an exception from a policy until its last day; not by whoever asked for it.

    Raises:
        SelfApprovalError: The approver asked for it.
        StateError: It has no last day or asker, or is over.
    """
    with workspace.change("policy_exception.approved", actor=actor, at=at, reason=reason) as change:
        one = change.as_shown(change.records.get(PolicyException, exception_id, what=_EXCEPTION), seen)
        _require_open(one, change)
        if actor.is_among(one.asked_by):
            raise SelfApprovalError
        done = stamp(change, one, approved_by=actor.id, approved_on=change.today)
    return write_result(done, change)


def _require_open(one: PolicyException, change: Change) -> None:
    if one.asked_by is None:
        raise StateError(why=_NO_ASKER)
    if one.last_day is None:
        raise StateError(why=_NO_DAY)
    if one.last_day < change.today:
        raise StateError(why=_RAN_OUT)
    if one.ended_on is not None and one.ended_on <= change.today:
        raise StateError(why=_ENDED)


def _require_another(actor: Actor, owner_id: str | None) -> None:
    if owner_id is None:
        raise StateError(why=_NO_OWNER)
    if actor.is_among(owner_id):
        raise SelfApprovalError


@needs(Permission.EDIT_OWN_REGISTER)
def confirm_mended(
    workspace: Workspace, finding_id: str, *, note: str, actor: Actor, at: datetime, seen: int | None = None
) -> WriteResult[AuditFinding]:
    """Confirm that what an audit found is mended, with how; not by its owner.

    Raises:
        SelfApprovalError: The owner of the finding confirms it.
        StateError: Nothing is said of how it was mended, or nobody knows whose finding it is.
    """
    how = needed_reason(note)
    with workspace.change("audit_finding.mended", actor=actor, at=at, reason=how) as change:
        one = change.as_shown(change.records.get(AuditFinding, finding_id, what=_FINDING), seen)
        _require_another(actor, one.owner_id)
        done = stamp(change, one, fixed_on=change.today, fixed_by=actor.id, fixed_note=how)
    return write_result(done, change)


@needs(Permission.ENTER)
def acknowledge(workspace: Workspace, text_id: str, *, actor: Actor, at: datetime) -> WriteResult[Acknowledgement]:
    """Say as the signed-in person that one has read a policy; nobody says it for another.

    Raises:
        NotFoundError: There is no such policy.
        StateError: It does not stand, is not for this person, or was read before.
    """
    with workspace.change("acknowledgement.recorded", actor=actor, at=at) as change:
        text = change.records.get(PolicyText, text_id, what=_TEXT)
        standing = standing_texts(change.records.select(PolicyText, "name = :name", {"name": text.name}))
        person = change.records.find(User, actor.id)
        if not any(one.text.id == text.id and one.stands(change.today) for one in standing):
            raise StateError(why=_STANDS_NOT)
        if person is None or not is_for(text, person):
            raise StateError(why=_NOT_FOR_YOU)
        if actor.id in _readers(change, text_id):
            raise StateError(why=_READ)
        stored = put(
            change, Acknowledgement("", text.id, actor.id, change.today, AcknowledgementWay.SIGNED_IN)
        )  # fmt: skip
    return write_result(stored, change)


@needs(Permission.EDIT_OWN_REGISTER)
def plan_readings(
    workspace: Workspace, text_id: str, data: bytes, filename: str, *, actor: Actor, today: date
) -> ListPlan:
    """What taking in a list of those who have read a policy would do; nothing is written.

    Raises:
        UnreadableFileError: The file cannot be read, or it has no columns for name and day.
        NotFoundError: There is no such policy.
    """
    rows = read_apart(read_attendance_list, data, filename)
    with workspace.unit() as unit:
        unit.records.get(PolicyText, text_id, what=_TEXT)
        return _planned(unit, text_id, rows, today)[0]


@needs(Permission.EDIT_OWN_REGISTER)
def import_readings(
    workspace: Workspace,
    text_id: str,
    data: bytes,
    filename: str,
    *,
    actor: Actor,
    at: datetime,
    batch_id: str = "",
) -> WriteResult[ListPlan]:
    """Take the good rows of a list in, all in one step."""
    rows = read_apart(read_attendance_list, data, filename)
    with workspace.change("acknowledgement.recorded", actor=actor, at=at, batch_id=batch_id) as change:
        change.records.get(PolicyText, text_id, what=_TEXT)
        plan, found = _planned(change, text_id, rows, legal_day(at))
        for one in found:
            put(change, one)
    return write_result(plan, change)


def _planned(
    unit: Unit, text_id: str, rows: Iterable[AttendanceRow], today: date
) -> tuple[ListPlan, list[Acknowledgement]]:
    matched = match_people(
        unit,
        rows,
        key=lambda user_id, _: user_id,
        standing=_readers(unit, text_id),
        today=today,
        refuse=lambda row: _NOT_CONFIRMED if row.is_passed is False else None,
    )
    found = [
        Acknowledgement("", text_id, one.user_id, one.done_on, AcknowledgementWay.IMPORTED) for one in matched.found
    ]
    return ListPlan(matched.read, len(found), matched.already, tuple(matched.faults)), found


def _readers(unit: Unit, text_id: str) -> set[str]:
    done = unit.records.select(Acknowledgement, "policy_text_id = :text", {"text": text_id})
    return {one.user_id for one in done}
