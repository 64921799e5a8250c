"""What the calendar says where nothing is registered yet."""

from __future__ import annotations

from sakimori.services.parties.rows import party_rows
from sakimori.ui.frame.components import NextStep, empty_state
from sakimori.ui.frame.session import Page, kept
from sakimori.ui.frame.text import t


def nothing_registered(page: Page) -> bool:
    """Say the next step where there is no third party; True if so."""
    parties = kept(
        page,
        "party_rows",
        lambda: party_rows(page.workspace, on=page.on, today=page.today, number=page.number),
    )
    if parties:
        return False
    empty_state(
        "calendar_month",
        t("calendar.empty"),
        NextStep(t("calendar.to_parties"), to="parties"),
        NextStep(t("calendar.to_imports"), to="imports"),
    )
    return True
