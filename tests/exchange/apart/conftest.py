"""Here each file has a process of its own, as it has outside of the tests."""

from __future__ import annotations

import pytest

from kit.files.reading import ask_apart
from sakimori.exchange.apart import door


@pytest.fixture(autouse=True)
def _in_a_process_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "_ask", ask_apart)
