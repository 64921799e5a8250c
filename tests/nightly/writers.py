"""Writers in several processes, each save of whom is noted; and what it costs them that they take turns.

    PYTHONPATH=tests uv run python tests/nightly/writers.py --writers 1 5 20 --seconds 15

Prints saves a second and how long they took, on a file and on a PostgreSQL server that this program starts; beside
them the floor: one bare insert and commit, taking turns as the engine does, and on the server also all at once. Ends
with 1 where a save was refused or the trail does not hold.
"""

from __future__ import annotations

import argparse
import os
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from statistics import quantiles
from typing import Final

import psycopg

from kit.builders import a_third_party, an_actor
from kit.postgres import KEEPS_ALL, STREAMS, running
from sakimori.clock import now
from sakimori.domain.records.third_party import ThirdParty
from sakimori.errors import BusyError, SakimoriError
from sakimori.services.audit.view import verify
from sakimori.services.kernel.workspace import HOME_VARIABLE, Place, Workspace
from sakimori.services.parties.write import edit, register
from sakimori.store.engine import ServerSchema
from sakimori.store.engine.places import place_of
from sakimori.store.engine.server_errors import CrowdedError, UnsavedError

PROCESSES: Final = 4
ACTOR: Final = an_actor()
_BODY: Final = "x" * 700
"""As long as what the trail keeps of a save."""
_LOCK: Final = 4711
_START_S: Final = 5.0
"""What processes need until they work; counted is from when the last of them does."""


@dataclass(frozen=True, slots=True)
class Try:
    """One save: a third party registered, or its note changed; when it ended, how long it took, what it was told."""

    number: int
    party: str
    note: str
    ended: float
    took: float
    told: str = ""
    is_unsaved: bool = False
    """Whether the refusal promised that nothing was saved."""

    @property
    def is_saved(self) -> bool:
        """Whether it was acknowledged."""
        return not self.told

    def stands_in(self, notes: Mapping[str, str]) -> bool:
        """Whether the database, of which the notes of all third parties are given, holds this save or a later one."""
        return self.party in notes and int(notes[self.party] or 0) >= int(self.note or 0)


def work(place: str, writers: Sequence[str], over: Path, pause: float) -> list[Try]:
    """So many people of one process, until a file lies there: each registers third parties and edits their notes."""
    workspace = Workspace(place_of(place))
    with ThreadPoolExecutor(len(writers)) as threads:
        made = list(threads.map(partial(_one, workspace, over=over, pause=pause), writers))
    workspace.close()
    return [one for some in made for one in some]


def _one(workspace: Workspace, writer: str, *, over: Path, pause: float) -> list[Try]:
    tries: list[Try] = []
    own: ThirdParty | None = None
    while not over.exists():
        number, began = len(tries) + 1, time.perf_counter()
        is_new = own is None or own.note != ""
        party = a_third_party(legal_name=f"{writer}の{number}社") if own is None or is_new else own
        note = "" if is_new else f"{number}"
        told, is_unsaved = "", False
        try:
            save = register if is_new else edit
            own = save(workspace, replace(party, note=note), actor=ACTOR, at=now()).record
        except SakimoriError as error:
            told = type(error).__name__
            is_unsaved = isinstance(error, UnsavedError | BusyError) and not isinstance(error, CrowdedError)
            own = None  # whether it stands is not known
        took = (time.perf_counter() - began) * 1000
        tries.append(Try(number, party.legal_name, note, time.time(), took, told, is_unsaved))
        time.sleep(pause)
    return tries


@contextmanager
def at_work(place: Place, writers: int, over: Path, pause: float) -> Iterator[Callable[[], list[Try]]]:
    """So many writers until a file lies there; the function that is given waits for their end."""
    where = f"{place.url}#{place.schema}" if isinstance(place, ServerSchema) else str(place)
    names = [f"{over.stem}{number:02}" for number in range(writers)]
    processes = min(PROCESSES, writers)
    with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
        begun: list[Future[list[Try]]] = [
            pool.submit(work, where, names[first::processes], over, pause) for first in range(processes)
        ]
        yield lambda: [one for some in begun for one in some.result()]


def of(times: Sequence[float], percent: int) -> float:
    """So many in a hundred of them are no longer."""
    return quantiles(times, n=100)[percent - 1] if len(times) > 1 else max(times, default=0)


