"""Backups: the whole database as one file, copied while people work and checked after; its keys apart from it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from sakimori.domain.user import Actor
from sakimori.domain.values.days import JST
from sakimori.domain.values.text import Text
from sakimori.errors import CorruptError, StateError, StoreError
from sakimori.services.audit.view import VerifyReport, verify
from sakimori.services.kernel.workspace import Workspace
from sakimori.store.copies import as_one_file, remove, take_place
from sakimori.store.engine.places import file_named_after
from sakimori.store.key_files import KINDS, write_keys

_MAKING: Final = ".making"
_LEFT_OVER: Final = timedelta(days=1)
_STANDS: Final = Text(
    "{name}はもうあります。バックアップは上書きしません。別の名前にしてください。",
    "{name} is there already, and a backup overwrites nothing. Choose another name.",
)


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup with what the check of it found; `keys` is the file of its keys, if one was written."""

    path: Path
    report: VerifyReport
    keys: Path | None


def back_up(workspace: Workspace, place: Path, *, keys: Path | None, actor: Actor, at: datetime) -> Backup:
    """Copy the database into a new file, or under the moment's name into a folder, and check the copy.

    What the check finds beside damage is told and the copy kept: the database itself is no better.

    Raises:
        StateError: A file stands there already.
        StoreError: The place cannot be written; nothing is left there.
        CorruptError: The copy is damaged; nothing is left of it.
    """
    path = _named(workspace, place, at) if place.is_dir() else place
    for taken in filter(None, (path, keys)):
        if taken.exists():
            raise StateError(why=_STANDS.format(name=taken.name))
    if keys is not None:
        write_keys(keys, keys_beside(workspace))
    unfinished = path.with_name(f"{path.name}{_MAKING}")
    try:
        remove(unfinished)
        with workspace.unit() as unit:
            unit.engine.snapshot(unfinished)
        report = _checked(workspace, unfinished)
        take_place(unfinished, path)
    except OSError as error:
        raise StoreError from error
    finally:
        with suppress(OSError):
            remove(unfinished)
    workspace.access("workspace.backed_up", actor=actor, at=at, what="workspace", key=path.name)
    return Backup(path, report, keys)


def keys_beside(workspace: Workspace) -> dict[str, bytes]:
    """The keys of a workspace, by kind: those that there are."""
    found = {kind: workspace.keys.read(kind) for kind in KINDS}
    return {kind: key for kind, key in found.items() if key}


def thin_out(workspace: Workspace, folder: Path, *, keep: int, at: datetime) -> None:
    """Remove all but the newest backups of a workspace from a folder, and what a crash left there a day ago."""
    named = f"{_stem(workspace)}-????????-??????.db"
    for path in sorted(folder.glob(named))[:-keep]:
        remove(path)
    for left in folder.glob(f"{named}{_MAKING}*"):
        if at.timestamp() - left.stat().st_mtime > _LEFT_OVER.total_seconds():
            left.unlink(missing_ok=True)


def _checked(workspace: Workspace, path: Path) -> VerifyReport:
    copy = Workspace(path)
    copy.signer, copy.keys = workspace.signer, workspace.keys
    report = verify(copy)
    copy.close()
    if report.damage.pages:
        raise CorruptError(what="backup")
    as_one_file(path)
    return report


def _named(workspace: Workspace, folder: Path, at: datetime) -> Path:
    return folder / f"{_stem(workspace)}-{at.astimezone(JST):%Y%m%d-%H%M%S}.db"


def _stem(workspace: Workspace) -> str:
    return file_named_after(workspace.target).stem
