"""照会・判定一覧: what waits for compliance, which answers turn soon, and how all slips stand."""

from __future__ import annotations

from enum import StrEnum

import streamlit as st

from sakimori.services.clearance.inbox import Inbox, inbox
from sakimori.services.clearance.slips import SlipState
from sakimori.services.kernel.access import Permission, may
from sakimori.ui.clearance.inbox_lists import show_asked, show_slips, show_turning
from sakimori.ui.frame.components import NextStep, empty_state, kept_tabs, tile
from sakimori.ui.frame.formats import Unit, count
from sakimori.ui.frame.session import Page, kept
from sakimori.ui.frame.text import language, t


class Tab(StrEnum):
    """The parts of the desk."""

    ASKED = "asked"
    TURNING = "turning"
    SLIPS = "slips"


_GONE = frozenset({SlipState.LAPSED, SlipState.REVOKED})


def show_inbox(page: Page) -> None:
    """Three figures, then the lists behind them."""
    found = kept(
        page, "inbox", lambda: inbox(page.workspace, on=page.on, number=page.number, actor=page.actor)
    )  # fmt: skip
    if not (found.inquiries or found.slips or found.turnings):
        steps = [NextStep(t("inbox.to_check"), to="check")] if may(page.actor, Permission.ASK_CLEARANCE) else []
        empty_state("inbox", t("inbox.empty"), *steps)
        return
    _tiles(found)
    words = {
        Tab.ASKED: t("inbox.tab_asked", count=len(found.waiting)),
        Tab.TURNING: t("inbox.tab_turning", count=len(found.turnings)),
        Tab.SLIPS: t("inbox.tab_slips", count=len(found.slips)),
    }
    opened, panel = kept_tabs(words, key="inbox_tab")
    with panel:
        match opened:
            case Tab.ASKED:
                show_asked(page, found)
            case Tab.TURNING:
                show_turning(page, found)
            case Tab.SLIPS:
                show_slips(found)


def _tiles(found: Inbox) -> None:
    lang = language()
    longest = max((row.days for row in found.waiting), default=None)
    days = count(longest, Unit.DAYS, lang) if longest else t("inbox.today")
    wait = t("inbox.tile_none") if longest is None else t("inbox.tile_longest", days=days)
    good = sum(row.standing.state is SlipState.GOOD for row in found.slips)
    gone = sum(row.standing.state in _GONE for row in found.slips)
    worse = sum(turning.is_worse for turning in found.turnings)
    with st.grid(3, min_column_width=150):
        tile(t("inbox.tile_waiting"), count(len(found.waiting), Unit.CASES, lang), note=wait)
        tile(
            t("inbox.tile_turning"), count(len(found.turnings), Unit.CASES, lang),
            note=t("inbox.tile_worse", count=count(worse, Unit.CASES, lang)),
        )  # fmt: skip
        tile(
            t("inbox.tile_good"), count(good, Unit.CASES, lang),
            note=t("inbox.tile_lapsed", count=count(gone, Unit.CASES, lang)),
        )  # fmt: skip
