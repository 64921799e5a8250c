"""Who looks is what the session of the browser says, at each run; nobody is ever the first of a list."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from kit.builders import signed_in
from sakimori.clock import now
from sakimori.domain.codes import UserRole
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.user import Actor, User
from sakimori.services.access.sessions import Sessions
from sakimori.services.kernel.workspace import DEMO, OWN, Workspace, database
from sakimori.services.own_company.write import begin_workspace
from sakimori.services.parties.write import register
from sakimori.services.settings.users import add_user, change_user, list_users
from sakimori.ui.frame.browser import TOKEN
from sakimori.ui.frame.pages import PAGES
from sakimori.ui.frame.text import TEXTS, label_key
from ui.conftest import MAIN, SCREENS, Show

EVERYTHING = Actor("cli:test", "検査", frozenset(UserRole))


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A workspace of our own, begun by one person, with a colleague of every role and one who has none yet."""
    monkeypatch.setenv("SAKIMORI_HOME", str(tmp_path))
    workspace = begin_workspace(database(OWN), company="株式会社さくら", person="創業 花", department="", at=now())
    for user_id, name, roles in (
        ("us_all", "全部 海", frozenset(UserRole)),
        ("us_none", "未定 空", frozenset[UserRole]()),
    ):
        add_user(workspace, name=name, department="", roles=roles, user_id=user_id, actor=EVERYTHING, at=now())
    return workspace


def opened(token: str, page: str = "parties", language: str | None = "ja", **query: str) -> AppTest:
    """A page in one more tab of a browser."""
    at = AppTest.from_file(str(MAIN), default_timeout=30)
    at.session_state[TOKEN] = token
    for key, value in {"lang": language, **query}.items():
        if value is not None:
            at.query_params[key] = value
    at.switch_page(str(SCREENS / f"{page}.py"))
    at.run()
    assert not at.exception
    return at


def title(at: AppTest) -> str:
    return next(iter(one.value for one in at.title), "")


def way(at: AppTest) -> str:
    """Where the one way on leads."""
    return next(iter(one.proto.url for one in at.get("link_button")), "")


def of(key: str, language: str = "ja") -> str:
    return TEXTS[key].get(language)


@pytest.mark.parametrize("page", [page.name for page in PAGES])
def test_in_the_demo_each_page_asks_in_place_of_its_content_and_nothing_is_read_as_somebody(
    empty_home: Path, show: Show, page: str
) -> None:
    at = show(page, person="", language="en", is_asked=True)
    assert title(at) == of("who.title", "en")
    assert len([b for b in at.button if (b.key or "").startswith("who_")]) == len(UserRole)
    with Workspace(empty_home / "demo.db").unit() as unit:
        assert unit.accesses.lines() == []


def test_after_one_click_comes_the_page_that_was_asked_for_with_its_address(empty_home: Path, show: Show) -> None:
    at = show("gaps", person="", is_asked=True, on="2026-01-15")
    at.button(key="who_us02").click().run()
    assert title(at) != of("who.title")
    assert at.query_params["on"] in ("2026-01-15", ["2026-01-15"])


def test_who_was_chosen_and_in_which_language_survives_a_reload_and_holds_in_a_second_tab(
    empty_home: Path, show: Show
) -> None:
    first = show("settings", person="", is_asked=True)
    first.button(key="other_language").click().run()
    first.button(key="who_us05").click().run()
    for tab in (opened(first.session_state[TOKEN], "settings", None), first.run()):
        assert title(tab) == of("page.settings", "en")


def test_another_browser_asks_and_the_first_one_stays_who_it_was(empty_home: Path, show: Show) -> None:
    first = show("risk", person="us02")
    assert title(show("risk", person="", is_asked=True)) == of("who.title")
    assert title(first.run()) != of("who.title")


def test_whoever_left_or_never_was_is_nobody(empty_home: Path, show: Show) -> None:
    assert title(show("risk", person="us99", is_asked=True)) == of("who.title")
    workspace = Workspace(empty_home / "demo.db")
    with workspace.unit() as unit:
        user = unit.records.get(User, "us02")
    with workspace.change("user.left", actor=EVERYTHING, at=now()) as change:
        change.update(replace(user, left_on=date(2026, 1, 1)))
    assert title(show("risk", person="us02", is_asked=True)) == of("who.title")


