"""契約・条項 of one third party: what covers it, wherever that is kept, and how far its clauses are settled."""

from __future__ import annotations

import streamlit as st

from sakimori.domain.records.contract import ClauseLevel
from sakimori.domain.values.text import ENGLISH, JAPANESE
from sakimori.services.contracts.of_party import PartyContract, PartyContracts, PartySet, party_contracts
from sakimori.services.contracts.rows import ContractState
from sakimori.services.kernel.access import Permission
from sakimori.services.parties.view import DossierView
from sakimori.ui.contracts.forms import contract_form
from sakimori.ui.contracts.words import notice_in_words, state_chip, state_options, term_in_words
from sakimori.ui.frame.components import go_to, section, tile
from sakimori.ui.frame.dialogs import open_dialog
from sakimori.ui.frame.formats import Unit, count, day, distance, no_date, none, not_applicable, unknown
from sakimori.ui.frame.session import Page, memo
from sakimori.ui.frame.tables import Cell, chip_column, percent_column, table, text_column
from sakimori.ui.frame.text import label, language, t

_NOTE = 14
_COVERS = {JAPANESE: 120, ENGLISH: 164}


def contracts_of(page: Page, third_party_id: str) -> PartyContracts:
    """The contracts and clauses of a third party on the day of the page."""
    return memo(
        page,
        "party_contracts",
        lambda: party_contracts(page.workspace, third_party_id, on=page.on, number=page.known),
        third_party_id,
    )


def show_contracts(page: Page, view: DossierView) -> None:
    """The contracts that cover it, then the sets of clauses that apply, each with why."""
    found = contracts_of(page, view.party.id)
    st.button(
        t("party_contracts.register"), icon=":material/add:", key="party_contract_add", on_click=open_dialog,
        args=("contract_new",), kwargs={"kind": ""}, disabled=not page.may(Permission.EDIT_REGISTER),
    )  # fmt: skip
    if found.contracts:
        _show_contracts(page, found)
    else:
        st.markdown(t("party_contracts.none"))
    section(t("party_contracts.sets"), t("party_contracts.sets_note"))
    if found.sets:
        _show_sets(page, found)
    else:
        st.caption(t("party_contracts.sets_none"))


def _show_contracts(page: Page, found: PartyContracts) -> None:
    chosen = table(
        [contract_cells(line, page) for line in found.contracts],
        {
            "title": text_column(t("contracts.col_title"), width=220),
            "state": chip_column(t("contracts.col_state"), state_options(), width=132),
            "notice": text_column(t("contracts.col_notice"), width=150),
            "term": text_column(t("contracts.col_term"), width=100),
            "cover": text_column(t("contracts.col_covers"), width=_COVERS[language()]),
            "kept": text_column(t("party_contracts.col_kept"), width=180),
            "kind": text_column(t("contracts.col_kind"), width=150),
        },
        key="party_contracts",
        alt=t("party_contracts.alt"),
        select="one",
    )
    if chosen:
        go_to("contracts", contract=found.contracts[chosen[0]].contract.id)
    st.caption(t("party_contracts.row_hint"))


def contract_cells(line: PartyContract, page: Page) -> list[Cell]:
    """Title, state, notice, end, what it covers, with whom it is kept, kind."""
    cover, lang = line.cover, language()
    confirmed = (
        t("party_contracts.confirmed", day=day(cover.confirmed_on, lang)) if cover.confirmed_on else unknown(lang)
    )
    return [
        line.contract.title,
        [state_chip(line.state)],
        notice_in_words(line.contract, line.state, line.notice_day, page.on),
        term_in_words(line.contract, line.term_end),
        confirmed,
        line.kept_with or t("party_contracts.kept_here"),
        label(line.contract.kind),
    ]


def _show_sets(page: Page, found: PartyContracts) -> None:
    columns = {
        "set": text_column(t("party_contracts.col_set"), width=196 if language() == JAPANESE else 236),
        "share": percent_column(t("party_contracts.col_share"), width=104),
        "musts": text_column(t("contracts.col_musts"), width=92),
        "missing": text_column(t("party_contracts.col_missing"), width=78),
        "unread": text_column(t("party_contracts.col_unread"), width=78),
        "why": text_column(t("party_contracts.col_why"), width=400),
    }
    chosen = table(
        [_set_cells(one) for one in found.sets],
        columns,
        key="party_sets",
        alt=t("party_contracts.sets_alt"),
        select="one" if found.contracts else "none",
    )
    if chosen:
        code = found.sets[chosen[0]].set.code
        go_to("contracts", contract=_best(found).contract.id, clause=code.value)


def _best(found: PartyContracts) -> PartyContract:
    """The contract to read first: the first that is in force."""
    over = {ContractState.ENDED, ContractState.COMING, ContractState.UNSIGNED}
    return next((line for line in found.contracts if line.state not in over), found.contracts[0])


def _set_cells(one: PartySet) -> list[Cell]:
    lang = language()
    return [
        f"{one.set.code.value} {one.set.title.get(lang)}",
        round(100 * one.settled / one.asked) if one.asked else 0,
        _musts_in_words(one),
        count(one.missing, Unit.CASES, lang) if one.missing else none(lang),
        count(one.unread, Unit.CASES, lang) if one.unread else none(lang),
        one.why.get(lang),
    ]


def _musts_in_words(one: PartySet) -> str:
    """The must clauses that are missing; while nobody has read for everything that is not known."""
    if all(clause.level is not ClauseLevel.MUST for clause in one.set.clauses):
        return not_applicable(language())
    if one.missing_musts:
        return " ".join(one.missing_musts)
    return unknown(language()) if one.unread else t("contracts.musts_there")


def contract_dialog(page: Page, view: DossierView, *, kind: str) -> None:
    """Register a contract of this third party, of the kind that a gap asks for."""
    contract_form(page, contract_id="", third_party_id=view.party.id, kind=kind)


def show_contract_tile(page: Page, view: DossierView) -> None:
    """The next day on which notice is due, or on which a contract ends."""
    found, lang, title = contracts_of(page, view.party.id), language(), t("party_contracts.tile")
    notice, end = found.next_notice, found.next_end
    if notice is not None and notice.notice_day is not None:
        tile(title, distance(notice.notice_day, page.on, lang), note=_short(notice.contract.title))
    elif end is not None and end.contract.last_day is not None:
        note = t("party_contracts.tile_ends", day=day(end.contract.last_day, lang))
        tile(title, distance(end.contract.last_day, page.on, lang), note=note)
    else:
        known = any(line.state is not ContractState.ENDED for line in found.contracts)
        tile(title, no_date(lang), note=t("party_contracts.tile_no_date" if known else "party_contracts.tile_none"))


def _short(title: str) -> str:
    """A title that fits the note of a tile."""
    return title if len(title) <= _NOTE else f"{title[: _NOTE - 1]}…"
