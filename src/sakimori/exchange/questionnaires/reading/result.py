"""What was read of a questionnaire: each question with its answer, each row in a class; and the same as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from sakimori.domain.values.text import Text
from sakimori.exchange.lists.grid import Note, column_letter
from sakimori.exchange.lists.number_search import masked_all


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
    COMPENSATING = "compensating"
    CONFLICTING = "conflicting"
    CONTRADICTED = "contradicted"
    ERROR_CELL = "error_cell"
    HIDDEN_ROW = "hidden_row"
    MARKED_TWICE = "marked_twice"
    NA_WITHOUT_REASON = "na_without_reason"
    NOT_IN_LIST = "not_in_list"
    PLACEHOLDER = "placeholder"
    UNSAID_LABEL = "unsaid_label"


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

    `address` is where the answer stands or would stand, `marks_at` the cells in which a sign means an answer,
    `question_at` where the question stands; `repeats` is the same question with the same answer where it stands again;
    `token` is the part of the answer that says what it means; `choices` what the file offers; `controls` are
    references such as `ccm:AIS-01`; `more` holds what has no place elsewhere, by the name of its column.
    `answer_label` is the label over the answer where it does not say plainly that given answers stand below it: then a
    person has to say so.
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
    marks_at: tuple[tuple[Normal, Address], ...] = ()
    answer_label: str = ""
    more: Mapping[str, str] = field(default_factory=dict)
    repeats: tuple[ReadQuestion, ...] = ()

    @property
    def also_at(self) -> tuple[Address, ...]:
        """Where the answer stands again."""
        return tuple(one.address for one in self.repeats)

    @property
    def places(self) -> tuple[ReadQuestion, ...]:
        """The question in each place where it stands."""
        return (self, *self.repeats)


@dataclass(frozen=True, slots=True)
class SeenRow:
    """One row that was seen, what it is, and why where that is not plain.

    Of a row that was left out, `text` is what stands in it; `is_doubtful` says that it may be a question or hold an
    answer, so that a person must see it before the file is taken in.
    """

    at: Address
    row_class: RowClass
    why: Text | None = None
    text: str = ""
    is_doubtful: bool = False


@dataclass(frozen=True, slots=True)
class SkippedSheet:
    """A sheet that was not read, and why; one that is doubtful asks what no other sheet does."""

    name: str
    why: Text
    is_doubtful: bool = False


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

    @property
    def left_out(self) -> tuple[SeenRow, ...]:
        """The rows that are no part of any question and in which something stands."""
        return tuple(row for row in self.rows if row.text)

    @property
    def to_see(self) -> tuple[SeenRow, ...]:
        """Of these, the rows that a person must see before the file is taken in."""
        return tuple(row for row in self.rows if row.is_doubtful)

    @property
    def must_be_seen(self) -> bool:
        """Whether anything was left out with which a question or an answer may be lost."""
        return bool(self.to_see) or any(sheet.is_doubtful for sheet in self.skipped)

    @property
    def unsaid(self) -> Mapping[str, int]:
        """The labels of which a person has to say whether answers stand below them, with how many would be taken."""
        return dict(Counter(q.answer_label for q in self.questions if Flag.UNSAID_LABEL in q.flags))

    @property
    def is_open(self) -> bool:
        """Whether a person has to say what tokens mean, or of labels whether they head answers."""
        return bool(self.ambiguous or self.unsaid)


def rows_of_class(rows: Iterable[SeenRow], row_class: RowClass) -> tuple[SeenRow, ...]:
    """The rows of one class."""
    return tuple(row for row in rows if row.row_class is row_class)


FLAG_WORDS: Final[Mapping[Flag, Text]] = {
    Flag.CHANGED_ID: Text(
        "Excelが番号を日付や小数に変えた疑いがあります。元の番号と比べてください。",
        "Excel may have changed this id into a date or a number. Compare it with the original.",
    ),
    Flag.COMPENSATING: Text(
        "代わりの対策による回答です。内容を確かめてください。",
        "It rests on a compensating control. Check it.",
    ),
    Flag.CONFLICTING: Text(
        "同じ質問に違う回答があります。どれが正しいか回答者に確かめてください。",
        "The same question has another answer elsewhere. Ask which one holds.",
    ),
    Flag.CONTRADICTED: Text(
        "説明が回答を打ち消しています。両方を読み、どの回答になるかを選んでください。",
        "The remark takes the answer back. Read both and say what they mean together.",
    ),
    Flag.ERROR_CELL: Text(
        "セルがエラー（#N/A、#REF! など）になっています。元の値を回答者に確かめてください。",
        "A cell shows an error such as #N/A or #REF!. Ask what was written there.",
    ),
    Flag.HIDDEN_ROW: Text("非表示の行にあります。", "It stands in a hidden row."),
    Flag.MARKED_TWICE: Text(
        "回答が2つ以上あります。どれか回答者に確かめてください。", "It has more than one answer. Ask which one holds."
    ),
    Flag.NA_WITHOUT_REASON: Text(
        "該当しない理由がありません。理由を求めてください。", "It says not applicable without a reason. Ask for one."
    ),
    Flag.NOT_IN_LIST: Text("選択肢にない回答です。", "The answer is not among the choices of its cell."),
    Flag.PLACEHOLDER: Text("記入されていない箇所が残っています。", "A blank of the template was not filled in."),
    Flag.UNSAID_LABEL: Text(
        "回答の欄かどうかが見出しからは決まりません。回答の欄かどうかを選んでください。",
        "Its label does not say plainly that it is the answer. Say whether it is.",
    ),
}
_PLAIN: Final = frozenset({RowClass.QUESTION, RowClass.SECTION, RowClass.HEADER, RowClass.BLANK})
"""Classes of rows that need no telling one by one, unless there is something to say of one."""


def reading_as_dict(reading: ReadQuestionnaire) -> dict[str, Any]:
    """A reading with exactly these parts; every total is there, also where it is zero.

    The sum of `by_class` is the number of rows seen; `left_out` lists those that are neither question nor heading,
    and `to_see` those that a person must see first.
    A My Number or a card number in a text of the file is hidden.
    """
    left_out = (row for row in reading.rows if row.why is not None or row.row_class not in _PLAIN)
    whole = {
        "profile": reading.profile,
        "why": _both(reading.why),
        "encoding": reading.encoding,
        "sheets": {
            "read": list(reading.sheets),
            "skipped": list(map(_sheet, reading.skipped)),
            "left_out": [_row(row) for row in left_out],
        },
        "questions": [_question(question) for question in reading.questions],
        "totals": {normal.value: reading.totals.get(normal, 0) for normal in Normal},
        "by_class": {row_class.value: reading.by_class.get(row_class, 0) for row_class in RowClass},
        "ambiguous": dict(reading.ambiguous),
        "unsaid": dict(reading.unsaid),
        "warnings": list(warnings(reading)),
    }
    return {key: masked_all(part) for key, part in whole.items()}


def warnings(reading: ReadQuestionnaire) -> Iterator[dict[str, Any]]:
    """What a person should look at: in the file as a whole, and in single answers with their place."""
    for note in reading.notes:
        yield {"code": note.code, "address": "", **_both(note.message)}
    for question in reading.questions:
        for flag in sorted(question.flags):
            yield {"code": flag.value, "address": str(question.address), **_both(FLAG_WORDS[flag])}


def _question(question: ReadQuestion) -> dict[str, Any]:
    return {
        "id": question.id,
        "sections": list(question.sections),
        "text": question.text,
        "raw": question.raw,
        "normalised": question.normal.value,
        "token": question.token,
        "comment": question.comment,
        "address": str(question.address),
        "also_at": list(map(str, question.also_at)),
        "question_address": _place(question.question_at),
        "comment_address": _place(question.comment_at),
        "guidance": question.guidance,
        "unit": question.unit,
        "evidence": question.evidence,
        "ownership": question.ownership,
        "choices": list(question.choices),
        "controls": list(question.controls),
        "flags": sorted(flag.value for flag in question.flags),
        "more": dict(question.more),
    }


def _sheet(sheet: SkippedSheet) -> dict[str, Any]:
    return {"name": sheet.name, "why": _both(sheet.why), "to_see": sheet.is_doubtful}


def _row(row: SeenRow) -> dict[str, Any]:
    told_row: dict[str, Any] = {"address": str(row.at), "class": row.row_class.value}
    if row.text:
        told_row |= {"text": row.text, "to_see": row.is_doubtful}
    return told_row if row.why is None else {**told_row, "why": _both(row.why)}


def _place(address: Address | None) -> str:
    return "" if address is None else str(address)


def _both(text: Text) -> Mapping[str, str]:
    return {"ja": text.ja, "en": text.en}
