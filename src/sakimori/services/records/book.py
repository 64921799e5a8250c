"""The book of records 記録簿: what is recorded, missing or needs no record and why, and its papers handed out."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Final

from sakimori.domain.codes import KindOfBody
from sakimori.domain.dossier import Dossier
from sakimori.domain.records.data_flow import DataFlow, Direction, ForeignBasis, LegalRoute
from sakimori.domain.records.hand_over import HandOver, NoRecord, ProvisionRecord, ReceiptRecord, Release
from sakimori.domain.records.own_registers import DataSetPart, Registers
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.user import Actor, User
from sakimori.exchange.paper.pdf import RecordPaper, records_pdf
from sakimori.exchange.paper.safe_files import OutSheet, safe_xlsx
from sakimori.rules.clearance.records.recording import WITH_RECORD, free_by_route, receipt_free
from sakimori.rules.facts.record_terms import Item, items_of_provision, items_of_receipt, unrecorded_days
from sakimori.rules.gaps.provision_records import need_of_flow
from sakimori.services.flows.states import Abroad, FlowGap, Phase, abroad_of, listed_gaps, phase_of
from sakimori.services.kernel.access import Permission, may, require
from sakimori.services.kernel.unit import Unit, all_records
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.records.rows import BookRecord, MissingRecord, R, RecordBook, UnclearedRelease, UnneededRecord
from sakimori.store.records import TABLES, columns, from_row

_BY_27_5: Final = frozenset({NoRecord.ENTRUST, NoRecord.SUCCESSION, NoRecord.JOINT})
_WITHOUT_CONSENT: Final = frozenset({Abroad.HOME, Abroad.DESIGNATED, Abroad.EQUIVALENT, Abroad.EXEMPT})
HIDDEN: Final = ("",)
"""Stands for the customer numbers of a record that has some."""


def record_book(workspace: Workspace, *, on: date, number: int, actor: Actor) -> RecordBook:
    """The book as known after an entry; sales sees only what it recorded itself, as it was corrected since.

    Customer numbers are left out; `numbers_of` has them for those who read records.

    Raises:
        NotPermittedError: The role may neither read the register nor hand data over.
    """
    is_whole = may(actor, Permission.READ)
    if not is_whole:
        require(actor, Permission.RELEASE)
    with workspace.unit() as unit:
        book = _Book(unit, number)
        free = tuple(book.free(on, with_flows=is_whole))
        found = RecordBook(
            tuple(book.kept(ProvisionRecord)),
            tuple(book.kept(ReceiptRecord)),
            tuple(book.lacking(on)) if is_whole else (),
            tuple(book.lacking(on, begun=False)) if is_whole else (),
            free,
            tuple(book.uncleared()),
            sum(one.depends for one in free) + book.undecided(on) if is_whole else 0,
            is_whole,
        )
    return found if is_whole else _own(found, actor.id)


def numbers_of(
    workspace: Workspace, kind: type[R], record_ids: Collection[str], *, number: int, actor: Actor
) -> Mapping[str, tuple[str, ...]]:
    """The customer numbers of some records by id, as known after an entry; lists of all records do without them.

    Raises:
        NotPermittedError: The role may not read records.
    """
    require(actor, Permission.READ_RECORDS)
    with workspace.unit() as unit:
        if number >= unit.number():
            known = [found for record_id in record_ids if (found := unit.records.find(kind, record_id)) is not None]
        else:
            known = unit.trail.records_at(kind, number)
    return {record.id: record.persons for record in known if record.id in record_ids}


def _lean(unit: Unit, kind: type[R], number: int) -> list[R]:
    """The records with a stand-in for their customer numbers, of which there may be many thousands."""
    if number < unit.number():
        known = unit.trail.records_at(kind, number)
        return [replace(record, persons=HIDDEN if record.persons else ()) for record in known]
    names = ", ".join(f"CASE {c.name} WHEN '[]' THEN '[]' ELSE '[\"\"]' END AS {c.name}" if c.personal else c.name
                      for c in columns(kind))  # fmt: skip
    return [from_row(kind, row) for row in unit.query(f"SELECT {names} FROM {TABLES[kind]} ORDER BY id")]


def _own(book: RecordBook, user_id: str) -> RecordBook:
    return replace(
        book,
        provisions=tuple(
            kept
            for kept in book.provisions
            if kept.record.made_by == user_id or (kept.release is not None and kept.release.released_by == user_id)
        ),
        receipts=tuple(kept for kept in book.receipts if kept.record.made_by == user_id),
        free=tuple(f for f in book.free if f.release is not None and f.release.released_by == user_id),
        uncleared=tuple(u for u in book.uncleared if u.release.released_by == user_id),
    )


class _Book:
    """What the book is put together from."""

    def __init__(self, unit: Unit, number: int) -> None:
        self._unit, self._number = unit, number
        self._parties = {party.id: party for party in self._all(ThirdParty)}
        self._flows = {flow.id: flow for flow in self._all(DataFlow)}
        self._people = {user.id: user.name for user in unit.records.select(User)}
        self._releases: list[Release] = self._all(Release)
        self._records: dict[type, list[Any]] = {
            ProvisionRecord: _lean(unit, ProvisionRecord, number),
            ReceiptRecord: _lean(unit, ReceiptRecord, number),
        }
        self._bases = {basis.flow_id: basis for basis in self._all(ForeignBasis)}
        self._facts: dict[str, list[HandOver]] = {}
        for facts in self._all(HandOver):
            self._facts.setdefault(facts.flow_id, []).append(facts)
        self._parts: dict[str, list[DataSetPart]] = {}
        for part in self._all(DataSetPart):
            self._parts.setdefault(part.data_set_id, []).append(part)
        self._recorded: dict[tuple[type, str], list[Any]] = {}
        for kind, records in self._records.items():
            for record in records:
                self._recorded.setdefault((kind, record.flow_id), []).append(record)

    def _all(self, kind: type) -> list[Any]:
        return all_records(self._unit, kind, number=self._number)

    def kept(self, kind: type[R]) -> Iterator[BookRecord[R]]:
        """The records of a kind: what lacks something first, then the newest."""
        records: list[R] = self._records[kind]
        corrected_by = {record.corrects_id: record.id for record in records if record.corrects_id}
        by_id = {record.id: record for record in records}
        of_record = {release.record_id: release for release in self._releases if release.record_id}

        def until(record: R) -> date:
            last = record.retain_until
            while (later := corrected_by.get(record.id)) is not None:
                record = by_id[later]
                last = max(last, record.retain_until)
            return last

        found = [
            BookRecord(
                record,
                self._party(record.third_party_id),
                self._flow(record.flow_id),
                self._people.get(record.made_by, record.made_by),
                self._items(record),
                corrected_by.get(record.id),
                until(record),
                of_record.get(record.id),
            )
            for record in records
        ]
        yield from sorted(found, key=lambda k: (not (k.is_current and k.missing), not k.is_current,
                                                -k.record.last_on.toordinal(), k.record.id))  # fmt: skip

    def lacking(self, on: date, *, begun: bool = True) -> list[MissingRecord]:
        """The flows of which a provision has no record (the days of A-29 and A-30), those that wait longest first.

        With `begun` false the flows that are to begin after the day.
        """
        found = [one for flow in self._flows.values() if (one := self._unrecorded(flow, on, begun=begun))]
        return sorted(found, key=lambda one: (one.since or date.min, one.flow.name, one.flow.id))

    def _unrecorded(self, flow: DataFlow, on: date, *, begun: bool) -> MissingRecord | None:
        party = self._parties.get(flow.third_party_id)
        if party is None or party.is_self or party.merged_into is not None or party.archived_on is not None:
            return None
        is_receipt = flow.direction is Direction.IN
        records = self._recorded.get((ReceiptRecord if is_receipt else ProvisionRecord, flow.id), ())
        if flow.route not in WITH_RECORD or self._why_free(flow) is not None or (records and not begun):
            return None
        for since, _ in unrecorded_days(flow, tuple(records)):
            if (since is None or since <= on) is begun:
                return MissingRecord(flow, party.legal_name, is_receipt, flow.route, since)
        return None

    def free(self, on: date, *, with_flows: bool) -> Iterator[UnneededRecord]:
        """Hand-overs without a record, then the running flows that need none."""
        for release in sorted(self._releases, key=lambda r: (-r.last_on.toordinal(), r.id)):
            if release.no_record is not None:
                party, flow = self._party(release.third_party_id), self._flow(release.flow_id)
                yield UnneededRecord(party, flow, release.no_record, release, release.flow_id or "")
        if not with_flows:
            return
        gaps: dict[str, list[FlowGap]] = {}
        for subject_id, gap in listed_gaps(self._unit, on=on, number=self._number):
            if gap.is_open(on):
                gaps.setdefault(subject_id, []).append(gap)
        running = [f for f in self._flows.values() if f.end_on is None or f.end_on >= on]
        for flow in sorted(running, key=lambda f: (self._party(f.third_party_id), f.name, f.id)):
            why = self._why_free(flow)
            if why is not None:
                depends = why in _BY_27_5 and self._abroad(flow, gaps.get(flow.id, ())) not in _WITHOUT_CONSENT
                yield UnneededRecord(self._party(flow.third_party_id), flow.name, why, None, flow.id, depends)

    def undecided(self, on: date) -> int:
        """How many begun flows of personal data have no ground yet."""
        return sum(
            flow.route is LegalRoute.UNDECIDED and self._why_free(flow) is None and phase_of(flow, on) is Phase.RUNNING
            for flow in self._flows.values()
        )

    def uncleared(self) -> Iterator[UnclearedRelease]:
        """Hand-overs without clearance: those that nobody has reviewed first."""
        found = [release for release in self._releases if release.uncleared_on is not None]
        for release in sorted(found, key=lambda r: (r.reviewed_on is not None, -r.last_on.toordinal(), r.id)):
            yield UnclearedRelease(
                release,
                self._party(release.third_party_id),
                self._flow(release.flow_id),
                self._people.get(release.released_by, release.released_by),
                self._people.get(release.reviewed_by or "", release.reviewed_by or ""),
            )

    def _why_free(self, flow: DataFlow) -> NoRecord | None:
        if flow.third_party_id not in self._parties:
            return None
        if flow.direction is Direction.IN:
            return receipt_free(self._dossier(flow), flow)
        if flow.route in WITH_RECORD:
            return need_of_flow(self._dossier(flow), flow).free
        return free_by_route(flow.route)

    def _abroad(self, flow: DataFlow, gaps: Sequence[FlowGap]) -> Abroad:
        """Under 28条 the grounds of 27条5項 free from the record only where they carry data abroad by themselves."""
        if flow.direction is Direction.IN:
            return Abroad.HOME
        return abroad_of(flow, self._parties[flow.third_party_id], self._bases.get(flow.id), gaps)

    def _dossier(self, flow: DataFlow) -> Dossier:
        """As much of a dossier as the question whether a record is due reads."""
        return Dossier(
            third_party=self._parties[flow.third_party_id],
            flows=(flow,),
            hand_overs=tuple(self._facts.get(flow.id, ())),
            registers=Registers(data_set_parts=tuple(self._parts.get(flow.data_set_id or "", ()))),
        )

    def _items(self, record: ProvisionRecord | ReceiptRecord) -> Mapping[Item, bool]:
        body: KindOfBody | None = None
        if (party := self._parties.get(record.third_party_id)) is not None:
            body = party.kind_of_body
        if isinstance(record, ProvisionRecord):
            return items_of_provision(record, body)
        return items_of_receipt(record, body)

    def _party(self, party_id: str) -> str:
        party = self._parties.get(party_id)
        return party.legal_name if party else party_id

    def _flow(self, flow_id: str | None) -> str:
        flow = self._flows.get(flow_id or "")
        return flow.name if flow else ""


def print_records(workspace: Workspace, paper: RecordPaper, *, actor: Actor, at: datetime) -> bytes:
    """The records as PDF.

    Raises:
        NotPermittedError: The role may not read records.
    """
    require(actor, Permission.READ_RECORDS)
    made = records_pdf(paper, made_at=at)
    workspace.access("records.printed", actor=actor, at=at, what="provision_record")
    return made


def export_records(workspace: Workspace, sheets: Sequence[OutSheet], *, actor: Actor, at: datetime) -> bytes:
    """The records as an Excel workbook in which nothing runs.

    Raises:
        NotPermittedError: The role may not read records.
    """
    require(actor, Permission.READ_RECORDS)
    made = safe_xlsx(sheets)
    workspace.access("records.exported", actor=actor, at=at, what="provision_record")
    return made
