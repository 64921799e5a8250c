"""Controls of what is evidence, a decision or a day on which something happened: each begins empty."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any, Final, TypeVar

import streamlit as st

from sakimori.ui.frame.text import label, listed, t

C = TypeVar("C", bound=StrEnum)
_FIRST_DAY, _LAST_DAY = date(1868, 1, 1), date(9000, 12, 31)
_TYPED: Final = "kept_typed"


def choose_one(title: str, codes: Iterable[C], *, key: str, horizontal: bool = False) -> C | None:
    """One of a few, all of them in sight; None until a person has chosen."""
    words = {code: label(code) for code in codes}
    chosen: Any = st.radio(
        title, list(words), index=None, format_func=words.__getitem__, key=key, horizontal=horizontal
    )
    return _as_code(chosen, words)


def pick_one(title: str, codes: Iterable[C], *, key: str) -> C | None:
    """One out of a list that opens; None until a person has chosen."""
    words = {code: label(code) for code in codes}
    chosen: Any = st.selectbox(
        title, list(words), index=None, format_func=words.__getitem__, key=key, placeholder=t("party.choose_hint")
    )
    return _as_code(chosen, words)


def _as_code(chosen: Any, words: Mapping[C, str]) -> C | None:  # noqa: ANN401 - as Streamlit gives it
    return next((code for code in words if code == chosen), None)


def ask_day(title: str, *, key: str, standing: date | None = None, last: date = _LAST_DAY) -> date | None:
    """The day on which something happened: the one on record, else none until a person gives it.

    A day to come is refused when it is saved, since the field would drop it without a word.
    """
    found: Any = st.date_input(
        title, value=standing, min_value=_FIRST_DAY, max_value=last, format="YYYY/MM/DD", key=key
    )
    return found if isinstance(found, date) else None


def ask_checked(*, key: str) -> dict[str, object]:
    """That whoever presses has looked at what stands above; nobody has until it is ticked."""
    words = t("party.checked_above")
    return {words: st.checkbox(words, key=key) or None}


def tell_missing(needs: Mapping[str, object]) -> bool:
    """Name what is still to be given before something can be recorded; says whether anything is."""
    missing = [words for words, value in needs.items() if value is None]
    if missing:
        st.caption(f":material/edit_note: {t('party.needs', what=listed(missing))}")
    return bool(missing)


def keep_typed(key: str) -> None:
    """Have a control remember what was given to it while it is not drawn, until the form is stored."""
    typed: dict[str, Any] = st.session_state.setdefault(_TYPED, {})
    if key in st.session_state:
        typed[key] = st.session_state[key]
    elif key in typed:
        st.session_state[key] = typed[key]


def forget_typed(*keys: str) -> None:
    """The form is stored: what was typed is on record."""
    typed: dict[str, Any] = st.session_state.get(_TYPED, {})
    for key in keys:
        typed.pop(key, None)
