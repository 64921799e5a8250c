"""不備ボード: what must I (my team) fix, by when, and what falls due when?"""

from __future__ import annotations

from sakimori.ui.calendar.page import calendar_dialogs, show_calendar
from sakimori.ui.calendar.reminders import show_reminders
from sakimori.ui.calendar.report import deadline_exports
from sakimori.ui.clearance.errands import show_errands_for_me
from sakimori.ui.clearance.talk.waiting import show_waiting
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.views import View, show_views
from sakimori.ui.gaps.actions import ACTS, DECISIONS
from sakimori.ui.gaps.listing import gap_exports
from sakimori.ui.gaps.page import show_gaps
from sakimori.ui.imports.carried import carried_dialogs, carried_notice, follow_carried, show_carried


def show_board(page: Page) -> None:
    """What waits for this person: talk, errands and carried decisions, then the board."""
    show_waiting(page)
    show_errands_for_me(page)
    carried_notice(page)
    show_gaps(page)


show_views(
    {
        "gaps": View(draw=show_board, dialogs=lambda _: ACTS | DECISIONS, exports=gap_exports),
        "calendar": View(draw=show_calendar, dialogs=calendar_dialogs, exports=deadline_exports),
        "reminders": View(draw=show_reminders),
        "carried": View(draw=show_carried, follow=follow_carried, dialogs=carried_dialogs),
    }
)
