"""The days of a contract: when it was signed, from when until when it runs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from sakimori.exchange.documents.days import DayFound, days_in, last_day, number_of
from sakimori.exchange.documents.facts import FactProposal
from sakimori.exchange.documents.looks import Cell, Look, best
from sakimori.exchange.documents.patterns import fact_pattern

ABOUT_TERM: Final = fact_pattern("terms", "about_term")
_NOT_TERM: Final = fact_pattern("terms", "not_term")
_RANGE: Final = fact_pattern("terms", "range")
_LASTS: Final = fact_pattern("terms", "lasts")
_SIGNED_LABEL: Final = fact_pattern("terms", "signed_label")
_START_LABEL: Final = fact_pattern("terms", "start_label")
_END_LABEL: Final = fact_pattern("terms", "end_label")
_WITNESS: Final = fact_pattern("terms", "witness")
_DATE_ALONE: Final = fact_pattern("terms", "date_alone")


_OF_ANOTHER: Final = fact_pattern("terms", "of_another")
_CONTRACTED: Final = fact_pattern("terms", "contracted")
_LABEL, _LEAD, _PREAMBLE = 40, 70, 8
_OPEN_ENDED: Final = fact_pattern("terms", "open_ended")
_GOES_ON: Final = fact_pattern("terms", "goes_on")
_BEGINS_WITH: Final = fact_pattern("terms", "begins_with")
_STARTS: Final = fact_pattern("terms", "starts")
_ENDS_THERE: Final = fact_pattern("terms", "ends_there")


def signed(look: Look) -> Iterator[FactProposal]:
    """The day that is said to be the one of signing; else the one that stands alone below the last words."""
    closing = max((cell.place for cell in look.cells if _WITNESS.search(cell.text)), default=None)
    for cell in look.cells:
        for found in days_in(cell.text):
            before = _before(look, cell, found)
            label = _last(_SIGNED_LABEL, before)
            is_other = label is not None and _OF_ANOTHER.search(before[:label])
            if label is not None and len(before) - label < 25 and not is_other and not _is_of_term(cell, found):
                yield from look.days_of("signed_on", cell, found.start, found.end)
    for cell in look.cells[:_PREAMBLE]:
        for found in days_in(cell.text):
            if _CONTRACTED.match(cell.text[found.end :]):
                yield from look.days_of("signed_on", cell, found.start, found.end)
    for cell in reversed(look.cells):
        days = days_in(cell.text)
        is_closing = cell.place > len(look.cells) - 12 or (
            closing is not None and closing - 4 <= cell.place <= closing + 14
        )
        if is_closing and days and _is_alone(cell, days[0]):
            yield from look.days_of("signed_on", cell, days[0].start, days[0].end)
    for cell in look.cells[:3]:
        days = days_in(cell.text)
        if days and _is_alone(cell, days[0]):
            yield from look.days_of("signed_on", cell, days[0].start, days[0].end)
    for cell in look.cells:
        if closing is not None and cell.place == closing:
            yield from look.days_of("signed_on", cell, 0, len(cell.text))


def _before(look: Look, cell: Cell, found: DayFound) -> str:
    """What leads to a day: the words before it, and the label in the cell before where the day stands alone."""
    label = look.cells[cell.place - 1].text if cell.place and _is_alone(cell, found) else ""
    return (f"{label} " if len(label) < _LABEL else "") + cell.text[max(found.start - _LEAD, 0) : found.start]


def _is_alone(cell: Cell, found: DayFound) -> bool:
    rest = cell.text[: found.start] + cell.text[found.end :]
    return bool(_DATE_ALONE.match(rest))


def _is_of_term(cell: Cell, found: DayFound) -> bool:
    return bool(_RANGE.match(cell.text[found.end :])) and len(days_in(cell.text[found.end : found.end + 60])) > 0


def _last(pattern: re.Pattern[str], text: str) -> int | None:
    return max((one.end() for one in pattern.finditer(text)), default=None)


def term(look: Look) -> list[FactProposal]:
    """The first and the last day, and whether there is a last one."""
    starts: list[FactProposal] = []
    ends: list[FactProposal] = []
    opens: list[FactProposal] = []
    for cell in sorted(look.cells, key=lambda one: (not ABOUT_TERM.search(one.text), one.place)):
        if not _speaks_of_term(look, cell):
            continue
        days = days_in(cell.text)
        for first, then in zip(days, [*days[1:], None], strict=False):
            start, end = _span(look, cell, first, then)
            starts += start
            ends += end
        if _OPEN_ENDED.search(cell.text):
            opens.append(look.propose("open_ended", "true", cell))
    ends = ends or _from_start(look, starts) or _from_signing(look)
    # What only goes on after its first term until somebody ends it has a last day for now.
    return [*best(starts), *best(ends), *best([] if ends else opens, 1)]


def _speaks_of_term(look: Look, cell: Cell) -> bool:
    """A cell about the term itself, or the value beside a label that is."""
    before = look.cells[cell.place - 1].text if cell.place else ""
    is_named = ABOUT_TERM.search(cell.text) or (len(before) < 30 and ABOUT_TERM.search(before))
    return bool(is_named) and not _NOT_TERM.search(before[-30:] if len(before) < 30 else "")


def _span(
    look: Look, cell: Cell, first: DayFound, then: DayFound | None
) -> tuple[list[FactProposal], list[FactProposal]]:
    """The start and the end that a day tells of: 4月1日から翌年3月31日まで, or 4月1日から1年間."""
    after, before = cell.text[first.end :], _before(look, cell, first)
    if _NOT_TERM.search(before[-25:]):
        return [], []
    start = list(look.days_of("start_on", cell, first.start, first.end))
    if _RANGE.match(after) and then is not None and then.start - first.end < 70:
        return start, list(look.days_of("end_on", cell, then.start, then.end))
    lasts = _LASTS.search(after[:60]) if _RANGE.match(after) or _GOES_ON.match(after) else None
    lasts = lasts or (_LASTS.search(before) if _BEGINS_WITH.search(before) else None)
    if lasts is not None and (months := _months(lasts)):
        ends = [
            FactProposal("end_on", last_day(day, months).isoformat(), start[0].passage, first.is_unclear)
            for day in first.days
        ]
        return start, ends
    place = _last(_END_LABEL, before)
    if (place is not None and len(before) - place < 12) or _ENDS_THERE.match(after):
        return [], list(look.days_of("end_on", cell, first.start, first.end))
    place = _last(_START_LABEL, before)
    if (place is not None and len(before) - place < 25) or _STARTS.match(after):
        return start, []
    return [], []


def _months(lasts: re.Match[str]) -> int | None:
    for number, unit in (("ja", "ja_unit"), ("en", "en_unit"), ("en2", "en2_unit")):
        if lasts[number]:
            count = number_of(lasts[number])
            is_years = lasts[unit].lower().startswith(("年", "year"))
            return count * (12 if is_years else 1) if count else None
    return None


_FROM_START: Final = fact_pattern("terms", "from_start")


def _from_start(look: Look, starts: Sequence[FactProposal]) -> list[FactProposal]:
    """The end of a term that is counted from the day that the contract has named its first."""
    first = next((one for one in starts if not one.is_unclear), None)
    for cell in look.cells:
        found = _FROM_START.search(cell.text)
        if found is None or first is None:
            continue
        unit = found["ja_unit"] or found["en_unit"] or found["en2_unit"]
        count = number_of(found["ja"] or found["en"] or found["en2"]) or 0
        months = count * (12 if unit.lower().startswith(("年", "year")) else 1)
        if months:
            end = last_day(date.fromisoformat(first.value), months)
            return [FactProposal("end_on", end.isoformat(), look.sentence(cell, found.start(), found.end()))]
    return []


_FROM_SIGNING: Final = fact_pattern("terms", "from_signing")


def _from_signing(look: Look) -> list[FactProposal]:
    """The end of a term that begins with the signing or the effective day, counted with and without its first day."""
    first = next((date.fromisoformat(one.value) for one in best(list(signed(look)), 1)), None)
    for cell in look.cells:
        found = _FROM_SIGNING.search(cell.text)
        if found is None or first is None:
            continue
        count = number_of(found["ja"] or found["en"]) or 0
        months = count * (12 if (found["ja_unit"] or found["en_unit"]).lower().startswith(("年", "year")) else 1)
        if months:
            end = last_day(first, months)
            values = (end, date.fromordinal(end.toordinal() + 1))
            at = look.sentence(cell, found.start(), found.end())
            return [FactProposal("end_on", day.isoformat(), at, is_unclear=True) for day in values]
    return []
