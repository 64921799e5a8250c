"""A server of the interface over a demo, and programs that call it by tokens of people with one role each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
from starlette.testclient import TestClient

from kit.builders import an_actor
from sakimori.domain.access_token import TokenScope
from sakimori.domain.codes import UserRole
from sakimori.domain.user import Actor
from sakimori.domain.values.days import legal_day
from sakimori.services.access.address import Address
from sakimori.services.access.tokens import make_token
from sakimori.services.kernel.workspace import OWN, Workspace
from sakimori.services.settings.users import add_user
from sakimori.web.door import Door
from web.serving import ORIGIN, Clock, Server

PROGRAMS = frozenset(TokenScope) - {TokenScope.CALENDAR}


@dataclass
class Programs:
    """A server and the programs that call it."""

    workspace: Workspace
    clock: Clock
    client: TestClient
    door: Door
    secrets: dict[tuple[str, frozenset[TokenScope]], str] = field(default_factory=dict)

    def token(self, *roles: UserRole, scopes: Iterable[TokenScope] = PROGRAMS) -> str:
        """The secret of a token of somebody with some roles, all of them unless some are named."""
        whole, wanted = frozenset(roles or UserRole), frozenset(scopes)
        user_id = "us-" + "-".join(sorted(whole))
        if (user_id, wanted) not in self.secrets:
            who = self.person(user_id, whole)
            made = make_token(
                self.workspace, name="CRM", scopes=wanted, expires_on=legal_day(self.clock()) + timedelta(days=300),
                actor=who, at=self.clock(),
            )  # fmt: skip
            self.secrets[user_id, wanted] = made.secret
        return self.secrets[user_id, wanted]

    def person(self, user_id: str, roles: frozenset[UserRole]) -> Actor:
        """Somebody with some roles, added the first time."""
        if not any(key == user_id for key, _ in self.secrets):
            add_user(
                self.workspace, name=user_id, department="", roles=roles, user_id=user_id, actor=an_actor(),
                at=self.clock(),
            )  # fmt: skip
        return Actor(user_id, user_id, roles)

    def call(
        self,
        method: str,
        path: str,
        *,
        secret: str | None = None,
        roles: Iterable[UserRole] = (),
        headers: Mapping[str, str] | None = None,
        **more: Any,
    ) -> httpx2.Response:
        """Call with a token; `secret` blank calls without."""
        token = self.token(*roles) if secret is None else secret
        given = {"authorization": f"Bearer {token}"} if token else {}
        return self.client.request(method, f"/api/v1{path}", headers={**given, **(headers or {})}, **more)

    def beside(self) -> Programs:
        """Another server of the same database."""
        return replace(self, **served(self.door.folder, self.clock))

    def get(self, path: str, **more: Any) -> httpx2.Response:
        return self.call("GET", path, **more)

    def post(self, path: str, body: Any = None, **more: Any) -> httpx2.Response:
        return self.call("POST", path, json=body, **more)


def programs_of(folder: Path, made: Path) -> Programs:
    """A server whose own workspace is a copy of a made one."""
    for file in made.parent.glob(f"{made.stem}.*"):  # with its keys
        file.rename(folder / file.name.replace(made.stem, OWN, 1))
    workspace, clock = Workspace(folder / f"{OWN}.db"), Clock()
    return Programs(workspace, clock, **served(folder, clock))


def served(folder: Path | None, clock: Clock) -> dict[str, Any]:
    """The door and the client of one server on a folder."""
    door = Door(folder=folder, address=Address(), clock=clock)
    client = TestClient(
        Server(door, clock).app, base_url=ORIGIN, client=("127.0.0.1", 50_000), headers={"accept-language": "en"}
    )  # fmt: skip
    return {"door": door, "client": client}
