"""Exit codes of all commands stand in one table: each --help says them, and each command ends with no other."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

import sakimori.cli
from sakimori.cli.app import HELP, app
from sakimori.cli.clear import EXIT
from sakimori.cli.exits import EXITS, OF_OUTCOME, Exit, exit_words, exits_of
from sakimori.cli.later import Later
from sakimori.domain.codes import Outcome

FOLDER = Path(sakimori.cli.__file__).parent
USUAL = {Exit.DONE, Exit.REFUSED, Exit.WRONG_CALL}


def all_commands(command: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every command with the words by which it is called."""
    whole = command.read() if isinstance(command, Later) else command
    inner = getattr(whole, "commands", None)
    if inner is None:
        yield path, whole
        return
    for name, one in inner.items():
        yield from all_commands(one, f"{path} {name}".strip())


COMMANDS = dict(all_commands(typer.main.get_command(app)))


def test_the_numbers_are_settled() -> None:
    assert {one.name: one.value for one in Exit} == {
        "DONE": 0,
        "REFUSED": 1,
        "WRONG_CALL": 2,
        "BLOCKED": 3,
        "ASK": 4,
        "CONDITIONAL": 5,
    }
    assert Exit.LOOK.value == Exit.BLOCKED.value
    assert {outcome: code.value for outcome, code in OF_OUTCOME.items()} == {
        Outcome.ALLOWED: 0,
        Outcome.BLOCKED: 3,
        Outcome.REVIEW: 4,
        Outcome.CONDITIONAL: 5,
    }
    assert EXIT == OF_OUTCOME


def test_the_table_names_every_command_and_nothing_else() -> None:
    assert len(COMMANDS) > 50
    groups = {path.partition(" ")[0] for path in COMMANDS}
    assert set(EXITS) <= set(COMMANDS) | groups
    assert all(exits_of(path).keys() >= USUAL for path in COMMANDS)


@pytest.mark.parametrize("path", COMMANDS)
def test_help_says_the_codes_of_a_command(path: str) -> None:
    said = CliRunner().invoke(app, [*path.split(), "--help"], env={"COLUMNS": "300"}).stdout
    words = re.sub(r"[\s│]+", " ", said)
    assert exit_words(path) in words
    assert len(re.findall("exit code", words, re.IGNORECASE)) - words.count("the exit code is") == 1, words


def test_help_of_all_says_the_numbers() -> None:
    for number, word in {
        0: "done or 可",
        1: "refused",
        2: "a wrong call",
        3: "不可",
        4: "要照会",
        5: "条件付き可",
    }.items():
        assert f"{number} {word}" in HELP.replace("\n", " ")


def _ends() -> dict[str, set[str]]:
    """The codes that each module of commands ends with, by name; a number that stands there alone has none."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for file in FOLDER.rglob("*.py"):
        module = ".".join(("sakimori.cli", *file.relative_to(FOLDER).with_suffix("").parts))
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in {"typer.Exit", "sys.exit"}:
                found[module] |= set(re.findall(r"\b(?:Exit\.\w+|_exit_of|EXIT|\d+)\b", ast.unparse(node.args[0])))
    return found


def test_no_command_ends_with_a_code_that_its_line_does_not_have() -> None:
    declared: defaultdict[str, set[Exit]] = defaultdict(set)
    for path, command in COMMANDS.items():
        declared[command.callback.__module__] |= set(exits_of(path))
    of_answers = set(OF_OUTCOME.values()) | {Exit.LOOK}
    for module, codes in _ends().items():
        for code in codes:
            assert not code.isdigit(), f"{module} ends with a bare number"
            ends = {Exit[code.removeprefix("Exit.")]} if code.startswith("Exit.") else of_answers
            assert ends <= declared.get(module, USUAL), (module, code)


@pytest.mark.parametrize("path", COMMANDS)
def test_a_call_that_cannot_be_read_ends_with_2_everywhere(path: str) -> None:
    assert CliRunner().invoke(app, [*path.split(), "--no-such-option"]).exit_code == Exit.WRONG_CALL
