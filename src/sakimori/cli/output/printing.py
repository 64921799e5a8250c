"""How results and refusals are printed, in the language of the terminal."""

from __future__ import annotations

import json
import locale
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, is_dataclass
from datetime import date
from enum import Enum
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress

from sakimori.cli.output.tables import print_rows
from sakimori.domain.values.text import Text
from sakimori.errors import AmbiguousError, PackInvalidError, RequestInvalidError, SakimoriError
from sakimori.exchange.lists.number_search import masked

console = Console()
complaints = Console(stderr=True)

Json = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]


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
    """Print rows for people; figures, ids and logins stand whole however narrow the terminal is."""
    print_rows(console, title, heads, rows)


@contextmanager
def progress_bar(label: str) -> Iterator[Callable[[float], None]]:
    """A bar that a share from 0 to 1 moves."""
    with Progress(console=complaints, transient=True) as progress:
        task = progress.add_task(label, total=1.0)
        yield lambda share: progress.update(task, completed=share)
