"""Packs 質問票: what is asked, of whom, when, and what an answer raises."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import TypeAlias

from sakimori.domain.codes import ControlArea, Role, Severity
from sakimori.domain.questions.condition import Condition
from sakimori.domain.questions.headings import HEADINGS, NAMESPACE
from sakimori.domain.values.blank import is_blank
from sakimori.domain.values.days import add_months
from sakimori.domain.values.text import Text


class QuestionType(StrEnum):
    """What kind of answer a question takes."""

    CHOICE = "choice"
    MULTI = "multi"
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    DURATION = "duration"
    COUNTRY_LIST = "country_list"
    URL = "url"
    FILE = "file"
    TABLE = "table"


class QuestionStatus(StrEnum):
    """Whether a question is still asked; it is never deleted."""

    ACTIVE = "active"
    DISABLED = "disabled"


class EvidenceKind(StrEnum):
    """What may be handed in as evidence."""

    DOCUMENT = "document"
    URL = "url"
    CERTIFICATE = "certificate"
    SCREENSHOT = "screenshot"


class TextRights(StrEnum):
    """What we may show of the wording of a pack."""

    FULL = "full"
    IDS_ONLY = "ids-only"
    USER_SUPPLIED = "user-supplied"


class FactType(StrEnum):
    """The form of a fact that a condition looks at."""

    BOOL = "bool"
    TEXT = "text"
    LIST = "list"


class AnswerState(StrEnum):
    """What sort of answer was given; all but the first two leave the matter open."""

    ANSWERED = "answered"
    NA = "na"
    UNKNOWN = "unknown"
    UNDISCLOSED = "undisclosed"
    UNDEFINED = "undefined"


BLANK = "blank"
"""The id under which a question without any answer is looked up among the gaps."""

PSEUDO_ANSWERS = (AnswerState.UNKNOWN.value, AnswerState.UNDISCLOSED.value, AnswerState.UNDEFINED.value, BLANK)
"""Answers that every question has beside its own choices."""


FactValue: TypeAlias = str | tuple[str, ...] | None
Facts: TypeAlias = Mapping[str, FactValue]
Answers: TypeAlias = Mapping[str, "AnswerValue"]


@dataclass(frozen=True, slots=True)
class Period:
    """A length of time in calendar months and days."""

    months: int = 0
    days: int = 0

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read an ISO 8601 duration of years, months, weeks and days, such as `P1Y` or `P90D`."""
        found = re.fullmatch(r"P(?=\d)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?", text, re.ASCII)
        if found is None:
            raise ValueError(text)
        years, months, weeks, days = (int(part or 0) for part in found.groups())
        return cls(months=12 * years + months, days=7 * weeks + days)

    def after(self, on: date) -> date:
        """The day on which this much time has passed since a day."""
        return add_months(on, self.months) + timedelta(days=self.days)


@dataclass(frozen=True, slots=True)
class Source:
    """Where the wording of a pack comes from, and what may be shown of it."""

    name: str
    url: str
    licence: str
    text_rights: TextRights
    retrieved: date | None


@dataclass(frozen=True, slots=True)
class Group:
    """One depth of asking, such as `light` or `full`."""

    id: str
    title: Text


@dataclass(frozen=True, slots=True)
class Fact:
    """Something the records know about the engagement, which a condition may look at."""

    id: str
    type: FactType
    title: Text


@dataclass(frozen=True, slots=True)
class Section:
    """A heading; `parent` is empty at the top."""

    id: str
    parent: str
    title: Text


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer on offer; an `excluded` one (該当なし) takes the question out of the score once accepted."""

    id: str
    label: Text
    aliases: tuple[str, ...] = ()
    points: Decimal | None = None
    excluded: bool = False
    reason_required: bool = False


@dataclass(frozen=True, slots=True)
class Bound:
    """The range in which a number meets what is expected, both ends included."""

    minimum: Decimal | None = None
    maximum: Decimal | None = None

    def admits(self, number: Decimal) -> bool:
        """Whether a number lies within."""
        return (self.minimum is None or number >= self.minimum) and (self.maximum is None or number <= self.maximum)


@dataclass(frozen=True, slots=True)
class EvidenceRequest:
    """A document asked for; with no `required_if`, any answer but an open one calls for it."""

    id: str
    kinds: tuple[EvidenceKind, ...]
    text: Text
    required_if: tuple[str, ...] = ()
    valid_for: Period | None = None


@dataclass(frozen=True, slots=True)
class QuestionGap:
    """What an answer raises: by its id, or by a number beyond a limit. Without `due_days` the policy's days hold."""

    severity: Severity
    title: Text
    action: Text
    when_answer: tuple[str, ...] = ()
    when_over: Decimal | None = None
    when_under: Decimal | None = None
    due_days: int | None = None
    compensating: bool = False


@dataclass(frozen=True, slots=True)
class Fill:
    """The field of a record that an answer proposes; it never writes it."""

    to: str


