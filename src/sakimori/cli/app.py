"""`sakimori …`: the same services from a terminal. 0 is fine, 1 refused with a message, 2 a wrong call."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from sakimori.bench import run_bench
from sakimori.cli.clear import HELP as CLEAR_HELP
from sakimori.cli.clear import Asking, clear
from sakimori.cli.country import countries
from sakimori.cli.kit import (
    Db,
    Json,
    On,
    complain,
    console,
    lang,
    print_json,
    print_table,
    progress_bar,
    workspace_at,
)
from sakimori.cli.lists import exports, imports
from sakimori.cli.questionnaire import HELP as READ_HELP
from sakimori.cli.questionnaire import give as give_pack
from sakimori.cli.questionnaire import profile as write_profile
from sakimori.cli.questionnaire import read as read_one
from sakimori.cli.questionnaire import results as write_results
from sakimori.cli.questionnaire_answers import HELP as IMPORT_HELP
from sakimori.cli.questionnaire_answers import SUGGEST_HELP, reply_to, suggest, take_in_file
from sakimori.clock import today
from sakimori.demo import make_demo
from sakimori.errors import SakimoriError
from sakimori.exchange.lists.number_search import masked, masked_all
from sakimori.services.audit.view import verify as verify_trail
from sakimori.services.gaps.board import board
from sakimori.services.kernel.recompute import recompute as recompute_all
from sakimori.services.kernel.workspace import DEMO, database
from sakimori.services.packs.shelf import lint_files, list_packs, show_pack

HELP = """Due diligence on whoever receives personal data, and the answer whether it may be handed over.

The database is that of --db or SAKIMORI_DB, else your own workspace, else the demo. --json prints for programs.

