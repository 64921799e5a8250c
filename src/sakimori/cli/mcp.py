"""`sakimori mcp`: the tools of a local assistant over standard input and output."""

from __future__ import annotations

import os
from typing import Annotated, Final

import typer

from sakimori.cli.kit import As, Db, actor_for, lang, workspace_at
from sakimori.clock import now
from sakimori.domain.values.text import Text
from sakimori.errors import InvalidValueError
from sakimori.services.access.bearer import who_bears

VARIABLE: Final = "SAKIMORI_TOKEN"
HELP: Final = """The tools of an assistant (Model Context Protocol, over standard input and output).

It reads and sends nothing: check_clearance, find_recipient, explain_reason, open_questions, list_gaps,
upcoming_deadlines, draft_inquiry; resources sakimori://slips/NUMBER, sakimori://dossiers/ID, sakimori://rules/RULE.
A token with the scope slips offers issue_slip as well, which asks before it writes.
What an assistant's configuration needs:

    {"mcpServers": {"sakimori": {"command": "uv", "args": ["run", "sakimori", "mcp"],
                                 "env": {"SAKIMORI_TOKEN": "sakimori_…"}}}}

An assistant elsewhere uses the server itself: {"type": "http", "url": "https://…/api/v1/mcp",
"headers": {"Authorization": "Bearer sakimori_…"}}.

With SAKIMORI_TOKEN it opens what that token opens; with --as it acts as that person. Make a token on the page /tokens
or by `sakimori token make NAME --scope clearance --scope gaps --scope register --until DAY --as PERSON`.
"""
_TOKEN: Final = Text("アクセストークン", "access token")
_OVER: Final = Text(
    "期限切れか、取り消されたか、正しくありません。作り直してください。",
    "It is wrong, expired or revoked. Make another.",
)

commands = typer.Typer()


@commands.command("mcp", help=HELP)
def mcp(
    *,
    db: Db = None,
    as_user: As = None,
    language: Annotated[str, typer.Option("--lang", help="ja or en; else that of the terminal.")] = "",
) -> None:
    """Serve until the assistant ends."""
    from sakimori.web.assistant.server import assistant_server  # noqa: PLC0415 - nothing else needs the protocol
    from sakimori.web.assistant.tools import Assistant, Seat  # noqa: PLC0415

    workspace, secret = workspace_at(db), os.environ.get(VARIABLE, "")

    def seat() -> Seat:
        if as_user is None and secret:
            bearer = who_bears(workspace, secret, at=now())
            if bearer is None:
                raise InvalidValueError(field=_TOKEN, value="…", expected=_OVER, name="token")
            return Seat(workspace, bearer.actor, bearer.token.scopes)
        return Seat(workspace, actor_for(workspace, as_user))

    seat()
    assistant_server(Assistant(seat, now), "en" if (language or lang()) == "en" else "ja").run("stdio")
