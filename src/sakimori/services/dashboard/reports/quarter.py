"""What the quarter report to management says: the state at the end of a quarter as known then, and what changed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Final

from sakimori.domain.clearance import Inquiry, InquiryState, Slip
from sakimori.domain.codes import Severity
from sakimori.domain.incident import Report
from sakimori.domain.records.incidents import IncidentReport
from sakimori.domain.records.person_requests import RequestKind
from sakimori.domain.rule import DeadlineKind
from sakimori.domain.values.as_of import AsOf
from sakimori.domain.values.days import legal_day
from sakimori.domain.values.quarter import Quarter, quarter_of
from sakimori.domain.values.text import Text
from sakimori.errors import StateError
from sakimori.services.calendar.deadlines import Deadline, DeadlineFilter, deadline_kinds, deadline_page
from sakimori.services.dashboard.decisions import DecisionTaken, decisions_taken
from sakimori.services.dashboard.gaps import WorstGap, worst_gaps
from sakimori.services.dashboard.points import Scorecard, scorecard
from sakimori.services.dashboard.reports.exceptions import ExceptionLine, exceptions_on
from sakimori.services.dashboard.reports.issuing import Standing, standing_at
from sakimori.services.dashboard.view import Overview, overview
from sakimori.services.incidents.rows import incident_rows
from sakimori.services.incidents.shapes import IncidentRow
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.reading import reading
from sakimori.services.kernel.unit import all_records
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.requests.persons.rows import RequestRow, request_rows
from sakimori.services.settings.policy import policy_known
from sakimori.store.reads.open_work import READ, OpenWork, open_work

TOP: Final = 10
_READ: Final = 1_000
"""So many dates of the next quarter are read at most; the calendar has them all."""

_NOT_YET: Final = Text(
    "{quarter}（{first}から）の記録はまだありません。", "Nothing is on record yet of {quarter} (from {first})."
)


@dataclass(frozen=True, slots=True)
class DepartmentWork:
    """The gaps that a department looks after: how many are open, how many past their due day, and since when."""

    department: str
    open: int
    overdue: Mapping[Severity, int]
    oldest: date | None

    @property
    def late(self) -> int:
        """How many are past their due day."""
        return sum(self.overdue.values())


@dataclass(frozen=True, slots=True)
class IncidentPicture:
    """Incidents that became known in the quarter, what was sent about any, and those that were open at its end."""

    known: tuple[IncidentRow, ...]
    sent: Mapping[Report, int]
    open: tuple[IncidentRow, ...]
    closed: int


@dataclass(frozen=True, slots=True)
class RequestPicture:
    """Requests of persons in the quarter, by kind, and how those stand that are open at its end."""

    received: Mapping[RequestKind, int]
    replied: Mapping[RequestKind, int]
    open: int
    over_target: int
    median_days: float | None


@dataclass(frozen=True, slots=True)
class ClearancePicture:
    """What was asked of compliance and handed out in the quarter."""

    slips: int
    approved: int
    refused: int
    waiting: int


@dataclass(frozen=True, slots=True)
class QuarterState:
    """Where we stand on a day: the fifteen points, the risk, and what each department looks after.

    `late_on_points` says of each point how many gaps of which department are past their due day.
    """

    as_of: AsOf
    card: Scorecard
    figures: Overview
    departments: tuple[DepartmentWork, ...]
    late_on_points: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class DatesOfDay:
    """What falls due on one day at one third party and is of one kind: the gravest of it, and how many there are."""

    first: Deadline
    number: int


@dataclass(frozen=True, slots=True)
class QuarterFacts:
    """All that the report says; `before` is the state at the end of the quarter before, where anything was known."""

    company: str
    quarter: Quarter
    standing: Standing
    now: QuarterState
    before: QuarterState | None
    reasons: Mapping[str, WorstGap]
    decisions: tuple[DecisionTaken, ...]
    exceptions: tuple[ExceptionLine, ...]
    clearance: ClearancePicture
    incidents: IncidentPicture
    requests: RequestPicture
    dates: tuple[DatesOfDay, ...]
    dates_by_kind: Mapping[DeadlineKind, int]

    @property
    def is_whole(self) -> bool:
        """Whether the quarter is over."""
        return self.now.as_of.on == self.quarter.last


@needs(Permission.READ)
def quarters_known(workspace: Workspace, *, on: date, today: date) -> tuple[Quarter, ...]:
    """The quarters of which anything is on record, that of a day first."""
    with workspace.unit() as unit:
        line = unit.trail.line(1)
        number = unit.number_on(on, today=today)
    newest = quarter_of(on, policy_known(workspace, number=number).fiscal_year_month)
    if line is None or number == 0:
        return (newest,)
    oldest, found = quarter_of(legal_day(line.entry.at), newest.start_month), [newest]
    while found[-1] > oldest:
        found.append(found[-1].moved(-1))
    return tuple(found)


@needs(Permission.READ)
def seen_at(workspace: Workspace, quarter: Quarter, *, on: date, today: date) -> AsOf:
    """With what knowledge a quarter is reported on a day: that of its end, or of the day where it is not over."""
    day = min(quarter.last, on, today)
    with workspace.unit() as unit:
        return AsOf(day, unit.number_on(day, today=today), is_past=day < today)


@needs(Permission.ISSUE_REPORT)
def quarter_facts(workspace: Workspace, quarter: Quarter, *, on: date, today: date) -> QuarterFacts:
    """The facts of a quarter at its end as known then, or on a day within it, beside those of the quarter before.

    Raises:
        StateError: It has not begun, or nothing was on record by its end.
    """
    with workspace.one_look():
        as_of = seen_at(workspace, quarter, on=on, today=today)
        if as_of.on < quarter.first or as_of.number == 0:
            words = {"quarter": quarter.code, "first": quarter.first.isoformat()}
            raise StateError(why=_NOT_YET.format(**words))
        now, then = _state(workspace, as_of, today), seen_at(workspace, quarter.moved(-1), on=on, today=today)
        return _facts(workspace, quarter, now, _state(workspace, then, today) if then.number else None)


def _state(workspace: Workspace, as_of: AsOf, today: date) -> QuarterState:
    with reading(workspace, as_of, READ) as engine:
        work = open_work(engine, as_of)
    return QuarterState(
        as_of=as_of,
        card=scorecard(workspace, as_of),
        figures=overview(workspace, on=as_of.on, today=today, number=as_of.number),
        departments=_departments(work),
        late_on_points=_late_on_points(work),
    )


def _facts(workspace: Workspace, quarter: Quarter, now: QuarterState, before: QuarterState | None) -> QuarterFacts:
    as_of, top = now.as_of, [party.id for party in now.figures.worst[:TOP]]
    following = quarter.moved(1)
    wanted = DeadlineFilter(first=following.first, last=following.last)
    return QuarterFacts(
        company=workspace.meta("name") or "",
        quarter=quarter,
        standing=standing_at(workspace, as_of.number),
        now=now,
        before=before,
        reasons=worst_gaps(workspace, top, on=as_of.on, number=as_of.number),
        decisions=decisions_taken(workspace, as_of, since=quarter.first),
        exceptions=exceptions_on(workspace, as_of),
        clearance=_clearance(workspace, quarter, as_of),
        incidents=_incidents(workspace, quarter, as_of),
        requests=_requests(request_rows(workspace, on=as_of.on, number=as_of.number), quarter, as_of.on),
        dates=_dates(deadline_page(workspace, as_of, wanted, first=0, limit=_READ)[0]),
        dates_by_kind=deadline_kinds(workspace, as_of, wanted),
    )


def _late_on_points(found: Iterable[OpenWork]) -> Mapping[str, Mapping[str, int]]:
    late: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for one in found:
        for point in one.points:
            late[point][one.department] += one.overdue
    return {point: dict((+counts).most_common()) for point, counts in late.items()}


def _dates(found: Iterable[Deadline]) -> tuple[DatesOfDay, ...]:
    """What is alike in day, kind and third party stands as one: fifty papers of one assessment are one matter."""
    grouped: dict[tuple[date, DeadlineKind, str], list[Deadline]] = {}
    for one in found:
        grouped.setdefault((one.day, one.kind, one.third_party_id), []).append(one)
    return tuple(
        DatesOfDay(min(alike, key=lambda one: (one.severity.rank, one.title.ja)), len(alike))
        for alike in grouped.values()
    )


def _departments(found: Sequence[OpenWork]) -> tuple[DepartmentWork, ...]:
    """Those with the most that is overdue first; nobody's gaps stand under an empty name."""
    open_in, late = Counter[str](), {one.department: Counter[Severity]() for one in found}
    oldest: dict[str, date] = {}
    for one in found:
        open_in[one.department] += one.number
        late[one.department][one.severity] += one.overdue
        if one.oldest is not None:
            oldest[one.department] = min(one.oldest, oldest.get(one.department, one.oldest))
    work = [DepartmentWork(name, open_in[name], +late[name], oldest.get(name)) for name in open_in]
    return tuple(sorted(work, key=lambda one: (-one.late, -one.open, one.department)))


