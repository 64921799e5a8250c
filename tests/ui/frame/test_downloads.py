"""Files that pages give: made as the session that asks, kept by us, given by our own address."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.media_file_storage import MediaFileStorageError
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage
from streamlit.testing.v1 import AppTest

from kit.builders import signed_in
from sakimori.clock import now
from sakimori.errors import GoneFileError, NobodyError
from sakimori.services.access.handed_out import GivenFile, HandedOut
from sakimori.services.access.sessions import Sessions
from sakimori.services.kernel.workspace import DEMO
from sakimori.ui.frame.browser import TOKEN
from sakimori.ui.frame.files import OwnFiles
from ui.conftest import Given, Show

SOURCE = Path(__file__).parents[3] / "src"
MADE: list[Callable[[], bytes]] = []


def script() -> None:
    import streamlit as st  # noqa: PLC0415 - the script runs by itself

    from sakimori.ui.frame.files import in_session  # noqa: PLC0415
    from sakimori.ui.frame.text import t  # noqa: PLC0415
    from ui.frame import test_downloads  # noqa: PLC0415

    def make() -> bytes:
        return f"{t('page.records')} {st.session_state['filter']}".encode()

    st.session_state["filter"] = "みなも"
    test_downloads.MADE.append(in_session(make))


def a_maker(home: Path, language: str = "ja") -> tuple[Callable[[], bytes], str]:
    """What makes a file of a page, and the token of the session that shows it."""
    from ui.frame import test_downloads  # noqa: PLC0415

    test_downloads.MADE.clear()
    at = AppTest.from_function(script)
    token = at.session_state[TOKEN] = signed_in(home, workspace=DEMO)
    at.query_params["lang"] = language
    at.run()
    assert not at.exception
    return test_downloads.MADE[0], token


@pytest.mark.parametrize(("language", "title"), [("ja", "記録簿"), ("en", "Records")])
def test_language_and_filters_of_the_session_hold_in_another_thread(
    empty_home: Path, language: str, title: str
) -> None:
    make, _ = a_maker(empty_home, language)
    with ThreadPoolExecutor(1) as elsewhere:
        assert elsewhere.submit(make).result().decode() == f"{title} みなも"


def test_nothing_is_made_for_a_session_that_has_ended(empty_home: Path) -> None:
    make, token = a_maker(empty_home)
    Sessions(empty_home).end(token)
    with pytest.raises(NobodyError):
        make()


def test_a_made_file_is_kept_by_us_for_the_session_that_asked(empty_home: Path) -> None:
    make, token = a_maker(empty_home)
    kept = HandedOut()
    manager = MediaFileManager(OwnFiles(MemoryMediaFileStorage("/media"), kept))
    waiting = manager.add_deferred(make, "application/pdf", "1.1", file_name="票.pdf")
    session = Sessions(empty_home).find(token, now())
    assert session is not None
    for _ in range(2):  # whoever presses twice gets a file of its own each time
        address = manager.execute_deferred(waiting)
        assert address.startswith("/download/")
        number = address.removeprefix("/download/")
        manager.remove_orphaned_files()
        with pytest.raises(GoneFileError):
            kept.take(number, whose="another", at=now())
        file = kept.take(number, whose=session.key, at=now())
        assert file == GivenFile("票.pdf", "記録簿 みなも".encode(), "application/pdf")


def test_the_framework_keeps_what_a_page_shows_and_nothing_that_it_gives() -> None:
    manager = MediaFileManager(OwnFiles(MemoryMediaFileStorage("/media"), HandedOut()))
    assert manager.add(b"a picture", "image/png", "1.1").startswith("/media/")
    with pytest.raises(MediaFileStorageError):
        manager.add(b"a register", "text/csv", "1.2", is_for_static_download=True)
    with pytest.raises(MediaFileStorageError):
        manager.execute_deferred(manager.add_deferred(lambda: b"a register", "text/csv", "1.3"))


def test_every_page_gives_its_files_by_the_one_button() -> None:
    using = [file.name for file in SOURCE.rglob("*.py") if "download_button" in file.read_text(encoding="utf-8")]
    assert using == ["files.py"]


def test_what_a_page_gives_can_be_read(demo_home: Path, show: Show, given: Given) -> None:
    show("parties", language="en")
    [name] = [name for name in given if name.endswith(".csv")]
    assert given[name]().decode("utf-8-sig").count("\n") > 10
