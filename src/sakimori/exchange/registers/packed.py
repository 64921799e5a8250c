"""A register that was written out as a folder, as it comes back: its files by their names, its tables as cells."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Mapping
from typing import Final

from sakimori.exchange.lists.container import MAX_FILE_BYTES, guard_archive

Cells = tuple[tuple[str, ...], ...]
ZIPPED: Final = b"PK"


def top_folder(data: bytes, first: str) -> str | None:
    """The folder of an archive in which a file lies that every register has; empty at the top, None where it has none.

    A damaged archive has none: what is wrong with it is said when it is unpacked.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _top(archive.namelist(), first)
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError):
        return None


def unpack_register(data: bytes, first: str) -> Mapping[str, bytes]:
    """The files of a zipped folder, by their names within it.

    Raises:
        UnreadableFileError: It is no archive, or one that would swell.
    """
    guard_archive(data, is_workbook=False)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = [name for name in archive.namelist() if not name.endswith("/")]
        top = _top(names, first) or ""
        return {name.removeprefix(top): archive.read(name) for name in names if name.startswith(top)}


def read_tables(data: bytes) -> Mapping[str, Cells | None]:
    """The cells of each CSV file of an archive that we packed; None of one that cannot be read as such."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: _cells(archive.read(name)) for name in archive.namelist()}


def _cells(body: bytes) -> Cells | None:
    if len(body) > MAX_FILE_BYTES:
        return None
    try:
        return tuple(map(tuple, csv.reader(io.StringIO(body.decode("utf-8-sig"), newline=""))))
    except (UnicodeDecodeError, csv.Error):
        return None


def _top(names: list[str], first: str) -> str | None:
    found = sorted((name for name in names if name.rpartition("/")[2] == first), key=lambda name: name.count("/"))
    return found[0].removesuffix(first) if found and not found[0].startswith("__MACOSX/") else None
