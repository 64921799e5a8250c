"""A whole exported register on its way back in: what each table would change, and the button that does it."""

from __future__ import annotations

import streamlit as st

from sakimori.errors import RefusedError
from sakimori.services.kernel.access import Permission
from sakimori.services.register_files.folder import FolderPlan
from sakimori.ui.frame.components import link_to, refusal, section, tile
from sakimori.ui.frame.plain import plain
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.tables import number_column, table, text_column
from sakimori.ui.frame.text import t, t_count
from sakimori.ui.imports.plan_rows import show_problems
from sakimori.ui.imports.state import FolderIntake, forget, fresh_key, write_folder

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
    _tables(plan)


def _say(plan: FolderPlan, sums: dict[str, int]) -> None:
    if plan.problems:
        st.warning(t_count("imports.folder_blocked", len(plan.problems)), icon=":material/warning:")
    elif not (sums["new"] or sums["changed"]):
        st.info(t("imports.nothing_to_change"), icon=":material/task_alt:")
    else:
        st.info(t("imports.folder_all"), icon=":material/preview:")


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


def show_folder_done() -> None:
    """That the register is in, and where to look."""
    st.success(t("imports.folder_done"), icon=":material/check_circle:")
    with st.container(horizontal=True):
        link_to("parties", t("page.parties"), icon="domain")
        link_to("gaps", t("page.gaps"), icon="flag")
    st.button(t("imports.next_file"), type="primary", key="imports_next", on_click=forget)
