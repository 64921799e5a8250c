"""The information of 規則17条2項 on one country as a draft to copy, or what lacks for it and where that is mended."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

import streamlit as st

from sakimori.domain.records.country import CountryProfile, Point, Principle
from sakimori.rules.facts.country_information import Draft, Lack, RecipientFacts
from sakimori.services.countries.profiles import information_for
from sakimori.ui.frame.components import link_to
from sakimori.ui.frame.formats import country, headed, unknown
from sakimori.ui.frame.plain import plain
from sakimori.ui.frame.record_fields import record_label
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import ENGLISH, JAPANESE, label, language, t

_OF_RECIPIENT: Final = frozenset({"is_public_body", "lacking"})


class Taken(StrEnum):
    """What is known of the measures of the recipient."""

    ALL = "all"
    SOME = "some"
    NOT_KNOWN = "not_known"


def show_draft(page: Page, code: str, *, is_elsewhere: bool = False) -> None:
    """Ask what the text needs of the recipient, then show it; `is_elsewhere` links to the profile for what lacks."""
    key = f"draft_{code}"
    with st.expander(t("countries.draft", country=country(code, language())), icon=":material/edit_document:"):
        tongues = {one: t(f"countries.draft_{one}") for one in (JAPANESE, ENGLISH)}
        spoken = st.segmented_control(
            t("countries.draft_language"), list(tongues), default=language(), format_func=tongues.__getitem__,
            key=f"{key}_language", required=True,
        )  # fmt: skip
        recipient = _recipient(key)
        draft = information_for(
            page.workspace, code, recipient, language=spoken or JAPANESE, on=page.on, number=page.number
        )
        if draft is None:
            st.info(t("countries.draft_designated"), icon=":material/verified:")
        elif draft.lacks:
            _lacks(draft, code, is_elsewhere=is_elsewhere)
        else:
            st.caption(t("countries.draft_note"))
            st.code(draft.text, language=None, wrap_lines=True)
            st.download_button(
                t("countries.draft_download"), draft.text, file_name=f"information-{code}-{spoken}.txt",
                mime="text/plain", key=f"{key}_download", icon=":material/download:", on_click="ignore",
            )  # fmt: skip


def _recipient(key: str) -> RecipientFacts:
    bodies = {False: t("countries.private"), True: t("countries.public")}
    is_public = st.segmented_control(
        t("countries.is_public_body"), list(bodies), default=None, format_func=bodies.__getitem__, key=f"{key}_public"
    )
    measures = {one: t(f"countries.taken_{one.value}") for one in Taken}
    taken = st.segmented_control(
        t("countries.lacking"), list(measures), default=None, format_func=measures.__getitem__, key=f"{key}_taken"
    )
    lacking: frozenset[Principle] | None = frozenset() if taken is Taken.ALL else None
    why = ""
    if taken is Taken.SOME:
        names = {principle: label(principle) for principle in Principle}
        chosen = st.multiselect(
            t("countries.lacking_which"), list(names), format_func=names.__getitem__, key=f"{key}_lacking",
            placeholder=unknown(language()),
        )  # fmt: skip
        lacking = frozenset(chosen) or None
    if taken is Taken.NOT_KNOWN:
        why = st.text_input(t("countries.why_unknown"), key=f"{key}_why")
    return RecipientFacts(is_public, lacking, why)


def _lacks(draft: Draft, code: str, *, is_elsewhere: bool) -> None:
    st.markdown(t("countries.draft_lacks"))
    st.markdown("\n".join(f"- {plain(_lack(lack))}" for lack in draft.lacks))
    if all(lack.field in _OF_RECIPIENT for lack in draft.lacks):
        return
    if is_elsewhere:
        link_to("settings", t("countries.draft_mend_there"), icon="public", tab="countries", id=code)
    else:
        st.caption(t("countries.draft_mend"))


def _lack(lack: Lack) -> str:
    if lack.field in _OF_RECIPIENT:
        named = t(f"countries.{lack.field}")
    else:
        named = label(Point(lack.field)) if lack.field in set(Point) else record_label(CountryProfile, lack.field)
    return headed(named, lack.kind.get(language()), language())
