"""The worker beside the screens: it finds what waits in either workspace, and stops when it is told."""

from __future__ import annotations

import ctypes
import resource
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest

from kit.builders import an_actor
from sakimori.clock import now
from sakimori.domain.policy import DEFAULT_POLICY
from sakimori.services.kernel.judge_beside import judge_beside
from sakimori.services.kernel.judge_queue import put_in_force, waiting
from sakimori.services.kernel.workspace import OWN, Workspace, database
from sakimori.services.own_company.write import begin_workspace
from sakimori.ui.frame.beside import worker as module
from sakimori.ui.frame.beside.worker import Worker, give_back_memory

POLICY = replace(DEFAULT_POLICY, due_high=3)
PATIENCE = 20.0
PIECE = 2_000


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.setenv("SAKIMORI_HOME", str(tmp_path))
    monkeypatch.setattr(module, "PAUSE_SECONDS", 0.02)
    return begin_workspace(database(OWN), company="あおば", person="山本 恵", department="", at=now())


@pytest.fixture
def worker(own: Workspace) -> Iterator[Worker]:
    with Worker() as worker:
        yield worker


def begin_to_wait(workspace: Workspace) -> None:
    with workspace.change("policy.changed", actor=an_actor(), at=now()) as change:
        put_in_force(change, POLICY)


def all_are_judged(workspace: Workspace) -> bool:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if not waiting(workspace).left:
            return True
        time.sleep(0.02)
    return False


@pytest.mark.usefixtures("worker")
def test_a_long_queue_is_judged_by_a_process_beside_the_server(own: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MANY", 1)
    monkeypatch.setattr(module, "judge_next", lambda *_, **__: False)
    begin_to_wait(own)
    assert all_are_judged(own)


def test_a_process_beside_the_server_ends_with_it_and_loses_nothing(own: Workspace) -> None:
    begin_to_wait(own)
    stopping = Event()
    stopping.set()
    assert isinstance(own.target, Path)
    assert not judge_beside(own.target, stopping)
    with Worker():
        assert all_are_judged(own)


@pytest.mark.usefixtures("worker")
def test_what_a_process_fails_at_is_judged_in_the_server(own: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MANY", 1)
    monkeypatch.setattr(module, "judge_beside", lambda *_: False)
    begin_to_wait(own)
    assert all_are_judged(own)


@pytest.mark.usefixtures("worker")
def test_what_waits_is_judged(own: Workspace) -> None:
    begin_to_wait(own)
    assert all_are_judged(own)


def test_what_a_crash_left_is_judged_at_the_start(own: Workspace) -> None:
    begin_to_wait(own)
    assert waiting(own).left

    with Worker():
        assert all_are_judged(own)


def test_what_other_rules_would_judge_otherwise_is_judged_at_the_start(own: Workspace) -> None:
    own.set_meta(ruleset_digest="rules of last year")
    with Worker():
        deadline = time.monotonic() + PATIENCE
        while own.meta("ruleset_digest") == "rules of last year" and time.monotonic() < deadline:
            time.sleep(0.02)
        assert all_are_judged(own)
    assert own.meta("ruleset_digest") != "rules of last year"


def test_memory_is_given_back_from_time_to_time(own: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    given = Event()
    monkeypatch.setattr(module, "GIVE_BACK_SECONDS", 0.0)
    monkeypatch.setattr(module, "give_back_memory", given.set)
    with Worker():
        assert given.wait(PATIENCE)
    assert all_are_judged(own)


def test_what_lies_free_between_what_is_in_use_is_given_back() -> None:
    library = ctypes.CDLL(None)
    library.malloc.restype = ctypes.c_void_p
    library.free.argtypes = [ctypes.c_void_p]
    pieces = [library.malloc(PIECE) for _ in range(20_000)]
    for piece in pieces:
        ctypes.memset(piece, 1, PIECE)
    for number, piece in enumerate(pieces):
        if number % 50:
            library.free(piece)
    held = resident_bytes()
    give_back_memory()
    assert resident_bytes() < held - 10_000 * PIECE
    for piece in pieces[::50]:
        library.free(piece)


def resident_bytes() -> int:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize()
