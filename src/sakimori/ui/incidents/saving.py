"""Fields of an incident that are saved one by one, as soon as somebody has changed one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import streamlit as st

from sakimori.clock import now
from sakimori.domain.records.incidents import Incident
from sakimori.errors import ConflictError, RefusedError
from sakimori.rules.incidents.progress import judged
from sakimori.services.incidents.write import save_fact
from sakimori.services.kernel.unit import WriteResult
from sakimori.ui.frame.components import refusal
from sakimori.ui.frame.formats import clock_seconds, plain
from sakimori.ui.frame.record_fields import bold, record_label, record_shown
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import language, t
from sakimori.ui.frame.trail_words import refuse
from sakimori.ui.incidents.judgement import turned

Save = Callable[..., WriteResult[Incident]]

_SHOWN: Final = "incident_shown"
_TURNED: Final = "incident_turned"


@dataclass(frozen=True, slots=True)
class _Last:
    """A field when it was drawn last: what stood on record, what it held, raw and as a value, and its how-manieth."""

    stands: object
    given: object
    raw: object
    turn: int


class FieldsOf:
    """The fields of one incident on one form."""

    def __init__(self, page: Page, incident: Incident, *, key: str) -> None:
        """Draw fields of an incident as it stands now; `key` begins the keys of their controls."""
        self.page, self.incident = page, incident
        self._key = f"{key}_{incident.id}"
        self._shown: dict[str, _Last] = st.session_state.setdefault(_SHOWN, {})

    def ask(self, field: str, draw: Callable[[str], Any], save: Save | None = None) -> None:
        """Draw one field, with the beginning of its key, and save it where somebody changed it here.

        What somebody else saved meanwhile takes the place of what stood there; of two changes both are told.
        """
        slot, stands = f"{self._key}_{field}", _given(getattr(self.incident, field))
        last = self._shown.get(slot)
        turn = 0 if last is None else last.turn
        is_moved = last is not None and stands != last.stands
        if is_moved and st.session_state.get(self._control(turn, field)) == last.raw:  # type: ignore[union-attr]
            turn, last = turn + 1, None
        given = _given(draw(f"{self._key}_{turn}"))
        raw = st.session_state.get(self._control(turn, field))
        self._shown[slot] = _Last(stands, given, raw, turn)
        if last is not None and given not in (last.given, stands):
            seen = self.incident.version - 1 if is_moved else self.incident.version
            if self._save(field, save or partial(save_fact, field=field), given, seen):
                self._shown[slot] = _Last(given, given, raw, turn)
                st.rerun()

    def _control(self, turn: int, field: str) -> str:
        """The key that `record_input` gives to a control."""
        return f"{self._key}_{turn}_{field}"

    def _save(self, field: str, save: Save, given: object, seen: int) -> bool:
        at = now()
        try:
            saved = save(self.page.workspace, self.incident.id, value=given, seen=seen, actor=self.page.actor, at=at)
        except ConflictError as error:
            refusal(error)
            self._both(field, given, error)
            return False
        except RefusedError as error:
            refuse(error)
            return False
        said = turned(judged(self.incident), judged(saved.record))
        st.session_state[_TURNED] = (self.incident.id, tuple(said), clock_seconds(at, language()))
        return True

    @staticmethod
    def _both(field: str, given: object, error: ConflictError) -> None:
        """Both values, where somebody else was faster; theirs stays until another one is given."""
        theirs = getattr(error.details["theirs"], field)
        mine, other = (plain(record_shown(Incident, field, value)) for value in (given, theirs))
        st.markdown(t("party.conflict_field", field=bold(record_label(Incident, field)), mine=mine, theirs=other))


def show_turned(incident: Incident) -> None:
    """Say once that a field was saved, and what that changed in the judgement, wherever on the form somebody is."""
    whose, said, at = st.session_state.pop(_TURNED, ("", (), ""))
    if whose != incident.id:
        return
    for line in said:
        st.toast(line, icon=":material/balance:", duration="long")
    if said:
        st.warning("\n\n".join(said), icon=":material/balance:")
    st.caption(t("incidents.saved_at", time=at))


def _given(value: object) -> object:
    """What somebody gave: an empty line, and no choice among several, are nothing."""
    return None if value in ("", frozenset(), ()) else value
