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
from sakimori.services.invitations.vendor import enter, language_of, vendor_of
from sakimori.services.kernel.workspace import DEMO, OWN, Workspace
from sakimori.web.door import Door, network_of
from sakimori.web.forms import TooManyTriesError

COOKIE: Final = "sakimori_answer"
"""The cookie of a vendor's session; no other page of this server sees it."""
PATH: Final = "/answer"

_CODE: Final = re.compile(r"[A-Za-z0-9_-]{43}")


class ClosedLinkError(RefusedError):
    """A link opens nothing; one wording for every reason, so that it tells nobody which ones exist."""

    ja = "このリンクでは開けません。有効期限が切れたか、取り消されたか、文字が欠けています。依頼した会社の担当者に、新しいリンクを頼んでください。"
    en = "This link does not open anything. It has expired, was withdrawn, or is incomplete. Ask your contact at the company that invited you for a new one."


@dataclass(frozen=True, slots=True)
class Visit:
    """A browser that came by a link that still holds: who it speaks for, and in which workspace."""

    token: str
    session: Session
    workspace: Workspace
    actor: Actor


class Visits:
    """The visits of one server."""

    def __init__(self, door: Door) -> None:
        self.door = door

    def session(self, request: Request) -> tuple[str, Session | None]:
        """The token that a request carries, and its session."""
        token = request.cookies.get(COOKIE, "")
        return token, self.door.sessions.find(token, self.door.clock(), kind=SessionKind.VENDOR) if token else None

    def begin(self, request: Request) -> str:
        """The token of a browser that is new here.

        Raises:
            TooManyTriesError: Too many came from one address.
        """
        network, at = network_of(request), self.door.clock()
        if self.door.newcomers.is_spent(network, at):
            raise TooManyTriesError
        self.door.newcomers.spend(network, at)
        return self.door.sessions.begin(at, workspace=self.door.first_workspace, kind=SessionKind.VENDOR)

    def find(self, request: Request) -> Visit | None:
        """The visit of a request; None where its time is over or the invitation holds no more."""
        token, session = self.session(request)
        if session is None or session.signed_in_at is None:
            return None
        workspace = dict(self._open(request)).get(session.workspace)
        at = self.door.clock()
        actor = vendor_of(workspace, session.invitation_id, at=at) if workspace is not None else None
        if workspace is None or actor is None:
            return None
        self.door.sessions.touch(token, at, kind=SessionKind.VENDOR)
        return Visit(token, session, workspace, actor)

    def enter(self, request: Request, given: str) -> str:
        """The new token of a browser whose person gave the link of an invitation, or the code in it.

        Raises:
            ClosedLinkError: It opens nothing.
            TooManyTriesError: Too many from this address did not.
        """
        network, at = network_of(request), self.door.clock()
        if self.door.links.is_spent(network, at):
            raise TooManyTriesError
        code = given.strip().rpartition("#")[2]
        if _CODE.fullmatch(code):
            for name, workspace in self._open(request):
                actor = enter(workspace, code, at=at)
                if actor is not None:
                    return self.door.sessions.enter(
                        self.session(request)[0], at, workspace=name, invitation_id=actor.id,
                        language=language_of(workspace, actor=actor, at=at),
                    )  # fmt: skip
        self.door.links.spend(network, at)
        raise ClosedLinkError

    def keep(self, response: Response, token: str) -> None:
        """Let the browser keep a token, for these pages alone."""
        response.set_cookie(
            COOKIE, token, httponly=True, samesite="lax", path=PATH, secure=self.door.address.is_public
        )

    def leave(self, request: Request, response: Response) -> None:
        """End the visit."""
        self.door.sessions.end(request.cookies.get(COOKIE, ""))
        response.delete_cookie(COOKIE, path=PATH)

    def _open(self, request: Request) -> Iterator[tuple[str, Workspace]]:
        """The workspaces in which an invitation may lie: our own, and at this machine the demo."""
        if self.door.own is not None:
            yield OWN, self.door.own
        if self.door.demo is not None and self.door.is_at_this_machine(request):
            yield DEMO, self.door.demo
