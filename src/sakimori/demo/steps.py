"""Steps of the made-up register: entries of `data/demo_*.toml` as records, and what somebody does on a day."""

from __future__ import annotations

import types
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache, partial
from typing import Any, Union, get_args, get_origin, get_type_hints

from sakimori.demo.actors import Actors
from sakimori.demo.words import DemoWords
from sakimori.domain.records.ai_service import AiFacts
from sakimori.domain.records.campaigns import AddressGroup, Campaign, SiteTag
from sakimori.domain.records.certificate import Certificate
from sakimori.domain.records.contract import Contract
from sakimori.domain.records.data_flow import AnnualCheck, CloudFacts, DataFlow, Erasure, ForeignBasis
from sakimori.domain.records.hand_over import HandOver
from sakimori.domain.records.own_registers import ConsentText, DataSet, DataSetPart, Notice, PublicFacts, Purpose
from sakimori.domain.records.own_retention import KeepingDuty
from sakimori.domain.records.sharing import Filing, JointUse, SharingChange
from sakimori.domain.records.sub_processor import SubProcessorLink
from sakimori.domain.records.third_party import SELF_ID
from sakimori.domain.user import Actor
from sakimori.exchange.paper.pdf import RecordPaper, RecordSheet, records_pdf
from sakimori.services.kernel.evidence import file_evidence
from sakimori.services.kernel.recording import record, record_many

_FILES = ("contracts", "certificates", "flows", "sub_processors", "own_registers", "campaigns")
NAMES: dict[str, type] = {
    "contract": Contract,
    "certificate": Certificate,
    "flow": DataFlow,
    "cloud": CloudFacts,
    "ai": AiFacts,
    "basis": ForeignBasis,
    "check": AnnualCheck,
    "erasure": Erasure,
    "sub_processor": SubProcessorLink,
    "purpose": Purpose,
    "data_set": DataSet,
    "part": DataSetPart,
    "keeping_duty": KeepingDuty,
    "consent_text": ConsentText,
    "notice": Notice,
    "joint_use": JointUse,
    "filing": Filing,
    "change": SharingChange,
    "public_facts": PublicFacts,
    "campaign": Campaign,
    "group": AddressGroup,
    "tag": SiteTag,
}
"""What the kinds of records are called in the files."""

_HAPPENS: dict[type, tuple[str, ...]] = {
    Contract: ("terms_changed_on", "terminated_on"),
    Certificate: ("bridge_until", "surveyed_on", "renewal_applied_on", "register_seen_on", "withdrawn_on"),
    DataFlow: ("end_on",),
    HandOver: ("suppression_on",),
    SubProcessorLink: ("ended_on", "source_seen_on"),
    Purpose: ("published_until",),
    DataSet: ("last_verified_on", "ended_on"),
    ConsentText: ("used_until",),
    Notice: ("published_until",),
    JointUse: ("published_until", "identity_changed_on"),
    Filing: ("ended_on", "notified_on", "identity_changed_on"),
    SharingChange: ("told_on", "filed_on"),
    Campaign: ("suppression_on", "first_sent_on", "last_sent_on", "called_off_on"),
}
"""Days that nobody knows before they come."""


@dataclass(frozen=True, slots=True)
class DemoEntry:
    """One entry: what is recorded, whose it is, from which day on, and everything that the file says of it."""

    kind: type
    key: str
    party: str
    on: int | None
    says: Mapping[str, Any]

    def told(self, step: str, otherwise: Any = None) -> Any:  # noqa: ANN401 - whatever the file says of a step
        """What the file says of a step that is no field of the record."""
        return self.says.get(step, otherwise)

    def inner(self, name: str) -> tuple[DemoEntry, ...]:
        """The entries that belong to this one, such as the checks of a flow."""
        kind = NAMES[name]
        return tuple(
            DemoEntry(kind, f"{self.key}/{name}/{n}", self.party, s.get("on"), s)
            for n, s in enumerate(self.told(name, ()))
        )


def read_entries(words: DemoWords) -> tuple[DemoEntry, ...]:
    """All entries, in the order of the files."""
    found: list[DemoEntry] = []
    for name in _FILES:
        for word, rows in words.file(name).items():
            for number, says in enumerate(rows):
                key = says.get("key", f"{word}/{name}/{number}")
                found.append(DemoEntry(NAMES[word], key, says.get("party", SELF_ID), says.get("on"), says))
    return tuple(found)


def event_days(entry: DemoEntry, *, after: date, on: date) -> tuple[date, ...]:
    """The days after a record was written on which something about it happened, up to that of the demo."""
    return tuple(sorted({day for day in event_fields(entry, known=on, on=on).values() if after < day}))


def event_fields(entry: DemoEntry, *, known: date, on: date) -> dict[str, date]:
    """What has happened about a record until a day, by field."""
    days = {f: _value(date, entry.says[f], on) for f in _HAPPENS.get(entry.kind, ()) if f in entry.says}
    return {field: day for field, day in days.items() if day <= known}


def build(kind: type, says: Mapping[str, Any], *, known: date, on: date, ids: Mapping[str, str], **given: Any) -> Any:  # noqa: ANN401 - fields of any record
    """The record of an entry as known on a day; `given` are fields that the entry itself need not name."""
    return kind(**(given | values_of(kind, says, known=known, on=on, ids=ids)))


