"""`sakimori remind`: people are told once, a dry run tells nobody, and exit codes say what a timer has to know."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kit.reminding import ADDRESSES, OWNER, Box, a_mail_server, a_reminding_workspace, free_port, reach, runs_out
from sakimori.cli.app import app
from sakimori.clock import today
from sakimori.errors import InvalidValueError, StateError
from sakimori.services.calendar.open_days import is_closed
from sakimori.services.kernel.workspace import DEMO, Workspace, database

RUN = CliRunner()
DAY = next(day for n in range(12) if not is_closed(day := today() - timedelta(days=n)))
CLOSED = next(day for n in range(8) if is_closed(day := today() - timedelta(days=n)))


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.setenv("SAKIMORI_MAIL_FROM", "sakimori@aoba.example.jp")
    monkeypatch.setenv("SAKIMORI_HOME", str(tmp_path))
    workspace = a_reminding_workspace()
    runs_out(workspace, DAY)
    workspace.save_as(tmp_path / "own.db")
    return Workspace(tmp_path / "own.db")


def remind(*more: str, on: object = DAY) -> tuple[int, str]:
    done = RUN.invoke(app, ["remind", "--on", str(on), *more])
    return done.exit_code, done.stdout


def test_people_are_told_once(made: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    assert made.target
    box = Box()
    with a_mail_server(box) as sending:
        assert sending.server
        monkeypatch.setenv("SAKIMORI_SMTP_URL", f"smtp://127.0.0.1:{sending.server.port}")
        first = remind("--address", "https://sakimori.aoba.example.jp")
        second = remind()
    assert (first[0], second[0]) == (0, 0)
    assert "高橋 健" in first[1]
    assert "sent 1, not sent 0" in first[1]
    assert "nothing to tell" in second[1]
    assert len(box.mails) == 1
    assert "https://sakimori.aoba.example.jp/party" in box.to(OWNER)[0]


def test_a_dry_run_says_who_would_be_told_what_and_tells_nobody(
    made: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SAKIMORI_SMTP_URL", "smtp://127.0.0.1:1")
    code, out = remind("--dry-run", "--json")
    said = json.loads(out)
    assert (code, said["sent"], said["dry_run"]) == (0, 0, True)
    (told,) = said["told"]
    assert (told["person"], told["deadlines"][0]["thresholds"]) == (OWNER, ["early", "near", "due"])
    with made.unit() as unit:
        assert unit.query("SELECT 1 FROM reminder_digest") == []


def test_what_did_not_go_out_is_exit_code_1_and_goes_out_later(
    made: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SAKIMORI_SMTP_URL", f"smtp://127.0.0.1:{free_port()}")
    code, out = remind()
    assert (code, out.splitlines()[-1]) == (1, "sent 0, not sent 1")
    with made.writing() as unit:
        unit.engine.execute("UPDATE outgoing_mail SET next_at = created_at", {})
    box = Box()
    with a_mail_server(box) as sending:
        assert sending.server
        monkeypatch.setenv("SAKIMORI_SMTP_URL", f"smtp://127.0.0.1:{sending.server.port}")
        assert remind()[0] == 0
    assert [to for to, _ in box.mails] == [ADDRESSES[OWNER]]


def test_whoever_cannot_be_reached_is_exit_code_3(made: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "ja_JP.UTF-8")
    code, out = remind()
    assert code == 3
    assert "メールサーバーが未設定" in out
    reach(made, OWNER, email="")
    monkeypatch.setenv("SAKIMORI_SMTP_URL", f"smtp://127.0.0.1:{free_port()}")
    code, out = remind()
    assert code == 3
    assert "メールアドレスが未登録" in out


@pytest.mark.usefixtures("made")
def test_on_a_closed_day_nothing_is_sent() -> None:
    assert remind(on=CLOSED) == (0, f"{CLOSED}: closed, nothing is sent\nsent 0, not sent 0\n")


@pytest.mark.usefixtures("made")
def test_a_day_to_come_is_only_seen() -> None:
    ahead = next(day for n in range(1, 12) if not is_closed(day := today() + timedelta(days=n)))
    done = RUN.invoke(app, ["remind", "--on", str(ahead)])
    assert isinstance(done.exception, InvalidValueError)
    assert remind("--dry-run", on=ahead)[0] == 3


def test_of_the_demo_nothing_is_sent(made: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAKIMORI_SMTP_URL", "smtp://127.0.0.1:1")
    made.save_as(database(DEMO))
    (made.target if isinstance(made.target, Path) else Path()).unlink()
    done = RUN.invoke(app, ["remind", "--on", str(DAY)])
    assert isinstance(done.exception, StateError)
    assert remind("--dry-run")[0] == 0
