"""`sakimori …`: the same services from a terminal; what a command ends with stands in `exits`."""

from __future__ import annotations

import sys
from typing import Final

import typer

from sakimori.cli.exits import Exit
from sakimori.cli.later import Commands, LaterGroup
from sakimori.errors import SakimoriError

HELP = """Due diligence on whoever receives personal data, and the answer whether it may be handed over.

The database is that of --db or SAKIMORI_DB, else your own workspace, else the demo. --json prints for programs.

Exit codes: 0 done or 可 (allowed), 1 refused with a message or failed, 2 a wrong call, 3 不可 (not allowed), 4 要照会
(ask compliance), 5 条件付き可 (allowed on conditions); for what reads files or tells people, 3 says that a person must
look. --help behind a command names its own.
"""

COMMANDS: Final[Commands] = {
    "clear": ("clear", "May this be handed to that company on a day?"),
    "screen": (
        "screen",
        "A list of customers without those who asked us to stop, or whose consent does not cover the hand-over.",
    ),
    "demo": ("making", "Make the demo company anew, and print where its database lies."),
    "gaps": ("gaps", "The gaps that are true on a day: of a past day as known then, of a future day as known now."),
    "recompute": ("gaps", "Judge what waits, then every dossier from scratch; compare with the gaps that are held."),
    "verify": (
        "gaps",
        "Check the file, the audit trail and its signatures, the records against it, and each slip against its case.",
    ),
    "report": (
        "report", "Reports: the quarter report to management; whether a file is one that was issued.",
    ),
    "backup": ("copies", "Copy the whole database into one file while people work, and check the copy."),
    "copy": ("copies", "Copy a workspace whole between a file and a PostgreSQL server, and check the copy."),
    "restore": ("copies", "Check a backup, and put it in the place of a database that nobody has open."),
    "bench": (
        "making", "Make synthetic data and time the work of a day, each figure beside its floor in bare sqlite3.",
    ),
    "import": ("lists", "Take in lists (Excel, CSV, JSON, Markdown), or our own register."),
    "export": ("lists", "Write the register as CSV files or as a workbook."),
    "questionnaire": (
        "questionnaires.group",
        "Our packs: check, list, show, give out. Questionnaires of others: read, take in, answer.",
    ),
    "user": ("user", "Our own people: list, add, roles, and who may sign in."),
    "remind": ("remind", "Tell our people of what falls due, and send what waits."),
    "token": ("token", "Access tokens, by which programs call /api/v1: made and shown once, listed, revoked."),
    "api": ("api", "Serve /api/v1 alone, in a process of its own, on 127.0.0.1 until it is ended."),
    "webhook": ("webhook", "Webhooks: addresses that are told what happens: made, listed, changed, ended; their log."),
    "mcp": ("mcp", "The tools of an assistant (Model Context Protocol, over standard input and output)."),
    "mail": ("mail", "Mails to vendors: send those that wait."),
    "incident": (
        "incidents.group",
        "Incidents: whether a leak is reported, to whom and by when; those on record and what is next.",
    ),
    "country": ("country", "Country profiles: draft the information before consent."),
}  # fmt: skip
"""Every command with its module and the first line of its help: what a command needs is read when it is called."""


class All(LaterGroup):
    """All commands."""

    table = COMMANDS


app = typer.Typer(cls=All, help=HELP, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


@app.callback()
def _begin() -> None:
    """What typer asks for where no command is added by it."""


def main() -> None:
    """Run the command line; a refusal is one sentence and exit code 1."""
    try:
        app()
    except SakimoriError as error:
        from sakimori.cli.output.printing import complain  # noqa: PLC0415 - whoever asks for help alone needs none of it

        complain(error)
        sys.exit(Exit.REFUSED)
