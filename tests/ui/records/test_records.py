"""記録簿 as a person uses it: what is missing first, each record with its items, by role and from a slip."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pypdf
import pytest
from streamlit.testing.v1 import AppTest

from kit.asking import a_question, a_workspace_of, sound_today
from kit.releasing import CONSENT, OPTOUT
from kit.tables import tables
from sakimori.clock import now, today
from sakimori.demo.company import DEMO_KIND
from sakimori.domain.clearance import Slip
from sakimori.domain.codes import UserRole
from sakimori.domain.records.data_flow import DataFlow, Direction, LegalRoute, TransferMethod
from sakimori.domain.records.hand_over import NoRecord, ProvisionRecord, ReceiptRecord, RecordMethod, Release
from sakimori.domain.user import Actor
from sakimori.services.clearance.slips import issue_slip
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.records.provisions import ReleaseDraft
from sakimori.services.records.receipts import ReceiptDraft, record_receipt
from sakimori.services.records.releases import release, release_without_clearance
from sakimori.ui.records.state import Tab
from ui.conftest import take_seat

Show = Callable[..., AppTest]

SALES, COMPLIANCE, PROCUREMENT, AUDITOR = "us1", "us2", "us3", "us5"
SELLER = Actor(SALES, "営業 花", frozenset({UserRole.SALES}))
LAWYER = Actor(COMPLIANCE, "法務 一", frozenset({UserRole.COMPLIANCE}))
NUMBER = "K-77001"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SAKIMORI_HOME", str(tmp_path))
    return tmp_path


def opened(home: Path) -> Workspace:
    return Workspace(home / "demo.db")


def a_company(home: Path, given: Mapping[str, Any] = CONSENT, **flow: Any) -> Workspace:
    """A workspace with one flow on a ground; `flow` changes facts of it."""
    workspace = Workspace(home / "demo.db")
    workspace.set_meta(kind=DEMO_KIND, name="みなと青葉商事株式会社")
    a_workspace_of(workspace=workspace, **{**sound_today(), **given})
    if flow:
        with workspace.change("data_flow.recorded", actor=LAWYER, at=now()) as change:
            change.update(replace(change.records.get(DataFlow, "fl1"), **flow))
    return workspace


def a_slip(workspace: Workspace, given: Mapping[str, Any] = CONSENT) -> Slip:
    question = a_question(on=today(), recorded_flow=True, **given)
    return issue_slip(workspace, question, actor=SELLER, at=now()).record


def a_draft(**facts: Any) -> ReleaseDraft:
    given: dict[str, Any] = {
        "first_on": today(), "last_on": today(), "items": ("氏名",), "person_count": None, "persons": (NUMBER,),
        "method": TransferMethod.FILE_TRANSFER,
    }  # fmt: skip
    return ReleaseDraft(**(given | facts))


def a_book(home: Path) -> Workspace:
    """One provision under a slip, one without that lacks its consent, one receipt that lacks its publication."""
    workspace = a_company(home)
    release(workspace, a_slip(workspace).id, a_draft(), actor=SELLER, at=now())
    release_without_clearance(
        workspace, a_draft(persons=("K-1",)), reason="急ぎの依頼", flow_id="fl1", actor=SELLER, at=now()
    )
    draft = ReceiptDraft(
        "tp1", LegalRoute.OPTOUT, today(), today(), ("氏名",), 10, "登記事項証明書", "名簿", "連番", ppc_published=False
    )
    record_receipt(workspace, draft, actor=LAWYER, at=now())
    return workspace


def records(home: Path, kind: type) -> list[Any]:
    with opened(home).unit() as unit:
        return unit.records.select(kind)


def dialog(at: AppTest, which: str, **facts: Any) -> AppTest:
    at.session_state["party_dialog"] = (which, facts)
    at.run()
    assert not at.exception, at.exception
    return at


def on_days(at: AppTest, form: str, first: date | None = None) -> None:
    """Give the days and the way, which no form of records chooses by itself."""
    at.date_input(key=f"{form}_first_on").set_value(first or today())
    if f"{form}_last_on" in {field.key for field in at.date_input}:
        at.date_input(key=f"{form}_last_on").set_value(today())
    if f"{form}_method" in {field.key for field in at.selectbox}:
        at.selectbox(key=f"{form}_method").set_value(TransferMethod.FILE_TRANSFER)
    at.run()


def sentences(at: AppTest) -> str:
    boxes = [*at.success, *at.warning, *at.error, *at.info, *at.markdown, *at.caption]
    return " ".join(str(box.value) for box in boxes)


def chips(at: AppTest, table: int = 0) -> list[str]:
    return [cell[0] for cell in tables(at)[table].value["state"]]


def tiles(at: AppTest) -> dict[str, str]:
    return {tile.label: tile.value for tile in at.metric}


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("tab", list(Tab))
def test_every_tab_is_drawn_on_the_demo_in_both_languages(demo_home: Path, show: Show, tab: Tab, language: str) -> None:
    at = show("records", person="us01", tab=tab.value, language=language)
    assert at.title[0].value == {"ja": "記録簿", "en": "Records"}[language]
    assert len(tables(at)) == 2
    assert len(tables(at)[1].value)


def test_the_tiles_and_what_is_missing_come_first(home: Path, show: Show) -> None:
    a_book(home)
    at = show("records", person=COMPLIANCE)
    assert tiles(at) == {
        "記録が必要": "3件", "あり": "3件", "なし": "0件", "項目不足": "2件", "可否票なし": "1件",
    }  # fmt: skip
    assert chips(at) == ["▲ 可否票なし", "▲ 項目不足", "▲ 項目不足"]
    assert list(tables(at)[0].value["what"])[1:] == ["不足：本人の同意", "不足：届出が公表されている旨"]
    assert chips(at, 1) == ["▲ 項目不足", "✓ あり"]


def test_what_narrows_the_records_stands_in_the_address(home: Path, show: Show) -> None:
    a_book(home)
    tomorrow = today() + timedelta(days=1)
    at = show("records", person=COMPLIANCE, q="みなも", until=today().isoformat())
    assert chips(at, 1) == ["▲ 項目不足", "✓ あり"]
    at.date_input(key="records_from").set_value(tomorrow).run()
    assert at.query_params["from"] == tomorrow.isoformat()
    assert "条件に合う記録がありません" in sentences(at)
    at.button(key="records_widen").click().run()
    assert not {"q", "from", "until"} & set(at.query_params)
    assert chips(at, 1) == ["▲ 項目不足", "✓ あり"]
    assert "条件に合う記録がありません" in sentences(show("records", person=COMPLIANCE, q="かなた"))


def test_a_flow_whose_ground_nobody_knows_is_never_told_as_complete(home: Path, show: Show) -> None:
    a_company(home, {"flow": {"route": "UNDECIDED"}})
    release_without_clearance(opened(home), a_draft(), reason="急ぎの依頼", flow_id="fl1", actor=SELLER, at=now())
    at = show("records", person=COMPLIANCE)
    assert "根拠が未確認のデータフローが1件" in sentences(at)
    assert not at.success


def test_everything_recorded_is_said_as_such(home: Path, show: Show) -> None:
    workspace = a_company(home)
    release(workspace, a_slip(workspace).id, a_draft(), actor=SELLER, at=now())
    assert "必要な記録はすべてあります" in show("records", person=COMPLIANCE).success[0].value
    assert not show("records", person=SALES).success


def test_a_flow_without_a_record_is_late_only_after_what_counts_as_promptly(home: Path, show: Show) -> None:
    a_company(home, start_on=today() - timedelta(days=30))
    assert chips(show("records", person=COMPLIANCE)) == ["● 記録待ち"]
    with opened(home).change("data_flow.recorded", actor=LAWYER, at=now()) as change:
        change.update(replace(change.records.get(DataFlow, "fl1"), start_on=today() - timedelta(days=31)))
    assert chips(show("records", person=COMPLIANCE)) == ["▲ 記録なし"]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_empty_book_says_which_flows_will_need_a_record_and_why_others_do_not(
    home: Path, show: Show, language: str
) -> None:
    a_company(home, start_on=today() + timedelta(days=9))
    at = show("records", person=COMPLIANCE, language=language)
    assert {"ja": "これから始まる1件", "en": "1 of the flows"}[language] in sentences(at)
    assert chips(at) == [{"ja": "● 開始前", "en": "● To begin"}[language]]
    assert not at.metric
    a_company(home.joinpath("other"), {})
    assert at.button(key="next_inventory_2_0").label == {"ja": "提供の実施を記録", "en": "Record a hand-over"}[language]


def test_the_empty_book_lists_the_flows_that_need_none(home: Path, show: Show) -> None:
    a_company(home, {})
    at = show("records", person=COMPLIANCE, tab="free")
    assert "記録が必要なものもありません" in sentences(at)
    assert list(tables(at)[0].value["why"]) == ["委託（27条5項1号）"]


@pytest.mark.parametrize("person", [SALES, COMPLIANCE, PROCUREMENT, AUDITOR])
def test_customer_numbers_are_for_those_who_read_records(home: Path, show: Show, person: str) -> None:
    a_book(home)
    at = show("records", person=person)
    record = next(r for r in records(home, ProvisionRecord) if NUMBER.lower() in r.persons)
    dialog(at, "record", record_id=record.id)
    shown = " ".join(str(table.value.to_dict()) for table in at.table)
    assert (NUMBER.lower() in shown) == (person in {COMPLIANCE, AUDITOR})
    assert ("表示する権限がありません" in shown) == (person not in {COMPLIANCE, AUDITOR})
    assert bool(at.get("download_button")) == (person in {COMPLIANCE, AUDITOR})


def test_sales_sees_its_own_records_and_may_record_others_may_not(home: Path, show: Show) -> None:
    a_book(home)
    at = show("records", person=SALES)
    assert "自分が記録したもの" in sentences(at)
    assert set(tiles(at)) == {"あり", "項目不足", "可否票なし"}
    assert not at.button(key="records_release").disabled
    assert "records_by_person" not in {button.key for button in at.button}
    other = show("records", person="us4")
    assert "まだありません" in sentences(other)


def test_the_auditor_reads_and_writes_nothing(home: Path, show: Show) -> None:
    a_book(home)
    at = show("records", person=AUDITOR)
    assert at.button(key="records_release").disabled
    dialog(at, "record", record_id=records(home, ProvisionRecord)[0].id)
    assert not {"record_to_record_correct", "record_to_record_purge"} & {button.key for button in at.button}
    dialog(at, "record_review", release_id=records(home, Release)[1].id)
    assert "review_save" not in {button.key for button in at.button}


def test_another_role_is_turned_away(empty_home: Path, show: Show) -> None:
    admin = f"us0{1 + list(UserRole).index(UserRole.ADMIN)}"
    at = show("records", person=admin)
    assert "この画面を開けるのは" in at.warning[0].value


def test_another_day_is_read_only(home: Path, show: Show) -> None:
    a_book(home)
    at = show("records", person=COMPLIANCE, on=(today() + timedelta(days=3)).isoformat())
    assert at.button(key="records_release").disabled
    dialog(at, "record", record_id=records(home, ProvisionRecord)[0].id)
    assert "record_to_record_correct" not in {button.key for button in at.button}


# From a slip


def test_a_slip_is_released_and_its_record_shown(home: Path, show: Show) -> None:
    slip = a_slip(a_company(home))
    at = show("records", person=SALES)
    dialog(at, "release", slip_id=slip.id)
    assert at.multiselect(key="release_items").value == ["氏名", "購入日"]
    assert at.button(key="release_save").disabled
    on_days(at, "release")
    assert "保存期限" in sentences(at)
    at.number_input(key="release_count").set_value(2)
    at.text_input(key="release_how").set_value("会員番号").run()
    at.button(key="release_save").click().run()
    assert not at.exception
    (record,) = records(home, ProvisionRecord)
    assert (record.items, record.person_count, record.method) == (("氏名", "購入日"), 2, RecordMethod.EACH)
    assert "提供の記録を作りました" in sentences(at)
    assert chips(at) == ["✓ あり"]


def test_a_period_is_recorded_in_one_with_its_first_and_last_day(home: Path, show: Show) -> None:
    workspace = a_company(home)
    slip = a_slip(workspace)
    at = show("records", person=SALES)
    dialog(at, "release", slip_id=slip.id)
    on_days(at, "release", today() - timedelta(days=1))
    assert [button.options for button in at.radio] == [["契約書などで代える", "一括"]]
    at.number_input(key="release_count").set_value(2)
    at.text_input(key="release_how").set_value("会員番号").run()
    at.button(key="release_save").click().run()
    assert "判定した日より前" in sentences(at)
    assert records(home, Release) == []


def test_a_refusal_stays_in_the_dialog_and_says_what_to_do(home: Path, show: Show) -> None:
    slip = a_slip(a_company(home))
    at = show("records", person=SALES)
    dialog(at, "release", slip_id=slip.id)
    on_days(at, "release")
    at.text_area(key="release_numbers").set_value("山田 太郎").run()
    assert "名前やメールアドレスは使えません" in sentences(at)
    at.button(key="release_save").click().run()
    assert "名前やメールアドレスは使えません" in sentences(at)
    assert "山田" not in sentences(at)
    assert records(home, Release) == []


def test_an_open_condition_is_shown_before_anything_is_typed_and_lets_nothing_go(home: Path, show: Show) -> None:
    many = {
        **CONSENT, "flow": {**CONSENT["flow"], "person_count": 1_001},
        "data_set_parts": [{"consent_text_id": "co1", "person_count": 1_001}],
    }  # fmt: skip
    slip = a_slip(a_company(home, many), many)
    at = show("records", person=SALES)
    dialog(at, "release", slip_id=slip.id)
    (warned,) = [str(box.value) for box in at.warning if "条件が残っています" in str(box.value)]
    assert "1,000人を超える" in warned
    on_days(at, "release")
    at.number_input(key="release_count").set_value(2)
    at.text_input(key="release_how").set_value("会員番号").run()
    at.button(key="release_save").click().run()
    assert "条件が残っている" in sentences(at)
    assert records(home, Release) == []


def test_customer_numbers_count_the_persons(home: Path, show: Show) -> None:
    slip = a_slip(a_company(home))
    at = show("records", person=SALES)
    dialog(at, "release", slip_id=slip.id)
    on_days(at, "release")
    at.text_area(key="release_numbers").set_value("K-1\nK-2、K-3\nｋ-1").run()
    assert "人数：3人" in sentences(at)
    at.button(key="release_save").click().run()
    assert records(home, ProvisionRecord)[0].persons == ("k-1", "k-2", "k-3")


def test_where_no_record_is_due_the_dialog_says_why(home: Path, show: Show) -> None:
    slip = a_slip(a_company(home, {}), {})
    at = show("records", person=SALES)
    dialog(at, "release", slip_id=slip.id)
    on_days(at, "release")
    assert "提供の記録は要りません。理由：委託" in sentences(at)
    assert not at.radio
    at.number_input(key="release_count").set_value(2)
    at.text_input(key="release_how").set_value("会員番号").run()
    at.button(key="release_save").click().run()
    assert records(home, Release)[0].no_record is NoRecord.ENTRUST
    assert "提供の記録は要りません（委託" in sentences(at)


def test_without_any_slip_the_dialog_leads_to_the_check_or_to_the_other_dialog(home: Path, show: Show) -> None:
    a_company(home)
    at = show("records", person=SALES)
    dialog(at, "release")
    assert "有効な提供可否票がありません" in sentences(at)
    at.button(key="release_to_uncleared").click().run()
    assert at.selectbox(key="uncleared_flow").options == ["顧客データの受託処理"]


def test_by_opt_out_one_day_is_asked_and_no_consent(home: Path, show: Show) -> None:
    a_company(home, OPTOUT)
    at = show("records", person=SALES)
    dialog(at, "release_uncleared", flow_id="fl1")
    assert "uncleared_last_on" not in {field.key for field in at.date_input}
    assert not [b for b in at.segmented_control if b.key == "uncleared_consented"]
    assert at.number_input(key="uncleared_count").label == "人数"
    on_days(at, "uncleared")
    assert [button.options for button in at.radio] == [["そのつど"]]


def test_a_period_is_extended_but_for_opt_outs(home: Path, show: Show) -> None:
    workspace = a_company(home)
    release_without_clearance(workspace, a_draft(), reason="急ぎ", flow_id="fl1", actor=SELLER, at=now())
    (record,) = records(home, ProvisionRecord)
    at = show("records", person=SALES)
    dialog(at, "record", record_id=record.id)
    at.button(key="record_to_release_extend").click().run()
    assert at.button(key="extend_save").disabled
    at.date_input(key="extend_last").set_value(today()).run()
    at.button(key="extend_save").click().run()
    assert "いまの末日より後の日" in sentences(at)


def test_an_opt_out_is_not_extended(home: Path, show: Show) -> None:
    workspace = a_company(home, OPTOUT)
    release_without_clearance(workspace, a_draft(), reason="急ぎ", flow_id="fl1", actor=SELLER, at=now())
    at = show("records", person=COMPLIANCE)
    dialog(at, "record", record_id=records(home, ProvisionRecord)[0].id)
    assert "record_to_release_extend" not in {button.key for button in at.button}


# Without clearance


def test_what_went_without_a_slip_is_recorded_with_its_reason_and_reviewed_by_compliance(
    home: Path, show: Show
) -> None:
    a_company(home)
    at = show("records", person=SALES)
    dialog(at, "release_uncleared", flow_id="fl1")
    on_days(at, "uncleared")
    at.number_input(key="uncleared_count").set_value(3)
    at.text_input(key="uncleared_how").set_value("会員番号").run()
    at.button(key="uncleared_save").click().run()
    assert records(home, Release) == []
    at.text_area(key="uncleared_why").set_value("急ぎの依頼").run()
    at.button(key="uncleared_save").click().run()
    (made,) = records(home, Release)
    assert (made.note, made.uncleared_on) == ("急ぎの依頼", today())
    at = show("records", person=COMPLIANCE, release=made.id)
    assert at.session_state["party_dialog"] == ("record_review", {"release_id": made.id})
    at.text_area(key="review_why").set_value("手順を説明した").run()
    at.button(key="review_save").click().run()
    assert records(home, Release)[0].reviewed_by == COMPLIANCE
    assert tiles(at)["可否票なし"] == "0件"


def test_a_flow_without_a_record_leads_to_its_slip_or_says_that_there_is_none(home: Path, show: Show) -> None:
    workspace = a_company(home)
    at = show("records", person=COMPLIANCE, flow="fl1")
    assert "有効な提供可否票がありません" in sentences(at)
    a_slip(workspace)
    at = show("records", person=COMPLIANCE, flow="fl1")
    assert at.multiselect(key="release_items").value == ["氏名", "購入日"]


# Receipts


def test_a_receipt_is_recorded_from_the_flow_that_lacks_it(home: Path, show: Show) -> None:
    a_company(home, direction=Direction.IN)
    at = show("records", person=COMPLIANCE, receipt="fl1")
    assert at.selectbox(key="receipt_flow_id").value == "fl1"
    on_days(at, "receipt")
    at.number_input(key="receipt_count").set_value(3)
    at.text_input(key="receipt_how").set_value("受付番号")
    at.text_input(key="receipt_confirmed_how").set_value("登記事項証明書").run()
    at.button(key="receipt_save").click().run()
    assert "どのように確認したか" in sentences(at)
    at.text_input(key="receipt_acquired_how").set_value("申込書で本人から取得").run()
    at.button(key="receipt_save").click().run()
    assert not at.exception
    (made,) = records(home, ReceiptRecord)
    assert (made.acquired_how, made.flow_id, made.consented) == ("申込書で本人から取得", "fl1", None)
    assert chips(at) == ["▲ 項目不足"]


def test_the_register_of_the_commission_is_asked_for_an_opt_out_alone(home: Path, show: Show) -> None:
    a_company(home, direction=Direction.IN)
    at = show("records", person=COMPLIANCE)
    dialog(at, "receipt", flow_id="fl1")
    keys = {field.key for field in at.segmented_control}
    assert ("receipt_consented" in keys, "receipt_ppc_published" in keys) == (True, False)
    at.selectbox(key="receipt_route").set_value(LegalRoute.OPTOUT).run()
    keys = {field.key for field in at.segmented_control}
    assert ("receipt_consented" in keys, "receipt_ppc_published" in keys) == (False, True)


def test_from_a_third_party_without_a_flow_the_ground_is_asked_first(home: Path, show: Show) -> None:
    a_company(home)
    at = show("records", person=COMPLIANCE)
    dialog(at, "receipt")
    at.selectbox(key="receipt_third_party_id").set_value("tp1").run()
    assert "記録が要りません" in sentences(at)
    assert "receipt_save" not in {button.key for button in at.button}


# One record


def test_a_record_is_corrected_where_something_is_missing_and_the_former_stays(home: Path, show: Show) -> None:
    a_book(home)
    lacking = next(r for r in records(home, ProvisionRecord) if r.consented is None)
    at = show("records", person=COMPLIANCE, record=lacking.id)
    assert "本人の同意がない" in sentences(at)
    at.button(key="record_to_record_correct").click().run()
    at.segmented_control(key="correct_consented").select("はい")
    at.text_area(key="correct_why").set_value("申込書で確かめた").run()
    at.button(key="correct_save").click().run()
    assert not at.exception
    fixed = next(r for r in records(home, ProvisionRecord) if r.corrects_id == lacking.id)
    assert fixed.consented is True
    assert tiles(at)["項目不足"] == "1件"
    at.toggle(key="records_old").set_value(True).run()
    assert chips(at, 1).count("– 改め済み") == 1


def test_a_record_cannot_be_purged_before_its_last_day(home: Path, show: Show) -> None:
    a_book(home)
    record = records(home, ProvisionRecord)[0]
    at = show("records", person=COMPLIANCE)
    dialog(at, "record", record_id=record.id)
    assert at.button(key="record_to_record_purge").disabled
    assert "それまでは廃棄できません" in sentences(at)
    dialog(at, "record_purge", record_id=record.id)
    at.text_area(key="purge_why").set_value("整理").run()
    at.button(key="purge_do").click().run()
    assert record.retain_until.isoformat() in sentences(at)
    assert records(home, ProvisionRecord)[0].id == record.id


@pytest.mark.parametrize("query", [{"record": "pv_x"}, {"flow": "fl9"}, {"release": "re_x"}, {"tab": "nowhere"}])
def test_a_forged_address_reveals_nothing(home: Path, show: Show, query: dict[str, str]) -> None:
    a_book(home)
    at = show("records", person=COMPLIANCE, **query)
    assert "party_dialog" not in at.session_state


# Finding


def test_records_are_found_by_person_and_nothing_of_the_number_is_kept(home: Path, show: Show) -> None:
    a_book(home)
    at = show("records", person=COMPLIANCE)
    dialog(at, "record_find")
    at.text_input(key="records_number").set_value(" ｋ-77001").run()
    at.button(key="records_find").click().run()
    assert "載っている記録：1件" in sentences(at)
    assert len(tables(at)[1].value) == 1
    assert "records_number" not in at.session_state
    assert "77001" not in repr(at.session_state["records_found"])
    at.button(key="records_widen").click().run()
    assert len(tables(at)[1].value) == 2
    with opened(home).unit() as unit:
        assert unit.accesses.lines(action="record.found_by_person", actor=COMPLIANCE)


def test_records_are_narrowed_by_name_and_period(home: Path, show: Show) -> None:
    a_book(home)
    at = show("records", person=COMPLIANCE)
    at.text_input(key="records_q").set_value("ﾐﾅﾓ").run()
    assert len(tables(at)) == 2
    at.text_input(key="records_q").set_value("ほかの会社").run()
    assert "条件に合う記録がありません" in sentences(at)
    at.text_input(key="records_q").set_value("").run()
    at.date_input(key="records_until").set_value(today() - timedelta(days=1)).run()
    assert "条件に合う記録がありません" in sentences(at)
    at.date_input(key="records_until").set_value(today()).run()
    assert len(tables(at)[1].value) == 2


def test_files_are_made_for_readers_of_records_alone(home: Path, show: Show) -> None:
    a_book(home)
    keys = {person: [b.proto.label for b in show("records", person=person).get("download_button")]
            for person in (COMPLIANCE, PROCUREMENT, SALES)}  # fmt: skip
    assert keys == {
        COMPLIANCE: ["PDF（提供の記録）", "PDF（受領の記録）", "Excel"], PROCUREMENT: [], SALES: [],
    }  # fmt: skip


def test_the_workbook_holds_each_number_and_says_what_narrows_it(home: Path, show: Show) -> None:
    a_book(home)
    at = AppTest.from_function(_exporting, default_timeout=30)
    at.session_state["records_q"] = "みなも"
    take_seat(at, COMPLIANCE)
    at.query_params["lang"] = "ja"
    at.run()
    assert not at.exception
    book = openpyxl.load_workbook(home / "book.xlsx")
    assert book.sheetnames == ["提供（29条）", "受領（30条）", "顧客番号", "記録なし", "この出力について"]
    assert {row[1].value for row in book["顧客番号"]} == {"顧客番号", NUMBER.lower(), "k-1"}
    assert "みなも" in {row[1].value for row in book["この出力について"]}
    printed = "".join(page.extract_text() for page in pypdf.PdfReader(home / "29.pdf").pages)
    assert "2件、2026" in "".join(printed.split()).replace(str(today().year), "2026")
    assert "みなも" in printed


def _exporting() -> None:
    import os  # noqa: PLC0415 - the script runs by itself
    from pathlib import Path as Folder  # noqa: PLC0415

    from sakimori.ui.frame.session import open_page  # noqa: PLC0415
    from sakimori.ui.records.sheet import record_exports  # noqa: PLC0415

    with open_page("") as page:
        provisions, _, book = record_exports(page)
        home = Folder(os.environ["SAKIMORI_HOME"])
        (home / "29.pdf").write_bytes(provisions.make())
        (home / "book.xlsx").write_bytes(book.make())


def test_hostile_words_stay_words(home: Path, show: Show) -> None:
    evil = "![x](http://127.0.0.1:9/x.png) :red[r] $x$"
    workspace = a_company(home, name=evil)
    release_without_clearance(
        workspace, a_draft(items=(evil,), persons_how=evil), reason=evil, flow_id="fl1", actor=SELLER, at=now()
    )
    at = show("records", person=COMPLIANCE)
    dialog(at, "record", record_id=records(home, ProvisionRecord)[0].id)
    dialog(at, "record_review", release_id=records(home, Release)[0].id)
    dialog(at, "release_uncleared", flow_id="fl1")
    assert not any("![x]" in str(m.value) for m in [*at.markdown, *at.caption, *at.info])
