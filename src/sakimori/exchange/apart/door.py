"""The one way to the readers of files of others: a process for each file, which a bad file costs and nothing else.

The file goes in by standard input and no copy of it lies anywhere; what comes back is plain JSON. The process knows
nothing of where it was started: no setting and no secret of ours stands in its environment.
"""

from __future__ import annotations

import contextlib
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Concatenate, Final, ParamSpec, TypeVar

import sakimori
from sakimori.errors import UnreadableFileError
from sakimori.exchange.apart.answer import call_line, read_answer
from sakimori.exchange.lists.container import refuse, refuse_too_large
from sakimori.exchange.progress import LONGEST_LINE, repeat

P = ParamSpec("P")
T = TypeVar("T")

SECONDS: Final = 60.0
AT_ONCE: Final = 3
_LONGEST_ANSWER: Final = 400 * 1024 * 1024
_KEPT: Final = ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH", "LANG", "TZ", "PYTHONHASHSEED")
_COMMAND: Final = (sys.executable, "-m", "sakimori.exchange.apart")
_log: Final = logging.getLogger(__name__)
_room = threading.BoundedSemaphore(AT_ONCE)


class _Spare:
    """One process that has started already and waits for its one file, while somebody wants it to."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: subprocess.Popen[bytes] | None = None
        self._wanted = 0

    def taken(self) -> subprocess.Popen[bytes] | None:
        """The one that waits, for whoever asks first; None where there is none, or it ended meanwhile."""
        with self._lock:
            child, self._waiting = self._waiting, None
        if child is None or child.poll() is None:
            return child
        _end(child)
        return None

    def renew(self) -> None:
        """Start the next one if it is wanted and none waits."""
        with self._lock:
            if self._wanted and self._waiting is None:
                with contextlib.suppress(OSError):  # whoever comes next starts one, and says why it cannot be
                    self._waiting = _start("ready")

    def want(self, change: int) -> None:
        """Be wanted by one more, or by one less; with the last one it ends."""
        with self._lock:
            self._wanted += change
        if self._wanted:
            self.renew()
        elif (child := self.taken()) is not None:
            _end(child)


_spare: Final = _Spare()


@contextlib.contextmanager
def one_ready() -> Iterator[None]:
    """Keep a process ready for the next file, so that whoever brings it does not wait for its start.

    It stands under the limits of every other, and reads one file like every other.
    """
    _spare.want(1)
    try:
        yield
    finally:
        _spare.want(-1)


def _start(*arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 - our own interpreter and module
        (*_COMMAND, *arguments), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env=_environment(),
    )  # fmt: skip


def _end(child: subprocess.Popen[bytes]) -> None:
    with child:
        child.kill()


def read_apart(reader: Callable[Concatenate[bytes, P], T], data: bytes, /, *args: P.args, **kwargs: P.kwargs) -> T:
    """What a reader of `sakimori.exchange` says of a file, read in a process of its own.

    Raises:
        RefusedError: The reader refuses the file, or it took too long, needs too much memory or breaks the reader.
    """
    refuse_too_large(data)
    call = call_line(reader, *args, **kwargs)
    if not _room.acquire(timeout=SECONDS):
        raise refuse(
            "ほかのファイルを読んでいます。少し待って、もう一度お試しください。",
            "Other files are being read. Wait a moment and try again.",
        )
    try:
        answer, took_too_long = _ask(call, data)
    finally:
        _room.release()
    if took_too_long:
        raise refuse(
            "読むのに時間がかかりすぎるため、やめました。必要な表だけのファイルにしてください。",
            "Reading it took too long and was stopped. Keep only the tables you need.",
        )
    try:
        found: T = read_answer(reader, answer)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError) as broken:
        raise _unread(answer) from broken
    return found


def _ask(call: bytes, data: bytes) -> tuple[bytes, bool]:
    """What the process said, and whether its time ran out."""
    late = threading.Event()
    with _spare.taken() or _start() as child:

        def stop() -> None:
            late.set()
            child.kill()

        clock = threading.Timer(SECONDS, stop)
        clock.daemon = True
        clock.start()
        try:
            answer = _spoken(child, call + data)
        finally:
            # Also when whoever asked is stopped meanwhile.
            clock.cancel()
            child.kill()
    _spare.renew()
    return answer, late.is_set()


def _spoken(child: subprocess.Popen[bytes], said: bytes) -> bytes:
    """What a process says while it is told something: it may well speak, or end, before it has heard all.

    How far it is comes beside the answer, and is told on from the thread of whoever asked.
    """
    told, heard, beside = child.stdin, child.stdout, child.stderr
    if told is None or heard is None or beside is None:
        raise ValueError("no pipes")
    answers: list[bytes] = []

    def tell() -> None:
        with contextlib.suppress(OSError), told:
            told.write(said)

    def hear() -> None:
        with contextlib.suppress(OSError, ValueError):
            answers.append(heard.read(_LONGEST_ANSWER + 1))
        child.kill()

    threads = [threading.Thread(target=one, daemon=True) for one in (tell, hear)]
    for one in threads:
        one.start()
    while line := beside.readline(LONGEST_LINE):
        repeat(line)
    for one in threads:
        one.join()
    answer = answers[0] if answers else b""
    return answer if len(answer) <= _LONGEST_ANSWER else b""


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return kept | {"PYTHONPATH": str(Path(sakimori.__file__).parents[1]), "PYTHONIOENCODING": "utf-8"}


def _unread(answer: bytes) -> UnreadableFileError:
    """Why there is no answer: a fault of the reader is ours to mend, so where it happened is logged, without words."""
    if b'"MemoryError"' in answer[:200] or not answer:
        _log.warning("a reader ended without an answer: %s", answer[:200].decode("utf-8", "replace"))
        return refuse(
            "広げると大きすぎるか、壊れています。必要な表だけを新しいファイルに写してください。",
            "It is too large when unpacked, or damaged. Copy the tables you need into a new file.",
        )
    _log.warning("a reader broke: %s", answer[:200].decode("utf-8", "replace"))
    return refuse(
        "壊れているか、読めない形です。元のプログラムで保存し直すか、CSVにしてください。",
        "It is damaged, or of a form that cannot be read. Save it again, or as CSV.",
    )
