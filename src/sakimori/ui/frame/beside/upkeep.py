"""Upkeep of a workspace by the clock: kept calls of programs forgotten, and lost keys told on the console."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Final
from weakref import WeakKeyDictionary

from sakimori.domain.values.text import Text
from sakimori.services.access.call_keys import forget_old_calls
from sakimori.services.audit.keys_told import keys_to_tell
from sakimori.services.kernel.workspace import Workspace

EVERY: Final = timedelta(minutes=1)

_log = logging.getLogger(__name__)


class Upkeep:
    """Sees to each workspace at the first look, and then once a minute."""

    def __init__(self) -> None:
        """Know no workspace yet."""
        self._looked: WeakKeyDictionary[Workspace, datetime] = WeakKeyDictionary()
        self._told: WeakKeyDictionary[Workspace, frozenset[Text]] = WeakKeyDictionary()

    def see_to(self, workspace: Workspace, *, at: datetime) -> None:
        """Do what is due.

        Raises:
            SakimoriError: The workspace cannot be read or written now; the next look tries again.
        """
        if (last := self._looked.get(workspace)) is not None and last <= at < last + EVERY:
            return
        self._looked[workspace] = at
        self._tell_keys(workspace, at)
        forget_old_calls(workspace, at=at)

    def _tell_keys(self, workspace: Workspace, at: datetime) -> None:
        """Say on the console what is wrong with a key, once for as long as it stays so."""
        told = keys_to_tell(workspace, at=at)
        for words in told:
            if words not in self._told.get(workspace, frozenset()):
                _log.warning("keys: %s", words.en)
        self._told[workspace] = frozenset(told)
