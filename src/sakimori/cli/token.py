"""`sakimori token …`: access tokens of programs: made and shown once, listed, revoked."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Final

import typer

from sakimori.cli.kit import As, Db, Json, actor_for, console, lang, print_json, print_table, workspace_at
from sakimori.clock import now
from sakimori.domain.access_token import AccessToken, TokenScope
from sakimori.domain.codes import UserRole
from sakimori.domain.values.text import Text
from sakimori.errors import InvalidValueError
from sakimori.services.access.service_tokens import make_service_token, renew_service_token
from sakimori.services.access.tokens import MadeToken, all_tokens, make_token, revoke_token
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.settings.users import list_users

HELP: Final = """Access tokens, by which programs call /api/v1: made and shown once, listed, revoked.

A token of a person (--as) opens no more than that person may; one of a program (--service NAME --role ROLE) acts under
a name of its own and can never sign in.
"""
_ONCE: Final = Text(
    "{name}のトークン（この1回だけ表示）: {secret}", "Token of {name}, shown this once: {secret}"
)  # fmt: skip
_WHOSE: Final = Text("--as / --service / --renew", "--as / --service / --renew")
_ONE: Final = Text(
    "だれのものか、--as、--service、--renew のどれか1つで指定してください。",
    "Say whose it is, by one of --as, --service and --renew.",
)

tokens = typer.Typer(no_args_is_help=True, help=HELP)
commands = typer.Typer()
commands.add_typer(tokens, name="token")


@tokens.command("make")
def make(
    name: Annotated[str, typer.Argument(help="Which program uses it.")],
    *,
    scope: Annotated[list[TokenScope], typer.Option("--scope", help="What it opens; repeat for several.")],
    until: Annotated[
        datetime | None, typer.Option("--until", formats=["%Y-%m-%d"], help="The last day on which it opens anything.")
    ] = None,
    no_end: Annotated[bool, typer.Option("--no-end", help="It stands until it is revoked.")] = False,
    service: Annotated[bool, typer.Option("--service", help="For a program of its own name, with --role.")] = False,
    role: Annotated[list[UserRole] | None, typer.Option("--role", help="A role of the program; repeatable.")] = None,
    renew: Annotated[str, typer.Option("--renew", help="One more for the program with this id (sv_…).")] = "",
    db: Db = None,
    as_user: As = None,
) -> None:
    """Make a token and print its secret, which is kept nowhere."""
    if (until is None) == (not no_end):
        raise typer.BadParameter("--until YYYY-MM-DD / --no-end")
    workspace = workspace_at(db)
    actor, at, last = actor_for(workspace, as_user), now(), until.date() if until else None
    scopes = frozenset(scope)
    if service:
        made = make_service_token(
            workspace, name=name, roles=frozenset(role or ()), scopes=scopes, expires_on=last, actor=actor, at=at
        )  # fmt: skip
    elif renew:
        made = renew_service_token(workspace, renew, scopes=scopes, expires_on=last, actor=actor, at=at)
    elif as_user:
        made = make_token(workspace, name=name, scopes=scopes, expires_on=last, actor=actor, at=at)
    else:
        raise InvalidValueError(field=_WHOSE, value="", expected=_ONE, name="as")
    _say(made)


def _say(made: MadeToken) -> None:
    words = _ONCE.format(name=made.token.name, secret=made.secret).get(lang())
    console.print(words, markup=False, highlight=False, soft_wrap=True)


@tokens.command("list")
def list_all(*, db: Db = None, as_user: As = None, as_json: Json = False) -> None:
    """Print every token, the newest first; no secret is kept that could be printed."""
    workspace = workspace_at(db)
    rows = [_plain(workspace, one) for one in all_tokens(workspace, actor=actor_for(workspace, as_user))]
    if as_json:
        print_json(rows)
        return
    heads = ("id", "name", "whose", "opens", "until", "last used", "stands")
    print_table("", heads, [tuple(row.values()) for row in rows])


def _plain(workspace: Workspace, one: AccessToken) -> dict[str, object]:
    names = {user.id: user.name for user in list_users(workspace)}
    return {
        "id": one.id,
        "name": f"{one.name} ({one.starts_with}…)",
        "whose": names.get(one.user_id, one.user_id),
        "opens": " ".join(sorted(one.scopes)),
        "until": one.expires_on.isoformat() if one.expires_on else None,
        "last_used_on": one.last_used_on.isoformat() if one.last_used_on else None,
        "stands": one.stands(now()),
    }


@tokens.command("revoke")
def revoke(
    token_id: Annotated[str, typer.Argument(help="The id of the token, from `token list`.")],
    *,
    db: Db = None,
    as_user: As = None,
) -> None:
    """Let a token open nothing any more."""
    workspace = workspace_at(db)
    revoke_token(workspace, token_id, actor=actor_for(workspace, as_user), at=now())
