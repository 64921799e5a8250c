"""記録簿: is every required record there and kept long enough?"""

from __future__ import annotations

from sakimori.ui.records_export import record_exports
from sakimori.ui.records_page import show_records
from sakimori.ui.session import open_page
from sakimori.ui.text import t

with open_page(t("page.records"), exports=record_exports) as page:
    show_records(page)
