"""What the book of records stands on: what search and period leave of it, its words, and the way there from a gap."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Any, Final

import streamlit as st

from sakimori.domain.gap import Fix
from sakimori.domain.records.hand_over import ProvisionRecord, ReceiptRecord
from sakimori.domain.values.names import fold
from sakimori.rules.facts.record_terms import Item
from sakimori.rules.gaps.provision_records import ITEM_WORDS
from sakimori.services.gaps.of_dossier import GapLine
from sakimori.services.kernel.access import Permission, may
from sakimori.services.records.book import numbers_of, record_book
from sakimori.services.records.rows import BookRecord, RecordBook
from sakimori.ui.frame.components import go_to, open_tab
from sakimori.ui.frame.dialogs import close_dialog, open_dialog
from sakimori.ui.frame.formats import day
from sakimori.ui.frame.session import Page, memo
from sakimori.ui.frame.text import language, listed, t

AnyKept = BookRecord[ProvisionRecord] | BookRecord[ReceiptRecord]

QUERY, FROM, UNTIL, FOUND, OLD = "records_q", "records_from", "records_until", "records_found", "records_old"
TABS: Final = "records_tabs"


class Tab(StrEnum):
    """The tabs of the page; the address names the open one."""

    PROVISIONS = "provisions"
    RECEIPTS = "receipts"
    FREE = "free"


def book_of(page: Page) -> RecordBook:
    """The book on the day of the page, as this person may read it."""
    return memo(
        page,
        "record_book",
        lambda: record_book(page.workspace, on=page.on, number=page.number, actor=page.actor),
        page.actor.id,
    )


def follow_address(page: Page) -> None:
    """Open what an address names, once: a record, a hand-over without clearance, or a flow that is to be recorded."""
    names = ("record", "flow", RECEIPT, "release")
    wanted, flow_id, receipt_of, release_id = (st.query_params.get(name, "") for name in names)
    for name in names:
        st.query_params.pop(name, None)
    book = book_of(page)
    if wanted and (found := record_of(page, wanted)):
        if isinstance(found.record, ReceiptRecord):
            open_tab(TABS, Tab.RECEIPTS)
        open_dialog("record", record_id=wanted)
    elif release_id and any(one.release.id == release_id for one in book.uncleared):
        open_dialog("record_review", release_id=release_id)
    elif receipt_of and page.may(Permission.RELEASE):
        open_dialog("receipt", flow_id=receipt_of)
    elif any(one.flow.id == flow_id for one in (*book.lacking, *book.coming)) and page.may(Permission.RELEASE):
        open_dialog("record_lacking", flow_id=flow_id)


def record_of(page: Page, record_id: str) -> AnyKept | None:
    """One record of the book."""
    book = book_of(page)
    known: list[AnyKept] = [*book.provisions, *book.receipts]
    return next((kept for kept in known if kept.record.id == record_id), None)


def numbers_in(page: Page, found: Iterable[AnyKept]) -> dict[str, tuple[str, ...]]:
    """The customer numbers of some records by id; none for whoever may not read them."""
    if not may_read_numbers(page):
        return {}
    by_kind: dict[Any, set[str]] = {}
    for one in found:
        if one.record.persons:
            by_kind.setdefault(type(one.record), set()).add(one.record.id)
    numbers: dict[str, tuple[str, ...]] = {}
    for kind, ids in by_kind.items():
        numbers |= numbers_of(page.workspace, kind, ids, number=page.number, actor=page.actor)
    return numbers


def may_read_numbers(page: Page) -> bool:
    """Whether customer numbers are for this person."""
    return may(page.actor, Permission.READ_RECORDS)


def shown_provisions(page: Page) -> list[BookRecord[ProvisionRecord]]:
    """The records of provisions that search, period and person leave."""
    return [k for k in book_of(page).provisions if _is_wanted(k)]


def shown_receipts(page: Page) -> list[BookRecord[ReceiptRecord]]:
    """The records of receipts that search, period and person leave."""
    return [k for k in book_of(page).receipts if _is_wanted(k)]


def is_named(*names: str) -> bool:
    """Whether the search finds one of some names."""
    wanted = fold(str(st.session_state.get(QUERY) or ""))
    return not wanted or any(wanted in fold(name) for name in names)


def is_narrowed() -> bool:
    """Whether something narrows the lists."""
    return any(st.session_state.get(key) for key in (QUERY, FROM, UNTIL)) or FOUND in st.session_state


def narrowed_words() -> str:
    """What narrows the lists, for whoever reads a file of them; the number of a person is never said."""
    days = [day(st.session_state[key], language()) for key in (FROM, UNTIL) if st.session_state.get(key)]
    person = [t("records.by_person")] if FOUND in st.session_state else []
    return "　".join(filter(None, (str(st.session_state.get(QUERY) or "").strip(), "～".join(days), *person)))


def widen() -> None:
    """Show everything again."""
    for key in (QUERY, FROM, UNTIL, FOUND):
        st.session_state.pop(key, None)


def item_words(items: Iterable[Item]) -> str:
    """Items of a record in words, in one line."""
    return listed(ITEM_WORDS[item].get(language()) for item in items)


def period(first: date, last: date) -> str:
    """One day, or the first and the last."""
    lang = language()
    return day(first, lang) if first == last else t("records.period", first=day(first, lang), last=day(last, lang))


def _is_wanted(found: AnyKept) -> bool:
    record = found.record
    first, last = st.session_state.get(FROM), st.session_state.get(UNTIL)
    if (first and record.last_on < first) or (last and record.first_on > last):
        return False
    ids = st.session_state.get(FOUND)
    if ids is not None:
        return record.id in ids
    if not found.is_current and not st.session_state.get(OLD):
        return False
    return is_named(found.party, found.flow)


RELEASE: Final = "hand_over_release"
RECEIPT: Final = "receipt"  # names in the address the flow by which data came
RECEIPT_RECORD: Final = "receipt_record"
FIXED_IN_RECORDS: Final = frozenset({"provision_record", RECEIPT_RECORD, RELEASE})


def record_fix_words(fix: Fix) -> str:
    """What the button beside such a gap says."""
    if fix.record == RELEASE:
        return t("records.fix_review")
    return t("records.fix_correct" if fix.record_id else "records.fix_make")


def record_address(fix: Fix, flow_id: str) -> dict[str, str]:
    """Where in the book it is closed: at a record, at a hand-over, or at a flow of which one is due."""
    if fix.record == RELEASE:
        return {"release": fix.record_id}
    if fix.record_id:
        return {"record": fix.record_id}
    return {RECEIPT if fix.record == RECEIPT_RECORD else "flow": flow_id}


def lead_to_record(line: GapLine) -> None:
    """From the gaps of a dossier to the book."""
    span = line.span
    close_dialog()
    fix = Fix(span.fix_record, span.fix_id, span.fix_field)
    go_to("records", **record_address(fix, span.subject_key.partition("/")[0]))
