"""The worker beside the screens: it finds what waits in either workspace, and stops when it is told."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kit.builders import an_actor
from sakimori.clock import now
from sakimori.domain.policy import DEFAULT_POLICY
from sakimori.services.kernel import keep_in_step
from sakimori.services.kernel.workspace import OWN, Workspace, database
from sakimori.services.own_company.write import begin_workspace
from sakimori.ui.frame import worker as module
from sakimori.ui.frame.worker import Worker

POLICY = replace(DEFAULT_POLICY, due_high=3)
PATIENCE = 20.0


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.setenv("SAKIMORI_HOME", str(tmp_path))
    monkeypatch.setattr(module, "PAUSE_SECONDS", 0.02)
    return begin_workspace(database(OWN), company="あおば", person="山本 恵", department="", at=now())


@pytest.fixture
def worker(own: Workspace) -> Iterator[Worker]:
    with Worker() as worker:
        yield worker


def wait_for_policy(workspace: Workspace) -> bool:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with workspace.unit() as unit:
            if unit.policy() == POLICY:
                return True
        time.sleep(0.02)
    return False


@pytest.mark.usefixtures("worker")
def test_what_waits_is_done(own: Workspace) -> None:
    with own.change("policy.changed", actor=an_actor(), at=now()) as change:
        keep_in_step.start_rollover(change, cause=keep_in_step.POLICY, policy=POLICY)
    assert wait_for_policy(own)


def test_what_a_crash_left_is_made_up_for_at_the_start(own: Workspace) -> None:
    with own.change("policy.changed", actor=an_actor(), at=now()) as change:
        keep_in_step.start_rollover(change, cause=keep_in_step.POLICY, policy=POLICY)
    with own.writing() as unit:
        unit.engine.execute("DELETE FROM job")

    with Worker():
        assert wait_for_policy(own)
