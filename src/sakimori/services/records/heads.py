"""What the book of records is listed by, kept beside each record and each flow by every write."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any, Final

from sakimori.domain.codes import GapKind, KindOfBody, Severity
from sakimori.domain.dossier import Dossier
from sakimori.domain.gap import SubjectKind
from sakimori.domain.records.data_flow import DataFlow, Direction, ForeignBasis, LegalRoute
from sakimori.domain.records.hand_over import HandOver, NoRecord, ProvisionRecord, ReceiptRecord, Release
from sakimori.domain.records.own_registers import DataSetPart
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.registers import Registers
from sakimori.rules.clearance.records.recording import WITH_RECORD, free_by_route, receipt_free
from sakimori.rules.facts.record_terms import (
    Item,
    items_of_provision,
    items_of_receipt,
    missing_items,
    unrecorded_days,
    unrecorded_releases,
)
from sakimori.rules.gaps.flows.foreign import BASIS_RULE
from sakimori.rules.gaps.provision_records import need_of_flow
from sakimori.services.flows.states import Abroad, FlowGap, abroad_of
from sakimori.services.kernel.unit import Unit, third_party_of
from sakimori.store.engine import Row
from sakimori.store.party_heads import RowsBeside, keep_beside
from sakimori.store.reads.record_rows import Depends, R, Standing
from sakimori.store.reads.records import HEADS, is_unkept
from sakimori.store.records import TABLES

KINDS: Final[tuple[type[Any], ...]] = (ProvisionRecord, ReceiptRecord)
OF_BOOK: Final[tuple[type[Any], ...]] = (ThirdParty, DataFlow, HandOver, DataSetPart, ForeignBasis, Release, *KINDS)
"""Records that say what stands in the book."""

_BY_27_5: Final = frozenset({NoRecord.ENTRUST, NoRecord.SUCCESSION, NoRecord.JOINT})
_WITHOUT_CONSENT: Final = frozenset({Abroad.HOME, Abroad.DESIGNATED, Abroad.EQUIVALENT, Abroad.EXEMPT})
_NO_BASIS: Final = FlowGap(
    "", "", BASIS_RULE, SubjectKind.FLOW, "", GapKind.DEFECT, Severity.BLOCK, None, None, date.min
)


def keep_book(unit: Unit, dossier: Dossier, known: RowsBeside | None = None) -> None:
    """Keep what the book is listed by beside the records and flows of a third party."""
    for table, rows in book_heads(dossier).items():
        keep_beside(unit.engine, table, HEADS[table], dossier.third_party.id, rows, known)


def make_up_book(unit: Unit) -> None:
    """Keep it beside every third party, in a database from before it was kept by each write."""
    if is_unkept(unit.engine):
        for dossier in book_dossiers(lambda kind: unit.records.select(kind, lean=kind in KINDS)):
            keep_book(unit, dossier)


def book_dossiers(read: Callable[[type[Any]], Sequence[Any]]) -> Iterator[Dossier]:
    """As much of each dossier as the question whether a record is due reads; `read` gives the records of `OF_BOOK`."""
    by_party: defaultdict[tuple[type, str], list[Any]] = defaultdict(list)
    parts: defaultdict[str, list[DataSetPart]] = defaultdict(list)
    for kind in OF_BOOK:
        for record in read(kind):
            if isinstance(record, DataSetPart):
                parts[record.data_set_id].append(record)
            else:
                by_party[kind, third_party_of(record)].append(record)
    for (kind, party_id), records in list(by_party.items()):
        if kind is not ThirdParty:
            continue
        flows = by_party[DataFlow, party_id]
        sets = dict.fromkeys(flow.data_set_id for flow in flows if flow.data_set_id)
        yield Dossier(
            third_party=records[0],
            flows=tuple(flows),
            hand_overs=tuple(by_party[HandOver, party_id]),
            foreign_bases=tuple(by_party[ForeignBasis, party_id]),
            provision_records=tuple(by_party[ProvisionRecord, party_id]),
            receipt_records=tuple(by_party[ReceiptRecord, party_id]),
            releases=tuple(by_party[Release, party_id]),
            registers=Registers(data_set_parts=tuple(part for one in sets for part in parts[one])),
        )


def book_heads(dossier: Dossier) -> dict[str, list[Row]]:
    """The rows of both tables, whatever the day, in the order of their ids."""
    records = [*_records(dossier, dossier.provision_records), *_records(dossier, dossier.receipt_records)]
    flows = [_flow(dossier, flow) for flow in dossier.flows]
    return {
        "record_head": sorted(records, key=lambda row: str(row["record_id"])),
        "flow_record": sorted(flows, key=lambda row: str(row["flow_id"])),
    }


def items_of(record: ProvisionRecord | ReceiptRecord, body: KindOfBody | None) -> dict[Item, bool]:
    """Which items a record must hold, and whether each is there."""
    return items_of_provision(record, body) if isinstance(record, ProvisionRecord) else items_of_receipt(record, body)


def _records(dossier: Dossier, records: Sequence[R]) -> Iterator[Row]:
    corrected_by = {record.corrects_id: record.id for record in records if record.corrects_id}
    by_id = {record.id: record for record in records}
    for record in records:
        last, kept_until = record, record.retain_until
        while (later := corrected_by.get(last.id)) is not None:
            last = by_id[later]
            kept_until = max(kept_until, last.retain_until)
        is_whole = not missing_items(items_of(record, dossier.third_party.kind_of_body))
        standing = Standing.COMPLETE if is_whole else Standing.INCOMPLETE
        yield {
            "record_id": record.id,
            "third_party_id": record.third_party_id,
            "kind": TABLES[type(record)],
            "standing": int(standing if last is record else Standing.CORRECTED),
            "first_on": record.first_on.isoformat(),
            "last_on": record.last_on.isoformat(),
            "kept_until": kept_until.isoformat(),
            "corrected_by": corrected_by.get(record.id),
            "flow_id": record.flow_id,
            "made_by": record.made_by,
        }


def _flow(dossier: Dossier, flow: DataFlow) -> Row:
    free = _why_free(dossier, flow)
    is_receipt = flow.direction is Direction.IN
    records = dossier.receipt_records if is_receipt else dossier.provision_records
    return {
        "flow_id": flow.id,
        "third_party_id": flow.third_party_id,
        "start_on": flow.start_on.isoformat() if flow.start_on else None,
        "end_on": flow.end_on.isoformat() if flow.end_on else None,
        "is_receipt": int(is_receipt),
        "is_undecided": int(flow.route is LegalRoute.UNDECIDED and free is None),
        "free": free and free.value,
        "depends": int(_depends(dossier, flow)) if free in _BY_27_5 and not is_receipt else Depends.NEVER.value,
        "unrecorded_since": _unrecorded_since(dossier, flow, records) if free is None else None,
        "is_recorded": int(any(record.flow_id == flow.id for record in records)),
    }


def _why_free(dossier: Dossier, flow: DataFlow) -> NoRecord | None:
    if flow.direction is Direction.IN:
        return receipt_free(dossier, flow)
    if flow.route in WITH_RECORD:
        return need_of_flow(dossier, flow).free
    return free_by_route(flow.route)


def _depends(dossier: Dossier, flow: DataFlow) -> Depends:
    """Under 28条 the grounds of 27条5項 free from the record only where they carry data abroad by themselves."""
    basis = next((one for one in reversed(dossier.foreign_bases) if one.flow_id == flow.id), None)
    if abroad_of(flow, dossier.third_party, basis, ()) not in _WITHOUT_CONSENT:
        return Depends.ALWAYS
    without = abroad_of(flow, dossier.third_party, basis, (_NO_BASIS,))
    return Depends.NEVER if without in _WITHOUT_CONSENT else Depends.WITHOUT_BASIS


def _unrecorded_since(
    dossier: Dossier, flow: DataFlow, records: tuple[ProvisionRecord, ...] | tuple[ReceiptRecord, ...]
) -> str | None:
    """The first day of the first stretch that no record covers (the days of A-29 and A-30); empty where unknown."""
    party = dossier.third_party
    if party.is_self or party.merged_into is not None or party.archived_on is not None or flow.route not in WITH_RECORD:
        return None
    stretch = next(unrecorded_days(flow, records), None)
    if stretch is None and not flow.comes_in:
        bare = unrecorded_releases(flow, dossier.releases, dossier.provision_records)
        return min((release.first_on.isoformat() for release in bare), default=None)
    if stretch is None:
        return None
    return stretch[0].isoformat() if stretch[0] else ""
