"""Registering a third party by form: the tiering answers show at once what they lead to."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from sakimori.domain.records.third_party import ThirdParty
from sakimori.services.kernel.unit import Saved
from sakimori.services.parties.search import likely_same, name_index
from sakimori.services.parties.view import TierPreview, tier_preview
from sakimori.services.parties.write import register
from sakimori.ui.frame.components import go_to, section
from sakimori.ui.frame.dialogs import act, close_dialog
from sakimori.ui.frame.formats import Unit, count
from sakimori.ui.frame.party_fields import INTAKE
from sakimori.ui.frame.plain import plain
from sakimori.ui.frame.record_fields import record_input, record_label
from sakimori.ui.frame.session import Page, kept, people
from sakimori.ui.frame.text import language, listed, t, tier_label

_FIRST = ("legal_name", "roles")
_BESIDE = (("country", "corporate_number"), ("owner_id", "kind_of_body"))


def register_form(page: Page, name: str = "") -> None:
    """The dialog: who it is, who looks after it, the five tiering questions, and what follows from them.

    Whoever registers a third party looks after it, unless somebody else is chosen.
    """
    begun = ThirdParty(id="", legal_name=name, owner_id=page.actor.id)
    choices = {"owner_id": {user.id: user.name for user in people()}}
    given: dict[str, Any] = {
        "legal_name": st.text_input(t("parties.name_needed"), value=name, key="reg_legal_name"),
        "roles": record_input(begun, "roles", key="reg"),
    }
    for pair in _BESIDE:
        for column, field in zip(st.columns(2), pair, strict=True):
            with column:
                given[field] = record_input(begun, field, key="reg", names=choices.get(field))
    _show_likely_same(page, given)
    section(t("parties.tiering"), t("parties.tiering_note"))
    left, right = st.columns(2)
    for place, field in enumerate(INTAKE):
        with left if place % 2 == 0 else right:
            given[field] = record_input(begun, field, key="reg")
    party = ThirdParty(id="", **given)
    with right:
        show_preview(tier_preview(page.workspace, party))
    write = partial(register, page.workspace, party)
    act(page, t("parties.register"), write, key="reg_save", shortcut="Ctrl+Enter", then=_to_dossier)


def show_preview(preview: TierPreview) -> None:
    """Tier, packs to send and cadence, in three short lines."""
    with st.container(border=True, gap="xsmall"):
        st.markdown(f"**{plain(tier_label(preview.tier))}**")
        if preview.missing and preview.tier is None:
            st.caption(
                t("parties.unanswered", fields=listed(record_label(ThirdParty, field) for field in preview.missing))
            )
        for pack in preview.packs:
            asked = count(pack.questions, Unit.QUESTIONS, language())
            st.caption(
                t("parties.pack", title=plain(pack.title.get(language())), group=plain(pack.group.get(language())))
                + f" {asked}"
            )
        if not preview.packs:
            st.caption(t("parties.no_pack"))
        if preview.cadence_months is not None:
            st.caption(t("parties.cadence", months=preview.cadence_months))


def _show_likely_same(page: Page, given: dict[str, Any]) -> None:
    if not given["legal_name"].strip():
        return
    index = kept(page, "name_index", lambda: name_index(page.workspace))
    same = likely_same(
        index,
        name=given["legal_name"],
        corporate_number=given["corporate_number"],
        country=given["country"],
    )
    if not same:
        return
    with st.container(border=True, gap="xsmall"):
        st.markdown(t("parties.likely_same"))
        with st.container(horizontal=True):
            for candidate in same:
                if st.button(plain(candidate.party.legal_name), key=f"same_{candidate.party.id}", type="tertiary"):
                    close_dialog()
                    go_to("party", party=candidate.party.id)


def _to_dossier(saved: Saved[ThirdParty]) -> None:
    close_dialog()
    go_to("party", party=saved.record.id)
