"""Our own registers as read models: who uses what, what is in force, and what we do but do not say."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from kit.builders import AT, TODAY, a_third_party, a_workspace, an_actor
from sakimori.domain.codes import DataCategory, Role, Severity, UserRole
from sakimori.domain.records.country import Certainty, CountryFact, CountryProfile, Point
from sakimori.domain.records.data_flow import DataFlow, Direction, LegalRoute
from sakimori.domain.records.own_registers import (
    ConsentKind,
    ConsentText,
    DataSet,
    DataSetPart,
    Notice,
    PublicItem,
    Purpose,
)
from sakimori.domain.records.sharing import Filing, JointUse, NoticeWay, OptoutItem
from sakimori.domain.records.third_party import SELF_ID, ThirdParty
from sakimori.errors import (
    ConflictError,
    InvalidValueError,
    MyNumberError,
    NotFoundError,
    NotPermittedError,
    StateError,
)
from sakimori.services.kernel.confirmations import judge_purpose_change
from sakimori.services.kernel.recording import record
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.own_company.registers import OwnRegistersView, own_registers, take_over_purpose
from sakimori.services.own_company.unpublished_facts import Sort, UnpublishedFact, unpublished_facts
from sakimori.services.own_company.write import publish_version
from sakimori.services.parties.write import register

PURPOSE = Purpose(
    "", "商品の発送", "ご注文の商品をお届けするため", published_since=date(2025, 4, 1), states_provision=True
)
NOTICE = Notice(
    "", "プライバシーポリシー", published_on=date(2025, 4, 1), items=frozenset(PublicItem), countries=frozenset()
)
JOINT = JointUse(
    "", "グループ共同利用", states_fact=True, data_items="氏名、住所", users_scope="当社の子会社", purpose="商品の案内",
    responsible="青葉株式会社", responsible_address="東京都港区", responsible_representative="代表取締役 青葉 一郎",
    responsible_id=SELF_ID, published_on=date(2025, 4, 1),
)  # fmt: skip


def put(workspace: Workspace, item: Any) -> Any:
    return record(workspace, item, actor=an_actor(), at=AT).record


def a_party(workspace: Workspace, **facts: Any) -> ThirdParty:
    return register(workspace, a_third_party(**facts), actor=an_actor(), at=AT).record


def a_flow(workspace: Workspace, party: ThirdParty, **facts: Any) -> DataFlow:
    given: dict[str, Any] = {
        "id": "", "third_party_id": party.id, "name": "発送データの受託処理", "direction": Direction.OUT,
        "role": Role.PROCESSOR, "route": LegalRoute.ENTRUST, "categories": frozenset({DataCategory.PI_TRANSACTION}),
        "storage_countries": frozenset({"JP"}), "processing_countries": frozenset({"JP"}),
        "start_on": date(2025, 4, 1),
    }  # fmt: skip
    flow: DataFlow = put(workspace, DataFlow(**(given | facts)))
    return flow


def look(workspace: Workspace, on: date = TODAY, number: int | None = None) -> OwnRegistersView:
    with workspace.unit() as unit:
        return own_registers(workspace, on=on, number=unit.number() if number is None else number)


def unsaid(
    workspace: Workspace, on: date = TODAY, number: int | None = None
) -> dict[tuple[Sort, str], UnpublishedFact]:
    with workspace.unit() as unit:
        lines = unpublished_facts(workspace, on=on, number=unit.number() if number is None else number)
    found = {(line.sort, line.key): line for line in lines}
    assert len(found) == len(lines)
    return found


def test_an_untouched_workspace_is_empty_and_says_that_no_notice_is_there() -> None:
    workspace = a_workspace()
    assert look(workspace).is_empty
    assert set(unsaid(workspace)) == {(Sort.NOTICE, "")}
    assert unsaid(workspace)[Sort.NOTICE, ""].is_unknown


def test_a_purpose_tells_who_uses_it_and_which_notice_states_it() -> None:
    workspace = a_workspace()
    purpose = put(workspace, PURPOSE)
    put(workspace, replace(NOTICE, purpose_ids=(purpose.id,)))
    data_set = put(workspace, DataSet("", "会員データ"))
    put(workspace, DataSetPart("", data_set.id, "2025年の会員", purpose_ids=(purpose.id,)))
    party = a_party(workspace)
    flow = a_flow(workspace, party, purpose_id=purpose.id)
    a_flow(workspace, party, name="終わった受託", purpose_id=purpose.id, end_on=date(2026, 11, 24))
    (line,) = look(workspace).purposes
    assert [(use.flow_id, use.third_party) for use in line.uses] == [(flow.id, party.legal_name)]
    assert (line.data_sets, line.notices) == (("会員データ",), ("プライバシーポリシー",))
    assert line.is_published(TODAY)
    assert not line.is_published(date(2025, 3, 31))
    assert len(look(workspace, on=date(2026, 11, 24)).purposes[0].uses) == 2


def test_versions_of_a_consent_text_stand_in_one_lane_the_earliest_first() -> None:
    workspace = a_workspace()
    for version, first in (("2", date(2026, 4, 1)), ("1", date(2024, 4, 1))):
        put(
            workspace,
            ConsentText("", "会員登録", version, used_from=first, kinds=frozenset({ConsentKind.PROVISION_27})),
        )
    put(workspace, ConsentText("", "アプリ", "1"))
    lanes = look(workspace).consent_lanes
    assert [(lane.name, [line.text.text_version for line in lane.versions]) for lane in lanes] == [
        ("アプリ", ["1"]),
        ("会員登録", ["1", "2"]),
    ]


def test_the_notice_in_force_stands_first_and_is_the_base_of_the_next() -> None:
    workspace = a_workspace()
    old = put(workspace, replace(NOTICE, published_on=date(2024, 4, 1), published_until=date(2025, 3, 31)))
    new = put(workspace, NOTICE)
    coming = put(workspace, replace(NOTICE, published_on=date(2027, 4, 1)))
    view = look(workspace)
    assert [line.notice.id for line in view.notices] == [new.id, coming.id, old.id]
    assert [line.is_in_force for line in view.notices] == [True, False, False]
    assert view.standing_notice == new
    assert look(workspace, on=date(2025, 3, 31)).standing_notice == old


def test_a_version_without_a_last_day_ends_before_the_next_of_its_name() -> None:
    workspace = a_workspace()
    old = put(workspace, replace(NOTICE, published_on=date(2024, 4, 1)))
    new = put(workspace, NOTICE)
    other = put(workspace, replace(NOTICE, name="採用の公表", published_on=date(2025, 10, 1)))
    lines = {line.notice.id: line for line in look(workspace).notices}
    assert {key: line.is_in_force for key, line in lines.items()} == {old.id: False, new.id: True, other.id: True}
    assert [lines[key].last_on for key in (old.id, new.id, other.id)] == [date(2025, 3, 31), None, None]
    assert look(workspace, on=date(2025, 3, 31)).standing_notice == old


def test_persons_of_a_data_set_are_unknown_while_one_part_is() -> None:
    workspace = a_workspace()
    data_set = put(workspace, DataSet("", "会員データ"))
    assert look(workspace).data_sets[0].persons is None
    part = put(workspace, DataSetPart("", data_set.id, "A", person_count=100))
    assert look(workspace).data_sets[0].persons == 100
    put(workspace, replace(part, id="", name="B", person_count=None))
    assert look(workspace).data_sets[0].persons is None


def test_flows_without_a_purpose_are_proposed_to_be_taken_over() -> None:
    workspace = a_workspace()
    party = a_party(workspace)
    flow = a_flow(workspace, party)
    a_flow(workspace, party, name="受け取り", direction=Direction.IN)
    a_flow(workspace, party, name="法令", route=LegalRoute.EXC_LAW)
    assert [use.flow_id for use in look(workspace).without_purpose] == [flow.id]
    stored = take_over_purpose(workspace, PURPOSE, [flow.id], actor=an_actor(), at=AT)
    assert "A-18-1" in {span.rule_id for span in stored.closed}
    view = look(workspace)
    assert view.without_purpose == ()
    assert [use.flow_id for use in view.purposes[0].uses] == [flow.id]


def test_a_purpose_is_taken_over_whole_or_not_at_all() -> None:
    workspace = a_workspace()
    party, other = a_party(workspace), put(workspace, replace(PURPOSE, name="広告"))
    free, bound = a_flow(workspace, party), a_flow(workspace, party, name="広告", purpose_id=other.id)
    for flow_ids, refusal in (([free.id, bound.id], StateError), ([free.id, "fl_none"], NotFoundError)):
        with pytest.raises(refusal):
            take_over_purpose(workspace, PURPOSE, flow_ids, actor=an_actor(), at=AT)
    with workspace.unit() as unit:
        assert unit.records.get(DataFlow, free.id).purpose_id is None
        assert len(unit.records.select(Purpose)) == 1
    take_over_purpose(workspace, other, [free.id, bound.id], actor=an_actor(), at=AT)
    with workspace.unit() as unit:
        assert unit.records.get(DataFlow, free.id).purpose_id == other.id


def test_a_flow_whose_purpose_no_notice_states_is_said_once_a_purpose() -> None:
    workspace = a_workspace()
    purpose, notice = put(workspace, PURPOSE), put(workspace, NOTICE)
    for name in ("ああ運輸", "いい運輸"):
        a_flow(workspace, a_party(workspace, legal_name=name), purpose_id=purpose.id)
    line = unsaid(workspace)[Sort.PURPOSE, purpose.id]
    assert [use.third_party for use in line.uses] == ["ああ運輸", "いい運輸"]
    assert (line.severity, line.is_unknown, line.wording) == (Severity.MEDIUM, False, PURPOSE.wording)
    assert "21条" in line.cites.ja
    put(workspace, replace(notice, purpose_ids=(purpose.id,)))
    assert unsaid(workspace) == {}


def test_a_purpose_of_a_data_set_alone_is_said_as_well() -> None:
    workspace = a_workspace()
    purpose, notice = put(workspace, PURPOSE), put(workspace, NOTICE)
    data_set = put(workspace, DataSet("", "会員データ"))
    put(workspace, DataSetPart("", data_set.id, "全員", purpose_ids=(purpose.id,)))
    line = unsaid(workspace)[Sort.PURPOSE, purpose.id]
    assert (line.data_sets, line.uses) == (("会員データ",), ())
    assert "21条" in line.cites.ja
    put(workspace, replace(data_set, ended_on=date(2026, 11, 24)))
    assert unsaid(workspace) == {}
    put(workspace, replace(notice, purpose_ids=(purpose.id,)))
    assert unsaid(workspace, on=date(2026, 11, 24)) == {}


def test_a_country_that_no_notice_names_is_said_with_its_law() -> None:
    workspace = a_workspace()
    notice = put(workspace, NOTICE)
    read = CountryFact(Point.GENERAL_LAW, Certainty.SOURCE, "ある", "Yes", "官報", read_on=date(2026, 4, 1))
    profile = CountryProfile("VN", date(2026, 4, 1), has_general_law=True, law="個人データ保護法", facts=(read,))
    put(workspace, profile)
    party = a_party(workspace)
    a_flow(workspace, party, storage_countries=frozenset({"VN", "JP"}), processing_countries=frozenset({"SG"}))
    found = unsaid(workspace)
    assert set(found) == {(Sort.COUNTRY, "VN"), (Sort.COUNTRY, "SG")}
    assert (found[Sort.COUNTRY, "VN"].name.ja, found[Sort.COUNTRY, "VN"].wording) == ("ベトナム", "個人データ保護法")
    put(workspace, replace(notice, countries=frozenset({"VN"})))
    assert set(unsaid(workspace)) == {(Sort.COUNTRY, "SG")}
    put(workspace, replace(notice, version=2, countries=frozenset({"VN", "SG"})))
    assert unsaid(workspace) == {}


def test_a_notice_that_nobody_has_read_for_countries_leaves_it_unknown() -> None:
    workspace = a_workspace()
    put(workspace, replace(NOTICE, countries=None))
    a_flow(workspace, a_party(workspace), storage_countries=frozenset({"VN"}))
    assert unsaid(workspace)[Sort.COUNTRY, "VN"].is_unknown


def test_the_seat_of_the_other_side_counts_as_a_country() -> None:
    workspace = a_workspace()
    put(workspace, NOTICE)
    a_flow(workspace, a_party(workspace, country="US", business_in_japan=False))
    assert (Sort.COUNTRY, "US") in unsaid(workspace)


def test_a_joint_use_that_lacks_an_item_or_a_record_blocks() -> None:
    workspace = a_workspace()
    put(workspace, NOTICE)
    party, joint = a_party(workspace), put(workspace, replace(JOINT, responsible=""))
    shared = {"route": LegalRoute.JOINT, "role": Role.JOINT_USER}
    a_flow(workspace, party, name="販促", joint_use_id=joint.id, **shared)
    a_flow(workspace, party, name="記録なし", **shared)
    found = {key: line for key, line in unsaid(workspace).items() if key[0] is Sort.JOINT_USE}
    assert set(found) == {(Sort.JOINT_USE, joint.id), (Sort.JOINT_USE, "")}
    line = found[Sort.JOINT_USE, joint.id]
    assert line.severity is Severity.BLOCK
    assert line.joint_use is not None
    assert line.joint_use.missing == ("responsible",)
    assert found[Sort.JOINT_USE, ""].name.ja == "記録なし"
    with workspace.unit() as unit:
        put(workspace, replace(unit.records.get(JointUse, joint.id), responsible=JOINT.responsible))
    assert (Sort.JOINT_USE, joint.id) not in unsaid(workspace)


def test_each_item_that_no_notice_states_is_one_line() -> None:
    workspace = a_workspace()
    put(workspace, replace(NOTICE, items=frozenset({PublicItem.PURPOSES, PublicItem.SECURITY_MEASURES})))
    assert {key for _, key in unsaid(workspace)} == {
        "name_address_representative", "request_procedure", "complaint_contact",
    }  # fmt: skip


def test_what_no_notice_states_of_an_opt_out_is_one_line_with_all_its_items() -> None:
    workspace = a_workspace()
    notice = put(
        workspace, replace(NOTICE, optout_items=frozenset(OptoutItem) - {OptoutItem.STOP, OptoutItem.PROVIDER})
    )
    filing = put(workspace, Filing("", "名簿の提供", notified_how=NoticeWay.KNOWABLE, notified_on=date(2026, 11, 25)))
    assert unsaid(workspace, on=date(2026, 11, 24)) == {}
    ((key, line),) = unsaid(workspace, on=date(2026, 11, 25)).items()
    assert key == (Sort.OPTOUT, filing.id)
    assert (line.severity, line.is_unknown) == (Severity.BLOCK, False)
    assert (line.filing, line.lacks) == (filing, (OptoutItem.PROVIDER, OptoutItem.STOP))
    assert "27条2項" in line.cites.ja
    put(workspace, replace(notice, optout_items=frozenset(OptoutItem)))
    assert unsaid(workspace, on=date(2026, 11, 25)) == {}


def test_a_notice_that_nobody_has_read_for_the_opt_out_leaves_it_unknown() -> None:
    workspace = a_workspace()
    put(workspace, NOTICE)
    filing = put(workspace, Filing("", "名簿の提供", published_on=date(2026, 11, 25)))
    line = unsaid(workspace)[Sort.OPTOUT, filing.id]
    assert (line.severity, line.is_unknown, line.lacks) == (Severity.MEDIUM, True, tuple(OptoutItem))


def test_the_gravest_stands_first() -> None:
    workspace = a_workspace()
    party, purpose = a_party(workspace), put(workspace, PURPOSE)
    a_flow(workspace, party, purpose_id=purpose.id)
    a_flow(workspace, party, name="共同", route=LegalRoute.JOINT, role=Role.JOINT_USER, purpose_id=purpose.id)
    with workspace.unit() as unit:
        lines = unpublished_facts(workspace, on=TODAY, number=unit.number())
    assert [line.sort for line in lines] == [Sort.JOINT_USE, Sort.NOTICE, Sort.PURPOSE]


def test_a_past_day_shows_what_was_known_and_a_coming_day_what_will_be() -> None:
    workspace = a_workspace()
    purpose = put(workspace, PURPOSE)
    notice = put(workspace, replace(NOTICE, purpose_ids=(purpose.id,)))
    a_flow(workspace, a_party(workspace), purpose_id=purpose.id)
    with workspace.unit() as unit:
        before = unit.number()
    later = datetime(2026, 11, 26, 3, 0, tzinfo=UTC)
    record(workspace, replace(notice, published_until=date(2026, 12, 31)), actor=an_actor(), at=later)
    assert unsaid(workspace) == {}
    assert set(unsaid(workspace, on=date(2027, 1, 1))) == {(Sort.NOTICE, ""), (Sort.PURPOSE, purpose.id)}
    assert unsaid(workspace, on=date(2027, 1, 1), number=before) == {}
    assert look(workspace, number=before).notices[0].notice.published_until is None
    assert len(look(workspace, number=before).purposes[0].uses) == 1


def test_own_gaps_stand_with_the_record_that_closes_them() -> None:
    workspace = a_workspace()
    purpose = put(workspace, replace(PURPOSE, wording="事業活動のため", published_since=None))
    filing = put(workspace, Filing("", "名簿の提供"))
    view = look(workspace)
    assert {span.rule_id for span in view.purposes[0].gaps} == {"A-17-1", "A-21-1"}
    assert {span.fix_id for span in view.filings[0].gaps} == {filing.id}
    assert purpose.id in {span.fix_id for span in view.gaps}


def test_a_changed_purpose_waits_for_a_judgement() -> None:
    workspace = a_workspace()
    old = put(workspace, PURPOSE)
    new = put(workspace, replace(PURPOSE, name="商品と新商品の案内", replaces_id=old.id))

    def rules() -> set[str]:
        line = next(line for line in look(workspace).purposes if line.purpose.id == new.id)
        assert line.replaces == "商品の発送"
        return {span.rule_id for span in line.gaps}

    assert rules() == {"A-17-2"}
    judge_purpose_change(workspace, new.id, judgement="通常予期できる範囲の案内である", actor=an_actor(), at=AT)
    assert rules() == set()


KINDS = (
    PURPOSE, NOTICE, JOINT, DataSet("", "会員データ"), ConsentText("", "会員登録", "1"), Filing("", "名簿の提供")
)  # fmt: skip


@pytest.mark.parametrize("item", KINDS, ids=lambda item: type(item).__name__)
@pytest.mark.parametrize("role", [role for role in UserRole if role is not UserRole.COMPLIANCE])
def test_only_compliance_writes_our_registers(item: Any, role: UserRole) -> None:
    workspace = a_workspace()
    with pytest.raises(NotPermittedError):
        record(workspace, item, actor=an_actor(role), at=AT)
    with pytest.raises(NotPermittedError):
        take_over_purpose(workspace, PURPOSE, [], actor=an_actor(role), at=AT)
    assert look(workspace).is_empty


@pytest.mark.parametrize("item", KINDS, ids=lambda item: type(item).__name__)
def test_a_my_number_or_an_empty_name_is_refused_and_the_second_of_two_is_told(item: Any) -> None:
    workspace = a_workspace()
    with pytest.raises(MyNumberError):
        put(workspace, replace(item, name="会員 123456789018"))
    with pytest.raises(InvalidValueError):
        put(workspace, replace(item, name=" \u200b "))
    stored = put(workspace, item)
    put(workspace, replace(stored, name="先の人"))
    with pytest.raises(ConflictError) as conflict:
        put(workspace, replace(stored, name="後の人"))
    theirs: Any = conflict.value.details["theirs"]
    assert theirs.name == "先の人"


@pytest.mark.parametrize(
    "item",
    [
        replace(PURPOSE, published_until=date(2025, 3, 31)),
        replace(NOTICE, published_until=date(2025, 3, 31)),
        replace(NOTICE, countries=frozenset({"XX"})),
        replace(NOTICE, purpose_ids=("pu_none",)),
        replace(PURPOSE, replaces_id="pu_none"),
        DataSetPart("", "ds_none", "全員"),
        DataSet("", "x" * 301),
        DataSet("", "会員", retention_months=-1),
    ],
)
def test_what_cannot_be_is_refused(item: Any) -> None:
    with pytest.raises(InvalidValueError):
        put(a_workspace(), item)


def test_a_gap_of_a_flow_stands_with_the_record_of_ours_that_closes_it() -> None:
    workspace = a_workspace()
    put(workspace, NOTICE)
    joint = put(workspace, replace(JOINT, responsible=""))
    a_flow(workspace, a_party(workspace), route=LegalRoute.JOINT, role=Role.JOINT_USER, joint_use_id=joint.id)
    assert {span.rule_id for span in look(workspace).joint_uses[0].gaps} == {"A-JU1"}
    assert "A-JU1" not in {span.rule_id for span in look(workspace).gaps}


@pytest.mark.parametrize(("first", "is_taken"), [(date(2025, 4, 1), False), (date(2025, 4, 2), True)])
def test_a_new_version_of_a_notice_begins_after_the_one_it_replaces(first: date, is_taken: bool) -> None:
    workspace = a_workspace()
    old = put(workspace, NOTICE)
    new = replace(NOTICE, published_on=first)
    if not is_taken:
        with pytest.raises(InvalidValueError, match="2025-04-01"):
            publish_version(workspace, new, replaces=old, actor=an_actor(), at=AT)
        return
    publish_version(workspace, new, replaces=old, actor=an_actor(), at=AT)
    ends = [line.notice.published_until for line in look(workspace).notices]
    assert ends == [None, date(2025, 4, 1)]


def test_a_version_without_a_day_leaves_the_one_before_in_force_and_a_race_is_told() -> None:
    workspace = a_workspace()
    old = put(workspace, NOTICE)
    publish_version(workspace, replace(NOTICE, published_on=None), replaces=old, actor=an_actor(), at=AT)
    assert look(workspace).standing_notice == old
    put(workspace, replace(old, url="https://example.co.jp"))
    with pytest.raises(ConflictError):
        publish_version(workspace, replace(NOTICE, published_on=TODAY), replaces=old, actor=an_actor(), at=AT)
    with pytest.raises(NotPermittedError):
        publish_version(workspace, NOTICE, replaces=old, actor=an_actor(UserRole.PROCUREMENT), at=AT)
    assert len(look(workspace).notices) == 2