@dataclass(frozen=True, slots=True)
class Question:
    """One thing asked; the polarity lives in `expect`, never in the choices."""

    id: str
    section: str
    area: ControlArea
    groups: tuple[str, ...]
    text: Text
    topic: Text
    type: QuestionType
    choices: tuple[Choice, ...] = ()
    help: Text | None = None
    unit: Text | None = None
    expect: tuple[str, ...] = ()
    bound: Bound | None = None
    weight: Decimal = Decimal(0)
    critical: bool = False
    required: bool = True
    when: Condition | None = None
    evidence: tuple[EvidenceRequest, ...] = ()
    gaps: tuple[QuestionGap, ...] = ()
    controls: tuple[str, ...] = ()
    cites: Text | None = None
    external_ids: tuple[tuple[str, tuple[str, ...]], ...] = ()
    fills: Fill | None = None
    status: QuestionStatus = QuestionStatus.ACTIVE
    replaced_by: str | None = None

    @property
    def is_scorable(self) -> bool:
        """Whether some answer is expected; a question that expects nothing is neutral and weighs nothing."""
        return bool(self.expect) or self.bound is not None

    def choice(self, choice_id: str) -> Choice | None:
        """The choice with this id, if it is on offer."""
        return next((choice for choice in self.choices if choice.id == choice_id), None)


@dataclass(frozen=True, slots=True)
class NotAsked:
    """Headings of the guideline that some groups of a pack leave out on purpose, and why."""

    headings: tuple[str, ...]
    groups: tuple[str, ...]
    reason: Text


@dataclass(frozen=True)
class Pack:
    """One version of a questionnaire; a version that was sent is never edited.

    One that says to which role it is put accounts for every heading of the guideline, asked or not.
    """

    id: str
    version: str
    title: Text
    source: Source
    authoritative: str
    groups: tuple[Group, ...]
    facts: tuple[Fact, ...]
    sections: tuple[Section, ...]
    questions: tuple[Question, ...]
    asked_of: Role | None = None
    not_asked: tuple[NotAsked, ...] = ()

    @property
    def release(self) -> tuple[int, ...]:
        """The version as numbers, for sorting: 1.10 comes after 1.9."""
        return tuple(int(part) for part in self.version.split("."))

    def question(self, question_id: str) -> Question:
        """The question with this id.

        Raises:
            KeyError: The pack has no such question.
        """
        return self._by_id[question_id]

    @cached_property
    def _by_id(self) -> Mapping[str, Question]:
        return {question.id: question for question in self.questions}

    def asked_in(self, group: str) -> tuple[Question, ...]:
        """The active questions of a group, in order."""
        return self._by_group.get(group, ())

    @cached_property
    def _by_group(self) -> Mapping[str, tuple[Question, ...]]:
        active = [q for q in self.questions if q.status is QuestionStatus.ACTIVE]
        return {one: tuple(q for q in active if one in q.groups) for one in {g for q in active for g in q.groups}}

    def conditional_in(self, group: str) -> tuple[tuple[Question, ...], ...]:
        """The active questions of a group that are asked under a condition, those under the same one together."""
        return self._conditional_by_group.get(group, ())

    @cached_property
    def _conditional_by_group(self) -> Mapping[str, tuple[tuple[Question, ...], ...]]:
        return {
            group: tuple(tuple(q for q in asked if q.when == when) for when in {q.when for q in asked if q.when})
            for group, asked in self._by_group.items()
        }

    def headings_of(self, group: str) -> tuple[str, ...]:
        """The headings of the guideline's chapter 10 that a group asks about, in their order."""
        named = {control for question in self.asked_in(group) for control in question.controls}
        return tuple(heading for heading in HEADINGS if f"{NAMESPACE}:{heading}" in named)


@dataclass(frozen=True)
class AnswerValue:
    """What was answered to one question, and whether a reviewer accepted that it does not apply."""

    value: str | tuple[str, ...] | None = None
    state: AnswerState = AnswerState.ANSWERED
    reason: str = ""
    na_accepted: bool | None = None

    @cached_property
    def given(self) -> tuple[str, ...]:
        """The answer ids or values given, without empty ones."""
        values = self.value if isinstance(self.value, tuple) else (self.value or "",)
        return tuple([value for value in values if not is_blank(value)]) if any(map(is_blank, values)) else values

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """What conditions and gaps compare with: the ids given, or the one that stands for an open answer.

        A 該当なし that the reviewer refused leaves the matter unknown.
        """
        match self.state:
            case AnswerState.ANSWERED:
                return self.given or (BLANK,)
            case AnswerState.NA:
                return (AnswerState.UNKNOWN if self.na_accepted is False else AnswerState.NA,)
            case AnswerState.UNKNOWN | AnswerState.UNDISCLOSED | AnswerState.UNDEFINED:
                return (self.state,)

    @cached_property
    def is_open(self) -> bool:
        """Whether the matter is still unknown after this answer."""
        return any(answer in PSEUDO_ANSWERS for answer in self.ids)
