"""`sakimori user`: people, their roles and their way in, from the terminal of the server."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from kit.builders import signed_in
from sakimori.cli.app import app
from sakimori.clock import now
from sakimori.errors import InvalidValueError, NoDatabaseError, NotFoundError, SakimoriError, StateError
from sakimori.services.access.sessions import Sessions
from sakimori.services.access.sign_in import SignIn
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.own_company.write import begin_workspace
from sakimori.services.settings.users import list_users


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace as an earlier program left it: people, but no accounts."""
    monkeypatch.setenv("SAKIMORI_HOME", str(tmp_path))
    monkeypatch.delenv("SAKIMORI_DB", raising=False)
    begin_workspace(tmp_path / "own.db", company="株式会社つむぎ", person="佐藤 美咲", department="法務部", at=now())
    return tmp_path


def user(*arguments: str) -> str:
    done = CliRunner().invoke(app, ["user", *arguments])
    if isinstance(done.exception, SakimoriError):
        raise done.exception
    assert done.exit_code == 0, done.output
    return done.stdout


def rows() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(user("list", "--json"))
    return found


def opens(home: Path, login: str, password: str) -> bool:
    door = SignIn(Workspace(home / "own.db"), Sessions(home))
    try:
        door.prove(login, password, at=now())
    except SakimoriError:
        return False
    return True


def password_in(said: str) -> str:
    return str(re.findall(r"(?:[a-z2-9]{5}-){3}[a-z2-9]{5}", said)[0])


def test_people_of_an_older_workspace_get_their_way_in_by_reset(home: Path) -> None:
    assert [row["sign_in"] for row in rows()] == ["none"]
    with pytest.raises(InvalidValueError, match="--login"):
        user("reset", "佐藤 美咲")
    first = password_in(user("reset", "佐藤 美咲", "--login", "Misaki@tsumugi.example"))
    assert opens(home, "misaki@tsumugi.example", first)
    assert [(row["login"], row["sign_in"]) for row in rows()] == [("misaki@tsumugi.example", "first")]


def test_a_reset_ends_sessions_and_the_password_before(home: Path) -> None:
    first = password_in(user("reset", "佐藤 美咲", "--login", "misaki"))
    [person] = list_users(Workspace(home / "own.db"))
    token = signed_in(home, person.id)
    second = password_in(user("reset", "misaki"))
    assert not opens(home, "misaki", first)
    assert opens(home, "misaki", second)
    assert Sessions(home).find(token, now()) is None


def test_whoever_is_added_has_no_role_unless_one_is_named(home: Path) -> None:
    first = password_in(user("add", "高橋 健", "--login", "takahashi"))
    assert opens(home, "takahashi", first)
    user("add", "鈴木 翔", "--login", "suzuki", "--department", "営業部", "--role", "sales", "--role", "procurement")
    roles = {row["name"]: row["roles"] for row in rows()}
    assert (roles["高橋 健"], roles["鈴木 翔"]) == ([], ["procurement", "sales"])


def test_a_login_that_somebody_has_adds_nobody(home: Path) -> None:
    user("add", "高橋 健", "--login", "takahashi")
    with pytest.raises(InvalidValueError):
        user("add", "高橋 一", "--login", "TAKAHASHI")
    assert len(rows()) == 2


def test_roles_are_replaced_and_an_administrator_stays(home: Path) -> None:
    user("add", "高橋 健", "--login", "takahashi", "--role", "sales")
    user("role", "takahashi", "--role", "auditor")
    assert next(row for row in rows() if row["login"] == "takahashi")["roles"] == ["auditor"]
    user("role", "takahashi")
    assert next(row for row in rows() if row["login"] == "takahashi")["roles"] == []
    with pytest.raises(StateError):
        user("role", "佐藤 美咲", "--role", "sales")


def test_somebody_is_let_out_and_in_again(home: Path) -> None:
    user("reset", "佐藤 美咲", "--login", "misaki")
    first = password_in(user("add", "高橋 健", "--login", "takahashi"))
    user("disable", "takahashi")
    assert not opens(home, "takahashi", first)
    user("disable", "takahashi", "--enable")
    assert opens(home, "takahashi", first)
    with pytest.raises(StateError):
        user("disable", "misaki")


def test_the_list_for_people_names_everybody_and_no_secret(home: Path) -> None:
    first = password_in(user("reset", "佐藤 美咲", "--login", "misaki"))
    said = user("list")
    assert "佐藤" in said
    assert first not in said
    assert "argon2" not in said + user("list", "--json")


def test_nobody_unknown_and_no_demo_is_touched(home: Path) -> None:
    with pytest.raises(NotFoundError):
        user("reset", "誰か", "--login", "x")
    (home / "own.db").rename(home / "demo.db")
    with pytest.raises(NoDatabaseError):
        user("list")
