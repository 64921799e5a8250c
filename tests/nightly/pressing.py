"""People on the pages of a server whose database fails: what they are told, how soon, and when they get through."""

from __future__ import annotations

import asyncio
import time
import urllib.error
import urllib.request
from collections import Counter
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Final

from nightly.crowd import LOOKED_AT, Person, Place, Waited, password_of, refusals_on
from nightly.visiting import PATIENCE, Browser, connected, signed_in
from sakimori.domain.codes import UserRole
from sakimori.services.access.sessions import COOKIE

PEOPLE: Final = 4
"""Of those made for the load the first ones fill in assessments."""
PAUSE_S: Final = 0.5


@dataclass
class Seen:
    """What the people on the pages met: what they were told, at what, what broke, and when they got through."""

    told: list[tuple[str, str]] = field(default_factory=list)
    faults: Counter[str] = field(default_factory=Counter)
    saved_at: list[float] = field(default_factory=list)
    opened_at: list[float] = field(default_factory=list)
    answers: Counter[int] = field(default_factory=Counter)
    """The statuses of pages that were asked for anew."""
    waited: list[float] = field(default_factory=list)
    """How many seconds it took until somebody was told, in words or by a status."""


class Presser(Person):
    """Somebody who opens an assessment and answers one question after the other, whatever comes."""

    def __init__(self, number: int, place: Place, seen: Seen) -> None:
        super().__init__(number, place, Waited())
        self.seen = seen

    async def press(self, address: str, over: Path) -> None:
        """Do so until a file lies there."""
        token = await asyncio.to_thread(signed_in, address, self._user.id, password_of(self._user.id))
        async with connected(address, token) as connection:
            browser = Browser(connection)
            await browser.open("")
            while not over.exists():
                await self.once(browser)
                await asyncio.sleep(PAUSE_S)

    async def look_at(self, browser: Browser, page: str) -> None:
        """Open a page."""
        began = time.monotonic()
        try:
            await browser.open(page)
        except (RuntimeError, TimeoutError) as error:
            self.seen.faults[f"{type(error).__name__}: {error}"] += 1
            return
        if not self._is_refused(browser, f"look at {page}", began):
            self.seen.opened_at.append(time.time())

    async def once(self, browser: Browser) -> None:
        """Answer one question."""
        before, began = self.waited.saved.total(), time.monotonic()
        try:
            await self._open_draft(browser)
            if self._is_refused(browser, "look", began):
                return
            self.seen.opened_at.append(time.time())
            began = time.monotonic()
            await self._answer(browser)
        except (RuntimeError, TimeoutError) as error:
            self.seen.faults[f"{type(error).__name__}: {error}"] += 1
            return
        if not self._is_refused(browser, "save", began) and self.waited.saved.total() > before:
            self.seen.saved_at.append(time.time())

    def _is_refused(self, browser: Browser, what: str, began: float) -> bool:
        told = refusals_on(browser)
        self.seen.told += ((what, kind.__name__) for kind in told)
        self.seen.waited += [time.monotonic() - began] * bool(told)
        return bool(told)


async def look_in(address: str, token: str, seen: Seen, over: Path) -> None:
    """Somebody who opens a page anew each second, and what the server answers."""
    while not over.exists():
        began = time.monotonic()
        status = await asyncio.to_thread(status_of, f"{address}/gaps", token)
        seen.answers[status] += 1
        seen.waited += [time.monotonic() - began] * (status != HTTPStatus.OK)
        await asyncio.sleep(1)


def status_of(url: str, token: str) -> int:
    """What the server answers whoever opens a page anew."""
    asked = urllib.request.Request(url, headers={"Accept": "text/html", "Cookie": f"{COOKIE}={token}"})  # noqa: S310
    try:
        with urllib.request.urlopen(asked, timeout=PATIENCE) as answer:  # noqa: S310 - our own address
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        return refused.code


async def on_pages(place: Place, address: str, seen: Seen, over: Path) -> list[Presser]:
    """People on the pages of a server, until a file lies there."""
    people = [Presser(number, place, seen) for number in range(PEOPLE)]
    looker = place.users[PEOPLE].id
    token = await asyncio.to_thread(signed_in, address, looker, password_of(looker))
    async with asyncio.TaskGroup() as group:
        for one in people:
            group.create_task(one.press(address, over))
        group.create_task(look_in(address, token, seen, over))
    return people


async def read_only(person: Presser, address: str, token: str) -> None:
    """Look at each page, and try to save."""
    async with connected(address, token) as connection:
        browser = Browser(connection)
        for page in ("", *LOOKED_AT[UserRole.PROCUREMENT]):
            await person.look_at(browser, page)
        await person.once(browser)
