"""審査: what is still unanswered, and what did the answers show?"""

from __future__ import annotations

import streamlit as st

from sakimori.ui.assessments.files import assessment_exports
from sakimori.ui.assessments.listing import show_list
from sakimori.ui.assessments.page import assessment_title, show_assessment
from sakimori.ui.frame.session import open_page
from sakimori.ui.frame.text import t

assessment_id = st.query_params.get("id", "")

with open_page(
    assessment_title(assessment_id) if assessment_id else t("page.assess"),
    exports=lambda page: assessment_exports(page, assessment_id),
) as page:
    if assessment_id:
        show_assessment(page, assessment_id)
    else:
        show_list(page, st.query_params.get("party", ""))
