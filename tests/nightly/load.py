"""Many people at once: each signs in at the door, looks and answers as on a mixed day; prints what they waited.

    PYTHONPATH=tests uv run python tests/nightly/load.py --third-parties 2000 --people 50 100 150 --minutes 5
    PYTHONPATH=tests uv run python tests/nightly/load.py --third-parties 2000 --people 150 --processes 3
    PYTHONPATH=tests uv run python tests/nightly/load.py --third-parties 2000 --soak 20 --pace 2.5

A soak says how many hours of work it was worth. With `--kept FOLDER` the database is made there once (`--only-make`
makes it and ends) and copied for each run; with `--engine postgres` it lies on a PostgreSQL server that this program
starts; with `--processes` so many serve behind nginx, which keeps a browser with one of them. People sit in this
process, the servers in others, all on the same cores. Ends with 1 where a run failed, a save is not in the database,
the trail does not hold, or the memory of a soak grew.
"""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.queues import SimpleQueue
from multiprocessing.synchronize import Event
from pathlib import Path
from statistics import quantiles
from threading import Thread
from typing import Final

from kit.postgres import KEEPS_ALL, running
from nightly.behind import opened
from nightly.crowd import Door, OneServer, Pace, Person, Place, Waited, lost, on_server, prepared
from nightly.soaking import PAGES_AN_HOUR, SAVES_AN_HOUR, Memory, grew, growth, hours_of
from nightly.visiting import PROGRAMS, Server
from sakimori.clock import now, today
from sakimori.domain.access_token import TokenScope
from sakimori.domain.records.data_flow import DataFlow
from sakimori.domain.user import Actor
from sakimori.domain.values.days import legal_day
from sakimori.errors import SakimoriError
from sakimori.services.access.tokens import make_token
from sakimori.services.audit.view import verify
from sakimori.services.kernel.access import ALLOWED, Permission
from sakimori.services.kernel.recompute import recompute
from sakimori.web.api.call_times import Caller

SOAKING: Final = 50
PAUSE: Final = 3.0
LOOKS: Final = 20
"""After so many looks whoever takes part in a soak closes the window and opens another: sessions come and go."""
HEAD: Final = (
    "people", "pages", "p50", "p95", "p99", "max ms", "first p95", "saves", "p50", "p95", "max ms",
    "MB at most", "MB now", "cores", "lost", "errors",
)  # fmt: skip


@dataclass
class Report:
    """What went wrong, how many hours of work it was worth, and what the servers held meanwhile."""

    wrong: int = 0
    hours: float = 0
    memory: Memory = field(default_factory=Memory)


@dataclass(frozen=True)
class Screens:
    """The processes that serve the screens, and the door before them."""

    door: Door
    processes: Sequence[Server]

    def megabytes(self, which: str = "VmRSS") -> str:
        """What each of them holds."""
        return " + ".join(f"{one.megabytes(which):,.0f}" for one in self.processes)

    def cpu_seconds(self) -> float:
        """How long they have worked."""
        return sum(one.cpu_seconds() for one in self.processes)

    def faults(self) -> Counter[str]:
        """What broke in them."""
        return sum((one.faults() for one in self.processes), Counter[str]())


@contextmanager
def serving(place: Place, home: Path, count: int) -> Iterator[Screens]:
    """One process, or several behind nginx."""
    if count > 1:
        with opened(home, place, count) as site:
            yield Screens(site, site.screens)
        return
    server = Server(home)
    try:
        yield Screens(OneServer(server.address), [server])
    finally:
        server.stop()


