"""With several people and none chosen nobody looks and nobody acts: every page asks who it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from sakimori.clock import now
from sakimori.domain.codes import UserRole
from sakimori.domain.user import Actor
from sakimori.services.kernel.workspace import OWN, Workspace, database
from sakimori.services.own_company.write import begin_workspace
from sakimori.services.settings.users import add_user, list_users
from sakimori.ui.frame.pages import PAGES
from sakimori.ui.frame.text import TEXTS
from ui.conftest import Show

NOBODY = "us_nobody"


def asks(at: AppTest, language: str = "ja") -> bool:
    return [title.value for title in at.title] == [TEXTS["who.title"].get(language)]


@pytest.mark.parametrize("page", [page.name for page in PAGES])
@pytest.mark.parametrize("language", ["ja", "en"])
def test_each_page_asks_in_place_of_its_content_and_nothing_is_read_as_somebody(
    empty_home: Path, show: Show, page: str, language: str
) -> None:
    at = show(page, person=NOBODY, language=language, is_asked=True)
    assert asks(at, language)
    assert len([b for b in at.button if (b.key or "").startswith("who_")]) == len(UserRole)
    with Workspace(empty_home / "demo.db").unit() as unit:
        assert unit.accesses.lines() == []


def test_after_the_choice_comes_the_page_that_was_asked_for_with_its_address(empty_home: Path, show: Show) -> None:
    at = show("gaps", person=NOBODY, is_asked=True, on="2026-01-15")
    at.button(key="who_us02").click().run()
    assert at.title[0].value == TEXTS["page.gaps"].ja or not asks(at)
    assert at.query_params["on"] in ("2026-01-15", ["2026-01-15"])
    at.run()
    assert not asks(at)


def test_a_fresh_session_asks_and_the_other_one_stays_who_it_was(empty_home: Path, show: Show) -> None:
    first = show("risk", person="us01")
    assert asks(show("risk", person=NOBODY, is_asked=True))
    assert not asks(first.run())


def test_a_person_who_left_is_nobody(empty_home: Path, show: Show) -> None:
    assert asks(show("risk", person="us99", is_asked=True))


def test_the_founder_who_adds_a_colleague_stays_the_founder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, show: Show
) -> None:
    monkeypatch.setenv("SAKIMORI_HOME", str(tmp_path))
    own = begin_workspace(database(OWN), company="株式会社さくら", person="創業 花", department="", at=now())
    (founder,) = list_users(own)
    at = show("settings", person="")
    assert not asks(at)
    actor = Actor(founder.id, founder.name, founder.roles)
    # Ids are drawn by lot: of five colleagues one comes before the founder in nearly every run.
    for number in range(5):
        add_user(own, name=f"同僚 {number}", department="", roles=frozenset(UserRole), actor=actor, at=now())
    for _ in range(2):
        at.run()
        assert not asks(at)
        assert at.session_state["person"] == founder.id
    assert asks(show("settings", person="", is_asked=True))
