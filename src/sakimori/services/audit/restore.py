"""Putting a backup back: checked before, in the place of a database that nobody has open, which is kept beside it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from sakimori.domain.values.days import JST
from sakimori.domain.values.text import Text
from sakimori.errors import BusyError, CorruptError, NoDatabaseError, StateError, StoreError
from sakimori.services.audit.view import VerifyReport, verify
from sakimori.services.kernel.workspace import Place, Workspace
from sakimori.store import copies
from sakimori.store.engine import ServerSchema
from sakimori.store.key_files import KINDS, SIGNING, KeysBeside, key_file, read_key, read_keys, write_key

_STANDS: Final = Text(
    "{name}はもうあります。置き換えるときは --replace を付けてください。今あるものは別の名前で残します。",
    "{name} is there already. Say --replace to put the backup in its place; what stands there is kept by another name.",
)
_IN_USE: Final = Text(
    "{name}はほかで開かれています。先守を止めてから、もう一度実行してください。何も変えていません。",
    "{name} is open elsewhere. Stop Sakimori and try again. Nothing was changed.",
)
_ON_SERVER: Final = Text(
    "PostgreSQLには sakimori copy でバックアップのファイルを移してください。",
    "Into PostgreSQL a backup goes by `sakimori copy FILE postgresql://…`.",
)
_UNSOUND: Final = Text(
    "バックアップに問題があります：{what} 何も変えていません。それでも戻すときは --force を付けてください。",
    "Something is wrong with the backup: {what} Nothing was changed. Say --force to put it back all the same.",
)


@dataclass(frozen=True, slots=True)
class Restored:
    """What the check of a backup found before it was put back, and where what stood there is kept."""

    report: VerifyReport
    kept: Path | None


def restore(
    backup: Path, target: Place, *, keys: Path | None, replaces: bool, is_forced: bool, at: datetime
) -> Restored:
    """Check a copy of a backup, and put it in its place in one step: a crash leaves what stood there.

    Raises:
        NoDatabaseError: There is no such backup.
        CorruptError: It is damaged.
        StateError: It does not verify, or a database stands there that may not be replaced, or somebody has it open.
    """
    if isinstance(target, ServerSchema):
        raise StateError(why=_ON_SERVER)
    if not backup.is_file():
        raise NoDatabaseError(key=str(backup))
    if target.exists() and not replaces:
        raise StateError(why=_STANDS.format(name=target.name))
    given = read_keys(keys) if keys is not None else {}
    made = target.with_name(f"{target.name}.making")
    try:
        copies.remove(made)
        copies.copy_unchanged(backup, made)
        report = _checked(made, KeysBeside(target, given), is_forced=is_forced)
        kept = _replaced(made, target, given, at) if target.exists() else None
        if kept is None:
            _with_keys(given, target)
            copies.take_place(made, target)
    except OSError as error:
        raise StoreError from error
    finally:
        with suppress(OSError):
            copies.remove(made)
    return Restored(report, kept)


def _checked(made: Path, keys: KeysBeside, *, is_forced: bool) -> VerifyReport:
    """Bring a copy up to date and check it with the keys that it will have."""
    copy = Workspace(made)
    copy.keys = keys
    copy.signer.hold(keys.read(SIGNING))
    report = verify(copy)
    copy.close()
    if report.damage.pages:
        raise CorruptError(what="backup")
    if not (report.is_intact or is_forced):
        raise StateError(why=_UNSOUND.format(what=report.sentence))
    copies.as_one_file(made)
    return report


def _replaced(made: Path, target: Path, keys: dict[str, bytes], at: datetime) -> Path:
    """Put a copy into a database that nobody else has open; one that is damaged is set aside as it is."""
    kept = target.with_name(f"{target.stem}-replaced-{at.astimezone(JST):%Y%m%d-%H%M%S}.db")
    try:
        with copies.claimed(target) as claim:
            copies.keep_aside(claim, kept)
            _change_keys(keys, target, kept)
            copies.put_into(claim, made)
    except BusyError as error:
        raise StateError(why=_IN_USE.format(name=target.name)) from error
    except CorruptError:
        copies.set_aside(target, kept)
        _change_keys(keys, target, kept)
        copies.take_place(made, target)
    return kept


def _change_keys(keys: dict[str, bytes], target: Path, kept: Path) -> None:
    """Put the keys that stand beside what is kept, and those of the backup in their place."""
    for kind in KINDS:
        if key := read_key(key_file(target, kind)):
            write_key(key_file(kept, kind), key, replaces=True)
    _with_keys(keys, target)


def _with_keys(keys: dict[str, bytes], target: Path) -> None:
    for kind, key in keys.items():
        if read_key(key_file(target, kind)) != key:
            write_key(key_file(target, kind), key, replaces=True)
