"""Failover, drilled: the primary of two PostgreSQL servers is killed while 20 people save, and the standby takes over.

    PYTHONPATH=tests uv run python tests/nightly/failover.py

Both servers are started here, on loopback; the standby confirms every save (`synchronous_standby_names`). Sixteen
people save by the services in processes of their own, four press buttons on pages of the real server over WebSockets.
First a second server of ours stands on the standby: pages are read, saves are refused. Then the way to the primary
swallows whatever goes over it, without a word to anybody, and is open again. Then the primary is killed and the standby
promoted. Last, a standby of the new primary is lost, and comes back. Ends with 1 where a save that was acknowledged is
gone, one that was called unsaved stands, a page or an address failed otherwise than in words or too late, nobody saved
afterwards, our server ended, or the trail or the gaps do not hold.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Final

from kit.killing import run
from kit.postgres import KEEPS_ALL, STREAMS, Server, following, running
from nightly.crowd import Place, Saved, lost, on_server, password_of, prepared
from nightly.pressing import PAUSE_S, PEOPLE, Presser, Seen, on_pages, read_only, status_of
from nightly.visiting import PATIENCE, signed_in
from nightly.visiting import Server as App
from nightly.writers import Try, at_work, say
from sakimori.domain.records.third_party import ThirdParty
from sakimori.services.kernel.workspace import OWN, database
from sakimori.store.engine.places import DB_VARIABLE
from store.way import Way, way_to

WRITERS, FEW_WRITERS = 16, 4
BEFORE_S, REACTION_S, BLOCKED_S, GONE_S, AFTER_S = 10.0, 3.0, 60.0, 35.0, 25.0
"""How long all save before a fault; until the standby is promoted, the way or the standby is back; and to the end."""
TOLD_S: Final = 45.0
"""Whoever asks or saves has an answer within so long, or is told that there is none."""
BOTH: Final = "postgresql://sakimori@127.0.0.1:{},127.0.0.1:{}/postgres?target_session_attrs=read-write"


@dataclass
class Drill:
    """One drill: the place, our server, and what went wrong so far."""

    home: Path
    place: Place
    app: App
    wrong: int = 0

    def must(self, is_so: bool, what: str) -> None:
        """Say what is wrong unless it is so."""
        if not is_so:
            self.wrong += 1
            say(f"WRONG: {what}")

    def stand_by(self, standby: Server) -> None:
        """Serve the standby alone: pages are read, saves and sign-ins refused."""
        user = self.place.users[0].id
        token = signed_in(self.app.address, user, password_of(user))
        seen = Seen()
        app = App(self.home, env={DB_VARIABLE: standby.url})
        try:
            asyncio.run(read_only(Presser(0, self.place, seen), app.address, token))
            self.must(bool(seen.opened_at), "no page of the standby could be read")
            self.must(not seen.faults and not app.faults(), f"faults on the standby: {seen.faults} {app.faults()}")
            self.must({kind for *_, kind in seen.told} == {"ReadOnlyError"}, f"told on the standby: {seen.told}")
            status = status_of(f"{app.address}/sign-in", "")
            self.must(status == HTTPStatus.SERVICE_UNAVAILABLE, f"a sign-in on the standby: {status}")
            say(f"on the standby: {len(seen.opened_at)} pages read; told {_counted(kind for _, kind in seen.told)}")
        finally:
            app.stop()

    def swallow(self, way: Way) -> None:
        """Let the way to the primary swallow everything while people save, and open it again."""

        def fault() -> tuple[float, float]:
            blocked = time.time()
            way.block()
            time.sleep(BLOCKED_S)
            way.open()
            return blocked, time.time()

        say("-- the way to the primary swallows everything, and is open again")
        self.while_they_save(fault, "道", WRITERS)

    def fail_over(self, primary: Server, standby: Server) -> None:
        """Kill the primary while people save, and promote the standby."""

        def fault() -> tuple[float, float]:
            killed = time.time()
            primary.kill()
            time.sleep(REACTION_S)
            standby.ask("SELECT pg_promote(true, 60)")
            return killed, time.time()

        say("-- the primary is killed, the standby promoted")
        self.while_they_save(fault, "移", WRITERS)

    def lose_standby(self, primary: Server) -> None:
        """Kill the standby while people save, and start it again after each of them has waited."""

        def fault() -> tuple[float, float]:
            killed = time.time()
            standby.kill()
            time.sleep(GONE_S)
            standby.start()
            return killed, time.time()

        say("-- the standby is killed, and started again")
        with following(primary, **KEEPS_ALL) as standby:
            primary.configure("synchronous_standby_names", "*")
            self.while_they_save(fault, "待", FEW_WRITERS)
            primary.configure("synchronous_standby_names", "")

    def while_they_save(self, fault: Callable[[], tuple[float, float]], names: str, writers: int) -> None:
        """Let something fail while people save, and look at what came of each save."""
        seen, over = Seen(), self.home / f"{names}.over"
        with at_work(database(OWN), writers, over, PAUSE_S) as tries, ThreadPoolExecutor(1) as beside:
            pages = beside.submit(asyncio.run, on_pages(self.place, self.app.address, seen, over))
            try:
                self._wait_for(seen, names, writers)
                time.sleep(BEFORE_S)
                broke, mended = fault()
                time.sleep(AFTER_S)
            finally:
                over.touch()
            done, people = tries(), pages.result()
        say(f"mended {mended - broke:.1f} s after it broke")
        self.must(self.app.is_running, "our server has ended")
        self._services(done, broke, mended)
        self._pages(seen, people, broke, mended)

    def _wait_for(self, seen: Seen, names: str, writers: int) -> None:
        """Until everybody is at work."""
        until = time.monotonic() + 2 * PATIENCE
        while time.monotonic() < until:
            begun = [name for name in self._notes() if name.startswith(names) and name.endswith("の1社")]
            if len(begun) == writers and len(seen.saved_at) >= PEOPLE:
                return
            time.sleep(0.5)
        raise SystemExit("not everybody came to work")

    def _notes(self) -> Mapping[str, str]:
        """The note of each third party, by its name."""
        with self.place.workspace.unit() as unit:
            return {party.legal_name: party.note for party in unit.records.select(ThirdParty)}

    def _services(self, done: Sequence[Try], broke: float, mended: float) -> None:
        saved = [one for one in done if one.is_saved]
        notes = self._notes()
        gone = [one for one in saved if not one.stands_in(notes)]
        lies = [one for one in done if one.is_unsaved and one.stands_in(notes)]
        unknown = [one for one in done if one.told and not one.is_unsaved]
        say(f"services: {len(saved)} saves acknowledged, {len(gone)} lost; told {_counted(one.told for one in done)}")
        self._in_time("services", [one.took / 1000 for one in done if one.told])
        say(f"of {len(unknown)} whose end was called unknown {sum(one.stands_in(notes) for one in unknown)} stand")
        say(_pause("saves by services", [one.ended for one in saved], broke, mended))
        self.must(not gone, f"lost: {gone}")
        self.must(not lies, f"called unsaved, and stand: {lies}")
        self.must(any(one.ended > mended for one in saved), "nobody saved afterwards")

    def _pages(self, seen: Seen, people: Sequence[Presser], broke: float, mended: float) -> None:
        saved: Counter[Saved] = Counter()
        for one in people:
            saved += one.waited.saved
        gone = lost(self.place, saved)
        say(f"pages: {saved.total()} answers acknowledged, {len(gone)} lost")
        for what in ("look", "save"):
            say(f"told at a {what}: {_counted(kind for which, kind in seen.told if which == what)}")
        self._in_time("pages", seen.waited)
        say(_pause("pages looked at", seen.opened_at, broke, mended))
        say(_pause("answers on pages", seen.saved_at, broke, mended))
        say(f"addresses opened anew: {_counted(str(status) for status in seen.answers.elements())}")
        self.must(not gone, f"lost: {gone}")
        self.must(not seen.faults, f"faults on pages: {seen.faults}")
        self.must(max(seen.saved_at, default=0) > mended, "no page saved afterwards")
        in_words = {HTTPStatus.OK, HTTPStatus.SERVICE_UNAVAILABLE}
        self.must(seen.answers.keys() <= in_words, f"addresses answered {seen.answers}")

    def _in_time(self, where: str, waited: Sequence[float]) -> None:
        say(f"{where}: told after {max(waited, default=0):.1f} s at most")
        self.must(max(waited, default=0) <= TOLD_S, f"{where}: told after {max(waited, default=0):.1f} s")

    def check(self) -> None:
        """The trail and the gaps, by the commands that anybody has, and the log of our server."""
        for command in (("verify",), ("recompute", "--check")):
            done = run(*command)
            say(f"sakimori {' '.join(command)}: {'; '.join(done.stdout.strip().splitlines())}")
            self.must(done.returncode == 0, f"{command}: {done.stdout}{done.stderr}")
        faults = self.app.faults()
        self.must(not faults, f"in the log of our server: {faults}")


def _counted(words: Iterable[str]) -> str:
    return ", ".join(f"{count} × {word}" for word, count in Counter(filter(None, words)).most_common()) or "nothing"


def _pause(what: str, times: Sequence[float], broke: float, mended: float) -> str:
    """Between which moments nothing came through."""
    before = max((one for one in times if one <= broke), default=0)
    after = min((one for one in times if one > broke), default=0)
    return (
        f"{what}: the last {broke - before:.1f} s before it broke, the next {after - broke:.1f} s after "
        f"({after - mended:+.1f} s from when it was mended)"
    )


def main() -> None:
    """Drill."""
    with (
        tempfile.TemporaryDirectory(prefix="sakimori-failover-") as folder,
        running(**KEEPS_ALL, **STREAMS) as primary,
        following(primary, **KEEPS_ALL) as standby,
        way_to(primary.port) as way,
    ):
        home = Path(folder)
        place = on_server(prepared(home, 0, PEOPLE + 1), home, BOTH.format(way.port, standby.port))
        primary.configure("synchronous_standby_names", "*")
        drill = Drill(home, place, App(home))
        try:
            drill.stand_by(standby)
            drill.swallow(way)
            drill.fail_over(primary, standby)
            drill.lose_standby(standby)
            drill.check()
        finally:
            drill.app.stop()
            place.workspace.close()
    sys.exit(bool(drill.wrong))


if __name__ == "__main__":
    main()
