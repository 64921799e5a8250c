"""A way to a server on this machine that can swallow what goes over it, as a box between two machines does."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

_AT_ONCE: Final = 65_536


class Way:
    """Whatever comes to its port goes on to another, and back, until it is blocked.

    From then on everything is taken and confirmed and nothing handed on, and nobody is told; what was swallowed arrives
    when the way is open again, as that of a network does.
    """

    def __init__(self, port: int) -> None:
        """Lead to a port of this machine."""
        self._to = port
        self._is_open = threading.Event()
        self._is_open.set()
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=200)
        self.port: int = self._listening.getsockname()[1]
        threading.Thread(target=self._take, daemon=True).start()

    def block(self) -> None:
        """Swallow everything from here on."""
        self._is_open.clear()

    def open(self) -> None:
        """Let everything through again."""
        self._is_open.set()

    def close(self) -> None:
        """Take nobody any more."""
        self._listening.close()

    def _take(self) -> None:
        with suppress(OSError):  # it was closed
            while True:
                come, _ = self._listening.accept()
                threading.Thread(target=self._lead, args=(come,), daemon=True).start()

    def _lead(self, come: socket.socket) -> None:
        self._is_open.wait()
        # Where nobody stands at the end of the way, whoever came is turned away without a word of ours.
        with come, suppress(ConnectionRefusedError), socket.create_connection(("127.0.0.1", self._to)) as gone:
            back = threading.Thread(target=self._hand_on, args=(gone, come), daemon=True)
            back.start()
            self._hand_on(come, gone)
            back.join()

    def _hand_on(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):  # the one end or the other is gone
            while data := source.recv(_AT_ONCE):
                self._is_open.wait()
                target.sendall(data)
        self._is_open.wait()
        with suppress(OSError):
            target.shutdown(socket.SHUT_WR)


@contextmanager
def way_to(port: int) -> Iterator[Way]:
    """A way to a port, until the end of the block."""
    way = Way(port)
    try:
        yield way
    finally:
        way.open()
        way.close()
