"""A pack as a workbook for a vendor: a cover, a sheet of questions with only the answers open, and what it computes."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Final

from sakimori.domain.questions.pack import Facts, Pack, Question, QuestionType
from sakimori.exchange.lists.grid import column_letter
from sakimori.exchange.paper.safe_files import encodable
from sakimori.exchange.questionnaires.ours import pack_words as words
from sakimori.exchange.questionnaires.ours.pack_answers import answer_options
from sakimori.exchange.questionnaires.ours.pack_formulas import (
    FIRST_KEPT,
    KEPT,
    MISSING,
    NUMBER,
    PROOF,
    REASON,
    SKIP,
    Formulas,
    QuestionArea,
)
from sakimori.exchange.questionnaires.ours.pack_matching import NAME, signature_of
from sakimori.exchange.questionnaires.ours.pack_tables import LABELS, Column, cell_of

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

COLUMNS: Final = tuple(column for column in Column if column is not Column.CHOICES)
_PLACE: Final[Mapping[Column, int]] = {column: at for at, column in enumerate(COLUMNS)}
_OPEN: Final = frozenset({Column.ANSWER, Column.REASON, Column.EVIDENCE})
_WIDTHS: Final[Mapping[Column, int]] = {
    Column.ID: 9,
    Column.SECTION: 16,
    Column.QUESTION: 46,
    Column.GUIDANCE: 36,
    Column.ANSWER: 22,
    Column.REASON: 30,
    Column.EVIDENCE: 24,
    Column.CHECK: 15,
}
_HEADER_ROW: Final = 3
"""Zero-based: a title, how to answer, and the signature stand above."""
_LONGEST_CELL: Final = 32_767
_SAME_TIME: Final = datetime.combine(date(2000, 1, 1), time.min)
"""A fixed instant in the properties, so that equal content gives equal bytes."""


@dataclass(frozen=True, slots=True)
class Letter:
    """What the cover says beside the pack: who asks, about what, by when, and where the answers go."""

    asker: str = ""
    about: str = ""
    due: date | None = None
    send_to: str = ""


@dataclass(frozen=True, slots=True)
class _Formats:
    title: Format
    head: Format
    label: Format
    text: Format
    small: Format
    check: Format
    count: Format
    open_text: Format
    open_number: Format
    open_day: Format
    grey: Format
    amber: Format


def pack_workbook(
    pack: Pack, group: str, language: str, *, letter: Letter | None = None, facts: Facts | None = None
) -> bytes:
    """The questions of a group as a workbook; the same content gives the same bytes.

    Args:
        pack: The pack as it may be shown.
        group: How deep to ask.
        language: `ja` or `en`.
        letter: What the cover says.
        facts: What the records know of the engagement; a question that they rule out is grey from the start.
    """
    import xlsxwriter  # noqa: PLC0415 - what a start and most commands do without

    questions = pack.asked_in(group)
    signature = signature_of(pack, group, language).line
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"created": _SAME_TIME, "title": pack.title.get(language)})
        book.define_name(NAME, f'="{signature}"')
        formats = _formats(book)
        cover = book.add_worksheet(words.COVER.get(language))
        sheet = book.add_worksheet(words.QUESTIONS.get(language))
        kept = book.add_worksheet(KEPT)
        asked = QuestionArea(
            f"'{words.QUESTIONS.get(language)}'",
            _HEADER_ROW + 2,
            _HEADER_ROW + 1 + max(len(questions), 1),
            _letter_of(Column.ID),
            _letter_of(Column.ANSWER),
        )
        formulas = Formulas(pack, questions, language, asked, facts or {})
        page = _Page(pack, language, formulas, formats, signature)
        page.questions(sheet, questions)
        page.kept(kept, questions)
        page.cover(cover, asked, group, questions, letter or Letter())
    return out.getvalue()


@dataclass(frozen=True, slots=True)
class _Page:
    """Writes the sheets of one workbook."""

    pack: Pack
    language: str
    formulas: Formulas
    formats: _Formats
    signature: str

    def questions(self, sheet: Worksheet, questions: tuple[Question, ...]) -> None:
        """One row a question; what is to be filled in is open, all else locked, without a password."""
        language, formats = self.language, self.formats
        for column, place in _PLACE.items():
            sheet.set_column(place, place, _WIDTHS[column])
            _write(sheet, (_HEADER_ROW, place), LABELS[column].get(language), formats.head)
        _write(sheet, (0, 0), self._title, formats.title)
        _write(sheet, (1, 0), words.ON_SHEET.get(language), formats.small)
        _write(sheet, (2, 0), self.signature, formats.small)
        for at, question in enumerate(questions, start=_HEADER_ROW + 1):
            for column, place in _PLACE.items():
                text = cell_of(self.pack, question, column, language)
                if text:
                    _write(sheet, (at, place), text, formats.text)
                else:
                    sheet.write_blank(at, place, None, self._open(question, column))
            self._offer(sheet, at, question)
            letters = {name: _letter_of(Column(name)) for name in ("answer", "reason", "evidence")}
            check = self.formulas.check(question, at + 1, **letters)
            sheet.write_formula(at, _PLACE[Column.CHECK], check.formula, formats.check, check.value)
        self._mark(sheet, _HEADER_ROW + 1, _HEADER_ROW + max(len(questions), 1))
        sheet.freeze_panes(_HEADER_ROW + 1, 1)
        sheet.repeat_rows(_HEADER_ROW)
        _print(sheet)
        sheet.protect("", {"format_columns": True, "format_rows": True, "autofilter": True})

    def kept(self, sheet: Worksheet, questions: tuple[Question, ...]) -> None:
        """What the formulas need, out of sight."""
        _write(sheet, (0, 0), self.signature, self.formats.small)
        for at, question in enumerate(questions, start=FIRST_KEPT - 1):
            _write(sheet, (at, 0), question.id, self.formats.text)
            for place, computed in enumerate(self.formulas.kept(question), start=1):
                sheet.write_formula(at, place, computed.formula, None, computed.value)
            for place, word in enumerate(answer_options(question, self.language), start=5):
                _write(sheet, (at, place), word, self.formats.text)
        sheet.protect("")
        sheet.hide()

    def cover(
        self, sheet: Worksheet, asked: QuestionArea, group: str, questions: tuple[Question, ...], letter: Letter
    ) -> None:
        """Who asks, about what, by when, and how to answer."""
        language, formats = self.language, self.formats
        sheet.set_column(0, 0, 22)
        sheet.set_column(1, 1, 78)
        _write(sheet, (0, 0), words.HEADING.get(language), formats.title)
        source = self.pack.source
        depth = next((one.title.get(language) for one in self.pack.groups if one.id == group), group)
        facts = (
            (words.ASKER, letter.asker),
            (words.ABOUT, letter.about),
            (words.DUE, letter.due.isoformat() if letter.due else ""),
            (words.RETURN, letter.send_to),
            (words.PACK, self._title),
            (words.VERSION, f"{self.pack.id}@{self.pack.version}"),
            (words.DEPTH, depth or group),
            (words.SOURCE, " · ".join(filter(None, (source.url, source.licence)))),
            (words.COUNT, str(len(questions))),
        )
        row = 2
        for label, value in facts:
            if value:
                _write(sheet, (row, 0), label.get(language), formats.label)
                _write(sheet, (row, 1), value, formats.text)
                row += 1
        _write(sheet, (row, 0), words.LEFT.get(language), formats.label)
        area = asked.area(_letter_of(Column.CHECK))
        todo = "+".join(f'COUNTIF({area},"{word.get(language)}")' for word in (MISSING, REASON, PROOF, NUMBER))
        missing = MISSING.get(language)
        count = sum(self.formulas.check(q, 1, answer="A", reason="A", evidence="A").value == missing for q in questions)
        sheet.write_formula(row, 1, f"={todo}", formats.count, count)
        _write(sheet, (row + 2, 0), words.HOW.get(language), formats.label)
        for at, step in enumerate(words.WORKBOOK_STEPS, start=1):
            _write(sheet, (row + 1 + at, 1), f"{at}. {step.get(language)}", formats.text)
        last = row + 3 + len(words.WORKBOOK_STEPS)
        _write(sheet, (last, 0), words.SIGNED.get(language), formats.label)
        _write(sheet, (last, 1), self.signature, formats.small)
        _print(sheet)
        sheet.protect("")

    @property
    def _title(self) -> str:
        return self.pack.title.get(self.language) or self.pack.id

    def _open(self, question: Question, column: Column) -> Format:
        """The format of a cell that is blank: open where the vendor writes."""
        if column not in _OPEN:
            return self.formats.text
        if column is Column.ANSWER and question.type in {QuestionType.NUMBER, QuestionType.DURATION}:
            return self.formats.open_number
        is_day = column is Column.ANSWER and question.type is QuestionType.DATE
        return self.formats.open_day if is_day else self.formats.open_text

    def _offer(self, sheet: Worksheet, at: int, question: Question) -> None:
        """The list of an answer; where there is more to say than the list holds, it only suggests."""
        place = _PLACE[Column.ANSWER]
        rule = {
            "validate": "list",
            "source": self.formulas.words_area(question),
            "error_title": words.NOT_LISTED.get(self.language),
            "show_error": question.type is QuestionType.CHOICE,
        }
        sheet.data_validation(at, place, at, place, rule)

    def _mark(self, sheet: Worksheet, first: int, last: int) -> None:
        """Colours that follow the words of the last column, and so go with their row."""
        check = f"${_letter_of(Column.CHECK)}{first + 1}"
        grey, amber = self.formats.grey, self.formats.amber
        for word, colours, columns in (
            (SKIP, grey, tuple(_PLACE.values())),
            (REASON, amber, (_PLACE[Column.REASON], _PLACE[Column.CHECK])),
            (PROOF, amber, (_PLACE[Column.EVIDENCE], _PLACE[Column.CHECK])),
            (NUMBER, amber, (_PLACE[Column.ANSWER], _PLACE[Column.CHECK])),
        ):
            rule = {
                "type": "formula",
                "criteria": f'={check}="{word.get(self.language)}"',
                "format": colours,
            }
            for left, right in ((columns[0], columns[-1]),) if word is SKIP else ((one, one) for one in columns):
                sheet.conditional_format(first, left, last, right, rule)


def _letter_of(column: Column) -> str:
    return column_letter(_PLACE[column])


def _write(sheet: Worksheet, at: tuple[int, int], text: str, style: Format) -> None:
    """A text as a text, whatever it begins with."""
    if text:
        sheet.write_string(*at, encodable(text)[:_LONGEST_CELL], style)


def _print(sheet: Worksheet) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C&P / &N")


def _formats(book: Workbook) -> _Formats:
    cell = {"text_wrap": True, "valign": "top", "border": 1, "border_color": "#C9CFD8"}
    entry = {**cell, "bg_color": "#FFFBE0", "locked": False}
    return _Formats(
        title=book.add_format({"bold": True, "font_size": 14}),
        head=book.add_format({**cell, "bold": True, "bg_color": "#E8EDF5"}),
        label=book.add_format({"bold": True, "valign": "top"}),
        text=book.add_format({**cell, "num_format": "@"}),
        small=book.add_format({"font_size": 8, "font_color": "#5A6270"}),
        check=book.add_format(cell),
        count=book.add_format({**cell, "align": "left"}),
        open_text=book.add_format({**entry, "num_format": "@"}),
        open_number=book.add_format(entry),
        open_day=book.add_format({**entry, "num_format": "yyyy-mm-dd"}),
        grey=book.add_format({"font_color": "#6B7280", "bg_color": "#ECEEF1"}),
        amber=book.add_format({"bg_color": "#FFD9A0"}),
    )
