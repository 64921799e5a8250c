"""What the page of one request shows: its steps, what was found, the recipients; who asked, to those who may know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sakimori.domain.records.own_registers import DataSet, Notice
from sakimori.domain.records.passed_on import PassedOn
from sakimori.domain.records.person_requests import DataSetSearch, PersonRequest, RefusalGround
from sakimori.domain.records.third_party import SELF_ID, Contact, ThirdParty
from sakimori.domain.user import Actor
from sakimori.domain.values.text import Text
from sakimori.errors import NotFoundError
from sakimori.rules.facts.person_requests import article_of, grounds_for
from sakimori.rules.gaps.own_company.notices import in_force
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.unit import Unit, all_records, records_of
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.requests.copies import names_of_copies
from sakimori.services.requests.persons.check import find_request
from sakimori.services.requests.persons.rows import RequestRow, request_rows
from sakimori.services.requests.persons.write import recipients_of


@dataclass(frozen=True, slots=True)
class SearchLine:
    """A data set that a request concerns, and what was found there; `by` is who looked."""

    data_set: DataSet
    search: DataSetSearch | None
    by: str


@dataclass(frozen=True, slots=True)
class RecipientLine:
    """A recipient of the data, and what it was asked because of the request; nothing where nobody asked yet."""

    what: Text
    key: str
    party: ThirdParty
    asked: PassedOn | None

    @property
    def stands(self) -> tuple[object, ...]:
        """What it was asked, whether it was told and has answered: of those that stand alike one note can be made."""
        one = self.asked
        return (one.about, one.told_on is not None, one.answer is not None) if one is not None else ()


@dataclass(frozen=True, slots=True)
class RequestView:
    """One request on a day, without who asked."""

    row: RequestRow
    article: Text
    searches: tuple[SearchLine, ...]
    recipients: tuple[RecipientLine, ...]
    grounds: tuple[RefusalGround, ...]
    identity_by: str
    replied_by: str

    @property
    def request(self) -> PersonRequest:
        """The request itself."""
        return self.row.request

    @property
    def unasked(self) -> tuple[RecipientLine, ...]:
        """The recipients whom nobody asked yet."""
        return tuple(line for line in self.recipients if line.asked is None)


@dataclass(frozen=True, slots=True)
class Person:
    """Who asked, and for what: for those alone who handle requests."""

    name: str
    customer_number: str
    contact: str
    wish: str


@dataclass(frozen=True, slots=True)
class Procedure:
    """What our notice says of requests, and where they are received."""

    notice: Notice | None
    contacts: tuple[Contact, ...]


@needs(Permission.READ_RECORDS)
def request_view(workspace: Workspace, request_id: str, *, on: date, number: int) -> RequestView:
    """One request as known after an entry.

    Raises:
        NotFoundError: There is none with this id, or there was none yet.
    """
    row = next((one for one in request_rows(workspace, on=on, number=number) if one.request.id == request_id), None)
    if row is None:
        raise NotFoundError(what=_REQUEST, key=request_id)
    request = row.request
    with workspace.unit() as unit:
        sets = {one.id: one for one in all_records(unit, DataSet, number=number)}
        return RequestView(
            row=row,
            article=article_of(request.kind, request.claim).text,
            searches=tuple(
                SearchLine(sets[i], found := request.search_of(i), unit.user_name(found.by) if found else "")
                for i in request.data_set_ids
                if i in sets
            ),
            recipients=_recipients(unit, row, on=on),
            grounds=grounds_for(request.kind),
            identity_by=unit.user_name(request.identity_by),
            replied_by=unit.user_name(request.replied_by),
        )


@needs(Permission.HANDLE_REQUESTS)
def who_asked(workspace: Workspace, request_id: str, *, actor: Actor, at: datetime) -> Person:
    """Who asked; that somebody looked is noted."""
    with workspace.unit() as unit:
        request = find_request(unit, request_id)
    workspace.looked_at(
        "person_request.shown", actor=actor, at=at, what="person_request", key=request_id, third_party_id=SELF_ID
    )
    said = (request.person_name, request.customer_number, request.contact, request.wish)
    return Person(*(one or "" for one in said))


@needs(Permission.READ_RECORDS)
def published_procedure(workspace: Workspace, *, on: date, number: int) -> Procedure:
    """The notice that stands on a day, and the contacts of our own company."""
    with workspace.unit() as unit:
        notices = in_force(all_records(unit, Notice, number=number), on)
        contacts = tuple(one for one in records_of(unit, Contact, SELF_ID, number=number) if one.is_reachable)
    newest = max(notices, key=lambda one: (one.published_on or date.min, one.id), default=None)
    return Procedure(newest, contacts)


@needs(Permission.READ_RECORDS)
def data_sets_of(workspace: Workspace, *, number: int) -> tuple[DataSet, ...]:
    """The data sets that a request may concern, by name."""
    with workspace.unit() as unit:
        return tuple(sorted(all_records(unit, DataSet, number=number), key=lambda one: (one.name, one.id)))


def _recipients(unit: Unit, row: RequestRow, *, on: date) -> tuple[RecipientLine, ...]:
    """What was asked, in its order, and then those whom nobody asked yet."""
    until = min(on, row.request.replied_on or on)
    holding = recipients_of(unit, row.request, on=until) if row.request.kind.asks_recipients_for else ()
    names = names_of_copies(unit, row.passed_on)
    owners = {one.third_party_id for one in row.passed_on} | {copy.flow.third_party_id for copy in holding}
    parties = {one.id: one for one in unit.records.with_ids(ThirdParty, owners)}
    asked = [RecipientLine(names[one.id], one.went_by, parties[one.third_party_id], one) for one in row.passed_on]
    told = {one.went_by for one in row.passed_on if one.about is row.request.kind.asks_recipients_for}
    unasked = (copy for copy in holding if copy.key not in told)
    return (*asked, *(RecipientLine(one.name, one.key, parties[one.flow.third_party_id], None) for one in unasked))


_REQUEST = Text("本人からの請求", "request of a person")
