"""The figures of the pages for `sakimori bench`: how soon the first stands, and what a run of the script takes."""

from __future__ import annotations

import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from time import perf_counter, sleep
from typing import Final
from unittest.mock import patch

from streamlit.runtime.scriptrunner.script_cache import ScriptCache
from streamlit.testing.v1 import AppTest, local_script_runner

from sakimori.bench import Figure
from sakimori.clock import now
from sakimori.domain.codes import UserRole
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.user import Actor
from sakimori.services.access.sessions import Sessions
from sakimori.services.kernel.workspace import DEMO, PROJECT, Workspace, database
from sakimori.services.parties.write import edit
from sakimori.ui.frame.beside.ahead import load_libraries
from sakimori.ui.frame.browser import TOKEN
from sakimori.ui.frame.pages import SCREENS
from sakimori.ui.frame.pages import page as page_named

_MAIN: Final = SCREENS.with_name("main.py")
_LISTS: Final = ("parties", "assess", "compare", "gaps", "flows", "contracts")
_PATIENCE: Final = 60.0
_REPEATS: Final = 5
_ACTOR: Final = Actor("us00", "計測", frozenset(UserRole))


def page_figures(home: Path) -> Iterable[Figure]:
    """Measure the dashboard and the long lists on the demo of an installation, whose home this is.

    What is measured runs in a process of its own, ready as a server is to which nobody came before.
    """
    with ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=load_libraries) as fresh:
        return fresh.submit(_measured, home).result()


def _measured(home: Path) -> list[Figure]:
    return list(_figures(home))


def _figures(home: Path) -> Iterator[Figure]:
    # A server compiles each file of the screens once; a page under test would do so at each run.
    with patch.object(local_script_runner, "ScriptCache", return_value=ScriptCache()):
        ready = _server_start()
        page = _page("risk", home)
        first = _run(page)
        yield Figure("cold start to the first page", ready + first, None, 2_500, f"server {ready:.0f} of it")
        after = []
        for number in range(_REPEATS):
            _write(Workspace(database(DEMO)), number)
            after.append(_run(page))
        yield Figure("dashboard page, after a write", median(after), None, 150, "whole script")
        unchanged = median(_run(page) for _ in range(_REPEATS))
        yield Figure("dashboard page, unchanged", unchanged, None, 30, "whole script")
        for name in _LISTS:
            yield _list_page(name, home)


def _list_page(name: str, home: Path) -> Figure:
    """A page that lists everything, drawn anew after each write."""
    page = _page(name, home)
    _run(page)
    after = []
    for number in range(_REPEATS):
        _write(Workspace(database(DEMO)), _REPEATS + number)
        after.append(_run(page))
    return Figure(f"{name} page, after a write", median(after), None, 150, "whole script")


def _page(name: str, home: Path) -> AppTest:
    """A page as somebody sees it who has said who looks."""
    page = AppTest.from_file(str(_MAIN), default_timeout=_PATIENCE)
    page.session_state[TOKEN] = Sessions(home).begin(now(), user_id=_ACTOR.id)
    spec = page_named(name)
    page.query_params.update(spec.query)
    page.switch_page(str(spec.file))
    return page


def _run(page: AppTest) -> float:
    started = perf_counter()
    page.run()
    took = (perf_counter() - started) * 1000
    if page.exception:
        raise RuntimeError(page.exception[0].message)
    return took


def _write(workspace: Workspace, number: int) -> None:
    with workspace.unit() as unit:
        party = unit.records.get(ThirdParty, "tp00006")
    edit(workspace, replace(party, note=f"{number}"), actor=_ACTOR, at=now())


def _server_start() -> float:
    """Milliseconds from the start of a server process to its first answer."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(PROJECT / "app.py"), "--server.port", str(port)]
    started = perf_counter()
    server = subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603 - our own program
    try:
        while not _answers(port):
            if perf_counter() - started > _PATIENCE or server.poll() is not None:
                raise RuntimeError("the server does not answer")
            sleep(0.02)
        return (perf_counter() - started) * 1000
    finally:
        server.terminate()
        server.wait()


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=1) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
