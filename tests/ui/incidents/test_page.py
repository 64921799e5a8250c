"""漏えい等 as a person uses it: reported by anybody, facts that judge at once, nine items half-known, drafts, closing."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from sakimori.clock import now, today
from sakimori.domain.codes import DataCategory, UserRole
from sakimori.domain.incident import Report
from sakimori.domain.records.incidents import (
    Drill,
    Incident,
    IncidentPlace,
    IncidentPlan,
    IncidentReport,
    ItemState,
    PersonsTold,
    ReportItem,
    ReportWay,
)
from sakimori.domain.user import Actor
from sakimori.domain.values.as_of import NEWEST, AsOf
from sakimori.services.incidents.prepared import save_drill, save_plan
from sakimori.services.incidents.report import IncidentDraft, report_incident
from sakimori.services.incidents.reports import send_report
from sakimori.services.incidents.shapes import IncidentView
from sakimori.services.incidents.view import incident_view
from sakimori.services.incidents.write import save_facts, save_item
from sakimori.services.kernel.workspace import Workspace
from sakimori.ui.frame.text import TEXTS
from sakimori.ui.incidents.desk import Tab
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
    assert all(one.disabled for one in (*at.text_input, *at.number_input, *at.multiselect, *at.date_input) if "fact" in str(one.key))
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
    assert said.count("###") == 3
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
    assert text("incidents.reportable_yes") in words(at)
    at.run()
    assert not at.warning
