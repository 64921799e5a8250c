"""Files that a page gives: made when somebody asks, as the session that asks, and given by our own address."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar
from threading import current_thread
from typing import Any, Final

import streamlit as st
from streamlit.runtime import Runtime
from streamlit.runtime.media_file_storage import MediaFileKind, MediaFileStorage, MediaFileStorageError
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage
from streamlit.runtime.scriptrunner import RerunException, add_script_run_ctx, get_script_run_ctx

from sakimori.clock import now
from sakimori.errors import NobodyError
from sakimori.services.access.handed_out import HANDED_OUT, GivenFile, HandedOut
from sakimori.ui.frame import browser

_ADDRESS: Final = "/download/"
_MADE: Final[ContextVar[tuple[bytes, str] | None]] = ContextVar("made_for", default=None)
"""What was made last, and the key of the session for which; the framework keeps it next, in the same thread."""


def file_button(label: str, make: Callable[[], bytes | str], *, name: str, mime: str, key: str, **look: Any) -> None:  # noqa: ANN401 - as the button takes it
    """A button that makes a file when somebody presses it, for them alone and for once."""
    st.download_button(
        label, in_session(make), file_name=name, mime=mime, key=key, on_click="ignore",
        **{"icon": ":material/download:", **look},
    )  # fmt: skip


def in_session(make: Callable[[], bytes | str]) -> Callable[[], bytes]:
    """The same file, made with the session at hand, while it lasts.

    Streamlit makes it in a thread that knows no session: there every text would be English and no filter chosen. The
    thread is one of our own, so that the session is not left behind in a shared one.
    """
    context = get_script_run_ctx(suppress_warning=True)

    def job() -> tuple[bytes, str]:
        session = browser.session()
        if session is None:
            raise NobodyError
        try:
            body = make()
        except RerunException as ended:  # a page would be drawn for somebody else now
            raise NobodyError from ended
        return body if isinstance(body, bytes) else body.encode(), session.key

    def made() -> bytes:
        with ThreadPoolExecutor(1, initializer=lambda: add_script_run_ctx(current_thread(), context)) as own:
            found = own.submit(job).result()
        _MADE.set(found)
        return found[0]

    return made


class OwnFiles(MediaFileStorage):
    """Where the framework keeps files: what a page shows, with the framework; what it gives, with us.

    The framework gives whatever it keeps to everybody who knows the address.
    """

    def __init__(self, shown: MediaFileStorage, handed_out: HandedOut = HANDED_OUT) -> None:
        """Before the storage that stands."""
        self._shown = shown
        self._handed_out = handed_out

    def load_and_get_id(
        self, path_or_data: str | bytes, mimetype: str, kind: MediaFileKind, filename: str | None = None
    ) -> str:
        """Keep a file, and give what it is known by: of one of ours, its address.

        Raises:
            MediaFileStorageError: It is to be given, and was made for no session.
        """
        if kind is not MediaFileKind.DOWNLOADABLE:
            return self._shown.load_and_get_id(path_or_data, mimetype, kind, filename)
        body, whose = _MADE.get() or (b"", "")
        _MADE.set(None)
        if not whose or path_or_data is not body:
            raise MediaFileStorageError("files are given by file_button alone")
        file = GivenFile(filename or "file", body, mimetype)
        return f"{_ADDRESS}{self._handed_out.keep(file, whose=whose, at=now())}"

    def get_url(self, file_id: str) -> str:
        """The address of a file."""
        return file_id if file_id.startswith(_ADDRESS) else self._shown.get_url(file_id)

    def delete_file(self, file_id: str) -> None:
        """Forget what a page shows no more; one of ours goes by itself."""
        if not file_id.startswith(_ADDRESS):
            self._shown.delete_file(file_id)


def give_files_ourselves() -> None:
    """Have the framework of the running server hand its files to us.

    Raises:
        TypeError: It keeps them otherwise than we know, and would give them to everybody.
    """
    manager = Runtime.instance().media_file_mgr
    standing = getattr(manager, "_storage", None)
    if not isinstance(standing, MemoryMediaFileStorage):
        raise TypeError("Streamlit keeps its files otherwise: see ui/frame/files.py")
    manager._storage = OwnFiles(standing)  # noqa: SLF001 - a server of its own has no setting for it
