"""`sakimori mail send`: the mails that wait, by the server that the environment names."""

from __future__ import annotations

from typing import Annotated

import typer

from sakimori.cli.exits import Exit
from sakimori.cli.kit import Db, console, workspace_at
from sakimori.clock import now
from sakimori.domain.values.text import Text
from sakimori.errors import StateError
from sakimori.services.access.address import address_of
from sakimori.services.invitations.outbox import Sending, send_next
from sakimori.services.invitations.post import URL_VARIABLE, mail_server_of

commands = typer.Typer()
_mail = typer.Typer(help="Mails to vendors: send those that wait.", no_args_is_help=True)
commands.add_typer(_mail, name="mail")

_NO_SERVER = Text(f"{URL_VARIABLE} でメールサーバーを指定してください。", f"Name a mail server with {URL_VARIABLE}.")


@_mail.callback()
def _group() -> None:
    """What typer asks for where a group has one command."""


@_mail.command()
def send(
    *,
    address: Annotated[
        str, typer.Option("--address", help="Where vendors answer, unless SAKIMORI_PUBLIC_URL says so.")
    ] = "http://127.0.0.1:8501",
    db: Db = None,
) -> None:
    """Send the mails whose time has come, once each, and say how many went out.

    The server does so by itself while it runs; both may send at a time. Exit 1 if one did not go out.
    """
    server = mail_server_of()
    if server is None:
        raise StateError(why=_NO_SERVER)
    workspace, sending = workspace_at(db), Sending(server, address_of().public or address)
    at, sent, failed = now(), 0, 0
    while (went := send_next(workspace, sending, at=at)) is not None:
        sent, failed = sent + went, failed + (not went)
    console.print(f"sent {sent}, not sent {failed}")
    if failed:
        raise typer.Exit(Exit.REFUSED)
