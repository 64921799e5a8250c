"""Contracts and flows abroad on the dashboard: four figures, countries by basis, and the way to the rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from kit.builders import a_third_party, an_actor
from kit.flowing import a_contract, a_flow, keep
from kit.tables import tables
from sakimori.clock import now, today
from sakimori.domain.codes import Lifecycle, Role
from sakimori.domain.records.data_flow import ForeignBasis, ForeignBasisKind
from sakimori.domain.records.third_party import ThirdParty
from sakimori.services.flows.states import Abroad
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import register
from sakimori.ui.charts import AbroadBar
from sakimori.ui.frame.states import Theme
from ui.charts.as_read import abroad_bars

Show = Callable[..., AppTest]


def a_party(workspace: Workspace, name: str, country: str) -> ThirdParty:
    party = a_third_party(
        legal_name=name, country=country, lifecycle=Lifecycle.IN_USE, roles=frozenset({Role.PROCESSOR})
    )
    return register(workspace, party, actor=an_actor(), at=now()).record


def tiles(at: AppTest) -> dict[str, str]:
    return {tile.label: tile.value for tile in at.metric[5:]}


@pytest.fixture
def workspace(empty_home: Path) -> Workspace:
    """One company at home without a contract, one abroad with a basis whose check is overdue, one without a basis."""
    workspace = Workspace(empty_home / "demo.db")
    a_party(workspace, "国内", "JP")
    for name, country in (("海外", "US"), ("無根拠", "VN")):
        party = a_party(workspace, name, country)
        soon = today() + timedelta(days=60 if country == "US" else 300)
        contract = a_contract(
            workspace, party, open_ended=False, end_on=soon, auto_renews=True, renewal_months=12, notice_days_ours=45
        )
        places = frozenset({country})
        flow = a_flow(workspace, party, name=f"{name}の処理", storage_countries=places, processing_countries=places)
        kind = ForeignBasisKind.EQUIV_CONTRACT if country == "US" else ForeignBasisKind.NONE
        keep(workspace, ForeignBasis("", party.id, flow.id, kind, contract_id=contract.id, since=flow.start_on))
    return workspace


def test_the_figures_of_the_register(workspace: Workspace, show: Show) -> None:
    at = show("risk", tab="register")
    assert tiles(at) == {
        "通知期限 30日以内": "1件",
        "契約なしで利用中": "1社",
        "年次確認の超過": "1件",
        "外国への提供": "2件",
    }
    assert any("根拠なし 1" in str(tile.delta) for tile in at.metric)


def test_each_figure_leads_to_its_rows(workspace: Workspace, show: Show) -> None:
    at = show("risk", tab="register")
    queries = {link.proto.query_string for link in at.get("page_link")}
    assert {"focus=notice", "focus=without", "view=countries&abroad=1"} <= queries
    rule = next(query for query in queries if query.startswith("rule="))
    board = show("gaps", rule=rule.removeprefix("rule=").replace("%2C", ","))
    assert len(tables(board)[0].value) >= 1
    assert any("年次確認" in text.value for text in board.markdown)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_tables_name_what_is_due_and_what_goes_where(workspace: Workspace, show: Show, language: str) -> None:
    at = show("risk", tab="register", language=language)
    closed = len(tables(at))
    for chart in ("heat", "forecast", "abroad"):
        at.session_state[f"risk_{chart}_table"] = True
    at.run()
    assert not at.exception
    assert len(tables(at)) == closed + 3
    cells = {str(cell) for frame in tables(at) for column in frame.value for cell in frame.value[column]}
    assert {"海外の処理", "業務委託契約"} <= cells
    assert ("ベトナム" if language == "ja" else "Vietnam") in cells or "Viet Nam" in cells


def test_without_a_register_nothing_is_said_to_be_none(empty_home: Path, show: Show) -> None:
    workspace = Workspace(empty_home / "demo.db")
    a_party(workspace, "国内", "JP")
    figures = tiles(show("risk", tab="register"))
    assert figures["契約なしで利用中"] == "1社"
    assert {value for name, value in figures.items() if name != "契約なしで利用中"} == {"未確認"}


def test_a_bar_is_named_by_country_and_basis_and_the_sentence_counts_what_lacks_one() -> None:
    rows = [AbroadBar("US", "米国", {Abroad.NONE: 1, Abroad.EQUIVALENT: 3}), AbroadBar("SG", "星", {Abroad.UNKNOWN: 2})]
    drawing = abroad_bars(rows, theme=Theme.LIGHT, language="ja")
    assert ("US", "equivalent") in drawing.keys
    assert "合わせて3件" in drawing.alt
    assert abroad_bars([], theme=Theme.DARK, language="en").keys == ()
