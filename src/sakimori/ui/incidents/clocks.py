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
from sakimori.ui.frame.text import label, language, listed, t

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
    """One line a clock, the earliest first, those that have stopped last; how each is counted is opened beside them."""
    hands = [(view.clock, hand_of(view, on)) for view in views]
    hands.sort(key=lambda pair: pair[1].has_stopped)
    start = t(
        "incidents.counted_later" if because else "incidents.counted_from", day=day_long(counted_from, language())
    )
    if because:
        st.info(plain(t("incidents.became_reportable", day=day_long(counted_from, language()), because=because)))
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="incident_clocks"):
        for clock, hand in hands:
            st.markdown(_line(clock, hand, on), width="content")
        st.space("stretch")
        with st.popover(t("incidents.counting"), type="tertiary"):
            for clock, _hand in hands:
                _counting(clock, start)


def _line(clock: Clock, hand: Hand, on: date) -> str:
    """One clock: its report, how far it is, the day to aim at while that is ahead, and the last day."""
    words = f"**{plain(label(clock.report))}** :{hand.colour}[**:material/{hand.icon}: {plain(hand.words)}**]"
    if clock.due_on is None or hand.has_stopped:
        return words
    said = [t("incidents.last_day", day=day(clock.due_on, language()))]
    if clock.target_on is not None and on <= clock.target_on:
        said = [t("incidents.aim", day=day(clock.target_on, language())), *said]
    return f"{words} :small[{plain(listed(said))}]"


def _counting(clock: Clock, start: str) -> None:
    """The days of one clock, and how they are counted, with the articles."""
    st.markdown(f"**{plain(label(clock.report))}**")
    if days := days_of(clock):
        st.markdown("  \n".join(map(plain, days)))
    cites = in_one_line(tuple(clock.citations)).get(language())
    told = t("incidents.counted", start=start, counted=clock.counted.get(language()), cites=cites)
    st.caption(linked(told))
