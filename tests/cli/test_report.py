"""`sakimori report`: the quarter report as a file, and whether a file is one that was issued."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kit.builders import an_actor
from sakimori.cli.app import app
from sakimori.clock import now, today
from sakimori.domain.codes import UserRole
from sakimori.domain.policy import DEFAULT_POLICY
from sakimori.domain.values.quarter import quarter_of
from sakimori.errors import InvalidValueError, NotPermittedError, StateError
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.settings.users import add_user

RUN = CliRunner()
THIS = quarter_of(today(), DEFAULT_POLICY.fiscal_year_month)


@pytest.fixture
def db(tmp_path: Path) -> Path:
    workspace = Workspace(tmp_path / "own.db")
    for name, role in (("法務", UserRole.COMPLIANCE), ("営業", UserRole.SALES)):
        add_user(workspace, name=name, department="", roles=frozenset({role}), actor=an_actor(), at=now())
    workspace.close()
    return tmp_path / "own.db"


def run(db: Path, *words: str) -> tuple[int, str, BaseException | None]:
    done = RUN.invoke(app, ["report", *words, "--db", str(db)])
    return done.exit_code, done.stdout.strip(), done.exception


@pytest.mark.parametrize(("name", "begins"), [("q.pdf", "%PDF"), ("q.xlsx", "PK")])
def test_what_was_issued_is_known_again_and_what_was_changed_is_not(
    db: Path, tmp_path: Path, name: str, begins: str
) -> None:
    out = tmp_path / name
    assert run(db, "quarter", "--quarter", THIS.code, "--lang", "en", "--out", str(out))[0] == 0
    assert out.read_bytes().startswith(begins.encode())
    code, said, _ = run(db, "verify", str(out), "--json")
    found = json.loads(said)
    assert (code, found["issued"], found["entries"][0]["key"], found["entries"][0]["language"]) == (
        0, True, THIS.code, "en",
    )  # fmt: skip
    assert "cli:" in run(db, "verify", str(out))[1]
    out.write_bytes(out.read_bytes() + b" ")
    code, said, _ = run(db, "verify", str(out), "--json")
    assert (code, json.loads(said)["issued"], json.loads(said)["entries"]) == (1, False, [])


def test_issued_twice_it_is_the_same_file(db: Path, tmp_path: Path) -> None:
    one, two = tmp_path / "1.pdf", tmp_path / "2.pdf"
    for out in (one, two):
        assert run(db, "quarter", "--quarter", THIS.code, "--out", str(out))[0] == 0
    assert one.read_bytes() == two.read_bytes()
    assert len(json.loads(run(db, "verify", str(one), "--json")[1])["entries"]) == 2


def test_a_file_that_stands_is_not_written_over(db: Path, tmp_path: Path) -> None:
    out = tmp_path / "q.pdf"
    out.write_bytes(b"mine")
    assert isinstance(run(db, "quarter", "--quarter", THIS.code, "--out", str(out))[2], InvalidValueError)
    assert out.read_bytes() == b"mine"


def test_a_quarter_that_cannot_be_is_refused(db: Path, tmp_path: Path) -> None:
    out = str(tmp_path / "q.pdf")
    assert isinstance(run(db, "quarter", "--quarter", "2026", "--out", out)[2], InvalidValueError)
    assert isinstance(run(db, "quarter", "--quarter", THIS.moved(1).code, "--out", out)[2], StateError)
    assert isinstance(run(db, "quarter", "--out", out)[2], StateError)  # the last one: nothing was on record
    assert not Path(out).exists()


def test_sales_issue_no_report(db: Path, tmp_path: Path) -> None:
    out = tmp_path / "q.pdf"
    done = run(db, "quarter", "--quarter", THIS.code, "--as", "営業", "--out", str(out))
    assert isinstance(done[2], NotPermittedError)
    assert not out.exists()
    assert run(db, "quarter", "--quarter", THIS.code, "--as", "法務", "--out", str(out))[0] == 0
