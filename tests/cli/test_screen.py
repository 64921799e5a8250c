"""`sakimori screen`: rows of persons who asked us to stop are named by number, and the rest is written."""

from __future__ import annotations

import hashlib
import hmac
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kit.asking import ADMIN, AT, a_workspace_today
from sakimori.cli.app import app
from sakimori.domain.records.own_registers import StopChannel
from sakimori.domain.values.identifier import Identifier, IdentifierKind
from sakimori.services.kernel.workspace import Workspace
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


def test_columns_that_the_data_do_not_name_stay_here(place: Path) -> None:
    (place / "list.csv").write_text(LIST.replace("メモ", "購入日"), encoding="utf-8")
    asked = ["--data", "通販の顧客", "--needed", "--out", str(place / "out.csv")]
    screen(place, *asked)
    assert (place / "out.csv").read_text("utf-8-sig").splitlines()[0] == '"氏名","購入日"'


@pytest.mark.parametrize(
    ("options", "value"),
    [
        ((), hashlib.sha256(b"sora@example.jp").hexdigest()),
        (("--key-file", "key"), hmac.new(b"0123456789abcdef", b"sora@example.jp", hashlib.sha256).hexdigest()),
        (("--plain",), "sora@example.jp"),
    ],
)
def test_the_recipient_gets_who_stopped_in_the_form_that_it_can_use(
    place: Path, options: tuple[str, ...], value: str
) -> None:
    (place / "key").write_text("0123456789abcdef\n")
    given = [str(place / one) if one == "key" else one for one in options]
    screen(place, "--stops-out", str(place / "stops.csv"), *given)
    assert (place / "stops.csv").read_text("utf-8-sig").splitlines()[1] == f'"mail_address","{value}"'


def test_what_could_not_be_compared_ends_with_3(place: Path) -> None:
    workspace = Workspace(place / "demo.db")
    number = Identifier(IdentifierKind.CUSTOMER_NUMBER, "M-1")
    record_stop(workspace, number, StopChannel.USE, received_on=AT.date(), actor=ADMIN, at=AT)
    workspace.close()
    asked = ["screen", str(place / "list.csv"), "--db", str(place / "demo.db"), "--recipient", "tp1", "--data"]
    result = CliRunner().invoke(app, [*asked, "PI_CONTACT"])
    assert (result.exit_code, "Customer number" in result.stdout) == (3, True)


def test_without_a_text_no_row_goes_on_consent_and_with_one_they_do(place: Path) -> None:
    asked = ["screen", str(place / "list.csv"), "--db", str(place / "demo.db"), "--recipient", "tp1", "--data"]
    asked += ["PI_CONTACT", "--route", "CONSENT"]
    nobody = CliRunner().invoke(app, asked)
    assert nobody.exit_code == 3
    assert "Of 2 rows 0 may go." in nobody.stdout
    assert "--consent-text" in nobody.stdout
    unknown = CliRunner().invoke(app, [*asked, "--consent-text", "nowhere"])
    assert "The text agreed to is not on record" in unknown.stdout
