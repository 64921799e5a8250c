"""A client of /api/v1 for jobs and scripts: asks before data go, takes a slip, notes what went.

    with Sakimori.from_environment() as sakimori:
        answer = sakimori.clearance(Question(flow_id="fl_0123456789ab"))

It stands on httpx2 alone and imports nothing else of Sakimori, so that it can be copied beside a script.
"""

from __future__ import annotations

import os
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from types import TracebackType
from typing import Any, Final, Self
from urllib.parse import quote

import httpx2

URL: Final = "SAKIMORI_URL"
TOKEN: Final = "SAKIMORI_TOKEN"  # noqa: S105 - the name of a variable
BASE: Final = "/api/v1"
_TRIES: Final = 4
_AGAIN: Final = frozenset({429, 502, 503, 504})
_LONGEST_PAUSE: Final = 60.0


class Refused(Exception):  # noqa: N818 - the word of the problem, as scripts read it
    """The server said no; `code` stays the same from version to version, the words are for people."""

    def __init__(self, status: int, problem: Mapping[str, Any]) -> None:
        """Of a problem as it was sent."""
        self.status = status
        self.code: str = str(problem.get("code", "unknown"))
        self.detail: str = str(problem.get("detail", ""))
        self.errors: Sequence[Mapping[str, str]] = problem.get("errors", ())
        self.candidates: Sequence[Mapping[str, str]] = problem.get("candidates", ())
        super().__init__(f"{status} {self.code}: {self.detail}")


