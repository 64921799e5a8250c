"""The shape of a pack's file: every key, every value a text, nothing else."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from string import Formatter
from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from sakimori.domain.codes import ControlArea, Role, Severity
from sakimori.domain.questions.pack import (
    EvidenceKind,
    FactType,
    Period,
    QuestionStatus,
    QuestionType,
    TextRights,
)
from sakimori.domain.values.text import Text, cited


def _flag(value: object) -> object:
    """Only the words true and false."""
    if isinstance(value, str) and value not in {"true", "false"}:
        raise PydanticCustomError("flag", "neither true nor false")
    return value


def _period(value: object) -> object:
    """A length of time written as an ISO 8601 duration."""
    try:
        return Period.parse(value) if isinstance(value, str) else value
    except ValueError as error:
        raise PydanticCustomError("duration", "not a duration") from error


def _days(value: object) -> object:
    """A number of days, the only form in which a due day is given."""
    period = _period(value)
    if isinstance(period, Period) and period.months:
        raise PydanticCustomError("days", "not days")
    return period.days if isinstance(period, Period) else value


Id: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$", max_length=64)]
PackId: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=64)]
Version: TypeAlias = Annotated[str, StringConstraints(pattern=r"^(0|[1-9]\d*)\.(0|[1-9]\d*)$")]
Wording: TypeAlias = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Flag: TypeAlias = Annotated[bool, BeforeValidator(_flag)]
Weight: TypeAlias = Annotated[Decimal, Field(ge=0, le=1000)]
Points: TypeAlias = Annotated[Decimal, Field(ge=0, le=1)]
PeriodText: TypeAlias = Annotated[Period, BeforeValidator(_period)]
Days: TypeAlias = Annotated[int, BeforeValidator(_days)]


class FilePart(BaseModel):
    """A part of the file; an unknown key is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class Bilingual(FilePart):
    """One wording in both languages, with the same placeholders."""

    ja: Wording
    en: Wording

    @model_validator(mode="after")
    def same_placeholders(self) -> Bilingual:
        """Refuse wordings that would be filled differently."""
        ja, en = self.placeholders(self.ja), self.placeholders(self.en)
        if ja != en:
            raise PydanticCustomError(
                "placeholders", "differ", {"ja": ", ".join(sorted(ja)), "en": ", ".join(sorted(en))}
            )
        return self

    @staticmethod
    def placeholders(wording: str) -> set[str]:
        """The names in braces."""
        try:
            fields = [field[1:] for field in Formatter().parse(wording) if field[1] is not None]
        except ValueError as error:
            raise PydanticCustomError("braces", "unbalanced") from error
        if any(spec or conversion for _, spec, conversion in fields):
            raise PydanticCustomError("braces", "formatted")
        return {name or "" for name, _, _ in fields}

    @property
    def text(self) -> Text:
        """The wording as the domain has it."""
        return cited(self.ja, self.en)


class SourceFile(FilePart):
    """Where the wording comes from."""

    name: Wording
    url: str = ""
    licence: Wording
    text_rights: TextRights
    retrieved: date | None = None


class LanguagesFile(FilePart):
    """Which wording rules; both are always there."""

    authoritative: Literal["ja", "en"]
    available: list[Literal["ja", "en"]] = Field(min_length=2, max_length=2)


class FactFile(FilePart):
    """A fact that conditions may look at."""

    id: Id
    type: FactType
    title: Bilingual


class SectionFile(FilePart):
    """A heading, with the control area of its questions."""

    id: Id
    parent: str = ""
    title: Bilingual
    area: ControlArea


class ChoiceFile(FilePart):
    """One answer on offer."""

    id: Id
    label: Bilingual
    aliases: list[str] = []
    points: Points | None = None
    excluded: Flag = False
    reason: Literal["required", "optional"] = "optional"


