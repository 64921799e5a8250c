"""The dashboard as people open it: full and empty, in both languages, on other days, and the way to its rows."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from kit.flowing import a_party
from kit.tables import tables
from sakimori.clock import today
from sakimori.domain.codes import Severity
from sakimori.services.dashboard.gaps import forecast
from sakimori.services.dashboard.view import overview
from sakimori.services.flows.rows import flow_rows
from sakimori.services.flows.states import FlowVerdict
from sakimori.services.kernel.workspace import Workspace
from sakimori.ui.dashboard.figures import tier_code
from sakimori.ui.frame.pages import page
from sakimori.ui.frame.text import say

Show = Callable[..., AppTest]


def everything(at: AppTest) -> str:
    return " ".join(str(element.value) for element in (*at.markdown, *at.info, *at.caption))


def links(at: AppTest) -> dict[str, str]:
    """Wording and query of every link of the page; the same wording may stand several times."""
    return {f"{place} {link.proto.label}": link.proto.query_string for place, link in enumerate(at.get("page_link"))}


def spec(at: AppTest, place: int) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(at.get("plotly_chart")[place].proto.spec)
    return found


@pytest.fixture
def shown(demo_home: Path) -> Any:
    workspace = Workspace(demo_home / "demo.db")
    with workspace.unit() as unit:
        number = unit.number()
    return workspace, overview(workspace, on=today(), today=today(), number=number), number


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_tiles_say_the_figures_of_the_day(shown: Any, show: Show, language: str) -> None:
    _, figures, _ = shown
    at = show("risk", language=language)
    tiles = at.metric[:5]
    values = ["".join(c for c in tile.value if c.isdigit()) for tile in tiles]
    now = figures.now
    assert values == [str(n) for n in (now.blocked, now.overdue, now.due_soon, now.unknown, now.slips)]
    assert all(tile.delta for tile in tiles)


def test_each_tile_leads_to_its_rows(shown: Any, show: Show) -> None:
    at = show("risk")
    queries = [query for words, query in links(at).items() if words.endswith(say("risk.rows", "ja"))]
    assert len(queries) == 5
    assert queries[0] == "verdict=blocked&view=list"
    assert queries[1].startswith("due=overdue")
    assert queries[2].startswith("due=30")
    assert all("horizon=now" in query for query in queries[1:3])
    assert queries[3] == "kind=unknown&of=parties"


def test_the_severities_lead_to_the_board_and_say_their_numbers(shown: Any, show: Show) -> None:
    _, figures, _ = shown
    at = show("risk")
    words = " ".join(links(at))
    for severity in Severity:
        assert f"{say(f'severity.{severity.value}', 'ja')} {figures.counts.defects[severity]:,}件" in words
    assert f"いまの不備 {figures.counts.number:,}件" in everything(at)


def test_our_own_company_is_in_or_out_by_a_switch_on_dashboard_and_board_alike(shown: Any, show: Show) -> None:
    workspace, figures, number = shown
    both = overview(workspace, on=today(), today=today(), number=number, with_own=True)
    assert both.counts.number > figures.counts.number
    at = show("risk")
    at.toggle(key="risk_with_own").set_value(True).run()
    assert not at.exception
    assert f"いまの不備 {both.counts.number:,}件" in everything(at)
    assert at.query_params["of"] == "all"
    for of, counts in (("all", both.counts), ("parties", figures.counts)):
        board = show("gaps", whose="all", of=of)
        said = f"不備 {counts.number:,}件（うち期限を過ぎた不備 {counts.overdue:,}件）、未確認 {counts.unknown:,}件"
        assert said in everything(board)
        assert board.toggle(key="gaps_with_own").value is (of == "all")


def test_the_charts_hold_the_same_numbers_as_the_figures(shown: Any, show: Show) -> None:
    workspace, figures, number = shown
    at = show("risk")
    cells = [cell.number for row in figures.heat for cell in row.cells]
    drawn = sorted(text for trace in spec(at, 0)["data"] for text in trace["text"])
    assert drawn == sorted("？" if number is None else str(number) for number in cells)
    months = forecast(workspace, on=today(), number=number)
    assert spec(at, 1)["data"][-1]["text"] == [str(month.total) for month in months]


def test_a_chosen_cell_says_what_it_counts_and_lists_it(shown: Any, show: Show) -> None:
    _, figures, _ = shown
    row = figures.heat[0]
    place, cell = next((place, cell) for place, cell in enumerate(row.cells) if cell.number and cell.unknown)
    at = show("risk")
    at.session_state["risk_heat"] = {
        "selection": {"points": [{"customdata": place}], "point_indices": [], "box": [], "lasso": []}
    }
    at.run()
    assert not at.exception
    tier, area = f"区分{row.tier}", say(f"area.{cell.area.value}", "ja")
    assert f"{tier} × {area}：{cell.number}社・？ 未確認 {len(cell.unknown)}社" in everything(at)
    assert any(f"tier={tier_code(row.tier)}&area={cell.area.value}" in query for query in links(at).values())
    listed = next(frame.value for frame in tables(at) if len(frame.value.columns) == 3 and "owner" in frame.value)
    names = [figures.parties[party].name for party, _ in cell.members()]
    assert list(listed["party"]) == names


def test_a_chosen_month_says_what_begins_and_lists_it(shown: Any, show: Show) -> None:
    workspace, _, number = shown
    months = forecast(workspace, on=today(), number=number)
    place, month = next((place, month) for place, month in enumerate(months) if month.total)
    at = show("risk")
    at.session_state["risk_forecast"] = {
        "selection": {"points": [{"customdata": place}], "point_indices": [], "box": [], "lasso": []}
    }
    at.run()
    assert not at.exception
    assert f"{month.first.year}年{month.first.month}月：{month.total}件" in everything(at)
    assert any(f"month={month.first:%Y-%m}" in query for query in links(at).values())
    listed = next(frame.value for frame in tables(at) if "from" in frame.value)
    assert len(listed) == month.total


def test_a_chosen_state_lists_whom_it_holds(shown: Any, show: Show) -> None:
    _, figures, _ = shown
    at = show("risk", tab="coverage")
    before = len(tables(at))
    at.session_state["risk_by_tier"] = {"selection": {"rows": [0], "columns": [], "cells": []}}
    at.run()
    assert not at.exception
    assert len(tables(at)) == before + 1
    assert len(tables(at)[-2].value if len(tables(at)[-1].value) == 0 else tables(at)[-1].value) == figures.tiers[1]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_an_empty_workspace_shows_three_ways_in_and_no_chart(empty_home: Path, show: Show, language: str) -> None:
    at = show("risk", person="us02", language=language)
    assert say("risk.empty", language) in everything(at).replace("\\", "")
    steps = [button.label for button in at.button if button.key and button.key.startswith("next_")]
    assert len(steps) == 3
    assert not at.metric
    assert not at.get("plotly_chart")


@pytest.mark.parametrize("on", ["2024-06-01", "2026-03-31", "2027-06-01"])
def test_any_day_can_be_chosen(demo_home: Path, show: Show, on: str) -> None:
    at = show("risk", on=on)
    assert bool(at.metric) == (on > "2025")
    if on == "2024-06-01":
        assert say("risk.empty_then", "ja") in everything(at).replace("\\", "")


def test_the_page_is_for_compliance_procurement_and_audit(demo_home: Path, show: Show) -> None:
    workspace = Workspace(demo_home / "demo.db")
    with workspace.unit() as unit:
        rows = unit.query("SELECT id, roles FROM app_user WHERE left_on IS NULL")
    for row in rows:
        may_see = any(role.value in str(row["roles"]) for role in page("risk").roles)
        at = show("risk", person=str(row["id"]))
        assert bool(at.metric) == may_see


def tiles(at: AppTest) -> list[Any]:
    """The links of the figures, below what waits for whoever looks."""
    every = at.get("page_link")
    return list(every)[next(place for place, link in enumerate(every) if link.proto.page == "flows") :]


def test_the_tile_of_whom_nothing_may_be_given_opens_their_flows(shown: Any, show: Show) -> None:
    workspace, figures, number = shown
    query = next(link.proto.query_string for link in tiles(show("risk")) if link.proto.page == "flows")
    at = show("flows", **dict(part.split("=") for part in query.split("&")))
    flows = list(tables(at)[0].value["to"])
    rows = flow_rows(workspace, on=today(), number=number)
    blocked = [row for row in rows if row.verdict is FlowVerdict.BLOCKED]
    assert len(flows) == len(blocked)
    assert len({row.party.id for row in blocked}) == figures.now.blocked


def test_who_may_not_see_the_desk_is_led_from_the_slips_to_the_check(shown: Any, show: Show) -> None:
    led = {person: tiles(show("risk", person=person))[4].proto for person in ("us01", "us02")}
    assert {person: link.page for person, link in led.items()} == {"us01": "check", "us02": "check"}
    assert "view=inbox" in led["us01"].query_string
    assert "view=inbox" not in led["us02"].query_string


def test_where_no_flow_is_judged_the_tile_says_unknown(empty_home: Path, show: Show) -> None:
    a_party(Workspace(empty_home / "demo.db"))
    at = show("risk")
    assert at.metric[0].value == "未確認"
    assert not at.metric[0].delta
