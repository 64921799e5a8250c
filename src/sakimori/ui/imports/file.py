"""Step 1: hand in a file, or take our own workbook; a whole exported register on its way back in."""

from __future__ import annotations

from functools import partial

import streamlit as st

from sakimori.domain.values.days import legal_day
from sakimori.errors import RefusedError
from sakimori.exchange.lists.container import MAX_FILE_BYTES
from sakimori.exchange.registers.kinds import ListKind, kind_words
from sakimori.services.imports.history import PastImport, past_imports
from sakimori.services.imports.intake import permitted_kinds
from sakimori.services.imports.register.template import OF_OTHERS, kind_workbook
from sakimori.services.imports.register_files.folder import FolderPlan
from sakimori.services.kernel.access import Permission
from sakimori.ui.frame.components import link_to, refusal, section, tile
from sakimori.ui.frame.files import file_button
from sakimori.ui.frame.formats import Unit, count, moment, plain
from sakimori.ui.frame.session import Page, memo
from sakimori.ui.frame.tables import Cell, number_column, table, text_column
from sakimori.ui.frame.text import language, t, t_count
from sakimori.ui.imports.plan_rows import show_problems
from sakimori.ui.imports.state import (
    FolderIntake,
    ImportStep,
    Intake,
    forget,
    fresh_key,
    last_refusal,
    take,
    write_folder,
)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_TYPES = ["xlsx", "xlsm", "xls", "csv", "tsv", "txt", "json", "md", "html", "htm", "zip"]
_MEGABYTE = 1024 * 1024


def steps_line(intake: Intake | FolderIntake | None) -> None:
    """The four steps, with the one that is open; done ones are ticked."""
    at = intake.step if intake else ImportStep.FILE
    words = []
    for step in ImportStep:
        name = t(f"imports.step_{step.name.lower()}")
        if step is at:
            words.append(f":blue-badge[**{step.value} {name}**]")
        else:
            tick = ":material/check: " if step < at else f"{step.value} "
            words.append(f":gray[{tick}{name}]")
    st.markdown("　:gray[→]　".join(words))


