"""足りない所だけ聞く on the page of an assessment: the short pack, its files, and its answers on their way back."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from sakimori.clock import now, today
from sakimori.domain.codes import AssessmentKind, AssessmentState, UserRole
from sakimori.domain.questions.pack import AnswerState, Pack
from sakimori.domain.records.third_party import SELF_ID
from sakimori.domain.user import Actor
from sakimori.exchange.questionnaires.ours.pack_out import Form, Order, give
from sakimori.services.assessments.check import AnswerInput
from sakimori.services.assessments.gap_pack import CHOSEN, AskReason, gap_packs_of, gaps_of, make_gap_pack, short_pack
from sakimori.services.assessments.opening import cancel_assessment, open_assessment
from sakimori.services.assessments.sheet import Sheet, load_sheet
from sakimori.services.assessments.write import answer_many, bring_back
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.questionnaires.intake import plan_questionnaire, take_in
from sakimori.services.questionnaires.plan import Target
from sakimori.services.questionnaires.reading import read_file
from ui.assessments.test_assess import rows
from ui.assessments.test_reply import asked_of_us
from ui.conftest import Show

SOMEONE = Actor("us01", "佐藤 美咲", frozenset(UserRole))
PROCUREMENT, AUDITOR = "us02", "us04"


def files_of(at: AppTest) -> list[Any]:
    """The files of the short pack, beside what the page itself gives."""
    return [one for one in at.get("download_button") if "gaps_pack_get" in str(one.proto.id)]


def workspace(home: Path) -> Workspace:
    return Workspace(home / "demo.db")


def a_draft(home: Path) -> str:
    """A draft of a third party that has much to answer yet."""
    drafts = [row for row in rows(home, AssessmentState.DRAFT) if row.third_party_id != SELF_ID]
    return min(drafts, key=lambda row: row.answered).id


def an_answered_draft(home: Path) -> str:
    """A draft of a third party with the most answers, some of which fail."""
    drafts = [row for row in rows(home, AssessmentState.DRAFT) if row.third_party_id != SELF_ID]
    return max(drafts, key=lambda row: row.answered).id


def sheet_of(home: Path, assessment_id: str) -> Sheet:
    with workspace(home).unit() as unit:
        return load_sheet(unit, assessment_id)


def made_from(home: Path, assessment_id: str) -> list[Pack]:
    with workspace(home).unit() as unit:
        return [unit.pack(one.digest) for one in gap_packs_of(unit, assessment_id)]


def asked_again(home: Path, assessment_id: str) -> str:
    """An assessment on the short pack of another one."""
    opened, original = workspace(home), sheet_of(home, assessment_id)
    pack = make_gap_pack(opened, assessment_id, actor=SOMEONE, at=now())
    return open_assessment(
        opened, original.party.id, pack_id=pack.id, group=original.assessment.group, kind=AssessmentKind.PERIODIC,
        actor=SOMEONE, at=now(),
    ).id  # fmt: skip


def give_unknown(home: Path, assessment_id: str, count: int) -> list[str]:
    """Answer the first questions of an assessment with 不明, and give their ids."""
    asked = [question.id for question in sheet_of(home, assessment_id).blanks[:count]]
    items = [AnswerInput(question_id, state=AnswerState.UNKNOWN) for question_id in asked]
    answer_many(workspace(home), assessment_id, items, actor=SOMEONE, at=now())
    return asked


def opened_dialog(show: Show, assessment_id: str, **more: str) -> AppTest:
    at = show("assess", id=assessment_id, **more)
    at.button(key="gaps_pack_open").click().run()
    assert not at.exception
    return at


def keys(at: AppTest) -> set[str]:
    return {str(one.key) for one in at.button}


def said(at: AppTest) -> str:
    return "\n".join(str(one.value) for one in (*at.markdown, *at.caption, *at.info, *at.warning))


@pytest.mark.parametrize(("language", "asked"), [("ja", "問を改めてたずねます"), ("en", "will be asked again")])
def test_each_reason_is_counted_and_what_failed_is_ticked_only_on_purpose(
    demo_home: Path, show: Show, language: str, asked: str
) -> None:
    draft = a_draft(demo_home)
    gaps = gaps_of(workspace(demo_home), draft, on=today())
    at = opened_dialog(show, draft, language=language)
    for reason in (one for one in (AskReason.OPEN, AskReason.STALE, AskReason.FAILED) if gaps.count(one)):
        box = at.checkbox(key=f"gaps_pack_ask_{reason.value}")
        assert str(gaps.count(reason)) in box.label
        assert box.value is (reason in CHOSEN)
    assert asked in said(at)
    assert str(len(short_pack(gaps, "x").questions)) in said(at)
    assert made_from(demo_home, draft) == []


def test_the_short_pack_is_made_once_and_given_in_every_form(demo_home: Path, show: Show) -> None:
    draft = a_draft(demo_home)
    at = opened_dialog(show, draft, person=PROCUREMENT)
    assert not files_of(at)
    at.button(key="gaps_pack_make").click().run()
    assert not at.exception
    (pack,) = made_from(demo_home, draft)
    files = {str(one.proto.label) for one in files_of(at)}
    assert files == {"Excel", "HTML", "CSV", "JSON", "Markdown", "OSCAL"}
    assert f"{len(pack.questions)}問" in said(at)
    at.button(key="gaps_pack_make").click().run()
    assert made_from(demo_home, draft) == [pack]


def test_other_reasons_take_the_files_away_until_the_pack_is_made_for_them(demo_home: Path, show: Show) -> None:
    draft = an_answered_draft(demo_home)
    at = opened_dialog(show, draft)
    at.button(key="gaps_pack_make").click().run()
    assert files_of(at)
    at.checkbox(key="gaps_pack_ask_failed").set_value(True).run()
    assert not files_of(at)
    at.button(key="gaps_pack_make").click().run()
    assert files_of(at)
    assert len(made_from(demo_home, draft)) == 2


def test_without_a_reason_nothing_can_be_made(demo_home: Path, show: Show) -> None:
    at = opened_dialog(show, a_draft(demo_home))
    for box in at.checkbox:
        if str(box.key).startswith("gaps_pack_ask_"):
            box.set_value(False)
    at.run()
    assert "再質問する理由を選んでください。" in said(at)
    assert at.button(key="gaps_pack_make").disabled


def test_the_way_to_the_import_knows_whose_answers_come(demo_home: Path, show: Show) -> None:
    draft = a_draft(demo_home)
    at = opened_dialog(show, draft)
    at.button(key="gaps_pack_make").click().run()
    at.button(key="gaps_pack_import").click().run()
    assert not at.exception
    assert (at.query_params["kind"], at.query_params["party"]) == (
        "questionnaire",
        sheet_of(demo_home, draft).party.id,
    )


@pytest.mark.parametrize(("language", "words"), [("ja", "元の審査"), ("en", "The original assessment")])
def test_the_short_assessment_leads_to_its_original(demo_home: Path, show: Show, language: str, words: str) -> None:
    draft = a_draft(demo_home)
    short = asked_again(demo_home, draft)
    assert "gaps_pack_original" not in keys(show("assess", id=draft, language=language))
    at = show("assess", id=short, person=AUDITOR, language=language)
    assert at.button(key="gaps_pack_original").label == words
    at.button(key="gaps_pack_original").click().run()
    assert not at.exception
    assert at.query_params["id"] == draft


@pytest.mark.parametrize("language", ["ja", "en"])
def test_what_came_back_is_counted_and_brought_in(demo_home: Path, show: Show, language: str) -> None:
    draft = a_draft(demo_home)
    short = asked_again(demo_home, draft)
    assert "gaps_pack_bring_back" not in keys(show("assess", id=draft))
    given = give_unknown(demo_home, short, 2)
    at = show("assess", id=draft, person=PROCUREMENT, language=language)
    assert ("埋まる 2問" if language == "ja" else "Fill in 2") in said(at)
    assert f"gaps_pack_short_{short}" in keys(at)
    at.button(key="gaps_pack_bring_back").click().run()
    assert not at.exception
    assert ("2問の回答を取り込みました" if language == "ja" else "2 answers were brought in") in said(at)
    answers = sheet_of(demo_home, draft).answers
    assert all(answers[question].source == short for question in given)
    assert "gaps_pack_bring_back" not in keys(at.run())


def test_a_filled_workbook_of_the_short_pack_comes_all_the_way_back(demo_home: Path, show: Show) -> None:
    draft = a_draft(demo_home)
    at = opened_dialog(show, draft, person=PROCUREMENT)
    at.button(key="gaps_pack_make").click().run()
    (pack,) = made_from(demo_home, draft)
    original, opened = sheet_of(demo_home, draft), workspace(demo_home)
    order = Order(original.assessment.group, "ja", now(), facts=original.facts)
    book = openpyxl.load_workbook(io.BytesIO(give(pack, Form.XLSX, order)))
    sheet = book["質問"]
    place = next(row for row in range(1, sheet.max_row) if sheet.cell(row, 1).value == original.blanks[0].id)
    sheet.cell(place, 5).value = "不明"
    filled = io.BytesIO()
    book.save(filled)
    plan = plan_questionnaire(
        opened,
        read_file(opened, filled.getvalue(), "回答.xlsx"),
        Target(original.party.id, pack.id),
        None,
        actor=SOMEONE,
    )
    take_in(opened, plan, None, actor=SOMEONE, at=now())
    at = show("assess", id=draft)
    assert "埋まる 1問" in said(at)
    at.button(key="gaps_pack_bring_back").click().run()
    assert sheet_of(demo_home, draft).answers[original.blanks[0].id].state is AnswerState.UNKNOWN


def test_what_was_answered_here_since_stays_and_is_named(demo_home: Path, show: Show) -> None:
    draft = a_draft(demo_home)
    short = asked_again(demo_home, draft)
    (question,) = give_unknown(demo_home, short, 1)
    answered = AnswerInput(question, state=AnswerState.UNDISCLOSED)
    answer_many(workspace(demo_home), draft, [answered], actor=SOMEONE, at=now() + timedelta(seconds=2))
    at = show("assess", id=draft)
    assert f"そのまま残す設問：{question}" in said(at)
    assert at.button(key="gaps_pack_bring_back").disabled


def test_whoever_was_faster_is_told_of_and_nothing_is_brought_in(
    demo_home: Path, show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = a_draft(demo_home)
    short = asked_again(demo_home, draft)
    give_unknown(demo_home, short, 1)
    before = sheet_of(demo_home, draft).answers

    def late(opened: Workspace, original_id: str, *, actor: Actor, at: datetime) -> int:
        cancel_assessment(opened, short, reason="やめた", actor=SOMEONE, at=at)
        return bring_back(opened, original_id, actor=actor, at=at)

    monkeypatch.setattr("sakimori.ui.assessments.other_packs.bring_back", late)
    at = show("assess", id=draft)
    at.button(key="gaps_pack_bring_back").click().run()
    assert not at.exception
    assert "取り込む回答はありません。" in said(at)
    assert sheet_of(demo_home, draft).answers == before


def test_a_right_that_was_taken_away_meanwhile_is_said_in_the_dialog(
    demo_home: Path, show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    auditor = Actor(AUDITOR, "加藤 誠", frozenset({UserRole.AUDITOR}))

    def refused(opened: Workspace, assessment_id: str, **more: Any) -> Pack:
        return make_gap_pack(opened, assessment_id, **(more | {"actor": auditor}))

    monkeypatch.setattr("sakimori.ui.assessments.other_packs.make_gap_pack", refused)
    draft = a_draft(demo_home)
    at = opened_dialog(show, draft)
    at.button(key="gaps_pack_make").click().run()
    assert "この操作は調達・法務" in said(at)
    assert not files_of(at)
    assert made_from(demo_home, draft) == []


def test_an_auditor_a_past_day_and_our_own_answers_offer_nothing_to_ask(demo_home: Path, show: Show) -> None:
    draft = a_draft(demo_home)
    short = asked_again(demo_home, draft)
    give_unknown(demo_home, short, 1)
    ours = asked_of_us(demo_home)
    assert sheet_of(demo_home, ours).party.id == SELF_ID
    for at in (
        show("assess", id=draft, person=AUDITOR),
        show("assess", id=draft, on=sheet_of(demo_home, draft).assessment.opened_on.isoformat()),
        show("assess", id=ours),
    ):
        assert not keys(at) & {"gaps_pack_open", "gaps_pack_bring_back"}


def test_an_assessment_that_was_handed_in_says_where_the_answers_go(demo_home: Path, show: Show) -> None:
    decided = next(row for row in rows(demo_home, AssessmentState.DECIDED) if row.third_party_id != SELF_ID)
    at = opened_dialog(show, decided.id)
    for box in at.checkbox:
        if str(box.key).startswith("gaps_pack_ask_"):
            box.set_value(True)
    at.run()
    at.button(key="gaps_pack_make").click().run()
    assert "判定後はその回答をこの質問票への新しい回答として数えます" in said(at)
