"""Copying a workspace whole from one engine to another: every row, its files and keys, proven on the other side."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sakimori.domain.values.text import Text
from sakimori.errors import CorruptError, NoDatabaseError, StateError, StoreError
from sakimori.services.audit.view import VerifyReport, verify
from sakimori.services.kernel.workspace import Place, Workspace
from sakimori.store.copies import Progress, as_one_file, copy_into_file, copy_to_server, remove, take_place
from sakimori.store.engine import ServerSchema
from sakimori.store.key_files import KINDS, key_file, read_key, write_key
from sakimori.store.reads.trail import hash_at
from sakimori.store.trail import CHANGES

_STANDS: Final = Text(
    "{place} にはもうワークスペースがあります。何も変えていません。別の場所を指定してください。",
    "A workspace stands at {place} already. Nothing was changed. Name another place.",
)
_OTHER_KEY: Final = Text(
    "{name} には別のワークスペースの鍵があります。何も変えていません。鍵を移してから、もう一度実行してください。",
    "{name} holds the key of another workspace. Nothing was changed. Move the key away and try again.",
)


@dataclass(frozen=True, slots=True)
class Moved:
    """Where a workspace was copied to, and what the check of the copy found."""

    place: Place
    report: VerifyReport


def copy_workspace(source: Place, target: Place, *, progress: Progress) -> Moved:
    """Copy a workspace to where nothing stands; a copy that was broken off left nothing there, and can begin anew.

    People may look meanwhile; what somebody writes after the copy began is not in it.

    Raises:
        NoDatabaseError: There is no workspace to copy.
        StateError: Something stands there already, or the key of another workspace.
        StoreError: The place cannot be written, or a server does not answer.
        CorruptError: What arrived is not what was sent.
    """
    if not source.exists():
        raise NoDatabaseError(key=source)
    if target.exists():
        raise StateError(why=_STANDS.format(place=str(target)))
    keys = _keys_to_move(source, target)
    workspace = Workspace(source)  # brings it up to date
    if isinstance(target, ServerSchema):
        with workspace.unit() as unit:
            copy_to_server(unit.engine, target, progress=progress)
    else:
        _to_file(workspace, target, progress)
    for kind, key in keys.items():
        write_key(key_file(target, kind), key)
    copied = Workspace(target)
    number, head = copied.head()
    with workspace.unit() as unit:
        if number and hash_at(unit.engine, CHANGES, number) != head:
            raise CorruptError(what="copy of the trail")
    return Moved(target, verify(copied))


def _to_file(workspace: Workspace, target: Path, progress: Progress) -> None:
    unfinished = target.with_name(f"{target.name}.making")
    try:
        remove(unfinished)
        with workspace.unit() as unit:
            copy_into_file(unit.engine, unfinished, progress=progress)
        as_one_file(unfinished)
        take_place(unfinished, target)
    except OSError as error:
        raise StoreError from error
    finally:
        with suppress(OSError):
            remove(unfinished)


def _keys_to_move(source: Place, target: Place) -> dict[str, bytes]:
    """The keys that lie beside the one and not beside the other."""
    found: dict[str, bytes] = {}
    for kind in KINDS:
        key, standing = read_key(key_file(source, kind)), read_key(key_file(target, kind))
        if standing is not None and standing != key:
            raise StateError(why=_OTHER_KEY.format(name=key_file(target, kind).name))
        if key and standing is None:
            found[kind] = key
    return found
