"""The first set-up in the browser: a company's own workspace, its first person, and their way in."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sakimori.domain.codes import UserRole
from sakimori.domain.user import Actor
from sakimori.domain.values.text import Text
from sakimori.errors import InvalidValueError, SakimoriError
from sakimori.services.access.accounts import folded
from sakimori.services.access.passwords import check_new
from sakimori.services.own_company.write import begin_workspace
from sakimori.services.settings.users import list_users
from sakimori.web.door import Door
from sakimori.web.forms import go, page, read_form, shown

_ASKED: Final = ("company", "person", "department", "login")
_CODE: Final = Text("コード", "the code")
_CODE_EXPECTED: Final = Text(
    "サーバーのコンソールに表示されたコードを入れてください。", "Give the code that the server wrote to its console."
)


class SetUp:
    """The route of one door; it is there until the workspace is."""

    def __init__(self, door: Door) -> None:
        """Of a server that may have no workspace yet."""
        self._door = door

    def routes(self) -> list[Route]:
        """The one there is."""
        return [Route("/set-up", shown(self._door, self.set_up), methods=["GET", "POST"])]

    async def set_up(self, request: Request) -> Response:
        """Ask, and begin."""
        if self._door.own is not None:
            return go("/sign-in")
        if request.method == "GET":
            return await self._page(request, {})
        fields: dict[str, str] = {}
        try:
            fields = await read_form(request, self._door)
            await self._check_code(request, fields.get("code", ""))
            token, at = (await run_sync(self._door.session, request))[0], self._door.clock()
            fresh = await run_sync(self._begun, token, fields, at)
        except SakimoriError as error:
            return await self._page(request, fields, error=error, status=403)
        answer = go("/")
        self._door.keep(answer, fresh)
        account = await run_sync(self._door.accounts.with_login, fields.get("login", ""))
        if account is not None:
            await run_sync(self._door.keep_known, request, answer, account)
        return answer

    async def _page(
        self, request: Request, fields: dict[str, str], *, error: SakimoriError | None = None, status: int = 200
    ) -> Response:
        asks_code = not self._door.is_at_this_machine(request)
        if asks_code:
            self._door.code.say()
        given = {name: fields.get(name, "") for name in _ASKED}
        demo = not self._door.address.is_public
        return await page(
            request, self._door, "set_up", error=error, status=status, given=given, asks_code=asks_code, demo=demo
        )

    async def _check_code(self, request: Request, code: str) -> None:
        if not self._door.is_at_this_machine(request) and not self._door.code.fits(code):
            await self._door.pause(self._door.code.pause_s)
            raise InvalidValueError(field=_CODE, value=code[:20], expected=_CODE_EXPECTED)

    def _begun(self, token: str, fields: dict[str, str], at: datetime) -> str:
        """Everything is looked at before the workspace is made, so that none is left to which nobody has the way in."""
        login, password = folded(fields.get("login", "")), fields.get("password", "")
        check_new(password, login=login, company=fields.get("company", ""))
        made = begin_workspace(
            self._door.own_file, company=fields.get("company", ""), person=fields.get("person", ""),
            department=fields.get("department", ""), at=at,
        )  # fmt: skip
        [founder] = list_users(made)
        actor = Actor(founder.id, founder.name, frozenset(UserRole))
        self._door.accounts.begin_with(founder.id, login=login, password=password, actor=actor, at=at)
        return self._door.sign_in.finish(token, founder.id, at=at)
