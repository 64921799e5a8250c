"""Lists of the register for tests: made as people make them, tried and taken in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kit.builders import AT, an_actor
from kit.files.workbooks import Value, workbook_bytes
from sakimori.exchange.lists.source import Source, read_source
from sakimori.exchange.registers.entry import RegisterReading
from sakimori.exchange.registers.kinds import ListKind
from sakimori.services.imports.intake import ImportResult, plan_import, propose, read_file, run_import
from sakimori.services.imports.plan import Plan
from sakimori.services.kernel.workspace import Workspace


def source_of(*rows: Sequence[Value], filename: str = "一覧.xlsx") -> Source:
    """A workbook of these rows, the header first."""
    return read_source(workbook_bytes(*rows), filename)


def read(source: Source, kind: ListKind) -> RegisterReading:
    """A file by the columns as recognised."""
    proposal = propose(source, kind)
    if proposal is None:
        return read_file(source, kind, mapping={})
    return read_file(source, kind, sheet=proposal.sheet, header_row=proposal.header.row, mapping=proposal.mapping)


def plan_of(workspace: Workspace, kind: ListKind, *rows: Sequence[Value], **how: Any) -> Plan:
    """The dry run of a workbook with these rows."""
    return plan_source(workspace, kind, source_of(*rows), **how)


def plan_source(workspace: Workspace, kind: ListKind, source: Source, **how: Any) -> Plan:
    """The dry run of a file."""
    return plan_import(workspace, source, read(source, kind), actor=an_actor(), **how)


def take_in(workspace: Workspace, kind: ListKind, *rows: Sequence[Value], **how: Any) -> ImportResult:
    """Import what of these rows can go in."""
    plan = plan_of(workspace, kind, *rows, **how)
    return run_import(workspace, plan, all_or_nothing=False, actor=an_actor(), at=AT)
