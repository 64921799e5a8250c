"""A DORA register of information (EBA template) to third parties, contracts, data flows and sub-processors.

Read are b_05.01 (providers), b_02.01 and b_02.02 (contracts, services and where data are), b_03.02 (who signed) and
b_05.02 (supply chains). What the Act asks for besides, such as the ground of a provision, the workbook does not say.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from sakimori.domain.codes import KindOfBody, Role
from sakimori.domain.records.contract import Contract, ContractCover, ContractKind
from sakimori.domain.records.data_flow import DataFlow, Direction
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.values.names import fold
from sakimori.domain.values.numbers import bare_number, is_corporate_number
from sakimori.domain.values.problem import Problem, ProblemSeverity
from sakimori.domain.values.text import Text
from sakimori.exchange.lists.grid import GridRow
from sakimori.exchange.lists.source import Source
from sakimori.exchange.lists.values import Fault
from sakimori.exchange.registers.cells import NameInCell
from sakimori.exchange.registers.dora_chains import DoraEntries, labels, read_chains
from sakimori.exchange.registers.dora_sheets import (
    CHAINS,
    CONTRACTS,
    NO_PROVIDER,
    PARTIES,
    SIGNED,
    TERMS,
    DoraSheet,
    dora_sheets,
    is_persons,
)
from sakimori.exchange.registers.entry import InFile, LeftOut, PartyWords, RegisterReading
from sakimori.exchange.registers.kinds import ListKind

_CLOUD: Final = frozenset({"S17", "S18", "S19"})
_YES, _INDIVIDUAL = frozenset({"x28", "yes", "true"}), frozenset({"x213"})
_PERSON_CODE: Final = Fault(
    "personal_code",
    Text("個人に付いた番号です。番号は残しません。", "This code belongs to a person. It is not kept."),
    Text("名称で照合します。", "The name is matched instead."),
    ProblemSeverity.WARNING,
)
_REPEATED: Final = Fault(
    "repeated_in_file",
    Text("同じ番号の行が上にあります。", "A row above has the same code."),
    Text("1行にまとめてください。", "Join the rows."),
)
_DIFFERS: Final = Fault(
    "differs_in_file",
    Text("同じ契約の前の行と値が違います。", "An earlier row of this contract says otherwise."),
    Text("契約の日付・通知期間・準拠法をそろえてください。", "Make dates, notice periods and law of a contract agree."),
)
_NO_CONTRACT: Final = Fault(
    "unknown_contract",
    Text("この契約の番号がb_02.01にありません。", "b_02.01 has no contract of this number."),
    Text("b_02.01に契約を書いてください。", "Add the contract to b_02.01."),
)
_NOBODY_SIGNED: Final = Fault(
    "missing_party",
    Text("この契約の事業者が分かりません。", "Nothing says who provides under this contract."),
    Text("b_02.02かb_03.02に事業者を書いてください。", "Name the provider in b_02.02 or b_03.02."),
)
_NO_DATA: Final = Text(
    "データを預けない行です。契約の条件だけを読みました。", "No data are handed over; only terms are read."
)
_JOINED: Final = Text("上の行のデータフローにまとめます。", "It is joined with the flow of a row above.")
_NO_SHEET: Final = Text("シート「{sheet}」がありません。", "The sheet “{sheet}” is missing.")
_WHOLE: Final = Text("EBAの様式のまま渡してください。", "Hand over the workbook of the EBA as it is.")


def read_dora(source: Source) -> RegisterReading:
    """Everything that the workbook says about the register, with every problem at once."""
    sheets = dora_sheets(source)
    reader = _Reader(sheets)
    reader.read()
    found = reader.found
    missing = [
        Problem(code="missing_sheet", message=_NO_SHEET.format(sheet=f"b_{name}"), expected=_WHOLE, sheet=f"b_{name}")
        for name in (PARTIES, CONTRACTS, TERMS)
        if name not in sheets
    ]
    return RegisterReading(
        kind=ListKind.DORA,
        entries=tuple(found.entries.values()),
        problems=(*missing, *(p for sheet in sheets.values() for p in sheet.reader.problems)),
        refused=tuple(found.refused),
        skipped=tuple(found.skipped),
        sheets=tuple(sheet.name for sheet in sheets.values()),
    )


class _Reader:
    """Reads the templates in the order in which one rests on the other."""

    def __init__(self, sheets: dict[str, DoraSheet]) -> None:
        self._sheets = sheets
        self.found = DoraEntries()

    def read(self) -> None:
        for sheet, read in ((PARTIES, self._party), (CONTRACTS, self._contract)):
            for one, row in self._rows(sheet):
                read(one, row)
        signers = self._signers()
        self._terms(signers)
        read_chains(self._sheets.get(CHAINS), self.found)
        self._give_roles()

    def _rows(self, template: str) -> Iterator[tuple[DoraSheet, GridRow]]:
        sheet = self._sheets.get(template)
        if sheet is not None:
            for row in sheet.rows:
                yield sheet, row

    def _party(self, sheet: DoraSheet, row: GridRow) -> None:
        code, name = sheet.needed(row, "0010"), sheet.needed(row, "0030")
        country = sheet.country(row, "0050")
        if code and fold(code) in self.found.parties:
            sheet.refuse(row, "0010", _REPEATED)
        if row.number in sheet.refused:
            self.found.leave(sheet, row, name)
            return
        values: dict[str, Any] = {"legal_name": name}
        if country:
            values["country"] = country
        if sheet.token(row, "0040") in _INDIVIDUAL:
            values["kind_of_body"] = KindOfBody.SOLE_TRADER
        words = PartyWords(name)
        if is_persons(code):
            sheet.refuse(row, "0020", _PERSON_CODE)
        elif country == "JP" and is_corporate_number(bare_number(code)):
            values["corporate_number"] = bare_number(code)
            words = PartyWords(name, number=bare_number(code))
        else:
            values["external_key"] = code
            words = PartyWords(name, code=code)
        self.found.parties[fold(code)] = self.found.add(
            sheet, row, ThirdParty, name=name, values=values, party=words,
            fills_only=frozenset({"legal_name", "external_key", "kind_of_body", "roles", "parent_id"}),
            labels=labels(sheet, legal_name="0030", country="0050", external_key="0010", corporate_number="0010"),
        )  # fmt: skip

    def _contract(self, sheet: DoraSheet, row: GridRow) -> None:
        number = sheet.needed(row, "0010")
        if number and number in self.found.contracts:
            sheet.refuse(row, "0010", _REPEATED)
        if row.number in sheet.refused:
            self.found.leave(sheet, row, number)
            return
        kind, cost = sheet.known_word(row, "0020"), sheet.text(row, "0050")
        note = "\n".join(
            filter(None, (kind, " ".join(filter(None, (cost, sheet.known_word(row, "0040")))) if cost else ""))
        )
        values: dict[str, Any] = {"external_key": number}
        if master := sheet.text(row, "0030"):
            values["parent_id"] = NameInCell(master)
        self.found.contracts[number] = self.found.add(
            sheet, row, Contract, name=number, values=values,
            defaults={"title": number, "kind": ContractKind.OTHER, **({"note": note} if note else {})},
            labels=labels(sheet, external_key="0010", parent_id="0030"),
        )  # fmt: skip

    def _signers(self) -> dict[str, list[tuple[str, DoraSheet, GridRow]]]:
        """Who provides under each contract, those who signed it first."""
        found: defaultdict[str, list[tuple[str, DoraSheet, GridRow]]] = defaultdict(list)
        for template, codes in ((SIGNED, ("0010", "0020")), (TERMS, ("0010", "0030"))):
            for sheet, row in self._rows(template):
                number, code = (sheet.raw(row, one) for one in codes)
                if number and code:
                    found[number].append((fold(code), sheet, row))
        return found

    def _terms(self, signers: dict[str, list[tuple[str, DoraSheet, GridRow]]]) -> None:
        told: defaultdict[str, dict[str, Any]] = defaultdict(dict)
        ends: dict[str, Any] = {}
        flows: dict[tuple[str, str, str], int] = {}
        for sheet, row in self._rows(TERMS):
            number, code = sheet.needed(row, "0010"), sheet.needed(row, "0030")
            if number and number not in self.found.contracts:
                sheet.refuse(row, "0010", _NO_CONTRACT)
            if code and fold(code) not in self.found.parties:
                sheet.refuse(row, "0030", NO_PROVIDER)
            terms = _terms_of(sheet, row)
            end = terms.get("end_on") or terms.get("open_ended")  # a last day, or the day that stands for none
            if end and ends.setdefault(number, end) != end:
                sheet.refuse(row, _TERM_CODES["end_on"], _DIFFERS)
                terms = {name: value for name, value in terms.items() if _TERM_CODES[name] != _TERM_CODES["end_on"]}
            for name, value in terms.items():
                if told[number].setdefault(name, value) != value:
                    sheet.refuse(row, _TERM_CODES[name], _DIFFERS)
            self._flow(sheet, row, terms, flows)
        for number, key in self.found.contracts.items():
            known = [one for one in signers.get(number, ()) if one[0] in self.found.parties]
            self._complete(key, told[number], [(self.found.parties[code], sheet, row) for code, sheet, row in known])

    def _complete(self, key: int, terms: dict[str, Any], parties: list[tuple[int, DoraSheet, GridRow]]) -> None:
        """Give a contract its party and terms; who else provides under it is covered, once somebody confirms that."""
        entry = self.found.entries[key]
        if not parties:
            sheet = self._sheets[CONTRACTS]
            row = next(r for r in sheet.reader.grid.rows if r.number == entry.row)
            sheet.refuse(row, "0010", _NOBODY_SIGNED)
            del self.found.entries[key]
            self.found.refused.append(LeftOut(key, entry.sheet, entry.row, entry.name))
            return
        first = parties[0][0]
        self.found.entries[key] = replace(entry, party=InFile(first), values={**entry.values, **terms})
        for other, sheet, row in {party: (party, sheet, row) for party, sheet, row in reversed(parties)}.values():
            if other != first:
                self.found.add(sheet, row, ContractCover, name=entry.name, values={"contract_id": InFile(key)},
                          party=InFile(other))  # fmt: skip

    def _flow(
        self, sheet: DoraSheet, row: GridRow, terms: dict[str, Any], flows: dict[tuple[str, str, str], int]
    ) -> None:
        storage, processing = sheet.country(row, "0150"), sheet.country(row, "0160")
        number, code, service = sheet.text(row, "0010"), fold(sheet.text(row, "0030")), sheet.token(row, "0060")
        if row.number in sheet.refused:
            self.found.leave(sheet, row, number)
            return
        if service in _CLOUD:
            self.found.roles[code].add(Role.CLOUD_PROVIDER)
        if not (storage or processing or sheet.token(row, "0140") in _YES):
            self.found.leave(sheet, row, number, _NO_DATA)
            return
        where = {"storage_countries": storage, "processing_countries": processing}
        if (first := flows.get((number, code, service))) is not None:
            entry = self.found.entries[first]
            joined = {n: entry.values.get(n, frozenset()) | {one} for n, one in where.items() if one}
            days: dict[str, Any] = {name: terms[name] for name in ("start_on", "end_on") if name in terms}
            self.found.entries[first] = replace(entry, values={**days, **entry.values, **joined})
            self.found.leave(sheet, row, number, _JOINED)
            return
        values: dict[str, Any] = {"external_key": f"{number}/{service}", "direction": Direction.OUT}
        values |= {name: frozenset({one}) for name, one in where.items() if one}
        values |= {name: terms[name] for name in ("start_on", "end_on") if name in terms}
        if service in _CLOUD:
            values["role"] = Role.CLOUD_PROVIDER
        name = " ".join(filter(None, (sheet.word(row, "0060"), number)))
        flows[number, code, service] = self.found.add(
            sheet, row, DataFlow, name=name, values=values, party=InFile(self.found.parties[code]),
            defaults={"name": name}, fills_only=frozenset({"role", "direction"}),
            labels=labels(sheet, storage_countries="0150", processing_countries="0160", start_on="0070",
                           end_on="0080", external_key="0010"),
        )  # fmt: skip

    def _give_roles(self) -> None:
        direct = {entry.party for entry in self.found.entries.values() if entry.kind in {Contract, DataFlow}}
        for code, key in self.found.parties.items():
            entry = self.found.entries[key]
            roles = {r for r in self.found.roles[code] if r is not Role.SUB_PROCESSOR or InFile(key) not in direct}
            if roles:
                self.found.entries[key] = replace(entry, values={**entry.values, "roles": frozenset(roles)})


_TERM_CODES: Final = {
    "start_on": "0070",
    "end_on": "0080",
    "open_ended": "0080",
    "terminated_on": "0080",
    "notice_days_ours": "0100",
    "notice_days_theirs": "0110",
    "governing_law": "0120",
}


def _terms_of(sheet: DoraSheet, row: GridRow) -> dict[str, Any]:
    """The terms of the contract that a row of b_02.02 repeats; the day of all nines stands for no end."""
    end = sheet.day(row, "0080")
    is_over = bool(sheet.raw(row, "0090")) and end is not None
    found = {
        "start_on": sheet.day(row, "0070"),
        "end_on": end,
        "open_ended": True if sheet.is_endless(row, "0080") else None,
        "terminated_on": end if is_over else None,
        "notice_days_ours": sheet.days(row, "0100"),
        "notice_days_theirs": sheet.days(row, "0110"),
        "governing_law": sheet.country(row, "0120"),
    }
    return {name: value for name, value in found.items() if value is not None}
