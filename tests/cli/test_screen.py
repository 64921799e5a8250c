"""`sakimori screen`: rows of persons who asked us to stop are named by number, and the rest is written."""

from __future__ import annotations

import getpass
import hashlib
import hmac
import json
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from kit.asking import ADMIN, AT, a_workspace_today
from sakimori.cli.app import app
from sakimori.cli.exits import OF_OUTCOME, Exit
from sakimori.clock import now
from sakimori.domain.codes import Lifecycle, Outcome
from sakimori.domain.records.own_registers import StopChannel
from sakimori.domain.records.third_party import ThirdParty
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


FLOW = ("--flow", "fl1")


def run(place: Path, *more: str) -> Result:
    asked = ["screen", str(place / "list.csv"), "--db", str(place / "demo.db")]
    return CliRunner().invoke(app, [*asked, *more])


def screen(place: Path, *more: str) -> str:
    result = run(place, *FLOW, *more)
    assert result.exit_code == OF_OUTCOME[Outcome.CONDITIONAL], result.output
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
    screen(place, "--needed", "--out", str(place / "out.csv"))
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
    result = run(place, *FLOW)
    assert (result.exit_code, "Customer number" in result.stdout) == (Exit.LOOK, True)


def test_without_a_text_no_row_goes_on_consent_and_with_one_they_do(place: Path) -> None:
    asked = ["--recipient", "tp1", "--data", "通販の顧客", "--purpose", "pu1", "--route", "CONSENT"]
    nobody = run(place, *asked)
    assert nobody.exit_code == OF_OUTCOME[outcome_said(nobody)]
    assert "Of 2 rows 0 may go." in nobody.stdout or "none may go" in nobody.stdout
    assert "--consent-text" in nobody.stdout
    unknown = run(place, *asked, "--consent-text", "nowhere")
    assert "The text agreed to is not on record" in unknown.stdout


WORDS = {"Allowed": Outcome.ALLOWED, "Conditional": Outcome.CONDITIONAL, "Not allowed": Outcome.BLOCKED}


def outcome_said(result: Result) -> Outcome:
    """The outcome that the first line says."""
    first = result.stdout.splitlines()[0]
    return next((one for words, one in WORDS.items() if words in first), Outcome.REVIEW)


def end_dealings(place: Path) -> None:
    workspace = Workspace(place / "demo.db")
    with workspace.change("third_party.changed", actor=ADMIN, at=now()) as change:
        party = change.records.get(ThirdParty, "tp1")
        change.update(replace(party, lifecycle=Lifecycle.SUSPENDED))
    workspace.close()


def test_a_list_for_a_hand_over_that_is_not_allowed_is_not_written_unless_somebody_insists(place: Path) -> None:
    end_dealings(place)
    files = [place / "out.csv", place / "stops.csv"]
    asked = [*FLOW, "--out", str(files[0]), "--stops-out", str(files[1])]
    barred = run(place, *asked)
    assert barred.exit_code == Exit.BLOCKED
    assert "Not allowed" in barred.stdout.splitlines()[0]
    assert barred.stdout.splitlines()[1].startswith("Judged: 通販の顧客")
    assert "1 may go." not in barred.stdout
    assert not any(file.exists() for file in files)
    told = json.loads(run(place, *asked, "--json").stdout)
    assert (told["outcome"], told["kept"], next(iter(told))) == ("blocked", 0, "outcome")

    insisted = run(place, *asked, "--anyway")
    assert insisted.exit_code == Exit.BLOCKED
    assert all(file.exists() for file in files)
    with Workspace(place / "demo.db").unit() as unit:
        noted = list(unit.engine.values("SELECT actor FROM access_entry WHERE action = 'list.taken_anyway'"))
    assert noted == [(f"cli:{getpass.getuser()}",)]


def test_a_list_is_compared_for_one_hand_over_and_not_for_one_of_several(place: Path) -> None:
    short = run(place, "--recipient", "tp1", "--data", "PI_CONTACT", "--out", str(place / "out.csv"))
    assert short.exit_code == Exit.ASK
    assert not (place / "out.csv").exists()
    assert run(place, *FLOW, "--data", "PI_CONTACT").exit_code == Exit.WRONG_CALL
    assert run(place, "--recipient", "tp1").exit_code == Exit.WRONG_CALL


def test_the_outcome_and_the_exit_code_are_those_of_clear(place: Path) -> None:
    for is_over in (False, True):
        if is_over:
            end_dealings(place)
        clear = CliRunner().invoke(app, ["clear", *FLOW, "--db", str(place / "demo.db")])
        screened = run(place, *FLOW)
        assert screened.exit_code == clear.exit_code
        head, judged = screened.stdout.splitlines()[:2]
        assert head == clear.stdout.splitlines()[0]
        assert judged in clear.stdout.splitlines()
