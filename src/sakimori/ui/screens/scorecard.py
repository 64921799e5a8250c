"""15項目スコアカード: how do we stand on the fifteen points, and what was reported of it?"""

from __future__ import annotations

from sakimori.ui.dashboard.points.page import show_scorecard
from sakimori.ui.dashboard.points.report import scorecard_exports
from sakimori.ui.dashboard.reports.history import history_exports
from sakimori.ui.dashboard.reports.page import show_reports
from sakimori.ui.frame.views import View, show_views

show_views(
    {
        "scorecard": View(draw=show_scorecard, exports=scorecard_exports),
        "reports": View(draw=show_reports, exports=history_exports),
    }
)
