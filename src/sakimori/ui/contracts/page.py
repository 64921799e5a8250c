"""The page 契約: what to do first, figures and list; or one contract, its document, its clauses, and does it go on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

import streamlit as st

from sakimori.domain.records.contract import Contract
from sakimori.errors import NotFoundError
from sakimori.rules.facts.clauses import CLAUSE_SETS
from sakimori.services.contracts.rows import ContractState
from sakimori.services.contracts.view import ContractSheet, contract_sheet
from sakimori.services.kernel.access import Permission
from sakimori.services.kernel.confirmations import decide_renewal
from sakimori.ui.clearance.what_if_button import About, what_if_button
from sakimori.ui.clearance.what_if_dialog import what_if_dialogs
from sakimori.ui.contracts.clauses import chosen_set, in_order, many_dialog, show_clauses
from sakimori.ui.contracts.current import Current, Side, current_of, side_key
from sakimori.ui.contracts.document import (
    confirm_dialog,
    cover_dialog,
    document_dialog,
    paper_of,
    show_covers,
    show_documents,
    show_facts,
    show_tree,
    uncover_dialog,
)
from sakimori.ui.contracts.export import show_matrix
from sakimori.ui.contracts.forms import contract_form
from sakimori.ui.contracts.listing import CONTRACTS, LIST, MATRIX, show_list, show_tiles
from sakimori.ui.contracts.reading import Found, found_in
from sakimori.ui.contracts.saving import show_trouble
from sakimori.ui.contracts.words import renewal_is_open, state_chip, state_colour
from sakimori.ui.evidence.pages import show_pages
from sakimori.ui.frame.choices import ask_checked
from sakimori.ui.frame.components import NextStep, empty_state, link_to, refusal, section, tag
from sakimori.ui.frame.dialogs import act, open_dialog, show_dialog, show_done
from sakimori.ui.frame.formats import day_long, distance, plain
from sakimori.ui.frame.pages import page as page_named
from sakimori.ui.frame.session import Page, memo, workspace
from sakimori.ui.frame.text import SENTENCES, label, language, listed, t


def show_views(page: Page) -> None:
    """The figures, then whichever view is chosen."""
    show_tiles(page)
    words = {view: t(f"contracts.view_{view}") for view in (LIST, MATRIX)}
    with st.container(horizontal=True, vertical_alignment="center"):
        view = st.segmented_control(
            t("contracts.view"), list(words), key=CONTRACTS.key("view"), label_visibility="collapsed", required=True,
            format_func=words.__getitem__,
        )  # fmt: skip
        st.space("stretch")
        st.button(
            t("contracts.register"), icon=":material/add:", type="primary", key="contracts_register",
            on_click=open_dialog, args=("contract_form",), kwargs={"contract_id": "", "third_party_id": ""},
            disabled=not page.may(Permission.EDIT_REGISTER),
        )  # fmt: skip
    if view == MATRIX:
        show_matrix(page)
    else:
        show_list(page)
    CONTRACTS.keep_address()


def show_empty(page: Page) -> None:
    """The first step, and each set of clauses in one line."""
    steps = [NextStep(t("contracts.to_parties"), to="parties")]
    if page_named("imports").is_for(page.actor.roles):
        steps.insert(0, NextStep(t("contracts.take_in"), to="imports"))
    if page.may(Permission.EDIT_REGISTER):
        steps.insert(0, NextStep(t("contracts.register"), act=_register))
    empty_state("contract", t("contracts.empty" if page.is_editable else "contracts.empty_then"), *steps)
    section(t("contracts.sets"), t("contracts.sets_note"))
    lines = [
        f"- **{code.value}**　{plain(one.title.get(language()))}　:gray[{plain(one.explains.get(language()))}]"
        for code, one in CLAUSE_SETS.items()
    ]
    st.markdown("\n".join(lines))


def _register() -> None:
    open_dialog("contract_form", contract_id="", third_party_id="")


def contract_title(contract_id: str) -> str:
    """What heads the page of a contract; empty where there is none."""
    if not contract_id:
        return ""
    with workspace().unit() as unit:
        found = unit.records.find(Contract, contract_id)
    return found.title if found else ""


def sheet_of(page: Page, contract_id: str) -> ContractSheet | None:
    """The contract on the day of the page; None after saying why there is none."""
    try:
        return memo(
            page,
            "contract_sheet",
            lambda: contract_sheet(page.workspace, contract_id, on=page.on, today=page.today, number=page.known),
            contract_id,
        )
    except NotFoundError as error:
        refusal(error)
        link_to("contracts", t("contracts.to_list"), icon="list")
        return None


def show_contract(page: Page, contract_id: str) -> None:
    """Everything about one contract."""
    sheet = sheet_of(page, contract_id)
    if sheet is None:
        return
    _show_head(page, sheet)
    show_trouble()
    show_done()
    show_standing(page, sheet)
    paper = paper_of(sheet)
    side = _side(page, sheet) if paper is not None else Side.RECORD
    found, current = _reading(page, sheet)
    left, right = st.columns(_WIDTHS[side], gap="medium")
    with left:
        if side is Side.PAPER and paper is not None:
            is_of_paper = found is not None and found.paper.id == paper.id
            show_pages(page, paper, current.passage if current and is_of_paper else None)
        else:
            show_documents(page, sheet)
            show_covers(page, sheet)
            show_facts(page, sheet)
            show_tree(sheet)
    with right:
        show_clauses(page, sheet, current, found)
    _show_dialogs(page, sheet)


def _reading(page: Page, sheet: ContractSheet) -> tuple[Found | None, Current | None]:
    """What was read in the document, and the clause that is read for now; only for whoever says what stands there."""
    one = chosen_set(sheet)
    if one is None or not page.may(Permission.EDIT_REGISTER):
        return None, None
    order = in_order(sheet, one)
    if current_of(sheet, order, None) is None:
        return None, None
    found = found_in(page, sheet)
    return found, current_of(sheet, order, found)


_WIDTHS = {Side.PAPER: (48, 52), Side.RECORD: (34, 66)}


def _side(page: Page, sheet: ContractSheet) -> Side:
    """The document beside the clauses while somebody has to read for them; else what is on record."""
    reads = page.may(Permission.EDIT_REGISTER) and any(one.unread for one in sheet.applied)
    words = {side: t(f"contracts.side_{side.value}") for side in Side}
    key = side_key(sheet.contract.id)
    st.session_state.setdefault(key, Side.PAPER if reads else Side.RECORD)  # it is also chosen by the way to a clause
    chosen = st.segmented_control(
        t("contracts.side"), list(Side), required=True, format_func=words.__getitem__, key=key,
        label_visibility="collapsed",
    )  # fmt: skip
    return Side(chosen or Side.RECORD)


def _show_head(page: Page, sheet: ContractSheet) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        link_to("contracts", t("contracts.to_list"), icon="arrow_back")
        tag(label(sheet.contract.kind), icon="contract")
        tag(state_chip(sheet.state), colour=state_colour(sheet.state))
        st.space("stretch")
        if sheet.state is not ContractState.ENDED:
            what_if_button(page, About.CONTRACT, sheet.contract.id)
        link_to("party", sheet.party.legal_name, icon="folder_shared", party=sheet.party.id, tab="contracts")


def _show_dialogs(page: Page, sheet: ContractSheet) -> None:
    def of_sheet(body: Callable[..., None]) -> Callable[..., None]:
        return lambda **facts: body(page, sheet, **facts)

    dialogs: dict[str, tuple[str, Callable[..., Any]]] = {
        "contract_form": ("contracts.edit", lambda **facts: contract_form(page, **facts)),
        "contract_document": ("contracts.add_document", of_sheet(document_dialog)),
        "contract_confirm": ("contracts.confirm", of_sheet(confirm_dialog)),
        "contract_uncover": ("contracts.remove", of_sheet(uncover_dialog)),
        "contract_cover": ("contracts.add_cover", of_sheet(cover_dialog)),
        "contract_renewal": ("contracts.renewal", of_sheet(renewal_dialog)),
        "clauses_many": ("contracts.many", of_sheet(many_dialog)),
    }
    show_dialog({**dialogs, **what_if_dialogs(page)})


_WARNED = frozenset({ContractState.UNDECIDED, ContractState.NOTICE, ContractState.ENDING, ContractState.UNSIGNED})
_WARNED |= {ContractState.TERM_UNKNOWN, ContractState.ENDED}


def show_standing(page: Page, sheet: ContractSheet) -> None:
    """One sentence on how it stands, and the decision that is open."""
    sentences = [standing_words(sheet, page.on)]
    if sheet.state is ContractState.IN_FORCE and renewal_is_open(sheet.contract):
        sentences.append(t("contracts.stands_renewal_open"))
    sentence = f"**{t('contracts.standing')}**　{listed(sentences, SENTENCES)}"
    with st.container(horizontal=True, vertical_alignment="center"):
        if sheet.state in _WARNED:
            st.warning(sentence, icon=":material/warning:", width="stretch")
        elif sheet.state is ContractState.COMING:
            st.info(sentence, icon=":material/schedule:", width="stretch")
        else:
            st.success(sentence, icon=":material/check_circle:", width="stretch")
        if sheet.renewal is not None and page.may(Permission.EDIT_REGISTER):
            with st.container(horizontal=True, width="content"):
                for choice in ("goes_on", "ends"):
                    st.button(
                        t(f"contracts.{choice}"), key=f"contracts_{choice}", on_click=open_dialog,
                        args=("contract_renewal",), kwargs={"goes_on": choice == "goes_on"},
                    )  # fmt: skip


def standing_words(sheet: ContractSheet, on: date) -> str:  # noqa: PLR0911 - one sentence a state
    """How the contract stands, with the day that matters next."""
    lang, contract, choice = language(), sheet.contract, sheet.renewal
    key = f"contracts.stands_{sheet.state.value}"
    last, begins = contract.last_day, contract.begins_on
    match sheet.state:
        case ContractState.UNDECIDED | ContractState.NOTICE if choice is not None:
            end = day_long(choice.term_end, lang)
            if choice.term_end < on:
                return t("contracts.stands_renewed", end=end)
            if choice.notice_day is None:
                return t("contracts.stands_notice_unknown", end=end)
            return t(key, notice=day_long(choice.notice_day, lang), end=end)
        case ContractState.ENDED | ContractState.ENDING if last is not None:
            return t(key, day=day_long(last, lang))
        case ContractState.COMING if begins is not None:
            return t(key, day=day_long(begins, lang))
        case ContractState.IN_FORCE if last is not None:
            return t("contracts.stands_until", day=day_long(last, lang))
        case ContractState.IN_FORCE if choice is not None and choice.notice_day is not None:
            return t("contracts.stands_renews", notice=day_long(choice.notice_day, lang))
        case _:
            return t(key)


def renewal_dialog(page: Page, sheet: ContractSheet, *, goes_on: bool) -> None:
    """What a decision leads to, and the decision."""
    choice = sheet.renewal
    if choice is None:
        return
    lang = language()
    if choice.notice_day is not None:
        left = distance(choice.notice_day, page.on, lang)
        st.markdown(t("contracts.renewal_notice", day=day_long(choice.notice_day, lang), distance=left))
    if goes_on and choice.goes_on_until is not None:
        st.markdown(t("contracts.effect_goes_on", day=day_long(choice.goes_on_until, lang)))
        if choice.next_notice is not None:
            st.caption(t("contracts.effect_next", day=day_long(choice.next_notice, lang)))
    if not goes_on:
        st.markdown(t("contracts.effect_ends", day=day_long(choice.ends_on, lang)))
        st.caption(t("contracts.effect_notice"))
        if choice.is_late:
            st.warning(t("contracts.effect_late"), icon=":material/warning:")
    reason = st.text_input(t("contracts.renewal_reason"), key="contracts_renewal_reason")
    words = t("contracts.goes_on" if goes_on else "contracts.ends")
    write = partial(decide_renewal, page.workspace, sheet.contract.id, goes_on=goes_on, reason=reason.strip())
    needs = ask_checked(key="contracts_renewal_checked")
    act(page, words, write, key="contracts_renewal_do", of=sheet.contract, needs=needs)
