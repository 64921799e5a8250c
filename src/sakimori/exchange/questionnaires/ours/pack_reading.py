"""Our own pack as it comes back: known by its signature, its answers by the words of the pack, in either language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from sakimori.domain.questions.pack import AnswerState, AnswerValue, Question, QuestionStatus, QuestionType
from sakimori.domain.values.names import fold
from sakimori.domain.values.text import LANGUAGES, Text
from sakimori.exchange.lists.grid import GridRow
from sakimori.exchange.packs.folder import shelf_pack
from sakimori.exchange.questionnaires.forms.profile import Body, Profile, Recognised, skipped_sheets
from sakimori.exchange.questionnaires.ours.pack_answers import answer_options, normal_of, parse_answer
from sakimori.exchange.questionnaires.ours.pack_form import is_form, refuse_form
from sakimori.exchange.questionnaires.ours.pack_matching import (
    SHAPE_OF_ID,
    Find,
    SentPack,
    Signature,
    Tally,
    answer_as_text,
    is_wording,
    needs_reason,
    sent_pack,
    signatures_in,
)
from sakimori.exchange.questionnaires.ours.pack_saved import is_saved, read_saved
from sakimori.exchange.questionnaires.ours.pack_tables import LABELS, Column, is_pack_json, pack_of_json, section_path
from sakimori.exchange.questionnaires.reading.document import Document, Sheet
from sakimori.exchange.questionnaires.reading.ids import fold_id
from sakimori.exchange.questionnaires.reading.normal import Meanings, Normalised, normalise, with_comment
from sakimori.exchange.questionnaires.reading.result import (
    Address,
    Flag,
    Normal,
    ReadQuestion,
    RowClass,
    SeenRow,
)
from sakimori.exchange.questionnaires.reading.tree import Tree, tree_of

_SIGNED: Final = 1.0
_NOWHERE: Final = -1
_NEEDED: Final = frozenset({Column.ID, Column.ANSWER})
_BY_LABEL: Final = {fold(label.get(tongue)): column for column, label in LABELS.items() for tongue in LANGUAGES}
_WHY: Final = Text("照合番号があります（{pack}@{version}）。", "It bears our signature ({pack}@{version}).")
_JSON: Final = Text("先守から書き出した質問票（JSON）です。", "It is a pack that Sakimori wrote out as JSON.")
_SAVED: Final = Text("先守の回答用ページの回答です。", "It holds answers from a form of Sakimori.")
_NO_TABLE: Final = Text("質問の表がありません。", "It holds no table of questions.")
_NO_ID: Final = Text("質問の番号がありません。", "It has no id of a question.")


def recognise(document: Document) -> Recognised | None:
    """A signature of ours, and a table with our columns for ids and answers."""
    if is_pack_json(document.text):
        return Recognised(_SIGNED, _JSON)
    if is_saved(document) or is_form(document.text):
        return Recognised(_SIGNED, _SAVED)
    found = _signatures(document)
    if not found or not any(_header(sheet) for sheet in document.visible):
        return None
    return Recognised(_SIGNED, _WHY.format(pack=found[0].pack_id, version=found[0].version))


def read(document: Document, meanings: Meanings) -> Body:
    """The answers, understood by the pack on the shelf."""
    return read_pack(document, meanings, shelf_pack)


def _read_json(document: Document) -> Body:
    """The questions of a pack that was written out whole, in the language that rules.

    Raises:
        UnreadableFileError: Somebody changed it.
    """
    pack = pack_of_json(document.text)
    tree, language = tree_of(document) or Tree(), pack.authoritative
    asked = [(place, one) for place, one in enumerate(pack.questions) if one.status is QuestionStatus.ACTIVE]
    places = {one.id: Address("", tree.line(("pack", "questions", place))) for place, one in asked}
    questions = tuple(
        ReadQuestion(
            id=one.id,
            text=one.text.get(language),
            address=places[one.id],
            sections=section_path(pack, one, language),
            guidance=one.help.get(language) if one.help else "",
            unit=one.unit.get(language) if one.unit else "",
            choices=answer_options(one, language),
            controls=one.controls,
            question_at=places[one.id],
        )
        for _, one in asked
    )
    rows = tuple(SeenRow(place, RowClass.QUESTION) for place in places.values())
    return Body(questions, rows, title=pack.title.get(language))


PROFILE: Final = Profile("sakimori-pack", Text("先守の質問票", "Pack of Sakimori"), recognise, read)


def read_pack(document: Document, meanings: Meanings, find: Find) -> Body:
    """The answers, understood by the pack that `find` gives.

    A pack that nobody has, or whose wording is not the one that was signed, is not taken for the one asked: then
    answers mean what they mean in any file. A pack in JSON asks, and answers nothing.

    Raises:
        UnreadableFileError: Saved answers are damaged, or the form itself was sent back, which holds none.
    """
    if is_pack_json(document.text):
        return _read_json(document)
    if is_form(document.text):
        raise refuse_form()
    if is_saved(document):
        return read_saved(document, meanings, find)
    found = sent_pack(_signatures(document), find)
    reader = _Reader(found, meanings)
    tables = {sheet.name: header for sheet in document.visible if (header := _header(sheet))}
    for sheet in document.visible:
        if sheet.name in tables:
            reader.sheet(sheet, tables[sheet.name])
    return Body(
        tuple(reader.questions),
        tuple(reader.rows),
        title=found.pack.title.get(found.signature.language) if found.pack else "",
        sheets=tuple(tables),
        skipped=skipped_sheets(document, tables, _NO_TABLE),
        notes=(*found.notes, *reader.tally.notes(found, reader.questions)),
    )


def answer_of(question: ReadQuestion) -> AnswerValue | None:
    """The answer that was read of a question of ours; None where there is none, or none that is clear."""
    if "state" not in question.more:
        return None
    state = AnswerState(question.more["state"])
    several = question.more.get("values")
    value = tuple(several.split("\n")) if several is not None else question.more.get("value")
    return AnswerValue(value, state, question.comment)


def _signatures(document: Document) -> tuple[Signature, ...]:
    """Every different signature, that of a visible cell first, so that what a person can see decides."""
    seen = (cell for sheet in document.visible for row in sheet.grid.rows for cell in row.cells)
    unseen = (cell for sheet in document.sheets if sheet.is_hidden for row in sheet.grid.rows for cell in row.cells)
    return signatures_in((*_marked(seen), document.text, *document.names.values(), *_marked(unseen)))


def _marked(cells: Iterator[str]) -> Iterator[str]:
    return (cell for cell in cells if cell[:1] == "S" or "SAKIMORI" in cell)


def _columns(row: GridRow) -> Mapping[Column, int]:
    """Which column holds what, by the labels of a row; of two alike, the first."""
    found: dict[Column, int] = {}
    for place, cell in row.own.items():
        column = _BY_LABEL.get(fold(cell))
        if column is not None:
            found.setdefault(column, place)
    return found


def _header(sheet: Sheet) -> GridRow | None:
    """The first row that names our columns."""
    return next((row for row in sheet.grid.rows if _columns(row).keys() >= _NEEDED), None)


@dataclass(slots=True)
class _Reader:
    """Reads the tables of one document."""

    found: SentPack
    meanings: Meanings
    tally: Tally = field(default_factory=Tally)
    questions: list[ReadQuestion] = field(default_factory=list)
    rows: list[SeenRow] = field(default_factory=list)
    known: dict[str, Question] = field(default_factory=dict)

    def sheet(self, sheet: Sheet, header: GridRow) -> None:
        """Every row of a sheet is one thing."""
        columns = _columns(header)
        for row in sheet.grid.rows:
            row_class, why = self._class_of(row, header, columns)
            self.rows.append(SeenRow(Address(sheet.name, row.number), row_class, why))
            if row_class is RowClass.QUESTION:
                self.questions.append(self._question(sheet, row, columns))

    def _class_of(self, row: GridRow, header: GridRow, columns: Mapping[Column, int]) -> tuple[RowClass, Text | None]:
        if row.is_blank:
            return RowClass.BLANK, None
        if _columns(row).keys() >= _NEEDED:
            return RowClass.HEADER, None
        if signatures_in(row.cells):
            return RowClass.SENTINEL, None
        if row.number < header.number:
            return RowClass.NOTE, None
        number = fold_id(row.cell(columns[Column.ID])) if columns[Column.ID] in row.own else ""
        text = row.own.get(columns.get(Column.QUESTION, _NOWHERE), "")
        asks = bool(text) or columns[Column.ANSWER] in row.own
        is_numbered = SHAPE_OF_ID.fullmatch(number) and (asks or self._asked(number) is not None)
        # Without its id a row is known by its words, and one in which somebody answered is no remark.
        is_question = is_numbered or (text and (columns[Column.ANSWER] in row.own or self._worded(text) is not None))
        return (RowClass.QUESTION, None) if is_question else (RowClass.NOTE, _NO_ID)

    def _question(self, sheet: Sheet, row: GridRow, columns: Mapping[Column, int]) -> ReadQuestion:
        cells = {column: row.cell(place) for column, place in columns.items()}
        number = fold_id(cells[Column.ID])
        asked = self._asked(number) or self._worded(cells.get(Column.QUESTION, ""))
        number = asked.id if asked else number
        raw, place = cells[Column.ANSWER], (row.number, columns[Column.ANSWER])
        flags = sheet.flags(row, columns[Column.ID])
        answer = parse_answer(asked, raw, self.found.signature.language, self.meanings) if asked and raw else None
        found = self._normal(asked, raw, answer)
        if raw and asked and answer is None and found.normal is not Normal.AMBIGUOUS:
            self.tally.unclear.append(number)
            flags |= {Flag.NOT_IN_LIST} if asked.choices else frozenset()
        found = with_comment(found, cells.get(Column.REASON, ""))
        if asked and answer and not found.comment and needs_reason(asked, answer):
            self.tally.unreasoned.append(number)
        text = cells.get(Column.QUESTION, "")
        if asked and text and not is_wording(asked, text):
            self.tally.changed.append(number)
        reason = columns.get(Column.REASON)
        return ReadQuestion(
            id=number,
            text=text or (asked.text.get(self.found.signature.language) if asked else ""),
            raw=raw,
            normal=found.normal,
            address=Address(sheet.name, row.number, columns[Column.ANSWER]),
            sections=self._sections(asked, cells.get(Column.SECTION, "")),
            comment=found.comment,
            token=found.token,
            guidance=cells.get(Column.GUIDANCE, ""),
            unit=asked.unit.get(self.found.signature.language) if asked and asked.unit else "",
            evidence=cells.get(Column.EVIDENCE, ""),
            choices=answer_options(asked, self.found.signature.language) if asked else sheet.facts.lists.get(place, ()),
            controls=asked.controls if asked else (),
            flags=flags | found.flags,
            question_at=Address(sheet.name, row.number, columns.get(Column.QUESTION, columns[Column.ID])),
            comment_at=Address(sheet.name, row.number, reason) if reason is not None else None,
            more=answer_as_text(answer),
        )

    def _worded(self, text: str) -> Question | None:
        """The one question of the pack that has these words."""
        self._asked("")
        found = [one for one in self.known.values() if text and is_wording(one, text)]
        return found[0] if len(found) == 1 else None

    def _asked(self, number: str) -> Question | None:
        if not self.known and self.found.pack is not None:
            self.known.update((one.id, one) for one in self.found.pack.questions)
        return self.known.get(number)

    def _sections(self, asked: Question | None, cell: str) -> tuple[str, ...]:
        if asked is not None and self.found.pack is not None:
            return section_path(self.found.pack, asked, self.found.signature.language)
        return (cell,) if cell else ()

    def _normal(self, asked: Question | None, raw: str, answer: AnswerValue | None) -> Normalised:
        if asked is not None and answer is not None:
            normal = normal_of(asked, answer)
            return Normalised(normal, "" if normal is Normal.TEXT else raw, answer.reason)
        found = normalise(raw, self.meanings)
        if asked is None or found.normal in {Normal.AMBIGUOUS, Normal.BLANK}:
            return found
        # A word of the trade that the question does not offer, such as 検討中, is told as it stands.
        return found if asked.type is QuestionType.CHOICE else Normalised(Normal.TEXT, comment=raw)
