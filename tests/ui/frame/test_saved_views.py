"""Saved views on the pages: what a list shows is kept by name, shown again, renamed, deleted and sent as a link."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from sakimori.domain.user import SavedView
from sakimori.services.kernel.workspace import Workspace
from sakimori.ui.frame.pages import PAGES
from sakimori.ui.frame.saved_views import LISTS
from sakimori.ui.frame.text import TEXTS
from ui.conftest import Show


def saved(home: Path) -> list[SavedView]:
    with Workspace(home / "demo.db").unit() as unit:
        return [one for one in unit.records.select(SavedView) if one.removed_on is None]


def keep(at: AppTest, name: str) -> AppTest:
    at.text_input(key="view_name").set_value(name)
    return at.button(key="view_save").click().run()


def test_lists_are_pages_and_views() -> None:
    assert {spec.name for spec in PAGES} >= LISTS


def test_what_a_list_shows_is_kept_and_shown_again_from_another_page(demo_home: Path, show: Show) -> None:
    at = keep(show("gaps", sev="high", group="rule", on="2026-03-31"), "高だけ")
    [view] = saved(demo_home)
    assert (view.page, view.query, view.user_id) == ("gaps", "sev=high&group=rule", "us01")
    at = show("parties")
    at.button(key=f"view_{view.id}").click().run()
    assert not at.exception
    assert at.title[0].value == TEXTS["page.gaps"].ja
    assert (at.query_params["sev"], at.query_params["group"]) == ("high", "rule")


def test_what_was_chosen_after_the_menu_was_drawn_is_kept_too(demo_home: Path, show: Show) -> None:
    at = show("parties", view="areas")
    at.text_input(key="third_parties_q").set_value("株式会社").run()
    keep(at, "株式会社")
    assert [one.query for one in saved(demo_home)] == ["view=areas&q=%E6%A0%AA%E5%BC%8F%E4%BC%9A%E7%A4%BE"]


def test_a_view_of_a_page_is_named_by_itself(demo_home: Path, show: Show) -> None:
    keep(show("calendar", kinds="gap", month="2026-12"), "十二月")
    [view] = saved(demo_home)
    assert view.page == "calendar"
    at = show("risk")
    assert f"view_{view.id}" not in [one.key for one in at.button], "no list, no menu"
    at = show("gaps")
    at.button(key=f"view_{view.id}").click().run()
    assert at.title[0].value == TEXTS["page.calendar"].ja


@pytest.mark.parametrize("language", ["ja", "en"])
def test_it_is_renamed_deleted_and_has_a_link(demo_home: Path, show: Show, language: str) -> None:
    at = keep(show("packs", language=language, focus="private"), "非公開")
    [view] = saved(demo_home)
    assert any(one.value.endswith("/assess?view=packs&focus=private") for one in at.code)
    at.text_input(key=f"view_new_name_{view.id}").set_value("送られたもの").run()
    at.button(key="view_rename").click().run()
    assert [one.name for one in saved(demo_home)] == ["送られたもの"]
    at.button(key="view_remove").click().run()
    assert saved(demo_home) == []
    assert any(one.value == TEXTS["views.none"].get(language) for one in at.caption)


def test_a_name_that_cannot_be_is_refused_in_words(demo_home: Path, show: Show) -> None:
    at = keep(keep(show("gaps"), "同じ"), "同じ")
    assert "違う名前" in at.warning[0].value
    assert len(saved(demo_home)) == 1


def test_nobody_sees_the_views_of_another(demo_home: Path, show: Show) -> None:
    keep(show("gaps"), "わたしの")
    assert not [one for one in show("gaps", person="us02").button if one.label == "わたしの"]


@pytest.mark.parametrize(("page", "query"), [("assess", {"id": "x"}), ("packs", {"pack": "jp-cloud"}), ("check", {})])
def test_one_record_is_no_list(demo_home: Path, show: Show, page: str, query: dict[str, str]) -> None:
    assert "view_save" not in [one.key for one in show(page, **query).button]
