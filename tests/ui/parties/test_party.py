"""取引先調書 as a person uses it: gaps first, each closed where it stands."""

# ruff: noqa: PLC0415 - a script that AppTest runs imports what it needs itself

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from kit.tables import tables
from sakimori.domain.codes import Criticality, KindOfBody, Lifecycle, Role, UserRole
from sakimori.domain.questions.assessment import Assessment
from sakimori.domain.records.third_party import Foreign, ThirdParty
from sakimori.domain.user import Actor
from sakimori.exchange.registers.fields import FIELD_WORDS, field_words
from sakimori.services.assessments.opening import propose_packs
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.history import COMPARED, SILENT
from sakimori.services.parties.view import PartyStanding
from sakimori.services.parties.write import edit, register
from sakimori.ui.frame.text import TEXTS
from sakimori.ui.parties.page import Tab

Show = Callable[..., AppTest]

ACTOR = Actor("us01", "佐藤 美咲", frozenset(UserRole))
AT = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)


def named(home: Path, name: str) -> ThirdParty:
    with Workspace(home / "demo.db").unit() as unit:
        return next(p for p in unit.records.select(ThirdParty) if p.legal_name == name)


def sentences(at: AppTest) -> str:
    return " ".join(box.value for box in [*at.success, *at.warning, *at.error, *at.info])


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("tab", Tab)
def test_every_tab_is_drawn_in_both_languages(demo_home: Path, show: Show, tab: Tab, language: str) -> None:
    party = named(demo_home, "株式会社つむぎコールセンター")
    at = show("party", party=party.id, tab=tab, language=language)
    assert at.title[0].value == "株式会社つむぎコールセンター"
    assert len(at.metric) == 4


def test_every_field_that_a_history_may_name_has_its_words() -> None:
    for kind in COMPARED:
        for field in fields(kind):
            known = kind in FIELD_WORDS and field_words(kind, field.name).ja
            assert known or field.name in SILENT or f"party.field.{field.name}" in TEXTS, (
                f"{kind.__name__}.{field.name}"
            )


@pytest.mark.parametrize(
    ("dialog", "field"),
    [("edit", "country"), ("edit", "owner_id"), ("edit", "kind_of_body"), ("edit", "sub_processors_complete_on"),
     ("intake", "criticality"), ("intake", "foreign")],
)  # fmt: skip
def test_what_was_chosen_can_be_set_back_to_unknown(empty_home: Path, show: Show, dialog: str, field: str) -> None:
    workspace = Workspace(empty_home / "demo.db")
    given = ThirdParty(
        "", "株式会社はじめて", frozenset({Role.PROCESSOR}), country="JP", owner_id="us01",
        kind_of_body=KindOfBody.COMPANY,
        sub_processors_complete_on=date(2026, 1, 5), criticality=Criticality.MINOR, foreign=Foreign.NONE,
    )  # fmt: skip
    party = register(workspace, given, actor=ACTOR, at=AT).record
    at = show("party", person="us01", party=party.id)
    at.session_state["party_dialog"] = (dialog, {})
    at.run()
    boxes = {box.key: box for box in [*at.selectbox, *at.date_input]}
    assert boxes[f"fix_{field}"].value is not None
    boxes[f"fix_{field}"].set_value(None).run()
    at.button(key="fix_save").click().run()
    assert not at.exception
    with workspace.unit() as unit:
        stored = unit.records.get(ThirdParty, party.id)
    assert [name for name in ThirdParty.__slots__ if getattr(stored, name) != getattr(party, name)] == [
        field,
        "version",
    ]
    assert getattr(stored, field) is None


def test_every_standing_has_its_sentence() -> None:
    for standing in PartyStanding:
        assert f"party.standing_{standing.value}" in TEXTS


def test_the_sentence_never_says_that_data_may_go(demo_home: Path, show: Show) -> None:
    with Workspace(demo_home / "demo.db").unit() as unit:
        parties = [p for p in unit.records.select(ThirdParty) if not p.is_self][::6]
    for party in parties:
        at = show("party", party=party.id)
        said = [box.value for box in [*at.success, *at.warning, *at.error, *at.info, *at.markdown]]
        if party.merged_into is None:
            (line,) = [one for one in said if "新規の提供：" in one]
            word = line.partition("新規の提供：")[2].partition("**")[0]
            assert word in {"不可", "要照会", "データごとに判定"}
            assert (line in [box.value for box in at.error]) is (word == "不可")


@pytest.mark.parametrize(("language", "name"), [("ja", "提供可否を確認"), ("en", "Check a hand-over")])
def test_the_check_opens_with_the_recipient_filled_in(demo_home: Path, show: Show, language: str, name: str) -> None:
    party = named(demo_home, "株式会社つむぎコールセンター")
    at = show("party", party=party.id, language=language)
    assert at.button(key="party_check").label == name
    at.button(key="party_check").click().run()
    assert not at.exception
    assert at.query_params["party"] == party.id
    assert any("株式会社つむぎコールセンター" in one.value for one in at.markdown)
    assert not [one for one in at.text_input if one.key == "check_q"]


