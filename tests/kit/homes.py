"""Home folders of tests: their workspaces lie in files there, or each home has a database of its own on a server."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final, TypeVar

import pytest

from kit.postgres import Databases, in_memory, lies_in_memory, named
from sakimori.services.kernel.workspace import HOME_VARIABLE, Workspace
from sakimori.store import key_files
from sakimori.store.access import sessions
from sakimori.store.engine import Engine, ServerSchema, SqliteEngine, Target, open_engine
from sakimori.store.engine.places import DB_VARIABLE, Place
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
_ON_SERVER: Final[list[Homes | None]] = []


class Homes:
    """Home folders whose workspaces lie on a server: what is named as a file of such a folder is a schema there."""

    def __init__(self, databases: Databases) -> None:
        self._databases = databases
        self._urls: dict[Path, str] = {}
        self._opened: set[ServerSchema] = set()
        self._taken: dict[Path, tuple[str, list[str]]] = {}

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

    def take(self, files: Sequence[Path], like: Path) -> None:
        """Move copies of databases to the server; what they are like is taken there once, and copied from then on."""
        home = files[0].parent
        assert home not in self._urls, f"something was done in {home} before its databases came"
        if like not in self._taken:
            url = self._databases.bare()
            for file in files:
                with in_memory(), closing(Workspace(file)) as made:
                    made.save_as(place := ServerSchema(url, file.stem))
                close_pool(place)
            self._taken[like] = url, [file.stem for file in files]
        url, names = self._taken[like]
        self._urls[home] = self._databases.bare(like=url)
        for name, file in zip(names, files, strict=True):
            if name != file.stem:
                self._databases.server.ask(f"ALTER SCHEMA {name} RENAME TO {file.stem}", named(self._urls[home]))
            file.unlink()

    def copy(self, home: Path, into: Path) -> None:
        """Copy the databases of a home that nobody works in."""
        for place in [place for place in self._opened if place.url == self._urls[home]]:
            close_pool(place)
        self._urls[into] = self._databases.bare(like=self._urls[home])

    @contextmanager
    def of_one_test(self) -> Iterator[None]:
        """Homes that a test begins are dropped at its end: of some the server would be full."""
        before = set(self._urls)
        yield
        self.forget(but=before)

    def forget(self, *, but: Collection[Path] = ()) -> None:
        """Drop what the homes had on the server; no database may lie in one as a file."""
        gone = {home: url for home, url in self._urls.items() if home not in but}
        for place in [place for place in self._opened if place.url in gone.values()]:
            close_pool(place)
            self._opened.discard(place)
        for home, url in gone.items():
            self._databases.drop(url)
            del self._urls[home]
        assert not [file for home in gone for file in home.glob("*.db*")], "these lie in files"


@contextmanager
def on_server(homes: Homes) -> Iterator[None]:
    """What is opened and started meanwhile in a home lies on a server."""
    begin, save_as = Workspace.__init__, Workspace.save_as
    named_after = vars(key_files)["file_named_after"]  # where memory is a server, that of the run

    def found(target: T) -> T | ServerSchema:
        moves = isinstance(target, Path) and on_which_server() and not lies_in_memory()
        return homes.place(target) if moves and isinstance(target, Path) else target

    def begin_there(self: Workspace, target: Target = None, **kept: Any) -> None:
        begin(self, found(target), **kept)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Workspace, "__init__", begin_there)
        patch.setattr(Workspace, "save_as", lambda self, place: save_as(self, found(place)))
        patch.setattr(key_files, "file_named_after", lambda place: homes.file(place) or named_after(place))
        patch.setattr(sessions, "beside_workspaces", lambda home, file: found(home / file))
        _ON_SERVER.append(homes)
        try:
            yield
        finally:
            _ON_SERVER.pop()
            homes.forget()


@contextmanager
def in_files() -> Iterator[None]:
    """What is opened meanwhile in a home lies in a file even so."""
    _ON_SERVER.append(None)
    try:
        yield
    finally:
        _ON_SERVER.pop()


def on_which_server() -> Homes | None:
    """The homes that lie on a server; None where they are files."""
    return _ON_SERVER[-1] if _ON_SERVER else None


def lies_at(file: Path) -> Place:
    """Where what is named as a file of a home lies, for whoever takes places."""
    there = on_which_server()
    return there.place(file) if there else file


def copy_home(home: Path, into: Path) -> None:
    """Copy a home that nobody works in, with its databases and its keys."""
    for file in home.iterdir():
        shutil.copy(file, into / file.name)
    if there := on_which_server():
        there.copy(home, into)


def environment_of(home: Path) -> dict[str, str]:
    """What tells a process where its databases lie."""
    there = on_which_server()
    return {HOME_VARIABLE: str(home)} | ({DB_VARIABLE: there.url(home)} if there else {})


@contextmanager
def behind_our_back(place: Target) -> Iterator[Engine]:
    """Change a database as somebody does who may write to the disk: no guard keeps them, and no stamp tells of it."""
    with closing(open_engine(place)) as engine:
        if isinstance(engine, SqliteEngine):
            engine.query("PRAGMA foreign_keys = OFF")
        else:
            engine.values("SELECT set_config('session_replication_role', 'replica', false)")
        with engine.write():
            if isinstance(engine, SqliteEngine):
                for guard in GUARDS:
                    engine.execute(f"DROP TRIGGER IF EXISTS {guard}")
            yield engine
            vars(engine)["_written"].clear()


def sakimori(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """A command as an administrator of the server gives it."""
    return subprocess.run(
        [sys.executable, "-c", _RUN, *words], cwd=Path(__file__).parents[2], env=os.environ | environment_of(home),
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
