"""`sakimori questionnaire …`: our own packs checked, listed, shown and given out; profiles of the forms of others."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated, Final, Literal

import typer

from sakimori.cli.exits import Exit
from sakimori.cli.kit import Db, Json, complaints, console, lang, print_json, print_table, workspace_at
from sakimori.cli.questionnaires.reading import token_meanings
from sakimori.clock import now
from sakimori.domain.values.text import Text
from sakimori.errors import InvalidValueError
from sakimori.exchange.apart import read_apart
from sakimori.exchange.lists.container import refuse
from sakimori.exchange.lists.number_search import masked, masked_all
from sakimori.exchange.lists.source import file_bytes
from sakimori.exchange.questionnaires.forms.user_profile import is_profile_id, profile_of
from sakimori.exchange.questionnaires.ours.pack_out import Form, Order
from sakimori.exchange.questionnaires.ours.pack_out import give as made
from sakimori.exchange.questionnaires.ours.pack_workbook import Letter
from sakimori.exchange.questionnaires.reading.normal import Meanings
from sakimori.exchange.questionnaires.sheets.tables import layouts_in
from sakimori.services.assessments.files import assessment_results
from sakimori.services.assessments.packs.shelf import lint_files, list_packs, pack_named, show_pack, skipped_files
from sakimori.services.imports.register_files.folder import write_file

commands = typer.Typer()
Language = Literal["ja", "en"]
_SKIPPED: Final = Text("読み飛ばしたファイル：{problem}", "Passed over: {problem}")


def _tell_skipped(pack_id: str = "") -> None:
    """Say which files of packs were passed over, and why; the others are used."""
    for problem in skipped_files(pack_id=pack_id):
        said = _SKIPPED.get(lang()).format(problem=problem.line_of(lang()))
        complaints.print(masked(said), markup=False, highlight=False, soft_wrap=True)


@commands.command()
def lint(files: Annotated[list[Path] | None, typer.Argument()] = None, *, as_json: Json = False) -> None:
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
        raise typer.Exit(Exit.REFUSED)


@commands.command("list")
def list_all(*, as_json: Json = False) -> None:
    """The packs on the shelf."""
    rows = list_packs()
    _tell_skipped()
    if as_json:
        print_json(rows)
        return
    language = lang()
    print_table(
        "", ("id", "version", "title", "questions", "light"),
        [(r.id, r.version, r.title.get(language), r.questions, r.light) for r in rows],
    )  # fmt: skip


@commands.command()
def show(pack_id: str, *, as_json: Json = False) -> None:
    """The questions of a pack."""
    _tell_skipped(pack_id)
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


@commands.command()
def give(
    pack: Annotated[str, typer.Argument(help="The id of a pack, or ID@VERSION.")],
    *,
    form: Annotated[Form, typer.Option("--as", help="The form of the file.")],
    out: Annotated[Path, typer.Option("--out", help="Where to write it.")],
    group: Annotated[str, typer.Option("--group", help="How deep to ask: light or full.")] = "full",
    language: Annotated[Language | None, typer.Option("--language", help="Of the questions.")] = None,
    asker: Annotated[str, typer.Option("--from", help="Who asks; printed on the cover.")] = "",
    about: Annotated[str, typer.Option("--about", help="What it is about, such as a service.")] = "",
    due: Annotated[datetime | None, typer.Option("--due", formats=["%Y-%m-%d"], help="The day to answer by.")] = None,
    send_to: Annotated[str, typer.Option("--send-to", help="Where the answers go.")] = "",
) -> None:
    """Write a pack for a vendor (xlsx, html, csv, md) or for other programs (json, oscal); `read` takes it back."""
    letter = Letter(asker, about, due.date() if due else None, send_to)
    order = Order(group, language or lang(), now(), letter)
    _tell_skipped(pack.partition("@")[0])
    write_file(out, made(pack_named(pack), form, order))
    console.print(str(out), markup=False, highlight=False, soft_wrap=True)


@commands.command()
def results(
    assessment_id: str,
    *,
    out: Annotated[Path, typer.Option("--out", help="Where to write it.")],
    language: Annotated[Language | None, typer.Option("--language", help="Of the texts.")] = None,
    db: Db = None,
) -> None:
    """Write what an assessment found as OSCAL assessment results, about the controls that `give --as oscal` writes."""
    write_file(out, assessment_results(workspace_at(db), assessment_id, now(), language=language or lang()))
    console.print(str(out), markup=False, highlight=False, soft_wrap=True)


_NAME: Final = Text("--name", "--name")
_FORM_OF_ID: Final = Text("英小文字、数字、-で書いてください。", "Write lower-case letters, digits and -.")


@commands.command()
def profile(
    file: Path,
    *,
    out: Annotated[Path, typer.Option("--out", help="Where to write the profile (YAML).")],
    name: Annotated[str, typer.Option("--name", help="How the profile is called; else as its file.")] = "",
    answer_means: Annotated[
        list[str] | None, typer.Option("--answer-means", help="What a token means in this form: 不要=no.")
    ] = None,
) -> None:
    """Write down how a table of questions was understood, to be mended and given to `read --profile`."""
    named = name or out.stem.casefold()
    if not is_profile_id(named):
        raise InvalidValueError(field=_NAME, value=named, expected=_FORM_OF_ID)
    layouts = read_apart(layouts_in, file_bytes(file), file.name)
    if not layouts:
        raise refuse(
            "質問の並ぶ表が見つかりません。質問と回答の列がある表にしてください。",
            "No table of questions was found. Give it a column of questions and one of answers.",
        )
    meanings = Meanings(said=token_meanings(answer_means or ()))
    write_file(out, profile_of(named, file.stem, layouts, meanings).encode())
    console.print(str(out), markup=False, highlight=False, soft_wrap=True)
