"""15項目スコアカード: how do we stand on the fifteen points, and what is open on the chosen one?"""

from __future__ import annotations

from typing import Final

import streamlit as st

from sakimori.domain.codes import Severity
from sakimori.domain.records.third_party import SELF_ID
from sakimori.domain.values.as_of import AsOf
from sakimori.services.dashboard.figures import known_days
from sakimori.services.dashboard.points import PointStanding, Scorecard, owners_of_point, scorecard
from sakimori.services.gaps.rows import GapFilter, GapRow, row_page
from sakimori.services.kernel.workspace import Workspace
from sakimori.ui.dashboard.points.states import owners_in_words, state_mark
from sakimori.ui.frame.components import empty_state, link_to, section
from sakimori.ui.frame.formats import Unit, aside, count, headed, month_short, plain
from sakimori.ui.frame.listing_state import chosen_row
from sakimori.ui.frame.session import Page, memo
from sakimori.ui.frame.states import Mark, chip, mark
from sakimori.ui.frame.tables import Cell, number_column, severity_column, text_column
from sakimori.ui.frame.text import language, point_label, t
from sakimori.ui.frame.views import from_address, named_in_address
from sakimori.ui.gaps.filter import ALL, OWN, mark_of

_WHOSE: Final = "points_whose"
_TREND: Final = "points_trend"
_SHOWN: Final = 3
"""So many of the open rows of a point stand beside it; the board has them all."""
_WIDTHS: Final = dict(zip(Severity, (52, 52, 72, 52), strict=True))
"""As wide as their heads are, so that every column stands beside the chosen point."""
IS_OWN: Final = {ALL: None, OWN: True}
"""Whose gaps are counted: those of everybody, or our own alone."""


def show_scorecard(page: Page) -> None:
    """The line of counts, a row a point, and the chosen one beside them."""
    whose = _whose()
    card = scorecard_of(page, whose)
    if not any(standing.is_measured for standing in card.points):
        empty_state("scoreboard", t("points.empty"))
    _show_counts(card)
    left, right = st.columns([74, 26], gap="medium")
    with left:
        place = _show_points(page, card, whose)
    with right, st.container(border=True):
        _show_point(page, card.points[place or 0], whose)
    st.caption(t("points.note"))


def scorecard_of(page: Page, whose: str) -> Scorecard:
    """The points on the day of the page."""
    return memo(page, "points", lambda: scorecard(page.workspace, page.as_of, is_own=IS_OWN[whose]), whose)


def chosen_whose() -> str:
    """Whose gaps the address asks for."""
    return named_in_address("of", (ALL, OWN), ALL)


def _whose() -> str:
    follow = from_address("of", _WHOSE, (ALL, OWN), ALL)
    words = {ALL: t("points.everybody"), OWN: t("points.own_only")}
    with st.container(horizontal=True, horizontal_alignment="right", vertical_alignment="center"):
        st.toggle(t("points.trend"), key=_TREND, help=t("points.trend_help"))
        st.segmented_control(
            t("points.whose"), list(words), key=_WHOSE, format_func=words.__getitem__, label_visibility="collapsed",
            required=True, on_change=follow,
        )  # fmt: skip
    return str(st.session_state[_WHOSE])


def _show_counts(card: Scorecard) -> None:
    """How many of the points stand in each state."""
    marks = [state_mark(standing) for standing in card.points]
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.markdown(f"**{t('points.of_fifteen')}**", width="content")
        for state in (Mark.OK, *(mark(severity) for severity in Severity), Mark.UNKNOWN):
            if number := marks.count(state):
                st.markdown(f"{chip(state, language())} {number}", width="content")


def _show_points(page: Page, card: Scorecard, whose: str) -> int | None:
    trend = _trend_of(page, whose) if st.session_state.get(_TREND) else ()
    columns = {
        "point": text_column(t("points.point"), width=172),
        "state": severity_column(t("points.state"), width=82),
        **{one.value: number_column(chip(mark(one), language()), width=width) for one, width in _WIDTHS.items()},
        "unknown": number_column(chip(Mark.UNKNOWN, language()), width=78),
        "overdue": number_column(t("points.overdue"), width=54),
        **{f"m{then.on:%Y%m}": number_column(month_short(then.on, language()), width=56) for then in trend},
    }
    rows: list[tuple[Cell, ...]] = [
        (
            point_label(standing.point),
            [chip(state_mark(standing), language())],
            *(standing.defects.get(severity, 0) for severity in Severity),
            standing.unknown,
            standing.overdue,
            *(then.of(standing.point).number for then in trend),
        )
        for standing in card.points
    ]
    ids = [standing.point for standing in card.points]
    return chosen_row("point", ids, rows, columns, key="points_table", alt=t("page.scorecard"))


def _trend_of(page: Page, whose: str) -> tuple[Scorecard, ...]:
    """The month ends before the day as known then, which never change."""
    days = memo(page, "points.days", lambda: known_days(page.workspace, on=page.on, today=page.today))
    target = str(page.workspace.target)
    return tuple(_then(target, AsOf(on, number, is_past=True), whose, _workspace=page.workspace) for on, number in days)


@st.cache_resource(max_entries=100, show_spinner=False)
def _then(_target: str, as_of: AsOf, whose: str, *, _workspace: Workspace) -> Scorecard:
    return scorecard(_workspace, as_of, is_own=IS_OWN[whose])


def _show_point(page: Page, standing: PointStanding, whose: str) -> None:
    """What the point asks, how it stands, its first rows, and where they are all."""
    point = standing.point
    section(point_label(point))
    st.markdown(plain(t(f"point.{point}.asks")))
    st.caption(plain(t(f"point.{point}.articles")))
    st.caption(plain(headed(t("points.law"), t(f"point.{point}.law"), language())))
    if not standing.is_measured:
        st.markdown(f"{chip(Mark.UNKNOWN, language())} {t('points.no_register')}")
    open_number = count(standing.number, Unit.CASES, language())
    unknown_number = count(standing.unknown, Unit.CASES, language())
    st.markdown(plain(t("points.numbers", gaps=open_number, unknown=unknown_number)))
    found = GapFilter(last_day=page.on, point=point, is_own=IS_OWN[whose])
    rows, total = memo(
        page,
        "points.rows",
        lambda: row_page(page.workspace, page.as_of, found, first=0, limit=_SHOWN),
        point,
        whose,
    )
    if rows:
        _show_owners(page, point, whose)
    with st.container(horizontal=True):
        if total:
            link_to("gaps", t("points.to_board", count=total), icon="flag", point=point, of=whose)
        link_to("guide", t("points.to_guide"), icon="menu_book", point=point)
    _show_rows(rows)


def _show_owners(page: Page, point: str, whose: str) -> None:
    """Whose the known gaps are, whoever has the most that is late first."""
    owners = memo(
        page,
        "points.owners",
        lambda: owners_of_point(page.workspace, page.as_of, point, is_own=IS_OWN[whose]),
        point,
        whose,
    )
    if owners:
        words = headed(t("points.owners"), owners_in_words(owners), language())
        st.caption(plain(words))


def _show_rows(rows: list[GapRow]) -> None:
    """The first gaps, each a link to the dossier in which it is mended, with whose it is."""
    for row in rows:
        said = aside(row.title.get(language()), row.owner_name or t("risk.no_owner"), language())
        where = ("own", {}) if row.third_party_id == SELF_ID else ("party", {"party": row.third_party_id})
        link_to(where[0], f"{chip(mark_of(row), language())} {row.third_party_name}", icon="chevron_right", **where[1])
        st.caption(plain(said))
