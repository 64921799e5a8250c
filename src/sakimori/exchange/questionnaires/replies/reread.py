"""A reply read again: which answers would be understood otherwise, or change how something else is understood."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final

from sakimori.exchange.questionnaires.reading.normal import normalise
from sakimori.exchange.questionnaires.reading.result import Normal, ReadQuestion, ReadQuestionnaire
from sakimori.exchange.questionnaires.replies.form_cells import AnswerInForm

_NUMBER: Final = re.compile(r"[-0-9.,%]+")
"""What a cell may show in a format of its own."""


@dataclass(frozen=True, slots=True)
class _Place:
    """A question in one of the places where it stands, and its number in the form."""

    number: int
    asked: ReadQuestion


def misread(before: ReadQuestionnaire, after: ReadQuestionnaire, written: Mapping[int, AnswerInForm]) -> frozenset[int]:
    """The numbers of the questions whose answers are to be taken back.

    Each place must ask the same as before, in the same order. One with an answer of ours must read as that answer, any
    other as it did; where it does not, the nearest answer above it is what changed it.
    """
    was, is_now = list(_places(before)), list(_places(after))
    wrong: set[int] = set()
    for place, (one, new) in enumerate(zip_longest(was, is_now)):
        if one is None or new is None or _differ(one, new):
            # From here on the two no longer go together.
            return frozenset(wrong) or _at_fault(was, place, written)
        answer = written.get(one.number)
        if answer is not None and not _reads_as(new.asked, answer):
            wrong.add(one.number)
        elif answer is None and not _stays(one.asked, new.asked):
            wrong |= _at_fault(was, place, written)
    return frozenset(wrong)


def _places(reading: ReadQuestionnaire) -> Iterator[_Place]:
    """Every place of every question, from the top."""
    order = {name: place for place, name in enumerate(reading.sheets)}
    found = [_Place(number, one) for number, asked in enumerate(reading.questions) for one in asked.places]

    def where(place: _Place) -> tuple[int, int]:
        at = place.asked.question_at or place.asked.address
        return order.get(at.sheet, -1), at.row

    yield from sorted(found, key=where)


def _differ(one: _Place, other: _Place) -> bool:
    """Whether two places ask different things."""
    return (one.asked.id, _bare(one.asked.text)) != (other.asked.id, _bare(other.asked.text))


def _at_fault(was: list[_Place], place: int, written: Mapping[int, AnswerInForm]) -> frozenset[int]:
    """The answer that stands nearest above a place or at it; all of them where none does."""
    above = (one.number for one in reversed(was[: place + 1]) if one.number in written)
    number = next(above, None)
    return frozenset(written) if number is None else frozenset({number})


def _reads_as(asked: ReadQuestion, answer: AnswerInForm) -> bool:
    """Whether a question reads as its answer, with all that was written beside it and with nothing else."""
    raw = _bare(asked.raw)
    is_told = not any(answer.words) or raw in map(_bare, answer.words) or _NUMBER.fullmatch(raw) is not None
    # A choice of the form's own means what the form means by it.
    in_words = answer.normal is Normal.TEXT and (answer.is_choice or _only_repeats(asked))
    is_meant = asked.normal is answer.normal or in_words
    beside = _bare("\n".join((asked.raw, asked.comment, asked.guidance, *asked.more.values())))
    return is_told and is_meant and all(_bare(line) in beside for line in answer.remark.split("\n"))


def _stays(was: ReadQuestion, is_now: ReadQuestion) -> bool:
    """Whether an answer of others reads as it did; of words that repeat somebody may now be asked."""
    if was.normal is Normal.TEXT and _only_repeats(is_now):
        return _bare(was.raw) == _bare(is_now.raw)
    return _said(was) == _said(is_now)


def _only_repeats(asked: ReadQuestion) -> bool:
    """Whether somebody is asked of an answer only because its words stand elsewhere as well."""
    return asked.normal is Normal.AMBIGUOUS and normalise(asked.raw).normal is Normal.TEXT


def _said(asked: ReadQuestion) -> tuple[Normal, str, str]:
    return asked.normal, _bare(asked.raw), _bare(asked.comment)


def _bare(text: str) -> str:
    """A text without its blanks, which some forms fold."""
    return "".join(text.split())
