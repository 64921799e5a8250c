"""Reading a pack: its questions by section, those of one depth, those in which some words stand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sakimori.domain.questions.pack import Pack, Question, QuestionStatus, TextRights
from sakimori.domain.values.names import fold
from sakimori.exchange.questionnaires.ours.pack_answers import LANGUAGES


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
