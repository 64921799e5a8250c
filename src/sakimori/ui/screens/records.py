"""記録簿: is every required record there and kept long enough?"""

from __future__ import annotations

from sakimori.ui.frame.session import open_page
from sakimori.ui.frame.text import t
from sakimori.ui.records.page import show_records
from sakimori.ui.records.sheet import record_exports

with open_page(t("page.records"), exports=record_exports) as page:
    show_records(page)
