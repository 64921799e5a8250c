"""`sakimori token`: made for a person or a program, listed without secrets, revoked."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kit.builders import AT, an_actor
from sakimori.cli.app import app
from sakimori.clock import now
from sakimori.domain.codes import UserRole
from sakimori.services.access.bearer import who_bears
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.settings.users import add_user


@pytest.fixture
def db(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    path = tmp_path / "own.db"
    workspace = Workspace(path)
    add_user(
        workspace, name="佐藤 美咲", department="", roles=frozenset(UserRole), user_id="us01", actor=an_actor(), at=AT
    )
    workspace.close()
    return str(path)


def told(*args: str, code: int = 0) -> str:
    result = CliRunner().invoke(app, ["token", *args])
    assert result.exit_code == code, result.output
    return result.output


def test_a_token_is_made_listed_and_revoked(db: str) -> None:
    said = told("make", "CRM", "--service", "--role", "sales", "--scope", "clearance", "--no-end", "--db", db)
    secret = re.findall(r"sakimori_\S+", said)[0]
    assert who_bears(Workspace(db), secret, at=now()) is not None
    (row,) = json.loads(told("list", "--db", db, "--json"))
    assert secret not in json.dumps(row)
    assert (row["whose"], row["opens"], row["stands"]) == ("CRM", "clearance", True)
    more = told("make", "x", "--renew", _whose(db), "--scope", "gaps", "--until", "2099-01-01", "--db", db)
    assert re.findall(r"sakimori_\S+", more)
    told("revoke", row["id"], "--db", db)
    assert who_bears(Workspace(db), secret, at=now()) is None


def _whose(db: str) -> str:
    with Workspace(db).unit() as unit:
        rows = unit.query("SELECT user_id FROM access_token")
    return str(rows[0]["user_id"])


def test_a_person_makes_one_for_themselves(db: str) -> None:
    said = told("make", "job", "--as", "佐藤 美咲", "--scope", "clearance", "--scope", "slips", "--no-end", "--db", db)
    found = who_bears(Workspace(db), re.findall(r"sakimori_\S+", said)[0], at=now())
    assert found is not None
    assert found.user.id == "us01"


def test_whose_it_is_and_until_when_has_to_be_said(db: str) -> None:
    told("make", "job", "--as", "us01", "--scope", "clearance", "--db", db, code=2)
    result = CliRunner().invoke(app, ["token", "make", "job", "--scope", "clearance", "--no-end", "--db", db])
    assert result.exit_code == 1
