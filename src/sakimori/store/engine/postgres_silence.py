"""A server that says nothing: one that is at work is told from one that is gone by whether it answers anybody else.

The machine of a server that is frozen, or a box on the way to one that is gone, goes on confirming what is sent to it,
so that neither the network nor any limit of the server's own ends the waiting.
"""

from __future__ import annotations

import socket
import struct
import time
from collections.abc import Callable
from typing import Final, TypeVar, cast

import psycopg
from psycopg.abc import PQGen

T = TypeVar("T")

SILENT_S: Final = 10.0
"""After so long without a word it is asked whether the server answers anybody."""
_ANSWER_S: Final = 5.0
_MAY_WE_ENCRYPT: Final = struct.pack("!ii", 8, 80877103)
"""What servers and poolers answer with one byte before they ask who is there, however many are."""


def answers_others(host: str, port: int) -> bool:
    """Whether whoever serves a port, or a socket in a folder, answers somebody new."""
    is_folder = host.startswith("/")
    try:
        with (
            socket.socket(socket.AF_UNIX) if is_folder else socket.create_connection((host, port), _ANSWER_S)
        ) as asking:
            asking.settimeout(_ANSWER_S)
            if is_folder:
                asking.connect(f"{host}/.s.PGSQL.{port}")
            asking.sendall(_MAY_WE_ENCRYPT)
            return bool(asking.recv(1))
    except OSError:
        return False


def while_it_answers(waits: PQGen[T], answers: Callable[[], bool]) -> PQGen[T]:
    """What a generator of the driver waits for, as long as the server says something or answers others.

    Raises:
        OperationalError: It does neither.
    """
    heard = time.monotonic()
    try:
        wanted = next(waits)
        while True:
            ready = yield wanted
            if ready:
                heard = time.monotonic()
            elif time.monotonic() - heard > SILENT_S:
                if not answers():
                    raise psycopg.OperationalError("the server answers nobody")
                heard = time.monotonic()
            wanted = waits.send(ready)
    except StopIteration as ended:
        return cast("T", ended.value)
