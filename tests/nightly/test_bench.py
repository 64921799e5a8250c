"""The bench, pages and all, on a home of its own."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, Final

import pytest
from typer.testing import CliRunner

from kit.demos import DemoIn
from kit.postgres import Databases, named
from sakimori.cli.app import app
from sakimori.clock import today

PAGES: Final = frozenset(
    {
        "one clearance over HTTP, p95",
        "cold start to the first page",
        "dashboard page, after a write",
        "dashboard page, unchanged",
        "flows page, after a write",
    }
)


def sizes(home: Path) -> dict[str, int]:
    """What lies in a home, but for the log of a database that some connection still has open."""
    return {path.name: path.stat().st_size for path in home.iterdir() if not path.name.endswith(("-wal", "-shm"))}


def test_the_bench_times_the_pages_too_and_leaves_the_home_as_it_was(
    tmp_path: Path, demo_in: DemoIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = demo_in(tmp_path, today()).parent
    monkeypatch.setenv("SAKIMORI_HOME", str(home))
    before = sizes(home)
    done = CliRunner().invoke(app, ["bench", "--third-parties", "10", "--json"])
    (run,) = json.loads(done.stdout)["runs"]
    figures = {figure["name"]: figure for figure in run["figures"]}
    assert len(figures) == len(run["figures"]), "a name for each"
    lists = {"open a contract", "save one flow", "flows page, after a write", "contracts page, after a write"}
    answers = {"answer one clearance", "judge all registered flows"}
    assert PAGES | lists | answers <= set(figures)
    assert figures["judge all registered flows"]["note"] == "30 flows"
    assert all(figures[name]["floor"] for name in answers)
    assert figures["recompute all"]["note"] == "0 differences"
    assert os.environ["SAKIMORI_HOME"] == str(home)
    assert sizes(home) == before


def test_on_a_server_of_its_own_the_bench_times_the_pages_there_and_leaves_nothing(databases: Databases) -> None:
    url = databases.bare()
    figures = figures_of(url)
    assert figures.keys() >= PAGES
    assert figures["recompute all"]["note"] == "0 differences"
    assert databases.server.ask(_SCHEMAS, named(url)) == []


def test_where_workspaces_of_somebody_lie_the_bench_leaves_the_pages_out(databases: Databases) -> None:
    own = databases.another()
    assert not figures_of(own.url).keys() & PAGES
    assert own.exists()


def figures_of(url: str) -> dict[str, Any]:
    """What the bench says of ten third parties on a server, by the names of the figures."""
    done = CliRunner().invoke(app, ["bench", "--third-parties", "10", "--server", url, "--json"])
    (run,) = json.loads(done.stdout)["runs"]
    return {figure["name"]: figure for figure in run["figures"]}


_SCHEMAS: Final = "SELECT nspname FROM pg_namespace WHERE nspname IN ('demo', 'own', 'sessions', 'bench')"
