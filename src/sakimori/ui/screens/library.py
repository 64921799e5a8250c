"""回答集: what has been answered already, and may it be used again?"""

from __future__ import annotations

from sakimori.ui.components import NextStep, empty_state
from sakimori.ui.library_export import library_exports
from sakimori.ui.library_list import owner_picker, owners_of, show_answers
from sakimori.ui.session import open_page
from sakimori.ui.text import t

with open_page(t("page.library"), exports=library_exports) as page:
    if owners_of(page):
        owner_picker(page)
        show_answers(page)
    else:
        steps = [NextStep(t("library.to_assess"), to="assess")]
        empty_state("library_books", t("library.empty"), *steps)
