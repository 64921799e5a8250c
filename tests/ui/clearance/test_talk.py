"""Talk on the pages: what waits on the first page, a question back and its reply, and a decision asked of somebody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from kit.asking import COMPLIANCE, OTHER_SALES, PROCUREMENT, SALES, a_workspace_today
from sakimori.clock import now, today
from sakimori.domain.clearance import Inquiry
from sakimori.domain.codes import Decision, UserRole
from sakimori.domain.errand import Errand, ErrandKind, ErrandState
from sakimori.domain.user import Actor
from sakimori.services.assessments.decisions import decide, send_back, submit
from sakimori.services.clearance.inquiries import answer_inquiry
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.talk.remarks import ask_back
from ui.clearance.test_inquiries import GRAVE, HOSTILE, asked, open_row, said, stored, words_of_tables

Show = Callable[..., AppTest]


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.setenv("SAKIMORI_HOME", str(tmp_path))
    return a_workspace_today(tmp_path, **GRAVE)


def keys(at: AppTest) -> set[str]:
    return {str(button.key) for button in at.button}


# An inquiry


@pytest.mark.parametrize("page", ["risk", "start", "gaps", "check"])
def test_an_inquiry_stands_on_every_first_page_of_whoever_may_answer(
    workspace: Workspace, show: Show, page: str
) -> None:
    asked(workspace, **GRAVE)
    text = said(show(page, person=COMPLIANCE.id))
    assert "あなたの対応を待っています 1件" in text
    assert "株式会社みなもへの提供の照会" in text
    assert "営業 花さんが照会" in text


def test_nothing_waits_for_others_or_on_another_day(workspace: Workspace, show: Show) -> None:
    asked(workspace, **GRAVE)
    for person in (SALES, OTHER_SALES, PROCUREMENT):
        assert "待っています" not in said(show("check", person=person.id))
    assert "待っています" not in said(show("risk", person=COMPLIANCE.id, on="2026-01-05"))


def test_the_address_opens_the_inquiry_once(workspace: Workspace, show: Show) -> None:
    inquiry = asked(workspace, **GRAVE)
    at = show("inbox", person=COMPLIANCE.id, inquiry=inquiry.id)
    assert "inbox_approve" in keys(at)
    assert "inquiry" not in at.query_params
    at = show("check", person=OTHER_SALES.id, inquiry=inquiry.id)
    assert "inquiry_withdraw" not in keys(at)
    assert at.warning or at.error


def test_a_question_and_its_reply_are_seen_by_both(workspace: Workspace, show: Show) -> None:
    inquiry = asked(workspace, **GRAVE)
    at = open_row(show("inbox", person=COMPLIANCE.id), "inquiry_answer", inquiry_id=inquiry.id)
    at.text_area(key=f"talk_text_{inquiry.id}_{inquiry.version}").set_value("どの期間ですか").run()
    at.button(key="talk_ask_back").click().run()
    assert not at.exception, at.exception
    assert "質問を送りました" in said(at)
    assert "質問あり" in words_of_tables(at)
    assert "うち返事待ち 1件" in str([one.delta for one in at.metric])

    at = show("check", person=SALES.id)
    assert "あなたの照会（株式会社みなもへの提供）への質問" in said(at)
    assert "質問あり" in words_of_tables(at)
    at = open_row(at, "inquiry_own", inquiry_id=inquiry.id)
    assert "あなたの返事を待っています" in said(at)
    assert "どの期間ですか" in said(at)
    assert f"回答できる人：{COMPLIANCE.name}" in said(at)
    (standing,) = stored(workspace, Inquiry)
    at.text_area(key=f"talk_text_{inquiry.id}_{standing.version}").set_value(f"昨年の分です {HOSTILE}").run()
    at.button(key="talk_reply").click().run()
    assert not at.exception, at.exception
    assert "法務に送りました" in said(at)
    assert "待っています 1件" not in said(at)

    at = open_row(show("inbox", person=COMPLIANCE.id), "inquiry_answer", inquiry_id=inquiry.id)
    assert f"昨年の分です {HOSTILE}" in [one.value for one in at.text]
    assert not [one for one in at.markdown if "![x](" in one.value]


def test_what_was_said_stays_readable_after_the_answer(workspace: Workspace, show: Show) -> None:
    inquiry = asked(workspace, **GRAVE)
    ask_back(workspace, inquiry.id, text="どの期間ですか", actor=COMPLIANCE, at=now())
    answer_inquiry(workspace, inquiry.id, approve=False, reason="件数が多すぎる", actor=COMPLIANCE, at=now())
    for page, dialog, person in (("check", "inquiry_own", SALES), ("inbox", "inquiry_answer", COMPLIANCE)):
        at = open_row(show(page, person=person.id), dialog, inquiry_id=inquiry.id)
        assert "どの期間ですか" in said(at)
        assert not keys(at) & {"talk_ask_back", "talk_reply"}


def test_an_empty_text_is_refused_on_the_page_and_what_is_too_long_cannot_be_typed(
    workspace: Workspace, show: Show
) -> None:
    inquiry = asked(workspace, **GRAVE)
    at = open_row(show("check", person=SALES.id), "inquiry_own", inquiry_id=inquiry.id)
    area = at.text_area(key=f"talk_text_{inquiry.id}_{inquiry.version}")
    assert area.proto.max_chars == 2_000
    at.button(key="talk_reply").click().run()
    assert not at.exception
    assert "書いてください" in said(at)
    assert stored(workspace, Inquiry)[0].remark_count == 0


def test_nobody_asks_himself_back(workspace: Workspace, show: Show) -> None:
    inquiry = asked(workspace, COMPLIANCE, **GRAVE)
    at = open_row(show("inbox", person=COMPLIANCE.id), "inquiry_answer", inquiry_id=inquiry.id)
    assert "talk_ask_back" not in keys(at)


# A decision

BUYER, REVIEWER, OTHER = "us02", "us01", "us07"
"""People of the demo: who submits, who is asked for the decision, and who is asked beside."""


def waiting(home: Path) -> str:
    """The assessment of the demo that waits for the decision for which one reviewer is asked."""
    (errand,) = decisions(home)
    return str(errand.assessment_id)


def decisions(home: Path) -> list[Errand]:
    with Workspace(home / "demo.db").unit() as unit:
        return unit.records.select(Errand, "kind = 'decision'", order="asked_at, id")


def test_whoever_submitted_asks_somebody_who_finds_it_on_the_first_page(demo_home: Path, show: Show) -> None:
    assessment_id = waiting(demo_home)
    assert "の判定** " not in said(show("gaps", person=BUYER))
    at = show("assess", person=BUYER, id=assessment_id)
    at.button(key="assess_ask_decision").click().run()
    assert not at.exception, at.exception
    key = f"decision_{assessment_id}"
    at.selectbox(key=f"{key}_person").set_value(OTHER).run()
    at.button(key=f"{key}_do").click().run()
    assert not at.exception, at.exception
    assert "判定を依頼しました" in said(at)
    assert "小林 慎さんに" in said(at)
    assert [(one.kind, one.person_id, one.asked_by) for one in decisions(demo_home)] == [
        (ErrandKind.DECISION, REVIEWER, BUYER),
        (ErrandKind.DECISION, OTHER, BUYER),
    ]
    assert "高橋 健さんが依頼" in said(show("risk", person=OTHER))
    assert "あなたが" in said(show("assess", person=OTHER, id=assessment_id))


@pytest.mark.parametrize(("language", "words"), [("ja", "学校法人きぼう学園の審査"), ("en", "Decision on 学校法人")])
def test_whoever_is_asked_meets_it_first_until_it_is_decided(
    demo_home: Path, show: Show, language: str, words: str
) -> None:
    assert words in said(show("risk", person=REVIEWER, language=language))
    workspace = Workspace(demo_home / "demo.db")
    decide(
        workspace,
        waiting(demo_home),
        decision=Decision.REJECTED,
        reason="見送る",
        at=now(),
        actor=Actor(OTHER, "小林 慎", frozenset({UserRole.COMPLIANCE})),
    )
    assert words not in said(show("risk", person=REVIEWER, language=language))
    assert [one.state for one in decisions(demo_home)] == [ErrandState.DONE]
    assert ("済み" if language == "ja" else "Done") in said(show("check", person=BUYER, language=language))


def test_the_asker_sees_where_it_stands_and_takes_it_back(demo_home: Path, show: Show) -> None:
    at = show("check", person=BUYER)
    assert "学校法人きぼう学園の審査の判定" in said(at)
    assert "佐藤 美咲へ" in said(at)
    at = show("assess", person=BUYER, id=waiting(demo_home))
    at.button(key=f"errand_withdrawn_{decisions(demo_home)[0].id}").click().run()
    assert not at.exception, at.exception
    assert [one.state for one in decisions(demo_home)] == [ErrandState.WITHDRAWN]
    assert "さんが提出" in said(show("risk", person=REVIEWER)), "it still waits for whoever may decide"


def test_a_reviewer_who_submitted_it_has_the_button_that_the_refusal_speaks_of(demo_home: Path, show: Show) -> None:
    workspace = Workspace(demo_home / "demo.db")
    reviewer = Actor(REVIEWER, "佐藤 美咲", frozenset({UserRole.COMPLIANCE}))
    assessment_id = waiting(demo_home)
    send_back(workspace, assessment_id, reason="直す", actor=reviewer, at=now())
    submit(workspace, assessment_id, actor=reviewer, at=now())
    at = show("assess", person=REVIEWER, id=assessment_id)
    assert "別の人に依頼してください" in said(at)
    assert at.button(key="assess_decide").disabled
    at.button(key="assess_ask_decision").click().run()
    options = at.selectbox(key=f"decision_{assessment_id}_person").options
    assert options
    assert not [one for one in options if "佐藤" in one or "高橋" in one]
    assert "きぼう学園の審査" not in said(show("risk", person=REVIEWER))


def test_the_board_does_not_offer_to_note_a_decision_as_done(demo_home: Path, show: Show) -> None:
    at = show("gaps", person=REVIEWER)
    assert "学校法人きぼう学園の審査" in said(at)
    assert f"errand_done_{decisions(demo_home)[0].id}" not in keys(at)


def test_nobody_asks_for_a_decision_on_a_past_day(demo_home: Path, show: Show) -> None:
    yesterday = (today() - timedelta(days=1)).isoformat()
    at = show("assess", person=BUYER, id=waiting(demo_home), on=yesterday)
    assert "判定を待っています" in said(at)
    assert "assess_ask_decision" not in keys(at)
