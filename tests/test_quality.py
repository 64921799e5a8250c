"""The house rules that tools check: style, types, and imports that flow one way."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]


def run(tool: str, *arguments: str) -> None:
    """Run a tool of this environment on the project and show what it says when it objects."""
    command = [str(Path(sys.executable).parent / tool), *arguments]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.fail(f"{' '.join(command)}\n{done.stdout}\n{done.stderr}", pytrace=False)


def test_ruff_finds_nothing() -> None:
    run("ruff", "check", ".")


def test_every_file_is_formatted() -> None:
    run("ruff", "format", "--check", ".")


def test_mypy_strict_finds_nothing() -> None:
    run("mypy")


def test_imports_flow_one_way() -> None:
    run("lint-imports", "--no-cache")


def test_the_top_level_holds_only_what_it_may() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=PROJECT, capture_output=True, text=True, check=True).stdout
    top = {line.split("/")[0] for line in tracked.splitlines()}
    allowed = {"app.py", "pyproject.toml", "README.md", "data", "questionnaires", "src", "tests"}
    assert {name for name in top if not name.startswith(".")} <= allowed


def test_no_file_of_the_source_is_a_long_room() -> None:
    long = {
        str(path.relative_to(PROJECT)): lines
        for path in (PROJECT / "src").rglob("*.py")
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 350
    }
    assert long == {}
