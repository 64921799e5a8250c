"""利用目的・同意: do our texts cover what we do?"""

from __future__ import annotations

from sakimori.ui.frame.session import open_page
from sakimori.ui.frame.text import t
from sakimori.ui.own_company.registers_page import show_registers

with open_page(t("page.purposes")) as page:
    show_registers(page)
