"""`sakimori screen`: rows of persons who asked us to stop are named by number, and the rest is written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kit.asking import ADMIN, AT, a_workspace_today
from sakimori.cli.app import app
from sakimori.domain.records.own_registers import StopChannel
from sakimori.domain.values.identifier import Identifier, IdentifierKind
from sakimori.services.requests.stops import record_stop

LIST = "氏名,メールアドレス,メモ\n花,hana@example.jp,x\n空,sora@example.jp,y\n"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    workspace = a_workspace_today(tmp_path)
    person = Identifier(IdentifierKind.MAIL_ADDRESS, "SORA@example.jp")
    record_stop(workspace, person, StopChannel.USE, received_on=AT.date(), actor=ADMIN, at=AT)
    workspace.close()
    (tmp_path / "list.csv").write_text(LIST, encoding="utf-8")
    return tmp_path


def screen(place: Path, *more: str) -> str:
    asked = ["screen", str(place / "list.csv"), "--db", str(place / "demo.db"), "--recipient", "tp1"]
    result = CliRunner().invoke(app, [*asked, "--data", "PI_CONTACT", *more])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_who_stopped_is_left_out_by_the_number_of_the_row(place: Path) -> None:
    said = screen(place, "--out", str(place / "out.csv"), "--without", "メモ")
    assert "Rows: 3" in said
    assert "Of 2 rows 1 may go." in said
    assert (place / "out.csv").read_text("utf-8-sig").splitlines() == [
        '"氏名","メールアドレス"',
        '"花","hana@example.jp"',
    ]


def test_programs_get_numbers_and_no_values(place: Path) -> None:
    said = screen(place, "--json")
    assert json.loads(said)["stopped"] == {"3": ["use"]}
    assert "sora" not in said.casefold()
