"""The shelf of packs: which can be sent, those in the folder and private ones; and what is wrong in their files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from sakimori.domain.questions.pack import Pack
from sakimori.domain.questions.questionnaire import PrivatePack
from sakimori.domain.user import Actor
from sakimori.domain.values.text import Text
from sakimori.errors import NotFoundError, StateError
from sakimori.exchange.apart import read_apart
from sakimori.exchange.lists.source import file_bytes
from sakimori.exchange.packs.folder import (
    LintedFile,
    latest_versions,
    lint_pack,
    lint_pack_folder,
    pack_digest,
    shelf_pack,
    shelf_versions,
)
from sakimori.exchange.packs.problems import PackProblem
from sakimori.rules.facts.assessments import LIGHT
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.packs import freeze_pack
from sakimori.services.kernel.unit import Change, Unit, WriteResult
from sakimori.services.kernel.workspace import PACK_FOLDER, Workspace
from sakimori.services.parties.lifecycle import needed_reason
from sakimori.services.parties.write import write_result

_PACK = Text("質問票", "pack")
_IN_USE = Text(
    "この質問票の審査が進んでいます。それを終えるか取り消してください。",
    "An assessment on this pack is under way. Finish or cancel it first.",
)


def shelf(folder: Path) -> tuple[Pack, ...]:
    """The newest version of each pack in a folder that can be read; read again only when a file changed."""
    return _newest(folder, folder_stamp(folder))


def folder_stamp(folder: Path) -> tuple[tuple[str, int], ...]:
    """What changes when a file of a folder of packs is written, added or taken away."""
    return tuple((path.name, path.stat().st_mtime_ns) for path in sorted(folder.glob("*.yaml")))


@lru_cache(maxsize=8)
def _newest(folder: Path, stamp: tuple[tuple[str, int], ...]) -> tuple[Pack, ...]:
    return latest_versions(file.pack for file in linted_folder(folder, stamp) if file.pack is not None)


@lru_cache(maxsize=8)
def linted_folder(folder: Path, _stamp: tuple[tuple[str, int], ...]) -> tuple[LintedFile, ...]:
    """Every file of a folder with what is wrong in it, read once for each stamp of the folder."""
    return lint_pack_folder(folder)


@lru_cache(maxsize=64)
def digest_of(pack: Pack) -> str:
    """What identifies the exact content of a pack; reckoned once."""
    return pack_digest(pack)


@needs(Permission.ENTER)
def packs_on_shelf(workspace: Workspace) -> tuple[Pack, ...]:
    """The newest version of every pack: those of the folder, then the private ones that were not withdrawn."""
    with workspace.unit() as unit:
        return (*shelf(workspace.pack_folder), *private_packs(unit))


def private_packs(unit: Unit) -> tuple[Pack, ...]:
    """The newest version of each private pack, by id."""
    return latest_versions(unit.pack(one.digest) for one in private_records(unit) if one.withdrawn_on is None)


def private_records(unit: Unit) -> list[PrivatePack]:
    """Every version of every private pack, in the order in which they came in."""
    return unit.records.select(PrivatePack, order="made_on, id")


def private_ids(unit: Unit) -> frozenset[str]:
    """The ids of the private packs."""
    return frozenset(one.pack_id for one in private_records(unit))


@needs(Permission.ENTER)
def pack_versions(workspace: Workspace, pack_id: str) -> tuple[Pack, ...]:
    """Every version of a pack that we have, the oldest first."""
    folder = workspace.pack_folder
    found = [shelf_pack(pack_id, version, folder=folder) for version in shelf_versions(pack_id, folder=folder)]
    with workspace.unit() as unit:
        private = [unit.pack(one.digest) for one in private_records(unit) if one.pack_id == pack_id]
    return tuple(sorted((one for one in (*found, *private) if one is not None), key=lambda pack: pack.release))


@needs(Permission.ENTER)
def find_pack(workspace: Workspace, pack_id: str, version: str = "") -> Pack | None:
    """One version of a pack, the newest unless a version is named; None where we do not have it."""
    held = pack_versions(workspace, pack_id)
    return next((one for one in reversed(held) if version in {"", one.version}), None)


def register_private(change: Change, pack: Pack, **about: str) -> PrivatePack:
    """Keep a version of a private pack, frozen, with where it comes from; the same version again changes nothing.

    Args:
        change: The open change.
        pack: The pack; its source names the sender and the licence notice.
        about: `profile`, `filename`, `sha256` and `derived_from`, as far as they are known.
    """
    digest = digest_of(pack)
    standing = change.records.select(
        PrivatePack, "pack_id = :pack AND release = :release", {"pack": pack.id, "release": pack.version}
    )
    if standing and standing[0].digest == digest:
        return change.update(replace(standing[0], withdrawn_on=None), action="pack.registered")
    freeze_pack(change.engine, pack, digest)
    record = PrivatePack(
        id=change.new_id("pp"),
        pack_id=pack.id,
        release=pack.version,
        digest=digest,
        title=pack.title.get(pack.authoritative),
        sender=pack.source.name,
        licence=pack.source.licence,
        language=pack.authoritative,
        profile=about.get("profile", ""),
        filename=about.get("filename", ""),
        sha256=about.get("sha256", ""),
        made_on=change.today,
        made_by=change.actor.id,
        derived_from=about.get("derived_from", ""),
    )
    return change.insert(record, action="pack.registered")


@needs(Permission.FILL_ASSESSMENT)
def withdraw_private(
    workspace: Workspace, record_id: str, *, reason: str, actor: Actor, at: datetime, seen: int | None = None
) -> WriteResult[PrivatePack]:
    """Take a private pack off the shelf; assessments on it stay as they are.

    Raises:
        StateError: An assessment on it is under way.
    """
    why = needed_reason(reason)
    with workspace.change("pack.withdrawn", actor=actor, at=at, reason=why) as change:
        record = change.records.get(PrivatePack, record_id, what=_PACK)
        change.as_shown(record, seen)
        if change.query(
            "SELECT 1 FROM assessment WHERE pack_digest = :digest AND state IN ('draft', 'sent_back', 'submitted')",
            digest=record.digest,
        ):
            raise StateError(why=_IN_USE)
        stored = change.update(replace(record, withdrawn_on=change.today))
    return write_result(stored, change)


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
    for path in files:
        problems.extend(read_apart(lint_pack, file_bytes(path), path.name, previous=_previous(path))[1])
    for path in () if files else sorted(folder.glob("*.yaml")):
        problems.extend(lint_pack(file_bytes(path), path.name, previous=_previous(path))[1])
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
    """The newest version of each pack that can be read."""
    return tuple(map(_line, shelf(folder)))


def skipped_files(*, pack_id: str = "", folder: Path = PACK_FOLDER) -> tuple[PackProblem, ...]:
    """Why files of the folder are passed over; of one pack, where it is named."""
    files = linted_folder(folder, folder_stamp(folder))
    return tuple(
        problem for file in files for problem in file.problems if pack_id in {"", file.path.stem.partition("@")[0]}
    )


def _line(pack: Pack) -> PackLine:
    return PackLine(pack.id, pack.version, pack.title, len(pack.questions), len(pack.asked_in(LIGHT)))


def show_pack(pack_id: str, *, folder: Path = PACK_FOLDER) -> Pack:
    """The newest version of one pack.

    Raises:
        NotFoundError: No pack has this id.
    """
    for pack in shelf(folder):
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
