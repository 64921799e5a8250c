"""The demo as made on a day: once for a whole run of tests, and copied for whoever asks."""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

from sakimori.demo import make_demo

DemoIn = Callable[[Path, date], Path]
"""Puts the demo of a day into a folder, with the key of its stops, and gives the path of its file."""


def demos_of(run: Path) -> DemoIn:
    """The demos of one run, kept in a folder that its workers share; whoever asks first makes the one of a day."""

    def put(folder: Path, on: date) -> Path:
        made = run / f"demo-{on.isoformat()}"
        with made.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not made.exists():
                unfinished = made.with_suffix(".making")
                unfinished.mkdir()
                make_demo(unfinished / "demo.db", on=on)
                unfinished.rename(made)
        for file in made.iterdir():
            shutil.copy(file, folder / file.name)
        return folder / "demo.db"

    return put
