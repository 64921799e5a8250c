"""Many people at once: sessions over WebSocket that look, narrow and save as on a mixed day; prints what they waited.

    uv run python tests/nightly/load.py --third-parties 2000 --people 50 100 150 --minutes 5

Sessions run in this process, the server in another. Ends with 1 where a run failed or a save did not arrive.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from statistics import quantiles
from typing import Final

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException
from websockets.typing import Origin

from sakimori.bench.synthetic import make_synthetic
from sakimori.clock import now, today
from sakimori.demo import make_demo
from sakimori.domain.codes import AssessmentKind, AssessmentState, UserRole
from sakimori.domain.questions.assessment import Assessment
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.user import Actor, User
from sakimori.errors import SakimoriError
from sakimori.rules.facts.assessments import FULL, PROCESSOR_PACK
from sakimori.services.access.sessions import COOKIE, Sessions
from sakimori.services.assessments.opening import open_assessment
from sakimori.services.kernel.workspace import DEMO, OWN, Workspace

ROOT: Final = Path(__file__).parents[2]
THINK: Final = (10.0, 15.0)
"""Seconds between what a person got and what they ask for next."""
PATIENCE: Final = 120.0
PLACES: Final = {
    UserRole.PROCUREMENT: ("parties", "gaps", "contracts", "flows", "calendar", "imports", "records"),
    UserRole.COMPLIANCE: ("risk", "gaps", "parties", "inbox", "flows", "contracts", "records", "audit", "calendar"),
    UserRole.SALES: ("approved", "check", "purposes"),
}
DOSSIER_SHARE, SAVING_SHARE = 0.3, 0.6
"""How many of the visits go to one third party, and how many of those also answer a question of an assessment."""


@dataclass
class Waited:
    """What the sessions of one stage waited: milliseconds from the request to the end of the script, by kind."""

    pages: list[float] = field(default_factory=list)
    saves: list[float] = field(default_factory=list)
    first: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)


class Session:
    """One browser: a connection, and the buttons of the page that it was last given."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self.buttons: dict[str, tuple[str, str]] = {}

    async def open(self, page: str, query: str = "", *, press: str = "") -> float:
        """Ask for a page, or press one of its buttons, and give how many milliseconds its script took.

        Raises:
            RuntimeError: The page holds an error.
            TimeoutError: The script did not end in time.
        """
        asked = BackMsg()
        asked.rerun_script.page_name = page
        asked.rerun_script.query_string = query
        asked.rerun_script.context_info.locale = "ja"
        if press:
            widget, asked.rerun_script.fragment_id = self.buttons[press]
            asked.rerun_script.widget_states.widgets.add(id=widget, trigger_value=True)
        else:
            self.buttons.clear()
        begun = time.perf_counter()
        async with asyncio.timeout(PATIENCE):
            await self._socket.send(asked.SerializeToString())
            while True:
                message = ForwardMsg()
                message.ParseFromString(await self._socket.recv(decode=False))
                if message.WhichOneof("type") == "delta":
                    self._note(message.delta)
                elif message.WhichOneof("type") == "script_finished":
                    if message.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                        continue
                    return (time.perf_counter() - begun) * 1000

    def _note(self, delta: Delta) -> None:
        element = delta.new_element
        if element.HasField("button"):
            self.buttons[element.button.id.split("-", 2)[-1]] = element.button.id, delta.fragment_id
        elif element.HasField("exception"):
            raise RuntimeError(element.exception.type)


@dataclass(frozen=True)
class Place:
    """The workspace under load, and what can be asked for in it."""

    workspace: Workspace
    users: tuple[User, ...]
    parties: tuple[str, ...]
    drafts: tuple[str, ...]

    def sign_in(self, user_id: str) -> str:
        """The token of one more browser with which a person signed in, or was chosen in the demo."""
        file = Path(str(self.workspace.target))
        signed_in_at = now() if file.stem == OWN else None
        return Sessions(file.parent).begin(now(), workspace=file.stem, user_id=user_id, signed_in_at=signed_in_at)


