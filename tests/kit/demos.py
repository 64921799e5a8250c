"""Databases that are made once and copied: new ones, the demo of a day, registers of two sizes."""

from __future__ import annotations

import fcntl
import shutil
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Protocol

from kit.homes import on_which_server
from kit.postgres import in_memory
from sakimori.bench.synthetic import make_synthetic
from sakimori.clock import now, today
from sakimori.demo import make_demo
from sakimori.services.kernel.workspace import DEMO, Workspace
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
