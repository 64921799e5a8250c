"""審査: what is unanswered, what did the answers show, what do we ask, and what has been answered already?"""

from __future__ import annotations

import streamlit as st

from sakimori.ui.assessments.comparisons.page import compare_exports, show_compare
from sakimori.ui.assessments.files import assessment_exports
from sakimori.ui.assessments.listing import show_list
from sakimori.ui.assessments.packs.detail import named_title, pack_dialogs, show_pack
from sakimori.ui.assessments.packs.listing import show_list as show_packs
from sakimori.ui.assessments.page import assessment_title, show_assessment
from sakimori.ui.frame.views import View, show_views
from sakimori.ui.questionnaires.library_export import library_exports
from sakimori.ui.questionnaires.library_listing import show_library

one = st.query_params.get("id", "")
party = st.query_params.get("party", "")
pack = st.query_params.get("pack", "")

show_views(
    {
        "assess": View(
            title=lambda: assessment_title(one) if one else "",
            draw=lambda page: show_assessment(page, one) if one else show_list(page, party),
            exports=lambda page: assessment_exports(page, one),
        ),
        "compare": View(draw=show_compare, exports=compare_exports),
        "packs": View(
            title=lambda: named_title(pack) if pack else "",
            draw=lambda page: show_pack(page, pack) if pack else show_packs(page),
            dialogs=pack_dialogs,
        ),
        "library": View(draw=show_library, exports=library_exports),
    }
)
