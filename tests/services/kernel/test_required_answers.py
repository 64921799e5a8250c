"""What a person must say, services ask for: no argument that means yes, or today, stands in by default."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

SERVICES: Final = Path(__file__).parents[3] / "src" / "sakimori" / "services"
HARMLESS: Final = {
    "access/accounts.py disable is_disabled": "disabling takes away; whoever enables says so",
}
NOBODY_LEAVES: Final = {"settings/handing_over.py hand_over left_on": "work may be handed over without anybody leaving"}
ALWAYS_SAID: Final = frozenset(
    {
        "on",
        "how",
        "way",
        "answer",
        "result",
        "holds",
        "approve",
        "approval",
        "covers",
        "covers_us",
        "decision",
        "told_on",
        "told_how",
        "answered_on",
        "sent_on",
        "ended_on",
        "received_on",
        "withdrawn_on",
        "approved_on",
        "approver",
        "left_on",
        "goes_on",
        "cause",
        "checked_on",
        "identity_how",
    }
)
"""Arguments that say what was found, decided or done, and on which day."""


def arguments() -> Iterator[tuple[str, str, ast.expr]]:
    """Each argument with a default of a service that takes an actor: where it stands, its name, its default."""
    for file in sorted(SERVICES.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
                continue
            named = {one.arg for one in (*node.args.args, *node.args.kwonlyargs)}
            if not {"actor", "at"} <= named:
                continue
            place = f"{file.relative_to(SERVICES).as_posix()} {node.name}"
            last = node.args.args[len(node.args.args) - len(node.args.defaults) :]
            for argument, default in zip(last, node.args.defaults, strict=True):
                yield place, argument.arg, default
            for argument, kw_default in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True):
                if kw_default is not None:
                    yield place, argument.arg, kw_default


def test_no_service_that_writes_takes_yes_for_granted() -> None:
    found = {f"{place} {name}" for place, name, default in arguments() if ast.unparse(default) == "True"}
    assert found == set(HARMLESS)


def test_what_is_decided_and_the_day_of_it_have_no_default_in_a_service_that_writes() -> None:
    found = {f"{place} {name}" for place, name, _ in arguments() if name in ALWAYS_SAID}
    assert found == set(NOBODY_LEAVES)
