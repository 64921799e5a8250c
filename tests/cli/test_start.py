"""The start of a command: it loads what it needs and nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sakimori.cli.app import COMMANDS
from sakimori.cli.later import Later
from sakimori.cli.questionnaires import group as questionnaires
from sakimori.services.kernel.workspace import Workspace

HEAVY = ("streamlit", "plotly", "pandas", "sqlite_utils", "typst", "holidays", "rapidfuzz", "sakimori.demo")
SERVICES = ("sakimori.services", "sakimori.store", "sakimori.rules", "pydantic", "yaml")
READERS = ("openpyxl", "xlsxwriter", "pypdfium2", "docx", "jinja2", "numpy", "PIL")
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


def test_reading_a_questionnaire_loads_no_service_no_database_and_no_screen(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("## Do you encrypt?\n\nYes.\n\n## Do you log?\n\nNo.\n", encoding="utf-8")
    looked = (*HEAVY, "sakimori.services", "sakimori.store", "sakimori.rules", "sakimori.ui", *READERS)
    assert loaded(tmp_path, ("questionnaire", "read", str(page)), looked) == "[]"


INSIDE = (("", COMMANDS), ("questionnaire ", questionnaires.COMMANDS))
ALL = [(name, *about, f"{group}{name}") for group, table in INSIDE for name, about in table.items()]


@pytest.mark.parametrize(("name", "module", "words", "path"), ALL, ids=[name for name, *_ in ALL])
def test_the_list_says_of_each_command_what_its_own_help_says_first(
    name: str, module: str, words: str, path: str
) -> None:
    later = Later(name, module, words, path=path)
    assert later.help == " ".join(later.read().help.split("\n\n")[0].split())
