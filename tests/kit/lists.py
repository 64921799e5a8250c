"""Lists of third parties for tests: made, tried and taken in as a person does it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, TypeVar

from kit.builders import AT, an_actor
from kit.files.workbooks import Value, workbook_bytes
from sakimori.domain.records.third_party import ThirdParty
from sakimori.exchange.lists.source import Source, read_source
from sakimori.exchange.parties.row import ThirdPartyRow
from sakimori.exchange.registers.columns import RegisterColumn, RegisterProposal, column_of
from sakimori.exchange.registers.entry import RegisterReading
from sakimori.exchange.registers.kinds import ListKind
from sakimori.services.imports.intake import ImportResult, plan_import, propose, read_file, run_import
from sakimori.services.imports.parties.planning import PartyPlan
from sakimori.services.imports.plan import Decisions, Plan, PlannedRow
from sakimori.services.kernel.workspace import Workspace

HEADER = ("会社名", "法人番号", "国", "役割", "サービス名", "人数", "窓口", "メール", "備考", "取引先コード")
NUMBER = "7000012050002"
OTHER_NUMBER = "4000012090001"
MY_NUMBER = "123456789018"


T = TypeVar("T")


def a_row(name: str, **given: Value) -> list[Value]:
    """A row under `HEADER`; what is not given is blank."""
    return [name, *(given.get(column, "") for column in HEADER[1:])]


def file_of(header: Sequence[str], *rows: Sequence[Value]) -> bytes:
    """A workbook of these rows, each time the very same file."""
    return _made(tuple(header), tuple(map(tuple, rows)))


@cache
def _made(header: tuple[str, ...], rows: tuple[tuple[Value, ...], ...]) -> bytes:
    return workbook_bytes(header, *rows)


def plan_of(
    workspace: Workspace,
    *rows: Sequence[Value],
    decisions: Decisions | None = None,
    filename: str = "台帳.xlsx",
    header: Sequence[str] = HEADER,
    **how: Any,
) -> PartyPlan:
    """The dry run of a workbook with these rows, by the columns as recognised."""
    return plan_source(workspace, read_source(file_of(header, *rows), filename), decisions=decisions, **how)


def plan_source(workspace: Workspace, source: Source, *, decisions: Decisions | None = None, **how: Any) -> PartyPlan:
    """The dry run of a file, by the columns as recognised."""
    plan = plan_import(workspace, source, read(source), decisions=decisions or Decisions(), actor=an_actor(), **how)
    assert isinstance(plan, PartyPlan)
    return plan


def read(source: Source) -> RegisterReading:
    """A file by the columns as recognised."""
    proposal = proposed(source)
    return read_file(
        source,
        ListKind.THIRD_PARTIES,
        sheet=proposal.sheet,
        header_row=proposal.header.row,
        mapping=proposal.mapping,
    )


def proposed(source: Source) -> RegisterProposal:
    """The sheet and columns of a file as recognised."""
    proposal = propose(source, ListKind.THIRD_PARTIES)
    assert proposal is not None
    return proposal


def rows_of(reading: RegisterReading) -> list[ThirdPartyRow]:
    """The rows that can go in."""
    return [ThirdPartyRow(**entry.values) for entry in reading.entries]


def column(name: str) -> RegisterColumn:
    """A column of a list of third parties."""
    return column_of(ThirdPartyRow, name)


def columns_in(source: Source) -> Iterator[str]:
    """What the columns of a file are taken for, and why."""
    for guess in proposed(source).columns:
        field = guess.field.name if guess.field else "-"
        yield f"{guess.label}: {field}, {guess.confidence}, {guess.reason.ja} / {guess.reason.en}"


def run(workspace: Workspace, plan: Plan) -> ImportResult:
    """Import what of a plan can go in."""
    return run_import(workspace, plan, all_or_nothing=False, actor=an_actor(), at=AT)


def take_in(
    workspace: Workspace, *rows: Sequence[Value], decisions: Decisions | None = None, **how: Any
) -> ImportResult:
    """Import what of these rows can go in."""
    return run(workspace, plan_of(workspace, *rows, decisions=decisions, **how))


def parties(workspace: Workspace) -> dict[str, ThirdParty]:
    """Every third party of ours by its name."""
    with workspace.unit() as unit:
        return {p.legal_name: p for p in unit.records.select(ThirdParty, "id <> 'self' AND merged_into IS NULL")}


def the_party(workspace: Workspace) -> ThirdParty:
    """The only third party."""
    (found,) = parties(workspace).values()
    return found


def of(workspace: Workspace, kind: type[T]) -> list[T]:
    """All records of a kind."""
    with workspace.unit() as unit:
        return unit.records.select(kind)


def the_row(plan: Plan, number: int = 2) -> PlannedRow:
    """The planned row of a number."""
    return next(row for row in plan.rows if row.row == number)
