"""A form that somebody sent, as a pack of our own use: its questions in the sender's words, each kept by its id."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from sakimori.domain.codes import ControlArea, Severity
from sakimori.domain.questions.pack import (
    BLANK,
    AnswerState,
    Choice,
    Group,
    Pack,
    Question,
    QuestionGap,
    QuestionStatus,
    QuestionType,
    Section,
    Source,
    TextRights,
)
from sakimori.domain.values.text import Text
from sakimori.exchange.packs.build import split
from sakimori.exchange.questionnaires.reading.normal import normalise
from sakimori.exchange.questionnaires.reading.result import Normal, ReadQuestion, ReadQuestionnaire

FULL: Final = "full"
LIGHT: Final = "light"
SENDER: Final = "sender"
"""The namespace of external ids: how the sender numbers a question."""
DESCRIBED: Final = "described"
"""The choice of an answer in words where the form offers none that fits."""
_OWN_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
_KANA: Final = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
_WHETHER: Final = "有無"
_SHORT: Final = 60
_OPEN: Final = frozenset({Normal.UNKNOWN, Normal.UNDISCLOSED, Normal.UNDEFINED})
_NO_CHOICE: Final = frozenset({Normal.DEFAULT, Normal.BLANK})
_POINTS: Final = {Normal.YES: "1", Normal.PARTLY: "0.5", Normal.INHERITED: "0.5", Normal.PLANNED: "0", Normal.NO: "0"}
_LABELS: Final[Mapping[Normal, Text]] = {
    Normal.YES: Text("はい", "Yes"),
    Normal.PARTLY: Text("一部", "Partly"),
    Normal.NO: Text("いいえ", "No"),
    Normal.NA: Text("該当なし", "Not applicable"),
    Normal.PLANNED: Text("予定", "Planned"),
    Normal.INHERITED: Text("外部の事業者による", "By another provider"),
}
_OPEN_STATES: Final = (AnswerState.UNKNOWN, AnswerState.UNDISCLOSED, AnswerState.UNDEFINED)
_DESCRIBED: Final = Choice(DESCRIBED, Text("記述による", "In words"), reason_required=True)
_GONE: Final = Text("前の版の質問", "Questions of an earlier version")
_UNHEADED: Final = Text("質問", "Questions")
_AREAS: Final[tuple[tuple[ControlArea, re.Pattern[str]], ...]] = tuple(
    (area, re.compile(words, re.IGNORECASE))
    for area, words in (
        (ControlArea.SUBPROCESSING, r"委託|subprocess|sub-process|supplier|supply chain|third.part"),
        (ControlArea.INCIDENT, r"漏えい|漏洩|事故|インシデント|障害|incident|breach"),
        (ControlArea.PHYSICAL, r"入退|物理|施設|建物|physical|facilit"),
        (ControlArea.PEOPLE, r"従業|教育|研修|採用|training|personnel|human resource|employee"),
        (ControlArea.FOREIGN, r"外国|海外|越境|所在国|cross.border|foreign|country"),
        (ControlArea.CONTRACT, r"契約|約款|contract|agreement"),
        (ControlArea.POLICY, r"規程|規定|方針|ポリシー|policy|policies"),
        (ControlArea.ORGANISATION, r"体制|責任者|組織|governance|organi[sz]ation"),
    )
)


class Polarity(StrEnum):
    """What a person says of a form: that はい is what is hoped for, or that its answers are not judged."""

    YES = "yes"
    NOT_JUDGED = "not_judged"


@dataclass(frozen=True, slots=True)
class PackDetails:
    """What a person says of the pack that a form becomes."""

    pack_id: str
    title: str
    sound: Polarity
    sender: str = ""
    licence: str = ""
    release: str = "1.0"
    adverse: frozenset[str] = frozenset()
    """Ids of questions of which いいえ is hoped for, as in 「過去に事故はありましたか」."""


def language_of(texts: Iterable[str]) -> str:
    """`ja` where at least a third of some texts have Japanese signs, else `en`."""
    known = [bool(_KANA.search(text)) for text in texts if text.strip()]
    return "ja" if known and sum(known) * 3 >= len(known) else "en"


def private_pack(
    reading: ReadQuestionnaire,
    wanted: PackDetails,
    *,
    previous: Pack | None = None,
    same: Mapping[int, str] = MappingProxyType({}),
) -> tuple[Pack, tuple[str, ...]]:
    """The pack, and the id of each question of the file in it.

    An id of the sender is kept where it is one of its own and could stand in any file of ours; else the question is
    numbered by its place, and found again by its words. Of a form that we have in another version, `previous`, a
    question keeps its id where it is the same (`same`, by its place); one that is no longer asked stays, disabled.
    """
    language = previous.authoritative if previous else language_of(question.text for question in reading.questions)
    gone = {question.id: question for question in previous.questions} if previous else {}
    ids = tuple(_ids(reading.questions, same, frozenset(gone)))
    sections = _Sections()
    questions = tuple(
        _question(asked, one, sections.of(asked.sections), wanted)
        for asked, one in zip(reading.questions, ids, strict=True)
    )
    left = [question for one, question in gone.items() if one not in ids]
    if left:
        section = sections.of((_GONE.get(language),))
        questions += tuple(replace(one, section=section, status=QuestionStatus.DISABLED, when=None) for one in left)
    pack = Pack(
        id=wanted.pack_id,
        version=wanted.release,
        title=_same(wanted.title),
        source=Source(wanted.sender, "", wanted.licence, TextRights.USER_SUPPLIED, None),
        authoritative=language,
        groups=(Group(FULL, Text("すべて", "All")),),
        facts=(),
        sections=tuple(sections.made),
        questions=questions,
    )
    return pack, ids


def _ids(questions: Sequence[ReadQuestion], same: Mapping[int, str], gone: frozenset[str]) -> Iterator[str]:
    counted = Counter(question.id for question in questions)
    kept = {one for one, count in counted.items() if count == 1 and _OWN_ID.fullmatch(one)} - gone
    taken = kept | gone
    for place, question in enumerate(questions):
        if place in same:
            yield same[place]
        elif question.id in kept:
            yield question.id
        else:
            free = (
                number for count in range(place + 1, len(taken) + place + 2) if (number := f"Q-{count:03}") not in taken
            )
            number = next(free)
            taken |= {number}
            yield number


@dataclass(slots=True)
class _Sections:
    """Makes each heading once, below the one that it stands under."""

    made: list[Section] = field(default_factory=list)
    known: dict[tuple[str, ...], str] = field(default_factory=dict)

    def of(self, path: tuple[str, ...]) -> str:
        """The id of the section of a path of headings."""
        if not path:
            return self._make((), "", _UNHEADED)
        section = ""
        for depth in range(1, len(path) + 1):
            section = self._make(path[:depth], section, _same(" ".join(path[depth - 1].split())))
        return section

    def _make(self, path: tuple[str, ...], parent: str, title: Text) -> str:
        if path not in self.known:
            self.known[path] = f"S-{len(self.known) + 1:02}"
            self.made.append(Section(self.known[path], parent, title))
        return self.known[path]


def _question(asked: ReadQuestion, question_id: str, section: str, wanted: PackDetails) -> Question:
    text = asked.text.strip() or " ".join(asked.sections) or asked.id
    choices = tuple(_choices(asked))
    is_adverse = question_id in wanted.adverse
    expected = Normal.NO.value if is_adverse else Normal.YES.value
    is_judged = wanted.sound is Polarity.YES and any(choice.id == expected for choice in choices)
    return Question(
        id=question_id,
        section=section,
        area=_area((*asked.sections, text)),
        groups=(FULL,),
        text=_same(text),
        topic=_same(_short(text)),
        type=QuestionType.CHOICE if choices else QuestionType.TEXT,
        choices=choices,
        help=_same(asked.guidance) if asked.guidance.strip() else None,
        unit=_same(asked.unit) if asked.unit.strip() else None,
        expect=(expected,) if is_judged else (),
        weight=Decimal(1) if is_judged else Decimal(0),
        gaps=tuple(_gaps(choices, _short(text), expected if is_judged else "")),
        controls=tuple(control for control in asked.controls if split(control) is not None),
        external_ids=((SENDER, (asked.id,)),) if asked.id else (),
    )


def _choices(asked: ReadQuestion) -> Iterator[Choice]:
    """What the form offers, by its meaning where each choice has one of its own; without an offer, the usual answers.

    A question that was answered in words, or asks for a measure, is answered in words; 有無 asks whether, not how much.
    """
    if asked.choices:
        meant = [(label, normalise(label).normal) for label in asked.choices if label.strip()]
        meant = [(label, normal) for label, normal in meant if normal not in _NO_CHOICE]
        labels: dict[Normal, list[str]] = {}
        for label, normal in meant:
            labels.setdefault(normal, []).append(label)
        if labels and not labels.keys() & {Normal.TEXT, Normal.AMBIGUOUS}:
            for normal in (n for n in labels if n not in _OPEN):
                yield _choice(normal, _same(labels[normal][0]), tuple(labels[normal][1:]))
            if Normal.NA not in labels:
                yield _choice(Normal.NA, _LABELS[Normal.NA])
            yield _DESCRIBED
        else:
            for place, (label, normal) in enumerate(meant, start=1):
                is_plain = normal in _LABELS and len(labels[normal]) == 1
                yield _choice(normal, _same(label)) if is_plain else Choice(f"c{place}", _same(label))
        return
    if (asked.unit.strip() and _WHETHER not in asked.unit) or asked.normal in {Normal.TEXT, Normal.DEFAULT}:
        return
    for normal, words in _LABELS.items():
        yield _choice(normal, words)
    yield _DESCRIBED


def _choice(normal: Normal, label: Text, aliases: tuple[str, ...] = ()) -> Choice:
    if normal is Normal.NA:
        return Choice(normal.value, label, aliases, excluded=True, reason_required=True)
    return Choice(normal.value, label, aliases, points=Decimal(_POINTS[normal]) if normal in _POINTS else None)


def _gaps(choices: Sequence[Choice], topic: str, expected: str) -> Iterator[QuestionGap]:
    """What an answer raises where はい (or いいえ) is hoped for; what is open is raised of every question."""
    ids = {choice.id for choice in choices}
    if expected:
        opposite = Normal.NO.value if expected == Normal.YES.value else Normal.YES.value
        for severity, some, title in (
            (Severity.MEDIUM, (opposite,), Text("満たしていない：{topic}", "Not met: {topic}")),
            (
                Severity.LOW,
                (Normal.PARTLY.value, Normal.PLANNED.value, Normal.INHERITED.value),
                Text("一部・予定・他社による：{topic}", "Partly, planned or by another: {topic}"),
            ),
        ):
            if when := tuple(one for one in some if one in ids):
                action = Text("内容を確かめ、是正か代わりの対策を求めます。", "Check it, and ask for a remedy.")
                yield QuestionGap(severity, title.format(topic=topic), action, when_answer=when, compensating=True)
    yield QuestionGap(
        Severity.MEDIUM,
        Text("回答がない：{topic}", "Not answered: {topic}").format(topic=topic),
        Text("相手方に回答を求めます。", "Ask for an answer."),
        when_answer=(*(state.value for state in _OPEN_STATES), BLANK),
    )


def _area(texts: Sequence[str]) -> ControlArea:
    """Where a gap of the question is shown: by the words of the question, then of its headings, the nearest first."""
    for text in reversed(texts):
        for area, words in _AREAS:
            if words.search(text):
                return area
    return ControlArea.TECHNICAL


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHORT else f"{line[: _SHORT - 1]}…"


def _same(text: str) -> Text:
    return Text(text, text)
