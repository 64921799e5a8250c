"""`sakimori incident list` and `show`: what is on record, in both languages, on a past day, and for programs."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from kit.builders import AT
from sakimori.cli.app import app
from sakimori.cli.output.printing import console
from sakimori.domain.records.incidents import CauseKind, Incident, ReportItem
from sakimori.domain.user import User
from sakimori.errors import NotFoundError
from sakimori.services.incidents.closing import close_incident
from sakimori.services.kernel.workspace import Workspace
from services.incidents.made import ACTOR, CERTAIN, reported, tended, written

ON = "2026-11-25"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Incident, Incident]:
    path = tmp_path_factory.mktemp("desk") / "own.db"
    workspace = Workspace(path)
    with workspace.change("user.added", actor=ACTOR, at=AT) as change:
        change.insert(User(ACTOR.id, ACTOR.name, roles=ACTOR.roles))
    closed = reported(workspace, what="対象外の誤送信", facts=CERTAIN)
    tended(workspace, closed)
    close_incident(workspace, closed.id, CauseKind.MISDELIVERY, "回収した", actor=ACTOR, at=AT)
    running = reported(workspace, what="名簿の流出", facts=CERTAIN | {"persons": 1_001}, at=AT + timedelta(minutes=5))
    written(workspace, running.id, ReportItem.OUTLINE, at=AT + timedelta(minutes=6))
    return path, running, closed


def said(path: Path, *words: str, lang: str = "ja", monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("LC_ALL", {"ja": "ja_JP.UTF-8", "en": "en_GB.UTF-8"}[lang])
    monkeypatch.setattr(console, "_width", 240)  # whichever test asked it first
    result = CliRunner().invoke(app, ["incident", *words, "--db", str(path), "--on", ON])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_a_list_says_what_is_due_and_what_to_do_next(
    desk: tuple[Path, Incident, Incident], monkeypatch: pytest.MonkeyPatch
) -> None:
    path, running, closed = desk
    lines = [line for line in said(path, "list", monkeypatch=monkeypatch).splitlines() if "ic_" in line]
    assert [running.id in lines[0], closed.id in lines[1]] == [True, True]
    assert "速報 2026-11-28" in lines[0]
    assert "終結 2026-11-25" in lines[1]


@pytest.mark.parametrize(
    ("lang", "wanted"),
    [
        ("ja", ["次にすること：", "報告の対象（BR4", "速報  2026-11-28まで", "1 概要  記入済み", "未記入"]),
        ("en", ["Next: ", "to be reported (BR4", "Preliminary report  by 2026-11-28", "1 Outline  Written", "Blank"]),
    ],
)  # fmt: skip
def test_one_incident_is_told_with_clocks_items_and_timeline(
    desk: tuple[Path, Incident, Incident], lang: str, wanted: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path, running, _ = desk
    told = said(path, "show", running.id, lang=lang, monkeypatch=monkeypatch)
    assert not [words for words in wanted if words not in told]
    assert "2026-11-25 12:05" in told


def test_programs_get_all_of_it(desk: tuple[Path, Incident, Incident], monkeypatch: pytest.MonkeyPatch) -> None:
    path, running, _ = desk
    shown: dict[str, Any] = json.loads(said(path, "show", running.id, "--json", monkeypatch=monkeypatch))
    assert shown["view"]["incident"]["persons"] == 1_001
    assert shown["view"]["clocks"][0]["clock"]["due_on"] == "2026-11-28"
    assert shown["reach"]["persons"] == 0
    rows: list[dict[str, Any]] = json.loads(said(path, "list", "--json", monkeypatch=monkeypatch))
    assert [row["reportable"] for row in rows] == [True, False]


def test_on_a_day_before_there_was_none(desk: tuple[Path, Incident, Incident], monkeypatch: pytest.MonkeyPatch) -> None:
    path, running, _ = desk
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    asked = ["--db", str(path), "--on", date(2026, 11, 20).isoformat()]
    assert "ic_" not in CliRunner().invoke(app, ["incident", "list", *asked]).stdout
    assert isinstance(CliRunner().invoke(app, ["incident", "show", running.id, *asked]).exception, NotFoundError)
