"""事案を報告: from every page, by everybody, in two presses beside words and day; the desk has it at once."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from sakimori.clock import today
from sakimori.domain.codes import UserRole
from sakimori.domain.records.incidents import Incident, IncidentEntry, IncidentPlace
from sakimori.domain.records.third_party import SELF_ID, ThirdParty
from sakimori.services.kernel.workspace import Workspace
from sakimori.ui.frame.pages import landing
from sakimori.ui.frame.text import TEXTS
from ui.conftest import Show

PERSON = {role: f"us0{place}" for place, role in enumerate(UserRole, start=1)}
OPEN, SEND = "frame_report_incident", "report_incident_send"


def incidents(home: Path) -> list[Incident]:
    with Workspace(home / "demo.db").unit() as unit:
        return unit.records.select(Incident, "1 = 1", {})


def lines(home: Path) -> list[str]:
    with Workspace(home / "demo.db").unit() as unit:
        return [one.ja for one in unit.records.select(IncidentEntry, "1 = 1", {})]


def text(key: str, language: str = "ja") -> str:
    return TEXTS[key].get(language)


def said(at: AppTest) -> str:
    return "\n".join(str(one.value) for one in (*at.markdown, *at.success, *at.warning))


def test_a_page_of_another_role_offers_it_too(empty_home: Path, show: Show) -> None:
    at = show("settings", person=PERSON[UserRole.SALES])
    assert [one for one in at.sidebar.button if one.key == OPEN]


@pytest.mark.parametrize("role", list(UserRole))
def test_everybody_reports_in_two_presses_and_a_day(empty_home: Path, show: Show, role: UserRole) -> None:
    at = show(landing(frozenset({role})).name, person=PERSON[role])
    assert text("report_incident.open") in at.get("menu_button")[0].proto.options
    at.sidebar.button(key=OPEN).click().run()
    at.text_area(key="report_incident_what").set_value("顧客名簿を別の会社に送った")
    at.date_input(key="report_incident_on").set_value(today()).run()
    at.button(key=SEND).click().run()
    assert not at.exception
    assert text("report_incident.done") in said(at)
    (one,) = incidents(empty_home)
    assert (one.name, one.known_on, one.reported_by) == ("顧客名簿を別の会社に送った", today(), PERSON[role])
    assert (one.place, one.third_party_id) == (None, SELF_ID)
    may_work = role in {UserRole.PROCUREMENT, UserRole.COMPLIANCE, UserRole.AUDITOR}
    assert bool([b for b in at.button if b.key == "report_incident_desk"]) is may_work


def test_whoever_sees_no_list_of_third_parties_says_in_words_where_it_happened(empty_home: Path, show: Show) -> None:
    at = show("check", person=PERSON[UserRole.SALES])
    at.sidebar.button(key=OPEN).click().run()
    at.text_area(key="report_incident_what").set_value("名簿を渡した先から漏れた")
    at.text_input(key="report_incident_where").set_value("株式会社みなも")
    at.text_area(key="report_incident_more").set_value("昨日の夜に電話があった。")
    at.date_input(key="report_incident_on").set_value(today() - timedelta(days=1)).run()
    at.button(key=SEND).click().run()
    (one,) = incidents(empty_home)
    assert one.known_on == today() - timedelta(days=1)
    assert one.name == "名簿を渡した先から漏れた"
    told = next(line for line in lines(empty_home) if "昨日の夜" in line)
    assert told == "名簿を渡した先から漏れた\n（どこで：株式会社みなも）\n昨日の夜に電話があった。"
    at.button(key="report_incident_close").click().run()
    at.sidebar.button(key=OPEN).click().run()
    assert told in [one.value for one in at.text]
    assert text("report_incident.state_received") in said(at)


def test_a_third_party_of_the_list_is_where_it_happened(demo_home: Path, show: Show) -> None:
    at = show("gaps", person="us02")
    at.sidebar.button(key=OPEN).click().run()
    with Workspace(demo_home / "demo.db").unit() as unit:
        party = unit.records.select(ThirdParty, "id <> 'self' and merged_into is null", {})[0]
    at.text_area(key="report_incident_what").set_value("不正アクセスの連絡があった")
    at.selectbox(key="report_incident_where").set_value(party.id)
    at.date_input(key="report_incident_on").set_value(today()).run()
    at.button(key=SEND).click().run()
    assert not at.exception
    found = next(one for one in incidents(demo_home) if one.name == "不正アクセスの連絡があった")
    assert (found.third_party_id, found.place) == (party.id, IncidentPlace.THIRD_PARTY)


def test_nothing_said_and_a_my_number_are_refused_in_the_dialog_and_what_was_typed_stays(
    empty_home: Path, show: Show
) -> None:
    at = show("check", person=PERSON[UserRole.SALES])
    at.sidebar.button(key=OPEN).click().run()
    at.date_input(key="report_incident_on").set_value(today()).run()
    at.button(key=SEND).click().run()
    assert at.warning
    at.text_area(key="report_incident_what").set_value("番号 123456789018 を送った")
    at.button(key=SEND).click().run()
    assert at.warning
    assert at.text_area(key="report_incident_what").value == "番号 123456789018 を送った"
    assert incidents(empty_home) == []


def test_it_can_be_reported_while_a_past_day_is_shown(empty_home: Path, show: Show) -> None:
    at = show("records", person=PERSON[UserRole.COMPLIANCE], on=(today() - timedelta(days=1)).isoformat())
    at.sidebar.button(key=OPEN).click().run()
    at.text_area(key="report_incident_what").set_value("紛失した")
    at.date_input(key="report_incident_on").set_value(today()).run()
    at.button(key=SEND).click().run()
    assert [one.known_on for one in incidents(empty_home)] == [today()]


def test_the_dialog_begins_blank_each_time(empty_home: Path, show: Show) -> None:
    at = show("check", person=PERSON[UserRole.SALES])
    for what in ("一件目", "二件目"):
        at.sidebar.button(key=OPEN).click().run()
        assert not at.text_area(key="report_incident_what").value
        at.text_area(key="report_incident_what").set_value(what)
        at.date_input(key="report_incident_on").set_value(today()).run()
        at.button(key=SEND).click().run()
        at.button(key="report_incident_close").click().run()
    assert {one.name for one in incidents(empty_home)} == {"一件目", "二件目"}
