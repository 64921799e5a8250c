"""The audit page: whether the trail holds and since when, its entries with filters, and one with what it changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import streamlit as st

from sakimori.clock import now
from sakimori.domain.values.days import legal_day
from sakimori.errors import NotFoundError
from sakimori.exchange.paper.safe_files import Cell, safe_csv
from sakimori.services.audit.rows import LIMIT, RECORD_KINDS, Names, TrailRow, names, trail_detail, trail_rows
from sakimori.services.audit.view import Disagreement, VerifyReport, verify
from sakimori.ui.frame import trail_words as words
from sakimori.ui.frame.components import Export, NextStep, empty_state, go_to, refusal
from sakimori.ui.frame.formats import headed, moment, plain
from sakimori.ui.frame.session import Page, memo
from sakimori.ui.frame.tables import table, text_column
from sakimori.ui.frame.text import ENGLISH, JAPANESE, dotted, language, t
from sakimori.ui.frame.trail_words import field, record_kind

_AT_ONCE = 20_000
"""Up to so many entries are verified when the page is opened; more only when somebody asks."""


@dataclass(frozen=True, slots=True)
class Check:
    """A check and its moment."""

    report: VerifyReport
    at: datetime


@st.cache_resource(show_spinner=False)
def _last_checks() -> dict[str, Check]:
    return {}


def show_check(page: Page) -> None:
    """The finding of the last check, the head, and the ways to check again."""
    place = str(page.workspace.target)
    with page.workspace.unit() as unit:
        number = unit.number()
    check = _last_checks().get(place)
    if number <= _AT_ONCE and (check is None or check.report.entries < number):
        check = _checked(page, place)
    _finding(check, number)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if st.button(t("audit.again"), icon=":material/refresh:", key="audit_again"):
            _check_in_sight(page, place)
        if check is not None:
            _note_button(page, check)
        with st.popover(t("audit.compare"), icon=":material/compare_arrows:"):
            noted = st.text_input(t("audit.compare_label"), key="audit_noted", help=t("audit.compare_help"))
            if st.button(t("audit.compare_go"), key="audit_compare", disabled=not noted.strip()):
                _check_in_sight(page, place, expected_head=noted.strip())
    if check is not None:
        st.code(check.report.head, language=None, wrap_lines=True)


def _checked(page: Page, place: str) -> Check:
    check = Check(verify(page.workspace), page.at)
    _last_checks()[place] = check
    return check


def _check_in_sight(page: Page, place: str, *, expected_head: str | None = None) -> None:
    with st.status(t("audit.checking"), expanded=True) as status:
        bar = st.progress(0.0)
        report = verify(page.workspace, expected_head=expected_head, progress=lambda share: _show(bar, share))
        status.update(label=t("audit.done"), state="complete" if report.is_intact else "error", expanded=False)
    _last_checks()[place] = Check(report, now())
    st.rerun()


def _show(bar: st.delta_generator.DeltaGenerator, share: float) -> None:
    bar.progress(share)


def _finding(check: Check | None, number: int) -> None:
    if check is None:
        st.markdown(f"### :gray[:material/help: {t('audit.not_checked')}]")
        return
    report, said = check.report, check.report.sentence.get(language())
    if report.is_intact:
        st.markdown(f"### :green[:material/verified_user:] {t('audit.intact')}")
    else:
        held = "" if report.damage_lines else _what_holds(report)
        st.error(f"**{plain(said)}**　{held}", icon=":material/gpp_bad:")
    for line in report.damage_lines:
        st.caption(plain(line.get(language())))
    st.caption(
        t(
            "audit.checked",
            at=moment(check.at, language()),
            entries=f"{report.changes.entries:,}",
            reads=f"{report.accesses.entries:,}",
        )
    )
    if number > report.entries:
        st.caption(t("audit.checked_before", count=f"{number - report.entries:,}"))
    if report.disagreements:
        _disagreements(report.disagreements)


def _what_holds(report: VerifyReport) -> str:
    broken = report.changes.broken_at or report.accesses.broken_at
    if broken is None:
        return t("audit.different")
    return t("audit.proven", seq=f"{broken - 1:,}") if broken > 1 else t("audit.proven_none")


def _disagreements(found: tuple[Disagreement, ...]) -> None:
    rows = [
        [
            record_kind(d.kind),
            d.record_id,
            dotted(field(name, d.kind) or name for name in d.fields)
            or t("audit.no_entry" if d.seq is None else "audit.row_gone"),
            f"{d.seq:,}" if d.seq else t("audit.nothing"),
        ]
        for d in found
    ]
    columns = {
        "kind": text_column(t("audit.record"), width=120),
        "id": text_column("ID", width=180),
        "fields": text_column(t("audit.field"), width=320),
        "seq": text_column(t("audit.seq"), width=90),
    }
    table(rows, columns, key="audit_different", alt=t("audit.different_alt"))


def _note_button(page: Page, check: Check) -> None:
    note = t(
        "audit.note_file",
        company=page.workspace.meta("name") or "",
        at=moment(check.at, language()),
        entries=f"{check.report.entries:,}",
        head=check.report.head,
    )
    st.download_button(
        t("audit.note_head"),
        note.encode(),
        file_name=f"sakimori-head-{check.report.entries}.txt",
        mime="text/plain",
        icon=":material/download:",
        key="audit_note",
        on_click="ignore",
    )


_WHO, _WHAT, _PARTY, _READS = "audit_who", "audit_what", "audit_party", "audit_which"
_WHO_WIDTHS = {JAPANESE: 132, ENGLISH: 164}
_SINCE, _UNTIL = "audit_since", "audit_until"
_ENTRY, _TURN = "audit_entry", "audit_turn"


def show_trail(page: Page) -> None:
    """Filters, entries, and the entry that was chosen."""
    known = memo(page, "audit_names", lambda: names(page.workspace))
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
