"""Notices beside what the registers say: each point agrees, differs, or is not known, and says where it is mended."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from kit.builders import AT, TODAY, a_workspace, an_actor
from sakimori.domain.codes import DataCategory, Role, Severity
from sakimori.domain.records.campaigns import SiteTag, TagScope
from sakimori.domain.records.data_flow import DataFlow, Direction, LegalRoute
from sakimori.domain.records.own_registers import Notice, PublicFacts, PublicItem, Purpose
from sakimori.domain.records.sharing import Filing, SharingChange, SharingChangeKind
from sakimori.domain.records.third_party import SELF_ID, ThirdParty
from sakimori.domain.rule import DeadlineKind
from sakimori.services.kernel.recording import record
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.own_company.changes import sharing_changes
from sakimori.services.own_company.notice_check import NoticeCheck, NoticePoint, Point, PointState, notice_check
from sakimori.services.parties.write import edit, register

ACTOR = an_actor()
SINCE = TODAY - timedelta(days=200)
SAID: dict[str, Any] = {
    "published_on": SINCE, "items": frozenset(PublicItem), "countries": frozenset(), "security_content": True,
    "operator_name": "株式会社うみべ", "operator_address": "東京都架空区1-1", "operator_representative": "代表 花子",
    "complaint_contact": "お客様相談室", "fee": "1件300円",
}  # fmt: skip
FACTS: dict[str, Any] = {
    "charges_fee": True,
    "fee": "1件300円",
    "is_member": False,
    "complaint_contact": "お客様相談室",
}


@pytest.fixture
def workspace() -> Workspace:
    return a_workspace()


def put(workspace: Workspace, item: Any) -> Any:
    return record(workspace, item, actor=ACTOR, at=AT).record


def ourselves(workspace: Workspace, **facts: Any) -> None:
    with workspace.unit() as unit:
        own = unit.records.get(ThirdParty, SELF_ID)
    known = {"legal_name": "株式会社うみべ", "address": "東京都架空区1-1", "representative": "代表 花子"}
    edit(workspace, replace(own, **(known | facts)), actor=ACTOR, at=AT)


def checked(workspace: Workspace, on: date = TODAY) -> NoticeCheck:
    with workspace.unit() as unit:
        number = unit.number()
    return notice_check(workspace, on=on, number=number)


def point(check: NoticeCheck, which: Point) -> NoticePoint:
    return next(one for one in check.points if one.point is which)


def a_sound_company(workspace: Workspace, **said: Any) -> Purpose:
    ourselves(workspace)
    purpose: Purpose = put(workspace, Purpose("", "商品の発送", "ご注文の商品を届けるため", published_since=SINCE))
    put(workspace, Notice("", "プライバシーポリシー", purpose_ids=(purpose.id,), **(SAID | said)))
    put(workspace, PublicFacts("", **FACTS))
    return purpose


def a_flow(workspace: Workspace, **facts: Any) -> DataFlow:
    party = register(
        workspace, ThirdParty("", "株式会社いなほ", frozenset({Role.PROCESSOR}), country="JP"), actor=ACTOR, at=AT
    ).record
    given: dict[str, Any] = {
        "direction": Direction.OUT, "role": Role.PROCESSOR, "route": LegalRoute.ENTRUST,
        "categories": frozenset({DataCategory.PI_CONTACT}), "storage_countries": frozenset({"JP"}),
        "processing_countries": frozenset({"JP"}), "start_on": SINCE,
    }  # fmt: skip
    found: DataFlow = put(workspace, DataFlow("", party.id, "発送の受託", **(given | facts)))
    return found


def test_a_notice_that_says_what_holds_agrees_at_every_point(workspace: Workspace) -> None:
    purpose = a_sound_company(workspace)
    a_flow(workspace, purpose_id=purpose.id)
    check = checked(workspace)
    assert check.with_state(PointState.DIFFERS, PointState.UNKNOWN) == ()
    assert point(check, Point.PURPOSES).said == point(check, Point.PURPOSES).real
    assert point(check, Point.OPTOUT).state is PointState.NOT_NEEDED


def test_another_representative_than_ours_differs_and_leads_to_the_notice(workspace: Workspace) -> None:
    a_sound_company(workspace)
    ourselves(workspace, representative="代表 次郎")
    found = point(checked(workspace), Point.OPERATOR)
    assert (found.state, found.severity) == (PointState.DIFFERS, Severity.MEDIUM)
    assert found.fix is not None
    assert (found.fix.record, found.fix.field) == ("notice", "operator_representative")


def test_a_security_statement_that_only_names_a_guideline_differs(workspace: Workspace) -> None:
    a_sound_company(workspace, security_content=False)
    assert point(checked(workspace), Point.SECURITY).state is PointState.DIFFERS


def test_a_fee_that_nobody_recorded_is_not_known_and_leads_to_the_facts(workspace: Workspace) -> None:
    a_sound_company(workspace)
    with workspace.unit() as unit:
        (facts,) = unit.records.select(PublicFacts)
    put(workspace, replace(facts, charges_fee=None, fee=""))
    found = point(checked(workspace), Point.PROCEDURE)
    assert (found.state, found.fix and found.fix.record) == (PointState.UNKNOWN, "public_facts")


def test_a_purpose_in_use_that_no_notice_names_differs_and_an_unused_one_is_told(workspace: Workspace) -> None:
    purpose = a_sound_company(workspace)
    other = put(workspace, Purpose("", "商品の案内", "商品を案内するため", published_since=SINCE))
    a_flow(workspace, purpose_id=other.id)
    found = point(checked(workspace), Point.PURPOSES)
    assert found.state is PointState.DIFFERS
    assert [line.key for line in found.lines] == [other.id]
    assert [text.ja for text in found.unused] == [purpose.name]


def test_a_country_that_no_notice_names_differs(workspace: Workspace) -> None:
    purpose = a_sound_company(workspace)
    a_flow(workspace, purpose_id=purpose.id, storage_countries=frozenset({"VN"}))
    found = point(checked(workspace), Point.ABROAD)
    assert (found.state, [text.en for text in found.real]) == (PointState.DIFFERS, ["Vietnam"])


def test_without_a_notice_nothing_agrees(workspace: Workspace) -> None:
    ourselves(workspace)
    put(workspace, PublicFacts("", **FACTS))
    check = checked(workspace)
    assert point(check, Point.NOTICE).state is PointState.UNKNOWN
    assert point(check, Point.OPERATOR).state is PointState.UNKNOWN


def test_a_tag_that_no_notice_tells_of_differs(workspace: Workspace) -> None:
    purpose = a_sound_company(workspace)
    flow = a_flow(workspace, purpose_id=purpose.id)
    tag = SiteTag("", flow.third_party_id, "計測タグ", flow.id, scope=TagScope.IN_SCOPE, stated=frozenset())
    put(workspace, replace(tag, used_from=SINCE))
    assert point(checked(workspace), Point.TAGS).state is PointState.DIFFERS


def test_a_planned_change_is_due_the_day_before_and_stands_in_the_calendar(workspace: Workspace) -> None:
    a_sound_company(workspace)
    filing = put(workspace, Filing("", "名簿の提供", "00-0", SINCE, SINCE, SINCE))
    begins = TODAY + timedelta(days=20)
    change = SharingChange("", "項目の追加", SharingChangeKind.OPTOUT_ITEMS, filing.id, changed_on=begins)
    stored = put(workspace, change)
    with workspace.unit() as unit:
        number = unit.number()
        kind = DeadlineKind.CHANGE_NOTICE.value
        rows = unit.query("SELECT day, record_id FROM deadline WHERE kind = :kind", kind=kind)
    (line,) = sharing_changes(workspace, on=TODAY, number=number)
    assert (line.due_on, line.of, line.is_done) == (begins - timedelta(days=1), "名簿の提供", False)
    days = [row["day"] for row in rows if row["record_id"] == stored.id]
    assert days == [(begins - timedelta(days=1)).isoformat()]


def test_several_changes_are_kept_and_what_is_told_is_done(workspace: Workspace) -> None:
    a_sound_company(workspace)
    filing = put(workspace, Filing("", "名簿の提供", "00-0", SINCE, SINCE, SINCE))
    told: dict[str, Any] = {"told_on": TODAY, "filed_on": TODAY}
    identity = SharingChange("", "住所の変更", SharingChangeKind.IDENTITY, filing.id, changed_on=TODAY)
    put(workspace, identity)
    put(workspace, replace(identity, name="代表者の変更", **told))
    with workspace.unit() as unit:
        number = unit.number()
    lines = sharing_changes(workspace, on=TODAY, number=number)
    assert [(line.change.name, line.is_done) for line in lines] == [("住所の変更", False), ("代表者の変更", True)]
    assert [bool(line.gaps) for line in lines] == [True, False]
