"""体制 as people open it: what I must read, the registers with their gaps, approval, and lists that come in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest
from streamlit.testing.v1 import AppTest

from kit.tables import tables
from sakimori.clock import today
from sakimori.domain.codes import AssessmentKind, AssessmentState
from sakimori.domain.questions.assessment import Assessment
from sakimori.domain.questions.headings import HEADINGS
from sakimori.domain.records.governance import Acknowledgement, AuditFinding, PolicyException, PolicyText
from sakimori.services.kernel.workspace import Workspace
from sakimori.ui.frame.components import OPEN_DIALOG
from sakimori.ui.frame.text import TEXTS

T = TypeVar("T")
Show = Callable[..., AppTest]


def on_record(home: Path, kind: type[T]) -> list[T]:
    with Workspace(home / "demo.db").unit() as unit:
        return list(unit.records.select(kind))


def opened(show: Show, kind: str, record_id: str, *, person: str = "us01", **facts: str) -> AppTest:
    at = show("governance", language="ja", person=person)
    at.session_state[OPEN_DIALOG] = (kind, {"record_id": record_id, **facts})
    return at.run()


@pytest.mark.parametrize("language", ["ja", "en"])
def test_compliance_sees_the_policies_that_stand_with_their_gaps_and_readers(
    demo_home: Path, show: Show, language: str
) -> None:
    at = show("governance", language=language)
    [policies] = (one.value for one in tables(at))
    assert len(policies) == 5
    assert any(TEXTS["severity.medium"].get(language) in str(cell) for cell in policies["gap"])
    assert policies["read"].iloc[0] == TEXTS["governance.read_of"].get(language).format(read="8", asked="8")
    assert len(at.metric) == 4


@pytest.mark.parametrize("tab", ["officers", "exceptions", "audits", "meetings"])
def test_each_register_is_listed_under_its_tab(demo_home: Path, show: Show, tab: str) -> None:
    at = show("governance", language="ja", tab=tab)
    assert len(tables(at)) == 1
    assert len(tables(at)[0].value) >= 2


def test_sales_reads_its_policies_and_sees_nothing_else(demo_home: Path, show: Show) -> None:
    at = show("governance", language="ja", person="us03")
    assert not tables(at)
    assert not at.metric
    buttons = [button for button in at.button if (button.key or "").startswith("governance_read_")]
    assert len(buttons) == 2
    before = len(on_record(demo_home, Acknowledgement))
    buttons[0].click().run()
    assert not at.exception
    left = [button for button in at.button if (button.key or "").startswith("governance_read_")]
    assert (len(left), len(on_record(demo_home, Acknowledgement))) == (1, before + 1)


def test_an_approval_is_noted_in_the_form_of_its_policy(demo_home: Path, show: Show) -> None:
    [text] = [one for one in on_record(demo_home, PolicyText) if not one.approved_on]
    at = opened(show, "policy_text", text.id)
    at.text_input(key="policy_approver").set_value("取締役会")
    assert at.button(key="policy_approve").disabled
    at.date_input(key="policy_approved").set_value(today()).run()
    at.button(key="policy_approve").click().run()
    assert not at.exception
    [done] = [one for one in on_record(demo_home, PolicyText) if one.id == text.id]
    assert (done.approver, done.approval_noted_by) == ("取締役会", "us01")


def test_an_exception_is_approved_in_its_form(demo_home: Path, show: Show) -> None:
    [one] = [found for found in on_record(demo_home, PolicyException) if found.approved_on is None]
    at = opened(show, "policy_exception", one.id)
    assert at.button(key="exception_approve").disabled
    at.checkbox(key="exception_checked").check().run()
    at.button(key="exception_approve").click().run()
    assert not at.exception
    assert {found.approved_by for found in on_record(demo_home, PolicyException)} >= {"us01"}


def test_a_finding_is_confirmed_as_mended_only_with_how(demo_home: Path, show: Show) -> None:
    finding = next(one for one in on_record(demo_home, AuditFinding) if one.fixed_on is None)
    at = opened(show, "audit_finding", finding.id)
    at.button(key="finding_mended").click().run()
    assert at.error or at.warning
    at.text_area(key="finding_how").set_value("棚卸しをした")
    at.button(key="finding_mended").click().run()
    mended = [one for one in on_record(demo_home, AuditFinding) if one.fixed_note == "棚卸しをした"]
    assert len(mended) == 1


def test_the_next_version_begins_with_what_the_standing_one_says(demo_home: Path, show: Show) -> None:
    standing = next(one for one in on_record(demo_home, PolicyText) if one.text_version == "第8版")
    at = opened(show, "policy_text", "", after=standing.id)
    assert at.text_input(key="policy_name").value == "個人情報取扱規程"
    assert at.text_input(key="policy_text_version").value == ""
    at.text_input(key="policy_text_version").set_value("第9版")
    at.button(key="policy_save").click().run()
    new = [one for one in on_record(demo_home, PolicyText) if one.text_version == "第9版"]
    assert [one.approved_on for one in new] == [None]


def test_our_own_measures_stand_under_their_headings_with_the_day_of_the_next_check(
    demo_home: Path, show: Show
) -> None:
    at = show("governance", language="ja", tab="measures")
    [headings] = (one.value for one in tables(at))
    assert len(headings) == len(HEADINGS)
    states = [state[0].split(" ", 1)[1] for state in headings["state"]]
    assert (states[0], states[-1]) == (TEXTS["coverage.state.partly"].ja, TEXTS["coverage.state.sound"].ja)
    before = {one.id for one in on_record(demo_home, Assessment)}
    at.button(key="own_check_begin").click().run()
    at.button(key="own_check_save").click().run()
    [made] = (one for one in on_record(demo_home, Assessment) if one.id not in before)
    assert (made.kind, made.state) == (AssessmentKind.SELF_CHECK, AssessmentState.DRAFT)


def test_an_empty_company_is_told_where_to_begin(empty_home: Path, show: Show) -> None:
    at = show("governance", language="ja", person="us02")
    assert any(TEXTS["governance.empty"].ja in str(one.value) for one in at.markdown)
    assert not at.exception
