"""What the dashboard shows, read once for each state of the records: its five tiles, and its tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

import streamlit as st

from sakimori.domain.codes import Outcome, Severity
from sakimori.domain.values.text import JAPANESE
from sakimori.services.dashboard.due import ReviewDue
from sakimori.services.dashboard.figures import DayFigures
from sakimori.services.dashboard.view import Overview
from sakimori.ui.dashboard.state import (
    AHEAD_DAYS,
    FIRST_SHOWN,
    is_with_own,
    own_switch,
    reasons_of,
    reviews_of,
    waivers_of,
)
from sakimori.ui.frame.components import go_to, link_to, section, tile
from sakimori.ui.frame.formats import Unit, count, day, distance, not_set, plain, risk_words, unknown
from sakimori.ui.frame.pages import page as spec_of
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.states import LOOKS, Mark, chip, mark, word
from sakimori.ui.frame.tables import number_column, severity_column, table, text_column
from sakimori.ui.frame.text import language, t
from sakimori.ui.gaps.filter import ALL, PARTIES, Horizon

LISTED: Final = 60
"""So many rows at most stand in a table that only gives the first of many."""
REVIEWS_SHOWN: Final = 5
"""The others stand in the calendar, to which a link leads."""


KNOWN_GAPS: Final = ",".join(Severity)
"""What the gap board is asked for so that it leaves out what nobody has answered."""


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


def same_board(**query: str) -> dict[str, str]:
    """What the gap board is asked for so that it shows the rows behind a figure: with our own company, or without."""
    return query | {"of": ALL if is_with_own() else PARTIES}


def figure_tiles(soon_days: int) -> tuple[FigureTile, ...]:
    """The five figures of the dashboard, in their order."""

    def board(**query: str) -> tuple[tuple[str, str], ...]:
        return tuple(same_board(**query).items())

    now = Horizon.NOW.value
    return (
        FigureTile("blocked", Unit.COMPANIES, "worse", "flows", (("verdict", Outcome.BLOCKED.value), ("view", "list"))),
        FigureTile("overdue", Unit.CASES, "worse", "gaps", board(due="overdue", sev=KNOWN_GAPS, horizon=now)),
        FigureTile("due_soon", Unit.CASES, "worse", "gaps", board(due=str(soon_days), sev=KNOWN_GAPS, horizon=now)),
        FigureTile("unknown", Unit.CASES, "worse", "gaps", board(kind=Mark.UNKNOWN.value)),
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
    """The gaps of the day by severity, each a link to its rows, and our own company in or out."""
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        total = count(figures.counts.number, Unit.CASES, language())
        st.markdown(f"**{t('risk.now', count=total)}**", width="content")
        for severity in Severity:
            number = figures.counts.defects.get(severity, 0)
            words = f"{chip(mark(severity), language())} {count(number, Unit.CASES, language())}"
            link_to("gaps", words, icon="chevron_right", **same_board(sev=severity.value))
        st.space("stretch")
        own_switch()


NO_TIER: Final = "unknown"


def tier_code(tier: int | None) -> str:
    """A tier in an address; 未評価 has a code of its own."""
    return NO_TIER if tier is None else str(tier)


def short_tier(tier: int | None) -> str:
    """The word for a tier where there is little room."""
    return t(f"tier_short.{tier_code(tier)}")


def show_first(page: Page, figures: Overview) -> None:
    """The third parties to deal with first, in an order that the page says; a chosen row opens its dossier."""
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
                risk_words(party.risk),
                reasons[party.id].title.get(language()),
                count((page.on - reasons[party.id].since_on).days, Unit.DAYS, language()),
                party.persons,
                short_tier(party.tier),
                party.owner or not_set(language()),
            )
            for party in first
        ],
        {
            "worst": severity_column(t("risk.worst"), width=86),
            "party": text_column(t("risk.third_party"), width=172),
            "risk": text_column(t("risk.value"), width=80),
            "reason": text_column(t("risk.reason"), width=282),
            "since": text_column(t("risk.since"), width=60),
            "persons": number_column(t("risk.persons"), width=66),
            "tier": text_column(t("risk.tier"), width=60),
            "owner": text_column(t("risk.owner"), width=72),
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
    late, soon = (count(n, Unit.COMPANIES, language()) for n in (len(overdue), len(reviews) - len(overdue)))
    with st.container(horizontal=True, vertical_alignment="center"):
        section(t("risk.reviews"), t("risk.reviews_note", overdue=late, coming=soon, days=AHEAD_DAYS))
        link_to("calendar", t("risk.all_in_calendar"))
    if not reviews:
        st.markdown(plain(t("risk.reviews_none", days=AHEAD_DAYS)))
        return
    shown = reviews[:REVIEWS_SHOWN]
    chosen = table(
        [_review(review, figures, page.on) for review in shown],
        {
            "party": text_column(t("risk.third_party"), width=164),
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
            "department": text_column(t("risk.department"), width=100),
            **{s.value: number_column(word(mark(s), language()), width=52) for s in Severity},
            "total": number_column(t("risk.total"), width=52),
        },
        key="risk_departments",
        alt=t("risk.departments"),
        select="one",
    )
    if chosen:
        name = figures.departments[chosen[0]].department
        go_to("gaps", **same_board(sev=KNOWN_GAPS, **({"dep": name} if name else {})))


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
            "severity": severity_column(t("risk.severity"), width=86),
            "last_day": text_column(t("risk.last_day"), width=88),
            "party": text_column(t("risk.third_party"), width=186),
            "gap": text_column(t("risk.gap"), width=260),
        },
        key="risk_waivers",
        alt=t("risk.waivers"),
        select="one",
        link="party",
    )
    if chosen:
        go_to("party", party=waivers[chosen[0]].third_party_id)
