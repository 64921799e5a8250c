"""はじめる: what is still to be set up, and where is it done?"""

from __future__ import annotations

from sakimori.ui.clearance.talk.waiting import show_waiting
from sakimori.ui.frame.session import open_page
from sakimori.ui.frame.text import t
from sakimori.ui.settings.first_steps import show_steps

with open_page(t("page.start")) as page:
    show_waiting(page)
    show_steps(page)