def hand_in(page: Page) -> None:
    """The uploader with its limits in words, and why the last file could not be read."""
    may = page.may(Permission.IMPORT)
    key = fresh_key("imports_file")
    st.file_uploader(
        t("imports.upload", limit=MAX_FILE_BYTES // _MEGABYTE), type=_TYPES, key=key, disabled=not may,
        max_upload_size=MAX_FILE_BYTES // _MEGABYTE, on_change=partial(_taken, page, key),
    )  # fmt: skip
    if (error := last_refusal()) is not None:
        refusal(error)
    st.caption(t("imports.how"))
    _offer_samples(page)


def _offer_samples(page: Page) -> None:
    """A workbook to fill in for each kind of list whose form is ours."""
    offered = (kind for kind in permitted_kinds(page.actor) if kind not in OF_OTHERS)
    kinds = {kind: kind_words(kind).get(language()) for kind in offered}
    if not kinds:
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kind = st.selectbox(
            t("imports.sample_of"), list(kinds), key="imports_sample_kind", width=320,
            format_func=kinds.__getitem__,
        )  # fmt: skip
        file_button(
            t("imports.sample"), lambda: _sample(page, kind), mime=XLSX, key="imports_sample",
            name=f"sakimori-{kind.value.replace('_', '-')}.xlsx",
        )  # fmt: skip
    st.caption(t("imports.sample_note"))


def show_history(page: Page) -> None:
    """Earlier imports, newest first."""
    every = memo(page, "past_imports", lambda: past_imports(page.workspace))
    found = [one for one in every if legal_day(one.at) <= page.on]
    if not found:
        st.caption(t("imports.no_history"))
        return
    section(t("imports.history"), count(len(found), Unit.CASES, language()))
    columns = {
        "at": text_column(t("imports.col_at"), width=140),
        "who": text_column(t("imports.col_who"), width=120),
        "kind": text_column(t("imports.col_kind"), width=130),
        "file": text_column(t("imports.col_file"), width=210),
        "read": number_column(t("imports.read"), width=80),
        "new": number_column(t("imports.new"), width=70),
        "updated": number_column(t("imports.updated"), width=70),
        "unchanged": number_column(t("imports.unchanged"), width=80),
        "left": number_column(t("imports.col_left_out"), width=100),
    }
    table([_cells(one) for one in found], columns, key="imports_history", alt=t("imports.history"))


def _taken(page: Page, key: str) -> None:
    handed_in = st.session_state.get(key)
    if handed_in is not None:
        take(page, handed_in.name, handed_in.getvalue())


def _sample(page: Page, kind: ListKind) -> bytes:
    page.workspace.access("register.list_exported", actor=page.actor, at=page.at, what=kind.value)
    return kind_workbook(page.workspace, kind, language=language(), actor=page.actor)


def _cells(one: PastImport) -> list[Cell]:
    counts = one.counts
    left_out = counts.skipped + counts.errors + counts.to_decide
    return [
        moment(one.at, language()),
        one.who,
        kind_words(one.kind).get(language()),
        one.filename,
        counts.read,
        counts.new,
        counts.updated,
        counts.unchanged,
        left_out,
    ]


_PARTS = ("new", "changed", "same")


def may_import_folder(page: Page) -> bool:
    """Whether this person could write every table of a register."""
    return page.may(Permission.IMPORT) and page.may(Permission.EDIT_OWN_REGISTER)


def show_folder(page: Page, intake: FolderIntake, plan: FolderPlan) -> None:
    """The figures that add up, the tables, every problem; all of it goes in, or nothing."""
    st.markdown(t("imports.folder_line", name=plain(intake.filename)))
    sums = {part: sum(getattr(plan, part).values()) for part in _PARTS}
    _say(plan, sums)
    with st.grid(len(_PARTS) + 2, min_column_width=118):
        tile(t("imports.folder_records"), f"{len(plan.rows):,}")
        for part in _PARTS:
            tile(t(f"imports.folder_{part}"), f"{sums[part]:,}")
        tile(t("imports.folder_problems"), f"{len(plan.problems):,}")
    writes = sums["new"] + sums["changed"]
    with st.container(horizontal=True):
        pressed = st.button(
            t_count("imports.folder_run", writes) if writes else t("imports.nothing_to_run"), type="primary",
            icon=":material/upload:", key="imports_folder_run", shortcut="Ctrl+Enter",
            disabled=bool(plan.problems) or not writes or not may_import_folder(page),
        )  # fmt: skip
        st.button(t("imports.other_file"), key="imports_other", on_click=forget)
    if pressed:
        _run(page, intake)
    if plan.problems:
        section(t("imports.folder_problems"))
        show_problems(plan.problems, has_sheets=True)
    _decisions(plan)
    _tables(plan)


def _say(plan: FolderPlan, sums: dict[str, int]) -> None:
    if plan.problems:
        st.warning(t_count("imports.folder_blocked", len(plan.problems)), icon=":material/warning:")
    elif not (sums["new"] or sums["changed"]):
        st.info(t("imports.nothing_to_change"), icon=":material/task_alt:")
    else:
        st.info(t("imports.folder_all"), icon=":material/preview:")


def _decisions(plan: FolderPlan) -> None:
    """What no import decides: who has to decide it, and on which page."""
    if plan.decisions:
        section(t("imports.folder_decisions"), t("imports.folder_decisions_note"))
        show_problems(plan.decisions, has_sheets=True)


def _tables(plan: FolderPlan) -> None:
    names = list(dict.fromkeys(row.file.removesuffix(".csv") for row in plan.rows))
    columns = {
        "table": text_column(t("imports.folder_table"), width=220),
        **{part: number_column(t(f"imports.folder_{part}"), width=100) for part in _PARTS},
    }
    rows = [[t(f"audit.kind.{name}"), *(getattr(plan, part).get(name, 0) for part in _PARTS)] for name in names]
    table(rows, columns, key=fresh_key("imports_folder_tables"), alt=t("imports.folder_table"))


def _run(page: Page, intake: FolderIntake) -> None:
    try:
        write_folder(page, intake)
    except RefusedError as error:
        refusal(error)
        return
    st.rerun()


def show_folder_done(intake: FolderIntake) -> None:
    """That the register is in, where to look, and what still has to be decided."""
    st.success(t("imports.folder_done"), icon=":material/check_circle:")
    with st.container(horizontal=True):
        link_to("parties", t("page.parties"), icon="domain")
        link_to("gaps", t("page.gaps"), icon="flag")
    st.button(t("imports.next_file"), type="primary", key="imports_next", on_click=forget)
    if intake.plan is not None:
        _decisions(intake.plan)
