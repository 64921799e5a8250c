"""For which program a database stands: the one whose newest step of the schema and whose rules it was last brought to.

A program that is older would leave the lists of the newer one out of step, and judge by rules that hold no more.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sakimori.errors import OlderProgramError
from sakimori.store.engine import Target, Value
from sakimori.store.schema.steps import STEPS

LISTS: Final = "lists_kept"
"""Under this lies the step of the schema up to which what lists read was kept beside the records."""
RULES: Final = "rules"
"""Under this lie the rules by which all was judged, or waits to be."""
MADE_FOR: Final = f"SELECT key, value FROM meta WHERE key IN ('{LISTS}', '{RULES}')"

MadeFor = Mapping[str, str]

LAST_STEP: Final = max(name for name, _ in STEPS)
"""The newest of ours: they are numbered, and those of one subject stand together."""
_OURS: Final[set[Target]] = set()
"""Databases that this process has seen judged by its own rules: whatever they are judged by later is newer."""


def made_for(rows: list[tuple[Value, ...]]) -> MadeFor:
    """What the statement has found."""
    return {str(key): str(value) for key, value in rows}


def is_older(place: Target, found: MadeFor, rules: str) -> bool:
    """Whether this program is older than the one that a database stands for."""
    if found.get(LISTS, "") > LAST_STEP:
        return True
    judged_by = found.get(RULES, rules)
    if judged_by == rules:
        _OURS.add(place)
    return judged_by != rules and place in _OURS


def refuse_older(place: Target, found: MadeFor, rules: str) -> None:
    """Let no older program write.

    Raises:
        OlderProgramError: This one is.
    """
    if is_older(place, found, rules):
        raise OlderProgramError
