"""法令の記述: what does this place of the law say, in which version was it read, and where do we use it?"""

from __future__ import annotations

from sakimori.ui.frame.session import open_page
from sakimori.ui.settings.statements import show_statements, title_of_place

with open_page(title_of_place()) as page:
    show_statements(page)
