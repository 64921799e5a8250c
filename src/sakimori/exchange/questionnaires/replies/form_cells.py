"""An answer of ours in the cells of a form: where it goes, by which words or sign, and why it stays out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from sakimori.domain.questions.pack import AnswerValue, Question
from sakimori.domain.values.text import LANGUAGES, Text
from sakimori.exchange.lists.container import CP932
from sakimori.exchange.questionnaires.ours.pack_answers import in_words, normal_of
from sakimori.exchange.questionnaires.ours.private_pack import DESCRIBED
from sakimori.exchange.questionnaires.reading.document import Document
from sakimori.exchange.questionnaires.reading.result import (
    Address,
    Normal,
    ReadQuestion,
    ReadQuestionnaire,
    RowClass,
)
from sakimori.exchange.questionnaires.replies.encoding import as_written, unfit
from sakimori.exchange.questionnaires.replies.offers import MAX_CELL_TEXT
from sakimori.exchange.questionnaires.replies.page import PageLines, ticked
from sakimori.exchange.questionnaires.replies.wording import FormWording
from sakimori.exchange.questionnaires.replies.write import TEXTS
from sakimori.exchange.questionnaires.sheets.choices import options_in, tick

_OPEN: Final = frozenset({Normal.UNKNOWN, Normal.UNDISCLOSED, Normal.UNDEFINED})
_OPEN_ANSWER: Final = Text(
    "回答が不明・未定・非開示で、書式にそれを表す選択肢がありません。",
    "Its answer is unknown, undecided or not disclosed, and the form has no choice for that.",
)
_NO_MEMBER: Final = Text(
    "相手方の選択肢に、この回答に当たるものがありません。", "The form offers nothing that means this answer."
)
_FORMULA: Final = Text(
    "回答のセルに数式か保護があるため、書きません。",
    "The cell of the answer holds a formula or is locked, and was left alone.",
)
_HEADING: Final = Text(
    "回答の場所が見出しか注記の行にあるため、書きません。", "Its answer would stand in the row of a heading or a note."
)
_NO_PLACE: Final = Text(
    "回答を書く場所がファイルにありません。", "The file has no place in which the answer could be written."
)
_TOO_LONG: Final = Text(
    f"セルに入る長さ（{MAX_CELL_TEXT:,}字）を超えています。",
    f"It is longer than a cell holds ({MAX_CELL_TEXT:,} characters).",
)
_UNFIT: Final = Text(
    "{encoding}では「{signs}」を書けません。UTF-8なら書けます。",
    "{encoding} has no “{signs}”; UTF-8 has it.",
)
_UNPLACED: Final = Text(
    "回答は書きました。補足を書く欄がありません：{remark}", "The answer was written; there is no place for: {remark}"
)
_UNFIT_REMARK: Final = Text(
    "回答は書きました。補足の「{signs}」を{encoding}では書けません：{remark}",
    "The answer was written; {encoding} has no “{signs}” of: {remark}",
)
_ANSWERABLE: Final = frozenset({RowClass.QUESTION, RowClass.SUB_ROW, RowClass.CONTINUATION, RowClass.BLANK})


@dataclass(frozen=True, slots=True)
class AnswerInForm:
    """What goes into which cells, which remark into which, what it must mean to who reads it, and what is left out.

    `below` are lines of a page below which the answer goes; `words` are the answer as it stands in each place, blank
    for a mark; `is_choice` says that the form itself offers it; `lacks_signs` that the encoding of the file has not
    every character of what is left out.
    """

    cells: Mapping[Address, str]
    normal: Normal
    remarks: Mapping[Address, str] = field(default_factory=dict)
    remark: str = ""
    below: tuple[Address, ...] = ()
    words: tuple[str, ...] = ()
    is_choice: bool = False
    unplaced: Text | None = None
    lacks_signs: bool = False


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Why a question stays open, and whether the encoding of the file is why."""

    why: Text
    lacks_signs: bool = False


