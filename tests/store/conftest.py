"""One database for each test, on every engine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sakimori.store.engine import Engine
from store.engines import OPENERS, Opener, migrated


@pytest.fixture(params=[make for _, make in OPENERS], ids=[name for name, _ in OPENERS])
def opener(request: pytest.FixtureRequest, tmp_path: Path) -> Opener:
    made: Opener = request.param(tmp_path)
    return made


@pytest.fixture
def engine(opener: Opener) -> Iterator[Engine]:
    engine = migrated(opener)
    yield engine
    engine.close()
