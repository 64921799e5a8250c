"""自社: what stands in the way on our own side, and do our texts cover what we do?"""

from __future__ import annotations

from sakimori.ui.frame.views import View, show_views
from sakimori.ui.own_company.page import show_own
from sakimori.ui.own_company.registers_page import show_registers
from sakimori.ui.own_company.report import own_exports
from sakimori.ui.requests.page import REQUESTS_VIEW

show_views(
    {
        "own": View(draw=show_own, exports=own_exports),
        "purposes": View(draw=show_registers),
        "requests": REQUESTS_VIEW,
    }
)
