"""The pages of the door: sign-in and its second step, a new password, and signing out."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

import segno
from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sakimori.domain.account import Account
from sakimori.domain.session import Session
from sakimori.errors import SakimoriError, WrongSignInError
from sakimori.services.access.second_step import app_address
from sakimori.services.access.sign_in import Step
from sakimori.services.kernel.demos import first_demo
from sakimori.web.door import Door
from sakimori.web.forms import go, own_path, page, read_form, shown, wrong

PENDING, DONE, NEXT, ENROLS = "pending", "done", "next", "enrols"
"""What a sign-in notes between its steps: whose it is, which steps are done, where to go, a secret that was shown."""

_PAGES: Final = {Step.CODE: "/sign-in/code", Step.ENROL: "/sign-in/code", Step.PASSWORD: "/password"}


async def go_on(door: Door, token: str, account: Account, *, done: frozenset[Step], asked: str) -> Response:
    """The next step of a sign-in, or in; the token is a new one after each step."""

    def moved() -> tuple[str, str]:
        sign_in, at = door.sign_in, door.clock()
        step = sign_in.next_step(account, done)
        if step is Step.DONE:
            return sign_in.finish(token, account.user_id, done=done, at=at), own_path(asked)
        fresh = door.sessions.rotate(token, at, workspace=door.first_workspace, user_id="", signed_in_at=None)
        door.sessions.begin_flow(fresh, at, **{PENDING: account.user_id, DONE: ",".join(sorted(done)), NEXT: asked})
        return fresh, _PAGES[step]

    fresh, path = await run_sync(moved)
    answer = go(path)
    door.keep(answer, fresh)
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
            at, token = self._door.clock(), (await self._session(request))[0]
            account = await run_sync(
                lambda: self._door.sign_in.prove(fields.get("login", ""), fields.get("password", ""), at=at)
            )
            return await go_on(self._door, token, account, done=frozenset(), asked=fields.get("next", "/"))
        except SakimoriError as error:
            if isinstance(error, WrongSignInError):
                await wrong(request, self._door)
            asked, login = own_path(fields.get("next", "/")), fields.get("login", "")
            return await self._sign_in_page(request, asked=asked, login=login, error=error, status=403)

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
                lambda: self._door.sign_in.prove_code(account.user_id, fields.get("code", ""), at=at)
            )
            if session.signed_in_at is not None:
                return go("/")
            return await go_on(self._door, token, proven, done=done | {Step.CODE}, asked=session.in_flow(NEXT))
        except SakimoriError as error:
            if isinstance(error, WrongSignInError):
                await wrong(request, self._door)
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
        if request.method == "GET":
            return await page(request, self._door, "password", is_first=is_first, error=None)
        try:
            fields, at = await read_form(request, self._door), self._door.clock()
            fresh = await run_sync(self._changed, token, session, account, fields, at)
            if is_first:
                changed = await run_sync(self._door.accounts.of_user, account.user_id)
                return await go_on(self._door, token, changed or account, done=done, asked=session.in_flow(NEXT))
        except SakimoriError as error:
            if isinstance(error, WrongSignInError):
                await wrong(request, self._door)
            return await page(request, self._door, "password", is_first=is_first, error=error, status=403)
        answer = go("/")
        self._door.keep(answer, fresh)
        return answer

    def _changed(self, token: str, session: Session, account: Account, fields: dict[str, str], at: datetime) -> str:
        sign_in, accounts = self._door.sign_in, self._door.accounts
        if session.signed_in_at is not None:
            sign_in.prove(account.login, fields.get("present", ""), at=at)
        elif not account.must_change:
            raise WrongSignInError
        accounts.change_password(account.user_id, fields.get("password", ""), at=at, but=token)
        return self._door.sessions.rotate(token, at) if session.signed_in_at is not None else token

    async def sign_out(self, request: Request) -> Response:
        """End this session, or every one of this person."""
        if request.method == "GET":
            _, session = await self._session(request)
            return await page(request, self._door, "sign_out") if session and session.signed_in_at else go("/sign-in")
        try:
            fields = await read_form(request, self._door)
        except SakimoriError as error:
            return await page(request, self._door, "sign_out", error=error, status=403)
        token, at, everywhere = (await self._session(request))[0], self._door.clock(), bool(fields.get("everywhere"))
        await run_sync(lambda: self._door.sign_in.sign_out(token, at=at, everywhere=everywhere))
        answer = go("/sign-in")
        self._door.keep(answer, await run_sync(self._door.begin))
        return answer

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
