"""What stands in a record, in words, for its dialog, PDF and workbook; and the records that are handed out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any, Final

from sakimori.clock import now
from sakimori.domain.records.hand_over import ProvisionRecord, ReceiptRecord
from sakimori.exchange.paper.pdf import RecordPaper, RecordSheet
from sakimori.exchange.paper.safe_files import Cell, OutSheet
from sakimori.rules.gaps.provision_records import ITEM_WORDS
from sakimori.services.records.book import export_records, print_records
from sakimori.services.records.rows import AnyKept, R, items_in, missing_in, named_in, unrecorded_flows
from sakimori.ui.frame.components import Export
from sakimori.ui.frame.formats import Unit, count, day, day_long, headed, moment, not_applicable, unknown, yes_no
from sakimori.ui.frame.record_fields import record_label
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import label, language, listed, t
from sakimori.ui.records.state import (
    item_words,
    may_read_numbers,
    narrowed_words,
    numbers_in,
    period,
    shown_records,
)

_NUMBERS: Final = 1_000
_WHO: Final = {
    ProvisionRecord: ("recipient_name", "recipient_address", "recipient_representative"),
    ReceiptRecord: ("provider_name", "provider_address", "provider_representative", "confirmed_how", "acquired_how"),
}
_SAID: Final = {ProvisionRecord: ("consented",), ReceiptRecord: ("consented", "informed", "ppc_published")}


def kind_word(kept: AnyKept) -> str:
    """What kind of record it is, with its article."""
    return t("records.receipt_30" if isinstance(kept.record, ReceiptRecord) else "records.provision_29")


def state_sentence(kept: AnyKept) -> str:
    """What is wrong with a record; empty where nothing is."""
    if kept.corrected_by is not None:
        return t("records.say_corrected", id=kept.corrected_by)
    return t("records.say_missing", items=item_words(missing_in(kept))) if missing_in(kept) else ""


def rows_of(page: Page, kept: AnyKept, numbers: Mapping[str, Sequence[str]] | None = None) -> Iterator[tuple[str, str]]:
    """Each field of a record with its value; what is not there says so. `numbers` are at hand for many records."""
    numbers = numbers_in(page, [kept]) if numbers is None else numbers
    record, kind, lang = kept.record, type(kept.record), language()
    yield t("records.col_period"), period(record.first_on, record.last_on)
    for field in _WHO[kind]:
        yield record_label(kind, field), str(getattr(record, field)) or unknown(lang)
    yield record_label(kind, "route"), label(record.route)
    for field in _SAID[kind]:
        yield record_label(kind, field), _answer(kept, field)
    yield record_label(kind, "items"), listed(record.items) or unknown(lang)
    yield record_label(kind, "person_count"), count(record.person_count, Unit.PERSONS, lang)
    yield record_label(kind, "persons_how"), record.persons_how or unknown(lang)
    if record.persons:
        yield record_label(kind, "persons"), _numbers(numbers.get(record.id, ()))
    yield record_label(kind, "method"), label(record.method)
    for field, name in named_in(page.workspace, record):
        yield record_label(type(record), field), name
    if kept.flow:
        yield record_label(kind, "flow_id"), kept.flow
    yield record_label(kind, "made_on"), t("records.made", day=day_long(record.made_on, lang), who=kept.made_by)
    yield record_label(kind, "retain_until"), day_long(kept.kept_until, lang)
    if record.corrects_id:
        yield record_label(kind, "corrects_id"), record.corrects_id
    yield record_label(kind, "id"), record.id


def paper(page: Page, found: Sequence[AnyKept], *, title: str, narrowed: str = "") -> RecordPaper:
    """Some records as they are printed for inspection; who printed them and how the trail stood is below them."""
    number, head = page.workspace.head()
    numbers = numbers_in(page, found)
    sheets = tuple(
        RecordSheet(
            headed(kind_word(one), one.party, language()), state_sentence(one), tuple(rows_of(page, one, numbers))
        )
        for one in found
    )
    lang = language()
    head_line = t("records.paper", count=count(len(sheets), Unit.CASES, lang), day=day(page.on, lang))
    return RecordPaper(
        language=lang,
        title=title,
        subtitle=f"{head_line}　{narrowed}".rstrip("　"),
        footer=t(
            "records.paper_foot", who=page.actor.name, at=moment(now(), lang), number=f"{number:,}", head=head[:16]
        ),
        records=sheets,
    )


def checklist(kept: AnyKept) -> Iterator[tuple[str, bool]]:
    """Each item that the law has stand in this record, and whether it is there."""
    for item, is_there in items_in(kept).items():
        yield ITEM_WORDS[item].get(language()), is_there


def _answer(kept: AnyKept, field: str) -> str:
    """What the law does not ask for here is 対象外, not an open question."""
    value: bool | None = getattr(kept.record, field)
    item = {"consented": "consent", "informed": "informed", "ppc_published": "published"}[field]
    is_asked = any(one.value == item for one in items_in(kept))
    return yes_no(value, language()) if value is not None or is_asked else not_applicable(language())


def _numbers(numbers: Sequence[str]) -> str:
    if not numbers:
        return t("records.hidden")
    shown = listed(numbers[:_NUMBERS])
    more = len(numbers) - _NUMBERS
    return shown if more <= 0 else t("records.and_more", numbers=shown, count=count(more, Unit.CASES, language()))


_ROWS: Final = 1_000_000
"""A sheet of Excel takes few more; what is left out is said."""
_AT_ONCE: Final = 500
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
        Export(t("list.export_xlsx"), f"{name}.xlsx", _XLSX, lambda: _workbook(page)),
    )


def _pdf(page: Page, *, is_receipt: bool) -> bytes:
    kind: type[Any] = ReceiptRecord if is_receipt else ProvisionRecord
    found: list[AnyKept] = [*shown_records(page, kind)]
    title = t("records.receipt_30" if is_receipt else "records.provision_29")
    sheet = paper(page, found, title=title, narrowed=narrowed_words())
    return print_records(page.workspace, sheet, on=page.on, number=page.number, actor=page.actor, at=now())


def _workbook(page: Page) -> bytes:
    sheets = [
        _sheet(page, t("records.sheet_provisions"), ProvisionRecord),
        _sheet(page, t("records.sheet_receipts"), ReceiptRecord),
        OutSheet(record_label(ProvisionRecord, "persons"), _numbers_of_export(page), widths=(24, 24)),
        _missing(page),
        OutSheet(t("records.sheet_about"), _about(page), widths=(18, 70), header_rows=0),
    ]
    return export_records(page.workspace, sheets, actor=page.actor, at=now())


def _sheet(page: Page, title: str, kind: type[R]) -> OutSheet:
    """A row a record; a record lacks a column where the law asks nothing there, so all are asked for columns first."""
    heads: dict[str, None] = {t("records.col_state"): None}
    for one in shown_records(page, kind):
        heads |= dict.fromkeys(head for head, _ in rows_of(page, one, {}))

    def rows() -> Iterator[list[Cell]]:
        yield list(heads)
        for some, numbers in _with_numbers(page, shown_records(page, kind)):
            for one in some:
                line = {t("records.col_state"): state_sentence(one)} | dict(rows_of(page, one, numbers))
                yield [line.get(head, "") for head in heads]

    return OutSheet(title, rows(), widths=tuple(22 for _ in heads))


def _with_numbers(page: Page, found: Iterator[AnyKept]) -> Iterator[tuple[list[AnyKept], dict[str, tuple[str, ...]]]]:
    while some := list(islice(found, _AT_ONCE)):
        yield some, numbers_in(page, some)


def _numbers_of_export(page: Page) -> Iterator[list[Cell]]:
    """Every customer number with its record: a cell holds no long list."""
    yield [record_label(ProvisionRecord, "id"), record_label(ProvisionRecord, "persons")]
    written = 1
    for _, numbers in _with_numbers(
        page, chain(shown_records(page, ProvisionRecord), shown_records(page, ReceiptRecord))
    ):
        for record_id, of_record in numbers.items():
            for number in of_record[: max(0, _ROWS - written)]:
                yield [record_id, number]
            written += len(of_record)
    if written > _ROWS:
        yield [t("records.sheet_cut", count=f"{written - _ROWS:,}"), ""]


def _missing(page: Page) -> OutSheet:
    heads: list[Cell] = [t(f"records.col_{name}") for name in ("kind", "party", "flow", "what")]
    rows = [heads]
    for line in unrecorded_flows(page.workspace, page.as_of, actor=page.actor):
        kind = t("records.kind_receipt" if line.is_receipt else "records.kind_provision")
        since = day(line.since, language()) if line.since else t("records.since_unknown")
        rows.append([kind, line.party, line.flow, t("records.say_since", ground=label(line.route), day=since)])
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
