"""The search of the header: who has it, what it shows, and where a row leads."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from sakimori.domain.clearance import Slip
from sakimori.domain.records.third_party import ThirdParty
from sakimori.services.kernel.workspace import Workspace
from sakimori.ui.frame.text import TEXTS
from ui.conftest import Show


def searched(at: AppTest, text: str) -> AppTest:
    """The dialog is drawn once and then by itself: a test says that it is open again."""
    at.button(key="frame_search").click().run()
    at.session_state["search_open"] = True
    at.text_input(key="search_text").set_value(text).run()
    assert not at.exception
    return at


def rows(at: AppTest) -> list[str]:
    return [str(one.key) for one in at.button if str(one.key).startswith("search_")]


@pytest.mark.parametrize(
    ("person", "page", "has"), [("us01", "risk", True), ("us03", "check", True), ("us05", "settings", False)]
)
def test_the_button_stands_where_there_is_something_to_find(
    demo_home: Path, show: Show, person: str, page: str, has: bool
) -> None:
    found = [one for one in show(page, person=person).button if one.key == "frame_search"]
    assert bool(found) is has


@pytest.mark.parametrize("language", ["ja", "en"])
def test_what_is_found_stands_by_kind_and_a_row_leads_to_the_record(demo_home: Path, show: Show, language: str) -> None:
    with Workspace(demo_home / "demo.db").unit() as unit:
        party = unit.records.select(ThirdParty, "legal_name LIKE 'Nimbus%'")[0]
    at = searched(show("gaps", language=language), "nimbus")
    shown = " ".join(one.value for one in at.markdown)
    assert TEXTS["search.kind_party"].get(language) in shown
    assert TEXTS["search.kind_slip"].get(language) not in shown
    assert rows(at)[0] == f"search_party_0_{party.id}_"
    at.session_state["search_open"] = True
    at.button(key=rows(at)[0]).click().run()
    assert at.title[0].value == party.legal_name
    assert at.query_params["party"] == party.id


def test_a_slip_of_ones_own_is_opened_by_its_number(demo_home: Path, show: Show) -> None:
    with Workspace(demo_home / "demo.db").unit() as unit:
        slip = next(one for one in unit.records.select(Slip) if one.issued_by == "us03")
    at = searched(show("check", person="us03"), slip.number)
    assert f"search_slip_0_{slip.number}_" in rows(at)
    at.session_state["search_open"] = True
    at.button(key=f"search_slip_0_{slip.number}_").click().run()
    assert at.title[0].value == TEXTS["page.slip"].ja


def test_nothing_found_is_said_and_what_was_typed_stays_text(demo_home: Path, show: Show) -> None:
    at = searched(show("gaps"), "![zzqq](http://127.0.0.1:9/x.png)")
    assert any(r"\!\[zzqq\]" in one.value for one in at.markdown)
    assert rows(at) == []


def test_whatever_dialog_was_open_gives_way(demo_home: Path, show: Show) -> None:
    at = show("parties")
    at.button(key="parties_register").click().run()
    at.button(key="frame_search").click().run()
    assert not at.exception
    assert "party_dialog" not in at.session_state
