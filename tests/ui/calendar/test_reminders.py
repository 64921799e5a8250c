"""お知らせ: who would be told what today, in words that a newcomer reads, the switch, and what went out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from kit.builders import TODAY
from kit.reminding import LEGAL, OWNER, Box, a_mail_server, a_reminding_workspace, a_run, reach, runs_out
from kit.tables import tables
from sakimori.clock import today
from sakimori.services.calendar.open_days import is_closed
from sakimori.services.calendar.reminders.view import reminders_are_on
from sakimori.services.kernel.workspace import OWN, Workspace

Show = Callable[..., AppTest]


@pytest.fixture
def working(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever day it is, people are at work."""
    monkeypatch.setattr("sakimori.services.calendar.reminders.run.is_closed", lambda _: False)
    monkeypatch.setattr("sakimori.ui.calendar.reminders.first_open", lambda on: on)


def table_of(at: AppTest, key: str) -> list[list[str]]:
    """The rows of a table by a part of its key."""
    (frame,) = [frame for frame in tables(at) if key in frame.key]
    return [[str(cell) for cell in row] for row in frame.value.values.tolist()]


@pytest.mark.usefixtures("working")
@pytest.mark.parametrize(
    ("language", "said"), [("ja", "デモからは何も送りません"), ("en", "Of the demo nothing is sent")]
)
def test_the_demo_shows_who_would_be_told_and_sends_nothing(
    demo_home: Path, show: Show, language: str, said: str
) -> None:
    at = show("reminders", language=language)
    assert said in at.info[0].value
    assert at.toggle[0].disabled
    rows = table_of(at, "reminders_whom")
    assert {"takahashi@example.jp", "sato@example.jp"} <= {row[5] for row in rows}
    assert [row for row in rows if row[5] in {"", "None"}], "whoever has no address is named"
    assert len(at.warning) == 1
    assert any("https://sakimori.example.co.jp/" in text.value for text in at.text)


def test_on_a_closed_day_it_shows_the_next_business_day(demo_home: Path, show: Show) -> None:
    ahead = next(day for n in range(8) if is_closed(day := date.fromordinal(today().toordinal() + n)))
    at = show("reminders", on=ahead.isoformat())
    assert any("休業日" in line.value for line in at.caption)
    assert table_of(at, "reminders_whom")


@pytest.fixture
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A company of its own with two things due, whose owner was told of one and cannot be reached for the rest."""
    monkeypatch.setenv("SAKIMORI_HOME", str(tmp_path))
    made = a_reminding_workspace()
    runs_out(made, TODAY)
    box = Box()
    with a_mail_server(box) as sending:
        a_run(made, sending, TODAY)
    assert box.to(OWNER)
    box = Box(replies={"misaki@aoba.example.jp": "550 no such user"})
    runs_out(made, today(), owner=None, name="株式会社あおば")
    with a_mail_server(box) as sending:
        a_run(made, sending, date(2026, 11, 26))
    reach(made, OWNER, email="")
    runs_out(made, today(), name="株式会社みどり")
    made.save_as(tmp_path / f"{OWN}.db")
    return Workspace(tmp_path / f"{OWN}.db")


@pytest.mark.usefixtures("working")
def test_it_says_what_went_out_what_did_not_and_why(own_home: Workspace, show: Show) -> None:
    at = show("reminders")
    found = {(row[0], row[1]): row[4:] for row in table_of(at, "reminders_log")}
    assert found["2026/11/26", "佐藤 美咲"] == ["届かず。次のお知らせで再送", "550 no such user"]
    assert found["2026/11/25", "高橋 健"][0].startswith("送信済み 2026/11/25")
    assert own_home.meta("name") == "青葉商事株式会社"


@pytest.mark.usefixtures("working", "own_home")
def test_without_a_mail_server_everybody_is_named_as_not_reached_and_it_cannot_be_switched_on(show: Show) -> None:
    at = show("reminders")
    assert at.toggle[0].disabled
    assert "SAKIMORI_SMTP_URL" in at.caption[0].value
    assert {row[2] for row in table_of(at, "reminders_whom")} <= {
        "届かない：メールアドレスが未登録", "届かない：メールサーバーが未設定",
    }  # fmt: skip


@pytest.mark.usefixtures("working")
def test_it_is_switched_on_by_whoever_sets_the_policy(
    own_home: Workspace, show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SAKIMORI_SMTP_URL", "smtp://127.0.0.1:1")
    monkeypatch.setenv("SAKIMORI_MAIL_FROM", "sakimori@aoba.example.jp")
    assert show("reminders", person=OWNER).toggle[0].disabled
    at = show("reminders", person=LEGAL)
    at.toggle[0].set_value(True).run()
    assert reminders_are_on(own_home)
    assert at.toggle[0].value


@pytest.mark.usefixtures("working", "own_home")
def test_a_person_says_where_they_are_told(show: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAKIMORI_SMTP_URL", "smtp://127.0.0.1:1")
    monkeypatch.setenv("SAKIMORI_MAIL_FROM", "sakimori@aoba.example.jp")
    at = show("reminders", person=OWNER)
    assert any("高橋 健" in one.value for one in at.warning)
    (field,) = at.text_input
    field.set_value("ken@aoba.example.jp")
    (press,) = [one for one in at.button if one.label == "保存"]
    press.click().run()
    again = show("reminders", person=OWNER)
    assert not [one for one in again.warning if "高橋 健" in one.value]
