"""The key of the stops: it lies beside the database, so that nobody who has the database alone can try out persons."""

from __future__ import annotations

import hmac
from typing import Final
from weakref import WeakKeyDictionary

from sakimori.domain.values.identifier import IdentifierKind
from sakimori.domain.values.text import Text
from sakimori.errors import StateError
from sakimori.services.kernel.unit import Unit, put_meta
from sakimori.services.kernel.workspace import Place, Workspace
from sakimori.store.key_files import key_file, key_mark, new_key, read_key, write_key

_CHECK: Final = "stop_key_check"
_MISSING: Final = Text(
    "停止請求の鍵のファイル（{name}）がありません。控えをデータベースと同じ場所に戻してください。",
    "The key file of the stops ({name}) is missing. Put its copy back beside the database.",
)
_WRONG: Final = Text(
    "停止請求の鍵のファイル（{name}）が、登録したときのものと違います。正しい控えに戻してください。",
    "The key file of the stops ({name}) is not the one that they were recorded with. Put the right copy back.",
)
_HELD: WeakKeyDictionary[Workspace, bytes] = WeakKeyDictionary()
"""The keys of workspaces in memory, which have no place for a file."""


def standing_key(workspace: Workspace, unit: Unit) -> bytes | None:
    """The key of the stops that there are; None while there never was one.

    Raises:
        StateError: There are stops, but their key is missing, or another one lies in its place.
    """
    key, check = _found(workspace), _check_of(unit)
    if key is not None and (not key or (check is not None and check != key_mark(key))):
        raise StateError(why=_WRONG.format(name=_name(workspace)))
    if key is None and (check is not None or unit.query("SELECT 1 FROM stop LIMIT 1")):
        raise StateError(why=_MISSING.format(name=_name(workspace)))
    return key


def key_for_writing(workspace: Workspace, unit: Unit) -> bytes:
    """The key of the stops, made if there is none yet; within a transaction, so that nobody else makes one as well."""
    key = standing_key(workspace, unit)
    if key is None:
        key = new_key()
        if workspace.target is None:
            _HELD[workspace] = key
        else:
            write_key(key_file(workspace.target), key)
    if _check_of(unit) is None:
        put_meta(unit, _CHECK, key_mark(key))
    return key


def hold_key_beside(workspace: Workspace, database: Place) -> None:
    """Let a workspace in memory use the key beside the database that it is to replace: it then fits both of them."""
    key = read_key(key_file(database))
    if key:
        _HELD[workspace] = key


def keep_key_beside(workspace: Workspace, database: Place) -> None:
    """Write the key of a workspace beside a copy of its database, in place of what lies there."""
    with workspace.unit() as unit:
        key = standing_key(workspace, unit)
    if key is not None:
        write_key(key_file(database), key, replaces=True)


def hash_identifier(key: bytes, kind: IdentifierKind, form: str) -> str:
    """What is kept of a person: HMAC-SHA-256 of the kind and the one form of the identifier."""
    return hmac.digest(key, f"{kind.value}:{form}".encode(), "sha256").hex()


def _found(workspace: Workspace) -> bytes | None:
    return _HELD.get(workspace) if workspace.target is None else read_key(key_file(workspace.target))


def _check_of(unit: Unit) -> str | None:
    rows = unit.query("SELECT value FROM meta WHERE key = :key", key=_CHECK)
    return str(rows[0]["value"]) if rows else None


def _name(workspace: Workspace) -> str:
    return key_file(workspace.target).name if workspace.target is not None else "stop.key"
