"""The book of records: what is there, what is missing, what needs no record; who may see and print it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pytest

from kit.asking import AT, AUDITOR, COMPLIANCE, OTHER_SALES, PROCUREMENT, SALES, a_workspace_of
from kit.clearing import TODAY
from kit.releasing import CONSENT, DAY, EACH_MONTH, OPTOUT, a_draft, a_receipt, cleared
from sakimori.domain.codes import UserRole
from sakimori.domain.records.data_flow import DataFlow, Direction, Frequency, LegalRoute, TransferMethod
from sakimori.domain.records.hand_over import NoRecord, ProvisionRecord, ReceiptRecord, RecordMethod
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.user import Actor
from sakimori.domain.values.as_of import AsOf
from sakimori.errors import NotFoundError, NotPermittedError
from sakimori.exchange.paper.pdf import RecordPaper, RecordSheet
from sakimori.exchange.paper.safe_files import OutSheet
from sakimori.rules.facts.record_terms import Item
from sakimori.services.clearance.flow_answers import decide_question
from sakimori.services.clearance.slips import revoke_slip
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.records.book import export_records, numbers_of, print_records
from sakimori.services.records.choices import (
    open_flows,
    release_options,
    slip_of_flow,
    usable_slips,
)
from sakimori.services.records.corrections import correct_record
from sakimori.services.records.receipts import record_receipt
from sakimori.services.records.releases import extend_release, release, release_without_clearance, review_release
from sakimori.services.records.rows import (
    HIDDEN,
    BookCounts,
    BookRecord,
    DueRow,
    RecordFilter,
    UnclearedRelease,
    UnneededRecord,
    UnrecordedFlow,
    book_counts,
    due_page,
    free_page,
    items_in,
    missing_in,
    record_page,
    uncleared_release,
    unrecorded_flows,
)

ABROAD: dict[str, Any] = {"recipient": {"country": "VN"}, "flow": {"route": "ENTRUST"}}
PAPER = RecordPaper(
    "ja", "提供の記録", "1件", "2026/11/26", (RecordSheet("株式会社みなも", "", (("名称", "*[甲]*"),)),)
)


@dataclass
class Book:
    """All lists of the book."""

    provisions: list[BookRecord[ProvisionRecord]]
    receipts: list[BookRecord[ReceiptRecord]]
    due: list[DueRow]
    free: list[UnneededRecord]
    lacking: list[UnrecordedFlow]
    counts: BookCounts

    @property
    def coming(self) -> list[str]:
        lacking = {one.flow_id for one in self.lacking}
        return [one.flow_id for one in self.due if isinstance(one, UnrecordedFlow) and one.flow_id not in lacking]

    @property
    def incomplete(self) -> list[BookRecord[Any]]:
        return [one for one in self.due if isinstance(one, BookRecord)]


def book_of(workspace: Workspace, *, on: date = TODAY, actor: Actor = COMPLIANCE, number: int | None = None) -> Book:
    as_of = AsOf(on, workspace.head()[0] if number is None else number, number is not None)
    page = dict[str, Any](actor=actor, first=0, limit=99)
    counts = book_counts(workspace, as_of, actor=actor)
    return Book(
        record_page(workspace, as_of, ProvisionRecord, RecordFilter(), **page)[0],
        record_page(workspace, as_of, ReceiptRecord, RecordFilter(), **page)[0],
        due_page(workspace, as_of, **page)[0],
        free_page(workspace, as_of, "", **page)[0],
        unrecorded_flows(workspace, as_of, actor=actor),
        counts,
    )


def changed(workspace: Workspace, kind: type, record_id: str, **facts: Any) -> None:
    with workspace.change("register.recorded", actor=COMPLIANCE, at=AT) as change:
        standing: Any = change.records.get(kind, record_id)
        change.update(replace(standing, **facts))


def inwards(workspace: Workspace, **facts: Any) -> None:
    changed(workspace, DataFlow, "fl1", direction=Direction.IN, **facts)


def test_a_flow_on_consent_lacks_its_record_until_it_was_handed_over() -> None:
    workspace, slip = cleared()
    (lacking,) = book_of(workspace).lacking
    assert (lacking.flow_id, lacking.party, lacking.is_receipt, lacking.route) == (
        "fl1", "株式会社みなも", False, LegalRoute.CONSENT,
    )  # fmt: skip
    made = release(workspace, slip.id, a_draft(), actor=SALES, at=AT).record
    book = book_of(workspace)
    (kept,) = book.provisions
    assert book.lacking == []
    assert (kept.record.id, kept.made_by, missing_in(kept), kept.is_current) == (made.record_id, "営業 花", (), True)
    assert kept.release is not None
    assert kept.release.id == made.id
    assert set(items_in(kept)) == {
        Item.CONSENT, Item.NAME, Item.ADDRESS, Item.REPRESENTATIVE, Item.PERSONS, Item.DATA_ITEMS,
    }  # fmt: skip


def test_a_monthly_flow_lacks_the_record_of_the_month_after_the_last_one() -> None:
    workspace, slip = cleared()
    release(workspace, slip.id, a_draft(), actor=SALES, at=AT)
    changed(workspace, DataFlow, "fl1", frequency=Frequency.MONTHLY, start_on=TODAY)
    (record,) = (kept.record for kept in book_of(workspace).provisions)
    due = next(day for n in range(70) if book_of(workspace, on=(day := record.last_on + timedelta(days=n))).lacking)
    (lacking,) = book_of(workspace, on=due).lacking
    assert (lacking.flow_id, lacking.since) == ("fl1", due)
    assert 28 <= (due - record.last_on).days <= 31
    assert book_of(workspace, on=due).coming == []


def test_a_flow_that_has_not_begun_lacks_nothing_yet() -> None:
    workspace = a_workspace_of(recorded_flow=True, **CONSENT)
    changed(workspace, DataFlow, "fl1", start_on=TODAY + DAY)
    book = book_of(workspace)
    assert (book.lacking, book.coming) == ([], ["fl1"])
    book = book_of(workspace, on=TODAY + DAY)
    assert ([one.flow_id for one in book.lacking], book.coming) == (["fl1"], [])


def test_of_an_archived_third_party_nothing_is_asked_for_any_more() -> None:
    workspace = a_workspace_of(recorded_flow=True, **CONSENT)
    changed(workspace, ThirdParty, "tp1", archived_on=TODAY)
    assert book_of(workspace).lacking == []


def test_data_that_come_to_us_lack_the_record_of_their_receipt() -> None:
    workspace = a_workspace_of(recorded_flow=True, **CONSENT)
    inwards(workspace)
    (lacking,) = book_of(workspace).lacking
    assert lacking.is_receipt
    record_receipt(workspace, a_receipt(flow_id="fl1"), actor=SALES, at=AT)
    book = book_of(workspace)
    assert book.lacking == []
    assert [kept.flow for kept in book.receipts] == ["顧客データの受託処理"]


def test_a_record_that_lacks_something_stands_first_and_its_correction_takes_its_place() -> None:
    given = {**CONSENT, "recipient": {"roles": ["recipient"], "representative": "未回答"}}
    workspace, slip = cleared(given)
    made = release(workspace, slip.id, a_draft(), actor=SALES, at=AT).record
    (kept,) = book_of(workspace).incomplete
    assert missing_in(kept) == (Item.REPRESENTATIVE,)
    fixed = correct_record(
        workspace, ProvisionRecord, str(made.record_id), {"recipient_representative": "代表 花"},
        reason="登記で確かめた", actor=COMPLIANCE, at=AT,
    ).record  # fmt: skip
    book = book_of(workspace)
    assert book.incomplete == []
    assert [(k.record.id, k.corrected_by) for k in book.provisions] == [(fixed.id, None), (made.record_id, fixed.id)]


def test_the_record_of_a_period_keeps_the_former_one_as_long_as_itself() -> None:
    workspace, slip = cleared()
    made = release(workspace, slip.id, a_draft(), actor=SALES, at=AT).record
    extend_release(workspace, made.id, last_on=TODAY + DAY, person_count=2, actor=SALES, at=AT + DAY)
    assert {kept.kept_until for kept in book_of(workspace, on=TODAY + DAY).provisions} == {date(2029, 11, 27)}


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({}, NoRecord.ENTRUST),
        ({"recipient": {"kind_of_body": "public_body_excluded"}, "flow": {"route": "CONSENT"}}, NoRecord.PUBLIC_BODY),
        ({"flow": {"route": "EXC_LAW"}}, NoRecord.EXCEPTION),
    ],
    ids=["entrusted", "public body", "exception"],
)
def test_a_flow_without_a_record_says_why(given: dict[str, Any], why: NoRecord) -> None:
    book = book_of(a_workspace_of(recorded_flow=True, **given))
    assert [(free.why, free.depends, free.flow_id) for free in book.free] == [(why, False, "fl1")]
    assert book.lacking == []


def test_an_exemption_from_records_frees_a_flow_once_a_person_has_judged_it() -> None:
    workspace = a_workspace_of(recorded_flow=True, **CONSENT, facts={"record_exempt": "for_person"})
    assert book_of(workspace).free == []
    decide_question(workspace, "fl1", "A-29", holds=True, reason="本人に代わって送る", actor=COMPLIANCE, at=AT)
    assert [free.why for free in book_of(workspace).free] == [NoRecord.FOR_PERSON]


@pytest.mark.parametrize(
    ("country", "basis", "depends"),
    [("VN", False, True), ("VN", True, False), ("DE", False, False), (None, False, True), ("JP", False, False)],
)
def test_entrustment_abroad_is_free_only_where_something_else_than_consent_carries_it(
    country: str | None, basis: bool, depends: bool
) -> None:
    """An unknown or missing basis is never told as free."""
    given: dict[str, Any] = {**ABROAD, "recipient": {"country": country or "未回答", "business_in_japan": False}}
    bases = [{"kind": "equiv_contract", "contract_id": "cn1", "since": date(2025, 4, 1)}] if basis else []
    given["foreign_bases"] = bases
    (free,) = book_of(a_workspace_of(recorded_flow=True, **given)).free
    assert (free.why, free.depends) == (NoRecord.ENTRUST, depends)


@pytest.mark.parametrize(("route", "undecided"), [("UNDECIDED", 1), ("CONSENT", 0), ("ENTRUST", 0)])
def test_a_flow_without_a_ground_is_counted_as_undecided(route: str, undecided: int) -> None:
    workspace = a_workspace_of(recorded_flow=True, flow={"route": route})
    assert book_of(workspace).counts.undecided == undecided
    changed(workspace, DataFlow, "fl1", end_on=TODAY - DAY)
    assert book_of(workspace).counts.undecided == 0


def test_a_hand_over_without_record_stands_among_the_free_ones_with_its_reason() -> None:
    workspace, slip = cleared({})
    made = release(workspace, slip.id, a_draft(), actor=SALES, at=AT).record
    releases = [free for free in book_of(workspace).free if free.release is not None]
    assert [(free.release and free.release.id, free.why) for free in releases] == [(made.id, NoRecord.ENTRUST)]


def test_hand_overs_without_clearance_stay_until_they_were_reviewed_and_say_by_whom() -> None:
    workspace = a_workspace_of(recorded_flow=True, **CONSENT)
    made = release_without_clearance(workspace, a_draft(), reason="急ぎ", flow_id="fl1", actor=SALES, at=AT).record
    (one,) = [one for one in book_of(workspace).due if isinstance(one, UnclearedRelease)]
    assert (one.release.id, one.released_by, one.reviewed_by) == (made.id, "営業 花", "")
    review_release(workspace, made.id, reason="確認した", actor=COMPLIANCE, at=AT)
    book = book_of(workspace)
    assert (book.counts.unreviewed, book.counts.uncleared) == (0, 1)
    reviewed = uncleared_release(workspace, AsOf(TODAY, workspace.head()[0]), made.id, actor=COMPLIANCE)
    assert reviewed is not None
    assert reviewed.reviewed_by == "法務 一"


def test_a_past_day_shows_what_was_known_then() -> None:
    workspace, slip = cleared()
    before = workspace.head()[0]
    release(workspace, slip.id, a_draft(persons=("k-1", "k-2")), actor=SALES, at=AT)
    assert book_of(workspace, number=before).provisions == []
    assert [one.flow_id for one in book_of(workspace, number=before).lacking] == ["fl1"]
    after = workspace.head()[0]
    extend = book_of(workspace).provisions[0].release
    assert extend is not None
    extend_release(workspace, extend.id, last_on=TODAY + DAY, person_count=None, actor=SALES, at=AT + DAY)
    assert [kept.record.last_on for kept in book_of(workspace, number=after).provisions] == [TODAY]


def test_sales_sees_what_it_recorded_itself_and_no_customer_numbers() -> None:
    workspace, slip = cleared()
    made = release(workspace, slip.id, a_draft(persons=("k-77001", "k-77002")), actor=SALES, at=AT).record
    own, others = book_of(workspace, actor=SALES), book_of(workspace, actor=OTHER_SALES)
    assert (own.counts.is_whole, own.lacking) == (False, [])
    assert [kept.record.id for kept in own.provisions] == [made.record_id]
    assert "77001" not in repr(own)
    assert (others.provisions, others.free, others.due) == ([], [], [])
    assert "77001" not in repr(book_of(workspace, actor=AUDITOR))
    with pytest.raises(NotPermittedError):
        book_of(workspace, actor=Actor("us8", "管理 星", frozenset({UserRole.ADMIN})))


def test_customer_numbers_are_given_to_readers_of_records_as_they_were_known() -> None:
    workspace, slip = cleared()
    made = release(workspace, slip.id, a_draft(persons=("k-77001", "k-77002")), actor=SALES, at=AT).record
    then = workspace.head()[0]
    record_id = str(made.record_id)
    assert book_of(workspace).provisions[0].record.persons == HIDDEN

    def asked(number: int, actor: Actor = AUDITOR) -> Mapping[str, tuple[str, ...]]:
        return numbers_of(workspace, ProvisionRecord, {record_id}, number=number, actor=actor, at=AT)

    assert asked(then) == {record_id: ("k-77001", "k-77002")}
    extend_release(
        workspace, made.id, last_on=TODAY + DAY, person_count=None, persons=("k-3",), actor=SALES, at=AT + DAY
    )
    assert asked(then) == {record_id: ("k-77001", "k-77002")}
    assert [k.record.persons for k in book_of(workspace, number=then).provisions] == [HIDDEN]
    for actor in (SALES, PROCUREMENT):
        with pytest.raises(NotPermittedError):
            asked(then, actor)
    with workspace.unit() as unit:
        [line] = unit.accesses.lines(action="record.numbers_read")
    assert (line.entry.actor, line.entry.record_id) == (AUDITOR.id, record_id)


def test_sales_sees_its_hand_over_as_compliance_has_corrected_it() -> None:
    workspace, slip = cleared()
    made = release(workspace, slip.id, a_draft(), actor=SALES, at=AT).record
    fixed = correct_record(
        workspace, ProvisionRecord, str(made.record_id), {"items": ("購入日",)}, reason="誤記", actor=COMPLIANCE, at=AT
    ).record
    own, others = book_of(workspace, actor=SALES), book_of(workspace, actor=OTHER_SALES)
    assert [kept.record.id for kept in own.provisions if kept.is_current] == [fixed.id]
    assert others.provisions == []


def test_procurement_sees_every_record_and_no_customer_numbers() -> None:
    workspace, slip = cleared()
    release(workspace, slip.id, a_draft(persons=("k-77001", "k-77002")), actor=SALES, at=AT)
    book = book_of(workspace, actor=PROCUREMENT)
    assert (book.counts.is_whole, len(book.provisions)) == (True, 1)
    assert "77001" not in repr(book)


# Handed out


def test_records_are_printed_as_text_and_by_readers_alone() -> None:
    workspace = a_workspace_of()
    made = print_records(workspace, PAPER, on=AT.date(), number=1, actor=AUDITOR, at=AT)
    assert made.startswith(b"%PDF")
    assert made == print_records(workspace, PAPER, on=AT.date(), number=1, actor=COMPLIANCE, at=AT)
    with pytest.raises(NotPermittedError):
        print_records(workspace, PAPER, on=AT.date(), number=1, actor=SALES, at=AT)
    with workspace.unit() as unit:
        lines = unit.accesses.lines(action="records.printed", limit=9)
    assert {line.entry.actor for line in lines} == {AUDITOR.id, COMPLIANCE.id}


def test_the_workbook_is_for_readers_alone_and_noted() -> None:
    workspace = a_workspace_of()
    sheets = [OutSheet("提供", [["項目"], ["=1+1"]])]
    assert export_records(workspace, sheets, actor=AUDITOR, at=AT).startswith(b"PK")
    with pytest.raises(NotPermittedError):
        export_records(workspace, sheets, actor=SALES, at=AT)
    with workspace.unit() as unit:
        assert len(unit.accesses.lines(action="records.exported", limit=9)) == 1


# What the dialog begins with


def test_slips_are_offered_to_whom_they_belong_while_they_are_good() -> None:
    workspace, slip = cleared()
    (usable,) = usable_slips(workspace, on=TODAY, actor=SALES)
    assert (usable.slip.id, usable.party, usable.flow) == (slip.id, "株式会社みなも", "顧客データの受託処理")
    assert usable_slips(workspace, on=TODAY, actor=OTHER_SALES) == ()
    assert [one.slip.id for one in usable_slips(workspace, on=TODAY, actor=COMPLIANCE)] == [slip.id]
    assert slip_of_flow(workspace, "fl1", on=TODAY, actor=SALES) == usable
    assert slip_of_flow(workspace, "fl2", on=TODAY, actor=SALES) is None
    with pytest.raises(NotPermittedError):
        usable_slips(workspace, on=TODAY, actor=AUDITOR)
    revoke_slip(workspace, slip.id, reason="取りやめ", actor=SALES, at=AT)
    assert usable_slips(workspace, on=TODAY, actor=SALES) == ()


def test_the_options_of_a_slip_are_what_it_lets_go_and_how_that_is_recorded() -> None:
    workspace, slip = cleared(EACH_MONTH)
    options = release_options(workspace, slip_id=slip.id, on=TODAY, actor=SALES)
    assert (options.items, options.persons, options.method) == (
        ("氏名", "購入日"), 500, TransferMethod.FILE_TRANSFER,
    )  # fmt: skip
    assert (options.need.route, options.need.free, options.lacks) == (LegalRoute.CONSENT, None, False)
    assert options.methods == (RecordMethod.CONTRACT, RecordMethod.BULK, RecordMethod.EACH)
    assert list(options.contracts) == ["cn1"]
    with pytest.raises(NotFoundError):
        release_options(workspace, slip_id=slip.id, on=TODAY, actor=OTHER_SALES)


def test_a_single_hand_over_or_an_opt_out_offers_no_bulk() -> None:
    once = {**CONSENT, "flow": CONSENT["flow"] | {"frequency": Frequency.ONCE.value}}
    workspace, slip = cleared(once)
    options = release_options(workspace, slip_id=slip.id, on=TODAY, actor=SALES)
    assert (options.is_repeated, RecordMethod.BULK in options.methods) == (False, False)
    workspace = a_workspace_of(recorded_flow=True, **OPTOUT)
    assert release_options(workspace, flow_id="fl1", on=TODAY, actor=SALES).methods == (RecordMethod.EACH,)


def test_what_is_not_on_record_of_the_recipient_is_said_before() -> None:
    given = {**CONSENT, "recipient": {"roles": ["recipient"], "address": "未回答"}}
    workspace = a_workspace_of(recorded_flow=True, **given)
    assert release_options(workspace, flow_id="fl1", on=TODAY, actor=SALES).lacks


def test_the_flows_out_that_have_begun_are_offered_without_clearance() -> None:
    workspace = a_workspace_of(recorded_flow=True, **CONSENT)
    assert [flow.id for flow in open_flows(workspace, on=TODAY, actor=SALES)] == ["fl1"]
    changed(workspace, DataFlow, "fl1", start_on=TODAY + DAY)
    assert open_flows(workspace, on=TODAY, actor=SALES) == ()
    inwards(workspace, start_on=TODAY)
    assert open_flows(workspace, on=TODAY, actor=SALES) == ()
    with pytest.raises(NotPermittedError):
        open_flows(workspace, on=TODAY, actor=PROCUREMENT)
