"""設定: a policy is tried before it is saved; people are added and leave; packs and rules are listed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from kit.tables import tables
from sakimori.clock import today
from sakimori.domain.policy import DEFAULT_POLICY, POLICY_KEYS
from sakimori.rules import RULES
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.settings.users import list_users
from sakimori.ui.frame.text import TEXTS
from sakimori.ui.settings.policy import GROUPS

Show = Callable[..., AppTest]
COMPLIANCE, ADMIN = "us01", "us05"


def on_tab(at: AppTest, name: str, language: str = "ja") -> AppTest:
    at.session_state["settings_tab_0"] = TEXTS[f"settings.tab_{name}"].get(language)
    at.run()
    assert not at.exception, at.exception
    return at


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("home", ["demo_home", "empty_home"])
def test_every_tab_opens_full_and_empty(home: str, language: str, show: Show, request: pytest.FixtureRequest) -> None:
    request.getfixturevalue(home)
    at = show("settings", person=ADMIN, language=language)
    for name in ("policy", "users", "packs", "rules"):
        on_tab(at, name, language)
        assert not at.error


def test_every_number_of_the_policy_stands_on_the_page_once() -> None:
    assert sorted(key for keys in GROUPS.values() for key in keys) == sorted(POLICY_KEYS)


def test_a_change_of_policy_is_tried_and_then_put_in_force_with_its_reason(demo_home: Path, show: Show) -> None:
    at = show("settings", person=COMPLIANCE)
    assert at.button(key="settings_try").disabled

    at.number_input(key="policy_due_low").set_value(60).run()
    at.button(key="settings_try").click().run()
    assert any("まだ保存していません" in m.value for m in at.markdown)
    assert at.button(key="settings_save").disabled

    at.text_input(key="settings_reason").set_value("監査の指摘").run()
    at.button(key="settings_save").click().run()

    with Workspace(demo_home / "demo.db").unit() as unit:
        assert unit.policy().due_low == 60
        assert unit.trail.lines(action="policy.changed")[0].reason == "監査の指摘"
    assert any("会社方針を変えました" in m.value for m in at.info)
    assert at.number_input(key="policy_due_low").value == 60


def test_another_number_after_the_trial_must_be_tried_again(demo_home: Path, show: Show) -> None:
    at = show("settings", person=COMPLIANCE)
    at.number_input(key="policy_due_low").set_value(60).run()
    at.button(key="settings_try").click().run()
    at.number_input(key="policy_due_low").set_value(61).run()
    assert [b.key for b in at.button if b.key == "settings_save"] == []


def test_a_number_goes_back_to_its_default(demo_home: Path, show: Show) -> None:
    at = show("settings", person=COMPLIANCE)
    at.number_input(key="policy_due_low").set_value(60).run()
    at.button(key="reset_due_low").click().run()
    assert at.number_input(key="policy_due_low").value == DEFAULT_POLICY.due_low


def test_numbers_that_contradict_each_other_are_refused_on_the_spot(demo_home: Path, show: Show) -> None:
    at = show("settings", person=COMPLIANCE)
    at.number_input(key="policy_due_high").set_value(400).run()
    assert len(at.warning) == 1
    assert [b.key for b in at.button if b.key == "settings_save"] == []


def test_on_a_past_day_nothing_can_be_changed(demo_home: Path, show: Show) -> None:
    at = show("settings", person=ADMIN, on="2026-01-15")
    assert all(number.disabled for number in at.number_input)
    on_tab(at, "users")
    assert [b.key for b in at.button if b.key == "settings_add"] == []


def test_the_administrator_adds_a_person(demo_home: Path, show: Show) -> None:
    at = on_tab(show("settings", person=ADMIN), "users")
    at.button(key="settings_add").click().run()
    at.text_input(key="person_name_0").set_value("新井 優").run()
    at.button(key="person_save").click().run()
    assert "新井 優" in [user.name for user in list_users(Workspace(demo_home / "demo.db"))]
    assert any("新井 優" in m.value for m in at.info)


def test_a_person_who_owns_dossiers_leaves_and_the_page_says_what_that_opens(demo_home: Path, show: Show) -> None:
    at = on_tab(show("settings", person=ADMIN), "users")
    at.session_state["settings_person"] = "us02"
    at.run()
    assert any("担当が不在" in c.value for c in at.caption)
    at.date_input(key="person_left_0").set_value(today()).run()
    at.button(key="person_leave").click().run()
    left = {user.id for user in list_users(Workspace(demo_home / "demo.db")) if user.left_on}
    assert "us02" in left
    assert any("高橋 健" in m.value for m in at.info)


def test_compliance_sees_people_but_does_not_manage_them(demo_home: Path, show: Show) -> None:
    at = on_tab(show("settings", person=COMPLIANCE), "users")
    assert [b.key for b in at.button if b.key == "settings_add"] == []


def test_every_rule_is_listed_with_its_source(demo_home: Path, show: Show) -> None:
    at = on_tab(show("settings", person=ADMIN), "rules")
    listed = tables(at)[0].value
    assert list(listed["id"]) == [rule.id for rule in RULES]
    assert (listed["cites"] != "").all()


def test_a_broken_pack_is_told_by_file_and_the_others_stay_listed(demo_home: Path, folder: Path, show: Show) -> None:
    (folder / "lone@1.0.yaml").write_text("id: [\n", encoding="utf-8")
    at = on_tab(show("settings", person=ADMIN), "packs")
    problems, packs = (one.value for one in tables(at)[:2])
    assert set(problems["file"]) == {"lone@1.0.yaml"}
    assert set(packs["id"]) == {"jp-ai", "jp-cloud", "jp-cloud-handling", "jp-processor", "jp-recipient"}


def test_packs_without_a_mistake_say_so(demo_home: Path, show: Show) -> None:
    at = on_tab(show("settings", person=ADMIN), "packs")
    assert any("誤りはありません" in c.value for c in at.caption)