Exit codes: 0 fine, 1 refused with a message, 2 a wrong call; `clear` and `questionnaire` name those of their own.
"""

app = typer.Typer(help=HELP, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
questionnaires = typer.Typer(
    no_args_is_help=True,
    help="Our packs: check, list, show, give out. Questionnaires of others: read, take in, answer.",
)
app.add_typer(imports, name="import")
app.add_typer(exports, name="export")
app.add_typer(questionnaires, name="questionnaire")
app.add_typer(countries, name="country")
app.command("clear", help=CLEAR_HELP, cls=Asking)(clear)
questionnaires.command("read", help=READ_HELP)(read_one)
questionnaires.command("import", help=IMPORT_HELP)(take_in_file)
questionnaires.command("profile")(write_profile)
questionnaires.command("give")(give_pack)
questionnaires.command("results")(write_results)
questionnaires.command("suggest", help=SUGGEST_HELP)(suggest)
questionnaires.command("reply")(reply_to)


def main() -> None:
    """Run the command line; a refusal is one sentence and exit code 1."""
    try:
        app()
    except SakimoriError as error:
        complain(error)
        sys.exit(1)


@app.command()
def demo(db: Db = None, on: On = None) -> None:
    """Make the demo company anew, and print where its database lies."""
    path = Path(db) if db else database(DEMO)
    with progress_bar("demo") as bar:
        make_demo(path, on=on.date() if on else today(), progress=bar)
    console.print(str(path), markup=False, highlight=False, soft_wrap=True)


@questionnaires.command("lint")
def questionnaire_lint(files: Annotated[list[Path] | None, typer.Argument()] = None, *, as_json: Json = False) -> None:
    """Check packs (all shipped ones without a name): file, line, key, and how to mend it."""
    problems = lint_files(tuple(files or ()))
    language = lang()
    if as_json:
        print_json(masked_all([asdict(problem) for problem in problems]))
    else:
        for p in problems:
            said = f"{p.file}:{p.line}: {p.key}: {p.message.get(language)} {p.fix.get(language)}"
            console.print(masked(said), markup=False)
        if not problems:
            console.print("OK")
    if problems:
        raise typer.Exit(1)


@questionnaires.command("list")
def questionnaire_list(*, as_json: Json = False) -> None:
    """The packs on the shelf."""
    rows = list_packs()
    if as_json:
        print_json(rows)
        return
    language = lang()
    print_table(
        "", ("id", "version", "title", "questions", "light"),
        [(r.id, r.version, r.title.get(language), r.questions, r.light) for r in rows],
    )  # fmt: skip


@questionnaires.command("show")
def questionnaire_show(pack_id: str, *, as_json: Json = False) -> None:
    """The questions of a pack."""
    pack = show_pack(pack_id)
    language = lang()
    rows: list[tuple[object, ...]] = [
        (q.id, q.text.get(language), q.type, "!" if q.critical else "", q.cites.get(language) if q.cites else "")
        for q in pack.questions
    ]
    if as_json:
        print_json(
            {
                "id": pack.id,
                "version": pack.version,
                "questions": [dict(zip(("id", "text"), r, strict=False)) for r in rows],
            }
        )
        return
    print_table(pack.title.get(language), ("id", "question", "type", "critical", "cites"), rows)


@app.command()
def gaps(*, on: On = None, db: Db = None, as_json: Json = False) -> None:
    """The gaps that are true on a day: of a past day as known then, of a future day as known now."""
    workspace, current = workspace_at(db), today()
    day = on.date() if on else current
    with workspace.unit() as unit:
        number = unit.number_on(day, today=current)
    rows = board(workspace, on=day, today=current, number=number)
    if as_json:
        print_json([row._asdict() for row in rows])
        return
    language = lang()
    print_table(
        f"{day.isoformat()}: {len(rows)}", ("severity", "kind", "third party", "gap", "basis", "since", "due"),
        [(r.severity, r.kind, r.third_party_name, r.title.get(language), r.cites.get(language), r.since_on, r.due_on)
         for r in rows],
    )  # fmt: skip


@app.command()
def recompute(
    *,
    check: Annotated[bool, typer.Option("--check", help="Only compare; exit 1 if anything differs.")] = False,
    db: Db = None,
    as_json: Json = False,
) -> None:
    """Judge every dossier from scratch and compare with the gaps that are held."""
    workspace = workspace_at(db)
    differences: list[Any] = []
    total = 0
    with progress_bar("recompute") as bar:
        for done, total, found in recompute_all(workspace, on=today()):
            differences.extend(found)
            bar(done / total)
    if as_json:
        print_json({"dossiers": total, "differences": differences})
    else:
        console.print(f"{total} dossiers, {len(differences)} differences")
        for d in differences[:50]:
            console.print(d, markup=False)
    if differences and check:
        raise typer.Exit(1)


@app.command()
def verify(
    *,
    head: Annotated[str | None, typer.Option("--head", help="A head hash noted earlier; shows a tail cut off.")] = None,
    db: Db = None,
    as_json: Json = False,
) -> None:
    """Check the file, the audit trail, the records against it, and each slip against the case it was made from."""
    report = verify_trail(workspace_at(db), expected_head=head)
    if as_json:
        print_json(report)
    else:
        console.print(report.sentence.get(lang()), markup=False)
        for line in report.damage_lines:
            console.print(line.get(lang()), markup=False, highlight=False)
        counts = f"{report.entries} entries, {report.slips.count} slips"
        console.print(f"{counts}, head {report.head}", markup=False, highlight=False, soft_wrap=True)
    if not report.is_intact:
        raise typer.Exit(1)


@app.command()
def bench(
    *,
    third_parties: Annotated[int, typer.Option("--third-parties", min=10, help="How many to make.")] = 500,
    as_json: Json = False,
) -> None:
    """Make synthetic data and time the work of a day, each figure beside its floor in bare sqlite3."""
    from sakimori.ui.frame.page_times import page_figures  # noqa: PLC0415 - streamlit, which no other command needs
    from sakimori.ui.frame.worker import settle_collector  # noqa: PLC0415 - as the launcher does

    settle_collector()
    with progress_bar("bench") as bar:
        figures = run_bench(third_parties, progress=bar, pages=page_figures)
    if as_json:
        print_json(figures)
        return
    print_table(
        f"{third_parties} third parties", ("figure", "ms", "floor ms", "target ms", "note"),
        [(f.name, f"{f.milliseconds:.1f}", "" if f.floor is None else f"{f.floor:.1f}", f.target or "", f.note)
         for f in figures],
    )  # fmt: skip
