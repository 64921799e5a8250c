"""To whom an assessment holds: the list for sales, and what is still open at one of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import streamlit as st

from sakimori.domain.codes import DataCategory, Decision
from sakimori.domain.names import fold, match_key
from sakimori.services.access import Permission, may
from sakimori.services.approved import ApprovedRow, Recipients, StoppedRow, recipients
from sakimori.ui.components import NextStep, empty_state, link_to, section
from sakimori.ui.formats import Unit, aside, count, day, no_date, none, not_set, unknown
from sakimori.ui.parties_list import worst_chip, worst_options
from sakimori.ui.party_fields import roles_in_words
from sakimori.ui.plain import plain
from sakimori.ui.session import Page, kept
from sakimori.ui.tables import Cell, chip_column, table, text_column
from sakimori.ui.text import ENGLISH, JAPANESE, label, language, t

_SOON = timedelta(days=30)
_COLOURS = {Decision.APPROVED: "green", Decision.CONDITIONAL: "yellow"}
_SAID = 3
_CATEGORIES = {JAPANESE: 94, ENGLISH: 80}
_WORST = {JAPANESE: 84, ENGLISH: 98}
_GLYPHS = {Decision.APPROVED: "✓", Decision.CONDITIONAL: "△"}


def show_approved(page: Page) -> None:
    """What the page is and is not, then filters and table; a row shows conditions and whom to ask."""
    st.info(t("approved.what_it_is"), icon=":material/info:")
    found = kept(
        page,
        "approved",
        lambda: recipients(page.workspace, on=page.on, today=page.today, number=page.number, actor=page.actor),
    )
    if not found.rows and not found.stopped:
        steps = [NextStep(t("approved.to_list"), to="parties")] if may(page.actor, Permission.READ) else []
        empty_state("verified_user", t("approved.empty"), *steps)
        return
    _list(page, found)


@st.fragment
def _list(page: Page, found: Recipients) -> None:
    rows = found.rows
    with st.container(horizontal=True, vertical_alignment="center"):
        text = st.text_input(
            t("approved.search"), type="search", live="250ms", key="approved_q", label_visibility="collapsed",
            placeholder=t("approved.search"), width="stretch",
        )  # fmt: skip
        is_soon = st.toggle(t("approved.soon"), key="approved_soon")
    known = sorted({category for row in rows for category in row.categories or ()}, key=list(DataCategory).index)
    wanted = st.pills(
        t("approved.categories"), known, selection_mode="multi", format_func=label, key="approved_categories", wrap=True
    )
    shown = [
        row
        for row in rows
        if _is_named(row, text)
        and (not wanted or frozenset(wanted) <= (row.categories or frozenset()))
        and (not is_soon or (row.valid_until is not None and row.valid_until <= page.on + _SOON))
    ]
    said = [t("approved.count", count=count(len(shown), Unit.COMPANIES, language()))]
    if found.stopped:
        said.append(t("approved.left_out", count=count(len(found.stopped), Unit.COMPANIES, language())))
    st.caption(("" if language() == JAPANESE else " ").join(said))
    _say_stopped([row for row in found.stopped if text.strip() and _is_named(row, text)])
    if not shown:
        st.markdown(t("approved.none_left"))
    else:
        _table(page, shown)
    st.caption(t("approved.elsewhere"))


def _is_named(row: ApprovedRow | StoppedRow, text: str) -> bool:
    return match_key(text) in fold(row.name) or fold(text) in fold(row.name)


def _say_stopped(rows: Sequence[StoppedRow]) -> None:
    """Why somebody who was searched for is not listed: sales cannot open the dossier to see."""
    lang = language()
    for row in rows[:_SAID]:
        key = "approved.left_out_unknown" if row.is_unknown else "approved.left_out_why"
        what, cites = plain(row.reason.get(lang)), plain(row.cites.get(lang))
        st.warning(t(key, name=plain(row.name), what=what, cites=cites), icon=":material/block:")


def _table(page: Page, rows: Sequence[ApprovedRow]) -> None:
    decisions = {_decision(decision): colour for decision, colour in _COLOURS.items()}
    columns = {
        "decision": chip_column(t("approved.col_decision"), decisions, width=118),
        "name": text_column(t("approved.col_name"), width=168),
        "roles": text_column(t("approved.col_roles"), width=98),
        "categories": text_column(t("approved.col_categories"), width=_CATEGORIES[language()]),
        "valid": text_column(t("approved.col_valid"), width=86),
        "conditions": text_column(t("approved.col_conditions"), width=78),
        "stopped": text_column(t("approved.col_stopped"), width=82),
        "worst": chip_column(t("approved.col_worst"), worst_options(), width=_WORST[language()]),
        "owner": text_column(t("approved.col_owner"), width=68),
    }
    chosen = table([_cells(page, row) for row in rows], columns, key="approved", alt=t("approved.alt"), select="one")
    if not chosen:
        st.caption(t("approved.hint"))
        return
    _show_details(page, rows[chosen[0]])


def _cells(page: Page, row: ApprovedRow) -> list[Cell]:
    lang = language()
    joint = "・" if lang == JAPANESE else ", "
    categories = joint.join(label(c) for c in sorted(row.categories or (), key=list(DataCategory).index))
    return [
        [_decision(row.decision)],
        row.name,
        roles_in_words(row.roles),
        categories or unknown(lang),
        day(row.valid_until, lang) if row.valid_until else no_date(lang),
        t("approved.conditions_count", count=len(row.conditions)) if row.conditions else none(lang),
        t("approved.stopped_count", count=len(row.stopped), flows=row.flows) if row.stopped else none(lang),
        worst_chip(row.gaps),
        row.owner or not_set(lang),
    ]


def _show_details(page: Page, row: ApprovedRow) -> None:
    lang = language()
    with st.container(border=True, gap="xsmall"):
        section(t("approved.details", name=row.name))
        for name in row.stopped:
            st.markdown(f":material/block: {t('approved.stopped', name=plain(name))}")
        for condition in row.conditions:
            key = "approved.exception" if condition.is_exception else "approved.condition"
            words = t(key, text=condition.text.get(lang), day=day(condition.due_on, lang))
            st.markdown(f":material/check_box_outline_blank: {plain(words)}")
        if not row.conditions:
            st.markdown(t("approved.no_conditions"))
        whole = aside(row.owner, row.department, lang) if row.owner and row.department else row.owner or ""
        st.markdown(t("approved.ask", owner=plain(whole)) if whole else t("approved.ask_anyone"))
        if may(page.actor, Permission.READ):
            link_to("party", t("page.party"), party=row.id)


def _decision(decision: Decision) -> str:
    return f"{_GLYPHS[decision]} {t(f'approved.decision_{decision.value}')}"
