"""The pages of the door: sign-in and its second step, a new password, and signing out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

import segno
from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sakimori.domain.account import Account
from sakimori.domain.session import Session
from sakimori.errors import NobodyError, NotPermittedError, SakimoriError, WrongSignInError
from sakimori.services.access.second_step import app_address
from sakimori.services.access.sign_in import Step
from sakimori.services.access.tokens import revoke_own_tokens, standing_tokens
from sakimori.services.kernel.demos import first_demo
from sakimori.web.door import Door
from sakimori.web.forms import TooManyTriesError, go, own_path, page, read_form, shown

PENDING, DONE, NEXT, ENROLS = "pending", "done", "next", "enrols"
"""What a sign-in notes between its steps: whose it is, which steps are done, where to go, a secret that was shown."""

_PAGES: Final = {Step.CODE: "/sign-in/code", Step.ENROL: "/sign-in/code", Step.PASSWORD: "/password"}


async def go_on(
    request: Request, door: Door, token: str, account: Account, *, done: frozenset[Step], asked: str
) -> Response:
    """The next step of a sign-in, or in; the token is a new one after each step."""
    origin = door.origin(request)

    def moved() -> tuple[str, str, bool]:
        sign_in, at = door.sign_in, door.clock()
        step = sign_in.next_step(account, done)
        if step is Step.DONE:
            return sign_in.finish(token, account.user_id, done=done, at=at, origin=origin), own_path(asked), True
        fresh = door.sessions.rotate(token, at, workspace=door.first_workspace, user_id="", signed_in_at=None)
        door.sessions.begin_flow(fresh, at, **{PENDING: account.user_id, DONE: ",".join(sorted(done)), NEXT: asked})
        return fresh, _PAGES[step], False

    fresh, path, is_in = await run_sync(moved)
    answer = go(path)
    door.keep(answer, fresh)
    if is_in:
        await run_sync(door.keep_known, request, answer, account)
    return answer


class Pages:
    """The routes of one door."""

    def __init__(self, door: Door, *, provider: str = "") -> None:
        """`provider` names whoever signs people in for us, if anybody does."""
        self._door = door
        self._provider = provider

    def routes(self) -> list[Route]:
        """All of them."""
        return [
            Route(path, shown(self._door, endpoint), methods=["GET", "POST"])
            for path, endpoint in (
                ("/sign-in", self.sign_in),
                ("/sign-in/code", self.code),
                ("/password", self.password),
                ("/sign-out", self.sign_out),
                ("/demo", self.demo),
            )
        ]

    async def sign_in(self, request: Request) -> Response:
        """By login and password."""
        if self._door.own is None:
            return go("/set-up")
        if request.method == "GET":
            return await self._sign_in_page(request, asked=own_path(request.query_params.get("next", "/")))
        fields: dict[str, str] = {}
        try:
            fields = await read_form(request, self._door)
            token = (await self._session(request))[0]
            account, done = await run_sync(self._proven, request, fields)
            return await go_on(request, self._door, token, account, done=done, asked=fields.get("next", "/"))
        except SakimoriError as error:
            asked, login = own_path(fields.get("next", "/")), fields.get("login", "")
            return await self._sign_in_page(request, asked=asked, login=login, error=error, status=403)

    def _proven(self, request: Request, fields: Mapping[str, str]) -> tuple[Account, frozenset[Step]]:
        """Whose login and password these are; a code given with them counts as the second step."""
        door, at, origin = self._door, self._door.clock(), self._door.origin(request)
        sign_in, login, code = door.sign_in, fields.get("login", ""), fields.get("code", "").strip()
        has_code = bool(code) and sign_in.code_opens(login, code, at=at, origin=origin)
        is_free = has_code or sign_in.is_known(login, at=at, origin=origin)
        if not is_free and door.tries.is_spent(origin.network, at):
            raise TooManyTriesError
        try:
            account = sign_in.prove(login, fields.get("password", ""), at=at, origin=origin, has_code=has_code)
        except WrongSignInError:
            if not is_free:
                door.tries.spend(origin.network, at)
            raise
        return account, frozenset({Step.CODE} if has_code else ())

    async def _sign_in_page(self, request: Request, *, asked: str, login: str = "", **more: Any) -> Response:  # noqa: ANN401 - of the page
        accounts = self._door.accounts
        return await page(
            request, self._door, "sign_in", next=asked, login=login, provider=self._provider,
            is_empty=await run_sync(accounts.is_empty), demo=not self._door.address.is_public, **more,
        )  # fmt: skip

    async def code(self, request: Request) -> Response:
        """The second step of whoever has just proven the password, or the first code of whoever begins with one."""
        token, session, account, done = await self._whose(request)
        if session is None or account is None:
            return go("/sign-in")
        if account.totp_on and session.signed_in_at is not None:
            return go("/")
        if request.method == "GET":
            return await self._code_page(request, token, session, account)
        try:
            fields, at = await read_form(request, self._door), self._door.clock()
            proven = await run_sync(
                lambda: self._door.sign_in.prove_code(
                    account.user_id, fields.get("code", ""), at=at, origin=self._door.origin(request)
                )
            )
            if session.signed_in_at is not None:
                return go("/")
            return await go_on(request, self._door, token, proven, done=done | {Step.CODE}, asked=session.in_flow(NEXT))
        except SakimoriError as error:
            return await self._code_page(request, token, session, account, error=error, status=403)

    async def _code_page(
        self,
        request: Request,
        token: str,
        session: Session,
        account: Account,
        *,
        error: SakimoriError | None = None,
        status: int = 200,
    ) -> Response:
        secret = picture = ""
        if not account.totp_on:
            secret = await run_sync(self._secret, token, session, account)
            company = await run_sync(self._door.company)
            code = segno.make(app_address(secret, login=account.login, company=company), error="l")
            picture = code.svg_data_uri(scale=4, border=2, dark="#0F161E", light="#FFFFFF")
        return await page(request, self._door, "code", secret=secret, picture=picture, error=error, status=status)

    def _secret(self, token: str, session: Session, account: Account) -> str:
        """The secret that was shown in this browser a moment ago, else a new one."""
        accounts = self._door.accounts
        if session.in_flow(ENROLS):
            return accounts.second_step_begun(account.user_id)
        at = self._door.clock()
        self._door.sessions.begin_flow(token, at, **dict(session.flow) | {ENROLS: "1"})
        return accounts.begin_second_step(account.user_id, at=at)

    async def password(self, request: Request) -> Response:
        """A new password: of whoever has just proven a first one, or of whoever is signed in and gives the present."""
        token, session, account, done = await self._whose(request)
        if session is None or account is None:
            return go("/sign-in")
        is_first = session.signed_in_at is None
        standing = () if is_first else await run_sync(self._standing, session)
        if request.method == "GET":
            return await page(request, self._door, "password", is_first=is_first, standing=standing, error=None)
        try:
            fields, at = await read_form(request, self._door), self._door.clock()
            fresh = await run_sync(self._changed, token, session, account, fields, at)
            if is_first:
                changed = await run_sync(self._door.accounts.of_user, account.user_id)
                return await go_on(
                    request, self._door, token, changed or account, done=done, asked=session.in_flow(NEXT)
                )
        except SakimoriError as error:
            return await page(
                request, self._door, "password", is_first=is_first, standing=standing, error=error, status=403
            )
        answer = go("/")
        self._door.keep(answer, fresh)
        changed = await run_sync(self._door.accounts.of_user, account.user_id)
        await run_sync(self._door.keep_known, request, answer, changed or account)
        return answer

    def _changed(self, token: str, session: Session, account: Account, fields: dict[str, str], at: datetime) -> str:
        sign_in, accounts = self._door.sign_in, self._door.accounts
        if session.signed_in_at is not None:
            sign_in.prove_present(account.user_id, fields.get("present", ""), at=at)
        elif not account.must_change:
            raise WrongSignInError
        accounts.change_password(account.user_id, fields.get("password", ""), at=at, but=token)
        if session.signed_in_at is not None and fields.get("tokens"):
            self._revoke_tokens(session, at)
        return self._door.sessions.rotate(token, at) if session.signed_in_at is not None else token

    async def sign_out(self, request: Request) -> Response:
        """End this session, or every one of this person; their access tokens too, where they say so."""
        session = (await self._session(request))[1]
        is_in = session is not None and session.signed_in_at is not None
        standing = await run_sync(self._standing, session) if session is not None and is_in else ()
        if request.method == "GET":
            return await page(request, self._door, "sign_out", standing=standing) if is_in else go("/sign-in")
        try:
            fields = await read_form(request, self._door)
            if session is not None and is_in and fields.get("tokens"):
                await run_sync(self._revoke_tokens, session, self._door.clock())
        except SakimoriError as error:
            return await page(request, self._door, "sign_out", standing=standing, error=error, status=403)
        token, at, everywhere = (await self._session(request))[0], self._door.clock(), bool(fields.get("everywhere"))
        await run_sync(lambda: self._door.sign_in.sign_out(token, at=at, everywhere=everywhere))
        answer = go("/sign-in")
        self._door.keep(answer, await run_sync(self._door.begin))
        return answer

    def _standing(self, session: Session) -> tuple[str, ...]:
        """The names of the access tokens of whoever is signed in; none of somebody who is no longer here."""
        try:
            visitor = self._door.visitor(session)
            tokens = standing_tokens(visitor.workspace, actor=visitor.actor, at=self._door.clock())
        except (NobodyError, NotPermittedError):
            return ()
        return tuple(one.name for one in tokens)

    def _revoke_tokens(self, session: Session, at: datetime) -> None:
        visitor = self._door.visitor(session)
        revoke_own_tokens(visitor.workspace, actor=visitor.actor, at=at)

    async def demo(self, request: Request) -> Response:
        """To the demo, which needs no sign-in and opens on this machine alone."""
        if self._door.address.is_public or request.method == "GET":
            return go("/")
        try:
            await read_form(request, self._door)
        except SakimoriError:
            return go("/")
        token = (await self._session(request))[0]
        answer, at = go("/"), self._door.clock()
        blank = {"user_id": "", "signed_in_at": None}
        made = await run_sync(lambda: self._door.sessions.rotate(token, at, workspace=first_demo(), **blank))
        self._door.keep(answer, made)
        return answer

    async def _session(self, request: Request) -> tuple[str, Session | None]:
        return await run_sync(self._door.session, request)

    async def _whose(self, request: Request) -> tuple[str, Session | None, Account | None, frozenset[Step]]:
        """Token, session and account of whoever is on the way in or is in, and which steps they have done."""
        token, session = await self._session(request)
        if session is None or self._door.own is None:
            return token, None, None, frozenset()
        pending = session.user_id if session.signed_in_at is not None else session.in_flow(PENDING)
        account = await run_sync(self._door.accounts.of_user, pending) if pending else None
        return token, session, account, frozenset(Step(step) for step in session.in_flow(DONE).split(",") if step)
