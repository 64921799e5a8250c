"""What is enclosed with a disclosure: what the registers say of each data set or record, with room for the values."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sakimori.domain.values.text import Text

Words = Callable[..., str]
Day = Callable[[date], Text]


@dataclass(frozen=True, slots=True)
class FoundIn:
    """A data set in which the person was found: what it holds of each, why, and who was given it in his own right."""

    name: str
    items: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RecordShown:
    """A record of provision or receipt that names the person, without the other persons of it."""

    kind: Literal["provision", "receipt"]
    first_on: date
    last_on: date
    other: tuple[str, str, str]
    items: tuple[str, ...]
    consented: bool | None = None
    acquired_how: str = ""


def sheet_of_data(found: Sequence[FoundIn], words: Words) -> Iterator[str]:
    """The lines on the data sets; the values themselves lie elsewhere, so that each item has its room."""
    for number, one in enumerate(found, 1):
        yield words("sheet.set", number=number, name=one.name)
        if one.purposes:
            yield words("sheet.purposes", purposes=_row(one.purposes))
        else:
            yield words("sheet.no_purposes")
        if one.items:
            yield from (words("sheet.value", item=item) for item in one.items)
        else:
            yield words("sheet.values")
        if one.recipients:
            yield words("sheet.recipients", recipients=_row(one.recipients))
        yield ""


def sheet_of_records(records: Sequence[RecordShown], words: Words, day: Day) -> Iterator[str]:
    """The lines on the records (法33条5項), each with what the rules of 29条 and 30条 have in it."""
    for number, one in enumerate(records, 1):
        days = day(one.first_on)
        if one.first_on != one.last_on:
            last = day(one.last_on)
            days = Text(f"{days.ja}から{last.ja}まで", f"{days.en} to {last.en}")
        yield words(f"sheet.{one.kind}", number=number, days=days)
        name, address, representative = one.other
        yield words("sheet.other", name=name, address=address or "–", representative=representative or "–")
        yield words("sheet.items", items=_row(one.items))
        if one.consented:
            yield words("sheet.consented")
        if one.acquired_how:
            yield words("sheet.acquired", how=one.acquired_how)
        yield ""


def _row(said: Sequence[str]) -> Text:
    return Text("、".join(said), ", ".join(said))