class WhenFile(FilePart):
    """A condition in exactly one of its forms."""

    all: list[WhenFile] | None = None
    any: list[WhenFile] | None = None
    not_: WhenFile | None = Field(default=None, alias="not")
    q: str | None = None
    fact: str | None = None
    in_: list[str] | None = Field(default=None, alias="in")
    eq: str | None = None

    @model_validator(mode="after")
    def one_form(self) -> WhenFile:
        """Refuse a mixture of forms, and lists without items."""
        forms = {
            frozenset({"all"}),
            frozenset({"any"}),
            frozenset({"not_"}),
            frozenset({"q", "in_"}),
            frozenset({"fact", "in_"}),
            frozenset({"fact", "eq"}),
        }
        empty = any(items == [] for items in (self.all, self.any, self.in_))
        if frozenset(self.model_fields_set) not in forms or empty:
            raise PydanticCustomError("condition_shape", "no known form")
        return self


class ExpectFile(FilePart):
    """What is expected: choices, written as a list, or limits of a number."""

    choices: list[str] = []
    min: Decimal | None = None
    max: Decimal | None = None

    @model_validator(mode="before")
    @classmethod
    def list_of_choices(cls, value: object) -> object:
        """Let a list stand for its choices."""
        return {"choices": value} if isinstance(value, list) else value


class RequiredIfFile(FilePart):
    """The answers that call for a document."""

    answer: list[str] = Field(min_length=1)


class EvidenceFile(FilePart):
    """A document asked for."""

    id: Id
    kinds: list[EvidenceKind] = Field(min_length=1)
    text: Bilingual
    required_if: RequiredIfFile | None = None
    valid_for: PeriodText | None = None


class GapFile(FilePart):
    """What an answer raises."""

    when_answer: list[str] = []
    when_over: Decimal | None = None
    when_under: Decimal | None = None
    severity: Severity
    title: Bilingual
    action: Bilingual
    due: Days | None = None
    compensating: Literal["ask", "no"] = "no"

    @model_validator(mode="after")
    def has_trigger(self) -> GapFile:
        """Refuse a gap that could never arise."""
        if not self.when_answer and self.when_over is None and self.when_under is None:
            raise PydanticCustomError("gap_trigger", "no trigger")
        return self


class FillsFile(FilePart):
    """The field that an answer proposes."""

    to: Wording
    how: Literal["propose"]


class QuestionFile(FilePart):
    """One thing asked."""

    id: Id
    section: str
    groups: list[str] = Field(min_length=1)
    external_ids: dict[str, list[str]] = {}
    text: Bilingual | None = None
    topic: Bilingual | None = None
    help: Bilingual | None = None
    type: QuestionType = QuestionType.CHOICE
    unit: Bilingual | None = None
    answers: str | None = None
    expect: ExpectFile = ExpectFile()
    weight: Weight | None = None
    critical: Flag = False
    required: Flag = True
    when: WhenFile | None = None
    evidence: list[EvidenceFile] = []
    controls: list[str] = []
    cites: Bilingual | None = None
    area: ControlArea | None = None
    gap_set: str | None = None
    gaps: list[GapFile] = []
    fills: FillsFile | None = None
    status: QuestionStatus = QuestionStatus.ACTIVE
    replaced_by: str | None = None


class NotAskedFile(FilePart):
    """Headings of the guideline left out on purpose; without `groups`, by every group."""

    headings: list[str] = Field(min_length=1)
    groups: list[str] = []
    reason: Bilingual


class PackFile(FilePart):
    """A whole file; `asked_of` binds it to ask about every heading of the guideline or to say why not."""

    format: Literal["vendor-questionnaire/1"]
    id: PackId
    version: Version
    title: Bilingual
    source: SourceFile
    languages: LanguagesFile
    groups: dict[str, Bilingual] = Field(min_length=1)
    asked_of: Role | None = None
    not_asked: list[NotAskedFile] = []
    facts: list[FactFile] = []
    answer_sets: dict[str, list[ChoiceFile]] = {}
    gap_sets: dict[str, list[GapFile]] = {}
    sections: list[SectionFile] = Field(min_length=1)
    questions: list[QuestionFile] = Field(min_length=1)
