"""The same demo on a PostgreSQL server: pages and commands say word for word what they say of the file.

Some of them on each push; `SAKIMORI_TEST_DB=postgres` tries every one.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kit.demos import DemoIn, standing_clock
from kit.homes import ENGINE, POSTGRES
from kit.postgres import Databases
from sakimori import clock
from sakimori.services.assessments.packs import rows
from sakimori.services.audit.moving import copy_workspace
from sakimori.services.kernel.workspace import database
from ui import test_pins as pins
from ui.conftest import Show

records = pins.records

_ALL = ENGINE == POSTGRES
FEW_SEATS = ("risk", "gaps", "parties", "party", "contracts", "flows", "approved-en", "records", "audit")
FEW_COMMANDS = ("recompute", "clear-json")


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory, demo_in: DemoIn, databases: Databases) -> Iterator[Path]:
    """A home folder with the keys of the demo, whose records lie on the server."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "datetime", standing_clock(pins.ON))
        patch.setattr(rows, "datetime", standing_clock(pins.ON))
        folder = tmp_path_factory.mktemp("standing")
        path = demo_in(folder, pins.ON)
        patch.setenv("SAKIMORI_HOME", str(folder))
        patch.setenv("SAKIMORI_DB", databases.bare())
        copy_workspace(path, database("demo"), progress=lambda *_: None)
        yield folder


@pytest.mark.parametrize("name", pins.SEATS if _ALL else FEW_SEATS)
def test_a_page_says_of_the_server_what_it_says_of_the_file(
    name: str, show: Show, records: dict[str, dict[str, str]]
) -> None:
    pins.test_a_page_says_what_it_said(name, show, records)


@pytest.mark.parametrize("name", pins.COMMANDS if _ALL else FEW_COMMANDS)
def test_a_command_prints_of_the_server_what_it_prints_of_the_file(name: str, standing: Path) -> None:
    pins.test_a_command_prints_what_it_printed(name, standing)
