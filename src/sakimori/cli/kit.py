"""What every command shares: options, whose database, who acts, and how results are printed."""

from __future__ import annotations

import getpass
import json
import locale
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, is_dataclass
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from time import sleep
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from sakimori.clock import now
from sakimori.domain.codes import UserRole
from sakimori.domain.user import Actor
from sakimori.domain.values.text import Text
from sakimori.errors import (
    AmbiguousError,
    NoDatabaseError,
    NotFoundError,
    PackInvalidError,
    RequestInvalidError,
    SakimoriError,
)
from sakimori.exchange.lists.number_search import masked
from sakimori.services.kernel.demos import DEMOS
from sakimori.services.kernel.judge_queue import BREATH_SECONDS, judge_all_waiting, waiting
from sakimori.services.kernel.workspace import DEMO, OWN, Workspace, database
from sakimori.services.settings.users import list_users

console = Console()
complaints = Console(stderr=True)

Db = Annotated[str | None, typer.Option("--db", envvar="SAKIMORI_DB", help="Path of the database.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
On = Annotated[datetime | None, typer.Option("--on", formats=["%Y-%m-%d"], help="The day, as YYYY-MM-DD.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would change, and write nothing.")]
As = Annotated[str | None, typer.Option("--as", help="Act as this user (id or name).")]


def lang() -> str:
    """The language of the terminal: Japanese, else English; asked for even where the system has no such locale."""
    asked = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    name = asked or locale.setlocale(locale.LC_CTYPE, None) or ""
    return "ja" if name.lower().startswith("ja") else "en"


def complain(error: SakimoriError) -> None:
    """Say why something was refused, and every place in a file that has to be put right."""
    complaints.print(masked(error.message(lang())), style="bold", markup=False, emoji=False)
    for line in _details(error):
        complaints.print(masked(line), markup=False, highlight=False, emoji=False, soft_wrap=True)


def _details(error: SakimoriError) -> Iterator[str]:
    language = lang()
    problems: Any = error.details.get("problems", ())
    if isinstance(error, PackInvalidError):
        for problem in problems:
            yield f"{problem.file}:{problem.line} {problem.key}: {problem.message.get(language)}"
    elif isinstance(error, RequestInvalidError):
        for problem in problems:
            shown = f" ({problem.value})" if problem.value else ""
            yield f"{problem.column}: {problem.message.get(language)}{shown} {problem.expected.get(language)}"
    elif isinstance(error, AmbiguousError):
        candidates: Any = error.details.get("candidates", ())
        for record_id, name in candidates:
            yield f"{record_id}  {name}"


def workspace_at(db: str | None) -> Workspace:
    """The workspace of a path, else one's own, else the demo."""
    if db:
        if not Path(db).exists():
            raise NoDatabaseError(key=db)
        return Workspace(db)
    for choice in (OWN, *DEMOS.values()):
        if database(choice).exists():
            return Workspace(database(choice))
    raise NoDatabaseError(key=database(DEMO))


def actor_for(workspace: Workspace, name: str | None) -> Actor:
    """The user that was named; else the person at the terminal, with every role, named in the trail."""
    if name is None:
        who = f"cli:{getpass.getuser()}"
        return Actor(who, who, frozenset(UserRole))
    for user in list_users(workspace):
        if name in {user.id, user.name} and user.left_on is None:
            return Actor(user.id, user.name, user.roles)
    raise NotFoundError(what="user", key=name)


def as_plain(value: object) -> object:
    """A value as JSON knows it."""
    if isinstance(value, Text):
        return {"ja": value.ja, "en": value.en}
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (frozenset, set)):
        return sorted(str(v) for v in value)
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    raise TypeError(type(value).__name__)


def print_json(value: object) -> None:
    """Print something for programs."""
    print(json.dumps(value, default=as_plain, ensure_ascii=False, indent=2))  # noqa: T201 - for programs


def print_table(title: str, heads: tuple[str, ...], rows: list[tuple[object, ...]]) -> None:
    """Print rows for people."""
    table = Table(*heads, title=title, title_justify="left")
    for row in rows:
        table.add_row(*(str(cell if cell is not None else "") for cell in row))
    console.print(table)


@contextmanager
def progress_bar(label: str) -> Iterator[Callable[[float], None]]:
    """A bar that a share from 0 to 1 moves."""
    with Progress(console=complaints, transient=True) as progress:
        task = progress.add_task(label, total=1.0)
        yield lambda share: progress.update(task, completed=share)


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
