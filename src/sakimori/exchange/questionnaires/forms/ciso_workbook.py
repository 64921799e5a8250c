"""Libraries of CISO Assistant as workbooks: a sheet of requirements with their questions, another of answer sets.

A library asks and is not answered in; its sheets are told by their labels, so that both versions are read alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from sakimori.domain.values.text import Text
from sakimori.exchange.lists.grid import GridRow
from sakimori.exchange.questionnaires.forms.profile import Body, Profile, Recognised, skipped_sheets
from sakimori.exchange.questionnaires.reading.document import Document, Sheet
from sakimori.exchange.questionnaires.reading.normal import Meanings
from sakimori.exchange.questionnaires.reading.result import (
    Address,
    ReadQuestion,
    RowClass,
    SeenRow,
)

_REQUIREMENTS: Final = frozenset({"assessable", "depth"})
_ANSWERS: Final = frozenset({"id", "question_type", "question_choices"})
_ABOUT: Final = re.compile(r"library_content|.*_meta")
_DEEPEST: Final = 30
_NAMES: Final = ("library_name", "framework_name", "name")
_LIBRARY: Final = Text("ライブラリの説明です。", "It describes the library.")
_SETS: Final = Text("回答の選択肢です。各質問に付けました。", "It holds choices, which were given to the questions.")
_OTHER: Final = Text("要求事項の一覧ではありません。", "It is no list of requirements.")
_STRAY: Final = Text("見出しの行に回答の種類だけがあります。", "It is a heading that names an answer set.")


@dataclass(frozen=True, slots=True)
class _Table:
    """A sheet by the labels of its first row."""

    sheet: Sheet
    header: GridRow
    columns: Mapping[str, int]

    def cell(self, row: GridRow, label: str) -> str:
        """What a row holds below a label; blank where there is none, or where the form writes `/` for nothing."""
        text = row.cell(self.columns[label]) if label in self.columns else ""
        return "" if text == "/" else text

    @property
    def below(self) -> Iterator[GridRow]:
        """The rows below the header."""
        return (row for row in self.sheet.grid.rows if row.number > self.header.number)


@dataclass(frozen=True, slots=True)
class _AnswerSet:
    kind: str
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Asked:
    """One question of a requirement, the name of its answer set, and its number where there are several."""

    text: str
    answers: str
    number: int = 0


def recognise(document: Document) -> Recognised | None:
    """A workbook that says what library it is, and has a sheet of requirements."""
    about = [sheet.name for sheet in document.sheets if _ABOUT.fullmatch(sheet.name) and _is_about(sheet)]
    tables = _tables(document.visible, _REQUIREMENTS)
    if not about or not tables:
        return None
    return Recognised(
        0.99,
        Text(
            f"CISO Assistantのライブラリです（シート「{about[0]}」「{tables[0].sheet.name}」）。",
            f"It is a library of CISO Assistant (sheets “{about[0]}” and “{tables[0].sheet.name}”).",
        ),
    )


def _is_about(sheet: Sheet) -> bool:
    keys = {row.cell(0).casefold() for row in sheet.grid.rows}
    return "library_urn" in keys or {"type", "urn"} <= keys


def read(document: Document, _meanings: Meanings) -> Body:
    """Each question of each requirement; the answer sets give the choices."""
    tables = _tables(document.visible, _REQUIREMENTS)
    answers = _tables(document.sheets, _ANSWERS)
    reader = _Reader(dict(_answer_sets(answers)))
    for table in tables:
        reader.read(table)
    names = [table.sheet.name for table in tables]
    sets = [table.sheet.name for table in answers]

    def why(sheet: Sheet) -> Text | None:
        return _SETS if sheet.name in sets else _LIBRARY if _ABOUT.fullmatch(sheet.name) else None

    return Body(
        tuple(reader.questions),
        tuple(reader.rows),
        title=_title(document),
        sheets=tuple(names),
        skipped=skipped_sheets(document, names, _OTHER, why),
    )


def _tables(sheets: Iterable[Sheet], labels: frozenset[str]) -> list[_Table]:
    """The sheets whose first row has some labels."""
    found: list[_Table] = []
    for sheet in sheets:
        header = next((row for row in sheet.grid.rows if not row.is_blank), None)
        if header is None:
            continue
        columns: dict[str, int] = {}
        for column, label in header.own.items():
            columns.setdefault(label.casefold(), column)
        if labels <= columns.keys():
            found.append(_Table(sheet, header, columns))
    return found


def _answer_sets(tables: list[_Table]) -> Iterator[tuple[str, _AnswerSet]]:
    for table in tables:
        for row in table.below:
            if name := table.cell(row, "id"):
                choices: list[str] = []
                for line in filter(None, map(str.strip, table.cell(row, "question_choices").splitlines())):
                    if line.startswith("|") and choices:
                        choices[-1] += "\n" + line[1:].strip()
                    else:
                        choices.append(line)
                yield name, _AnswerSet(table.cell(row, "question_type"), tuple(choices))


def _title(document: Document) -> str:
    """What the library calls itself; its own name goes before those of its parts."""
    found: dict[str, str] = {}
    for sheet in sorted(document.sheets, key=lambda sheet: sheet.name != "library_meta"):
        if _ABOUT.fullmatch(sheet.name):
            for row in sheet.grid.rows:
                found.setdefault(row.cell(0).casefold(), row.cell(1))
    return next((found[name] for name in _NAMES if found.get(name)), "")


@dataclass(slots=True)
class _Reader:
    sets: Mapping[str, _AnswerSet]
    questions: list[ReadQuestion] = field(default_factory=list)
    rows: list[SeenRow] = field(default_factory=list)

    def read(self, table: _Table) -> None:
        """Take in every row of a sheet of requirements."""
        path: dict[int, str] = {}
        for row in table.sheet.grid.rows:
            row_class, why = self._take(table, row, path)
            self.rows.append(SeenRow(Address(table.sheet.name, row.number), row_class, why))

    def _take(self, table: _Table, row: GridRow, path: dict[int, str]) -> tuple[RowClass, Text | None]:
        if row.is_blank:
            return RowClass.BLANK, None
        if row.number <= table.header.number or row.cells == table.header.cells:
            return RowClass.HEADER, None
        depth = _depth(table.cell(row, "depth"))
        for deeper in [other for other in path if other >= depth]:
            del path[deeper]
        sections = tuple(text for _, text in sorted(path.items()))
        asked = self._asked(table, row)
        path[depth] = " ".join(filter(None, (table.cell(row, "ref_id"), table.cell(row, "name"))))
        if asked:
            self.questions += [self._question(table, row, sections, each) for each in asked]
            return RowClass.QUESTION, None
        path[depth] = path[depth] or table.cell(row, "description")
        return RowClass.SECTION, _STRAY if table.cell(row, "answer") else None

    def _asked(self, table: _Table, row: GridRow) -> list[_Asked]:
        """What a row asks.

        A line break parts two questions only where as many answer sets are named; else it stands within one.
        """
        text, names = table.cell(row, "questions"), table.cell(row, "answer").split()
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        if len(names) > 1 and len(names) == len(lines):
            return [_Asked(*each) for each in zip(lines, names, range(1, len(lines) + 1), strict=True)]
        if not text and table.cell(row, "assessable"):
            text = table.cell(row, "description") or table.cell(row, "name") or table.cell(row, "ref_id")
        return [_Asked(text, names[0] if names else "")] if text else []

    def _question(self, table: _Table, row: GridRow, sections: tuple[str, ...], asked: _Asked) -> ReadQuestion:
        text = asked.text
        answers = self.sets.get(asked.answers, _AnswerSet("", ()))
        ref_id = table.cell(row, "ref_id")
        told = {"assessable", "depth", "ref_id", "questions", "description", "annotation"}
        more = {label: cell for label in table.columns if label not in told and (cell := table.cell(row, label))}
        if answers.kind:
            more["question_type"] = answers.kind
        explained = (table.cell(row, label) for label in ("description", "annotation"))
        stands_in = ("questions", "description", "name", "ref_id")
        at = next((table.columns[label] for label in stands_in if table.cell(row, label)), None)
        return ReadQuestion(
            # Several questions of one requirement are numbered as CISO Assistant does it itself.
            id=f"{ref_id}:question:{asked.number}" if asked.number else ref_id,
            text=text,
            address=Address(table.sheet.name, row.number),
            sections=sections,
            guidance="\n".join(part for part in explained if part and part != text),
            choices=answers.choices,
            flags=table.sheet.flags(row, table.columns.get("ref_id")),
            question_at=Address(table.sheet.name, row.number, at),
            more=more,
        )


def _depth(cell: str) -> int:
    """How deep a row stands; what is no small number stands at the top."""
    return int(cell) if cell.isascii() and cell.isdecimal() and len(cell) < 3 and 0 < int(cell) <= _DEEPEST else 1


PROFILE: Final = Profile(
    "ciso-assistant-workbook",
    Text("CISO Assistant ライブラリ（Excel）", "CISO Assistant library (Excel)"),
    recognise,
    read,
)
