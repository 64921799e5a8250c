"""What the check asks: four questions, then one fact at a time while it decides; the ground said, never hidden."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from kit.asking import a_workspace_today
from kit.builders import an_actor
from sakimori.clock import now, today
from sakimori.domain.clearance import ClearanceRequest, Inquiry
from sakimori.domain.codes import Outcome, UserRole
from sakimori.domain.records.hand_over import Misuse
from sakimori.domain.records.own_registers import Purpose
from sakimori.domain.user import User
from sakimori.exchange.request.as_json import from_json
from sakimori.services.kernel.workspace import Workspace
from ui.clearance.test_check import PARTY, answered, box, check, choose, said

Show = Callable[..., AppTest]
Making = Callable[..., Workspace]
NEW = f"check_{PARTY}_new"


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Making:
    """Make a workspace in which nothing was handed to the recipient yet, though it is sound."""

    def making(**given: Any) -> Workspace:
        monkeypatch.setenv("SAKIMORI_HOME", str(tmp_path))
        parts = [{"categories": ["PI_CONTACT"]}]
        return a_workspace_today(tmp_path, **{"recorded_flow": False, "data_set_parts": parts, **given})

    return making


def a_new_one(show: Show, **more: Any) -> AppTest:
    """Data and purpose chosen: with the recipient and the day that stands there these are all four."""
    at = check(show, **more)
    at.selectbox(key=f"{NEW}_data").select("ds1").run()
    at.selectbox(key=f"{NEW}_purpose").select("pu1").run()
    assert not at.exception
    return at


def ground(at: AppTest) -> Any:
    """The grounds side by side."""
    return next(one for one in at.button_group if str(one.key).startswith(f"{NEW}_route"))


def next_fact(at: AppTest) -> str:
    """The fact in the box of the next question; an empty text where there is none."""
    if not any(str(button.key).startswith("check_leave_open_") for button in at.button):
        return ""
    groups = [str(one.key) for kind in (at.button_group, at.segmented_control) for one in kind if one.key]
    fact = next(key for key in groups if key.startswith("check_fact_"))
    return fact.rpartition("|")[2].partition("_")[2]


def test_a_known_company_gets_its_first_answer_after_data_and_purpose(made: Making, show: Show) -> None:
    made()
    at = check(show)
    assert answered(at) is None
    assert "渡すデータを選んでください。" in said(at)
    at.selectbox(key=f"{NEW}_data").select("ds1").run()
    assert answered(at) is not None
    kinds = next(one for one in at.button_group if str(one.key).endswith("_kinds"))
    assert kinds.value == ["PI_CONTACT"]  # what the data hold goes along until somebody takes it away
    assert "判定を左右します：" in said(at)
    assert "問" not in "".join(one.label for one in at.button)
    at.selectbox(key=f"{NEW}_purpose").select("pu1").run()
    assert answered(at) is Outcome.REVIEW
    assert "判定できます" in said(at)


@pytest.mark.parametrize(
    ("language", "badge", "why"),
    [("ja", "[推定]", "契約「委託契約」が有効なためです。"), ("en", "[Proposed]", "is in force.")],
)
def test_the_ground_is_proposed_in_a_sentence_and_chosen_otherwise_in_one_click(
    made: Making, show: Show, language: str, badge: str, why: str
) -> None:
    made(contracts=[{"title": "委託契約"}])
    at = a_new_one(show, language=language)
    assert ground(at).value == "ENTRUST"
    assert badge in said(at)
    assert why in said(at)
    choose(ground(at), "CONSENT", language)
    assert not at.exception
    assert badge not in said(at)
    assert {"ja": "あなたが選んだ根拠です。", "en": "you chose it."}[language] in said(at)


def test_a_ground_that_the_records_leave_open_is_asked_and_nothing_is_assumed(made: Making, show: Show) -> None:
    made(recipient={"roles": ["processor", "recipient"]}, contracts=[])
    at = a_new_one(show)
    assert ground(at).value is None
    assert answered(at) is Outcome.BLOCKED
    assert "選ばなければ渡せません。" in said(at)
    assert "[推定]" not in said(at)


def test_one_question_follows_the_other_until_nothing_decides(made: Making, show: Show) -> None:
    made()
    at = a_new_one(show)
    truth = {"misuse": Misuse.NO_SIGN, "objections": "no"}
    asked = []
    while fact := next_fact(at):
        asked.append(fact)
        assert len(asked) < 12
        group = next(one for one in at.button_group if str(one.key).endswith(f"_{fact}"))
        choose(group, truth.get(fact, "no"))
    assert asked[0] == "misuse"  # it may bar everything
    assert {"own_use", "marketing"} <= set(asked)
    assert "objections" not in asked  # whatever is on file, an entrustment is a question then, and it is one already
    assert answered(at) is Outcome.REVIEW  # where the data are kept is for procurement to find out
    assert "データを保管・処理する国が未確認" in said(at)
    assert "確かめること" in [one.value for one in at.subheader]
    for field in ("items_needed", "persons_needed"):
        box(at, field).check().run()
    assert f"答えたこと {len(asked)}件" in [one.label for one in at.expander]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_all_questions_that_decide_stand_in_one_form_where_that_is_wanted(
    made: Making, show: Show, language: str
) -> None:
    made()
    at = a_new_one(show, language=language)
    words = {"ja": r"あと(\d+)問で判定できます", "en": r"(\d+) questions left to an answer"}[language]
    (left,) = re.findall(words, said(at))
    assert int(left) > 2
    at.toggle(key="check_all_at_once").set_value(True).run()
    open_ones = [str(one.key).removeprefix("check_leave_open_") for one in at.button if "leave_open" in str(one.key)]
    assert len(open_ones) == int(left)
    for fact in open_ones:
        assert any(str(one.key).endswith(f"_{fact}") for one in (*at.button_group, *at.segmented_control)), fact


def of_compliance(workspace: Workspace) -> list[User]:
    with workspace.unit() as unit:
        return [user for user in unit.records.select(User) if UserRole.COMPLIANCE in user.roles]


def alone(workspace: Workspace) -> None:
    """Nobody of compliance works here any more but whoever asks."""
    with workspace.change("user.left", actor=an_actor(), at=now()) as change:
        for user in of_compliance(workspace):
            change.update(replace(user, left_on=today() - timedelta(days=1)))


def test_where_nobody_else_may_confirm_the_answer_leads_to_a_second_person(made: Making, show: Show) -> None:
    workspace = made()
    at = a_new_one(show)
    choose(next(one for one in at.button_group if str(one.key).endswith("_misuse")), Misuse.NO_SIGN)
    assert "二人目の確認が必要です" not in said(at)
    alone(workspace)
    at = a_new_one(show)
    assert "二人目の確認が必要です" not in said(at), "nothing waits for one yet"
    choose(next(one for one in at.button_group if str(one.key).endswith("_misuse")), Misuse.NO_SIGN)
    assert answered(at) is Outcome.REVIEW
    assert "二人目の確認が必要です" in said(at)
    assert "管理者に、法務の担当者をもう一人加えるよう" in said(at), "sales adds nobody"


def test_a_workspace_without_purposes_says_who_registers_one_and_shows_no_empty_list(made: Making, show: Show) -> None:
    workspace = made()
    with workspace.change("purpose.withdrawn", actor=an_actor(), at=now()) as change:
        for purpose in change.records.select(Purpose):
            change.update(replace(purpose, published_until=today() - timedelta(days=1)))
    at = check(show)
    assert "利用目的がまだ登録されていません。法務に登録を依頼してください。" in said(at)
    assert all(box.options for box in at.selectbox), "an empty list says “No results” in English"


def test_an_answer_that_bars_it_ends_the_questions_and_stands_under_reasons(made: Making, show: Show) -> None:
    made()
    at = a_new_one(show)
    choose(next(one for one in at.button_group if str(one.key).endswith("_misuse")), Misuse.KNOWN)
    assert answered(at) is Outcome.BLOCKED
    text = said(at)
    assert "理由" in [one.value for one in at.subheader]
    assert "渡すまでにすること" not in text
    assert "判定できます" not in text
    assert "あと1問" not in text


def test_what_somebody_does_not_know_is_not_asked_again_and_stays_open(made: Making, show: Show) -> None:
    made()
    at = a_new_one(show)
    at.button(key=f"check_leave_open_{next_fact(at)}").click().run()
    assert not at.exception
    assert next_fact(at) not in {"", "misuse"}
    assert "違法・不当な利用のおそれ" in [one.label for one in at.button_group]  # it may still be answered below
    assert "違法・不当な利用のおそれが未確認" in said(at)
    assert answered(at) is Outcome.REVIEW


def test_a_proposed_ground_is_named_as_proposed_where_compliance_reads_it(made: Making, show: Show) -> None:
    workspace = made(contracts=[{"title": "委託契約"}])
    at = a_new_one(show)
    at.button(key="check_inquiry_send").click().run()
    at.button(key="inquiry_send_do").click().run()
    assert not at.exception
    with workspace.unit() as unit:
        (inquiry,) = unit.records.select(Inquiry)
    request = from_json(ClearanceRequest, inquiry.request)
    assert request.is_ground_proposed
    at = a_new_one(show)
    at.button(key="check_inquiry_send").click().run()
    assert "inquiry_send_do" not in {button.key for button in at.button}  # it waits already
    assert "すでに回答を待っています" in said(at)
    assert any("【推定】" in one.value.to_string() for one in at.table)


def test_what_came_of_a_registered_flow_is_no_proposal(
    show: Show, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SAKIMORI_HOME", str(tmp_path))
    a_workspace_today(tmp_path)
    at = check(show)
    assert "登録済みの根拠です。" in said(at)
    assert "[推定]" not in said(at)
    at.number_input(key=f"check_{PARTY}_fl1_ds1_persons").set_value(501).run()
    assert "[推定]" in said(at)
