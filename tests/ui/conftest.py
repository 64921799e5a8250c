"""Pages as a person opens them: a folder with the demo or an empty workspace, and a way to show one page."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.components.v2 import manifest_scanner
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.testing.v1 import AppTest

from kit.builders import signed_in
from kit.demos import DemoIn
from sakimori.clock import now, today
from sakimori.demo.company import DEMO_KIND
from sakimori.domain.codes import UserRole
from sakimori.domain.user import Actor
from sakimori.services.kernel.workspace import DEMO, OWN, PACK_FOLDER, Workspace, database, home
from sakimori.services.settings.users import add_user
from sakimori.ui.frame import session
from sakimori.ui.frame.browser import TOKEN
from sakimori.ui.frame.pages import page as page_named
from sakimori.ui.frame.session_language import OF_RUN

MAIN = Path(__file__).parents[2] / "src" / "sakimori" / "ui" / "main.py"
SCREENS = MAIN.parent / "screens"

Show = Callable[..., AppTest]
Given = dict[str, Callable[[], bytes]]
"""What makes the files that the shown pages offer, by the name of the file."""


@pytest.fixture(autouse=True, scope="session")
def _packages_looked_through_once() -> Iterator[None]:
    """Every shown page would read what all installed packages say of themselves, in search of components: a third of
    the time of a test, and the same answer each time.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests))
        yield


@pytest.fixture(autouse=True, scope="module")
def _closed_in_the_end() -> Iterator[None]:
    """A server keeps what it opened; over thousands of tests these were files of 14 GB that nobody could find."""
    yield
    st.cache_resource.clear()


@pytest.fixture(autouse=True)
def of_no_language() -> None:
    """Outside of a page the words are English, whatever an earlier test settled there."""
    st.session_state.pop("language", None)
    OF_RUN.set(None)


@pytest.fixture(scope="session")
def demo_file(tmp_path_factory: pytest.TempPathFactory, demo_in: DemoIn) -> Path:
    """The demo of today."""
    return demo_in(tmp_path_factory.mktemp("demo"), today())


@pytest.fixture
def demo_home(tmp_path: Path, demo_file: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder with a copy of the demo of its own, and of the key of its stops."""
    for file in demo_file.parent.glob("demo.*"):
        shutil.copy(file, tmp_path / file.name)
    monkeypatch.setenv("SAKIMORI_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def empty_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder whose demo has people, but no third party yet."""
    workspace = Workspace(tmp_path / "demo.db")
    founder = Actor("demo", "デモ", frozenset(UserRole))
    for number, role in enumerate(UserRole, start=1):
        add_user(
            workspace,
            name=f"担当 {number}",
            department="",
            roles=frozenset({role}),
            user_id=f"us0{number}",
            actor=founder,
            at=now(),
        )
    workspace.set_meta(kind=DEMO_KIND, name="空の会社")
    monkeypatch.setenv("SAKIMORI_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the folder of packs, from which the pages read."""
    copied = tmp_path / "packs"
    shutil.copytree(PACK_FOLDER, copied)
    held: dict[str, Workspace] = {}

    def opened(name: str, place: Path) -> Workspace:
        return held.setdefault(name, Workspace(place, pack_folder=copied))

    monkeypatch.setattr(session, "_workspace", opened)
    return copied


def take_seat(at: AppTest, person: str, *, workspace: str | None = None) -> str:
    """Have a page looked at by a person, in our own workspace where there is one; the token is given back."""
    where = workspace or (OWN if database(OWN).exists() else DEMO)
    token = signed_in(home(), person, workspace=where)
    at.session_state[TOKEN] = token
    return token


def as_somebody(at: AppTest) -> AppTest:
    """Choose the first person, where the page asks who looks; a test that minds names the person itself."""
    asked = [button for button in at.button if (button.key or "").startswith("who_")]
    return asked[0].click().run() if asked else at


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> Given:
    """The files that pages offer while the test runs: `given["register.csv"]()` is what a person would get."""
    found: Given = {}
    add = MediaFileManager.add_deferred

    def noted(self: MediaFileManager, make: Any, mimetype: Any, coordinates: str, **more: Any) -> str:
        found[more["file_name"]] = make
        return add(self, make, mimetype, coordinates, **more)

    monkeypatch.setattr(MediaFileManager, "add_deferred", noted)
    return found


@pytest.fixture
def show() -> Show:
    """Show one page: `show("risk", person="us02", language="en", party="tp_…")`."""

    def shown(
        page: str,
        *,
        person: str = "us01",
        language: str = "ja",
        workspace: str | None = None,
        is_asked: bool = False,
        **query: str,
    ) -> AppTest:
        at = AppTest.from_file(str(MAIN), default_timeout=30)
        take_seat(at, person, workspace=workspace)
        at.query_params["lang"] = language
        spec = page_named(page)
        for key, value in {**spec.query, **query}.items():
            at.query_params[key] = value
        at.switch_page(str(spec.file))
        at.run()
        assert not at.exception, at.exception
        return at if is_asked else as_somebody(at)

    return shown
