"""A register that was exported as a folder, handed in as one zip file."""

from __future__ import annotations

import io
import zipfile
from typing import Final

from sakimori.domain.records.third_party import ThirdParty
from sakimori.services.register_files.folder import unzipped
from sakimori.store.records import TABLES

_FIRST: Final = f"{TABLES[ThirdParty]}.csv"


def is_register_archive(body: bytes) -> bool:
    """Whether a file is a zip of an exported register, packed as it is or within one folder."""
    if not body.startswith(b"PK"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            return _top(archive.namelist()) is not None
    except (zipfile.BadZipFile, OSError, ValueError):
        return False


def files_of_archive(body: bytes) -> dict[str, bytes]:
    """The files of such a zip by their names within the folder.

    Raises:
        UnreadableFileError: It is damaged, or would swell.
    """
    files = unzipped(body)
    top = _top(list(files)) or ""
    return {name.removeprefix(top): content for name, content in files.items() if name.startswith(top)}


def _top(names: list[str]) -> str | None:
    """The folder in which the files of the register lie; empty where they lie at the top."""
    found = sorted((name for name in names if name.rpartition("/")[2] == _FIRST), key=lambda name: name.count("/"))
    return found[0].removesuffix(_FIRST) if found and not found[0].startswith("__MACOSX/") else None
