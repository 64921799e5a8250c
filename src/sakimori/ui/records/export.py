"""The book handed out: the records that are shown, printed for inspection or as a workbook."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sakimori.clock import now
from sakimori.domain.records.provision_record import ProvisionRecord
from sakimori.exchange.paper.safe_files import Cell, OutSheet
from sakimori.services.records.book import export_records, print_records
from sakimori.ui.frame.components import Export
from sakimori.ui.frame.formats import day, moment
from sakimori.ui.frame.record_fields import record_label
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import label, language, t
from sakimori.ui.records.sheet import paper, rows_of, state_sentence
from sakimori.ui.records.state import (
    AnyKept,
    book_of,
    may_read_numbers,
    narrowed_words,
    numbers_in,
    shown_provisions,
    shown_receipts,
)

_ROWS: Final = 1_000_000
"""A sheet of Excel takes few more; what is left out is said."""
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def record_exports(page: Page) -> Sequence[Export]:
    """Files for those who read records: with customer numbers, for they belong into them."""
    if not may_read_numbers(page):
        return ()
    name = f"sakimori-records-{page.on.isoformat()}"
    return (
        Export(
            t("records.export_provisions"), f"{name}-29.pdf", "application/pdf", lambda: _pdf(page, is_receipt=False)
        ),
        Export(t("records.export_receipts"), f"{name}-30.pdf", "application/pdf", lambda: _pdf(page, is_receipt=True)),
        Export(t("records.export_xlsx"), f"{name}.xlsx", _XLSX, lambda: _workbook(page)),
    )


def _pdf(page: Page, *, is_receipt: bool) -> bytes:
    found: Sequence[AnyKept] = shown_receipts(page) if is_receipt else shown_provisions(page)
    title = t("records.receipt_30" if is_receipt else "records.provision_29")
    sheet = paper(page, found, title=title, narrowed=narrowed_words())
    return print_records(page.workspace, sheet, actor=page.actor, at=now())


def _workbook(page: Page) -> bytes:
    sheets = [
        _sheet(page, t("records.sheet_provisions"), shown_provisions(page)),
        _sheet(page, t("records.sheet_receipts"), shown_receipts(page)),
        _numbers(page, [*shown_provisions(page), *shown_receipts(page)]),
        _missing(page),
        OutSheet(t("records.sheet_about"), _about(page), widths=(18, 70), header_rows=0),
    ]
    return export_records(page.workspace, sheets, actor=page.actor, at=now())


def _sheet(page: Page, title: str, found: Sequence[AnyKept]) -> OutSheet:
    """A row a record; a record lacks a column where the law asks nothing there."""
    heads: dict[str, None] = {t("records.col_state"): None}
    numbers = numbers_in(page, found)
    lines = []
    for one in found:
        line = {t("records.col_state"): state_sentence(one)} | dict(rows_of(page, one, numbers))
        heads |= dict.fromkeys(line)
        lines.append(line)
    rows: list[list[Cell]] = [list(heads)]
    rows.extend([line.get(head, "") for head in heads] for line in lines)
    return OutSheet(title, rows, widths=tuple(22 for _ in heads))


def _numbers(page: Page, found: Sequence[AnyKept]) -> OutSheet:
    """Every customer number with its record: a cell holds no long list."""
    heads: list[Cell] = [record_label(ProvisionRecord, "id"), record_label(ProvisionRecord, "persons")]
    rows = [heads]
    for record_id, numbers in numbers_in(page, found).items():
        rows.extend([record_id, number] for number in numbers)
    if len(rows) > _ROWS:
        rows[_ROWS:] = [[t("records.sheet_cut", count=f"{len(rows) - _ROWS:,}"), ""]]
    return OutSheet(record_label(ProvisionRecord, "persons"), rows, widths=(24, 24))


def _missing(page: Page) -> OutSheet:
    book = book_of(page)
    heads: list[Cell] = [t(f"records.col_{name}") for name in ("kind", "party", "flow", "what")]
    rows = [heads]
    for line in book.lacking:
        kind = t("records.kind_receipt" if line.is_receipt else "records.kind_provision")
        since = day(line.since, language()) if line.since else t("records.since_unknown")
        rows.append([kind, line.party, line.flow.name, t("records.say_since", ground=label(line.route), day=since)])
    return OutSheet(t("records.state_none"), rows, widths=(12, 34, 34, 44))


def _about(page: Page) -> list[list[Cell]]:
    number, head = page.workspace.head()
    return [
        [t("contracts.export_by"), page.actor.name],
        [t("contracts.export_at"), moment(now(), language())],
        [t("frame.as_of_label"), day(page.on, language())],
        [t("contracts.export_filter"), narrowed_words()],
        [t("contracts.export_head"), f"{number} {head}"],
    ]