# The floor


def bare_on_server(url: str, until: float, *, turns: bool) -> list[float]:
    """One connection that inserts and commits, in milliseconds each."""
    took: list[float] = []
    with psycopg.connect(url, autocommit=True) as connection:
        while time.time() < until:
            began = time.perf_counter()
            connection.execute(f"BEGIN; SELECT pg_advisory_xact_lock({_LOCK})" if turns else "BEGIN")
            connection.execute("INSERT INTO bare (body) VALUES (%s)", (_BODY,))
            connection.execute("COMMIT")
            took.append((time.perf_counter() - began) * 1000)
    return took


def bare_in_file(path: Path, until: float) -> list[float]:
    """The same on a file, with the settings of the engine."""
    took: list[float] = []
    with closing(sqlite3.connect(path, isolation_level=None, timeout=60)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        while time.time() < until:
            began = time.perf_counter()
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT INTO bare (body) VALUES (?)", (_BODY,))
            connection.execute("COMMIT")
            took.append((time.perf_counter() - began) * 1000)
    return took


def floor(insert: Callable[[float], list[float]], writers: int, seconds: float) -> list[float]:
    """What so many bare connections took."""
    with ThreadPoolExecutor(writers) as threads:
        return [one for some in threads.map(insert, [time.time() + seconds] * writers) for one in some]


def line(what: str, writers: int, took: Sequence[float], seconds: float) -> str:
    """A row of the table."""
    return f"| {what} | {writers} | {len(took) / seconds:,.0f} | {of(took, 50):,.1f} | {of(took, 95):,.1f} |"


def measured(what: str, place: Place, writers: int, seconds: float, over: Path) -> tuple[str, int]:
    """The row of so many writers, and how many of their saves were refused."""
    with at_work(place, writers, over, 0) as tries:
        time.sleep(_START_S + seconds)
        over.touch()
        ended = time.time()
        done = tries()
    all_there = max(one.ended - one.took / 1000 for one in done if one.number == 1)
    counted = [one.took for one in done if all_there < one.ended <= ended]
    return line(what, writers, counted, ended - all_there), sum(not one.is_saved for one in done)


def say(text: str) -> None:
    """A line for whoever waits for the next."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def compare(
    what: str, place: Place, floors: Mapping[str, Callable[[float], list[float]]], asked: argparse.Namespace
) -> int:
    """The rows of one engine; how much was wrong."""
    Workspace(place).close()
    wrong = 0
    for writers in asked.writers:
        over = Path(os.environ[HOME_VARIABLE]) / f"{what} {writers}.over"
        row, refused = measured(f"{what}, a field or a third party saved", place, writers, asked.seconds, over)
        wrong += refused
        say(row)
        for name, insert in floors.items():
            say(line(f"{what}, {name}", writers, floor(insert, writers, asked.seconds / 3), asked.seconds / 3))
    found = verify(Workspace(place))
    say(f"{what}: {found.entries:,} entries, {found.sentence.en}; {wrong} refused")
    return wrong + (not found.is_intact)


def main() -> None:
    """Measure both engines."""
    wanted = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    wanted.add_argument("--writers", type=int, nargs="+", default=[1, 5, 20])
    wanted.add_argument("--seconds", type=float, default=15)
    asked = wanted.parse_args()
    say("| what | writers | a second | p50 ms | p95 ms |\n|---|---|---|---|---|")
    with tempfile.TemporaryDirectory(prefix="sakimori-writers-") as folder:
        os.environ[HOME_VARIABLE] = folder
        bare = Path(folder) / "bare.db"
        with closing(sqlite3.connect(bare)) as connection:
            connection.execute("CREATE TABLE bare (id INTEGER PRIMARY KEY, body TEXT)")
        wrong = compare("file", Path(folder) / "own.db", {"bare, in turns": partial(bare_in_file, bare)}, asked)
        with running(**KEEPS_ALL, **STREAMS) as server:
            server.ask("CREATE TABLE bare (id BIGINT GENERATED ALWAYS AS IDENTITY, body TEXT)")
            on_server = {
                "bare, in turns": partial(bare_on_server, server.url, turns=True),
                "bare, at once": partial(bare_on_server, server.url, turns=False),
            }
            wrong += compare("PostgreSQL", ServerSchema(server.url, "own"), on_server, asked)
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
