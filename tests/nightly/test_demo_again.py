"""The demo made once more, by its command."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from kit.builders import TODAY
from kit.demos import DemoIn
from sakimori.cli.app import app
from sakimori.domain.clearance import Slip
from sakimori.domain.records.own_registers import Stop
from sakimori.services.kernel.workspace import Workspace
from sakimori.store.records import TABLES


def _but_for_the_trail(records: list[Any]) -> list[Any]:
    """Slips bear a hash of the trail, in which the hashes of the stops stand."""
    return [replace(r, audit_hash="") if isinstance(r, Slip) else r for r in records]


def test_the_demo_command_makes_the_same_demo_of_the_same_day(tmp_path: Path, demo_in: DemoIn) -> None:
    demo = Workspace(demo_in(tmp_path, TODAY))
    done = CliRunner().invoke(app, ["demo", "--db", str(tmp_path / "new.db"), "--on", f"{TODAY}"])
    assert (done.exit_code, Path(done.stdout.strip())) == (0, tmp_path / "new.db")
    again = Workspace(tmp_path / "new.db")
    with demo.unit() as one, again.unit() as other:
        for kind in set(TABLES) - {Stop}:  # the key of the stops is random on purpose
            assert _but_for_the_trail(one.records.select(kind)) == _but_for_the_trail(other.records.select(kind)), kind
