"""Files that others packed into one archive."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Final

from sakimori.exchange.lists.container import MAX_FILE_BYTES, guard_archive, refuse

MAX_FILES: Final = 200
_ZIP: Final = b"PK\x03\x04"
_DOCUMENTS: Final = frozenset({"[content_types].xml", "content.xml", "mimetype"})
"""Parts of archives that are one document each, such as workbooks."""
_UTF_8: Final = 0x800


def is_archive(data: bytes) -> bool:
    """Whether a file packs other files, and is no workbook or other document built like that."""
    if not data.startswith(_ZIP) or len(data) > MAX_FILE_BYTES:
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = {name.casefold() for name in archive.namelist()}
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        return False
    return not (names & _DOCUMENTS) and not any(name.startswith("index/") or name.endswith(".iwa") for name in names)


def archive_files(data: bytes) -> tuple[tuple[str, bytes], ...]:
    """The files of an archive with their names, without those that only a system put there.

    Raises:
        UnreadableFileError: The archive is damaged, protected, built to harm, or holds no file or too many.
    """
    guard_archive(data, is_workbook=False)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = [member for member in archive.infolist() if not member.is_dir()]
        named = [(name, member) for member in members if not _is_of_system(name := _name(member))]
        if not named:
            raise refuse("ファイルが入っていません。", "It holds no files.")
        if len(named) > MAX_FILES:
            raise refuse(
                f"ファイルが多すぎます（上限{MAX_FILES}）。分けて圧縮してください。",
                f"It holds too many files (limit {MAX_FILES}). Pack them into several archives.",
            )
        return tuple((name, archive.read(member)) for name, member in named)


def _name(member: zipfile.ZipInfo) -> str:
    """The name of a file; one that does not say that it is UTF-8 may be so all the same, or be of Windows in Japan."""
    if member.flag_bits & _UTF_8:
        return member.filename
    written = member.filename.encode("cp437", "replace")
    return next(_decoded(written), member.filename)


def _decoded(written: bytes) -> Iterator[str]:
    for codec in ("utf-8", "cp932"):
        try:
            yield written.decode(codec)
        except UnicodeDecodeError:
            continue


def _is_of_system(name: str) -> bool:
    """Whether a file was put there by a program and not by a person, such as .DS_Store."""
    parts = name.replace("\\", "/").split("/")
    return parts[0] == "__MACOSX" or parts[-1].startswith(".") or parts[-1].casefold() in {"thumbs.db", "desktop.ini"}
