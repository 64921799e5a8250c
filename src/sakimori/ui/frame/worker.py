"""What runs beside the screens: the one worker for the jobs of every workspace, and the tuned garbage collector."""

from __future__ import annotations

import gc
import logging
from pathlib import Path
from threading import Event, Thread
from typing import Self

from sakimori.clock import now
from sakimori.errors import SakimoriError
from sakimori.services.kernel.job_runner import make_up, run_next
from sakimori.services.kernel.workspace import DEMO, OWN, Workspace, database

PAUSE_SECONDS = 1.0

_log = logging.getLogger(__name__)


class Worker:
    """Looks for jobs while its context lasts; a job cut off is taken up after its lease."""

    def __init__(self, name: str = "app") -> None:
        """Name the worker as its leases show it."""
        self._name = name
        self._stopping = Event()
        self._thread = Thread(target=self._work, name="sakimori-worker", daemon=True)
        self._known: dict[tuple[Path, int], Workspace] = {}

    def __enter__(self) -> Self:
        """Begin to look for jobs."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Let the job in hand end, and take no other."""
        self._stopping.set()
        self._thread.join()

    def _work(self) -> None:
        while not self._stopping.is_set():
            worked = [self._look_into(database(choice)) for choice in (OWN, DEMO)]
            if not any(worked):
                self._stopping.wait(PAUSE_SECONDS)

    def _look_into(self, path: Path) -> bool:
        """Do one job of a workspace; the first look also makes up for what a crash or another program left."""
        if not path.exists():
            return False
        try:
            file = (path, path.stat().st_ino)
            if file not in self._known:
                workspace = Workspace(path)
                make_up(workspace, at=now())
                self._known[file] = workspace
            return run_next(self._known[file], worker=self._name, clock=now)
        except SakimoriError as error:
            _log.warning("job in %s: %s", path.name, error)
            self._stopping.wait(PAUSE_SECONDS)
            return False


_YOUNG = 50_000
"""Collect after so many new objects: a dashboard makes far more than the default of 700 in one breath."""

_MIDDLE, _OLD = 20, 50


def settle_collector() -> None:
    """Keep the collector off what was loaded before the first person comes, and let it come less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG, _MIDDLE, _OLD)
