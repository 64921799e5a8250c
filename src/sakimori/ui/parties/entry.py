"""Registering third parties: by form, on the page itself, or by pasted names; and their facts shown and edited."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from sakimori.domain.records.third_party import ThirdParty
from sakimori.errors import RefusedError
from sakimori.services.kernel.access import Permission
from sakimori.services.kernel.unit import WriteResult
from sakimori.services.parties.search import MatchedName, NameMatch, likely_same, match_names, name_index
from sakimori.services.parties.view import DossierView, TierPreview, tier_preview
from sakimori.services.parties.write import register
from sakimori.ui.frame.components import go_to, refusal, section
from sakimori.ui.frame.dialogs import act, close_dialog, open_dialog
from sakimori.ui.frame.formats import Unit, count, plain
from sakimori.ui.frame.record_fields import IDENTITY, INTAKE, record_input, record_label, record_shown
from sakimori.ui.frame.session import Page, memo, people
from sakimori.ui.frame.tables import Cell, chip_column, table, text_column
from sakimori.ui.frame.text import language, listed, t, tier_label
from sakimori.ui.parties.fix import fields_form

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
    index = memo(page, "name_index", lambda: name_index(page.workspace))
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


def _to_dossier(saved: WriteResult[ThirdParty]) -> None:
    close_dialog()
    go_to("party", party=saved.record.id)


_FACTS_FIRST = ("roles", "country", "data_categories", "owner_id")


def show_new(page: Page, view: DossierView) -> None:
    """A new company has few rows but questions: role, country, data and owner, as fields."""
    if not view.is_new or not page.may(Permission.EDIT_PARTY):
        return
    blank = tuple(field for field in _FACTS_FIRST if not getattr(view.party, field))
    if not blank:
        return
    with st.container(border=True):
        section(t("party.new"), t("party.new_note"))
        fields_form(page, view.party, blank, per_row=len(blank), key="new")


def show_facts(page: Page, view: DossierView, names: dict[str, str]) -> None:
    """Every field in words, the tier and what follows from it, and the ways to change them."""
    may = page.may(Permission.EDIT_PARTY)
    with st.container(horizontal=True):
        st.button(
            t("party.edit"), icon=":material/edit:", key="facts_edit", disabled=not may, on_click=open_dialog,
            args=("edit",),
        )  # fmt: skip
        st.button(
            t("party.edit_intake"), icon=":material/tune:", key="facts_intake", disabled=not may,
            on_click=open_dialog, args=("intake",),
        )  # fmt: skip
    left, right = st.columns([3, 2])
    known = names | ({view.party.parent_id: view.parent} if view.party.parent_id and view.parent else {})
    columns = {
        "field": text_column(t("party.col_field"), width=210),
        "value": text_column(t("party.col_value"), width=320),
    }
    rows: list[list[Cell]] = [
        [record_label(ThirdParty, field), record_shown(ThirdParty, field, getattr(view.party, field), known)]
        for field in (*INTAKE, *IDENTITY)
    ]
    with left:
        table(rows, columns, key="party_facts", alt=t("party.facts_alt"))
    with right:
        show_preview(tier_preview(page.workspace, view.party))


def edit_dialog(page: Page, view: DossierView) -> None:
    """All identity fields at once."""
    fields_form(page, view.party, IDENTITY, per_row=2)


_COLOURS = {NameMatch.MATCHED: "blue", NameMatch.CANDIDATES: "yellow", NameMatch.NEW: "gray"}
_GLYPHS = {NameMatch.MATCHED: "＝", NameMatch.CANDIDATES: "？", NameMatch.NEW: "＋"}


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
    parts = [
        f"{_word(match)} {count(sum(f.match is match for f in found), Unit.CASES, language())}" for match in NameMatch
    ]
    st.caption("　".join(parts))
    columns = {
        "match": chip_column(t("parties.col_match"), {_word(m): _COLOURS[m] for m in NameMatch}, width=110),
        "name": text_column(t("parties.col_pasted"), width=240),
        "candidates": text_column(t("parties.col_candidates"), width=320),
    }
    chosen = table([_cells(f) for f in found], columns, key="match_table", alt=t("parties.match_alt"), select="one")
    st.caption(t("parties.match_hint"))
    if chosen:
        _lead_on(found[chosen[0]])


def _lead_on(found: MatchedName) -> None:
    if found.match is NameMatch.NEW:
        open_dialog("register", name=found.name)
        st.rerun()
    if found.match is NameMatch.MATCHED:
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


def _word(match: NameMatch) -> str:
    return f"{_GLYPHS[match]} {t(f'parties.match_{match.value}')}"
