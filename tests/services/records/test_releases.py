"""Hand-overs made and received, with their records: from a slip, found by person, kept, corrected, purged."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from kit.asking import AT, AUDITOR, COMPLIANCE, OTHER_SALES, PROCUREMENT, SALES, a_question, a_workspace_of
from kit.clearing import TODAY
from kit.releasing import CONSENT, DAY, EACH_MONTH, MY_NUMBER, OPTOUT, a_draft, a_receipt, cleared, the_record
from sakimori.domain.codes import Outcome
from sakimori.domain.records.contract import Contract
from sakimori.domain.records.data_flow import LegalRoute
from sakimori.domain.records.hand_over import NoRecord, ProvisionRecord, ReceiptRecord, RecordMethod, Release
from sakimori.domain.records.third_party import ThirdParty
from sakimori.errors import (
    InvalidValueError,
    MyNumberError,
    NotFoundError,
    NotPermittedError,
    RetainedError,
    SelfApprovalError,
    StateError,
)
from sakimori.services.audit.rows import all_rows, trail_detail, wanted_of
from sakimori.services.audit.view import verify
from sakimori.services.clearance.flow_answers import approve_hand_over
from sakimori.services.clearance.slips import issue_slip, revoke_slip
from sakimori.services.kernel.recompute import recompute
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.merge import merge
from sakimori.services.parties.write import register
from sakimori.services.records.corrections import correct_record, purge_record, records_of_person
from sakimori.services.records.receipts import record_receipt
from sakimori.services.records.releases import (
    extend_release,
    release,
    release_without_clearance,
    review_release,
)


def open_gaps(workspace: Workspace, rule: str) -> list[str]:
    with workspace.unit() as unit:
        rows = unit.query(
            "SELECT subject_key FROM gap_span WHERE known_until IS NULL AND rule_id = :rule AND until_on IS NULL "
            "UNION SELECT subject_key FROM gap_span WHERE known_until IS NULL AND rule_id = :rule AND until_on > :day",
            rule=rule, day=TODAY.isoformat(),
        )  # fmt: skip
    return [str(row["subject_key"]) for row in rows]


# From a slip


def test_a_hand_over_on_consent_makes_the_record_of_29_with_all_that_the_law_asks_for() -> None:
    workspace, slip = cleared()
    made = release(workspace, slip.id, a_draft(persons=("ａ-１０", "A-9")), actor=SALES, at=AT).record
    record = the_record(workspace, made)
    assert (record.recipient_name, record.recipient_address) == ("株式会社みなも", "東京都千代田区1-1")
    assert (record.recipient_representative, record.consented) == ("代表 太郎", True)
    assert (record.route, record.method, record.persons) == (LegalRoute.CONSENT, RecordMethod.EACH, ("a-10", "a-9"))
    assert (record.retain_until, record.made_by) == (date(2029, 11, 26), "us1")
    assert (made.uncleared_on, made.no_record, made.flow_id) == (None, None, "fl1")
    assert verify(workspace).is_intact


def test_where_no_record_is_due_the_release_says_why() -> None:
    workspace, slip = cleared({})
    made = release(workspace, slip.id, a_draft(), actor=SALES, at=AT).record
    assert (made.record_id, made.no_record) == (None, NoRecord.ENTRUST)
    with workspace.unit() as unit:
        assert unit.records.select(ProvisionRecord) == []


def test_the_record_closes_the_gap_of_its_flow() -> None:
    workspace, slip = cleared({**CONSENT, "flow": CONSENT["flow"] | {"frequency": "once"}})
    assert open_gaps(workspace, "A-29") == ["fl1"]
    release(workspace, slip.id, a_draft(), actor=SALES, at=AT)
    assert open_gaps(workspace, "A-29") == []
    assert all(not differences for _, _, differences in recompute(workspace, on=TODAY))


def test_what_is_not_on_record_of_the_recipient_stays_open_and_is_a_gap() -> None:
    given = {**CONSENT, "recipient": {"roles": ["recipient"], "representative": "未回答"}}
    workspace, slip = cleared(given)
    made = release(workspace, slip.id, a_draft(), actor=SALES, at=AT).record
    assert open_gaps(workspace, "A-29I") == [made.record_id]
    fixed = correct_record(
        workspace, ProvisionRecord, str(made.record_id), {"recipient_representative": "代表 花"},
        reason="登記で確かめた", actor=COMPLIANCE, at=AT,
    ).record  # fmt: skip
    assert (fixed.corrects_id, fixed.recipient_representative) == (made.record_id, "代表 花")
    assert open_gaps(workspace, "A-29I") == []
    with workspace.unit() as unit:
        assert unit.records.get(Release, made.id).record_id == fixed.id
        assert unit.records.get(ProvisionRecord, str(made.record_id)).recipient_representative == ""


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"items": ()}, "items"),
        ({"items": ("電話番号",)}, "items"),
        ({"items": ("顧客データ",)}, "items"),
        ({"items": ("氏名", "個人 データ")}, "items"),
        ({"persons_how": ""}, "persons_how"),
        ({"persons_how": "全員"}, "persons_how"),
        ({"person_count": None}, "person_count"),
        ({"person_count": 0}, "person_count"),
        ({"person_count": 501}, "person_count"),
        ({"person_count": 3, "persons": ("a1", "a2")}, "person_count"),
        ({"persons": ("山田太郎",), "person_count": None}, "persons"),
        ({"persons": ("a1@example.com",), "person_count": None}, "persons"),
        ({"first_on": TODAY + DAY, "last_on": TODAY + DAY}, "first_on"),
        ({"last_on": TODAY + DAY}, "last_on"),
        ({"last_on": TODAY - DAY}, "last_on"),
    ],
    ids=str,
)
def test_a_release_that_does_not_tell_what_went_is_refused_and_says_which_field(
    facts: dict[str, Any], field: str
) -> None:
    workspace, slip = cleared()
    with pytest.raises(InvalidValueError) as refused:
        release(workspace, slip.id, a_draft(**facts), actor=SALES, at=AT)
    assert refused.value.details["name"] == field
    assert "山田" not in refused.value.message("ja")
    with workspace.unit() as unit:
        assert unit.records.select(Release) == []


def test_500_persons_are_still_within_the_slip() -> None:
    workspace, slip = cleared()
    assert release(workspace, slip.id, a_draft(person_count=500), actor=SALES, at=AT).record.person_count == 500


def test_a_my_number_goes_into_no_record_and_no_message() -> None:
    workspace, slip = cleared()
    for facts in ({"persons": (MY_NUMBER,), "person_count": None}, {"note": MY_NUMBER}, {"items": (MY_NUMBER,)}):
        with pytest.raises(MyNumberError) as refused:
            release(workspace, slip.id, a_draft(**facts), actor=SALES, at=AT)
        assert "5678" not in refused.value.message("ja")


def test_nothing_is_released_from_a_revoked_slip_or_before_its_day() -> None:
    workspace, slip = cleared()
    with pytest.raises(StateError) as early:
        release(workspace, slip.id, a_draft(first_on=TODAY - DAY, last_on=TODAY - DAY), actor=SALES, at=AT)
    assert "判定した日より前" in early.value.message("ja")
    revoke_slip(workspace, slip.id, reason="取りやめ", actor=SALES, at=AT)
    with pytest.raises(StateError) as gone:
        release(workspace, slip.id, a_draft(), actor=SALES, at=AT)
    assert "取消" in gone.value.message("ja")


def test_nothing_is_released_once_the_answer_of_the_slip_has_got_worse() -> None:
    workspace, slip = cleared()
    with workspace.change("third_party.edited", actor=COMPLIANCE, at=AT) as change:
        change.update(replace(change.records.get(ThirdParty, "tp1"), country=None))
    with pytest.raises(StateError) as lapsed:
        release(workspace, slip.id, a_draft(), actor=SALES, at=AT)
    assert "失効" in lapsed.value.message("ja")


def test_nothing_is_released_while_a_condition_of_the_slip_is_open() -> None:
    count = {"person_count": 1_001}
    many = {**CONSENT, "flow": CONSENT["flow"] | count, "data_set_parts": [CONSENT["data_set_parts"][0] | count]}
    workspace, slip = cleared(many)
    with pytest.raises(StateError) as early:
        release(workspace, slip.id, a_draft(), actor=SALES, at=AT)
    assert "条件が残っている" in early.value.message("ja")
    assert "1,000人" in early.value.message("ja")
    went = release_without_clearance(
        workspace, a_draft(), reason="承認を待たなかった", slip_id=slip.id, actor=SALES, at=AT
    )
    assert went.record.uncleared_on == TODAY
    approve_hand_over(workspace, "ho1", actor=COMPLIANCE, at=AT, reason="項目と人数を確かめた")
    fresh = issue_slip(workspace, a_question(recorded_flow=True, **many), actor=SALES, at=AT).record
    assert release(workspace, fresh.id, a_draft(), actor=SALES, at=AT).record.uncleared_on is None


def test_the_condition_to_make_the_record_is_met_by_the_release_itself() -> None:
    workspace, slip = cleared({**CONSENT, "facts": {"record_prepared": False}})
    assert slip.outcome is Outcome.CONDITIONAL
    assert release(workspace, slip.id, a_draft(), actor=SALES, at=AT).record.record_id is not None


@pytest.mark.parametrize("actor", [PROCUREMENT, AUDITOR], ids=["procurement", "auditor"])
def test_only_sales_and_compliance_release(actor: Any) -> None:
    workspace, slip = cleared()
    with pytest.raises(NotPermittedError):
        release(workspace, slip.id, a_draft(), actor=actor, at=AT)


def test_the_slip_of_somebody_else_is_not_found_by_sales_but_by_compliance() -> None:
    workspace, slip = cleared()
    with pytest.raises(NotFoundError):
        release(workspace, slip.id, a_draft(), actor=OTHER_SALES, at=AT)
    assert release(workspace, slip.id, a_draft(), actor=COMPLIANCE, at=AT).record.released_by == "us2"


# The method of the record


def test_by_opt_out_each_day_is_recorded_by_itself_and_without_consent() -> None:
    workspace = a_workspace_of(recorded_flow=True, **OPTOUT)
    made = release_without_clearance(workspace, a_draft(), reason="試し", flow_id="fl1", actor=SALES, at=AT).record
    record = the_record(workspace, made)
    assert (record.method, record.consented, record.filing_id) == (RecordMethod.EACH, None, "fi1")
    for facts in (
        {"first_on": TODAY - DAY},
        {"record_method": RecordMethod.BULK},
        {"record_method": RecordMethod.CONTRACT, "for_services": True, "contract_id": "cn1"},
    ):
        with pytest.raises(StateError):
            release_without_clearance(workspace, a_draft(**facts), reason="試し", flow_id="fl1", actor=SALES, at=AT)
    with pytest.raises(StateError, match="by itself"):
        extend_release(workspace, made.id, last_on=TODAY + DAY, person_count=2, actor=SALES, at=AT + DAY)


def test_a_contract_stands_in_only_for_goods_or_services_to_the_person() -> None:
    workspace, slip = cleared()
    asked = {"record_method": RecordMethod.CONTRACT, "contract_id": "cn1"}
    with pytest.raises(StateError):
        release(workspace, slip.id, a_draft(**asked), actor=SALES, at=AT)
    with pytest.raises(InvalidValueError):
        release(workspace, slip.id, a_draft(**asked | {"contract_id": None}, for_services=True), actor=SALES, at=AT)
    with pytest.raises(InvalidValueError):
        release(workspace, slip.id, a_draft(**asked | {"contract_id": "cn9"}, for_services=True), actor=SALES, at=AT)
    made = release(workspace, slip.id, a_draft(**asked, for_services=True), actor=SALES, at=AT).record
    record = the_record(workspace, made)
    assert (record.method, record.contract_id, record.retain_until) == (
        RecordMethod.CONTRACT, "cn1", date(2027, 11, 26),
    )  # fmt: skip
    with workspace.unit() as unit:
        assert unit.records.get(Contract, "cn1").id == record.contract_id


def test_a_single_hand_over_is_no_bulk_but_one_of_many_may_be() -> None:
    workspace, slip = cleared()
    with pytest.raises(StateError) as refused:
        release(workspace, slip.id, a_draft(record_method=RecordMethod.BULK), actor=SALES, at=AT)
    assert "そのつど" in refused.value.message("ja")
    workspace, slip = cleared(EACH_MONTH)
    made = release(workspace, slip.id, a_draft(record_method=RecordMethod.BULK), actor=SALES, at=AT).record
    assert the_record(workspace, made).method is RecordMethod.BULK


# A hand-over that goes on


def test_a_period_is_extended_with_a_record_in_the_place_of_the_former() -> None:
    workspace, slip = cleared()
    made = release(workspace, slip.id, a_draft(persons=("a1", "a2")), actor=SALES, at=AT).record
    longer = extend_release(
        workspace, made.id, last_on=TODAY + DAY, person_count=None, persons=("a3",), actor=SALES, at=AT + DAY
    ).record
    record = the_record(workspace, longer)
    assert (record.method, record.corrects_id, record.persons) == (
        RecordMethod.BULK, made.record_id, ("a1", "a2", "a3"),
    )  # fmt: skip
    assert (record.first_on, record.last_on, record.retain_until) == (TODAY, TODAY + DAY, date(2029, 11, 27))
    assert (longer.last_on, longer.person_count) == (TODAY + DAY, 3)
    assert the_record(workspace, made).last_on == TODAY


def test_a_period_is_not_extended_backwards_nor_beyond_a_lapsed_slip_nor_by_others() -> None:
    workspace, slip = cleared()
    made = release(workspace, slip.id, a_draft(), actor=SALES, at=AT).record
    with pytest.raises(InvalidValueError):
        extend_release(workspace, made.id, last_on=TODAY, person_count=2, actor=SALES, at=AT + DAY)
    with pytest.raises(InvalidValueError):
        extend_release(workspace, made.id, last_on=TODAY + DAY, person_count=501, actor=SALES, at=AT + DAY)
    with pytest.raises(NotFoundError):
        extend_release(workspace, made.id, last_on=TODAY + DAY, person_count=2, actor=OTHER_SALES, at=AT + DAY)
    revoke_slip(workspace, slip.id, reason="取りやめ", actor=SALES, at=AT + DAY)
    with pytest.raises(StateError):
        extend_release(workspace, made.id, last_on=TODAY + DAY, person_count=2, actor=SALES, at=AT + DAY)


# Without clearance


def test_a_hand_over_without_clearance_is_recorded_all_the_same_and_stays_a_gap_until_it_was_reviewed() -> None:
    workspace = a_workspace_of(recorded_flow=True, **CONSENT)
    made = release_without_clearance(
        workspace, a_draft(consented=True), reason="急ぎの依頼だった", flow_id="fl1", actor=SALES, at=AT
    ).record
    assert (made.uncleared_on, made.note, made.slip_id) == (TODAY, "急ぎの依頼だった", None)
    assert the_record(workspace, made).consented is True
    assert open_gaps(workspace, "C-RL1") == [made.id]
    with pytest.raises(NotPermittedError):
        review_release(workspace, made.id, reason="確認した", actor=SALES, at=AT)
    review_release(workspace, made.id, reason="確認した", actor=COMPLIANCE, at=AT + DAY)
    with pytest.raises(StateError):
        review_release(workspace, made.id, reason="確認した", actor=COMPLIANCE, at=AT + DAY)
    with workspace.unit() as unit:
        rows = unit.query("SELECT until_on FROM gap_span WHERE rule_id = 'C-RL1' AND known_until IS NULL")
    assert [str(row["until_on"]) for row in rows] == [(TODAY + DAY).isoformat()]


def test_nobody_reviews_the_own_hand_over_and_a_good_slip_is_not_passed_over() -> None:
    workspace, slip = cleared()
    made = release_without_clearance(workspace, a_draft(), reason="急ぎ", flow_id="fl1", actor=COMPLIANCE, at=AT).record
    with pytest.raises(SelfApprovalError):
        review_release(workspace, made.id, reason="確認", actor=COMPLIANCE, at=AT)
    with pytest.raises(StateError):
        release_without_clearance(workspace, a_draft(), reason="急ぎ", slip_id=slip.id, actor=SALES, at=AT)
    with pytest.raises(InvalidValueError):
        release_without_clearance(workspace, a_draft(), reason=" ", flow_id="fl1", actor=SALES, at=AT)
    with pytest.raises(NotFoundError):
        release_without_clearance(workspace, a_draft(), reason="急ぎ", flow_id="fl9", actor=SALES, at=AT)


def test_of_a_lapsed_slip_the_first_day_without_clearance_is_noted() -> None:
    workspace, slip = cleared()
    revoke_slip(workspace, slip.id, reason="取りやめ", actor=SALES, at=AT + DAY)
    made = release_without_clearance(
        workspace, a_draft(last_on=TODAY + 2 * DAY), reason="止まらなかった", slip_id=slip.id, actor=SALES,
        at=AT + 2 * DAY,
    ).record  # fmt: skip
    assert made.uncleared_on == TODAY + DAY


# Receipts


def test_a_receipt_keeps_how_provider_and_acquisition_were_confirmed() -> None:
    workspace = a_workspace_of()
    made = record_receipt(workspace, a_receipt(persons=("k-1",), person_count=None), actor=SALES, at=AT).record
    assert (made.confirmed_how, made.acquired_how) == ("登記事項証明書", "会員登録。申込書の写し")
    assert (made.provider_name, made.is_operator, made.retain_until) == ("株式会社みなも", True, date(2029, 11, 26))
    assert open_gaps(workspace, "A-30I") == []


@pytest.mark.parametrize(
    ("route", "why"),
    [(LegalRoute.ENTRUST, "委託"), (LegalRoute.JOINT, "共同利用"), (LegalRoute.EXC_LAW, "27条1項の例外")],
)
def test_where_no_receipt_is_recorded_the_refusal_says_why(route: LegalRoute, why: str) -> None:
    workspace = a_workspace_of()
    with pytest.raises(StateError) as refused:
        record_receipt(workspace, a_receipt(route=route), actor=SALES, at=AT)
    assert why in refused.value.message("ja")


def test_a_public_body_provides_without_our_record_and_a_private_person_with_fewer_items() -> None:
    workspace = a_workspace_of(recipient={"kind_of_body": "public_body_excluded"})
    with pytest.raises(StateError):
        record_receipt(workspace, a_receipt(), actor=SALES, at=AT)
    workspace = a_workspace_of(recipient={"kind_of_body": "private_individual", "representative": "未回答"})
    made = record_receipt(workspace, a_receipt(consented=None), actor=SALES, at=AT).record
    assert made.is_operator is False
    assert open_gaps(workspace, "A-30I") == []


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"confirmed_how": ""}, "confirmed_how"),
        ({"acquired_how": " "}, "acquired_how"),
        ({"route": LegalRoute.UNDECIDED}, "route"),
        ({"route": LegalRoute.OPTOUT}, "ppc_published"),
        ({"data_set_id": "ds9"}, "data_set_id"),
        ({"items": ("個人情報",)}, "items"),
    ],
    ids=str,
)
def test_a_receipt_that_was_not_confirmed_is_refused(facts: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidValueError) as refused:
        record_receipt(a_workspace_of(), a_receipt(**facts), actor=SALES, at=AT)
    assert refused.value.details["name"] == field


def test_an_unpublished_opt_out_is_recorded_and_stays_a_gap() -> None:
    workspace = a_workspace_of()
    made = record_receipt(workspace, a_receipt(route=LegalRoute.OPTOUT, ppc_published=False), actor=SALES, at=AT).record
    assert open_gaps(workspace, "A-30I") == [made.id]
    with pytest.raises(StateError):
        record_receipt(
            workspace,
            a_receipt(route=LegalRoute.OPTOUT, ppc_published=True, record_method=RecordMethod.BULK),
            actor=SALES,
            at=AT,
        )


# Kept, found, corrected, purged


def test_a_person_is_found_by_the_number_however_it_is_written_and_by_no_part_of_it() -> None:
    workspace, slip = cleared()
    made = release(workspace, slip.id, a_draft(persons=("Ａ−１０", "a-100")), actor=SALES, at=AT).record
    record_receipt(workspace, a_receipt(persons=("a-10",), person_count=None), actor=SALES, at=AT)
    found = records_of_person(workspace, " A‐10 ", actor=COMPLIANCE, at=AT)
    assert [r.id for r in found[0]] == [made.record_id]
    assert len(found[1]) == 1
    assert records_of_person(workspace, "a-1", actor=AUDITOR, at=AT) == ((), ())
    assert records_of_person(workspace, "a%1", actor=AUDITOR, at=AT) == ((), ())
    with pytest.raises(NotPermittedError):
        records_of_person(workspace, "a-10", actor=SALES, at=AT)
    with workspace.unit() as unit:
        line = unit.accesses.lines(limit=1)[0]
    assert (line.entry.action, line.entry.record_id) == ("record.found_by_person", "")


def test_customer_numbers_show_in_no_entry_of_the_trail() -> None:
    workspace, slip = cleared()
    release(workspace, slip.id, a_draft(persons=("k-77001", "k-77002")), actor=SALES, at=AT)
    with workspace.unit() as unit:
        bodies = [str(row["body"]) for row in unit.query("SELECT body FROM audit_body")]
        assert not any("77001" in body for body in bodies)
    for row in all_rows(workspace, wanted_of(record_kind="provision_record"), actor=AUDITOR):
        assert "persons" not in {f.field for f in trail_detail(workspace, row.seq, actor=AUDITOR).fields}


def test_a_correction_is_made_once_by_compliance_with_a_reason() -> None:
    workspace, slip = cleared()
    record_id = str(release(workspace, slip.id, a_draft(), actor=SALES, at=AT).record.record_id)

    def correct(changes: dict[str, Any], *, reason: str = "誤記", actor: Any = COMPLIANCE) -> ProvisionRecord:
        return correct_record(workspace, ProvisionRecord, record_id, changes, reason=reason, actor=actor, at=AT).record

    with pytest.raises(NotPermittedError):
        correct({"items": ("購入日",)}, actor=SALES)
    with pytest.raises(InvalidValueError):
        correct({"items": ("購入日",)}, reason="")
    with pytest.raises(InvalidValueError):
        correct({"items": ("一式",)})
    with pytest.raises(StateError):
        correct({"items": ("氏名",)})
    assert correct({"items": ("購入日",), "route": LegalRoute.OPTOUT}).route is LegalRoute.CONSENT
    with pytest.raises(StateError):
        correct({"items": ("氏名", "購入日")})


def purge(workspace: Workspace, record_id: str, *, at: datetime, reason: str = "期限を過ぎた", **more: Any) -> None:
    purge_record(
        workspace, more.pop("kind", ProvisionRecord), record_id, reason=reason, actor=more.pop("actor", COMPLIANCE),
        at=at,
    )  # fmt: skip


def test_a_record_is_purged_from_the_day_after_its_last_day_on_and_never_before() -> None:
    workspace, slip = cleared()
    made = release(workspace, slip.id, a_draft(persons=("k-77001", "k-77002")), actor=SALES, at=AT).record
    last_minute = datetime(2029, 11, 26, 14, 59, tzinfo=UTC)
    with pytest.raises(RetainedError) as kept:
        purge(workspace, str(made.record_id), at=last_minute)
    assert "2029-11-26" in kept.value.message("ja")
    next_day = datetime(2029, 11, 26, 15, 0, tzinfo=UTC)
    with pytest.raises(InvalidValueError):
        purge(workspace, str(made.record_id), at=next_day, reason="")
    with pytest.raises(NotPermittedError):
        purge(workspace, str(made.record_id), at=next_day, actor=SALES)
    purge(workspace, str(made.record_id), at=next_day)
    with workspace.unit() as unit:
        assert unit.records.select(ProvisionRecord) == []
        assert unit.records.get(Release, made.id).no_record is NoRecord.PURGED
        assert unit.query("SELECT 1 FROM audit_personal WHERE value LIKE '%77001%'") == []
        assert unit.trail.records_at(ProvisionRecord, unit.number()) == []
    assert verify(workspace).is_intact


def test_records_that_correct_each_other_go_together_after_the_last_day_of_all() -> None:
    workspace, slip = cleared()
    made = release(workspace, slip.id, a_draft(), actor=SALES, at=AT).record
    extend_release(workspace, made.id, last_on=TODAY + DAY, person_count=2, actor=SALES, at=AT + DAY)
    with pytest.raises(RetainedError) as kept:
        purge(workspace, str(made.record_id), at=datetime(2029, 11, 27, 3, tzinfo=UTC))
    assert "2029-11-27" in kept.value.message("en")
    purge(workspace, str(made.record_id), at=datetime(2029, 11, 28, 3, tzinfo=UTC))
    with workspace.unit() as unit:
        assert unit.records.select(ProvisionRecord) == []


def test_a_receipt_is_purged_like_a_provision() -> None:
    workspace = a_workspace_of()
    made = record_receipt(workspace, a_receipt(), actor=SALES, at=AT).record
    with pytest.raises(RetainedError):
        purge(workspace, made.id, at=AT, kind=ReceiptRecord)
    purge(workspace, made.id, at=datetime(2030, 1, 1, tzinfo=UTC), kind=ReceiptRecord)
    with pytest.raises(NotFoundError):
        purge(workspace, made.id, at=datetime(2030, 1, 1, tzinfo=UTC), kind=ReceiptRecord)


def test_releases_and_records_follow_a_merging_without_a_change_in_them() -> None:
    workspace, slip = cleared()
    made = release(workspace, slip.id, a_draft(persons=("k-1", "k-2")), actor=SALES, at=AT).record
    before = the_record(workspace, made)
    into = register(
        workspace, ThirdParty("", "株式会社うみべ", country="JP", roles=frozenset()), actor=COMPLIANCE, at=AT
    ).record
    merge(workspace, from_id="tp1", into_id=into.id, choices={}, reason="同じ会社", actor=COMPLIANCE, at=AT)
    after = the_record(workspace, made)
    assert replace(after, third_party_id="tp1", version=1) == before
    assert after.third_party_id == into.id
    assert verify(workspace).is_intact
