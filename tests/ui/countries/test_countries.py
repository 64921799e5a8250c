"""設定 › 国別情報: what data reach comes first; facts are taken over; profiles are written down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from kit.tables import tables
from sakimori.clock import now, today
from sakimori.domain.codes import DataCategory, Role, UserRole
from sakimori.domain.records.country import Certainty, CountryFact, CountryProfile, Point, Principle
from sakimori.domain.records.data_flow import DataFlow, Direction, LegalRoute
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.user import Actor
from sakimori.exchange.reference import shipped_profiles
from sakimori.services.countries.profiles import save_profile
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import register
from sakimori.ui.countries.facts import Measures
from sakimori.ui.countries.profiles import CountryFilter
from sakimori.ui.frame.text import TEXTS

Show = Callable[..., AppTest]
ADMIN = "us05"
EVERYBODY = Actor("us01", "担当 1", frozenset(UserRole))


@pytest.fixture
def abroad_home(empty_home: Path) -> Path:
    """One recipient in Vietnam whose data lie in Zimbabwe, and a profile of Vietnam that is long out of date."""
    workspace = Workspace(empty_home / "demo.db")
    party = ThirdParty("", "Saigon *Data* Works", frozenset({Role.PROCESSOR}), country="VN", business_in_japan=False)
    stored = register(workspace, party, actor=EVERYBODY, at=now()).record
    with workspace.change("data_flow.recorded", actor=EVERYBODY, at=now()) as change:
        change.insert(
            DataFlow(
                change.new_id("fl"),
                stored.id,
                "応対の記録",
                direction=Direction.OUT,
                route=LegalRoute.ENTRUST,
                categories=frozenset({DataCategory.PI_CONTACT}),
                storage_countries=frozenset({"ZW", "SG"}),
                processing_countries=frozenset({"JP"}),
            )
        )
    old = CountryProfile("VN", date(2020, 4, 1), has_general_law=False, source="旧い資料")
    save_profile(workspace, old, actor=EVERYBODY, at=now())
    return empty_home


def opened(show: Show, *, person: str = ADMIN, language: str = "ja", code: str = "", **query: str) -> AppTest:
    at = show("settings", person=person, language=language, **query)
    at.session_state["settings_tab_0"] = TEXTS["settings.tab_countries"].get(language)
    if code:
        at.session_state["party_dialog"] = ("country", {"code": code})
    at.run()
    assert not at.exception, at.exception
    return at


def keys(at: AppTest) -> set[str]:
    return {str(button.key) for button in at.button}


def profile_of(home: Path, code: str) -> CountryProfile | None:
    with Workspace(home / "demo.db").unit() as unit:
        return unit.records.find(CountryProfile, code)


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("home", ["empty_home", "abroad_home", "demo_home"])
def test_the_tab_opens_full_and_empty(home: str, language: str, show: Show, request: pytest.FixtureRequest) -> None:
    request.getfixturevalue(home)
    at = opened(show, language=language)
    assert not at.error
    assert not at.warning


def test_an_empty_workspace_takes_all_facts_over_in_one_step(empty_home: Path, show: Show) -> None:
    at = opened(show)
    assert any("国別情報はまだありません" in m.value for m in at.markdown)
    at.button(key="next_public_0").click().run()
    assert not at.exception
    assert any(f"{len(shipped_profiles())}か国の事実を取り込みました" in i.value for i in at.success)
    assert profile_of(empty_home, "BR") is not None


def test_countries_that_data_reach_stand_first_with_state_and_flow(abroad_home: Path, show: Show) -> None:
    at = opened(show)
    work = tables(at)[0].value
    assert list(work["country"]) == ["シンガポール", "ジンバブエ", "ベトナム"]
    assert [state[0] for state in work["state"]] == ["？ 未登録", "？ 未登録", "◆ 古い"]
    assert work["flows"].iloc[0] == "Saigon *Data* Works：応対の記録"


def test_the_list_holds_every_foreign_country_by_name(abroad_home: Path, show: Show) -> None:
    at = opened(show, language="en")
    assert len(tables(at)[1].value) == 3
    at.segmented_control(key="countries_show").set_value(CountryFilter.ALL).run()
    listed = tables(at)[1].value
    assert len(listed) == 249
    assert list(listed["country"])[3:6] == ["Afghanistan", "Albania", "Algeria"]
    at.segmented_control(key="countries_show").set_value(CountryFilter.RECORDED).run()
    assert list(tables(at)[1].value["country"]) == ["Vietnam"]


def test_the_facts_on_missing_countries_are_taken_over_and_the_rest_is_named(abroad_home: Path, show: Show) -> None:
    at = opened(show)
    assert any("残る1か国の事実は付属していません" in c.value for c in at.caption)
    at.button(key="countries_adopt").click().run()
    assert profile_of(abroad_home, "SG") is not None
    assert profile_of(abroad_home, "VN").checked_on == date(2020, 4, 1)  # type: ignore[union-attr]
    assert any("1か国の事実を取り込みました" in i.value and "国別情報がない" in i.value for i in at.success)
    assert "countries_adopt" not in keys(at)


def test_a_country_without_facts_is_written_down_by_hand(abroad_home: Path, show: Show) -> None:
    at = opened(show, code="ZW")
    assert "country_adopt" not in keys(at)
    at.date_input(key="country_ZW_checked_on").set_value(today()).run()
    at.text_input(key="country_ZW_source").set_value("当局のサイト")
    at.button(key="country_save").click().run()
    stored = profile_of(abroad_home, "ZW")
    assert stored is not None
    assert (stored.source, stored.checked_on, stored.has_general_law) == ("当局のサイト", today(), None)


def test_a_profile_without_source_is_refused_in_the_dialog(abroad_home: Path, show: Show) -> None:
    at = opened(show, code="ZW")
    at.date_input(key="country_ZW_checked_on").set_value(today()).run()
    at.text_input(key="country_ZW_law").set_value("法")
    at.button(key="country_save").click().run()
    assert any("どこで調べたか" in w.value for w in at.warning)
    assert profile_of(abroad_home, "ZW") is None


def test_reading_again_renews_the_day(abroad_home: Path, show: Show) -> None:
    at = opened(show, code="VN")
    assert at.text_input(key="country_VN_source").value == "旧い資料"
    at.date_input(key="country_VN_checked_on").set_value(today())
    at.button(key="country_save").click().run()
    assert profile_of(abroad_home, "VN").checked_on == today()  # type: ignore[union-attr]
    assert list(tables(at)[0].value["country"]) == ["シンガポール", "ジンバブエ"]


def test_the_address_leads_to_one_country(abroad_home: Path, show: Show) -> None:
    at = show("settings", person=ADMIN, tab="countries", id="ZW")
    assert "country_save" in keys(at)
    assert at.text_input(key="country_ZW_source").value == ""
    assert "id" not in at.query_params


@pytest.mark.parametrize("code", ["JP", "XX", "<b>", ""])
def test_an_address_that_names_no_foreign_country_opens_nothing(abroad_home: Path, show: Show, code: str) -> None:
    at = show("settings", person=ADMIN, tab="countries", id=code)
    assert "country_save" not in keys(at)


def test_facts_of_one_country_are_shown_before_they_are_taken_over(abroad_home: Path, show: Show) -> None:
    at = opened(show, code="SG")
    assert any("ASEANモデル条項" in m.value for m in at.markdown)
    at.button(key="country_adopt").click().run()
    taken = profile_of(abroad_home, "SG")
    assert taken is not None
    assert taken.source == shipped_profiles()["SG"].source


def test_names_from_outside_stay_text(abroad_home: Path, show: Show) -> None:
    at = opened(show, code="VN")
    labels = [link.proto.label for link in at.get("page_link")]
    assert any(r"Saigon \*Data\* Works" in label for label in labels)


def test_on_a_past_day_nothing_is_written(abroad_home: Path, show: Show) -> None:
    at = opened(show, code="VN", on="2026-01-15")
    assert not keys(at) & {"country_save", "country_adopt", "countries_adopt", "next_public_0"}


def test_each_point_says_how_it_is_known_where_and_when(abroad_home: Path, show: Show) -> None:
    at = opened(show, code="SG")
    at.button(key="country_adopt").click().run()
    at = opened(show, code="SG")
    said = [m.value for m in at.markdown]
    assert any("原文で確認" in one for one in said)
    assert any("二次資料で確認" in one for one in said)
    assert any("要確認" in one for one in said)
    captions = [c.value for c in at.caption]
    assert any("Singapore Statutes Online" in one and "2026" in one and "付属の事実" in one for one in captions)
    assert any("まだ読んで確かめていません" in one for one in captions)


def test_a_fact_is_written_down_and_names_who_read_it(abroad_home: Path, show: Show) -> None:
    at = opened(show, code="VN")
    at.selectbox(key="fact_point").set_value(Point.LOCALISATION)
    at.selectbox(key="fact_certainty").set_value(Certainty.SOURCE).run()
    at.text_area(key="fact_localisation_source_ja").set_value("国内での保存を求める")
    at.text_input(key="fact_localisation_source_source").set_value("官報")
    at.date_input(key="fact_localisation_source_read_on").set_value(today()).run()
    at.button(key="fact_save").click().run()
    assert not at.exception
    (fact,) = profile_of(abroad_home, "VN").facts  # type: ignore[union-attr]
    assert (fact.point, fact.certainty, fact.ja, fact.read_by) == (
        Point.LOCALISATION,
        Certainty.SOURCE,
        "国内での保存を求める",
        ADMIN,
    )


@pytest.mark.parametrize(("language", "unknown"), [("ja", "未確認"), ("en", "Unknown")])
@pytest.mark.parametrize("days", [0, -1])
def test_a_fact_reads_as_unknown_after_its_day_and_is_read_anew_by_hand_alone(
    abroad_home: Path, show: Show, days: int, language: str, unknown: str
) -> None:
    last = today() + timedelta(days=days)
    read = today() - timedelta(days=30)
    fact = CountryFact(
        Point.LOCALISATION, Certainty.SOURCE, "国内に置く", "keep it there", "官報", "", read, None, last
    )
    stored = profile_of(abroad_home, "VN")
    assert stored is not None
    standing = replace(stored, localisation=True, localisation_note="義務", facts=(fact,))
    save_profile(Workspace(abroad_home / "demo.db"), standing, actor=EVERYBODY, at=now())
    at = opened(show, language=language, code="VN")
    said = [m.value for m in at.markdown]
    is_over = days < 0
    assert any(fact.words.get(language) in one for one in said) is not is_over
    until = TEXTS["countries.lapsed" if is_over else "countries.believed_until"].get(language).partition("{day}")
    assert any(until[0] in c.value and until[2] in c.value for c in at.caption)
    assert any(unknown in one for one in said)
    at.selectbox(key="fact_point").set_value(Point.LOCALISATION)
    at.selectbox(key="fact_certainty").set_value(Certainty.SOURCE).run()
    key = "fact_localisation_source"
    assert at.text_area(key=f"{key}_ja").value == "国内に置く"
    assert (at.text_input(key=f"{key}_source").value, at.date_input(key=f"{key}_read_on").value) == ("", None)
    assert at.date_input(key=f"{key}_until").value is None


def test_a_fact_without_a_source_is_refused_in_the_dialog(abroad_home: Path, show: Show) -> None:
    at = opened(show, code="VN")
    at.selectbox(key="fact_point").set_value(Point.GENERAL_LAW)
    at.selectbox(key="fact_certainty").set_value(Certainty.SECONDARY).run()
    at.text_area(key="fact_has_general_law_secondary_ja").set_value("法がある")
    at.button(key="fact_save").click().run()
    assert any("どこで、いつ読んだか" in w.value for w in at.warning)
    assert profile_of(abroad_home, "VN").facts == ()  # type: ignore[union-attr]


@pytest.mark.parametrize(("language", "lack"), [("ja", "政府によるアクセス"), ("en", "Government access")])
def test_an_incomplete_profile_names_what_a_draft_lacks(
    abroad_home: Path, show: Show, language: str, lack: str
) -> None:
    at = opened(show, language=language, code="VN")
    assert any(lack in m.value and m.value.startswith("- ") for m in at.markdown)
    assert not at.code


@pytest.mark.parametrize(
    ("language", "said"), [("ja", "提供先のある外国の名称"), ("en", "Name of the foreign country")]
)
def test_a_complete_profile_gives_a_draft_to_copy(abroad_home: Path, show: Show, language: str, said: str) -> None:
    save_profile(Workspace(abroad_home / "demo.db"), whole_profile(), actor=EVERYBODY, at=now())
    at = opened(show, language=language, code="ZW")
    at.segmented_control(key="draft_ZW_public").set_value(False)
    at.segmented_control(key="draft_ZW_taken").set_value(Measures.ALL).run()
    assert not at.exception
    assert said in at.code[0].value
    at.segmented_control(key="draft_ZW_language").set_value("en").run()
    assert "Zimbabwe" in at.code[0].value


def test_measures_that_are_not_all_taken_are_named_by_principle(abroad_home: Path, show: Show) -> None:
    save_profile(Workspace(abroad_home / "demo.db"), whole_profile(), actor=EVERYBODY, at=now())
    at = opened(show, code="ZW")
    at.segmented_control(key="draft_ZW_public").set_value(False)
    at.segmented_control(key="draft_ZW_taken").set_value(Measures.SOME).run()
    assert any("提供先の措置（OECD8原則）：提供先について分かっていない" in m.value for m in at.markdown)
    at.multiselect(key="draft_ZW_lacking").set_value([Principle.OPENNESS]).run()
    assert "講じていません：公開" in at.code[0].value


def whole_profile() -> CountryProfile:
    facts = tuple(CountryFact(point, Certainty.SOURCE, "事実", "fact", "官報", read_on=today()) for point in Point)
    return CountryProfile(
        "ZW", today(), has_general_law=True, eu_adequacy=False, cbpr_economy=False, missing_oecd="なし",
        government_access=False, localisation=False, facts=facts, source="官報",
    )  # fmt: skip
