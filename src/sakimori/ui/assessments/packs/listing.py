"""The list of packs: whose each is, how much it asks, where it is used, and what needs work first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Final

import streamlit as st

from sakimori.domain.questions.pack import Pack
from sakimori.exchange.packs.problems import PackProblem
from sakimori.services.assessments.packs.questions import languages_of
from sakimori.services.assessments.packs.rows import PackOrigin, PackRow, PackVersion, pack_rows
from sakimori.services.assessments.packs.shelf import folder_stamp
from sakimori.services.kernel.access import Permission
from sakimori.services.kernel.demos import first_demo
from sakimori.ui.frame.components import NextStep, empty_state, section
from sakimori.ui.frame.formats import aside, day, unknown
from sakimori.ui.frame.listing import Column, Listing
from sakimori.ui.frame.listing_state import Control
from sakimori.ui.frame.session import Page, choose_workspace, memo
from sakimori.ui.frame.tables import Cell, number_column, table, text_column
from sakimori.ui.frame.text import SENTENCES, dotted, language, listed, t, t_count

WHOSE_LOOKS = {
    PackOrigin.OURS: ("blue", "home_work"),
    PackOrigin.PRIVATE: ("violet", "lock"),
    PackOrigin.GAPS: ("gray", "replay"),
}
"""Colour and icon of whose a pack is."""


class Focus(StrEnum):
    """Which packs a person wants to see."""

    CURRENT = "current"
    OURS = "ours"
    PRIVATE = "private"
    GAPS = "gaps"
    OFF = "off"


class Care(StrEnum):
    """What a pack needs, the most urgent first."""

    BROKEN = "broken"
    ALTERED = "altered"
    BEHIND = "behind"
    FINE = "fine"
    OFF = "off"


_CARE_COLOURS = {
    Care.BROKEN: "red",
    Care.ALTERED: "orange",
    Care.BEHIND: "yellow",
    Care.FINE: "green",
    Care.OFF: "gray",
}


def rows_of(page: Page) -> tuple[PackRow, ...]:
    """Every pack as known on the day of the page, read again when a file of the folder changed."""
    stamp = folder_stamp(page.workspace.pack_folder)
    return memo(page, "pack_rows", lambda: pack_rows(page.workspace, number=page.known), stamp)


def show_list(page: Page) -> None:
    """What needs work, then every pack."""
    rows = rows_of(page)
    if not rows:
        _empty(page)
        return
    _first(rows)
    show_problems([problem for row in rows for problem in row.problems])
    counts = {focus: sum(_is_in(row, focus) for row in rows) for focus in Focus}
    words = {one: t(f"packs.focus.{one.value}", count=counts[one]) for one in Focus if counts[one]}
    PACKS.take_address()
    if PACKS.chosen("focus") not in words:
        st.session_state[PACKS.key("focus")] = next(iter(words))
    st.segmented_control(
        t("packs.focus"), list(words), format_func=words.__getitem__, key=PACKS.key("focus"),
        label_visibility="collapsed", required=True, wrap=True,
    )  # fmt: skip
    PACKS.keep_address()
    focus = PACKS.chosen("focus")
    shown = [row for row in rows if _is_in(row, focus)]
    PACKS.draw(page, lambda first, limit: (shown[first : first + limit], len(shown)), of=focus)
    if page.on != page.today:
        st.caption(aside(t("packs.files_are_todays"), day(page.today, language()), language()))


def show_problems(problems: Sequence[PackProblem]) -> None:
    """Everything wrong in files: file, line, what, and what to do; nothing where nothing is."""
    if not problems:
        return
    section(t("packs.problems", count=len(problems)), t("packs.problems_note"))
    columns = {
        "file": text_column(t("packs.col_file"), width=170),
        "line": number_column(t("packs.col_line"), width=54),
        "problem": text_column(t("packs.col_problem"), width=300),
        "fix": text_column(t("packs.col_fix"), width=300),
        "key": text_column(t("packs.col_key"), width=190),
    }
    cells: list[list[Cell]] = [
        [one.file, one.line, one.message.get(language()), one.fix.get(language()), one.key] for one in problems
    ]
    table(cells, columns, key="packs_problems", alt=t("packs.problems_alt"))


def pack_title(row: PackRow) -> str:
    """The title of a pack; the name of its file where that cannot be read, its id where we have no words."""
    newest = row.newest
    if newest is None:
        return next((file.path.name for file in row.broken), row.id)
    return newest.pack.title.get(language()) or row.id


def languages_words(pack: Pack) -> str:
    """The languages in which it can be read."""
    return dotted(t(f"packs.language.{one}") for one in languages_of(pack)) or t("packs.ids_alone")


def _first(rows: Sequence[PackRow]) -> None:
    """One sentence on what needs work first."""
    broken = sum(len(row.broken) for row in rows)
    altered = sum(len(row.altered) for row in rows)
    behind = sum(len(row.behind) for row in rows)
    if broken:
        st.error(t_count("packs.first_broken", broken), icon=":material/dangerous:")
    if altered:
        st.warning(t_count("packs.first_altered", altered), icon=":material/warning:")
    if behind:
        st.warning(t_count("packs.first_behind", behind), icon=":material/sync_problem:")
    if not (broken or altered or behind):
        running = sum(len(row.running) for row in rows)
        said = t_count("packs.first_running", running) if running else t("packs.first_idle")
        st.success(listed([t("packs.first_fine"), said], SENTENCES), icon=":material/task_alt:")


def _is_in(row: PackRow, focus: Focus) -> bool:
    is_current = row.is_on_shelf or bool(row.broken)
    match focus:
        case Focus.CURRENT:
            return is_current
        case Focus.OFF:
            return not is_current
        case Focus.OURS | Focus.PRIVATE | Focus.GAPS:
            return is_current and row.whose.value == focus.value


def _care(row: PackRow) -> Care:
    if row.broken:
        return Care.BROKEN
    if row.altered:
        return Care.ALTERED
    if row.behind:
        return Care.BEHIND
    return Care.FINE if row.is_on_shelf else Care.OFF


def _of_newest(row: PackRow, said: Callable[[PackVersion], str]) -> str | None:
    return None if row.newest is None else said(row.newest)


def _changed(version: PackVersion) -> str:
    return day(version.changed_on, language()) if version.changed_on else unknown(language())


def _whose(row: PackRow) -> str:
    word = t(f"packs.whose.{row.whose.value}")
    newest = row.newest
    if row.whose is not PackOrigin.PRIVATE or newest is None:
        return word
    return aside(word, newest.pack.source.name or t("packs.sender_unknown"), language())


def _depths(pack: Pack) -> str:
    return dotted(f"{group.title.get(language())} {len(pack.asked_in(group.id))}" for group in pack.groups)


def _column(name: str, width: int, cell: Callable[[PackRow], Cell], *, is_number: bool = False) -> Column[PackRow]:
    return Column(name=name, widths=(width, width), is_number=is_number, cell=lambda row, _: cell(row))


PACKS: Final[Listing[PackRow]] = Listing(
    name="packs",
    words="packs",
    alt="packs.list_alt",
    identity=lambda row: row.id,
    leads=lambda row, _: ("packs", {"pack": row.id}),
    controls=(Control(name="focus", options=tuple(Focus), default=Focus.CURRENT),),
    columns=(
        Column(
            name="care", widths=(104, 104), cell=lambda row, _: [t(f"packs.care.{_care(row).value}")],
            chips=lambda: {t(f"packs.care.{one.value}"): _CARE_COLOURS[one] for one in Care},
        ),
        Column(name="title", widths=(200, 200), cell=lambda row, _: pack_title(row)),
        _column("version", 52, lambda row: _of_newest(row, lambda newest: newest.pack.version)),
        _column("whose", 130, _whose),
        _column("questions", 130, lambda row: _of_newest(row, lambda newest: _depths(newest.pack))),
        _column("running", 58, lambda row: len(row.running), is_number=True),
        _column("decided_count", 62, lambda row: len(row.decided), is_number=True),
        _column("gap_packs", 62, lambda row: len(row.gap_packs), is_number=True),
        _column("changed", 92, lambda row: _of_newest(row, _changed)),
        _column("languages", 110, lambda row: _of_newest(row, lambda newest: languages_words(newest.pack))),
        _column("id", 140, lambda row: row.id),
    ),
)  # fmt: skip


def _empty(page: Page) -> None:
    steps = [NextStep(t("packs.import"), to="imports", query=(("kind", "questionnaire"),))]
    if not page.may(Permission.IMPORT):
        steps = []
    if not page.is_demo:
        steps.append(NextStep(t("frame.to_demo"), act=lambda: choose_workspace(first_demo())))
    empty_state("quiz", t("packs.empty"), *steps)
