"""The same demo on a PostgreSQL server: pages and commands say word for word what they say of the file.

A representative half on each push; `SAKIMORI_TEST_DB=postgres` tries every page.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kit.demos import DemoIn
from kit.postgres import Databases
from sakimori import clock
from sakimori.services.audit.moving import copy_workspace
from sakimori.services.kernel.workspace import database
from ui.test_pins import (
    ON,
    _Standing,
    records,
    test_a_command_prints_what_it_printed,
    test_a_page_says_what_it_said,
    test_the_gaps_of_a_day_are_those_that_they_were,
)

__all__ = [
    "records",
    "test_a_command_prints_what_it_printed",
    "test_a_page_says_what_it_said",
    "test_the_gaps_of_a_day_are_those_that_they_were",
]


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory, demo_in: DemoIn, databases: Databases) -> Iterator[Path]:
    """A home folder with the keys of the demo, whose records lie on the server."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "datetime", _Standing)
        folder = tmp_path_factory.mktemp("standing")
        path = demo_in(folder, ON)
        patch.setenv("SAKIMORI_HOME", str(folder))
        patch.setenv("SAKIMORI_DB", databases.bare())
        copy_workspace(path, database("demo"), progress=lambda *_: None)
        yield folder
