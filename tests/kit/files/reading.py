"""Files of others read where the test runs: what a reader is asked and what it says cross as text all the same.

A process for each file costs half a second, and the tests read a thousand; `tests/exchange/apart` has it for each.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from sakimori.exchange.apart import door
from sakimori.exchange.apart.answer import called

ask_apart = door._ask
"""How a file is read outside of the tests."""


def _ask_here(call: bytes, data: bytes, _hear: object = None) -> tuple[bytes, bool]:
    try:
        answer = called(call)(data)
    except Exception as broken:  # noqa: BLE001 - as the process: whatever breaks a reader is told by its name
        answer = json.dumps({"broke": type(broken).__name__, "where": ""})
    return answer.encode(), False


@contextmanager
def read_here() -> Iterator[None]:
    """Read in this process, within the block."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(door, "_ask", _ask_here)
        yield
