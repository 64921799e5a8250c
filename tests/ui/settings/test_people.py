"""設定・利用者: how people come in, who takes over whose work, and who stands in for whom."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from kit.builders import signed_in
from kit.tables import tables
from sakimori.clock import now, today
from sakimori.domain.codes import UserRole
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.user import Actor, User
from sakimori.services.access.accounts import Accounts
from sakimori.services.access.sessions import Sessions
from sakimori.services.access.sign_in import SignIn, Step
from sakimori.services.kernel.access import ALLOWED, Permission, may
from sakimori.services.kernel.workspace import OWN, Workspace, database
from sakimori.services.own_company.write import begin_workspace
from sakimori.services.parties.write import register
from sakimori.services.settings.delegations import actor_of, delegations
from sakimori.services.settings.users import add_user, list_users
from sakimori.ui.frame.text import TEXTS
from ui.conftest import Show

EVERYTHING = Actor("cli:test", "検査", frozenset(UserRole))


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A workspace of our own with an administrator who can sign in, and a colleague of each other role."""
    monkeypatch.setenv("SAKIMORI_HOME", str(tmp_path))
    workspace = begin_workspace(database(OWN), company="株式会社さくら", person="創業 花", department="", at=now())
    for role in UserRole:
        name = TEXTS[f"user_role.{role.value}"].ja
        add_user(
            workspace, name=name, department="", roles=frozenset({role}), user_id=f"us_{role.value}",
            actor=EVERYTHING, at=now(),
        )  # fmt: skip
    Accounts(workspace, Sessions(tmp_path)).give("us_admin", login="admin", actor=EVERYTHING, at=now())
    return workspace


def people(show: Show, person: str = "us_admin", language: str = "ja", opened: str | None = None) -> AppTest:
    at = show("settings", person=person, language=language)
    at.session_state["settings_tab_0"] = TEXTS["settings.tab_users"].get(language)
    if opened is not None:
        at.session_state["settings_person"] = opened
    return at.run()


def keys(at: AppTest) -> set[str]:
    return {str(button.key) for button in at.button}


def noted(own: Workspace) -> list[str]:
    with own.unit() as unit:
        return [line.entry.action for line in unit.accesses.lines()]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_new_person_gets_a_first_password_that_is_shown_once_and_has_to_be_changed(
    own: Workspace, tmp_path: Path, show: Show, language: str
) -> None:
    at = people(show, language=language, opened="")
    at.text_input(key="person_name_0").set_value("新井 優").run()
    at.text_input(key="person_login_0").set_value("arai@sakura.example").run()
    at.button(key="person_save").click().run()
    password = at.code[0].value
    assert any("arai@sakura.example" in one.value for one in at.markdown)
    proven = SignIn(own, Sessions(tmp_path)).prove("arai@sakura.example", password, at=now())
    assert SignIn(own, Sessions(tmp_path)).next_step(proven) is Step.PASSWORD
    assert not at.run().code, "it is shown once"
    with own.unit() as unit:
        told = str(unit.query("SELECT * FROM access_body")) + str(unit.query("SELECT * FROM audit_body"))
    assert password not in told


def test_a_login_that_somebody_has_is_refused_and_the_person_stands_without_one(own: Workspace, show: Show) -> None:
    at = people(show, opened="")
    at.text_input(key="person_name_0").set_value("新井 優").run()
    at.text_input(key="person_login_0").set_value("ADMIN").run()
    at.button(key="person_save").click().run()
    assert not at.code
    assert any("ほかの人が使っています" in one.value for one in at.warning)
    [added] = [user for user in list_users(own) if user.name == "新井 優"]
    assert Accounts(own, Sessions()).of_user(added.id) is None


def test_an_administrator_gives_disables_and_signs_out(own: Workspace, tmp_path: Path, show: Show) -> None:
    accounts = Accounts(own, Sessions(tmp_path))
    at = people(show, opened="us_sales")
    assert {"person_disable", "person_end_sessions"}.isdisjoint(keys(at)), "there is nothing to take away yet"
    at.text_input(key="person_login_0").set_value("hana").run()
    at.button(key="person_give").click().run()
    assert at.code
    token = signed_in(tmp_path, "us_sales")
    at = people(show, opened="us_sales")
    at.button(key="person_end_sessions").click().run()
    assert any("1台" in one.value for one in at.info)
    assert Sessions(tmp_path).find(token, now()) is None
    for is_disabled in (True, False):
        at = people(show, opened="us_sales")
        at.button(key="person_disable").click().run()
        account = accounts.of_user("us_sales")
        assert account is not None
        assert account.disabled is is_disabled
    assert noted(own)[:4] == ["account.enabled", "account.disabled", "sign_out.everywhere", "account.given"]


def test_the_last_administrator_is_not_disabled(own: Workspace, show: Show) -> None:
    at = people(show, opened="us_admin")
    at.button(key="person_disable").click().run()
    assert at.warning
    assert "account.disabled" not in noted(own)


def test_the_second_step_is_asked_of_everybody_by_a_switch(own: Workspace, tmp_path: Path, show: Show) -> None:
    at = people(show)
    at.toggle(key="settings_second_False").set_value(True).run()
    assert Accounts(own, Sessions(tmp_path)).second_step_is_needed()
    assert at.toggle(key="settings_second_True").value is True


