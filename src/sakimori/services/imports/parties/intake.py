"""Lists of third parties into the register: a dry run that a person can correct, then all of it in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from sakimori.domain.user import Actor
from sakimori.domain.values.problem import Problem
from sakimori.domain.values.text import Text
from sakimori.exchange.lists.source import Source, file_bytes, read_source
from sakimori.exchange.parties.fields import ThirdPartyField
from sakimori.exchange.parties.list import propose_list
from sakimori.services.imports.parties.plan import NO_DECISIONS, Decisions, PlannedRow, RowOutcome
from sakimori.services.imports.parties.planning import ImportPlan, make_plan, read_basis
from sakimori.services.imports.parties.writing import ImportResult, run_import
from sakimori.services.kernel.access import Permission, require
from sakimori.services.kernel.workspace import Workspace

__all__ = ["ImportPlan", "ImportResult", "import_file", "plan_import", "run_import"]

_DECIDE = Text("画面の「取込」で決めてください。", "Decide it on the page “Import”.")


def plan_import(
    workspace: Workspace,
    source: Source,
    *,
    sheet: str,
    header_row: int,
    mapping: Mapping[int, ThirdPartyField],
    decisions: Decisions = NO_DECISIONS,
    actor: Actor,
) -> ImportPlan:
    """Say what an import would do, and write nothing.

    Args:
        workspace: The register to compare with.
        source: The file as read.
        sheet: The name of one of its grids.
        header_row: The number of the last header row.
        mapping: What each zero-based column holds, as a person confirmed it.
        decisions: What a person decided so far.
        actor: Who asks.
    """
    require(actor, Permission.IMPORT)
    with workspace.unit() as unit:
        basis = read_basis(unit, source, sheet=sheet, header_row=header_row, mapping=mapping)
    return make_plan(basis, decisions)


def import_file(
    workspace: Workspace, path: Path, *, dry_run: bool, actor: Actor, at: datetime
) -> tuple[ImportPlan, ImportResult | None]:
    """Import a file by the columns that are recognised; a row on which a person must decide stays out and is named.

    Raises:
        UnreadableFileError: The file cannot be read.
    """
    require(actor, Permission.IMPORT)
    source = read_source(file_bytes(path), path.name)
    proposal = propose_list(source)
    plan = plan_import(
        workspace,
        source,
        sheet=proposal.sheet,
        header_row=proposal.header.row,
        mapping=proposal.mapping,
        actor=actor,
    )
    result = None if dry_run else run_import(workspace, plan, all_or_nothing=False, actor=actor, at=at)
    questions = (_question(row, proposal.sheet) for row in plan.of(RowOutcome.ASK))
    return replace(plan, problems=(*plan.problems, *questions)), result


def _question(row: PlannedRow, sheet: str) -> Problem:
    return Problem(
        code="needs_decision", message=row.reason, expected=_DECIDE, sheet=sheet, row=row.row, value=row.name
    )
