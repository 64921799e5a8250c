"""A register that was exported as a folder, as one zip file."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Final

from sakimori.domain.records.third_party import ThirdParty
from sakimori.exchange.apart import read_apart
from sakimori.exchange.registers.packed import ZIPPED, top_folder, unpack_register
from sakimori.store.records import TABLES

_FIRST: Final = f"{TABLES[ThirdParty]}.csv"


def is_register_archive(body: bytes) -> bool:
    """Whether a file is a zip of an exported register, packed as it is or within one folder."""
    return body.startswith(ZIPPED) and read_apart(top_folder, body, _FIRST) is not None


def zipped(files: Mapping[str, bytes]) -> bytes:
    """The folder as one file; equal content gives equal bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0)), files[name])
    return out.getvalue()


def unzipped(body: bytes) -> dict[str, bytes]:
    """The files of a zipped folder.

    Raises:
        UnreadableFileError: It is no archive, or one that would swell.
    """
    return dict(read_apart(unpack_register, body, _FIRST))
