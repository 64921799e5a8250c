"""`sakimori mail send`: what waits goes out once, and what did not is exit code 1."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from kit.assessing import PACKS, a_draft, a_party
from sakimori.cli.app import app
from sakimori.clock import now
from sakimori.errors import StateError
from sakimori.services.invitations.links import enter
from sakimori.services.kernel.workspace import Workspace
from services.invitations.test_outbox import Received, a_server, free_port, queued

RUN = CliRunner()


@pytest.fixture
def db(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.setenv("SAKIMORI_MAIL_FROM", "shinsa@aoba.example.jp")
    workspace = Workspace(tmp_path / "own.db", pack_folder=PACKS)
    queued(workspace, a_draft(workspace, a_party(workspace), at=now()))
    return workspace


def test_the_mails_go_out_with_the_address_that_is_given(db: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    received = Received()
    command = ["mail", "send", "--db", str(db.target), "--address", "https://sakimori.aoba.example.jp"]
    with a_server(received) as sending:
        monkeypatch.setenv("SAKIMORI_SMTP_URL", f"smtp://127.0.0.1:{sending.server.port}")
        first, second = RUN.invoke(app, command), RUN.invoke(app, command)
    assert (first.exit_code, first.stdout.strip()) == (0, "sent 1, not sent 0")
    assert (second.exit_code, second.stdout.strip()) == (0, "sent 0, not sent 0")
    assert enter(db, received.token(), at=now()) is not None


def test_what_did_not_go_out_is_told(db: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAKIMORI_SMTP_URL", f"smtp://127.0.0.1:{free_port()}")
    done = RUN.invoke(app, ["mail", "send", "--db", str(db.target)])
    assert (done.exit_code, done.stdout.strip()) == (1, "sent 0, not sent 1")


def test_without_a_server_it_is_refused(db: Workspace) -> None:
    done = RUN.invoke(app, ["mail", "send", "--db", str(db.target)])
    assert isinstance(done.exception, StateError)
