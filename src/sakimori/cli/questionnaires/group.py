"""`sakimori questionnaire …`: the names of its commands, each read when it is called."""

from __future__ import annotations

from typing import Final

import typer

from sakimori.cli.later import Commands, LaterGroup

COMMANDS: Final[Commands] = {
    "read": (
        "questionnaires.reading",
        "Read a questionnaire in the form in which it was sent, filled or blank; nothing is written.",
    ),
    "import": (
        "questionnaires.answers",
        "Take a questionnaire into an assessment of a third party (or of our own company: --third-party self).",
    ),
    "profile": (
        "questionnaires.packs",
        "Write down how a table of questions was understood, to be mended and given to `read --profile`.",
    ),
    "give": (
        "questionnaires.packs",
        "Write a pack for a vendor (xlsx, html, csv, md) or for other programs (json, oscal); `read` takes it back.",
    ),
    "results": (
        "questionnaires.packs",
        "Write what an assessment found as OSCAL assessment results, about the controls that `give --as oscal` writes.",
    ),
    "suggest": ("questionnaires.answers", "Show what was answered elsewhere to the same or similar questions."),
    "reply": (
        "questionnaires.answers",
        "Fill the sender's own file (Excel, Word, ODS, CSV, Markdown) with our answers; what stays open is listed.",
    ),
    "lint": (
        "questionnaires.packs", "Check packs (all shipped ones without a name): file, line, key, and how to mend it.",
    ),
    "list": ("questionnaires.packs", "The packs on the shelf."),
    "show": ("questionnaires.packs", "The questions of a pack."),
}  # fmt: skip


class Questionnaires(LaterGroup):
    """All commands on questionnaires."""

    table = COMMANDS
    inside = "questionnaire "


commands = typer.Typer()
questionnaires = typer.Typer(
    cls=Questionnaires,
    no_args_is_help=True,
    help="Our packs: check, list, show, give out. Questionnaires of others: read, take in, answer.",
)
commands.add_typer(questionnaires, name="questionnaire")
