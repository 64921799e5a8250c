"""The desk as its statements give it, row by row beside one that reads every inquiry, slip and answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from kit.builders import an_actor
from kit.demos import DemoIn
from sakimori.clock import now, today
from sakimori.domain.clearance import ClearanceRequest, Inquiry, InquiryState, Slip, causes_of_turning
from sakimori.domain.codes import DataCategory, Outcome
from sakimori.domain.records.data_flow import DataFlow
from sakimori.domain.records.own_registers import DataSet
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.user import User
from sakimori.domain.values.as_of import AsOf
from sakimori.domain.values.days import legal_day
from sakimori.domain.values.names import fold
from sakimori.errors import StateError
from sakimori.exchange.request.as_json import from_json, reasons_from_json
from sakimori.services.clearance.inbox import (
    HORIZON,
    ComingAnswer,
    DeskSearch,
    InquiryRow,
    SlipRow,
    desk_counts,
    inquiry_outcomes,
    inquiry_page,
    slip_page,
    turning_page,
)
from sakimori.services.clearance.inquiries import answer_inquiry, send_inquiry
from sakimori.services.clearance.slips import SlipState, issue_slip, revoke_slip, spans_by_slip, standing_of
from sakimori.services.clearance.standing_requests import OF_FLOWS, make_up_desk
from sakimori.services.kernel.recompute import recompute
from sakimori.services.kernel.unit import Unit
from sakimori.services.kernel.workspace import Workspace
from sakimori.store.outcomes import StoredOutcome, stored_outcome
from sakimori.store.spans import AS_KNOWN

DAYS = {"past": -40, "yesterday": -1, "today": 0, "soon": 20, "future": 200}
ACTOR = an_actor()
ORDER = list(Outcome)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, demo_in: DemoIn) -> Workspace:
    """The demo, with slips that lapse, are revoked or not yet good, and inquiries of every state."""
    folder: Path = tmp_path_factory.mktemp("desk")
    workspace = Workspace(demo_in(folder, today()))
    with workspace.unit() as unit:
        slips, inquiries = unit.records.select(Slip), unit.records.select(Inquiry)
    others = an_actor(user_id="us_other")
    kept: list[Any] = [*slips, *inquiries]
    requests = [from_json(ClearanceRequest, one.request) for one in kept]
    for n, request in enumerate(requests):
        asked = replace(request, on=today() + timedelta(days=3 * (n % 2)))
        try:
            sent = send_inquiry(workspace, asked, message=f"急ぎ{n}", actor=ACTOR, at=now()).record
        except StateError:  # another slip is about the same hand-over, and the question about that one waits
            continue
        if n % 2:
            answer_inquiry(workspace, sent.id, approve=False, reason="不要", actor=others, at=now())
    for n, slip in enumerate(slips):
        asked = replace(from_json(ClearanceRequest, slip.request), on=today() + timedelta(days=5 * (n % 2)))
        try:
            again = issue_slip(workspace, asked, actor=ACTOR, at=now()).record
        except StateError:  # what does not let data go gets no slip
            continue
        if n % 3 == 0:
            revoke_slip(workspace, again.id, reason="誤り", actor=ACTOR, at=now())
    return workspace


def as_of(workspace: Workspace, days: int) -> AsOf:
    on = today() + timedelta(days=days)
    with workspace.unit() as unit:
        return AsOf(on, unit.number_on(on, today=today()), days < 0)


class Everything:
    """Every inquiry, slip and turning, each made out of whole records."""

    def __init__(self, unit: Unit, seen: AsOf) -> None:
        self.unit, self.seen, self.on = unit, seen, seen.on
        self.names = {user.id: user.name for user in unit.records.select(User)}
        self.parties = {party.id: party.legal_name for party in unit.records.select(ThirdParty)}
        self.sets: dict[str | None, str] = {one.id: one.name for one in unit.records.select(DataSet)}
        self.asked: list[Inquiry] = self.every(Inquiry)
        self.issued: list[Slip] = self.every(Slip)
        rows = unit.query(
            f"SELECT * FROM outcome_span WHERE {AS_KNOWN} AND (until_on IS NULL OR until_on > :day) ORDER BY id",
            number=seen.number, day=seen.on.isoformat(),
        )  # fmt: skip
        self.held = [stored_outcome(row) for row in rows]

    def every(self, kind: type) -> list[Any]:
        if self.seen.is_past:
            return self.unit.trail.records_at(kind, self.seen.number)
        return self.unit.records.select(kind)

    def name(self, user_id: str | None) -> str:
        return self.names.get(user_id or "", user_id or "")

    def holds(self, one: StoredOutcome) -> bool:
        return (one.from_on is None or one.from_on <= self.on) and (one.until_on is None or self.on < one.until_on)

    def inquiries(self) -> list[InquiryRow]:
        """What waits longest first, then what was closed, the newest first."""
        numbers = {slip.inquiry_id: slip.number for slip in sorted(self.issued, key=lambda s: s.number)}
        rows = [
            InquiryRow(
                one.id, one.third_party_id, request, self.sets.get(request.flow.data_set_id, ""),
                self.parties[one.third_party_id], one.outcome, one.state, one.asked_by, one.asked_at,
                self.name(one.asked_by), self.name(one.answered_by),
                ((legal_day(one.answered_at) if one.answered_at else self.on) - legal_day(one.asked_at)).days,
                numbers.get(one.id), one.state is InquiryState.OPEN and one.asked_back_at is not None,
            )
            for one in sorted(self.asked, key=lambda i: (i.asked_at, i.id))
            for request in [from_json(ClearanceRequest, one.request)]
        ]  # fmt: skip
        return [*(row for row in rows if row.is_open), *(row for row in reversed(rows) if not row.is_open)]

    def slips(self) -> list[SlipRow]:
        current = spans_by_slip(one for one in self.held if self.holds(one))
        return [
            SlipRow(
                one.id, one.number, request, self.sets.get(request.flow.data_set_id, ""),
                self.parties[one.third_party_id], one.outcome, one.judged_on, one.valid_until, one.issued_at,
                self.name(one.issued_by), self.name(one.revoked_by),
                standing_of(one, self.on, current).state,
            )
            for one in sorted(self.issued, key=lambda s: s.number, reverse=True)
            for request in [from_json(ClearanceRequest, one.request)]
        ]  # fmt: skip

    def turnings(self) -> list[ComingAnswer]:
        subjects = {slip.id: slip.number for slip in self.issued if slip.revoked_on is None}
        found = [one for one in self._turnings(subjects) if one.kind in OF_FLOWS or one.subject_id in subjects]
        return sorted(found, key=lambda o: (o.on, ORDER.index(o.next_outcome), o.party, o.name, o.subject_id))

    def _turnings(self, subjects: dict[str, str]) -> Iterator[ComingAnswer]:
        by_subject: defaultdict[tuple[str, str], list[StoredOutcome]] = defaultdict(list)
        for one in self.held:
            by_subject[one.subject_kind, one.subject_id].append(one)
        for (kind, subject), spans in by_subject.items():
            at = next((one for one in spans if self.holds(one)), None)
            coming = sorted((one for one in spans if not self.holds(one)), key=lambda one: one.from_on or date.max)
            then = next((one for one in coming if at is not None and one.outcome is not at.outcome), None)
            if at is None or then is None or then.from_on is None or then.from_on > self.on + HORIZON:
                continue
            before, after = (
                {(r.rule_id, r.kind, r.in_full): r for r in reasons_from_json(one.reasons)} for one in (at, then)
            )
            new = (reason for said, reason in after.items() if said not in before)
            gone = (reason for said, reason in before.items() if said not in after)
            flow = self.unit.records.find(DataFlow, subject)
            yield ComingAnswer(
                kind, subject, subjects.get(subject) or (flow.name if flow else ""), at.third_party_id,
                self.parties[at.third_party_id], at.outcome, then.from_on, then.outcome,
                *causes_of_turning(at.outcome, then.outcome, new, gone),
            )  # fmt: skip


def data_of(row: InquiryRow | SlipRow, label: Callable[[DataCategory], str]) -> str:
    kinds = "・".join(label(kind) for kind in DataCategory if kind in (row.request.flow.categories or ()))
    return row.request.flow.name or row.data_set or kinds


def named(text: str, *words: str) -> bool:
    return any(fold(text) in fold(word) for word in words)


@pytest.mark.parametrize("days", DAYS.values(), ids=DAYS.keys())
def test_every_list_of_the_desk_has_the_rows_of_one_that_reads_everything(demo: Workspace, days: int) -> None:
    seen = as_of(demo, days)
    with demo.unit() as unit:
        all_ = Everything(unit, seen)
        inquiries, slips, turnings = all_.inquiries(), all_.slips(), all_.turnings()
        messages = {one.id: one.message for one in all_.asked}
    page = dict[str, Any](actor=ACTOR, first=0, limit=10_000)
    counts = desk_counts(demo, seen, actor=ACTOR)
    waiting = [row for row in inquiries if row.is_open]
    assert (counts.inquiries, counts.waiting) == (len(inquiries), len(waiting))
    assert counts.longest == max((row.days for row in waiting), default=None)
    assert counts.slips == {state: n for state in SlipState if (n := sum(row.state is state for row in slips))}
    assert (counts.turnings, counts.worse) == (len(turnings), sum(one.is_worse for one in turnings))

    def label(kind: DataCategory) -> str:
        return kind.value

    for is_open in (None, True, False):
        some = [row for row in inquiries if is_open is None or row.is_open is is_open]
        known = sorted({row.outcome for row in some}, key=ORDER.index)
        assert inquiry_outcomes(demo, seen, is_open=is_open, actor=ACTOR) == known
        for outcomes in ((), tuple(known[:1])):
            for text in ("", "株", "急ぎ1", "佐藤", "contact", "受注", "ぬぬぬ"):
                search = DeskSearch(text=text, categories=frozenset(k for k in DataCategory if named(text, label(k))))
                left = [
                    row
                    for row in some
                    if (not outcomes or row.outcome in outcomes)
                    and named(text, row.party, row.asker, messages[row.id], data_of(row, label))
                ]
                asked = dict[str, Any](is_open=is_open, outcomes=outcomes, search=search)
                assert inquiry_page(demo, seen, **asked, **page) == (left, len(left)), (is_open, outcomes, text)
    for states in ((), (SlipState.GOOD,), (SlipState.LAPSED, SlipState.REVOKED)):
        for text in ("", "株", "TK-", "0001", "佐藤", "ぬぬぬ"):
            search = DeskSearch(text=text, categories=frozenset(k for k in DataCategory if named(text, label(k))))
            kept = [
                row
                for row in slips
                if (not states or row.state in states)
                and named(text, row.party, row.issuer, row.number, data_of(row, label))
            ]
            assert slip_page(demo, seen, states=states, search=search, **page) == (kept, len(kept)), (states, text)
    for within in (30, 60, 90):
        for only_worse in (False, True):
            for text in ("", "株", "TK-", "の"):
                left_over = [
                    one
                    for one in turnings
                    if one.on <= seen.on + timedelta(days=within)
                    and (one.is_worse or not only_worse)
                    and named(text, one.party, one.name)
                ]
                asked = dict[str, Any](within=timedelta(days=within), only_worse=only_worse, text=text)
                assert turning_page(demo, seen, **asked, **page) == (left_over, len(left_over)), (within, text)
    if days == 0:
        assert len(inquiries) > 5
        assert {SlipState.GOOD, SlipState.REVOKED, SlipState.NOT_YET} <= {row.state for row in slips}
        assert turnings


def test_what_is_kept_for_the_desk_is_made_up_for_in_an_older_database(demo: Workspace) -> None:
    seen = as_of(demo, 0)
    page = dict[str, Any](actor=ACTOR, first=0, limit=999)

    def told() -> list[object]:
        search = DeskSearch(text="急ぎ")
        return [inquiry_page(demo, seen, is_open=None, search=search, **page), slip_page(demo, seen, **page)]

    before = told()
    with demo.writing() as unit:
        unit.engine.execute("DELETE FROM clearance_head")
        unit.engine.execute("UPDATE outcome_span SET is_against = NULL")
        make_up_desk(unit)
    assert told() == before
    assert [different for _, _, found in recompute(demo, on=today()) for different in found] == []
