"""もし…なら: which flows and slips would get another answer, from which word to which and why; nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Final

import streamlit as st

from sakimori.clock import now
from sakimori.domain.clearance import Reason
from sakimori.errors import RefusedError
from sakimori.services.clearance.standing import OF_FLOWS
from sakimori.services.clearance.what_if import Turned, WhatIf, what_if
from sakimori.ui.clearance.what_if_forms import Supposed, ask_supposition, subject_of
from sakimori.ui.clearance.what_if_open import WHAT_IF, About
from sakimori.ui.clearance.words import cites, kind_badge, outcome_on_tint, said, told
from sakimori.ui.frame.components import link_to, refusal
from sakimori.ui.frame.dialogs import Dialogs
from sakimori.ui.frame.formats import headed
from sakimori.ui.frame.plain import plain
from sakimori.ui.frame.session import Page, kept
from sakimori.ui.frame.states import chip, mark
from sakimori.ui.frame.tables import Cell, outcome_column, table, text_column
from sakimori.ui.frame.text import ENGLISH, JAPANESE, language, t, t_count

_OF_ONE: Final = frozenset({About.PARTY, About.CONTRACT})
"""Where the page behind the dialog names the third party."""
_WIDTHS: Final = {JAPANESE: (216, 98, 98, 258), ENGLISH: (192, 112, 112, 254)}


def what_if_dialogs(page: Page) -> Dialogs:
    """The dialog as a page shows it among its others."""
    return {WHAT_IF: ("what_if.title", partial(_body, page))}


def _body(page: Page, about: About, record_id: str) -> None:
    st.markdown(f"**{plain(subject_of(page, about, record_id))}**")
    st.caption(t(f"what_if.lead_{about.value}"))
    day = st.date_input(
        t("what_if.on"), value=page.on, min_value=page.today, format="YYYY/MM/DD", key="what_if_on", width=180
    )
    supposed = ask_supposition(page, about, record_id, on=day)
    if supposed is None:
        st.info(t("what_if.open_field"), icon=":material/edit:")
        return
    try:
        with st.spinner(t("what_if.judging")):
            found = kept(page, "what_if", _answer(page, supposed, day), day, *supposed.key)
    except RefusedError as error:
        refusal(error)
        return
    _tell(found)
    parties = {one.third_party_id for one in found.changed}
    _list(found, is_of_one=about in _OF_ONE and len(parties) == 1)


def _answer(page: Page, supposed: Supposed, day: date) -> Callable[[], WhatIf]:
    return lambda: what_if(page.workspace, supposed.make(), on=day, actor=page.actor, at=now())


def _tell(found: WhatIf) -> None:
    st.markdown(f"**{plain(found.words.get(language()))}**")
    turned, others = len(found.turned), len(found.changed) - len(found.turned)
    if not found.looked_at:
        st.info(t("what_if.nothing_reads"), icon=":material/info:")
        return
    looked = t_count("what_if.looked", found.looked_at)
    if not found.changed:
        st.success(t("what_if.nothing_turns", looked=looked), icon=":material/check_circle:")
    elif turned:
        st.warning(t_count("what_if.turn", turned, looked=looked), icon=":material/alt_route:")
    else:
        st.info(t("what_if.no_word_turns", looked=looked), icon=":material/info:")
    if others and turned:
        st.caption(t_count("what_if.others", others))


def _list(found: WhatIf, *, is_of_one: bool) -> None:
    if not found.changed:
        return
    what, before, after, why = _WIDTHS[language()]
    columns = {
        "what": text_column(t("what_if.what"), width=what),
        "before": outcome_column(t("what_if.before"), width=before),
        "after": outcome_column(t("what_if.after"), width=after),
        "why": text_column(t("what_if.why"), width=why),
    }
    cells = [_cells(one, is_of_one=is_of_one) for one in found.changed]
    chosen = table(cells, columns, key="what_if_table", alt=t("what_if.alt"), select="one")
    if chosen and chosen[0] < len(found.changed):
        _show(found.changed[chosen[0]])
    else:
        st.caption(t("what_if.hint"))


def _cells(one: Turned, *, is_of_one: bool) -> list[Cell]:
    return [
        _named(one) if is_of_one else headed(one.third_party_name, _named(one), language()),
        [chip(mark(one.before), language())],
        [chip(mark(one.after), language())],
        _why(one),
    ]


def _named(one: Turned) -> str:
    return one.name if one.kind in OF_FLOWS else t("what_if.slip", number=one.name)


def _why(one: Turned) -> str:
    """The reason that makes the answer what it would be; where none comes in, the one that falls away."""
    for reason in sorted(one.added, key=lambda reason: reason.outcome is not one.after):
        return told(reason)
    return t("what_if.falls_away", reason=told(one.removed[0]))


def _show(one: Turned) -> None:
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            words = f"{outcome_on_tint(one.before)} → {outcome_on_tint(one.after)}"
            st.markdown(f"**{plain(headed(one.third_party_name, _named(one), language()))}**　{words}", width="stretch")
            if one.kind in OF_FLOWS:
                link_to("flow", t("what_if.to_flow"), icon="account_tree", flow=one.subject_id)
        _reasons(t("what_if.added"), one.added)
        _reasons(t("what_if.removed"), one.removed)


def _reasons(title: str, reasons: Sequence[Reason]) -> None:
    if reasons:
        lines = "".join(f"\n- {kind_badge(r.kind)} {said(r)}　:gray[:small[{cites(r)}]]" for r in reasons)
        st.markdown(f"{title}\n{lines}")
