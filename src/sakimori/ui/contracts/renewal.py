"""Does a contract go on? The days that decide it, and both decisions with what each leads to."""

from __future__ import annotations

from datetime import date
from functools import partial

import streamlit as st

from sakimori.services.contracts.rows import ContractState
from sakimori.services.contracts.view import ContractSheet
from sakimori.services.kernel.access import Permission
from sakimori.services.kernel.confirmations import decide_renewal
from sakimori.ui.contracts.words import renewal_is_open
from sakimori.ui.frame.dialogs import act, open_dialog
from sakimori.ui.frame.formats import day_long, distance
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import SENTENCES, language, listed, t

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
    act(page, words, write, key="contracts_renewal_do", of=sheet.contract)
