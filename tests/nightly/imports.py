"""A long list on its way in while people save: prints how long they waited, and what the lock was held for.

    uv run python tests/nightly/imports.py --rows 10000 --people 20

People save in processes beside the command that imports and judges. Ends with 1 where a save was lost or waited too
long.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context
from multiprocessing.synchronize import Event
from pathlib import Path
from random import Random
from statistics import median, quantiles
from typing import Final

from sakimori.bench.synthetic import ACTOR, make_synthetic
from sakimori.clock import now, today
from sakimori.domain.records.data_flow import DataFlow
from sakimori.domain.records.third_party import ThirdParty
from sakimori.errors import SakimoriError
from sakimori.exchange.paper.safe_files import OutSheet, safe_xlsx
from sakimori.services.audit.view import verify
from sakimori.services.kernel.judge_queue import mark_current, waiting
from sakimori.services.kernel.recompute import recompute
from sakimori.services.kernel.recording import record
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import edit

PROCESSES: Final = 2
PAUSE: Final = (2.0, 8.0)
"""Seconds between two saves of one person: more than anybody keeps up."""
ALONE: Final = 30.0
"""Seconds for which people save before the import begins."""
SANE_P95, SANE_LONGEST = 1_000.0, 5_000.0
"""Milliseconds above which something is wrong, or three times what people wait before the import where that is more.

The goals, on a machine without other work, are 500 and 1,500.
"""


def a_list(path: Path, rows: int) -> Path:
    """A workbook of third parties that nobody knows."""
    heads = ("取引先名", "国", "住所", "役割", "人数", "サービス名", "メール")
    lines = [
        (f"取込{n:05d}株式会社", "日本", "東京都架空区1-1", "委託先", 100 + n, f"業務{n:05d}", f"p{n:05d}@example.com")
        for n in range(rows)
    ]
    path.write_bytes(safe_xlsx([OutSheet("取引先", [heads, *lines])]))
    return path


Waited = tuple[float, float]
"""When a save began, and how many milliseconds it took."""


def a_person(workspace: Workspace, number: int, stop: Event) -> tuple[list[Waited], int]:
    """Save a field of one's own third party, and every third time one of its flows; how many were saved."""
    rng, party_id = Random(number), f"tp{number:05d}"  # noqa: S311 - no secret
    waited, saves = list[Waited](), 0
    while not stop.is_set():
        time.sleep(rng.uniform(*PAUSE))
        with workspace.unit() as unit:
            party = unit.records.get(ThirdParty, party_id)
            flow = unit.records.get(DataFlow, f"fl{party_id}0")
        begun = time.time()
        try:
            if len(waited) % 3:
                edit(workspace, replace(party, note=f"{len(waited)}"), actor=ACTOR, at=now())
            else:
                record(workspace, replace(flow, person_count=len(waited) + 1), actor=ACTOR, at=now())
            saves += 1
        except SakimoriError as error:  # nobody else works on theirs: each refusal is one too many
            sys.stderr.write(f"{error.message('en')}\n")
        waited.append((begun, (time.time() - begun) * 1000))
    return waited, saves


def people(path: Path, numbers: range, stop: Event) -> tuple[list[Waited], int]:
    """Some people at once; what they waited, and how many versions their records must have."""
    workspace = Workspace(path)
    with ThreadPoolExecutor(len(numbers)) as pool:
        done = list(pool.map(lambda number: a_person(workspace, number, stop), numbers))
    return [one for waited, _ in done for one in waited], sum(saves for _, saves in done)


def saved(path: Path, count: int) -> int:
    """How many saves of the first third parties and flows are in the register: each made a version."""
    ids = [f"tp{number:05d}" for number in range(count)]
    with Workspace(path).unit() as unit:
        parties = unit.records.with_ids(ThirdParty, ids)
        flows = unit.records.with_ids(DataFlow, [f"fl{one}0" for one in ids])
    return sum(party.version - 1 for party in parties) + sum(flow.version - 1 for flow in flows)


_TIMED: Final = """
import atexit, json, sys, time
from contextlib import contextmanager
from sakimori.store.engine import SqliteEngine

held, write = [], SqliteEngine.write

@contextmanager
def timed(engine):
    is_outer = not engine._connection.in_transaction
    with write(engine):
        begun, worked = time.perf_counter(), time.process_time()
        yield
    if is_outer:
        held.append((time.perf_counter() - begun, time.process_time() - worked))

SqliteEngine.write = timed
atexit.register(lambda: sys.stderr.write(json.dumps(held)))
from sakimori.cli.app import main
main()
"""
"""The program, which says at its end how long it held the lock each time, and how long it worked meanwhile."""


