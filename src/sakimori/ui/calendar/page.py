"""The calendar of deadlines: the month on which a day can be chosen, and the lists where each is settled."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Final

import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from sakimori.domain.rule import DeadlineKind
from sakimori.domain.values.days import add_months
from sakimori.services.calendar.deadlines import Deadline, UndatedReview, deadlines, undated_reviews
from sakimori.services.parties.rows import any_party
from sakimori.ui.charts import MonthDay, draw, month_calendar, month_grid
from sakimori.ui.frame.components import NextStep, empty_state, go_to, section
from sakimori.ui.frame.dialogs import open_dialog
from sakimori.ui.frame.formats import Unit, count, day, day_long, day_short, distance, month, not_set, plain
from sakimori.ui.frame.listing import Column, Control, Listing
from sakimori.ui.frame.session import Page, memo
from sakimori.ui.frame.states import LOOKS, SEVERITIES, chip, mark, theme
from sakimori.ui.frame.tables import chip_column, table, text_column
from sakimori.ui.frame.text import language, t

COMING = timedelta(days=13)
"""The 14 days from the day of the page, that day included."""

_MONTH = "calendar_month"


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
    return memo(
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
    MONTH.take_address()
    words = {kind: f"{t(f'calendar.kind.{kind.value}')} {counts[kind]:,}" for kind in DeadlineKind}
    chosen = st.pills(
        t("calendar.kinds"), list(DeadlineKind), selection_mode="multi", key=MONTH.key("kinds"), label_visibility="collapsed",
        format_func=words.__getitem__, wrap=True,
    )  # fmt: skip
    MONTH.keep_address()
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


_SIDE_ROWS = 12


def overdue_line(found: Sequence[Deadline]) -> None:
    """One red line above everything, as long as something is overdue."""
    late = [deadline for deadline in found if deadline.is_overdue]
    if not late:
        return
    oldest = late[0]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.error(
            t(
                "calendar.overdue",
                count=count(len(late), Unit.CASES, language()),
                day=day(oldest.day, language()),
                who=plain(oldest.third_party_name),
            ),
            icon=":material/event_busy:",
            width="stretch",
        )
        st.button(t("calendar.overdue_show"), key="calendar_show_overdue", on_click=_show_overdue, args=(True,))


def _show_overdue(wanted: bool) -> None:  # noqa: FBT001 - what a button hands on
    st.session_state[MONTH.key("overdue")] = wanted


def undated_line(page: Page) -> None:
    """One grey line for those whose next review nobody can name."""
    without = memo(
        page, "undated", lambda: undated_reviews(page.workspace, on=page.on, today=page.today, number=page.number)
    )
    if not without:
        return
    label = t("calendar.undated", count=count(len(without), Unit.COMPANIES, language()))
    if st.button(label, key="calendar_undated", type="tertiary", icon=":material/event_note:"):
        open_dialog("calendar_undated", rows=without)


def undated_list(rows: tuple[UndatedReview, ...]) -> None:
    """The third parties without a date; a row leads to its dossier."""
    st.caption(t("calendar.undated_why"))
    chosen = table(
        [
            [
                row.third_party_name,
                t(f"tier_short.{'unknown' if row.tier is None else row.tier}"),
                row.owner_name or not_set(language()),
            ]
            for row in rows
        ],
        {
            "party": text_column(t("calendar.col_party"), width=300),
            "tier": text_column(t("calendar.col_tier"), width=90),
            "owner": text_column(t("calendar.col_owner"), width=140),
        },
        key="calendar_undated_table",
        alt=t("calendar.undated_alt"),
        select="one",
    )
    if chosen:
        go_to("party", party=rows[chosen[0]].third_party_id)


def side_list(page: Page, found: Sequence[Deadline], chosen_day: date | None) -> None:
    """The chosen day, or what is overdue, or the next 14 days."""
    if chosen_day is not None:
        title, rows = day_long(chosen_day, language()), [d for d in found if d.day == chosen_day]
    elif MONTH.chosen("overdue"):
        title, rows = t("calendar.overdue_title"), [d for d in found if d.is_overdue]
    else:
        title = t("calendar.coming")
        rows = [d for d in found if page.on <= d.day <= page.on + COMING]
    section(title, count(len(rows), Unit.CASES, language()) if rows else "")
    if not rows:
        _nothing(page, found, chosen_day)
    else:
        _side_table(page, rows)
    if chosen_day is None and MONTH.chosen("overdue"):
        st.button(t("calendar.back"), key="calendar_back", type="tertiary", on_click=_show_overdue, args=(False,))


def _nothing(page: Page, found: Sequence[Deadline], chosen_day: date | None) -> None:
    after = chosen_day or page.on
    coming = next((deadline.day for deadline in found if deadline.day > after), None)
    if coming is None:
        st.markdown(t("calendar.nothing"))
    else:
        st.markdown(t("calendar.nothing_next", day=day(coming, language())))


def _side_table(page: Page, rows: Sequence[Deadline]) -> None:
    chosen = table(
        [
            [
                _day_cell(deadline, page.on),
                [chip(mark(deadline.severity), language())],
                deadline.third_party_name,
                t(f"calendar.short.{deadline.kind.value}"),
            ]
            for deadline in rows[:_SIDE_ROWS]
        ],
        {
            "day": text_column(t("calendar.col_day"), width=56),
            "after": _severity_column(84),
            "party": text_column(t("calendar.col_party"), width=102),
            "kind": text_column(t("calendar.col_kind"), width=84),
        },
        key=f"calendar_side_{page.number}_{_signature(rows)}",
        alt=t("calendar.table_alt"),
        select="one",
    )
    if len(rows) > _SIDE_ROWS:
        rest = count(len(rows) - _SIDE_ROWS, Unit.CASES, language())
        st.caption(t("calendar.rest", count=rest))
    if chosen:
        _follow(rows[chosen[0]])


def _day_cell(deadline: Deadline, on: date) -> str:
    same_year = deadline.day.year == on.year
    return day_short(deadline.day, language()) if same_year else day(deadline.day, language())


def month_list(page: Page, first: date, found: Sequence[Deadline]) -> None:
    """Every deadline of the month, or all that is overdue when asked for or when the month has none."""
    in_month = [d for d in found if _is_in(d.day, first)]
    # The pills count what is overdue too: whoever narrows to it must not be left with an empty page.
    is_late = MONTH.chosen("overdue") or not in_month
    rows = [d for d in found if d.is_overdue] if is_late else in_month
    if not rows:
        return
    heading = t("calendar.overdue_title") if is_late else t("calendar.month_table", month=month(first, language()))
    section(heading, t("calendar.list_hint"))
    MONTH.draw(page, lambda at, limit: (rows[at : at + limit], len(rows)), of=(first, is_late, _signature(rows)))


def _is_in(on: date, first: date) -> bool:
    return (on.year, on.month) == (first.year, first.month)


def start_in_words(deadline: Deadline) -> str:
    """The fact from which a deadline counts; a day that nobody recorded is 未確認."""
    counted = day(deadline.start_on, language()) if deadline.start_on else t("fact.unknown")
    return t(f"calendar.start.{deadline.start.value}", day=counted)


def _severity_column(width: int) -> ColumnConfig:
    return chip_column(t("calendar.col_after"), _severities(), width=width)


def _severities() -> dict[str, str]:
    return {chip(state, language()): LOOKS[state].colour for state in SEVERITIES[:4]}


def _signature(rows: Sequence[Deadline]) -> int:
    """Names what a table shows, so that a choice does not move on to other rows."""
    return hash(tuple((d.kind, d.day, d.third_party_id) for d in rows)) & 0xFFFFFF


def _follow(deadline: Deadline) -> None:
    match deadline.target.record:
        case "assessment" if deadline.target.record_id:
            go_to("assess", id=deadline.target.record_id, q=deadline.target.field)
        case "contract" if "/" not in deadline.target.record_id:
            go_to("contracts", contract=deadline.target.record_id)
        case "flow":
            go_to("flows", flow=deadline.target.record_id)
        case "certificate":
            go_to("party", party=deadline.third_party_id, tab="certificates")
        case "gap" | "waiver":
            go_to("gaps", party=deadline.third_party_id)
        case _:
            go_to("party", party=deadline.third_party_id)


def _column(name: str, width: int, cell: Callable[[Deadline], str], *, pinned: bool = False) -> Column[Deadline]:
    return Column(name=name, widths=(width, width), pinned=pinned, cell=lambda deadline, _: cell(deadline))


MONTH: Final[Listing[Deadline]] = Listing(
    name="calendar",
    words="calendar",
    alt="calendar.table_alt",
    identity=lambda deadline: f"{deadline.kind}{deadline.day}{deadline.third_party_id}{deadline.title.ja}",
    opens=_follow,
    controls=(
        Control(name="kinds", options=tuple(DeadlineKind), is_many=True),
        Control(name="overdue", default=False),
    ),
    columns=(
        _column("day", 88, lambda deadline: day(deadline.day, language()), pinned=True),
        Column(name="left", widths=(104, 104), cell=lambda one, page: distance(one.day, page.on, language())),
        _column("kind", 122, lambda deadline: t(f"calendar.kind.{deadline.kind.value}")),
        _column("party", 144, lambda deadline: deadline.third_party_name),
        _column("title", 190, lambda deadline: deadline.title.get(language())),
        Column(
            name="after", widths=(84, 84), chips=_severities,
            cell=lambda deadline, _: [chip(mark(deadline.severity), language())],
        ),
        _column("owner", 72, lambda deadline: deadline.owner_name or not_set(language())),
        _column("start", 190, start_in_words),
        _column("basis", 150, lambda deadline: deadline.cites.get(language())),
        _column("count", 110, lambda _: t("calendar.counting")),
    ),
)  # fmt: skip


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


DIALOGS = {"calendar_undated": ("calendar.undated_title", undated_list)}
