"""15項目スコアカード: how do we stand on the fifteen points?"""

from __future__ import annotations

from sakimori.ui.dashboard.points.page import show_scorecard
from sakimori.ui.dashboard.points.report import scorecard_exports
from sakimori.ui.frame.session import open_page
from sakimori.ui.frame.text import t

with open_page(t("page.scorecard"), exports=scorecard_exports) as page:
    show_scorecard(page)
