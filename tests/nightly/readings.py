"""Others' pages while two large files are read: prints what they wait with nobody reading, and meanwhile.

    PYTHONPATH=tests uv run python tests/nightly/readings.py --people 4 --seconds 60

Two people hand in a file on 取込 again and again: a CSV of 20,000 columns in 781 kB, and a workbook of 20,000 third
parties. Ends with 1 where a page failed or was kept waiting beyond any reason; the goal for the others' p95, on a
machine without other work, is 300 ms.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from statistics import median, quantiles
from typing import Final

from nightly.crowd import LOOKED_AT, Place, password_of, prepared
from nightly.imports import a_list
from nightly.visiting import Browser, Server, connected, signed_in
from sakimori.domain.user import User

READERS: Final = 2
THINK: Final = (0.5, 1.5)
SANE: Final = 1_000.0
"""Milliseconds above which something is wrong, or three times what people wait before where that is more."""
PAGE: Final = "imports"


def wide() -> bytes:
    """A table of 20 rows and 20,000 columns, 781 kB of it."""
    return b"\n".join(b",".join(b"1" if n % 20 else b"%d" % n for n in range(20_000)) for _ in range(20))[:781_000]


@dataclass
class Seen:
    """What people waited for pages, and those who handed in a file for what the page says of it."""

    pages: list[float] = field(default_factory=list)
    files: dict[str, list[float]] = field(default_factory=dict)


async def look(server: Server, user: User, seen: Seen, until: float) -> None:
    """Look at one list after another until a time."""
    rng = Random(user.id)  # noqa: S311 - no secret
    token = await asyncio.to_thread(signed_in, server.address, user.id, password_of(user.id))
    async with connected(server.address, token) as connection:
        browser = Browser(connection)
        await browser.open("")
        while asyncio.get_running_loop().time() < until:
            await asyncio.sleep(rng.uniform(*THINK))
            seen.pages.append(await browser.open(rng.choice(LOOKED_AT[next(iter(user.roles))])))


async def read(server: Server, user: User, file: tuple[str, bytes], seen: Seen, until: float) -> None:
    """Hand in one file after another until a time, each as somebody who has just come."""
    name, data = file
    while asyncio.get_running_loop().time() < until:
        token = await asyncio.to_thread(signed_in, server.address, user.id, password_of(user.id))
        async with connected(server.address, token) as connection:
            browser = Browser(connection)
            await browser.open(PAGE)
            took = await browser.hand_in(PAGE, name, data, address=server.address, token=token)
            seen.files.setdefault(name, []).append(took)


async def stretch(place: Place, server: Server, seconds: float, files: Sequence[tuple[str, bytes]]) -> Seen:
    """Everybody at work for so long, those with a file beside the others."""
    seen, until = Seen(), asyncio.get_running_loop().time() + seconds
    readers, others = place.users[:READERS], place.users[READERS:]
    async with asyncio.TaskGroup() as group:
        for user in others:
            group.create_task(look(server, user, seen, until))
        for user, file in zip(readers, files, strict=False):
            group.create_task(read(server, user, file, seen, until))
    return seen


def told(times: Sequence[float]) -> str:
    """Some waits in words."""
    return f"{len(times)}, median {median(times):,.0f}, p95 {p95(times):,.0f}, longest {max(times):,.0f} ms"


def p95(times: Sequence[float]) -> float:
    """What all but a twentieth waited at most."""
    return quantiles(times, n=20)[-1] if len(times) > 1 else times[0]


def main() -> None:
    """Measure, print, and end with 1 where something is wrong."""
    wanted = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    wanted.add_argument("--people", type=int, default=4)
    wanted.add_argument("--seconds", type=float, default=60)
    wanted.add_argument("--rows", type=int, default=20_000)
    asked = wanted.parse_args()
    with tempfile.TemporaryDirectory(prefix="sakimori-readings-") as folder:
        place = prepared(Path(folder), 0, asked.people + READERS)
        files = (("wide.csv", wide()), ("list.xlsx", a_list(Path(folder) / "list.xlsx", asked.rows).read_bytes()))
        server = Server(Path(folder))
        try:
            asyncio.run(stretch(place, server, 10, ()))  # the first page of each sort costs more
            alone = asyncio.run(stretch(place, server, asked.seconds, ()))
            reading = asyncio.run(stretch(place, server, asked.seconds, files))
            faults = server.faults()
        finally:
            server.stop()
        place.workspace.close()
    lines = [f"others' pages alone:      {told(alone.pages)}", f"others' pages meanwhile:  {told(reading.pages)}"]
    lines += [f"{name}, {len(data):,} bytes: read {told(reading.files[name])}" for name, data in files]
    sys.stdout.write("\n".join([*lines, f"{faults.total()} tracebacks in the log of the server {dict(faults)}", ""]))
    sys.exit(bool(faults) or p95(reading.pages) > max(SANE, 3 * p95(alone.pages)))


if __name__ == "__main__":
    main()
