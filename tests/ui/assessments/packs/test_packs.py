"""質問票: which packs we have, what stands in one, what its versions changed, where it is used, its files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from kit.files.question_sheets import book
from kit.tables import tables
from sakimori.clock import now, today
from sakimori.domain.codes import AssessmentState, UserRole
from sakimori.domain.questions.assessment import Assessment
from sakimori.domain.questions.questionnaire import PrivatePack
from sakimori.domain.user import Actor
from sakimori.domain.values.days import add_months
from sakimori.domain.values.text import Text
from sakimori.exchange.questionnaires.ours.private_pack import Polarity
from sakimori.services.assessments.gap_pack import make_gap_pack
from sakimori.services.assessments.packs.questions import Aspect, pack_changes
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.questionnaires.intake import plan_questionnaire, take_in
from sakimori.services.questionnaires.plan import NewPack, Target
from sakimori.services.questionnaires.reading import read_file
from sakimori.ui.assessments.packs.words import both_words
from ui.conftest import Show

AUDITOR, SALES = "us04", "us03"
CLOUD = "jp-cloud"
NEWEST, OF_RECIPIENTS = "2.0", "1.1"
"""The versions of the shipped packs that the demo asks."""
SENT = (
    ("No.", "質問", "回答"),
    ("1", "入退室を記録していますか ![x](http://127.0.0.1:9/x.png)", ""),
    ("2", "持出しを禁じていますか", ""),
)
FORM = NewPack("客先の確認票", Polarity.YES, "みなも商事", "社外への転載を禁じます。")
ACTOR = Actor("us01", "佐藤", frozenset(UserRole))
LATER = (
    (f'version: "{NEWEST}"', 'version: "3.0"'),
    ("利用規約を変える前に、利用者へ通知しますか。", "利用規約を変える30日前までに、利用者へ通知しますか。"),
    ("Give the legal name of the company that", "Write the legal name of the company that"),
)


def add_version(folder: Path) -> None:
    """A later version of the pack for cloud providers, in which one question asks something else."""
    text = (folder / f"{CLOUD}@{NEWEST}.yaml").read_text(encoding="utf-8")
    for was, becomes in LATER:
        assert was in text
        text = text.replace(was, becomes, 1)
    (folder / f"{CLOUD}@3.0.yaml").write_text(text, encoding="utf-8")


def a_private(home: Path) -> PrivatePack:
    """A form that somebody sent, kept for use in house."""
    workspace = Workspace(home / "demo.db")
    plan = plan_questionnaire(workspace, read_file(workspace, book(*SENT), "客先.xlsx"), Target(), FORM, actor=ACTOR)
    done = take_in(workspace, plan, FORM, actor=ACTOR, at=now())
    assert done.registered is not None
    return done.registered


def a_cloud_draft(home: Path) -> Assessment:
    with Workspace(home / "demo.db").unit() as unit:
        drafts = unit.records.select(Assessment, "pack_id = :pack", {"pack": CLOUD})
    return next(one for one in drafts if one.state is AssessmentState.DRAFT)


def said(at: AppTest) -> str:
    elements = (*at.title, *at.markdown, *at.caption, *at.info, *at.warning, *at.error, *at.success)
    return "\n".join(str(element.value) for element in elements)


def keys(at: AppTest) -> set[str]:
    return {str(one.key) for one in (*at.button, *at.get("download_button"))}


def titles(at: AppTest, column: str) -> list[str]:
    return [str(cell) for cell in tables(at)[0].value[column]]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_list_tells_of_each_pack_how_much_it_asks_and_where_it_is_used(
    demo_home: Path, show: Show, language: str
) -> None:
    at = show("packs", language=language)
    frame = tables(at)[0].value.set_index("id")
    assert set(frame.index) >= {CLOUD, "jp-processor", "jp-recipient"}
    row = frame.loc[CLOUD]
    with Workspace(demo_home / "demo.db").unit() as unit:
        decided = len(unit.records.select(Assessment, "pack_id = :pack AND state = 'decided'", {"pack": CLOUD}))
    assert row["decided_count"] == decided
    assert row["care"] == ["✓ 問題なし" if language == "ja" else "✓ OK"]
    assert "82" in row["questions"]
    assert len(at.success) == 1


def test_a_row_opens_the_pack_with_its_questions(demo_home: Path, show: Show) -> None:
    at = show("packs")
    place = titles(at, "id").index(CLOUD)
    key = tables(at)[0].key
    at.session_state[key] = {"selection": {"rows": [place], "columns": [], "cells": []}}
    at.run()
    assert not at.exception
    assert at.title[0].value == "クラウド事業者確認票"
    assert "**C-01　" in said(at)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_question_is_read_with_its_choices_gaps_condition_and_evidence(
    demo_home: Path, show: Show, language: str
) -> None:
    at = show("packs", pack=CLOUD, language=language)
    key = f"packs_q_{CLOUD}_{NEWEST}"
    at.text_input(key=key).set_value("C-05").run()
    text = said(at)
    assert ("はい（望ましい）" if language == "ja" else "Yes (hoped for)") in text
    assert (
        ":yellow-badge[:material/error: 中]" if language == "ja" else ":yellow-badge[:material/error: Medium]"
    ) in text
    assert ("有効期間2年" if language == "ja" else "valid for 2 years") in text
    at.text_input(key=key).set_value("そのような語はない").run()
    assert len(at.info) == 1


def test_a_search_and_a_depth_narrow_what_is_shown(demo_home: Path, show: Show) -> None:
    at = show("packs", pack=CLOUD)
    assert "82問" in said(at)
    at.segmented_control(key=f"packs_depth_{CLOUD}_{NEWEST}").set_value("light").run()
    assert "31問" in said(at)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_what_a_pack_does_not_ask_is_named_with_its_reason(demo_home: Path, show: Show, language: str) -> None:
    at = show("packs", pack="jp-recipient", language=language)
    key = f"packs_depth_jp-recipient_{OF_RECIPIENTS}"
    assert [one.label for one in at.expander] == [
        "尋ねない安全管理措置 13項目" if language == "ja" else "Security measures not asked about: 13"
    ]
    assert ("GL 10-2 個人データの取扱いに係る規律の整備" if language == "ja" else "GL 10-2 handling rules") in said(at)
    at.segmented_control(key=key).set_value("full").run()
    assert ("尋ねない安全管理措置 4項目" if language == "ja" else "not asked about: 4") in at.expander[0].label
    assert ("提供先自身の義務（法23条）" if language == "ja" else "its own security (Art. 23)") in said(at)
    assert not show("packs", pack="jp-processor", language=language).expander


def test_a_question_without_a_provision_says_that_it_is_policy(demo_home: Path, show: Show) -> None:
    at = show("packs", pack=CLOUD)
    at.text_input(key=f"packs_q_{CLOUD}_{NEWEST}").set_value("O-09").run()
    assert "会社方針" in said(at)


def test_an_unknown_pack_and_an_unknown_version_lead_back_to_the_list(demo_home: Path, show: Show) -> None:
    for name in ("nix", f"{CLOUD}@9.9", "<script>"):
        assert "next_quiz_0" in keys(show("packs", pack=name))


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_later_version_shows_what_it_changed_and_who_is_still_on_the_older_one(
    demo_home: Path, folder: Path, show: Show, language: str
) -> None:
    add_version(folder)
    at = show("packs", language=language)
    assert len(at.warning) == 1
    at = show("packs", pack=CLOUD, tab="changes", language=language)
    text = said(at)
    assert "利用規約を変える前に、利用者へ通知しますか。" in text
    assert "利用規約を変える30日前までに、利用者へ通知しますか。" in text
    assert ("問う内容の変更" if language == "ja" else "Asks something else") in text
    meaning = text.index("C-04")
    assert meaning < text.index("C-01"), "what changes the meaning of answers stands first"
    assert at.selectbox(key=f"packs_version_{CLOUD}").value == "3.0"
    at.selectbox(key=f"packs_version_{CLOUD}").select(NEWEST).run()
    assert at.query_params["pack"] == f"{CLOUD}@{NEWEST}"
    assert ("最新は版3.0です" if language == "ja" else "the newest is 3.0") in said(at)


def test_a_rewording_tells_only_what_differs_and_what_no_other_aspect_told(demo_home: Path) -> None:
    record = a_private(demo_home)
    with Workspace(demo_home / "demo.db").unit() as unit:
        pack = unit.pack(record.digest)
    first, *rest = pack.questions
    other = replace(
        first, text=Text("退室も記録していますか", "退室も記録していますか"), help=Text("台帳の例", "台帳の例")
    )
    changes = pack_changes(pack, replace(pack, version="1.1", questions=(other, *rest)))
    (change,) = changes.changes
    assert both_words(changes, change, Aspect.WORDING)[1] == "退室も記録していますか"
    assert both_words(changes, change, Aspect.REWORDED) == ("", "台帳の例")


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_broken_file_is_told_with_line_and_remedy_and_blanks_nothing(
    demo_home: Path, folder: Path, show: Show, language: str
) -> None:
    text = (folder / f"jp-recipient@{OF_RECIPIENTS}.yaml").read_text(encoding="utf-8")
    broken = text.replace(f'"{OF_RECIPIENTS}"', '"1.2"', 1).replace('severity: "high"', 'severity: "grave"', 1)
    (folder / "jp-recipient@1.2.yaml").write_text(broken, encoding="utf-8")
    (folder / "lone@1.0.yaml").write_text("id: [\n", encoding="utf-8")
    at = show("packs", language=language)
    problems, packs = tables(at)[0].value, tables(at)[1].value
    assert set(problems["file"]) == {"jp-recipient@1.2.yaml", "lone@1.0.yaml"}
    assert all(line > 0 for line in problems["line"])
    assert all(problems["fix"])
    assert {CLOUD, "jp-recipient", "lone"} <= set(packs["id"])
    assert len(at.error) == 1
    assert not show("packs", pack="lone", language=language).exception
    one = show("packs", pack="jp-recipient", language=language)
    assert set(tables(one)[0].value["file"]) == {"jp-recipient@1.2.yaml"}
    assert "W-01" in said(one)


def test_a_file_that_was_edited_after_it_was_sent_is_told(demo_home: Path, folder: Path, show: Show) -> None:
    path = folder / f"{CLOUD}@{NEWEST}.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(*LATER[1], 1), encoding="utf-8")
    assert "送った後に書き換えられた版" in said(show("packs"))
    at = show("packs", pack=CLOUD)
    assert any("書き換えられています" in str(one.value) for one in at.error)


def test_an_empty_folder_says_the_next_step(empty_home: Path, folder: Path, show: Show) -> None:
    for file in folder.glob("*.yaml"):
        file.unlink()
    at = show("packs", person="us01")
    assert "next_quiz_0" in keys(at)
    assert "質問票がありません" in said(at)
    assert "next_quiz_0" not in keys(show("packs", person=AUDITOR))


def test_packs_that_nobody_was_asked_say_so(empty_home: Path, show: Show) -> None:
    assert "進行中の審査はありません" in said(show("packs"))
    assert "この質問票の審査はありません" in said(show("packs", pack=CLOUD, tab="uses"))


def test_assessments_of_a_pack_are_listed_with_what_is_under_way_first(demo_home: Path, show: Show) -> None:
    at = show("packs", pack=CLOUD, tab="uses")
    decided = [str(cell) != "まだ" for cell in tables(at)[0].value["decided"]]
    assert decided == sorted(decided)
    assert not all(decided)


def test_every_form_is_offered_and_the_cover_is_empty_until_somebody_fills_it(demo_home: Path, show: Show) -> None:
    at = show("packs", pack=CLOUD, tab="files")
    assert {f"packs_give_{form}" for form in ("xlsx", "html", "csv", "json", "md", "oscal")} <= keys(at)
    assert at.text_input(key=f"packs_give_{CLOUD}_asker").value == ""
    assert at.date_input(key=f"packs_give_{CLOUD}_due").value is None


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_private_pack_shows_its_notice_and_its_words_as_text(demo_home: Path, show: Show, language: str) -> None:
    record = a_private(demo_home)
    at = show("packs", pack=record.pack_id, language=language)
    text = said(at)
    assert FORM.licence in text
    assert FORM.sender in text
    assert "![x](http" not in text
    files = show("packs", pack=record.pack_id, tab="files", language=language)
    assert len(files.warning) == 1
    assert ("文言は当社のものではありません" if language == "ja" else "is not ours") in files.warning[0].value


def test_a_private_pack_is_withdrawn_with_a_reason_and_says_how_it_comes_back(demo_home: Path, show: Show) -> None:
    record = a_private(demo_home)
    at = show("packs", pack=record.pack_id)
    at.button(key="packs_withdraw").click().run()
    at.button(key="packs_withdraw_save").click().run()
    assert any("理由を書いてください" in str(one.value) for one in at.warning)
    at.text_area(key="packs_withdraw_reason").set_value("送り手が新しい版に替えた").run()
    at.button(key="packs_withdraw_save").click().run()
    assert not at.exception
    with Workspace(demo_home / "demo.db").unit() as unit:
        assert unit.records.get(PrivatePack, record.id).withdrawn_on == today()
    assert "packs_withdraw" not in keys(at)
    assert "もう一度取り込むと戻ります" in said(at)


def test_a_pack_on_which_an_assessment_runs_is_not_withdrawn(demo_home: Path, show: Show) -> None:
    workspace = Workspace(demo_home / "demo.db")
    filled = (SENT[0], (*SENT[1][:2], "はい"), SENT[2])
    file = read_file(workspace, book(*filled), "客先.xlsx")
    target = Target(a_cloud_draft(demo_home).third_party_id)
    plan = plan_questionnaire(workspace, file, target, FORM, actor=ACTOR)
    done = take_in(workspace, plan, FORM, actor=ACTOR, at=now())
    at = show("packs", pack=done.pack.id)
    at.button(key="packs_withdraw").click().run()
    at.text_area(key="packs_withdraw_reason").set_value("不要").run()
    at.button(key="packs_withdraw_save").click().run()
    assert any("審査が進んでいます" in str(one.value) for one in at.warning)


def test_a_short_pack_leads_back_to_the_assessment_whose_gaps_it_asks(demo_home: Path, show: Show) -> None:
    draft = a_cloud_draft(demo_home)
    short = make_gap_pack(Workspace(demo_home / "demo.db"), draft.id, actor=ACTOR, at=now())
    frame = tables(show("packs"))[0].value.set_index("id")
    assert frame.loc[CLOUD, "gap_packs"] == 1
    assert frame.loc[short.id, "whose"] == "再質問"
    links = [one.label for one in show("packs", pack=short.id).button]
    assert any("再質問の元になった審査" in link for link in links)
    links = [one.label for one in show("packs", pack=CLOUD, tab="uses").button]
    assert any("再質問" in link for link in links)


def test_the_auditor_sees_all_and_changes_nothing(demo_home: Path, folder: Path, show: Show) -> None:
    record = a_private(demo_home)
    add_version(folder)
    at = show("packs", person=AUDITOR, pack=record.pack_id)
    assert FORM.licence in said(at)
    assert "packs_withdraw" not in keys(at)
    assert "利用規約を変える30日前までに" in said(show("packs", person=AUDITOR, pack=CLOUD, tab="changes"))


def test_sales_is_told_whose_page_it_is(demo_home: Path, show: Show) -> None:
    at = show("packs", person=SALES)
    assert not tables(at)
    assert len(at.warning) == 1


def test_an_earlier_day_shows_uses_as_known_then_and_lets_nobody_withdraw(demo_home: Path, show: Show) -> None:
    record = a_private(demo_home)
    then = add_months(today(), -1).isoformat()
    at = show("packs", on=then)
    assert record.pack_id not in titles(at, "id")
    assert "フォルダーのファイルは今あるものです" in said(at)
    running = tables(at)[0].value["running"].sum()
    assert running < tables(show("packs"))[0].value["running"].sum()
    ahead = show("packs", pack=record.pack_id, on=add_months(today(), 1).isoformat())
    assert FORM.licence in said(ahead)
    assert "packs_withdraw" not in keys(ahead)
