"""What the server does before the first person comes, and while it runs."""

from __future__ import annotations

import importlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from threading import Thread
from typing import Final

import streamlit as st

from sakimori.exchange.apart import one_ready
from sakimori.services.access.address import address_of
from sakimori.ui.frame.demo_making import make_demo_ahead
from sakimori.ui.frame.files import give_files_ourselves
from sakimori.ui.frame.mailer import Mailer
from sakimori.ui.frame.worker import Worker, settle_collector

_HEAVY: Final = ("pandas", "plotly.graph_objects", "pyarrow", "babel", "holidays", "pycountry")


def load_ahead() -> None:
    """Load what pages will need, keep the collector off it, and begin with the demo where there is no workspace."""
    for module in _HEAVY:
        importlib.import_module(module)
    settle_collector()
    if not address_of().is_public:  # where others reach the server the demo does not open
        make_demo_ahead()


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Answer at once, and get ready for the first person meanwhile."""
    give_files_ourselves()
    Thread(target=load_ahead, name="sakimori-ahead", daemon=True).start()
    with Worker(), Mailer(), one_ready():
        yield
