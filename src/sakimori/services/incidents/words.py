"""What the timeline says of a change: the field, what stood there, what stands there now, and how it is judged."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from enum import StrEnum
from typing import Any, Final

from sakimori.domain.incident import Entruster, Reportable
from sakimori.domain.policy import Policy
from sakimori.domain.records.data_flow import DataFlow
from sakimori.domain.records.incidents import DECIDING_FACTS, Incident
from sakimori.domain.records.own_registers import DataSet
from sakimori.domain.records.third_party import Service, ThirdParty
from sakimori.domain.user import User
from sakimori.domain.values.text import NO_TEXT, Text, cited
from sakimori.exchange.registers.fields import field_words
from sakimori.exchange.registers.words import code_word
from sakimori.rules.incidents.clocks import is_freed
from sakimori.rules.incidents.progress import judged
from sakimori.services.kernel.unit import Unit

_LONGEST: Final = 200
DECIDES: Final = frozenset(DECIDING_FACTS)
"""The facts that decide whether and by when an incident is reported."""
_UNKNOWN: Final = Text("未確認", "unknown")
_YES, _NO = Text("はい", "yes"), Text("いいえ", "no")
_BLANK: Final = Text("なし", "none")
_WRITTEN: Final = Text("（記録あり）", "(on record)")
_CHANGED: Final = Text("{field}：{before} → {after}", "{field}: {before} → {after}")
_BECAUSE: Final = Text("{facts}のため：{answer}", "Because of {facts}: {answer}")
_FACT: Final = Text("{field} {value}", "{field} {value}")
_ANSWERS: Final = {
    True: Text("報告の対象（{why}）", "to be reported ({why})"),
    False: Text("報告の対象ではない（{why}）", "not to be reported ({why})"),
    None: Text("報告の対象か未確認（{why}）", "whether it is reported is open ({why})"),
}
_FREED: Final = cited(
    "すべての委託元に速やかに通知したので、委員会への報告と本人への通知を要しない（{law:act-26-1-proviso}・{law:rules-9}）",
    "every entruster was told promptly: neither report nor notice to persons is owed ({law:act-26-1-proviso}; "
    "{art:rules-9})",
)
_TOLD: Final = Text("{name}（{on}に通知）", "{name} (told on {on})")
_NO_CASE: Final = Text("どの事態にも当たらない", "none of the situations is given")
_REFERENCES: Final[dict[str, type]] = {
    "third_party_id": ThirdParty,
    "owner_id": User,
    "touched_service_ids": Service,
    "touched_flow_ids": DataFlow,
    "touched_data_set_ids": DataSet,
}
_SEALED: Final = frozenset({"finder"})
"""Fields that name a person: the timeline only says that something stands there."""


def change_words(unit: Unit, before: Incident, after: Incident, field: str) -> Text:
    """What changed in one field."""
    return _CHANGED.format(
        field=field_words(Incident, field),
        before=value_words(unit, field, getattr(before, field)),
        after=value_words(unit, field, getattr(after, field)),
    )


def judgement_words(unit: Unit, incident: Incident, fields: Iterable[str], policy: Policy) -> Text:
    """How an incident is judged, and because of which facts this was looked at anew."""
    facts = [
        _FACT.format(field=field_words(Incident, field), value=value_words(unit, field, getattr(incident, field)))
        for field in fields
        if field in DECIDES
    ]
    answer = _FREED if is_freed(incident.facts, policy) else answer_words(judged(incident))
    return _BECAUSE.format(facts=joined(facts), answer=answer) if facts else answer


def answer_words(reportable: Reportable) -> Text:
    """Whether it is reported, and why: the situations that are given, what exempts it, or what is open."""
    if reportable.exempt:
        why = [words for words, _ in reportable.exempt]
    elif reportable.holds:
        why = [_FACT.format(field=c.case.value, value=c.why) for c in reportable.cases if c.holds]
    elif reportable.holds is None:
        why = list(reportable.open_facts)
    else:
        why = [_NO_CASE]
    return _ANSWERS[reportable.holds].format(why=joined(why))


def value_words(unit: Unit, field: str, value: object) -> Text:
    """One value as the timeline tells it."""
    if field in _SEALED:
        return _WRITTEN if value else _BLANK
    if value is None:
        return _UNKNOWN
    if isinstance(value, bool):
        return _YES if value else _NO
    if isinstance(value, frozenset | tuple):
        return joined(_one(unit, field, one) for one in _in_order(value)) if value else _BLANK
    return _one(unit, field, value)


def _in_order(values: Collection[Any]) -> Sequence[Any]:
    return sorted(values) if isinstance(values, frozenset) else tuple(values)


def _one(unit: Unit, field: str, value: object) -> Text:
    if isinstance(value, Entruster):
        return (
            Text(value.name, value.name) if value.told_on is None else _TOLD.format(name=value.name, on=value.told_on)
        )
    if isinstance(value, StrEnum):
        return code_word(value)
    if field in _REFERENCES:
        return _name(unit, field, str(value))
    text = f"{value:,}" if isinstance(value, int) else value.isoformat() if isinstance(value, date) else str(value)
    shown = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
    return Text(shown, shown) if shown else _UNKNOWN


def joined(words: Iterable[Text]) -> Text:
    """Several words in a row."""
    every = tuple(words)
    return Text("、".join(w.ja for w in every), ", ".join(w.en for w in every)) if every else NO_TEXT


def _name(unit: Unit, field: str, record_id: str) -> Text:
    found: object = unit.records.find(_REFERENCES[field], record_id)
    name = str(getattr(found, "legal_name", "") or getattr(found, "name", "") or record_id)
    return Text(name, name)
