"""手引き: what does this point mean for me?"""

from __future__ import annotations

from sakimori.ui.dashboard.points.guide import show_guide
from sakimori.ui.frame.session import open_page
from sakimori.ui.frame.text import t

with open_page(t("page.guide")) as page:
    show_guide(page)