def test_a_browser_without_a_session_opens_again_in_the_demo_and_chooses_nobody(empty_home: Path) -> None:
    at = opened("unknown")
    assert (title(at), way(at)) == (of("come_in.again_title"), "/")
    assert not [b for b in at.button if (b.key or "").startswith("who_")]


def test_in_our_own_workspace_nobody_is_chosen_and_everybody_signs_in(own: Workspace, tmp_path: Path) -> None:
    token = Sessions(tmp_path).begin(now(), workspace=OWN, user_id="us_all")
    at = opened(token, "gaps", party="tp_1")
    assert title(at) == of("come_in.sign_in_title")
    assert way(at) == "/sign-in?next=%2Fgaps%3Flang%3Dja%26party%3Dtp_1"
    assert [b.key for b in at.button if (b.key or "").startswith("who_")] == []
    assert title(opened(signed_in(tmp_path, "us_all"), "gaps")) == of("page.gaps")


def test_nobody_is_chosen_in_our_own_workspace_by_any_way_round(own: Workspace, empty_home: Path) -> None:
    sessions = Sessions(empty_home)
    token = sessions.begin(now(), workspace=OWN)
    with pytest.raises(ValueError, match="sign-in"):
        sessions.change(token, now(), user_id="us_all")
    assert sessions.change(token, now(), workspace=DEMO)
    assert sessions.change(token, now(), user_id="us_all")
    assert sessions.change(token, now(), workspace=OWN)
    assert title(opened(token)) == of("come_in.sign_in_title")


def test_whoever_looks_at_the_demo_is_signed_in_no_more(own: Workspace, empty_home: Path) -> None:
    at = opened(signed_in(empty_home, "us_all"), "parties")
    sessions = Sessions(empty_home)
    for workspace in (DEMO, OWN):
        sessions.change(at.session_state[TOKEN], now(), workspace=workspace)
    assert title(at.run()) == of("come_in.sign_in_title")


def test_a_session_that_was_ended_elsewhere_is_nobody_at_the_next_run(own: Workspace, tmp_path: Path) -> None:
    tabs = [opened(signed_in(tmp_path, "us_all"), "gaps") for _ in range(2)]
    assert Sessions(tmp_path).end_all_of("us_all") == 2
    assert [title(tab.run()) for tab in tabs] == [of("come_in.sign_in_title")] * 2


def test_a_button_that_was_drawn_before_the_session_ended_writes_nothing(own: Workspace, tmp_path: Path) -> None:
    party = register(own, ThirdParty("", "株式会社あおば"), actor=EVERYTHING, at=now()).record
    at = opened(signed_in(tmp_path, "us_all"), "party", party=party.id)
    at.session_state["party_dialog"] = ("owner", {})
    at.run()
    at.selectbox(key="owner_to_owner_id").set_value("us_all").run()
    Sessions(tmp_path).end_all_of("us_all")
    at.button(key="owner_do").click().run()
    assert title(at) == of("come_in.sign_in_title")
    with own.unit() as unit:
        assert unit.records.get(ThirdParty, party.id).owner_id is None


def test_roles_that_were_taken_away_are_gone_at_the_next_run(own: Workspace, tmp_path: Path) -> None:
    at = opened(signed_in(tmp_path, "us_all"), "parties")
    assert title(at) == of("page.parties")
    [user] = [user for user in list_users(own) if user.id == "us_all"]
    sales = change_user(own, replace(user, roles=frozenset({UserRole.SALES})), actor=EVERYTHING, at=now())
    assert title(at.run()) != of("page.parties")
    change_user(own, replace(sales, roles=frozenset()), actor=EVERYTHING, at=now())
    assert title(at.run()) == of("come_in.no_role_title")


@pytest.mark.parametrize("language", ["ja", "en"])
def test_whoever_has_no_role_is_told_whom_to_ask(own: Workspace, tmp_path: Path, language: str) -> None:
    at = opened(signed_in(tmp_path, "us_none"), "gaps", language)
    assert title(at) == of("come_in.no_role_title", language)
    assert "創業 花" in at.markdown[0].value
    at.button(key="no_role_sign_out").click().run()
    assert title(at) == of("come_in.sign_in_title", language)


