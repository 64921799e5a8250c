"""`sakimori …`: the same services from a terminal. 0 is fine, 1 refused with a message, 2 a wrong call."""

from __future__ import annotations

import getpass
import json
import locale
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, is_dataclass
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from sakimori.clock import now, today
from sakimori.domain.codes import UserRole
from sakimori.domain.text import Text
from sakimori.domain.user import Actor
from sakimori.errors import NoDatabaseError, NotFoundError, PackInvalidError, SakimoriError
from sakimori.services.bench import run_bench
from sakimori.services.demo import make_demo
from sakimori.services.gap_board import board
from sakimori.services.intake import import_file
from sakimori.services.packs import lint_files, list_packs, show_pack
from sakimori.services.places import DEMO, OWN, database
from sakimori.services.recompute import recompute as recompute_all
from sakimori.services.register_folder import export_folder, write_file, write_folder
from sakimori.services.register_workbook import EVERYTHING, register_workbook
from sakimori.services.trail_view import verify as verify_trail
from sakimori.services.users import list_users
from sakimori.services.workspace import Workspace

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
imports = typer.Typer(no_args_is_help=True, help="Take lists in.")
exports = typer.Typer(no_args_is_help=True, help="Give the register out.")
questionnaires = typer.Typer(no_args_is_help=True, help="Packs: check, list, show.")
app.add_typer(imports, name="import")
app.add_typer(exports, name="export")
app.add_typer(questionnaires, name="questionnaire")

console = Console()
complaints = Console(stderr=True)

