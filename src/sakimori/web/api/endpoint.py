"""What one address of the interface is: declared once, for the server, the document and the tests."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from pydantic import BaseModel

from sakimori.domain.access_token import TokenScope
from sakimori.domain.user import Actor
from sakimori.domain.values.as_of import AsOf
from sakimori.domain.values.days import legal_day
from sakimori.domain.values.text import NO_TEXT, Text
from sakimori.services.kernel.access import Permission
from sakimori.services.kernel.workspace import Workspace
from sakimori.web.api.cursors import Place, cursor, place_of
from sakimori.web.api.forms import Out, PageQuery, Query

FILE: Final = "application/octet-stream"
MOST_BODY: Final = 1024 * 1024
MOST_FILE: Final = 20 * 1024 * 1024
NO_QUERY: Final = Query()


@dataclass(frozen=True, slots=True)
class Call:
    """One call: where, who asks and when, what the address and the body say.

    `seat` is the workspace as this person reads it. `version` is what the header If-Match names, `origin` the scheme
    and name under which the server was called.
    """

    seat: Workspace
    actor: Actor
    at: datetime
    query: Any = NO_QUERY
    body: Any = None
    path: Mapping[str, str] = field(default_factory=dict)
    file: bytes = b""
    version: int | None = None
    language: str = "ja"
    origin: str = ""

    @property
    def today(self) -> date:
        """The legal day of the call."""
        return legal_day(self.at)

    @property
    def on(self) -> date:
        """The day that is asked about, today where none is named."""
        return getattr(self.query, "on", None) or self.today

    def as_of(self, number: int | None = None) -> AsOf:
        """The day with what counts on it: of a past day what was known then, otherwise all that is known."""
        if self.on < self.today:
            with self.seat.program.unit() as unit:
                return AsOf(self.on, unit.number_on(self.on, today=self.today), is_past=True)
        return AsOf(self.on, self.seat.head()[0] if number is None else number)

    def page(self) -> Pager:
        """How much of a list is asked for."""
        asked: PageQuery = self.query
        question = asked.model_dump(exclude={"cursor", "limit"})
        number = self.seat.head()[0]
        place = place_of(asked.cursor, question, number=number)
        return Pager(asked.limit, place.first, place.number, number, question)


@dataclass(frozen=True, slots=True)
class Pager:
    """Some rows of a list: `number` is the entry after which its first page was read, `now` the last one."""

    limit: int
    first: int
    number: int
    now: int
    question: Mapping[str, Any]

    def told(self, shown: int, *, total: int | None = None, more: bool | None = None) -> PageOut:
        """What is said of a page beside its rows."""
        read = self.first + shown
        goes_on = bool(shown) and (read < total if total is not None else bool(more))
        return PageOut(
            next=cursor(Place(read, self.number), self.question) if goes_on else None,
            total=total,
            has_moved=self.number != self.now,
        )


class PageOut(Out):
    """How a list goes on.

    `has_moved` says that something was written since its first page: a row may be missing or stand twice, and who needs
    all of them begins again.
    """

    next: str | None
    total: int | None
    has_moved: bool


@dataclass(frozen=True, slots=True)
class Versioned:
    """An answer about one record, with the version to name when it is changed."""

    answer: Out
    version: int


@dataclass(frozen=True, slots=True)
class FileOut:
    """A file as an answer."""

    name: str
    body: bytes
    media_type: str = FILE
    headers: Mapping[str, str] = field(default_factory=dict)


Answered = Out | Versioned | FileOut


@dataclass(frozen=True, kw_only=True, eq=False)
class Endpoint:
    """One address and method.

    `permission` is asked for at the door, and again by the service. `answers` None stands for a file of a type that
    `media_type` names. With `needs_version` a call has to say by If-Match which version of the record it has seen.
    """

    method: str
    path: str
    name: str
    title: Text
    scope: TokenScope
    permission: Permission
    run: Callable[[Call], Answered]
    answers: type[Out] | None
    media_type: str = FILE
    query: type[Query] = Query
    body: type[BaseModel] | None = None
    schema: Mapping[str, Any] | None = None
    takes_file: bool = False
    status: int = 200
    needs_version: bool = False
    is_read: bool = False
    about: Text = NO_TEXT

    @property
    def writes(self) -> bool:
        """Whether it may change something, so that an Idempotency-Key counts."""
        return self.method != "GET" and not self.is_read

    @property
    def most_bytes(self) -> int:
        """How much may be sent."""
        if self.takes_file:
            return MOST_FILE
        return MOST_BODY if self.body is not None or self.schema is not None else 0
