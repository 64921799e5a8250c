"""The launcher: one server for the screens, the door and programs (`streamlit run app.py`)."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import streamlit as st

from sakimori.ui.frame.beside.ahead import lifespan
from sakimori.ui.frame.components import on_script_error
from sakimori.ui.frame.pages import moved
from sakimori.web.app import middleware, routes
from sakimori.web.door import Door
from sakimori.web.guard import keep_uploads_in_memory, leave_server_unnamed

MAIN: Final = Path(__file__).parent / "src" / "sakimori" / "ui" / "main.py"


def around(door: Door) -> dict[str, Any]:
    """What stands around the screens; tests give it a door with sessions, an address and a clock of their own."""
    return {
        "lifespan": lifespan,
        "routes": routes(door, moved=moved()),
        "middleware": middleware(door),
        "on_script_error": on_script_error,
    }


leave_server_unnamed()
keep_uploads_in_memory()
app = st.App(MAIN, **around(Door()))  # Streamlit looks for these very words; without them there would be no guard
