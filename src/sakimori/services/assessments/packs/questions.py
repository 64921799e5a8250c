"""The questions of a pack by section, and what changed between two versions, with the answers that still answer."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from sakimori.domain.questions.pack import Pack, Question, QuestionStatus, QuestionType, TextRights
from sakimori.domain.values.names import fold
from sakimori.domain.values.text import LANGUAGES


@dataclass(frozen=True, slots=True)
class ReadSection:
    """Questions that stand together below one heading."""

    id: str
    questions: tuple[Question, ...]


def read_sections(pack: Pack, *, group: str = "", words: str = "") -> tuple[ReadSection, ...]:
    """The questions in which all words stand, by section: of one depth, or all with those that are asked no more."""
    wanted = [fold(word) for word in words.split()]
    found: dict[str, list[Question]] = {}
    for question in pack.asked_in(group) if group else pack.questions:
        if not wanted or _has(question, wanted):
            found.setdefault(question.section, []).append(question)
    return tuple(ReadSection(section, tuple(questions)) for section, questions in found.items())


def languages_of(pack: Pack) -> tuple[str, ...]:
    """The languages in which its questions can be read; none where we have only their ids."""
    asked = [question for question in pack.questions if question.status is QuestionStatus.ACTIVE]
    there = [tongue for tongue in LANGUAGES if any(question.text.get(tongue) for question in asked)]
    if pack.source.text_rights is TextRights.USER_SUPPLIED:
        return tuple(tongue for tongue in there if tongue == pack.authoritative)
    return tuple(there)


def _has(question: Question, wanted: list[str]) -> bool:
    said = "\n".join(map(fold, _said(question)))
    return all(word in said for word in wanted)


def _said(question: Question) -> Iterator[str]:
    """Everything of a question that somebody may look for."""
    yield question.id
    yield from question.controls
    yield from (one for _, ids in question.external_ids for one in ids)
    texts = (question.text, question.topic, question.help, question.cites)
    for text in (*texts, *(choice.label for choice in question.choices), *(gap.title for gap in question.gaps)):
        if text is not None:
            yield from (text.ja, text.en)
    yield from (side for request in question.evidence for side in (request.text.ja, request.text.en))


class Aspect(StrEnum):
    """What of a question differs. The first five change what is asked; answers are not carried across those."""

    TYPE = "type"
    WORDING = "wording"
    CHOICES = "choices"
    UNIT = "unit"
    LANGUAGE = "language"
    REWORDED = "reworded"
    EXPECTED = "expected"
    WEIGHT = "weight"
    CRITICAL = "critical"
    GROUPS = "groups"
    CONDITION = "condition"
    GAPS = "gaps"
    EVIDENCE = "evidence"
    CONTROLS = "controls"
    SECTION = "section"


MEANING = frozenset({Aspect.TYPE, Aspect.WORDING, Aspect.CHOICES, Aspect.UNIT, Aspect.LANGUAGE})
"""An answer given before such a change answers another question than the one that is asked now."""


class Fate(StrEnum):
    """What became of a question."""

    ADDED = "added"
    MEANING = "meaning"
    DISABLED = "disabled"
    REMOVED = "removed"
    REVIVED = "revived"
    COUNTED = "counted"
    REWORDED = "reworded"
    OTHER = "other"


_COUNTED = frozenset({Aspect.EXPECTED, Aspect.WEIGHT, Aspect.CRITICAL})
_BESIDE_JAPANESE = re.compile(r"(?<=[\u3000-\u30ff\u4e00-\u9fff]) | (?=[\u3000-\u30ff\u4e00-\u9fff])")
_NUMBERS = frozenset({QuestionType.NUMBER, QuestionType.DURATION})


@dataclass(frozen=True, slots=True)
class QuestionChange:
    """One question that is not as it was; `old` or `new` is None where it did not exist."""

    question_id: str
    fate: Fate
    old: Question | None
    new: Question | None
    aspects: tuple[Aspect, ...] = ()

    @property
    def question(self) -> Question:
        """The newest form of it."""
        found = self.new or self.old
        if found is None:
            raise ValueError(self.question_id)
        return found


@dataclass(frozen=True, slots=True)
class PackChanges:
    """Everything that differs between two versions, in the order of the newer one; `same` counts what does not."""

    old: Pack
    new: Pack
    changes: tuple[QuestionChange, ...]
    same: int

    def of(self, fate: Fate) -> tuple[QuestionChange, ...]:
        """The questions of one fate."""
        return tuple(change for change in self.changes if change.fate is fate)


@lru_cache(maxsize=64)
def pack_changes(old: Pack, new: Pack) -> PackChanges:
    """What the newer version of a pack changed."""
    before = {question.id: question for question in old.questions}
    after = {question.id for question in new.questions}
    changes = [
        change
        for question in new.questions
        if (change := _change(old, new, before.get(question.id), question)) is not None
    ]
    changes += [QuestionChange(q.id, Fate.REMOVED, q, None) for q in old.questions if q.id not in after]
    same = sum(question.id in before for question in new.questions) - sum(c.old is not None for c in changes if c.new)
    return PackChanges(old, new, tuple(changes), same)


def keeps_meaning(old_pack: Pack, old: Question, new_pack: Pack, new: Question) -> bool:
    """Whether an answer to the one question answers the other: same wording, type, choices and unit."""
    return not any(aspect in MEANING for aspect in _aspects(old_pack, old, new_pack, new))


def expects_the_same(old: Question, new: Question) -> bool:
    """Whether two questions call the same answers good, to the same degree."""
    return (old.expect, old.bound, _points(old)) == (new.expect, new.bound, _points(new))


@lru_cache(maxsize=4096)
def wording_key(text: str) -> str:
    """A wording without what no reader notices: width, case, spaces beside Japanese. Digits and signs all stay."""
    return _BESIDE_JAPANESE.sub("", " ".join(unicodedata.normalize("NFKC", text).casefold().split()))


def _change(old_pack: Pack, new_pack: Pack, old: Question | None, new: Question) -> QuestionChange | None:
    if old is None:
        # One that is born disabled was never asked, and is not.
        return QuestionChange(new.id, Fate.ADDED, None, new) if new.status is QuestionStatus.ACTIVE else None
    aspects = tuple(_aspects(old_pack, old, new_pack, new))
    fate = _fate(old, new, frozenset(aspects))
    return None if fate is None else QuestionChange(new.id, fate, old, new, aspects)


def _fate(old: Question, new: Question, aspects: frozenset[Aspect]) -> Fate | None:
    if old.status is not new.status:
        return Fate.DISABLED if new.status is QuestionStatus.DISABLED else Fate.REVIVED
    if aspects & MEANING:
        return Fate.MEANING
    if aspects & _COUNTED:
        return Fate.COUNTED
    if aspects == {Aspect.REWORDED}:
        return Fate.REWORDED
    return Fate.OTHER if aspects else None


def _aspects(old_pack: Pack, old: Question, new_pack: Pack, new: Question) -> Iterator[Aspect]:
    was, is_now = old_pack.authoritative, new_pack.authoritative
    differs = {
        Aspect.LANGUAGE: was != is_now,
        Aspect.TYPE: old.type is not new.type,
        Aspect.WORDING: wording_key(old.text.get(was)) != wording_key(new.text.get(is_now)),
        Aspect.CHOICES: _choices(old, was) != _choices(new, is_now),
        Aspect.UNIT: _unit(old, was) != _unit(new, is_now),
        Aspect.REWORDED: _words(old) != _words(new),
        Aspect.EXPECTED: not expects_the_same(old, new),
        Aspect.WEIGHT: old.weight != new.weight,
        Aspect.CRITICAL: (old.critical, old.required) != (new.critical, new.required),
        Aspect.GROUPS: old.groups != new.groups,
        Aspect.CONDITION: old.when != new.when,
        Aspect.GAPS: _gaps(old) != _gaps(new),
        Aspect.EVIDENCE: old.evidence != new.evidence,
        Aspect.CONTROLS: old.controls != new.controls,
        Aspect.SECTION: old.section != new.section,
    }
    yield from (aspect for aspect in Aspect if differs[aspect])


def _choices(question: Question, language: str) -> frozenset[tuple[str, str]]:
    """What may be answered; the order of choices says nothing."""
    return frozenset((choice.id, wording_key(choice.label.get(language))) for choice in question.choices)


def _unit(question: Question, language: str) -> str:
    """The unit of a number; a word beside anything else is no unit."""
    if question.unit is None or question.type not in _NUMBERS:
        return ""
    return wording_key(question.unit.get(language))


def _words(question: Question) -> tuple[object, ...]:
    return (question.text, question.topic, question.help, tuple(choice.label for choice in question.choices))


def _points(question: Question) -> dict[str, tuple[object, bool]]:
    return {choice.id: (choice.points, choice.excluded) for choice in question.choices}


def _gaps(question: Question) -> list[tuple[object, ...]]:
    """What answers raise, without the wording of it."""
    return [
        (gap.severity, gap.when_answer, gap.when_over, gap.when_under, gap.due_days, gap.compensating)
        for gap in question.gaps
    ]
