"""The calendar of deadlines: the month on which a day can be chosen, and the lists where each is settled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import streamlit as st

from sakimori.domain.rule import DeadlineKind
from sakimori.domain.values.days import add_months
from sakimori.services.calendar.deadlines import (
    CalendarCounts,
    Deadline,
)
from sakimori.services.calendar.feed import MINE, Wish
from sakimori.services.calendar.words import kind_words, short_words
from sakimori.services.parties.rows import any_party
from sakimori.ui.calendar.listing import ALL, BY_MONTH, MONTH, follow
from sakimori.ui.calendar.shown import COMING, Shown, chosen_owner, counts_of, read_of, shown_month, shown_of
from sakimori.ui.calendar.subscribe import FOLLOW, follow_button, follow_dialog
from sakimori.ui.calendar.undated import undated_line, undated_list
from sakimori.ui.charts import MonthDay, draw_chosen, month_calendar
from sakimori.ui.frame.components import NextStep, empty_state, section
from sakimori.ui.frame.dialogs import Dialogs
from sakimori.ui.frame.formats import Unit, count, day, day_long, day_short, month, not_set, plain
from sakimori.ui.frame.session import Page, memo
from sakimori.ui.frame.states import mark, theme
from sakimori.ui.frame.tables import table, text_column
from sakimori.ui.frame.text import language, t


def _turn(first: date) -> None:
    st.query_params["month"] = f"{first:%Y-%m}"
    st.query_params.pop("day", None)


def _kinds(counts: CalendarCounts) -> None:
    """The kinds that have a date, each with its count, and those that are chosen; all are shown while none is."""
    chosen = MONTH.chosen("kinds") or ()
    words = {kind: f"{kind_words(kind).get(language())} {counts.by_kind.get(kind, 0):,}" for kind in DeadlineKind}
    st.multiselect(
        t("calendar.kinds"), [kind for kind in DeadlineKind if counts.by_kind.get(kind) or kind in chosen],
        key=MONTH.key("kinds"), format_func=words.__getitem__, placeholder=t("calendar.every_kind"),
        label_visibility="collapsed", width=300,
    )  # fmt: skip
    MONTH.keep_address()


def controls(page: Page, counts: CalendarCounts) -> None:
    """By the month or in one list, whose, which kinds, and the way to follow it from a calendar of one's own."""
    names = {"": t("calendar.everybody"), MINE: t("calendar.mine")}
    names |= {one: f"{name} {n:,}" for one, (name, n) in counts.by_owner.items() if one != page.actor.id}
    chosen = str(MONTH.chosen("whose"))
    names.setdefault(chosen, not_set(language()))
    ways = {BY_MONTH: t("calendar.by_month"), ALL: t("calendar.all")}
    with st.container(horizontal=True, vertical_alignment="center"):
        st.segmented_control(
            t("calendar.show"), list(ways), key=MONTH.key("show"), format_func=ways.__getitem__, required=True,
            label_visibility="collapsed",
        )  # fmt: skip
        st.selectbox(
            t("calendar.whose"), list(names), key=MONTH.key("whose"), format_func=names.__getitem__,
            label_visibility="collapsed", width=220,
        )  # fmt: skip
        _kinds(counts)
        st.space("stretch")
        follow_button(page)


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


def month_sheet(page: Page, shown: Shown, counts: CalendarCounts) -> date | None:
    """Draw the sheet, and give the day that a person has chosen on it."""
    days = {day: MonthDay(count, mark(severity)) for day, (count, severity) in counts.by_day.items()}
    drawing = month_calendar(shown.first, days, on=page.on, theme=theme(), language=language())
    chosen = draw_chosen(drawing, f"calendar_sheet_{shown.first:%Y%m}", name="day")
    return date.fromisoformat(chosen[0]) if chosen else None


_SIDE_ROWS = 12


def overdue_line(counts: CalendarCounts) -> None:
    """One red line above everything, as long as something is overdue."""
    oldest = counts.oldest
    if oldest is None:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        late, since = count(counts.overdue, Unit.CASES, language()), day(oldest.day, language())
        said = t("calendar.overdue", count=late, day=since, who=plain(oldest.third_party_name))
        st.error(said, icon=":material/event_busy:", width="stretch")
        st.button(t("calendar.overdue_show"), key="calendar_show_overdue", on_click=_show_overdue, args=(True,))


def _show_overdue(wanted: bool) -> None:  # noqa: FBT001 - what a button hands on
    st.session_state[MONTH.key("overdue")] = wanted
    st.query_params.pop("day", None)


def side_list(page: Page, shown: Shown, counts: CalendarCounts, chosen_day: date | None) -> None:
    """The chosen day, or what is overdue, or the next 14 days."""
    if chosen_day is not None:
        title, wanted = day_long(chosen_day, language()), shown.between(chosen_day, chosen_day)
    elif MONTH.chosen("overdue"):
        title, wanted = t("calendar.overdue_title"), shown.late
    else:
        title, wanted = t("calendar.coming"), shown.between(page.on, page.on + COMING)
    rows, total = read_of(page, wanted)(0, _SIDE_ROWS)
    section(title, count(total, Unit.CASES, language()) if rows else "")
    if not rows:
        _nothing(page, counts, chosen_day)
    else:
        _side_table(page, rows, total)
    if chosen_day is None and MONTH.chosen("overdue"):
        st.button(t("calendar.back"), key="calendar_back", type="tertiary", on_click=_show_overdue, args=(False,))


