"""Jobs: work over a second, done by one worker; a lease says who is at it, so that a crash leaves it to be resumed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sakimori.services.workspace import Change, Unit, Workspace
from sakimori.store.engine import Row
from sakimori.store.mapping import instant, parse_instant

LEASE = timedelta(seconds=60)
"""How long a worker that has gone silent is waited for."""


class JobKind(StrEnum):
    """What a job does."""

    ROLLOVER = "rollover"


class JobState(StrEnum):
    """Where a job stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


OPEN_STATES = (JobState.WAITING, JobState.RUNNING)


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of work; `subject` is the id of the thing that it works on."""

    id: str
    kind: JobKind
    subject: str
    state: JobState
    done: int
    total: int
    message: str
    made_by: str
    made_at: datetime

    @property
    def share(self) -> float:
        """How much is done, from 0 to 1."""
        return min(self.done / self.total, 1.0) if self.total else 0.0


def enqueue(change: Change, kind: JobKind, subject: str, *, total: int) -> str:
    """Put a job into the queue, in the transaction of the write that calls for it."""
    job_id = change.new_id("jb")
    change.engine.insert_all(
        "job",
        [
            {
                "id": job_id,
                "kind": kind.value,
                "state": JobState.WAITING.value,
                "done": 0,
                "total": total,
                "message": "",
                "params": subject,
                "made_by": change.actor.id,
                "made_at": instant(change.at),
                "lease_until": None,
                "worker": None,
            }
        ],
    )
    return job_id


def claim(workspace: Workspace, *, worker: str, at: datetime) -> Job | None:
    """Take the oldest job that waits, or whose worker went silent."""
    with workspace.unit() as unit:  # most looks find nothing and need not stop other writers
        if not _free(unit, at):
            return None
    with workspace.writing() as unit:
        rows = _free(unit, at)
        if not rows:
            return None
        job = _job(rows[0])
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


def cancel_jobs(unit: Unit, kind: JobKind, subject: str) -> None:
    """Take the jobs of a subject out of the queue."""
    for state in OPEN_STATES:
        unit.engine.execute(
            "UPDATE job SET state = :cancelled WHERE kind = :kind AND params = :subject AND state = :state",
            {"cancelled": JobState.CANCELLED.value, "kind": kind.value, "subject": subject, "state": state.value},
        )


def open_jobs(unit: Unit) -> list[Job]:
    """What waits or is being done, oldest first."""
    rows = unit.query(
        "SELECT * FROM job WHERE state IN (:waiting, :running) ORDER BY made_at, id",
        waiting=JobState.WAITING.value,
        running=JobState.RUNNING.value,
    )
    return [_job(row) for row in rows]


def find_job(unit: Unit, job_id: str) -> Job | None:
    """One job, or None."""
    rows = unit.query("SELECT * FROM job WHERE id = :id", id=job_id)
    return _job(rows[0]) if rows else None


def _job(row: Row) -> Job:
    return Job(
        id=str(row["id"]),
        kind=JobKind(str(row["kind"])),
        subject=str(row["params"]),
        state=JobState(str(row["state"])),
        done=int(str(row["done"])),
        total=int(str(row["total"])),
        message=str(row["message"]),
        made_by=str(row["made_by"]),
        made_at=parse_instant(str(row["made_at"])),
    )
