"""Gaps 不備 and deadlines: what is open on a day with its article, and the days by which somebody must act."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final

from pydantic import Field

from sakimori.domain.access_token import TokenScope
from sakimori.domain.codes import Basis, GapKind, Severity
from sakimori.domain.rule import DeadlineKind
from sakimori.domain.values.text import Text
from sakimori.services.calendar.deadlines import Deadline, DeadlineFilter, deadline_page
from sakimori.services.gaps.counts import GapCounts
from sakimori.services.gaps.rows import GapFilter, GapRow, board, row_page
from sakimori.services.kernel.access import Permission
from sakimori.web.api.answers import FixOut
from sakimori.web.api.endpoint import Call, Endpoint, PageOut
from sakimori.web.api.forms import Flag, Line, On, Out, PageQuery, Words, words


class GapsQuery(PageQuery):
    """Which gaps are listed: those that are true on the day, or with `to_come` those that are known to begin later too.

    Of our own company they are among them unless `own` says otherwise.
    """

    severity: Annotated[tuple[Severity, ...], Field(max_length=10)] = ()
    unknown: Flag = False
    overdue: Flag = False
    third_party_id: Line = ""
    rule: Line = ""
    due_until: On | None = None
    own: Flag | None = None
    to_come: Flag = False


class GapOut(Out):
    """One gap in one severity: what is missing, the article or 会社方針, what closes it, where and until when."""

    id: str
    rule: str
    third_party_id: str
    third_party: str
    severity: Severity
    kind: GapKind
    basis: Basis
    title: Words
    cites: Words
    action: Words
    fix: FixOut
    is_now: bool
    begins_on: date
    until_on: date | None
    due_on: date
    owner: str
    is_waived: bool


class GapCountsOut(Out):
    """How many gaps the filter leaves: known ones, and those that nobody has answered, which are counted apart."""

    known: int
    unknown: int


class GapPage(Out):
    """Some gaps in the order of the board, and how many there are."""

    items: tuple[GapOut, ...]
    counts: GapCountsOut
    page: PageOut


def _gaps(call: Call) -> GapPage:
    query: GapsQuery = call.query
    pager, as_of = call.page(), call.as_of()
    wanted = GapFilter(
        last_day=None if query.to_come else call.on,
        severities=frozenset(query.severity),
        unknown=query.unknown,
        party=query.third_party_id,
        rules=frozenset({query.rule} if query.rule else ()),
        is_own=query.own,
        is_overdue=query.overdue,
        due_until=query.due_until,
    )
    rows, total = row_page(call.seat, as_of, wanted, first=pager.first, limit=pager.limit)
    left: GapCounts = board(call.seat, as_of, wanted).left
    return GapPage(
        items=tuple(_gap(row) for row in rows),
        counts=GapCountsOut(known=left.number, unknown=left.unknown),
        page=pager.told(len(rows), total=total),
    )


def _gap(row: GapRow) -> GapOut:
    return GapOut(
        id=row.gap_id, rule=row.rule_id, third_party_id=row.third_party_id, third_party=row.third_party_name,
        severity=row.severity, kind=row.kind, basis=row.basis, title=words(row.title), cites=words(row.cites),
        action=words(row.action), fix=FixOut.of(row.fix), is_now=row.is_now, begins_on=row.begins_on,
        until_on=row.until_on, due_on=row.due_on, owner=row.owner_name, is_waived=row.is_waived,
    )  # fmt: skip


class DeadlinesQuery(PageQuery):
    """Which days are listed: from one to another, or all that are overdue."""

    first: On | None = None
    last: On | None = None
    overdue: Flag = False
    kind: Annotated[tuple[DeadlineKind, ...], Field(max_length=30)] = ()


class DeadlineOut(Out):
    """A day by which something must be done; the day itself is still in time."""

    kind: DeadlineKind
    day: date
    third_party_id: str
    third_party: str
    title: Words
    basis: Basis
    cites: Words
    severity: Severity
    owner: str
    fix: FixOut
    is_overdue: bool


class DeadlinePage(Out):
    """Some deadlines, the soonest first."""

    items: tuple[DeadlineOut, ...]
    page: PageOut


def _deadlines(call: Call) -> DeadlinePage:
    query: DeadlinesQuery = call.query
    pager, as_of = call.page(), call.as_of()
    wanted = DeadlineFilter(
        first=query.first, last=query.last, overdue=query.overdue, kinds=frozenset(query.kind)
    )  # fmt: skip
    rows, total = deadline_page(call.seat, as_of, wanted, first=pager.first, limit=pager.limit, actor=call.actor)
    return DeadlinePage(items=tuple(_deadline(row) for row in rows), page=pager.told(len(rows), total=total))


def _deadline(row: Deadline) -> DeadlineOut:
    return DeadlineOut(
        kind=row.kind, day=row.day, third_party_id=row.third_party_id, third_party=row.third_party_name,
        title=words(row.title), basis=row.basis, cites=words(row.cites), severity=row.severity, owner=row.owner_name,
        fix=FixOut.of(row.target), is_overdue=row.is_overdue,
    )  # fmt: skip


ENDPOINTS: Final = (
    Endpoint(
        method="GET", path="/gaps", name="list_gaps", scope=TokenScope.GAPS, permission=Permission.READ,
        query=GapsQuery, answers=GapPage, run=_gaps, title=Text("不備の一覧", "Gaps"),
    ),
    Endpoint(
        method="GET", path="/deadlines", name="list_deadlines", scope=TokenScope.GAPS, permission=Permission.READ,
        query=DeadlinesQuery, answers=DeadlinePage, run=_deadlines, title=Text("期限の一覧", "Deadlines"),
    ),
)  # fmt: skip
