"""The launcher: one server for the screens, the door and programs (`streamlit run app.py`), which answers at once."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any, Final

import streamlit as st
from starlette.middleware import Middleware

from sakimori.ui.frame.beside.demo_making import share_made
from sakimori.ui.frame.beside.start import Starting, on_script_error
from sakimori.web.guard import keep_uploads_in_memory, leave_server_unnamed
from sakimori.web.opening import LoadedRoutes, Loading, Opening, Whole

MAIN: Final = Path(__file__).parent / "src" / "sakimori" / "ui" / "main.py"


def around(door: Any = None) -> dict[str, Any]:  # noqa: ANN401 - what a door is, is loaded later
    """What stands around the screens; tests give it a door with sessions, an address and a clock of their own."""
    loading = Loading(partial(_whole, door))
    outer = {"middleware": [Middleware(Opening, loading=loading, making=share_made)], "routes": [LoadedRoutes(loading)]}
    return outer | {"lifespan": Starting(loading.finish).lifespan, "on_script_error": on_script_error}


def _whole(door: Any) -> Whole:  # noqa: ANN401 - as above
    from sakimori.ui.frame.beside.ahead import prepare  # noqa: PLC0415 - the first answer does without all of it
    from sakimori.ui.frame.pages import moved  # noqa: PLC0415
    from sakimori.web.app import middleware, routes  # noqa: PLC0415
    from sakimori.web.door import Door  # noqa: PLC0415

    prepare()
    door = door or Door()
    return Whole(middleware(door, making=share_made), routes(door, moved=moved(), making=share_made))


leave_server_unnamed()
keep_uploads_in_memory()
app = st.App(MAIN, **around())  # Streamlit looks for these very words; without them there would be no guard
