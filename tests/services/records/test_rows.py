"""The book as its statements give it, row by row beside one that makes an object of everything and then chooses."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from kit.builders import an_actor
from kit.demos import DemoIn
from sakimori.clock import now, today
from sakimori.domain.codes import UserRole
from sakimori.domain.dossier import Dossier
from sakimori.domain.records.data_flow import DataFlow, Direction, ForeignBasis, LegalRoute, TransferMethod
from sakimori.domain.records.hand_over import HandOver, NoRecord, ProvisionRecord, ReceiptRecord, RecordMethod, Release
from sakimori.domain.records.own_registers import DataSetPart
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.registers import Registers
from sakimori.domain.user import Actor, User
from sakimori.domain.values.as_of import AsOf
from sakimori.domain.values.names import fold
from sakimori.rules.clearance.records.recording import WITH_RECORD, free_by_route, receipt_free
from sakimori.rules.facts.record_terms import missing_items, retain_until, unrecorded_days, unrecorded_releases
from sakimori.rules.gaps.provision_records import PROMPT_DAYS, need_of_flow
from sakimori.services.flows.states import Abroad, FlowGap, Phase, abroad_of, listed_gaps, phase_of
from sakimori.services.kernel.judge_queue import judge_all_waiting
from sakimori.services.kernel.kept_beside import unkept
from sakimori.services.kernel.loading import load_dossiers
from sakimori.services.kernel.recompute import recompute
from sakimori.services.kernel.unit import Unit
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.records import rows as book
from sakimori.services.records.heads import book_heads, items_of, make_up_book
from sakimori.services.records.rows import (
    AnyKept,
    BookRecord,
    DueRow,
    RecordFilter,
    Standing,
    UnclearedRelease,
    UnneededRecord,
    UnrecordedFlow,
)

DAYS = {"past": -45, "yesterday": -1, "today": 0, "future": 200}
READER, SELLER = an_actor(), an_actor(UserRole.SALES, user_id="us_seller")
BY_27_5 = {NoRecord.ENTRUST, NoRecord.SUCCESSION, NoRecord.JOINT}
WITHOUT_CONSENT = {Abroad.HOME, Abroad.DESIGNATED, Abroad.EQUIVALENT, Abroad.EXEMPT}
NEVER = date(9000, 1, 1)


def a_record(flow: DataFlow, n: int, **facts: Any) -> ProvisionRecord:
    on = today() - timedelta(days=40 * n)
    return ProvisionRecord(
        **{
            "id": f"xr{flow.id}{n}", "third_party_id": flow.third_party_id, "route": flow.route,
            "method": RecordMethod.EACH, "first_on": on, "last_on": on + timedelta(days=n), "recipient_name": "相手",
            "recipient_address": "東京都", "recipient_representative": "" if n % 3 else "代表",
            "items": ("氏名",), "persons": ("k-1",) if n % 2 else (), "persons_how": "番号", "person_count": 1,
            "retain_until": retain_until(RecordMethod.EACH, last_on=on, made_on=on), "made_on": on,
            "made_by": READER.id, "consented": bool(n % 4), "flow_id": flow.id, **facts,
        }
    )  # fmt: skip


def a_release(flow: DataFlow, n: int, **facts: Any) -> Release:
    on = today() - timedelta(days=9 * n)
    return Release(
        id=f"xl{flow.id}{n}", third_party_id=flow.third_party_id, slip_id=None, first_on=on, last_on=on,
        items=("氏名",), person_count=1, persons_how="番号", method=TransferMethod.API, released_by=SELLER.id,
        released_at=now(), flow_id=flow.id, **facts,
    )  # fmt: skip


WITHOUT_BASIS = "通話録音の書き起こし"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, demo_in: DemoIn) -> Workspace:
    """The demo, with records of every standing, hand-overs of every kind, and flows on grounds that need a record."""
    folder: Path = tmp_path_factory.mktemp("book")
    workspace = Workspace(demo_in(folder, today()))
    with workspace.change("bench.made", actor=READER, at=now(), batch_id="bench") as change:
        change.insert(User(id=SELLER.id, name="売り手", roles=SELLER.roles))
        flows = change.records.select(DataFlow)
        grounds = (LegalRoute.CONSENT, LegalRoute.OPTOUT, LegalRoute.UNDECIDED, LegalRoute.CONSENT_28)
        for n, flow in enumerate(flows[::2]):
            if flow.name == WITHOUT_BASIS:
                continue  # what it is free of rests on a basis abroad that is not there: it keeps its ground
            days = None if n % 5 == 0 else today() + timedelta(days=(-400, -20, 60)[n % 3])
            change.update(replace(flow, route=grounds[n % 4], start_on=days, end_on=None))
        for n, flow in enumerate(flows[1::2]):
            for times in range(n % 4):
                change.insert(a_record(flow, times))
            if n % 4 == 3:
                change.insert(a_record(flow, 9, corrects_id=f"xr{flow.id}1", made_by=SELLER.id))
                change.insert(a_release(flow, 1, record_id=f"xr{flow.id}9"))
                change.insert(a_release(flow, 2, no_record=NoRecord.ENTRUST))
                change.insert(a_release(flow, 3, no_record=NoRecord.ENTRUST, uncleared_on=today()))
                change.insert(a_release(flow, 4, uncleared_on=today(), reviewed_by="us01", reviewed_on=today()))
    list(judge_all_waiting(workspace, clock=now))
    return workspace


def as_of(workspace: Workspace, days: int) -> AsOf:
    on = today() + timedelta(days=days)
    with workspace.unit() as unit:
        return AsOf(on, unit.number_on(on, today=today()), days < 0)


class Everything:
    """What the book is put together from, and what each list of it holds."""

    def __init__(self, unit: Unit, seen: AsOf, actor: Actor) -> None:
        self.unit, self.seen, self.on = unit, seen, seen.on
        self.whose = actor.id if actor is SELLER else ""
        self.parties: dict[str, ThirdParty] = {party.id: party for party in self.every(ThirdParty)}
        self.flows = {flow.id: flow for flow in self.every(DataFlow)}
        self.people = {user.id: user.name for user in unit.records.select(User)}
        self.released: list[Release] = self.every(Release)
        self.kept: dict[type, list[Any]] = {kind: self.every(kind) for kind in (ProvisionRecord, ReceiptRecord)}
        self.bases = {basis.flow_id: basis for basis in self.every(ForeignBasis)}
        self.facts: list[HandOver] = self.every(HandOver)
        self.parts: list[DataSetPart] = self.every(DataSetPart)
        self.gaps = [(subject, gap) for subject, gap in listed_gaps(unit, on=seen.on, number=seen.number)]

    def every(self, kind: type) -> list[Any]:
        if self.seen.is_past:
            return self.unit.trail.records_at(kind, self.seen.number)
        return self.unit.records.select(kind)

    def party(self, party_id: str) -> str:
        return self.parties[party_id].legal_name

    def flow(self, flow_id: str | None) -> str:
        return self.flows[flow_id].name if flow_id else ""

    def records(self, kind: type) -> list[Any]:
        records = self.kept[kind]
        corrected_by = {record.corrects_id: record.id for record in records if record.corrects_id}
        by_id = {record.id: record for record in records}
        of_record = {release.record_id: release for release in self.released if release.record_id}

        def until(record: Any) -> date:
            last: date = record.retain_until
            while (later := corrected_by.get(record.id)) is not None:
                record = by_id[later]
                last = max(last, record.retain_until)
            return last

        def standing(record: Any) -> Standing:
            if record.id in corrected_by:
                return Standing.CORRECTED
            lacks = missing_items(items_of(record, self.parties[record.third_party_id].kind_of_body))
            return Standing.INCOMPLETE if lacks else Standing.COMPLETE

        found = [
            BookRecord(
                replace(record, persons=("",) if record.persons else ()),
                self.party(record.third_party_id),
                self.parties[record.third_party_id].kind_of_body,
                self.flow(record.flow_id),
                self.people.get(record.made_by, record.made_by),
                standing(record),
                corrected_by.get(record.id),
                until(record),
                of_record.get(record.id),
            )
            for record in records
            if self.is_own(record.made_by, of_record.get(record.id) if kind is ProvisionRecord else None)
        ]
        return sorted(found, key=lambda k: (k.standing, -k.record.last_on.toordinal(), k.record.id))

    def is_own(self, who: str, release: Release | None = None) -> bool:
        return not self.whose or self.whose == who or (release is not None and release.released_by == self.whose)

    def lacking(self, *, begun: bool = True) -> list[UnrecordedFlow]:
        flows = () if self.whose else self.flows.values()
        found = [one for flow in flows if (one := self.unrecorded(flow, begun=begun))]
        return sorted(found, key=lambda one: (one.since or date.min, one.flow, one.flow_id))

    def unrecorded(self, flow: DataFlow, *, begun: bool) -> UnrecordedFlow | None:
        party = self.parties[flow.third_party_id]
        if party.is_self or party.merged_into is not None or party.archived_on is not None:
            return None
        is_receipt = flow.direction is Direction.IN
        kept = self.kept[ReceiptRecord if is_receipt else ProvisionRecord]
        records = tuple(record for record in kept if record.flow_id == flow.id)
        if flow.route not in WITH_RECORD or self.why_free(flow) is not None or (records and not begun):
            return None
        days: list[date | None] = [since for since, _ in unrecorded_days(flow, records)]
        if not days and not is_receipt:
            days += sorted(r.first_on for r in unrecorded_releases(flow, self.released, tuple(kept)))
        if not days or (days[0] is None or days[0] <= self.on) is not begun:
            return None
        return UnrecordedFlow(flow.id, party.id, flow.name, party.legal_name, is_receipt, flow.route, days[0])

    def free(self) -> list[UnneededRecord]:
        return sorted(self.unneeded(), key=lambda one: not one.depends)

    def unneeded(self) -> Iterator[UnneededRecord]:
        for release in sorted(self.released, key=lambda r: (-r.last_on.toordinal(), r.id)):
            if release.no_record is not None and self.is_own(release.released_by):
                party, flow = self.party(release.third_party_id), self.flow(release.flow_id)
                yield UnneededRecord(party, flow, release.no_record, release, release.flow_id or "")
        running = [f for f in self.flows.values() if f.end_on is None or f.end_on >= self.on]
        for flow in sorted(running, key=lambda f: (self.party(f.third_party_id), f.name, f.id)):
            why = self.why_free(flow)
            if why is not None and not self.whose:
                depends = why in BY_27_5 and self.abroad(flow) not in WITHOUT_CONSENT
                yield UnneededRecord(self.party(flow.third_party_id), flow.name, why, None, flow.id, depends)

    def undecided(self) -> int:
        return sum(
            flow.route is LegalRoute.UNDECIDED
            and self.why_free(flow) is None
            and phase_of(flow, self.on) is Phase.RUNNING
            for flow in self.flows.values()
        )

    def uncleared(self) -> list[UnclearedRelease]:
        found = [r for r in self.released if r.uncleared_on is not None and self.is_own(r.released_by)]
        return [
            UnclearedRelease(
                release,
                self.party(release.third_party_id),
                self.flow(release.flow_id),
                self.people.get(release.released_by, release.released_by),
                self.people.get(release.reviewed_by or "", release.reviewed_by or ""),
            )
            for release in sorted(found, key=lambda r: (r.reviewed_on is not None, -r.last_on.toordinal(), r.id))
        ]

    def why_free(self, flow: DataFlow) -> NoRecord | None:
        dossier = Dossier(
            third_party=self.parties[flow.third_party_id],
            flows=(flow,),
            hand_overs=tuple(facts for facts in self.facts if facts.flow_id == flow.id),
            registers=Registers(data_set_parts=tuple(p for p in self.parts if p.data_set_id == flow.data_set_id)),
        )
        if flow.direction is Direction.IN:
            return receipt_free(dossier, flow)
        return need_of_flow(dossier, flow).free if flow.route in WITH_RECORD else free_by_route(flow.route)

    def abroad(self, flow: DataFlow) -> Abroad:
        if flow.direction is Direction.IN:
            return Abroad.HOME
        gaps: list[FlowGap] = [gap for subject, gap in self.gaps if subject == flow.id and gap.is_open(self.on)]
        return abroad_of(flow, self.parties[flow.third_party_id], self.bases.get(flow.id), gaps)

    def due(self) -> list[DueRow]:
        def is_late(line: UnrecordedFlow) -> bool:
            return line.since is None or line.since + timedelta(days=PROMPT_DAYS) < self.on

        lacking = self.lacking()
        kept: list[AnyKept] = [*self.records(ProvisionRecord), *self.records(ReceiptRecord)]
        return [
            *(one for one in self.uncleared() if one.release.reviewed_on is None),
            *(line for line in lacking if is_late(line)),
            *(one for one in kept if one.standing is Standing.INCOMPLETE),
            *(line for line in lacking if not is_late(line)),
            *self.lacking(begun=False),
        ]


CURRENT = frozenset({Standing.INCOMPLETE, Standing.COMPLETE})
FILTERS: dict[str, Callable[[list[Any]], tuple[str, RecordFilter]]] = {
    "nothing": lambda rows: ("", RecordFilter()),
    "current": lambda rows: ("", RecordFilter(standings=CURRENT)),
    "incomplete": lambda rows: ("", RecordFilter(standings=frozenset({Standing.INCOMPLETE}))),
    "of a third party": lambda rows: (rows[0].party[1:4], RecordFilter()),
    "of a flow": lambda rows: (rows[-1].flow[:3], RecordFilter(standings=CURRENT)),
    "called like nobody": lambda rows: ("％_%", RecordFilter()),
    "from a day": lambda rows: ("", RecordFilter(first=rows[len(rows) // 2].record.first_on)),
    "until a day": lambda rows: ("", RecordFilter(last=rows[len(rows) // 2].record.last_on, standings=CURRENT)),
    "of a person": lambda rows: ("", RecordFilter(ids=frozenset(row.record.id for row in rows[::3]))),
    "of nobody": lambda rows: ("", RecordFilter(ids=frozenset())),
    "all at once": lambda rows: (
        rows[0].party[:2], RecordFilter(first=date(2, 1, 1), last=NEVER, ids=frozenset(r.record.id for r in rows)),
    ),
}  # fmt: skip


def admits(text: str, wanted: RecordFilter, row: AnyKept) -> bool:
    """Whether a filter leaves a record, asked of the record itself."""
    return (
        any(fold(text) in fold(name) for name in (row.party, row.flow))
        and (not wanted.standings or row.standing in wanted.standings)
        and not (wanted.first and row.record.last_on < wanted.first)
        and not (wanted.last and row.record.first_on > wanted.last)
        and (wanted.ids is None or row.record.id in wanted.ids)
    )


@pytest.mark.parametrize("actor", [READER, SELLER], ids=["reader", "sales"])
@pytest.mark.parametrize("days", DAYS.values(), ids=DAYS.keys())
def test_every_list_of_the_book_has_the_rows_of_one_that_reads_everything(
    demo: Workspace, days: int, actor: Actor
) -> None:
    seen = as_of(demo, days)
    with demo.unit() as unit:
        all_ = Everything(unit, seen, actor)
        due, free, uncleared, undecided = all_.due(), all_.free(), all_.uncleared(), all_.undecided()
        lacking, coming = all_.lacking(), all_.lacking(begun=False)
        kept: dict[type[Any], list[Any]] = {kind: all_.records(kind) for kind in (ProvisionRecord, ReceiptRecord)}
    page = dict[str, Any](actor=actor, first=0, limit=10_000)
    assert book.due_page(demo, seen, **page) == (due, len(due))
    for text in ("", "株", "の", "ない"):
        found = [one for one in free if any(fold(text) in fold(name) for name in (one.party, one.flow))]
        assert book.free_page(demo, seen, text, **page) == (found, len(found)), text
    for kind, rows in kept.items():
        for name, asked in FILTERS.items() if rows else ():
            text, wanted = asked(rows)
            left = [row for row in rows if admits(text, wanted, row)]
            wanted = replace(wanted, words=fold(text))
            assert book.record_page(demo, seen, kind, wanted, **page) == (left, len(left)), name
            assert list(book.all_records(demo, seen, kind, wanted, actor=actor)) == left, name
    assert book.unrecorded_flows(demo, seen, actor=actor) == lacking
    counts = book.book_counts(demo, seen, actor=actor)
    every = [row for rows in kept.values() for row in rows]
    assert (counts.records, counts.current) == (len(every), sum(row.is_current for row in every))
    assert (counts.lacking, counts.coming, counts.to_do) == (len(lacking), len(coming), len(due))
    assert (counts.uncleared, counts.free) == (len(uncleared), len(free))
    assert counts.undecided == (sum(one.depends for one in free) + undecided if actor is READER else 0)
    if days >= 0:
        assert {row.standing for row in every} >= ({*Standing} if actor is READER else {Standing.COMPLETE})
        assert {one.depends for one in free} == ({True, False} if actor is READER else {False})


@pytest.mark.parametrize("days", [-1, 0])
def test_one_row_of_the_book_is_found_by_its_id(demo: Workspace, days: int) -> None:
    seen = as_of(demo, days)
    with demo.unit() as unit:
        all_ = Everything(unit, seen, READER)
        uncleared, lines = all_.uncleared(), [*all_.lacking(), *all_.lacking(begun=False)]
        kept = [*all_.records(ProvisionRecord)[:9], *all_.records(ReceiptRecord)[:9]]
    for row in kept:
        assert book.one_record(demo, seen, row.record.id, actor=READER) == row
    for one in uncleared:
        assert book.uncleared_release(demo, seen, one.release.id, actor=READER) == one
    for line in lines:
        assert book.unrecorded_flow(demo, seen, line.flow_id, actor=READER) == line
        assert book.unrecorded_flow(demo, seen, line.flow_id, actor=SELLER) is None
    assert book.one_record(demo, seen, "?", actor=READER) is None
    assert book.uncleared_release(demo, seen, "?", actor=READER) is None
    assert book.unrecorded_flow(demo, seen, "?", actor=READER) is None


@pytest.mark.parametrize("days", [-1, 0])
def test_pages_laid_side_by_side_are_the_whole(demo: Workspace, days: int) -> None:
    seen = as_of(demo, days)
    lists: Iterable[Callable[..., tuple[list[Any], int]]] = (
        lambda **page: book.due_page(demo, seen, actor=READER, **page),
        lambda **page: book.free_page(demo, seen, "", actor=READER, **page),
        lambda **page: book.record_page(demo, seen, ProvisionRecord, RecordFilter(), actor=READER, **page),
    )
    for read in lists:
        whole, total = read(first=0, limit=10_000)
        assert len(whole) == total > 4
        paged = [row for first in range(0, total + 3, 3) for row in read(first=first, limit=3)[0]]
        assert paged == whole


def _with_another_book(unit: Unit, dossiers: Sequence[Dossier]) -> set[str]:
    known = unit.spans.known_of([dossier.third_party.id for dossier in dossiers])
    found = unkept(unit, dossiers, known, unit.policy(), on=today())
    return {party for what, party in found if what == "record_book"}


def test_what_is_kept_beside_records_and_flows_is_made_up_for_in_an_older_database(demo: Workspace) -> None:
    with demo.unit() as unit:
        dossiers = load_dossiers(unit, [party.id for party in unit.records.select(ThirdParty)])
        assert not _with_another_book(unit, dossiers)
        assert sum(map(len, book_heads(dossiers[0]).values())) >= 0
    with demo.writing() as unit:
        unit.engine.execute("DELETE FROM flow_record")
        unit.engine.execute("DELETE FROM record_head")
        assert _with_another_book(unit, dossiers)
        make_up_book(unit)
        assert not _with_another_book(unit, dossiers)
    assert [different for _, _, found in recompute(demo, on=today()) for different in found] == []
