"""Files that pages give and hold: made as the session that asks, given by our own address; held within bounds.

What was read of a file that was handed in is held until it is taken in or let go: so much a person and a server.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar
from dataclasses import dataclass, replace
from threading import Lock, current_thread
from typing import TYPE_CHECKING, Any, Final
from weakref import ReferenceType, ref

import streamlit as st
from streamlit.runtime import Runtime
from streamlit.runtime.media_file_storage import MediaFileKind, MediaFileStorage, MediaFileStorageError
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage
from streamlit.runtime.scriptrunner import RerunException, add_script_run_ctx, get_script_run_ctx

from sakimori.clock import now
from sakimori.domain.values.text import Text
from sakimori.errors import NobodyError, StateError
from sakimori.exchange.lists.container import MAX_FILE_BYTES
from sakimori.services.access.handed_out import HANDED_OUT, GivenFile, HandedOut
from sakimori.ui.frame import browser

if TYPE_CHECKING:
    from sakimori.ui.frame.session import Page

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


MOST_OF_PERSON: Final = MAX_FILE_BYTES + 4 * 1024 * 1024
"""One of the largest files and some small ones, in all sessions of a person; what was read of it takes ten times it."""
MOST_OF_ALL: Final = 5 * MOST_OF_PERSON

_OWN: Final = Text(
    "ほかの画面で読み込んだファイル（{files}）が残っているため、これ以上は読み込めません。その画面で取り込みを終えるか、"
    "「別のファイルにする」を押すか、画面を閉じて数分待ってから、もう一度読み込んでください。",
    "No more can be read while files that you read on another page are still open ({files}). Finish there, choose "
    "another file there, or close that page and wait a few minutes; then read this one again.",
)
_OTHERS: Final = Text(
    "ほかの人が大きなファイルを取り込んでいるため、いまは読み込めません。しばらく待ってから、もう一度読み込んでください。",
    "Others are taking in large files, so this one cannot be read now. Wait a while, then read it again.",
)


@dataclass(frozen=True, slots=True)
class _Held:
    what: ReferenceType[Any]
    person: str
    name: str
    size: int


_HELD: Final[dict[tuple[str, str], _Held]] = {}
_LOCK: Final = Lock()


def refuse_more(page: Page, where: str, size: int) -> None:
    """Refuse a file beside which too much would be held, in bytes of the files as they came.

    What this session holds in the same place counts for nothing: the new file takes its place.

    Raises:
        StateError: It is too much for the person, or for the server.
    """
    person = _person(page)
    with _LOCK:
        others = list(_others(_place(where)))
    own = [one for one in others if one.person == person]
    if own and sum(one.size for one in own) + size > MOST_OF_PERSON:
        names = (", ".join(dict.fromkeys(one.name for one in own)),) * 2
        raise StateError(why=_OWN.format(files=Text(*names)))
    if others and sum(one.size for one in others) + size > MOST_OF_ALL:
        raise StateError(why=_OTHERS)


def hold(page: Page, where: str, what: object, *, name: str, size: int) -> None:
    """Keep what was read of a file in a place of this session; it counts until nobody refers to it any more."""
    with _LOCK:
        _HELD[_place(where)] = _Held(ref(what), _person(page), name, size)
    st.session_state[where] = what


def hold_instead(where: str, what: object) -> None:
    """Keep something else that was made of the same file in a place of this session."""
    with _LOCK:
        key = _place(where)
        if key in _HELD:
            _HELD[key] = replace(_HELD[key], what=ref(what))
    st.session_state[where] = what


def _others(place: tuple[str, str]) -> Iterator[_Held]:
    for key, one in list(_HELD.items()):
        if one.what() is None:
            del _HELD[key]
        elif key != place:
            yield one


def _place(where: str) -> tuple[str, str]:
    context = get_script_run_ctx(suppress_warning=True)
    return (context.session_id if context else "", where)


def _person(page: Page) -> str:
    return f"{page.workspace.target} {page.actor.id}"
