"""Step 4: what went in, what that has shown, and what is left."""

from __future__ import annotations

import streamlit as st

from sakimori.services.imports.parties.intake import ImportResult
from sakimori.ui.frame.components import link_to
from sakimori.ui.frame.formats import Unit, count
from sakimori.ui.frame.pages import page
from sakimori.ui.frame.plain import plain
from sakimori.ui.frame.text import language, t, t_count
from sakimori.ui.imports.dry_run import correction_button, sum_line
from sakimori.ui.imports.kinds import PAGE_OF
from sakimori.ui.imports.state import AnyPlan, AnyResult, Intake, forget

_OUR_OWN = "purposes"


def show_result(intake: Intake, plan: AnyPlan, result: AnyResult) -> None:
    """What went in, the gaps that it opened, the next step."""
    st.success(_what_went_in(result), icon=":material/check_circle:")
    st.caption(plain(sum_line(result.counts)))
    if result.opened:
        st.markdown(t_count("imports.opened", len({span.gap_id for span in result.opened})))
    with st.container(horizontal=True):
        name = PAGE_OF.get(intake.kind, _OUR_OWN)
        link_to(name, t(f"page.{name}"), icon=page(name).icon)
        link_to("gaps", t("page.gaps"), icon="flag")
    if result.counts.errors or result.counts.to_decide:
        st.warning(t_count("imports.stayed_out", result.counts.errors + result.counts.to_decide),
                   icon=":material/error:")  # fmt: skip
    with st.container(horizontal=True):
        st.button(t("imports.next_file"), type="primary", key="imports_next", on_click=forget)
        if result.counts.errors:
            correction_button(intake, plan)


def _what_went_in(result: AnyResult) -> str:
    if isinstance(result, ImportResult):
        registered = count(len(result.registered), Unit.COMPANIES, language())
        updated = count(len(result.updated), Unit.COMPANIES, language())
        return t("imports.done", registered=registered, updated=updated)
    recorded = count(len(result.recorded), Unit.CASES, language())
    return t("imports.done_records", recorded=recorded, updated=count(len(result.updated), Unit.CASES, language()))
