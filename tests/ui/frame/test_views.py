"""The menu and the views of its pages: who sees what, what an address shows, and where addresses of old lead."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import streamlit as st
from app import MAIN, around
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from sakimori.domain.codes import UserRole
from sakimori.services.kernel.workspace import Workspace
from sakimori.ui.frame.pages import PAGES, moved, opened, views_of
from sakimori.ui.frame.text import TEXTS
from sakimori.web.door import Door
from ui.conftest import Show

P, C, S, A, X = UserRole
_ALL = ["check", "approved", "records", "parties", "assess", "contracts", "flows", "risk", "gaps", "scorecard", "own"]
MENU = {
    P: [*_ALL, "incidents", "imports"],
    C: [*_ALL, "incidents", "imports", "audit", "settings"],
    S: ["check", "approved", "records", "own"],
    A: [*_ALL, "incidents", "audit"],
    X: ["own", "audit", "settings"],
}
PERSON = {C: "us01", P: "us02", S: "us03", A: "us04", X: "us05"}
VIEWS = [spec for spec in PAGES if spec.within]


def in_menu(role: UserRole) -> list[str]:
    roles = frozenset({role})
    return [one.name for one in PAGES if one.in_menu and any(view.is_for(roles) for view in views_of(one.name))]


def strip(at: AppTest, page: str) -> list[str]:
    groups: Any = at.get("button_group")
    return [word for one in groups if one.key == f"{page}_views" for word in one.options]


def _views(at: AppTest) -> Any:
    return at.get("button_group")[0]


@pytest.mark.parametrize("role", list(UserRole))
def test_the_menu_of_each_role_is_short_and_leaves_room(role: UserRole) -> None:
    assert in_menu(role) == MENU[role]
    assert len(in_menu(role)) <= 15


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("name", ["check", "assess", "gaps", "own"])
def test_a_page_has_its_views_side_by_side_and_the_address_names_the_one_that_is_open(
    demo_home: Path, show: Show, name: str, language: str
) -> None:
    at = show(name, language=language)
    views = [view.name for view in views_of(name)]
    assert strip(at, name) == [TEXTS[f"view.{view}"].get(language) for view in views]
    for view in views[1:]:
        _views(at).set_value(view).run()
        assert not at.exception
        assert at.title[0].value == TEXTS[f"page.{view}"].get(language)
        assert at.query_params == {"view": view, "lang": language}
    _views(at).set_value(name).run()
    assert at.title[0].value == TEXTS[f"page.{name}"].get(language)
    assert at.query_params == {"lang": language}


def test_another_view_takes_the_day_along_and_leaves_what_the_first_one_said(demo_home: Path, show: Show) -> None:
    at = show("gaps", on="2026-03-31", sev="high", party="tp_1")
    _views(at).set_value("calendar").run()
    assert at.query_params == {"view": "calendar", "on": "2026-03-31", "lang": "ja"}


@pytest.mark.parametrize("view", ["nothing", "settings", "compare", "<b>"])
def test_a_view_that_the_page_does_not_hold_is_its_first(demo_home: Path, show: Show, view: str) -> None:
    assert show("gaps", view=view).title[0].value == TEXTS["page.gaps"].ja


def test_the_auditor_sees_the_desk_in_place_of_the_check_and_no_strip(demo_home: Path, show: Show) -> None:
    at = show("check", person=PERSON[A])
    assert at.title[0].value == TEXTS["page.inbox"].ja
    assert strip(at, "check") == []


@pytest.mark.parametrize(("view", "role"), [("inbox", S), ("inbox", P), ("purposes", P), ("check", A), ("compare", S)])
def test_a_view_of_another_role_is_refused_by_its_address_and_noted(
    demo_home: Path, show: Show, view: str, role: UserRole
) -> None:
    page = next(spec.within for spec in PAGES if spec.name == view) or view
    at = show(page, person=PERSON[role], view=view)
    assert not at.title
    with Workspace(demo_home / "demo.db").unit() as unit:
        last = unit.accesses.lines()[0].entry
    assert (last.action, last.actor, last.record_id) == ("page.refused", PERSON[role], view)


def test_what_is_not_seen_does_no_work(demo_home: Path, show: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object, **__: object) -> None:
        raise AssertionError("drawn without being seen")

    for name in ("sakimori.ui.gaps.page.board_of", "sakimori.ui.assessments.comparisons.page.counts_of"):
        monkeypatch.setattr(name, never)
    assert show("gaps", view="calendar").title[0].value == TEXTS["page.calendar"].ja
    assert show("assess", view="packs").title[0].value == TEXTS["page.packs"].ja


@pytest.mark.parametrize("role", list(UserRole))
def test_what_an_address_opens_is_for_whoever_asks_wherever_the_page_has_something_for_them(role: UserRole) -> None:
    for name in MENU[role]:
        assert opened(name, "", frozenset({role})).is_for(frozenset({role}))


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SAKIMORI_HOME", str(tmp_path_factory.mktemp("old")))
        return TestClient(st.App(MAIN, **around(Door())), base_url="http://127.0.0.1:8501", follow_redirects=False)


@pytest.mark.parametrize("old", [spec.name for spec in VIEWS])
def test_an_address_of_old_leads_to_the_view_with_all_that_it_said(client: TestClient, old: str) -> None:
    answer = client.get(f"/{old}", params={"party": "tp_1", "tab": "a&b", "q": "ア 川"})
    target = urlsplit(answer.headers["location"])
    assert answer.status_code == 307
    assert (target.scheme, target.netloc, target.path) == ("", "", f"/{moved()[old]}")
    assert parse_qsl(target.query) == [("view", old), ("party", "tp_1"), ("tab", "a&b"), ("q", "ア 川")]


def test_the_part_of_the_comparison_that_an_address_of_old_named_is_still_named(client: TestClient) -> None:
    location = client.get("/compare?view=coverage&party=tp_1").headers["location"]
    assert location == "/assess?view=compare&part=coverage&party=tp_1"
