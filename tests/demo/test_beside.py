"""The demo is made in a process beside the server, which hears how far it is and why there is none."""

from __future__ import annotations

import sys
from datetime import date, datetime
from pathlib import Path

import pytest

from sakimori.demo.beside import make_demo_beside
from sakimori.demo.company import make_demo
from sakimori.domain.values.days import JST
from sakimori.errors import StateError, StoreError
from sakimori.services.kernel.workspace import Workspace

ON = date(2026, 12, 3)
UNTIL = datetime(2026, 12, 3, 15, tzinfo=JST)


def test_a_refusal_comes_over_as_the_maker_says_it(tmp_path: Path) -> None:
    own = tmp_path / "own.db"
    Workspace(own)
    with pytest.raises(StateError) as here:
        make_demo(own, on=ON)
    with pytest.raises(StateError) as beside:
        make_demo_beside(own, on=ON, until=UNTIL, language="ja", progress=lambda _: None)
    assert [beside.value.message(one) for one in ("ja", "en")] == [here.value.message(one) for one in ("ja", "en")]


def test_a_process_that_breaks_leaves_no_demo_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    breaking = tmp_path / "breaking"
    breaking.write_text("#!/bin/sh\necho 0.5\nexit 3\n", encoding="utf-8")
    breaking.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(breaking))
    heard: list[float] = []
    with pytest.raises(StoreError):
        make_demo_beside(tmp_path / "demo.db", on=ON, until=UNTIL, language="ja", progress=heard.append)
    assert heard == [0.5]
    assert not list(tmp_path.glob("demo.db*"))
