"""Several servers behind nginx: what people see while one is killed, while all are started anew, and at an update.

    PYTHONPATH=tests uv run python tests/nightly/several.py           # three on PostgreSQL, then two on one SQLite file
    PYTHONPATH=tests uv run python tests/nightly/several.py --on sqlite

The processes are started by the ExecStart lines of `web/examples`, nginx by its example. Ends with 1 where a save is
lost, a verdict was stale, a program got no answer, somebody had to do more than load the page again, or two worked at
the queue at once.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from http import HTTPStatus
from pathlib import Path
from typing import Final

import httpx2

from kit.postgres import running
from nightly.behind import Site, check_units, opened, opened_at_once, say
from nightly.crowd import Place, lost, place_in, prepared
from nightly.updating import updated
from nightly.visiting import FORM_TOKEN, PATIENCE
from nightly.visitors import PEOPLE, Visitor
from sakimori.clock import now
from sakimori.domain.access_token import TokenScope
from sakimori.domain.codes import Lifecycle, UserRole
from sakimori.domain.records.data_flow import DataFlow
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.user import Actor
from sakimori.domain.values.days import legal_day
from sakimori.services.access.tokens import make_token
from sakimori.services.audit.moving import copy_workspace
from sakimori.services.audit.view import verify
from sakimori.services.kernel.judge_queue import judge_all_anew, waiting
from sakimori.services.kernel.workspace import HOME_VARIABLE, OWN, Workspace, database
from web.fronting import SNI

ROUNDS: Final = 20
BLOCKED: Final = "blocked"
_MAKER: Final = Actor("several", "複数台", frozenset(UserRole))


def with_people(site: Site, happens: str, what: Sequence[int], *, kills: bool) -> None:
    """Let people and a program work while servers end and begin, and say what they saw."""
    people = [Visitor(number, site) for number in range(PEOPLE)]
    answers: list[int] = []
    asyncio.run(_working(site, people, answers, what, kills=kills))
    gone = [one for each in people for one in lost(site.place, each.waited.saved)]
    saves = sum(each.waited.saved.total() for each in people)
    pages = sum(len(each.waited.pages) for each in people)
    away = [seconds for each in people for seconds in each.away]
    most = max((each.reloads for each in people), default=0)
    say(
        f"{happens}: {PEOPLE} people, {pages} pages, {saves} answers saved; {sum(one.reloads for one in people)} "
        f"reloads, at most {most} a person, the longest until the page {max(away, default=0):.1f} s"
    )
    site.check(f"{happens}: {len(gone)} saved answers lost", is_right=not gone and saves > 0)
    site.check(f"{happens}: at most {most} reloads a person", is_right=most <= len(what))
    bad = [one for one in answers if one != HTTPStatus.OK]
    site.check(f"{happens}: {len(answers)} answers to a program, {len(bad)} failed {set(bad) or ''}", is_right=not bad)


async def _working(
    site: Site, people: Sequence[Visitor], answers: list[int], what: Sequence[int], *, kills: bool
) -> None:
    is_over = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        for one in people:
            group.create_task(one.work_until(is_over))
        group.create_task(asyncio.to_thread(_asking, site, answers, is_over))
        await asyncio.sleep(15)
        for number in what:
            if kills:
                site.screens[number].kill()
                await asyncio.sleep(8)
            else:
                await asyncio.to_thread(site.screens[number].stop)
            await asyncio.to_thread(site.starts_again, number)
            await asyncio.sleep(5)
        is_over.set()


def _asking(site: Site, answers: list[int], is_over: asyncio.Event) -> None:
    token = site_token(site)
    with site.place.workspace.unit() as unit:
        flow_id = unit.records.select(DataFlow, order="id")[0].id
    with site.client(authorization=f"Bearer {token}") as program:
        while not is_over.is_set():
            answer = program.post("/api/v1/clearance", json={"flow_id": flow_id}, extensions=SNI)
            answers.append(answer.status_code)
            time.sleep(0.3)


def site_token(site: Site) -> str:
    """A token that asks for clearance."""
    [who] = [user for user in site.place.users if UserRole.COMPLIANCE in user.roles][:1]
    made = make_token(
        site.place.workspace, name="several", scopes=frozenset({TokenScope.CLEARANCE}), expires_on=legal_day(now()),
        at=now(),
        actor=Actor(who.id, who.name, who.roles),
    )  # fmt: skip
    return made.secret


def asked(program: httpx2.Client, flow_id: str) -> str:
    """The outcome of a flow, as a server says it."""
    return str(program.post("/api/v1/clearance", json={"flow_id": flow_id}).json()["answer"]["outcome"])


def signed_in_everywhere(site: Site) -> None:
    """Who signs in at one server is in at all, and out of all at once."""
    first, *others = [one.port for one in site.screens]
    token = site.sign_in(site.place.users[0].id, first)

    def statuses() -> list[int]:
        found = []
        for port in (first, *others):
            with site.client(port, token) as browser:
                found.append(browser.get("/risk").status_code)
        return found

    inside = statuses()
    with site.client(others[0], token) as browser:
        found = FORM_TOKEN.search(browser.get("/tokens").text)
        browser.post("/sign-out", data={"form_token": found.group(1) if found else ""})
    outside = statuses()
    site.check(f"signed in at one: {inside}; signed out at another: {outside}",
               is_right=set(inside) == {200} and set(outside) == {303})  # fmt: skip


def no_stale_verdict(site: Site) -> None:
    """A verdict is changed by one process, and asked of all others the moment the write has come back."""
    token, workspace, stale = site_token(site), site.place.workspace, 0
    servers = [*site.screens, site.programs]
    with ExitStack() as ending:
        programs = [ending.enter_context(site.client(one.port, authorization=f"Bearer {token}")) for one in servers]
        with workspace.unit() as unit:
            flows = unit.records.select(DataFlow, order="id")
        flow = next(one for one in flows if asked(programs[0], one.id) != BLOCKED)
        for number in range(ROUNDS):
            state = Lifecycle.IN_USE if number % 2 else Lifecycle.SUSPENDED
            with workspace.change("third_party.lifecycle_changed", actor=_MAKER, at=now()) as change:
                change.update(replace(change.records.get(ThirdParty, flow.third_party_id), lifecycle=state))
            said = [asked(one, flow.id) for one in programs]
            stale += sum((outcome == BLOCKED) is not (state is Lifecycle.SUSPENDED) for outcome in said)
    count = ROUNDS * len(servers)
    site.check(f"{count} verdicts asked right after a write elsewhere, {stale} stale", is_right=not stale)


def one_worker(site: Site) -> None:
    """All dossiers are judged anew, by one server at a time: each is judged once."""
    workspace, at, holders = site.place.workspace, now(), set()
    with workspace.change("rules.changed", actor=_MAKER, at=at) as change:
        change.note("rules.changed", record_kind="to_judge", record_id="", after={})
        judge_all_anew(change)
        before = change.to_judge.waiting().left
    until = time.monotonic() + PATIENCE
    while waiting(workspace).left and time.monotonic() < until:
        ends, _, holder = (workspace.meta("judging_lease") or "").partition(" ")
        if ends > at.isoformat():
            holders.add(holder)
        time.sleep(0.05)
    with workspace.unit() as unit:
        lines = unit.trail.lines(action="queue.judged", since=at)
    judged = sum((line.after or {}).get("dossiers", 0) for line in lines)
    site.check(f"{before} dossiers waited, {judged} were judged in {len(lines)} batches, by {len(holders)} server(s)",
               is_right=judged == before > 0 and len(holders) == 1)  # fmt: skip


def tried(home: Path, place: Place, count: int) -> list[str]:
    """All of it; gives what was wrong."""
    with opened(home, place, count) as site:
        say(f"{count} servers began at once and answer; one answers programs")
        signed_in_everywhere(site)
        no_stale_verdict(site)
        one_worker(site)
        with_people(site, "one killed", [0], kills=True)
        with_people(site, "one after the other started anew", range(count), kills=False)
        updated(site)
        for one in (*site.screens, site.programs):
            for fault, times in one.faults().items():
                site.check(f"{times} × {fault}", is_right=False)
    found = verify(place.workspace)
    site.check(f"verify: {found.entries:,} entries, {found.sentence.en}", is_right=found.is_intact)
    place.workspace.close()
    return site.wrong


def began(count: int) -> list[str]:
    """Let so many processes begin at once on an empty database, and say whether the schema was made once."""
    wrong = opened_at_once(count)
    say(f"{count} processes began at once on an empty database, {len(wrong)} failed")
    return wrong


def on_sqlite(home: Path) -> list[str]:
    """Two servers on one file."""
    with tempfile.TemporaryDirectory(prefix="sakimori-empty-") as empty:
        os.environ[HOME_VARIABLE] = empty
        wrong = began(2)
    os.environ[HOME_VARIABLE] = str(home)
    return wrong + tried(home, prepared(home, 60, PEOPLE), 2)


def on_postgres(home: Path) -> list[str]:
    """Three servers on a server of PostgreSQL."""
    made = home / "made"
    prepared(made, 60, PEOPLE).workspace.close()
    with running() as server:
        try:
            server.ask("CREATE DATABASE empty")
            os.environ["SAKIMORI_DB"] = server.at("empty")
            wrong = began(3)
            os.environ["SAKIMORI_DB"] = server.url
            copy_workspace(made / f"{OWN}.db", database(OWN), progress=lambda *_: None)
            return wrong + tried(home, place_in(Workspace(database(OWN)), PEOPLE), 3)
        finally:
            del os.environ["SAKIMORI_DB"]


def main() -> None:
    """Try it where it is asked for."""
    wanted = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    wanted.add_argument("--on", choices=["postgres", "sqlite"], nargs="+", default=["postgres", "sqlite"])
    wrong = []
    for engine in wanted.parse_args().on:
        with tempfile.TemporaryDirectory(prefix="sakimori-several-") as folder:
            say(f"on {engine}")
            home = Path(folder)
            os.environ[HOME_VARIABLE] = folder
            check_units(home)
            wrong += on_sqlite(home) if engine == "sqlite" else on_postgres(home)
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
