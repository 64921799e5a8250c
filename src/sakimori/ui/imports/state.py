"""Where a person stands with one file: read, columns confirmed, tried, imported. It lives in the session only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from enum import IntEnum
from time import monotonic

import streamlit as st

from sakimori.domain.codes import Lifecycle
from sakimori.errors import RefusedError, SakimoriError
from sakimori.exchange.apart import read_apart
from sakimori.exchange.lists.source import Source, with_cell
from sakimori.exchange.parties.row import ThirdPartyRow
from sakimori.exchange.registers.columns import RegisterColumn, RegisterProposal, columns_of, missing_columns
from sakimori.exchange.registers.entry import RegisterReading
from sakimori.exchange.registers.kinds import LISTED, ListKind
from sakimori.exchange.registers.ledger_columns import ledger_columns
from sakimori.exchange.registers.processing_register import COLUMNS, missing_processing_columns
from sakimori.exchange.registers.processing_workbook import read_register_source
from sakimori.services.imports.intake import (
    ImportResult,
    guess_kind,
    is_still_true,
    permitted_kinds,
    plan_import,
    propose,
    read_file,
    run_import,
)
from sakimori.services.imports.parties.planning import PartyPlan, plan_parties
from sakimori.services.imports.plan import Decisions, FieldAnswer, OnConflict, Plan, Progress, RowAnswer
from sakimori.services.imports.register_files.archive import is_register_archive, unzipped
from sakimori.services.imports.register_files.folder import FolderPlan, import_folder, plan_folder
from sakimori.services.kernel.access import Permission, require
from sakimori.ui.frame.files import hold, refuse_more
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import language, t

Mapped = dict[int, RegisterColumn]

PAGE_OF = {
    ListKind.THIRD_PARTIES: "parties",
    ListKind.CONTRACTS: "contracts",
    ListKind.CERTIFICATES: "parties",
    ListKind.FLOWS: "flows",
    ListKind.SUB_PROCESSORS: "parties",
    ListKind.DORA: "parties",
    ListKind.PROCESSING_REGISTER: "flows",
    ListKind.VENDOR_LEDGER: "parties",
}
"""Where the records of a kind are to be seen; our own registers lie on one page."""


def fields_of(kind: ListKind) -> dict[str, RegisterColumn]:
    """Everything that a column may go into, by its label."""
    if kind is ListKind.VENDOR_LEDGER:
        offered = ledger_columns()
    else:
        offered = tuple(COLUMNS.values()) if kind is ListKind.PROCESSING_REGISTER else columns_of(LISTED[kind])
    return {column.label.get(language()): column for column in offered}


def missing_of(kind: ListKind, mapping: Mapping[int, RegisterColumn]) -> tuple[RegisterColumn, ...]:
    """The fields for which a column must be chosen before anything can go in."""
    if kind is ListKind.PROCESSING_REGISTER:
        return missing_processing_columns(mapping)
    if kind is ListKind.VENDOR_LEDGER:
        return missing_columns(ThirdPartyRow, mapping)
    return missing_columns(LISTED[kind], mapping)


Cell = tuple[str, int, int]
"""Sheet, number of the row, and place of the column of a cell."""
_TELL_SECONDS = 0.2
_STATE, _REFUSED, _TURN = "imports", "imports_refused", "imports_turn"


class ImportStep(IntEnum):
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
    kind: ListKind
    proposal: RegisterProposal | None
    mapping: Mapped
    is_confirmed: bool = False
    mended: dict[Cell, str] = field(default_factory=dict)
    decisions: Decisions = field(default_factory=Decisions)
    on_conflict: OnConflict = OnConflict.STOP
    reading: RegisterReading | None = None
    plan: Plan | None = None
    result: ImportResult | None = None

    @property
    def step(self) -> ImportStep:
        """The step to be drawn."""
        if self.result is not None:
            return ImportStep.DONE
        return ImportStep.TRY if self.is_confirmed else ImportStep.COLUMNS


@dataclass
class FolderIntake:
    """A whole exported register on its way back in."""

    workspace: str
    filename: str
    files: Mapping[str, bytes]
    plan: FolderPlan | None = None
    number: int = -1
    is_done: bool = False

    @property
    def step(self) -> ImportStep:
        """The step to be drawn; its columns are fixed."""
        return ImportStep.DONE if self.is_done else ImportStep.TRY


def current(page: Page) -> Intake | FolderIntake | None:
    """The file of this session; one read for another workspace is forgotten."""
    intake: Intake | FolderIntake | None = st.session_state.get(_STATE)
    if intake is not None and intake.workspace != str(page.workspace.target):
        forget()
        return None
    return intake


def last_refusal() -> SakimoriError | None:
    """Why the last file could not be read."""
    return st.session_state.get(_REFUSED)


def take(page: Page, name: str, data: bytes) -> None:
    """Read a file that was handed in; what is wrong with it is kept to be said."""
    st.session_state.pop(_REFUSED, None)
    target = str(page.workspace.target)
    try:
        refuse_more(page, _STATE, len(data))
        if is_register_archive(data):
            require(page.actor, Permission.EDIT_OWN_REGISTER)
            hold(page, _STATE, FolderIntake(target, name, unzipped(data)), name=name, size=len(data))
            return
        source = read_apart(read_register_source, data, name)
    except RefusedError as error:
        st.session_state[_REFUSED] = error
        return
    guessed = guess_kind(source)
    kind = guessed if guessed in permitted_kinds(page.actor) else ListKind.THIRD_PARTIES
    intake = Intake(target, source, kind, None, {})
    _propose(intake)
    hold(page, _STATE, intake, name=name, size=len(data))


def forget() -> None:
    """Begin anew with another file."""
    st.session_state.pop(_STATE, None)
    st.session_state.pop(_REFUSED, None)
    _turn()


def fresh_key(key: str) -> str:
    """The key of a control that starts anew with each file and each choice of columns."""
    return f"{key}_{st.session_state.get(_TURN, 0)}"


def look_at(
    intake: Intake, *, kind: ListKind | None = None, sheet: str | None = None, header_row: int | None = None
) -> None:
    """Guess the columns again for another kind of list, for another sheet, or below another header."""
    if kind is not None:
        intake.kind = kind
        _propose(intake)
    elif sheet is not None:
        _propose(intake, sheet=sheet)
    elif header_row is not None and intake.proposal is not None:
        _propose(intake, sheet=intake.proposal.sheet, header_row=header_row)
    _turn()


def _propose(intake: Intake, *, sheet: str | None = None, header_row: int | None = None) -> None:
    intake.proposal = propose(intake.source, intake.kind, sheet=sheet, header_row=header_row)
    intake.mapping = dict(intake.proposal.mapping) if intake.proposal else {}


def _turn() -> None:
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1


def confirm(intake: Intake, mapping: Mapped) -> None:
    """Take the columns as chosen and go on to the dry run."""
    intake.mapping, intake.is_confirmed = dict(mapping), True
    intake.decisions, intake.plan, intake.reading = Decisions(), None, None
    intake.on_conflict = OnConflict.STOP


def back_to_columns(intake: Intake) -> None:
    """Choose the columns again."""
    intake.is_confirmed, intake.plan = False, None


def current_plan(page: Page, intake: Intake) -> Plan:
    """The dry run as it stands; made again when somebody has changed the register since."""
    plan, wanted = intake.plan, (intake.decisions, intake.on_conflict)
    is_true = plan is not None and is_still_true(page.workspace, plan)
    if plan is not None and is_true and (plan.decisions, plan.on_conflict) == wanted:
        return plan
    with _telling(intake) as progress:
        if isinstance(plan, PartyPlan) and is_true:
            intake.plan = plan_parties(plan.basis, *wanted, progress)
        else:
            intake.plan = plan_import(
                page.workspace, intake.source, _reading(intake), decisions=intake.decisions,
                on_conflict=intake.on_conflict, progress=progress, actor=page.actor,
            )  # fmt: skip
    return intake.plan


@contextmanager
def _telling(intake: Intake) -> Iterator[Progress]:
    """A bar while a plan is made, and a button whose press ends this run of the page at the next word."""
    place = st.empty()
    with place.container(horizontal=True, vertical_alignment="center"):
        bar = st.progress(0.0, text=t("imports.trying"))
        st.button(t("imports.stop"), key="imports_stop", on_click=back_to_columns, args=(intake,))
    told = monotonic()

    def tell(share: float) -> None:
        nonlocal told
        if monotonic() - told >= _TELL_SECONDS:
            told = monotonic()
            bar.progress(share, text=t("imports.trying"))

    yield tell
    place.empty()


def _reading(intake: Intake) -> RegisterReading:
    if intake.reading is None:
        proposal = intake.proposal
        intake.reading = read_file(
            intake.source,
            intake.kind,
            sheet=proposal.sheet if proposal else "",
            header_row=proposal.header.row if proposal else 0,
            mapping=intake.mapping,
        )
    return intake.reading


def answer_rows(intake: Intake, answers: Mapping[int, RowAnswer | None]) -> None:
    """Take answers about whole rows; None takes one back."""
    given = {**intake.decisions.rows, **answers}
    intake.decisions = replace(intake.decisions, rows={row: answer for row, answer in given.items() if answer})


def answer_fields(intake: Intake, answers: Mapping[tuple[int, RegisterColumn], FieldAnswer | None]) -> None:
    """Take answers about single fields; None takes one back."""
    given: dict[tuple[int, RegisterColumn], FieldAnswer | None] = {**intake.decisions.fields, **answers}
    intake.decisions = replace(intake.decisions, fields={place: answer for place, answer in given.items() if answer})


def answer_lifecycle(intake: Intake, lifecycle: Lifecycle | None) -> None:
    """Take where the relation stands to new third parties of which the file does not say it."""
    intake.decisions = replace(intake.decisions, lifecycle=lifecycle)


def take_flows(intake: Intake, *, with_flows: bool) -> None:
    """Say whether the proposed flows are recorded."""
    intake.decisions = replace(intake.decisions, with_flows=with_flows)


def mend(intake: Intake, cells: Mapping[Cell, str]) -> None:
    """Read the file once more with some cells as a person corrected them; the file itself stays as it is."""
    intake.mended |= cells
    for (sheet, row, column), text in cells.items():
        intake.source = with_cell(intake.source, sheet, row, column, text)
    intake.reading, intake.plan, intake.result = None, None, None
    _turn()


def mend_the_rest(intake: Intake) -> None:
    """Go back from what went in to the rows that stayed out."""
    intake.plan, intake.result = None, None
    _turn()


def write(page: Page, intake: Intake, *, all_or_nothing: bool) -> None:
    """Import what can go in."""
    plan = current_plan(page, intake)
    intake.result = run_import(page.workspace, plan, all_or_nothing=all_or_nothing, actor=page.actor, at=page.at)


def planned_folder(page: Page, intake: FolderIntake) -> FolderPlan:
    """What a folder would change; made again when somebody has changed the register since."""
    if intake.plan is None or intake.number != page.number:
        with st.spinner(t("imports.trying")):
            intake.plan = plan_folder(page.workspace, intake.files, actor=page.actor, at=page.at)
            intake.number = page.number
    return intake.plan


def write_folder(page: Page, intake: FolderIntake) -> None:
    """Import the folder, all of it."""
    import_folder(page.workspace, planned_folder(page, intake), actor=page.actor, at=page.at)
    intake.is_done = True
