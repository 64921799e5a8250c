"""The readers of questionnaires of others, all at hand; only the process that reads a file loads them."""

from __future__ import annotations

from collections.abc import Sequence

from sakimori.domain.questions.pack import Pack
from sakimori.errors import RefusedError
from sakimori.exchange.lists.number_search import numbers_in_file
from sakimori.exchange.questionnaires.forms.user_profile import read_profile
from sakimori.exchange.questionnaires.reading.document import open_document
from sakimori.exchange.questionnaires.reading.doubts import meanings_of
from sakimori.exchange.questionnaires.reading.form import FormReading
from sakimori.exchange.questionnaires.reading.recognise import read_kept, read_questionnaire


def look_at(
    data: bytes,
    filename: str,
    *,
    profile: str,
    body: str,
    said: Sequence[tuple[str, str]],
    packs: Sequence[Pack] | None,
    is_kept: bool,
) -> FormReading:
    """What `read_form` gives."""
    numbers = () if is_kept else numbers_in_file(data)
    if numbers:
        return FormReading(numbers)
    meanings = meanings_of(said)
    if body:
        return FormReading(reading=read_kept(data, filename, read_profile(body.encode()), meanings))
    asked: list[tuple[str, str]] = []

    def find(pack_id: str, version: str) -> Pack | None:
        asked.append((pack_id, version))
        return next((pack for pack in packs or () if pack.id == pack_id and version in {"", pack.version}), None)

    try:
        reading = read_questionnaire(data, filename, profile=profile, meanings=meanings, find=find)
    except RefusedError:
        if packs is not None or not asked:
            raise
        return FormReading(asks_for=tuple(asked))
    return FormReading(reading=reading, asks_for=tuple(asked))


def first_that_fits(data: bytes, filename: str, kept: Sequence[str]) -> str:
    """The first of some profiles whose sheets and labels are exactly those of a file; blank where none is."""
    document = open_document(data, filename)
    return next((one for one in kept if read_profile(one.encode()).fits(document)), "")
