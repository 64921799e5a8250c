"""The demo made once more, by its command."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from kit.builders import TODAY
from kit.demos import DemoIn
from sakimori.cli.app import app
from sakimori.demo.company import FOUNDER, make_demo
from sakimori.domain.clearance import Slip
from sakimori.domain.records.own_registers import Stop
from sakimori.domain.values.days import JST
from sakimori.services.audit.view import verify
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.settings.users import change_user, list_users
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


def test_before_the_morning_is_over_the_demo_of_today_is_the_same_and_ends_now(tmp_path: Path, demo_in: DemoIn) -> None:
    whole = Workspace(demo_in(tmp_path, TODAY))
    early = datetime.combine(TODAY, time(3), tzinfo=JST)
    made = make_demo(tmp_path / "early.db", on=TODAY, until=early)
    with made.unit() as unit:
        [last] = unit.query("SELECT MAX(at) AS at FROM audit_entry")
        assert datetime.fromisoformat(str(last["at"])) == early
    questions = [
        "SELECT gap_id, rule_id, severity, from_on, until_on, title_ja FROM gap_span WHERE known_until IS NULL",
        *(f"SELECT COUNT(*) AS number FROM {table}" for table in TABLES.values()),
    ]
    with whole.unit() as one, made.unit() as other:
        for question in questions:
            rows = [sorted(repr(tuple(row)) for row in unit.query(question)) for unit in (one, other)]
            assert rows[0] == rows[1], question
    soon = early + timedelta(minutes=1)
    user = next(user for user in list_users(made) if user.id == "us01")
    change_user(made, replace(user, department="法務部 第一課"), actor=FOUNDER, at=soon)
    with made.unit() as unit:
        [written] = unit.query("SELECT MAX(at) AS at FROM audit_entry")
    assert datetime.fromisoformat(str(written["at"])) == soon
    assert verify(made).is_intact
