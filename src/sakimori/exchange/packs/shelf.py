"""The packs that come with Sakimori or that a company has put beside them."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sakimori.domain.questions.pack import Pack
from sakimori.exchange.packs.folder import SUFFIX, lint_pack

SHELF: Final = Path(__file__).resolve().parents[4] / "questionnaires"


def shelf_pack(pack_id: str, version: str, *, folder: Path = SHELF) -> Pack | None:
    """One version of a pack; None where it is not on the shelf, or is not sound."""
    path = folder / f"{pack_id}@{version}{SUFFIX}"
    # A name from a file that somebody sent must not lead out of the folder.
    if path.parent != folder or not path.is_file():
        return None
    pack, _problems = lint_pack(path.read_bytes(), path.name)
    return pack


def shelf_versions(pack_id: str, *, folder: Path = SHELF) -> tuple[str, ...]:
    """The versions of a pack on the shelf, oldest first."""
    stems = (path.name.removesuffix(SUFFIX).partition("@") for path in folder.glob(f"*@*{SUFFIX}"))
    versions = (version for name, _, version in stems if name == pack_id)
    return tuple(sorted(versions, key=lambda version: [int(part) for part in version.split(".") if part.isdecimal()]))