def test_compliance_may_ask_for_the_second_step_and_not_take_it_away(
    own: Workspace, tmp_path: Path, show: Show
) -> None:
    assert not Accounts(own, Sessions(tmp_path)).second_step_is_needed()
    at = people(show, person="us_compliance")
    assert at.toggle(key="settings_second_False").disabled is False
    at.toggle(key="settings_second_False").set_value(True).run()
    assert Accounts(own, Sessions(tmp_path)).second_step_is_needed()
    assert at.toggle(key="settings_second_True").disabled is True


def test_compliance_sees_people_and_gives_nobody_a_way_in(own: Workspace, show: Show) -> None:
    at = people(show, person="us_compliance", opened="us_sales")
    assert {"settings_add", "person_give", "person_save", "person_leave"}.isdisjoint(keys(at))
    assert "way_in" not in tables(at)[0].value.columns


def test_the_demo_has_no_ways_in(demo_home: Path, show: Show) -> None:
    at = people(show, person="us05", opened="us02")
    assert "person_give" not in keys(at)
    assert "person_save" in keys(at)


def test_whoever_leaves_hands_over_what_is_shown_in_one_step(own: Workspace, show: Show) -> None:
    party = register(own, ThirdParty("", "株式会社あおば", owner_id="us_procurement"), actor=EVERYTHING, at=now())
    at = people(show, opened="us_procurement")
    assert any("株式会社あおば" in one.value for one in at.caption)
    at.selectbox(key="person_over_parties_0").set_value("us_compliance").run()
    at.date_input(key="person_left_0").set_value(today()).run()
    at.button(key="person_leave").click().run()
    assert any("1件を引き継ぎました" in one.value for one in at.info)
    with own.unit() as unit:
        assert unit.records.get(ThirdParty, party.record.id).owner_id == "us_compliance"
        assert unit.records.get(User, "us_procurement").left_on == today()


def test_work_that_stayed_is_handed_over_later(own: Workspace, show: Show) -> None:
    party = register(own, ThirdParty("", "株式会社あおば", owner_id="us_procurement"), actor=EVERYTHING, at=now())
    at = people(show, opened="us_procurement")
    at.date_input(key="person_left_0").set_value(today()).run()
    at.button(key="person_leave").click().run()
    at = people(show, opened="us_procurement")
    assert "person_leave" not in keys(at)
    at.selectbox(key="person_over_parties_0").set_value("us_compliance").run()
    at.button(key="person_leave").click().run()
    with own.unit() as unit:
        assert unit.records.get(ThirdParty, party.record.id).owner_id == "us_compliance"


def test_two_administrators_who_change_one_person_are_told_both_values(own: Workspace, show: Show) -> None:
    first, second = (people(show, opened="us_sales") for _ in range(2))
    first.text_input(key="person_department_0").set_value("営業一部").run()
    second.text_input(key="person_department_0").set_value("営業二部").run()
    for at in (first, second):
        at.button(key="person_save").click().run()
    told = "\n".join(one.value for kind in (second.warning, second.markdown) for one in kind)
    assert all(words in told for words in ("先に同じ項目を変えました", "営業一部", "営業二部"))


def test_a_permission_is_lent_shown_and_taken_back(own: Workspace, show: Show) -> None:
    at = people(show, person="us_compliance", language="en", opened="lend")
    at.selectbox(key="lend_permission_0").set_value(Permission.DECIDE_CLEARANCE).run()
    at.selectbox(key="lend_borrower_0").set_value("us_procurement").run()
    at.date_input(key="lend_last_0").set_value(today() + timedelta(days=3)).run()
    at.text_input(key="lend_reason_0").set_value("夏季休暇").run()
    at.button(key="lend_save").click().run()
    [made] = delegations(own)
    assert (made.lender_id, made.borrower_id, made.last_on) == (
        "us_compliance", "us_procurement", today() + timedelta(days=3)
    )  # fmt: skip
    listed = tables(at)[1].value
    assert list(listed["state"]) == ["In force"]
    [buyer] = [user for user in list_users(own) if user.id == "us_procurement"]
    assert may(actor_of(own, buyer, on=today()), Permission.DECIDE_CLEARANCE)

    at = people(show, person="us_compliance", opened=None)
    at.session_state["settings_delegation"] = made
    at.session_state["settings_person"] = "lend_end"
    at.run()
    at.button(key="lend_end_do").click().run()
    assert [one.ended_on for one in delegations(own)] == [today()]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_table_of_permissions_is_the_one_that_decides(own: Workspace, show: Show, language: str) -> None:
    at = show("settings", person="us_admin", language=language)
    at.session_state["settings_tab_0"] = TEXTS["settings.tab_permissions"].get(language)
    at.run()
    shown = tables(at)[0].value
    assert len(shown) == len(Permission)
    for permission, (_, row) in zip(Permission, shown.iterrows(), strict=True):
        assert row["permission"] == TEXTS[f"permission.{permission.value}"].get(language)
        assert {role for role in UserRole if row[role.value] == "●"} == ALLOWED[permission]
