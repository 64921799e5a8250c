"""自社の安全管理措置: how we stand on each heading of GL 10, by our own check with the packs of third parties."""

from __future__ import annotations

from functools import partial
from typing import Final

import streamlit as st

from sakimori.domain.codes import AssessmentKind, AssessmentState
from sakimori.domain.questions.headings import HEADINGS
from sakimori.domain.records.third_party import SELF_ID
from sakimori.domain.values.days import add_months
from sakimori.errors import RefusedError
from sakimori.services.assessments.comparisons.coverage import CoverageRow, coverage
from sakimori.services.assessments.opening import open_assessment, propose_packs, usual_due_day
from sakimori.services.assessments.rows import AssessmentRow
from sakimori.services.kernel.access import Permission
from sakimori.services.settings.policy import policy_known
from sakimori.ui.assessments.comparisons.coverage_listing import STATE_LOOKS, asked_words, state_chip
from sakimori.ui.assessments.listing import rows_of
from sakimori.ui.frame.components import go_to, refusal, section
from sakimori.ui.frame.dialogs import close_dialog, fresh_key, open_dialog
from sakimori.ui.frame.formats import Unit, count, day, distance, none, plain
from sakimori.ui.frame.session import Page, memo
from sakimori.ui.frame.tables import Cell, chip_column, table, text_column
from sakimori.ui.frame.text import label, language, t

_FRAMEWORK: Final = "appi-gl"


def checks_of(page: Page) -> list[AssessmentRow]:
    """The checks of our own company, the newest first."""
    found = [row for row in rows_of(page, SELF_ID) if row.kind is AssessmentKind.SELF_CHECK]
    return sorted(found, key=lambda row: (row.opened_on, row.id), reverse=True)


def show_measures(page: Page) -> None:
    """Where the check stands and the way into it; then each heading with how it is answered."""
    checks = checks_of(page)
    running = next((row for row in checks if row.is_running), None)
    decided = next((row for row in checks if row.state is AssessmentState.DECIDED), None)
    _show_check(page, running, decided)
    worst_first = list(STATE_LOOKS)
    rows = sorted((row for row in _coverage(page) if row.id in HEADINGS), key=lambda row: worst_first.index(row.state))
    if decided is None and running is None:
        return
    columns = {
        "state": chip_column(t("governance.col_measure_state"), _chips(), width=134),
        "heading": text_column(t("governance.col_heading"), width=380),
        "asked": text_column(t("governance.col_asked"), width=180),
        "oldest": text_column(t("governance.col_answered"), width=120),
    }
    chosen = table(
        [_cells(row) for row in rows], columns, key=fresh_key("governance_measures"), alt=t("governance.measures"),
        select="one",
    )  # fmt: skip
    st.caption(t("governance.measure_hint"))
    if chosen:
        _lead(rows[chosen[0]])


def _lead(row: CoverageRow) -> None:
    """To the first question behind a heading that was asked in our check."""
    ground = next((one for one in row.asked if one.assessment_id), None)
    if ground is not None:
        go_to("assess", id=ground.assessment_id, q=ground.question.id)


def _coverage(page: Page) -> tuple[CoverageRow, ...]:
    return memo(
        page,
        "governance.measures",
        lambda: (
            coverage(
                page.workspace, SELF_ID, _FRAMEWORK, on=page.on, number=page.known, kind=AssessmentKind.SELF_CHECK
            ).rows
        ),
    )


def _chips() -> dict[str, str]:
    return {state_chip(state): look.colour for state, look in STATE_LOOKS.items()}


def _cells(row: CoverageRow) -> list[Cell]:
    return [
        [state_chip(row.state)],
        f"GL {row.id}　{HEADINGS[row.id].get(language())}",
        asked_words(row),
        day(row.oldest, language()) if row.oldest else none(language()),
    ]


def _show_check(page: Page, running: AssessmentRow | None, decided: AssessmentRow | None) -> None:
    lang = language()
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(plain(_words(page, decided)), width="stretch")
        if running is not None:
            words = t("governance.go_on", state=label(running.state))
            if st.button(words, key="own_check_go_on", icon=":material/checklist:", type="primary"):
                go_to("assess", id=running.id)
        elif page.may(Permission.FILL_ASSESSMENT):
            st.button(
                t("governance.begin_check"), key="own_check_begin", icon=":material/play_arrow:", type="primary",
                on_click=open_dialog, args=("own_check",),
            )  # fmt: skip
        if decided is not None and st.button(
            t("governance.open_check", day=day(decided.decided_on, lang) if decided.decided_on else ""),
            key="own_check_open",
            type="tertiary",
        ):
            go_to("assess", id=decided.id)


def _words(page: Page, decided: AssessmentRow | None) -> str:
    lang = language()
    if decided is None or decided.decided_on is None:
        return t("governance.never_checked")
    due = add_months(decided.decided_on, policy_known(page.workspace, number=page.known).own_check_months)
    said = label(decided.decision) if decided.decision else ""
    return t(
        "governance.checked", day=day(decided.decided_on, lang), decision=said, due=day(due, lang),
        far=distance(due, page.on, lang),
    )  # fmt: skip


def check_dialog(page: Page) -> None:
    """With which pack we check ourselves: the one that asks about every heading comes first."""
    section(t("governance.check_lead"))
    offered = {one.pack_id: one for one in propose_packs(page.workspace, SELF_ID)}
    words = {
        one.pack_id: t(
            "governance.pack", title=one.title.get(language()), version=one.version,
            questions=count(one.questions, Unit.QUESTIONS, language()),
        )
        for one in offered.values()
    }  # fmt: skip
    pack_id = st.selectbox(t("governance.pack_label"), list(words), format_func=words.__getitem__, key="own_check_pack")
    due = st.date_input(
        t("assess.due"), value=usual_due_day(page.workspace, page.today), min_value=page.today, key="own_check_due"
    )
    if not st.button(t("governance.begin_check"), key="own_check_save", type="primary"):
        return
    begin = partial(
        open_assessment, page.workspace, SELF_ID, pack_id=pack_id, group=offered[pack_id].group,
        kind=AssessmentKind.SELF_CHECK, due_on=due,
    )  # fmt: skip
    try:
        opened = begin(actor=page.actor, at=page.at)
    except RefusedError as error:
        refusal(error)
    else:
        close_dialog()
        go_to("assess", id=opened.id)
