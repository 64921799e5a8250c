"""`python -m sakimori.services.kernel.judge_beside [FILE]`: judge a long queue in a process beside the server.

Python lets one thread of a process work at a time: what the server judged itself would keep every page waiting.
"""

from __future__ import annotations

import contextlib
import os
import platform
import sys
import time
from subprocess import DEVNULL, Popen
from threading import Event
from typing import Final

from sakimori.clock import now
from sakimori.errors import SakimoriError
from sakimori.services.kernel.judge_queue import BREATH_SECONDS, holds_lease, judge_all_waiting
from sakimori.services.kernel.workspace import Place, Workspace, place_of
from sakimori.store.engine import ServerSchema

_LATER: Final = 10
"""So much later than the server this process gets its turn where there is not enough of the machine for both."""
_LOOK_SECONDS: Final = 0.2
_ADDRESS: Final = "SAKIMORI_JUDGED"


def holder(process: int) -> str:
    """By what name the worker of a process holds the lease: several machines may work on one database."""
    return f"{platform.node()}:{process}"


def judge_beside(database: Place, stopping: Event) -> bool:
    """Have all that waits judged by a process of its own; whether it did so before it was told to stop.

    What it is stopped in waits on, as after a crash.
    """
    # The address of a server may hold a password, which nobody is to read in the list of processes.
    address = {_ADDRESS: f"{database.url}#{database.schema}"} if isinstance(database, ServerSchema) else {}
    command = [sys.executable, "-m", __name__, *([] if address else [str(database)])]
    with Popen(command, stdin=DEVNULL, env=os.environ | address) as process:  # noqa: S603 - our own program
        while process.poll() is None:
            if stopping.wait(_LOOK_SECONDS):
                process.terminate()
                return False
        return process.returncode == 0


def main() -> None:
    """Judge until none waits, with a breath between two batches for whoever waits to write."""
    with contextlib.suppress(AttributeError, OSError):
        os.nice(_LATER)
    place = place_of(sys.argv[1] if len(sys.argv) > 1 else os.environ[_ADDRESS])
    with contextlib.closing(Workspace(place)) as workspace:
        for _ in judge_all_waiting(workspace, clock=now):
            holds_lease(workspace, holder(os.getppid()), at=now())  # for the server, which only waits meanwhile
            time.sleep(BREATH_SECONDS)


if __name__ == "__main__":
    try:
        main()
    except SakimoriError as error:
        sys.exit(str(error))
