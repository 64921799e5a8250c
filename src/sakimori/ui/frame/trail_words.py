"""How the trail speaks in words, and what is told of a record when somebody else was faster."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import Enum
from typing import Any, TypeVar

import streamlit as st

from sakimori.errors import ConflictError, RefusedError
from sakimori.exchange.registers.fields import FIELD_WORDS
from sakimori.services.audit.rows import TrailField, TrailRow, differences, kind_of, people, record_type
from sakimori.ui.frame.components import refusal
from sakimori.ui.frame.formats import country, moment, plain, yes_no
from sakimori.ui.frame.record_fields import bold, record_label, record_shown
from sakimori.ui.frame.session import workspace
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


T = TypeVar("T")

_SHOWN = "shown_records"


def first_shown(record: T, *, key: str) -> T:
    """The record as it was when the button of this key was drawn first: what the words beside it were typed over.

    A run of the whole page reads records afresh, while the fields of a form keep their words. A new record, which has
    no id yet, is nobody else's.
    """
    if not record.id:  # type: ignore[attr-defined]
        return record
    pinned: T = _first(key, record.id, record)  # type: ignore[attr-defined]
    return pinned


def first_version(record_id: str, version: int, *, key: str) -> int:
    """The version of a record as it was when the button of this key was drawn first."""
    pinned: int = _first(key, record_id, version)
    return pinned


def _first(key: str, record_id: str, value: Any) -> Any:  # noqa: ANN401 - a record or its version
    pins = _pins()
    if key not in st.session_state or (key, record_id) not in pins:
        pins[key, record_id] = value
    return pins[key, record_id]


def _pins() -> dict[tuple[str, str], Any]:
    """By the key of a button and the id of a record: several records may be written by one button."""
    pins: dict[tuple[str, str], Any] = st.session_state.setdefault(_SHOWN, {})
    return pins


def forget_shown() -> None:
    """What is drawn next counts as shown: a form was stored or closed."""
    st.session_state.pop(_SHOWN, None)


def refuse(error: RefusedError) -> None:
    """Say why we will not do something; of a lost race both values, and from now on those count as shown."""
    refusal(error)
    if not isinstance(error, ConflictError):
        return
    for line in _both_values(error):
        st.markdown(line)
    theirs = error.details["theirs"]
    for (key, record_id), value in _pins().items():
        if record_id == theirs.id:  # type: ignore[attr-defined]
            _pins()[key, record_id] = theirs.version if isinstance(value, int) else theirs  # type: ignore[attr-defined]


def in_words(error: RefusedError) -> str:
    """The same in words alone, for a place that says them in a later run."""
    said = plain(error.message(language()))
    lines = _both_values(error) if isinstance(error, ConflictError) else []
    return "  \n".join([said, *lines])


def _both_values(error: ConflictError) -> list[str]:
    """Each field that differs: as it was shown or typed, and as it stands."""
    ours, theirs = error.details["ours"], error.details["theirs"]
    if ours is None:
        return []
    kind, names = kind_of(theirs), people(workspace())

    def line(one: TrailField) -> str:
        said = (plain(value(one.field, content, names, kind)) for content in (one.before, one.after))
        title = bold(field(one.field, kind))
        return t("party.conflict_shown", field=title, **dict(zip(("mine", "theirs"), said, strict=True)))

    return [line(one) for one in differences(ours, theirs) if field(one.field, kind)]
