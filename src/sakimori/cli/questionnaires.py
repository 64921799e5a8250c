"""`sakimori questionnaire …`: the names of its commands, each read when it is called."""

from __future__ import annotations

from typing import Final

import typer

from sakimori.cli.later import Commands, LaterGroup

COMMANDS: Final[Commands] = {
    "read": (
        "questionnaire",
        "Read a questionnaire in the form in which it was sent, filled or blank; nothing is written.",
    ),
    "import": (
        "questionnaire_answers",
        "Take a questionnaire into an assessment of a third party (or of our own company: --third-party self).",
    ),
    "profile": (
        "questionnaire_packs",
        "Write down how a table of questions was understood, to be mended and given to `read --profile`.",
    ),
    "give": (
        "questionnaire_packs",
        "Write a pack for a vendor (xlsx, html, csv, md) or for other programs (json, oscal); `read` takes it back.",
    ),
    "results": (
        "questionnaire_packs",
        "Write what an assessment found as OSCAL assessment results, about the controls that `give --as oscal` writes.",
    ),
    "suggest": ("questionnaire_answers", "Show what was answered elsewhere to the same or similar questions."),
    "reply": (
        "questionnaire_answers",
        "Fill the sender's own file (Excel, Word, ODS, CSV, Markdown) with our answers; what stays open is listed.",
    ),
    "lint": (
        "questionnaire_packs", "Check packs (all shipped ones without a name): file, line, key, and how to mend it.",
    ),
    "list": ("questionnaire_packs", "The packs on the shelf."),
    "show": ("questionnaire_packs", "The questions of a pack."),
}  # fmt: skip


class Questionnaires(LaterGroup):
    """All commands on questionnaires."""

    table = COMMANDS


commands = typer.Typer()
questionnaires = typer.Typer(
    cls=Questionnaires,
    no_args_is_help=True,
    help="Our packs: check, list, show, give out. Questionnaires of others: read, take in, answer.",
)
commands.add_typer(questionnaires, name="questionnaire")