@dataclass(frozen=True, slots=True)
class Question:
    """A hand-over to ask about: a registered flow, or a recipient (法人番号, name or id) with data and purpose."""

    recipient: str = ""
    flow_id: str = ""
    data: str = ""
    purpose: str = ""
    route: str | None = None
    persons: int | None = None
    marketing: bool | None = None
    direction: str | None = None
    facts: Mapping[str, Any] | None = None
    other_routes: bool | None = None
    on: date | None = None

    def body(self) -> dict[str, Any]:
        """What is sent: only what was said."""
        said = {name: value for name, value in asdict(self).items() if value is not None and value != ""}
        return said | ({"on": self.on.isoformat()} if self.on else {})


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that the procedure says, with its article and the role that mends or decides it."""

    rule: str
    kind: str
    text: str
    cites: str
    who: str | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A hand-over that a short question may mean: ask again by its `flow_id`; without one none is registered."""

    flow_id: str | None
    flow: str | None
    data_set: str | None
    purpose: str | None
    route: str
    outcome: str | None


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer of a day: only `may_go` lets data go; `conditional` once each condition is met, `review` never.

    `judged` says by name what was judged. Where the question may mean several hand-overs they are the `candidates`.
    """

    on: date
    outcome: str
    judged: str
    may_go: bool | None
    valid_until: date | None
    reasons: tuple[Reason, ...]
    conditions: tuple[Reason, ...]
    open_questions: tuple[Reason, ...]
    decided_by: tuple[str, ...]
    candidates: tuple[Candidate, ...]
    whole: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Slip:
    """A slip 提供可否票; `etag` is what a change of it has to name, `may_go` is None where it is read of a past day."""

    id: str
    number: str
    outcome: str
    valid_until: date | None
    state: str
    may_go: bool | None
    etag: str
    whole: Mapping[str, Any] = field(repr=False)


class Sakimori:
    """One server, called by one token. Whatever it asks twice is done once: writes carry a key."""

    def __init__(
        self,
        url: str,
        token: str,
        *,
        language: str = "ja",
        client: httpx2.Client | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """`language` is that of texts and refusals; tests give a client of their own."""
        self._client = client or httpx2.Client(timeout=30.0)
        self._url = url.rstrip("/") + BASE
        self._headers = {"authorization": f"Bearer {token}", "accept-language": language}
        self._language = language
        self._sleep = sleep

    @classmethod
    def from_environment(cls) -> Self:
        """The server of SAKIMORI_URL, by the token of SAKIMORI_TOKEN."""
        return cls(os.environ[URL], os.environ[TOKEN])

    def __enter__(self) -> Self:
        """Use it, and close its connections at the end."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close its connections."""
        self._client.close()

    def clearance(self, question: Question) -> Answer:
        """May this be handed over, today or later? Nothing is kept."""
        return self._answer(self.call("POST", "/clearance", question.body()).json())

    def issue_slip(self, question: Question, *, key: str = "") -> Slip:
        """Have a slip issued; with a key of the job's own it is the same slip however often the job runs."""
        return self._slip(self.call("POST", "/slips", question.body(), key=key))

    def read_slip(self, slip_id: str, *, on: date | None = None) -> Slip:
        """A slip, as it stands on a day."""
        return self._slip(self.call("GET", f"/slips/{slip_id}", query={"on": on.isoformat()} if on else {}))

    def slip_pdf(self, slip_id: str) -> bytes:
        """A slip as PDF, in the language of this client."""
        return self.call("GET", f"/slips/{quote(slip_id, safe='')}/pdf").content

    def note_release(self, slip: Slip, *, key: str = "", **said: Any) -> Mapping[str, Any]:  # noqa: ANN401 - fields of the form
        """Note that data went under a slip: items, first_on, method, person_count and so on, as the document says."""
        whole: dict[str, Any] = {"slip": slip.id, **said}
        body = {name: value.isoformat() if isinstance(value, date) else value for name, value in whole.items()}
        noted: Mapping[str, Any] = self.call("POST", "/releases", body, key=key).json()
        return noted

    def rows(self, path: str, **query: Any) -> Iterator[Mapping[str, Any]]:  # noqa: ANN401 - parts of an address
        """Every row of a list such as /gaps, page by page."""
        cursor = ""
        while True:
            page = self.call("GET", path, query={**query, "cursor": cursor} if cursor else query).json()
            yield from page["items"]
            cursor = page["page"]["next"] or ""
            if not cursor:
                return

    def call(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        *,
        query: Mapping[str, Any] | None = None,
        key: str = "",
        etag: str = "",
    ) -> httpx2.Response:
        """One call; it is tried again where the server is busy or cannot be reached, always under the same key.

        Raises:
            Refused: The server said no.
            httpx2.TransportError: It could not be reached.
        """
        headers = {**self._headers, **({"if-match": etag} if etag else {})}
        if method != "GET":
            headers["idempotency-key"] = key or uuid.uuid4().hex
        for left in reversed(range(_TRIES)):
            try:
                answer = self._client.request(
                    method, self._url + path, json=body, params=dict(query or {}), headers=headers
                )  # fmt: skip
            except httpx2.TransportError:
                if not left:
                    raise
                self._sleep(2.0 ** (_TRIES - left))
                continue
            if answer.status_code not in _AGAIN or not left:
                break
            told = answer.headers.get("retry-after", "")
            self._sleep(min(float(told) if told.isdecimal() else 2.0 ** (_TRIES - left), _LONGEST_PAUSE))
        if answer.status_code >= 400:
            is_problem = answer.headers.get("content-type", "").startswith("application/problem+json")
            raise Refused(answer.status_code, answer.json() if is_problem else {"detail": answer.text[:200]})
        return answer

    def _answer(self, said: Mapping[str, Any]) -> Answer:
        told: Mapping[str, Any] = said["answer"]
        return Answer(
            on=date.fromisoformat(told["on"]),
            outcome=told["outcome"],
            judged=said["judged"]["line"][self._language],
            may_go=told["may_go"],
            valid_until=_day(told["valid_until"]),
            reasons=self._reasons(told["reasons"]),
            conditions=self._reasons(told["conditions"]),
            open_questions=self._reasons(told["open_questions"]),
            decided_by=tuple(one[self._language] for one in told["decided_by"]),
            candidates=tuple(
                Candidate(one["flow_id"], one["flow"], one["data_set"], one["purpose"], one["route"], one["outcome"])
                for one in said["candidates"]
            ),
            whole=told,
        )

    def _reasons(self, told: Sequence[Mapping[str, Any]]) -> tuple[Reason, ...]:
        language = self._language
        return tuple(
            Reason(one["rule"], one["kind"], one["text"][language], one["cites"][language], one["who"]) for one in told
        )

    def _slip(self, answer: httpx2.Response) -> Slip:
        told = answer.json()
        return Slip(
            id=told["id"],
            number=told["number"],
            outcome=told["outcome"],
            valid_until=_day(told["valid_until"]),
            state=told["standing"]["state"],
            may_go=told["standing"]["may_go"],
            etag=answer.headers["etag"],
            whole=told,
        )


def _day(said: str | None) -> date | None:
    return date.fromisoformat(said) if said else None
