"""Tabs with counts in their titles: a write that changes a count leaves the open tab open."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from sakimori.clock import now
from sakimori.domain.codes import Role, UserRole
from sakimori.domain.records.sub_processor import SubProcessorLink
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.user import Actor
from sakimori.services.kernel.recording import record
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import register

Show = Callable[..., AppTest]

ACTOR = Actor("us01", "佐藤 美咲", frozenset(UserRole))


@pytest.fixture
def party(empty_home: Path) -> ThirdParty:
    new = ThirdParty("", "株式会社はじめて", roles=frozenset({Role.PROCESSOR}))
    return register(Workspace(empty_home / "demo.db"), new, actor=ACTOR, at=now()).record


def add_link(home: Path, party: ThirdParty) -> None:
    record(Workspace(home / "demo.db"), SubProcessorLink("", party.id, "下請"), actor=ACTOR, at=now())


def titles(at: AppTest) -> list[str]:
    return [str(getattr(tab, "label", "")) for tab in at.tabs]


def adds_sub_processors(at: AppTest) -> bool:
    """Whether the tab of sub-processors is the one that is drawn."""
    return any(button.label == "再委託先を登録" for button in at.button)


def test_the_open_tab_stays_open_when_its_count_changes(empty_home: Path, show: Show, party: ThirdParty) -> None:
    at = show("party", party=party.id)
    assert not adds_sub_processors(at)
    at.session_state["party_tabs_0"] = "再委託 0"
    at.run()
    assert adds_sub_processors(at)
    add_link(empty_home, party)
    at.run()
    assert "再委託 1" in titles(at)
    assert adds_sub_processors(at)


def test_the_dossier_of_another_opens_on_its_first_tab(empty_home: Path, show: Show, party: ThirdParty) -> None:
    other = ThirdParty("", "株式会社つぎ", roles=frozenset({Role.PROCESSOR}))
    second = register(Workspace(empty_home / "demo.db"), other, actor=ACTOR, at=now()).record
    at = show("party", party=party.id)
    at.session_state["party_tabs_0"] = "再委託 0"
    at.run()
    at.query_params["party"] = second.id
    del at.query_params["tab"]
    at.run()
    assert not adds_sub_processors(at)


def test_the_address_opens_its_tab_even_after_another_was_chosen(show: Show, party: ThirdParty) -> None:
    at = show("party", party=party.id)
    at.session_state["party_tabs_0"] = "基本情報"
    at.run()
    at.query_params["tab"] = "sub_processors"
    at.run()
    assert adds_sub_processors(at)
    at.query_params["tab"] = "no-such-tab"
    at.run()
    assert not adds_sub_processors(at)


def test_the_address_follows_the_tab_so_that_a_reload_and_a_sent_link_open_it(show: Show, party: ThirdParty) -> None:
    at = show("party", party=party.id)
    assert "tab" not in at.query_params
    at.session_state["party_tabs_0"] = "再委託 0"
    at.run()
    assert at.query_params["tab"] == "sub_processors"
    assert adds_sub_processors(show("party", party=party.id, tab=str(at.query_params["tab"])))
    at.session_state["party_tabs_0"] = titles(at)[0]
    at.run()
    assert "tab" not in at.query_params
