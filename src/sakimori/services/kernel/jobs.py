"""Jobs: work over a second, done by one worker; a lease says who is at it, so that a crash leaves it to be resumed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sakimori.services.kernel.unit import Change, Unit
from sakimori.store.engine import Row
from sakimori.store.records import instant, parse_instant


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
    return [read_job(row) for row in rows]


def find_job(unit: Unit, job_id: str) -> Job | None:
    """One job, or None."""
    rows = unit.query("SELECT * FROM job WHERE id = :id", id=job_id)
    return read_job(rows[0]) if rows else None


def read_job(row: Row) -> Job:
    """The job of a row."""
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
