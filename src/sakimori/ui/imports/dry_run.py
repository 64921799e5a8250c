"""Steps 3 and 4: what would happen, in figures that add up, the button that does it, and what went in and is left."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from sakimori.domain.codes import GapKind
from sakimori.domain.gap import Span
from sakimori.errors import RefusedError
from sakimori.exchange.lists.row_reading import error_workbook
from sakimori.exchange.registers.kinds import ListKind
from sakimori.services.imports.intake import ImportResult
from sakimori.services.imports.plan import Counts, Plan
from sakimori.services.kernel.access import Permission
from sakimori.ui.frame.components import link_to, refusal, tile
from sakimori.ui.frame.files import file_button
from sakimori.ui.frame.formats import Unit, count, plain
from sakimori.ui.frame.pages import page as page_named
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import SENTENCES, language, listed, t, t_count
from sakimori.ui.imports.asked import ask_once, is_answered
from sakimori.ui.imports.file import XLSX
from sakimori.ui.imports.first_thing import say_first_thing
from sakimori.ui.imports.state import PAGE_OF, Intake, back_to_columns, forget, fresh_key, mend_the_rest, write

_OUR_OWN = "purposes"
_OF_PARTIES = frozenset({ListKind.THIRD_PARTIES, ListKind.VENDOR_LEDGER, ListKind.DORA})
_TILES = ("read", "new", "updated", "unchanged", "skipped", "errors", "to_decide")


def say_what_would_happen(plan: Plan) -> None:
    """One sentence, then seven figures of which six add up to the first."""
    counts = plan.counts
    sentences = [t("imports.nothing_yet")]
    if counts.to_write:
        sentences.append(t_count("imports.can_go_in", counts.to_write))
    elif not counts.errors + counts.to_decide:
        sentences.append(t("imports.nothing_to_change"))
    if counts.errors:
        sentences.append(t_count("imports.to_correct", counts.errors))
    if counts.to_decide:
        sentences.append(t_count("imports.to_decide_rows", counts.to_decide))
    st.info(listed(sentences, SENTENCES), icon=":material/preview:")
    if plan.reading.holds_personal_numbers:
        st.error(t("imports.personal_numbers"), icon=":material/gpp_bad:")
    with st.grid(len(_TILES), min_column_width=118):
        for name in _TILES:
            tile(t(f"imports.{name}"), f"{getattr(counts, name):,}")
    st.caption(plain(sum_line(counts)))
    if plan.reading.kind is ListKind.VENDOR_LEDGER:
        st.caption(t("imports.ledger_counts"))


def sum_line(counts: Counts) -> str:
    """The figures as a sum, so that a reader can check that no row is lost."""
    parts = [f"{t(f'imports.{name}')} {getattr(counts, name):,}" for name in _TILES]
    return f"{parts[0]} = {' + '.join(parts[1:])}"


def act(page: Page, intake: Intake, plan: Plan) -> None:
    """Import the good rows, or take those that need a correction away in a workbook."""
    counts, may = plan.counts, page.may(Permission.IMPORT)
    left_out = counts.errors + counts.to_decide
    ask_once(intake, plan)
    strict = bool(st.session_state.get(fresh_key("imports_strict"))) and left_out > 0
    with st.container(horizontal=True, vertical_alignment="center"):
        label = t_count("imports.run", counts.to_write) if counts.to_write else t("imports.nothing_to_run")
        pressed = st.button(
            label, type="primary", icon=":material/upload:", key="imports_run",
            disabled=not may or not counts.to_write or strict or not is_answered(intake, plan),
            shortcut="Ctrl+Enter",
        )  # fmt: skip
        if counts.errors:
            correction_button(intake, plan)
        st.button(t("imports.columns_again"), key="imports_back", on_click=back_to_columns, args=(intake,))
        st.button(t("imports.other_file"), key="imports_other", on_click=forget)
    if left_out and counts.to_write:
        st.checkbox(t("imports.all_or_nothing"), key=fresh_key("imports_strict"))
    if pressed:
        _run(page, intake, plan, all_or_nothing=strict)


def correction_button(intake: Intake, plan: Plan) -> None:
    """The rows with an error as a workbook to correct and hand in again; sheets that rest on each other stay whole."""
    proposal = intake.proposal
    if proposal is None:
        return
    headers = {proposal.sheet: proposal.header}
    file_button(
        t("imports.error_workbook"),
        lambda: error_workbook(intake.source, plan.problems, headers=headers, language=language()),
        name="sakimori-to-correct.xlsx", mime=XLSX, key="imports_corrections",
    )  # fmt: skip


def _run(page: Page, intake: Intake, plan: Plan, *, all_or_nothing: bool) -> None:
    rows = count(plan.counts.to_write, Unit.ROWS, language())
    with st.status(t("imports.running", rows=rows), expanded=False) as status:
        try:
            write(page, intake, all_or_nothing=all_or_nothing)
        except RefusedError as error:
            status.update(label=t("imports.not_run"), state="error")
            refusal(error)
            return
    st.rerun()


def show_result(page: Page, intake: Intake, plan: Plan, result: ImportResult) -> None:
    """What went in, the gaps that it opened, what to do first, and the rows that are left."""
    st.success(_what_went_in(intake.kind, result), icon=":material/check_circle:")
    st.caption(plain(sum_line(result.counts)))
    if result.opened:
        st.markdown(_what_it_opened(page, result.opened))
    if intake.kind in _OF_PARTIES:
        say_first_thing(page)
    with st.container(horizontal=True):
        name = PAGE_OF.get(intake.kind, _OUR_OWN)
        link_to(name, t(f"page.{name}"), icon=page_named(name).icon)
        link_to("gaps", t("page.gaps"), icon="flag")
    if result.counts.errors or result.counts.to_decide:
        st.warning(t_count("imports.stayed_out", result.counts.errors + result.counts.to_decide),
                   icon=":material/error:")  # fmt: skip
    with st.container(horizontal=True):
        st.button(t("imports.next_file"), type="primary", key="imports_next", on_click=forget)
        if result.counts.errors + result.counts.to_decide:
            st.button(t("imports.mend_rest"), key="imports_rest", icon=":material/edit:",
                      on_click=mend_the_rest, args=(intake,))  # fmt: skip
        if result.counts.errors:
            correction_button(intake, plan)


def _what_it_opened(page: Page, opened: Sequence[Span]) -> str:
    """Gaps and unknowns of the day, each a number of its own; what comes later is in the forecast."""
    true = [s for s in opened if s.is_open(page.on)]
    unknown = {span.gap_id for span in true if span.kind is GapKind.UNKNOWN}
    known = {span.gap_id for span in true} - unknown
    numbers = {
        "known": count(len(known), Unit.CASES, language()),
        "unknown": count(len(unknown), Unit.CASES, language()),
    }
    return t("imports.opened", **numbers)


def _what_went_in(kind: ListKind, result: ImportResult) -> str:
    unit = Unit.COMPANIES if kind is ListKind.THIRD_PARTIES else Unit.CASES
    recorded, updated = (count(len(ids), unit, language()) for ids in (result.recorded, result.updated))
    if kind is ListKind.THIRD_PARTIES:
        return t("imports.done", registered=recorded, updated=updated)
    return t("imports.done_records", recorded=recorded, updated=updated)
