"""A processing register (record of processing, データ取扱台帳) to data flows: one for each recipient of an activity."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from sakimori.domain.records.data_flow import DataFlow, Direction
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.values.names import fold
from sakimori.domain.values.problem import ProblemSeverity
from sakimori.domain.values.text import Text
from sakimori.exchange.lists.grid import Grid, GridRow, Header, Lexicon, find_header, header_ending
from sakimori.exchange.lists.row_reading import RowReader
from sakimori.exchange.lists.source import Source
from sakimori.exchange.lists.values import Fault, Parsed, parse_text
from sakimori.exchange.registers.cells import SEPARATOR, reader_of
from sakimori.exchange.registers.columns import RegisterColumn, RegisterProposal, by_label, once_each
from sakimori.exchange.registers.entry import InFile, LeftOut, PartyWords, RegisterEntry, RegisterReading
from sakimori.exchange.registers.kinds import ListKind
from sakimori.exchange.registers.list import STAYS_IN_NOTE, column_problems, says_nothing

ACTIVITY, RECIPIENTS = "activity", "recipients"
NEEDED: Final = (ACTIVITY, RECIPIENTS)
_NOTED: Final = "noted"

_COLUMNS: Final[Mapping[str, tuple[Text, str]]] = {
    ACTIVITY: (
        Text("処理活動", "Processing activity"),
        "業務|業務名|業務名称|業務の名称|処理業務|取扱業務|活動|取扱い業務|個人情報の取扱い業務|Activity|Process|"
        "Processing|Name of processing|Processing operation|Name",
    ),
    RECIPIENTS: (
        Text("渡す相手", "Recipients"),
        "提供先|委託先|提供先・委託先|委託先・提供先|受領者|取得者|開示先|第三者提供先|外部委託先|渡し先|委託先名|"
        "Recipient|Recipients|Categories of recipients|Processors|Processor|Third parties|Disclosed to|Vendors",
    ),
    "purpose_id": (
        Text("利用目的", "Purpose"),
        "目的|利用の目的|処理目的|処理の目的|Purposes|Purpose of processing|Purposes of processing",
    ),
    "subject_groups": (
        Text("だれの情報か", "Data subjects"),
        "本人|対象者|データ主体|本人の区分|対象となる本人|Subjects|Categories of data subjects|Data subject categories",
    ),
    "categories": (
        Text("データの種類", "Categories of data"),
        "個人データの種類|個人情報の種類|個人情報の項目|個人データの項目|データ項目|項目|データ種別|"
        "取扱項目|Data categories|Categories of personal data|Personal data|Data|Types of data",
    ),
    "processing_countries": (
        Text("処理する国", "Countries of processing"),
        "国|提供先の国|移転先|移転先の国|越境移転|第三国|外国|外国移転|Country|Countries|Third countries|"
        "Third country transfers|Transfers|International transfers",
    ),
    "storage_countries": (
        Text("保存する国", "Countries of storage"),
        "保存国|保管国|保存場所|保管場所|データの保存場所|Storage location|Location of data|Hosting location",
    ),
    "retention_months": (
        Text("保存期間", "Retention"),
        "保管期間|保持期間|消去期限|廃棄時期|Retention period|Time limits for erasure|Erasure|Retention schedule",
    ),
    "route": (
        Text("渡す根拠", "Legal ground"),
        "法的根拠|根拠|提供の根拠|適法性の根拠|Legal basis|Lawful basis",
    ),
    "transfer_method": (Text("渡し方", "Method of transfer"), "提供方法|受渡し方法|授受方法|Transfer method"),
    "source_system": (Text("元のシステム", "Source system"), "システム|"
        "利用システム|情報システム|System|Systems|Application"),
    "person_count": (Text("人数", "Persons"), "件数|本人数|対象人数|Number of data subjects|Volume"),
    "start_on": (Text("開始日", "Starts on"), "取扱開始日|開始|Start date|Start"),
    "external_key": (Text("社内の番号", "Own code"), "管理番号|整理番号|No|No.|番号|ID|Reference|Ref|Record id"),
    f"{_NOTED}_measures": (
        Text("安全管理措置", "Security measures"),
        "安全管理|セキュリティ対策|管理措置|保護措置|Measures|Security|Technical and organisational measures|TOMs",
    ),
    f"{_NOTED}_department": (Text("部門", "Department"), "部署|"
        "所管部署|主管部署|担当部署|管理部門|Business unit|Owner"),
    f"{_NOTED}_note": (Text("備考", "Remarks"), "コメント|メモ|特記事項|Notes|Note|Comments"),
}  # fmt: skip
COLUMNS: Final = {name: RegisterColumn(name, label) for name, (label, _words) in _COLUMNS.items()}
"""What a column of a processing register may hold."""

_LEXICON: Final[Lexicon[RegisterColumn | str]] = Lexicon(
    {COLUMNS[name]: f"{label.ja}|{label.en}|{words}" for name, (label, words) in _COLUMNS.items()}
)
_RECIPIENTS_APART: Final = re.compile(
    r"[、，;；\n]+|\s+[/／]\s+|,(?!\s*(?:Inc|Ltd|LLC|Co|Corp|S\.A|Limited)\b)", re.IGNORECASE
)
_NOBODY: Final = frozenset(
    map(fold, ("なし", "無", "無し", "社内のみ", "社内", "自社", "自社のみ", "none", "internal", "no"))
)
_NO_RECIPIENT: Final = Text("渡す相手のない行です。", "Nobody receives these data.")
_NO_ACTIVITY: Final = Fault(
    "missing_name",
    Text("処理活動の名称がありません。", "The processing activity is missing."),
    Text("処理活動の名称を書いてください。", "Write its name."),
)
_LENIENT: Final = frozenset(
    {"subject_groups", "categories", "processing_countries", "storage_countries", "retention_months", "route",
     "transfer_method", "person_count", "start_on"}
)  # fmt: skip
_SURE: Final = 0.9


def propose_processing(grids: Sequence[Grid], *, header: Header | None = None) -> RegisterProposal:
    """The sheet that looks most like a processing register, with its header and columns."""
    return max((_propose(grid, header) for grid in grids), key=processing_fit)


def processing_fit(proposal: RegisterProposal) -> float:
    """How well a sheet fits; 0 where activity or recipients are missing."""
    surest = {g.field.name: g.confidence for g in proposal.columns if g.field and g.confidence >= _SURE}
    return sum(surest.values()) if surest.keys() >= set(NEEDED) else 0.0


def read_processing_register(
    source: Source, *, sheet: str, header_row: int, mapping: Mapping[int, RegisterColumn]
) -> RegisterReading:
    """Read the rows below a header: each recipient of an activity becomes a third party to find and a flow to it."""
    grid = source.grid(sheet)
    header = header_ending(grid, header_row, _LEXICON)
    missing = missing_processing_columns(mapping)
    problems = tuple(column_problems(sheet, header, missing, mapping))
    reader = _Reader(RowReader(grid, header), mapping, may_be_good=not problems)
    reader.read()
    return RegisterReading(
        kind=ListKind.PROCESSING_REGISTER,
        entries=tuple(reader.entries),
        problems=(*problems, *reader.rows.problems),
        refused=tuple(reader.refused),
        skipped=tuple(reader.skipped),
        sheets=(sheet,),
        mapping={str(column): one.name for column, one in mapping.items()},
    )


def missing_processing_columns(mapping: Mapping[int, RegisterColumn]) -> tuple[RegisterColumn, ...]:
    """The columns without which no row can go in."""
    names = {one.name for one in mapping.values()}
    return tuple(COLUMNS[name] for name in NEEDED if name not in names)


def _propose(grid: Grid, header: Header | None) -> RegisterProposal:
    chosen = header or find_header(grid, _LEXICON)
    guesses = [by_label(place, label, _LEXICON.match(label)) for place, label in enumerate(chosen.labels)]
    return RegisterProposal(DataFlow, grid.sheet, chosen, tuple(once_each(guesses, chosen)))


class _Reader:
    """Walks the rows of one grid; each gives flows, or is refused or skipped."""

    def __init__(self, rows: RowReader, mapping: Mapping[int, RegisterColumn], *, may_be_good: bool) -> None:
        self.rows = rows
        self._mapping, self._may_be_good = mapping, may_be_good
        self._column = {one.name: place for place, one in mapping.items()}
        self._parties: dict[str, int] = {}
        self._count = 0
        self.entries: list[RegisterEntry] = []
        self.refused: list[LeftOut] = []
        self.skipped: list[LeftOut] = []

    def read(self) -> None:
        for row, reason in self.rows.below(name_column=self._column.get(ACTIVITY)):
            if reason is not None:
                self._leave(row, reason)
            else:
                self._row(row)

    def _row(self, row: GridRow) -> None:
        is_good = not self.rows.search(row) and self._may_be_good
        self.rows.note_if_hidden(row)
        activity = parse_text(self._raw(row, ACTIVITY), limit=300, one_line=True).value or ""
        if not activity and self._may_be_good:
            self.rows.note(row, self._column.get(ACTIVITY), _NO_ACTIVITY)
            is_good = False
        values, lines = self._values(row)
        if not is_good:
            self._leave(row, None)
            return
        recipients = self._recipients(row)
        if not recipients:
            self._leave(row, _NO_RECIPIENT)
            return
        if lines:
            values["note"] = "\n".join(lines)
        code = values.pop("external_key", None)
        for place, name in enumerate(recipients):
            party = self._parties.get(fold(name)) or self._add_party(row, name)
            # One row of theirs is several flows of ours: only then does its code need a part that tells them apart.
            own = {"external_key": code if len(recipients) == 1 else f"{code}-{place + 1}"} if code else {}
            self._add(row, DataFlow, f"{activity} → {name}", {"name": activity, **values, **own}, InFile(party))

    def _values(self, row: GridRow) -> tuple[dict[str, Any], list[str]]:
        """The typed values of a row, and what only the note can hold, a line each."""
        values: dict[str, Any] = {}
        lines: list[str] = []
        for place, column in self._mapping.items():
            raw = row.cell(place)
            if column.name in NEEDED or not raw or says_nothing(raw):
                continue
            if column.name.startswith(_NOTED):
                lines.append(f"{self.rows.header.label(place)}：{_flat(raw)}")
                continue
            parsed = _reader(column.name)(raw)
            if parsed.fault is not None:
                is_lenient = column.name in _LENIENT and parsed.fault.severity is ProblemSeverity.ERROR
                softer = replace(parsed.fault, expected=STAYS_IN_NOTE, severity=ProblemSeverity.WARNING)
                self.rows.note(row, place, softer if is_lenient else parsed.fault)
                if is_lenient:
                    lines.append(f"{self.rows.header.label(place)}：{_flat(raw)}")
            if column.name == "categories":
                values["data_items"] = _parts(raw)
            if parsed.value is not None:
                values[column.name] = parsed.value
        return values, lines

    def _recipients(self, row: GridRow) -> list[str]:
        raw = parse_text(self._raw(row, RECIPIENTS)).value or ""
        names = (" ".join(part.split()) for part in _RECIPIENTS_APART.split(raw))
        return list({fold(n): n for n in names if fold(n) and fold(n) not in _NOBODY}.values())

    def _add_party(self, row: GridRow, name: str) -> int:
        key = self._add(
            row, ThirdParty, name, {"legal_name": name}, PartyWords(name), fills_only=frozenset({"legal_name"}),
            asks_first=True,
        )  # fmt: skip
        self._parties[fold(name)] = key
        return key

    def _add(
        self, row: GridRow, kind: type, name: str, values: Mapping[str, Any], party: PartyWords | InFile, **more: Any  # noqa: ANN401
    ) -> int:  # fmt: skip
        self._count += 1
        if kind is DataFlow:
            labels = {one.name: self.rows.header.label(place) for place, one in self._mapping.items()}
            more = {
                "defaults": {"direction": Direction.OUT},
                "fills_only": frozenset({"note", "data_items"}),
                "else_noted": {"purpose_id": labels.get("purpose_id", "")},
                "labels": {**labels, "name": labels.get(ACTIVITY, "")},
            }
        self.entries.append(
            RegisterEntry(key=self._count, kind=kind, sheet=self.rows.grid.sheet, row=row.number, name=name,
                          values=values, party=party, **more)
        )  # fmt: skip
        return self._count

    def _leave(self, row: GridRow, reason: Text | None) -> None:
        self._count += 1
        shown = row.masked(self.rows.header.my_number_columns)
        name = shown.cell(self._column[ACTIVITY]) if ACTIVITY in self._column else ""
        into = self.refused if reason is None else self.skipped
        into.append(LeftOut(self._count, self.rows.grid.sheet, row.number, name, reason))

    def _raw(self, row: GridRow, name: str) -> str:
        return row.cell(self._column[name]) if name in self._column else ""


def _reader(name: str) -> Callable[[str], Parsed[Any]]:
    return reader_of(DataFlow, name)


def _parts(raw: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, (" ".join(part.split()) for part in SEPARATOR.split(raw)))))


def _flat(raw: str) -> str:
    return " ".join((parse_text(raw).value or "").split())
