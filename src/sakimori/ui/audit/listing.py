"""The entries of the trail: filters, the table, and one entry with what it changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from sakimori.domain.values.days import legal_day
from sakimori.errors import NotFoundError
from sakimori.exchange.paper.safe_files import Cell, safe_csv
from sakimori.services.audit.rows import LIMIT, RECORD_KINDS, Names, TrailRow, names, trail_detail, trail_rows
from sakimori.ui.frame import trail_words as words
from sakimori.ui.frame.components import Export, NextStep, empty_state, go_to, refusal
from sakimori.ui.frame.formats import headed, moment
from sakimori.ui.frame.plain import plain
from sakimori.ui.frame.session import Page, kept
from sakimori.ui.frame.tables import table, text_column
from sakimori.ui.frame.text import ENGLISH, JAPANESE, language, t

_WHO, _WHAT, _PARTY, _READS = "audit_who", "audit_what", "audit_party", "audit_which"
_WHO_WIDTHS = {JAPANESE: 132, ENGLISH: 164}
_SINCE, _UNTIL = "audit_since", "audit_until"
_ENTRY, _TURN = "audit_entry", "audit_turn"


def show_trail(page: Page) -> None:
    """Filters, entries, and the entry that was chosen."""
    known = kept(page, "audit_names", lambda: names(page.workspace))
    _take_address(page, known)
    _filters(known)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.segmented_control(
            t("audit.which"), [False, True], default=False, required=True, key=_READS, width="content",
            label_visibility="collapsed",
            format_func=lambda reads: t("audit.reads" if reads else "audit.changes"),
        )  # fmt: skip
        rows = _rows(page)
        if rows:
            key = "audit.newest" if len(rows) == LIMIT else "audit.found"
            st.caption(t(key, count=f"{len(rows):,}"), width="content")
    if rows:
        _table(rows)
    else:
        _nothing()
    _entry(page, known)


def trail_exports(page: Page) -> Sequence[Export]:
    """The entries that the filters leave."""
    return (Export(t("audit.export"), f"sakimori-trail-{page.on.isoformat()}.csv", "text/csv", lambda: _csv(page)),)


def _csv(page: Page) -> bytes:
    page.workspace.access("trail.exported", actor=page.actor, at=page.at, what="trail")
    heads = [t(f"audit.{head}") for head in ("seq", "when", "who", "what", "record", "reason")]
    rows: list[list[Cell]] = [[row.seq, *_cells(row)] for row in _rows(page)]
    return safe_csv([heads, *rows, [], [t("audit.head"), page.workspace.head()[1]]])


def _take_address(page: Page, known: Names) -> None:
    party = st.query_params.get("party")
    if party in known.third_parties and _PARTY not in st.session_state:
        st.session_state[_PARTY] = party
    entry = st.query_params.pop("id", "")
    if entry.isdecimal() and int(entry) <= page.number:
        st.session_state[_ENTRY] = int(entry)


def _filters(known: Names) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        _choice("audit.who", known.people, _WHO)
        _choice("audit.what", {kind: words.record_kind(kind) for kind in RECORD_KINDS}, _WHAT)
        _choice("audit.party", known.third_parties, _PARTY)
        for key in (_SINCE, _UNTIL):
            st.date_input(t(key.replace("_", ".")), value=None, key=key, width=140)


def _choice(label: str, options: Mapping[str, str], key: str) -> None:
    st.selectbox(
        t(label), list(options), index=None, format_func=lambda code: options.get(code) or code, key=key,
        placeholder=t("audit.all"), width=180,
    )  # fmt: skip


def _rows(page: Page) -> tuple[TrailRow, ...]:
    state = st.session_state
    return trail_rows(
        page.workspace,
        actor=page.actor,
        number=page.number,
        reads=bool(state.get(_READS)),
        by=state.get(_WHO),
        record_kind=state.get(_WHAT),
        third_party_id=state.get(_PARTY),
        since=state.get(_SINCE),
        until=state.get(_UNTIL),
    )


def _cells(row: TrailRow) -> list[str]:
    return [moment(row.at, language()), words.who(row), words.action(row.action), words.record(row), row.reason]


def _table(rows: tuple[TrailRow, ...]) -> None:
    columns = {
        "seq": text_column(t("audit.seq"), width=60),
        "when": text_column(t("audit.when"), width=124),
        "who": text_column(t("audit.who"), width=_WHO_WIDTHS[language()]),
        "what": text_column(t("audit.what"), width=166),
        "record": text_column(t("audit.record"), width=300),
        "reason": text_column(t("audit.reason"), width=250),
    }
    key = f"audit_table_{st.session_state.get(_TURN, 0)}"  # a new one after each dialog, so that a row opens it once
    chosen = table(
        [[f"{row.seq:,}", *_cells(row)] for row in rows], columns, key=key, alt=t("audit.list_alt"), select="one"
    )
    if chosen:
        st.session_state[_ENTRY] = rows[chosen[0]].seq


def _nothing() -> None:
    if any(st.session_state.get(key) for key in (_WHO, _WHAT, _PARTY, _SINCE, _UNTIL)):
        empty_state("filter_alt_off", t("audit.nothing_found"), NextStep(t("audit.clear"), act=_clear))
    else:
        empty_state("history", t("audit.empty_reads" if st.session_state.get(_READS) else "audit.empty"))


def _clear() -> None:
    for key in (_WHO, _WHAT, _PARTY, _SINCE, _UNTIL):
        st.session_state[key] = None
    st.query_params.pop("party", None)


def _entry(page: Page, known: Names) -> None:
    seq = st.session_state.get(_ENTRY)
    if seq is not None:
        title = t("audit.entry", seq=f"{seq:,}")
        st.dialog(title, width="large", on_dismiss=_close)(_draw_entry)(page, seq, known)


def _close() -> None:
    st.session_state.pop(_ENTRY, None)
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1


def _draw_entry(page: Page, seq: int, known: Names) -> None:
    try:
        detail = trail_detail(page.workspace, seq, actor=page.actor, reads=bool(st.session_state.get(_READS)))
    except NotFoundError as error:
        refusal(error)
        return
    row = detail.row
    st.markdown(f"**{plain(words.action(row.action))}**　{plain(words.record(row))}")
    st.caption(plain(f"{moment(row.at, language())}　{words.who(row)}"))
    if row.reason:
        st.markdown(headed(t("audit.reason"), plain(row.reason), language()))
    called = known.all()
    fields = [
        [
            words.field(change.field, row.record_kind),
            words.value(change.field, change.before, called, row.record_kind),
            words.value(change.field, change.after, called, row.record_kind),
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
