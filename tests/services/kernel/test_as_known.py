"""What every page showed after an entry, it shows of that entry for ever: histories are replayed and asked again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import fields, is_dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import pytest

from kit.builders import AT, TODAY, counted_ids
from kit.contracting import list_of
from kit.demos import DemoIn
from kit.examples import ALL
from sakimori.domain.clearance import ClearanceRequest, Inquiry, InquiryState
from sakimori.domain.codes import AssessmentState, Decision
from sakimori.domain.gap import Span
from sakimori.domain.questions.assessment import Assessment, Condition
from sakimori.domain.records.certificate import Certificate
from sakimori.domain.records.contract import Contract
from sakimori.domain.records.data_flow import DataFlow, Direction, Erasure, ErasureKind, TransferMethod
from sakimori.domain.records.hand_over import HandOver, ProvisionRecord, Release
from sakimori.domain.records.own_registers import DataSet, Notice, Purpose
from sakimori.domain.records.third_party import SELF_ID
from sakimori.domain.values.as_of import AsOf
from sakimori.domain.values.days import legal_day
from sakimori.errors import SakimoriError
from sakimori.services.assessments import rows as assessments
from sakimori.services.assessments.check import AnswerInput
from sakimori.services.assessments.decisions import decide, fulfil_condition, submit
from sakimori.services.assessments.opening import open_assessment
from sakimori.services.assessments.sheet import load_sheet
from sakimori.services.assessments.view import assessment_view
from sakimori.services.assessments.write import answer_many
from sakimori.services.audit import rows as audit
from sakimori.services.calendar.deadlines import DeadlineFilter, calendar_counts, deadline_page, undated_reviews
from sakimori.services.certificates.rows import all_certificates
from sakimori.services.clearance import approved, inbox
from sakimori.services.clearance.inquiries import answer_inquiry, send_inquiry
from sakimori.services.clearance.slips import issue_slip
from sakimori.services.contracts.view import contract_sheet
from sakimori.services.countries.profiles import profile_rows
from sakimori.services.dashboard.due import register_figures, reviews_due, waivers_ending
from sakimori.services.dashboard.gaps import forecast, own_gaps
from sakimori.services.dashboard.view import overview
from sakimori.services.flows.rows import flow_rows
from sakimori.services.flows.view import flow_view
from sakimori.services.gaps import rows as gaps
from sakimori.services.kernel.recording import record
from sakimori.services.kernel.unit import records_of
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.own_company.registers import own_registers
from sakimori.services.own_company.unpublished_facts import unpublished_facts
from sakimori.services.parties import rows as parties
from sakimori.services.parties.view import dossier_view
from sakimori.services.parties.write import edit
from sakimori.services.records import rows as book
from sakimori.services.records.corrections import correct_record
from sakimori.services.records.heads import KINDS
from sakimori.services.records.provisions import ReleaseDraft
from sakimori.services.records.releases import release_without_clearance, review_release
from services.kernel import test_party_cache as cached
from services.kernel.test_party_cache import ACTOR, OTHER, Write, every, standing, told

# What else happens


def rename_a_party(workspace: Workspace, rng: Random, at: datetime) -> None:
    edit(workspace, replace(rng.choice(standing(workspace)), legal_name=f"改称{rng.random()}"), actor=ACTOR, at=at)


def end_a_flow(workspace: Workspace, rng: Random, at: datetime) -> None:
    """A flow ends, and what was handed over is erased."""
    day = legal_day(at)
    running = [f for f in every(workspace, DataFlow) if f.end_on is None and f.start_on and f.start_on < day]
    flow: DataFlow = rng.choice(running)
    record(workspace, replace(flow, end_on=day), actor=ACTOR, at=at)
    erased = Erasure("", flow.third_party_id, flow.id, ErasureKind.ERASED, day, method="消去", done_by="委託先")
    record(workspace, erased, actor=ACTOR, at=at)


def change_a_certificate(workspace: Workspace, rng: Random, at: datetime) -> None:
    certificate: Certificate = rng.choice(every(workspace, Certificate))
    last = legal_day(at) + timedelta(days=rng.choice((-1, 5, 400)))
    record(workspace, replace(certificate, valid_until=last), actor=ACTOR, at=at)


def open_one(workspace: Workspace, rng: Random, at: datetime) -> None:
    known: Assessment = rng.choice(every(workspace, Assessment))
    for party in rng.sample(standing(workspace), 8):
        with suppress(SakimoriError):
            open_assessment(workspace, party.id, pack_id=known.pack_id, group=known.group, actor=ACTOR, at=at)
            return


def submit_one(workspace: Workspace, rng: Random, at: datetime) -> None:
    """A draft is filled as hoped for and handed in."""
    drafts = [a for a in every(workspace, Assessment) if a.state is AssessmentState.DRAFT]
    for draft in rng.sample(drafts, len(drafts)):
        with suppress(SakimoriError):
            with workspace.unit() as unit:
                blanks = [q for q in load_sheet(unit, draft.id).blanks if q.expect]
            given = [AnswerInput(q.id, value=(q.expect[0],), seen_seq=0) for q in blanks]
            answer_many(workspace, draft.id, given, actor=ACTOR, at=at)
            submit(workspace, draft.id, actor=ACTOR, at=at)
            return


def decide_one(workspace: Workspace, rng: Random, at: datetime) -> None:
    waiting = [a for a in every(workspace, Assessment) if a.state is AssessmentState.SUBMITTED]
    for assessment in rng.sample(waiting, len(waiting)):
        with suppress(SakimoriError):
            decide(
                workspace, assessment.id, decision=Decision.CONDITIONAL, reason="確認した",
                conditions=(("是正する", legal_day(at) + timedelta(days=3)),), actor=OTHER, at=at,
            )  # fmt: skip
            return


def fulfil_one(workspace: Workspace, rng: Random, at: datetime) -> None:
    conditions = [c for c in every(workspace, Condition) if c.fulfilled_on is None]
    for condition in rng.sample(conditions, len(conditions)):
        with suppress(SakimoriError):
            fulfil_condition(workspace, condition.id, note="確認", actor=OTHER, at=at)
            return


def change_our_registers(workspace: Workspace, rng: Random, at: datetime) -> None:
    purpose: Purpose = rng.choice([one for one in every(workspace, Purpose) if one.published_until is None])
    since = rng.choice((None, legal_day(at)))
    record(workspace, replace(purpose, name=f"目的{rng.random()}", published_since=since), actor=ACTOR, at=at)
    data_set: DataSet = rng.choice(every(workspace, DataSet))
    record(workspace, replace(data_set, name=f"台帳{rng.random()}"), actor=ACTOR, at=at)
    notice: Notice = rng.choice(every(workspace, Notice))
    record(workspace, replace(notice, published_until=legal_day(at)), actor=ACTOR, at=at)


def _asked(flow: DataFlow, at: datetime) -> ClearanceRequest:
    return ClearanceRequest(flow, HandOver("", flow.third_party_id, flow.id), legal_day(at))


def issue_a_slip(workspace: Workspace, rng: Random, at: datetime) -> None:
    flows = every(workspace, DataFlow)
    for flow in rng.sample(flows, len(flows)):
        with suppress(SakimoriError):
            issue_slip(workspace, _asked(flow, at), actor=ACTOR, at=at)
            return


def ask_compliance(workspace: Workspace, rng: Random, at: datetime) -> None:
    flows = every(workspace, DataFlow)
    for flow in rng.sample(flows, len(flows)):
        with suppress(SakimoriError):
            send_inquiry(workspace, _asked(flow, at), message="至急", actor=ACTOR, at=at)
            return


def answer_one(workspace: Workspace, rng: Random, at: datetime) -> None:
    waiting = [i for i in every(workspace, Inquiry) if i.state is InquiryState.OPEN]
    for inquiry in rng.sample(waiting, len(waiting)):
        with suppress(SakimoriError):
            answer_inquiry(workspace, inquiry.id, approve=False, reason="見送る", actor=OTHER, at=at)
            return


def hand_over_without_clearance(workspace: Workspace, rng: Random, at: datetime) -> None:
    flows = [f for f in every(workspace, DataFlow) if f.direction is Direction.OUT]
    draft = ReleaseDraft(
        legal_day(at), legal_day(at), ("氏名",), 2, TransferMethod.FILE_TRANSFER, persons_how="会員番号"
    )
    for flow in rng.sample(flows, len(flows)):
        with suppress(SakimoriError):
            release_without_clearance(workspace, draft, reason="緊急", flow_id=flow.id, actor=ACTOR, at=at)
            return


def review_one(workspace: Workspace, rng: Random, at: datetime) -> None:
    releases = every(workspace, Release)
    for one in rng.sample(releases, len(releases)):
        with suppress(SakimoriError):
            review_release(workspace, one.id, reason="確認した", actor=OTHER, at=at)
            return


def correct_one(workspace: Workspace, rng: Random, at: datetime) -> None:
    records = every(workspace, ProvisionRecord)
    for one in rng.sample(records, len(records)):
        with suppress(SakimoriError):
            changes = {"items": ("氏名", "住所")}
            correct_record(workspace, ProvisionRecord, one.id, changes, reason="誤記", actor=ACTOR, at=at)
            return


OF_NOW = (cached.rename_a_person, cached.let_a_person_go, cached.change_the_policy)
"""Who our people are and which days the policy sets is read of now on every page, past days among them."""
WRITES: tuple[Write, ...] = (
    *(write for write in cached.WRITES if write not in OF_NOW),
    rename_a_party, end_a_flow, change_a_certificate, change_our_registers, open_one, submit_one, decide_one,
    fulfil_one, issue_a_slip, ask_compliance, answer_one, hand_over_without_clearance, review_one, correct_one,
)  # fmt: skip


# What the pages show


class Seen(NamedTuple):
    """The day and the entry of a look, and the day on which somebody looks."""

    on: date
    number: int
    today: date

    @property
    def as_of(self) -> AsOf:
        return AsOf(self.on, self.number, self.on < self.today)


ALL_ROWS: dict[str, Any] = {"first": 0, "limit": 1_000}
Page = Callable[[Workspace, Seen], object]


def dashboard(workspace: Workspace, seen: Seen) -> object:
    on, number, today = seen.on, seen.number, seen.today
    return (
        overview(workspace, on=on, today=today, number=number),
        forecast(workspace, on=on, number=number),
        reviews_due(workspace, on=on, number=number, days=365),
        waivers_ending(workspace, on=on, today=today, number=number, days=60),
        register_figures(workspace, on=on, number=number),
        own_gaps(workspace, seen.as_of),
    )


def gap_board(workspace: Workspace, seen: Seen) -> object:
    found: list[object] = []
    for wanted in gaps.GapFilter(last_day=seen.on), gaps.GapFilter():
        found.append(gaps.board(workspace, seen.as_of, wanted))
        found.append(gaps.row_page(workspace, seen.as_of, wanted, first=0, limit=100))
        found += [gaps.group_page(workspace, seen.as_of, wanted, by, **ALL_ROWS) for by in gaps.Grouping]
    return *found, gaps.first_after(workspace, seen.as_of)


def third_parties(workspace: Workspace, seen: Seen) -> object:
    rows = parties.all_rows(workspace, seen.as_of, parties.PartyFilter(with_over=True))
    return parties.party_counts(workspace, seen.as_of), list(rows), parties.party_names(workspace, seen.as_of)


def flows(workspace: Workspace, seen: Seen) -> object:
    return [told(row) for row in flow_rows(workspace, on=seen.on, number=seen.number)]


def calendar(workspace: Workspace, seen: Seen) -> object:
    wanted = DeadlineFilter(first=seen.on, last=seen.on + timedelta(days=365), overdue=True)
    return (
        deadline_page(workspace, seen.as_of, wanted, **ALL_ROWS),
        calendar_counts(workspace, seen.as_of, wanted),
        undated_reviews(workspace, seen.as_of),
    )


def record_book(workspace: Workspace, seen: Seen) -> object:
    asked: dict[str, Any] = {"actor": ACTOR}
    return (
        book.book_counts(workspace, seen.as_of, **asked),
        [list(book.all_records(workspace, seen.as_of, kind, book.RecordFilter(), **asked)) for kind in KINDS],
        book.due_page(workspace, seen.as_of, **asked, **ALL_ROWS),
        book.free_page(workspace, seen.as_of, "", **asked, **ALL_ROWS),
    )


def inquiries(workspace: Workspace, seen: Seen) -> object:
    asked: dict[str, Any] = {"actor": ACTOR} | ALL_ROWS
    return (
        inbox.desk_counts(workspace, seen.as_of, actor=ACTOR),
        inbox.inquiry_page(workspace, seen.as_of, is_open=None, **asked),
        inbox.slip_page(workspace, seen.as_of, **asked),
        inbox.turning_page(workspace, seen.as_of, **asked),
    )


def recipients(workspace: Workspace, seen: Seen) -> object:
    wanted = approved.RecipientFilter()
    return (
        approved.counts(workspace, seen.as_of, wanted, actor=ACTOR),
        approved.row_page(workspace, seen.as_of, wanted, actor=ACTOR, **ALL_ROWS),
        approved.held_back(workspace, seen.as_of, "", actor=ACTOR, limit=1_000),
    )


def assessed(workspace: Workspace, seen: Seen) -> object:
    wanted = assessments.AssessmentFilter()
    return (
        assessments.stage_counts(workspace, seen.as_of),
        list(assessments.all_rows(workspace, seen.as_of, wanted)),
        assessments.cycle_page(workspace, seen.as_of, **ALL_ROWS),
    )


def as_shown(value: Any) -> Any:
    """A view without the entry at which a gap ceased to be known, which nobody could know before."""
    if isinstance(value, Span):
        return replace(value, known_until=None)
    if is_dataclass(value):
        return [type(value), *(as_shown(getattr(value, field.name)) for field in fields(value))]
    if isinstance(value, tuple | list):
        return [as_shown(one) for one in value]
    return {key: as_shown(one) for key, one in value.items()} if isinstance(value, Mapping) else value


def our_registers(workspace: Workspace, seen: Seen) -> object:
    on, number = seen.on, seen.number
    found = own_registers(workspace, on=on, number=number), unpublished_facts(workspace, on=on, number=number)
    return as_shown(found)


def dossiers(workspace: Workspace, seen: Seen) -> object:
    """Our own, and those of which the last entries speak, with their contracts, assessments and flows."""
    newest = audit.trail_page(workspace, audit.TrailFilter(up_to=seen.number), actor=ACTOR, first=0, limit=4)
    found = []
    for party in sorted({SELF_ID, *(row.third_party_id for row in newest if row.third_party_id)}):
        # Whether somebody waits for the rules is asked on the day alone.
        view = dossier_view(workspace, party, on=seen.on, today=seen.today, number=seen.number)
        found.append(as_shown(replace(view, is_waiting=False)))
        with workspace.unit() as unit:
            contracts = records_of(unit, Contract, party, number=seen.number)
            moved = records_of(unit, DataFlow, party, number=seen.number)
            asked = records_of(unit, Assessment, party, number=seen.number)
        for one in contracts:
            sheet = contract_sheet(workspace, one.id, on=seen.on, today=seen.today, number=seen.number)
            found.append(as_shown(sheet))
        for opened in asked:
            found.append(as_shown(assessment_view(workspace, opened.id, on=seen.on, number=seen.number)))
        found += [as_shown(flow_view(workspace, flow.id, on=seen.on, number=seen.number)) for flow in moved]
    return found


def trail(workspace: Workspace, seen: Seen) -> object:
    wanted = audit.TrailFilter(up_to=seen.number)
    rows = audit.trail_page(workspace, wanted, actor=ACTOR, first=0, limit=100)
    return audit.trail_count(workspace, wanted, actor=ACTOR), [(row.seq, row.at, row.action) for row in rows]


PAGES: Mapping[str, Page] = {
    "dashboard": dashboard,
    "gaps": gap_board,
    "third parties": third_parties,
    "flows": flows,
    "contracts": lambda workspace, seen: list_of(workspace, seen.as_of),
    "certificates": lambda workspace, seen: all_certificates(workspace, on=seen.on, number=seen.number),
    "countries": lambda workspace, seen: profile_rows(workspace, on=seen.on, number=seen.number),
    "calendar": calendar,
    "records": record_book,
    "inquiries": inquiries,
    "recipients": recipients,
    "assessments": assessed,
    "our registers": our_registers,
    "dossiers": dossiers,
    "trail": trail,
}


Shown = Mapping[str, object]
APART = 5
"""So many writes lie between two looks on each push."""


def looked_at(workspace: Workspace, seen: Seen) -> Shown:
    return {name: page(workspace, seen) for name, page in PAGES.items()}


# The histories


def a_history(workspace: Workspace, rng: Random, writes: Iterable[Write]) -> Iterator[date]:
    """Writes one after the other, some on a day and then none for days; the day of each."""
    at = AT
    for write in writes:
        at += rng.choice((timedelta(minutes=1), timedelta(hours=3), timedelta(days=1), timedelta(days=4)))
        write(workspace, rng, at)
        yield legal_day(at)


def not_as_shown(workspace: Workspace, noted: Iterable[tuple[Seen, Shown]], today: date) -> Iterator[tuple[str, Seen]]:
    """The pages that say of a day something else than they said on it."""
    for seen, shown in noted:
        again = looked_at(workspace, seen._replace(today=today))
        yield from ((name, seen) for name in PAGES if again[name] != shown[name])


@pytest.mark.parametrize("seed", [2, 3, 4] if ALL else [3])
def test_as_of_each_entry_every_page_shows_what_it_showed_then(seed: int, tmp_path: Path, demo_in: DemoIn) -> None:
    workspace, rng = Workspace(demo_in(tmp_path, TODAY), ids=counted_ids()), Random(seed)  # noqa: S311 - no secret
    writes = rng.sample(WRITES, len(WRITES))
    noted: list[tuple[Seen, Shown]] = []
    entries = {workspace.head()[0]}
    for place, day in enumerate(a_history(workspace, rng, writes)):
        entries.add(number := workspace.head()[0])
        if ALL or place % APART == 0:
            seen = Seen(day, number, day)
            noted.append((seen, looked_at(workspace, seen)))

    assert len(entries) > len(WRITES) - 3  # a third party may be left to which nothing can be done
    assert all(noted[0][1][name] != noted[-1][1][name] for name in PAGES)
    assert list(not_as_shown(workspace, noted, day + timedelta(days=1))) == []
