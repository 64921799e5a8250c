"""The frame of every page: pages of another role are refused and noted; the language holds."""

from __future__ import annotations

from pathlib import Path

from sakimori.services.workspace import Workspace
from ui.conftest import SCREENS, Show


def test_sales_does_not_see_the_gap_board_and_the_attempt_is_noted(demo_home: Path, show: Show) -> None:
    at = show("gaps", person="us03")
    assert not at.title
    assert "調達" in at.warning[0].value
    with Workspace(demo_home / "demo.db").unit() as unit:
        lines = unit.accesses.lines()
    assert [(line.entry.action, line.entry.actor, line.entry.record_id) for line in lines] == [
        ("page.refused", "us03", "gaps")
    ]


def test_a_language_named_in_the_address_holds_on_the_next_page(demo_home: Path, show: Show) -> None:
    at = show("parties", language="ja")
    del at.query_params["lang"]
    at.switch_page(str(SCREENS / "risk.py"))
    at.run()
    assert at.title[0].value == "リスク・ダッシュボード"
