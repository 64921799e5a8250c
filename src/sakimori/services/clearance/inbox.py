"""The desk of compliance: inquiries and who waits how long, slips and how they stand, and answers about to turn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, Final

from sakimori.domain.clearance import (
    ClearanceRequest,
    InquiryState,
    Reason,
    ReasonKind,
    causes_of_turning,
)
from sakimori.domain.codes import DataCategory, Outcome
from sakimori.domain.records.own_registers import DataSet
from sakimori.domain.user import Actor, User
from sakimori.domain.values.as_of import AsOf
from sakimori.domain.values.days import legal_day
from sakimori.domain.values.names import fold
from sakimori.domain.values.text import Text
from sakimori.exchange.request.as_json import from_json, reasons_from_json, reasons_to_json
from sakimori.rules.clearance.rule_kit import JUDGED_AGAIN
from sakimori.services.clearance.inquiries import is_same_hand_over, open_requests
from sakimori.services.clearance.slips import SlipState
from sakimori.services.kernel.access import Permission, needs, require
from sakimori.services.kernel.reading import reading
from sakimori.services.kernel.unit import Unit
from sakimori.services.kernel.workspace import Workspace
from sakimori.store.engine import Row
from sakimori.store.reads.desk import Desk, Words, as_int
from sakimori.store.reads.statements import some_of
from sakimori.store.records import parse_instant

HORIZON: Final = timedelta(days=90)
_ORDER: Final = list(Outcome)


@dataclass(frozen=True, slots=True)
class InquiryRow:
    """An inquiry with the names in it; `days` is how long it has waited, or waited until it was answered."""

    id: str
    third_party_id: str
    request: ClearanceRequest
    data_set: str
    party: str
    outcome: Outcome
    state: InquiryState
    asked_by: str
    asked_at: datetime
    asker: str
    answerer: str
    days: int
    slip: str | None
    awaits_reply: bool = False

    @property
    def is_open(self) -> bool:
        """Whether it waits for its answer, be it for a reply before."""
        return self.state is InquiryState.OPEN


@dataclass(frozen=True, slots=True)
class SlipRow:
    """A slip with the names in it and how it stands."""

    id: str
    number: str
    request: ClearanceRequest
    data_set: str
    party: str
    outcome: Outcome
    judged_on: date
    valid_until: date | None
    issued_at: datetime
    issuer: str
    revoker: str
    state: SlipState


@dataclass(frozen=True, slots=True)
class ComingAnswer:
    """An answer of a flow or a slip that changes its word on a day, and why: by what is said then or falls away."""

    kind: str
    subject_id: str
    name: str
    third_party_id: str
    party: str
    outcome: Outcome
    on: date
    next_outcome: Outcome
    reasons: tuple[Reason, ...]
    is_by_going: bool = False

    @property
    def is_worse(self) -> bool:
        """Whether it gets worse."""
        return _ORDER.index(self.next_outcome) < _ORDER.index(self.outcome)


@dataclass(frozen=True, slots=True)
class DeskCounts:
    """How much lies on the desk; `longest` is how many days the first of those that wait has waited.

    `asked_back` of those that wait do so for the reply of whoever asked.
    """

    inquiries: int
    waiting: int
    longest: int | None
    slips: dict[SlipState, int]
    turnings: int
    worse: int
    asked_back: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskSearch:
    """What somebody looks for, and the kinds of data that are called so in his language."""

    text: str = ""
    categories: frozenset[DataCategory] = frozenset()


NO_SEARCH: Final = DeskSearch()


@needs(Permission.READ)
def desk_counts(workspace: Workspace, as_of: AsOf, *, actor: Actor) -> DeskCounts:
    """The figures of the desk on a day, as it was known.

    Raises:
        NotPermittedError: It is for compliance and the auditor.
    """
    with _reading(workspace, as_of, actor) as (_, desk):
        asked, slips = desk.inquiry_counts(), desk.slip_counts()
        turnings, worse = desk.turning_counts(as_of.on + HORIZON)
    first = asked["first"]
    return DeskCounts(
        inquiries=as_int(asked, "n"),
        waiting=as_int(asked, "waiting"),
        longest=None if first is None else (as_of.on - legal_day(parse_instant(str(first)))).days,
        slips={SlipState(state): count for state, count in slips.items()},
        turnings=turnings,
        worse=worse,
        asked_back=as_int(asked, "asked_back"),
    )


@needs(Permission.READ_APPROVED)
def inquiry_outcomes(workspace: Workspace, as_of: AsOf, *, is_open: bool | None, actor: Actor) -> list[Outcome]:
    """The answers that inquiries got on their day, of those that wait, of the others, or of all."""
    with _reading(workspace, as_of, actor) as (_, desk):
        return desk.outcomes(is_open=is_open)


@needs(Permission.READ)
def inquiry_page(
    workspace: Workspace,
    as_of: AsOf,
    *,
    is_open: bool | None,
    outcomes: Sequence[Outcome] = (),
    search: DeskSearch = NO_SEARCH,
    actor: Actor,
    first: int,
    limit: int,
) -> tuple[list[InquiryRow], int]:
    """Some inquiries, what waits longest first, then what was closed, the newest first; and how many there are."""
    with _reading(workspace, as_of, actor) as (unit, desk):
        words = _words(unit, search)
        parts = [
            (
                desk.count(is_open=waits, outcomes=outcomes, words=words),
                partial(_inquiries, unit, desk, is_open=waits, outcomes=outcomes, words=words),
            )
            for waits in (True, False)
            if is_open is None or waits is is_open
        ]
        return some_of(parts, first, limit)


@needs(Permission.READ)
def slip_page(
    workspace: Workspace,
    as_of: AsOf,
    *,
    states: Sequence[SlipState] = (),
    search: DeskSearch = NO_SEARCH,
    actor: Actor,
    first: int,
    limit: int,
) -> tuple[list[SlipRow], int]:
    """Some slips, the newest first, and how many there are."""
    with _reading(workspace, as_of, actor) as (unit, desk):
        words = _words(unit, search)
        count = sum(desk.slip_counts(words, states).values())
        return _slips(unit, desk.slips(words, states, first=first, limit=limit)), count


@needs(Permission.READ)
def turning_page(
    workspace: Workspace,
    as_of: AsOf,
    *,
    within: timedelta = HORIZON,
    only_worse: bool = False,
    text: str = "",
    actor: Actor,
    first: int,
    limit: int,
) -> tuple[list[ComingAnswer], int]:
    """Some of the answers that change their word within some days, the soonest first, and how many there are."""
    last, words = as_of.on + within, Words(folded=fold(text))
    with _reading(workspace, as_of, actor) as (_, desk):
        rows = desk.turnings(last, only_worse=only_worse, words=words, first=first, limit=limit)
        return [_turning(row) for row in rows], desk.turning_counts(last, only_worse=only_worse, words=words)[0]


@needs(Permission.ASK_CLEARANCE)
def newest_own(
    workspace: Workspace, as_of: AsOf, *, actor: Actor, limit: int
) -> tuple[list[InquiryRow], list[SlipRow]]:
    """What one person has asked and issued last; an inquiry on which a slip was issued is not among them."""
    with _reading(workspace, as_of, actor, whose=actor.id) as (unit, desk):
        asked = [
            row for is_open in (True, False) for row in _inquiries(unit, desk, 0, limit, is_open=is_open, newest=True)
        ]
        return asked, _slips(unit, desk.slips(first=0, limit=limit))


@needs(Permission.ASK_CLEARANCE)
def waits_already(workspace: Workspace, request: ClearanceRequest, *, actor: Actor) -> bool:
    """Whether an inquiry of one person about a hand-over waits for its answer."""
    with workspace.unit() as unit:
        return any(is_same_hand_over(request, one) for one in open_requests(unit, request.recipient_id, actor))


_READ: Final = ("inquiry", "slip", "third_party", "search_key", "data_flow", "flow_key", "data_set")


@contextmanager
def _reading(workspace: Workspace, as_of: AsOf, actor: Actor, *, whose: str = "") -> Iterator[tuple[Unit, Desk]]:
    if not whose:
        require(actor, Permission.READ_RECORDS)
    with reading(workspace, as_of, _READ) as engine:
        yield Unit(engine), Desk(engine, as_of, reasons_to_json((JUDGED_AGAIN,)), whose)


def _words(unit: Unit, search: DeskSearch) -> Words:
    """Whoever and whatever of ours is called so; there are few of them."""
    folded = fold(search.text)
    if not folded:
        return Words()
    return Words(
        folded=folded,
        people=frozenset(user.id for user in unit.records.select(User) if folded in fold(user.name)),
        data_sets=frozenset(one.id for one in unit.records.select(DataSet) if folded in fold(one.name)),
        categories=search.categories,
    )


def _sets(unit: Unit, requests: Sequence[ClearanceRequest]) -> dict[str | None, str]:
    ids = {request.flow.data_set_id for request in requests if request.flow.data_set_id}
    return {one.id: one.name for one in unit.records.with_ids(DataSet, ids)}


def _inquiries(unit: Unit, desk: Desk, first: int, limit: int, **asked: Any) -> list[InquiryRow]:  # noqa: ANN401
    rows = desk.inquiries(first=first, limit=limit, **asked)
    requests = [from_json(ClearanceRequest, str(row["request"])) for row in rows]
    sets = _sets(unit, requests)
    return [
        InquiryRow(
            str(row["id"]),
            str(row["third_party_id"]),
            request,
            sets.get(request.flow.data_set_id, ""),
            str(row["party"]),
            Outcome(str(row["outcome"])),
            InquiryState(str(row["state"])),
            str(row["asked_by"]),
            parse_instant(str(row["asked_at"])),
            str(row["asker"]),
            str(row["answerer"]),
            (_until(row, desk.as_of.on) - legal_day(parse_instant(str(row["asked_at"])))).days,
            None if row["slip"] is None else str(row["slip"]),
            InquiryState(str(row["state"])) is InquiryState.OPEN and row["asked_back_at"] is not None,
        )
        for row, request in zip(rows, requests, strict=True)
    ]


def _until(row: Row, on: date) -> date:
    return legal_day(parse_instant(str(row["answered_at"]))) if row["answered_at"] else on


def _slips(unit: Unit, rows: Sequence[Row]) -> list[SlipRow]:
    requests = [from_json(ClearanceRequest, str(row["request"])) for row in rows]
    sets = _sets(unit, requests)
    return [
        SlipRow(
            str(row["id"]),
            str(row["number"]),
            request,
            sets.get(request.flow.data_set_id, ""),
            str(row["party"]),
            Outcome(str(row["outcome"])),
            date.fromisoformat(str(row["judged_on"])),
            date.fromisoformat(str(row["valid_until"])) if row["valid_until"] else None,
            parse_instant(str(row["issued_at"])),
            str(row["issuer"]),
            str(row["revoker"]),
            SlipState(str(row["state"])),
        )
        for row, request in zip(rows, requests, strict=True)
    ]


def _turning(row: Row) -> ComingAnswer:
    now, then = Outcome(str(row["now"])), Outcome(str(row["next"]))
    before, after = (
        {_said(reason): reason for reason in reasons_from_json(str(row[name]))}
        for name in ("now_reasons", "next_reasons")
    )
    new = (reason for said, reason in after.items() if said not in before)
    gone = (reason for said, reason in before.items() if said not in after)
    return ComingAnswer(
        str(row["subject_kind"]), str(row["subject_id"]), str(row["name"]), str(row["third_party_id"]),
        str(row["party"]), now, date.fromisoformat(str(row["from_on"])), then,
        *causes_of_turning(now, then, new, gone),
    )  # fmt: skip


def _said(reason: Reason) -> tuple[str, ReasonKind, Text]:
    return (reason.rule_id, reason.kind, reason.in_full)
