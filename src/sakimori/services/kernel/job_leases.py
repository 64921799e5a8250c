"""Jobs as the worker takes them: a lease in the database, so that no two workers do the same."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sakimori.services.kernel.jobs import Job, JobState, read_job
from sakimori.services.kernel.unit import Unit
from sakimori.services.kernel.workspace import Workspace
from sakimori.store.engine import Row
from sakimori.store.mapping import instant

LEASE = timedelta(seconds=60)
"""How long a worker that has gone silent is waited for."""


def claim(workspace: Workspace, *, worker: str, at: datetime) -> Job | None:
    """Take the oldest job that waits, or whose worker went silent."""
    with workspace.unit() as unit:  # most looks find nothing and need not stop other writers
        if not _free(unit, at):
            return None
    with workspace.writing() as unit:
        rows = _free(unit, at)
        if not rows:
            return None
        job = read_job(rows[0])
        unit.engine.execute(
            "UPDATE job SET state = :running, worker = :worker, lease_until = :until WHERE id = :id",
            {
                "running": JobState.RUNNING.value,
                "worker": worker,
                "until": instant(at + LEASE),
                "id": job.id,
            },
        )
    return job


def _free(unit: Unit, at: datetime) -> Sequence[Row]:
    return unit.query(
        "SELECT * FROM job WHERE state = :waiting OR (state = :running AND lease_until < :at) "
        "ORDER BY made_at, id LIMIT 1",
        waiting=JobState.WAITING.value,
        running=JobState.RUNNING.value,
        at=instant(at),
    )


def report(workspace: Workspace, job: Job, *, worker: str, done: int, total: int, at: datetime) -> bool:
    """Note the progress and hold on to the job; False when it was cancelled, or another worker has it."""
    with workspace.writing() as unit:
        return bool(
            unit.engine.execute(
                "UPDATE job SET done = :done, total = :total, lease_until = :until "
                "WHERE id = :id AND worker = :worker AND state = :running",
                {
                    "done": done,
                    "total": total,
                    "until": instant(at + LEASE),
                    "id": job.id,
                    "worker": worker,
                    "running": JobState.RUNNING.value,
                },
            )
        )


def settle(workspace: Workspace, job: Job, state: JobState, *, message: str = "") -> None:
    """Say how a job ended; one that was cancelled meanwhile stays so."""
    with workspace.writing() as unit:
        unit.engine.execute(
            "UPDATE job SET state = :state, message = :message, lease_until = NULL WHERE id = :id AND state = :running",
            {"state": state.value, "message": message, "id": job.id, "running": JobState.RUNNING.value},
        )
