"""The clocks of an incident: by when each report is due, how that is counted, and how far it is, minute by minute."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import streamlit as st

from sakimori.domain.incident import Clock
from sakimori.domain.rule import in_one_line
from sakimori.services.incidents.shapes import ClockView
from sakimori.ui.frame.formats import day, day_long, distance, linked, plain
from sakimori.ui.frame.text import label, language, t

EVERY: Final = "60s"
"""The clocks of a page that stays open move on so often."""
_SOON: Final = 1
"""So many days before the last one a clock says so by colour too."""


@dataclass(frozen=True, slots=True)
class Hand:
    """How a clock stands on a day: how far it is in words, with colour and icon, and whether it has stopped."""

    words: str
    colour: str
    icon: str
    has_stopped: bool = False


def hand_of(view: ClockView, on: date) -> Hand:
    """How one clock stands; until the day to aim at is over, that day counts."""
    clock = view.clock
    if view.done_on is not None:
        words = t("incidents.sent_late" if view.was_late else "incidents.sent_on", day=day(view.done_on, language()))
        colour, icon = ("orange", "error") if view.was_late else ("green", "check_circle")
        return Hand(words, colour, icon, has_stopped=True)
    if clock.due_on is None:
        return Hand(t("incidents.promptly"), "orange", "schedule")
    if on > clock.due_on:
        return Hand(distance(clock.due_on, on, language()), "red", "error")
    aim = clock.target_on if clock.target_on is not None and on <= clock.target_on else clock.due_on
    is_near = (clock.due_on - on).days <= _SOON or aim == on
    return Hand(distance(aim, on, language()), "orange" if is_near else "blue", "alarm" if is_near else "schedule")


def days_of(clock: Clock) -> list[str]:
    """The days of a clock: the one to aim at, the last one, and what would make it another."""
    said: list[tuple[str, date | None]] = [
        ("incidents.aim", clock.target_on), ("incidents.last_day", clock.due_on),
        ("incidents.rolled", clock.rolled_from), ("incidents.other_day", clock.other_on),
    ]  # fmt: skip
    return [t(key, day=day_long(on, language())) for key, on in said if on is not None]


def show_clocks(views: Sequence[ClockView], counted_from: date, because: str, on: date) -> None:
    """One card a clock, the earliest first; those that have stopped come last."""
    hands = [(view.clock, hand_of(view, on)) for view in views]
    start = t(
        "incidents.counted_later" if because else "incidents.counted_from", day=day_long(counted_from, language())
    )
    if because:
        st.info(plain(t("incidents.became_reportable", day=day_long(counted_from, language()), because=because)))
    with st.grid(max(1, min(4, len(hands))), min_column_width=165):
        for clock, hand in sorted(hands, key=lambda pair: pair[1].has_stopped):
            with st.container(border=True, gap="xsmall", height="stretch"):
                _card(clock, hand, start)


def _card(clock: Clock, hand: Hand, start: str) -> None:
    st.markdown(f"**{plain(label(clock.report))}**")
    st.markdown(f"### :{hand.colour}[:material/{hand.icon}: {plain(hand.words)}]")
    if days := days_of(clock):
        st.markdown("  \n".join(map(plain, days)))
    cites = in_one_line(tuple(clock.citations)).get(language())
    told = t("incidents.counted", start=start, counted=clock.counted.get(language()), cites=cites)
    st.caption(linked(told))
