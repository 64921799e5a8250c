"""What runs beside the screens: the worker that judges what waits in each workspace, and who sees to the memory."""

from __future__ import annotations

import ctypes
import gc
import logging
import os
import sys
from threading import Event, Thread
from time import monotonic
from typing import Self

from sakimori.clock import now
from sakimori.errors import SakimoriError
from sakimori.services.kernel.demos import DEMOS
from sakimori.services.kernel.judge_beside import holder, judge_beside
from sakimori.services.kernel.judge_queue import BREATH_SECONDS, holds_lease, judge_next, make_up, waiting
from sakimori.services.kernel.side_by_side import MANY
from sakimori.services.kernel.workspace import OWN, Place, Workspace, database, standing
from sakimori.ui.frame.beside.upkeep import Upkeep

PAUSE_SECONDS = 1.0
GIVE_BACK_SECONDS = 60.0

_log = logging.getLogger(__name__)


class Worker:
    """Judges what waits while its context lasts; a batch that is cut off waits on."""

    def __init__(self) -> None:
        """Know no workspace yet."""
        self._stopping = Event()
        self._thread = Thread(target=self._work, name="sakimori-worker", daemon=True)
        self._known: dict[object, Workspace] = {}
        self._gave_back = monotonic()
        self._upkeep = Upkeep()

    def __enter__(self) -> Self:
        """Begin to look for dossiers that wait."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Let the batch in hand end, and take no other."""
        self._stopping.set()
        self._thread.join()

    def _work(self) -> None:
        while not self._stopping.is_set():
            worked = [self._look_into(database(choice)) for choice in (OWN, *DEMOS.values())]
            if monotonic() - self._gave_back >= GIVE_BACK_SECONDS:
                give_back_memory()
                self._gave_back = monotonic()
            self._stopping.wait(BREATH_SECONDS if any(worked) else PAUSE_SECONDS)

    def _look_into(self, path: Place) -> bool:
        """Judge one batch of a workspace, or a long queue whole and beside the server; False when none waited.

        The first look also makes up for what another program left.
        """
        try:
            found = standing(path)
            if found is None:
                return False
            if found not in self._known:
                workspace = Workspace(path)
                make_up(workspace, at=now())
                self._known[found] = workspace
            self._upkeep.see_to(self._known[found], at=now())
            workspace, left = self._known[found], waiting(self._known[found]).left
            if not left or not holds_lease(workspace, holder(os.getpid()), at=now()):
                return False
            if left >= MANY and judge_beside(path, self._stopping):
                return True
            return not self._stopping.is_set() and judge_next(workspace, at=now())
        except SakimoriError as error:
            _log.warning("judging in %s: %s", path.name, error)
            self._stopping.wait(PAUSE_SECONDS)
            return False


_YOUNG = 50_000
"""Collect after so many new objects: a dashboard makes far more than the default of 700 in one breath."""

_MIDDLE, _OLD = 20, 1
"""Look through everything after forty of these, if a quarter of it is new.

Each run of a page leaves a circle of a hundred objects: looked for more seldom, they filled a process all week.
"""


def settle_collector() -> None:
    """Keep the collector off what was loaded before the first person comes, and let it come less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG, _MIDDLE, _OLD)


def give_back_memory() -> None:
    """Let the C library give back what lies free between what is in use, of which pages leave more each hour.

    Not every C library can.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
    if trim is not None:
        trim(0)
