"""What goes out beside the screens: reminders and what waits in the outbox, and where heads of the trail are noted.

Of the demo nothing is ever sent.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from threading import Event, Thread
from typing import Self

import streamlit as st

from sakimori.clock import now
from sakimori.errors import SakimoriError
from sakimori.services.access.address import address_of
from sakimori.services.audit.heads import EVERY, Heads, heads_of, note_heads, noting_of
from sakimori.services.calendar.reminders.chat import chat_of
from sakimori.services.calendar.reminders.people import Ways
from sakimori.services.calendar.reminders.run import remind_daily
from sakimori.services.invitations.outbox import Sending, send_next
from sakimori.services.invitations.post import RefusedMailError, mail_server_of
from sakimori.services.kernel.workspace import Workspace
from sakimori.ui.frame.beside.own import OwnWorkspace

PAUSE_SECONDS = 5.0
LOOK_EVERY = timedelta(minutes=1)

_log = logging.getLogger(__name__)


class Mailer:
    """Sends while its context lasts, where anything is to be sent; another server may send from the same outbox."""

    def __init__(self) -> None:
        """Read which server the environment names.

        Raises:
            InvalidValueError: It cannot be used as it is named; it is better to know at the start.
        """
        server = mail_server_of()
        base = address_of().public or f"http://127.0.0.1:{st.get_option('server.port')}"
        chat = chat_of()
        self._ways = Ways(server is not None, chat)
        self._sending = Sending(server, base, chat, address_of().public) if self._ways.is_open else None
        self._next_look = datetime.min.replace(tzinfo=UTC)
        self._noting = noting_of(server)
        self._noted: tuple[Heads | None, datetime] = (None, datetime.min.replace(tzinfo=UTC))
        self._stopping = Event()
        self._thread = Thread(target=self._work, name="sakimori-mailer", daemon=True)
        self._own = OwnWorkspace()

    def __enter__(self) -> Self:
        """Begin to look for mails that wait."""
        if self._sending is not None or self._noting is not None:
            self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Let the mail in hand go out, and take no other."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()

    def _work(self) -> None:
        while not self._stopping.is_set():
            workspace = self._found()
            if workspace is not None:
                self._note(workspace)
                self._remind(workspace)
            if workspace is None or not self._send_one(workspace):
                self._stopping.wait(PAUSE_SECONDS)

    def _found(self) -> Workspace | None:
        try:
            return self._own.find()
        except SakimoriError as error:
            _log.warning("mail: %s", error)
            return None

    def _remind(self, workspace: Workspace) -> None:
        """Once a minute see whether the reminders of the day are still to be made; what fails is tried again then."""
        at = now()
        if self._sending is None or at < self._next_look:
            return
        self._next_look = at + LOOK_EVERY
        try:
            remind_daily(workspace, self._ways, at=at)
        except SakimoriError as error:
            _log.warning("reminders: %s", error)

    def _send_one(self, workspace: Workspace) -> bool:
        if self._sending is None:
            return False
        try:
            return send_next(workspace, self._sending, at=now()) is not None
        except SakimoriError as error:
            _log.warning("mail: %s", error)
            return False

    def _note(self, workspace: Workspace) -> None:
        """Note the heads once an hour, where they are others; what fails is tried again in the next."""
        (last, when), at = self._noted, now()
        if self._noting is None or at - when < EVERY:
            return
        try:
            heads = heads_of(workspace)
            if heads != last:
                note_heads(self._noting, heads, at=at)
            self._noted = (heads, at)
        except (SakimoriError, OSError, RefusedMailError) as error:
            _log.warning("heads of the trail: %s", error)
            self._noted = (last, at)
