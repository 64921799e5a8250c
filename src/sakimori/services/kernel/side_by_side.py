"""Reading over many dossiers: batch by batch, and in processes beside this one where there are many; they only read."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
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

_units: Final[list[Unit]] = []
"""What a process of ours reads with."""


def in_batches(
    workspace: Workspace, third_party_ids: Sequence[str], work: Work[T], *, is_command: bool = False
) -> Iterator[T]:
    """What some work finds in each batch of dossiers, in their order.

    Only a command starts processes: each runs the main module again, which under Streamlit is the page being drawn.
    """
    batches = [third_party_ids[start : start + BATCH] for start in range(0, len(third_party_ids), BATCH)]
    processes = min(os.cpu_count() or 1, len(batches))
    if not is_command or workspace.target is None or len(third_party_ids) < MANY or processes == 1:
        with workspace.unit() as unit:
            for batch in batches:
                yield work(unit, batch)
        return
    pool = ProcessPoolExecutor(
        processes, mp_context=get_context("spawn"), initializer=_open, initargs=(workspace.target,)
    )
    try:
        yield from pool.map(partial(_in_process, work), batches)
    finally:
        pool.shutdown(cancel_futures=True)


def _open(database: Target) -> None:
    gc.set_threshold(_YOUNG)
    _units.append(Unit(open_engine(database)))


def _in_process(work: Work[T], batch: Sequence[str]) -> T:
    return work(_units[0], batch)
