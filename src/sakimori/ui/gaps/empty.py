"""What the gap board says when it has nothing to list."""

from __future__ import annotations

from sakimori.services.gaps.board import first_after
from sakimori.services.parties.rows import party_rows
from sakimori.ui.frame.components import NextStep, empty_state
from sakimori.ui.frame.formats import day
from sakimori.ui.frame.session import Page, kept
from sakimori.ui.frame.text import SENTENCES, language, listed, t
from sakimori.ui.gaps.filter import chosen_filter
from sakimori.ui.gaps.listing import rows_of


def nothing_to_show(page: Page) -> bool:
    """Say so, and what comes next, where there is no third party or no gap on the day; True if nothing is to come."""
    rows = rows_of(page)
    parties = kept(
        page,
        "party_rows",
        lambda: party_rows(page.workspace, on=page.on, today=page.today, number=page.number),
    )
    if not parties:
        empty_state(
            "flag",
            t("gaps.empty"),
            NextStep(t("gaps.to_parties"), to="parties"),
            NextStep(t("gaps.to_imports"), to="imports"),
        )
        return True
    if any(row.is_now for row in rows) or (rows and chosen_filter(page).narrowing.is_any):
        return False
    coming = first_after(page.workspace, on=page.on, number=page.number)
    none = t("gaps.none_today") if page.on == page.today else t("gaps.none_on", day=day(page.on, language()))
    following = t("gaps.none_known") if coming is None else t("gaps.none_next", day=day(coming, language()))
    empty_state("task_alt", listed([none, following], SENTENCES), NextStep(t("gaps.to_calendar"), to="calendar"))
    return not rows
