"""The README is true: its commands exist, its folders exist, its picture is small."""

from __future__ import annotations

import re
from pathlib import Path

from sakimori.cli.app import app

PROJECT = Path(__file__).parents[1]
README = (PROJECT / "README.md").read_text(encoding="utf-8")


def commands() -> set[str]:
    """Every command of the command line, with its group."""
    groups = {group.name: group.typer_instance for group in app.registered_groups}
    named = {f"{name} {c.name}" for name, group in groups.items() if group for c in group.registered_commands}
    return named | {c.name or (c.callback.__name__ if c.callback else "") for c in app.registered_commands}


def test_every_command_of_the_readme_exists_and_every_command_is_in_the_readme() -> None:
    told: set[str] = set()
    for line in re.findall(r"^uv run sakimori (.*)$", README, re.MULTILINE):
        words = line.split("#")[0].split()
        if words[0] in {"import", "export", "questionnaire", "country"}:
            told.update(f"{words[0]} {one}" for one in words[1].split("|"))
        else:
            told.add(words[0])
    assert told == commands()


def test_every_folder_of_the_table_exists_and_none_is_left_out() -> None:
    told = set(re.findall(r"^\| `([a-z_]+)(?:/|\.py)`(?: and `cli_\*\.py`)? \|", README, re.MULTILINE))
    there = {
        p.stem for p in (PROJECT / "src" / "sakimori").iterdir() if not p.name.startswith(("_", "py.typed", "cli_"))
    }
    assert there - {"clock"} == told


def test_the_two_commands_stand_as_a_newcomer_needs_them() -> None:
    assert "pip install uv && uv run streamlit run app.py" in README
    assert "uv run pytest" in README


def test_the_picture_is_there_and_small() -> None:
    (picture,) = re.findall(r"!\[[^\]]*\]\(([^)]+)\)", README)
    assert (PROJECT / picture).stat().st_size <= 200_000
