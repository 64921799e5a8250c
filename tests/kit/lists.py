"""Lists of third parties for tests: made, tried and taken in as a person does it."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from functools import cache
from typing import Any, TypeVar

from kit.builders import AT, an_actor
from kit.workbooks import Value, workbook_bytes
from sakimori.domain.records.third_party import ThirdParty
from sakimori.exchange.lists.source import read_source
from sakimori.exchange.parties.fields import ThirdPartyField
from sakimori.exchange.parties.list import propose_list
from sakimori.services.imports.parties.intake import plan_import
from sakimori.services.imports.parties.plan import (
    Decisions,
    PlannedRow,
)
from sakimori.services.imports.parties.planning import ImportPlan
from sakimori.services.imports.parties.writing import ImportResult, run_import
from sakimori.services.kernel.workspace import Workspace

HEADER = ("会社名", "法人番号", "国", "役割", "サービス名", "人数", "窓口", "メール", "備考", "取引先コード")
NUMBER = "7000012050002"
OTHER_NUMBER = "4000012090001"
MY_NUMBER = "123456789018"
F = ThirdPartyField


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
) -> ImportPlan:
    """The dry run of a workbook with these rows, by the columns as recognised."""
    source = read_source(file_of(header, *rows), filename)
    proposal = propose_list(source)
    return plan_import(
        workspace,
        source,
        sheet=proposal.sheet,
        header_row=proposal.header.row,
        mapping=proposal.mapping,
        decisions=decisions or Decisions(),
        actor=an_actor(),
    )


def take_in(
    workspace: Workspace, *rows: Sequence[Value], decisions: Decisions | None = None, **how: Any
) -> ImportResult:
    """Import what of these rows can go in."""
    plan = plan_of(workspace, *rows, decisions=decisions, **how)
    return run_import(workspace, plan, all_or_nothing=False, actor=an_actor(), at=AT)


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


def the_row(plan: ImportPlan, number: int = 2) -> PlannedRow:
    """The planned row of a number."""
    return next(row for row in plan.rows if row.row == number)


def dump(workspace: Workspace) -> str:
    """Everything that is stored, as one text."""
    with workspace._pool.engine() as engine:
        connection: sqlite3.Connection = engine._connection  # type: ignore[attr-defined]
        return "\n".join(connection.iterdump())
