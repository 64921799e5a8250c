"""What the list of requests of persons shows: nobody is named, the next step stands beside the clock."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from sakimori.domain.policy import Policy
from sakimori.domain.records.passed_on import PassedOn
from sakimori.domain.records.person_requests import PersonRequest, RequestKind
from sakimori.rules.facts.person_requests import alarm_on, suit_from, target_on
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.unit import Unit, all_records
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.requests.copies import Copies, Copy
from sakimori.services.requests.persons.write import recipients_of
from sakimori.services.settings.policy import policy_known


class Step(StrEnum):
    """What is to be done next on a request, the first thing first."""

    IDENTIFY = "identify"
    CHOOSE = "choose"
    SEARCH = "search"
    ASK = "ask"
    TELL = "tell"
    AWAIT = "await"
    REPLY = "reply"
    EXPLAIN = "explain"
    ERASE = "erase"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Clock:
    """The days of a request on a day: `elapsed` counts from the day after the arrival."""

    received_on: date
    elapsed: int
    target_on: date
    warned_on: date
    suit_from: date | None
    replied_on: date | None

    @property
    def target_days(self) -> int:
        """The days that our own target gives."""
        return (self.target_on - self.received_on).days

    def is_over_target(self, on: date) -> bool:
        """Whether our target was missed, or is on the day."""
        return (self.replied_on or on) > self.target_on

    def is_warned(self, on: date) -> bool:
        """Whether our policy warns of it on the day."""
        return self.replied_on is None and on >= self.warned_on

    def may_be_sued(self, on: date) -> bool:
        """Whether a suit is possible on the day because no reply has gone out."""
        return self.replied_on is None and self.suit_from is not None and on >= self.suit_from


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A request with its clock, what recipients were asked because of it, and what is next."""

    request: PersonRequest
    clock: Clock
    passed_on: tuple[PassedOn, ...]
    step: Step
    owner: str = ""

    @property
    def answered(self) -> int:
        """How many recipients have answered."""
        return sum(one.answer is not None for one in self.passed_on)

    def late(self, on: date) -> int:
        """How many recipients are overdue on a day."""
        return sum(one.answer is None and on > one.due_on for one in self.passed_on)

    def is_overdue(self, on: date) -> bool:
        """Whether our target is over without a reply, a recipient is overdue, or who asked is kept for too long."""
        is_late = self.request.is_open and self.clock.is_over_target(on)
        return is_late or self.late(on) > 0 or self.step is Step.ERASE


@needs(Permission.READ_RECORDS)
def request_rows(workspace: Workspace, *, on: date, number: int) -> tuple[RequestRow, ...]:
    """Every request as known after an entry, the open ones first, the longest waiting before the others."""
    policy = policy_known(workspace, number=number)
    with workspace.unit() as unit:
        asked: defaultdict[str, list[PassedOn]] = defaultdict(list)
        for one in all_records(unit, PassedOn, number=number):
            if one.request_id is not None:
                asked[one.request_id].append(one)
        rows = []
        copies = Copies(unit, on)
        for request in all_records(unit, PersonRequest, number=number):
            if request.received_on > on:
                continue
            lines = tuple(sorted(asked[request.id], key=lambda one: (one.asked_on, one.id)))
            has_unasked = _may_ask(request) and bool(_unasked(unit, request, lines, on=on, copies=copies))
            row = row_of(request, lines, policy, on=on, has_unasked=has_unasked)
            rows.append(replace(row, owner=unit.user_name(request.owner_id)))
    return tuple(sorted(rows, key=_order))


def row_of(
    request: PersonRequest, lines: tuple[PassedOn, ...], policy: Policy, *, on: date, has_unasked: bool
) -> RequestRow:
    """A row without what would tell the person."""
    clock = clock_of(request, policy, on=on)
    step = _next_step(request, lines, on=on, has_unasked=has_unasked)
    return RequestRow(without_person(request), clock, lines, step)


def clock_of(request: PersonRequest, policy: Policy, *, on: date) -> Clock:
    """The clock of a request on a day; it stands still with the reply."""
    ended = request.replied_on or on
    return Clock(
        received_on=request.received_on,
        elapsed=max((min(ended, on) - request.received_on) // timedelta(days=1), 0),
        target_on=target_on(request, policy),
        warned_on=alarm_on(request, policy),
        suit_from=suit_from(request),
        replied_on=request.replied_on,
    )


def without_person(request: PersonRequest) -> PersonRequest:
    """The request as everybody may see it who may read of it."""
    return replace(request, person_name=None, customer_number=None, contact=None, wish=None)


def _may_ask(request: PersonRequest) -> bool:
    """Whether recipients are to be asked now: for a disclosure while it is open, for a change once it is granted."""
    if request.is_open:
        return request.kind is RequestKind.DISCLOSURE
    return request.kind.changes_data and request.result is not None and request.result.does_something


def _unasked(
    unit: Unit, request: PersonRequest, lines: tuple[PassedOn, ...], *, on: date, copies: Copies
) -> list[Copy]:
    """The copies that are older than the reply: what left us later left us as it was put right."""
    asked = {one.went_by for one in lines if one.about is request.kind.asks_recipients_for}
    until = min(on, request.replied_on or on)
    known = copies if until == on else None
    return [copy for copy in recipients_of(unit, request, on=until, copies=known) if copy.key not in asked]


def _next_step(  # noqa: PLR0911 - one return a step
    request: PersonRequest, lines: tuple[PassedOn, ...], *, on: date, has_unasked: bool
) -> Step:
    waiting = [one for one in lines if one.answer is None]
    if request.is_open:
        if not request.is_identified:
            return Step.IDENTIFY
        if request.kind is RequestKind.RECORDS:
            return Step.SEARCH if request.records_searched_on is None else Step.REPLY
        if not request.data_set_ids:
            return Step.CHOOSE
        if request.not_searched:
            return Step.SEARCH
    if has_unasked:
        return Step.ASK
    if any(one.told_on is None for one in waiting):
        return Step.TELL
    if waiting:
        return Step.AWAIT
    if request.is_open:
        return Step.REPLY
    if request.result is not None and request.result.needs_ground and not request.reason_told:
        return Step.EXPLAIN
    is_due = request.erase_after is not None and on > request.erase_after
    return Step.ERASE if is_due and request.erased_on is None else Step.NOTHING


def _order(row: RequestRow) -> tuple[bool, bool, date, str]:
    request = row.request
    newest_first = date.max - (request.replied_on or date.min) + date.min
    is_over = row.step is Step.NOTHING
    return (is_over, not request.is_open, request.received_on if request.is_open else newest_first, request.number)
