"""Statements of law: a list to search in, and the page of one with what was read of it and where it is used."""

from __future__ import annotations

from itertools import groupby
from typing import Final

import streamlit as st

from sakimori.domain.law.entries import Entry, Place
from sakimori.domain.law.reading import law
from sakimori.ui.frame.components import empty_state, go_to, link_to, section
from sakimori.ui.frame.formats import day, plain
from sakimori.ui.frame.pages import page as spec_of
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.tables import number_column, table, text_column
from sakimori.ui.frame.text import label, language, t
from sakimori.ui.frame.views import text_from_address
from sakimori.ui.settings.statement_uses import Use, uses

_ID: Final = "id"
_SEARCH: Final = "law_search"


def title_of_place() -> str:
    """The place that the address names, as it is printed; the name of the list where it names none."""
    place = _asked()
    return place.printed.get(language()) if place else t("page.law")


def show_statements(page: Page) -> None:
    """The statement that the address names, or all of them."""
    place = _asked()
    if place is None:
        if st.query_params.get(_ID):
            st.warning(t("law.unknown"), icon=":material/gavel:")
        _show_list()
        return
    for entry in place.entries:
        _show_entry(entry, is_alone=len(place.entries) == 1)
    if st.button(t("law.to_list"), icon=":material/arrow_back:", key="law_to_list", type="tertiary"):
        go_to("law")
    if spec_of("settings").is_for(page.actor.roles):
        link_to("settings", t("settings.tab_rules"), icon="rule", tab="rules")


def _asked() -> Place | None:
    return law().places.get(st.query_params.get(_ID, ""))


def _show_list() -> None:
    st.caption(t("law.lead"))
    follow = text_from_address("q", _SEARCH)
    st.text_input(t("law.search"), key=_SEARCH, on_change=follow)
    words = str(st.session_state[_SEARCH]).split()
    found = [entry for entry in law().entries.values() if all(_holds(entry, word) for word in words)]
    if not found:
        empty_state("gavel", t("law.none"))
        return
    chosen = table(
        [
            [
                entry.printed.get(language()),
                entry.says.get(language()),
                entry.source.version.get(language()),
                day(entry.checked_on, language()),
                t(f"law.rests_{entry.rests}"),
                len(uses().get(entry.id, ())),
            ]
            for entry in found
        ],
        {
            "place": text_column(t("law.place"), width=150),
            "says": text_column(t("law.says"), width=370),
            "version": text_column(t("law.version"), width=165),
            "checked": text_column(t("settings.checked_on"), width=90),
            "rests": text_column(t("law.rests"), width=110),
            "uses": number_column(t("law.uses"), width=60),
        },
        key="law_entries",
        alt=t("page.law"),
        select="one",
    )
    if chosen:
        go_to("law", id=found[chosen[0]].id)


def _holds(entry: Entry, word: str) -> bool:
    told = (entry.id, *(f"{text.ja} {text.en}" for text in (entry.printed, entry.says, entry.source.name)))
    return word.casefold() in " ".join(told).casefold()


def _show_entry(entry: Entry, *, is_alone: bool) -> None:
    if not is_alone:
        section(entry.printed.get(language()))
    st.markdown(plain(entry.says.get(language())))
    again = t("law.again", day=day(entry.again, language())) if entry.again else ""
    told = {
        "law.source": entry.source.name.get(language()),
        "law.version": entry.source.version.get(language()),
        "law.read": f"{day(entry.source.read, language())}{again}",
        "law.rests": t(f"law.rests_{entry.rests}"),
        "settings.basis": label(entry.basis),
    }
    st.markdown("\n".join(f"- :gray[{plain(t(key))}]　{plain(words)}" for key, words in told.items()))
    _show_uses(uses().get(entry.id, ()))


def _show_uses(found: tuple[Use, ...]) -> None:
    section(t("law.used_in"))
    if not found:
        st.caption(t("law.unused"))
    for kind, those in groupby(found, key=lambda use: use.kind):
        lines = [f"- {plain(use.words.get(language()))}　:gray[:small[{plain(use.name)}]]" for use in those]
        st.markdown(f"**{plain(t(f'law.used_{kind}'))}**\n\n" + "\n".join(lines))
