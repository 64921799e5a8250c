"""比較: what changed since last time, who answers better, and what of a framework is covered?"""

from __future__ import annotations

from sakimori.ui.comparisons.page import compare_exports, show_compare
from sakimori.ui.frame.session import open_page
from sakimori.ui.frame.text import t

with open_page(t("page.compare"), exports=compare_exports) as page:
    show_compare(page)
