"""Taking in a published list of sub-processors: the file, what it would change, and what a person leaves ticked."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from sakimori.domain.records.sub_processor import SubProcessorLink
from sakimori.errors import RefusedError
from sakimori.exchange.lists.container import MAX_FILE_BYTES
from sakimori.services.kernel.access import Permission
from sakimori.services.parties.sub_processors import ListPlan, PlannedLink, Step, plan_list, take_list
from sakimori.services.parties.view import DossierView
from sakimori.ui.frame.components import refusal
from sakimori.ui.frame.dialogs import act
from sakimori.ui.frame.formats import country, day, none
from sakimori.ui.frame.record_fields import record_label
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.tables import Cell, chip_column, number_column, table, text_column
from sakimori.ui.frame.text import language, t, t_count
from sakimori.ui.parties.tabs.sub_processors import path_words, tree_of

_TYPES = ["md", "html", "htm", "csv", "tsv", "txt", "xlsx", "xlsm", "json"]
_MEGABYTE = 1024 * 1024
_SHOWN = 360


def sub_list_dialog(page: Page, view: DossierView) -> None:
    """The file and where it was published; then the dry run."""
    tree = tree_of(page, view.party.id)
    known = [source for source, _seen in tree.sources]
    st.caption(t("subs.list_how"))
    handed_in = st.file_uploader(
        t("subs.list_file", limit=MAX_FILE_BYTES // _MEGABYTE), type=_TYPES, key="sub_list_file",
        max_upload_size=MAX_FILE_BYTES // _MEGABYTE, disabled=not page.may(Permission.EDIT_REGISTER),
    )  # fmt: skip
    left, right = st.columns([2, 1])
    with left:
        source = st.text_input(
            record_label(SubProcessorLink, "source"), value=known[0] if len(known) == 1 else "", key="sub_list_source",
            placeholder="https://",
        )  # fmt: skip
    with right:
        seen_on = st.date_input(
            record_label(SubProcessorLink, "source_seen_on"), value=page.today, max_value=page.today,
            key="sub_list_seen", format="YYYY/MM/DD",
        )  # fmt: skip
    above = {row.link.id: path_words(row) for row in tree.running}
    parent_id = st.selectbox(
        t("subs.list_under"), list(above), index=None, format_func=above.__getitem__, key="sub_list_under",
        placeholder=view.party.legal_name,
    ) if above else None  # fmt: skip
    if handed_in is None:
        return
    try:
        plan = plan_list(
            page.workspace, view.party.id, handed_in.getvalue(), handed_in.name,
            source=source.strip() or handed_in.name, seen_on=seen_on, parent_id=parent_id,
        )  # fmt: skip
    except RefusedError as error:
        refusal(error)
        return
    _dry_run(page, plan)


def _dry_run(page: Page, plan: ListPlan) -> None:
    reading = plan.reading
    st.markdown(
        t(
            "subs.list_counts",
            read=reading.read, listed=len(reading.listed), repeated=reading.repeated, skipped=reading.skipped,
            refused=reading.refused,
        )
    )  # fmt: skip
    _problems(plan)
    changing = plan.changing
    seen = plan.count(Step.SEEN)
    chosen = _choose(changing) if changing else []
    if not changing:
        st.markdown(t("subs.list_nothing" if plan.links else "subs.list_empty"))
    if seen:
        st.caption(t_count("subs.list_seen", seen))
    if any(link.loses_approval and link.key in chosen for link in changing):
        st.caption(t("subs.list_loses"))
    if not changing and not seen:
        return
    words = t_count("subs.list_save", len(chosen)) if chosen else t("subs.list_save_seen")
    write = partial(take_list, page.workspace, plan, frozenset(chosen))
    done = t_count("subs.list_done", len(chosen))
    act(page, words, write, key="sub_list_save", disabled=not chosen and not seen, note=done)


def _problems(plan: ListPlan) -> None:
    if not plan.problems:
        return
    chips = {t("imports.is_error"): "red", t("imports.is_warning"): "yellow"}
    columns = {
        "severity": chip_column(t("imports.col_severity"), chips, width=96),
        "row": number_column(t("imports.col_row"), width=44),
        "value": text_column(t("imports.col_value"), width=110),
        "what": text_column(t("imports.col_what"), width=260),
        "expected": text_column(t("imports.col_expected"), width=216),
    }
    rows: list[list[Cell]] = [
        [
            [t("imports.is_error" if problem.is_error else "imports.is_warning")],
            problem.row,
            problem.value or none(language()),
            problem.message.get(language()),
            problem.expected.get(language()),
        ]
        for problem in sorted(plan.problems, key=lambda problem: not problem.is_error)
    ]
    table(rows, columns, key="sub_list_problems", alt=t("imports.problems_alt"))


def _choose(links: tuple[PlannedLink, ...]) -> list[str]:
    """Every change with its tick, and the keys of those that are ticked."""
    rows = [
        (link.is_proposed, t(f"subs.step_{link.step.value}"), link.after.name, _task(link), _place(link))
        for link in links
    ]
    columns = {
        "take": st.column_config.CheckboxColumn(t("subs.col_take"), width=48),
        "step": st.column_config.TextColumn(t("subs.col_step"), width=104, disabled=True),
        "name": st.column_config.TextColumn(t("subs.col_name"), width=170, disabled=True),
        "task": st.column_config.TextColumn(t("subs.col_task"), width=200, disabled=True),
        "place": st.column_config.TextColumn(t("subs.col_country"), width=160, disabled=True),
    }
    edited = st.data_editor(
        pd.DataFrame(rows, columns=list(columns)), column_config=columns, hide_index=True,
        key=f"sub_list_rows_{hash(tuple((link.key, link.step) for link in links))}",
        height=min(_SHOWN, 38 + 36 * len(rows)),
    )  # fmt: skip
    return [link.key for link, is_taken in zip(links, edited["take"], strict=True) if is_taken]


def _task(link: PlannedLink) -> str:
    after, before = link.after.task or none(language()), link.before.task if link.before else ""
    if link.step is Step.GONE and link.after.ended_on is not None:
        return t("subs.step_ends", day=day(link.after.ended_on, language()))
    return t("subs.was", before=before, after=after) if before and before != link.after.task else after


def _place(link: PlannedLink) -> str:
    after = country(link.after.country, language())
    if link.before is not None and link.before.country not in {None, link.after.country}:
        return t("subs.was", before=country(link.before.country, language()), after=after)
    if link.after.country is None and link.place:
        return t("subs.place_unknown", place=link.place)
    return after