Db = Annotated[str | None, typer.Option("--db", envvar="SAKIMORI_DB", help="Path of the database.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
On = Annotated[datetime | None, typer.Option("--on", formats=["%Y-%m-%d"], help="The day, as YYYY-MM-DD.")]
As = Annotated[str | None, typer.Option("--as", help="Act as this user (id or name).")]


def main() -> None:
    """Run the command line; a refusal is one sentence and exit code 1."""
    try:
        app()
    except SakimoriError as error:
        complaints.print(error.message(_language()), style="bold", markup=False)
        for line in _details(error):
            complaints.print(line, markup=False)
        sys.exit(1)


def _language() -> str:
    name = locale.setlocale(locale.LC_CTYPE, None) or ""
    return "ja" if name.startswith("ja") else "en"


def _details(error: SakimoriError) -> Iterator[str]:
    if isinstance(error, PackInvalidError):
        for problem in error.details.get("problems", ()):  # type: ignore[attr-defined]
            yield f"{problem.file}:{problem.line} {problem.key}: {problem.message.get(_language())}"


def _workspace(db: str | None) -> Workspace:
    if db:
        if not Path(db).exists():
            raise NoDatabaseError(key=db)
        return Workspace(db)
    for choice in (OWN, DEMO):
        if database(choice).exists():
            return Workspace(database(choice))
    raise NoDatabaseError(key=database(DEMO))


def _actor(workspace: Workspace, name: str | None) -> Actor:
    """The user that was named; else the person at the terminal, with every role, named in the trail."""
    if name is None:
        who = f"cli:{getpass.getuser()}"
        return Actor(who, who, frozenset(UserRole))
    for user in list_users(workspace):
        if name in {user.id, user.name} and user.left_on is None:
            return Actor(user.id, user.name, user.roles)
    raise NotFoundError(what="user", key=name)


def _plain_value(value: object) -> object:
    if isinstance(value, Text):
        return {"ja": value.ja, "en": value.en}
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (frozenset, set)):
        return sorted(str(v) for v in value)
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    raise TypeError(type(value).__name__)


def _print_json(value: object) -> None:
    print(json.dumps(value, default=_plain_value, ensure_ascii=False, indent=2))  # noqa: T201 - for programs


def _print_table(title: str, heads: tuple[str, ...], rows: list[tuple[object, ...]]) -> None:
    table = Table(*heads, title=title, title_justify="left")
    for row in rows:
        table.add_row(*(str(cell if cell is not None else "") for cell in row))
    console.print(table)


@contextmanager
def _bar(label: str) -> Iterator[Callable[[float], None]]:
    with Progress(console=complaints, transient=True) as progress:
        task = progress.add_task(label, total=1.0)
        yield lambda share: progress.update(task, completed=share)


@app.command()
def demo(db: Db = None, on: On = None) -> None:
    """Make the demo company anew, and print where its database lies."""
    path = Path(db) if db else database(DEMO)
    with _bar("demo") as bar:
        make_demo(path, on=on.date() if on else today(), progress=bar)
    console.print(str(path), markup=False, highlight=False, soft_wrap=True)


@imports.command("third-parties")
def import_third_parties(
    file: Path,
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change, and write nothing.")] = False,
    db: Db = None,
    as_user: As = None,
    as_json: Json = False,
) -> None:
    """Take in a list of third parties: all good rows, with every problem named."""
    workspace = _workspace(db)
    plan, result = import_file(workspace, file, dry_run=dry_run, actor=_actor(workspace, as_user), at=now())
    counts, problems = plan.counts, plan.problems
    if as_json:
        _print_json({"counts": counts, "problems": problems, "imported": bool(result and result.batch_id)})
    else:
        _print_table(file.name, ("", "rows"), [(key, value) for key, value in asdict(counts).items()])
        language = _language()
        rows: list[tuple[object, ...]] = [
            (p.sheet, p.row, p.column, p.value, p.message.get(language), p.expected.get(language)) for p in problems
        ]
        if rows:
            _print_table("", ("sheet", "row", "column", "value", "problem", "expected"), rows)
    if any(p.severity == "error" for p in problems):
        raise typer.Exit(1)


@exports.command("register")
def export_register(folder: Path, *, db: Db = None, as_user: As = None) -> None:
    """Write the register into a folder of CSV files: one line a record, so that git shows what changed."""
    workspace = _workspace(db)
    files = export_folder(workspace, actor=_actor(workspace, as_user), at=now())
    write_folder(folder, files)
    console.print(str(folder), markup=False, highlight=False, soft_wrap=True)


@exports.command("workbook")
def export_workbook(file: Path, *, db: Db = None, as_user: As = None) -> None:
    """Write the register into an Excel workbook with a cover sheet."""
    workspace = _workspace(db)
    body = register_workbook(
        workspace, EVERYTHING, on=today(), number=workspace.head()[0], actor=_actor(workspace, as_user), at=now(),
        language=_language(),
    )  # fmt: skip
    write_file(file, body)
    console.print(str(file), markup=False, highlight=False, soft_wrap=True)


@questionnaires.command("lint")
def questionnaire_lint(files: Annotated[list[Path] | None, typer.Argument()] = None, *, as_json: Json = False) -> None:
    """Check packs (all shipped ones without a name): file, line, key, and how to mend it."""
    problems = lint_files(tuple(files or ()))
    language = _language()
    if as_json:
        _print_json(problems)
    else:
        for p in problems:
            console.print(f"{p.file}:{p.line}: {p.key}: {p.message.get(language)} {p.fix.get(language)}", markup=False)
        if not problems:
            console.print("OK")
    if problems:
        raise typer.Exit(1)


@questionnaires.command("list")
def questionnaire_list(*, as_json: Json = False) -> None:
    """The packs on the shelf."""
    rows = list_packs()
    if as_json:
        _print_json(rows)
        return
    language = _language()
    _print_table(
        "", ("id", "version", "title", "questions", "light"),
        [(r.id, r.version, r.title.get(language), r.questions, r.light) for r in rows],
    )  # fmt: skip


@questionnaires.command("show")
def questionnaire_show(pack_id: str, *, as_json: Json = False) -> None:
    """The questions of a pack."""
    pack = show_pack(pack_id)
    language = _language()
    rows: list[tuple[object, ...]] = [
        (q.id, q.text.get(language), q.type, "!" if q.critical else "", q.cites.get(language) if q.cites else "")
        for q in pack.questions
    ]
    if as_json:
        _print_json(
            {
                "id": pack.id,
                "version": pack.version,
                "questions": [dict(zip(("id", "text"), r, strict=False)) for r in rows],
            }
        )
        return
    _print_table(pack.title.get(language), ("id", "question", "type", "critical", "cites"), rows)


@app.command()
def gaps(*, on: On = None, db: Db = None, as_json: Json = False) -> None:
    """The gaps that are true on a day: of a past day as known then, of a future day as known now."""
    workspace, current = _workspace(db), today()
    day = on.date() if on else current
    with workspace.unit() as unit:
        number = unit.number_on(day, today=current)
    rows = board(workspace, on=day, today=current, number=number)
    if as_json:
        _print_json([row._asdict() for row in rows])
        return
    language = _language()
    _print_table(
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
    workspace = _workspace(db)
    differences: list[Any] = []
    total = 0
    with _bar("recompute") as bar:
        for done, total, found in recompute_all(workspace, on=today()):
            differences.extend(found)
            bar(done / total)
    if as_json:
        _print_json({"dossiers": total, "differences": differences})
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
    """Check the audit trail, and the records against it."""
    report = verify_trail(_workspace(db), expected_head=head)
    if as_json:
        _print_json(report)
    else:
        console.print(report.sentence.get(_language()), markup=False)
        console.print(f"{report.entries} entries, head {report.head}", markup=False, highlight=False, soft_wrap=True)
    if not report.is_intact:
        raise typer.Exit(1)


@app.command()
def bench(
    *,
    third_parties: Annotated[int, typer.Option("--third-parties", min=10, help="How many to make.")] = 500,
    as_json: Json = False,
) -> None:
    """Make synthetic data and time the work of a day, each figure beside its floor in bare sqlite3."""
    from sakimori.ui.collector import settle_collector  # noqa: PLC0415 - as the launcher does
    from sakimori.ui.measuring import page_figures  # noqa: PLC0415 - streamlit, which no other command needs

    settle_collector()
    with _bar("bench") as bar:
        figures = run_bench(third_parties, progress=bar, pages=page_figures)
    if as_json:
        _print_json(figures)
        return
    _print_table(
        f"{third_parties} third parties", ("figure", "ms", "floor ms", "target ms", "note"),
        [(f.name, f"{f.milliseconds:.1f}", "" if f.floor is None else f"{f.floor:.1f}", f.target or "", f.note)
         for f in figures],
    )  # fmt: skip
