"""What every test may need: the folder of shared samples, and no skipping where all is asked for."""

from __future__ import annotations

import gc
import os
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from kit.browsing import browser, context, context_settings, foreign, kept_page, page, serve, server
from kit.demos import DemoIn, RegistersIn, copying, demos_of, registers_of
from kit.examples import ALL, examples
from kit.files.reading import read_here
from kit.homes import ENGINE, POSTGRES, Homes, in_files, on_server, on_which_server
from kit.postgres import REASON, Databases, Schemas, is_missing, running
from sakimori.services.kernel.workspace import Workspace
from sakimori.store import key_files
from sakimori.store.engine import SqliteEngine, Target
from sakimori.store.engine.places import file_named_after

# One browser for the journeys of both folders: a process cannot drive two.
__all__ = ["browser", "context", "context_settings", "foreign", "kept_page", "page", "serve", "server"]

# How long an example takes says something of the machine, not of the program: times are the bench's business.
# A push tries the same examples each time, so that it fails for what changed; at home and by night they are new ones.
settings.register_profile(
    "untimed", deadline=None, derandomize=bool(os.environ.get("CI")) and not ALL, max_examples=examples(100)
)
settings.load_profile("untimed")


_LONG = {"test_quality.py", *(("test_deciding.py",) if ALL else ())}
"""Files that no journey outlasts: the type checker and, with every case, what a decision could hang on."""

# Thousands of tests stand as long as the run: what looks for circles of objects need not go through them again.
gc.set_threshold(50_000)


def pytest_collection_finish() -> None:
    """What was collected stays."""
    gc.freeze()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest; skip tests on shared samples where nobody says where they are.

    Where all is asked for such a test fails instead.
    """
    # Side by side, what begins last is waited for: a browser and the type checker run as long as a hundred others.
    items.sort(key=lambda item: not (item.get_closest_marker("browser") or item.path.name in _LONG))
    if os.environ.get("SAKIMORI_SAMPLES"):
        return
    reason = "set SAKIMORI_SAMPLES to the folder of the shared samples"
    for item in items:
        if item.get_closest_marker("samples"):
            if os.environ.get("SAKIMORI_REQUIRE_ALL"):
                raise pytest.UsageError(reason)
            item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session", autouse=True)
def _new_databases_are_copied() -> Iterator[None]:
    """Thousands of tests begin with a database of their own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SqliteEngine, "migrate", copying(SqliteEngine.migrate))
        yield


@pytest.fixture(scope="session")
def databases() -> Iterator[Databases]:
    """Databases on a PostgreSQL server, which the first test that asks for one starts."""
    if is_missing():
        pytest.skip(REASON)
    with running() as server:
        yield Databases(server)


@pytest.fixture(scope="session", autouse=True)
def _memory_is_a_server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """With `SAKIMORI_TEST_DB=postgres` a workspace that names no place lies on a PostgreSQL server."""
    if ENGINE != POSTGRES:
        yield
        return
    schemas, begin = Schemas(request.getfixturevalue("databases")), Workspace.__init__
    named_after, keys = file_named_after, tmp_path_factory.mktemp("keys")

    def on_server(self: Workspace, target: Target = None, **kept: Any) -> None:
        lent = schemas.take() if target is None else None
        begin(self, lent or target, **kept)
        if lent is not None:
            weakref.finalize(self, schemas.give_back, lent)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Workspace, "__init__", on_server)
        patch.setattr(
            key_files,
            "file_named_after",
            lambda place: keys / place.schema if schemas.lent(place) else named_after(place),
        )
        yield


@pytest.fixture(scope="session")
def homes_on_server(databases: Databases) -> Homes:
    """The homes of those journeys whose workspaces lie on a PostgreSQL server."""
    return Homes(databases)


@pytest.fixture(scope="module", autouse=True)
def homes(request: pytest.FixtureRequest) -> Iterator[None]:
    """The homes of journeys and services lie where the module or the run wants them; those of others are folders."""
    moves = request.node.get_closest_marker("browser") or "services" in request.path.parts
    if getattr(request, "param", ENGINE) != POSTGRES or not moves or request.node.get_closest_marker("on_file"):
        yield
        return
    with on_server(request.getfixturevalue("homes_on_server")):
        yield


@pytest.fixture(autouse=True)
def _homes_of_one_test(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test of a service that is marked `on_file` leaves its homes in files; those of another are gone at its end."""
    there = on_which_server()
    if not there or request.node.get_closest_marker("browser"):
        yield
        return
    with in_files() if request.node.get_closest_marker("on_file") else there.of_one_test():
        yield


@pytest.fixture(scope="session", autouse=True)
def _files_are_read_here() -> Iterator[None]:
    """Thousands of files are read; `exchange/apart/conftest.py` gives each a process of its own."""
    with read_here():
        yield


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of the shared samples."""
    return Path(os.environ["SAKIMORI_SAMPLES"])


@pytest.fixture(scope="session")
def demo_in(tmp_path_factory: pytest.TempPathFactory) -> DemoIn:
    """Puts the demo of a day into a folder."""
    return demos_of(_shared(tmp_path_factory))


@pytest.fixture(scope="session")
def registers_in(tmp_path_factory: pytest.TempPathFactory) -> RegistersIn:
    """Puts registers of two sizes into a folder."""
    return registers_of(_shared(tmp_path_factory))


def _shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    run = tmp_path_factory.getbasetemp()
    return run.parent if os.environ.get("PYTEST_XDIST_WORKER") else run
