"""Files and folders that only their owner can read: databases, their copies, and keys."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path


def private_file(path: Path) -> None:
    """Make an empty file in a folder of its own, or take from one that stands what others may do with it.

    One that stands is not opened: to close it would take from this process every lock that it has on the file, and
    the next program to close the database would take away the log that ours writes.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        return
    mode = path.stat().st_mode & 0o777
    if mode & 0o077:
        with suppress(OSError):  # it belongs to somebody else, who decides
            path.chmod(mode & 0o700)


def sync_folder(path: Path) -> None:
    """Bring to disk which files lie in a folder; a system without this keeps its own promise."""
    with suppress(OSError):
        folder = os.open(path, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
