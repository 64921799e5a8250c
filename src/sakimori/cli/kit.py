"""What every command on a database shares: options, whose database it is, and who acts."""

from __future__ import annotations

import getpass
from datetime import datetime
from time import sleep
from typing import Annotated

import typer

from sakimori.cli.output.printing import (
    Json,
    complain,
    complaints,
    console,
    lang,
    print_json,
    print_table,
    progress_bar,
)
from sakimori.clock import now
from sakimori.domain.codes import UserRole
from sakimori.domain.user import Actor
from sakimori.errors import NoDatabaseError, NotFoundError
from sakimori.services.kernel.demos import DEMOS
from sakimori.services.kernel.judge_queue import BREATH_SECONDS, judge_all_waiting, waiting
from sakimori.services.kernel.workspace import DEMO, OWN, Place, Workspace, database, names_a_server, place_of
from sakimori.services.settings.users import list_users

__all__ = [
    "As", "Db", "DryRun", "Json", "On", "actor_for", "complain", "complaints", "console", "judge_waiting", "lang",
    "place_for", "print_json", "print_table", "progress_bar", "workspace_at",
]  # fmt: skip

Db = Annotated[
    str | None, typer.Option("--db", envvar="SAKIMORI_DB", help="Path of the database, or postgresql://…#schema.")
]
On = Annotated[datetime | None, typer.Option("--on", formats=["%Y-%m-%d"], help="The day, as YYYY-MM-DD.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would change, and write nothing.")]
As = Annotated[str | None, typer.Option("--as", help="Act as this user (id or name).")]


def workspace_at(db: str | None) -> Workspace:
    """The workspace of a file or a schema, else one's own, else the demo."""
    if db and not names_a_server(db):
        place = place_of(db)
        if not place.exists():
            raise NoDatabaseError(key=place)
        return Workspace(place)
    for choice in (OWN, *DEMOS.values()):
        if place_for(db, choice).exists():
            return Workspace(place_for(db, choice))
    raise NoDatabaseError(key=place_for(db, DEMO))


def place_for(db: str | None, choice: str) -> Place:
    """Where a workspace lies: where somebody says, or on the server that somebody names, or as is usual."""
    return place_of(db) if db and not names_a_server(db) else database(choice, named=db or "")


def actor_for(workspace: Workspace, name: str | None) -> Actor:
    """The user that was named; else the person at the terminal, with every role, named in the trail."""
    if name is None:
        who = f"cli:{getpass.getuser()}"
        return Actor(who, who, frozenset(UserRole))
    for user in list_users(workspace):
        if name in {user.id, user.name} and user.left_on is None:
            return Actor(user.id, user.name, user.roles)
    raise NotFoundError(what="user", key=name)


def judge_waiting(workspace: Workspace) -> None:
    """Judge all that waits in the queue, with a bar, and say that it is done."""
    before = waiting(workspace).left
    if not before:
        return
    with progress_bar("to judge") as bar:
        for left in judge_all_waiting(workspace, clock=now):
            bar(left.share)
            sleep(BREATH_SECONDS)
    complaints.print(f"judged: {before:,}", highlight=False)
