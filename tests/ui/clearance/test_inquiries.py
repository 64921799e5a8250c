"""From an answer to an inquiry and its answer: what each role can do on the check and on the desk of compliance."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from kit.asking import ADMIN, AUDITOR, COMPLIANCE, OTHER_SALES, PROCUREMENT, SALES, a_question, a_workspace_today
from kit.tables import tables
from sakimori.clock import now, today
from sakimori.domain.clearance import Inquiry, InquiryState, Slip
from sakimori.domain.codes import Outcome
from sakimori.domain.questions.assessment import Evidence
from sakimori.domain.records.contract import Contract
from sakimori.domain.records.hand_over import FactConfirmation, Misuse
from sakimori.domain.user import Actor
from sakimori.services.clearance.inquiries import answer_inquiry, send_inquiry
from sakimori.services.clearance.slips import SlipState, issue_slip
from sakimori.services.kernel.workspace import Workspace
from sakimori.ui.frame.pages import page as page_named
from ui.clearance.test_check import choose

Show = Callable[..., AppTest]
Making = Callable[..., Workspace]
GRAVE: dict[str, Any] = {"flow": {"person_count": 20_000}, "data_set_parts": [{"person_count": 20_000}]}
UNKNOWN: dict[str, Any] = {"facts": {"misuse": "未回答"}}
EXCEPTION: dict[str, Any] = {"flow": {"route": "EXC_LIFE"}}
HOSTILE = "![x](http://127.0.0.1:9/x) *太字* $a$"


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Making:
    monkeypatch.setenv("SAKIMORI_HOME", str(tmp_path))
    return lambda **given: a_workspace_today(tmp_path, **given)


def said(at: AppTest) -> str:
    """Everything that the page says in words."""
    kinds = (at.subheader, at.markdown, at.caption, at.info, at.warning, at.error, at.success, at.text)
    return "\n".join(str(one.value) for kind in kinds for one in kind)


def words_of_tables(at: AppTest) -> str:
    return "\n".join(one.value.to_string() for one in tables(at))


def sheets(at: AppTest) -> str:
    return "\n".join(one.value.to_string() for one in at.table)


def check(show: Show, person: Actor = SALES, **more: Any) -> AppTest:
    return show("check", person=person.id, party="tp1", flow="fl1", **more)


def labels(at: AppTest) -> list[str]:
    return [button.label for button in at.button]


def open_row(at: AppTest, which: str, **facts: str) -> AppTest:
    """What a press on the button of a row does; the cells of a table cannot be pressed here."""
    at.session_state["party_dialog"] = (which, facts)
    at.run()
    assert not at.exception, at.exception
    return at


def stored(workspace: Workspace, kind: type) -> list[Any]:
    with workspace.unit() as unit:
        return unit.records.select(kind)


def asked(workspace: Workspace, actor: Actor = SALES, message: str = "至急です", **given: Any) -> Inquiry:
    request = a_question(on=today(), recorded_flow=True, **given)
    return send_inquiry(workspace, request, message=message, actor=actor, at=now()).record


# On the check page


def test_an_allowed_answer_becomes_a_slip_in_two_presses(made: Making, show: Show) -> None:
    workspace = made()
    at = check(show)
    at.button(key="check_slip_issue").click().run()
    assert not at.exception
    assert "株式会社みなも" in sheets(at)
    at.button(key="slip_issue_do").click().run()
    assert not at.exception
    (slip,) = stored(workspace, Slip)
    assert (slip.outcome, slip.issued_by, slip.flow_id) == (Outcome.ALLOWED, SALES.id, "fl1")
    text = said(at)
    assert slip.number in text
    assert f"提供可否票 {slip.number} を発行しました" in text.replace("\\", "")
    assert slip.number in words_of_tables(at)
    assert len(at.get("download_button")) == 1


def test_a_conditional_answer_shows_its_conditions_before_the_slip(made: Making, show: Show) -> None:
    made(**GRAVE)
    at = check(show)
    at.button(key="check_slip_issue").click().run()
    assert "法務の承認を受ける" in said(at)


@pytest.mark.parametrize("given", [UNKNOWN, {"facts": {"misuse": "known"}}], ids=["review", "blocked"])
def test_any_other_answer_offers_no_slip_but_an_inquiry(made: Making, show: Show, given: dict[str, Any]) -> None:
    made(**given)
    at = check(show)
    assert "提供可否票を発行" not in labels(at)
    assert not at.button(key="check_inquiry_send").disabled


def test_an_inquiry_carries_the_whole_request_and_the_message(made: Making, show: Show) -> None:
    workspace = made(**UNKNOWN)
    at = check(show)
    at.button(key="check_inquiry_send").click().run()
    assert "法務 一に届きます" in said(at)
    at.text_area(key="inquiry_message").set_value("来週使います").run()
    at.button(key="inquiry_send_do").click().run()
    assert not at.exception
    (inquiry,) = stored(workspace, Inquiry)
    assert (inquiry.message, inquiry.outcome, inquiry.state) == ("来週使います", Outcome.REVIEW, InquiryState.OPEN)
    assert "回答待ち" in words_of_tables(at)
    at.button(key="check_inquiry_send").click().run()
    assert "すでに回答を待っています" in said(at)


def test_a_document_is_put_beside_the_askers_word_in_one_dialog(made: Making, show: Show) -> None:
    workspace = made()
    with workspace.change("test.undone", actor=COMPLIANCE, at=now()) as change:
        change.engine.execute("DELETE FROM fact_confirmation WHERE fact = 'misuse'", {})
    at = check(show)
    at.button(key="check_prove").click().run()
    assert at.button(key="check_prove_do").disabled
    at.file_uploader(key="check_prove_file").set_value(("確認書.pdf", b"%PDF-1.4", "application/pdf")).run()
    assert at.button(key="check_prove_do").disabled  # nothing is ticked beforehand
    at.checkbox(key="check_shown_misuse").check().run()
    at.text_area(key="check_prove_reason").set_value("確認書のとおり").run()
    at.button(key="check_prove_do").click().run()
    assert not at.exception
    [said_so] = [one for one in stored(workspace, FactConfirmation) if one.is_own_word]
    assert (said_so.fact, said_so.confirmed_by, said_so.reason) == ("misuse", SALES.id, "確認書のとおり")
    [paper] = stored(workspace, Evidence)
    assert (paper.id, paper.uploaded_by) == (said_so.evidence_id, SALES.id)
    assert not at.button(key="check_inquiry_send").disabled  # not of a person: somebody accepts the document first


def test_a_condition_of_compliance_has_a_way_to_ask_them(made: Making, show: Show) -> None:
    made(**GRAVE)
    at = check(show)
    (about,) = [button for button in at.button if str(button.key).startswith("check_about_")]
    about.click().run()
    assert "法務の承認を受ける" in str(at.text_area(key="inquiry_message").value)
    assert [b for b in check(show, COMPLIANCE).button if str(b.key).startswith("check_about_")] == []


def test_nothing_can_be_sent_from_another_day(made: Making, show: Show) -> None:
    made()
    at = check(show, on=(today() + timedelta(days=30)).isoformat())
    assert at.button(key="check_slip_issue").disabled
    assert at.button(key="check_inquiry_send").disabled


def test_only_ones_own_inquiries_and_slips_are_listed(made: Making, show: Show) -> None:
    workspace = made(**GRAVE)
    asked(workspace, **GRAVE)
    mine = words_of_tables(check(show))
    assert "株式会社みなも" in mine
    assert "回答待ち" in mine
    assert "まだありません" in said(check(show, OTHER_SALES))


def test_what_compliance_answered_is_told_and_leads_to_the_slip(made: Making, show: Show) -> None:
    workspace = made(**GRAVE)
    inquiry = asked(workspace, **GRAVE)
    answer_inquiry(workspace, inquiry.id, approve=True, reason="必要な件数", actor=COMPLIANCE, at=now())
    at = open_row(check(show), "inquiry_own", inquiry_id=inquiry.id)
    assert "承認されました。" in said(at)
    assert "必要な件数" in said(at)
    at.button(key="inquiry_issue").click().run()
    assert not at.exception
    (slip,) = stored(workspace, Slip)
    assert (slip.inquiry_id, slip.outcome) == (inquiry.id, Outcome.ALLOWED)


def test_a_refusal_is_told_with_its_reason_and_gives_no_slip(made: Making, show: Show) -> None:
    workspace = made(**GRAVE)
    inquiry = asked(workspace, **GRAVE)
    answer_inquiry(workspace, inquiry.id, approve=False, reason="件数が多すぎる", actor=COMPLIANCE, at=now())
    at = open_row(check(show), "inquiry_own", inquiry_id=inquiry.id)
    assert "件数が多すぎる" in at.error[0].value
    assert not [b for b in at.button if b.key in {"inquiry_issue", "inquiry_withdraw"}]


def test_an_inquiry_that_waits_is_withdrawn_by_its_asker(made: Making, show: Show) -> None:
    workspace = made(**GRAVE)
    inquiry = asked(workspace, **GRAVE)
    at = open_row(check(show), "inquiry_own", inquiry_id=inquiry.id)
    at.button(key="inquiry_withdraw").click().run()
    assert not at.exception
    assert [one.state for one in stored(workspace, Inquiry)] == [InquiryState.WITHDRAWN]


# On the desk of compliance


@pytest.mark.parametrize(("person", "ways"), [(2, ["提供可否チェックを開く"]), (4, [])], ids=["compliance", "auditor"])
def test_an_empty_desk_says_what_will_arrive(empty_home: Path, show: Show, person: int, ways: list[str]) -> None:
    assert (empty_home / "demo.db").exists()
    at = show("inbox", person=f"us0{person}")
    assert "ここに届きます" in said(at)
    assert [label for label in labels(at) if label == "提供可否チェックを開く"] == ways
    assert not at.metric


@pytest.mark.parametrize("actor", [SALES, PROCUREMENT], ids=lambda one: one.id)
def test_the_desk_is_not_for_others(made: Making, show: Show, actor: Actor) -> None:
    made()
    assert "この画面を開けるのは" in show("inbox", person=actor.id).warning[0].value


def test_the_desk_counts_and_lists_what_waits(made: Making, show: Show) -> None:
    workspace = made(**GRAVE)
    asked(workspace, **GRAVE)
    issue_slip(workspace, a_question(on=today(), recorded_flow=True, **GRAVE), actor=SALES, at=now())
    at = show("inbox", person=COMPLIANCE.id)
    assert [one.value for one in at.metric] == ["1件", "0件", "1件"]
    listed = words_of_tables(at)
    assert all(words in listed for words in ("株式会社みなも", "営業 花", "本日", "条件付き可"))
    assert "回答する" in words_of_tables(at)
    assert "回答する" not in words_of_tables(show("inbox", person=AUDITOR.id))
    assert "見る" in words_of_tables(show("inbox", person=AUDITOR.id))


def test_a_high_risk_is_approved_with_the_answer(made: Making, show: Show) -> None:
    workspace = made(**GRAVE)
    inquiry = asked(workspace, **GRAVE)
    at = open_row(show("inbox", person=COMPLIANCE.id), "inquiry_answer", inquiry_id=inquiry.id)
    assert "至急です" in said(at)
    assert "この承認で満たされる条件" in said(at)
    at.button(key="inbox_approve").click().run()
    assert any("理由を書いてください" in one.value for one in at.warning)
    at.text_area(key=f"inbox_reason_{inquiry.id}").set_value("必要な件数").run()
    at.button(key="inbox_approve").click().run()
    assert not at.exception
    (done,) = stored(workspace, Inquiry)
    assert (done.state, done.answered_by, done.answer) == (InquiryState.APPROVED, COMPLIANCE.id, "必要な件数")
    assert "照会に回答しました" in said(at)


def test_nobody_answers_what_he_asked_himself(made: Making, show: Show) -> None:
    workspace = made(**GRAVE)
    inquiry = asked(workspace, COMPLIANCE, **GRAVE)
    at = show("inbox", person=COMPLIANCE.id)
    assert "回答する" not in words_of_tables(at)
    open_row(at, "inquiry_answer", inquiry_id=inquiry.id)
    assert "あなたの照会です" in at.info[0].value
    assert not [b for b in at.button if b.key in {"inbox_approve", "inbox_refuse"}]


def test_an_auditor_reads_and_answers_nothing(made: Making, show: Show) -> None:
    workspace = made(**UNKNOWN)
    inquiry = asked(workspace, **UNKNOWN)
    at = open_row(show("inbox", person=AUDITOR.id), "inquiry_answer", inquiry_id=inquiry.id)
    assert "至急です" in said(at)
    assert not [b for b in at.button if str(b.key).startswith("inbox_")]


def test_a_fact_is_added_and_who_added_it_approves_no_high_risk(made: Making, show: Show) -> None:
    given = GRAVE | UNKNOWN
    workspace = made(**given)
    inquiry = asked(workspace, **given)
    at = open_row(show("inbox", person=COMPLIANCE.id), "inquiry_answer", inquiry_id=inquiry.id)
    assert "未確認の事実" in said(at)
    key = f"inbox_facts_{inquiry.id}_{inquiry.version}"
    assert at.button(key=f"{key}_save").disabled
    choose(next(one for one in at.button_group if one.key == f"{key}_misuse"), Misuse.NO_SIGN)
    at.button(key=f"{key}_save").click().run()
    assert not at.exception
    assert "あなたが事実を補ったため" in "".join(one.value for one in at.info)
    at.text_area(key=f"inbox_reason_{inquiry.id}").set_value("可").run()
    assert at.button(key="inbox_approve").disabled
    assert not at.button(key="inbox_refuse").disabled
    other = open_row(show("inbox", person=ADMIN.id), "inquiry_answer", inquiry_id=inquiry.id)
    assert "未確認の事実" not in said(other)


def test_what_is_barred_can_only_be_refused(made: Making, show: Show) -> None:
    given: dict[str, Any] = {"facts": {"misuse": "known"}}
    workspace = made(**given)
    inquiry = asked(workspace, **given)
    at = open_row(show("inbox", person=COMPLIANCE.id), "inquiry_answer", inquiry_id=inquiry.id)
    at.text_area(key=f"inbox_reason_{inquiry.id}").set_value("違法な利用").run()
    assert at.button(key="inbox_approve").disabled
    at.button(key="inbox_refuse").click().run()
    assert not at.exception
    assert [one.state for one in stored(workspace, Inquiry)] == [InquiryState.REFUSED]


def test_every_question_is_decided_with_its_reason_before_an_approval(made: Making, show: Show) -> None:
    workspace = made(**EXCEPTION)
    inquiry = asked(workspace, **EXCEPTION)
    at = open_row(show("inbox", person=COMPLIANCE.id), "inquiry_answer", inquiry_id=inquiry.id)
    at.text_area(key=f"inbox_reason_{inquiry.id}").set_value("人命にかかわる").run()
    assert at.button(key="inbox_approve").disabled
    for control in [c for c in at.segmented_control if str(c.key).startswith("inbox_question_")]:
        control.set_value(True).run()
        at.text_input(key=str(control.key).removesuffix("_holds") + "_why").set_value("事故の連絡").run()
    assert not at.button(key="inbox_approve").disabled
    at.button(key="inbox_approve").click().run()
    assert not at.exception
    (done,) = stored(workspace, Inquiry)
    assert done.state is InquiryState.APPROVED
    assert "事故の連絡" in done.request


def test_a_message_from_outside_stays_text(made: Making, show: Show) -> None:
    workspace = made(**GRAVE)
    inquiry = asked(workspace, message=HOSTILE, **GRAVE)
    at = open_row(show("inbox", person=COMPLIANCE.id), "inquiry_answer", inquiry_id=inquiry.id)
    assert HOSTILE in [one.value for one in at.text]
    assert not [one for one in at.markdown if "![x](" in one.value]


def test_an_answer_that_turns_is_listed_with_day_and_reason(made: Making, show: Show) -> None:
    workspace = made()
    with workspace.change("register.recorded", actor=ADMIN, at=now()) as change:
        (contract,) = change.records.select(Contract)
        change.update(_ending(contract))
    at = show("inbox", person=COMPLIANCE.id, tab="turning")
    assert at.metric[1].value == "1件"
    listed = words_of_tables(at)
    assert "不可" in listed
    assert "あと" in listed
    at.segmented_control(key="inbox_turning_within").set_value(30).run()
    assert "当てはまるものはありません" in said(at)


def _ending(contract: Contract) -> Contract:
    return replace(contract, end_on=today() + timedelta(days=40), auto_renews=False)


def test_slips_are_narrowed_by_their_state(made: Making, show: Show) -> None:
    workspace = made()
    slip = issue_slip(workspace, a_question(on=today(), recorded_flow=True), actor=SALES, at=now()).record
    at = show("inbox", person=AUDITOR.id, tab="slips")
    assert slip.number in words_of_tables(at)
    at.pills(key="inbox_slips_states").set_value([SlipState.REVOKED]).run()
    assert "当てはまるものはありません" in said(at)
    at.pills(key="inbox_slips_states").set_value([SlipState.GOOD]).run()
    assert slip.number in words_of_tables(at)
    open_row(at, "slip", slip_id=slip.id)
    assert slip.number in said(at)
    assert not [b for b in at.button if b.key in {"slip_revoke", "slip_release"}]


def test_a_desk_on_which_nothing_waits_opens_again_after_another_page(made: Making, show: Show) -> None:
    workspace = made(**GRAVE)
    inquiry = asked(workspace, **GRAVE)
    answer_inquiry(workspace, inquiry.id, approve=False, reason="件数が多すぎる", actor=COMPLIANCE, at=now())
    at = show("inbox", person=COMPLIANCE.id)
    assert "照会はありません" in said(at)
    for name in ("risk", "inbox"):
        at.query_params.update(page_named(name).query)
        at.switch_page(str(page_named(name).file)).run()
        assert not at.exception, at.exception
    assert "照会はありません" in said(at)
