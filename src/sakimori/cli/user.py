"""`sakimori user …`: our own people, their roles, and the way in of each of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from sakimori.cli.kit import As, Db, Json, actor_for, console, lang, place_for, print_json, print_table
from sakimori.clock import now, today
from sakimori.domain.codes import UserRole
from sakimori.domain.values.text import Text
from sakimori.errors import AmbiguousError, InvalidValueError, NoDatabaseError, NotFoundError
from sakimori.services.access.accounts import AccountRow, Accounts, folded
from sakimori.services.access.sessions import Sessions
from sakimori.services.kernel.workspace import OWN, Workspace, home
from sakimori.services.settings.users import add_user, change_user

_USER = Text("人", "person")
_LOGIN = Text("ログイン名", "the login")
_LOGIN_NEEDED = Text("--login で指定してください。", "Give one with --login.")
_FIRST = Text(
    "{name}さんの最初のパスワード（この1回だけ表示。最初のサインインで変更します）: {password}",
    "First password of {name}, shown this once, to be changed at the first sign-in: {password}",
)

users = typer.Typer(no_args_is_help=True, help="Our own people: list, add, roles, and who may sign in.")
commands = typer.Typer()
commands.add_typer(users, name="user")

Who = Annotated[str, typer.Argument(help="A person: id, login or name.")]
Roles = Annotated[list[UserRole] | None, typer.Option("--role", help="A role; give several by repeating it.")]
Login = Annotated[str | None, typer.Option("--login", help="What the person signs in with, such as an e-mail address.")]


@users.command("list")
def list_people(*, db: Db = None, as_user: As = None, as_json: Json = False) -> None:
    """Print everybody, with roles and whether they can sign in."""
    workspace, accounts = _opened(db)
    rows = accounts.rows(actor=actor_for(workspace, as_user))
    if as_json:
        print_json([_plain(row) for row in rows])
        return
    print_table(
        workspace.meta("name") or "", ("id", "name", "department", "roles", "login", "sign-in"),
        [tuple(value if not isinstance(value, list) else " ".join(value) for value in _plain(row).values())
         for row in rows],
    )  # fmt: skip


@users.command("add")
def add(
    name: Annotated[str, typer.Argument(help="What the person is called.")],
    *,
    login: Annotated[str, typer.Option("--login", help="What the person signs in with, such as an e-mail address.")],
    department: Annotated[str, typer.Option("--department")] = "",
    role: Roles = None,
    db: Db = None,
    as_user: As = None,
) -> None:
    """Add a person, with no role unless one is named, and print a first password."""
    workspace, accounts = _opened(db)
    actor, at = actor_for(workspace, as_user), now()
    accounts.check_free(folded(login))
    user = add_user(workspace, name=name, department=department, roles=frozenset(role or ()), actor=actor, at=at)
    _say_first(user.name, accounts.give(user.id, login=login, actor=actor, at=at))


@users.command("role")
def set_roles(who: Who, *, role: Roles = None, db: Db = None, as_user: As = None) -> None:
    """Give a person these roles in place of those they have; without --role none is left."""
    workspace, accounts = _opened(db)
    actor = actor_for(workspace, as_user)
    found = _found(accounts.rows(actor=actor), who).user
    change_user(workspace, replace(found, roles=frozenset(role or ())), actor=actor, at=now())


@users.command("disable")
def disable(
    who: Who,
    *,
    enable: Annotated[bool, typer.Option("--enable", help="Let the person sign in again.")] = False,
    db: Db = None,
    as_user: As = None,
) -> None:
    """Let a person sign in no more, and end every session of theirs."""
    workspace, accounts = _opened(db)
    actor = actor_for(workspace, as_user)
    found = _found(accounts.rows(actor=actor), who).user
    accounts.disable(found.id, is_disabled=not enable, actor=actor, at=now())


@users.command("reset")
def reset(who: Who, *, login: Login = None, db: Db = None, as_user: As = None) -> None:
    """Give a person the way in anew: print a first password; second step, waiting and sessions are over."""
    workspace, accounts = _opened(db)
    actor = actor_for(workspace, as_user)
    found = _found(accounts.rows(actor=actor), who)
    name = login or (found.account.login if found.account else "")
    if not name:
        raise InvalidValueError(field=_LOGIN, value="", expected=_LOGIN_NEEDED)
    _say_first(found.user.name, accounts.give(found.user.id, login=name, actor=actor, at=now()))


def _opened(db: str | None) -> tuple[Workspace, Accounts]:
    """The company's own workspace, never the demo, which has no accounts; and its accounts."""
    path = place_for(db, OWN)
    if not path.exists():
        raise NoDatabaseError(key=path)
    workspace = Workspace(path)
    return workspace, Accounts(workspace, Sessions(path.parent if db and isinstance(path, Path) else home()))


def _found(rows: tuple[AccountRow, ...], who: str) -> AccountRow:
    ways = (
        [row for row in rows if row.user.id == who],
        [row for row in rows if row.account and row.account.login == who.strip().casefold()],
        [row for row in rows if row.user.name == who],
    )
    for found in ways:
        if len(found) > 1:
            raise AmbiguousError(what=_USER, key=who, candidates=[(row.user.id, row.user.name) for row in found])
        if found:
            return found[0]
    raise NotFoundError(what=_USER, key=who)


def _plain(row: AccountRow) -> dict[str, object]:
    user, account = row.user, row.account
    state = "none" if account is None else "disabled" if account.disabled else "first" if account.must_change else "yes"
    return {
        "id": user.id, "name": user.name, "department": user.department, "roles": sorted(user.roles),
        "login": account.login if account else "", "sign_in": state if user.is_here(today()) else "left",
    }  # fmt: skip


def _say_first(name: str, password: str) -> None:
    words = _FIRST.format(name=name, password=password).get(lang())
    console.print(words, markup=False, highlight=False, soft_wrap=True)
