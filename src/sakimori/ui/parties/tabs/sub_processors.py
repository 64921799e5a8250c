"""再委託: the tree below a third party, with what nobody agreed to on top, and the lists it was taken from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import streamlit as st

from sakimori.domain.values.text import JAPANESE
from sakimori.services.kernel.access import Permission
from sakimori.services.parties.sub_processor_tree import (
    LinkState,
    SubProcessorRow,
    SubProcessorTree,
    sub_processor_tree,
)
from sakimori.services.parties.view import DossierView
from sakimori.ui.frame.components import NextStep, empty_state
from sakimori.ui.frame.dialogs import fresh_key, open_dialog
from sakimori.ui.frame.formats import Unit, count, country, day, none, not_set, plain, unknown
from sakimori.ui.frame.session import Page, memo
from sakimori.ui.frame.states import LOOKS, Mark
from sakimori.ui.frame.tables import Cell, chip_column, table, text_column
from sakimori.ui.frame.text import dotted, label, language, listed, t, t_count

MARKS = {
    LinkState.REFUSED: Mark.HIGH,
    LinkState.MY_NUMBER: Mark.BLOCK,
    LinkState.UNKNOWN: Mark.UNKNOWN,
    LinkState.PENDING: Mark.REVIEW,
    LinkState.AGREED: Mark.OK,
    LinkState.ENDED: Mark.NOT_APPLICABLE,
}
_NAMED = 4
_INDENT = "\u3000"


def tree_of(page: Page, third_party_id: str) -> SubProcessorTree:
    """The sub-processors of one third party on the day of the page."""
    make = lambda: sub_processor_tree(page.workspace, third_party_id, on=page.on, number=page.known)  # noqa: E731
    return memo(page, "sub_processors", make, third_party_id)


def show_sub_processors(page: Page, view: DossierView) -> None:
    """What is open, the tree, and where it was read; a row opens its form."""
    tree = tree_of(page, view.party.id)
    may = page.may(Permission.EDIT_REGISTER)
    if not tree.rows:
        steps = (
            NextStep(t("subs.add"), act=lambda: open_dialog("sub_processor", link_id="")),
            NextStep(t("subs.take_in"), act=lambda: open_dialog("sub_list")),
            NextStep(t("subs.no_others"), act=lambda: open_dialog("no_other_subs")),
        )
        empty_state("account_tree", _answered(view) or t("subs.none"), *(steps if may else ()))
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            t("subs.add"), icon=":material/add:", key="sub_add", disabled=not may, on_click=open_dialog,
            args=("sub_processor",), kwargs={"link_id": ""},
        )  # fmt: skip
        st.button(
            t("subs.take_in"), icon=":material/upload_file:", key="sub_take_in", disabled=not may,
            on_click=open_dialog, args=("sub_list",),
        )  # fmt: skip
        st.caption(_counts(tree), width="stretch")
    _show_open(tree.open)
    _show_tree(tree.rows, on=page.on, may=may)
    _show_sources(tree)


def _answered(view: DossierView) -> str:
    """Who answered when that there are no others; empty while nobody has."""
    answered = view.party.sub_processors_answered_on
    if answered is None:
        return ""
    return t("subs.answered", day=day(answered, language()), by=plain(view.party.sub_processors_complete_by))


def state_chip(state: LinkState) -> str:
    """Glyph and word of how we stand to a sub-processor."""
    return f"{LOOKS[MARKS[state]].glyph} {t(f'subs.state_{state.value}')}"


def state_options() -> dict[str, str]:
    """Every chip that may stand for our consent, with its colour."""
    return {state_chip(state): LOOKS[MARKS[state]].colour for state in LinkState}


def path_words(row: SubProcessorRow) -> str:
    """A sub-processor with those above it: 甲社 › 乙社."""
    return " › ".join((*row.path, row.link.name))


def _counts(tree: SubProcessorTree) -> str:
    places = sorted(tree.countries.items(), key=lambda item: (item[0] is not None, -item[1], item[0] or ""))
    words = [f"{country(code, language())} {number}" for code, number in places]
    return plain(f"{count(len(tree.running), Unit.COMPANIES, language())}　{dotted(words)}")


def _show_open(rows: Sequence[SubProcessorRow]) -> None:
    """What nobody agreed to, at whatever depth, above everything else."""
    if not rows:
        return
    names = listed((plain(path_words(row)) for row in rows), most=_NAMED)
    st.warning(t_count("subs.open", len(rows), names=names), icon=":material/rule:")


def _show_tree(rows: Sequence[SubProcessorRow], *, on: date, may: bool) -> None:
    states = state_options()
    columns = {
        "state": chip_column(t("subs.col_state"), states, width=106),
        "name": text_column(t("subs.col_name"), width=196),
        "task": text_column(t("subs.col_task"), width=150),
        "country": text_column(t("subs.col_country"), width=92),
        "basis": text_column(t("subs.col_basis"), width=164 if language() == JAPANESE else 190),
        "dossier": text_column(t("subs.col_dossier"), width=150),
    }
    chosen = table(
        [link_cells(row, on) for row in rows],
        columns,
        key=fresh_key("party_sub_processors"),
        alt=t("subs.alt"),
        select="one" if may else "none",
    )
    if chosen:
        open_dialog("sub_processor", link_id=rows[chosen[0]].link.id)
    if may:
        st.caption(t("party.row_hint"))


def link_cells(row: SubProcessorRow, on: date) -> list[Cell]:
    """Our consent, name, task, country, ground and dossier."""
    link, lang = row.link, language()
    begins = t("subs.begins", day=day(link.starts_on, lang)) if link.starts_on and on < link.starts_on else ""
    indent = f"{_INDENT * (row.depth - 2)}└ " if row.depth > 1 else ""
    return [
        [state_chip(row.state)],
        f"{indent}{link.name}{begins}",
        link.task or unknown(lang),
        country(link.country, lang),
        _basis(row),
        _dossier(row),
    ]


def _basis(row: SubProcessorRow) -> str:
    """On what the one who passes data abroad relies; within Japan nothing is needed."""
    if row.link.foreign_basis is not None:
        return label(row.link.foreign_basis)
    return unknown(language()) if row.is_abroad or row.link.country is None else t("subs.basis_not_needed")


def _dossier(row: SubProcessorRow) -> str:
    own = row.own
    if own is None:
        return none(language())
    if not own.is_linked:
        return t("subs.dossier_same_name")
    return t("subs.dossier_stopped", status=label(own.lifecycle)) if own.is_stopped else own.name


def _show_sources(tree: SubProcessorTree) -> None:
    for source, seen in tree.sources:
        when = day(seen, language()) if seen else not_set(language())
        st.caption(t("subs.source", source=plain(source), day=when))
