"""`python -m sakimori.exchange.apart`: read the one file on standard input, within limits, and tell what it says."""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import sys
from types import TracebackType
from typing import Final

MEMORY: Final = 1024 * 1024 * 1024
SECONDS: Final = 60
_LATER: Final = 3
"""So much later than the others this process gets its turn where there is not enough of the machine for all."""


def main() -> None:
    """Answer one call and end."""
    _limit("RLIMIT_AS", MEMORY)
    _limit("RLIMIT_CPU", SECONDS)
    _limit("RLIMIT_CORE", 0)
    with contextlib.suppress(AttributeError, OSError):
        os.nice(_LATER)
    sys.excepthook = _say_where
    gc.disable()
    from sakimori.exchange.apart.answer import called  # noqa: PLC0415 - not before the limits stand
    from sakimori.exchange.progress import told_to  # noqa: PLC0415 - as above

    if sys.argv[1:]:  # it waits, and meanwhile loads the reader that takes longest to load
        importlib.import_module("sakimori.exchange.questionnaires.reading.one_look")
    answer = called(sys.stdin.buffer.readline())
    gc.enable()
    # All that is needed is loaded: from here on nothing may be written to a file or started.
    _limit("RLIMIT_FSIZE", 0)
    _limit("RLIMIT_NPROC", 0)
    with told_to(lambda progress: os.write(2, progress.line())):
        sys.stdout.write(answer(sys.stdin.buffer.read()))


def _limit(name: str, value: int) -> None:
    """Set a limit of this process, on systems that have it."""
    try:
        import resource  # noqa: PLC0415 - not on Windows

        resource.setrlimit(getattr(resource, name), (value, value))
    except (ImportError, AttributeError, ValueError, OSError):
        return


def _say_where(kind: type[BaseException], _error: BaseException, trace: TracebackType | None) -> None:
    """Tell what broke and where, in place of a traceback: the message of a fault may hold words of the file."""
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    line = f"{os.path.basename(trace.tb_frame.f_code.co_filename)}:{trace.tb_lineno}" if trace else ""  # noqa: PTH119
    sys.stdout.write(json.dumps({"broke": kind.__name__, "where": line}))


if __name__ == "__main__":
    main()