def _nothing(page: Page, counts: CalendarCounts, chosen_day: date | None) -> None:
    after = chosen_day or page.on
    coming = next((day for day in counts.by_day if day > after), None)
    said = t("calendar.nothing_next", day=day(coming, language())) if coming else t("calendar.nothing")
    st.markdown(said)


def _side_table(page: Page, rows: Sequence[Deadline], total: int) -> None:
    """Days with whole names; how grave each is when it is missed stands on the sheet and in the list below."""
    chosen = table(
        [
            [
                _day_cell(deadline, page.on),
                deadline.third_party_name,
                short_words(deadline.kind).get(language()),
            ]
            for deadline in rows
        ],
        {
            "day": text_column(t("calendar.col_day"), width=56),
            "party": text_column(t("calendar.col_party"), width=176),
            "kind": text_column(t("calendar.col_kind"), width=94),
        },
        key=f"calendar_side_{page.number}_{_signature(rows)}",
        alt=t("calendar.table_alt"),
        select="one",
        link="party",
    )
    if total > len(rows):
        st.caption(t("calendar.rest", count=count(total - len(rows), Unit.CASES, language())))
    if chosen:
        follow(rows[chosen[0]])


def _day_cell(deadline: Deadline, on: date) -> str:
    same_year = deadline.day.year == on.year
    return day_short(deadline.day, language()) if same_year else day(deadline.day, language())


def month_list(page: Page, shown: Shown) -> None:
    """Every deadline of the month, or all that is overdue when asked for or when the month has none."""
    first = shown.first
    wanted = shown.between(first, add_months(first, 1) - timedelta(days=1))
    # The pills count what is overdue too: whoever narrows to it must not be left with an empty page.
    is_late = MONTH.chosen("overdue") or not read_of(page, wanted)(0, 0)[1]
    if is_late:
        wanted = shown.late
    if not read_of(page, wanted)(0, 0)[1]:
        return
    heading = t("calendar.overdue_title") if is_late else t("calendar.month_table", month=month(first, language()))
    section(heading, t("calendar.list_hint"))
    MONTH.draw(page, read_of(page, wanted), of=(wanted, page.on))


def whole_list(page: Page, shown: Shown) -> None:
    """All that is overdue and all that falls due within two years, the soonest first."""
    wanted = shown.late if MONTH.chosen("overdue") else replace(shown.between(page.on, shown.end), overdue=True)
    _, total = read_of(page, wanted)(0, 0)
    title = t("calendar.overdue_title" if MONTH.chosen("overdue") else "calendar.all_title")
    section(title, count(total, Unit.CASES, language()) if total else "")
    if MONTH.chosen("overdue"):
        st.button(t("calendar.back_all"), key="calendar_back", type="tertiary", on_click=_show_overdue, args=(False,))
    if not total:
        st.markdown(t("calendar.nothing"))
        return
    st.caption(t("calendar.list_hint"))
    MONTH.draw(page, read_of(page, wanted), of=(wanted, page.on))


def _signature(rows: Sequence[Deadline]) -> int:
    """Names what a table shows, so that a choice does not move on to other rows."""
    return hash(tuple((d.kind, d.day, d.third_party_id) for d in rows)) & 0xFFFFFF


def nothing_registered(page: Page) -> bool:
    """Say the next step where there is no third party; True if so."""
    if memo(page, "any_party", lambda: any_party(page.workspace, page.as_of)):
        return False
    empty_state(
        "calendar_month",
        t("calendar.empty"),
        NextStep(t("calendar.to_parties"), to="parties"),
        NextStep(t("calendar.to_imports"), to="imports"),
    )
    return True


def show_calendar(page: Page) -> None:
    """The month with what falls due in it, or the way to the first third party."""
    if nothing_registered(page):
        return
    first = shown_month(page)
    shown = shown_of(page, first)
    counts = counts_of(page, shown)
    overdue_line(counts)
    controls(page, counts)
    if MONTH.chosen("show") == ALL:
        undated_line(page)
        whole_list(page, shown)
        return
    sheet, beside = st.columns([3, 2])
    with sheet:
        month_buttons(page, first)
        chosen_day = month_sheet(page, shown, counts)
    with beside:
        undated_line(page)
        side_list(page, shown, counts, chosen_day)
    month_list(page, shown)


def calendar_dialogs(page: Page) -> Dialogs:
    """Those without a date, and how to follow the calendar as it is shown."""
    wish = Wish(chosen_owner(page), frozenset(MONTH.chosen("kinds") or ()))
    return {
        "calendar_undated": ("calendar.undated_title", undated_list),
        FOLLOW: ("follow.title", partial(follow_dialog, page, wish)),
    }
