"""The first moments of the server: nothing is loaded here that its first answer can do without."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from threading import Event, Thread

import streamlit as st

from sakimori.services.access.address import address_of
from sakimori.services.kernel.demos import OWN, database
from sakimori.ui.frame.beside.demo_making import Making, make_demo_ahead


class Starting:
    """Starts what works beside the answers, from the first moment of the server to its last."""

    def __init__(self, load: Callable[[], object]) -> None:
        """Take what loads that which stands around the screens."""
        self._load = load
        self._ending = Event()

    @asynccontextmanager
    async def lifespan(self, _app: st.App) -> AsyncIterator[None]:
        """Answer at once, and get ready for the first person meanwhile.

        Raises:
            NamedSchemaError: It is better to know at the start.
        """
        database(OWN)
        work = Thread(target=self._work, name="sakimori-ahead", daemon=True)
        work.start()
        yield
        self._ending.set()
        work.join()

    def _work(self) -> None:
        making = self._first_demo()
        self._load()
        from sakimori.ui.frame.beside.ahead import working  # noqa: PLC0415 - it loads the services

        with working(making):
            self._ending.wait()

    @staticmethod
    def _first_demo() -> Making | None:
        """The demo that is begun where there is no workspace; where others reach the server it does not open."""
        return None if address_of().is_public else make_demo_ahead()


def on_script_error(error: Exception) -> bool:
    """Say what went wrong in a page."""
    from sakimori.ui.frame.components import on_script_error as draw  # noqa: PLC0415 - the page has loaded it

    return draw(error)
