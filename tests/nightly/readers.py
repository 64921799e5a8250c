"""Broken files by the thousand into every reader of files of others: each is read or refused in words, none breaks one.

    PYTHONPATH=tests uv run python tests/nightly/readers.py --readings 20000 --seed 1

Ends with 1 where a reader broke, and prints where; `sakimori.exchange.apart` would make a refusal of that as well.
"""

from __future__ import annotations

import argparse
import sys
import time
import traceback
from collections import Counter
from pathlib import Path

from nightly.hostile_files import READERS, broken_files
from sakimori.errors import RefusedError


def say(line: str) -> None:
    """Print a line."""
    sys.stdout.write(f"{line}\n")


def main() -> int:
    """Try them, and say what became of them."""
    wanted = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    wanted.add_argument("--readings", type=int, default=20_000)
    wanted.add_argument("--seed", type=int, default=1)
    options = wanted.parse_args()
    became: Counter[str] = Counter()
    broke: Counter[str] = Counter()
    longest = (0.0, "")
    for name, body in broken_files(-(-options.readings // len(READERS)), options.seed):
        for kind, read in READERS.items():
            before = time.process_time()
            try:
                read(body, name)
                became["read"] += 1
            except RefusedError as refused:
                became["refused" if refused.message("ja") and refused.message("en") else "without words"] += 1
            except Exception as fault:  # noqa: BLE001 - this is what is looked for
                last = traceback.extract_tb(fault.__traceback__)[-1]
                broke[f"{kind}: {type(fault).__name__} at {Path(last.filename).name}:{last.lineno}"] += 1
            longest = max(longest, (time.process_time() - before, f"{kind} of {name}, {len(body)} bytes"))
    say(f"{sum(became.values()) + broke.total()} readings: {dict(became)}, longest {longest[0]:.2f} s ({longest[1]})")
    for place, count in broke.most_common():
        say(f"{count} × {place}")
    return 1 if broke or became["without words"] else 0


if __name__ == "__main__":
    sys.exit(main())
