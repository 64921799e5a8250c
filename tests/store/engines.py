"""The engines under contract: each test of this folder runs on every one of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sakimori.store.engine import Engine, SqliteEngine
from sakimori.store.schema.steps import GUARDS, STEPS

Opener = Callable[[], Engine]
"""Opens one more connection to the database of the test."""


def sqlite_opener(folder: Path) -> Opener:
    return lambda: SqliteEngine(folder / "contract.db")


OPENERS: tuple[tuple[str, Callable[[Path], Opener]], ...] = (("sqlite", sqlite_opener),)


def migrated(opener: Opener) -> Engine:
    engine = opener()
    engine.migrate(STEPS, GUARDS)
    return engine
