"""利用目的・同意: do our texts cover what we do?"""

from __future__ import annotations

from sakimori.ui.purposes_page import show_registers
from sakimori.ui.session import open_page
from sakimori.ui.text import t

with open_page(t("page.purposes")) as page:
    show_registers(page)
