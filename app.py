"""The launcher: one server for the screens and for programs (`streamlit run app.py`)."""

from __future__ import annotations

import importlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from threading import Thread

import streamlit as st
from starlette.middleware import Middleware

from sakimori.ui.frame.components import on_script_error
from sakimori.ui.frame.demo_making import make_demo_ahead
from sakimori.ui.frame.worker import Worker, settle_collector
from sakimori.web import ROUTES, LoopbackOnly, PageLanguage, SecurityHeaders

HEAVY = ("pandas", "plotly.graph_objects", "pyarrow", "babel", "holidays", "pycountry")


def load_ahead() -> None:
    """Load what pages will need, keep the collector off it, and begin with the demo where there is no workspace."""
    for module in HEAVY:
        importlib.import_module(module)
    settle_collector()
    make_demo_ahead()


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Answer at once, and get ready for the first person meanwhile."""
    Thread(target=load_ahead, name="sakimori-ahead", daemon=True).start()
    with Worker():
        yield


app = st.App(
    Path(__file__).parent / "src" / "sakimori" / "ui" / "main.py",
    lifespan=lifespan,
    routes=list(ROUTES),
    middleware=[Middleware(SecurityHeaders), Middleware(LoopbackOnly), Middleware(PageLanguage)],
    on_script_error=on_script_error,
)
