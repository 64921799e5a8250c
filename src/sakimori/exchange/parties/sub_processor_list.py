"""A published list of sub-processors, in whatever form, to typed rows and every problem."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from sakimori.domain.values.names import fold
from sakimori.domain.values.problem import Problem, ProblemSeverity
from sakimori.domain.values.text import Text
from sakimori.exchange.lists.grid import Grid, GridRow, Header, Lexicon, find_header
from sakimori.exchange.lists.row_reading import RowReader
from sakimori.exchange.lists.source import Source
from sakimori.exchange.lists.values import NAME_LENGTH, Fault, is_not_given, parse_text
from sakimori.exchange.reference import parse_country


class ListField(StrEnum):
    """What a column of such a list says; whether we agreed is never taken from a list."""

    NAME = "name"
    TASK = "task"
    COUNTRY = "country"


LEXICON: Final = Lexicon(
    {
        ListField.NAME: (
            "再委託先|再委託先名|再委託先の名称|再委託先事業者|委託先|委託先名|会社名|法人名|事業者名|企業名|社名|名称|"
            "サブプロセッサー|サブプロセッサ|復処理者|Subprocessor|Sub-processor|Sub processor|Subprocessor name|"
            "Sub-processor name|Name of subprocessor|Name of sub-processor|Name|Company|Company name|Entity|"
            "Entity name|Vendor|Vendor name|Provider|Third party|Supplier|Processor|Organization|Legal entity|"
            "Legal name"
        ),
        ListField.TASK: (
            "業務|業務内容|業務の内容|委託業務|再委託業務|再委託する業務|目的|利用目的|用途|役割|サービス|サービス内容|処理内容|"
            "Purpose|Purpose of processing|Service|Services|Services provided|Service provided|Function|Activity|"
            "Description|Description of processing|Processing activity|Nature of processing|Role|Task|Use|Use case"
        ),
        ListField.COUNTRY: (
            "国|国名|所在国|所在地|国・地域|場所|処理国|処理する国|取扱国|保存国|データの所在地|拠点|地域|"
            "Country|Countries|Location|Locations|Location of processing|Processing location|Data location|"
            "Entity country|Country of processing|Hosting location|Region|Geography|Jurisdiction|Place of processing"
        ),
    }
)
_LEAST_FIT: Final = 0.9
_NO_LIST: Final = Problem(
    code="no_list",
    message=Text("再委託先の名称の列か箇条書きがありません。", "No column or bullet list names sub-processors."),
    expected=Text(
        "名称の列に「再委託先」か「Name」の見出しを付けてください。", "Head the names “Name” or “Subprocessor”."
    ),
)
_NO_NAME: Final = Fault(
    "missing_name",
    Text("名称がありません。", "The name is missing."),
    Text("再委託先の名称を書いてください。", "Write the name of the sub-processor."),
)
_COUNTRY_STAYS: Final = Text("国は未確認のまま取り込みます。", "It goes in with its country unknown.")


@dataclass(frozen=True, slots=True)
class ListedSubProcessor:
    """One sub-processor as a list names it; a country of None is not known, also where a region stands."""

    name: str
    task: str
    country: str | None
    place: str
    sheet: str
    row: int


@dataclass(frozen=True, slots=True)
class SubProcessorList:
    """What a list gives: each sub-processor once, every problem, and every row accounted for."""

    listed: tuple[ListedSubProcessor, ...]
    problems: tuple[Problem, ...]
    read: int
    refused: int
    skipped: int
    repeated: int


def read_sub_processors(source: Source) -> SubProcessorList:
    """Read each table and list of a file that names sub-processors; the others are left out."""
    fitting = [(grid, header, columns) for grid in source.grids if (columns := _columns(header := _header(grid), grid))]
    readers = [_Reader(grid, header, columns) for grid, header, columns in fitting]
    for reader in readers:
        reader.read()
    rows = [row for reader in readers for row in reader.rows]
    problems = [problem for reader in readers for problem in reader.problems]
    listed: dict[str, ListedSubProcessor] = {}
    for row in rows:
        first = listed.setdefault(fold(row.name), row)
        if first is not row:
            listed[fold(row.name)] = _joined(first, row)
            problems.append(_repeat(first, row))
    return SubProcessorList(
        listed=tuple(listed.values()),
        problems=tuple(problems) if readers else (_NO_LIST,),
        read=sum(reader.seen for reader in readers),
        refused=sum(reader.refused for reader in readers),
        skipped=sum(reader.skipped for reader in readers),
        repeated=len(rows) - len(listed),
    )


def _header(grid: Grid) -> Header:
    return find_header(grid, LEXICON)


def _columns(header: Header, grid: Grid) -> dict[ListField, int]:
    """Which column says what, by the surest label; empty where no column holds names."""
    best: dict[ListField, tuple[float, int]] = {}
    for column in range(max(grid.width, len(header.labels))):
        label = header.labels[column] if column < len(header.labels) else ""
        found = LEXICON.match(label)
        if found and found.confidence > best.get(found.key, (0.0, -1))[0]:
            best[found.key] = (found.confidence, column)
    if best.get(ListField.NAME, (0.0, -1))[0] < _LEAST_FIT:
        return {}
    return {field: column for field, (_confidence, column) in best.items()}


class _Reader:
    """Walks the rows of one grid."""

    def __init__(self, grid: Grid, header: Header, columns: Mapping[ListField, int]) -> None:
        self._reader, self._columns = RowReader(grid, header), columns
        self.problems = self._reader.problems
        self.rows: list[ListedSubProcessor] = []
        self.seen = self.refused = self.skipped = 0

    def read(self) -> None:
        """Read every row below the header."""
        for row, reason in self._reader.below(name_column=self._columns[ListField.NAME]):
            self.seen += 1
            if reason is not None:
                self.skipped += 1
            elif (listed := self._row(row)) is None:
                self.refused += 1
            else:
                self.rows.append(listed)

    def _row(self, row: GridRow) -> ListedSubProcessor | None:
        is_refused = self._reader.search(row)
        name = self._take(row, ListField.NAME, limit=NAME_LENGTH, one_line=True)
        task = self._take(row, ListField.TASK)
        self._reader.note_if_hidden(row)
        place = self._cell(row, ListField.COUNTRY)
        country = parse_country(place)
        if country.fault is not None:
            fault = replace(country.fault, expected=_COUNTRY_STAYS, severity=ProblemSeverity.WARNING)
            self._reader.note(row, self._columns.get(ListField.COUNTRY), fault)
        if is_refused or name is None or task is None:
            return None
        if not name:
            self._reader.note(row, self._columns.get(ListField.NAME), _NO_NAME)
            return None
        place = "" if is_not_given(place) else place
        return ListedSubProcessor(name, task, country.value, place, self._reader.grid.sheet, row.number)

    def _take(self, row: GridRow, field: ListField, *, limit: int = 10_000, one_line: bool = False) -> str | None:
        """The text of a cell; None where it cannot go in."""
        parsed = parse_text(self._cell(row, field), limit=limit, one_line=one_line)
        if parsed.fault is not None:
            self._reader.note(row, self._columns.get(field), parsed.fault)
            if parsed.fault.severity is ProblemSeverity.ERROR:
                return None
        return parsed.value or ""

    def _cell(self, row: GridRow, field: ListField) -> str:
        column = self._columns.get(field)
        return row.cell(column) if column is not None else ""


def _joined(first: ListedSubProcessor, again: ListedSubProcessor) -> ListedSubProcessor:
    """One sub-processor named twice: its tasks together; two places are no one country."""
    tasks = dict.fromkeys(task for task in (*first.task.split(" / "), again.task) if task)
    country = first.country if first.country == again.country else None
    if not first.place or not again.place:
        country = first.country or again.country
    places = dict.fromkeys(place for place in (first.place, again.place) if place)
    return replace(first, task=" / ".join(tasks), country=country, place=" / ".join(places))


def _repeat(first: ListedSubProcessor, again: ListedSubProcessor) -> Problem:
    return Problem(
        code="repeated_in_file",
        message=Text(
            f"{first.row}行目と同じ名称です。1件にまとめます。", f"Row {first.row} has the same name; they become one."
        ),
        expected=Text("別の会社なら、名称を書き分けてください。", "Tell them apart by name if they are two companies."),
        sheet=again.sheet,
        row=again.row,
        value=again.name,
        severity=ProblemSeverity.WARNING,
    )
