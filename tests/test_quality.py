"""The house rules that tools check: style, types, and imports that flow one way."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from sakimori.rules import RULES
from sakimori.rules.clearance import CLEARANCE_RULES

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


def test_no_rule_is_named_by_its_id_outside_the_rules() -> None:
    ids = {rule.id for rule in RULES} | {rule.id for rule in CLEARANCE_RULES}
    source = PROJECT / "src" / "sakimori"
    named = [
        f"{path.relative_to(source)}:{node.lineno}: {node.value!r}"
        for path in sorted(source.rglob("*.py"))
        if not path.is_relative_to(source / "rules")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and node.value in ids
    ]
    assert named == []
