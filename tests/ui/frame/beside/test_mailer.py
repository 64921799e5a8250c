"""The mailer beside the screens: it sends what waits in our own workspace, and of the demo nothing."""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path

import pytest

from kit.assessing import PACKS, a_draft, a_party
from kit.builders import TODAY
from kit.reminding import ADMIN, OWNER, Box, a_mail_server, a_reminding_workspace, at_eight, runs_out
from sakimori.clock import now
from sakimori.errors import InvalidValueError
from sakimori.services.audit.heads import heads_of
from sakimori.services.calendar.reminders.view import switch_reminders
from sakimori.services.invitations.links import enter
from sakimori.services.kernel.workspace import DEMO, OWN, Workspace, database
from sakimori.services.own_company.write import begin_workspace
from sakimori.ui.frame.beside import mailer as module
from sakimori.ui.frame.beside.mailer import Mailer
from services.invitations.test_outbox import Received, a_server, queued

PATIENCE = 20.0


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SAKIMORI_HOME", str(tmp_path))
    monkeypatch.setenv("SAKIMORI_PUBLIC_URL", "https://sakimori.aoba.example.jp")
    monkeypatch.setattr(module, "PAUSE_SECONDS", 0.02)
    return tmp_path


def waiting_in(choice: str) -> Workspace:
    workspace = begin_workspace(database(choice), company="あおば", person="山本 恵", department="", at=now())
    workspace.pack_folder = PACKS
    queued(workspace, a_draft(workspace, a_party(workspace), at=now()))
    return workspace


def until_sent(received: Received, count: int) -> None:
    until = time.monotonic() + PATIENCE
    while len(received.mails) < count and time.monotonic() < until:
        time.sleep(0.02)


def test_what_waits_goes_out_by_itself_and_nothing_of_the_demo(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own, demo = waiting_in(OWN), waiting_in(DEMO)
    received = Received()
    with a_server(received) as sending:
        monkeypatch.setenv("SAKIMORI_SMTP_URL", f"smtp://127.0.0.1:{sending.server.port}")
        monkeypatch.setenv("SAKIMORI_MAIL_FROM", "shinsa@aoba.example.jp")
        with Mailer():
            until_sent(received, 1)
            time.sleep(0.2)
    assert len(received.mails) == 1
    assert enter(own, received.token(), at=now()) is not None
    assert enter(demo, received.token(), at=now()) is None


@pytest.mark.usefixtures("home")
def test_without_a_mail_server_nothing_runs() -> None:
    waiting_in(OWN)
    with Mailer() as mailer:
        assert not mailer._thread.is_alive()


def test_a_badly_named_mail_server_is_told_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAKIMORI_SMTP_URL", "mail.example.jp")
    with pytest.raises(InvalidValueError):
        Mailer()


def test_heads_are_noted_once_where_nothing_was_written_since(
    home: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert home.exists()
    own, file = waiting_in(OWN), tmp_path_factory.mktemp("elsewhere") / "heads.txt"
    monkeypatch.setenv("SAKIMORI_HEADS_FILE", str(file))
    monkeypatch.setattr(module, "EVERY", timedelta(0))
    with Mailer():
        until = time.monotonic() + PATIENCE
        while not file.exists() and time.monotonic() < until:
            time.sleep(0.02)
        time.sleep(0.2)
    assert [line.split(" ", 1)[1] for line in file.read_text("ascii").splitlines()] == [
        heads_of(own).line(now()).split(" ", 1)[1]
    ]


def test_reminders_go_out_by_themselves_once_they_are_switched_on(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    moment = at_eight(TODAY)
    clock = [moment - timedelta(hours=1)]
    monkeypatch.setattr(module, "now", lambda: clock[0])
    monkeypatch.setattr(module, "LOOK_EVERY", timedelta(0))
    made = a_reminding_workspace()
    runs_out(made, TODAY)
    made.save_as(home / f"{OWN}.db")
    own, box = Workspace(home / f"{OWN}.db"), Box()

    def told() -> int:
        time.sleep(0.3)
        return len(box.mails)

    with a_mail_server(box) as sending:
        assert sending.server
        monkeypatch.setenv("SAKIMORI_SMTP_URL", f"smtp://127.0.0.1:{sending.server.port}")
        monkeypatch.setenv("SAKIMORI_MAIL_FROM", "sakimori@aoba.example.jp")
        with Mailer(), Mailer():
            clock[0] = moment
            assert told() == 0, "they are off unless somebody switched them on"
            switch_reminders(own, is_on=True, actor=ADMIN, at=moment)
            clock[0] = moment - timedelta(minutes=1)
            assert told() == 0, "nobody is told before the working day"
            clock[0] = moment
            until = time.monotonic() + PATIENCE
            while not box.mails and time.monotonic() < until:
                time.sleep(0.02)
            assert told() == 1, "two servers send one mail"
    assert "https://sakimori.aoba.example.jp/party" in box.to(OWNER)[0]