def _clearance(workspace: Workspace, quarter: Quarter, as_of: AsOf) -> ClearancePicture:
    def within(on: date) -> bool:
        return quarter.first <= on <= as_of.on

    with workspace.unit() as unit:
        slips = all_records(unit, Slip, number=as_of.number)
        inquiries = all_records(unit, Inquiry, number=as_of.number)
    answered = Counter(one.state for one in inquiries if one.answered_at and within(legal_day(one.answered_at)))
    return ClearancePicture(
        slips=sum(within(legal_day(one.issued_at)) for one in slips),
        approved=answered[InquiryState.APPROVED],
        refused=answered[InquiryState.REFUSED],
        waiting=sum(one.state is InquiryState.OPEN for one in inquiries),
    )


def _incidents(workspace: Workspace, quarter: Quarter, as_of: AsOf) -> IncidentPicture:
    rows = [row for row in incident_rows(workspace, as_of=as_of) if row.incident.known_on <= as_of.on]
    with workspace.unit() as unit:
        reports = all_records(unit, IncidentReport, number=as_of.number)
    closed = [row.incident.closed_on for row in rows if row.incident.closed_on is not None]
    return IncidentPicture(
        known=tuple(row for row in rows if row.incident.known_on >= quarter.first),
        sent=Counter(one.kind for one in reports if quarter.first <= one.sent_on <= as_of.on),
        open=tuple(row for row in rows if row.incident.closed_on is None),
        closed=sum(quarter.first <= on <= as_of.on for on in closed),
    )


def _requests(rows: Iterable[RequestRow], quarter: Quarter, on: date) -> RequestPicture:
    every = list(rows)
    replied = [
        (row.request.kind, (row.request.replied_on - row.request.received_on).days)
        for row in every
        if row.request.replied_on is not None and quarter.first <= row.request.replied_on <= on
    ]
    waiting = [row for row in every if row.request.is_open]
    return RequestPicture(
        received=Counter(row.request.kind for row in every if row.request.received_on >= quarter.first),
        replied=Counter(kind for kind, _ in replied),
        open=len(waiting),
        over_target=sum(row.clock.is_over_target(on) for row in waiting),
        median_days=median(days for _, days in replied) if replied else None,
    )
