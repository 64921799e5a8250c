"""The README is true: what it names exists, its walks are short, its picture is that of the import contracts."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import grimp
import pytest
import typer

from kit.plan import mermaid
from sakimori.cli.app import app
from sakimori.cli.later import Later

PROJECT = Path(__file__).parents[1]
SOURCE = PROJECT / "src" / "sakimori"
README = (PROJECT / "README.md").read_text(encoding="utf-8")
PROSE = re.sub(r"^```.*?^```$", "", README, flags=re.MULTILINE | re.DOTALL)

CALLS = re.findall(r"^uv run sakimori ([^#\n]*[^#\s])", README, re.MULTILINE)
NAMED = sorted(set(re.findall(r"`uv run sakimori ([^`]+)`", PROSE)))
MADE_LATER = {"data/local/"}
"""Folders that come into being when the program runs."""


def named_paths() -> list[str]:
    """Whatever is written as a path or as the name of a file; `<what>` stands for any name."""
    quoted = re.findall(r"`([\w.@<>*/-]+)`", PROSE)
    return sorted({q for q in quoted if "/" in q or q.endswith((".py", ".toml", ".txt", ".yaml"))} - MADE_LATER)


def section(heading: str) -> str:
    """The text under a heading."""
    return README.split(f"{heading}\n", 1)[1].split("\n#", 1)[0]


@pytest.mark.parametrize("call", [*CALLS, *NAMED])
def test_every_command_of_the_readme_is_there_with_its_options(call: str) -> None:
    command: Any = typer.main.get_command(app)
    words = call.split()
    while (commands := getattr(command, "commands", None)) and words and not words[0].startswith("-"):
        assert words[0] in commands, call
        command = commands[words.pop(0)]
        command = command.read() if isinstance(command, Later) else command
    options = {name for parameter in command.params for name in parameter.opts} | {"--help"}
    assert {word for word in words if word.startswith("--")} <= options


def test_the_readme_shows_some_commands_and_leaves_the_others_to_help() -> None:
    assert 6 <= len(CALLS) <= 8
    assert "--help" in NAMED


def test_every_path_of_the_readme_exists() -> None:
    def is_there(path: str) -> bool:
        pattern = re.sub(r"<\w+>", "*", path).removesuffix("/")
        return any(next(top.glob(pattern), None) for top in (PROJECT, SOURCE, SOURCE / "rules", SOURCE / "ui"))

    assert len(named_paths()) > 40
    assert [path for path in named_paths() if not is_there(path)] == []


def test_every_folder_of_the_table_exists_and_none_is_left_out() -> None:
    rows = re.findall(r"^\| (`[a-z`/., ]+`) \|", README, re.MULTILINE)
    told = {re.sub(r"/|\.py", "", name) for row in rows for name in re.findall(r"`([a-z/.]+)`", row)}
    there = {path.stem for path in SOURCE.iterdir() if not path.name.startswith(("_", "py"))}
    assert there - {"clock"} == told


@pytest.mark.parametrize("walk", ["one answer, from the form to the store", "one clearance"])
def test_a_walk_leads_through_ten_files_at_most_each_used_by_one_before(walk: str) -> None:
    files = re.findall(r"`([\w/]+)\.py`", section(f"### The walk of {walk}"))
    assert 5 <= len(files) <= 10
    assert len(set(files)) == len(files)
    modules = [f"sakimori.{file.replace('/', '.')}" for file in files]
    graph = grimp.build_graph("sakimori", cache_dir=None)
    for place, module in enumerate(modules[1:], start=1):
        chains = (graph.find_shortest_chain(before, module) for before in modules[:place])
        assert any(chain is not None and len(chain) <= 3 for chain in chains), module  # over one other at most


def test_the_picture_of_the_house_is_that_of_the_contracts() -> None:
    (drawn,) = re.findall(r"^```mermaid\n(.*?)\n```$", README, re.MULTILINE | re.DOTALL)
    assert drawn == mermaid()


def test_a_decision_takes_two_lines_at_most() -> None:
    decisions = re.findall(r"^(\d+)\. (\*\*.*)$", section("## Decisions"), re.MULTILINE)
    assert [int(number) for number, _ in decisions] == list(range(1, len(decisions) + 1))
    assert [number for number, words in decisions if len(words) > 280] == []


def test_the_readme_is_read_in_one_go() -> None:
    assert len(README.splitlines()) <= 180


def test_the_two_commands_stand_as_a_newcomer_needs_them() -> None:
    assert "```\npip install uv && uv run streamlit run app.py\n```" in README
    assert "```\nuv run pytest\n```" in README
    assert "pipx install uv && uv run streamlit run app.py" in README
    assert "python3 -m venv .venv && .venv/bin/pip install uv && .venv/bin/uv run streamlit run app.py" in README


def test_the_picture_is_there_and_small() -> None:
    (picture,) = re.findall(r"!\[[^\]]*\]\(([^)]+)\)", README)
    assert (PROJECT / picture).stat().st_size <= 200_000
