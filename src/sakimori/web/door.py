"""What routes and middleware share: sessions, the company's own workspace, the address, limits, the one-time code."""

from __future__ import annotations

import hmac
import ipaddress
import secrets
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, partial
from pathlib import Path
from threading import Lock
from typing import Final

import anyio
from starlette.requests import HTTPConnection
from starlette.responses import Response

from sakimori.clock import now
from sakimori.domain.account import Account
from sakimori.domain.session import Session
from sakimori.domain.user import Actor
from sakimori.domain.values.days import legal_day
from sakimori.errors import NobodyError, NoDatabaseError, SakimoriError
from sakimori.services.access.accounts import Accounts
from sakimori.services.access.address import Address, address_of, is_at_this_machine
from sakimori.services.access.handed_out import HANDED_OUT, HandedOut
from sakimori.services.access.known_browsers import COOKIE as KNOWN
from sakimori.services.access.known_browsers import LASTS_DAYS, marked
from sakimori.services.access.sessions import COOKIE, Sessions
from sakimori.services.access.sign_in import Origin, SignIn
from sakimori.services.access.who import who_is
from sakimori.services.invitations.post import mail_server_of
from sakimori.services.kernel.demos import DEMOS, first_demo, is_demo
from sakimori.services.kernel.workspace import OWN, Place, Workspace, database, home
from sakimori.services.settings.delegations import actor_of
from sakimori.web.limits import (
    CALLS,
    CALLS_IN,
    NEW_BROWSERS,
    NEW_IN,
    TRIES_IN,
    WRONG_LINKS,
    WRONG_TOKENS,
    WRONG_TRIES,
    Budget,
    SharedBudget,
    saves,
    uploads,
    uploads_of_all,
)

_ALPHABET: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_FREE_WRONG_CODES: Final = 5
_LONGEST_PAUSE_S: Final = 3.0


class SetUpCode:
    """The one-time code of the first set-up, which only whoever reads the server's console knows.

    It has so many letters (31 to the power of 12) that wrong ones need only be slow: a limit would let strangers keep
    whoever has the right one from setting up.
    """

    def __init__(self) -> None:
        """Make one; it is said when it is first asked for."""
        self._code = "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(3))
        self._wrong = 0
        self._is_said = False
        self._lock = Lock()

    def say(self) -> None:
        """Write it to the console, once."""
        with self._lock:
            if not self._is_said:
                self._is_said = True
                sys.stderr.write(f"\n  先守 set-up code / 初期設定のコード: {self._code}\n\n")
                sys.stderr.flush()

    def fits(self, given: str) -> bool:
        """Whether somebody knows it."""
        is_right = hmac.compare_digest(self._code.encode(), given.strip().upper().encode())
        with self._lock:
            self._wrong += not is_right
        return is_right

    @property
    def pause_s(self) -> float:
        """Seconds for which the answer to a wrong code is held back, twice as long with each after the first few."""
        with self._lock:
            over = self._wrong - _FREE_WRONG_CODES
        return min(2.0 ** min(over, 10) / 10, _LONGEST_PAUSE_S) if over > 0 else 0.0


@dataclass(frozen=True, slots=True)
class Visitor:
    """A person who may be here: where they are, and as whom they act, with the roles of now."""

    session: Session
    workspace: Workspace
    actor: Actor


