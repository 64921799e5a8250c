"""Keys: files beside the database, so that the database alone leads to no person and signs nothing."""

from __future__ import annotations

import hmac
import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sakimori.errors import CorruptError, StoreError
from sakimori.store.engine.places import file_named_after
from sakimori.store.engine.target import Target
from sakimori.store.private_files import private_file, sync_folder

KEY_BYTES: Final = 32
STOPS, SIGNING, ACCOUNTS, WEBHOOKS, WORDS = "stop", "signing", "account", "webhook", "words"
"""Of the stops the key under which persons are hashed; of the trail the private key of its signatures; of the accounts
the key under which the secrets of second steps lie; of webhooks the root of their secrets; of words the key under
which they are hashed where it is only asked whether they are the same."""


@dataclass(frozen=True, slots=True)
class KeyFile:
    """One kind of key beside a database; `used` finds something where it was in use before keys left a mark."""

    kind: str
    used: str = ""

    @property
    def mark(self) -> str:
        """The fact about the workspace by which a key of this kind is known again."""
        return f"{self.kind}_key_check"

    @property
    def replaced_at(self) -> str:
        """The fact about the workspace that says when a key of this kind last took the place of one that was lost."""
        return f"{self.kind}_key_replaced_at"


KEY_FILES: Final = (
    KeyFile(STOPS, "SELECT 1 FROM stop LIMIT 1"),
    KeyFile(SIGNING),  # known again by the last signature
    KeyFile(ACCOUNTS, "SELECT 1 FROM account WHERE totp_secret <> '' LIMIT 1"),
    KeyFile(WEBHOOKS, "SELECT 1 FROM webhook_delivery WHERE tries > 0 LIMIT 1"),
    KeyFile(WORDS),
)
"""Every key that there is: copied with a backup, put back with it, and told when it is lost."""
KINDS: Final = tuple(one.kind for one in KEY_FILES)


def key_file(database: Target, kind: str = STOPS) -> Path:
    """Where a key of a database lies: two databases in one folder have keys of their own.

    Those of a database on a server lie in the home folder, never on the server.
    """
    return file_named_after(database).with_suffix(f".{kind}.key")


class KeysBeside:
    """The keys that lie beside one database; for one in memory they are held here."""

    def __init__(self, database: Target, given: Mapping[str, bytes] | None = None) -> None:
        """Take the place of the database; keys that are `given` go before those that lie there."""
        self.database = database
        self._held = dict(given or {})

    def name(self, kind: str) -> str:
        """What the file of a key is called."""
        return f"{kind}.key" if self.database is None else key_file(self.database, kind).name

    def read(self, kind: str) -> bytes | None:
        """A key; None where there is no file, empty where what stands there is no key.

        Raises:
            StoreError: The file cannot be opened.
        """
        if kind in self._held or self.database is None:
            return self._held.get(kind)
        return read_key(key_file(self.database, kind))

    def made(self, kind: str) -> bytes:
        """A key, made if there is none; empty where what stands there is no key.

        Raises:
            StoreError: It can be neither read nor written.
        """
        if kind in self._held or self.database is None:
            return self._held.setdefault(kind, new_key())
        return made_key(key_file(self.database, kind))


def key_mark(key: bytes) -> str:
    """The mark by which a database knows its key again; nobody can go back from it."""
    return hmac.digest(key, b"check", "sha256").hex()


def new_key() -> bytes:
    """A key that nobody has."""
    return secrets.token_bytes(KEY_BYTES)


def read_key(path: Path) -> bytes | None:
    """The key in a file; None where there is no file, empty where what stands there is no key.

    Raises:
        StoreError: The file cannot be opened.
    """
    try:
        text = path.read_text(encoding="ascii")
    except FileNotFoundError:
        return None
    except UnicodeDecodeError:
        return b""
    except OSError as error:
        raise StoreError from error
    try:
        key = bytes.fromhex(text.strip())
    except ValueError:
        return b""
    return key if len(key) == KEY_BYTES else b""


def made_key(path: Path) -> bytes:
    """The key in a file, made if there is none: of several servers that make it at once the first one's stands.

    Returns an empty one where what stands there is no key.

    Raises:
        StoreError: It can be neither read nor written.
    """
    key = read_key(path)
    if key is None:
        try:
            write_key(path, new_key())
        except StoreError as error:
            if not isinstance(error.__cause__, FileExistsError):
                raise
        key = read_key(path)
    return key or b""


def write_key(path: Path, key: bytes, *, replaces: bool = False) -> None:
    """Put a key into a file that only its owner can read; one that is there already stays unless it is replaced.

    Raises:
        StoreError: The file is there already, or cannot be written.
    """
    _write(path, key.hex(), replaces=replaces)


def write_keys(path: Path, keys: Mapping[str, bytes]) -> None:
    """Put keys of several kinds into one new file, for a backup."""
    _write(path, "\n".join(f"{kind} {key.hex()}" for kind, key in keys.items()), replaces=False)


def read_keys(path: Path) -> dict[str, bytes]:
    """The keys in a file of `write_keys`.

    Raises:
        CorruptError: What stands there are no keys.
        StoreError: The file cannot be opened.
    """
    try:
        lines = [line.split() for line in path.read_text(encoding="ascii").splitlines() if line]
        keys = {kind: bytes.fromhex(key) for kind, key in lines}
    except OSError as error:
        raise StoreError from error
    except ValueError as error:
        raise CorruptError(what=f"file of keys {path.name}") from error
    if not keys.keys() <= set(KINDS) or any(len(key) != KEY_BYTES for key in keys.values()):
        raise CorruptError(what=f"file of keys {path.name}")
    return keys


def _write(path: Path, text: str, *, replaces: bool) -> None:
    made = path.with_suffix(f".{secrets.token_hex(4)}.making")  # several servers may begin at once
    try:
        private_file(made)
        with made.open("w", encoding="ascii") as file:
            file.write(text + "\n")
            file.flush()
            os.fsync(file.fileno())
        _put(made, path, replaces=replaces)
        sync_folder(path.parent)
    except OSError as error:
        raise StoreError from error
    finally:
        with suppress(OSError):
            made.unlink(missing_ok=True)


def _put(made: Path, path: Path, *, replaces: bool) -> None:
    """Give a file its name; a crash leaves the whole key, the former one or none."""
    if not replaces:
        try:
            path.hardlink_to(made)
        except FileExistsError:
            raise
        except OSError:  # a file system that knows no links
            if path.exists():
                raise FileExistsError from None
        else:
            return
    made.replace(path)
