"""The browser behind a run: which session it speaks for, looked up at each run, and what a run changes of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeVar, cast
from urllib.parse import urlencode

import streamlit as st
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.state import SessionState

from sakimori.clock import now
from sakimori.domain.session import Session
from sakimori.services.access.address import address_of, is_loopback
from sakimori.services.access.sessions import COOKIE, Sessions
from sakimori.services.kernel.demos import first_demo
from sakimori.services.kernel.workspace import OWN, database, home

T = TypeVar("T")

TOKEN: Final = "session_token"  # noqa: S105 - a name
"""Where a test puts the token, which has no cookies. No widget bears this key, so no client can set it."""


@dataclass(frozen=True, slots=True)
class _Run:
    """What was looked up in one run; `mark` is an object that Streamlit makes anew for each, not for its parts."""

    mark: object
    found: dict[str, Any] = field(default_factory=dict)


_OF_RUN: Final[ContextVar[_Run | None]] = ContextVar("looked_up_in_run", default=None)


def once_a_run(what: str, look_up: Callable[[], T]) -> T:
    """Something that is looked up at each run, of a page as of a fragment alone, and stays the same within it."""
    context = get_script_run_ctx(suppress_warning=True)
    if context is None:
        return look_up()
    run = _OF_RUN.get()
    if run is None or run.mark is not context.parallel_coordinator:
        run = _Run(context.parallel_coordinator)
        _OF_RUN.set(run)
    if what not in run.found:
        run.found[what] = look_up()
    return cast("T", run.found[what])


def session() -> Session | None:
    """The session of this browser; None where there is none, or it was ended or is past its limits."""
    return once_a_run("session", lambda: _sessions(str(home())).find(token(), now()) if token() else None)


def token() -> str:
    """The token of this browser: that of the moment when its page connected."""
    return str(st.session_state.get(TOKEN) or st.context.cookies.get(COOKIE, ""))


def sessions() -> Sessions:
    """The sessions of this server."""
    return _sessions(str(home()))


def changed() -> None:
    """What this run has looked up counts no more: it has just changed it."""
    _OF_RUN.set(None)


def note_activity() -> None:
    """Note that a person did something; a fragment that runs by the clock is no activity."""
    sessions().touch(token(), now())


def forget_widgets_gone() -> None:
    """Let go of widgets that no page shows any more: of their names, their callbacks, and of whatever those hold.

    Streamlit drops their values by itself and keeps the rest for as long as the browser stays, so whoever opens a
    thousand records in a day would leave the callbacks of all of them behind. It has no public name for it.
    """
    context = get_script_run_ctx(suppress_warning=True)
    if context is None:
        return
    state = context.session_state._state  # noqa: SLF001 - see above
    shown, names = state._new_widget_state, state._key_id_mapper  # noqa: SLF001
    kept = {*state._old_state, *shown.states}  # noqa: SLF001
    for gone in shown.widget_metadata.keys() - kept:
        del shown.widget_metadata[gone]
    for widget in names.id_key_mapping:
        if _is_remembered(state, widget):
            kept.add(widget)
    names.set_key_id_mapping({key: widget for widget, key in names.id_key_mapping.items() if widget in kept})


def _is_remembered(state: SessionState, widget: str) -> bool:
    """Whether the value of a widget is to come back with it: from the address, or as it stood."""
    bound, persisted = state._query_param_bound_widget_ids, state._persist_tracker  # noqa: SLF001 - see above
    return widget in bound or persisted.scope_of(widget) is not None


_HELD: Final = "uploads_held"


def hold_upload(file_id: str) -> None:
    """Let a file that was handed in be gone from this server as soon as a page is drawn without it."""
    st.session_state[_HELD] = {*st.session_state.get(_HELD, ()), file_id}


@contextmanager
def uploads_let_go() -> Iterator[None]:
    """Draw a page, and let go of the held files that it shows no more.

    Streamlit forgets a file only when the person takes it away by hand, or long after the browser has left.
    """
    before: frozenset[str] = frozenset(st.session_state.pop(_HELD, ()))
    try:
        yield
    except BaseException:  # the page was not drawn to its end: it is drawn once more, or another one is
        st.session_state[_HELD] = before.union(st.session_state.get(_HELD, ()))
        raise
    context = get_script_run_ctx(suppress_warning=True)
    if context is not None and isinstance(context.uploaded_file_mgr, MemoryUploadedFileManager):
        for gone in before.difference(st.session_state.get(_HELD, ())):
            context.uploaded_file_mgr.remove_file(session_id=context.session_id, file_id=gone)


def change(**fields: str) -> None:
    """Change what the session holds: workspace, person of the demo, language."""
    sessions().change(token(), now(), **fields)
    changed()


def chosen_workspace() -> str:
    """Which workspace this browser looks at; our own where there is one, unless the demo was chosen."""
    known = session()
    if known is not None:
        return known.workspace
    return OWN if database(OWN).exists() else first_demo()


def runs_alone() -> bool:
    """Whether this run draws a part of the page only."""
    context = get_script_run_ctx(suppress_warning=True)
    return context is not None and bool(context.fragment_ids_this_run)


def address_here() -> str:
    """The address of the page as it stands, to be opened again; empty where no browser asked for it."""
    if get_script_run_ctx(suppress_warning=True) is None or not st.context.url:
        return ""
    return "?".join(part for part in (st.context.url, urlencode(st.query_params.to_dict())) if part)


def is_local() -> bool:
    """Whether the browser came under a name of this machine itself, and we are on no network: the demo asks for it."""
    if address_of().is_public:
        return False
    host = st.context.headers.get("Host")
    return TOKEN in st.session_state if host is None else is_loopback(host)


@st.cache_resource(show_spinner=False)
def _sessions(folder: str) -> Sessions:
    return Sessions(Path(folder))