def test_what_is_over_is_never_drawn_as_good(empty_home: Path, show: Show) -> None:
    workspace = Workspace(empty_home / "demo.db")
    ended = ThirdParty("", "株式会社おわり", lifecycle=Lifecycle.ENDED)
    party = register(workspace, ended, actor=ACTOR, at=AT).record
    at = show("party", person="us01", party=party.id)
    assert not at.success
    assert "取引は終了です" in sentences(at)


def test_a_field_saved_in_the_dialog_closes_its_gap_and_says_so(empty_home: Path, show: Show) -> None:
    workspace = Workspace(empty_home / "demo.db")
    party = register(workspace, ThirdParty("", "株式会社はじめて"), actor=ACTOR, at=AT).record
    with workspace.unit() as unit:
        gap = next(s.gap_id for s in unit.spans.known_now(party.id) if s.fix_field == "address")
    at = show("party", person="us01", party=party.id)
    assert "住所が未登録" in list(tables(at)[0].value["gap"])
    at.session_state["party_dialog"] = ("fix", {"gap_id": gap})
    at.run()
    at.text_input(key="fix_address").set_value("東京都千代田区").run()
    at.button(key="fix_save").click().run()
    assert not at.exception
    assert "住所が未登録" in sentences(at)
    assert "不備が1件なくなりました" in sentences(at)
    assert "住所が未登録" not in list(tables(at)[0].value["gap"])


def test_saving_an_untouched_field_is_not_said_to_be_saved(empty_home: Path, show: Show) -> None:
    workspace = Workspace(empty_home / "demo.db")
    party = register(workspace, ThirdParty("", "株式会社はじめて"), actor=ACTOR, at=AT).record
    with workspace.unit() as unit:
        gap = next(s.gap_id for s in unit.spans.known_now(party.id) if s.fix_field == "address")
        number = unit.number()
    at = show("party", person="us01", party=party.id)
    at.session_state["party_dialog"] = ("fix", {"gap_id": gap})
    at.run()
    at.button(key="fix_save").click().run()
    assert "まだ何も変わっていません" in " ".join(info.value for info in at.info)
    assert at.text_input(key="fix_address").value == ""
    with workspace.unit() as unit:
        assert unit.number() == number


def test_a_new_third_party_asks_its_questions_on_the_page(empty_home: Path, show: Show) -> None:
    workspace = Workspace(empty_home / "demo.db")
    party = register(workspace, ThirdParty("", "株式会社はじめて", owner_id="us01"), actor=ACTOR, at=AT).record
    at = show("party", person="us01", party=party.id, language="en")
    assert at.metric[0].value == "Unknown"
    at.selectbox(key="new_country").select_index(0).run()
    at.button(key="new_save").click().run()
    assert not at.exception
    assert named(empty_home, "株式会社はじめて").country == "JP"
    assert "The country of the legal person is not known" in sentences(at)


def a_dialog_opened_before_somebody_saved() -> None:
    """A dialog in a browser keeps the record that it was opened with; this is one whose record is stale."""
    import os
    from dataclasses import replace
    from pathlib import Path
    from types import SimpleNamespace

    from sakimori.domain.codes import UserRole
    from sakimori.domain.records.third_party import ThirdParty
    from sakimori.domain.user import Actor
    from sakimori.services.kernel.workspace import Workspace
    from sakimori.services.parties.write import edit
    from sakimori.ui.frame.dialogs import save_button

    actor = Actor("us01", "担当", frozenset(UserRole))
    workspace = Workspace(Path(os.environ["SAKIMORI_HOME"]) / "demo.db")
    with workspace.unit() as unit:
        stored = next(p for p in unit.records.select(ThirdParty) if not p.is_self)
    stale = replace(stored, version=1, note="")
    save_button(SimpleNamespace(workspace=workspace, actor=actor), stale, {"note": "後の人"}, edit)  # type: ignore[arg-type]


@pytest.mark.parametrize(("choice", "kept"), [("party_mine", "後の人"), ("party_theirs", "先の人")])
def test_when_two_people_save_the_second_sees_both_and_chooses(empty_home: Path, choice: str, kept: str) -> None:
    workspace = Workspace(empty_home / "demo.db")
    party = register(workspace, ThirdParty("", "株式会社はじめて"), actor=ACTOR, at=AT).record
    edit(workspace, replace(party, note="先の人"), actor=ACTOR, at=AT)
    at = AppTest.from_function(a_dialog_opened_before_somebody_saved)
    at.query_params["lang"] = "ja"
    at.run().button(key="party_save").click().run()
    assert "担当 1さんが先に同じ項目を変えました" in at.warning[0].value
    assert "自分：後の人" in at.markdown[0].value
    assert "相手：先の人" in at.markdown[0].value
    at.button(key=choice).click().run()
    assert not at.exception
    assert named(empty_home, "株式会社はじめて").note == kept


