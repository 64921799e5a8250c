"""Incidents 漏えい等: reported from wherever they are seen, and listed with what is due next."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated, Final

from pydantic import AwareDatetime, Field

from sakimori.domain.access_token import TokenScope
from sakimori.domain.records.incidents import IncidentPlace
from sakimori.domain.values.text import Text
from sakimori.services.clearance.wordings import recipient_named
from sakimori.services.incidents.report import IncidentDraft, report_incident
from sakimori.services.incidents.rows import incident_rows
from sakimori.services.incidents.shapes import ActionKind, IncidentRow
from sakimori.services.kernel.access import Permission, may
from sakimori.web.api.endpoint import Call, Endpoint, PageOut
from sakimori.web.api.forms import FIRST_DAY, LAST_DAY, Day, In, Line, Lines, Out, PageQuery, Words, words

_FIRST: Final = datetime(FIRST_DAY.year, 1, 1, tzinfo=UTC)
_LAST: Final = datetime(LAST_DAY.year, 12, 31, tzinfo=UTC)


class IncidentIn(In):
    """What somebody says in the first minute; `known_on` is the day on which anybody of ours knew first."""

    what: Annotated[Lines, Field(min_length=1, max_length=2_000)]
    known_on: Day
    third_party: Line = ""
    place: IncidentPlace | None = None
    happened_at: Annotated[AwareDatetime | None, Field(ge=_FIRST, le=_LAST)] = None


class ReportedOut(Out):
    """An incident that was begun; its clocks run from the day on which it was known."""

    id: str
    name: str
    known_on: date
    third_party_id: str
    place: IncidentPlace | None
    reported_at: datetime | None


def _report(call: Call) -> ReportedOut:
    body: IncidentIn = call.body
    party = _party(call, body.third_party) if body.third_party else None
    draft = IncidentDraft(body.what, body.known_on, party, body.place, body.happened_at)
    return ReportedOut.of(report_incident(call.seat, draft, actor=call.actor, at=call.at).record)


def _party(call: Call, named: str) -> str:
    """By any name for those who may ask; for others by its id alone, as nobody learns here who is on record."""
    return recipient_named(call.seat, named, actor=call.actor) if may(call.actor, Permission.ASK_CLEARANCE) else named


class NextOut(Out):
    """What is to be done next, and by when."""

    kind: ActionKind
    words: Words
    due_on: date | None
    is_late: bool


class IncidentOut(Out):
    """An incident with its next day, and whether it has to be reported to the PPC; `unclear` is no no."""

    id: str
    name: str
    known_on: date
    third_party_id: str
    third_party: str
    owner: str
    reportable: bool | None
    due_on: date | None
    due: Words
    is_late: bool
    closed_on: date | None
    next: NextOut | None


class IncidentPage(Out):
    """Some incidents: the open ones by their next day, then the closed ones."""

    items: tuple[IncidentOut, ...]
    page: PageOut


def _incidents(call: Call) -> IncidentPage:
    pager = call.page()
    rows = incident_rows(call.seat, as_of=call.as_of())
    items = tuple(_incident(row) for row in rows[pager.first : pager.first + pager.limit])
    return IncidentPage(items=items, page=pager.told(len(items), total=len(rows)))


def _incident(row: IncidentRow) -> IncidentOut:
    one = row.incident
    return IncidentOut(
        id=one.id, name=one.name, known_on=one.known_on, third_party_id=one.third_party_id,
        third_party=row.third_party_name, owner=row.owner_name, reportable=row.reportable, due_on=row.due_on,
        due=words(row.due_words), is_late=row.is_late, closed_on=one.closed_on,
        next=NextOut(kind=row.next.kind, words=words(row.next.words), due_on=row.next.due_on, is_late=row.next.is_late)
        if row.next
        else None,
    )  # fmt: skip


ENDPOINTS: Final = (
    Endpoint(
        method="POST", path="/incidents", name="report_incident", scope=TokenScope.INCIDENTS,
        permission=Permission.REPORT_INCIDENT, body=IncidentIn, answers=ReportedOut, run=_report, status=201,
        title=Text("漏えい等を報告する", "Report an incident"),
    ),
    Endpoint(
        method="GET", path="/incidents", name="list_incidents", scope=TokenScope.INCIDENTS,
        permission=Permission.READ_INCIDENTS, query=PageQuery, answers=IncidentPage, run=_incidents,
        title=Text("漏えい等の一覧", "Incidents"),
    ),
)  # fmt: skip
