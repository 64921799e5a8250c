"""The lists of the book: what is missing, the records of provisions and of receipts, what needs no record and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final, NamedTuple

import streamlit as st

from sakimori.domain.records.hand_over import ProvisionRecord, ReceiptRecord
from sakimori.services.kernel.access import Permission
from sakimori.services.records.rows import (
    AnyKept,
    BookCounts,
    BookRecord,
    DueRow,
    R,
    Standing,
    UnclearedRelease,
    UnneededRecord,
    UnrecordedFlow,
    due_on,
    due_page,
    free_page,
    missing_in,
    record_page,
)
from sakimori.ui.frame.components import go_to, link_to, section
from sakimori.ui.frame.dialogs import open_dialog
from sakimori.ui.frame.formats import Unit, count, day, none
from sakimori.ui.frame.listing import Column, Listing
from sakimori.ui.frame.listing_state import Place
from sakimori.ui.frame.session import Page, memo
from sakimori.ui.frame.states import Mark, badge
from sakimori.ui.frame.text import label, language, listed, t
from sakimori.ui.records.state import CONTROLS, is_narrowed, item_words, period, searched, wanted_records

_STATES: Final[Mapping[str, tuple[str, str]]] = {
    "uncleared": ("▲", "orange"),
    "none": ("▲", "orange"),
    "incomplete": ("▲", "orange"),
    "due": ("●", "blue"),
    "coming": ("●", "blue"),
    "there": ("✓", "green"),
    "corrected": ("–", "gray"),
    "free": ("–", "gray"),
    "depends": ("？", "gray"),
}
_STANDINGS: Final = {Standing.INCOMPLETE: "incomplete", Standing.COMPLETE: "there", Standing.CORRECTED: "corrected"}


def _chip(state: str) -> str:
    return f"{_STATES[state][0]} {t(f'records.state_{state}')}"


def _state(said: Callable[[Any], str], *states: str) -> Column[Any]:
    return Column(
        name="state", widths=(104, 104), cell=lambda row, _: [_chip(said(row))],
        chips=lambda: {_chip(state): _STATES[state][1] for state in states},
    )  # fmt: skip


def _column(name: str, width: int, cell: Callable[[Any], str]) -> Column[Any]:
    return Column(name=name, widths=(width, width), cell=lambda row, _: cell(row))


class _Due(NamedTuple):
    """What has to be done about records, in words, and the dialog in which it is done."""

    state: str
    kind: str
    party: str
    flow: str
    what: str
    dialog: str
    of: dict[str, str]


def _open_due(row: _Due) -> None:
    """What can be done about it, else the flow of which a record is missing."""
    if row.dialog:
        open_dialog(row.dialog, **row.of)
    else:
        go_to("flow", flow=row.of["flow_id"])


DUE: Final[Listing[_Due]] = Listing(
    name="records_missing",
    words="records",
    alt="records.missing",
    address="mp",
    identity=lambda row: str(row.of),
    opens=_open_due,
    link="party",
    columns=(
        _state(lambda row: row.state, "uncleared", "none", "incomplete", "due", "coming"),
        _column("kind", 66, lambda row: row.kind),
        _column("party", 166, lambda row: row.party),
        _column("flow", 146, lambda row: row.flow),
        _column("what", 400, lambda row: row.what),
    ),
)


def _open_record(kept: AnyKept) -> None:
    open_dialog("record", record_id=kept.record.id)


def _records(name: str, address: str, party: str, *more: Column[Any]) -> Listing[Any]:
    return Listing(
        name=name,
        words="records",
        alt="page.records",
        address=address,
        controls=CONTROLS,
        identity=lambda kept: kept.record.id,
        opens=_open_record,
        columns=(
            _state(lambda kept: _STANDINGS[kept.standing], *_STANDINGS.values()),
            _column(party, 160, lambda kept: kept.party),
            _column("flow", 140, lambda kept: kept.flow or none(language())),
            _column("period", 184, lambda kept: period(kept.record.first_on, kept.record.last_on)),
            Column(name="persons", widths=(70, 70), is_number=True, cell=lambda kept, _: kept.record.person_count),
            _column("route", 108, lambda kept: label(kept.record.route)),
            Column(name="until", widths=(92, 92), cell=_kept_until),
            _column("items", 150, lambda kept: listed(kept.record.items)),
            *more,
        ),
    )


def _kept_until(kept: AnyKept, page: Page) -> str:
    return day(kept.kept_until, language()) + (t("records.over") if kept.kept_until < page.on else "")


PROVISIONS: Final[Listing[BookRecord[ProvisionRecord]]] = _records(
    "records", "p", "recipient", _column("method", 120, lambda kept: label(kept.record.method))
)
RECEIPTS: Final[Listing[BookRecord[ReceiptRecord]]] = _records(
    "records_receipts", "rp", "provider", _column("acquired", 200, lambda kept: kept.record.acquired_how)
)


def _of_free(one: UnneededRecord) -> Place:
    """The flow that needs no record, or of a hand-over outside every flow the dossier of whoever received it."""
    release = one.release
    flow = (release.flow_id if release else one.flow_id) or ""
    return ("party", {"party": release.third_party_id}) if release and not flow else ("flow", {"flow": flow})


FREE: Final[Listing[UnneededRecord]] = Listing(
    name="records_free",
    words="records",
    alt="records.free_note",
    address="fp",
    leads=lambda one, _: _of_free(one),
    identity=lambda one: one.release.id if one.release else one.flow_id,
    columns=(
        _state(lambda one: "depends" if one.depends else "free", "free", "depends"),
        _column("party", 176, lambda one: one.party),
        _column("flow", 160, lambda one: one.flow or none(language())),
        _column(
            "handed_over", 104,
            lambda one: period(one.release.first_on, one.release.last_on) if one.release else t("records.every"),
        ),
        _column(
            "why", 366, lambda one: t("records.depends", why=label(one.why)) if one.depends else label(one.why),
        ),
    ),
)  # fmt: skip


def show_due(page: Page, book: BookCounts) -> None:
    """What has to be done about records, the gravest first; nothing is said as nothing."""
    if not book.to_do and not book.is_whole:
        return
    section(t("records.missing"), t("records.missing_note") if book.to_do else "")
    if not book.to_do and not book.undecided:
        st.success(t("records.nothing_missing"), icon=":material/check_circle:")
    if book.undecided:
        open_ones = count(book.undecided, Unit.CASES, language())
        with st.container(horizontal=True, vertical_alignment="center"):
            said = t("records.undecided", count=open_ones)
            st.markdown(f"{badge(Mark.UNKNOWN, language())} {said}", width="content")
            link_to("flows", t("records.to_flows"))
    if not book.to_do:
        return

    def read(first: int, limit: int) -> tuple[list[_Due], int]:
        rows, total = due_page(page.workspace, page.as_of, actor=page.actor, first=first, limit=limit)
        return [_due(row, page) for row in rows], total

    DUE.draw(page, lambda *some: memo(page, "records_due", partial(read, *some), page.actor.id, some), of=page.on)


def _due(row: DueRow, page: Page) -> _Due:
    if isinstance(row, UnclearedRelease):
        first = row.release.uncleared_on or row.release.first_on
        what = t("records.say_uncleared", day=day(first, language()), who=row.released_by)
        of = {"release_id": row.release.id}
        flow = row.flow or none(language())
        return _Due("uncleared", t("records.kind_provision"), row.party, flow, what, "record_review", of)
    if isinstance(row, UnrecordedFlow):
        return _unrecorded(row, page)
    kind = t("records.kind_receipt" if isinstance(row.record, ReceiptRecord) else "records.kind_provision")
    what = t("records.say_missing", items=item_words(missing_in(row)))
    of = {"record_id": row.record.id}
    return _Due("incomplete", kind, row.party, row.flow or none(language()), what, "record", of)


def _unrecorded(line: UnrecordedFlow, page: Page) -> _Due:
    since = day(line.since, language()) if line.since else t("records.since_unknown")
    what, last = t("records.say_since", ground=label(line.route), day=since), due_on(line)
    state = "none"
    if line.since and line.since > page.on:
        state = "coming"
    elif last and last >= page.on:
        state = "due"
        what += t("records.say_due", day=day(last, language()))
    kind = t("records.kind_receipt" if line.is_receipt else "records.kind_provision")
    dialog = "receipt" if line.is_receipt else "record_lacking"
    may = page.may(Permission.RELEASE)
    return _Due(state, kind, line.party, line.flow, what, dialog if may else "", {"flow_id": line.flow_id})


def show_provisions(page: Page) -> None:
    """The records of what we provided."""
    _list(page, PROVISIONS, ProvisionRecord)


def show_receipts(page: Page) -> None:
    """The records of what we received."""
    _list(page, RECEIPTS, ReceiptRecord)


def record_count(page: Page, kind: type[R]) -> int:
    """How many records of a kind search, period and person leave."""
    return _page_of(page, kind, 0, 0)[1]


def _list(page: Page, listing: Listing[BookRecord[R]], kind: type[R]) -> None:
    if record_count(page, kind):
        listing.draw(page, partial(_page_of, page, kind), of=(wanted_records(), page.on))
    else:
        st.caption(t("records.none_found") if is_narrowed() else t("records.none_yet"))


def _page_of(page: Page, kind: type[R], first: int, limit: int) -> tuple[list[BookRecord[R]], int]:
    wanted = wanted_records()
    read = partial(record_page, page.workspace, page.as_of, kind, wanted, actor=page.actor, first=first, limit=limit)
    return memo(page, "records", read, page.actor.id, kind, wanted, first, limit)


def show_free(page: Page) -> None:
    """Hand-overs and flows of which no record is due, each with its reason; what depends on a basis says so."""

    def read(first: int, limit: int) -> tuple[list[UnneededRecord], int]:
        text = searched()
        found = partial(
            free_page, page.workspace, page.as_of, text, actor=page.actor, first=first, limit=limit
        )  # fmt: skip
        return memo(page, "records_free", found, page.actor.id, text, first, limit)

    if not read(0, 0)[1]:
        st.caption(t("records.none_found") if is_narrowed() else t("records.no_free"))
        return
    st.caption(t("records.free_note"))
    FREE.draw(page, read, of=(searched(), page.on))
