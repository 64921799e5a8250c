"""The answer on the page of a flow: its facts are recorded, approved and decided there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from kit.asking import ADMIN, AUDITOR, COMPLIANCE, PROCUREMENT, a_workspace_today
from kit.tables import tables
from sakimori.clock import now, today
from sakimori.domain.codes import Outcome
from sakimori.domain.records.hand_over import HandOver, Judgement, Misuse
from sakimori.domain.records.own_registers import Notice
from sakimori.services.flows.states import FlowState
from sakimori.services.kernel.workspace import Workspace
from sakimori.ui.flows import detail
from sakimori.ui.flows.hand_over_questions import BY_STEP, FACTS
from sakimori.ui.frame.states import Mark
from sakimori.ui.frame.text import TEXTS
from ui.clearance.test_check import choose

Show = Callable[..., AppTest]
Making = Callable[..., Workspace]
FLOW = "fl1"


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Making:
    """Make the workspace of a worked flow whose assessment holds for the year to come."""

    def making(**given: Any) -> Workspace:
        monkeypatch.setenv("SAKIMORI_HOME", str(tmp_path))
        return a_workspace_today(tmp_path, **given)

    return making


def said(at: AppTest) -> str:
    return "\n".join(str(one.value) for kind in (at.markdown, at.caption, at.info, at.warning) for one in kind)


def reasons(at: AppTest) -> list[str]:
    """The lines of what must be done before, and of what is to be kept after."""
    return [line.value for line in at.markdown if line.value.startswith(":small[:")]


def flow_page(show: Show, **more: Any) -> AppTest:
    return show("flow", **{"person": COMPLIANCE.id, "flow": FLOW, **more})


def the_facts(workspace: Workspace) -> HandOver:
    with workspace.unit() as unit:
        return unit.records.select(HandOver)[0]


@pytest.mark.parametrize(("language", "word"), [("ja", "可]"), ("en", "Allowed]")])
def test_the_page_of_a_sound_flow_says_that_it_may_go(made: Making, show: Show, language: str, word: str) -> None:
    made()
    at = flow_page(show, language=language)
    assert word in said(at)
    assert reasons(at) == []


@pytest.mark.parametrize(
    ("outcome", "shown"), [(Outcome.ALLOWED, Mark.OK), (Outcome.REVIEW, Mark.REVIEW), (Outcome.BLOCKED, Mark.BLOCKED)]
)
def test_a_flow_without_a_gap_of_its_own_is_not_called_well_while_the_answer_holds_it_back(
    outcome: Outcome, shown: Mark, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = SimpleNamespace(verdict=SimpleNamespace(outcome=outcome))
    monkeypatch.setattr(detail, "answer_of", lambda *_: answer)
    view: Any = SimpleNamespace(row=SimpleNamespace(state=FlowState.OK))
    nobody: Any = None
    assert detail._mark_of_day(nobody, view) is shown


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ja", ("いま開いている不備はありません", "要照会の理由は", "なし", "フロー自体はなし")),
        ("en", ("No gap of this flow is open", "What makes it “Ask compliance”", "None", "None of its own")),
    ],
)
def test_no_gap_of_the_flow_itself_is_no_gap_at_all_only_where_the_answer_holds_nothing_back(
    made: Making, show: Show, language: str, words: tuple[str, str, str, str]
) -> None:
    open_ones, held, none, of_its_own = words

    def gaps_of_the_flow() -> str:
        at = show("party", person=COMPLIANCE.id, party="tp1", tab="flows", language=language)
        (table,) = (one.value for one in tables(at) if "gaps" in one.value)
        return str(table["gaps"][0])

    workspace = made()
    with workspace.change("register.recorded", actor=ADMIN, at=now()) as change:
        change.insert(Notice("nt1", "プライバシーポリシー", published_on=date(2024, 4, 1), purpose_ids=("pu1",)))
    page = said(flow_page(show, language=language))
    assert (open_ones in page, held in page, gaps_of_the_flow()) == (True, False, none)
    facts = the_facts(workspace)
    with workspace.change("register.recorded", actor=ADMIN, at=now()) as change:
        change.update(replace(facts, misuse=None))
    page = said(flow_page(show, language=language))
    assert (open_ones in page, held in page, gaps_of_the_flow()) == (False, True, of_its_own)


def test_each_fact_that_can_be_answered_says_why_it_is_asked() -> None:
    asked = {field.name for field in fields(HandOver)} - {"id", "third_party_id", "flow_id", "note", "version"}
    assert set(FACTS) == asked - BY_STEP
    assert {key.removeprefix("hand_over.why_") for key in TEXTS if key.startswith("hand_over.why_")} == set(FACTS)


def test_facts_recorded_in_the_dialog_count_once_somebody_else_made_sure_of_them(made: Making, show: Show) -> None:
    workspace = made(facts={"items_needed": None, "misuse": "no_sign"})
    at = flow_page(show, person=PROCUREMENT.id)
    assert len(reasons(at)) == 1
    at.button(key="hand_over_answer").click().run()
    at.segmented_control(key=f"ho_{FLOW}_items_needed").set_value("yes").run()
    choose(next(one for one in at.button_group if one.key == f"ho_{FLOW}_misuse"), Misuse.NO_SIGN)
    at.button(key="hand_over_save").click().run()
    assert not at.exception
    assert the_facts(workspace).items_needed is True
    assert len(reasons(at)) == 1
    at = flow_page(show, person=COMPLIANCE.id)
    at.button(key="hand_over_confirm").click().run()
    boxes = [one for one in at.checkbox if str(one.key).startswith(f"ho_sure_{FLOW}_")]
    assert [(str(one.key).removeprefix(f"ho_sure_{FLOW}_"), one.value) for one in boxes] == [("items_needed", False)]
    assert at.button(key="hand_over_confirm_do").disabled
    boxes[0].check().run()
    at.text_area(key="hand_over_confirm_reason").set_value("仕様書で確かめた").run()
    at.button(key="hand_over_confirm_do").click().run()
    assert not at.exception
    assert reasons(at) == []
    assert "仕様書で確かめた" in "\n".join(str(one.value) for one in at.markdown)


def test_a_fact_that_nothing_asks_for_is_recorded_all_the_same(made: Making, show: Show) -> None:
    workspace = made(facts={"is_loose": None})
    at = flow_page(show)
    at.button(key="hand_over_answer").click().run()
    at.multiselect(key=f"ho_{FLOW}_more").set_value(["is_loose"]).run()
    at.segmented_control(key=f"ho_{FLOW}_is_loose").set_value("no").run()
    at.button(key="hand_over_save").click().run()
    assert not at.exception
    assert the_facts(workspace).is_loose is False


def test_objections_are_answered_as_none_as_some_or_not_at_all(made: Making, show: Show) -> None:
    workspace = made(facts={"objections": None})
    at = flow_page(show)
    at.button(key="hand_over_answer").click().run()
    at.segmented_control(key=f"ho_{FLOW}_objections").set_value("yes").run()
    at.button(key="hand_over_save").click().run()
    assert the_facts(workspace).objections is None
    at.segmented_control(key=f"ho_{FLOW}_objections").set_value("no").run()
    at.button(key="hand_over_save").click().run()
    assert the_facts(workspace).objections == frozenset()


def test_a_grave_hand_over_is_approved_by_compliance_with_a_reason(made: Making, show: Show) -> None:
    workspace = made(flow={"person_count": 1_001}, data_set_parts=[{"person_count": 1_001}])
    at = flow_page(show)
    assert any("承認" in row for row in reasons(at))
    at.button(key="hand_over_approve").click().run()
    at.button(key="hand_over_approve_do").click().run()
    assert any("理由を書いてください" in one.value for one in at.warning)
    at.text_area(key="hand_over_approve_reason").set_value("契約と人数を確かめた").run()
    at.button(key="hand_over_approve_do").click().run()
    assert the_facts(workspace).approved_by == COMPLIANCE.id
    assert reasons(at) == []
    assert f"{COMPLIANCE.name}が" in said(at)


@pytest.mark.parametrize("person", [PROCUREMENT.id, AUDITOR.id])
def test_nobody_else_finds_the_approval_open(made: Making, show: Show, person: str) -> None:
    made(flow={"person_count": 1_001})
    at = flow_page(show, person=person)
    assert at.button(key="hand_over_approve").disabled
    assert at.button(key="hand_over_answer").disabled == (person == AUDITOR.id)


def test_a_question_is_decided_from_its_row(made: Making, show: Show) -> None:
    workspace = made(facts={"own_duty": True})
    at = flow_page(show)
    assert len(reasons(at)) == 1
    at.session_state["party_dialog"] = ("hand_over_decide", {"flow_id": FLOW, "rule_id": "A-IT5"})
    at.run()
    at.segmented_control(key="hand_over_decide_holds").set_value(True).run()
    at.button(key="hand_over_decide_do").click().run()
    assert any("理由を書いてください" in one.value for one in at.warning)
    at.text_area(key="hand_over_decide_reason").set_value("当社のためだけに扱う").run()
    at.button(key="hand_over_decide_do").click().run()
    assert not at.exception
    with workspace.unit() as unit:
        assert [(j.rule_id, j.holds) for j in unit.records.select(Judgement)] == [("A-IT5", True)]
    assert reasons(at) == []
    assert "当社のためだけに扱う" in said(at)


def test_another_day_than_today_offers_nothing_to_do(made: Making, show: Show) -> None:
    made(flow={"person_count": 1_001})
    at = flow_page(show, on=(today() + timedelta(days=10)).isoformat())
    assert at.button(key="hand_over_answer").disabled
    assert at.button(key="hand_over_approve").disabled


def test_a_flow_that_is_over_hands_nothing_over(made: Making, show: Show) -> None:
    made(flow={"end_on": today() - timedelta(days=1)})
    assert "渡すものも受け取るものもありません" in said(flow_page(show))


def test_a_receipt_says_what_is_done_before_it_and_asks_for_its_facts(made: Making, show: Show) -> None:
    made(flow={"direction": "in", "route": "CONSENT"}, facts={"provider_history": "未回答"})
    at = flow_page(show)
    (asked,) = (text for text in reasons(at) if "経緯" in text)
    assert "**提供元による取得の経緯が未確認**" in asked
    assert "担当：" in asked, "whose matter it is stands beside each point"
    heads = [line.value.strip("*") for kind in (at.markdown, at.subheader) for line in kind]
    assert {"受領の事実と今日の答え", "受け取るまでにすること", "受け取る情報"} <= set(heads)
    at.button(key="hand_over_answer").click().run()
    assert not at.exception
    assert any(str(box.key).endswith("provider_history") for box in at.button_group)


@pytest.mark.parametrize(("person", "leads"), [(PROCUREMENT.id, True), (AUDITOR.id, False)])
def test_whoever_may_ask_is_led_from_the_flow_to_the_check(
    made: Making, show: Show, person: str, *, leads: bool
) -> None:
    made()
    links = [link.proto.label for link in flow_page(show, person=person).get("page_link")]
    assert ("提供可否チェックで開く" in links) is leads
