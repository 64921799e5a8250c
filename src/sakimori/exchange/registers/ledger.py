"""A 委託先台帳: each row is a third party, with the contract, the certificates and the flow that it tells of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from sakimori.domain.codes import Role
from sakimori.domain.records.certificate import Certificate, Scheme
from sakimori.domain.records.contract import Contract, ContractKind
from sakimori.domain.records.data_flow import DataFlow, Direction
from sakimori.domain.values.names import fold
from sakimori.domain.values.problem import ProblemSeverity
from sakimori.domain.values.text import Text
from sakimori.exchange.lists.grid import GridRow, header_ending
from sakimori.exchange.lists.row_reading import RowReader
from sakimori.exchange.lists.source import Source
from sakimori.exchange.lists.values import Fault, is_not_given, parse_text, parse_yes_no
from sakimori.exchange.parties.row import ThirdPartyRow
from sakimori.exchange.registers.cells import SEPARATOR, parse_data_categories, reader_of
from sakimori.exchange.registers.columns import RegisterColumn, missing_columns
from sakimori.exchange.registers.dates import parse_day
from sakimori.exchange.registers.entry import InFile, RegisterEntry, RegisterReading
from sakimori.exchange.registers.kinds import ListKind
from sakimori.exchange.registers.ledger_columns import (
    CERTIFICATE,
    CONTRACT,
    FURTHER,
    HANDLES,
    LEXICON,
    NUMBER,
    PERIOD,
    SCHEMES,
    VALID_UNTIL,
)
from sakimori.exchange.registers.list import (
    DATA_CONTRADICTED,
    STAYS_IN_NOTE,
    WITHOUT_DATA,
    ListReader,
    column_problems,
    kind_from_title,
    with_endless,
)
from sakimori.exchange.registers.words import VOCABULARIES

KEYS_A_ROW: Final = 1_000
"""So many keys each row has for its records; the key of its third party is the number of the row."""
_RECORDS: Final = 10_000_000
_DEFAULT_TITLE: Final = Text("業務委託契約", "Service agreement")
_DEFAULT_FLOW: Final = Text("業務委託に伴う個人データの取扱い", "Personal data for the service")
_BETWEEN_DAYS: Final = re.compile(r"\s*(?:~|〜|～|－|–|—|から|\bto\b|\s-\s)\s*")
_NO_SCHEME: Final = Fault(
    "unknown_scheme",
    Text("知らない認証です。", "This certification is not known."),
    Text("取り込みません。取込の後に認証を登録してください。", "It is left out. Record it afterwards."),
    ProblemSeverity.WARNING,
)
_WHICH_SCHEME: Final = Fault(
    "which_scheme",
    Text("どの認証の期限か分かりません。", "Which certification this is the end of is not clear."),
    Text("取り込みません。認証が1つの行だけに使います。", "It is left out: it is used in rows with one certification."),
    ProblemSeverity.WARNING,
)

_SOME_ELSEWHERE: Final = Fault(
    "data_contradicted",
    Text(
        "この行では個人データなし、同じ取引先の別の行ではありとなっています。",
        "This row says no personal data; another row of the same third party says that there are some.",
    ),
    Text("未確認のままにします。どちらが正しいか確かめてください。", "It stays unknown. Find out which is right."),
    ProblemSeverity.WARNING,
)


def read_ledger(
    source: Source, *, sheet: str, header_row: int, mapping: Mapping[int, RegisterColumn]
) -> RegisterReading:
    """Read the rows below a header; records of a row name its third party by the number of the row."""
    grid = source.grid(sheet)
    header = header_ending(grid, header_row, LEXICON)
    own = {place: column for place, column in mapping.items() if column.name not in FURTHER}
    problems = tuple(column_problems(sheet, header, missing_columns(ThirdPartyRow, own), mapping))
    corporate = frozenset(place for place, column in own.items() if column.name == "corporate_number")
    reader = ListReader(RowReader(grid, header, corporate=corporate), ThirdPartyRow, own, may_be_good=not problems)
    reader.read()
    rows = _RowRecords(reader.rows, mapping)
    parties: list[RegisterEntry] = []
    records: list[RegisterEntry] = []
    told = {entry.key: row for entry in reader.entries if (row := grid.row(entry.row)) is not None}
    some = _named(
        [entry for entry in reader.entries if entry.key in told and rows.handles_some(told[entry.key], entry)]
    )
    for entry in reader.entries:
        if (row := told.get(entry.key)) is not None:
            party = rows.party(row, entry, is_some_elsewhere=not some.isdisjoint(_named([entry])))
            parties.append(party)
            records += rows.records(row, party)
    return reader.reading(ListKind.VENDOR_LEDGER, mapping, problems, (*parties, *records))


@dataclass(frozen=True, slots=True)
class _Found:
    """One record that a row tells of beside its third party, as its entry will say it."""

    kind: type
    name: str
    values: Mapping[str, Any]
    labels: Mapping[str, str]
    fills_only: frozenset[str] = frozenset()


class _RowRecords:
    """What a row tells beside its third party."""

    def __init__(self, rows: RowReader, mapping: Mapping[int, RegisterColumn]) -> None:
        self._rows = rows
        self._place = {column.name: place for place, column in mapping.items() if column.name in FURTHER}
        self._labels = {name: rows.header.label(place) for name, place in self._place.items()}
        names = [rows.header.label(place) for place, column in mapping.items() if column.name == "legal_name"]
        self._are_processors = any(_PROCESSORS.search(name) for name in names)
        self._language = "ja" if any(not label.isascii() for label in rows.header.labels) else "en"

    def handles_some(self, row: GridRow, entry: RegisterEntry) -> bool:
        """Whether a row says that personal data are handled, by the column on that or by what it names of them."""
        said = entry.values.get("data_categories") or entry.values.get("person_count")
        return bool(said or entry.values.get("special_care")) or parse_yes_no(self._raw(row, HANDLES)).value is True

    def party(self, row: GridRow, entry: RegisterEntry, *, is_some_elsewhere: bool) -> RegisterEntry:
        """The third party, with what the column on the handling of personal data says of it.

        Where another row of the same third party says that there are some, one that says there are none is a question.

        Whom a list heads as 委託先 is one.
        """
        # A blank or any other word says nothing: what nobody knows is not taken for none.
        if self._are_processors and "roles" not in entry.values:
            entry = replace(
                entry,
                values={**entry.values, "roles": frozenset({Role.PROCESSOR})},
                labels={"roles": entry.labels.get("legal_name", ""), **entry.labels},
            )
        if parse_data_categories(self._raw(row, HANDLES)).value != frozenset():
            return entry
        if is_some_elsewhere and not self.handles_some(row, entry):
            self._rows.note(row, self._place[HANDLES], _SOME_ELSEWHERE)
            return entry
        return self._without_data(row, entry)

    def records(self, row: GridRow, party: RegisterEntry) -> Iterator[RegisterEntry]:
        """The contract, the certificates and the flow of a row."""
        found = [*self._contract(row, party), *self._certificates(row), *self._flow(party)]
        for place, one in enumerate(found):
            yield RegisterEntry(
                key=_RECORDS + row.number * KEYS_A_ROW + place,
                kind=one.kind,
                sheet=self._rows.grid.sheet,
                row=row.number,
                name=one.name,
                values=one.values,
                party=InFile(party.key),
                fills_only=one.fills_only,
                labels=one.labels,
            )

    def _without_data(self, row: GridRow, entry: RegisterEntry) -> RegisterEntry:
        if entry.values.get("data_categories") or entry.values.get("person_count") or entry.values.get("special_care"):
            self._rows.note(row, self._place[HANDLES], DATA_CONTRADICTED)
            values = {name: value for name, value in entry.values.items() if name != "data_categories"}
            return replace(entry, values=values)
        labels = {"data_categories": self._labels[HANDLES], **entry.labels}
        return replace(entry, values=WITHOUT_DATA | {"data_categories": frozenset(), **entry.values}, labels=labels)

    # The contract

    def _contract(self, row: GridRow, party: RegisterEntry) -> Iterator[_Found]:
        values: dict[str, Any] = {}
        lines: list[str] = []
        labels: dict[str, str] = {}
        for name, place in self._place.items():
            raw = row.cell(place)
            if not name.startswith(CONTRACT) or is_not_given(raw):
                continue
            field = name.removeprefix(CONTRACT)
            read = self._period(row, place) if name == PERIOD else self._value(row, place, Contract, field)
            labels[field] = self._rows.header.label(place)
            values |= read
            if not read:
                lines.append(f"{self._rows.header.label(place)}：{' '.join((parse_text(raw).value or '').split())}")
        if not values:
            return
        if lines:
            values["note"] = "\n".join(lines)
        title = values.get("title") or self._title(party)
        # Of which kind it is, where the list does not say, is our word for it and contradicts nothing on record.
        kind = {"kind": self._kind(title)} | values
        yield _Found(Contract, title, {**kind, "title": title}, labels, frozenset({"kind"} - values.keys()))

    def _title(self, party: RegisterEntry) -> str:
        service = party.values.get("service_name")
        title = _DEFAULT_TITLE.get(self._language)
        return title if not service else f"{title}（{service}）" if self._language == "ja" else f"{title} ({service})"

    def _kind(self, title: str) -> ContractKind:
        is_ours = title.startswith((_DEFAULT_TITLE.ja, _DEFAULT_TITLE.en))
        return ContractKind.ENTRUSTMENT if is_ours else kind_from_title(title)

    def _period(self, row: GridRow, place: int) -> dict[str, Any]:
        """First and last day out of one cell; one day alone is the last."""
        raw = row.cell(place)
        parts = [part for part in _BETWEEN_DAYS.split(raw) if part.strip()]
        days = [parse_day(part).value for part in parts]
        if len(days) == 2 and None not in days:
            return {"start_on": days[0], "end_on": days[1]}
        if len(days) == 2 and days[0] is not None:
            return with_endless(Contract, {"start_on": days[0]}, parts[1])
        if raw.endswith(("~", "〜", "～", "から")) and len(days) == 1 and days[0] is not None:
            return {"start_on": days[0]}
        self._rows.note(row, place, _NO_PERIOD)
        return {}

    def _value(self, row: GridRow, place: int, kind: type, field: str) -> dict[str, Any]:
        """What a cell says of a field; what cannot be read stays in the note, with a warning."""
        raw = row.cell(place)
        if field == "end_on" and (endless := with_endless(Contract, {}, raw)):
            return endless
        if field == "end_on" and fold(raw) in _RENEWS:
            return {"auto_renews": True}
        parsed = reader_of(kind, field)(raw)
        if parsed.fault is not None:
            self._rows.note(row, place, replace(parsed.fault, expected=STAYS_IN_NOTE, severity=ProblemSeverity.WARNING))
        return {} if parsed.value is None else {field: parsed.value}

    # Its certificates

    def _certificates(self, row: GridRow) -> Iterator[_Found]:
        found: dict[Scheme, dict[str, Any]] = {}
        for name, place in self._place.items():
            raw = row.cell(place)
            if name.startswith(CERTIFICATE) and not is_not_given(raw):
                for scheme, values in self._of_cell(row, place, name.removeprefix(CERTIFICATE)):
                    found.setdefault(scheme, {}).update(values)
        until = f"{CERTIFICATE}{VALID_UNTIL}"
        if not is_not_given(self._raw(row, until)):
            self._single_end(row, self._place[until], found)
        for scheme, values in found.items():
            if values.pop("is_none", False):
                continue
            name = str(VOCABULARIES[Scheme].word(scheme, self._language))
            labels = {"scheme": self._labels.get(f"{CERTIFICATE}{scheme}", "")}
            yield _Found(Certificate, name, {"scheme": scheme, **values}, labels)

    def _of_cell(self, row: GridRow, place: int, what: str) -> Iterator[tuple[Scheme, dict[str, Any]]]:
        raw = row.cell(place)
        if what == SCHEMES.removeprefix(CERTIFICATE):
            yield from ((scheme, {}) for scheme in self._schemes(row, place))
        elif what in _SCHEMES:
            yield Scheme(what), _one_certificate(raw)
        elif what != VALID_UNTIL:
            code, _, field = what.partition(".")
            yield Scheme(code), self._value(row, place, Certificate, field)

    def _schemes(self, row: GridRow, place: int) -> Iterator[Scheme]:
        raw = row.cell(place)
        whole = VOCABULARIES[Scheme].code(raw)
        if parse_yes_no(raw).value is False:
            return
        for part in [raw] if whole else filter(None, map(str.strip, SEPARATOR.split(raw.replace("・", "、")))):
            scheme = VOCABULARIES[Scheme].code(part)
            if scheme is None:
                self._rows.note(row, place, _NO_SCHEME)
            else:
                yield scheme

    def _single_end(self, row: GridRow, place: int, found: dict[Scheme, dict[str, Any]]) -> None:
        """The end of the one certification of a row; of several nobody can tell which is meant."""
        held = [values for values in found.values() if not values.get("is_none")]
        if len(held) != 1:
            self._rows.note(row, place, _WHICH_SCHEME)
        else:
            held[0].update({**self._value(row, place, Certificate, VALID_UNTIL), **held[0]})

    # The flow

    def _flow(self, party: RegisterEntry) -> Iterator[_Found]:
        """What goes there, where the row names the kinds of data: on what ground is for a person to say."""
        categories = party.values.get("data_categories")
        if not categories:
            return
        roles: frozenset[Role] = party.values.get("roles") or frozenset()
        name = party.values.get("service_name") or _DEFAULT_FLOW.get(self._language)
        values: dict[str, Any] = {"name": name, "direction": Direction.OUT, "categories": categories}
        if len(roles) == 1:
            values["role"] = next(iter(roles))
        if (persons := party.values.get("person_count")) is not None:
            values["person_count"] = persons
        yield _Found(DataFlow, name, values, dict(party.labels), frozenset(values) - {"name"})

    def _raw(self, row: GridRow, name: str) -> str:
        return row.cell(self._place[name]) if name in self._place else ""


def _named(entries: Sequence[RegisterEntry]) -> set[str]:
    """By what rows name their third parties: one that shares any of it is the same."""
    names = ("legal_name", "corporate_number", "external_key")
    return {fold(str(entry.values[name])) for entry in entries for name in names if entry.values.get(name)}


_PROCESSORS: Final = re.compile(r"(?<!再)委託先|\bprocessor", re.IGNORECASE)
_SCHEMES: Final = frozenset(scheme.value for scheme in Scheme)
_RENEWS: Final = frozenset(map(fold, ("自動更新", "自動更新あり", "自動継続", "auto-renewal")))
_NO_PERIOD: Final = Fault(
    "bad_period",
    Text("期間として読めません。", "This cannot be read as a term."),
    STAYS_IN_NOTE,
    ProblemSeverity.WARNING,
)


def _one_certificate(raw: str) -> dict[str, Any]:
    """What the column of one certification says: that there is one, until when, or under which number."""
    said = parse_yes_no(raw)
    if said.value is False or fold(raw) in _NOT_HELD:
        return {"is_none": True}
    if said.value is True or fold(raw) in _HELD:
        return {}
    day: date | None = parse_day(raw).value
    if day is not None:
        return {VALID_UNTIL: day}
    number = parse_text(raw, limit=200, one_line=True).value
    return {NUMBER: number} if number and any(char.isdigit() for char in number) else {"is_none": True}


_HELD: Final = frozenset(map(fold, ("取得", "取得済", "取得済み", "認証取得", "認証済", "付与", "held", "certified")))
_NOT_HELD: Final = frozenset(map(fold, ("未取得", "取得なし", "取得していない", "申請中", "取得予定", "not held")))