def test_a_step_of_the_lifecycle_needs_its_reason(demo_home: Path, show: Show) -> None:
    party = named(demo_home, "株式会社つむぎコールセンター")
    at = show("party", party=party.id)
    at.session_state["party_dialog"] = ("lifecycle", {})
    at.run()
    assert at.button(key="lifecycle_do").disabled
    at.segmented_control(key="lifecycle_to").select("利用停止").run()
    at.text_area(key="act_reason").set_value("事故の調査のため").run()
    at.button(key="lifecycle_do").click().run()
    assert not at.exception
    assert named(demo_home, "株式会社つむぎコールセンター").lifecycle is Lifecycle.SUSPENDED


def test_deleting_is_refused_with_what_stands_in_the_way(demo_home: Path, show: Show) -> None:
    party = named(demo_home, "株式会社つむぎコールセンター")
    at = show("party", party=party.id)
    at.session_state["party_dialog"] = ("delete", {})
    at.run()
    labels = [button.label for button in at.button]
    assert any(label.startswith("審査 ") for label in labels)
    at.button(key="block_assessment").click().run()
    assert not at.exception
    assert "decision" in tables(at)[0].value


def test_merging_shows_its_effects_and_the_old_address_says_where_it_went(demo_home: Path, show: Show) -> None:
    gone, kept = named(demo_home, "Luna Metrics"), named(demo_home, "株式会社つむぎコールセンター")
    at = show("party", party=gone.id)
    at.session_state["party_dialog"] = ("merge", {})
    at.run()
    at.selectbox(key="merge_into").set_value(kept.id).run()
    assert "移るもの" in sentences(at)
    at.text_area(key="merge_reason").set_value("同じ会社").run()
    at.button(key="merge_do").click().run()
    assert not at.exception
    assert "「株式会社つむぎコールセンター」に統合されました" in sentences(at)


@pytest.mark.parametrize(("key", "tab"), [("party_assess", "gaps"), ("assessment_add", "assessments")])
def test_an_assessment_is_opened_on_the_dossier_with_everything_proposed(
    demo_home: Path, show: Show, key: str, tab: str
) -> None:
    workspace = Workspace(demo_home / "demo.db")
    with workspace.unit() as unit:
        asked = {one.third_party_id for one in unit.records.select(Assessment)}
        parties = [one for one in unit.records.select(ThirdParty) if one.lifecycle is Lifecycle.IN_USE]
    fresh = (one for one in parties if one.id not in asked and one.merged_into is None)
    free, proposed = next((one, p) for one in fresh if (p := propose_packs(workspace, one.id)[0]).is_required)
    at = show("party", party=free.id, tab=tab)
    at.button(key=key).click().run()
    assert at.radio(key=f"assess_new_pack_{free.id}").value == proposed.pack_id
    at.button(key="assess_begin").click().run()
    assert not at.exception
    with workspace.unit() as unit:
        (opened,) = unit.records.select(Assessment, "third_party_id = :id", {"id": free.id})
    assert at.query_params["id"] == opened.id
    assert (opened.pack_id, opened.group) == (proposed.pack_id, proposed.group)
    assert opened.due_on is not None


def test_a_past_day_has_no_way_to_change_anything(demo_home: Path, show: Show) -> None:
    party = named(demo_home, "株式会社つむぎコールセンター")
    at = show("party", party=party.id, on="2026-09-30")
    assert "fix" not in tables(at)[0].value
    assert not [button for button in at.button if button.key in {"party_assess", "new_save"}]


def test_an_unknown_address_leads_back_to_the_list(demo_home: Path, show: Show) -> None:
    at = show("party", party="nobody")
    assert "見つかりません" in sentences(at)
    assert not at.metric


def test_the_auditor_reads_and_changes_nothing(demo_home: Path, show: Show) -> None:
    party = named(demo_home, "株式会社つむぎコールセンター")
    at = show("party", person="us04", party=party.id, tab="services")
    assert at.button(key="service_add").disabled


def test_the_head_says_a_name_once(demo_home: Path, show: Show) -> None:
    party = named(demo_home, "Slatework Corporation")
    assert party.english_name == party.legal_name
    at = show("party", party=party.id)
    assert not any("Slatework Corporation" in line.value for line in at.caption)


def test_a_timeline_without_a_day_in_it_is_not_drawn(empty_home: Path, show: Show) -> None:
    at = show("own")
    assert any(line.value == "この12か月に期限はありません。" for line in at.caption)


def test_what_happened_names_the_record(demo_home: Path, show: Show) -> None:
    at = show("party", party=named(demo_home, "こがねクラウド株式会社").id, tab=Tab.HISTORY)
    told = {str(value) for value in tables(at)[-1].value["record"]}
    assert "証跡：kogane-C-05-split.txt" in told
    assert "取引先" in told
