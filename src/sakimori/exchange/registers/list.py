"""A list of one kind of record, from a source and a confirmed mapping of its columns, to entries and every problem."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, replace
from enum import StrEnum
from typing import Any, Final

from sakimori.domain.records.contract import Contract, ContractKind
from sakimori.domain.records.third_party import Foreign
from sakimori.domain.values.names import fold
from sakimori.domain.values.problem import Problem, ProblemSeverity
from sakimori.domain.values.text import Text
from sakimori.exchange.lists.grid import GridRow, Header, header_ending
from sakimori.exchange.lists.row_reading import RowReader, doubled_columns, missing_column
from sakimori.exchange.lists.source import Source
from sakimori.exchange.lists.values import Fault, Parsed, parse_corporate_number, parse_text
from sakimori.exchange.parties.row import ThirdPartyRow
from sakimori.exchange.registers.cells import reader_of
from sakimori.exchange.registers.columns import (
    PARTY_CODE,
    PARTY_ID,
    PARTY_NAME,
    PARTY_NUMBER,
    RECORD_ID,
    RegisterColumn,
    column_of,
    identifying,
    lexicon_of,
    missing_columns,
)
from sakimori.exchange.registers.entry import LeftOut, PartyWords, RegisterEntry, RegisterReading
from sakimori.exchange.registers.kinds import LISTED, OF_PARTIES, ListKind

_TELLING: Final = {
    ContractKind.NDA: r"秘密保持|機密保持|守秘|\bNDA\b|non-?disclosure|confidentiality",
    ContractKind.DPA: r"データ処理契約|データ処理補遺|\bDPA\b|data processing",
    ContractKind.ENTRUSTMENT: r"委託|outsourcing",
    ContractKind.JOINT_USE: r"共同利用|joint use",
    ContractKind.PROVISION: r"第三者提供",
    ContractKind.FOREIGN_PROVISION: r"外国提供|規則16条|外国にある第三者",
    ContractKind.TERMS: r"利用規約|サービス規約|約款|terms of (?:service|use)",
    ContractKind.SCC: r"標準契約条項|\bSCCs?\b|standard contractual clauses",
    ContractKind.RESALE: r"代理店|再販|reseller|resale",
    ContractKind.GROUP_RULES: r"グループ(?:内)?規程|\bBCR\b|binding corporate rules",
}
_PATTERNS: Final = {kind: re.compile(words, re.IGNORECASE | re.ASCII) for kind, words in _TELLING.items()}


def kind_from_title(title: str) -> ContractKind:
    """The one kind whose words stand in a title; OTHER where none does, or several do."""
    text = unicodedata.normalize("NFKC", title)
    told = [kind for kind, pattern in _PATTERNS.items() if pattern.search(text)]
    return told[0] if len(told) == 1 else ContractKind.OTHER


_NUMBERS: Final = frozenset({PARTY_NUMBER, "corporate_number"})
_PARTY_FIELDS: Final = {PARTY_NAME: "name", PARTY_NUMBER: "number", PARTY_CODE: "code", PARTY_ID: "id"}
_ENDLESS: Final = frozenset(
    map(fold, ("無期限", "期間の定めなし", "期間の定めがない", "定めなし", "期限なし", "期限の定めなし", "なし", "無",
               "9999-12-31", "9999/12/31", "9999年12月31日", "indefinite", "open-ended", "evergreen", "none"))
)  # fmt: skip
_NOTHING_IDENTIFIES: Final = Fault(
    "missing_name",
    Text("どの記録の行か分かりません。", "This row does not say which record it is."),
    Text("「{field}」か「{own_id}」を書いてください。", "Write “{field}” or “{own_id}”."),
)
_NAME_MISSING: Final = Fault(
    "missing_name",
    Text("法人名がありません。", "The legal name is missing."),
    Text("法人名（正式名称）を書いてください。", "Write the legal name."),
)
WITHOUT_DATA: Final[dict[str, Any]] = {"person_count": 0, "special_care": False, "foreign": Foreign.NONE}
"""What a third party answers to that handles no personal data for us."""
DATA_CONTRADICTED: Final = Fault(
    "data_contradicted",
    Text(
        "個人データなしとありますが、データの種類・人数・要配慮個人情報のどれかがあります。",
        "It says no personal data, and names kinds of data, persons or special care.",
    ),
    Text("未確認のままにします。どちらかを直してください。", "It stays unknown. Correct one of the two."),
    ProblemSeverity.WARNING,
)
_OTHER_UNITS: Final = frozenset({"other_unit", "business_days"})
STAYS_IN_NOTE: Final = Text("メモに残します。取込の後に選んでください。", "It stays in the note. Choose afterwards.")
_NO_PARTY: Final = Fault(
    "missing_party",
    Text("取引先がありません。", "The third party is missing."),
    Text("取引先の名称か法人番号を書いてください。", "Write its name or its corporate number."),
)


def read_register_list(
    source: Source, kind: ListKind, *, sheet: str, header_row: int, mapping: Mapping[int, RegisterColumn]
) -> RegisterReading:
    """Read the rows below a header by a mapping of zero-based columns to fields; nothing is written anywhere."""
    record = LISTED[kind]
    grid = source.grid(sheet)
    header = header_ending(grid, header_row, lexicon_of(record))
    problems = tuple(column_problems(sheet, header, missing_columns(record, mapping), mapping))
    corporate = frozenset(column for column, one in mapping.items() if one.name in _NUMBERS)
    reader = ListReader(RowReader(grid, header, corporate=corporate), record, mapping, may_be_good=not problems)
    reader.read()
    return reader.reading(kind, mapping, problems)


def column_problems(
    sheet: str, header: Header, missing: Sequence[RegisterColumn], mapping: Mapping[int, RegisterColumn]
) -> Iterator[Problem]:
    """What is wrong with a mapping: columns that are missing, and fields that two columns hold."""
    for column in missing:
        yield missing_column(sheet, header, column.label, Text("その列を選んでください。", "Choose that column."))
    yield from doubled_columns(sheet, header, mapping, lambda column: column.label)


class ListReader:
    """Walks the rows of one grid; each ends as an entry, refused or skipped."""

    def __init__(
        self, rows: RowReader, kind: type, mapping: Mapping[int, RegisterColumn], *, may_be_good: bool
    ) -> None:
        """Take the rows, the record that each becomes, and the confirmed columns."""
        self.rows = rows
        self._kind, self._mapping, self._may_be_good = kind, mapping, may_be_good
        self._has_note = any(spec.name == "note" for spec in fields(kind))
        self._column = {one.name: place for place, one in mapping.items()}
        self._labels = {one.name: rows.header.label(place) for place, one in mapping.items()}
        self.entries: list[RegisterEntry] = []
        self.refused: list[LeftOut] = []
        self.skipped: list[LeftOut] = []

    def read(self) -> None:
        """Read every row."""
        name_column = next((self._column[n] for n in identifying(self._kind) if n in self._column), None)
        for row, reason in self.rows.below(name_column=name_column):
            place = (row.number, self.rows.grid.sheet, row.number)
            if reason is not None:
                self.skipped.append(LeftOut(*place, reason=reason))
            elif (entry := self._entry(row)) is None:
                shown = row.masked(self.rows.header.my_number_columns)
                self.refused.append(LeftOut(*place, name="" if name_column is None else shown.cell(name_column)))
            else:
                self.entries.append(entry)

    def reading(
        self,
        kind: ListKind,
        mapping: Mapping[int, RegisterColumn],
        problems: Sequence[Problem],
        entries: Sequence[RegisterEntry] | None = None,
    ) -> RegisterReading:
        """What was read, with the problems of the columns first; `entries` are others than the rows themselves."""
        return RegisterReading(
            kind=kind,
            entries=tuple(self.entries if entries is None else entries),
            problems=(*problems, *self.rows.problems),
            refused=tuple(self.refused),
            skipped=tuple(self.skipped),
            sheets=(self.rows.grid.sheet,),
            mapping={str(column): one.name for column, one in mapping.items()},
            heads=self.rows.header.labels,
        )

    def _entry(self, row: GridRow) -> RegisterEntry | None:
        """The entry of a row, or None where it cannot go in; its problems are kept either way."""
        is_good = not self.rows.search(row) and self._may_be_good
        self.rows.note_if_hidden(row)
        values: dict[str, Any] = {}
        party: dict[str, str] = {}
        lines: list[str] = []
        for place, column in self._mapping.items():
            parsed = self._parsed(column.name, row.cell(place))
            if parsed.fault is not None and self._has_note and parsed.fault.code in _OTHER_UNITS:
                # A contract that says “three months” is no mistake of the list; that we hold days must not keep it out.
                softer = replace(parsed.fault, expected=STAYS_IN_NOTE, severity=ProblemSeverity.WARNING)
                self.rows.note(row, place, softer)
                lines.append(f"{self.rows.header.label(place)}：{' '.join(row.cell(place).split())}")
            elif parsed.fault is not None:
                self.rows.note(row, place, parsed.fault)
                is_good = is_good and parsed.fault.severity is not ProblemSeverity.ERROR
            if parsed.value is None:
                continue
            if column.name in _PARTY_FIELDS:
                party[_PARTY_FIELDS[column.name]] = parsed.value
            else:
                values[column.name] = parsed.value
        values = with_endless(self._kind, values, self._raw(row, "end_on"))
        if self._kind is ThirdPartyRow:
            values = self._without_data(row, values)
        if lines:
            values["note"] = "\n".join(filter(None, (values.get("note"), *lines)))
        words = PartyWords(**party)
        is_good = self._is_whole(row, values, words) and is_good
        if not is_good:
            return None
        record_id = values.pop(RECORD_ID, "")
        return RegisterEntry(
            key=row.number,
            kind=self._kind,
            sheet=self.rows.grid.sheet,
            row=row.number,
            name=self._name(row, values) or record_id,
            values=values,
            party=words if self._kind in OF_PARTIES else None,
            record_id=record_id,
            defaults=_defaults(self._kind, values),
            labels=self._labels,
        )

    def _without_data(self, row: GridRow, values: dict[str, Any]) -> dict[str, Any]:
        """What follows where no personal data go: nobody to count, and nothing abroad; unless the row contradicts."""
        if values.get("data_categories") != frozenset():
            return values
        if values.get("person_count") or values.get("special_care"):
            self.rows.note(row, self._column["data_categories"], DATA_CONTRADICTED)
            return {name: value for name, value in values.items() if name != "data_categories"}
        return WITHOUT_DATA | values

    def _parsed(self, name: str, raw: str) -> Parsed[Any]:
        if not raw or (name == "end_on" and self._kind is Contract and fold(raw) in _ENDLESS):
            return Parsed(None)
        if name == PARTY_NUMBER:
            return parse_corporate_number(raw)
        if name in _PARTY_FIELDS or name == RECORD_ID:
            return parse_text(raw, limit=500, one_line=True)
        return reader_of(self._kind, name)(raw)

    def _raw(self, row: GridRow, name: str) -> str:
        return row.cell(self._column[name]) if name in self._column else ""

    def _name(self, row: GridRow, values: Mapping[str, Any]) -> str:
        """What the record is called in the file, in the words that stand there."""
        named = ((values[name], self._raw(row, name)) for name in identifying(self._kind) if name in values)
        return next((raw if isinstance(value, StrEnum) else str(value) for value, raw in named), "")

    def _is_whole(self, row: GridRow, values: Mapping[str, Any], words: PartyWords) -> bool:
        """Whether a row says which record it is, and whose."""
        if RECORD_ID in values or not self._may_be_good:
            return True
        is_party = self._kind is ThirdPartyRow
        told = [
            name
            for name in identifying(self._kind)
            if name not in values and (says_nothing(self._raw(row, name)) if is_party else not self._raw(row, name))
        ]
        for name in told:
            self.rows.note(row, self._column.get(name), _NAME_MISSING if is_party else self._nothing_identifies(name))
        is_nobodys = self._kind in OF_PARTIES and words.is_blank and not self._has_party_cell(row)
        if is_nobodys:
            self.rows.note(row, self._column.get(PARTY_NAME), _NO_PARTY)
        return not told and not is_nobodys

    def _nothing_identifies(self, name: str) -> Fault:
        labels = {"field": column_of(self._kind, name).label, "own_id": column_of(self._kind, RECORD_ID).label}
        return replace(_NOTHING_IDENTIFIES, expected=_NOTHING_IDENTIFIES.expected.format(**labels))

    def _has_party_cell(self, row: GridRow) -> bool:
        """Whether a cell was meant to name the third party; if it could not be read, its own fault says so."""
        return any(self._raw(row, name) and not says_nothing(self._raw(row, name)) for name in _PARTY_FIELDS)


def says_nothing(raw: str) -> bool:
    """Whether a cell says only that nobody knows."""
    return parse_text(raw).value is None


def with_endless(kind: type, values: dict[str, Any], end: str) -> dict[str, Any]:
    """A contract whose end column says that it has none."""
    if kind is Contract and end and fold(end) in _ENDLESS:
        return {"open_ended": True, **values}
    return values


def _defaults(kind: type, values: Mapping[str, Any]) -> dict[str, Any]:
    """What stands in for fields that every record has and that this row leaves open."""
    if kind is Contract and "kind" not in values:
        return {"kind": kind_from_title(str(values.get("title", "")))}
    return {}