@dataclass
class Person:
    """Somebody who comes, signed in as one of ours, and looks at one thing after another."""

    number: int
    place: Place
    waited: Waited

    def __post_init__(self) -> None:
        self._rng = Random(self.number)  # noqa: S311 - no secret
        self._user = self.place.users[self.number % len(self.place.users)]
        self._token = self.place.sign_in(self._user.id)
        self._role = self._rng.choice(sorted(self._user.roles & PLACES.keys()))
        # A draft of their own, so that each press is an answer; whoever finds none only looks.
        self._draft = f"id={self.place.drafts[self.number]}" if self.number < len(self.place.drafts) else ""

    async def work(self, address: str, until: float) -> None:
        """Do so until a time; whatever fails is counted, and ends this person's day."""
        await asyncio.sleep(self._rng.uniform(0, THINK[1]))
        try:
            async with connect(
                f"{address}/_stcore/stream", max_size=None, origin=_origin(address),
                additional_headers={"Cookie": f"{COOKIE}={self._token}"},
            ) as connection:  # fmt: skip
                session = Session(connection)
                self.waited.first.append(await session.open(""))
                while time.monotonic() < until:
                    await self._think()
                    await self._look(session)
        except (OSError, RuntimeError, TimeoutError, KeyError, WebSocketException) as error:
            self.waited.errors[f"{type(error).__name__}: {error}"] += 1

    async def _think(self) -> None:
        await asyncio.sleep(self._rng.uniform(*THINK))

    async def _look(self, session: Session) -> None:
        """At a list or at one third party; who looks at one often saves an answer about it."""
        if self._rng.random() >= DOSSIER_SHARE or self._role is UserRole.SALES:
            self.waited.pages.append(await session.open(self._rng.choice(PLACES[self._role])))
            return
        party = self._rng.choice(self.place.parties)
        self.waited.pages.append(await session.open("party", f"party={party}"))
        if self._draft and self._rng.random() < SAVING_SHARE and self._role is UserRole.PROCUREMENT:
            await self._think()
            self.waited.pages.append(await session.open("assess", self._draft))
            key = next((key for key in session.buttons if key.startswith("key_")), None)
            if key is not None:
                self.waited.saves.append(await session.open("assess", self._draft, press=key))


def _origin(address: str) -> Origin:
    return Origin(address.replace("ws", "http"))


