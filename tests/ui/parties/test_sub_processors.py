"""再委託 of a dossier: what nobody agreed to on top, each link in its form, and published lists."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from kit.tables import tables
from sakimori.clock import now, today
from sakimori.domain.codes import Role, UserRole
from sakimori.domain.records.sub_processor import Approval, SubProcessorLink
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.user import Actor
from sakimori.services.kernel.confirmations import decide_sub_processor
from sakimori.services.kernel.recording import record
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import register

Show = Callable[..., AppTest]

ACTOR = Actor("us01", "佐藤 美咲", frozenset(UserRole))
LIST = b"| Name | Purpose | Location |\n| - | - | - |\n| Alpha | Hosting | US |\n| Beta | Mail | Worldwide |\n"


def opened(home: Path) -> Workspace:
    return Workspace(home / "demo.db")


def a_party(home: Path, name: str = "株式会社はじめて") -> ThirdParty:
    party = ThirdParty("", name, roles=frozenset({Role.PROCESSOR}))
    return register(opened(home), party, actor=ACTOR, at=now()).record


def put(home: Path, party: ThirdParty, name: str, **facts: Any) -> SubProcessorLink:
    return record(opened(home), SubProcessorLink("", party.id, name, **facts), actor=ACTOR, at=now()).record


def agree(home: Path, link: SubProcessorLink) -> None:
    decide_sub_processor(opened(home), link.id, Approval.APPROVED, actor=ACTOR, at=now())


def links(home: Path) -> dict[str, SubProcessorLink]:
    with opened(home).unit() as unit:
        return {link.name: link for link in unit.records.select(SubProcessorLink)}


def said(at: AppTest) -> str:
    parts = (*at.success, *at.warning, *at.error, *at.info, *at.markdown, *at.caption)
    return " ".join(str(part.value) for part in parts)


def with_dialog(show: Show, party: ThirdParty, which: str, *, person: str = "us01", **facts: Any) -> AppTest:
    at = show("party", person=person, party=party.id, tab="sub_processors")
    at.session_state["party_dialog"] = (which, facts)
    return at.run()


@pytest.mark.parametrize(("language", "words"), [("ja", "一覧を取り込む"), ("en", "Take in the list")])
def test_without_links_the_tab_offers_both_ways_in(empty_home: Path, show: Show, language: str, words: str) -> None:
    at = show("party", party=a_party(empty_home).id, tab="sub_processors", language=language)
    assert words in said(at)
    assert {b.key for b in at.button} >= {"next_account_tree_0", "next_account_tree_1"}


@pytest.mark.parametrize(
    ("language", "asked", "answered"), [("ja", "有無が未確認", "情報管理部"), ("en", "is not known", "情報管理部")]
)
def test_that_there_are_none_is_an_answer_with_a_day(
    empty_home: Path, show: Show, language: str, asked: str, answered: str
) -> None:
    party = a_party(empty_home)
    at = with_dialog(show, party, "no_other_subs")
    assert asked in said(show("party", party=party.id, tab="sub_processors", language=language))
    at.date_input(key="fix_sub_processors_complete_on").set_value(today())
    at.text_input(key="fix_sub_processors_complete_by").set_value("情報管理部")
    at.button(key="fix_save").click()
    at.run()
    shown = said(show("party", party=party.id, tab="sub_processors", language=language))
    assert answered in shown
    assert asked not in shown


@pytest.mark.parametrize("language", ["ja", "en"])
def test_an_unknown_leaf_stands_on_top_with_the_way_to_it(empty_home: Path, show: Show, language: str) -> None:
    party = a_party(empty_home)
    fine, upper = put(empty_home, party, "あ社", country="JP"), put(empty_home, party, "い社", country="JP")
    put(empty_home, party, "う社", country="VN", parent_id=upper.id)
    agree(empty_home, fine)
    agree(empty_home, upper)
    at = show("party", party=party.id, tab="sub_processors", language=language)
    assert "い社 › う社" in at.warning[-1].value
    frame = tables(at)[0].value
    assert list(frame["name"]) == ["い社", "└ う社", "あ社"]
    assert [chips[0][0] for chips in frame["state"]] == ["✓", "？", "✓"]
    assert frame["basis"][1] == {"ja": "未確認", "en": "Unknown"}[language]


def test_compliance_agrees_in_the_dialog_and_the_warning_goes(empty_home: Path, show: Show) -> None:
    party = a_party(empty_home)
    link = put(empty_home, party, "あ社", country="JP")
    at = with_dialog(show, party, "sub_processor", person="us02", link_id=link.id)
    at.text_input(key=f"approval_note_{link.id}").set_value("国内のみ").run()
    at.segmented_control(key=f"approval_{link.id}").select("個別に承諾").run()
    at.button(key="approval_save").click().run()
    assert not at.exception
    after = links(empty_home)["あ社"]
    assert (after.approval, after.approval_note, after.approved_by) == (Approval.APPROVED, "国内のみ", "us02")
    assert not [w for w in at.warning if "承諾がない" in w.value]


def test_procurement_may_note_but_not_consent(empty_home: Path, show: Show) -> None:
    party = a_party(empty_home)
    link = put(empty_home, party, "あ社")
    at = with_dialog(show, party, "sub_processor", person="us01", link_id=link.id)
    assert at.segmented_control(key=f"approval_{link.id}").options == ["承諾待ち", "事前報告を受けた"]
    assert "法務が決めます" in said(at)


def test_a_new_link_below_another_is_stored_under_it(empty_home: Path, show: Show) -> None:
    party = a_party(empty_home)
    upper = put(empty_home, party, "あ社")
    at = with_dialog(show, party, "sub_processor", link_id="", parent_id=upper.id)
    at.text_input(key="sub_new_name").set_value("い社").run()
    at.button(key="sub_save").click().run()
    assert not at.exception
    assert links(empty_home)["い社"].parent_id == upper.id


def test_a_link_cannot_be_put_below_what_stands_below_it(empty_home: Path, show: Show) -> None:
    party = a_party(empty_home)
    upper = put(empty_home, party, "あ社")
    put(empty_home, party, "い社", parent_id=upper.id)
    put(empty_home, party, "う社")
    at = with_dialog(show, party, "sub_processor", link_id=upper.id)
    assert at.selectbox(key=f"{upper.id}_parent_id").options == ["う社"]


def test_a_gap_of_a_link_is_closed_where_it_stands(empty_home: Path, show: Show) -> None:
    party = a_party(empty_home)
    link = put(empty_home, party, "あ社")
    agree(empty_home, link)
    with opened(empty_home).unit() as unit:
        found = [s for s in unit.spans.known_now(party.id) if s.fix_record == "sub_processor_link"]
    gap = next(s.gap_id for s in found if s.fix_field == "country")
    at = with_dialog(show, party, "fix", gap_id=gap)
    at.selectbox(key=f"{link.id}_fix_country").select("日本").run()
    at.button(key="sub_save").click().run()
    assert not at.exception
    assert links(empty_home)["あ社"].country == "JP"
    assert "不備が" in said(at)


def test_a_sub_processor_becomes_a_third_party_of_its_own(empty_home: Path, show: Show) -> None:
    party = a_party(empty_home)
    link = put(empty_home, party, "Saigon Data Works", country="VN")
    at = with_dialog(show, party, "sub_processor", link_id=link.id)
    at.button(key="sub_own_register").click().run()
    assert not at.exception
    own = links(empty_home)["Saigon Data Works"].sub_third_party_id
    with opened(empty_home).unit() as unit:
        assert unit.records.get(ThirdParty, own or "").country == "VN"


def test_a_namesake_is_offered_and_linked_by_a_press(empty_home: Path, show: Show) -> None:
    party, other = a_party(empty_home), a_party(empty_home, "株式会社はやて")
    link = put(empty_home, party, "株式会社はやて")
    at = with_dialog(show, party, "sub_processor", link_id=link.id)
    assert at.button(key="sub_own_register").disabled
    at.button(key="sub_own_link").click().run()
    assert not at.exception
    assert links(empty_home)["株式会社はやて"].sub_third_party_id == other.id


def a_list_handed_in(show: Show, party: ThirdParty, data: bytes = LIST) -> AppTest:
    at = with_dialog(show, party, "sub_list")
    at.date_input(key="sub_list_seen").set_value(today())
    at.text_input(key="sub_list_source").set_value("https://alpha.example/list").run()
    at.file_uploader[0].upload("list.md", data)
    return at.run()


def test_a_list_is_shown_before_it_goes_in_and_tells_its_problems(empty_home: Path, show: Show) -> None:
    party = a_party(empty_home)
    at = a_list_handed_in(show, party)
    assert "読んだ行 2 ＝ 再委託先 2" in said(at)
    problems = next(frame.value for frame in tables(at) if "expected" in frame.value)
    assert list(problems["value"]) == ["Worldwide"]
    assert links(empty_home) == {}
    assert at.button(key="sub_list_save").label == "2件を取り込む"
    at.button(key="sub_list_save").click().run()
    assert not at.exception
    found = links(empty_home)
    assert {name: (k.country, k.approval, k.source_seen_on) for name, k in found.items()} == {
        "Alpha": ("US", None, today()),
        "Beta": (None, None, today()),
    }
    assert "一覧から2件を取り込みました" in said(at)


def test_the_same_list_again_has_nothing_to_take_in(empty_home: Path, show: Show) -> None:
    party = a_party(empty_home)
    a_list_handed_in(show, party).button(key="sub_list_save").click().run()
    at = a_list_handed_in(show, party)
    assert "登録と違うところはありません" in said(at)
    assert not [b for b in at.button if b.key == "sub_list_save"]


def test_a_file_that_is_no_list_is_refused_with_a_sentence(empty_home: Path, show: Show) -> None:
    party = a_party(empty_home)
    at = a_list_handed_in(show, party, b"")
    assert not at.exception
    assert at.warning
    at = a_list_handed_in(show, party, b"| Date | Change |\n| - | - |\n| 2026 | none |\n")
    assert "取り込める再委託先がありません" in said(at)


def test_the_auditor_reads_the_tree_and_changes_nothing(empty_home: Path, show: Show) -> None:
    party = a_party(empty_home)
    put(empty_home, party, "あ社")
    at = show("party", person="us04", party=party.id, tab="sub_processors")
    assert at.button(key="sub_add").disabled
    assert at.button(key="sub_take_in").disabled
