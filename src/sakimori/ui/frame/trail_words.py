"""How the trail speaks: who acted, what was done, to which kind of record, and values in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import Enum

from sakimori.exchange.registers.fields import FIELD_WORDS
from sakimori.services.audit.rows import TrailRow, record_type
from sakimori.ui.frame.formats import country, moment, yes_no
from sakimori.ui.frame.record_fields import record_label, record_shown
from sakimori.ui.frame.text import LABELS, TEXTS, dotted, language, t

_PROGRAM, _FOUNDER, _TERMINAL = "program:", "demo", "cli:"
_YES_NO = frozenset({"approved", "needs_adoption"})


def who(row: TrailRow) -> str:
    """The person who acted, or what stands for one."""
    if row.who.startswith(_PROGRAM):
        return t("audit.program")
    if row.who.startswith(_TERMINAL):
        return t("audit.terminal", who=row.who.removeprefix(_TERMINAL))
    return t("audit.founder") if row.who == _FOUNDER else row.who


def action(code: str) -> str:
    """What was done."""
    key = f"action.{code}"
    return t(key if key in TEXTS else "audit.kind.unnamed")


def record_kind(code: str) -> str:
    """The kind of a record."""
    key = f"audit.kind.{code}"
    return t(key if key in TEXTS else "audit.kind.unnamed")


def record(row: TrailRow) -> str:
    """The record of an entry: its kind, its name, and its third party where that is another one."""
    own = country(row.record_id, language()) if row.record_kind == "country_profile" else row.label.get(language())
    parts = [row.third_party if row.third_party != own else "", own]
    named = " · ".join(part for part in parts if part)
    return f"{record_kind(row.record_kind)}　{named}" if named else record_kind(row.record_kind)


def field(name: str, record_kind: str = "") -> str:
    """What a field is called; empty for one that only the program reads."""
    kind = record_type(record_kind)
    if kind in FIELD_WORDS and kind is not None:
        return record_label(kind, name)
    for key in (f"audit.field.{name}", f"party.field.{name}", f"settings.policy.{name}"):
        if key in TEXTS:
            return t(key)
    return ""


def value(name: str, content: object, names: Mapping[str, str], record_kind: str = "") -> str:
    """A value in words; what was not recorded is said to be so."""
    if content is None or content in ("", frozenset(), ()):
        return t("audit.nothing")
    kind = record_type(record_kind)
    if kind in FIELD_WORDS and kind is not None:
        return record_shown(kind, name, content, names)
    if isinstance(content, tuple):
        return dotted(_one(name, part, names) for part in content)
    return _one(name, content, names)


def _one(name: str, content: object, names: Mapping[str, str]) -> str:
    if isinstance(content, datetime):
        return moment(content, language())
    code = str(content.value) if isinstance(content, Enum) else content
    if type(content) not in LABELS and isinstance(code, str) and f"audit.value.{code}" in TEXTS:
        return t(f"audit.value.{code}")
    if name in _YES_NO:
        return yes_no(bool(content), language())
    return record_shown(object, name, content, names)
