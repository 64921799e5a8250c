"""The steps of a request of a person: received, identified, looked for, passed on, answered, and who asked erased."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime
from typing import Final

from sakimori.domain.records.passed_on import PassedOn, PassedOnAbout
from sakimori.domain.records.person_requests import (
    AgentAuthority,
    AskedBy,
    DataSetSearch,
    IdentityCheck,
    PersonRequest,
    RequestKind,
    Searched,
)
from sakimori.domain.user import Actor
from sakimori.domain.values.text import Text
from sakimori.errors import InvalidValueError, StateError
from sakimori.exchange.registers.fields import field_words
from sakimori.rules.facts.flow_facts import stays_ours
from sakimori.rules.facts.person_requests import erase_after
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.unit import Change, Unit, WriteResult
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import write_result
from sakimori.services.records.corrections import records_naming
from sakimori.services.requests.copies import Copies, Copy
from sakimori.services.requests.passing_on import is_theirs_to_do, pass_on
from sakimori.services.requests.persons.check import (
    ReplyDraft,
    RequestDraft,
    check_day,
    check_reply,
    checked_authority,
    checked_draft,
    checked_fee,
    find_request,
    require_answered,
    require_open,
    with_draft,
)
from sakimori.services.requests.persons.stopping import enter_stops, require_identifier

_NOT_CONCERNED: Final = Text(
    "この請求の対象のデータセットではありません。", "The request does not concern that data set."
)
_NO_HOLDER: Final = Text("このデータを渡している先ではありません。", "No copy of these data is held there.")
_NO_NUMBER: Final = Text(
    "顧客番号が記録されていません。記録すると、第三者提供記録を探せます。",
    "No customer number is noted. With one the records can be searched.",
)
_NOTHING_TO_PASS: Final = Text("この種類の請求は、渡した先に伝えるものではありません。", "This is not passed on.")


@needs(Permission.HANDLE_REQUESTS)
def receive_request(
    workspace: Workspace, draft: RequestDraft, *, actor: Actor, at: datetime
) -> WriteResult[PersonRequest]:
    """Note a request that came in, under a number of ours; whoever notes it sees to it, unless somebody is named.

    Raises:
        InvalidValueError: The day is to come, or a value cannot stand.
        MyNumberError: A value is a My Number.
    """
    said = checked_draft(draft)
    with workspace.change("person_request.received", actor=actor, at=at) as change:
        blank = PersonRequest(
            change.new_id("pr"), _next_number(change), draft.kind, draft.received_on, draft.channel, owner_id=actor.id
        )
        stored = change.insert(with_draft(change, blank, said, today=change.today))
    return write_result(stored, change)


@needs(Permission.HANDLE_REQUESTS)
def edit_request(
    workspace: Workspace,
    request_id: str,
    draft: RequestDraft,
    *,
    actor: Actor,
    at: datetime,
    seen: int | None = None,
) -> WriteResult[PersonRequest]:
    """Correct what was noted of a request, until it is answered."""
    said = checked_draft(draft)
    with workspace.change("person_request.edited", actor=actor, at=at) as change:
        standing = require_open(change.as_shown(find_request(change, request_id), seen))
        stored = change.update(with_draft(change, standing, said, today=change.today))
        checked_fee(stored, stored.fee_yen)
    return write_result(stored, change)


@needs(Permission.HANDLE_REQUESTS)
def check_identity(
    workspace: Workspace,
    request_id: str,
    how: IdentityCheck,
    *,
    on: date,
    asked_by: AskedBy | None = None,
    authority: AgentAuthority | None = None,
    actor: Actor,
    at: datetime,
    seen: int | None = None,
) -> WriteResult[PersonRequest]:
    """Keep how, when and by whom it was checked who asks; of the documents themselves nothing is kept.

    `asked_by` is who it turned out to be, where nobody had said so; an agent shows the authority to ask as well.

    Raises:
        InvalidValueError: The day is to come, or there is an authority and no agent.
    """
    with workspace.change("person_request.identified", actor=actor, at=at) as change:
        standing = require_open(change.as_shown(find_request(change, request_id), seen))
        check_day("identity_on", on, change.today)
        who = asked_by or standing.asked_by
        shown = checked_authority(who, authority)
        stored = change.update(
            replace(standing, asked_by=who, authority=shown, identity_how=how, identity_on=on, identity_by=actor.id)
        )
    return write_result(stored, change)


@needs(Permission.HANDLE_REQUESTS)
def note_fee(
    workspace: Workspace, request_id: str, yen: int | None, *, actor: Actor, at: datetime, seen: int | None = None
) -> WriteResult[PersonRequest]:
    """Keep the fee that was taken.

    Raises:
        InvalidValueError: It is no amount.
        StateError: The Act allows none for this request, or it was answered.
    """
    with workspace.change("person_request.edited", actor=actor, at=at) as change:
        standing = require_open(change.as_shown(find_request(change, request_id), seen))
        stored = change.update(replace(standing, fee_yen=checked_fee(standing, yen)))
    return write_result(stored, change)


@needs(Permission.HANDLE_REQUESTS)
def note_search(
    workspace: Workspace,
    request_id: str,
    data_set_id: str,
    found: Searched,
    *,
    actor: Actor,
    at: datetime,
    seen: int | None = None,
) -> WriteResult[PersonRequest]:
    """Keep whether the person is in a data set, as somebody found today; a later look takes the place of an earlier.

    Raises:
        InvalidValueError: The request does not concern that data set.
    """
    with workspace.change("person_request.searched", actor=actor, at=at) as change:
        standing = require_open(change.as_shown(find_request(change, request_id), seen))
        if data_set_id not in standing.data_set_ids:
            field = field_words(PersonRequest, "data_set_ids")
            raise InvalidValueError(field=field, value=data_set_id, expected=_NOT_CONCERNED)
        known = {one.data_set_id: one for one in standing.searches}
        known[data_set_id] = DataSetSearch(data_set_id, found, change.today, actor.id)
        stored = change.update(replace(standing, searches=tuple(known[i] for i in standing.data_set_ids if i in known)))
    return write_result(stored, change)


@needs(Permission.HANDLE_REQUESTS)
def search_records(
    workspace: Workspace, request_id: str, *, actor: Actor, at: datetime, seen: int | None = None
) -> WriteResult[PersonRequest]:
    """Look for the person by customer number in the records of provision and receipt (法33条5項), and keep how many.

    Raises:
        StateError: No customer number is noted.
    """
    with workspace.change("person_request.searched", actor=actor, at=at) as change:
        standing = require_open(change.as_shown(find_request(change, request_id), seen))
        if standing.customer_number is None:
            raise StateError(why=_NO_NUMBER)
        found = sum(map(len, records_naming(change, standing.customer_number)))
        stored = change.update(replace(standing, records_searched_on=change.today, records_found=found))
    workspace.access("record.found_by_person", actor=actor, at=at, what="provision_record")
    return write_result(stored, change)


@needs(Permission.HANDLE_REQUESTS)
def ask_recipients(
    workspace: Workspace,
    request_id: str,
    keys: Collection[str],
    *,
    actor: Actor,
    at: datetime,
    seen: int | None = None,
) -> WriteResult[tuple[PassedOn, ...]]:
    """Have the holders of some copies asked for what the request needs of them, each once.

    Raises:
        InvalidValueError: No copy of the data went by one of the flows or hand-overs.
        StateError: A request of this kind is not passed on.
    """
    with workspace.change("passed_on.asked", actor=actor, at=at) as change:
        request = change.as_shown(find_request(change, request_id), seen)
        about = request.kind.asks_recipients_for
        if about is None:
            raise StateError(why=_NOTHING_TO_PASS)
        copies = {copy.key: copy for copy in recipients_of(change, request, on=change.today)}
        for key in keys:
            if key not in copies:
                raise InvalidValueError(field=field_words(PassedOn, "flow_id"), value=key, expected=_NO_HOLDER)
        stored = pass_on(change, [copies[key] for key in dict.fromkeys(keys)], about, request_id=request.id)
    return write_result(stored, change)


@needs(Permission.HANDLE_REQUESTS)
def reply_to_request(
    workspace: Workspace,
    request_id: str,
    draft: ReplyDraft,
    *,
    actor: Actor,
    at: datetime,
    seen: int | None = None,
) -> WriteResult[PersonRequest]:
    """Keep that the reply went out; what was granted is passed on to every recipient that holds a copy.

    A granted stop goes into the register of stops as well, under every identifier that is known.

    Raises:
        InvalidValueError: The day or a ground cannot be.
        StateError: Something has to be done first, or it was answered already.
    """
    with workspace.change("person_request.replied", actor=actor, at=at) as change:
        standing = require_open(change.as_shown(find_request(change, request_id), seen))
        check_reply(change, standing, draft, today=change.today)
        if draft.result.does_something:
            require_identifier(standing)
        stored = change.update(
            replace(
                standing,
                result=draft.result,
                grounds=draft.grounds,
                reason_told=draft.reason_told if draft.result.needs_ground else None,
                replied_on=draft.on,
                replied_by=actor.id,
                reply_way=draft.way,
                erase_after=erase_after(draft.on, change.policy()),
            )
        )
        about = stored.kind.asks_recipients_for
        if draft.result.does_something and stored.kind.changes_data and about is not None:
            pass_on(change, recipients_of(change, stored, on=change.today), about, request_id=stored.id)
            enter_stops(workspace, change, stored)
    return write_result(stored, change)


@needs(Permission.HANDLE_REQUESTS)
def explain_refusal(
    workspace: Workspace, request_id: str, *, actor: Actor, at: datetime, seen: int | None = None
) -> WriteResult[PersonRequest]:
    """Keep that the reason was explained after the reply (法36条)."""
    with workspace.change("person_request.explained", actor=actor, at=at) as change:
        standing = require_answered(change.as_shown(find_request(change, request_id), seen))
        stored = change.update(replace(standing, reason_told=True))
    return write_result(stored, change)


def recipients_of(unit: Unit, request: PersonRequest, *, on: date, copies: Copies | None = None) -> tuple[Copy, ...]:
    """The copies of what a request is about that others may hold, whether we still deal with them or not.

    Before anything was found all data sets concerned count; afterwards those in which the person is, and whatever the
    records of provision say went out under the customer number. A stop of provision concerns those alone that hold the
    data in their own right.
    """
    about = request.kind.asks_recipients_for
    sets = request.data_set_ids if about is PassedOnAbout.SEARCH or not request.searches else request.found_in
    out = copies or Copies(unit, on)
    found = {copy.key: copy for copy in out.of_sets(sets)}
    if request.customer_number is not None:
        concerned = {None, *request.data_set_ids}
        named = out.naming(request.customer_number)
        found |= {copy.key: copy for copy in named if copy.flow.data_set_id in concerned}
    theirs = [copy for copy in found.values() if is_theirs_to_do(copy.flow)]
    if request.kind is RequestKind.STOP_PROVISION:
        theirs = [copy for copy in theirs if not stays_ours(copy.flow)]
    return tuple(sorted(theirs, key=lambda copy: (copy.flow.third_party_id, copy.key)))


def _next_number(change: Change) -> str:
    """Numbers run on within a year; the transaction holds the write lock, so none is given twice."""
    prefix = f"PR-{change.today.year}-"
    known = change.records.select(PersonRequest, "number LIKE :year ESCAPE '!'", {"year": f"{prefix}%"}, lean=True)
    return f"{prefix}{max((int(one.number.removeprefix(prefix)) for one in known), default=0) + 1:04}"
