"""The shelf of packs: check, list, show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sakimori.domain.questions.pack import Pack
from sakimori.domain.values.text import Text
from sakimori.errors import NotFoundError
from sakimori.exchange.lists.source import file_bytes
from sakimori.exchange.packs.folder import latest, lint_pack, lint_pack_folder, read_pack_folder, shelf_pack
from sakimori.exchange.packs.problems import PackProblem
from sakimori.rules.facts.tiering import LIGHT
from sakimori.services.kernel.workspace import PACK_FOLDER


@dataclass(frozen=True, slots=True)
class PackLine:
    """One pack on the shelf, with the number of questions in all and in its light group."""

    id: str
    version: str
    title: Text
    questions: int
    light: int


def lint_files(files: Sequence[Path] = (), *, folder: Path = PACK_FOLDER) -> tuple[PackProblem, ...]:
    """Everything wrong in some files, or in the whole folder; each is held against the version before it.

    Raises:
        UnreadableFileError: A file is not there.
    """
    problems: list[PackProblem] = []
    for path in files or sorted(folder.glob("*.yaml")):
        _pack, found = lint_pack(file_bytes(path), path.name, previous=_previous(path))
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
    pack, _problems = lint_pack(file_bytes(older[-1]), older[-1].name)
    return pack


def _release(path: Path) -> list[int]:
    version = path.stem.partition("@")[2]
    return [int(part) for part in version.split(".") if part.isdecimal()]


def list_packs(*, folder: Path = PACK_FOLDER) -> tuple[PackLine, ...]:
    """The newest version of each pack."""
    return tuple(map(_line, latest(read_pack_folder(folder))))


def sound_packs(*, folder: Path = PACK_FOLDER) -> tuple[PackLine, ...]:
    """The newest version of each pack that can be read; files with problems are passed over."""
    return tuple(map(_line, latest(file.pack for file in lint_pack_folder(folder) if file.pack is not None)))


def _line(pack: Pack) -> PackLine:
    return PackLine(pack.id, pack.version, pack.title, len(pack.questions), len(pack.asked_in(LIGHT)))


def show_pack(pack_id: str, *, folder: Path = PACK_FOLDER) -> Pack:
    """The newest version of one pack.

    Raises:
        NotFoundError: No pack has this id.
    """
    for pack in latest(read_pack_folder(folder)):
        if pack.id == pack_id:
            return pack
    raise NotFoundError(what="pack", key=pack_id)


def pack_named(name: str, *, folder: Path = PACK_FOLDER) -> Pack:
    """One pack by its id, or one version of it as `id@version`.

    Raises:
        NotFoundError: There is no such pack, or no such version.
    """
    pack_id, _, version = name.partition("@")
    if not version:
        return show_pack(pack_id, folder=folder)
    pack = shelf_pack(pack_id, version, folder=folder)
    if pack is None:
        raise NotFoundError(what="pack", key=name)
    return pack
