"""Where the databases lie."""

from __future__ import annotations

import os
from pathlib import Path

from sakimori.services.kernel.workspace import PROJECT

DEMO, OWN = "demo", "own"
HOME_VARIABLE = "SAKIMORI_HOME"


def home() -> Path:
    """The folder of the databases: `SAKIMORI_HOME`, else `data/local` of the project."""
    return Path(os.environ.get(HOME_VARIABLE) or PROJECT / "data" / "local")


def database(choice: str) -> Path:
    """The file of the demo, or of the company's own workspace."""
    return home() / f"{choice}.db"
