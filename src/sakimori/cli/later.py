"""Commands whose modules are read when they are called: a start loads what one command needs and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any, ClassVar

import typer
from typer.core import TyperCommand, TyperGroup

from sakimori.cli.exits import with_exits

Commands = Mapping[str, tuple[str, str]]
"""Commands by name, each with its module in this package and the first line of its help."""


class Later(TyperCommand):
    """A command, or a group of them, whose module has not been read."""

    def __init__(self, name: str, module: str, words: str, *, path: str) -> None:
        """Take it by its name; `path` is the name with those of the groups that hold it."""
        super().__init__(name, help=words)
        self._module, self._word, self._path = f"sakimori.cli.{module}", name, path

    def make_context(self, *args: Any, **values: Any) -> Any:  # noqa: ANN401 - as typer has it
        """Read the module, and go on with the command that it holds."""
        return self.read().make_context(*args, **values)

    def read(self) -> Any:  # noqa: ANN401 - typer names neither its command nor its group
        """The command itself."""
        command = typer.main.get_group(import_module(self._module).commands).commands[self._word]
        return with_exits(command, self._path)


class LaterGroup(TyperGroup):
    """A group of such commands."""

    table: ClassVar[Commands] = {}
    inside: ClassVar[str] = ""
    """The name of the group with a blank behind it, where it is a command itself."""

    def __init__(self, **values: Any) -> None:  # noqa: ANN401 - as typer has it
        """Name them."""
        super().__init__(**values)
        for name, (module, words) in self.table.items():
            self.add_command(Later(name, module, words, path=f"{self.inside}{name}"))
