"""公表と実際 as a person uses it: every point with both sides, the words to publish, and where each is mended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from kit.tables import tables
from sakimori.clock import now, today
from sakimori.domain.codes import UserRole
from sakimori.domain.records.own_registers import Notice, PublicFacts, PublicItem
from sakimori.domain.records.sharing import Filing, SharingChange, SharingChangeKind
from sakimori.domain.records.third_party import SELF_ID, ThirdParty
from sakimori.domain.user import Actor
from sakimori.domain.values.days import add_months
from sakimori.services.kernel.recording import record
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.own_company.notice_check import Point
from sakimori.services.parties.write import edit

Show = Callable[..., AppTest]

ACTOR = Actor("us02", "担当 2", frozenset(UserRole))
COMPLIANCE, AUDITOR = (f"us0{1 + list(UserRole).index(role)}" for role in (UserRole.COMPLIANCE, UserRole.AUDITOR))
SINCE = add_months(today(), -12)


def opened(home: Path) -> Workspace:
    return Workspace(home / "demo.db")


def put(home: Path, item: Any) -> Any:
    return record(opened(home), item, actor=ACTOR, at=now()).record


def a_notice(home: Path) -> None:
    """A notice that says another fee than is charged, and of its measures only that a guideline is followed."""
    with opened(home).unit() as unit:
        own = unit.records.get(ThirdParty, SELF_ID)
    known = replace(own, legal_name="株式会社うみべ", address="東京都架空区1-1", representative="代表 花子")
    edit(opened(home), known, actor=ACTOR, at=now())
    notice = Notice("", "プライバシーポリシー", SINCE, items=frozenset(PublicItem), security_content=False, fee="500円")
    put(home, notice)
    facts = PublicFacts("", charges_fee=True, fee="300円", measures_people="毎年研修を行っています。")
    put(home, facts)


def sentences(at: AppTest) -> str:
    return " ".join(str(box.value) for box in [*at.success, *at.warning, *at.info, *at.markdown, *at.caption])


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_point_stands_with_both_sides_and_its_state_in_words(empty_home: Path, show: Show, language: str) -> None:
    a_notice(empty_home)
    at = show("notice", person=COMPLIANCE, language=language)
    assert at.title[0].value == {"ja": "公表と実際", "en": "Notice and reality"}[language]
    rows = tables(at)[0].value
    assert len(rows) == len(Point)
    told = rows.to_string()
    assert {"ja": "違う", "en": "Differs"}[language] in told
    assert "500円" in told
    assert "300円" in told


def test_an_empty_view_leads_to_the_form_of_a_notice(empty_home: Path, show: Show) -> None:
    at = show("notice", person=COMPLIANCE)
    assert not tables(at)
    assert at.button(key="next_policy_0").label == "公表文書を登録"


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_words_to_publish_stand_in_both_languages_as_recorded(empty_home: Path, show: Show, language: str) -> None:
    a_notice(empty_home)
    at = show("notice", person=COMPLIANCE, language=language)
    at.session_state["party_dialog"] = ("notice_point", {"point": Point.SECURITY.value})
    at.run()
    assert not at.exception
    drafts = [box.value for box in at.code]
    assert len(drafts) == 2
    assert all("毎年研修を行っています。" in draft for draft in drafts)
    assert drafts[0].startswith({"ja": "個人データの安全管理", "en": "To keep personal data safe"}[language])


def test_facts_that_no_register_keeps_are_recorded_here_and_close_the_point(empty_home: Path, show: Show) -> None:
    a_notice(empty_home)
    at = show("notice", person=COMPLIANCE, record="public_facts")
    at.text_input(key="public_facts_fee").set_value("500円")
    at.button(key="public_facts_save").click().run()
    assert not at.exception
    row = tables(at)[0].value.iloc[list(Point).index(Point.PROCEDURE)]
    assert "合っている" in str(list(row))


def test_an_auditor_reads_it_without_a_way_to_mend(empty_home: Path, show: Show) -> None:
    a_notice(empty_home)
    at = show("notice", person=AUDITOR)
    assert len(tables(at)[0].value) == len(Point)
    assert at.button(key="notice_facts").disabled


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_planned_change_is_logged_with_the_day_by_which_it_is_told(
    empty_home: Path, show: Show, language: str
) -> None:
    a_notice(empty_home)
    filing = put(empty_home, Filing("", "名簿の提供"))
    change = put(empty_home, SharingChange("", "項目の追加", filing_id=filing.id))
    at = show("purposes", person=COMPLIANCE, language=language, record="sharing_change", id=change.id)
    at.selectbox(key="sharing_change_kind").set_value(SharingChangeKind.OPTOUT_ITEMS).run()
    assert {"ja": "変更の前の日までに", "en": "by the day before"}[language] in sentences(at)
    at.date_input(key="sharing_change_changed_on").set_value(add_months(today(), 1))
    at.button(key="own_record_save").click().run()
    assert not at.exception
    with opened(empty_home).unit() as unit:
        (stored,) = unit.records.select(SharingChange)
    assert stored.changed_on == add_months(today(), 1)
    assert any("項目の追加" in frame.value.to_string() for frame in tables(at))
