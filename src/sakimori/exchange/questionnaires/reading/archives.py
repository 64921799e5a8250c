"""Several questionnaires in one ZIP file, each read by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sakimori.errors import UnreadableFileError
from sakimori.exchange.lists.archive import is_archive
from sakimori.exchange.lists.container import refuse
from sakimori.exchange.questionnaires.reading.result import ReadQuestionnaire


@dataclass(frozen=True, slots=True)
class ArchivedFile:
    """One file of an archive, with what was read of it or why nothing was."""

    name: str
    reading: ReadQuestionnaire | None = None
    refusal: UnreadableFileError | None = None


def read_archive(
    files: Iterable[tuple[str, bytes]], read: Callable[[bytes, str], ReadQuestionnaire]
) -> tuple[ArchivedFile, ...]:
    """Each file of an archive as a questionnaire; those that are none say why."""
    return tuple(_read(name, content, read) for name, content in files)


def _read(name: str, content: bytes, read: Callable[[bytes, str], ReadQuestionnaire]) -> ArchivedFile:
    try:
        if is_archive(content):
            raise refuse(
                "圧縮ファイルの中の圧縮ファイルです。取り出してから読んでください。",
                "It is an archive within an archive. Unpack it first.",
            )
        return ArchivedFile(name, read(content, name))
    except UnreadableFileError as refusal:
        return ArchivedFile(name, refusal=refusal)
