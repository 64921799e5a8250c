"""What a person was shown of a record, and what is told when somebody else was faster."""

from __future__ import annotations

from typing import Any, TypeVar

import streamlit as st

from sakimori.errors import ConflictError, RefusedError
from sakimori.services.audit.rows import TrailField, differences, kind_of
from sakimori.ui.frame import trail_words as words
from sakimori.ui.frame.components import refusal
from sakimori.ui.frame.party_fields import bold
from sakimori.ui.frame.plain import plain
from sakimori.ui.frame.session import people
from sakimori.ui.frame.text import language, t

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
    kind, names = kind_of(theirs), {user.id: user.name for user in people()}

    def line(field: TrailField) -> str:
        said = (plain(words.value(field.field, value, names, kind)) for value in (field.before, field.after))
        title = bold(words.field(field.field, kind))
        return t("party.conflict_shown", field=title, **dict(zip(("mine", "theirs"), said, strict=True)))

    return [line(field) for field in differences(ours, theirs) if words.field(field.field, kind)]