@dataclass(frozen=True)
class Imported:
    """When the command began, when its records were there and when all was judged; and its stretches of the lock."""

    begun: float
    written: float
    judged: float
    held: list[tuple[float, float]]

    def told(self) -> str:
        """How long it held the lock, in words."""
        (wall, cpu), *batches = sorted(self.held, key=lambda one: one[1], reverse=True)
        judging = [f"{max(part):.2f} s, median {median(part):.2f} s" for part in zip(*batches, strict=True)]
        return (
            f"the lock was held for {wall:.2f} s ({cpu:.2f} s of work) to write; "
            f"for a batch that was judged up to {' ('.join(judging)} of work)"
        )


def import_and_judge(path: Path, workbook: Path) -> Imported:
    """Run the command, in a process of its own."""
    command, begun = ["import", "third-parties", str(workbook), "--db", str(path), "--json"], time.time()
    process = subprocess.Popen(
        [sys.executable, "-c", _TIMED, *command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    workspace = Workspace(path)
    while process.poll() is None and not waiting(workspace).left:
        time.sleep(0.05)
    written = time.time()
    _, said = process.communicate()
    if process.returncode:
        raise SystemExit(f"the import ended with {process.returncode}: {said}")
    return Imported(begun, written, time.time(), json.loads(said.splitlines()[-1]))


def told(waited: list[Waited], since: float, until: float) -> tuple[str, float, float]:
    """What was waited for saves that began in a stretch of time, in words; p95 and the longest."""
    some = sorted(took for begun, took in waited if since <= begun < until) or [0.0, 0.0]
    p95 = quantiles(some, n=20)[-1] if len(some) > 1 else some[0]
    return f"{len(some)} saves, median {median(some):.0f}, p95 {p95:.0f}, longest {some[-1]:.0f} ms", p95, some[-1]


def main() -> None:
    """Measure, print, and end with 1 where something is wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--people", type=int, default=20)
    parser.add_argument("--third-parties", type=int, default=200)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sakimori-imports-") as folder:
        path = Path(folder) / "own.db"
        mark_current(make_synthetic(path, given.third_parties, progress=lambda _share: None))
        workbook, context = a_list(Path(folder) / "list.xlsx", given.rows), get_context("spawn")
        each = given.people // PROCESSES
        with context.Manager() as manager, context.Pool(PROCESSES) as pool:
            stop = manager.Event()
            parts = [range(n * each, (n + 1) * each) for n in range(PROCESSES)]
            at_work = [pool.apply_async(people, (path, part, stop)) for part in parts]
            opened = time.time()
            time.sleep(ALONE)
            done = import_and_judge(path, workbook)
            stop.set()
            found = [one.get(timeout=120) for one in at_work]
        waited = [one for part, _ in found for one in part]
        saves = sum(number for _, number in found)
        lost, refused = saves - saved(path, each * PROCESSES), len(waited) - saves
        differences = sum(len(some) for *_, some in recompute(Workspace(path), on=today(), is_command=True))
        trail = verify(Workspace(path))
    before, alone, longest_alone = told(waited, opened, done.begun)
    words, p95, longest = told(waited, done.begun, done.judged)
    print(  # noqa: T201 - what it is for
        f"{given.rows:,} rows, {each * PROCESSES} people: written after {done.written - done.begun:.1f} s, "
        f"judged after {done.judged - done.begun:.1f} s; refused {refused}, lost {lost}, differences {differences}\n"
        f"verify: {trail.entries:,} entries, {trail.sentence.en}\n"
        f"{done.told()}\n"
        f"before:            {before}\n"
        f"while it is made:  {told(waited, done.begun, done.written)[0]}\n"
        f"while it is judged: {told(waited, done.written, done.judged)[0]}\n"
        f"the whole import:  {words}"
    )
    limits = max(SANE_P95, 3 * alone), max(SANE_LONGEST, 3 * longest_alone)
    if refused or lost or differences or not trail.is_intact or p95 > limits[0] or longest > limits[1]:
        raise SystemExit(1)


if __name__ == "__main__":
    try:
        main()
    except SakimoriError as error:
        raise SystemExit(error.message("en")) from error