@dataclass(frozen=True, slots=True)
class FormCells:
    """A form that is to be filled: what stands in its cells, and by which words it says what it means.

    `as_utf8` says that a text is written anew, so that its encoding holds every character.
    """

    document: Document
    reading: ReadQuestionnaire
    said: Mapping[str, Normal]
    language: str
    as_utf8: bool = False
    _wording: FormWording = field(init=False)
    _rows: Mapping[tuple[str, int], RowClass] = field(init=False)
    _cells: Mapping[tuple[str, int], Sequence[str]] = field(init=False)
    _lines: PageLines = field(init=False)

    def __post_init__(self) -> None:
        """Find once how the form words its answers, and what its rows are."""
        wording = FormWording.of(self.document, self.reading, self.said, self.language)
        object.__setattr__(self, "_wording", wording)
        object.__setattr__(self, "_rows", {(row.at.sheet, row.at.row): row.row_class for row in self.reading.rows})
        cells = {(sheet.name, row.number): row.cells for sheet in self.document.sheets for row in sheet.grid.rows}
        object.__setattr__(self, "_cells", cells)
        is_page = self.document.kind in TEXTS
        object.__setattr__(self, "_lines", PageLines.of(self.document.text) if is_page else PageLines())

    def written(
        self, asked: ReadQuestion, question: Question, answer: AnswerValue, note: str
    ) -> AnswerInForm | LeftOut:
        """What goes into the cells of a question wherever it stands; why it stays open."""
        normal = normal_of(question, answer)
        described = answer.given == (DESCRIBED,)
        remark = note if described else "\n".join(filter(None, (answer.reason, note)))
        said, unplaced = self._fitting_remark(remark)
        lacks_signs = unplaced is not None
        cells: dict[Address, str] = {}
        remarks: dict[Address, str] = {}
        words: list[str] = []
        for one in asked.places:
            found = self._placed(one, question, answer, normal)
            if isinstance(found, LeftOut):
                return found
            if said and (place := self._remark_place(one)) is not None:
                remarks[place] = said
            elif said and self._takes_words(one):
                found = {place: f"{text}\n{said}" for place, text in found.items()}
            elif said:
                unplaced = _UNPLACED.format(remark=said)
            words.append("" if self._is_marked(one) else next(iter(found.values())))
            cells |= found
        if (why := self._why_not(cells)) is not None:
            return LeftOut(why)
        below = tuple(one.address for one in asked.places if self._goes_below(one))
        placed = said if unplaced is None else ""
        is_choice = bool(asked.choices or options_in(self._cell(asked.address)))
        return AnswerInForm(cells, normal, remarks, placed, below, tuple(words), is_choice, unplaced, lacks_signs)

    def merged(self, written: Mapping[int, AnswerInForm]) -> tuple[dict[Address, str], frozenset[int]]:
        """All that goes into the file, without what stands there already; and which share a cell and disagree."""
        wanted: dict[Address, dict[str, list[int]]] = {}
        remarks: dict[Address, list[str]] = {}
        for number, one in written.items():
            for place, text in one.cells.items():
                wanted.setdefault(place, {}).setdefault(text, []).append(number)
            for place, text in one.remarks.items():
                remarks.setdefault(place, []).append(text)
        torn = frozenset(n for texts in wanted.values() if len(texts) > 1 for some in texts.values() for n in some)
        cells = {place: next(iter(texts)) for place, texts in wanted.items() if len(texts) == 1}
        for place, texts in remarks.items():
            cells[place] = self._beside(cells.get(place, self._cell(place)), texts)
        new = {place: text for place, text in cells.items() if place.column is None or text != self._cell(place)}
        return new, torn

    def _beside(self, standing: str, remarks: Sequence[str]) -> str:
        """A cell of remarks with ours below what stands there."""
        found = standing
        for remark in dict.fromkeys(remarks):
            if remark not in found:
                found = f"{found}\n{remark}" if found else remark
        return found

    def _fitting_remark(self, remark: str) -> tuple[str, Text | None]:
        """A remark as the encoding of the file has it; else none, and why."""
        if signs := self._unfit(remark):
            encoding = self.document.encoding
            return "", _UNFIT_REMARK.format(signs=signs, encoding=encoding, remark=remark)
        return self._fitting(remark), None

    def _unfit(self, text: str) -> str:
        return unfit(as_written(text, "cp932"), "cp932") if self._is_narrow else ""

    def _fitting(self, text: str) -> str:
        return as_written(text, "cp932") if self._is_narrow else text

    @property
    def _is_narrow(self) -> bool:
        return self.document.encoding == CP932 and not self.as_utf8

    def _placed(
        self, one: ReadQuestion, question: Question, answer: AnswerValue, normal: Normal
    ) -> dict[Address, str] | LeftOut:
        """What goes where in one of the places of a question."""
        if one.marks_at:
            return self._marked(one, normal)
        return self._ticked(one, question, answer, normal) or self._worded(one, question, answer, normal)

    def _is_marked(self, one: ReadQuestion) -> bool:
        """Whether a question is answered by signs alone."""
        return bool(one.marks_at) or (one.address.column is None and one.address.row in self._lines.boxes)

    def _ticked(
        self, one: ReadQuestion, question: Question, answer: AnswerValue, normal: Normal
    ) -> dict[Address, str] | LeftOut:
        """The boxes of a list on a page: that of the question itself, or one of those that are its choices."""
        at, boxes = one.question_at, self._lines.boxes
        if one.address.column is not None or one.address.row not in boxes or at is None:
            return {}
        if at.row == one.address.row:
            # An empty box says nothing, so that it cannot say no.
            line = {one.address: ticked(boxes[at.row], is_so=True)}
            return line if normal is Normal.YES else LeftOut(_NO_MEMBER)
        words = self._in_words(question, answer)
        member = self._wording.member(one.choices, words, normal) if answer.given != (DESCRIBED,) else None
        below = (row for row in sorted(boxes) if row > at.row)
        lines = list(zip(below, one.choices, strict=False))
        if member is None or any(label not in boxes[row] for row, label in lines):
            return LeftOut(_NO_MEMBER)
        return {Address(at.sheet, row): ticked(boxes[row], is_so=label == member) for row, label in lines}

    def _marked(self, one: ReadQuestion, normal: Normal) -> dict[Address, str] | LeftOut:
        """A sign in the column of the answer and none in the others."""
        places = dict(one.marks_at)
        if normal not in places:
            return LeftOut(_OPEN_ANSWER if normal in _OPEN else _NO_MEMBER)
        place = self._corner(places[normal])
        sign = self._wording.mark(place, normal)
        if sign is None:
            return LeftOut(_NO_MEMBER)
        return {self._corner(at): sign if meant is normal else "" for meant, at in one.marks_at}

    def _worded(
        self, one: ReadQuestion, question: Question, answer: AnswerValue, normal: Normal
    ) -> dict[Address, str] | LeftOut:
        word = self._word(one, question, answer, normal)
        if word is None:
            return LeftOut(_OPEN_ANSWER if normal in _OPEN else _NO_MEMBER)
        if signs := self._unfit(word):
            return LeftOut(_UNFIT.format(signs=signs, encoding=self.document.encoding), lacks_signs=True)
        return {self._corner(one.address): self._fitting(word)}

    def _word(self, one: ReadQuestion, question: Question, answer: AnswerValue, normal: Normal) -> str | None:
        """What the cell offers for it; where it offers nothing, the form's own token, else the words of the pack."""
        standing, words = self._cell(one.address), self._in_words(question, answer)
        boxes = {box.label: box for box in options_in(standing)}
        if offered := tuple(boxes) or one.choices:
            member = self._wording.member(offered, words, normal) if answer.given != (DESCRIBED,) else None
            return tick(standing, boxes[member], self._wording.ticks) if member in boxes else member
        if answer.given == (DESCRIBED,):
            return answer.reason
        if normal in _OPEN:
            return None
        return words[0] if normal is Normal.TEXT else self._wording.token(one.address, words[0], normal)

    def _in_words(self, question: Question, answer: AnswerValue) -> tuple[str, ...]:
        """The answer in the words of the pack: in its own language, then in others, in which the form may offer it."""
        languages = dict.fromkeys((self.language, *LANGUAGES))
        return tuple(in_words(question, answer, language) for language in languages)

    def _takes_words(self, one: ReadQuestion) -> bool:
        """Whether a remark may stand below the answer itself."""
        return not (self._is_marked(one) or one.choices or options_in(self._cell(one.address)))

    def _remark_place(self, one: ReadQuestion) -> Address | None:
        """The cell that takes a remark: none that is computed, offers a list, or is that of the answer itself."""
        if one.comment_at is None:
            return None
        place = self._corner(one.comment_at)
        sheet = self.document.sheet(place.sheet)
        at = place.row, place.column or 0
        is_free = sheet is not None and at not in sheet.facts.formulas and at not in sheet.facts.lists
        return place if is_free and place != self._corner(one.address) and self._is_answerable(place) else None

    def _corner(self, place: Address) -> Address:
        """The cell that a person sees at a place, where cells are merged."""
        sheet = self.document.sheet(place.sheet)
        if sheet is None or place.column is None:
            return place
        row, column = sheet.facts.corner((place.row, place.column))
        return replace(place, row=row, column=column)

    def _goes_below(self, one: ReadQuestion) -> bool:
        at = one.question_at
        is_its_own = one.address.column is None and at is not None and at.row == one.address.row
        return is_its_own and not self._is_marked(one)

    def _why_not(self, cells: Mapping[Address, str]) -> Text | None:
        """Why an answer cannot go where it would stand."""
        if any(len(text) > MAX_CELL_TEXT for text in cells.values()):
            return _TOO_LONG
        if any(not self._is_place(place) for place in cells):
            return _NO_PLACE
        if any(map(self._is_formula, cells)):
            return _FORMULA
        if any(text and offered and text not in offered for text, offered in self._offered(cells)):
            return _NO_MEMBER
        return None if all(map(self._is_answerable, cells)) else _HEADING

    def _is_place(self, place: Address) -> bool:
        if place.sheet or place.column is not None:
            return place.column is not None
        if place.row in self._lines.boxes:
            return True
        is_question = self._rows.get((place.sheet, place.row)) is RowClass.QUESTION
        return place.row in (self._lines.above if is_question else self._lines.taken)

    def _is_answerable(self, place: Address) -> bool:
        """Whether a row is one of a question: what heads or explains others receives no answer."""
        return self._rows.get((place.sheet, place.row), RowClass.QUESTION) in _ANSWERABLE

    def _offered(self, cells: Mapping[Address, str]) -> Iterator[tuple[str, Sequence[str]]]:
        """What goes into cells, with what these offer."""
        for place, text in cells.items():
            sheet = self.document.sheet(place.sheet)
            yield text, sheet.facts.lists.get((place.row, place.column or 0), ()) if sheet is not None else ()

    def _is_formula(self, place: Address) -> bool:
        sheet = self.document.sheet(place.sheet)
        return sheet is not None and (place.row, place.column or 0) in sheet.facts.formulas

    def _cell(self, place: Address) -> str:
        cells = self._cells.get((place.sheet, place.row), ())
        column = place.column or 0
        return cells[column].strip() if place.column is not None and column < len(cells) else ""