@dataclass
class Door:
    """One server's way in. Tests give it a folder, an address and a clock of their own."""

    folder: Path | None = None
    address: Address = field(default_factory=address_of)
    clock: Callable[[], datetime] = now
    uploads: Budget = field(default_factory=uploads)
    uploads_of_all: Budget = field(default_factory=uploads_of_all)
    saves: Budget = field(default_factory=saves)
    code: SetUpCode = field(default_factory=SetUpCode)
    handed_out: HandedOut = HANDED_OUT
    pause: Callable[[float], Awaitable[None]] = anyio.sleep
    sends_mail: bool = field(default_factory=lambda: mail_server_of() is not None)
    _own: Workspace | None = None
    _demos: dict[str, Workspace] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Count what other servers of the same database count as well."""
        shared = partial(SharedBudget, sessions=lambda: self.sessions)
        self.tries = shared("tries", WRONG_TRIES, TRIES_IN)
        self.newcomers = shared("newcomers", NEW_BROWSERS, NEW_IN)
        self.links = shared("links", WRONG_LINKS, TRIES_IN)
        self.calls: Budget = shared("calls", CALLS, CALLS_IN)
        self.wrong_tokens: Budget = shared("wrong_tokens", WRONG_TOKENS, TRIES_IN)

    @cached_property
    def sessions(self) -> Sessions:
        """The sessions; their database is opened by the first who asks."""
        return Sessions(self.folder or home())

    @property
    def own_file(self) -> Place:
        """Where the company's own workspace lies, or will lie."""
        return database(OWN, folder=self.folder)

    @property
    def own(self) -> Workspace | None:
        """The company's own workspace; None before the first set-up."""
        if self._own is None and self.own_file.exists():
            self._own = Workspace(self.own_file)
        return self._own

    def demo(self, choice: str) -> Workspace | None:
        """The demo of a language; None on a network, and before it is made."""
        path = database(choice, folder=self.folder)
        if self.address.is_public or not is_demo(choice):
            return None
        if choice not in self._demos and path.exists():
            self._demos[choice] = Workspace(path)
        return self._demos.get(choice)

    @property
    def demos(self) -> dict[str, Workspace]:
        """The demos that stand on this machine."""
        return {choice: demo for choice in DEMOS.values() if (demo := self.demo(choice)) is not None}

    @property
    def accounts(self) -> Accounts:
        """The accounts of the own workspace.

        Raises:
            NoDatabaseError: There is none yet.
        """
        return Accounts(self._needed(), self.sessions)

    @property
    def sign_in(self) -> SignIn:
        """The way into the own workspace.

        Raises:
            NoDatabaseError: There is none yet.
        """
        return SignIn(self._needed(), self.sessions)

    def company(self) -> str:
        """What the company calls itself."""
        return self._needed().meta("name") or ""

    def _needed(self) -> Workspace:
        if self.own is None:
            raise NoDatabaseError(key=self.own_file)
        return self.own

    @property
    def first_workspace(self) -> str:
        """Where a new browser begins: on a network never in the demo."""
        return OWN if self.address.is_public or self.own_file.exists() else first_demo()

    def session(self, connection: HTTPConnection) -> tuple[str, Session | None]:
        """The token that a request carries, and its session; one of the demo is none on a network."""
        token = connection.scope.get("sakimori.token") or connection.cookies.get(COOKIE, "")
        found = self.sessions.find(token, self.clock()) if token else None
        if found is not None and is_demo(found.workspace) and self.address.is_public:
            return token, None
        return token, found

    def visitor(self, session: Session | None) -> Visitor:
        """Whoever a session speaks for.

        Raises:
            NobodyError: It speaks for nobody, or for somebody who is not here any more.
        """
        workspace = self._workspace_of(session)
        today = legal_day(self.clock())
        user = who_is(session, workspace, on=today) if workspace is not None else None
        if session is None or workspace is None or user is None:
            raise NobodyError
        return Visitor(session, workspace, actor_of(workspace, user, on=today))

    def may_look(self, session: Session | None) -> bool:
        """Whether the screens open to a session; those of the demo do so to ask who somebody wants to be."""
        if session is None or is_demo(session.workspace):
            return session is not None
        try:
            self.visitor(session)
        except NobodyError:
            return False
        except SakimoriError:
            return True  # the database cannot be read: the screens say so in words, and have nothing else to show
        return True

    def _workspace_of(self, session: Session | None) -> Workspace | None:
        if session is None:
            return None
        return self.own if session.workspace == OWN else self.demo(session.workspace)

    def begin(self) -> str:
        """The token of a browser that is new here."""
        return self.sessions.begin(self.clock(), workspace=self.first_workspace)

    def keep(self, response: Response, token: str) -> None:
        """Let the browser keep a token: out of reach of scripts and of other sites."""
        response.set_cookie(COOKIE, token, httponly=True, samesite="lax", path="/", secure=self.address.is_public)

    def origin(self, connection: HTTPConnection) -> Origin:
        """Where a try comes from."""
        return Origin(network_of(connection), connection.cookies.get(KNOWN, ""))

    def keep_known(self, connection: HTTPConnection, response: Response, account: Account) -> None:
        """Let a browser be known again with which somebody has just signed in."""
        given, on = connection.cookies.get(KNOWN, ""), legal_day(self.clock())
        made = marked(self.sessions, given, account, on=on)
        response.set_cookie(
            KNOWN,
            made,
            max_age=LASTS_DAYS * 86_400,
            httponly=True,
            samesite="lax",
            path="/",
            secure=self.address.is_public,
        )

    def is_at_this_machine(self, connection: HTTPConnection) -> bool:
        """Whether somebody sits at this machine itself; a server with a public name never believes so.

        Behind a proxy that passes no heads on, whoever calls from elsewhere looks as if they sat here.
        """
        if self.address.is_public:
            return False
        host = connection.headers.get("host", "")
        return is_at_this_machine(host=host, peer=_peer(connection), headers=connection.headers)


def network_of(connection: HTTPConnection) -> str:
    """By what wrong tries are counted: an address, of the long ones the half that one house has."""
    try:
        found = ipaddress.ip_address(_peer(connection))
    except ValueError:
        return ""
    return str(ipaddress.ip_network((found, 64), strict=False)) if found.version == 6 else str(found)


def _peer(connection: HTTPConnection) -> str:
    return connection.client.host if connection.client else ""
