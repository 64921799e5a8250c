"""The columns of forms that are known: which part each holds, told by the header."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import pairwise
from typing import Final

from sakimori.exchange.lists.grid import LABEL_SEPARATOR, Grid, GridRow, Header, Lexicon, header_of
from sakimori.exchange.questionnaires.forms.profile import Ids
from sakimori.exchange.questionnaires.reading.answer_labels import is_plain_answer, is_qualified
from sakimori.exchange.questionnaires.reading.result import Normal
from sakimori.exchange.questionnaires.sheets.answer_columns import doubt_over
from sakimori.exchange.questionnaires.sheets.columns import SURE, is_of_others, mark_of

SEARCHED_ROWS: Final = 15


class FormPart(StrEnum):
    """What a column of a known form holds."""

    ID = "id"
    QUESTION = "question"
    ANSWER = "answer"
    COMMENT = "comment"
    OWNERSHIP = "ownership"
    CONTROL = "control"
    SECTION = "section"
    SUBSECTION = "subsection"
    GUIDANCE = "guidance"
    EVIDENCE = "evidence"


_HEADINGS: Final = (FormPart.SECTION, FormPart.SUBSECTION)


@dataclass(frozen=True, slots=True)
class FixedForm:
    """The header of a sheet of a known form, the part of each column, columns to mark, and the doubt as in `Layout`."""

    header: Header
    parts: Mapping[int, FormPart]
    marks: Mapping[int, Normal] = field(default_factory=dict)
    doubt: str = ""

    def column(self, part: FormPart) -> int | None:
        """The first column of a part."""
        return min((column for column, own in self.parts.items() if own is part), default=None)

    @property
    def answers(self) -> tuple[int, ...]:
        """The columns to answer in: those to mark, or one; none for a form that only asks."""
        answer = self.column(FormPart.ANSWER)
        return tuple(self.marks) or ((answer,) if answer is not None else ())

    @property
    def headings(self) -> list[int]:
        """The columns of headings, the widest first."""
        return [column for part in _HEADINGS for column in sorted(self.parts) if self.parts[column] is part]

    def with_ids_in(self, column: int | None) -> FixedForm:
        """The form with its ids in another column, if that is not one of its questions or answers."""
        if column is not None and (column in self.answers or column == self.column(FormPart.QUESTION)):
            return self
        parts = {other: part for other, part in self.parts.items() if part is not FormPart.ID}
        return replace(self, parts=parts if column is None else parts | {column: FormPart.ID})


def find_form(grid: Grid, lexicon: Lexicon[FormPart], ids: Ids, hidden: Collection[int] = ()) -> FixedForm | None:
    """The header among the first rows, of one or two rows, that says most; None where it lacks what a form needs.

    A column that is hidden holds a part only where no other does.
    """
    rows = [row for row in grid.rows if not row.is_blank][:SEARCHED_ROWS]
    headers = [header_of(row) for row in rows if not ids.stands_in(row)]
    headers += [
        header_of(upper, lower)
        for upper, lower in pairwise(rows)
        if not (ids.stands_in(upper) or ids.stands_in(lower) or _asks_below(upper, lower, lexicon))
    ]
    best: tuple[int, FixedForm] | None = None
    for header in headers:
        form = form_of(header, lexicon, hidden)
        score = len(set(form.parts.values())) + 2 * bool(form.marks)
        if form.answers and form.column(FormPart.QUESTION) is not None and (best is None or score > best[0]):
            best = score, form
    if best is None:
        return None
    form = best[1]
    if any(_differs(grid, form, other) for other in _other_answers(form, lexicon, hidden)):
        return replace(form, doubt=form.header.label(form.answers[0]))
    return form


def _other_answers(form: FixedForm, lexicon: Lexicon[FormPart], hidden: Collection[int]) -> Iterator[int]:
    """The columns beside the one that is answered in whose labels say the same."""
    for column, label in enumerate(form.header.labels):
        if form.marks or column in form.parts or column in hidden or is_of_others(label):
            continue
        found = lexicon.match(label)
        if is_plain_answer(label) or (found and found.key is FormPart.ANSWER and found.confidence >= SURE):
            yield column


def _differs(grid: Grid, form: FixedForm, other: int) -> bool:
    """Whether another column answers the same questions, and one of them otherwise."""
    below = (row for row in grid.rows if row.number > form.header.row and form.header.labels[other] != row.cell(other))
    pairs = ((mark_of(row.cell(form.answers[0])), mark_of(row.cell(other))) for row in below)
    return any(None not in pair and pair[0] is not pair[1] for pair in pairs)


def _asks_below(upper: GridRow, lower: GridRow, lexicon: Lexicon[FormPart]) -> bool:
    """Whether a row is the first question below a whole header, though its id be gone."""
    form = form_of(header_of(upper), lexicon)
    question = form.column(FormPart.QUESTION)
    is_whole = bool(form.answers) and question is not None
    return is_whole and question in lower.own and lexicon.match(lower.cell(question)) is None


def form_of(header: Header, lexicon: Lexicon[FormPart], hidden: Collection[int] = ()) -> FixedForm:
    """What the labels of a header say; of two columns for one part, the surer is it, save for headings."""
    marks = _marks(header)
    best: dict[FormPart, tuple[float, int]] = {}
    parts: dict[int, FormPart] = {}
    for column, label in enumerate(header.labels):
        if column in marks or not (found := lexicon.match(label)):
            continue
        if found.key in _HEADINGS:
            parts[column] = found.key
        elif (sure := found.confidence - is_qualified(label) - (column in hidden)) > best.get(found.key, (-1.0, 0))[0]:
            best[found.key] = sure, column
    parts |= {column: part for part, (_, column) in best.items() if not (marks and part is FormPart.ANSWER)}
    sure, answer = best.get(FormPart.ANSWER, (0.0, None))
    return FixedForm(header, parts, marks, doubt_over(header, answer if sure < SURE else None, marks))


def _marks(header: Header) -> dict[int, Normal]:
    """Columns side by side that are named Yes, No and the like."""
    found: dict[int, Normal] = {}
    for column, label in enumerate(header.labels):
        normal = mark_of(label.rsplit(LABEL_SEPARATOR, 1)[-1])
        if normal is not None and normal not in found.values() and (not found or column - 1 in found):
            found[column] = normal
    return found if {Normal.YES, Normal.NO} <= set(found.values()) else {}
