"""`sakimori import …` and `sakimori export …`: lists, workbooks and the whole register, in and out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from sakimori.cli.kit import (
    As,
    Db,
    DryRun,
    Json,
    actor_for,
    console,
    judge_waiting,
    lang,
    print_json,
    print_table,
    progress_bar,
    workspace_at,
)
from sakimori.clock import now, today
from sakimori.domain.codes import Lifecycle
from sakimori.domain.values.problem import Problem
from sakimori.exchange.lists.number_search import masked, masked_all
from sakimori.exchange.registers.kinds import ListKind, kind_words
from sakimori.services.imports.intake import import_file
from sakimori.services.imports.plan import Counts, OnConflict
from sakimori.services.register_files.folder import (
    export_folder,
    import_folder,
    plan_folder,
    read_folder,
    write_file,
    write_folder,
)
from sakimori.services.register_files.workbook import EVERYTHING, register_workbook

imports = typer.Typer(no_args_is_help=True, help="Take in lists (Excel, CSV, JSON, Markdown), or our own register.")
exports = typer.Typer(no_args_is_help=True, help="Write the register as CSV files or as a workbook.")
commands = typer.Typer()
commands.add_typer(imports, name="import")
commands.add_typer(exports, name="export")


def _say_import(
    name: str, counts: Counts | Mapping[str, int], problems: tuple[Problem, ...], *, is_imported: bool, as_json: bool
) -> None:
    """What an import did or would do; any error ends with code 1."""
    if as_json:
        told = masked_all([asdict(problem) for problem in problems])
        print_json({"counts": counts, "problems": told, "imported": is_imported})
    else:
        listed = asdict(counts) if isinstance(counts, Counts) else counts
        print_table(masked(name), ("", "rows"), list(listed.items()))
        language = lang()
        rows: list[tuple[object, ...]] = [
            (masked(p.sheet), p.row, masked(p.column), p.value, masked(p.message.get(language)),
             p.expected.get(language))
            for p in problems
        ]  # fmt: skip
        if rows:
            print_table("", ("sheet", "row", "column", "value", "problem", "expected"), rows)
    if any(p.is_error for p in problems):
        raise typer.Exit(1)


def _import_command(kind: ListKind) -> None:
    """Add `import <kind>` for a kind of list."""

    @imports.command(kind.value.replace("_", "-"), help=f"Take in a list: {kind_words(kind).en}.")
    def take_in(
        file: Path,
        *,
        dry_run: DryRun = False,
        conflicts: Annotated[OnConflict, typer.Option(help="What rows do that differ.")] = OnConflict.STOP,
        registers_new: Annotated[bool, typer.Option("--register-new", help="Register unknown third parties.")] = False,
        in_use: Annotated[bool, typer.Option("--in-use", help="New third parties are dealt with already.")] = False,
        db: Db = None,
        as_user: As = None,
        as_json: Json = False,
    ) -> None:
        workspace = workspace_at(db)
        with progress_bar("to plan") as bar:
            plan, result = import_file(
                workspace, file, kind, dry_run=dry_run, on_conflict=conflicts, registers_new=registers_new,
                lifecycle=Lifecycle.IN_USE if in_use else None, progress=bar,
                actor=actor_for(workspace, as_user), at=now(),
            )  # fmt: skip
        is_imported = bool(result and result.batch_id)
        if is_imported:
            judge_waiting(workspace)
        _say_import(file.name, plan.counts, plan.problems, is_imported=is_imported, as_json=as_json)


for _kind in ListKind:
    _import_command(_kind)


@imports.command("register")
def import_register(
    folder: Path, *, dry_run: DryRun = False, db: Db = None, as_user: As = None, as_json: Json = False
) -> None:
    """Take an exported register back in: the whole folder (or its zip), or nothing."""
    workspace = workspace_at(db)
    actor = actor_for(workspace, as_user)
    plan = plan_folder(workspace, read_folder(folder), actor=actor, at=now())
    is_written = not (dry_run or plan.problems or not (plan.new or plan.changed))
    if is_written:
        import_folder(workspace, plan, actor=actor, at=now())
        judge_waiting(workspace)
    sums = {
        name: sum(part.values()) for name, part in (("new", plan.new), ("changed", plan.changed), ("same", plan.same))
    }
    _say_import(folder.name, sums, plan.problems, is_imported=is_written, as_json=as_json)


@exports.command("register")
def export_register(folder: Path, *, db: Db = None, as_user: As = None) -> None:
    """Write the register into a folder of CSV files: one line a record, so that git shows what changed."""
    workspace = workspace_at(db)
    files = export_folder(workspace, actor=actor_for(workspace, as_user), at=now())
    write_folder(folder, files)
    console.print(str(folder), markup=False, highlight=False, soft_wrap=True)


@exports.command("workbook")
def export_workbook(file: Path, *, db: Db = None, as_user: As = None) -> None:
    """Write the register into an Excel workbook with a cover sheet."""
    workspace = workspace_at(db)
    body = register_workbook(
        workspace, EVERYTHING, on=today(), number=workspace.head()[0], actor=actor_for(workspace, as_user), at=now(),
        language=lang(),
    )  # fmt: skip
    write_file(file, body)
    console.print(str(file), markup=False, highlight=False, soft_wrap=True)
