"""記録簿: is every required record there and kept long enough?"""

from __future__ import annotations

from sakimori.ui.frame.session import open_page
from sakimori.ui.frame.text import t
from sakimori.ui.records.export import record_exports
from sakimori.ui.records.page import show_records

with open_page(t("page.records"), exports=record_exports) as page:
    show_records(page)
