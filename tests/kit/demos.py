"""Databases made once and copied: new ones, the demo of a day, registers of two sizes; what is asked of these."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final, Protocol

from kit.homes import on_which_server
from kit.postgres import in_memory
from sakimori.bench.synthetic import make_synthetic
from sakimori.clock import now, today
from sakimori.demo.company import make_demo
from sakimori.domain.codes import Severity
from sakimori.domain.values.as_of import AsOf
from sakimori.services.kernel.workspace import DEMO, Workspace
from sakimori.services.parties.rows import PartyFilter, all_rows
from sakimori.store.engine import SqliteEngine, Step, open_engine
from sakimori.store.schema.steps import GUARDS, STEPS


class DemoIn(Protocol):
    """Puts the demo of a day into a folder, with its keys, and gives the path of its file."""

    def __call__(self, folder: Path, on: date, name: str = DEMO) -> Path: ...


RegistersIn = Callable[[Path], list[Workspace]]
"""Puts two synthetic registers into a folder, the second of twice the size, and opens them."""

SIZES = (80, 160)


def _made_once(made: Path, make: Callable[[Path], object]) -> Path:
    """A folder that the workers of a run share, filled by whoever asks first."""
    with made.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            unfinished = made.with_suffix(".making")
            unfinished.mkdir()
            with in_memory():  # a company with a history takes a server thirty thousand questions
                make(unfinished)
            unfinished.rename(made)
    return made


def demos_of(run: Path) -> DemoIn:
    """The demos of one run, each made once."""

    def put(folder: Path, on: date, name: str = DEMO) -> Path:
        until = now() if on == today() else None
        made = _made_once(run / f"demo-{on.isoformat()}", lambda new: make_demo(new / "demo.db", on=on, until=until))
        for file in made.iterdir():
            shutil.copy(file, folder / file.name.replace(DEMO, name, 1))
        path = folder / f"{name}.db"
        if there := on_which_server():
            there.take([path], like=made)
        return path

    return put


def registers_of(run: Path) -> RegistersIn:
    """The registers of one run, made once."""

    def make(new: Path) -> None:
        for size in SIZES:
            make_synthetic(new / f"{size}.db", size, progress=lambda _: None)

    def put(folder: Path) -> list[Workspace]:
        made = _made_once(run / "registers", make)
        files = [Path(shutil.copy(made / f"{size}.db", folder / f"of_{size}.db")) for size in SIZES]
        if there := on_which_server():
            there.take(files, like=made)
        return [Workspace(file) for file in files]

    return put


Migrate = Callable[[SqliteEngine, Sequence[Step], Mapping[str, str]], None]


def copying(migrate: Migrate) -> Migrate:
    """`migrate` as it is, but for an empty database that is to have the whole schema: that one is copied.

    Making one takes a tenth of a second, copying it none.
    """

    @cache
    def whole() -> sqlite3.Connection:
        engine = open_engine(None)
        assert isinstance(engine, SqliteEngine)
        migrate(engine, STEPS, GUARDS)
        whole_one.append(engine)  # an engine that nobody holds closes its connection
        return engine._connection

    whole_one: list[SqliteEngine] = []

    def migrated(self: SqliteEngine, steps: Sequence[Step], guards: Mapping[str, str]) -> None:
        if steps is STEPS and guards is GUARDS and not self.query("SELECT 1 FROM sqlite_master"):
            self.take_over(whole())
        else:
            migrate(self, steps, guards)

    return migrated


_NEW_EACH_TIME: Final = re.compile(r"\b[0-9a-f]{12,64}\b|(?<=base64,)[\w+/=]+")
"""Hashes of the trail: the demo's key of refusals is random, and its hashes stand there, also drawn as a code."""


def compare(path: Path, given: Iterable[str]) -> None:
    """Compare lines with those of a file; `SAKIMORI_PIN=1` writes the file anew, for a change that is meant."""
    lines = [_NEW_EACH_TIME.sub("…", line) for line in given]
    if os.environ.get("SAKIMORI_PIN"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert lines == path.read_text(encoding="utf-8").splitlines()


def standing_clock(on: date) -> type[datetime]:
    """A clock that stands in the afternoon of a day."""

    class StandingClock(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return datetime(on.year, on.month, on.day, 6, tzinfo=UTC).astimezone(tz)

        @classmethod
        def fromtimestamp(cls, _timestamp: float, tz: Any = None) -> Any:
            """When a file of ours was put where it lies: each checkout has a day of its own."""
            return cls.now(tz)

    return StandingClock


GRAVE = frozenset({Severity.BLOCK, Severity.HIGH})


def grave_values(workspace: Workspace, on: date) -> list[int | None]:
    """The values of the third parties with an open gap of the two gravest severities."""
    with workspace.unit() as unit:
        as_of = AsOf(on, unit.number(), is_past=False)
    return [row.risk for row in all_rows(workspace, as_of, PartyFilter(with_over=True)) if row.gaps.worst in GRAVE]


def most_shared(values: Sequence[int | None]) -> float:
    """The share of those that have the commonest value."""
    return max(Counter(values).values()) / len(values)
