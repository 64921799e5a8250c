"""`sakimori questionnaire …`: all its commands, and those on our own packs."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from sakimori.cli.kit import Json, console, lang, print_json, print_table
from sakimori.cli.questionnaire import HELP as READ_HELP
from sakimori.cli.questionnaire import give as give_pack
from sakimori.cli.questionnaire import profile as write_profile
from sakimori.cli.questionnaire import read as read_one
from sakimori.cli.questionnaire import results as write_results
from sakimori.cli.questionnaire_answers import HELP as IMPORT_HELP
from sakimori.cli.questionnaire_answers import SUGGEST_HELP, reply_to, suggest, take_in_file
from sakimori.exchange.lists.number_search import masked, masked_all
from sakimori.services.packs.shelf import lint_files, list_packs, show_pack

commands = typer.Typer()
questionnaires = typer.Typer(
    no_args_is_help=True,
    help="Our packs: check, list, show, give out. Questionnaires of others: read, take in, answer.",
)
commands.add_typer(questionnaires, name="questionnaire")
questionnaires.command("read", help=READ_HELP)(read_one)
questionnaires.command("import", help=IMPORT_HELP)(take_in_file)
questionnaires.command("profile")(write_profile)
questionnaires.command("give")(give_pack)
questionnaires.command("results")(write_results)
questionnaires.command("suggest", help=SUGGEST_HELP)(suggest)
questionnaires.command("reply")(reply_to)


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
