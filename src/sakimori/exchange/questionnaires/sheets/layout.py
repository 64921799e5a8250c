"""How a sheet of questions is laid out: where its header is and what each of its columns holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from sakimori.exchange.lists.grid import SEARCHED_ROWS, Grid, GridRow, Header, header_of
from sakimori.exchange.questionnaires.reading.document import Sheet
from sakimori.exchange.questionnaires.reading.result import Normal
from sakimori.exchange.questionnaires.sheets.answer_columns import (
    CLOSED,
    answer_columns,
    answered_otherwise,
    doubt_over,
    heading_of_others,
    marks_in,
)
from sakimori.exchange.questionnaires.sheets.applicability import without_applicability
from sakimori.exchange.questionnaires.sheets.columns import (
    SURE,
    ColumnFacts,
    ColumnRole,
    asks_at_end,
    facts_of,
    is_id_shaped,
    is_of_others,
    mark_of,
    role_of,
    says_contents,
)
from sakimori.exchange.questionnaires.sheets.split_ids import ids_in_two_columns

__all__ = ["ColumnRole", "Layout", "find_layout", "layout_at"]

_MAX_DEPTH: Final = 3
_LONGEST_LABEL: Final = 40
_SHORT_LABEL: Final = 12
_LONGEST_FIRST: Final = 80
_DEPTH_BONUS: Final = 0.01
_LINK_BONUS: Final = 0.2
_QUESTION_LENGTH: Final = 8
_MOST: Final = 0.8
_FEW: Final = 0.2
_UNIQUE: Final = 0.9
_ASKING: Final = 0.3
_ASKED_TOO: Final = frozenset({ColumnRole.SECTION, ColumnRole.CONTROL})
_SOUGHT: Final = frozenset({ColumnRole.ID, ColumnRole.QUESTION, ColumnRole.ANSWER})
"""Roles that one column has at most, found among those that may have it."""


@dataclass(frozen=True, slots=True)
class Layout:
    """What the columns of a sheet hold.

    `marks` are the columns of which one is marked, with what a mark there means; in columns of `fill_down` a blank
    cell goes on saying what the one above says; `rivals` look as much like answers as the column that was taken;
    `before_id` holds the first part of ids that stand in two columns; `applies` says whether a question applies;
    `doubt` is the label over the answers where it does not say plainly that they are given there.
    """

    sheet: str
    header: Header
    roles: Mapping[int, ColumnRole]
    marks: Mapping[int, Normal]
    fill_down: frozenset[int]
    rivals: tuple[int, ...] = ()
    before_id: int | None = None
    applies: int | None = None
    doubt: str = ""

    def columns(self, role: ColumnRole) -> tuple[int, ...]:
        """The columns of a role, from the left."""
        return tuple(sorted(column for column, own in self.roles.items() if own is role))

    def column(self, role: ColumnRole) -> int | None:
        """The first column of a role."""
        return next(iter(self.columns(role)), None)

    @property
    def has_answers(self) -> bool:
        """Whether it has a place to answer in."""
        return bool(self.marks) or self.column(ColumnRole.ANSWER) is not None

    @property
    def has_labels(self) -> bool:
        """Whether labels stand above its columns, and not the first of its questions."""
        first = next(filter(None, self.header.labels), "")
        return self.header.depth > 0 and not (is_id_shaped(first) or any(map(_is_question, self.header.labels)))

    def as_said(self, labels: Mapping[str, bool]) -> Layout:
        """The same with what a person has said of the label over the answers: that they are given there, or not."""
        is_answer = labels.get(self.doubt)
        if is_answer is None:
            return self
        if is_answer:
            return replace(self, doubt="")
        roles = {column: role for column, role in self.roles.items() if role is not ColumnRole.ANSWER}
        return replace(self, roles=roles, marks={}, doubt="")


def find_layout(sheet: Sheet) -> Layout | None:
    """How a sheet is laid out; None where no column holds questions, or nothing says that they are some."""
    best = max(_headers(sheet.grid), key=lambda scored: scored[0], default=None)
    return _layout(sheet, _above_data(best[1])) if best else None


def layout_at(sheet: Sheet, row: int, depth: int = 1) -> Layout | None:
    """How a sheet is laid out below a header that a person has named by its last row."""
    rows = [found for found in sheet.grid.rows if row - depth < found.number <= row]
    return _layout(sheet, header_of(*rows)) if rows else None


def goes_on(sheet: Sheet, before: Layout) -> Layout | None:
    """The layout of a sheet without labels that goes on with the table of the one before; None for any other.

    Whether it does a person has to say: of its answers every one is asked.
    """
    question, place = before.column(ColumnRole.QUESTION), next(iter(before.marks), before.column(ColumnRole.ANSWER))
    rows = [row for row in sheet.grid.rows if len(set(row.own.values())) > 1]
    if question is None or place is None or not rows:
        return None
    key = before.column(ColumnRole.ID)
    numbered = {row.number for row in rows if key is not None and is_id_shaped(row.cell(key))}
    asked = [
        row for row in rows if len(row.own.get(question, "")) >= (1 if row.number in numbered else _QUESTION_LENGTH)
    ]
    others = [row for row in rows if any(_is_question(cell) for column, cell in row.own.items() if column != question)]
    if len(asked) < _MOST * len(rows) or others or not any(asks_at_end(row.own[question]) for row in asked):
        return None
    header = Header(0, 0, before.header.labels)
    return replace(before, sheet=sheet.name, header=header, doubt=before.header.label(place), before_id=None)


def _headers(grid: Grid) -> Iterator[tuple[float, Header]]:
    """Every header that the first rows may hold, of one to three rows, with how much it says."""
    rows = [row for row in grid.rows if not row.is_blank][:SEARCHED_ROWS]
    for place, first in enumerate(rows):
        chosen = [first]
        if any(len(cell) <= _LONGEST_FIRST for cell in first.own.values()):
            yield _score(header_of(first)), header_of(first)
        # A lone text above the labels is a title, however far it is merged.
        below = rows[place + 1 : place + _MAX_DEPTH] if len(set(first.own.values())) > 1 else []
        for lower in below:
            if not _heads(lower, below=chosen[-1]) or _is_numbered_under(lower, first):
                break
            chosen.append(lower)
            header = header_of(*chosen)
            # Cells merged over both rows say that they are one header.
            linked = sum(bool(other.from_above) for other in chosen[1:])
            # In two languages each row is a header of its own, and neither is data.
            alone = max(map(_score, map(header_of, chosen))) if all(map(_is_labels, chosen)) else 0.0
            yield max(_score(header), alone) + _DEPTH_BONUS * len(chosen) + _LINK_BONUS * linked, header


def _score(header: Header) -> float:
    """How much a header says: the best match of each role, where its labels differ."""
    best: dict[ColumnRole, float] = {}
    labels = {label for label in header.labels if label and len(label) <= _LONGEST_FIRST}
    for label in labels:
        if found := role_of(label):
            best[found.key] = max(best.get(found.key, 0), found.confidence)
    if marks_in(header):
        best[ColumnRole.ANSWER] = best.get(ColumnRole.ANSWER, 0) + 1
    # A title names questionnaires too; it is one label, though merged over all columns.
    return round(sum(best.values()), 3) if len(labels) > 1 else 0.0


def _is_labels(row: GridRow) -> bool:
    """Whether most cells of a row are labels for sure."""
    found = [role_of(cell) for cell in row.own.values()]
    sure = [match for match in found if match and match.confidence >= SURE]
    return len(sure) > 1 and len(sure) * 2 > len(found)


def _heads(row: GridRow, *, below: GridRow) -> bool:
    """Whether a row goes on with the header above: only short labels and marks beside what repeats it."""
    own = [cell for column, cell in row.own.items() if cell != below.cell(column)]
    if not own or any(len(cell) > _LONGEST_LABEL or _is_question(cell) for cell in own):
        return False
    if len(own) > 1 and len(row.from_above) >= len(own) and all(len(cell) <= _SHORT_LABEL for cell in own):
        return True
    if len(own) == 1 and len(row.from_above) > 1 and (found := role_of(own[0])) and found.confidence >= SURE:
        return True
    over = [below.cell(column) for column in range(len(row.cells) + 1)]

    def goes_on(column: int, cell: str) -> bool:
        # A token goes on with a label that stands over several cells, or with none; below its own label it is data.
        above, beside = over[column], {over[column - 1] if column else "", over[column + 1]}
        if mark_of(cell) and (not above or above in beside):
            return True
        return (found := role_of(cell)) is not None and found.confidence >= SURE

    known = sum(goes_on(column, cell) for column, cell in row.own.items())
    return known > 1 and known * 2 > len(own)


def _is_numbered_under(lower: GridRow, upper: GridRow) -> bool:
    """Whether a row above labels bears a number where they say that ids stand: it is a question of a table above."""
    labels = ((column, role_of(cell)) for column, cell in lower.own.items())
    keys = (column for column, found in labels if found and found.key is ColumnRole.ID and found.confidence >= SURE)
    return any(is_id_shaped(upper.cell(column)) for column in keys)


def _is_question(cell: str) -> bool:
    """Whether a cell asks at length, as no label does."""
    return len(cell) >= _QUESTION_LENGTH and asks_at_end(cell)


def _above_data(header: Header) -> Header:
    """The header, or one without labels where it is a question with its answer: a sheet may have none."""
    asks = any(map(asks_at_end, header.labels))
    is_data = asks and any(map(mark_of, header.labels)) and not marks_in(header)
    return Header(header.row - header.depth, 0, ("",) * len(header.labels)) if is_data else header


def _layout(sheet: Sheet, header: Header) -> Layout | None:
    marks = marks_in(header)
    facts = facts_of(sheet, header)
    words: Mapping[int, tuple[ColumnRole, float]] = {
        column: (found.key, found.confidence)
        for column, label in enumerate(header.labels)
        if column in facts and column not in marks and (found := role_of(label))
    }
    applies = answer = None
    rivals: list[int | None] = []
    if not marks:
        applies, words, facts = without_applicability(header, words, facts, answer_columns)
        answer, *rivals = answer_columns(header, words, facts)
        answer = answered_otherwise(header, words, facts) if answer is None else answer
    roles: dict[int, ColumnRole] = {column: role for column, (role, _) in words.items() if role not in _SOUGHT}
    if answer is not None:
        roles[answer] = ColumnRole.ANSWER
    free = [column for column in facts if column not in marks and column != answer]
    if (key := _id(words, facts, free, before=next(iter(marks), answer))) is not None:
        roles[key] = ColumnRole.ID
    question = _question(words, facts, [column for column in free if column not in roles])
    place = next(iter(marks), answer)
    key, before_id = (key, None) if question is None else ids_in_two_columns(sheet, header, words, key, question)
    if question is None or not _says_questions(words, facts, question, answer=place, is_marked=bool(marks), key=key):
        return None
    roles |= {question: ColumnRole.QUESTION} | ({} if key is None else {key: ColumnRole.ID})
    _beside(roles, header, words, facts)
    sections = frozenset(column for column, role in roles.items() if role is ColumnRole.SECTION)
    others = _untaken(rivals, roles)
    doubt = doubt_over(header, answer, marks, is_rivalled=bool(others))
    if applies is not None and answer is not None and words.get(answer) == (ColumnRole.ANSWER, 1.0):
        # Beside what applies a status is what was answered.
        doubt = ""
    return Layout(
        sheet.name, header, dict(sorted(roles.items())), marks, sections, others, before_id=before_id, applies=applies,
        doubt=doubt or heading_of_others(sheet, header, question, place),
    )  # fmt: skip


def _untaken(rivals: Iterable[int | None], roles: Mapping[int, ColumnRole]) -> tuple[int, ...]:
    return tuple(column for column in rivals if column is not None and column not in roles)


def _id(
    words: Mapping[int, tuple[ColumnRole, float]],
    facts: Mapping[int, ColumnFacts],
    free: Sequence[int],
    *,
    before: int | None,
) -> int | None:
    """The column of the ids: by its label, the one whose values differ most, else by its values alone."""
    named = [column for column in free if words.get(column, (None, 0.0))[0] is ColumnRole.ID]
    shaped = [column for column in free if facts[column].is_id and words.get(column, (None, 0.0))[0] not in CLOSED]
    # Numbers beside the answers are points; a heading with a number stands for several questions.
    shaped = [column for column in shaped if before is None or column < before or not facts[column].is_number]
    headed = {column for column in shaped if words.get(column, (None, 0.0))[0] is ColumnRole.SECTION}
    shaped = [column for column in shaped if column not in headed or facts[column].unique >= _UNIQUE]
    by_label = max(named, key=lambda column: (words[column][1], facts[column].unique, -column), default=None)
    by_values = max(shaped, key=lambda column: (facts[column].unique, -column), default=None)
    if by_label is None or by_values is None:
        return by_values if by_label is None else by_label
    # Numbers that begin anew in each part of a sheet are no ids where another column has some.
    begins_anew = facts[by_label].unique < min(_UNIQUE, facts[by_values].unique)
    return by_values if begins_anew else by_label


def _question(
    words: Mapping[int, tuple[ColumnRole, float]], facts: Mapping[int, ColumnFacts], free: Sequence[int]
) -> int | None:
    """The column of the questions: by its label, then by how long its texts are."""
    named = [column for column in free if words.get(column, (None, 0.0))[0] is ColumnRole.QUESTION]
    if named:
        return max(named, key=lambda column: (words[column][1] >= SURE, facts[column].length, -column))
    told = [column for column in free if facts[column].distinct >= _MOST]
    texts = [one for one in told if facts[one].length >= _QUESTION_LENGTH or facts[one].asks >= _ASKING]
    if texts:
        return max(texts, key=lambda column: (facts[column].length, -column))
    # The deepest of the headings, or the controls themselves, are what is asked where nothing else is.
    asked = [column for column, (role, sure) in words.items() if role in _ASKED_TOO and sure >= SURE]
    asked = [column for column in asked if facts[column].distinct >= _MOST and not facts[column].is_id]
    return max(asked, key=lambda column: (facts[column].length, column), default=None)


def _says_questions(
    words: Mapping[int, tuple[ColumnRole, float]],
    facts: Mapping[int, ColumnFacts],
    question: int,
    *,
    answer: int | None,
    is_marked: bool,
    key: int | None,
) -> bool:
    """Whether it is a list of questions: any list has ids, texts and ticks, few say that they ask."""
    role, sure = words.get(question, (None, 0.0))
    if role in _ASKED_TOO:
        return is_marked or (answer is not None and words.get(answer, (None, 0.0))[0] is ColumnRole.ANSWER)
    if role is ColumnRole.QUESTION and sure >= SURE:
        named = {other for other, confidence in words.values() if confidence >= SURE}
        return answer is not None or key is not None or ColumnRole.SECTION in named
    if answer is None:
        return False
    answer_role, answer_sure = words.get(answer, (None, 0.0))
    is_answer = is_marked or (answer_role is ColumnRole.ANSWER and answer_sure >= SURE)
    holds_answers = facts[answer].is_few or max(facts[answer].tokens, facts[answer].offers) >= _MOST
    if facts[question].asks >= _ASKING:
        return True
    return (role is ColumnRole.QUESTION and (is_answer or holds_answers)) or (key is not None and is_answer)


def _beside(
    roles: dict[int, ColumnRole],
    header: Header,
    words: Mapping[int, tuple[ColumnRole, float]],
    facts: Mapping[int, ColumnFacts],
) -> None:
    """Other columns of questions: left of them their headings, right of them what explains them.

    Texts in a further column of answers say more of the answer before it; tokens there are the judgement of another.
    """
    at = {role: column for column, role in reversed(roles.items())}
    question, answer = at[ColumnRole.QUESTION], at.get(ColumnRole.ANSWER)
    given = {column for column in words if not is_of_others(header.label(column))}
    for column, (role, _) in words.items():
        if column in roles or facts[column].length <= 1:
            continue
        is_after = answer is not None and column > answer
        if role is ColumnRole.QUESTION and is_after and says_contents(header.label(column)):
            roles[column] = ColumnRole.COMMENT
        elif role is ColumnRole.QUESTION:
            roles[column] = ColumnRole.SECTION if column < question else ColumnRole.GUIDANCE
        elif role is ColumnRole.ANSWER and is_after and facts[column].tokens < _FEW and column in given:
            roles[column] = ColumnRole.COMMENT
