"""Where a person stands with one file: read, columns confirmed, tried, imported. It lives in the session only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import IntEnum

import streamlit as st

from sakimori.errors import RefusedError, SakimoriError
from sakimori.exchange.header import header_at
from sakimori.exchange.source import Source, read_source
from sakimori.exchange.third_party_columns import ListProposal, propose_columns
from sakimori.exchange.third_party_fields import ThirdPartyField
from sakimori.exchange.third_party_list import propose_list
from sakimori.services.intake import ImportPlan, ImportResult, plan_import, run_import
from sakimori.services.intake_plan import Decisions, FieldAnswer, RowAnswer
from sakimori.ui.session import Page
from sakimori.ui.text import t

_STATE, _REFUSED, _TURN = "imports", "imports_refused", "imports_turn"


class Step(IntEnum):
    """The four steps of an import."""

    FILE = 1
    COLUMNS = 2
    TRY = 3
    DONE = 4


@dataclass
class Intake:
    """One file on its way in; the file itself is gone as soon as it is read."""

    workspace: str
    source: Source
    proposal: ListProposal
    mapping: dict[int, ThirdPartyField]
    is_confirmed: bool = False
    decisions: Decisions = field(default_factory=Decisions)
    plan: ImportPlan | None = None
    result: ImportResult | None = None

    @property
    def step(self) -> Step:
        """The step to be drawn."""
        if self.result is not None:
            return Step.DONE
        return Step.TRY if self.is_confirmed else Step.COLUMNS


def current(page: Page) -> Intake | None:
    """The file of this session; one read for another workspace is forgotten."""
    intake: Intake | None = st.session_state.get(_STATE)
    if intake is not None and intake.workspace != str(page.workspace.target):
        forget()
        return None
    return intake


def refused() -> SakimoriError | None:
    """Why the last file could not be read."""
    return st.session_state.get(_REFUSED)


def take(page: Page, name: str, data: bytes) -> None:
    """Read a file that was handed in; what is wrong with it is kept to be said."""
    st.session_state.pop(_REFUSED, None)
    try:
        source = read_source(data, name)
    except RefusedError as error:
        st.session_state[_REFUSED] = error
        return
    proposal = propose_list(source)
    st.session_state[_STATE] = Intake(str(page.workspace.target), source, proposal, proposal.mapping)


def forget() -> None:
    """Begin anew with another file."""
    st.session_state.pop(_STATE, None)
    st.session_state.pop(_REFUSED, None)
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1


def fresh_key(key: str) -> str:
    """The key of a control that starts anew with each file and each choice of columns."""
    return f"{key}_{st.session_state.get(_TURN, 0)}"


def look_at(intake: Intake, *, sheet: str | None = None, header_row: int | None = None) -> None:
    """Guess the columns again for another sheet, or below another header."""
    if sheet is not None:
        intake.proposal = propose_list(intake.source, sheet=sheet)
    elif header_row is not None:
        grid = intake.source.grid(intake.proposal.sheet)
        intake.proposal = propose_columns(grid, header=header_at(grid, header_row))
    intake.mapping = intake.proposal.mapping
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1


def confirm(intake: Intake, mapping: Mapping[int, ThirdPartyField]) -> None:
    """Take the columns as chosen and go on to the dry run."""
    intake.mapping, intake.is_confirmed = dict(mapping), True
    intake.decisions, intake.plan = Decisions(), None


def back_to_columns(intake: Intake) -> None:
    """Choose the columns again."""
    intake.is_confirmed, intake.plan = False, None


def planned(page: Page, intake: Intake) -> ImportPlan:
    """The dry run as it stands; made again when somebody has changed the register since."""
    plan = intake.plan
    if plan is None or plan.basis.register.number != page.number:
        with st.spinner(t("imports.trying")):
            plan = _tried(page, intake)
    elif plan.decisions != intake.decisions:
        plan = plan.decided(intake.decisions)
    intake.plan = plan
    return plan


def _tried(page: Page, intake: Intake) -> ImportPlan:
    return plan_import(
        page.workspace,
        intake.source,
        sheet=intake.proposal.sheet,
        header_row=intake.proposal.header.row,
        mapping=intake.mapping,
        decisions=intake.decisions,
        actor=page.actor,
    )


def answer_rows(intake: Intake, answers: Mapping[int, RowAnswer | None]) -> None:
    """Take answers about whole rows; None takes one back."""
    given = {**intake.decisions.rows, **answers}
    intake.decisions = replace(intake.decisions, rows={row: answer for row, answer in given.items() if answer})


def answer_fields(intake: Intake, answers: Mapping[tuple[int, ThirdPartyField], FieldAnswer | None]) -> None:
    """Take answers about single fields; None takes one back."""
    given = {**intake.decisions.fields, **answers}
    intake.decisions = replace(intake.decisions, fields={place: answer for place, answer in given.items() if answer})


def write(page: Page, intake: Intake, *, all_or_nothing: bool) -> None:
    """Import what can go in."""
    intake.result = run_import(
        page.workspace, planned(page, intake), all_or_nothing=all_or_nothing, actor=page.actor, at=page.at
    )
