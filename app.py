"""The launcher: one server for the screens, the door and programs (`streamlit run app.py`)."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from sakimori.ui.frame.ahead import lifespan
from sakimori.ui.frame.components import on_script_error
from sakimori.web.app import middleware, routes
from sakimori.web.door import Door
from sakimori.web.guard import leave_server_unnamed


def make(door: Door) -> st.App:
    """The server with one way in; tests give it sessions, an address and a clock of their own."""
    return st.App(
        Path(__file__).parent / "src" / "sakimori" / "ui" / "main.py",
        lifespan=lifespan,
        routes=routes(door),
        middleware=middleware(door),
        on_script_error=on_script_error,
    )


leave_server_unnamed()
app = make(Door())