def values_of(kind: type, says: Mapping[str, Any], *, known: date, on: date, ids: Mapping[str, str]) -> dict[str, Any]:
    """The fields of a record that an entry names, as known on a day."""
    hints, values = _hints(kind), dict[str, Any]()
    for field in fields(kind):
        if field.name not in says or field.name in {"id", "key"}:
            continue
        value = _named(field.name, says[field.name], ids)
        value = _value(hints[field.name], value, on)
        if field.name in _HAPPENS.get(kind, ()) and value > known:
            continue
        values[field.name] = value
    return values


def _named(field: str, value: Any, ids: Mapping[str, str]) -> Any:  # noqa: ANN401 - a key or keys
    if field.endswith("_ids"):
        return [ids[key] for key in value]
    return ids[value] if field.endswith("_id") else value


def _value(hint: Any, value: Any, on: date) -> Any:  # noqa: ANN401 - a field of any type
    if get_origin(hint) in (Union, types.UnionType):
        hint = next(a for a in get_args(hint) if a is not type(None))
    origin = get_origin(hint)
    if origin in (frozenset, tuple):
        inner = get_args(hint)[0]
        items: Iterable[Any] = value.split() if isinstance(value, str) and origin is frozenset else value
        return origin(_value(inner, item, on) for item in items)
    if hint is date:
        return on + timedelta(days=value) if isinstance(value, int) else value
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return hint(value)
    if isinstance(hint, type) and is_dataclass(hint) and isinstance(value, Mapping):
        kinds = get_type_hints(hint)
        return hint(**{name: _value(kinds[name], item, on) for name, item in value.items()})
    return value


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


_AHEAD = 20
"""So many days before it takes effect people turn to what is recorded."""


@dataclass(frozen=True, slots=True)
class DemoStep:
    """What is done on a day."""

    day: date
    act: Callable[[], object]


def start_of(entry: DemoEntry, hands: Actors) -> date:
    """The day on which people turn to an entry: its own, else shortly before it takes effect.

    Never before somebody has registered whose it is.
    """
    today = hands.at.date()
    begins = entry.says.get("start_on")
    number = entry.on if entry.on is not None or begins is None else begins - _AHEAD
    return today if number is None else max(today, min(hands.day(number), later(hands.on, -_AHEAD)))


def later(day: date, days: int) -> date:
    """Some days later."""
    return day + timedelta(days=days)


def write(entry: DemoEntry, hands: Actors, actor: Actor, **given: Any) -> str:  # noqa: ANN401 - fields of any record
    """Record an entry as it is known today, and keep its id under its key."""
    item: Any = build(entry.kind, entry.says, known=hands.at.date(), on=hands.on, ids=hands.ids, id="", **given)
    stored: Any = record(hands.workspace, item, actor=actor, at=hands.at).record
    hands.ids[entry.key] = stored.id
    return str(stored.id)


def write_many(entries: list[DemoEntry], hands: Actors, actor: Actor, **given: Any) -> None:  # noqa: ANN401 - as above
    """Record entries that do not refer to each other in one write."""
    known = hands.at.date()
    items: list[Any] = [build(e.kind, e.says, known=known, on=hands.on, ids=hands.ids, id="", **given) for e in entries]
    batch = hands.workspace.ids("ba")
    stored = record_many(hands.workspace, items, actor=actor, at=hands.at, batch_id=batch).record
    hands.ids.update({e.key: item.id for e, item in zip(entries, stored, strict=True)})


def later_steps(entry: DemoEntry, hands: Actors, actor: Actor, *, after: date) -> Iterator[DemoStep]:
    """Later days on which something about a record happened, each noted on its day."""
    for day in event_days(entry, after=after, on=hands.on):
        yield DemoStep(day, partial(_note, entry, hands, actor))


def _note(entry: DemoEntry, hands: Actors, actor: Actor) -> None:
    with hands.workspace.unit() as unit:
        standing: Any = unit.records.get(entry.kind, hands.ids[entry.key])
    news = event_fields(entry, known=hands.at.date(), on=hands.on)
    batch = hands.workspace.ids("ba")
    record_many(hands.workspace, [replace(standing, **news)], actor=actor, at=hands.at, batch_id=batch)


def _paper(name: str, at: datetime, words: DemoWords) -> bytes:
    """What stands in a document that does not exist; one that is called a PDF is one."""
    title = name.rpartition(".")[0]
    if not name.endswith(".pdf"):
        return f"{title}\n{words('（架空の文書）')}\n".encode()
    contents = words("架空の文書です。デモのために作られました。")
    only = RecordSheet(title, "", ((words("文書"), title), (words("内容"), contents)))
    paper = RecordPaper(words.language, title, words("架空の文書"), words("デモ"), (only,))
    return records_pdf(paper, made_at=at)


def file_document(hands: Actors, party: str, name: str) -> str:
    """File a document of a third party that belongs to no assessment, and give its id."""
    paper = file_evidence(
        hands.workspace,
        third_party_id=hands.parties[party],
        filename=name,
        body=_paper(name, hands.at, hands.words),
        actor=hands.buyer,
        at=hands.at,
    )
    return paper.record.id
