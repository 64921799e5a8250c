"""Whose browser it is: a cookie and a session of its own for each vendor, apart from those of our own people."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from sakimori.domain.session import Session, SessionKind
from sakimori.domain.user import Actor
from sakimori.errors import RefusedError
from sakimori.services.access.sessions import form_token
from sakimori.services.invitations.links import enter, vendor_of
from sakimori.services.kernel.workspace import OWN, Workspace
from sakimori.web.door import Door, network_of
from sakimori.web.forms import TooManyTriesError

COOKIE: Final = "sakimori_answer"
"""The cookie of a vendor's session; the browser sends it to these pages alone."""
PATH: Final = "/answer"

_CODE: Final = re.compile(r"[A-Za-z0-9_-]{43}")


class ClosedLinkError(RefusedError):
    """A link opens nothing; one wording for every reason, so that nobody learns which ones exist."""

    ja = (
        "このリンクでは開けません。有効期限が切れたか、取り消されたか、文字が欠けています。"
        "依頼した会社の担当者に、新しいリンクを頼んでください。"
    )
    en = (
        "This link does not open anything. It has expired, was taken back, or is incomplete. "
        "Ask your contact at the company that invited you for a new one."
    )


@dataclass(frozen=True, slots=True)
class Visit:
    """A browser that came by a link which still holds: who it speaks for, and in which workspace."""

    token: str
    session: Session
    workspace: Workspace
    actor: Actor

    @property
    def form_token(self) -> str:
        """What its forms carry."""
        return form_token(self.token)


class Visits:
    """The visits of one server."""

    def __init__(self, door: Door) -> None:
        self.door = door

    def session(self, request: Request, token: str = "") -> tuple[str, Session | None]:
        """The token that a request carries, or was just given, and its session."""
        token = token or request.cookies.get(COOKIE, "")
        return token, self.door.sessions.find(token, self.door.clock(), kind=SessionKind.VENDOR) if token else None

    def begin(self, request: Request) -> str:
        """The token of a browser that is new here.

        Raises:
            TooManyTriesError: Too many came from one address.
        """
        network, at = network_of(request), self.door.clock()
        if not self.door.newcomers.spend(network, at):
            raise TooManyTriesError
        return self.door.sessions.begin(at, workspace=self.door.first_workspace, kind=SessionKind.VENDOR)

    def find(self, request: Request, token: str = "") -> Visit | None:
        """The visit of a request; None where its time is over, or its link holds no more."""
        token, session = self.session(request, token)
        if session is None or session.signed_in_at is None:
            return None
        workspace = dict(self._open(request)).get(session.workspace)
        if workspace is None:
            return None
        at = self.door.clock()
        actor = vendor_of(workspace, session.invitation_id, at=at, since=session.signed_in_at)
        if actor is None:
            return None
        self.door.sessions.touch(token, at, kind=SessionKind.VENDOR)
        return Visit(token, session, workspace, actor)

    def enter(self, request: Request, given: str) -> str:
        """The new token of a browser whose person gave the link of an invitation, or the code in it.

        Raises:
            ClosedLinkError: It opens nothing.
            TooManyTriesError: Neither do many others that came from this address.
        """
        network, at = network_of(request), self.door.clock()
        code = given.strip().rpartition("#")[2]
        for name, workspace in self._open(request) if _CODE.fullmatch(code) else ():
            actor = enter(workspace, code, at=at)
            if actor is not None:
                token = request.cookies.get(COOKIE, "")
                return self.door.sessions.enter(token, at, workspace=name, invitation_id=actor.id)
        # A right code is never kept waiting: others may sit behind the same address, and none of 256 bits is guessed.
        if not self.door.links.spend(network, at):
            raise TooManyTriesError
        raise ClosedLinkError

    def keep(self, response: Response, token: str) -> None:
        """Let the browser keep a token, for these pages alone."""
        secure = self.door.address.is_public
        response.set_cookie(COOKIE, token, httponly=True, samesite="lax", path=PATH, secure=secure)

    def leave(self, request: Request, response: Response) -> None:
        """End the visit."""
        token, session = self.session(request)
        if session is not None:
            self.door.sessions.end(token)
        response.delete_cookie(COOKIE, path=PATH, httponly=True, samesite="lax", secure=self.door.address.is_public)

    def _open(self, request: Request) -> Iterator[tuple[str, Workspace]]:
        """The workspaces in which an invitation may lie: our own, and at this machine the demos."""
        if self.door.own is not None:
            yield OWN, self.door.own
        if self.door.is_at_this_machine(request):
            yield from self.door.demos.items()
