"""Several questionnaires in one ZIP file, each read by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from sakimori.domain.values.text import Text
from sakimori.errors import UnreadableFileError
from sakimori.exchange.lists.archive import LIMIT, Unpacked, is_archive
from sakimori.exchange.lists.container import refuse
from sakimori.exchange.questionnaires.reading.result import ReadQuestionnaire

_BEYOND: Final = Text(
    f"前のファイルまでで上限（{LIMIT}MB）に達したため、読んでいません。分けて圧縮してください。",
    f"The files before it reach the limit ({LIMIT} MB), so it was not read. Pack it into another archive.",
)


@dataclass(frozen=True, slots=True)
class ArchivedFile:
    """One file of an archive, with what was read of it or why nothing was."""

    name: str
    reading: ReadQuestionnaire | None = None
    refusal: UnreadableFileError | None = None


def read_archive(packed: Unpacked, read: Callable[[bytes, str], ReadQuestionnaire]) -> Iterator[ArchivedFile]:
    """Each file of an archive as a questionnaire, one after another; those that are none, or not read, say why."""
    for name, content in packed.files:
        yield _read(name, content, read)
    for name in packed.beyond:
        yield ArchivedFile(name, refusal=UnreadableFileError(why=_BEYOND))


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
