"""Jobs: one worker at a time, progress that is seen, and a crash that only costs the lease."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from kit.builders import AT, a_third_party, a_workspace, an_actor
from sakimori.domain.policy import DEFAULT_POLICY
from sakimori.errors import StateError
from sakimori.services.kernel import job_runner, keep_in_step
from sakimori.services.kernel.job_runner import LEASE, claim, report, run_next, settle
from sakimori.services.kernel.jobs import Job, JobKind, JobState, enqueue, find_job, open_jobs
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import register

ACTOR = an_actor()


def queued(workspace: Workspace, subject: str = "ro_x") -> str:
    with workspace.change("test.queued", actor=ACTOR, at=AT) as change:
        return enqueue(change, JobKind.ROLLOVER, subject, total=10)


def found(workspace: Workspace, job_id: str) -> Job:
    with workspace.unit() as unit:
        job = find_job(unit, job_id)
    assert job is not None
    return job


def claimed(workspace: Workspace, worker: str = "first", at: datetime = AT) -> Job:
    job = claim(workspace, worker=worker, at=at)
    assert job is not None
    return job


def test_a_job_goes_to_one_worker_only() -> None:
    workspace = a_workspace()
    queued(workspace)
    claimed(workspace)
    assert claim(workspace, worker="second", at=AT + LEASE) is None


def test_the_oldest_job_comes_first() -> None:
    workspace = a_workspace()
    first = queued(workspace)
    queued(workspace)
    assert claimed(workspace).id == first


def test_after_a_crash_the_lease_runs_out_and_another_worker_takes_over() -> None:
    workspace = a_workspace()
    job_id = queued(workspace)
    lost = claimed(workspace)

    later = AT + LEASE + timedelta(seconds=1)
    assert claimed(workspace, "second", later).id == job_id
    assert not report(workspace, lost, worker="first", done=5, total=10, at=later)
    assert report(workspace, lost, worker="second", done=5, total=10, at=later)


def test_a_worker_that_reports_keeps_its_job() -> None:
    workspace = a_workspace()
    job = found(workspace, queued(workspace))
    claimed(workspace)
    almost = AT + LEASE - timedelta(seconds=1)
    assert report(workspace, job, worker="first", done=4, total=10, at=almost)
    assert claim(workspace, worker="second", at=AT + LEASE + timedelta(seconds=1)) is None
    assert found(workspace, job.id).share == 0.4


def test_a_settled_job_is_no_longer_open() -> None:
    workspace = a_workspace()
    job = found(workspace, queued(workspace))
    claimed(workspace)
    settle(workspace, job, JobState.FAILED, message="理由")
    with workspace.unit() as unit:
        assert open_jobs(unit) == []
    assert (found(workspace, job.id).state, found(workspace, job.id).message) == (JobState.FAILED, "理由")


def queue_and_fail(workspace: Workspace) -> None:
    with workspace.change("test.queued", actor=ACTOR, at=AT) as change:
        enqueue(change, JobKind.ROLLOVER, "ro_x", total=1)
        raise StateError(why="")


def test_a_job_is_queued_with_its_write_or_not_at_all() -> None:
    workspace = a_workspace()
    with pytest.raises(StateError):
        queue_and_fail(workspace)
    with workspace.unit() as unit:
        assert open_jobs(unit) == []


def test_a_worker_killed_between_two_batches_leaves_a_job_that_another_one_finishes() -> None:
    workspace = a_workspace()
    register(workspace, a_third_party(), actor=ACTOR, at=AT)
    policy = replace(DEFAULT_POLICY, due_high=3)
    with workspace.change("policy.changed", actor=ACTOR, at=AT) as change:
        keep_in_step.start_rollover(change, cause=keep_in_step.POLICY, policy=policy)
    claimed(workspace, "killed")
    next(job_runner.judge_batches(workspace, actor=ACTOR, at=AT))

    assert not run_next(workspace, worker="second", clock=lambda: AT)
    later = AT + LEASE + timedelta(seconds=1)
    assert run_next(workspace, worker="second", clock=lambda: later)

    with workspace.unit() as unit:
        assert unit.policy() == policy


def test_a_refused_job_ends_with_its_reason() -> None:
    workspace = a_workspace()
    job_id = queued(workspace)
    instants = iter([AT])

    def clock() -> datetime:
        for instant in instants:
            return instant
        raise StateError(why="時計が止まりました。")

    with pytest.raises(StateError):
        run_next(workspace, worker="first", clock=clock)
    assert found(workspace, job_id).state is JobState.FAILED
    assert "時計が止まりました。" in found(workspace, job_id).message
