"""設定: a policy is tried before it is saved; people are added and leave; packs and rules are listed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from kit.tables import tables
from sakimori.clock import today
from sakimori.domain.policy import DEFAULT_POLICY, OWN_WORDS_LATEST, POLICY_KEYS
from sakimori.exchange.law_changes import law_changes
from sakimori.rules import RULES
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.settings.users import list_users
from sakimori.ui.frame.text import TEXTS
from sakimori.ui.settings.policy_fields import FIELDS, GROUPS, Kind

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


def test_every_value_of_the_policy_is_declared_once_and_says_what_it_does() -> None:
    assert sorted(field.key for field in FIELDS) == sorted(POLICY_KEYS)
    said = [TEXTS[f"settings.does.{key}"] for key in POLICY_KEYS]
    assert len({text.ja for text in said}) == len({text.en for text in said}) == len(POLICY_KEYS)
    assert {f"settings.group_{group}" for group in GROUPS} <= TEXTS.keys()
    assert {key for key in TEXTS if key.startswith("settings.does.")} == {f"settings.does.{k}" for k in POLICY_KEYS}


def test_the_kind_of_a_value_is_that_of_its_default() -> None:
    for field in FIELDS:
        assert isinstance(field.default, date) == (field.kind in {Kind.DATE, Kind.DATE_OR_NEVER}), field.key
        assert ("_months" in field.key) == (field.kind is Kind.MONTHS), field.key
        assert field.kind is not Kind.YES_NO or field.default in {0, 1}, field.key


def controls(at: AppTest) -> set[str]:
    keys = {
        str(one.key).removeprefix("policy_")
        for one in (*at.number_input, *at.toggle, *at.date_input)
        if str(one.key).startswith("policy_")
    }
    return {key if key in POLICY_KEYS else key.removesuffix("_on") for key in keys}


def test_each_group_shows_its_own_values_and_together_all_of_them(demo_home: Path, show: Show) -> None:
    at = show("settings", person=COMPLIANCE)
    seen: list[str] = []
    for group in GROUPS:
        at.pills(key="settings_group").set_value(TEXTS[f"settings.group_{group}"].ja).run()
        assert not at.exception
        assert controls(at) == {field.key for field in FIELDS if field.group == group}
        seen += controls(at)
        captions = " ".join(c.value for c in at.caption)
        assert [
            field.key
            for field in FIELDS
            if field.group == group and TEXTS[f"settings.does.{field.key}"].ja not in captions
        ] == []
    assert sorted(seen) == sorted(POLICY_KEYS)


def test_a_search_finds_values_of_any_group_by_what_they_do(demo_home: Path, show: Show) -> None:
    at = show("settings", person=COMPLIANCE)
    at.text_input(key="settings_search").set_value("研修").run()
    assert controls(at) == {"training_months", "training_grace_days", "training_stops_releases"}
    at.text_input(key="settings_search").set_value("GL 3-5-3-3").run()
    assert controls(at) == {"incident_target_days", "incident_report_days"}
    at.text_input(key="settings_search").set_value("なにもない").run()
    assert controls(at) == set()
    assert any("当たる方針はありません" in m.value for m in at.markdown)


def test_what_was_typed_outlasts_a_search_and_another_group(demo_home: Path, show: Show) -> None:
    at = show("settings", person=COMPLIANCE)
    at.number_input(key="policy_due_low").set_value(60).run()
    at.text_input(key="settings_search").set_value("研修").run()
    at.toggle(key="policy_training_stops_releases").set_value(True).run()
    at.text_input(key="settings_search").set_value("").run()
    at.session_state["settings_group"] = "requests"
    at.run()
    at.run()
    assert any("変更 2項目" in c.value for c in at.caption), "the bar tells it wherever one looks"
    at.button(key="settings_try").click().run()
    at.text_input(key="settings_reason").set_value("見直し").run()
    at.button(key="settings_save").click().run()
    with Workspace(demo_home / "demo.db").unit() as unit:
        assert (unit.policy().due_low, unit.policy().training_stops_releases) == (60, 1)


def test_the_bar_is_there_before_anything_is_changed(demo_home: Path, show: Show) -> None:
    at = show("settings", person=COMPLIANCE)
    assert any("変更はありません" in c.value for c in at.caption)
    assert at.button(key="settings_try").disabled


def test_whether_the_word_of_the_asker_counts_is_a_switch_with_a_last_day(demo_home: Path, show: Show) -> None:
    at = show("settings", person=COMPLIANCE)
    at.pills(key="settings_group").set_value(TEXTS["settings.group_clearance"].ja).run()
    assert not at.toggle(key="policy_own_words_until_on").value
    at.toggle(key="policy_own_words_until_on").set_value(True).run()
    assert at.date_input(key="policy_own_words_until").value is None, "no day is proposed"
    assert at.button(key="settings_try").disabled
    at.date_input(key="policy_own_words_until").set_value(OWN_WORDS_LATEST).run()
    assert not at.button(key="settings_try").disabled
    at.button(key="reset_own_words_until").click().run()
    assert not at.toggle(key="policy_own_words_until_on").value


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
    changes, listed = (one.value for one in tables(at)[:2])
    assert len(changes) == len(law_changes().changes)
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