def say(line: str) -> None:
    """A line for whoever waits for the next."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


async def stage(place: Place, screens: Screens, people: int, asked: argparse.Namespace, report: Report) -> Waited:
    """So many people at work for so long."""
    waited, until = Waited(), asyncio.get_running_loop().time() + 60 * asked.minutes
    pace = Pace(asked.pace, LOOKS) if asked.soak else Pace(asked.pace)
    watching = asyncio.create_task(report.memory.watch(screens.processes))
    async with asyncio.TaskGroup() as group:
        for number in range(people):
            group.create_task(Person(number, place, waited, pace).work(screens.door, until))
    watching.cancel()
    with suppress(asyncio.CancelledError):
        await watching
    report.hours = hours_of(waited, people)
    return waited


def _of(times: Sequence[float], percent: int) -> str:
    return f"{quantiles(times, n=100)[percent - 1]:,.0f}" if len(times) > 1 else "–"


def lines(place: Place, screens: Screens, asked: argparse.Namespace, report: Report) -> Iterator[str]:
    """A line of the table for each stage."""
    for people in asked.people:
        cpu = screens.cpu_seconds()
        waited = asyncio.run(stage(place, screens, people, asked, report))
        pages, saves, gone = waited.pages, waited.saves, lost(place, waited.saved)
        report.wrong += len(gone) + waited.errors.total()
        cells = [
            f"{people:,}", f"{len(pages):,}", *(_of(pages, percent) for percent in (50, 95, 99)),
            f"{max(pages, default=0):,.0f}", _of(waited.first, 95), f"{len(saves):,}",
            *(_of(saves, percent) for percent in (50, 95)), f"{max(saves, default=0):,.0f}",
            screens.megabytes("VmHWM"), screens.megabytes(),
            f"{(screens.cpu_seconds() - cpu) / 60 / asked.minutes:.2f}", f"{gone or 0}", f"{dict(waited.errors) or 0}",
        ]  # fmt: skip
        yield "| " + " | ".join(cells) + " |"


@dataclass
class Calling:
    """Programs that ask for clearance beside the people, and what they waited; in a process of its own."""

    ask: Caller
    waited: list[float] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def work(self, number: int, is_over: Event) -> None:
        """One of them, until the people have gone."""
        calls = 0
        while not is_over.is_set():
            try:
                self.waited.append(self.ask.one(number, calls))
            except (SakimoriError, OSError) as error:
                self.failed.append(str(error))
            calls += 1
            is_over.wait(PAUSE)


def _call(ask: Caller, callers: int, is_over: Event, told: SimpleQueue[Calling]) -> None:
    """So many programs; what a process of people does beside them would count as waiting."""
    programs = Calling(ask)
    threads = [Thread(target=programs.work, args=(number, is_over)) for number in range(callers)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    told.put(programs)


@contextmanager
def calling(place: Place, port: int, callers: int, report: Report) -> Iterator[None]:
    """So many programs beside the people."""
    asks = next(user for user in place.users if user.roles & ALLOWED[Permission.ASK_CLEARANCE])
    made = make_token(
        place.workspace, name="load", scopes=frozenset({TokenScope.CLEARANCE}), expires_on=legal_day(now()), at=now(),
        actor=Actor(asks.id, asks.name, asks.roles),
    )  # fmt: skip
    with place.workspace.unit() as unit:
        flows = [flow.id for flow in unit.records.select(DataFlow, order="id")][:200]
    begun = get_context("spawn")
    is_over, told = begun.Event(), begun.SimpleQueue()
    programs = begun.Process(target=_call, args=(Caller(port, made.secret, flows), callers, is_over, told))
    programs.start()
    try:
        yield
    finally:
        is_over.set()
        found = told.get()
        programs.join()
    report.wrong += len(found.failed)
    waited = found.waited
    say(f"{callers} programs beside them: {len(waited):,} answers, p50 {_of(waited, 50)}, p95 {_of(waited, 95)} ms")
    for why in dict.fromkeys(found.failed):
        say(f"program: {why}")


@contextmanager
def beside(place: Place, home: Path, screens: Screens, asked: argparse.Namespace, report: Report) -> Iterator[None]:
    """What goes on beside the people: programs, served by a process of their own or by that of the screens."""
    if not asked.callers:
        yield
    elif asked.in_one:
        with calling(place, screens.processes[0].port, asked.callers, report):
            yield
    else:
        programs = Server(home, PROGRAMS)
        try:
            with calling(place, programs.port, asked.callers, report):
                yield
            say(f"their server: {programs.megabytes():,.0f} MB, {programs.cpu_seconds():.1f} s of work")
            report.wrong += programs.faults().total()
        finally:
            programs.stop()


def soaked(people: int, report: Report) -> bool:
    """Say what a soak was worth, and whether the memory grew."""
    an_hour = f"at {PAGES_AN_HOUR} pages and {SAVES_AN_HOUR} saves an hour"
    say(f"{report.hours:.1f} hours' worth of {people} people, {an_hour}")
    slope, held = growth(report.memory.of_all, report.hours)
    say(f"memory in the last quarter: {held:,.0f} MB, {slope:+.1f} MB an hour's worth of work")
    return grew(report.memory.of_all, report.hours)


def checked(place: Place, *, thoroughly: bool) -> int:
    """Say whether the trail holds and, of a soak, whether the rules judge all as it is held; count what is wrong."""
    found = verify(place.workspace)
    say(f"verify: {found.entries:,} entries, {found.sentence.en}")
    differences = 0
    if thoroughly:
        differences = sum(len(some) for *_, some in recompute(place.workspace, on=today(), is_command=True))
        say(f"recompute: {differences} differences")
    return differences + (not found.is_intact)


def measure(place: Place, home: Path, asked: argparse.Namespace) -> int:
    """Serve the place, let people in stage after stage, and count what went wrong."""
    report = Report()
    with serving(place, home, asked.processes) as screens:
        held = screens.megabytes()
        say(f"{len(place.parties):,} third parties; the servers hold {held} MB before anybody comes")
        say("| " + " | ".join(HEAD) + " |\n" + "|---" * len(HEAD) + "|")
        with beside(place, home, screens, asked, report):
            for line in lines(place, screens, asked, report):
                say(line)
        say(f"MB each minute: {', '.join(report.memory.by_minute())}")
        faults = screens.faults()
        say(f"{faults.total()} tracebacks in the logs of the servers")
        for fault, count in faults.most_common():
            say(f"{count} × {fault}")
    wrong = report.wrong + faults.total() + checked(place, thoroughly=bool(asked.soak))
    return wrong + (bool(asked.soak) and soaked(asked.people[-1], report))


def measured_on(engine: str, place: Place, home: Path, asked: argparse.Namespace) -> int:
    """Measure on the file, or on a database server that keeps what it acknowledges."""
    if engine == "sqlite":
        return measure(place, home, asked)
    with running(**KEEPS_ALL) as server:
        there = on_server(place, home, server.url)
        wrong = measure(there, home, asked)
        there.workspace.close()
    return wrong


def main() -> None:
    """Make the workspace or take it from where it was kept, and measure."""
    wanted = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    wanted.add_argument("--third-parties", type=int, default=0, help="0: the demo")
    wanted.add_argument("--people", type=int, nargs="+", help="how many come, stage after stage")
    wanted.add_argument("--minutes", type=float, default=5, help="of each stage")
    wanted.add_argument(
        "--soak", type=float, default=0, metavar="MINUTES", help="one stage of 50 people, checked whole"
    )
    wanted.add_argument("--pace", type=float, default=1, help="how many times shorter people think between two looks")
    wanted.add_argument("--processes", type=int, default=1, help="how many serve the screens; several behind nginx")
    wanted.add_argument("--callers", type=int, default=0, help="how many programs ask for clearance beside them")
    wanted.add_argument("--in-one", action="store_true", help="these ask the server of the screens, not `sakimori api`")
    wanted.add_argument("--kept", type=Path, help="a folder: the database is made there once, and copied for each run")
    wanted.add_argument("--engine", choices=("sqlite", "postgres"), default="sqlite", help="where the database lies")
    wanted.add_argument("--only-make", action="store_true", help="make the database in that folder and end")
    asked = wanted.parse_args()
    asked.people = asked.people or ([SOAKING] if asked.soak else [50, 100, 150])
    asked.minutes = asked.soak or asked.minutes
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the server ends with whoever started it
    with tempfile.TemporaryDirectory(prefix="sakimori-load-") as folder:
        place = prepared(Path(folder), asked.third_parties, max(asked.people), asked.kept)
        wrong = 0 if asked.only_make else measured_on(asked.engine, place, Path(folder), asked)
        place.workspace.close()
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
