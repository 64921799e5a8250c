"""名前をまとめて照合: pasted names against the register; a person judges what is not certain."""

from __future__ import annotations

import streamlit as st

from sakimori.errors import RefusedError
from sakimori.services.parties.search import Match, MatchedName, match_names
from sakimori.ui.frame.components import go_to, refusal
from sakimori.ui.frame.dialogs import close_dialog, open_dialog
from sakimori.ui.frame.formats import Unit, count
from sakimori.ui.frame.plain import plain
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.tables import Cell, chip_column, table, text_column
from sakimori.ui.frame.text import language, listed, t

_COLOURS = {Match.MATCHED: "blue", Match.CANDIDATES: "yellow", Match.NEW: "gray"}
_GLYPHS = {Match.MATCHED: "＝", Match.CANDIDATES: "？", Match.NEW: "＋"}


def matching_form(page: Page) -> None:
    """The dialog: names one a line, then for each what it is; a row leads to its dossier or to the form."""
    pasted = st.text_area(t("parties.paste"), key="match_names", height=140, placeholder=t("parties.paste_hint"))
    if not pasted.strip():
        return
    try:
        found = match_names(page.workspace, pasted)
    except RefusedError as error:
        refusal(error)
        return
    parts = [f"{_word(match)} {count(sum(f.match is match for f in found), Unit.CASES, language())}" for match in Match]
    st.caption("　".join(parts))
    columns = {
        "match": chip_column(t("parties.col_match"), {_word(m): _COLOURS[m] for m in Match}, width=110),
        "name": text_column(t("parties.col_pasted"), width=240),
        "candidates": text_column(t("parties.col_candidates"), width=320),
    }
    chosen = table([_cells(f) for f in found], columns, key="match_table", alt=t("parties.match_alt"), select="one")
    st.caption(t("parties.match_hint"))
    if chosen:
        _lead_on(found[chosen[0]])


def _lead_on(found: MatchedName) -> None:
    if found.match is Match.NEW:
        open_dialog("register", name=found.name)
        st.rerun()
    if found.match is Match.MATCHED:
        close_dialog()
        go_to("party", party=found.candidates[0].party.id)
    with st.container(horizontal=True):
        for candidate in found.candidates:
            if st.button(plain(candidate.party.legal_name), key=f"match_{candidate.party.id}"):
                close_dialog()
                go_to("party", party=candidate.party.id)


def _cells(found: MatchedName) -> list[Cell]:
    named = [
        t("parties.other_number", name=c.party.legal_name) if c.conflict else c.party.legal_name
        for c in found.candidates
    ]
    return [[_word(found.match)], found.name, listed(named) or t("parties.no_candidate")]


def _word(match: Match) -> str:
    return f"{_GLYPHS[match]} {t(f'parties.match_{match.value}')}"
