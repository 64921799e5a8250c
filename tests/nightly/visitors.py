"""People who work through nginx at several servers, and load the page again when one ends."""

from __future__ import annotations

import asyncio
import time
from typing import Final

from websockets.exceptions import WebSocketException

from nightly.behind import Site
from nightly.crowd import LOOKED_AT, Person, Waited
from nightly.visiting import Browser

PEOPLE: Final = 12
PAUSE: Final = 0.7
_BROKEN: Final = (OSError, RuntimeError, TimeoutError, WebSocketException)


class Visitor(Person):
    """Somebody who works through nginx, and loads the page again when it breaks."""

    def __init__(self, number: int, site: Site) -> None:
        super().__init__(number, site.place, Waited())
        self._site = site
        self.reloads = 0
        self.away: list[float] = []
        """Seconds from the break to the page."""

    async def work_until(self, is_over: asyncio.Event) -> None:
        """Look and answer until it is over."""
        token = await asyncio.to_thread(self._site.sign_in, self._user.id)
        broke = 0.0
        while not is_over.is_set():
            try:
                async with self._site.connected(token) as connection:
                    browser = Browser(connection)
                    await browser.open("")
                    if broke:
                        self.away.append(time.monotonic() - broke)
                        broke = 0.0
                    while not is_over.is_set():
                        await self._round(browser)
            except _BROKEN:
                self.reloads += not broke
                broke = broke or time.monotonic()
                await asyncio.sleep(0.2)

    async def _round(self, browser: Browser) -> None:
        await asyncio.sleep(PAUSE)
        self.waited.pages.append(await browser.open(self._rng.choice(LOOKED_AT[self._role])))
        left = [one for one in self.place.questions.get(self._draft, ()) if one not in self._answered]
        if left:
            await browser.open("assess", f"id={self._draft}&q={self._rng.choice(left)}")
            await self._answer(browser)
