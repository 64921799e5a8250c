"""The month: which one is shown, its deadlines, and the sheet on which a day can be chosen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta

import streamlit as st

from sakimori.domain.rule import DeadlineKind
from sakimori.domain.values.days import add_months
from sakimori.services.calendar.deadlines import Deadline, deadlines
from sakimori.ui.charts import MonthDay, draw, month_calendar, month_grid
from sakimori.ui.frame.formats import month
from sakimori.ui.frame.plain import plain
from sakimori.ui.frame.session import Page, kept
from sakimori.ui.frame.states import mark, theme
from sakimori.ui.frame.text import language, t

COMING = timedelta(days=13)
"""The 14 days from the day of the page, that day included."""

_MONTH, _KINDS = "calendar_month", "calendar_kinds"


def shown_month(page: Page) -> date:
    """The first day of the month on the sheet: chosen, or named in the address, else that of the day of the page."""
    if _MONTH not in st.session_state:
        st.session_state[_MONTH] = _of_address() or page.on.replace(day=1)
    first: date = st.session_state[_MONTH]
    return first


def _of_address() -> date | None:
    try:
        return date.fromisoformat(f"{st.query_params.get('month', '')}-01")
    except ValueError:
        return None


def _turn(first: date) -> None:
    st.session_state[_MONTH] = first
    st.query_params["month"] = f"{first:%Y-%m}"


def all_deadlines(page: Page, first: date) -> tuple[Deadline, ...]:
    """What falls due on the sheet of a month or in the next 14 days, and all that is overdue."""
    sheet = month_grid(first)
    begin, end = min(sheet[0], page.on), max(sheet[-1], page.on + COMING)
    return kept(
        page,
        "deadlines",
        lambda: deadlines(page.workspace, on=page.on, today=page.today, number=page.number, first=begin, last=end),
        begin,
        end,
    )


def kind_pills(found: Sequence[Deadline]) -> list[Deadline]:
    """The pills by kind, each with its count; give the deadlines of the chosen kinds, of all while none is chosen."""
    counts: defaultdict[DeadlineKind, int] = defaultdict(int)
    for deadline in found:
        counts[deadline.kind] += 1
    words = {kind: f"{t(f'calendar.kind.{kind.value}')} {counts[kind]:,}" for kind in DeadlineKind}
    chosen = st.pills(
        t("calendar.kinds"), list(DeadlineKind), selection_mode="multi", key=_KINDS, label_visibility="collapsed",
        format_func=words.__getitem__, wrap=True,
    )  # fmt: skip
    return [deadline for deadline in found if not chosen or deadline.kind in chosen]


def month_buttons(page: Page, first: date) -> None:
    """The month in words, and the way to the one before and after."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            t("calendar.previous"), icon=":material/chevron_left:", key="calendar_previous", shortcut="Alt+Left",
            on_click=_turn, args=(add_months(first, -1),),
        )  # fmt: skip
        st.markdown(f"**{plain(month(first, language()))}**", width="content")
        st.button(
            t("calendar.next"), icon=":material/chevron_right:", key="calendar_next", shortcut="Alt+Right",
            on_click=_turn, args=(add_months(first, 1),),
        )  # fmt: skip
        if first != page.on.replace(day=1):
            st.button(
                t("calendar.this_month"), key="calendar_this", type="tertiary", on_click=_turn,
                args=(page.on.replace(day=1),),
            )  # fmt: skip


def month_sheet(page: Page, first: date, found: Sequence[Deadline]) -> date | None:
    """Draw the sheet, and give the day that a person has chosen on it."""
    by_day: defaultdict[date, list[Deadline]] = defaultdict(list)
    for deadline in found:
        by_day[deadline.day].append(deadline)
    days = {
        day: MonthDay(len(due), mark(min((d.severity for d in due), key=lambda severity: severity.rank)))
        for day, due in by_day.items()
    }
    drawing = month_calendar(first, days, on=page.on, theme=theme(), language=language())
    chosen = draw(drawing, f"calendar_sheet_{first:%Y%m}", select=True)
    return date.fromisoformat(chosen[0]) if chosen else None
