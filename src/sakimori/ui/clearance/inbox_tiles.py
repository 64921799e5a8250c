"""The three figures above the lists of the desk: what waits, what turns, and the slips that are good."""

from __future__ import annotations

from typing import Final

import streamlit as st

from sakimori.services.clearance.inbox import DeskCounts
from sakimori.services.clearance.slips import SlipState
from sakimori.ui.frame.components import tile
from sakimori.ui.frame.formats import Unit, count
from sakimori.ui.frame.text import language, t

_GONE: Final = frozenset({SlipState.LAPSED, SlipState.REVOKED})


def show_tiles(found: DeskCounts) -> None:
    """Each figure with what stands behind it."""
    lang, longest = language(), found.longest
    days = count(longest, Unit.DAYS, lang) if longest else t("inbox.today")
    wait = t("inbox.tile_none") if longest is None else t("inbox.tile_longest", days=days)
    if found.asked_back:
        wait = t("inbox.tile_asked_back", wait=wait, count=count(found.asked_back, Unit.CASES, lang))
    good = found.slips.get(SlipState.GOOD, 0)
    gone = sum(found.slips.get(state, 0) for state in _GONE)
    with st.grid(3, min_column_width=150):
        tile(t("inbox.tile_waiting"), count(found.waiting, Unit.CASES, lang), note=wait)
        tile(
            t("inbox.tile_turning"),
            count(found.turnings, Unit.CASES, lang),
            note=t("inbox.tile_worse", count=count(found.worse, Unit.CASES, lang)),
        )
        tile(
            t("inbox.tile_good"),
            count(good, Unit.CASES, lang),
            note=t("inbox.tile_lapsed", count=count(gone, Unit.CASES, lang)),
        )
