"""不備ボード: what must I (my team) fix, by when, and what falls due when?"""

from __future__ import annotations

from sakimori.ui.calendar.page import DIALOGS, show_calendar
from sakimori.ui.calendar.report import deadline_exports
from sakimori.ui.frame.views import View, show_views
from sakimori.ui.gaps.actions import ACTS, DECISIONS
from sakimori.ui.gaps.listing import gap_exports
from sakimori.ui.gaps.page import show_gaps

show_views(
    {
        "gaps": View(draw=show_gaps, dialogs=lambda _: ACTS | DECISIONS, exports=gap_exports),
        "calendar": View(draw=show_calendar, dialogs=lambda _: DIALOGS, exports=deadline_exports),
    }
)
