"""The garbage collector, tuned for a server whose figures are made of very many small records."""

from __future__ import annotations

import gc

_YOUNG = 50_000
"""Collect after so many new objects: a dashboard makes far more than the default of 700 in one breath."""

_MIDDLE, _OLD = 20, 50


def settle_collector() -> None:
    """Keep the collector off what was loaded before the first person comes, and let it come less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG, _MIDDLE, _OLD)
