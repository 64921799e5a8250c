"""Two people at once: nobody's change is overwritten without a word, and what was typed stays."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from sakimori.clock import now
from sakimori.domain.codes import UserRole
from sakimori.domain.policy import DEFAULT_POLICY
from sakimori.domain.records.third_party import Service, ThirdParty
from sakimori.domain.user import Actor
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import add_service, edit_service, register, set_owner
from ui.conftest import Show

BUYER = Actor("us02", "担当 2", frozenset(UserRole))


@pytest.fixture
def party(empty_home: Path) -> ThirdParty:
    workspace = Workspace(empty_home / "demo.db")
    return register(workspace, ThirdParty("", "株式会社あおば"), actor=BUYER, at=now()).record


def roles_of(home: Path) -> dict[UserRole, str]:
    with Workspace(home / "demo.db").unit() as unit:
        rows = unit.query("SELECT id, roles FROM app_user")
    return {UserRole(role): str(r["id"]) for r in rows for role in UserRole if role.value in str(r["roles"])}


def said(at: AppTest) -> str:
    return "\n".join(element.value for kind in (at.warning, at.markdown) for element in kind)


@pytest.mark.parametrize(("language", "told"), [("ja", "先に同じ項目を変えました"), ("en", "changed this first")])
def test_the_second_to_change_the_policy_is_told_both_values_and_undoes_nothing(
    empty_home: Path, show: Show, language: str, told: str
) -> None:
    person = roles_of(empty_home)[UserRole.COMPLIANCE]
    first, second = (show("settings", person=person, language=language) for _ in range(2))
    first.number_input(key="policy_due_high").set_value(11).run()
    second.number_input(key="policy_due_high").set_value(13).run()
    second.number_input(key="policy_due_low").set_value(200).run()
    for at in (first, second):
        at.button(key="settings_try").click().run()
        at.text_input(key="settings_reason").set_value("監査の指摘").run()
    first.button(key="settings_save").click().run()
    second.button(key="settings_save").click().run()

    assert told in said(second)
    assert all(value in said(second) for value in ("13", "11"))
    with Workspace(empty_home / "demo.db").unit() as unit:
        assert (unit.policy().due_high, unit.policy().due_low) == (11, DEFAULT_POLICY.due_low)
    assert second.number_input(key="policy_due_high").value == 13, "what was typed stays"
    assert second.number_input(key="policy_due_low").value == 200


def test_a_number_that_only_the_other_person_changed_stays_theirs(empty_home: Path, show: Show) -> None:
    person = roles_of(empty_home)[UserRole.COMPLIANCE]
    first, second = (show("settings", person=person) for _ in range(2))
    first.number_input(key="policy_due_high").set_value(11).run()
    second.number_input(key="policy_due_low").set_value(200).run()
    for at in (first, second):
        at.button(key="settings_try").click().run()
        at.text_input(key="settings_reason").set_value("監査の指摘").run()
        at.button(key="settings_save").click().run()
    second.button(key="settings_try").click().run()
    second.text_input(key="settings_reason").set_value("見直した").run()
    second.button(key="settings_save").click().run()
    with Workspace(empty_home / "demo.db").unit() as unit:
        assert (unit.policy().due_high, unit.policy().due_low) == (11, 200)


@pytest.mark.parametrize(("language", "told"), [("ja", "先に同じ項目を変えました"), ("en", "changed this first")])
def test_a_form_that_was_drawn_again_in_between_still_names_what_it_showed(
    empty_home: Path, party: ThirdParty, show: Show, language: str, told: str
) -> None:
    workspace = Workspace(empty_home / "demo.db")
    service = add_service(workspace, Service("", party.id, "発送"), actor=BUYER, at=now()).record
    at = show(
        "party", person=roles_of(empty_home)[UserRole.PROCUREMENT], language=language, party=party.id, tab="services"
    )
    at.session_state["party_dialog"] = ("service", {"service_id": service.id})
    at.run()
    at.text_area(key="service_description").set_value("名簿の印刷と発送").run()
    edit_service(workspace, replace(service, description="荷物の発送"), actor=BUYER, at=now())

    at.run()  # a whole run, which reads the record as it stands now
    at.button(key="party_save").click().run()

    assert told in said(at)
    assert all(words in said(at) for words in ("名簿の印刷と発送", "荷物の発送"))
    assert at.text_area(key="service_description").value == "名簿の印刷と発送"
    with workspace.unit() as unit:
        assert unit.records.get(Service, service.id).description == "荷物の発送"
    at.button(key="party_mine").click().run()
    with workspace.unit() as unit:
        assert unit.records.get(Service, service.id).description == "名簿の印刷と発送"


def test_a_step_is_told_what_was_shown_and_what_stands_and_can_be_taken_then(
    empty_home: Path, party: ThirdParty, show: Show
) -> None:
    workspace, who = Workspace(empty_home / "demo.db"), roles_of(empty_home)
    at = show("party", person=who[UserRole.PROCUREMENT], party=party.id)
    at.session_state["party_dialog"] = ("owner", {})
    at.run()
    at.selectbox(key="owner_to_owner_id").set_value(who[UserRole.SALES]).run()
    set_owner(workspace, party.id, who[UserRole.ADMIN], actor=BUYER, at=now())

    at.run()
    at.button(key="owner_do").click().run()
    assert "見ていた値：未設定" in said(at) or "見ていた値：記録なし" in said(at), said(at)
    with workspace.unit() as unit:
        assert unit.records.get(ThirdParty, party.id).owner_id == who[UserRole.ADMIN]

    at.button(key="owner_do").click().run()
    with workspace.unit() as unit:
        assert unit.records.get(ThirdParty, party.id).owner_id == who[UserRole.SALES]
