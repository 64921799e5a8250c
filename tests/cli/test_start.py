"""The start of a command: it loads what it needs and nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sakimori.cli.app import COMMANDS, Later
from sakimori.services.kernel.workspace import Workspace

HEAVY = ("streamlit", "plotly", "pandas", "sqlite_utils", "typst", "holidays", "rapidfuzz", "sakimori.demo")
SERVICES = ("sakimori.services", "sakimori.store", "sakimori.rules", "pydantic", "yaml")
PROCESS = """
import atexit, sys
atexit.register(lambda: print([name for name in {looked} if name in sys.modules]))
sys.argv[1:] = {words}
from sakimori.cli.app import main
main()
"""


def loaded(home: Path, words: tuple[str, ...], looked: tuple[str, ...]) -> str:
    """Which packages a process has loaded in the end that ran one command."""
    code = PROCESS.format(words=words, looked=looked)
    environment = {**os.environ, "SAKIMORI_HOME": str(home)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True)
    return done.stdout.splitlines()[-1]


@pytest.mark.parametrize("words", [("gaps", "--json"), ("verify",), ("clear", "--help")], ids=" ".join)
def test_a_command_loads_no_more_than_it_needs(tmp_path: Path, words: tuple[str, ...]) -> None:
    Workspace(tmp_path / "own.db")
    assert loaded(tmp_path, words, HEAVY) == "[]"


def test_the_list_of_commands_is_told_without_any_of_them(tmp_path: Path) -> None:
    assert loaded(tmp_path, ("--help",), (*HEAVY, *SERVICES)) == "[]"


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_says_of_each_command_what_its_own_help_says_first(name: str) -> None:
    later = Later(name)
    assert later.help == " ".join(later.read().help.split("\n\n")[0].split())
