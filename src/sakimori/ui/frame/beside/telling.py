"""What happens goes out beside the screens, to the addresses of webhooks; of the demo nothing is ever sent."""

from __future__ import annotations

import logging
from threading import Event, Thread
from typing import Self

from sakimori.clock import now
from sakimori.errors import SakimoriError
from sakimori.services.webhooks.check import allowed_networks
from sakimori.services.webhooks.happenings import gather
from sakimori.services.webhooks.sending import Way, send_next
from sakimori.ui.frame.beside.own import OwnWorkspace

PAUSE_SECONDS = 5.0

_log = logging.getLogger(__name__)


class Teller:
    """Tells while its context lasts; another server may tell from the same database."""

    def __init__(self) -> None:
        """Read which private networks the environment allows.

        Raises:
            InvalidValueError: One of them is no network; it is better to know at the start.
        """
        self._way = Way(allowed_networks())
        self._stopping = Event()
        self._thread = Thread(target=self._work, name="sakimori-teller", daemon=True)
        self._own = OwnWorkspace()

    def __enter__(self) -> Self:
        """Begin to look."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Let what is on its way arrive, and take nothing else."""
        self._stopping.set()
        self._thread.join()

    def _work(self) -> None:
        while not self._stopping.is_set():
            if not self._one():
                self._stopping.wait(PAUSE_SECONDS)

    def _one(self) -> bool:
        try:
            workspace = self._own.find()
            if workspace is None:
                return False
            gather(workspace, at=now())
            return send_next(workspace, self._way, at=now()) is not None
        except (SakimoriError, OSError) as error:
            _log.warning("webhooks: %s", error)
            return False
