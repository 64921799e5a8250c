"""One sub-processor: our consent, its facts, its own dossier; and a published list of them taken in."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from sakimori.domain.records.sub_processor import Approval, SubProcessorLink
from sakimori.errors import RefusedError
from sakimori.exchange.lists.container import MAX_FILE_BYTES
from sakimori.services.kernel.access import Permission
from sakimori.services.kernel.confirmations import decide_sub_processor
from sakimori.services.parties.sub_processor_tree import SubProcessorRow
from sakimori.services.parties.sub_processors import (
    LinkStep,
    ListPlan,
    PlannedLink,
    link_to_third_party,
    plan_list,
    register_sub_processor,
    take_list,
)
from sakimori.services.parties.view import DossierView
from sakimori.ui.frame.choices import ask_day, tell_missing
from sakimori.ui.frame.components import link_to, refusal
from sakimori.ui.frame.dialogs import act, open_dialog, save_record, tell_own
from sakimori.ui.frame.formats import country, day, none, plain
from sakimori.ui.frame.record_fields import parents, record_input, record_label
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.tables import Cell, chip_column, number_column, table, text_column
from sakimori.ui.frame.text import label, language, t, t_count
from sakimori.ui.frame.trail_words import first_shown
from sakimori.ui.parties.tabs.sub_processors import path_words, state_chip, tree_of

_NOTED_BY_ALL = (Approval.PENDING, Approval.REPORTED)
_LINES = (
    ("name",),
    ("task", "country"),
    ("foreign_basis", "handles_my_number"),
    ("parent_id", "service_id"),
    ("source", "source_seen_on"),
)


def sub_processor_dialog(page: Page, view: DossierView, *, link_id: str, parent_id: str = "") -> None:
    """One link: new, perhaps below another, or to be decided, changed and linked."""
    rows = {row.link.id: row for row in tree_of(page, view.party.id).rows}
    row = rows.get(link_id)
    if row is None:
        link = SubProcessorLink("", view.party.id, "", parent_id=parent_id if parent_id in rows else None)
        _facts(page, view, link, rows)
        return
    _tell(row)
    decide_form(page, row)
    with st.expander(t("subs.facts")):
        _facts(page, view, row.link, rows)
    _own_dossier(page, row)


def sub_processor_fix(page: Page, view: DossierView, *, link_id: str, field: str) -> None:
    """What closes a gap of a sub-processor: the decision, the one fact that is missing, or reading the list again."""
    row = next((r for r in tree_of(page, view.party.id).rows if r.link.id == link_id), None)
    if row is None:
        st.markdown(t("subs.gone"))
        return
    _tell(row)
    if field == "approval":
        decide_form(page, row)
    elif field == "sub_third_party_id":
        decide_form(page, row)
        _own_dossier(page, row)
    elif field == "source_seen_on":
        if st.button(t("subs.take_in"), icon=":material/upload_file:", key="sub_fix_take_in", type="primary"):
            open_dialog("sub_list")
            st.rerun()
        _only(page, row, field)
    else:
        _only(page, row, field)


def decide_form(page: Page, row: SubProcessorRow) -> None:
    """Give or refuse our consent; that it is awaited or was reported anybody may note."""
    link = first_shown(row.link, key="approval_save")
    can_decide = page.may(Permission.DECIDE_REGISTER)
    choices = list(Approval) if can_decide else list(_NOTED_BY_ALL)
    may = page.may(Permission.EDIT_REGISTER) or can_decide
    words = {choice: label(choice) for choice in choices}
    if link.handles_my_number:
        st.caption(t("subs.my_number_note"))
    chosen = st.segmented_control(
        t("subs.decide"), choices, format_func=words.__getitem__, key=f"approval_{link.id}", disabled=not may,
        wrap=True,
    )  # fmt: skip
    note = st.text_input(
        t("subs.decide_note"), value=link.approval_note, key=f"approval_note_{link.id}", disabled=not may
    )
    if not can_decide:
        st.caption(t("subs.decide_who"))
    tell_own(page, SubProcessorLink, link.id, Permission.DECIDE_REGISTER)
    decided: Any = chosen
    write = partial(decide_sub_processor, page.workspace, link.id, decided, note=note.strip())
    needs = {t("subs.decide"): chosen}
    act(page, t("subs.decide_save"), write, key="approval_save", of=link, disabled=not may, needs=needs)


def _tell(row: SubProcessorRow) -> None:
    link = row.link
    st.markdown(f"**{plain(path_words(row))}**　{plain(state_chip(row.state))}")
    if link.approved_on is not None and link.approval is not None:
        said = t(
            "subs.decided", what=label(link.approval), who=plain(row.decided_by), day=day(link.approved_on, language())
        )
        st.caption(said)


def _facts(page: Page, view: DossierView, link: SubProcessorLink, rows: Mapping[str, SubProcessorRow]) -> None:
    names = {
        "parent_id": {key: path_words(row) for key, row in rows.items() if not _is_below(row.link, link.id, rows)},
        "service_id": {service.id: service.name for service in view.services},
    }
    key, may = link.id or "sub_new", page.may(Permission.EDIT_REGISTER)
    changes: dict[str, Any] = {}
    for line in (*_LINES, ("starts_on", "ended_on") if link.id else ("starts_on",)):
        for column, field in zip(st.columns(len(line)), line, strict=True):
            with column:
                changes[field] = record_input(link, field, key=key, names=names.get(field), disabled=not may)
    if link.approval is not None:
        st.caption(t("subs.unsettles"))
    if not may:
        return
    save_record(page, link, changes, key="sub")
    if link.id and st.button(
        t("subs.add_below"), icon=":material/subdirectory_arrow_right:", key="sub_below", type="tertiary"
    ):
        open_dialog("sub_processor", link_id="", parent_id=link.id)
        st.rerun()


def _only(page: Page, row: SubProcessorRow, field: str) -> None:
    """One fact alone."""
    may = page.may(Permission.EDIT_REGISTER)
    value = record_input(row.link, field, key=f"{row.link.id}_fix", disabled=not may)
    if may:
        save_record(page, row.link, {field: value}, key="sub")


def _is_below(link: SubProcessorLink, link_id: str, rows: Mapping[str, SubProcessorRow]) -> bool:
    """Whether a link is another one or stands somewhere below it, so that it cannot be above it."""
    seen: set[str] = set()
    while link.id != link_id and link.parent_id is not None and link.parent_id in rows and link.id not in seen:
        seen.add(link.id)
        link = rows[link.parent_id].link
    return bool(link_id) and link.id == link_id


def _own_dossier(page: Page, row: SubProcessorRow) -> None:
    """The way to its dossier, or the ways to give it one."""
    own, link = row.own, row.link
    if own is not None and own.is_linked:
        link_to("party", t("subs.open_dossier", name=own.name), icon="folder_shared", party=own.id)
        return
    may = page.may(Permission.EDIT_REGISTER)
    with st.expander(t("subs.dossier"), expanded=own is not None):
        if own is not None:
            st.markdown(t("subs.dossier_found", name=plain(own.name)))
        others = {key: name for key, name in parents(page).items() if key != link.third_party_id}
        known = list(others).index(own.id) if own is not None and own.id in others else None
        chosen = st.selectbox(
            t("subs.dossier_which"), list(others), index=known, format_func=others.__getitem__,
            placeholder=t("subs.dossier_choose"), key=f"sub_own_{link.id}", disabled=not may,
        )  # fmt: skip
        with st.container(horizontal=True):
            to_link = partial(link_to_third_party, page.workspace, link.id, chosen or "")
            may_link = may and chosen is not None
            act(
                page,
                t("subs.dossier_link"),
                to_link,
                key="sub_own_link",
                of=link,
                disabled=not may_link,
                type="secondary",
            )
            register = partial(register_sub_processor, page.workspace, link.id)
            may_add = may and page.may(Permission.EDIT_PARTY) and own is None
            words = t("subs.dossier_register")
            act(page, words, register, key="sub_own_register", of=link, disabled=not may_add, type="secondary")


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
        seen_words = record_label(SubProcessorLink, "source_seen_on")
        seen_on = ask_day(seen_words, key="sub_list_seen", last=page.today)
    above = {row.link.id: path_words(row) for row in tree.running}
    parent_id = st.selectbox(
        t("subs.list_under"), list(above), index=None, format_func=above.__getitem__, key="sub_list_under",
        placeholder=view.party.legal_name,
    ) if above else None  # fmt: skip
    if handed_in is None:
        return
    if tell_missing({seen_words: seen_on}) or seen_on is None:
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
    seen = plan.count(LinkStep.SEEN)
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
    if link.step is LinkStep.GONE and link.after.ended_on is not None:
        return t("subs.step_ends", day=day(link.after.ended_on, language()))
    return t("subs.was", before=before, after=after) if before and before != link.after.task else after


def _place(link: PlannedLink) -> str:
    after = country(link.after.country, language())
    if link.before is not None and link.before.country not in {None, link.after.country}:
        return t("subs.was", before=country(link.before.country, language()), after=after)
    if link.after.country is None and link.place:
        return t("subs.place_unknown", place=link.place)
    return after
