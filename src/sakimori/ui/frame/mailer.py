"""What sends the mails that wait, beside the screens; of the demo nothing is ever sent."""

from __future__ import annotations

import logging
from pathlib import Path
from threading import Event, Thread
from typing import Self

import streamlit as st

from sakimori.clock import now
from sakimori.errors import SakimoriError
from sakimori.services.access.address import address_of
from sakimori.services.invitations.outbox import Sending, send_next
from sakimori.services.invitations.post import mail_server_of
from sakimori.services.kernel.workspace import OWN, Workspace, database

PAUSE_SECONDS = 5.0

_log = logging.getLogger(__name__)


class Mailer:
    """Sends while its context lasts, where a mail server is named; another server may send from the same outbox."""

    def __init__(self) -> None:
        """Read which server the environment names.

        Raises:
            InvalidValueError: It cannot be used as it is named; it is better to know at the start.
        """
        server = mail_server_of()
        base = address_of().public or f"http://127.0.0.1:{st.get_option('server.port')}"
        self._sending = Sending(server, base) if server is not None else None
        self._stopping = Event()
        self._thread = Thread(target=self._work, name="sakimori-mailer", daemon=True)
        self._known: dict[tuple[Path, int], Workspace] = {}

    def __enter__(self) -> Self:
        """Begin to look for mails that wait."""
        if self._sending is not None:
            self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Let the mail in hand go out, and take no other."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()

    def _work(self) -> None:
        while not self._stopping.is_set():
            if not self._send_one(database(OWN)):
                self._stopping.wait(PAUSE_SECONDS)

    def _send_one(self, path: Path) -> bool:
        if self._sending is None or not path.exists():
            return False
        try:
            file = (path, path.stat().st_ino)
            if file not in self._known:
                self._known = {file: Workspace(path)}
            return send_next(self._known[file], self._sending, at=now()) is not None
        except SakimoriError as error:
            _log.warning("mail of %s: %s", path.name, error)
            return False
