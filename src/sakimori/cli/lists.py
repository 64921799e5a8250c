"""`sakimori import …` and `sakimori export …`: lists, workbooks and the whole register, in and out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated, Final

import typer

from sakimori.cli.exits import Exit
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
from sakimori.domain.user import Actor
from sakimori.domain.values.problem import Problem
from sakimori.domain.values.text import Text
from sakimori.exchange.lists.number_search import masked, masked_all
from sakimori.exchange.lists.source import file_bytes
from sakimori.exchange.registers.kinds import ListKind, kind_words
from sakimori.services.clearance.wordings import recipient_named
from sakimori.services.imports.intake import import_file
from sakimori.services.imports.plan import Counts, OnConflict
from sakimori.services.imports.register_files.folder import (
    export_folder,
    import_folder,
    plan_folder,
    read_folder,
    write_file,
    write_folder,
)
from sakimori.services.imports.register_files.workbook import EVERYTHING, register_workbook
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.sub_processors import LinkStep, PlannedLink, plan_list, take_list

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
        raise typer.Exit(Exit.REFUSED)


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
        take_in_list(
            workspace, file, kind, dry_run=dry_run, conflicts=conflicts, registers_new=registers_new, in_use=in_use,
            actor=actor_for(workspace, as_user), as_json=as_json,
        )  # fmt: skip


def take_in_list(
    workspace: Workspace,
    file: Path,
    kind: ListKind,
    *,
    dry_run: bool,
    conflicts: OnConflict,
    registers_new: bool,
    in_use: bool,
    actor: Actor,
    as_json: bool,
) -> None:
    """Plan a list with a bar, take it in unless it is a dry run, and say what became of its rows."""
    with progress_bar("to plan") as bar:
        plan, result = import_file(
            workspace, file, kind, dry_run=dry_run, on_conflict=conflicts, registers_new=registers_new,
            lifecycle=Lifecycle.IN_USE if in_use else None, progress=bar, actor=actor, at=now(),
        )  # fmt: skip
    is_imported = bool(result and result.batch_id)
    if is_imported:
        judge_waiting(workspace)
    _say_import(file.name, plan.counts, plan.problems, is_imported=is_imported, as_json=as_json)


for _kind in ListKind:
    if _kind is not ListKind.SUB_PROCESSORS:
        _import_command(_kind)


_OF_HELP: Final = """Take in a list: sub-processors.

With --of the file is the list that this third party publishes (HTML, Markdown, CSV, Excel, …): new ones and changes
that contradict nothing go in; what was agreed to, or is no longer listed, is named for a person to decide on its page.
Without --of each row names its third party.
"""
_DECIDE: Final = Text(
    "調書の「再委託先」で決めてください。", "Decide it on the page of the third party, under its sub-processors."
)


@imports.command("sub-processors", help=_OF_HELP)
def import_sub_processors(
    file: Path,
    *,
    of: Annotated[str, typer.Option("--of", help="Who publishes the list: name, id or 法人番号.")] = "",
    source: Annotated[str, typer.Option("--source", help="Where it was published; else the name of the file.")] = "",
    seen_on: Annotated[
        datetime | None, typer.Option("--seen-on", formats=["%Y-%m-%d"], help="The day on which it was seen.")
    ] = None,
    dry_run: DryRun = False,
    conflicts: Annotated[OnConflict, typer.Option(help="What rows do that differ.")] = OnConflict.STOP,
    registers_new: Annotated[bool, typer.Option("--register-new", help="Register unknown third parties.")] = False,
    in_use: Annotated[bool, typer.Option("--in-use", help="New third parties are dealt with already.")] = False,
    db: Db = None,
    as_user: As = None,
    as_json: Json = False,
) -> None:
    """Take in the list of one third party, or one whose rows name theirs."""
    workspace = workspace_at(db)
    actor = actor_for(workspace, as_user)
    if not of:
        take_in_list(
            workspace, file, ListKind.SUB_PROCESSORS, dry_run=dry_run, conflicts=conflicts,
            registers_new=registers_new, in_use=in_use, actor=actor, as_json=as_json,
        )  # fmt: skip
        return
    plan = plan_list(
        workspace, recipient_named(workspace, of, actor=actor), file_bytes(file), file.name,
        source=source or file.name, seen_on=seen_on.date() if seen_on else today(),
    )  # fmt: skip
    sure = [link for link in plan.changing if link.step is not LinkStep.GONE and link.is_proposed]
    taken = {link.key for link in sure if not link.loses_approval}
    is_written = not dry_run and bool(taken)
    if is_written:
        take_list(workspace, plan, taken, actor=actor, at=now())
        judge_waiting(workspace)
    open_links = [link for link in plan.changing if link.key not in taken]
    problems = (*plan.problems, *(_undecided(link) for link in open_links))
    counts = {step.value: plan.count(step) for step in LinkStep}
    _say_import(file.name, counts, problems, is_imported=is_written, as_json=as_json)


def _undecided(link: PlannedLink) -> Problem:
    return Problem(
        code="needs_decision", message=_OPEN[link.step], expected=_DECIDE, sheet="", row=None, value=link.after.name
    )


_OPEN: Final = {
    LinkStep.NEW: Text("新しい再委託先です。", "It is a new sub-processor."),
    LinkStep.CHANGED: Text(
        "承認した内容か、記録した業務と違います。", "It differs from what was agreed to, or from the task on record."
    ),
    LinkStep.GONE: Text("一覧にありません。", "It is no longer on the list."),
}


@imports.command("register")
def import_register(
    folder: Path, *, dry_run: DryRun = False, db: Db = None, as_user: As = None, as_json: Json = False
) -> None:
    """Take an exported register back in: the whole folder (or its zip), or nothing.

    Decisions that stand here as they stand there are no change; of any other it says who has to take it, and where,
    and the person named finds it on the gap board.
    """
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
    told = (*plan.problems, *plan.decisions)
    _say_import(folder.name, sums, told, is_imported=is_written, as_json=as_json)


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
