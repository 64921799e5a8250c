"""What the server does before the first person comes, and while it runs."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Final

from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.state.session_state import SessionState

from sakimori.exchange.apart import one_ready
from sakimori.ui.frame.beside.mailer import Mailer
from sakimori.ui.frame.beside.telling import Teller
from sakimori.ui.frame.beside.worker import Worker, settle_collector
from sakimori.ui.frame.files import give_files_ourselves

_HEAVY: Final = ("pandas", "plotly.graph_objects", "pyarrow", "babel", "holidays", "pycountry")


def load_libraries() -> None:
    """Load what pages will need, and keep the collector off it."""
    for module in _HEAVY:
        importlib.import_module(module)
    settle_collector()


def read_theme_once() -> None:
    """Keep the theme of the server, which never changes: Streamlit reads some 400 settings at each run for it."""
    read = app_session._populate_theme_msg  # noqa: SLF001 - it has no public name
    known: dict[str, CustomThemeConfig] = {}

    def read_once(msg: CustomThemeConfig, section: str = "theme") -> None:
        if section not in known:
            theme = CustomThemeConfig()
            read(theme, section)
            known[section] = theme
        if known[section].ByteSize():
            msg.MergeFrom(known[section])

    app_session._populate_theme_msg = read_once  # noqa: SLF001 - see above


GONE: Final = 50
"""So many widgets that left the screen are known of each person: a press may still be on its way to one of them."""


def forget_gone_widgets() -> None:
    """Let go of what belonged to widgets that left the screen long ago, which Streamlit keeps as long as its session.

    Of each it holds what to call, and with that whatever the page had read.
    """
    remove = SessionState._remove_stale_widgets  # noqa: SLF001 - it has no public name

    def forget(self: SessionState, active_widget_ids: frozenset[str]) -> None:
        remove(self, active_widget_ids)
        run = get_script_run_ctx()
        if run is None or run.fragment_ids_this_run:  # a part of a page says nothing of the rest
            return
        known = self._new_widget_state.widget_metadata
        for shown in active_widget_ids & known.keys():
            known[shown] = known.pop(shown)  # to the end: what was shown longest ago comes first
        for gone in list(known)[: -GONE - len(active_widget_ids)]:
            del known[gone]

    SessionState._remove_stale_widgets = forget  # type: ignore[method-assign]  # noqa: SLF001 - see above


def prepare() -> None:
    """Settle with the framework what no page may be drawn without."""
    give_files_ourselves()
    read_theme_once()
    forget_gone_widgets()


@contextmanager
def working(demo: Thread | None) -> Iterator[None]:
    """Get ready for the first person, then work beside the screens.

    What is started for later waits until the demo is made, which is waited for.
    """
    with Worker(), Mailer(), Teller():
        load_libraries()
        if demo is not None:
            demo.join()
        with one_ready():
            yield
