"""Fields of an incident that are saved one by one, as soon as somebody has changed one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

import streamlit as st

from sakimori.clock import now
from sakimori.domain.records.incidents import Incident
from sakimori.errors import RefusedError
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.trail_words import refuse

_SHOWN: Final = "incident_shown"
_TURNED: Final = "incident_turned"

Slot = tuple[str, str, str]


class FieldsOf:
    """The fields of one incident on one form; `key` begins the keys of their controls."""

    def __init__(self, page: Page, incident: Incident, *, key: str) -> None:
        """Draw fields of an incident as it stands now."""
        self.page, self.incident, self.key = page, incident, f"{key}_{incident.id}"
        self._shown: dict[Slot, Any] = st.session_state.setdefault(_SHOWN, {})

    def ask(self, field: str, draw: Callable[[], Any], *, of: str = "") -> None:
        """Draw one field, and save it where somebody changed it; `of` tells apart several controls of one field.

        What somebody else has saved meanwhile is drawn in place of what stood there; only a change made here is saved.
        """
        slot = (self.incident.id, field, of)
        stands = _given(getattr(self.incident, field))
        given = _given(draw())
        before = self._shown.setdefault(slot, stands)
        self._shown[slot] = given
        if given not in (before, stands):
            self._save(field, given, slot)

    def _save(self, field: str, given: Any, slot: Slot) -> None:  # noqa: ANN401 - whatever the field holds
        raise NotImplementedError


def _given(value: object) -> object:
    """What somebody gave: an empty line, and no choice among several, are nothing."""
    return None if value in ("", frozenset(), ()) else value
