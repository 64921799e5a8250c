"""Files made when somebody asks for them, as the session that asks: in its language, with its filters."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import current_thread

from streamlit.runtime.scriptrunner import add_script_run_ctx, get_script_run_ctx


def in_session(make: Callable[[], bytes]) -> Callable[[], bytes]:
    """The same file, made with the session at hand.

    Streamlit makes it in a thread that knows no session: there every text would be English and no filter chosen. The
    thread is one of our own, so that the session is not left behind in a shared one.
    """
    context = get_script_run_ctx(suppress_warning=True)

    def made() -> bytes:
        with ThreadPoolExecutor(1, initializer=lambda: add_script_run_ctx(current_thread(), context)) as own:
            return own.submit(make).result()

    return made
