"""回答集: what has been answered already, and may it be used again?"""

from __future__ import annotations

from sakimori.ui.frame.components import NextStep, empty_state
from sakimori.ui.frame.session import open_page
from sakimori.ui.frame.text import t
from sakimori.ui.questionnaires.library_export import library_exports
from sakimori.ui.questionnaires.library_listing import owner_picker, owners_of, show_answers

with open_page(t("page.library"), exports=library_exports) as page:
    if owners_of(page):
        owner_picker(page)
        show_answers(page)
    else:
        steps = [NextStep(t("library.to_assess"), to="assess")]
        empty_state("library_books", t("library.empty"), *steps)
