"""承認済み提供先: what sales may see, and what it never says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from sakimori.clock import today
from sakimori.domain.codes import UserRole
from sakimori.domain.user import Actor
from sakimori.services.approved import recipients
from sakimori.services.users import list_users
from sakimori.services.workspace import Workspace

Show = Callable[..., AppTest]

SALES = "us03"


def test_sales_sees_the_state_of_assessments_and_is_told_what_it_is_not(demo_home: Path, show: Show) -> None:
    at = show("approved", person=SALES)
    assert at.info[0].value == "審査の状況です。データごとの可否はまだ判定しません。"
    assert len(at.dataframe[0].value) > 5
    cells = {str(cell) for column in at.dataframe[0].value for cell in at.dataframe[0].value[column]}
    assert not any("可" in cell for cell in cells)


def test_the_page_in_english(demo_home: Path, show: Show) -> None:
    at = show("approved", person=SALES, language="en")
    assert at.info[0].value.startswith("This is how assessments stand.")


@pytest.mark.parametrize("language", ["ja", "en"])
def test_an_empty_page_says_whom_to_ask(empty_home: Path, show: Show, language: str) -> None:
    at = show("approved", person=SALES, language=language)
    assert not at.dataframe
    assert any(("法務" if language == "ja" else "Compliance") in text.value for text in at.markdown)


def test_a_name_narrows_the_list_whatever_its_legal_form(demo_home: Path, show: Show) -> None:
    at = show("approved", person=SALES)
    name = str(next(n for n in at.dataframe[0].value["name"] if str(n).startswith("株式会社")))
    at.text_input(key="approved_q").set_value(name.replace("株式会社", "㈱")).run()
    assert list(at.dataframe[0].value["name"]) == [name]


def test_a_chosen_row_shows_its_conditions_and_whom_to_ask(demo_home: Path, show: Show) -> None:
    at = show("approved", person=SALES)
    rows = list(at.dataframe[0].value["conditions"])
    place = next(n for n, cell in enumerate(rows) if cell != "なし")
    at.session_state["approved"] = {"selection": {"rows": [place], "columns": [], "cells": []}}
    at.run()
    shown = " ".join(text.value for text in at.markdown)
    assert "check_box_outline_blank" in shown
    assert "に確かめてください" in shown
    assert not at.get("page_link")


def test_a_past_day_shows_what_held_then(demo_home: Path, show: Show) -> None:
    now = show("approved", person=SALES)
    then = show("approved", person=SALES, on="2026-01-31")
    assert len(then.dataframe[0].value if then.dataframe else []) < len(now.dataframe[0].value)


def test_nobody_is_sent_to_an_owner_who_has_left(demo_home: Path, show: Show) -> None:
    left = {user.name for user in list_users(Workspace(demo_home / "demo.db")) if user.left_on is not None}
    owners = list(show("approved", person=SALES).dataframe[0].value["owner"])
    assert left
    assert not left & set(owners)
    assert "未設定" in owners


@pytest.mark.parametrize(
    ("language", "left_out", "why"),
    [
        ("ja", "停止にあたる不備があるため載せていません", "{name}には渡せません。停止にあたる不備があります"),
        ("en", "left out because a gap stops them", "Hand nothing to {name}. A gap stops it"),
    ],
)
def test_whoever_is_searched_for_and_stopped_is_named_with_the_reason(
    demo_home: Path, show: Show, language: str, left_out: str, why: str
) -> None:
    workspace, sales = Workspace(demo_home / "demo.db"), Actor(SALES, "営業", frozenset({UserRole.SALES}))
    found = recipients(workspace, on=today(), today=today(), number=workspace.head()[0], actor=sales)
    name = next(row.name for row in found.stopped if not row.is_unknown)
    at = show("approved", person=SALES, language=language)
    assert name not in set(at.dataframe[0].value["name"])
    assert any(left_out in line.value for line in at.caption)
    assert not at.warning
    at.text_input(key="approved_q").set_value(name).run()
    assert [line.value.startswith(why.format(name=name)) for line in at.warning] == [True]
