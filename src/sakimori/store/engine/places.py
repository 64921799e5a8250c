"""Where the workspaces of this installation lie: files in a folder, or schemas of one database on a server."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from sakimori.errors import StoreError
from sakimori.store.engine.server_errors import NamedSchemaError
from sakimori.store.engine.target import ServerSchema, Target, is_address, resolved, target_of

DEMO, OWN = "demo", "own"
HOME_VARIABLE: Final = "SAKIMORI_HOME"
DB_VARIABLE: Final = "SAKIMORI_DB"
PROJECT: Final = Path(__file__).resolve().parents[4]

Place = Path | ServerSchema
"""Where a workspace lies that is not in memory."""


def home() -> Path:
    """The folder of databases and keys: `SAKIMORI_HOME`, else `data/local` of the project."""
    return Path(os.environ.get(HOME_VARIABLE) or PROJECT / "data" / "local")


def server() -> ServerSchema | None:
    """The own workspace on the server that `SAKIMORI_DB` names, where it names one; a file is for commands alone.

    Raises:
        NamedSchemaError: It names a schema other than `own`, while demos and sessions have theirs beside it.
    """
    said = os.environ.get(DB_VARIABLE) or ""
    found = target_of(said) if is_address(said) else None
    if not isinstance(found, ServerSchema):
        return None
    if found.schema != OWN:
        raise NamedSchemaError(variable=DB_VARIABLE, key=found.schema)
    return found


def database(choice: str, *, folder: Path | None = None, named: str = "") -> Place:
    """Where a workspace lies: in a folder, on a server that somebody names, or where the installation has it."""
    found = target_of(named) if is_address(named) else server() if folder is None else None
    if isinstance(found, ServerSchema):
        return found.beside(choice.replace("-", "_"))
    return (folder or home()) / f"{choice}.db"


def place_of(text: str) -> Place:
    """The place that a person names whole: a file, or `postgresql://…#schema`."""
    return target_of(text)


def names_a_server(text: str) -> bool:
    """Whether a text names a server and leaves open which of its workspaces."""
    return is_address(text) and "#" not in text


def beside_workspaces(folder: Path, file: str) -> Place:
    """Where a database of another kind lies that belongs to the workspaces of a folder, but is in none of them."""
    on_server = server() if folder == home() else None
    return on_server.beside(Path(file).stem) if on_server else folder / file


def standing(place: Place) -> object | None:
    """By this a database that stands somewhere is told from another that comes in its place; None where none stands.

    On a server the name is enough: every statement reads what stands under it.

    Raises:
        StoreError: Nobody can tell.
    """
    if isinstance(place, ServerSchema):
        return place if place.exists() else None
    try:
        return place, place.stat().st_ino
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StoreError from error


def file_named_after(target: Target) -> Path:
    """The file after which others beside a database are named; on a server they lie in the home folder."""
    place = resolved(target)
    if place is None:
        return home() / "memory.db"
    return home() / f"{place.schema}.db" if isinstance(place, ServerSchema) else place