def test_signing_out_ends_the_session_in_every_tab_and_is_noted(own: Workspace, tmp_path: Path) -> None:
    token = signed_in(tmp_path, "us_all")
    other, at = opened(token, "gaps"), opened(token, "parties")
    at.session_state["account_open"] = True
    at.run()
    assert any("全部 海" in one.value for one in at.markdown)
    assert "/password" in {one.proto.url for one in at.get("link_button")}
    at.button(key="account_sign_out").click().run()
    assert [title(tab) for tab in (at, other.run())] == [of("come_in.sign_in_title")] * 2
    with own.unit() as unit:
        assert [line.entry.action for line in unit.accesses.lines()] == ["sign_out"]


def test_a_session_of_a_workspace_that_is_not_there_makes_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAKIMORI_HOME", str(tmp_path))
    at = opened(signed_in(tmp_path, "us_all"))
    assert (title(at), way(at)) == (of("come_in.set_up_title"), "/set-up")
    assert not database(OWN).exists()


@pytest.mark.parametrize(
    ("host", "public_url", "opens"),
    [
        ("127.0.0.1:8501", "", True),
        ("localhost", "", True),
        ("[::1]:8501", "", True),
        ("sakimori.example", "", False),
        ("192.168.0.7:8501", "", False),
        ("localhost.example:8501", "", False),
        ("127.0.0.1:8501", "https://sakimori.example", False),
    ],
)
@pytest.mark.usefixtures("empty_home")
def test_the_demo_opens_on_this_machine_alone(
    show: Show, monkeypatch: pytest.MonkeyPatch, host: str, public_url: str, opens: bool
) -> None:
    monkeypatch.setattr(type(st.context), "headers", {"Host": host})
    if public_url:
        monkeypatch.setenv("SAKIMORI_PUBLIC_URL", public_url)
    at = show("risk", person="us02", is_asked=True)
    assert (title(at) != of("come_in.demo_elsewhere_title")) is opens
    if not opens:
        assert way(at) == "/set-up"


def test_a_page_of_the_demo_leads_to_the_workspace_of_ones_own(demo_home: Path, show: Show) -> None:
    at = show("settings", person="us05", language="en")
    assert way(at) == "/set-up"
    begin_workspace(database(OWN), company="株式会社さくら", person="創業 花", department="", at=now())
    at.run()
    at.button(key="demo_to_own").click().run()
    assert title(at) == of("come_in.sign_in_title", "en")


def test_a_whole_run_is_activity_once_a_minute(own: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sessions, begun = Sessions(tmp_path), now()
    token = signed_in(tmp_path, "us_all")
    at = opened(token)
    for minutes, noted in ((0.5, 0.0), (2.0, 2.0), (61.0, 61.0)):
        monkeypatch.setattr("sakimori.ui.frame.browser.now", lambda m=minutes: begun + timedelta(minutes=m))
        at.run()
        seen = sessions.find(token, begun + timedelta(minutes=minutes))
        assert seen is not None
        assert abs(seen.seen_at - begun - timedelta(minutes=noted)) < timedelta(seconds=30)
    monkeypatch.setattr("sakimori.ui.frame.browser.now", lambda: begun + timedelta(minutes=123))
    assert title(at.run()) == of("come_in.sign_in_title"), "an hour without activity ends it"


@pytest.mark.parametrize("language", ["ja", "en"])
def test_whoever_is_asked_reads_of_each_role_what_one_can_try(empty_home: Path, show: Show, language: str) -> None:
    workspace = Workspace(empty_home / "demo.db")
    several = frozenset({UserRole.SALES, UserRole.AUDITOR})
    add_user(workspace, name="兼任 者", department="", roles=several, user_id="us08", actor=EVERYTHING, at=now())
    at = show("risk", person="", language=language, is_asked=True)
    said = [one.value for one in at.markdown]
    for role in UserRole:
        line = f"**{of(label_key(role), language)}**　{of(f'who.try_{role.value}', language)}"
        assert said.count(line) == 1 + (role in several)
    assert {f"who_us0{number}" for number in (1, 2, 3, 4, 5, 8)} == {
        b.key for b in at.button if (b.key or "").startswith("who_")
    }
