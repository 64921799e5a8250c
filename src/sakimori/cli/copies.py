"""`sakimori backup`, `sakimori restore` and `sakimori copy`: the whole database elsewhere, and back."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from sakimori.cli.exits import Exit
from sakimori.cli.kit import Db, actor_for, console, lang, place_for, progress_bar, workspace_at
from sakimori.clock import now
from sakimori.services.audit.backup import back_up, thin_out
from sakimori.services.audit.moving import copy_workspace
from sakimori.services.audit.restore import restore as put_back
from sakimori.services.audit.view import VerifyReport
from sakimori.services.kernel.workspace import OWN, Workspace

commands = typer.Typer()

_MINUTE = 60


@commands.command()
def backup(
    place: Annotated[Path, typer.Argument(help="A new file, or a folder, where it is named after the moment.")],
    *,
    with_key: Annotated[
        Path | None, typer.Option("--with-key", help="Write the keys into this new file; keep it apart.")
    ] = None,
    without_key: Annotated[
        bool, typer.Option("--without-key", help="Copy no keys: stops and signatures then need those that stand.")
    ] = False,
    every: Annotated[int | None, typer.Option(min=1, help="Again every so many minutes, until it is ended.")] = None,
    keep: Annotated[int | None, typer.Option(min=1, help="Keep so many in the folder; older ones go.")] = None,
    db: Db = None,
) -> None:
    """Copy the whole database into one file while people work, and check the copy.

    Exit 1 if it does not verify. Files are in the database; sessions are not. Keys go only into a file of their own.
    """
    if (with_key is None) == (not without_key):
        raise typer.BadParameter("say either --with-key FILE or --without-key", param_hint="--with-key")
    if (every or keep) and not (place.is_dir() and without_key):
        raise typer.BadParameter("goes with a folder and --without-key", param_hint="--every, --keep")
    workspace = workspace_at(db)
    while True:
        is_intact = _back_up(workspace, place, with_key, keep)
        if every is None:
            break
        time.sleep(every * _MINUTE)
    if not is_intact:
        raise typer.Exit(Exit.REFUSED)


def _back_up(workspace: Workspace, place: Path, keys: Path | None, keep: int | None) -> bool:
    at = now()
    made = back_up(workspace, place, keys=keys, actor=actor_for(workspace, None), at=at)
    for path in filter(None, (made.path, made.keys)):
        console.print(str(path), markup=False, highlight=False, soft_wrap=True)
    _say(made.report)
    if keep is not None:
        thin_out(workspace, place, keep=keep, at=at)
    return made.report.is_intact


@commands.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A backup.")],
    *,
    key: Annotated[Path | None, typer.Option("--key", help="The file of its keys; else those that stand.")] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Replace the database that stands there; it is kept by another name.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Put back what does not verify, if it is not damaged.")
    ] = False,
    db: Db = None,
) -> None:
    """Check a backup, and put it in the place of a database that nobody has open.

    Stop Sakimori before; what stood there is kept by another name.
    """
    target = place_for(db, OWN)
    done = put_back(file, target, keys=key, replaces=replace, is_forced=force, at=now())
    console.print(str(target), markup=False, highlight=False, soft_wrap=True)
    if done.kept is not None:
        console.print(str(done.kept), markup=False, highlight=False, soft_wrap=True)
    _say(done.report)


@commands.command(name="copy")
def copy_to(
    source: Annotated[str, typer.Argument(help="A database: a file, or postgresql://…#schema.", metavar="FROM")],
    target: Annotated[str, typer.Argument(help="Where nothing stands yet, named alike.", metavar="TO")],
) -> None:
    """Copy a workspace whole between a file and a PostgreSQL server, and check the copy.

    Its keys come along. What is written meanwhile does not: stop Sakimori before. Broken off, it has left nothing, and
    is run again. Exit 1 if the copy does not verify.
    """
    with progress_bar("copy") as bar:
        done = copy_workspace(
            place_for(source, OWN),
            place_for(target, OWN),
            progress=lambda _table, number, of: bar(number / of),
        )
    console.print(str(done.place), markup=False, highlight=False, soft_wrap=True)
    _say(done.report)
    if not done.report.is_intact:
        raise typer.Exit(Exit.REFUSED)


def _say(report: VerifyReport) -> None:
    for line in (report.sentence, *report.damage_lines, *report.notes):
        console.print(line.get(lang()), markup=False, highlight=False)
    console.print(f"{report.entries} entries, head {report.head}", markup=False, highlight=False, soft_wrap=True)
