"""A questionnaire read in a process of its own, once more with the packs of ours that it names."""

from __future__ import annotations

from collections.abc import Sequence

from sakimori.domain.questions.pack import Pack
from sakimori.exchange.apart import read_apart
from sakimori.exchange.questionnaires.reading.form import Find, FormReading, nothing_read, read_form
from sakimori.exchange.questionnaires.reading.result import ReadQuestionnaire


def read_with_packs(
    data: bytes,
    filename: str,
    *,
    profile: str,
    body: str,
    said: Sequence[tuple[str, str]],
    find: Find,
    is_kept: bool = False,
) -> FormReading:
    """A file as `read_form` reads it; one that names packs of ours is read once more with those that we have."""

    def read(packs: tuple[Pack, ...] | None = None) -> FormReading:
        return read_apart(
            read_form, data, filename, profile=profile, body=body, said=said, packs=packs, is_kept=is_kept
        )  # fmt: skip

    found = read()
    if not found.asks_for:
        return found
    held = (find(*named) for named in dict.fromkeys(found.asks_for))
    return read(tuple(filter(None, held)))


def read_on_shelf(
    data: bytes, filename: str, *, profile: str = "", body: str = "", said: Sequence[tuple[str, str]] = ()
) -> ReadQuestionnaire:
    """A file as a questionnaire by the packs that come with Sakimori; nothing of it is kept.

    Raises:
        NotFoundError: There is no built-in form of that name.
        UnreadableFileError: The file is no questionnaire, or not of the form that was named.
    """
    found = read_with_packs(data, filename, profile=profile, body=body, said=said, find=_shelf_pack, is_kept=True)
    if found.reading is None:
        raise nothing_read()
    return found.reading


def _shelf_pack(pack_id: str, version: str) -> Pack | None:
    from sakimori.exchange.packs.folder import shelf_pack  # noqa: PLC0415 - few files name a pack of ours

    return shelf_pack(pack_id, version)
