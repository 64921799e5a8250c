"""Keys: files beside the database, so that the database alone leads to no person and signs nothing."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Final

from sakimori.errors import StoreError

KEY_BYTES: Final = 32
STOPS, SIGNING = "stop", "signing"
"""Of the stops the key under which persons are hashed; of the trail the private key of its signatures."""
KINDS: Final = (STOPS, SIGNING)


def key_file(database: Path | str, kind: str = STOPS) -> Path:
    """Where a key of a database lies: two databases in one folder have keys of their own."""
    return Path(database).with_suffix(f".{kind}.key")


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


def write_key(path: Path, key: bytes, *, replaces: bool = False) -> None:
    """Put a key into a file that only its owner can read; one that is there already stays unless it is replaced.

    Raises:
        StoreError: The file is there already, or cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if replaces:
            path.unlink(missing_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(key.hex() + "\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise StoreError from error
