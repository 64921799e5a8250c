"""What may be handed over today, and to whom: the list for sales, each row a way into the check."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from enum import StrEnum
from typing import Final

import streamlit as st

from sakimori.domain.codes import DataCategory, Outcome
from sakimori.domain.values.names import fold, match_key
from sakimori.services.clearance.approved import BarredFlow, ClearedFlow, Recipients, reasons_against, recipients
from sakimori.services.kernel.access import Permission, may
from sakimori.ui.clearance.words import cites, reason_markdown
from sakimori.ui.frame.components import NextStep, empty_state, go_to
from sakimori.ui.frame.formats import Unit, count, dated, day, none, plain, unknown
from sakimori.ui.frame.session import Page, memo
from sakimori.ui.frame.states import LOOKS, chip, mark, word
from sakimori.ui.frame.tables import Cell, chip_column, table, text_column
from sakimori.ui.frame.text import ENGLISH, JAPANESE, dotted, label, language, t

_SOON = timedelta(days=30)
_SAID: Final = 3
_OUTCOMES: Final = (Outcome.ALLOWED, Outcome.CONDITIONAL)
_WIDTH: Final = {JAPANESE: 104, ENGLISH: 112}


class Narrowing(StrEnum):
    """What the pills beside the search leave."""

    ALLOWED = "allowed"
    CONDITIONAL = "conditional"
    SOON = "soon"


def show_approved(page: Page) -> None:
    """Filters and table; a row leads into the check, with its flow filled in."""
    found = memo(
        page,
        "approved",
        lambda: recipients(page.workspace, on=page.on, number=page.number, actor=page.actor),
    )
    if not found.rows and not found.held_back:
        steps = [NextStep(t("approved.to_check"), to="check")] if may(page.actor, Permission.ASK_CLEARANCE) else []
        empty_state("verified_user", t("approved.empty"), *steps)
        return
    _list(page, found)


@st.fragment
def _list(page: Page, found: Recipients) -> None:
    text = st.text_input(
        t("approved.search"), type="search", live="250ms", key="approved_q", label_visibility="collapsed",
        placeholder=t("approved.search"), width="stretch",
    )  # fmt: skip
    named = [row for row in found.rows if _is_named(row, text)]
    narrowed = _narrow(page, named)
    wanted = frozenset(_categories(found.rows))
    shown = [row for row in narrowed if wanted <= (row.categories or frozenset())]
    companies = len({row.third_party_id for row in shown})
    st.caption(t("approved.count", flows=f"{len(shown):,}", count=count(companies, Unit.COMPANIES, language())))
    if text.strip():
        _say_held_back(page, [row for row in found.held_back if _is_named(row, text)])
    if shown:
        _table(page, shown)
    else:
        st.markdown(t("approved.none_left"))
    _say_elsewhere(page)


def _is_named(row: ClearedFlow | BarredFlow, text: str) -> bool:
    return match_key(text) in fold(row.party) or fold(text) in fold(row.party) or fold(text) in fold(row.name)


def _narrow(page: Page, rows: Sequence[ClearedFlow]) -> list[ClearedFlow]:
    """The pills of answers and of what ends soon, with their counts."""
    ends = page.on + _SOON

    def fits(row: ClearedFlow, narrowing: Narrowing) -> bool:
        if narrowing is Narrowing.SOON:
            return row.valid_until is not None and row.valid_until <= ends
        return row.outcome.value == narrowing.value

    words = {narrowing: f"{_words(narrowing)} {sum(fits(row, narrowing) for row in rows):,}" for narrowing in Narrowing}
    chosen = st.pills(
        t("approved.narrow"), list(Narrowing), selection_mode="multi", key="approved_narrow",
        format_func=words.__getitem__, label_visibility="collapsed", wrap=True,
    )  # fmt: skip
    outcomes = {Narrowing(code) for code in chosen} - {Narrowing.SOON}
    return [
        row
        for row in rows
        if (not outcomes or any(fits(row, one) for one in outcomes))
        and (Narrowing.SOON not in chosen or fits(row, Narrowing.SOON))
    ]


def _words(narrowing: Narrowing) -> str:
    if narrowing is Narrowing.SOON:
        return t("approved.soon")
    return chip(mark(Outcome(narrowing.value)), language())


def _categories(rows: Sequence[ClearedFlow]) -> Sequence[DataCategory]:
    """The kinds of data that are asked for, of those that go anywhere."""
    known = sorted({category for row in rows for category in row.categories or ()}, key=list(DataCategory).index)
    return st.pills(
        t("approved.categories"), known, selection_mode="multi", format_func=label, key="approved_categories", wrap=True
    )


def _say_held_back(page: Page, rows: Sequence[BarredFlow]) -> None:
    """Why somebody who was searched for is not listed: sales cannot open the dossier to see."""
    for row in rows[:_SAID]:
        reasons = reasons_against(page.workspace, row.flow_id, on=page.on, number=page.number, actor=page.actor)
        look, outcome = LOOKS[mark(row.outcome)], word(mark(row.outcome), language())
        why = t("approved.why", why=reason_markdown(reasons[0]), cites=cites(reasons[0])) if reasons else ""
        words = t("approved.held_back", name=plain(row.party), flow=plain(row.name), outcome=outcome, why=why)
        (st.error if row.outcome is Outcome.BLOCKED else st.warning)(words, icon=f":material/{look.icon}:")


def _table(page: Page, rows: Sequence[ClearedFlow]) -> None:
    columns = {
        "outcome": chip_column(
            t("approved.col_outcome"), {chip(mark(o), language()): LOOKS[mark(o)].colour for o in _OUTCOMES},
            width=_WIDTH[language()],
        ),
        "party": text_column(t("approved.col_party"), width=150),
        "data": text_column(t("approved.col_data"), width=126),
        "purpose": text_column(t("approved.col_purpose"), width=110),
        "route": text_column(t("approved.col_route"), width=92),
        "valid": text_column(t("approved.col_valid"), width=86),
        "conditions": text_column(t("approved.col_conditions"), width=212),
        "flow": text_column(t("approved.col_flow"), width=160),
    }  # fmt: skip
    key = f"approved_{hash(tuple(row.flow_id for row in rows)) & 0xFFFFFF}"
    chosen = table([_cells(row) for row in rows], columns, key=key, alt=t("approved.alt"), select="one", wraps=True)
    if chosen:
        row = rows[chosen[0]]
        if may(page.actor, Permission.ASK_CLEARANCE):
            go_to("check", party=row.third_party_id, flow=row.flow_id)
        go_to("flow", flow=row.flow_id)


def _cells(row: ClearedFlow) -> list[Cell]:
    lang = language()
    kinds = sorted(row.categories or (), key=list(DataCategory).index)
    return [
        [chip(mark(row.outcome), lang)],
        row.party,
        dotted(label(kind) for kind in kinds) or unknown(lang),
        row.purpose or none(lang),
        label(row.route),
        day(row.valid_until, lang) if row.valid_until else t("slip.no_end_short"),
        _conditions(row),
        row.name,
    ]


def _conditions(row: ClearedFlow) -> str:
    if not row.conditions:
        return none(language())
    first, *more = row.conditions
    words = dated(first.text.get(language()), language())  # its lines stand in the check, to which the row leads
    return t("approved.and_more", first=words, count=len(more)) if more else words


def _say_elsewhere(page: Page) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(t("approved.elsewhere"))
        if may(page.actor, Permission.ASK_CLEARANCE) and st.button(
            t("approved.to_check"), key="approved_check", icon=":material/fact_check:", type="tertiary"
        ):
            go_to("check")
