"""The shelf of packs: check, list, show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sakimori.domain.pack import Pack
from sakimori.domain.text import Text
from sakimori.errors import NotFoundError
from sakimori.exchange.pack_problems import PackProblem
from sakimori.exchange.packs import latest, lint_pack, read_pack_folder
from sakimori.rules.tiering import LIGHT
from sakimori.services.workspace import PACK_FOLDER


@dataclass(frozen=True, slots=True)
class PackLine:
    """One pack on the shelf, with the number of questions in all and in its light group."""

    id: str
    version: str
    title: Text
    questions: int
    light: int


def lint_files(files: Sequence[Path] = (), *, folder: Path = PACK_FOLDER) -> tuple[PackProblem, ...]:
    """Everything wrong in some files, or in the whole folder; each is held against the version before it."""
    problems: list[PackProblem] = []
    for path in files or sorted(folder.glob("*.yaml")):
        if not path.is_file():
            raise NotFoundError(what="pack", key=path.name)
        _pack, found = lint_pack(path.read_text(encoding="utf-8"), path.name, previous=_previous(path))
        problems.extend(found)
    return tuple(problems)


def _previous(path: Path) -> Pack | None:
    pack_id, _, version = path.stem.partition("@")
    older = [
        p
        for p in sorted(path.parent.glob(f"{pack_id}@*.yaml"), key=_release)
        if version and _release(p) < _release(path)
    ]
    if not older:
        return None
    pack, _problems = lint_pack(older[-1].read_text(encoding="utf-8"), older[-1].name)
    return pack


def _release(path: Path) -> list[int]:
    version = path.stem.partition("@")[2]
    return [int(part) for part in version.split(".") if part.isdigit()]


def list_packs(*, folder: Path = PACK_FOLDER) -> tuple[PackLine, ...]:
    """The newest version of each pack."""
    return tuple(
        PackLine(pack.id, pack.version, pack.title, len(pack.questions), len(pack.asked_in(LIGHT)))
        for pack in latest(read_pack_folder(folder))
    )


def show_pack(pack_id: str, *, folder: Path = PACK_FOLDER) -> Pack:
    """The newest version of one pack.

    Raises:
        NotFoundError: No pack has this id.
    """
    for pack in latest(read_pack_folder(folder)):
        if pack.id == pack_id:
            return pack
    raise NotFoundError(what="pack", key=pack_id)
