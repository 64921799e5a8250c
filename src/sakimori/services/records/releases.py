"""Hand-overs that took place 提供の実施: noted from a slip that is good on their days, with the record of 法29条."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final

from sakimori.domain.clearance import Slip, Verdict, listed
from sakimori.domain.records.data_flow import DataFlow, LegalRoute
from sakimori.domain.records.hand_over import ProvisionRecord, Release
from sakimori.domain.user import Actor
from sakimori.domain.values.days import end_of_day
from sakimori.domain.values.text import Text
from sakimori.errors import NotFoundError, SelfApprovalError, StateError
from sakimori.exchange.request.as_json import from_json
from sakimori.rules.clearance.case import Case
from sakimori.rules.clearance.records.record_need import record_need
from sakimori.services.clearance.cases import case_of_flow, standing_stops
from sakimori.services.clearance.slips import (
    SlipState,
    case_of_slip,
    find_slip,
    may_read,
    open_conditions,
    slip_standing,
)
from sakimori.services.kernel.access import Permission, may, needs
from sakimori.services.kernel.loading import load_dossiers
from sakimori.services.kernel.unit import Change, Unit, WriteResult
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.own_company.training import require_training
from sakimori.services.parties.lifecycle import needed_reason
from sakimori.services.parties.write import write_result
from sakimori.services.records.provisions import (
    Persons,
    ReleaseDraft,
    checked_days,
    checked_items,
    checked_numbers,
    checked_persons,
    checked_text,
    invalid,
    keep_provision,
    merged_record,
)

_MADE: Final = "hand_over_release.recorded"
_SLIP: Final = Text("提供可否票", "clearance slip")
_RELEASE: Final = Text("提供の実施", "hand-over made")
_FLOW: Final = Text("データフロー", "data flow")
_BEYOND: Final = Text(
    "提供可否票にない項目です。提供可否票にある項目から選ぶか、提供可否チェックで調べ直してください。",
    "The slip does not name it. Choose among the items of the slip, or check again.",
)
_TOO_MANY: Final = Text(
    "提供可否票は{count}人までです。提供可否チェックで調べ直してください。",
    "The slip is for up to {count} persons. Check again for more.",
)
_NOT_GOOD: Final = Text(
    "{day}には提供可否票が有効ではありません（{why}）。渡したあとであれば「提供可否票なしの提供」として記録してください。",
    "The slip is not good on {day} ({why}). If the data went already, record it as a hand-over without clearance.",
)
_STATES: Final = {
    SlipState.NOT_YET: Text("判定した日より前", "before the day judged"),
    SlipState.JUDGED_AGAIN: Text("判定し直し中", "being judged again"),
    SlipState.LAPSED: Text("失効", "lapsed"),
    SlipState.REVOKED: Text("取消", "revoked"),
}
_TO_DO: Final = Text("条件が残っている：{what}", "still to be done: {what}")
_SLIP_STANDS: Final = Text(
    "この日には提供可否票が有効です。提供可否票から提供の実施を記録してください。",
    "The slip is good on these days. Record the hand-over from the slip.",
)
_NO_PERIOD: Final = Text(
    "オプトアウトによる提供は、提供のつど記録します。新しい提供の実施として記録してください。",
    "By opt-out each provision is recorded by itself. Record a new hand-over.",
)
_EARLIER: Final = Text("いまの末日より後の日にしてください。", "Give a day after the present last one.")
_NOTHING_TO_REVIEW: Final = Text("確認の要る提供ではありません。", "There is nothing to review.")


@needs(Permission.RELEASE)
def release(
    workspace: Workspace, slip_id: str, draft: ReleaseDraft, *, actor: Actor, at: datetime
) -> WriteResult[Release]:
    """Note a hand-over under a slip that was good on each of its days, and make the record where one is due.

    A slip with conditions lets nothing go before they are met, but for the record that is made here.

    Raises:
        InvalidValueError: It goes beyond the slip, or does not tell items and persons.
        NotFoundError: There is no such slip that this person may see.
        NotPermittedError: The role may not hand data over.
        StateError: The slip was not good on one of the days, a condition was open, the record may not be made in that
            way, or the training of whoever hands over is overdue and policy asks for it.
    """
    with workspace.change(_MADE, actor=actor, at=at) as change:
        require_training(change, actor, on=change.today)
        slip = readable_slip(change, slip_id, actor)
        checked_days(draft.first_on, draft.last_on, today=change.today)
        bad = first_bad_day(change, slip, draft.first_on, draft.last_on)
        if bad is not None:
            raise StateError(why=_NOT_GOOD.format(day=bad[0].isoformat(), why=bad[1]))
        stored = _made(change, case_of_slip(slip).case, draft, slip=slip, uncleared_on=None)
    return write_result(stored, change)


@needs(Permission.RELEASE)
def release_without_clearance(
    workspace: Workspace,
    draft: ReleaseDraft,
    *,
    reason: str,
    actor: Actor,
    at: datetime,
    slip_id: str | None = None,
    flow_id: str | None = None,
) -> WriteResult[Release]:
    """Note a hand-over that took place although no slip was good on its days: the record is due all the same.

    It stays a gap until compliance has reviewed it.

    Raises:
        InvalidValueError: The reason is blank, or the hand-over does not tell items and persons.
        NotFoundError: Neither the slip nor the flow exists.
        StateError: The slip was good on all of the days.
    """
    why = needed_reason(reason)
    with workspace.change(_MADE, actor=actor, at=at, reason=why) as change:
        checked_days(draft.first_on, draft.last_on, today=change.today)
        slip = readable_slip(change, slip_id, actor) if slip_id else None
        if slip is not None:
            bad = first_bad_day(change, slip, draft.first_on, draft.last_on)
            if bad is None:
                raise StateError(why=_SLIP_STANDS)
            case, since = case_of_slip(slip).case, bad[0]
        else:
            case, since = flow_case(change, flow_id or ""), draft.first_on
        stored = _made(change, case, replace(draft, note=why), slip=slip, uncleared_on=since)
    return write_result(stored, change)


@needs(Permission.RELEASE)
def extend_release(
    workspace: Workspace,
    release_id: str,
    *,
    last_on: date,
    person_count: int | None,
    persons: tuple[str, ...] = (),
    actor: Actor,
    at: datetime,
    seen: int | None = None,
) -> WriteResult[Release]:
    """Note that a hand-over went on to a later day; `person_count` is how many persons it is about by then.

    The record of the whole period takes the place of the former one, which is kept as long.

    Raises:
        InvalidValueError: The day is not after the last one.
        StateError: The slip was not good on one of the further days, or provisions are recorded one by one.
    """
    with workspace.change("hand_over_release.extended", actor=actor, at=at) as change:
        standing = change.as_shown(_own(change, release_id, actor), seen)
        checked_days(standing.first_on, last_on, today=change.today)
        if last_on <= standing.last_on:
            raise invalid("last_on", last_on.isoformat(), _EARLIER)
        slip = find_slip(change, standing.slip_id) if standing.slip_id else None
        bad = first_bad_day(change, slip, standing.last_on + timedelta(days=1), last_on) if slip else None
        if bad is not None and standing.uncleared_on is None:
            raise StateError(why=_NOT_GOOD.format(day=bad[0].isoformat(), why=bad[1]))
        added = checked_numbers(persons)
        longer = replace(standing, last_on=last_on)
        former = change.records.find(ProvisionRecord, standing.record_id) if standing.record_id else None
        if former is not None:
            if former.route is LegalRoute.OPTOUT:
                raise StateError(why=_NO_PERIOD)
            known = tuple(sorted({*former.persons, *added})) if former.persons else ()
            whom = checked_persons(known, standing.persons_how, None if known else person_count)
            kept = merged_record(change, former, last_on=last_on, persons=whom)
            longer = replace(longer, record_id=kept.id, person_count=whom.count)
        else:
            whom = checked_persons((), standing.persons_how, person_count)
            longer = replace(longer, person_count=whom.count)
        _within(slip, whom)
        stored = change.update(longer)
    return write_result(stored, change)


@needs(Permission.RELEASE)
def one_release(workspace: Workspace, release_id: str) -> Release:
    """A hand-over, by its id."""
    with workspace.unit() as unit:
        return unit.records.get(Release, release_id)


@needs(Permission.RELEASE)
def kept_until(workspace: Workspace, record_id: str) -> date:
    """The last day on which a record of provision is kept."""
    with workspace.unit() as unit:
        return unit.records.get(ProvisionRecord, record_id).retain_until


@needs(Permission.DECIDE_CLEARANCE)
def review_release(
    workspace: Workspace, release_id: str, *, reason: str, actor: Actor, at: datetime, seen: int | None = None
) -> WriteResult[Release]:
    """Note that compliance looked into a hand-over without clearance, and what it found; not whoever made it.

    Raises:
        SelfApprovalError: The actor handed the data over.
        StateError: It had a clearance, or was reviewed already.
    """
    why = needed_reason(reason)
    with workspace.change("hand_over_release.reviewed", actor=actor, at=at, reason=why) as change:
        standing = change.as_shown(_found(change, release_id), seen)
        if standing.uncleared_on is None or standing.reviewed_on is not None:
            raise StateError(why=_NOTHING_TO_REVIEW)
        if actor.is_among(standing.released_by):
            raise SelfApprovalError
        stored = change.update(replace(standing, reviewed_by=actor.id, reviewed_on=change.today))
    return write_result(stored, change)


def first_bad_day(unit: Unit, slip: Slip, first: date, last: date) -> tuple[date, Text] | None:
    """The first of some days on which a slip let nothing go, as each was known then, and why."""
    day = first
    while day <= last:
        number = unit.trail.number_at(end_of_day(day))
        standing = slip_standing(unit, slip, day, number=number)
        if standing.state is not SlipState.GOOD:
            return day, _STATES[standing.state]
        if standing.to_do:
            return day, _TO_DO.format(what=listed(standing.to_do))
        day += timedelta(days=1)
    return None


def release_within(change: Change, slip: Slip, draft: ReleaseDraft) -> Release:
    """Note a hand-over of today under a slip that was issued in the same step, and make the record where one is due.

    Raises:
        InvalidValueError: It goes beyond the slip, or does not tell items and persons.
        StateError: A condition of the slip is open.
    """
    checked_days(draft.first_on, draft.last_on, today=change.today)
    to_do = open_conditions(from_json(Verdict, slip.verdict).reasons)
    if to_do:
        raise StateError(why=_NOT_GOOD.format(day=draft.first_on.isoformat(), why=_TO_DO.format(what=listed(to_do))))
    return _made(change, case_of_slip(slip).case, draft, slip=slip, uncleared_on=None)


def _made(change: Change, case: Case, draft: ReleaseDraft, *, slip: Slip | None, uncleared_on: date | None) -> Release:
    items = checked_items(draft.items)
    whom = checked_persons(draft.persons, draft.persons_how, draft.person_count)
    if uncleared_on is None:
        for item in items:
            if case.flow.data_items and item not in case.flow.data_items:
                raise invalid("items", item, _BEYOND)
        _within(slip, whom)
    need = record_need(case, draft.first_on)
    record = None
    if need.free is None:
        consented = True if slip is not None and uncleared_on is None else draft.consented
        record = keep_provision(change, case, replace(draft, items=items, consented=consented), need, whom)
    return change.insert(
        Release(
            id=change.new_id("re"),
            third_party_id=case.recipient.id,
            slip_id=slip.id if slip else None,
            first_on=draft.first_on,
            last_on=draft.last_on,
            items=items,
            person_count=whom.count,
            persons_how=whom.how,
            method=draft.method,
            released_by=change.actor.id,
            released_at=change.at,
            flow_id=case.flow.id or None,
            record_id=record.id if record else None,
            no_record=need.free,
            uncleared_on=uncleared_on,
            note=checked_text("note", draft.note),
        )
    )


def _within(slip: Slip | None, whom: Persons) -> None:
    most = case_of_slip(slip).case.persons if slip else None
    if most is not None and whom.count > most:
        raise invalid("person_count", f"{whom.count:,}", _TOO_MANY.format(count=f"{most:,}"))


def readable_slip(unit: Unit, slip_id: str, actor: Actor) -> Slip:
    """A slip that this person may use.

    Raises:
        NotFoundError: There is none with this id that this person may see.
    """
    slip = find_slip(unit, slip_id)
    if not may_read(slip, actor):
        raise NotFoundError(what=_SLIP, key=slip_id)
    return slip


def _found(unit: Unit, release_id: str) -> Release:
    return unit.records.get(Release, release_id, what=_RELEASE)


def _own(unit: Unit, release_id: str, actor: Actor) -> Release:
    """One's own, or any for those who read records."""
    found = _found(unit, release_id)
    if found.released_by != actor.id and not may(actor, Permission.READ_RECORDS):
        raise NotFoundError(what=_RELEASE, key=release_id)
    return found


def flow_case(unit: Unit, flow_id: str) -> Case:
    """The case of a registered flow.

    Raises:
        NotFoundError: There is no such flow.
    """
    flow = unit.records.get(DataFlow, flow_id, what=_FLOW)
    dossier = load_dossiers(unit, [flow.third_party_id])[0]
    return case_of_flow(dossier, flow, standing_stops(unit))
