"""Which record of ours each entry of a file speaks of, and which records its words name; never guessed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sakimori.domain.records.certificate import Certificate
from sakimori.domain.records.contract import Contract, ContractCover
from sakimori.domain.records.data_flow import DataFlow
from sakimori.domain.records.own_registers import ConsentText, DataSet, DataSetPart, Notice, Purpose
from sakimori.domain.records.sharing import Filing, JointUse
from sakimori.domain.records.sub_processor import SubProcessorLink
from sakimori.domain.records.third_party import Service, ThirdParty
from sakimori.domain.values.names import fold
from sakimori.domain.values.text import Text
from sakimori.exchange.lists.values import Fault
from sakimori.exchange.registers.cells import NameInCell, known_parts
from sakimori.exchange.registers.entry import InFile, RegisterEntry
from sakimori.exchange.registers.fields import RECORD_WORDS
from sakimori.services.imports.plan import new_id
from sakimori.services.imports.register.known import NAME_FIELDS, KnownRecords
from sakimori.services.kernel.record_table import KINDS


@dataclass(frozen=True, slots=True)
class Nature:
    """What tells records of one kind apart: all of `by`; of `softly` only where both sides say something.

    Where several are left, the one that also agrees in `narrowed_by` is meant.
    """

    by: tuple[str, ...]
    softly: tuple[str, ...] = ()
    narrowed_by: tuple[str, ...] = ()


NATURES: Final[Mapping[type, Nature]] = {
    Contract: Nature(("title",), (), ("start_on", "signed_on", "end_on")),
    ContractCover: Nature(("contract_id",)),
    Certificate: Nature(("scheme",), ("number",), ("valid_until", "issued_on", "period_until")),
    DataFlow: Nature(("name",), (), ("start_on",)),
    SubProcessorLink: Nature(("name",), ("parent_id",)),
    Purpose: Nature(("name",), (), ("wording", "published_since")),
    DataSet: Nature(("name",)),
    DataSetPart: Nature(("name", "data_set_id")),
    ConsentText: Nature(("name",), ("text_version",), ("used_from",)),
    Notice: Nature(("name",), ("published_on",)),
    JointUse: Nature(("name",), ("published_on",)),
    Filing: Nature(("name",), ("number",), ("filed_on",)),
}

_NO_RECORD: Final = Fault(
    "no_such_record",
    Text("この番号の記録はありません。", "There is no record with this id."),
    Text("新しい行では空欄にしてください。", "Leave it blank in a new row."),
)
_OTHER_PARTY: Final = Fault(
    "other_party",
    Text("この番号の記録は別の取引先のものです。", "The record with this id belongs to another third party."),
    Text("番号か取引先を直してください。", "Correct the id or the third party."),
)
_OTHERS_CODE: Final = Fault(
    "other_party",
    Text(
        "この社内の番号の記録は別の取引先のものです。", "The record with this own code belongs to another third party."
    ),
    Text("社内の番号か取引先を直してください。", "Correct the own code or the third party."),
)
_SEVERAL: Final = Fault(
    "several_records",
    Text("当てはまる記録が2件以上あります。", "More than one record may be meant."),
    Text("「社内の番号」か「記録の番号」で1件に決めてください。", "Say which by its own code or its record id."),
)
_NOT_FOUND: Final = Text("「{word}」という{what}はありません。", "No record of this kind ({what}) is called “{word}”.")
_FIRST: Final = Text("先に登録するか、空欄にしてください。", "Record it first, or leave the cell blank.")
_AMBIGUOUS: Final = Text("「{word}」に当たる{what}が2件以上あります。", "More than one ({what}) is called “{word}”.")
_BY_CODE: Final = Text("社内の番号か記録の番号で書いてください。", "Write its own code or its record id.")
_SERVICE: Final = Text("サービス", "service")
_PARTY: Final = Text("取引先", "third party")
_SHOWN: Final = 40


@dataclass(frozen=True, slots=True)
class RecordMatch:
    """The record that an entry speaks of (None: a new one), or why that is not clear and at which field."""

    record: Any | None = None
    fault: Fault | None = None
    field: str = ""


class RecordFinder:
    """Finds records of ours, and among the entries of the file those that its words name."""

    def __init__(self, known: KnownRecords, entries: Iterable[RegisterEntry]) -> None:
        """Index the records by what tells them apart, and the entries by their names."""
        self._known = known
        self._natural: dict[type, dict[tuple[Any, ...], list[Any]]] = {}
        self._by_code: dict[type, dict[tuple[str, str], list[Any]]] = {}
        self._codes: dict[type, set[str]] = {}
        for kind, records in known.records.items():
            if kind in NATURES:
                self._natural[kind] = _indexed((_natural_key(r), r) for r in records.values())
                codes = (((r.third_party_id, r.external_key), r) for r in records.values() if _code(r))
                self._by_code[kind] = _indexed(codes)
                self._codes[kind] = {code for _party, code in self._by_code[kind]}
        self._named_in_file: dict[tuple[type, str], list[int]] = defaultdict(list)
        for entry in entries:
            words = (entry.values.get(NAME_FIELDS.get(entry.kind, "name")), entry.values.get("external_key"))
            for word in dict.fromkeys(fold(word) for word in words if isinstance(word, str)):
                self._named_in_file[entry.kind, word].append(entry.key)

    def by_id(self, entry: RegisterEntry, party_id: str) -> RecordMatch:
        """The record whose id the entry gives; nothing where it gives none."""
        if not entry.record_id:
            return RecordMatch()
        record = self._known.records[entry.kind].get(entry.record_id)
        if record is None:
            return RecordMatch(fault=_NO_RECORD, field="id")
        if party_id and record.third_party_id != party_id:
            return RecordMatch(fault=_OTHER_PARTY, field="id")
        return RecordMatch(record)

    def by_nature(self, entry: RegisterEntry, party_id: str, values: Mapping[str, Any]) -> RecordMatch:
        """The record that an entry without an id speaks of: by its own code, else by what tells such records apart."""
        code = values.get("external_key")
        if code and (found := self._by_code[entry.kind].get((party_id, code))):
            return self._one(found, values, entry.kind)
        if code and code in self._codes[entry.kind]:
            return RecordMatch(fault=_OTHERS_CODE, field="external_key")
        nature = NATURES[entry.kind]
        found = self._natural[entry.kind].get((party_id, *(_key_part(values.get(name)) for name in nature.by)), [])
        # A record with another code of ours is another record, whatever its name.
        found = [record for record in found if not (code and _code(record))]
        found = [r for r in found if all(_agrees(values.get(n), getattr(r, n)) for n in nature.softly)]
        return self._one(found, values, entry.kind) if found else RecordMatch()

    def _one(self, found: Sequence[Any], values: Mapping[str, Any], kind: type) -> RecordMatch:
        nature = NATURES[kind]
        for names in (nature.softly, nature.narrowed_by):
            said = [name for name in names if values.get(name) not in (None, "")]
            if len(found) > 1 and said:
                agreeing = [r for r in found if all(_key_part(values[n]) == _key_part(getattr(r, n)) for n in said)]
                found = agreeing or found
        return RecordMatch(found[0]) if len(found) == 1 else RecordMatch(fault=_SEVERAL, field=nature.by[0])

    def resolved(self, entry: RegisterEntry, name: str, value: Any, party_id: str, standing: Any | None) -> Any | Fault:  # noqa: ANN401
        """A value with every record that its words name as an id, or why one of them is not clear."""
        if isinstance(value, InFile):
            return new_id(value.key)
        if not isinstance(value, NameInCell):
            return value
        kind = KINDS[entry.kind].references[name]
        current = getattr(standing, name) if standing is not None else None
        kept = set(current if isinstance(current, tuple) else (current,)) - {None}
        faults: list[Fault] = []

        def find(word: str) -> str | None:
            found = self._ids(kind, word, entry, party_id)
            if len(found) > 1:
                found = [i for i in found if i in kept] or found
            if len(found) > 1:
                faults.append(_fault("ambiguous_name", _AMBIGUOUS, _BY_CODE, kind, word))
            return found[0] if len(found) == 1 else None

        several = name.endswith("_ids")
        found = known_parts(value.text, find) if several else (_whole(find(value.text)) or value.text)
        if isinstance(found, str):
            return faults[0] if faults else _fault("not_found", _NOT_FOUND, _FIRST, kind, found)
        return tuple(dict.fromkeys(found)) if several else found[0]

    def _ids(self, kind: type, word: str, entry: RegisterEntry, party_id: str) -> list[str]:
        if kind is ThirdParty:
            register = self._known.register
            standing = register.standing(word)
            return [standing] if standing else list(register.by_name.get(fold(word), ()))
        found = self._known.named(kind, word)
        own = [record.id for record in found if record.third_party_id == party_id]
        if kind is Service:
            return own
        if own or found:
            return own or [record.id for record in found]
        return [new_id(key) for key in self._named_in_file.get((kind, fold(word)), ()) if key != entry.key]


def _whole(found: str | None) -> list[str] | None:
    return None if found is None else [found]


def _fault(code: str, message: Text, expected: Text, kind: type, word: str) -> Fault:
    what = _SERVICE if kind is Service else _PARTY if kind is ThirdParty else RECORD_WORDS[kind]
    shown = word if len(word) <= _SHOWN else f"{word[:_SHOWN]}…"
    return Fault(code, message.format(word=shown, what=what), expected)


def identity(entry: RegisterEntry, party_id: str, values: Mapping[str, Any]) -> tuple[Any, ...]:
    """What tells a new record from others of the same file: its own code, else what tells such records apart."""
    if entry.kind is ThirdParty:
        return (ThirdParty, entry.key)
    if code := values.get("external_key"):
        return (entry.kind, party_id, code)
    nature = NATURES[entry.kind]
    return (entry.kind, party_id, *(_key_part(values.get(name)) for name in (*nature.by, *nature.softly)))


def _natural_key(record: Any) -> tuple[Any, ...]:  # noqa: ANN401 - any kind of the register
    return (record.third_party_id, *(_key_part(getattr(record, name)) for name in NATURES[type(record)].by))


def _key_part(value: Any) -> Any:  # noqa: ANN401 - any value of a field
    return value if isinstance(value, date) else fold(value) if isinstance(value, str) else value


def _agrees(said: Any, ours: Any) -> bool:  # noqa: ANN401
    return not said or not ours or _key_part(said) == _key_part(ours)


def _code(record: Any) -> str | None:  # noqa: ANN401
    code: str | None = getattr(record, "external_key", None)
    return code


def _indexed(pairs: Iterable[tuple[Any, Any]]) -> dict[Any, list[Any]]:
    found: defaultdict[Any, list[Any]] = defaultdict(list)
    for key, record in pairs:
        found[key].append(record)
    return found
