"""The list of assessments: whose turn it is, by when, how far; and opening one."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

import streamlit as st

from sakimori.domain.codes import AssessmentKind, AssessmentState, Decision
from sakimori.errors import RefusedError
from sakimori.services.assessments.opening import (
    PackProposal,
    open_assessment,
    parties_to_assess,
    propose_packs,
    usual_due_day,
)
from sakimori.services.assessments.rows import AssessmentRow, assessment_rows
from sakimori.services.kernel.access import Permission
from sakimori.services.kernel.workspace import DEMO
from sakimori.ui.assessments.state import fresh
from sakimori.ui.frame.components import NextStep, empty_state, go_to, refusal
from sakimori.ui.frame.formats import Unit, aside, count, day, distance, not_set, plain, unknown
from sakimori.ui.frame.session import Page, choose_workspace, memo
from sakimori.ui.frame.states import ASSESSMENT_COLOURS, assessment_chip
from sakimori.ui.frame.tables import Cell, chip_column, number_column, percent_column, table, text_column
from sakimori.ui.frame.text import dotted, label, language, t

_FILTER, _TABLE = "assess_filter", "assess_rows"


class Stage(StrEnum):
    """Which assessments a person wants to see."""

    RUNNING = "running"
    FILLING = "filling"
    OVERDUE = "overdue"
    WAITING = "waiting"
    DECIDED = "decided"
    VALID = "valid"
    ALL = "all"


def rows_of(page: Page) -> tuple[AssessmentRow, ...]:
    """Every assessment as known on the day of the page."""
    return memo(page, "assessment_rows", lambda: assessment_rows(page.workspace, number=page.number))


def show_list(page: Page, party_id: str) -> None:
    """All assessments, or those of one third party."""
    rows = [row for row in rows_of(page) if not party_id or row.third_party_id == party_id]
    may_open = page.may(Permission.FILL_ASSESSMENT)
    if not rows:
        _empty(page, party_id, may_open=may_open)
        return
    counts = {stage: sum(_is_in(row, stage, page) for row in rows) for stage in Stage}
    stages = {stage: t(f"assess.filter.{stage.value}", count=f"{counts[stage]:,}") for stage in Stage}
    with st.container(horizontal=True, vertical_alignment="center"):
        stage = st.segmented_control(
            t("assess.filter"),
            list(stages),
            default=_asked_stage() or (Stage.RUNNING if counts[Stage.RUNNING] and not party_id else Stage.ALL),
            format_func=stages.__getitem__,
            key=_FILTER,
            label_visibility="collapsed",
            required=True,
            wrap=True,
        )
        is_mine = st.toggle(t("assess.mine"), key="assess_mine")
        st.space("stretch")
        if may_open:
            open_form_button(page, party_id)
    if party_id:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(t("assess.only_party", name=plain(rows[0].name)), width="content")
            if st.button(t("assess.show_all"), key="assess_show_all", type="tertiary"):
                go_to("assess")
    shown = [r for r in rows if _is_in(r, stage or Stage.ALL, page) and (not is_mine or r.owner_id == page.actor.id)]
    if shown:
        _table(page, shown)
    else:
        st.info(t("assess.filter_none"), icon=":material/filter_alt:")


def _asked_stage() -> Stage | None:
    asked = st.query_params.get("tab", "")
    return Stage(asked) if asked in set(Stage) else None


def _is_in(row: AssessmentRow, stage: Stage, page: Page) -> bool:  # noqa: PLR0911 - one return a stage
    match stage:
        case Stage.RUNNING:
            return row.is_running
        case Stage.FILLING:
            return row.is_fillable
        case Stage.OVERDUE:
            return row.is_overdue(page.on)
        case Stage.WAITING:
            return row.state is AssessmentState.SUBMITTED
        case Stage.DECIDED:
            return row.state is AssessmentState.DECIDED
        case Stage.VALID:
            return row.is_valid(page.on)
        case Stage.ALL:
            return True


def _empty(page: Page, party_id: str, *, may_open: bool) -> None:
    if may_open:
        open_form_button(page, party_id)
    sentence = t("assess.empty_party") if party_id else t("assess.empty")
    steps = [NextStep(t("assess.to_parties"), to="parties")]
    if page.may(Permission.IMPORT):
        asked = (("kind", "questionnaire"), *((("party", party_id),) if party_id else ()))
        steps.append(NextStep(t("assess.import"), to="imports", query=asked))
    if not page.is_demo:
        steps.append(NextStep(t("frame.to_demo"), act=lambda: choose_workspace(DEMO)))
    empty_state("checklist", sentence, *steps)


def _table(page: Page, rows: Sequence[AssessmentRow]) -> None:
    states = {assessment_chip(state): ASSESSMENT_COLOURS[state] for state in AssessmentState}
    chips = states | {t("assess.overdue_chip"): "orange", t("assess.to_adopt"): "violet"}
    columns = {
        "state": chip_column(t("assess.col.state"), chips, width=146, pinned=True),
        "party": text_column(t("assess.col.party"), width=176, pinned=True),
        "pack": text_column(t("assess.col.pack"), width=150),
        "due": text_column(t("assess.col.due"), width=88),
        "left": text_column(t("assess.col.left"), width=114),
        "progress": percent_column(t("assess.col.progress"), width=86),
        "gaps": number_column(t("assess.col.gaps"), width=50),
        "owner": text_column(t("assess.col.owner"), width=70),
        "decision": text_column(t("assess.col.decision"), width=96),
        "opened": text_column(t("assess.col.opened"), width=88),
        "started": text_column(t("assess.col.started"), width=88),
        "submitted": text_column(t("assess.col.submitted"), width=88),
        "decided": text_column(t("assess.col.decided"), width=88),
    }
    chosen = table([_cells(page, row) for row in rows], columns, key=_TABLE, alt=t("assess.list_alt"), select="one")
    if chosen:
        go_to("assess", id=rows[chosen[0]].id)


def _cells(page: Page, row: AssessmentRow) -> list[Cell]:
    share = round(100 * row.answered / row.applicable) if row.applicable else None
    return [
        [_chip(page, row)],
        aside(row.name, row.service, language()) if row.service else row.name,
        f"{row.pack.get(language())} {row.pack_version}",
        day(row.due_on, language()) if row.due_on else not_set(language()),
        distance(row.due_on, page.on, language()) if row.is_fillable else t("assess.handed_in"),
        share,
        row.failed,
        row.owner or not_set(language()),
        _decision(row.decision),
        day(row.opened_on, language()),
        day(row.started_on, language()) if row.started_on else _not_yet(row),
        day(row.submitted_on, language()) if row.submitted_on else t("assess.not_yet"),
        day(row.decided_on, language()) if row.decided_on else t("assess.not_yet"),
    ]


def _not_yet(row: AssessmentRow) -> str:
    return t("assess.not_yet") if row.is_running else unknown(language())


def _decision(decision: Decision | None) -> str:
    return label(decision) if decision else t("assess.not_yet")


def _chip(page: Page, row: AssessmentRow) -> str:
    if row.needs_adoption:
        return t("assess.to_adopt")
    return t("assess.overdue_chip") if row.is_overdue(page.on) else assessment_chip(row.state)


_OPEN = "assess_opening"


def open_form_button(page: Page, party_id: str) -> None:
    """The primary button of the list, and its dialog."""

    def opened() -> None:
        st.session_state[_OPEN] = True

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
    proposals = {proposal.pack_id: proposal for proposal in propose_packs(page.workspace, chosen)}
    titles = {pack: _title(proposal) for pack, proposal in proposals.items()}
    pack_id = st.radio(
        t("assess.pack"),
        list(titles),
        format_func=titles.__getitem__,
        captions=[_note(proposal) for proposal in proposals.values()],
        key=f"assess_new_pack_{chosen}",
    )
    proposal = proposals[pack_id]
    if proposal.running_id is not None:
        if st.button(t("assess.go_on"), key="assess_go_on", type="primary"):
            _close()
            go_to("assess", id=proposal.running_id)
        return
    _details(page, chosen, proposal)


def _details(page: Page, party_id: str, proposal: PackProposal) -> None:
    titles = {group: title.get(language()) for group, title in proposal.groups}
    left, middle, right = st.columns(3)
    group = left.selectbox(
        t("assess.group"),
        list(titles),
        index=list(titles).index(proposal.group),
        format_func=lambda g: titles[g],
        key=f"assess_new_group_{party_id}_{proposal.pack_id}",
    )
    first = AssessmentKind.PERIODIC if proposal.last_decided_on else AssessmentKind.ONBOARDING
    kinds = {kind.value: label(kind) for kind in AssessmentKind}
    kind = middle.selectbox(
        t("assess.kind"),
        list(kinds),
        index=list(kinds).index(first),
        format_func=kinds.__getitem__,
        key=f"assess_new_kind_{party_id}_{proposal.pack_id}",
    )
    due = right.date_input(
        t("assess.due"), value=usual_due_day(page.workspace, page.today), min_value=page.today, key="assess_new_due"
    )
    if st.button(t("assess.begin"), key="assess_begin", type="primary", shortcut="Ctrl+Enter"):
        now = fresh(page)
        try:
            opened = open_assessment(
                now.workspace,
                party_id,
                pack_id=proposal.pack_id,
                group=group,
                kind=AssessmentKind(kind),
                due_on=due,
                actor=now.actor,
                at=now.at,
            )
        except RefusedError as error:
            refusal(error)
            return
        _close()
        go_to("assess", id=opened.id)


def _title(proposal: PackProposal) -> str:
    return t(
        "assess.pack_option",
        title=plain(proposal.title.get(language())),
        version=proposal.version,
        questions=count(proposal.questions, Unit.QUESTIONS, language()),
        minutes=count(proposal.minutes, Unit.MINUTES, language()),
    )


def _note(proposal: PackProposal) -> str:
    parts = [t("assess.pack_required" if proposal.is_required else "assess.pack_optional")]
    if proposal.running_id is not None:
        parts.append(t("assess.pack_running"))
    if proposal.last_decided_on is not None:
        parts.append(t("assess.pack_last", day=day(proposal.last_decided_on, language())))
    return dotted(parts)
