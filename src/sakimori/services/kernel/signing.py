"""Who signs what a workspace writes: a key beside its database, made with the first write, replaced when lost."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Final

from sakimori.domain.values.text import Text
from sakimori.errors import StateError, StoreError
from sakimori.store.engine import Engine, Target
from sakimori.store.engine.places import Place
from sakimori.store.key_files import SIGNING, key_file, new_key, read_key, write_key
from sakimori.store.signatures import KEY_REPLACED, Ends, SigningKey, ends, sign, signing_key
from sakimori.store.trail import Trail

BEGUN: Final = "signature.begun"
"""The entry that vouches for those of a program that signed nothing."""
KIND: Final = "signature"
_SIGNER: Final = "program:signing"
_NO_KEY: Final = Text(
    "署名の鍵のファイル（{name}）が壊れています。控えに戻すか、ファイルを取り除いてください。取り除くと新しい鍵で続けます。",
    "The signing key ({name}) is damaged. Put its copy back, or take the file away to go on with a new key.",
)


class Signer:
    """Signs for one workspace; one in memory holds its key itself."""

    def __init__(self, target: Target) -> None:
        """Take the place of the database."""
        self._file = None if target is None else key_file(target, SIGNING)
        self._read: tuple[object, bytes | None] = (None, None)
        self._key: SigningKey | None = None

    @property
    def name(self) -> str:
        """What the file of the key is called."""
        return self._file.name if self._file else "signing.key"

    def public(self) -> str | None:
        """The public key; None where the private one is missing or damaged."""
        key = self._standing()
        return key.public if key else None

    def begin(self, engine: Engine, *, at: datetime) -> Ends:
        """Before the first entry of a write: say in the trail if another key signs from here on, or the first one.

        Gives what stood before it.

        Raises:
            StateError: The key is damaged.
            StoreError: A new key cannot be written.
        """
        key, now = self._standing() or self._made(), ends(engine)
        last, (entries, head), (accesses, accesses_head) = now.signed, now.changes, now.accesses
        if (last is None and entries + accesses == 0) or (last is not None and last.key == key.public):
            return now
        Trail(engine).append(
            at=at, actor=_SIGNER, action=KEY_REPLACED if last else BEGUN, record_kind=KIND, record_id=key.public,
            after={"entries": entries, "head": head, "accesses": accesses, "accesses_head": accesses_head},
        )  # fmt: skip
        return now

    def sign(self, engine: Engine) -> None:
        """After the last entry of a write, in its transaction."""
        sign(engine, self._standing() or self._made())

    def hold(self, secret: bytes | None) -> None:
        """Sign with a key that lies elsewhere, and look for none beside the database."""
        self._file, self._read = None, (None, secret or None)
        self._key = signing_key(secret) if secret else None

    def hold_key_beside(self, database: Place) -> None:
        """Sign with the key beside a database that this one is to replace, if there is one."""
        self.hold(read_key(key_file(database, SIGNING)))

    def keep_key_beside(self, database: Place) -> None:
        """Write the key beside a copy of the database, in place of what lies there."""
        self._standing() or self._made()
        if self._read[1]:
            write_key(key_file(database, SIGNING), self._read[1], replaces=True)

    def _standing(self) -> SigningKey | None:
        if self._file is None:
            return self._key
        if (stamp := _stamp(self._file)) != self._read[0] or stamp is None:
            secret = read_key(self._file)
            self._read, self._key = (stamp, secret), signing_key(secret) if secret else None
        return self._key

    def _made(self) -> SigningKey:
        if self._read[1] == b"":
            raise StateError(why=_NO_KEY.format(name=self.name))
        secret = new_key()
        if self._file is not None:
            write_key(self._file, secret)
        self._read, self._key = (self._file and _stamp(self._file), secret), signing_key(secret)
        return self._key


def _stamp(file: Path) -> object:
    """By this a file is known again; None where there is none."""
    try:
        found = file.stat()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StoreError from error
    return found.st_ino, found.st_mtime_ns, found.st_size
