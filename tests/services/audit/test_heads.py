"""Heads noted outside of the database: an end that was cut off with all that hung on it is found by them."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from kit.builders import AT, TODAY, a_third_party, an_actor
from kit.demos import DemoIn
from kit.homes import behind_our_back, lies_at
from sakimori.cli.app import app
from sakimori.domain.codes import UserRole
from sakimori.errors import InvalidValueError, NotPermittedError
from sakimori.services.audit.heads import Noting, heads_of, lines_not_found, note_heads, noting_of
from sakimori.services.invitations.post import mail_server_of
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import register
from services.invitations.test_outbox import Received, a_server

ME = an_actor()


def a_workspace_on_disk(folder: Path) -> Workspace:
    workspace = Workspace(folder / "own.db")
    register(workspace, a_third_party(legal_name="初めの会社"), actor=ME, at=AT)
    return workspace


def cut_off_the_last(path: Path) -> None:
    with behind_our_back(lies_at(path)) as engine:
        for table in ("audit_personal", "audit_body", "audit_entry"):
            engine.execute(f"DELETE FROM {table} WHERE seq = (SELECT MAX(seq) FROM audit_entry)")


def test_each_noted_line_stands_in_the_chains_until_their_end_is_cut_off(tmp_path: Path) -> None:
    workspace, noting = a_workspace_on_disk(tmp_path), Noting(tmp_path / "heads.txt")
    note_heads(noting, heads_of(workspace), at=AT)
    register(workspace, a_third_party(legal_name="後の会社"), actor=ME, at=AT)
    workspace.access("evidence.shown", actor=ME, at=AT, what="evidence", key="ev_1")
    note_heads(noting, heads_of(workspace), at=AT)
    lines = (tmp_path / "heads.txt").read_text("ascii").splitlines()
    assert [line.split()[0] for line in lines] == ["2026-11-25T03:00:00Z"] * 2
    assert lines_not_found(workspace, lines) == ()
    assert lines_not_found(workspace, ["", "nonsense", lines[0]]) == ("nonsense",)
    workspace.close()
    cut_off_the_last(tmp_path / "own.db")
    assert lines_not_found(Workspace(tmp_path / "own.db"), lines) == (lines[1],)


def test_heads_go_by_mail_where_an_address_is_given(tmp_path: Path) -> None:
    heads, received = heads_of(a_workspace_on_disk(tmp_path)), Received()
    with a_server(received) as sending:
        note_heads(Noting(to="kansa@aoba.example.jp", server=sending.server), heads, at=AT)
    [(to, _)], [mail] = received.mails, received.messages
    assert to == ["kansa@aoba.example.jp"]
    assert mail.get_content().strip() == heads.line(AT)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "environment",
    [
        {"SAKIMORI_HEADS_FILE": "{home}/heads.txt"},
        {"SAKIMORI_HEADS_FILE": "{home}/nowhere/heads.txt"},
        {"SAKIMORI_HEADS_TO": "kansa@aoba.example.jp"},
    ],
)
def test_what_cannot_be_noted_outside_is_told_at_the_start(
    environment: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SAKIMORI_HOME", str(tmp_path))
    with pytest.raises(InvalidValueError):
        noting_of(None, {name: value.format(home=tmp_path) for name, value in environment.items()})
    assert noting_of(None, {}) is None


def test_an_address_that_is_none_is_told_at_the_start() -> None:
    server = mail_server_of({"SAKIMORI_SMTP_URL": "smtp://127.0.0.1:25", "SAKIMORI_MAIL_FROM": "a@aoba.example.jp"})
    with pytest.raises(InvalidValueError):
        noting_of(server, {"SAKIMORI_HEADS_TO": "kansa"})
    noted = noting_of(server, {"SAKIMORI_HEADS_TO": "kansa@aoba.example.jp"})
    assert noted is not None
    assert (noted.file, noted.to, noted.server) == (None, "kansa@aoba.example.jp", server)


def test_whoever_may_not_read_the_trail_asks_for_no_line(tmp_path: Path) -> None:
    workspace = a_workspace_on_disk(tmp_path)
    with pytest.raises(NotPermittedError):
        lines_not_found(workspace.seen_by(an_actor(UserRole.SALES)), [])


def test_the_command_names_the_line_that_is_gone(tmp_path: Path, demo_in: DemoIn) -> None:
    path = demo_in(tmp_path, TODAY)
    good, heads = tmp_path / "good.txt", heads_of(Workspace(path))
    good.write_text(f"{heads.line(AT)}\n", encoding="ascii")
    command = ["verify", "--db", str(lies_at(path)), "--heads"]
    assert CliRunner().invoke(app, [*command, str(good)]).exit_code == 0
    gone = tmp_path / "gone.txt"
    gone.write_text(f"{heads.line(AT)}\n{heads.line(AT).replace(heads.head, 'f' * 64)}\n", encoding="ascii")
    done = CliRunner().invoke(app, [*command, str(gone)])
    assert done.exit_code == 1
    assert "f" * 64 in done.output
    assert heads.head not in done.output.split("Heads that were noted")[1]
