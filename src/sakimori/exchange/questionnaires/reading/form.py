"""All that is to be known of a questionnaire of others, out of one look at its file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sakimori.domain.questions.pack import Pack
from sakimori.errors import RefusedError
from sakimori.exchange.lists.number_search import NumberPlace, numbers_in_file
from sakimori.exchange.questionnaires.forms.user_profile import read_profile
from sakimori.exchange.questionnaires.reading.document import open_document
from sakimori.exchange.questionnaires.reading.doubts import meanings_of
from sakimori.exchange.questionnaires.reading.recognise import read_kept, read_questionnaire
from sakimori.exchange.questionnaires.reading.result import ReadQuestionnaire


@dataclass(frozen=True, slots=True)
class FormReading:
    """The numbers of persons in a file; else the questionnaire in it, and the packs of ours that it names.

    There is no questionnaire where it cannot be read without the packs that it names.
    """

    numbers: tuple[NumberPlace, ...] = ()
    reading: ReadQuestionnaire | None = None
    asks_for: tuple[tuple[str, str], ...] = ()


def read_form(
    data: bytes,
    filename: str,
    *,
    profile: str = "",
    body: str = "",
    said: Sequence[tuple[str, str]] = (),
    packs: Sequence[Pack] | None = None,
    is_kept: bool = False,
) -> FormReading:
    """Read a file by a profile, else by the form that is named, else by the one that fits best.

    Args:
        data: The file.
        filename: How it is called.
        profile: The built-in form to read it as; blank for the one that fits best.
        body: A profile as YAML, which goes before the rest.
        said: What tokens mean in this file, by the values of `Normal`, and whether answers stand below labels.
        packs: Those of ours that the file names; None while it is not known which.
        is_kept: Whether it lies in the file store, so that it was looked through before.

    Raises:
        NotFoundError: There is no profile of that name.
        UnreadableFileError: The file is no questionnaire, or not of the form that was named.
    """
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


def fitting_profile(data: bytes, filename: str, kept: Sequence[str]) -> str:
    """The first of some profiles whose sheets and labels are exactly those of a file; blank where none is."""
    document = open_document(data, filename)
    return next((one for one in kept if read_profile(one.encode()).fits(document)), "")
