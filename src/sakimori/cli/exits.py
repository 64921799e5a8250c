"""Exit codes of all commands, in one table: what each command may end with, and what its --help says of that."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from typing import Any, Final

from sakimori.domain.codes import Outcome


class Exit(IntEnum):
    """Exit code of a command; of a command that reads for a person, `LOOK` has the number of `BLOCKED`."""

    DONE = 0
    REFUSED = 1
    WRONG_CALL = 2
    BLOCKED = 3
    ASK = 4
    CONDITIONAL = 5
    LOOK = 3


OF_OUTCOME: Final[Mapping[Outcome, Exit]] = {
    Outcome.ALLOWED: Exit.DONE,
    Outcome.CONDITIONAL: Exit.CONDITIONAL,
    Outcome.REVIEW: Exit.ASK,
    Outcome.BLOCKED: Exit.BLOCKED,
}
"""The code of an answer to a clearance."""

_TABLE: Final = """
    clear                 | 0 allowed, or done | 1 | 2 | 3 not allowed | 4 ask compliance | 5 allowed on conditions
    screen                | 0 allowed | 1 | 2 | 3 not allowed, or a person must look at rows left out | 4 ask compliance | 5 allowed on conditions
    demo                  | 0 | 1 | 2
    gaps                  | 0 | 1 | 2
    recompute             | 0 | 1 refused, or --check found a difference | 2
    verify                | 0 | 1 refused, or something is not whole | 2
    report quarter        | 0 | 1 | 2
    report verify         | 0 it was issued | 1 refused, or it was never issued | 2
    backup                | 0 | 1 refused, or a copy is not whole | 2
    copy                  | 0 | 1 | 2
    restore               | 0 | 1 refused, or it is not whole | 2
    bench                 | 0 | 1 | 2
    import                | 0 | 1 refused, or rows were not taken in | 2
    export                | 0 | 1 | 2
    questionnaire read    | 0 read | 1 | 2 | 3 a person must say what an answer or a label means, or look at what was left out
    questionnaire import  | 0 | 1 | 2 | 3 a person must say what an answer or a label means, or look at what was left out
    questionnaire profile | 0 | 1 | 2
    questionnaire give    | 0 | 1 | 2
    questionnaire results | 0 | 1 | 2
    questionnaire suggest | 0 | 1 | 2
    questionnaire reply   | 0 | 1 | 2
    questionnaire lint    | 0 | 1 refused, or a pack is not in order | 2
    questionnaire list    | 0 | 1 | 2
    questionnaire show    | 0 | 1 | 2
    user                  | 0 | 1 | 2
    remind                | 0 told, or nothing to tell | 1 refused, or something did not go out | 2 | 3 somebody who has to be told cannot be reached
    token                 | 0 | 1 | 2
    api                   | 0 | 1 | 2
    webhook               | 0 | 1 | 2
    webhook send          | 0 | 1 refused, or something did not go out | 2
    mcp                   | 0 | 1 | 2
    mail send             | 0 | 1 refused, or something did not go out | 2
    incident              | 0 | 1 | 2
    country draft         | 0 | 1 refused, or something lacks | 2
"""  # noqa: E501 - one command a line
"""A command, or a group of commands, with its codes; where no words stand behind a code, they are the usual ones."""
_USUAL: Final = {Exit.DONE: "done", Exit.REFUSED: "refused with a message, or failed", Exit.WRONG_CALL: "a wrong call"}


def _read(table: str) -> dict[str, dict[Exit, str]]:
    found = {}
    for line in table.strip().splitlines():
        path, *codes = (cell.strip() for cell in line.split("|"))
        said = ((Exit(int(code[0])), code[1:].strip()) for code in codes)
        found[path] = {code: words or _USUAL[code] for code, words in said}
    return found


EXITS: Final[Mapping[str, Mapping[Exit, str]]] = _read(_TABLE)


def exits_of(path: str) -> Mapping[Exit, str]:
    """The codes of a command: its own line of the table, else that of its group."""
    return EXITS[path] if path in EXITS else EXITS[path.partition(" ")[0]]


def exit_words(path: str) -> str:
    """What --help says of the codes of a command."""
    return f"Exit codes: {', '.join(f'{code.value} {words}' for code, words in exits_of(path).items())}."


def with_exits(command: Any, path: str) -> Any:  # noqa: ANN401 - typer names neither its command nor its group
    """A command, or each command of a group, with its exit codes below its help."""
    for name, inner in getattr(command, "commands", {}).items():
        with_exits(inner, f"{path} {name}")
    if not hasattr(command, "commands"):
        command.epilog = exit_words(path)
    return command
