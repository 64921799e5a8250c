"""What the dashboard shows, read once for each state of the records: its five tiles, and its tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

import streamlit as st

from sakimori.domain.codes import Outcome, Severity
from sakimori.domain.values.text import JAPANESE
from sakimori.services.dashboard.due import ReviewDue, WaiverEnding, reviews_due, waivers_ending
from sakimori.services.dashboard.figures import DayFigures, known_days, point_on
from sakimori.services.dashboard.gaps import (
    GapStart,
    Month,
    StartEnd,
    WorstGap,
    forecast,
    gap_starts,
    start_ends,
    worst_gaps,
)
from sakimori.services.dashboard.view import Overview, overview
from sakimori.services.kernel.workspace import Workspace
from sakimori.ui.frame.components import go_to, link_to, section, tile
from sakimori.ui.frame.formats import Unit, count, day, distance, not_set, plain, since, unknown
from sakimori.ui.frame.pages import page as spec_of
from sakimori.ui.frame.risk import risk_chip
from sakimori.ui.frame.session import Page, memo
from sakimori.ui.frame.states import LOOKS, Mark, chip, mark, word
from sakimori.ui.frame.tables import number_column, severity_column, table, text_column
from sakimori.ui.frame.text import language, t
from sakimori.ui.gaps.filter import PARTIES

FIRST_SHOWN: Final = 12
LISTED: Final = 60
"""So many rows at most stand in a table that only gives the first of many."""

AHEAD_DAYS: Final = 90
"""How far reviews and waivers are looked at."""

KNOWN_GAPS: Final = ",".join(Severity)
"""What the gap board is asked for so that it leaves out what nobody has answered."""


def figures_of(page: Page) -> Overview:
    """The state of the day."""
    return memo(
        page,
        "risk.overview",
        lambda: overview(page.workspace, on=page.on, today=page.today, number=page.known),
    )


def history_of(page: Page) -> tuple[DayFigures, ...]:
    """The month ends before the day; those that are past were read when they were first shown, and never change."""
    soon_days = memo(page, "risk.soon_days", lambda: _soon_days(page.workspace))
    days = memo(page, "risk.days", lambda: known_days(page.workspace, on=page.on, today=page.today))
    return tuple(_point(str(page.workspace.target), day, number, soon_days, page.workspace) for day, number in days)


def _soon_days(workspace: Workspace) -> int:
    with workspace.unit() as unit:
        return unit.policy().coming_days


@st.cache_resource(max_entries=200, show_spinner=False)
def _point(_target: str, day: date, number: int, soon_days: int, _workspace: Workspace) -> DayFigures:
    return point_on(_workspace, day=day, number=number, soon_days=soon_days)


def forecast_of(page: Page) -> tuple[Month, ...]:
    """What begins, month by month."""
    return memo(page, "risk.months", lambda: forecast(page.workspace, on=page.on, number=page.known))


def start_ends_of(page: Page) -> tuple[StartEnd, ...]:
    """When start periods end."""
    return memo(page, "risk.start_ends", lambda: start_ends(page.workspace, on=page.on, number=page.known))


def starting_of(page: Page, month: date) -> tuple[GapStart, ...]:
    """What begins in one month."""
    return memo(
        page,
        "risk.starting",
        lambda: gap_starts(page.workspace, on=page.on, month=month, number=page.known),
        month,
    )


def reasons_of(page: Page) -> Mapping[str, WorstGap]:
    """Why the first of the worst stand where they stand."""
    first = [party.id for party in figures_of(page).worst[:FIRST_SHOWN]]
    return memo(page, "risk.reasons", lambda: worst_gaps(page.workspace, first, on=page.on, number=page.known), *first)


def reviews_of(page: Page) -> tuple[ReviewDue, ...]:
    """The reviews that are overdue or near."""
    return memo(
        page,
        "risk.reviews",
        lambda: reviews_due(page.workspace, on=page.on, number=page.known, days=AHEAD_DAYS),
    )


def waivers_of(page: Page) -> tuple[WaiverEnding, ...]:
    """The waivers that run out soon."""
    return memo(
        page,
        "risk.waivers",
        lambda: waivers_ending(page.workspace, on=page.on, today=page.today, number=page.known, days=AHEAD_DAYS),
    )


@dataclass(frozen=True, slots=True)
class FigureTile:
    """One figure: where it stands in the `DayFigures`, what a rise means, and where its rows are."""

    name: str
    unit: Unit
    more: Literal["worse", "better", "neutral"]
    page: str
    query: tuple[tuple[str, str], ...] = ()
    else_page: str = ""
    """Where those are led to whom the page is closed."""


_OF = ("of", PARTIES)
"""Figures count third parties; our own gaps are not among them."""


def figure_tiles(soon_days: int) -> tuple[FigureTile, ...]:
    """The five figures of the dashboard, in their order."""
    return (
        FigureTile("blocked", Unit.COMPANIES, "worse", "flows", (("verdict", Outcome.BLOCKED.value), ("view", "list"))),
        FigureTile("overdue", Unit.CASES, "worse", "gaps", (("due", "overdue"), ("sev", KNOWN_GAPS), _OF)),
        FigureTile("due_soon", Unit.CASES, "worse", "gaps", (("due", str(soon_days)), ("sev", KNOWN_GAPS), _OF)),
        FigureTile("unknown", Unit.COMPANIES, "worse", "gaps", (("kind", Mark.UNKNOWN.value), _OF)),
        FigureTile("slips", Unit.CASES, "better", "inbox", else_page="check"),
    )


def show_tiles(page: Page, figures: Overview, history: Sequence[DayFigures]) -> None:
    """Five figures; where last month is not on record there is no change, and no line is drawn through one point."""
    with st.grid(5, min_column_width=150):
        for shown in figure_tiles(figures.soon_days):
            with st.container(gap="xxsmall"):
                _show_tile(page, shown, figures, history)


def _show_tile(page: Page, shown: FigureTile, figures: Overview, history: Sequence[DayFigures]) -> None:
    last_month = figures.on.replace(day=1) - timedelta(days=1)
    now: int | None = getattr(figures.now, shown.name)
    known: dict[date, int] = {
        point.day: number for point in history if (number := getattr(point, shown.name)) is not None
    }
    before = known.get(last_month)
    tile(
        t(f"risk.tile_{shown.name}", days=figures.soon_days),
        unknown(language()) if now is None else tile_value(now, shown.unit),
        change=now - before if now is not None and before is not None else None,
        change_note=t("risk.since_last_month") if now is not None and before is not None else None,
        history=[*known.values(), now] if known and now is not None else None,
        more=shown.more,
        help_text=t(f"risk.help_{shown.name}", days=figures.soon_days),
    )
    is_open = spec_of(shown.page).is_for(page.actor.roles)
    link_to(shown.page if is_open else shown.else_page, t("risk.rows"), **dict(shown.query))


def tile_value(number: int, unit: Unit) -> str:
    """A figure with its unit; the English unit is longer than the tile, and stands in the label."""
    return count(number, unit, language()) if language() == JAPANESE else f"{number:,}"


def show_severities(figures: Overview) -> None:
    """The gaps of the day by severity, the unknown ones apart, each a link to its rows."""
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.markdown(f"**{t('risk.now')}**", width="content")
        for severity, number in figures.gaps.items():
            words = f"{chip(mark(severity), language())} {count(number, Unit.CASES, language())}"
            link_to("gaps", words, icon="chevron_right", sev=severity.value, of=PARTIES)
        words = f"{chip(Mark.UNKNOWN, language())} {count(figures.unknown_gaps, Unit.CASES, language())}"
        link_to("gaps", words, icon="chevron_right", kind=Mark.UNKNOWN.value, of=PARTIES)


def show_first(page: Page, figures: Overview) -> None:
    """The third parties to deal with first; a chosen row opens its dossier."""
    first = figures.worst[:FIRST_SHOWN]
    section(t("risk.first"), t("risk.first_note", shown=len(first), total=len(figures.worst)) if first else "")
    if not first:
        st.markdown(plain(t("risk.first_none")))
        return
    reasons = reasons_of(page)
    chosen = table(
        [
            (
                [chip(mark(party.worst), language())],
                party.name,
                risk_chip(party.risk),
                reasons[party.id].title.get(language()),
                since(reasons[party.id].since_on, page.on, language()),
                party.persons,
                party.owner or not_set(language()),
            )
            for party in first
        ],
        {
            "worst": severity_column(t("risk.worst"), width=86, pinned=True),
            "party": text_column(t("risk.third_party"), width=190, pinned=True),
            "risk": text_column(t("risk.value"), width=84),
            "reason": text_column(t("risk.reason"), width=260),
            "since": text_column(t("risk.since"), width=104),
            "persons": number_column(t("risk.persons"), width=72),
            "owner": text_column(t("risk.owner"), width=84),
        },
        key="risk_first",
        alt=t("risk.first"),
        select="one",
    )
    if chosen:
        go_to("party", party=first[chosen[0]].id)


def show_reviews(page: Page, figures: Overview) -> None:
    """Periodic reviews that are overdue, and those that come; the overdue ones first."""
    reviews = reviews_of(page)
    overdue = [review for review in reviews if review.is_overdue]
    section(
        t("risk.reviews"),
        t(
            "risk.reviews_note",
            overdue=count(len(overdue), Unit.COMPANIES, language()),
            coming=count(len(reviews) - len(overdue), Unit.COMPANIES, language()),
            days=AHEAD_DAYS,
        ),
    )
    link_to("calendar", t("risk.all_in_calendar") if len(reviews) > LISTED else t("page.calendar"))
    if not reviews:
        st.markdown(plain(t("risk.reviews_none", days=AHEAD_DAYS)))
        return
    shown = reviews[:LISTED]
    chosen = table(
        [_review(review, figures, page.on) for review in shown],
        {
            "party": text_column(t("risk.third_party"), width=164, pinned=True),
            "due": text_column(t("risk.due"), width=86),
            "left": text_column(t("risk.left"), width=122),
            "owner": text_column(t("risk.owner"), width=72),
        },
        key="risk_reviews",
        alt=t("risk.reviews"),
        select="one",
    )
    if chosen:
        go_to("party", party=shown[chosen[0]].third_party_id)


def _review(review: ReviewDue, figures: Overview, on: date) -> tuple[str, str, str, str]:
    party = figures.parties[review.third_party_id]
    left = distance(review.due_on, on, language())
    return (
        party.name,
        day(review.due_on, language()),
        f"{LOOKS[mark(review.severity)].glyph} {left}" if review.is_overdue else left,
        party.owner or not_set(language()),
    )


def show_departments(figures: Overview) -> None:
    """The known gaps by the department that answers for them."""
    section(t("risk.departments"), t("risk.departments_note"))
    chosen = table(
        [
            (row.department or t("risk.no_owner"), *(row.counts.get(s, 0) for s in Severity), row.total)
            for row in figures.departments
        ],
        {
            "department": text_column(t("risk.department"), width=100, pinned=True),
            **{s.value: number_column(word(mark(s), language()), width=52) for s in Severity},
            "total": number_column(t("risk.total"), width=52),
        },
        key="risk_departments",
        alt=t("risk.departments"),
        select="one",
    )
    if chosen:
        name = figures.departments[chosen[0]].department
        go_to("gaps", sev=KNOWN_GAPS, of=PARTIES, **({"dep": name} if name else {}))


def show_waivers(page: Page, figures: Overview) -> None:
    """The waivers that run out soon: from the day after, their gaps count again."""
    waivers = waivers_of(page)
    section(t("risk.waivers"), t("risk.waivers_note"))
    if not waivers:
        st.markdown(plain(t("risk.waivers_none", days=AHEAD_DAYS)))
        return
    chosen = table(
        [
            (
                [chip(mark(waiver.severity), language())],
                day(waiver.last_day, language()),
                figures.parties[waiver.third_party_id].name,
                waiver.title.get(language()),
            )
            for waiver in waivers
        ],
        {
            "severity": severity_column(t("risk.severity"), width=86, pinned=True),
            "last_day": text_column(t("risk.last_day"), width=88),
            "party": text_column(t("risk.third_party"), width=186),
            "gap": text_column(t("risk.gap"), width=260),
        },
        key="risk_waivers",
        alt=t("risk.waivers"),
        select="one",
    )
    if chosen:
        go_to("party", party=waivers[chosen[0]].third_party_id)
