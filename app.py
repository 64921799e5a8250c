"""The launcher: one server for the screens and for programs (`streamlit run app.py`)."""

from __future__ import annotations

import importlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from sakimori.ui.frame.components import on_script_error
from sakimori.ui.frame.worker import Worker, settle_collector
from sakimori.web import ROUTES, LoopbackOnly, PageLanguage, SecurityHeaders

HEAVY = ("pandas", "plotly.graph_objects", "pyarrow", "babel", "holidays", "pycountry")


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Load what is slow before the first person comes, and keep the collector off it."""
    for module in HEAVY:
        importlib.import_module(module)
    settle_collector()
    with Worker():
        yield


app = st.App(
    Path(__file__).parent / "src" / "sakimori" / "ui" / "main.py",
    lifespan=lifespan,
    routes=list(ROUTES),
    middleware=[Middleware(SecurityHeaders), Middleware(LoopbackOnly), Middleware(PageLanguage)],
    on_script_error=on_script_error,
)
