"""What may be handed over today, and to whom: the list for sales, each row a way into the check."""

from __future__ import annotations

from enum import StrEnum
from functools import partial
from typing import Final

import streamlit as st

from sakimori.domain.codes import DataCategory, Outcome
from sakimori.services.clearance.approved import (
    ClearedFlow,
    RecipientCounts,
    RecipientFilter,
    any_answer,
    categories_given,
    counts,
    held_back,
    reasons_against,
    row_page,
)
from sakimori.services.kernel.access import Permission, may
from sakimori.ui.clearance.words import cites, reason_markdown
from sakimori.ui.frame.components import NextStep, apart, empty_state, go_to
from sakimori.ui.frame.formats import Unit, count, dated, day, none, plain, unknown
from sakimori.ui.frame.listing import Column, Listing
from sakimori.ui.frame.listing_state import Control
from sakimori.ui.frame.session import Page, memo
from sakimori.ui.frame.states import LOOKS, chip, mark, word
from sakimori.ui.frame.text import dotted, label, language, t

_SAID: Final = 3
_OUTCOMES: Final = (Outcome.ALLOWED, Outcome.CONDITIONAL)
_KINDS: Final = tuple(DataCategory)


class Narrowing(StrEnum):
    """What the pills beside the search leave."""

    ALLOWED = "allowed"
    CONDITIONAL = "conditional"
    SOON = "soon"


def _colours() -> dict[str, str]:
    return {chip(mark(one), language()): LOOKS[mark(one)].colour for one in _OUTCOMES}


def _data(row: ClearedFlow) -> str:
    return dotted(label(kind) for kind in sorted(row.categories or (), key=_KINDS.index)) or unknown(language())


RECIPIENTS: Final[Listing[ClearedFlow]] = Listing(
    name="approved",
    words="approved",
    alt="approved.alt",
    identity=lambda row: row.flow_id,
    controls=(
        Control(name="q"),
        Control(name="narrow", options=tuple(Narrowing), is_many=True),
        Control(name="categories", options=_KINDS, is_many=True),
    ),
    columns=(
        Column(
            name="outcome", widths=(104, 112), chips=_colours, is_ordered=True,
            cell=lambda row, _: [chip(mark(row.outcome), language())],
        ),
        Column(name="party", widths=(150, 138), cell=lambda row, _: row.party),
        Column(name="data", widths=(126, 118), cell=lambda row, _: _data(row)),
        Column(
            name="purpose", widths=(110, 106), is_ordered=True, cell=lambda row, _: row.purpose or none(language())
        ),
        Column(name="route", widths=(92, 100), is_ordered=True, cell=lambda row, _: label(row.route)),
        Column(
            name="valid", widths=(86, 94), is_ordered=True,
            cell=lambda row, _: day(row.valid_until, language()) if row.valid_until else t("slip.no_end_short"),
        ),
        Column(name="conditions", widths=(212, 212), cell=lambda row, _: _conditions(row)),
        Column(name="flow", widths=(160, 160), is_ordered=True, cell=lambda row, _: row.name),
    ),
)  # fmt: skip


def show_approved(page: Page) -> None:
    """Filters and table; a row leads into the check, with its flow filled in."""
    # Under the id of the reader: what somebody decided himself does not count for him.
    is_any = memo(page, "any_answer", partial(any_answer, page.workspace, page.as_of, actor=page.actor), page.actor.id)
    if is_any:
        _list(page)
        return
    steps = [NextStep(t("approved.to_check"), to="check")] if may(page.actor, Permission.ASK_CLEARANCE) else []
    empty_state("verified_user", t("approved.empty"), *steps)


@apart
def _list(page: Page) -> None:
    RECIPIENTS.take_address()
    text = RECIPIENTS.search_box()
    wanted = _wanted()
    read = partial(counts, page.workspace, page.as_of, wanted, actor=page.actor)
    found = memo(page, "approved_counts", read, wanted, page.actor.id)
    _pills(page, found)
    RECIPIENTS.keep_address()
    number = count(found.recipients, Unit.COMPANIES, language())
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(t("approved.count", flows=f"{found.flows:,}", count=number))
        RECIPIENTS.order_box()
    if text:
        _say_held_back(page, text)
    if found.flows:
        _table(page, wanted, found.flows)
    else:
        st.markdown(t("approved.none_left"))
    _say_elsewhere(page)


def _wanted() -> RecipientFilter:
    chosen = frozenset(RECIPIENTS.chosen("narrow") or ())
    return RecipientFilter(
        text=RECIPIENTS.chosen("q"),
        outcomes=frozenset(Outcome(one.value) for one in chosen - {Narrowing.SOON}),
        is_ending=Narrowing.SOON in chosen,
        categories=frozenset(RECIPIENTS.chosen("categories") or ()),
        order=RECIPIENTS.chosen("sort"),
    )


def _pills(page: Page, found: RecipientCounts) -> None:
    """Answers and what ends soon, with their counts, and the kinds of data of those that go anywhere."""
    numbers = {**{Narrowing(one.value): n for one, n in found.by_outcome.items()}, Narrowing.SOON: found.ending}
    words = {Narrowing(one.value): chip(mark(one), language()) for one in _OUTCOMES} | {
        Narrowing.SOON: t("approved.soon")
    }
    st.pills(
        t("approved.narrow"), list(Narrowing), selection_mode="multi", key=RECIPIENTS.key("narrow"),
        format_func=lambda one: f"{words[one]} {numbers[one]:,}", label_visibility="collapsed", wrap=True,
    )  # fmt: skip
    read = partial(categories_given, page.workspace, page.as_of, actor=page.actor)
    known = memo(page, "approved_categories", read, page.actor.id) | set(RECIPIENTS.chosen("categories") or ())
    st.pills(
        t("approved.categories"), sorted(known, key=_KINDS.index), selection_mode="multi", format_func=label,
        key=RECIPIENTS.key("categories"), wrap=True,
    )  # fmt: skip


def _say_held_back(page: Page, text: str) -> None:
    """Why somebody who was searched for is not listed: sales cannot open the dossier to see."""
    for row in held_back(page.workspace, page.as_of, text, limit=_SAID, actor=page.actor):
        reasons = reasons_against(page.workspace, row.flow_id, page.as_of, actor=page.actor)
        look, outcome = LOOKS[mark(row.outcome)], word(mark(row.outcome), language())
        why = t("approved.why", why=reason_markdown(reasons[0]), cites=cites(reasons[0])) if reasons else ""
        words = t("approved.held_back", name=plain(row.party), flow=plain(row.name), outcome=outcome, why=why)
        (st.error if row.outcome is Outcome.BLOCKED else st.warning)(words, icon=f":material/{look.icon}:")


def _table(page: Page, wanted: RecipientFilter, total: int) -> None:
    def rows(first: int, limit: int) -> tuple[list[ClearedFlow], int]:
        read = partial(row_page, page.workspace, page.as_of, wanted, first=first, limit=limit, actor=page.actor)
        return memo(page, "approved_rows", read, wanted, first, page.actor.id), total

    chosen = RECIPIENTS.draw(page, rows, of=(wanted, page.on))
    if chosen:
        if may(page.actor, Permission.ASK_CLEARANCE):
            go_to("check", party=chosen[0].third_party_id, flow=chosen[0].flow_id)
        go_to("flow", flow=chosen[0].flow_id)


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
