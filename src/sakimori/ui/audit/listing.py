"""The entries of the audit trail with filters, as a page and as a file, and one entry with what it changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Final

import streamlit as st

from sakimori.domain.values.days import legal_day
from sakimori.errors import NotFoundError
from sakimori.exchange.paper.safe_files import Cell, safe_csv
from sakimori.services.audit.rows import (
    RECORD_KINDS,
    TrailFilter,
    TrailRow,
    all_rows,
    called,
    party_called,
    people,
    trail_count,
    trail_detail,
    trail_page,
    wanted_of,
)
from sakimori.ui.frame import trail_words as words
from sakimori.ui.frame.components import Export, NextStep, empty_state, go_to, refusal
from sakimori.ui.frame.dialogs import close_dialog
from sakimori.ui.frame.formats import headed, moment, plain
from sakimori.ui.frame.listing import Column, Listing
from sakimori.ui.frame.listing_state import Control
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.tables import table, text_column
from sakimori.ui.frame.text import language, t

_ENTRY = "audit_entry"


def _open_entry(row: TrailRow) -> None:
    st.session_state[_ENTRY] = row.seq


def _column(name: str, widths: tuple[int, int], cell: Callable[[TrailRow], str]) -> Column[TrailRow]:
    return Column(name=name, widths=widths, cell=lambda row, _: cell(row))


TRAIL: Final[Listing[TrailRow]] = Listing(
    name="audit",
    link="what",
    words="audit",
    alt="audit.list_alt",
    identity=lambda row: str(row.seq),
    opens=_open_entry,
    controls=(
        Control(name="q"),
        Control(name="who"),
        Control(name="what", options=RECORD_KINDS, default=None),
        Control(name="since", default=None),
        Control(name="until", default=None),
        Control(name="reads", default=False),
    ),
    columns=(
        _column("seq", (60, 60), lambda row: f"{row.seq:,}"),
        _column("when", (124, 124), lambda row: moment(row.at, language())),
        _column("who", (132, 164), words.who),
        _column("what", (166, 166), lambda row: words.action(row.action)),
        _column("record", (300, 300), words.record),
        _column("reason", (250, 250), lambda row: row.reason),
    ),
)


def show_trail(page: Page) -> None:
    """Filters, entries, and the entry that was chosen."""
    TRAIL.take_address()
    entry = st.query_params.pop("id", "")
    if entry.isdecimal() and int(entry) <= page.number:
        st.session_state[_ENTRY] = int(entry)
    _filters(page)
    TRAIL.keep_address()
    wanted, placed = _wanted(page), st.container(horizontal=True, vertical_alignment="center", gap="small")
    placed.segmented_control(
        t("audit.which"), [False, True], required=True, key=TRAIL.key("reads"), width="content",
        label_visibility="collapsed", format_func=lambda reads: t("audit.reads" if reads else "audit.changes"),
    )  # fmt: skip

    total = trail_count(page.workspace, wanted, actor=page.actor)

    def read(first: int, limit: int) -> tuple[list[TrailRow], int]:
        return trail_page(page.workspace, wanted, actor=page.actor, first=first, limit=limit), total

    if total:
        placed.caption(t("audit.found", count=f"{total:,}"), width="content")
        TRAIL.draw(page, read, of=wanted)
    else:
        _nothing(wanted)
    _entry(page)


def trail_exports(page: Page) -> Sequence[Export]:
    """The entries that the filters leave."""
    return (Export(t("list.export_csv"), f"sakimori-trail-{page.on.isoformat()}.csv", "text/csv", lambda: _csv(page)),)


def _csv(page: Page) -> bytes:
    page.workspace.access("trail.exported", actor=page.actor, at=page.at, what="trail")
    heads: list[Cell] = [t(f"audit.col_{column.name}") for column in TRAIL.columns]
    rows = all_rows(page.workspace, _wanted(page), actor=page.actor)
    cells = [column.cell for column in TRAIL.columns[1:] if column.cell is not None]
    lines: Iterator[list[Cell]] = ([row.seq, *(str(cell(row, page)) for cell in cells)] for row in rows)
    return safe_csv(chain([heads], lines, [[], [t("audit.head"), page.workspace.head()[1]]]))


def _wanted(page: Page) -> TrailFilter:
    """What the filters ask; a third party by its id stands in the address alone."""
    reads = bool(TRAIL.chosen("reads"))
    return wanted_of(
        since=TRAIL.chosen("since"), until=TRAIL.chosen("until"), words=TRAIL.chosen("q"), reads=reads,
        by=TRAIL.chosen("who") or "", record_kind=TRAIL.chosen("what") or "", third_party_id=_party(page)[0],
        record_id=st.query_params.get("record", ""), up_to=None if reads else page.number,
    )  # fmt: skip


def _party(page: Page) -> tuple[str, str]:
    """The third party of the address with its name, if there is one."""
    party = st.query_params.get("party", "")
    name = party_called(page.workspace, party) if party else ""
    return (party, name) if name else ("", "")


def _filters(page: Page) -> None:
    who = people(page.workspace)
    if TRAIL.chosen("who") not in who:
        st.session_state[TRAIL.key("who")] = None
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        _choice("audit.who", who, TRAIL.key("who"))
        _choice("audit.what", {kind: words.record_kind(kind) for kind in RECORD_KINDS}, TRAIL.key("what"))
        st.text_input(
            t("audit.party"), type="search", live="250ms", key=TRAIL.key("q"), width=180,
            placeholder=t("audit.party_hint"),
        )  # fmt: skip
        for name in ("since", "until"):
            st.date_input(t(f"audit.{name}"), value=None, key=TRAIL.key(name), width=140)
    if record := st.query_params.get("record", ""):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(headed(t("audit.record"), plain(record), language()), width="content")
            st.button(t("audit.clear"), key="audit_clear_record", type="tertiary", on_click=_clear)
    if name := _party(page)[1]:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(headed(t("audit.party"), plain(name), language()), width="content")
            st.button(t("audit.clear"), key="audit_clear", type="tertiary", on_click=_clear)


def _choice(label: str, options: Mapping[str, str], key: str) -> None:
    st.selectbox(
        t(label), list(options), index=None, format_func=lambda code: options.get(code) or code, key=key,
        placeholder=t("audit.all"), width=180,
    )  # fmt: skip


def _nothing(wanted: TrailFilter) -> None:
    if wanted != TrailFilter(reads=wanted.reads, up_to=wanted.up_to):
        empty_state("filter_alt_off", t("audit.nothing_found"), NextStep(t("audit.clear"), act=_clear))
    else:
        empty_state("history", t("audit.empty_reads" if wanted.reads else "audit.empty"))


def _clear() -> None:
    blank = {"q": "", "who": None, "what": None, "since": None, "until": None}
    st.session_state.update({TRAIL.key(name): value for name, value in blank.items()})
    for name in ("party", "record"):
        st.query_params.pop(name, None)


def _entry(page: Page) -> None:
    seq = st.session_state.get(_ENTRY)
    if seq is not None:
        title = t("audit.entry", seq=f"{seq:,}")
        st.dialog(title, width="large", on_dismiss=_close)(_draw_entry)(page, seq)


def _close() -> None:
    st.session_state.pop(_ENTRY, None)
    close_dialog()


def _draw_entry(page: Page, seq: int) -> None:
    try:
        detail = trail_detail(page.workspace, seq, actor=page.actor, reads=bool(TRAIL.chosen("reads")))
    except NotFoundError as error:
        refusal(error)
        return
    row = detail.row
    st.markdown(f"**{plain(words.action(row.action))}**　{plain(words.record(row))}")
    st.caption(plain(f"{moment(row.at, language())}　{words.who(row)}"))
    if row.reason:
        st.markdown(headed(t("audit.reason"), plain(row.reason), language()))
    names = called(page.workspace, (content for one in detail.fields for content in (one.before, one.after)))
    fields = [
        [
            words.field(change.field, row.record_kind),
            words.value(change.field, change.before, names, row.record_kind),
            words.value(change.field, change.after, names, row.record_kind),
        ]
        for change in detail.fields
        if words.field(change.field, row.record_kind)
    ]
    if fields:
        is_new = all(change.before is None for change in detail.fields)
        columns = {
            "field": text_column(t("audit.field"), width=190),
            "before": text_column(t("audit.before"), width=250),
            "after": text_column(t("audit.after"), width=350),
        }
        if is_new:  # nothing stood there before
            del columns["before"]
            fields = [[name, after] for name, _, after in fields]
        table(fields, columns, key=f"audit_fields_{seq}", alt=t("audit.fields_alt"))
    else:
        st.caption(t("audit.no_fields"))
    if row.record_id and st.button(t("audit.of_record"), icon=":material/filter_alt:", key="audit_of_record"):
        _close()
        go_to("audit", record=row.record_id)
    if row.third_party_id:
        _to_dossier(page, row)


def _to_dossier(page: Page, row: TrailRow) -> None:
    then = legal_day(row.at)
    with st.container(horizontal=True):
        if then < page.today and st.button(t("audit.open_dossier"), icon=":material/history:", key="audit_then"):
            _close()
            go_to("party", party=row.third_party_id, on=then.isoformat())
        if st.button(t("audit.open_today"), icon=":material/folder_shared:", key="audit_today"):
            _close()
            go_to("party", party=row.third_party_id)
