"""The one way into the file store: a file is looked through for numbers of persons before it is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sakimori.domain.values.text import Text
from sakimori.errors import NumberInFileError
from sakimori.exchange.lists.number_search import NumberPlace, numbers_in_file
from sakimori.services.kernel.unit import Change
from sakimori.services.parties.check import refuse_personal_numbers

_TOLD: Final = 5
_PLACE: Final = Text("{where}「{around}」", "{where} “{around}”")


@dataclass(frozen=True, slots=True)
class SoundFile:
    """The bytes of a file in which no such number was found; `sound_file` alone makes it."""

    body: bytes


def sound_file(body: bytes, filename: str) -> SoundFile:
    """A file as it may be kept, as far as it can be read as text; to be made before the database is locked.

    Raises:
        MyNumberError: Its name holds a My Number.
        InvalidValueError: Its name holds a card number.
        NumberInFileError: It holds one of both.
    """
    refuse_personal_numbers("file", filename)
    places = numbers_in_file(body)
    if places:
        raise NumberInFileError(name=filename, places=_told(places))
    return SoundFile(body)


def keep_file(change: Change, file: SoundFile) -> str:
    """Keep the bytes once, and give their SHA-256."""
    return change.files.put(file.body)


def _told(places: tuple[NumberPlace, ...]) -> Text:
    shown = [_PLACE.format(where=one.where, around=one.around) for one in places[:_TOLD]]
    more = "…" if len(places) > _TOLD else ""
    return Text("、".join(one.ja for one in shown) + more, ", ".join(one.en for one in shown) + more)
