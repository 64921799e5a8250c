"""Questions that stand again in one file: one that is answered alike counts once, one that differs is flagged."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from sakimori.domain.values.text import Text
from sakimori.exchange.lists.grid import Note
from sakimori.exchange.questionnaires.reading.ids import fold_id
from sakimori.exchange.questionnaires.reading.result import Flag, Normal, ReadQuestion

_SHOWN: Final = 5
_SHORTEST: Final = 8
_LONGEST_SHOWN: Final = 40
_TOKENS: Final = frozenset({Normal.YES, Normal.PARTLY, Normal.NO, Normal.NA, Normal.PLANNED})
_ANSWERS: Final = Text("同じ番号に違う回答があります", "The same id has different answers")
_TEXTS: Final = Text("同じ質問に違う回答があります", "The same question has different answers")
_QUESTIONS: Final = Text("同じ番号に違う質問があります", "The same id stands at different questions")


def settle_ids(questions: Iterable[ReadQuestion]) -> tuple[tuple[ReadQuestion, ...], tuple[Note, ...]]:
    """The questions, one that is asked again in the same words with the same answer only once; and what differs.

    Different answers to one question stay as they are, each flagged: only a person can say which one holds.
    """
    kept: list[ReadQuestion | None] = list(questions)
    by_id: dict[str, list[int]] = {}
    for place, question in enumerate(kept):
        if question is not None and question.id:
            by_id.setdefault(fold_id(question.id), []).append(place)
    answers: dict[str, list[ReadQuestion]] = {}
    texts: dict[str, list[ReadQuestion]] = {}
    for key, places in by_id.items():
        if len(places) == 1:
            continue
        alike = list(_alike(kept, places))
        if len(alike) > 1:
            texts[key] = [question for place in places if (question := kept[place]) is not None]
        for group in alike:
            _settle(kept, group, answers)
    notes = (
        _note("same_id", _ANSWERS, answers),
        _note("id_of_several", _QUESTIONS, texts),
        _note("same_text", _TEXTS, _differ_without_ids(kept)),
    )
    return tuple(filter(None, kept)), tuple(filter(None, notes))


def _differ_without_ids(kept: list[ReadQuestion | None]) -> dict[str, list[ReadQuestion]]:
    """Flag questions without ids that stand again in the same words with an answer that means another thing."""
    by_text: dict[tuple[str, ...], list[int]] = {}
    for place, question in enumerate(kept):
        if question is not None and not question.id and len(question.text) >= _SHORTEST:
            by_text.setdefault((" ".join(question.text.split()), *question.sections), []).append(place)
    found: dict[str, list[ReadQuestion]] = {}
    for (text, *_), places in by_text.items():
        alike = [question for place in places if (question := kept[place]) is not None]
        if len({question.normal for question in alike} & _TOKENS) > 1:
            found[text[:_LONGEST_SHOWN]] = alike
            for place, question in zip(places, alike, strict=True):
                kept[place] = replace(question, flags=question.flags | {Flag.CONFLICTING})
    return found


def _alike(kept: Sequence[ReadQuestion | None], places: Iterable[int]) -> Iterator[list[int]]:
    """The places of one id by the question that is asked there.

    Plain numbers begin anew under each heading, so that there the heading is a part of the question.
    """
    groups: dict[tuple[str, ...], list[int]] = {}
    for place in places:
        if (question := kept[place]) is not None:
            is_number = unicodedata.normalize("NFKC", question.id).isdecimal()
            key = (" ".join(question.text.split()), *(question.sections if is_number else ()))
            groups.setdefault(key, []).append(place)
    yield from groups.values()


def _settle(kept: list[ReadQuestion | None], group: list[int], answers: dict[str, list[ReadQuestion]]) -> None:
    """Merge what is asked and answered alike, and flag what is answered in several ways."""
    same: dict[tuple[str, str], list[ReadQuestion]] = {}
    for place in group:
        if (question := kept[place]) is not None:
            said = question.raw.strip(), question.comment.strip()
            if said in same:
                kept[place] = None
            same.setdefault(said, []).append(question)
    firsts = (place for place in group if kept[place] is not None)
    for place, equals in zip(firsts, same.values(), strict=True):
        first, *others = equals
        again = tuple(replace(one, repeats=()) for other in others for one in other.places)
        flags = frozenset(flag for other in equals for flag in other.flags)
        kept[place] = replace(first, repeats=(*first.repeats, *again), flags=flags) if again else first
    if len({raw for raw, _ in same}) > 1:
        for place in group:
            if (differing := kept[place]) is not None:
                kept[place] = replace(differing, flags=differing.flags | {Flag.CONFLICTING})
                answers.setdefault(differing.id, []).append(differing)


def _note(code: str, said: Text, found: dict[str, list[ReadQuestion]]) -> Note | None:
    """A note on ids, with where they stand."""
    if not found:
        return None
    listed = [
        f"{key} ({' / '.join(dict.fromkeys(str(question.address) for question in group))})"
        for key, group in list(found.items())[:_SHOWN]
    ]
    rest = len(found) - len(listed)
    message = Text(
        f"{said.ja}：{'、'.join(listed)}{f'、ほか{rest}件' if rest else ''}。",
        f"{said.en}: {'; '.join(listed)}{f'; and {rest} more' if rest else ''}.",
    )
    return Note(code, message)
