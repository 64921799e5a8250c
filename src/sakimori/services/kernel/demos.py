"""The demos of a server: one a language, each in a database of its own, made when somebody asks for it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from sakimori.domain.values.text import ENGLISH, JAPANESE
from sakimori.store.engine.places import DEMO, OWN, Place, database

if TYPE_CHECKING:
    from sakimori.services.kernel.workspace import Workspace

__all__ = [
    "DEMOS",
    "LANGUAGE_VARIABLE",
    "OWN",
    "Place",
    "database",
    "first_demo",
    "is_demo",
    "is_of_demo",
    "language_of",
]

LANGUAGE_VARIABLE: Final = "SAKIMORI_DEMO_LANG"
DEMOS: Final = {JAPANESE: DEMO, ENGLISH: f"{DEMO}-en"}
"""Which workspace holds the demo of a language."""


def is_demo(choice: str) -> bool:
    """Whether a workspace is a demo, of whatever language."""
    return choice in DEMOS.values()


def is_of_demo(workspace: Workspace) -> bool:
    """Whether records are those of a demo of this server."""
    return workspace.target in {database(choice) for choice in DEMOS.values()}


def first_demo() -> str:
    """The demo that a server begins with: that of `SAKIMORI_DEMO_LANG`, else the Japanese one."""
    return DEMOS.get(os.environ.get(LANGUAGE_VARIABLE, ""), DEMO)


def language_of(demo: str) -> str:
    """The language of the records of a demo."""
    return next((language for language, choice in DEMOS.items() if choice == demo), JAPANESE)
