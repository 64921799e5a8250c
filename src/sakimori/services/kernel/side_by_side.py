"""Reading over many dossiers: batch by batch, and in processes beside this one where there are many; they only read."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context
from typing import Final, TypeVar

from sakimori.services.kernel.loading import BATCH
from sakimori.services.kernel.unit import Unit
from sakimori.services.kernel.workspace import Workspace
from sakimori.store.engine import Target, open_engine

T = TypeVar("T")
Work = Callable[[Unit, Sequence[str]], T]

MANY: Final = 500
"""From so many dossiers on the work of a process outweighs its start, which costs about a second."""

_YOUNG: Final = 50_000
"""Collect after so many new objects: hardly any of those of a dossier point at each other in a circle."""

_AHEAD: Final = 2
"""So many batches each other process has at most: of more it would be left alone with them in the end."""

_units: Final[list[Unit]] = []
"""What a process of ours reads with."""


def in_batches(
    workspace: Workspace, third_party_ids: Sequence[str], work: Work[T], *, is_command: bool = False
) -> Iterator[T]:
    """What some work finds in each batch of dossiers, in their order.

    Only a command starts processes: each runs the main module again, which under Streamlit is the page being drawn.
    """
    batches = [third_party_ids[start : start + BATCH] for start in range(0, len(third_party_ids), BATCH)]
    others = min(os.cpu_count() or 1, len(batches)) - 1
    if not is_command or workspace.target is None or len(third_party_ids) < MANY or others == 0:
        with workspace.unit() as unit:
            for batch in batches:
                yield work(unit, batch)
        return
    pool = ProcessPoolExecutor(others, mp_context=get_context("spawn"), initializer=_open, initargs=(workspace.target,))
    before = gc.get_threshold()
    gc.set_threshold(_YOUNG)
    try:
        yield from _shared(
            workspace, batches, work, lambda batch: pool.submit(_in_process, work, batch), _AHEAD * others
        )
    finally:
        gc.set_threshold(*before)
        pool.shutdown(cancel_futures=True)


def _shared(
    workspace: Workspace,
    batches: Sequence[Sequence[str]],
    work: Work[T],
    submit: Callable[[Sequence[str]], Future[T]],
    most: int,
) -> Iterator[T]:
    """What some work finds in batches: other processes take the first, a few at a time, and this one the last."""
    elsewhere: list[Future[T]] = []
    own: list[T] = []
    given = 0
    with workspace.unit() as unit:
        while len(elsewhere) + len(own) < len(batches):
            if sum(not future.done() for future in elsewhere) < most:
                elsewhere.append(submit(batches[len(elsewhere)]))
                continue
            own.append(work(unit, batches[-1 - len(own)]))
            while given < len(elsewhere) and elsewhere[given].done():
                yield elsewhere[given].result()
                given += 1
    yield from (future.result() for future in elsewhere[given:])
    yield from reversed(own)


def _open(database: Target) -> None:
    gc.set_threshold(_YOUNG)
    _units.append(Unit(open_engine(database)))


def _in_process(work: Work[T], batch: Sequence[str]) -> T:
    return work(_units[0], batch)
