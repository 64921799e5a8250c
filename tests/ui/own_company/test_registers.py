"""利用目的・同意 as a person uses it: what is not said first, each record with its form, stops without persons."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from kit.tables import tables
from sakimori.clock import now, today
from sakimori.domain.codes import DataCategory, Role, UserRole
from sakimori.domain.records.data_flow import DataFlow, Direction, LegalRoute
from sakimori.domain.records.own_registers import (
    ConsentKind,
    ConsentText,
    DataSet,
    DataSetPart,
    Notice,
    PublicItem,
    Purpose,
    Stop,
    StopChannel,
)
from sakimori.domain.records.sharing import Filing, JointUse, NoticeWay, OptoutItem
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.user import Actor
from sakimori.domain.values.days import add_months
from sakimori.domain.values.identifier import Identifier, IdentifierKind
from sakimori.services.kernel.recording import record
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import register
from sakimori.services.requests.stops import record_stop
from sakimori.ui.own_company.state import Tab

Show = Callable[..., AppTest]

ACTOR = Actor("us02", "担当 2", frozenset(UserRole))
COMPLIANCE, PROCUREMENT, AUDITOR, SALES = (
    f"us0{1 + list(UserRole).index(role)}"
    for role in (UserRole.COMPLIANCE, UserRole.PROCUREMENT, UserRole.AUDITOR, UserRole.SALES)
)
SINCE = add_months(today(), -12)


def opened(home: Path) -> Workspace:
    return Workspace(home / "demo.db")


def put(workspace: Workspace, item: Any) -> Any:
    return record(workspace, item, actor=ACTOR, at=now()).record


def a_flow(workspace: Workspace, **facts: Any) -> DataFlow:
    party = register(
        workspace,
        ThirdParty("", "株式会社いなほ物流", frozenset({Role.PROCESSOR}), country="JP"),
        actor=ACTOR,
        at=now(),
    ).record
    given: dict[str, Any] = {
        "id": "", "third_party_id": party.id, "name": "発送データの受託処理", "direction": Direction.OUT,
        "role": Role.PROCESSOR, "route": LegalRoute.ENTRUST, "categories": frozenset({DataCategory.PI_TRANSACTION}),
        "storage_countries": frozenset({"VN"}), "processing_countries": frozenset({"JP"}), "start_on": SINCE,
    }  # fmt: skip
    flow: DataFlow = put(workspace, DataFlow(**(given | facts)))
    return flow


def a_full_register(workspace: Workspace) -> Purpose:
    """One record of each kind, and a flow that does what no notice says."""
    purpose: Purpose = put(workspace, Purpose("", "商品の発送", "ご注文の商品を届けるため", published_since=SINCE))
    put(workspace, Purpose("", "商品の案内", "商品を案内するため", replaces_id=purpose.id))
    text = put(
        workspace,
        ConsentText("", "会員登録", "1", kinds=frozenset({ConsentKind.FOREIGN_28}), used_from=SINCE),
    )
    put(workspace, ConsentText("", "会員登録", "2"))
    data_set = put(workspace, DataSet("", "会員データ"))
    put(workspace, DataSetPart("", data_set.id, "これまで", purpose_ids=(purpose.id,), consent_text_id=text.id))
    put(workspace, Notice("", "プライバシーポリシー", SINCE, items=frozenset(PublicItem), countries=frozenset()))
    put(workspace, JointUse("", "グループ共同利用"))
    put(workspace, Filing("", "名簿の提供"))
    a_flow(workspace, purpose_id=purpose.id)
    a_flow(workspace, name="問い合わせの受託")
    return purpose


def dialog(at: AppTest, which: str, **facts: Any) -> AppTest:
    at.session_state["party_dialog"] = (which, facts)
    return at.run()


def sentences(at: AppTest) -> str:
    return " ".join(
        [str(box.value) for box in [*at.success, *at.warning, *at.error, *at.info, *at.markdown, *at.caption]]
    )


def records(home: Path, kind: type) -> list[Any]:
    with opened(home).unit() as unit:
        return unit.records.select(kind)


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("tab", list(Tab))
def test_every_tab_is_drawn_full_in_both_languages(empty_home: Path, show: Show, tab: Tab, language: str) -> None:
    a_full_register(opened(empty_home))
    at = show("purposes", person=COMPLIANCE, tab=tab.value, language=language)
    assert at.title[0].value == {"ja": "利用目的・同意", "en": "Purposes and consent"}[language]
    assert tables(at)


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("tab", list(Tab))
def test_every_tab_says_its_next_step_when_empty(empty_home: Path, show: Show, tab: Tab, language: str) -> None:
    at = show("purposes", person=COMPLIANCE, tab=tab.value, language=language)
    assert not tables(at)
    assert any("空です" in m.value or "still empty" in m.value for m in at.markdown)
    labels = [button.label for button in at.button]
    assert {"ja": "利用目的を登録", "en": "Record a purpose"}[language] in labels


def test_what_is_not_said_stands_first_with_article_and_worst_first(empty_home: Path, show: Show) -> None:
    a_full_register(opened(empty_home))
    at = show("purposes", person=COMPLIANCE)
    first = tables(at)[0].value
    assert list(first["what"]) == ["利用目的「商品の発送」", "ベトナムでの取扱い"]
    assert "法21条" in first["cites"][0]
    assert "法32条1項" in first["cites"][1]
    assert "株式会社いなほ物流" in first["who"][1]


def test_the_text_to_add_leads_to_a_new_version_that_ends_the_old_one(empty_home: Path, show: Show) -> None:
    workspace = opened(empty_home)
    purpose = a_full_register(workspace)
    at = show("purposes", person=COMPLIANCE)
    dialog(at, "unsaid", key=f"purpose/{purpose.id}/商品の発送")
    assert "ご注文の商品を届けるため" in at.code[0].value
    at.button(key="purposes_way").click().run()
    assert at.multiselect(key="notice_purpose_ids").value == [purpose.id]
    assert at.date_input(key="notice_published_on").value is None
    at.date_input(key="notice_published_on").set_value(today()).run()
    at.button(key="own_record_save").click().run()
    assert not at.exception
    old, new = sorted(records(empty_home, Notice), key=lambda n: n.published_on)
    assert (new.published_on, new.purpose_ids) == (today(), (purpose.id,))
    assert old.published_until == date.fromordinal(today().toordinal() - 1)
    assert "利用目的「商品の発送」" not in list(tables(at)[0].value["what"])


def test_a_country_text_says_what_is_known_of_it(empty_home: Path, show: Show) -> None:
    a_full_register(opened(empty_home))
    at = show("purposes", person=COMPLIANCE, language="en")
    dialog(at, "unsaid", key="country/VN/ベトナム")
    assert "Vietnam" in at.code[0].value
    at.button(key="purposes_way").click().run()
    assert at.multiselect(key="notice_countries").value == ["VN"]


@pytest.mark.parametrize(
    ("language", "what", "lines"),
    [
        (
            "ja",
            "オプトアウト「名簿の提供」の取得の方法、提供を開始する予定日",
            ["取得の方法：商業登記の閲覧", f"予定日：{SINCE:%Y/%m/%d}"],
        ),
        (
            "en",
            "Of the opt-out “名簿の提供”: how the data were acquired, the planned first day",
            ["acquired: 商業登記の閲覧", f"first day: {SINCE.day} "],
        ),
    ],
)
def test_an_opt_out_that_the_notice_does_not_state_is_drafted_from_its_filing(
    empty_home: Path, show: Show, language: str, what: str, lines: list[str]
) -> None:
    workspace = opened(empty_home)
    said = frozenset(OptoutItem) - {OptoutItem.ACQUIRED_HOW, OptoutItem.START_DAY}
    put(workspace, Notice("", "公表", SINCE, items=frozenset(PublicItem), countries=frozenset(), optout_items=said))
    filing = put(
        workspace,
        Filing(
            "", "名簿の提供", notified_how=NoticeWay.KNOWABLE, notified_on=SINCE, acquired_how="商業登記の閲覧",
            provision_from=SINCE,
        ),
    )  # fmt: skip
    at = show("purposes", person=COMPLIANCE, language=language)
    assert what in tables(at)[0].value["what"][0]
    dialog(at, "unsaid", key=f"optout/{filing.id}/名簿の提供")
    assert [line for line in lines if line not in at.code[0].value] == []
    assert len(at.code[0].value.splitlines()) == 3
    at.button(key="purposes_way").click().run()
    assert not at.exception
    assert set(at.multiselect(key="notice_optout_items").value) == set(OptoutItem)


def test_an_opt_out_of_which_nothing_is_stated_is_drafted_whole(empty_home: Path, show: Show) -> None:
    workspace = opened(empty_home)
    put(
        workspace,
        Notice("", "公表", SINCE, items=frozenset(PublicItem), countries=frozenset(), optout_items=frozenset()),
    )
    filing = put(workspace, Filing("", "名簿の提供", notified_how=NoticeWay.KNOWABLE, notified_on=SINCE))
    at = show("purposes", person=COMPLIANCE)
    assert list(tables(at)[0].value["what"]) == ["オプトアウト「名簿の提供」の事項"]
    dialog(at, "unsaid", key=f"optout/{filing.id}/名簿の提供")
    text = at.code[0].value
    assert "第三者への提供を利用目的" in text
    assert "その個人データの第三者への提供を停止します" in text
    assert text.count("［記入］") >= 6


def test_no_difference_is_said_only_as_far_as_recorded(empty_home: Path, show: Show) -> None:
    workspace = opened(empty_home)
    purpose = put(workspace, Purpose("", "商品の発送", "商品を届けるため", published_since=SINCE))
    put(
        workspace,
        Notice(
            "", "プライバシーポリシー", SINCE, purpose_ids=(purpose.id,), items=frozenset(PublicItem),
            countries=frozenset(),
        ),
    )  # fmt: skip
    at = show("purposes", person=COMPLIANCE)
    assert "差は見つかりません" in at.success[0].value
    a_flow(workspace, storage_countries=frozenset({"JP"}))
    at = show("purposes", person=COMPLIANCE)
    assert not at.success
    assert "比べられません" in at.info[0].value


def test_a_flow_without_a_purpose_is_taken_over_from_the_empty_page(empty_home: Path, show: Show) -> None:
    flow = a_flow(opened(empty_home))
    at = show("purposes", person=COMPLIANCE)
    assert list(tables(at)[0].value["flow"]) == ["発送データの受託処理"]
    dialog(at, "purpose", record_id="", name=flow.name, flow_ids=(flow.id,))
    assert at.text_input(key="purpose_name").value == flow.name
    at.text_area(key="purpose_wording").set_value("ご注文の商品を届けるため").run()
    at.button(key="purpose_save").click().run()
    assert not at.exception
    (purpose,) = records(empty_home, Purpose)
    assert records(empty_home, DataFlow)[0].purpose_id == purpose.id
    assert "保存しました" in sentences(at)
    assert "なくなりました" in sentences(at)


def test_a_changed_purpose_is_judged_on_its_form(empty_home: Path, show: Show) -> None:
    a_full_register(opened(empty_home))
    changed = next(p for p in records(empty_home, Purpose) if p.replaces_id)
    at = show("purposes", person=COMPLIANCE)
    dialog(at, "purpose", record_id=changed.id)
    at.text_area(key="purpose_judgement").set_value("通常予期できる範囲").run()
    at.button(key="purpose_judge").click().run()
    assert not at.exception
    assert next(p for p in records(empty_home, Purpose) if p.id == changed.id).related_judged_on == today()


@pytest.mark.parametrize(
    ("form", "typed"),
    [
        (("purpose", Purpose, "purpose_save"), {"purpose_name": "発送", "purpose_wording": "商品を届けるため"}),
        (("data_set", DataSet, "own_record_save"), {"data_set_name": "会員データ"}),
        (("consent_text", ConsentText, "own_record_save"), {"consent_name": "会員登録", "consent_text_version": "1"}),
        (("notice", Notice, "own_record_save"), {"notice_name": "プライバシーポリシー"}),
        (("joint_use", JointUse, "own_record_save"), {"joint_use_name": "グループ"}),
        (("filing", Filing, "own_record_save"), {"filing_name": "名簿"}),
    ],
)
def test_each_kind_has_a_form_that_refuses_and_stores(
    empty_home: Path, show: Show, form: tuple[str, type, str], typed: dict[str, str]
) -> None:
    which, kind, save = form
    at = show("purposes", person=COMPLIANCE)
    dialog(at, which, record_id="")
    names = {key: next(e for e in [*at.text_input, *at.text_area] if e.key == key) for key in typed}
    first = next(iter(typed))
    names[first].set_value("1234 5678 9018").run()
    at.button(key=save).click().run()
    assert "マイナンバー" in sentences(at)
    assert records(empty_home, kind) == []
    for key, value in typed.items():
        next(e for e in [*at.text_input, *at.text_area] if e.key == key).set_value(value)
    at.run()
    at.button(key=save).click().run()
    assert not at.exception
    assert len(records(empty_home, kind)) == 1
    assert "保存しました" in sentences(at)


def test_a_part_belongs_to_its_data_set(empty_home: Path, show: Show) -> None:
    data_set = put(opened(empty_home), DataSet("", "会員データ"))
    at = show("purposes", person=COMPLIANCE, tab="data_sets")
    dialog(at, "data_set_part", record_id="", data_set_id=data_set.id)
    at.text_input(key="part_name").set_value("2026年の会員").run()
    at.button(key="own_record_save").click().run()
    assert not at.exception
    assert records(empty_home, DataSetPart)[0].data_set_id == data_set.id


def test_rules_17_are_asked_only_of_texts_for_abroad(empty_home: Path, show: Show) -> None:
    at = show("purposes", person=COMPLIANCE)
    dialog(at, "consent_text", record_id="")
    keys = {e.key for e in at.multiselect}
    assert "consent_countries" not in keys
    at.multiselect(key="consent_kinds").set_value(["外国にある第三者への提供（28条）"]).run()
    assert "consent_countries" in {e.key for e in at.multiselect}
    assert "規則17条" in sentences(at)


def test_a_notice_that_names_no_country_is_told_from_one_nobody_has_read(empty_home: Path, show: Show) -> None:
    at = show("purposes", person=COMPLIANCE)
    dialog(at, "notice", record_id="")
    at.text_input(key="notice_name").set_value("プライバシーポリシー").run()
    at.segmented_control(key="notice_countries_said").select("記載はない").run()
    at.button(key="own_record_save").click().run()
    assert not at.exception
    (notice,) = records(empty_home, Notice)
    assert notice.countries == frozenset()
    assert notice.items is None


def test_a_new_version_of_a_notice_that_says_nothing_new_is_not_stored(empty_home: Path, show: Show) -> None:
    put(opened(empty_home), Notice("", "プライバシーポリシー", SINCE, url="https://aoba.example/privacy"))
    at = show("purposes", person=COMPLIANCE, tab="notices")
    dialog(at, "notice", record_id="")
    at.button(key="own_record_save").click().run()
    assert "まだ何も変わっていません" in sentences(at)
    assert len(records(empty_home, Notice)) == 1
    at.date_input(key="notice_published_on").set_value(today()).run()
    at.button(key="own_record_save").click().run()
    assert not at.exception
    assert len(records(empty_home, Notice)) == 2


@pytest.mark.parametrize("kind", ["purpose", "notice", "joint_use", "filing", "consent_text", "data_set"])
def test_an_address_opens_a_record_once(empty_home: Path, show: Show, kind: str) -> None:
    workspace = opened(empty_home)
    a_full_register(workspace)
    with workspace.unit() as unit:
        record_id = str(unit.query(f"SELECT id FROM {kind} ORDER BY id LIMIT 1")[0]["id"])
    at = show("purposes", person=COMPLIANCE, record=kind, id=record_id)
    assert at.session_state["party_dialog"] == (kind, {"record_id": record_id})
    assert "record" not in at.query_params
    assert any(e.key.endswith("_name") and e.value for e in at.text_input if e.key)


@pytest.mark.parametrize(
    "query", [{"record": "user", "id": "us01"}, {"tab": "nowhere"}, {"record": "purpose", "id": "x"}]
)
def test_a_forged_address_reveals_nothing(empty_home: Path, show: Show, query: dict[str, str]) -> None:
    at = show("purposes", person=COMPLIANCE, **query)
    assert not at.exception


@pytest.mark.parametrize("person", [PROCUREMENT, SALES])
def test_another_role_is_turned_away_and_noted(empty_home: Path, show: Show, person: str) -> None:
    a_full_register(opened(empty_home))
    at = show("purposes", person=person)
    assert not tables(at)
    assert "この画面を開けるのは" in at.warning[0].value
    with opened(empty_home).unit() as unit:
        assert unit.accesses.lines(action="page.refused", actor=person)


def test_the_auditor_reads_and_writes_nothing(empty_home: Path, show: Show) -> None:
    purpose = a_full_register(opened(empty_home))
    at = show("purposes", person=AUDITOR)
    assert at.button(key="add_purpose").disabled
    dialog(at, "purpose", record_id=purpose.id)
    assert at.text_input(key="purpose_name").disabled
    assert "purpose_save" not in {button.key for button in at.button}


@pytest.mark.parametrize("months", [-1, 6])
def test_another_day_is_read_only(empty_home: Path, show: Show, months: int) -> None:
    a_full_register(opened(empty_home))
    at = show("purposes", person=COMPLIANCE, on=add_months(today(), months).isoformat())
    assert at.button(key="add_purpose").disabled
    assert not at.exception


def test_hostile_words_stay_words(empty_home: Path, show: Show) -> None:
    workspace = opened(empty_home)
    evil = "![x](http://127.0.0.1:9/x.png) :red[r] $x$"
    purpose = put(workspace, Purpose("", evil, evil, published_since=SINCE))
    put(workspace, DataSet("", evil))
    put(workspace, Notice("", evil, SINCE, url=evil))
    put(workspace, JointUse("", evil, data_items=evil))
    a_flow(workspace, name=evil, purpose_id=purpose.id, route=LegalRoute.JOINT)
    for tab in Tab:
        at = show("purposes", person=COMPLIANCE, tab=tab.value)
        assert not any("![x]" in m.value for m in [*at.markdown, *at.caption])
    dialog(at, "unsaid", key=f"purpose/{purpose.id}/{evil}")
    assert not at.exception
    assert not any("![x]" in m.value for m in [*at.markdown, *at.caption])


# Stops


def test_stops_are_counted_and_no_person_is_listed(empty_home: Path, show: Show) -> None:
    workspace = opened(empty_home)
    person = Identifier(IdentifierKind.MAIL_ADDRESS, "hanako@example.com")
    record_stop(workspace, person, StopChannel.MAIL, received_on=today(), actor=ACTOR, at=now())
    at = show("purposes", person=COMPLIANCE, tab="stops")
    table = tables(at)[0].value
    assert list(table["channel"]) == ["メール"]
    assert list(table["standing"]) == [1]
    (stop,) = records(empty_home, Stop)
    assert stop.key_hash not in str(table.to_dict())


def on_channel(at: AppTest, **days: date) -> None:
    """Say what is stopped and when, which no form of stops chooses by itself."""
    at.selectbox(key="stop_channel").set_value(StopChannel.MAIL)
    for name, on in days.items():
        at.date_input(key=f"stop_{name}").set_value(on)
    at.run()


def test_a_stop_is_recorded_asked_about_and_taken_back(empty_home: Path, show: Show) -> None:
    at = show("purposes", person=COMPLIANCE, tab="stops")
    dialog(at, "stop")
    assert at.button(key="stop_save").disabled
    on_channel(at, received_on=today())
    at.text_input(key="stop_value").set_value("花子").run()
    at.button(key="stop_save").click().run()
    assert "表示しません" in sentences(at)
    assert "花子" not in sentences(at)
    at.text_input(key="stop_value").set_value("Hanako@Example.com").run()
    at.button(key="stop_save").click().run()
    assert not at.exception
    assert len(records(empty_home, Stop)) == 1
    dialog(at, "stop_check")
    on_channel(at)
    at.text_input(key="stop_value").set_value("hanako@example.com").run()
    at.button(key="stop_ask").click().run()
    assert "停止中です" in sentences(at)
    dialog(at, "stop_withdraw")
    on_channel(at, withdrawn_on=today())
    at.text_input(key="stop_value").set_value("hanako@example.com").run()
    at.text_input(key="stop_reason").set_value("本人の申し出").run()
    at.button(key="stop_withdraw_save").click().run()
    assert not at.exception
    assert records(empty_home, Stop)[0].withdrawn_on == today()


def test_a_list_is_tried_before_it_goes_in(empty_home: Path, show: Show) -> None:
    at = show("purposes", person=COMPLIANCE, tab="stops")
    dialog(at, "stop_import")
    on_channel(at, received_on=today())
    data = "メール\na@example.com\nb@example.com\nなし\n".encode()
    at.file_uploader(key="stop_file").set_value(("list.csv", data, "text/csv")).run()
    assert "読んだ3行 = 新規 2行" in sentences(at)
    assert list(tables(at)[-1].value["row"]) == [4]
    assert records(empty_home, Stop) == []
    at.button(key="stop_import_save").click().run()
    assert not at.exception
    assert len(records(empty_home, Stop)) == 2
    assert "新しい停止請求は2件" in sentences(at)


def test_an_old_request_can_be_recorded_and_one_to_come_is_refused(empty_home: Path, show: Show) -> None:
    at = show("purposes", person=COMPLIANCE, tab="stops")
    dialog(at, "stop")
    on_channel(at)
    at.text_input(key="stop_value").set_value("hanako@example.com")
    at.date_input(key="stop_received_on").set_value(today() + timedelta(days=1)).run()
    at.button(key="stop_save").click().run()
    assert "本日までの日にしてください" in sentences(at)
    assert records(empty_home, Stop) == []
    at.date_input(key="stop_received_on").set_value(date(2006, 4, 1)).run()
    at.button(key="stop_save").click().run()
    assert not at.exception
    assert [stop.received_on for stop in records(empty_home, Stop)] == [date(2006, 4, 1)]


def test_a_missing_key_is_said_and_nothing_can_be_done(empty_home: Path, show: Show) -> None:
    person = Identifier(IdentifierKind.MAIL_ADDRESS, "hanako@example.com")
    record_stop(opened(empty_home), person, StopChannel.MAIL, received_on=today(), actor=ACTOR, at=now())
    (empty_home / "demo.stop.key").unlink()
    at = show("purposes", person=COMPLIANCE, tab="stops")
    assert "demo.stop.key" in at.warning[0].value
    assert "stop" not in {button.key for button in at.button}
