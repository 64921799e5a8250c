"""How much is tried on each push, and how much in the nightly run."""

from __future__ import annotations

import os
from typing import Final

ALL: Final = bool(os.environ.get("SAKIMORI_ALL_CASES"))
"""Whether every case and every example is asked for."""


def examples(nightly: int) -> int:
    """How many examples a property tries: that many in the nightly run, a quarter of them on each push."""
    return nightly if ALL else max(nightly // 4, 5)
