"""The book of records 記録簿 and hand-overs made: read, noted under a slip or without one, gone on with."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Final, Literal

from pydantic import Field

from sakimori.domain.access_token import TokenScope
from sakimori.domain.records.data_flow import TransferMethod
from sakimori.domain.records.hand_over import ProvisionRecord, ReceiptRecord, RecordMethod, Release
from sakimori.domain.values.names import fold
from sakimori.domain.values.text import Text
from sakimori.errors import InvalidValueError, NotFoundError
from sakimori.services.kernel.access import Permission, may
from sakimori.services.records import rows as book
from sakimori.services.records.provisions import ReleaseDraft
from sakimori.services.records.releases import extend_release, one_release, release, release_without_clearance
from sakimori.services.records.rows import RecordFilter, Standing
from sakimori.web.api.endpoint import Call, Endpoint, PageOut, Versioned
from sakimori.web.api.forms import Day, In, Line, Lines, Named, On, Out, PageQuery, Persons

_SLIP: Final = Text("提供可否票・データフロー", "slip or data flow")
_ONE: Final = Text("slip か flow_id のどちらか1つにしてください。", "Give one of slip and flow_id.")
_RELEASE: Final = Text("提供の実施", "hand-over made")
StandingName = Literal["incomplete", "complete", "corrected"]
_KINDS: Final = {"provision": ProvisionRecord, "receipt": ReceiptRecord}


class RecordsQuery(PageQuery):
    """Which records are listed."""

    kind: Literal["provision", "receipt"] = "provision"
    text: Line = ""
    first: On | None = None
    last: On | None = None
    standing: StandingName | None = None


class RecordOut(Out):
    """A record of 法29条 or 30条; customer numbers are left out."""

    id: str
    third_party_id: str
    third_party: str
    flow: str
    standing: StandingName
    missing: tuple[str, ...]
    made_by: str
    corrected_by: str | None
    kept_until: date
    release_id: str | None


class RecordPage(Out):
    """Some records: what lacks something first, then the newest."""

    items: tuple[RecordOut, ...]
    page: PageOut


def _records(call: Call) -> RecordPage:
    query: RecordsQuery = call.query
    pager, as_of = call.page(), call.as_of()
    wanted = RecordFilter(
        words=fold(query.text),
        first=query.first,
        last=query.last,
        standings=frozenset({Standing[query.standing.upper()]} if query.standing else ()),
    )
    kind = _KINDS[query.kind]
    rows, total = book.record_page(
        call.seat, as_of, kind, wanted, actor=call.actor, first=pager.first, limit=pager.limit
    )  # fmt: skip
    items = tuple(
        RecordOut(
            id=row.record.id, third_party_id=row.record.third_party_id, third_party=row.party, flow=row.flow,
            standing=_standing(row.standing), missing=tuple(item.value for item in book.missing_in(row)),
            made_by=row.made_by, corrected_by=row.corrected_by, kept_until=row.kept_until,
            release_id=row.release.id if row.release else None,
        )
        for row in rows
    )  # fmt: skip
    return RecordPage(items=items, page=pager.told(len(items), total=total))


def _standing(standing: Standing) -> StandingName:
    names: tuple[StandingName, ...] = ("incomplete", "complete", "corrected")
    return names[standing]


class ReleaseIn(In):
    """A hand-over that took place: which items went, of whom, and by which slip."""

    slip: Line = ""
    flow_id: Line = ""
    first_on: Day
    last_on: Day | None = None
    items: Annotated[tuple[Named, ...], Field(min_length=1, max_length=200)]
    person_count: Persons | None = None
    persons_how: Line = ""
    persons: Annotated[tuple[Named, ...], Field(max_length=10_000)] = ()
    method: TransferMethod
    record_method: RecordMethod | None = None
    contract_id: Line | None = None
    for_services: bool = False
    consented: bool | None = None
    note: Lines = ""
    reason: Lines = ""


class ReleaseOut(Out):
    """A hand-over made: until it is reviewed, one without clearance is a gap."""

    id: str
    third_party_id: str
    slip_id: str | None
    flow_id: str | None
    first_on: date
    last_on: date
    items: tuple[str, ...]
    person_count: int | None
    persons_how: str
    method: TransferMethod
    released_by: str
    released_at: datetime
    record_id: str | None
    no_record: str | None
    uncleared_on: date | None
    reviewed_on: date | None


def _out(made: Release) -> Versioned:
    return Versioned(
        ReleaseOut(
            id=made.id, third_party_id=made.third_party_id, slip_id=made.slip_id, flow_id=made.flow_id,
            first_on=made.first_on, last_on=made.last_on, items=made.items, person_count=made.person_count,
            persons_how=made.persons_how, method=made.method, released_by=made.released_by,
            released_at=made.released_at, record_id=made.record_id,
            no_record=made.no_record.value if made.no_record else None, uncleared_on=made.uncleared_on,
            reviewed_on=made.reviewed_on,
        ),
        made.version,
    )  # fmt: skip


def _draft(body: ReleaseIn) -> ReleaseDraft:
    return ReleaseDraft(
        first_on=body.first_on, last_on=body.last_on or body.first_on, items=body.items,
        person_count=body.person_count, method=body.method, persons_how=body.persons_how, persons=body.persons,
        record_method=body.record_method, contract_id=body.contract_id or None, for_services=body.for_services,
        consented=body.consented, note=body.note,
    )  # fmt: skip


def _release(call: Call) -> Versioned:
    body: ReleaseIn = call.body
    if bool(body.slip) == bool(body.flow_id):
        raise InvalidValueError(field=_SLIP, value=body.slip, expected=_ONE, name="slip")
    if body.slip and not body.reason:
        return _out(release(call.seat, body.slip, _draft(body), actor=call.actor, at=call.at).record)
    made = release_without_clearance(
        call.seat, _draft(body), reason=body.reason, slip_id=body.slip or None, flow_id=body.flow_id or None,
        actor=call.actor, at=call.at,
    )  # fmt: skip
    return _out(made.record)


def _read(call: Call) -> Versioned:
    made = one_release(call.seat, call.path["release_id"])
    if made.released_by != call.actor.id and not may(call.actor, Permission.READ_RECORDS):
        raise NotFoundError(what=_RELEASE, key=made.id)
    return _out(made)


class ExtendIn(In):
    """Until when a hand-over went on, and of how many persons it is by then."""

    last_on: Day
    person_count: Persons | None = None
    persons: Annotated[tuple[Named, ...], Field(max_length=10_000)] = ()


def _extend(call: Call) -> Versioned:
    body: ExtendIn = call.body
    made = extend_release(
        call.seat, call.path["release_id"], last_on=body.last_on, person_count=body.person_count,
        persons=body.persons, actor=call.actor, at=call.at, seen=call.version,
    )  # fmt: skip
    return _out(made.record)


ENDPOINTS: Final = (
    Endpoint(
        method="GET", path="/records", name="list_records", scope=TokenScope.RECORDS,
        permission=Permission.READ_APPROVED, query=RecordsQuery, answers=RecordPage, run=_records,
        title=Text("記録簿", "The book of records"),
        about=Text(
            "営業は、自分で記録したものだけを見ます。",
            "Sales sees what it recorded itself.",
        ),
    ),
    Endpoint(
        method="POST", path="/releases", name="note_release", scope=TokenScope.RELEASES,
        permission=Permission.RELEASE, body=ReleaseIn, answers=ReleaseOut, run=_release, status=201,
        title=Text("提供の実施を記録する", "Note a hand-over"),
        about=Text(
            "どの日にも票が有効で、残った条件がないときだけ記録します。",
            "Refused unless the slip was good on each of the days and no condition was open.",
        ),
    ),
    Endpoint(
        method="GET", path="/releases/{release_id}", name="read_release", scope=TokenScope.RECORDS,
        permission=Permission.RELEASE, answers=ReleaseOut, run=_read,
        title=Text("提供の実施を読む", "Read a hand-over"),
    ),
    Endpoint(
        method="POST", path="/releases/{release_id}/extend", name="extend_release", scope=TokenScope.RELEASES,
        permission=Permission.RELEASE, body=ExtendIn, answers=ReleaseOut, run=_extend, needs_version=True,
        title=Text("提供の実施を延ばす", "Note that a hand-over went on"),
    ),
)  # fmt: skip
