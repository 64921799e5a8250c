"""The list of assessments: whose turn it is, by when, how far; and opening one."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Final

import streamlit as st

from sakimori.domain.codes import AssessmentState
from sakimori.services.assessments.opening import parties_to_assess
from sakimori.services.assessments.rows import (
    AssessmentFilter,
    AssessmentRow,
    Stage,
    all_rows,
    how_many,
    row_page,
    stage_counts,
)
from sakimori.services.kernel.access import Permission
from sakimori.services.kernel.demos import first_demo
from sakimori.ui.assessments.opening import begin_form
from sakimori.ui.frame.components import NextStep, empty_state, go_to
from sakimori.ui.frame.formats import aside, day, distance, not_set, plain
from sakimori.ui.frame.listing import Column, Listing
from sakimori.ui.frame.listing_state import Control
from sakimori.ui.frame.session import Page, choose_workspace, memo
from sakimori.ui.frame.states import ASSESSMENT_COLOURS, assessment_chip
from sakimori.ui.frame.text import label, language, t


def _states() -> dict[str, str]:
    states = {assessment_chip(state): ASSESSMENT_COLOURS[state] for state in AssessmentState}
    return states | {t("assess.overdue_chip"): "orange", t("assess.to_adopt"): "violet"}


def _due(row: AssessmentRow, page: Page) -> str:
    """The day by which it is to be filled in, and how far off that is while it can be."""
    due = day(row.due_on, language()) if row.due_on else not_set(language())
    if not row.is_fillable:
        return f"{due} {t('assess.handed_in')}"
    return f"{due} {distance(row.due_on, page.on, language())}" if row.due_on else due


ASSESSMENTS: Final[Listing[AssessmentRow]] = Listing(
    name="assess",
    words="assess",
    alt="assess.list_alt",
    identity=lambda row: row.id,
    leads=lambda row, _: ("assess", {"id": row.id}),
    controls=(Control(name="tab", options=tuple(Stage), default=Stage.ALL), Control(name="mine", default=False)),
    columns=(
        Column(name="state", widths=(146, 146), chips=_states, cell=lambda row, page: [_chip(page, row)]),
        Column(
            name="party", widths=(176, 176), is_ordered=True,
            cell=lambda row, _: aside(row.name, row.service, language()) if row.service else row.name,
        ),
        Column(
            name="pack", widths=(150, 150), cell=lambda row, _: f"{row.pack.get(language())} {row.pack_version}",
        ),
        Column(name="due", widths=(150, 170), is_ordered=True, cell=_due),
        Column(
            name="progress", widths=(86, 86), is_percent=True, is_ordered=True,
            cell=lambda row, _: round(100 * row.answered / row.applicable) if row.applicable else None,
        ),
        Column(name="gaps", widths=(50, 50), is_number=True, is_ordered=True, cell=lambda row, _: row.failed),
        Column(
            name="owner", widths=(70, 70), is_ordered=True, cell=lambda row, _: row.owner or not_set(language()),
        ),
        Column(
            name="decision", widths=(96, 96),
            cell=lambda row, _: label(row.decision) if row.decision else t("assess.not_yet"),
        ),
        Column(name="opened", is_ordered=True),
        Column(
            name="submitted", widths=(88, 88), is_ordered=True,
            cell=lambda row, _: day(row.submitted_on, language()) if row.submitted_on else t("assess.not_yet"),
        ),
        Column(
            name="decided", widths=(88, 88), is_ordered=True,
            cell=lambda row, _: day(row.decided_on, language()) if row.decided_on else t("assess.not_yet"),
        ),
    ),
)  # fmt: skip


def counts_of(page: Page, party_id: str = "") -> dict[Stage, int]:
    """How many assessments, of all third parties or of one, stand in each stage on the day of the page."""
    read = partial(stage_counts, page.workspace, page.as_of, party=party_id)
    return memo(page, "assessment_counts", read, party_id)


def rows_of(page: Page, party_id: str) -> list[AssessmentRow]:
    """Every assessment of a third party as known on the day of the page."""
    wanted = AssessmentFilter(party=party_id)
    return memo(page, "assessments_of", lambda: list(all_rows(page.workspace, page.as_of, wanted)), wanted)


def show_list(page: Page, party_id: str) -> None:
    """All assessments, or those of one third party."""
    counts = counts_of(page, party_id)
    may_open = page.may(Permission.FILL_ASSESSMENT)
    if not counts[Stage.ALL]:
        _empty(page, party_id, may_open=may_open)
        return
    implied = Stage.RUNNING if counts[Stage.RUNNING] and not party_id else Stage.ALL
    tab, *others = ASSESSMENTS.controls
    listing = replace(ASSESSMENTS, controls=(replace(tab, default=implied), *others))
    listing.take_address()
    stages = {stage: t(f"assess.filter.{stage.value}", count=f"{counts[stage]:,}") for stage in Stage}
    with st.container(horizontal=True, vertical_alignment="center"):
        st.segmented_control(
            t("assess.filter"), list(stages), format_func=stages.__getitem__, key=listing.key("tab"),
            label_visibility="collapsed", required=True, wrap=True,
        )  # fmt: skip
        st.space("stretch")
        if may_open:
            open_form_button(page, party_id)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.toggle(t("assess.mine"), key=listing.key("mine"))
        st.space("stretch")
        listing.order_box()
    listing.keep_address()
    wanted = AssessmentFilter(
        stage=listing.chosen("tab"),
        owner=page.actor.id if listing.chosen("mine") else "",
        party=party_id,
        order=listing.chosen("sort"),
    )
    if party_id:
        with st.container(horizontal=True, vertical_alignment="center"):
            name = plain(rows_of(page, party_id)[0].name)
            st.caption(t("assess.only_party", name=name), width="content")
            if st.button(t("assess.show_all"), key="assess_show_all", type="tertiary"):
                go_to("assess")
    total = counts[wanted.stage]
    if wanted.owner:
        total = memo(page, "assessments_shown", partial(how_many, page.workspace, page.as_of, wanted), wanted)
    if not total:
        st.info(t("assess.filter_none"), icon=":material/filter_alt:")
        return

    def rows(first: int, limit: int) -> tuple[list[AssessmentRow], int]:
        read = partial(row_page, page.workspace, page.as_of, wanted, first=first, limit=limit)
        return memo(page, "assessment_rows", read, wanted, first), total

    listing.draw(page, rows, of=(wanted, page.on))


def _empty(page: Page, party_id: str, *, may_open: bool) -> None:
    if may_open:
        open_form_button(page, party_id)
    sentence = t("assess.empty_party") if party_id else t("assess.empty")
    steps = [NextStep(t("assess.to_parties"), to="parties")]
    if page.may(Permission.IMPORT):
        asked = (("kind", "questionnaire"), *((("party", party_id),) if party_id else ()))
        steps.append(NextStep(t("assess.import"), to="imports", query=asked))
    if not page.is_demo:
        steps.append(NextStep(t("frame.to_demo"), act=lambda: choose_workspace(first_demo())))
    empty_state("checklist", sentence, *steps)


def _chip(page: Page, row: AssessmentRow) -> str:
    if row.needs_adoption:
        return t("assess.to_adopt")
    return t("assess.overdue_chip") if row.is_overdue(page.on) else assessment_chip(row.state)


_OPEN = "assess_opening"
_BEGIN = "begin"
"""What an address says that leads to the form rather than to the list; said once, so that Back does not open it."""


def open_form_button(page: Page, party_id: str) -> None:
    """The primary button of the list, and its dialog."""

    def opened() -> None:
        st.session_state[_OPEN] = True

    if st.query_params.pop(_BEGIN, ""):
        opened()
    st.button(t("assess.new"), key="assess_new", type="primary", icon=":material/add:", on_click=opened)
    if st.session_state.get(_OPEN):
        st.dialog(t("assess.new"), width="medium", on_dismiss=_close)(_form)(page, party_id)


def _close() -> None:
    st.session_state.pop(_OPEN, None)


def _form(page: Page, party_id: str) -> None:
    names = dict(parties_to_assess(page.workspace))
    if not names:
        st.info(t("assess.no_party"), icon=":material/domain:")
        return
    chosen = st.selectbox(
        t("assess.party"),
        list(names),
        index=list(names).index(party_id) if party_id in names else None,
        format_func=lambda party: names[party],
        placeholder=t("assess.choose"),
        key="assess_new_party",
    )
    if chosen is None:
        return
    begin_form(page, chosen, close=_close)
