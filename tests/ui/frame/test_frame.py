"""The frame of every page: pages of another role are refused and noted; the language holds."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from kit.builders import an_actor
from sakimori.clock import now
from sakimori.domain.policy import DEFAULT_POLICY
from sakimori.services.kernel.judge_queue import judge_all_waiting, put_in_force
from sakimori.services.kernel.workspace import Workspace
from ui.conftest import SCREENS, Show


def test_sales_does_not_see_the_gap_board_and_the_attempt_is_noted(demo_home: Path, show: Show) -> None:
    at = show("gaps", person="us03")
    assert not at.title
    assert "調達" in at.warning[0].value
    with Workspace(demo_home / "demo.db").unit() as unit:
        lines = unit.accesses.lines()
    assert [
        (line.entry.action, line.entry.actor, line.entry.record_id) for line in lines if line.entry.actor == "us03"
    ] == [("page.refused", "us03", "gaps")]


def test_a_language_named_in_the_address_holds_on_the_next_page(demo_home: Path, show: Show) -> None:
    at = show("parties", language="ja")
    del at.query_params["lang"]
    at.switch_page(str(SCREENS / "risk.py"))
    at.run()
    assert at.title[0].value == "リスク・ダッシュボード"
    assert at.query_params["lang"] == "ja", "a reload shows the same"


def test_a_day_holds_on_the_next_page_and_stands_in_its_address(demo_home: Path, show: Show) -> None:
    at = show("gaps", on="2026-03-31")
    for name, said in (("contracts", ""), ("parties", "2026-02-28")):
        at.query_params.clear()
        if said:
            at.query_params["on"] = said
        at.switch_page(str(SCREENS / f"{name}.py"))
        at.run()
        assert at.query_params["on"] == (said or "2026-03-31")
        assert f"{(said or '2026-03-31').replace('-', '/')} に分かっていた記録" in at.info[0].value
    at.button(key="frame_back_to_today").click().run()
    assert "on" not in at.query_params


@pytest.mark.parametrize("named", ["9999-12-31", "0001-01-01", "2026-02-30", "<script>", ""])
def test_a_day_in_the_address_that_nobody_asks_about_is_today(demo_home: Path, show: Show, named: str) -> None:
    at = show("risk", on=named)
    assert "on" not in at.query_params
    assert not at.exception


def judging(at: AppTest) -> list[str]:
    return [bar.proto.text for bar in at.get("progress")]


@pytest.mark.parametrize(
    ("language", "words"), [("ja", "75社が判定を待っています"), ("en", "Waiting to be judged: 75 companies.")]
)
def test_every_page_says_how_many_dossiers_wait_and_then_how_to_see_what_came_out(
    demo_home: Path, show: Show, language: str, words: str
) -> None:
    workspace = Workspace(demo_home / "demo.db")
    assert judging(show("gaps", person="us01", language=language)) == []
    with workspace.change("policy.changed", actor=an_actor(), at=now()) as change:
        put_in_force(change, replace(DEFAULT_POLICY, due_low=120))

    at = show("gaps", person="us01", language=language)
    assert words in judging(at)[0]
    assert judging(show("gaps", person="us01", on="2026-03-01")) == []

    for _ in judge_all_waiting(workspace, clock=now):
        pass
    assert judging(at.run()) == []
