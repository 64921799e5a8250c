"""What was read of a questionnaire: each question with its answer as written and as understood; each row in a class."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from sakimori.domain.values.text import Text
from sakimori.exchange.lists.grid import Note
from sakimori.exchange.lists.header import column_letter


class Normal(StrEnum):
    """What an answer means; `AMBIGUOUS` until a person has said once what its token means."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"
    NA = "na"
    PLANNED = "planned"
    INHERITED = "inherited"
    UNDISCLOSED = "undisclosed"
    UNDEFINED = "undefined"
    UNKNOWN = "unknown"
    BLANK = "blank"
    DEFAULT = "default"
    TEXT = "text"
    AMBIGUOUS = "ambiguous"


class RowClass(StrEnum):
    """What a row is; each row that was seen is exactly one of these."""

    QUESTION = "question"
    SECTION = "section"
    SUB_ROW = "sub_row"
    CONTINUATION = "continuation"
    NOTE = "note"
    HEADER = "header"
    LEGEND = "legend"
    SENTINEL = "sentinel"
    BLANK = "blank"


class Flag(StrEnum):
    """What a person should look at in one answer; nothing is changed because of it."""

    CHANGED_ID = "changed_id"
    COMMENT_CONTRADICTS = "comment_contradicts"
    COMPENSATING = "compensating"
    CONFLICTING = "conflicting"
    HIDDEN_ROW = "hidden_row"
    MARKED_TWICE = "marked_twice"
    NA_WITHOUT_REASON = "na_without_reason"
    NOT_IN_LIST = "not_in_list"
    PLACEHOLDER = "placeholder"


@dataclass(frozen=True, slots=True)
class Address:
    """Where something stands: a row of a sheet and a zero-based column, or a line of a text."""

    sheet: str
    row: int
    column: int | None = None

    def __str__(self) -> str:
        """As spreadsheets write it, such as `Sheet1!F12`; of a text, the line alone."""
        where = f"{column_letter(self.column)}{self.row}" if self.column is not None else str(self.row)
        return f"{self.sheet}!{where}" if self.sheet else where


@dataclass(frozen=True, slots=True)
class ReadQuestion:
    """One question as it stands in the file; `id` and `raw` are the strings that a person sees.

    `address` is where the answer stands or would stand, `also_at` where the same question stands again with the same
    answer, `marks_at` the cells in which a sign means an answer, `question_at` where the question stands; `token` is
    the part of the answer that says what it means; `choices` what the file offers; `controls` are references such as
    `ccm:AIS-01`; `more` holds what has no place elsewhere, by the name of its column.
    """

    id: str
    text: str
    address: Address
    raw: str = ""
    normal: Normal = Normal.BLANK
    sections: tuple[str, ...] = ()
    comment: str = ""
    token: str = ""
    guidance: str = ""
    unit: str = ""
    evidence: str = ""
    ownership: str = ""
    choices: tuple[str, ...] = ()
    controls: tuple[str, ...] = ()
    flags: frozenset[Flag] = frozenset()
    question_at: Address | None = None
    comment_at: Address | None = None
    also_at: tuple[Address, ...] = ()
    marks_at: tuple[tuple[Normal, Address], ...] = ()
    more: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SeenRow:
    """One row that was seen, what it is, and why where that is not plain."""

    at: Address
    row_class: RowClass
    why: Text | None = None


@dataclass(frozen=True, slots=True)
class SkippedSheet:
    """A sheet that was not read, and why."""

    name: str
    why: Text


@dataclass(frozen=True, slots=True)
class ReadQuestionnaire:
    """A file as a questionnaire: by which profile and why, its questions, and every row that was seen."""

    profile: str
    why: Text
    filename: str
    sha256: str
    encoding: str
    title: str
    questions: tuple[ReadQuestion, ...]
    rows: tuple[SeenRow, ...]
    sheets: tuple[str, ...] = ()
    skipped: tuple[SkippedSheet, ...] = ()
    notes: tuple[Note, ...] = ()

    @property
    def totals(self) -> Mapping[Normal, int]:
        """How many answers mean what; each question counts once."""
        found = Counter(question.normal for question in self.questions)
        return {normal: found[normal] for normal in Normal if found[normal]}

    @property
    def by_class(self) -> Mapping[RowClass, int]:
        """How many rows are what: the sum is the number of rows seen."""
        found = Counter(row.row_class for row in self.rows)
        return {row_class: found[row_class] for row_class in RowClass if found[row_class]}

    @property
    def ambiguous(self) -> Mapping[str, int]:
        """The tokens that wait for a person to say what they mean, with how often each stands, the commonest first."""
        return dict(Counter(q.token for q in self.questions if q.normal is Normal.AMBIGUOUS).most_common())


def rows_of_class(rows: Iterable[SeenRow], row_class: RowClass) -> tuple[SeenRow, ...]:
    """The rows of one class."""
    return tuple(row for row in rows if row.row_class is row_class)
