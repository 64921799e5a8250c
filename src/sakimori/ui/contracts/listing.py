"""The list of contracts: four figures, the table of contracts by their state, and third parties without one."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

import streamlit as st

from sakimori.domain.records.contract import ContractKind
from sakimori.domain.values.names import fold
from sakimori.exchange.paper.safe_files import OutSheet
from sakimori.services.contracts.rows import (
    ContractFilter,
    ContractPage,
    ContractRow,
    Focus,
    UncoveredParty,
    all_contracts,
    all_uncovered,
    contract_page,
    uncovered_page,
)
from sakimori.services.kernel.access import Permission
from sakimori.services.parties.history import name_of
from sakimori.ui.contracts.words import notice_words, state_chip, state_options, term_words
from sakimori.ui.frame.components import Export, go_to, tile
from sakimori.ui.frame.dialogs import open_dialog
from sakimori.ui.frame.formats import Unit, count, none, not_applicable, plain, since, unknown
from sakimori.ui.frame.listing import PER_PAGE, Column, Listing
from sakimori.ui.frame.listing_state import Control
from sakimori.ui.frame.record_fields import roles_in_words
from sakimori.ui.frame.session import Page, memo
from sakimori.ui.frame.states import LOOKS, SEVERITIES, Mark, chip, mark, word
from sakimori.ui.frame.text import label, language, t

LIST, MATRIX = "list", "matrix"
_MARKS: Final = (Mark.BLOCK, Mark.HIGH, Mark.MEDIUM, Mark.LOW, Mark.UNKNOWN)
_CONTROLS: Final = (
    Control(name="q"),
    Control(name="focus", options=tuple(Focus), default=Focus.ALL),
    Control(name="view", options=(LIST, MATRIX), default=LIST),
)


def _worst(row: ContractRow) -> Mark | None:
    """The worst that the rules say of a contract; None where they say nothing."""
    if row.gaps.worst is not None:
        return mark(row.gaps.worst)
    return Mark.UNKNOWN if row.gaps.unknown else None


def _worst_in(row: ContractRow, words: Callable[[Mark, str], str]) -> str:
    worst = _worst(row)
    return none(language()) if worst is None else words(worst, language())


def _worst_options() -> dict[str, str]:
    return {chip(state, language()): LOOKS[state].colour for state in _MARKS} | {none(language()): ""}


def _state(row: ContractRow) -> str:
    return state_chip(row.state, needs_successor=row.needs_successor)


def _covers(row: ContractRow) -> str:
    """How many third parties it covers, and how many of them nobody has confirmed."""
    covered = count(row.covered, Unit.COMPANIES, language())
    return t("contracts.covers_open", covered=covered, open=row.unconfirmed) if row.unconfirmed else covered


def _musts(row: ContractRow) -> str:
    """How many must clauses are missing or weak; while nobody has read for all of them that is not known."""
    if row.gaps.musts:
        return t("contracts.musts_gone", count=row.gaps.musts)
    if not row.carries:
        return not_applicable(language())
    return t("contracts.musts_there") if row.is_read else unknown(language())


CONTRACTS: Final[Listing[ContractRow]] = Listing(
    name="contracts",
    words="contracts",
    alt="contracts.table_alt",
    none_left="contracts.none_left",
    record="contract",
    identity=lambda row: row.id,
    leads=lambda row, _: ("contracts", {"contract": row.id}),
    controls=_CONTROLS,
    columns=(
        Column(
            name="worst", widths=(74, 94), chips=_worst_options,
            cell=lambda row, _: [_worst_in(row, chip)], file=lambda row, _: _worst_in(row, word), file_width=10,
        ),
        Column(name="title", widths=(226, 150), is_ordered=True, both=lambda row, _: row.contract.title, file_width=34),
        Column(name="party", widths=(166, 140), is_ordered=True, both=lambda row, _: row.third_party, file_width=30),
        Column(
            name="state", widths=(128, 148), chips=state_options,
            cell=lambda row, _: [_state(row)], file=lambda row, _: _state(row), file_width=18,
        ),
        Column(name="signed", file=lambda row, _: row.contract.signed_on, file_width=12),
        Column(name="start", file=lambda row, _: row.contract.start_on, file_width=12),
        Column(
            name="notice", widths=(140, 174), is_ordered=True,
            cell=lambda row, page: notice_words(row, page.on), file=lambda row, _: row.notice_day, file_width=12,
        ),
        Column(
            name="term", widths=(82, 92), cell=lambda row, _: term_words(row),
            file=lambda row, _: row.term_end or term_words(row), file_width=14,
        ),
        Column(name="musts", widths=(66, 80), is_ordered=True, both=lambda row, _: _musts(row), file_width=14),
        Column(name="covers", widths=(104, 130), is_ordered=True, both=lambda row, _: _covers(row), file_width=18),
        Column(name="kind", widths=(150, 150), both=lambda row, _: label(row.contract.kind)),
        Column(name="unread", file=lambda row, _: row.gaps.unknown, file_width=12),
        Column(name="code", file=lambda row, _: row.contract.external_key, file_width=14),
    ),
)  # fmt: skip


def _severity(one: UncoveredParty) -> str:
    return chip(mark(one.severity) if one.is_known else Mark.UNKNOWN, language())


def _severity_options() -> dict[str, str]:
    return {chip(state, language()): LOOKS[state].colour for state in SEVERITIES}


UNCOVERED: Final[Listing[UncoveredParty]] = Listing(
    name="contracts",
    words="contracts",
    alt="contracts.without_alt",
    none_left="contracts.without_none",
    record="contract",
    identity=lambda one: one.gap_id,
    choice="row",
    columns=(
        Column(
            name="worst", widths=(96, 96), chips=_severity_options,
            cell=lambda one, _: [_severity(one)], file=lambda one, _: _severity(one), file_width=10,
        ),
        Column(name="party", widths=(230, 230), both=lambda one, _: one.name, file_width=34),
        Column(name="roles", widths=(140, 140), both=lambda one, _: roles_in_words(one.roles)),
        Column(name="gap", widths=(272, 262), file_width=40, both=lambda one, _: one.title.get(language())),
        Column(name="since", widths=(140, 150), both=lambda one, page: since(one.since_on, page.on, language())),
    ),
)  # fmt: skip


def asked_party(page: Page) -> str:
    """The third party that the address narrows the list to; one that does not exist narrows nothing."""
    asked = st.query_params.get("party", "")
    return asked if asked and name_of(page.workspace, asked) else ""


def words_of(text: str) -> tuple[tuple[str, frozenset[ContractKind]], ...]:
    """The words of a search, each with the kinds of contract that it names in the language of the page."""
    kinds = {kind: fold(label(kind)) for kind in ContractKind}
    folded = dict.fromkeys(fold(word) for word in text.split())
    return tuple((word, frozenset(kind for kind, name in kinds.items() if word in name)) for word in folded if word)


def chosen_filter(page: Page) -> ContractFilter:
    """What controls and address narrow the list to."""
    return ContractFilter(
        focus=CONTRACTS.chosen("focus") or Focus.ALL,
        party=asked_party(page),
        words=words_of(CONTRACTS.chosen("q")),
        order=CONTRACTS.chosen("sort"),
    )


def page_of(page: Page, first: int | None = None) -> ContractPage:
    """The page of the list that is shown, with the figures of the day."""
    wanted = chosen_filter(page)
    if first is None:
        first = 0 if wanted.focus is Focus.WITHOUT else CONTRACTS.first((wanted, page.on))
    read = partial(contract_page, page.workspace, page.as_of, wanted, first=first, limit=PER_PAGE)
    return memo(page, "contracts", read, wanted, first)


def in_words(page: Page) -> list[str]:
    """The same in words, for files."""
    name = name_of(page.workspace, asked_party(page)) or ""
    parts = (t(f"contracts.focus_{chosen_filter(page).focus.value}"), name, CONTRACTS.chosen("q"))
    return [part for part in parts if part]


def show_tiles(page: Page) -> None:
    """Notice that is due, contracts that are over, must clauses that are missing, dealing without a contract."""
    counts, lang = page_of(page).counts, language()
    tiles = (
        (Focus.NOTICE, Unit.CASES, t("contracts.note_notice", count=counts.by_focus[Focus.UNDECIDED])),
        (Focus.ENDED, Unit.CASES, t("contracts.note_ended", count=counts.ending)),
        (Focus.MUSTS, Unit.CASES, t("contracts.note_musts", unread=counts.unread)),
        (Focus.WITHOUT, Unit.COMPANIES, t("contracts.note_without")),
    )
    with st.grid(4, min_column_width=150):
        for focus, unit, note in tiles:
            with st.container(gap="xxsmall"):
                tile(
                    t(f"contracts.tile_{focus.value}", days=counts.days),
                    count(counts.by_focus[focus], unit, lang),
                    note=note,
                    help_text=t(f"contracts.help_{focus.value}", days=counts.days),
                )
                st.button(
                    t("contracts.rows"), key=f"contracts_to_{focus.value}", type="tertiary",
                    icon=":material/arrow_forward:", on_click=_focus_on, args=(focus,),
                )  # fmt: skip


def _focus_on(focus: Focus) -> None:
    st.session_state[CONTRACTS.key("focus")] = focus
    st.session_state[CONTRACTS.key("view")] = LIST
    st.session_state[CONTRACTS.key("q")] = ""


def show_list(page: Page) -> None:
    """Search and focus above, what they leave below."""
    counts, is_without = page_of(page).counts.by_focus, CONTRACTS.chosen("focus") is Focus.WITHOUT
    st.segmented_control(
        t("contracts.focus"), list(Focus), key=CONTRACTS.key("focus"), label_visibility="collapsed", required=True,
        wrap=True, format_func=lambda f: f"{t(f'contracts.focus_{f.value}')} {counts[f]:,}",
    )  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="center"):
        CONTRACTS.search_box()
        if not is_without:
            CONTRACTS.order_box()
    _narrowed(page)
    if is_without and counts[Focus.WITHOUT]:
        st.caption(t("contracts.without_hint"))
    (_show_uncovered if is_without else _show_contracts)(page, chosen_filter(page))


def _narrowed(page: Page) -> None:
    party = asked_party(page)
    if not party:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        name = name_of(page.workspace, party) or ""
        st.caption(t("contracts.only_party", name=plain(name)), width="content")
        if st.button(t("contracts.show_all"), key="contracts_show_all", type="tertiary"):
            go_to("contracts")


def _show_contracts(page: Page, wanted: ContractFilter) -> None:
    def rows(first: int, _limit: int) -> tuple[list[ContractRow], int]:
        found = page_of(page, first)
        return found.rows, found.total

    CONTRACTS.draw(page, rows, of=(wanted, page.on))


def _show_uncovered(page: Page, wanted: ContractFilter) -> None:
    def rows(first: int, limit: int) -> tuple[list[UncoveredParty], int]:
        read = partial(uncovered_page, page.workspace, page.as_of, wanted, first=first, limit=limit)
        return memo(page, "contracts_without", read, wanted, first)

    for one in UNCOVERED.draw(page, rows, of=(wanted, page.on)):
        _offer(page, one)


def _offer(page: Page, one: UncoveredParty) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            t("contracts.register_for", name=plain(one.name)), type="primary", key="contracts_register_for",
            icon=":material/add:", disabled=not page.may(Permission.EDIT_REGISTER), on_click=open_dialog,
            args=("contract_form",), kwargs={"contract_id": "", "third_party_id": one.third_party_id},
        )  # fmt: skip
        if st.button(t("contracts.open_party"), key="contracts_open_party"):
            go_to("party", party=one.third_party_id, tab="contracts")


def list_exports(page: Page, instead: Callable[[], OutSheet | None]) -> tuple[Export, ...]:
    """What focus and search leave, as a workbook and as a CSV; another sheet may stand instead in the workbook."""
    wanted = chosen_filter(page)
    if wanted.focus is Focus.WITHOUT:
        parties = partial(all_uncovered, page.workspace, page.as_of, wanted)
        return UNCOVERED.exports(page, parties, partial(in_words, page), instead=instead)
    rows = partial(all_contracts, page.workspace, page.as_of, wanted)
    return CONTRACTS.exports(page, rows, partial(in_words, page), instead=instead)