class Server:
    """The application on the workspace, as a process whose memory is read while it serves."""

    def __init__(self, home: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.address = f"ws://127.0.0.1:{port}"
        self.log = home / "server.log"
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)],
                cwd=ROOT, env={**os.environ, "SAKIMORI_HOME": str(home)}, stdout=log, stderr=log,
            )  # fmt: skip
        self._wait(f"http://127.0.0.1:{port}/healthz")

    def _wait(self, health: str) -> None:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                with urllib.request.urlopen(health, timeout=1):  # noqa: S310 - our own address
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        raise SystemExit(self.log.read_text(encoding="utf-8"))

    def megabytes(self, which: str = "VmRSS") -> float:
        """The memory of the process: now, or with VmHWM at its most."""
        status = Path(f"/proc/{self._process.pid}/status").read_text(encoding="ascii")
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith(which)) / 1024

    def cpu_seconds(self) -> float:
        """How long the process has worked."""
        fields = Path(f"/proc/{self._process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def stop(self) -> None:
        """End it."""
        self._process.terminate()
        self._process.wait()


def prepared(home: Path, third_parties: int, drafts: int) -> Place:
    """A workspace of that many third parties, or the demo for none, with assessments that wait for answers."""
    if third_parties:
        workspace = make_synthetic(home / f"{OWN}.db", third_parties, progress=lambda _: None)
    else:
        make_demo(home / f"{DEMO}.db", on=today())
        workspace = Workspace(home / f"{DEMO}.db")
    actor = Actor("load", "負荷", frozenset(UserRole))
    with workspace.unit() as unit:
        parties = [party.id for party in unit.records.select(ThirdParty, order="id")]
    begun = [_draft(workspace, party, actor) for party in parties[1 : drafts + 1]]
    with workspace.unit() as unit:
        known = unit.records.select(User, order="id")
        waiting = [each.id for each in unit.records.select(Assessment) if each.state is AssessmentState.DRAFT]
    users = [user for user in known if user.roles & PLACES.keys() and user.left_on is None]
    return Place(workspace, tuple(users), tuple(parties[1:]), tuple(filter(None, begun)) or tuple(waiting))


def _draft(workspace: Workspace, party: str, actor: Actor) -> str | None:
    """A new assessment of a third party; None where one is under way, or none can be."""
    with suppress(SakimoriError):
        return open_assessment(
            workspace, party, pack_id=PROCESSOR_PACK, group=FULL, kind=AssessmentKind.PERIODIC, actor=actor, at=now()
        ).id
    return None


def saved(workspace: Workspace) -> int:
    """How many answers people have saved one by one."""
    with workspace.unit() as unit:
        return len(unit.query("SELECT 1 FROM audit_entry WHERE action = 'answer.given'"))


async def stage(place: Place, server: Server, people: int, minutes: float) -> Waited:
    """So many people at work for so long."""
    waited, until = Waited(), time.monotonic() + 60 * minutes
    async with asyncio.TaskGroup() as group:
        for number in range(people):
            group.create_task(Person(number, place, waited).work(server.address, until))
    return waited


def _of(times: Sequence[float], percent: int) -> str:
    return f"{quantiles(times, n=100)[percent - 1]:,.0f}" if len(times) > 1 else "–"


def lines(place: Place, server: Server, stages: Sequence[int], minutes: float) -> Iterator[tuple[str, int]]:
    """A line of the table for each stage, and how much went wrong in it."""
    for people in stages:
        before, cpu = saved(place.workspace), server.cpu_seconds()
        waited = asyncio.run(stage(place, server, people, minutes))
        lost = len(waited.saves) - (saved(place.workspace) - before)
        runs = [*waited.pages, *waited.saves]
        cells = [
            f"{people:,}", f"{len(runs):,} ({len(waited.saves):,})", *(_of(runs, percent) for percent in (50, 95, 99)),
            f"{max(runs, default=0):,.0f}", _of(waited.first, 95), _of(waited.saves, 95),
            f"{server.megabytes('VmHWM'):,.0f}", f"{server.megabytes():,.0f}",
            f"{(server.cpu_seconds() - cpu) / 60 / minutes:.2f}", f"{lost}", f"{dict(waited.errors) or 0}",
        ]  # fmt: skip
        yield "| " + " | ".join(cells) + " |", lost + waited.errors.total()


HEAD: Final = (
    "people", "runs (saves)", "p50", "p95", "p99", "max ms", "first p95", "save p95",
    "MB at most", "MB now", "cores", "lost", "errors",
)  # fmt: skip


def say(line: str) -> None:
    """A line for whoever waits for the next."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    """Make the workspace, serve it, and let people in, stage after stage."""
    wanted = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    wanted.add_argument("--third-parties", type=int, default=0, help="0: the demo")
    wanted.add_argument("--people", type=int, nargs="+", default=[50, 100, 150])
    wanted.add_argument("--minutes", type=float, default=5)
    asked = wanted.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = prepared(Path(folder), asked.third_parties, max(asked.people))
        server = Server(Path(folder))
        try:
            say("| " + " | ".join(HEAD) + " |\n" + "|---" * len(HEAD) + "|")
            wrong = 0
            for line, errors in lines(place, server, asked.people, asked.minutes):
                say(line)
                wrong += errors
            tracebacks = server.log.read_text(encoding="utf-8").count("Traceback")
            say(f"{tracebacks} tracebacks in the log of the server")
        finally:
            server.stop()
    sys.exit(bool(wrong or tracebacks))


if __name__ == "__main__":
    main()
