"""What the book of records stands on: what search and period leave of it, its words, and the way there from a gap."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from enum import StrEnum
from functools import partial
from typing import Any, Final

import streamlit as st

from sakimori.domain.gap import Fix
from sakimori.domain.records.hand_over import ReceiptRecord
from sakimori.domain.values.names import fold
from sakimori.rules.facts.record_terms import Item
from sakimori.rules.gaps.provision_records import ITEM_WORDS
from sakimori.services.gaps.of_dossier import GapLine
from sakimori.services.kernel.access import Permission, may
from sakimori.services.records.book import numbers_of
from sakimori.services.records.rows import (
    AnyKept,
    BookCounts,
    BookRecord,
    R,
    RecordFilter,
    Standing,
    UnclearedRelease,
    UnrecordedFlow,
    all_records,
    book_counts,
    one_record,
    uncleared_release,
    unrecorded_flow,
)
from sakimori.ui.frame.components import go_to
from sakimori.ui.frame.dialogs import close_dialog, open_dialog
from sakimori.ui.frame.formats import day
from sakimori.ui.frame.listing_state import Control
from sakimori.ui.frame.session import Page, memo
from sakimori.ui.frame.text import language, listed, t
from sakimori.ui.frame.views import open_tab

QUERY, FROM, UNTIL, FOUND, OLD = "records_q", "records_from", "records_until", "records_found", "records_old"
CONTROLS: Final = (
    Control(name="q"),
    Control(name="from", default=None),
    Control(name="until", default=None),
    Control(name="old", default=False),
)
"""The person who is looked for never stands in an address."""
TABS: Final = "records_tabs"


class Tab(StrEnum):
    """The tabs of the page; the address names the open one."""

    PROVISIONS = "provisions"
    RECEIPTS = "receipts"
    FREE = "free"


def counts_of(page: Page) -> BookCounts:
    """How much stands in the book on the day of the page, as this person may read it."""
    read = partial(book_counts, page.workspace, page.as_of, actor=page.actor)
    return memo(page, "record_counts", read, page.actor.id)


def follow_address(page: Page) -> None:
    """Open what an address names, once: a record, a hand-over without clearance, or a flow that is to be recorded."""
    names = ("record", "flow", RECEIPT, "release")
    wanted, flow_id, receipt_of, release_id = (st.query_params.get(name, "") for name in names)
    for name in names:
        st.query_params.pop(name, None)
    if wanted and (found := record_of(page, wanted)):
        if isinstance(found.record, ReceiptRecord):
            open_tab(TABS, Tab.RECEIPTS)
        open_dialog("record", record_id=wanted)
    elif release_id and uncleared_of(page, release_id):
        open_dialog("record_review", release_id=release_id)
    elif receipt_of and page.may(Permission.RELEASE):
        open_dialog("receipt", flow_id=receipt_of)
    elif flow_id and page.may(Permission.RELEASE) and unrecorded_of(page, flow_id):
        open_dialog("record_lacking", flow_id=flow_id)


def record_of(page: Page, record_id: str) -> AnyKept | None:
    """One record of the book."""
    return one_record(page.workspace, page.as_of, record_id, actor=page.actor)


def uncleared_of(page: Page, release_id: str) -> UnclearedRelease | None:
    """One hand-over without clearance."""
    return uncleared_release(page.workspace, page.as_of, release_id, actor=page.actor)


def unrecorded_of(page: Page, flow_id: str) -> UnrecordedFlow | None:
    """One flow that lacks its record, or will lack one."""
    return unrecorded_flow(page.workspace, page.as_of, flow_id, actor=page.actor)


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
        numbers |= numbers_of(page.workspace, kind, ids, number=page.known, actor=page.actor, at=page.at)
    return numbers


def may_read_numbers(page: Page) -> bool:
    """Whether customer numbers are for this person."""
    return may(page.actor, Permission.READ_RECORDS)


def searched() -> str:
    """What is typed into the search."""
    return str(st.session_state.get(QUERY) or "").strip()


def wanted_records() -> RecordFilter:
    """What search, period and person leave of the records; of a person those that were corrected, too."""
    ids = st.session_state.get(FOUND)
    is_every = ids is not None or st.session_state.get(OLD)
    return RecordFilter(
        words=fold(searched()) if ids is None else "",
        first=st.session_state.get(FROM),
        last=st.session_state.get(UNTIL),
        ids=ids,
        standings=frozenset() if is_every else frozenset({Standing.INCOMPLETE, Standing.COMPLETE}),
    )


def shown_records(page: Page, kind: type[R]) -> Iterator[BookRecord[R]]:
    """Every record of a kind that search, period and person leave, one by one."""
    return all_records(page.workspace, page.as_of, kind, wanted_records(), actor=page.actor)


def is_narrowed() -> bool:
    """Whether something narrows the lists."""
    return any(st.session_state.get(key) for key in (QUERY, FROM, UNTIL)) or FOUND in st.session_state


def narrowed_words() -> str:
    """What narrows the lists, for whoever reads a file of them; the number of a person is never said."""
    days = [day(st.session_state[key], language()) for key in (FROM, UNTIL) if st.session_state.get(key)]
    person = [t("records.by_person")] if FOUND in st.session_state else []
    return "　".join(filter(None, (searched(), "～".join(days), *person)))


def widen() -> None:
    """Show everything again."""
    st.session_state.update({QUERY: "", FROM: None, UNTIL: None})
    st.session_state.pop(FOUND, None)


def item_words(items: Iterable[Item]) -> str:
    """Items of a record in words, in one line."""
    return listed(ITEM_WORDS[item].get(language()) for item in items)


def period(first: date, last: date) -> str:
    """One day, or the first and the last."""
    lang = language()
    return day(first, lang) if first == last else t("records.period", first=day(first, lang), last=day(last, lang))


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
