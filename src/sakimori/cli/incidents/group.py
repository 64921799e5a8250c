"""`sakimori incident …`: the names of its commands, each read when it is called."""

from __future__ import annotations

from typing import Final

import typer

from sakimori.cli.later import Commands, LaterGroup

COMMANDS: Final[Commands] = {
    "clock": ("incidents.clock", "Say whether an incident is reported, why, and by when; reads no database."),
    "list": ("incidents.desk", "The incidents on record: what is open first, with its next day and what to do next."),
    "show": ("incidents.desk", "One incident: what to do next, its clocks, what is open, and its timeline."),
}


class Incidents(LaterGroup):
    """All commands on incidents."""

    table = COMMANDS
    inside = "incident "


commands = typer.Typer()
incidents = typer.Typer(
    cls=Incidents,
    no_args_is_help=True,
    help="Incidents: whether a leak is reported, to whom and by when; those on record and what is next.",
)
commands.add_typer(incidents, name="incident")


@incidents.callback()
def _begin() -> None:
    """What typer asks for where no command is added by it."""
