"""The list of contracts: four figures, the table of contracts by their state, and third parties without one."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

import streamlit as st

from sakimori.services.contracts.rows import ContractList, ContractRow, ContractState, UncoveredParty, contract_list
from sakimori.services.kernel.access import Permission
from sakimori.services.parties.history import name_of
from sakimori.ui.contracts.words import notice_words, state_chip, state_options, term_words
from sakimori.ui.frame.components import go_to, tile
from sakimori.ui.frame.dialogs import open_dialog
from sakimori.ui.frame.formats import Unit, count, none, not_applicable, plain, since, unknown
from sakimori.ui.frame.record_fields import roles_in_words
from sakimori.ui.frame.session import Page, memo
from sakimori.ui.frame.states import LOOKS, Mark, chip, mark
from sakimori.ui.frame.tables import Cell, chip_column, severity_column, table, text_column
from sakimori.ui.frame.text import ENGLISH, JAPANESE, label, language, t

FOCUS, QUERY = "contracts_focus", "contracts_q"
_CAME_WITH = "contracts_came_with"
LONGEST = 1_000
_MARKS = (Mark.BLOCK, Mark.HIGH, Mark.MEDIUM, Mark.LOW, Mark.UNKNOWN)


_WIDTHS = {
    JAPANESE: {
        "worst": 74, "title": 226, "party": 166, "state": 128, "notice": 140, "term": 82, "musts": 66, "covers": 104
    },
    ENGLISH: {
        "worst": 84, "title": 160, "party": 140, "state": 148, "notice": 174, "term": 92, "musts": 80, "covers": 130
    },
}  # fmt: skip


class Focus(StrEnum):
    """Which contracts need work; the last one lists third parties that have none."""

    ALL = "all"
    NOTICE = "notice"
    UNDECIDED = "undecided"
    ENDED = "ended"
    MUSTS = "musts"
    UNKNOWN = "unknown"
    WITHOUT = "without"


def list_of(page: Page) -> ContractList:
    """Every contract as it stands on the day of the page."""
    return memo(
        page,
        "contract_list",
        lambda: contract_list(page.workspace, on=page.on, today=page.today, number=page.number),
    )


def take_address() -> None:
    """Set the focus from the address, once for each address."""
    asked = st.query_params.get("focus", "")
    if st.session_state.get(_CAME_WITH) == asked and FOCUS in st.session_state:
        return
    st.session_state[_CAME_WITH] = asked
    st.session_state[FOCUS] = Focus(asked) if asked in set(Focus) else Focus.ALL


def chosen_focus() -> Focus:
    """Which contracts are listed."""
    return Focus(st.session_state.get(FOCUS) or Focus.ALL)


def visible_rows(page: Page) -> list[ContractRow]:
    """The contracts that focus and search leave, most pressing first."""
    found = list_of(page)
    text = str(st.session_state.get(QUERY) or "").strip().casefold()
    party = asked_party(page)
    focus = chosen_focus()
    return [
        row
        for row in found.rows
        if _is_in(row, focus, found, page)
        and (not party or row.contract.third_party_id == party)
        and (not text or text in f"{row.contract.title} {row.third_party} {label(row.contract.kind)}".casefold())
    ]


def visible_uncovered(page: Page) -> list[UncoveredParty]:
    """The third parties without a contract that the search leaves."""
    text = str(st.session_state.get(QUERY) or "").strip().casefold()
    return [one for one in list_of(page).uncovered if not text or text in one.name.casefold()]


def show_tiles(page: Page) -> None:
    """Notice that is due, contracts that are over, must clauses that are missing, dealing without a contract."""
    found = list_of(page)
    lang = language()
    rows = found.rows
    late = sum(row.state is ContractState.UNDECIDED for row in rows)
    ending = sum(row.state is ContractState.ENDING for row in rows)
    unread = sum(row.carries and not row.is_read and not row.gaps.missing_musts for row in rows)
    without = {one.third_party_id for one in found.uncovered}
    tiles = (
        (Focus.NOTICE, Unit.CASES, _counted(found, Focus.NOTICE, page), t("contracts.note_notice", count=late)),
        (Focus.ENDED, Unit.CASES, _counted(found, Focus.ENDED, page), t("contracts.note_ended", count=ending)),
        (Focus.MUSTS, Unit.CASES, _counted(found, Focus.MUSTS, page), t("contracts.note_musts", unread=unread)),
        (Focus.WITHOUT, Unit.COMPANIES, len(without), t("contracts.note_without")),
    )
    with st.grid(4, min_column_width=150):
        for focus, unit, number, note in tiles:
            with st.container(gap="xxsmall"):
                tile(
                    t(f"contracts.tile_{focus.value}", days=found.notice_days),
                    count(number, unit, lang),
                    note=note,
                    help_text=t(f"contracts.help_{focus.value}", days=found.notice_days),
                )
                st.button(
                    t("contracts.rows"), key=f"contracts_to_{focus.value}", type="tertiary",
                    icon=":material/arrow_forward:", on_click=_focus_on, args=(focus,),
                )  # fmt: skip


def _focus_on(focus: Focus) -> None:
    st.session_state[FOCUS] = focus
    st.session_state.pop(QUERY, None)


def show_list(page: Page) -> None:
    """Search and focus above, what they leave below."""
    found = list_of(page)
    counts = {focus: _counted(found, focus, page) for focus in Focus}
    counts[Focus.WITHOUT] = len({one.third_party_id for one in found.uncovered})
    with st.container(horizontal=True, vertical_alignment="center"):
        st.segmented_control(
            t("contracts.focus"), list(Focus), key=FOCUS, label_visibility="collapsed", required=True, wrap=True,
            format_func=lambda f: f"{t(f'contracts.focus_{f.value}')} {counts[f]:,}",
        )  # fmt: skip
        st.space("stretch")
        st.text_input(
            t("contracts.search"), type="search", key=QUERY, label_visibility="collapsed", width=240,
            placeholder=t("contracts.search_hint"),
        )  # fmt: skip
    _narrowed(page)
    if chosen_focus() is Focus.WITHOUT:
        show_uncovered(page, visible_uncovered(page))
    else:
        _show_rows(page)


def _narrowed(page: Page) -> None:
    party = asked_party(page)
    if not party:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        name = name_of(page.workspace, party) or ""
        st.caption(t("contracts.only_party", name=plain(name)), width="content")
        if st.button(t("contracts.show_all"), key="contracts_show_all", type="tertiary"):
            go_to("contracts")


def asked_party(page: Page) -> str:
    """The third party that the address narrows the list to; one that does not exist narrows nothing."""
    asked = st.query_params.get("party", "")
    return asked if asked and name_of(page.workspace, asked) else ""


def _counted(found: ContractList, focus: Focus, page: Page) -> int:
    return sum(_is_in(row, focus, found, page) for row in found.rows)


def _is_in(row: ContractRow, focus: Focus, found: ContractList, page: Page) -> bool:  # noqa: PLR0911 - one a focus
    match focus:
        case Focus.ALL:
            return True
        case Focus.NOTICE:
            return row.notice_is_due(page.on, found.notice_days)
        case Focus.UNDECIDED:
            return row.state is ContractState.UNDECIDED
        case Focus.ENDED:
            return row.needs_successor
        case Focus.MUSTS:
            return bool(row.gaps.missing_musts)
        case Focus.UNKNOWN:
            return row.gaps.unknown > 0
        case Focus.WITHOUT:
            return False


def _show_rows(page: Page) -> None:
    everything = visible_rows(page)
    rows = everything[:LONGEST]
    if len(everything) > len(rows):
        st.caption(t("list.cut", shown=f"{len(rows):,}"))
    if not rows:
        st.info(t("contracts.none_left"), icon=":material/filter_alt:")
        return
    wide = _WIDTHS[language()]
    chosen = table(
        [_cells(row, page) for row in rows],
        {
            "worst": chip_column(t("contracts.col_worst"), _worst_options(), width=wide["worst"]),
            "title": text_column(t("contracts.col_title"), width=wide["title"]),
            "party": text_column(t("contracts.col_party"), width=wide["party"]),
            "state": chip_column(t("contracts.col_state"), state_options(), width=wide["state"]),
            "notice": text_column(t("contracts.col_notice"), width=wide["notice"]),
            "term": text_column(t("contracts.col_term"), width=wide["term"]),
            "musts": text_column(t("contracts.col_musts"), width=wide["musts"]),
            "covers": text_column(t("contracts.col_covers"), width=wide["covers"]),
            "kind": text_column(t("contracts.col_kind"), width=150),
        },
        key=f"contracts_table_{hash(tuple(row.id for row in rows)) & 0xFFFFFF}",
        alt=t("contracts.table_alt"),
        select="one",
    )
    if chosen:
        go_to("contracts", contract=rows[chosen[0]].id)


def _worst_options() -> dict[str, str]:
    return {chip(state, language()): LOOKS[state].colour for state in _MARKS} | {none(language()): ""}


def worst_mark(row: ContractRow) -> Mark | None:
    """The worst that the rules say of a contract; None where they say nothing."""
    if row.gaps.worst is not None:
        return mark(row.gaps.worst)
    return Mark.UNKNOWN if row.gaps.unknown else None


def covers_in_words(row: ContractRow) -> str:
    """How many third parties it covers, and how many of them nobody has confirmed."""
    covered = count(row.covered, Unit.COMPANIES, language())
    return t("contracts.covers_open", covered=covered, open=row.unconfirmed) if row.unconfirmed else covered


def musts_in_words(row: ContractRow) -> str:
    """How many must clauses are missing or weak; while nobody has read for all of them that is not known."""
    missing = len(row.gaps.missing_musts)
    if missing:
        return t("contracts.musts_gone", count=missing)
    if not row.carries:
        return not_applicable(language())
    return t("contracts.musts_there") if row.is_read else unknown(language())


def _cells(row: ContractRow, page: Page) -> list[Cell]:
    worst = worst_mark(row)
    return [
        [none(language()) if worst is None else chip(worst, language())],
        row.contract.title,
        row.third_party,
        [state_chip(row.state, needs_successor=row.needs_successor)],
        notice_words(row, page.on),
        term_words(row),
        musts_in_words(row),
        covers_in_words(row),
        label(row.contract.kind),
    ]


def show_uncovered(page: Page, found: Sequence[UncoveredParty]) -> None:
    """The table; a chosen row offers to register its contract."""
    if not found:
        st.info(t("contracts.without_none"), icon=":material/filter_alt:")
        return
    chosen = table(
        [uncovered_cells(one, page) for one in found],
        {
            "severity": severity_column(t("contracts.col_worst"), width=96),
            "party": text_column(t("contracts.col_party"), width=260),
            "roles": text_column(t("contracts.col_roles"), width=150),
            "gap": text_column(t("contracts.col_gap"), width=290),
            "since": text_column(t("contracts.col_since"), width=130),
        },
        key=f"contracts_without_{len(found)}",
        alt=t("contracts.without_alt"),
        select="one",
    )
    if not chosen:
        st.caption(t("contracts.without_hint"))
        return
    _offer(page, found[chosen[0]])


def _offer(page: Page, one: UncoveredParty) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            t("contracts.register_for", name=plain(one.name)), type="primary", key="contracts_register_for",
            icon=":material/add:", disabled=not page.may(Permission.EDIT_REGISTER), on_click=open_dialog,
            args=("contract_form",), kwargs={"contract_id": "", "third_party_id": one.third_party_id},
        )  # fmt: skip
        if st.button(t("contracts.open_party"), key="contracts_open_party"):
            go_to("party", party=one.third_party_id, tab="contracts")


def uncovered_cells(one: UncoveredParty, page: Page) -> list[Cell]:
    """A third party without a contract, in the order of the columns."""
    state = mark(one.severity) if one.is_known else Mark.UNKNOWN
    return [
        [chip(state, language())],
        one.name,
        roles_in_words(one.roles),
        one.title.get(language()),
        since(one.since_on, page.on, language()),
    ]
