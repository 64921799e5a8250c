"""Tables of the dashboard: what to do first, reviews and waivers that fall due, who answers for the gaps."""

from __future__ import annotations

from datetime import date

import streamlit as st

from sakimori.domain.codes import Severity
from sakimori.services.dashboard.due import ReviewDue
from sakimori.services.dashboard.view import Overview
from sakimori.ui.dashboard.figures import (
    AHEAD_DAYS,
    FIRST_SHOWN,
    KNOWN_GAPS,
    LISTED,
    reasons_of,
    reviews_of,
    waivers_of,
)
from sakimori.ui.frame.components import go_to, link_to, section
from sakimori.ui.frame.formats import Unit, count, day, distance, not_set, since
from sakimori.ui.frame.plain import plain
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.states import LOOKS, chip, mark, word
from sakimori.ui.frame.tables import number_column, severity_column, table, text_column
from sakimori.ui.frame.text import language, t
from sakimori.ui.gaps.filter import DEPARTMENT, PARTIES


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
            "reason": text_column(t("risk.reason"), width=280),
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
        st.session_state[DEPARTMENT] = [name] if name else []
        go_to("gaps", sev=KNOWN_GAPS, of=PARTIES)


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
