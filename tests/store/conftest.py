"""One database for each test, on every engine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kit.postgres import Databases
from sakimori.store.engine import Engine
from store.engines import OPENERS, Opener, migrated


@pytest.fixture(params=OPENERS)
def opener(request: pytest.FixtureRequest, tmp_path: Path) -> Opener:
    def databases() -> Databases:
        found: Databases = request.getfixturevalue("databases")
        return found

    return OPENERS[request.param](tmp_path, databases)


@pytest.fixture
def engine(opener: Opener) -> Iterator[Engine]:
    engine = migrated(opener)
    yield engine
    engine.close()
