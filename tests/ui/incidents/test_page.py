"""漏えい等 as a person uses it: facts that judge at once, nine items half-known, drafts, sending, closing."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from sakimori.clock import now, today
from sakimori.domain.codes import DataCategory, UserRole
from sakimori.domain.incident import ASSURED_OF, Entruster, Exempting, Happening, Report, ReportWay
from sakimori.domain.records.incidents import (
    CauseKind,
    Incident,
    IncidentPlace,
    IncidentReport,
    ItemState,
    PersonsTold,
    ReportItem,
)
from sakimori.domain.records.own_registers import PublicFacts
from sakimori.domain.records.preparedness import Drill, IncidentPlan
from sakimori.domain.user import Actor
from sakimori.domain.values.as_of import NEWEST, AsOf
from sakimori.exchange.registers.words import code_word
from sakimori.services.incidents.prepared import save_drill, save_plan
from sakimori.services.incidents.report import IncidentDraft, report_incident
from sakimori.services.incidents.rows import incident_rows
from sakimori.services.incidents.shapes import IncidentView
from sakimori.services.incidents.view import incident_view
from sakimori.services.incidents.write import save_facts, save_item
from sakimori.services.kernel.recording import record
from sakimori.services.kernel.workspace import Workspace
from sakimori.ui.frame.text import TEXTS
from sakimori.ui.incidents.desk import Tab
from sakimori.ui.incidents.drafts import Draft
from services.incidents.made import tended
from ui.conftest import Given, Show

ACTOR = Actor("us02", "担当 2", frozenset(UserRole))
COMPLIANCE, PROCUREMENT, AUDITOR, SALES, ADMIN = (
    f"us0{1 + list(UserRole).index(role)}"
    for role in (UserRole.COMPLIANCE, UserRole.PROCUREMENT, UserRole.AUDITOR, UserRole.SALES, UserRole.ADMIN)
)
KNOWN = today() - timedelta(days=1)


def opened(home: Path) -> Workspace:
    return Workspace(home / "demo.db")


def an_incident(home: Path, what: str = "顧客名簿を別の会社に送った", **facts: Any) -> Incident:
    workspace = opened(home)
    found = report_incident(workspace, IncidentDraft(what, KNOWN), actor=ACTOR, at=now()).record
    if facts:
        found = save_facts(workspace, found.id, facts, actor=ACTOR, at=now()).record
    return found


def now_of(home: Path, incident: Incident) -> IncidentView:
    return incident_view(opened(home), incident.id, as_of=AsOf(today(), NEWEST, is_past=False))


def words(at: AppTest) -> str:
    held = (*at.markdown, *at.caption, *at.success, *at.warning, *at.info, *at.title, *at.subheader)
    return "\n".join(str(one.value) for one in held)


def text(key: str, language: str = "ja") -> str:
    return TEXTS[key].get(language)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_an_empty_page_offers_to_record_an_incident_or_a_drill_and_shows_the_last_one(
    empty_home: Path, show: Show, language: str
) -> None:
    at = show("incidents", person=COMPLIANCE, language=language)
    labels = [one.label for one in at.button]
    assert text("incidents.record", language) in labels
    assert text("incidents.record_drill", language) in labels
    assert text("incidents.none", language) in words(at)
    assert text("incidents.plan_none", language) in words(at)
    save_drill(opened(empty_home), Drill("", "名簿の誤送付", KNOWN, "夜間の連絡"), actor=ACTOR, at=now())
    save_plan(
        opened(empty_home), IncidentPlan("", "対応計画", "第3版", reviewed_on=KNOWN, contacts=("法務 03-0000-0000",)),
        actor=ACTOR, at=now(),
    )  # fmt: skip
    at = show("incidents", person=COMPLIANCE, language=language)
    assert "名簿の誤送付" in words(at)
    assert "第3版" in words(at)
    assert "法務 03-0000-0000" in words(at).replace("\\", "")


def test_a_person_without_the_right_sees_the_list_and_changes_nothing(empty_home: Path, show: Show) -> None:
    incident = an_incident(empty_home)
    at = show("incidents", person=AUDITOR, incident=incident.id)
    assert not [one for one in (*at.text_input, *at.number_input, *at.date_input) if "fact" in str(one.key)]
    assert text("incidents.facts_deciding") in words(at)
    assert f"{KNOWN:%Y/%m/%d}" in words(at)
    assert not [one for one in at.button if one.key in {"incident_note", "incident_sent", "incident_close"}]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_desk_says_what_is_next_before_everything_else(empty_home: Path, show: Show, language: str) -> None:
    incident = an_incident(empty_home)
    at = show("incidents", person=COMPLIANCE, language=language, incident=incident.id)
    said = words(at)
    assert at.title[0].value == "顧客名簿を別の会社に送った"
    action = now_of(empty_home, incident).next
    assert action is not None
    first = said.index(action.words.get(language))
    assert first < said.index(text("incidents.reportable_open", language))
    clocks = now_of(empty_home, incident).clocks
    assert len(clocks) == 3
    for one in clocks:
        report = code_word(one.clock.report).get(language)
        assert first < said.index(f"**{report}** :") < said.index(text("incidents.reportable_open", language))
    at.button(key="incident_do_next").click().run()
    assert not at.exception
    assert at.query_params["tab"] == Tab.STEPS


def test_the_thousand_and_first_person_turns_br4_on_at_once_and_the_line_says_why(empty_home: Path, show: Show) -> None:
    incident = an_incident(empty_home, categories=frozenset({DataCategory.PI_CONTACT}), is_improper_purpose=False)
    at = show("incidents", person=COMPLIANCE, incident=incident.id)
    persons = next(one for one in at.number_input if str(one.key).endswith("_persons"))
    persons.set_value(1_000).run()
    assert now_of(empty_home, incident).incident.persons == 1_000
    assert not any("**BR4 に該当**" in one.value for one in at.warning)
    next(one for one in at.number_input if str(one.key).endswith("_persons")).set_value(1_001).run()
    assert any("**BR4 に該当**" in one.value and "規則7条4号" in one.value for one in at.warning)
    assert now_of(empty_home, incident).reportable.holds is True
    assert text("incidents.reportable_yes").removeprefix("{authority}") in words(at)
    at.run()
    assert not at.warning


def test_what_somebody_else_saved_takes_the_place_of_what_stood_there_and_is_not_written_back(
    empty_home: Path, show: Show
) -> None:
    incident = an_incident(empty_home, persons=10)
    at = show("incidents", person=COMPLIANCE, incident=incident.id)
    save_facts(opened(empty_home), incident.id, {"persons": 700}, actor=ACTOR, at=now())
    at.run()
    field = next(one for one in at.number_input if str(one.key).endswith("_persons"))
    assert field.value == 700
    assert now_of(empty_home, incident).incident.persons == 700
    field.set_value(None).run()
    assert now_of(empty_home, incident).incident.persons is None


def test_of_two_changes_of_one_field_the_second_is_told_both_and_the_first_stays(empty_home: Path, show: Show) -> None:
    incident = an_incident(empty_home, persons=10)
    at = show("incidents", person=COMPLIANCE, incident=incident.id)
    field = next(one for one in at.number_input if str(one.key).endswith("_persons"))
    save_facts(opened(empty_home), incident.id, {"persons": 700}, actor=ACTOR, at=now())
    field.set_value(20).run()
    assert now_of(empty_home, incident).incident.persons == 700
    assert any("自分：20" in one.value and "相手：700" in one.value for one in at.markdown)
    next(one for one in at.number_input if str(one.key).endswith("_persons")).set_value(30).run()
    assert now_of(empty_home, incident).incident.persons == 30


def test_an_item_is_saved_by_itself_and_not_known_yet_is_an_answer(empty_home: Path, show: Show) -> None:
    incident = an_incident(empty_home)
    at = show("incidents", person=COMPLIANCE, incident=incident.id, tab="items")
    assert "未記入 8" in words(at)
    outline = next(one for one in at.text_area if str(one.key).endswith("_item_outline"))
    outline.set_value("名簿を別の会社に送った。").run()
    at.button(key="not_yet_item_cause").click().run()
    assert not at.exception
    states = [one.state for one in now_of(empty_home, incident).items]
    assert states[0] is ItemState.WRITTEN
    assert states[3] is ItemState.NOT_YET
    assert states.count(ItemState.UNTOUCHED) == 7
    assert "● 記入済み 1" in words(at)
    at.button(key="not_yet_item_cause").click().run()
    assert now_of(empty_home, incident).items[3].state is ItemState.UNTOUCHED


def test_what_the_facts_say_is_written_by_a_press(empty_home: Path, show: Show) -> None:
    incident = an_incident(empty_home, persons=12)
    at = show("incidents", person=COMPLIANCE, incident=incident.id, tab="items")
    at.button(key="take_item_persons").click().run()
    assert "12人" in now_of(empty_home, incident).incident.item_persons


def test_a_text_with_a_my_number_is_refused_and_told_beside_the_field(empty_home: Path, show: Show) -> None:
    incident = an_incident(empty_home)
    at = show("incidents", person=COMPLIANCE, incident=incident.id, tab="items")
    outline = next(one for one in at.text_area if str(one.key).endswith("_item_outline"))
    outline.set_value("対象は 123456789018 の方").run()
    assert not at.exception
    assert at.warning
    assert "1234" not in now_of(empty_home, incident).items[0].text


def reportable(home: Path, **facts: Any) -> Incident:
    """One that is reported, with the outline written."""
    incident = an_incident(home, is_improper_purpose=True, categories=frozenset({DataCategory.PI_CONTACT}), **facts)
    save_item(opened(home), incident.id, ReportItem.OUTLINE, "名簿を別の会社に送った。", actor=ACTOR, at=now())
    return incident


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_drafts_are_offered_as_text_pdf_and_workbook_and_each_is_noted(
    empty_home: Path, show: Show, given: Given, language: str
) -> None:
    incident = reportable(empty_home)
    at = show("incidents", person=COMPLIANCE, language=language, incident=incident.id, tab="sending")
    assert "名簿を別の会社に送った。" in at.code[0].value
    assert at.code[0].value.startswith({"ja": "1　概要", "en": "1  Outline"}[language])
    name = f"sakimori-incident-preliminary-{today().isoformat()}"
    assert given[f"{name}.pdf"]().startswith(b"%PDF")
    assert given[f"{name}.xlsx"]().startswith(b"PK")
    assert given[f"{name}.txt"]().decode().strip() == at.code[0].value.strip()
    with opened(empty_home).unit() as unit:
        noted = [line.entry.action for line in unit.accesses.lines(limit=2)]
    assert noted == ["incident_report.exported"] * 2


def test_sending_the_preliminary_report_stops_its_clock_and_keeps_what_it_said(empty_home: Path, show: Show) -> None:
    incident = reportable(empty_home)
    at = show("incidents", person=COMPLIANCE, incident=incident.id, tab="sending")
    assert "個人データの項目" in at.warning[0].value
    at.button(key="incident_sent").click().run()
    assert at.button(key="incident_sent_save").disabled
    at.checkbox(key="incident_blank_sent").check()
    at.text_input(key="incident_number").set_value("R-0001")
    at.date_input(key="incident_sent_on").set_value(today())
    at.selectbox(key="incident_way").set_value(ReportWay.WEB_FORM).run()
    at.button(key="incident_sent_save").click().run()
    assert not at.exception
    view = now_of(empty_home, incident)
    assert [(one.kind, one.report.receipt_number, one.is_whole) for one in view.reports] == [
        (Report.PRELIMINARY, "R-0001", True)
    ]
    assert f"{today():%Y/%m/%d} 済み" in words(at)
    assert "R-0001" in words(at).replace("\\", "")


def test_a_press_says_of_all_that_nobody_has_touched_that_it_is_not_known_yet(empty_home: Path, show: Show) -> None:
    incident = reportable(empty_home)
    at = show("incidents", person=COMPLIANCE, incident=incident.id, tab="sending")
    assert "未記入" not in at.code[0].value
    at.button(key="incident_rest_not_yet").click().run()
    assert not at.exception
    assert ItemState.UNTOUCHED not in [one.state for one in now_of(empty_home, incident).items]
    assert at.code[0].value.count("調査中（未判明）") == 8
    at.button(key="incident_sent").click().run()
    assert "incident_blank_sent" not in [one.key for one in at.checkbox]


def test_what_the_persons_are_told_is_begun_from_the_outline_by_a_press(empty_home: Path, show: Show) -> None:
    incident = reportable(empty_home)
    at = show("incidents", person=COMPLIANCE, incident=incident.id, tab="sending")
    kinds: Any = [one for one in at.get("button_group") if str(one.key).startswith("incident_draft_ic")]
    kinds[0].set_value(Draft.PERSONS).run()
    assert "名簿を別の会社に送った。" not in at.code[0].value
    at.button(key="incident_to_persons_take").click().run()
    assert not at.exception
    assert now_of(empty_home, incident).incident.outline_to_persons == "名簿を別の会社に送った。"
    assert "名簿を別の会社に送った。" in at.code[0].value


def test_a_publication_in_place_of_the_notice_asks_for_its_reason(empty_home: Path, show: Show) -> None:
    incident = reportable(empty_home)
    at = show("incidents", person=COMPLIANCE, incident=incident.id, tab="sending")
    kinds: Any = [one for one in at.get("button_group") if str(one.key).startswith("incident_draft_ic")]
    kinds[0].set_value(Draft.PUBLICATION).run()
    at.text_input(key="incident_contact").set_value("個人情報相談室").run()
    assert "通知に代えて公表します" in at.code[0].value
    assert "個人情報相談室" in at.code[0].value
    at.button(key="incident_sent").click().run()
    at.checkbox(key="incident_blank_sent").check()
    at.date_input(key="incident_sent_on").set_value(today())
    at.selectbox(key="incident_way").set_value(ReportWay.PUBLICATION).run()
    at.button(key="incident_sent_save").click().run()
    assert now_of(empty_home, incident).incident.persons_told is None
    at.text_area(key="incident_substitute").set_value("連絡先の分からない方がいるため")
    at.button(key="incident_sent_save").click().run()
    assert not at.exception
    view = now_of(empty_home, incident)
    assert view.incident.persons_told is PersonsTold.SUBSTITUTE
    with opened(empty_home).unit() as unit:
        sent = unit.records.select(IncidentReport, "incident_id = :id", {"id": incident.id})
    assert [one.way for one in sent] == [ReportWay.PUBLICATION]
    assert "個人情報相談室" in sent[0].note


def test_an_incident_is_closed_with_its_cause_once_nothing_is_owed_and_can_be_reopened(
    empty_home: Path, show: Show
) -> None:
    incident = an_incident(
        empty_home, categories=frozenset({DataCategory.PI_CONTACT}), is_improper_purpose=False, may_cost_money=False,
        persons=1, place=IncidentPlace.OURS,
    )  # fmt: skip
    at = show("incidents", person=COMPLIANCE, incident=incident.id, tab="closing")
    assert at.button(key="incident_close").disabled
    assert "担当者が決まっていません。" in words(at)
    tended(opened(empty_home), incident, at=now())
    at = show("incidents", person=COMPLIANCE, incident=incident.id, tab="closing")
    at.selectbox(key=f"incident_cause_{incident.id}").set_value(CauseKind.MISDELIVERY).run()
    at.text_area(key=f"incident_closing_{incident.id}").set_value("相手が削除した。")
    at.button(key="incident_close").click().run()
    assert not at.exception
    assert now_of(empty_home, incident).incident.closed_on == today()
    assert "相手が削除した。" in words(at)
    at.text_area(key="incident_reopen_reason").set_value("別の相手にも届いていた。")
    at.button(key="incident_reopen").click().run()
    assert now_of(empty_home, incident).incident.closed_on is None


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_list_of_the_demo_leads_to_desks_of_which_every_part_is_drawn(
    demo_home: Path, show: Show, given: Given, language: str
) -> None:
    at = show("incidents", person="us01", language=language)
    assert not at.exception
    rows = incident_rows(opened(demo_home), as_of=AsOf(today(), NEWEST, is_past=False))
    assert {row.incident.closed_on is None for row in rows} == {True, False}
    listed = given[f"sakimori-incidents-{today().isoformat()}.csv"]().decode("utf-8-sig")
    assert all(row.incident.name in listed for row in rows)
    for row in rows:
        for tab in Tab:
            at = show("incidents", person="us01", language=language, incident=row.incident.id, tab=tab.value)
            assert at.query_params["tab"] == tab or tab is Tab.FACTS


def test_a_past_day_shows_the_incident_as_it_was_known_then_and_writes_nothing(demo_home: Path, show: Show) -> None:
    rows = incident_rows(opened(demo_home), as_of=AsOf(today(), NEWEST, is_past=False))
    closed = next(row.incident for row in rows if row.incident.closed_on is not None)
    assert closed.closed_on is not None
    day = (closed.closed_on - timedelta(days=1)).isoformat()
    at = show("incidents", person="us01", incident=closed.id, on=day, tab="sending")
    assert text("incidents.open") in words(at)
    assert text("incidents.closed") not in [one.value for one in at.markdown]
    assert not [one for one in at.button if str(one.key) in {"incident_sent", "incident_told", "incident_note"}]


def test_a_claim_is_stood_for_and_judged_on_the_desk_by_two_people(empty_home: Path, show: Show) -> None:
    leak = frozenset({Happening.LEAK})
    incident = an_incident(empty_home, persons=5_000, happened=leak, is_protected=True)
    at = show("incidents", person=COMPLIANCE, incident=incident.id)
    assert text("incidents.claim_open") in words(at)
    at.button(key="incident_exempt_protected").click().run()
    for question in ASSURED_OF[Exempting.PROTECTED]:
        radio = at.radio(key=f"exempt_{question}")
        assert radio.value is None
        radio.set_value(radio.options[0])
    at.text_area(key="exempt_reason").set_value("AES-256。鍵は別系統")
    at.button(key="exempt_save").click().run()
    assert not at.exception
    standing = now_of(empty_home, incident).incident.exemption(Exempting.PROTECTED)
    assert standing is not None
    assert standing.proposed_by == COMPLIANCE
    assert now_of(empty_home, incident).reportable.holds is True
    assert "AES-256" in words(at)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_entrusters_are_listed_line_by_line_and_each_is_told_by_its_own_letter(
    empty_home: Path, show: Show, language: str
) -> None:
    incident = reportable(empty_home)
    save_facts(opened(empty_home), incident.id, {"is_processor": True}, actor=ACTOR, at=now())
    save_item(opened(empty_home), incident.id, ReportItem.OUTLINE, "送り先を誤った", actor=ACTOR, at=now())
    at = show("incidents", person=COMPLIANCE, language=language, incident=incident.id)
    at.button(key="incident_entrusters").click().run()
    at.text_area(key="incident_entruster_lines").set_value("なぎさ銀行\n\nしおさい百貨店\n").run()
    at.button(key="incident_entrusters_save").click().run()
    assert not at.exception
    assert now_of(empty_home, incident).incident.entrusters == (Entruster("なぎさ銀行"), Entruster("しおさい百貨店"))

    at = show("incidents", person=COMPLIANCE, language=language, incident=incident.id, tab="sending")
    assert at.selectbox(key="incident_entruster").options == ["なぎさ銀行", "しおさい百貨店"]
    assert at.get("download_button")
    at.button(key="incident_sent").click().run()
    at.multiselect(key="incident_told_entrusters").select("なぎさ銀行")
    at.date_input(key="incident_sent_on").set_value(today())
    at.selectbox(key="incident_way").set_value(ReportWay.MAIL).run()
    at.button(key="incident_sent_save").click().run()
    assert not at.exception
    view = now_of(empty_home, incident)
    assert [one.name for one in view.incident.facts.untold] == ["しおさい百貨店"]
    note = view.reports[0].report.note
    assert "なぎさ銀行" in note
    assert "しおさい百貨店" not in note

    at = show("incidents", person=COMPLIANCE, language=language, incident=incident.id)
    at = show("incidents", person=COMPLIANCE, language=language, incident=incident.id, tab="sending")
    at.button(key="incident_sent").click().run()
    at.date_input(key="incident_sent_on").set_value(today())
    at.selectbox(key="incident_way").set_value(ReportWay.PHONE).run()
    assert at.button(key="incident_sent_save").disabled
    at.checkbox(key="incident_told_all").check().run()
    at.button(key="incident_sent_save").click().run()
    assert not now_of(empty_home, incident).incident.facts.untold

    at = show("incidents", person=COMPLIANCE, language=language, incident=incident.id)
    at.button(key="incident_entrusters").click().run()
    at.multiselect(key="incident_entruster_untell").select("なぎさ銀行").run()
    at.button(key="incident_entrusters_save").click().run()
    assert [one.name for one in now_of(empty_home, incident).incident.facts.untold] == ["なぎさ銀行"]


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (None, ("個人情報保護委員会（権限が委任されている場合は事業所管大臣等）", "or the minister with delegated")),
        (PublicFacts("", has_delegated_authority=False), ("個人情報保護委員会への報告", "reported to the Commission,")),
        (
            PublicFacts("", has_delegated_authority=True, breach_authority="金融庁長官"),
            ("金融庁長官への報告", "reported to 金融庁長官"),
        ),
        (PublicFacts("", has_delegated_authority=True), ("名称は未登録", "not named yet")),
    ],
)
def test_the_desk_names_to_whom_it_is_reported(
    empty_home: Path, show: Show, language: str, facts: PublicFacts | None, said: tuple[str, str]
) -> None:
    if facts is not None:
        record(opened(empty_home), facts, actor=ACTOR, at=now())
    incident = reportable(empty_home)
    at = show("incidents", person=COMPLIANCE, language=language, incident=incident.id, tab="sending")
    assert said[language == "en"] in words(at)
    assert (text("incidents.authority_open", language) in words(at)) is (facts is None)
    at.button(key="incident_sent").click().run()
    given = at.text_input(key="incident_addressee").value
    assert given == ("" if facts is None else now_of(empty_home, incident).authority.get(language))
