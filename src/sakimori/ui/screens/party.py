"""取引先調書: what stands in the way with this company, and how is it removed?"""

from __future__ import annotations

from sakimori.ui.party_page import asked_party, find_dossier, party_title, show_dossier
from sakimori.ui.session import open_page

asked = asked_party()
with open_page(party_title(asked)) as page:
    view = find_dossier(page, asked)
    if view is not None:
        show_dossier(page, view)
