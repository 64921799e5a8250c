"""`sakimori gaps`, `recompute` and `verify`: what is open, and whether what is held is what the records say."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from sakimori.cli.exits import Exit
from sakimori.cli.kit import (
    Db,
    Json,
    On,
    complaints,
    console,
    judge_waiting,
    lang,
    print_json,
    print_table,
    progress_bar,
    workspace_at,
)
from sakimori.clock import today
from sakimori.domain.values.as_of import AsOf
from sakimori.domain.values.text import Text
from sakimori.services.audit.heads import lines_not_found
from sakimori.services.audit.view import verify as verify_trail
from sakimori.services.gaps.counts import count_gaps
from sakimori.services.gaps.rows import GapFilter, all_rows
from sakimori.services.kernel.judge_queue import waiting
from sakimori.services.kernel.recompute import recompute as recompute_all

commands = typer.Typer()

_GONE = Text(
    "控えにある先頭ハッシュが記録にありません（末尾が切り取られたか、別の記録です）：{line}",
    "Heads that were noted stand in no chain (the end was cut off, or it is another database): {line}",
)

_COUNTED = Text(
    "{day}：不備{known}件、未確認{unknown}件（自社を含む）",
    "{day}: {known} gaps, {unknown} unknown, our own among them",
)

_NOT_ALL = Text(
    "判定を待つ調書が{count}件あります。その不備はまだ出ていません（sakimori recompute）。",
    "{count} dossiers wait to be judged; their gaps are not listed yet (sakimori recompute).",
)


@commands.command()
def gaps(*, on: On = None, db: Db = None, as_json: Json = False) -> None:
    """The gaps that are true on a day: of a past day as known then, of a future day as known now."""
    workspace, current = workspace_at(db), today()
    day = on.date() if on else current
    with workspace.unit() as unit:
        number = unit.number_on(day, today=current)
    left = waiting(workspace).left
    if left and day >= current:
        complaints.print(_NOT_ALL.format(count=f"{left:,}").get(lang()), highlight=False)
    as_of, wanted = AsOf(day, number, day < current), GapFilter(last_day=day)
    rows = list(all_rows(workspace, as_of, wanted))
    if as_json:
        print_json([row._asdict() for row in rows])
        return
    language, counts = lang(), count_gaps(workspace, as_of, wanted)
    title = _COUNTED.format(day=day.isoformat(), known=counts.number, unknown=counts.unknown)
    print_table(
        title.get(language), ("severity", "kind", "third party", "gap", "basis", "since", "due", "owner"),
        [
            (r.severity, r.kind, r.third_party_name, r.title.get(language), r.cites.get(language), r.since_on, r.due_on,
             r.owner_name)
            for r in rows
        ],
    )  # fmt: skip


@commands.command()
def recompute(
    *,
    check: Annotated[bool, typer.Option("--check", help="Only compare; a difference is a failure.")] = False,
    db: Db = None,
    as_json: Json = False,
) -> None:
    """Judge what waits, then every dossier from scratch; compare with the gaps that are held."""
    workspace = workspace_at(db)
    differences: list[Any] = []
    total = 0
    judge_waiting(workspace)
    with progress_bar("recompute") as bar:
        for done, total, found in recompute_all(workspace, on=today(), is_command=True):
            differences.extend(found)
            bar(done / total)
    if as_json:
        print_json({"dossiers": total, "differences": differences})
    else:
        console.print(f"{total} dossiers, {len(differences)} differences")
        for d in differences[:50]:
            console.print(d, markup=False)
    if differences and check:
        raise typer.Exit(Exit.REFUSED)


@commands.command()
def verify(
    *,
    head: Annotated[
        str | None, typer.Option("--head", help="A head hash, or access head, noted earlier; shows a tail cut off.")
    ] = None,
    heads: Annotated[
        Path | None, typer.Option("--heads", exists=True, help="A file of heads that the server noted elsewhere.")
    ] = None,
    db: Db = None,
    as_json: Json = False,
) -> None:
    """Check the file, the audit trail and its signatures, the records against it, and each slip against its case."""
    with progress_bar("verify") as bar:
        workspace = workspace_at(db)
        report = verify_trail(workspace, expected_head=head, progress=bar)
    gone = lines_not_found(workspace, heads.read_text("ascii", "replace").splitlines()) if heads else ()
    if as_json:
        print_json(report)
    else:
        console.print(report.sentence.get(lang()), markup=False)
        for line in (*report.damage_lines, *report.notes):
            console.print(line.get(lang()), markup=False, highlight=False)
        reads = f"{report.accesses.entries} reads, access head {report.accesses.head}"
        counts = f"{report.entries} entries, {report.slips.count} slips, head {report.head}"
        console.print(f"{counts}\n{reads}", markup=False, highlight=False, soft_wrap=True)
    for noted in gone:
        complaints.print(_GONE.format(line=noted).get(lang()), markup=False, highlight=False, soft_wrap=True)
    if gone or not report.is_intact:
        raise typer.Exit(Exit.REFUSED)
