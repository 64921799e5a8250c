"""不備ボード: what must I (my team) fix, by when, and what falls due when?"""

from __future__ import annotations

from sakimori.ui.calendar.page import calendar_dialogs, show_calendar
from sakimori.ui.calendar.reminders import show_reminders
from sakimori.ui.calendar.report import deadline_exports
from sakimori.ui.clearance.errands import show_errands_for_me
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.views import View, show_views
from sakimori.ui.gaps.actions import ACTS, DECISIONS
from sakimori.ui.gaps.listing import gap_exports
from sakimori.ui.gaps.page import show_gaps


def show_board(page: Page) -> None:
    """What this person was asked to see to, then the board."""
    show_errands_for_me(page)
    show_gaps(page)


show_views(
    {
        "gaps": View(draw=show_board, dialogs=lambda _: ACTS | DECISIONS, exports=gap_exports),
        "calendar": View(draw=show_calendar, dialogs=calendar_dialogs, exports=deadline_exports),
        "reminders": View(draw=show_reminders),
    }
)
