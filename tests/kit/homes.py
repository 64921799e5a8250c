"""Home folders of journeys: their workspaces lie in files there, or each home has a database of its own on a server."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final, TypeVar

import pytest

from kit.postgres import Databases, in_memory, lies_in_memory, named
from sakimori.services.kernel.workspace import DEMO, HOME_VARIABLE, Workspace
from sakimori.store import key_files
from sakimori.store.access import sessions
from sakimori.store.engine import ServerSchema, Target
from sakimori.store.engine.places import DB_VARIABLE
from sakimori.store.engine.postgres_pool import close_pool
from sakimori.store.schema.steps import GUARDS

T = TypeVar("T")

SQLITE, POSTGRES = "sqlite", "postgres"
ENGINE: Final = os.environ.get("SAKIMORI_TEST_DB") or SQLITE
"""Where the run wants workspaces to lie."""

ON_BOTH: Final = pytest.mark.parametrize(
    "homes", [POSTGRES] if ENGINE == POSTGRES else [SQLITE, POSTGRES], indirect=True, scope="module"
)
"""Marks a module of journeys that are gone on both engines on each push; their home must be new for each test."""

_RUN: Final = "from sakimori.cli.app import main; main()"
_ON_SERVER: Final[list[Homes]] = []


class Homes:
    """Home folders whose workspaces lie on a server: what is named as a file of such a folder is a schema there."""

    def __init__(self, databases: Databases) -> None:
        self._databases = databases
        self._urls: dict[Path, str] = {}
        self._opened: set[ServerSchema] = set()
        self._demos: dict[Path, str] = {}

    def url(self, home: Path) -> str:
        """The address of the database of a home, made when first asked for."""
        if home not in self._urls:
            self._urls[home] = self._databases.bare()
        return self._urls[home]

    def place(self, file: Path) -> ServerSchema:
        """The schema that takes the place of a file."""
        place = ServerSchema(self.url(file.parent), file.stem)
        self._opened.add(place)
        return place

    def file(self, place: object) -> Path | None:
        """The file whose place a schema takes, after which its keys are named."""
        for home, url in self._urls.items():
            if isinstance(place, ServerSchema) and place.url == url:
                return home / f"{place.schema}.db"
        return None

    def take_demo(self, file: Path, like: Path) -> None:
        """Move the copy of a demo to the server; what it is like is taken there once, and copied from then on."""
        assert file.parent not in self._urls, f"something was done in {file.parent} before the demo came"
        if like not in self._demos:
            self._demos[like] = self._databases.bare()
            taken = ServerSchema(self._demos[like], DEMO)
            with in_memory(), closing(Workspace(file)) as made:
                made.save_as(taken)
            close_pool(taken)
        self._urls[file.parent] = self._databases.bare(like=self._demos[like])
        if file.stem != DEMO:
            self._databases.server.ask(f"ALTER SCHEMA {DEMO} RENAME TO {file.stem}", named(self.url(file.parent)))
        file.unlink()

    def forget(self) -> None:
        """Drop what the homes had on the server; no database may lie in one as a file."""
        for place in self._opened:
            close_pool(place)
        for url in self._urls.values():
            self._databases.drop(url)
        left = [file for home in self._urls for file in home.glob("*.db*")]
        self._opened.clear()
        self._urls.clear()
        assert not left, "these lie in files"


@contextmanager
def on_server(homes: Homes) -> Iterator[None]:
    """What is opened and started meanwhile in a home lies on a server."""
    begin, save_as = Workspace.__init__, Workspace.save_as
    named_after = vars(key_files)["file_named_after"]  # where memory is a server, that of the run

    def found(target: T) -> T | ServerSchema:
        return homes.place(target) if isinstance(target, Path) and not lies_in_memory() else target

    def begin_there(self: Workspace, target: Target = None, **kept: Any) -> None:
        begin(self, found(target), **kept)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Workspace, "__init__", begin_there)
        patch.setattr(Workspace, "save_as", lambda self, place: save_as(self, found(place)))
        patch.setattr(key_files, "file_named_after", lambda place: homes.file(place) or named_after(place))
        patch.setattr(sessions, "beside_workspaces", lambda home, file: homes.place(home / file))
        _ON_SERVER.append(homes)
        try:
            yield
        finally:
            _ON_SERVER.pop()
            homes.forget()


def on_which_server() -> Homes | None:
    """The homes that lie on a server; None where they are files."""
    return _ON_SERVER[-1] if _ON_SERVER else None


def environment_of(home: Path) -> dict[str, str]:
    """What tells a process where its databases lie."""
    there = on_which_server()
    return {HOME_VARIABLE: str(home)} | ({DB_VARIABLE: there.url(home)} if there else {})


def change_behind_our_back(file: Path, statement: str) -> None:
    """Change something as somebody does who may write to the disk, and whom no guard of ours keeps from it."""
    with Workspace(file).writing() as unit:
        if on_which_server():
            unit.engine.execute("SET LOCAL session_replication_role = replica")
        else:
            for guard in GUARDS:
                unit.engine.execute(f"DROP TRIGGER IF EXISTS {guard}")
        unit.engine.execute(statement)


def sakimori(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """A command as an administrator of the server gives it."""
    return subprocess.run(
        [sys.executable, "-c", _RUN, *words], cwd=Path(__file__).parents[2], env=os.environ | environment_of(home),
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
