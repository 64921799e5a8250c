"""The READMEs are true: what they name exists, walks are short, and the picture is that of the import contracts."""

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
PLACES = (".", "data", "data/law", "questionnaires", "src/sakimori", "src/sakimori/rules", "src/sakimori/web", "tests")
"""The folders that have one; the forge shows it to whoever stands there."""
READMES = {place: (PROJECT / place / "README.md").read_text(encoding="utf-8") for place in PLACES}
README, HOUSE, OPERATING = READMES["."], READMES["src/sakimori"], READMES["src/sakimori/web"]
PROSE = {place: re.sub(r"^```.*?^```$", "", words, flags=re.MULTILINE | re.DOTALL) for place, words in READMES.items()}
EVERY = "\n".join(READMES.values())

CALLS = sorted(set(re.findall(r"^uv run sakimori ([^#\n]*[^#\s])", EVERY, re.MULTILINE)))
NAMED = sorted(set(re.findall(r"`uv run sakimori ([^`]+)`", "\n".join(PROSE.values()))))
LINKS = sorted((place, to) for place, words in PROSE.items() for to in re.findall(r"\]\(([^)#:]+)\)", words))
MADE_LATER = {"data/local/"}
"""Folders that come into being when the program runs."""


def named_paths(place: str) -> list[str]:
    """Whatever is written as a path or as the name of a file; `<what>` stands for any name."""
    quoted = (q for q in re.findall(r"`([\w.@<>*/-]+)`", PROSE[place]) if not q.startswith("/"))
    return sorted({q for q in quoted if "/" in q or q.endswith((".py", ".toml", ".txt", ".yaml"))} - MADE_LATER)


def section(words: str, heading: str) -> str:
    """The text under a heading."""
    return words.split(f"{heading}\n", 1)[1].split("\n#", 1)[0]


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


def test_the_readmes_show_some_commands_and_leave_the_others_to_help() -> None:
    assert 6 <= len(CALLS) <= 8
    assert "--help" in NAMED


@pytest.mark.parametrize("place", PLACES)
def test_every_path_of_a_readme_exists(place: str) -> None:
    def is_there(path: str) -> bool:
        pattern = re.sub(r"<\w+>", "*", path).removesuffix("/")
        tops = (PROJECT / place, PROJECT, SOURCE, SOURCE / "rules", SOURCE / "ui")
        return any(next(top.glob(pattern), None) for top in tops)

    assert [path for path in named_paths(place) if not is_there(path)] == []


def test_the_readmes_name_many_paths() -> None:
    assert sum(len(named_paths(place)) for place in PLACES) > 70


@pytest.mark.parametrize(("place", "to"), LINKS)
def test_every_link_of_a_readme_leads_to_a_file(place: str, to: str) -> None:
    assert (PROJECT / place / to).is_file()


def test_every_readme_is_reached_by_links_from_the_first() -> None:
    reached, open_ends = set(), [PROJECT / "README.md"]
    while open_ends:
        one = open_ends.pop()
        reached.add(one)
        place = one.parent.relative_to(PROJECT).as_posix()
        found = ((one.parent / to).resolve() for at, to in LINKS if at == place and to.endswith(".md"))
        open_ends += [to for to in found if to not in reached]
    assert reached == {(PROJECT / place / "README.md").resolve() for place in PLACES}


def test_every_folder_of_the_table_exists_and_none_is_left_out() -> None:
    rows = re.findall(r"^\| (`[a-z`/., ]+`) \|", HOUSE, re.MULTILINE)
    told = {re.sub(r"/|\.py", "", name) for row in rows for name in re.findall(r"`([a-z/.]+)`", row)}
    there = {path.stem for path in SOURCE.iterdir() if not path.name.startswith(("_", "py", "README"))}
    assert there - {"clock"} == told


@pytest.mark.parametrize(
    ("words", "walk"),
    [
        (HOUSE, "## The walk of one answer, from the form to the store"),
        (HOUSE, "## The walk of one clearance"),
        (README, "### The walk of one clearance"),
    ],
    ids=["answer", "clearance", "clearance of the README"],
)
def test_a_walk_leads_through_ten_files_at_most_each_used_by_one_before(words: str, walk: str) -> None:
    files = re.findall(r"`([\w/]+)\.py`", section(words, walk))
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


def test_a_decision_takes_two_lines_at_most_and_one_in_the_first_readme() -> None:
    for words, heading, most, longest in ((HOUSE, "## Decisions", 40, 280), (README, "## Ten decisions", 10, 140)):
        decisions = re.findall(r"^(\d+)\. (\*\*.*)$", section(words, heading), re.MULTILINE)
        assert [int(number) for number, _ in decisions] == list(range(1, len(decisions) + 1))
        assert len(decisions) <= most
        assert [number for number, said in decisions if len(said) > longest] == []


def test_the_readme_is_read_in_one_go() -> None:
    assert len(README.splitlines()) <= 110
    assert len(README.split()) <= 1500


def test_the_rule_that_the_readme_shows_stands_in_the_source() -> None:
    (function,) = re.findall(r"^```python\n(.*?)\n```$", README, re.MULTILINE | re.DOTALL)
    (declared,) = re.findall(r"a line that declares it, `([^`]+)`:", README)
    source = (SOURCE / "rules" / "gaps" / "own_company" / "audits.py").read_text(encoding="utf-8")
    assert f"{function}\n" in source
    assert f"    {declared},\n" in source


def test_the_two_commands_stand_as_a_newcomer_needs_them() -> None:
    assert "```\npip install uv && uv run streamlit run app.py\n```" in README
    assert "```\nuv run pytest\n```" in README
    assert "pipx install uv && uv run streamlit run app.py" in README
    assert "python3 -m venv .venv && .venv/bin/pip install uv && .venv/bin/uv run streamlit run app.py" in README


def test_the_pictures_are_there_and_small() -> None:
    pictures = re.findall(r"!\[[^\]]*\]\(([^)]+)\)", README)
    assert len(pictures) == 2
    assert [one for one in pictures if (PROJECT / one).stat().st_size > 200_000] == []


SETTINGS = re.compile(r"SAKIMORI_[A-Z_]+")
NOT_TOLD = {"SAKIMORI_JUDGED", "SAKIMORI_DEMO_PLACE"}
"""The server sets them for a process that it starts itself."""
OF_TESTS = {f"SAKIMORI_{name}" for name in ("ALL_CASES", "KILLS", "PIN", "REQUIRE_ALL", "SAMPLES", "TEST_DB")}


def test_every_setting_that_the_program_reads_is_explained_and_no_other_is() -> None:
    read = {name for path in SOURCE.rglob("*.py") for name in SETTINGS.findall(path.read_text(encoding="utf-8"))}
    told = set(SETTINGS.findall(EVERY)) - OF_TESTS
    assert told - read == set()
    assert read - told == NOT_TOLD
