"""Forms of which the columns and the shape of the ids are known: where the header is, and what each row is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from sakimori.domain.values.names import fold
from sakimori.domain.values.text import Text
from sakimori.exchange.lists.grid import LABEL_SEPARATOR, GridRow
from sakimori.exchange.questionnaires.forms.form_columns import FixedForm, FormPart
from sakimori.exchange.questionnaires.forms.profile import Body, Ids, skipped_sheets
from sakimori.exchange.questionnaires.reading.document import Document, Sheet
from sakimori.exchange.questionnaires.reading.normal import Meanings, Normalised, by_mark, with_comment
from sakimori.exchange.questionnaires.reading.result import Address, Flag, ReadQuestion, RowClass, SeenRow
from sakimori.exchange.questionnaires.sheets.choices import answer_of
from sakimori.exchange.questionnaires.sheets.columns import asks_at_end
from sakimori.exchange.questionnaires.sheets.few_tokens import with_words_to_ask
from sakimori.exchange.questionnaires.sheets.footnotes import with_footnotes
from sakimori.exchange.questionnaires.sheets.headings import without_idle_headings
from sakimori.exchange.questionnaires.sheets.legends import agreed, legend_beside, printed_legend
from sakimori.exchange.questionnaires.sheets.row_words import why_aside

_LONGEST_BANNER: Final = 120
_LONGEST_HEADING: Final = 40
_NOWHERE: Final = -1
_CELLS_OF_PAIR: Final = 2
_NOTE: Final = re.compile(r"\s*(?:※|注[:：]|\*|Note[:s])", re.IGNORECASE)
_BELOW: Final = Text("終わりの行より下にあります。", "It stands below the end.")
_ABOVE: Final = Text("見出しより上にあります。", "It stands above the header.")
_NO_ID: Final = Text("この様式の番号がありません。", "It has no id of this form.")
_OTHER: Final = Text("この様式の質問がありません。", "It has no questions of this form.")


def read_forms(
    document: Document,
    forms: Iterable[tuple[Sheet, FixedForm]],
    ids: Ids,
    meanings: Meanings,
    *,
    why_skipped: Callable[[Sheet], Text | None] = lambda _: None,
    other: Text = _OTHER,
) -> Body:
    """The questions of the sheets that are of a form, and what each of their rows is."""
    pairs = tuple(forms)
    of_form = {sheet.name for sheet, _ in pairs}
    printed = agreed([printed_legend(sheet.grid.rows) for sheet in document.visible if sheet.name not in of_form])
    known = replace(meanings, legend={**printed, **meanings.legend})
    readers = [_Reader(sheet, form, ids, known) for sheet, form in pairs]
    for reader in readers:
        reader.read()
    names = tuple(reader.sheet.name for reader in readers)
    return Body(
        tuple(question for reader in readers for question in reader.questions),
        tuple(row for reader in readers for row in reader.rows),
        sheets=names,
        skipped=skipped_sheets(document, names, other, why_skipped),
    )


@dataclass(slots=True)
class _Reader:
    sheet: Sheet
    form: FixedForm
    ids: Ids
    meanings: Meanings
    questions: list[ReadQuestion] = field(default_factory=list)
    rows: list[SeenRow] = field(default_factory=list)
    has_headings: bool = False
    is_over: bool = False
    banner: str = ""
    headings: dict[int, str] = field(default_factory=dict)
    tops: dict[int, int] = field(default_factory=dict)
    """The row in which the cell of each column of answers begins, where it is merged downwards."""
    remarks: dict[int, dict[str, str]] = field(init=False)

    def __post_init__(self) -> None:
        self.remarks = {}
        for (number, column), remark in self.sheet.facts.remarks.items():
            self.remarks.setdefault(number, {})[str(Address(self.sheet.name, number, column))] = remark

    def read(self) -> None:
        """Take every row of the sheet."""
        aside = [row for row in self.sheet.grid.rows if self._id_of(row) is None and len(row.own) <= _CELLS_OF_PAIR]
        last = max((*self.form.parts, *self.form.marks))
        printed = agreed([printed_legend(aside), *legend_beside(self.sheet.grid.rows, last, self.form.header.row)])
        self.meanings = replace(self.meanings, legend={**self.meanings.legend, **printed})
        if not self.form.marks:
            (column,) = self.form.answers
            self.meanings = with_words_to_ask(self.sheet, self.form.header.row, column, self.meanings)
        self.look_for_headings()
        for row in self.sheet.grid.rows:
            row_class, why = self.take(row)
            self.rows.append(SeenRow(Address(self.sheet.name, row.number), row_class, why))
        self.questions = with_footnotes(self.questions, (tuple(row.own.values()) for row in self.sheet.grid.rows))
        self.rows = list(without_idle_headings(self.rows))

    def look_for_headings(self) -> None:
        """Find out whether some ids only head others."""
        below = (row for row in self.sheet.grid.rows if row.number > self.form.header.row)
        found = (self._id_of(row) for row in below) if self.ids.heading else ()
        self.has_headings = any(led and not self._heads(led[0]) for led in found)

    def _heads(self, question_id: str) -> bool:
        return bool(self.ids.heading and self.ids.heading.fullmatch(question_id))

    def take(self, row: GridRow) -> tuple[RowClass, Text | None]:
        """What a row is; a question is kept."""
        header = self.form.header
        own = row.own
        self.tops |= {column: row.number for column in self.form.answers if column not in row.from_above}
        if not own:
            return RowClass.BLANK, None
        if row.number <= header.row:
            # Labels merged downwards stand in several rows, of which the lowest is the header.
            is_header = row.number > header.row - header.depth or len(self._labels_in(own)) > 1
            return (RowClass.HEADER, None) if is_header else (RowClass.NOTE, _ABOVE)
        if found := self._id_of(row):
            return self._with_id(row, *found)
        # What somebody has answered is a question, though it stand below the end.
        ended = None if self._is_answered(row) else self._ended(own)
        text = own.get(self._asked_in, "")
        if (why := why_aside((own.get(self._column_of_ids) or text,), text)) is not None:
            return RowClass.NOTE, why
        return ended or self._without_id(row, own)

    def _with_id(self, row: GridRow, key: str, text: str) -> tuple[RowClass, Text | None]:
        if self.has_headings and not self._is_answered(row) and self._heads(key):
            self._head(" ".join(filter(None, (key, text))))
            return RowClass.SECTION, None
        self.questions.append(self._question(row, key, text))
        return RowClass.QUESTION, None

    def _ended(self, own: Mapping[int, str]) -> tuple[RowClass, Text | None] | None:
        """What a row is at the end of the form and below it."""
        if self.ids.sentinel and any(map(self.ids.sentinel.search, own.values())):
            self.is_over = True
            return RowClass.SENTINEL, None
        return (RowClass.NOTE, _BELOW) if self.is_over else None

    def _is_answered(self, row: GridRow) -> bool:
        return any(self._own(row, column) for column in self.form.answers)

    def _without_id(self, row: GridRow, own: Mapping[int, str]) -> tuple[RowClass, Text | None]:
        same = self._labels_in(own)
        rest = [cell for column, cell in own.items() if column not in same]
        if len(same) > 1 and not rest:
            return RowClass.HEADER, None
        if len(same) > 1 and len(rest) == 1:
            self._head(rest[0])
            return RowClass.SECTION, None
        if self._continues(own):
            return RowClass.CONTINUATION, None
        key = own.get(self._column_of_ids, "")
        if self._asks(row, own, key):
            self.questions.append(self._question(row, key, own[self._asked_in]))
            return RowClass.QUESTION, None
        if title := self._title(own, key):
            self._head(title)
            return RowClass.SECTION, None
        return RowClass.NOTE, _NO_ID

    def _title(self, own: Mapping[int, str], key: str) -> str:
        """What a row without a question heads; blank for one that heads nothing."""
        if self._asked_in in own and key:
            return f"{key} {own[self._asked_in]}"
        first = min(own)
        is_short = len(set(own.values())) == 1 and len(own[first]) <= _LONGEST_BANNER
        return own[first] if is_short and first < min(self.form.answers) and not _NOTE.match(own[first]) else ""

    @property
    def _column_of_ids(self) -> int:
        column = self.form.column(FormPart.ID)
        return _NOWHERE if column is None else column

    @property
    def _asked_in(self) -> int:
        column = self.form.column(FormPart.QUESTION)
        return _NOWHERE if column is None else column

    def _asks(self, row: GridRow, own: Mapping[int, str], key: str) -> bool:
        """Whether a row without an id of this form asks all the same: its id may be broken or gone."""
        text = own.get(self._asked_in, "")
        if not text or self._is_answered(row):
            return bool(text)
        if any((row.number, column) in self.sheet.facts.lists for column in self.form.answers):
            return True
        if _NOTE.match(text) or (self.ids.idle and self.ids.idle.match(text)):
            return False
        if key:
            return asks_at_end(text) or any(map(str.isdecimal, key)) or len(text) > _LONGEST_HEADING
        is_alone = len(set(own.values())) == 1
        return asks_at_end(text) or len(text) > (_LONGEST_BANNER if is_alone else _LONGEST_HEADING)

    def _head(self, text: str) -> None:
        """Go below a heading that fills a row."""
        self.banner, self.headings = text, {}

    def _labels_in(self, own: Mapping[int, str]) -> list[int]:
        """The columns in which a row repeats the header."""
        labels = self.form.header.labels
        return [column for column, cell in own.items() if column < len(labels) and fold(cell) == fold(labels[column])]

    def _continues(self, own: Mapping[int, str]) -> bool:
        """Whether a row only goes on with what was said to the question above, which then gets it."""
        said = {FormPart.COMMENT, FormPart.EVIDENCE, FormPart.GUIDANCE}
        if not self.rows or self.rows[-1].row_class not in {RowClass.QUESTION, RowClass.CONTINUATION}:
            return False
        if not all(self.form.parts.get(column) in said for column in own):
            return False

        def added(text: str, part: FormPart) -> str:
            return "\n".join(filter(None, (text, own.get(self.form.column(part) or 0, ""))))

        last = self.questions[-1]
        self.questions[-1] = replace(
            last,
            comment=added(last.comment, FormPart.COMMENT),
            evidence=added(last.evidence, FormPart.EVIDENCE),
            guidance=added(last.guidance, FormPart.GUIDANCE),
        )
        return True

    def _id_of(self, row: GridRow) -> tuple[str, str] | None:
        """The id and the text of a question; None for a row that is none."""
        question = self.form.column(FormPart.QUESTION)
        text = row.cell(question) if question is not None else ""
        column = self.form.column(FormPart.ID)
        if column is not None and column not in row.from_above and (key := self.ids.of(row.cell(column))):
            return key, text
        is_own = question is not None and question in row.own
        return self.ids.led(text) if is_own else None

    def _question(self, row: GridRow, question_id: str, text: str) -> ReadQuestion:
        raw, said, column = self._answer(row)
        said = with_comment(said, self._cell(row, FormPart.COMMENT))
        flags = set(said.flags)
        place = self._origin(row, column)
        choices = self.sheet.facts.lists.get(place, ()) or tuple(
            self.form.header.label(mark).rsplit(LABEL_SEPARATOR, 1)[-1] for mark in self.form.marks
        )
        if raw and not self.form.marks and choices and raw.casefold() not in {choice.casefold() for choice in choices}:
            flags.add(Flag.NOT_IN_LIST)
        flags |= {Flag.HIDDEN_ROW} if row.is_hidden else set()
        question_at = self.form.column(FormPart.QUESTION)
        comment_at = self.form.column(FormPart.COMMENT)
        return ReadQuestion(
            id=question_id,
            text=text,
            raw=raw,
            normal=said.normal,
            address=Address(self.sheet.name, *place),
            sections=self._sections(row),
            comment=said.comment,
            token=said.token,
            guidance=self._cell(row, FormPart.GUIDANCE),
            evidence=self._cell(row, FormPart.EVIDENCE),
            ownership=self._cell(row, FormPart.OWNERSHIP),
            choices=choices,
            controls=self.ids.controls(question_id),
            flags=frozenset(flags),
            question_at=None if question_at is None else Address(self.sheet.name, row.number, question_at),
            comment_at=None if comment_at is None else Address(self.sheet.name, row.number, comment_at),
            answer_label=self.form.doubt,
            marks_at=tuple(
                (normal, Address(self.sheet.name, *self._origin(row, column)))
                for column, normal in self.form.marks.items()
            ),
            more=self._more(row),
        )

    def _answer(self, row: GridRow) -> tuple[str, Normalised, int]:
        """The answer as written, what it means, and the column in which it stands or would stand."""
        if not self.form.marks:
            (column,) = self.form.answers
            raw = self._own(row, column)
            return raw, answer_of(raw, self.meanings), column
        cells = {normal: self._own(row, column) for column, normal in self.form.marks.items()}
        said = by_mark(cells, self.meanings)
        given = [column for column in self.form.marks if self._own(row, column)]
        return " ".join(map(row.cell, given)), said, given[0] if given else min(self.form.marks)

    def _own(self, row: GridRow, column: int) -> str:
        """A cell to answer in; what a wider cell from the left covers, such as a question, is no answer."""
        return row.cell(column) if self._origin(row, column)[1] in self.form.answers else ""

    def _cell(self, row: GridRow, part: FormPart) -> str:
        column = self.form.column(part)
        return row.cell(column) if column is not None and column not in row.copies else ""

    def _sections(self, row: GridRow) -> tuple[str, ...]:
        """The banner above and the headings beside; a heading that is left blank goes on from above."""
        columns = self.form.headings
        for place, column in enumerate(columns):
            cell = row.cell(column)
            if cell and cell != self.headings.get(column):
                for narrower in columns[place:]:
                    self.headings.pop(narrower, None)
                self.headings[column] = cell
        path = [self.banner, *(line for column in columns for line in self.headings.get(column, "").splitlines())]
        return tuple(dict.fromkeys(part.strip() for part in path if part.strip()))

    def _more(self, row: GridRow) -> dict[str, str]:
        """What other columns say, save what a formula computes; columns of one name are joined."""
        found: dict[str, str] = {}
        for column in range(len(row.cells)):
            known = column in self.form.parts or column in self.form.marks or column in row.copies
            if known or not row.cell(column) or (row.number, column) in self.sheet.facts.formulas:
                continue
            label = self.form.header.label(column)
            if found.get(label) != row.cell(column):
                found[label] = f"{found[label]}\n{row.cell(column)}" if label in found else row.cell(column)
        return found | self.remarks.get(row.number, {})

    def _origin(self, row: GridRow, column: int) -> tuple[int, int]:
        """The cell that holds the answer: the corner, where cells are merged."""
        number = self.tops.get(column, row.number)
        while column in row.copies:
            column -= 1
        return number, column
