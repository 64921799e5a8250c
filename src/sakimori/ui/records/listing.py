"""The tables of the book: what is missing, the records of provisions and of receipts, what needs no record and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import streamlit as st

from sakimori.domain.records.hand_over import ProvisionRecord, ReceiptRecord
from sakimori.services.kernel.access import Permission
from sakimori.services.records.rows import MissingRecord, UnclearedRelease, UnneededRecord
from sakimori.ui.frame.components import link_to, section
from sakimori.ui.frame.dialogs import fresh_key, open_dialog
from sakimori.ui.frame.formats import Unit, count, day, none
from sakimori.ui.frame.record_fields import record_label
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.states import Mark, badge
from sakimori.ui.frame.tables import Cell, chip_column, number_column, table, text_column
from sakimori.ui.frame.text import label, language, listed, t
from sakimori.ui.records.state import (
    AnyKept,
    book_of,
    is_named,
    is_narrowed,
    item_words,
    period,
    shown_provisions,
    shown_receipts,
)

_MOST: Final = 500
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
_Row = tuple[tuple[str, dict[str, str]] | None, Sequence[Cell]]
"""The dialog that a row opens, with its facts, and the cells."""


def show_missing(page: Page) -> None:
    """What has to be done about records, the gravest first; nothing is said as nothing."""
    rows, book = _missing(page), book_of(page)
    if not rows and not book.is_whole:
        return
    section(t("records.missing"), t("records.missing_note") if rows else "")
    if not rows and not book.undecided:
        st.success(t("records.nothing_missing"), icon=":material/check_circle:")
    if book.undecided:
        open_ones = count(book.undecided, Unit.CASES, language())
        with st.container(horizontal=True, vertical_alignment="center"):
            said = t("records.undecided", count=open_ones)
            st.markdown(f"{badge(Mark.UNKNOWN, language())} {said}", width="content")
            link_to("flows", t("records.to_flows"))
    if not rows:
        return
    columns: dict[str, Any] = {
        "state": _state_column("uncleared", "none", "incomplete", "due", "coming"),
        "kind": text_column(t("records.col_kind"), width=66),
        "party": text_column(t("records.col_party"), width=166),
        "flow": text_column(t("records.col_flow"), width=146),
        "what": text_column(t("records.col_what"), width=400),
    }
    _table(page, rows, columns, key="records_missing", alt=t("records.missing"))


def show_provisions(page: Page) -> None:
    """The records of what we provided."""
    rows = [_record(page, kept, [label(kept.record.method)]) for kept in shown_provisions(page)]
    columns: dict[str, Any] = _columns(ProvisionRecord, t("records.col_recipient"))
    columns["method"] = text_column(t("records.col_method"), width=120)
    _list(page, rows, columns, key="records_provisions", alt=t("page.records"))


def show_receipts(page: Page) -> None:
    """The records of what we received."""
    rows = [_record(page, kept, [kept.record.acquired_how]) for kept in shown_receipts(page)]
    columns: dict[str, Any] = _columns(ReceiptRecord, t("records.col_provider"))
    columns["acquired"] = text_column(t("records.col_acquired"), width=200)
    _list(page, rows, columns, key="records_receipts", alt=t("page.records"))


def show_free(page: Page) -> None:
    """Hand-overs and flows of which no record is due, each with its reason; what depends on a basis says so."""
    found = [one for one in book_of(page).free if is_named(one.party, one.flow)]
    found.sort(key=lambda one: not one.depends)
    if not found:
        st.caption(t("records.none_found") if is_narrowed() else t("records.no_free"))
        return
    st.caption(t("records.free_note"))
    columns: dict[str, Any] = {
        "state": _state_column("free", "depends"),
        "party": text_column(t("records.col_party"), width=176),
        "flow": text_column(t("records.col_flow"), width=160),
        "when": text_column(t("records.col_handed_over"), width=104),
        "why": text_column(t("records.col_why"), width=366),
    }
    rows: list[_Row] = [(None, _free(one)) for one in found]
    _table(page, rows, columns, key="records_free", alt=t("records.free_note"))


def _free(one: UnneededRecord) -> list[Cell]:
    why = label(one.why)
    return [
        _state("depends" if one.depends else "free"),
        one.party,
        one.flow or none(language()),
        period(one.release.first_on, one.release.last_on) if one.release else t("records.every"),
        t("records.depends", why=why) if one.depends else why,
    ]


def _missing(page: Page) -> list[_Row]:
    """The gravest first; what is to begin comes last."""
    book = book_of(page)
    return [
        *(_uncleared(one) for one in book.uncleared if one.release.reviewed_on is None),
        *(_lacking(page, line, "none") for line in book.lacking if line.is_late(page.on)),
        *(_incomplete(kept) for kept in book.incomplete),
        *(_lacking(page, line, "due") for line in book.lacking if not line.is_late(page.on)),
        *(_lacking(page, line, "coming") for line in book.coming),
    ]


def _uncleared(one: UnclearedRelease) -> _Row:
    first = one.release.uncleared_on or one.release.first_on
    cells: list[Cell] = [
        _state("uncleared"),
        t("records.kind_provision"),
        one.party,
        one.flow or none(language()),
        t("records.say_uncleared", day=day(first, language()), who=one.released_by),
    ]
    return ("record_review", {"release_id": one.release.id}), cells


def _lacking(page: Page, line: MissingRecord, state: str) -> _Row:
    since = day(line.since, language()) if line.since else t("records.since_unknown")
    cells: list[Cell] = [
        _state(state),
        t("records.kind_receipt" if line.is_receipt else "records.kind_provision"),
        line.party,
        line.flow.name,
        t("records.say_since", ground=label(line.route), day=since)
        + (t("records.say_due", day=day(line.due_on, language())) if state == "due" and line.due_on else ""),
    ]
    dialog = ("receipt" if line.is_receipt else "record_lacking", {"flow_id": line.flow.id})
    return dialog if page.may(Permission.RELEASE) else None, cells


def _incomplete(kept: AnyKept) -> _Row:
    is_receipt = isinstance(kept.record, ReceiptRecord)
    cells: list[Cell] = [
        _state("incomplete"),
        t("records.kind_receipt" if is_receipt else "records.kind_provision"),
        kept.party,
        kept.flow or none(language()),
        t("records.say_missing", items=item_words(kept.missing)),
    ]
    return ("record", {"record_id": kept.record.id}), cells


def _columns(kind: type, party: str) -> dict[str, Any]:
    return {
        "state": _state_column("incomplete", "there", "corrected"),
        "party": text_column(party, width=160),
        "flow": text_column(t("records.col_flow"), width=140),
        "period": text_column(t("records.col_period"), width=184),
        "persons": number_column(t("records.col_persons"), width=70),
        "route": text_column(record_label(kind, "route"), width=108),
        "until": text_column(record_label(kind, "retain_until"), width=92),
        "items": text_column(record_label(kind, "items"), width=150),
    }


def _record(page: Page, kept: AnyKept, more: Sequence[Cell]) -> _Row:
    record, lang = kept.record, language()
    state = "corrected" if not kept.is_current else "incomplete" if kept.missing else "there"
    cells: list[Cell] = [
        _state(state),
        kept.party,
        kept.flow or none(lang),
        period(record.first_on, record.last_on),
        record.person_count,
        label(record.route),
        day(kept.kept_until, lang) + (t("records.over") if kept.kept_until < page.on else ""),
        listed(record.items),
        *more,
    ]
    return ("record", {"record_id": record.id}), cells


def _list(page: Page, rows: Sequence[_Row], columns: Mapping[str, Any], *, key: str, alt: str) -> None:
    if rows:
        _table(page, rows, columns, key=key, alt=alt)
    else:
        st.caption(t("records.none_found") if is_narrowed() else t("records.none_yet"))


def _table(page: Page, rows: Sequence[_Row], columns: Mapping[str, Any], *, key: str, alt: str) -> None:
    """The chosen row opens its dialog; of a long list the first rows are drawn."""
    if len(rows) > _MOST:
        st.caption(t("records.cut", shown=f"{_MOST:,}", count=f"{len(rows):,}"))
    shown = rows[:_MOST]
    opens = any(dialog for dialog, _ in shown)
    chosen = table(
        [cells for _, cells in shown], columns, key=fresh_key(key), alt=alt, select="one" if opens else "none"
    )
    dialog = shown[chosen[0]][0] if chosen else None
    if dialog is not None:
        open_dialog(dialog[0], **dialog[1])


def _state(state: str) -> list[str]:
    return [f"{_STATES[state][0]} {t(f'records.state_{state}')}"]


def _state_column(*states: str) -> Any:  # noqa: ANN401 - a column of the library
    options = {_state(state)[0]: _STATES[state][1] for state in states}
    return chip_column(t("records.col_state"), options, width=104, pinned=True)
