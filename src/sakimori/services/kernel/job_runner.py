"""The worker's side of jobs: taken by a lease, done by what each kind does, made up for at a start of the app."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sakimori.domain.user import Actor
from sakimori.errors import SakimoriError, StateError
from sakimori.services.kernel.jobs import Job, JobKind, JobState, enqueue, open_jobs, read_job
from sakimori.services.kernel.rollover import finish, judge_batches, needs_rollover
from sakimori.services.kernel.rollover_pending import RULES, running, start
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


Clock = Callable[[], datetime]

PROGRAM = Actor("program:rules", "Sakimori", frozenset())
"""Stands in the trail where nobody asked: the program came with other rules."""


_UNCOUNTED = (
    "SELECT DISTINCT third_party_id FROM gap_span WHERE known_until IS NULL "
    "AND third_party_id NOT IN (SELECT third_party_id FROM gap_tally)"
)
"""Third parties of a database from before gaps were counted as they are written."""


def make_up(workspace: Workspace, *, at: datetime) -> None:
    """At a start: judge anew if the rules are others, take up a lost roll-over, count what is uncounted."""
    with workspace.writing() as unit:
        for row in unit.query(_UNCOUNTED):
            party = str(row["third_party_id"])
            unit.tallies.keep_in_step(party, unit.spans.known_now(party))
    with workspace.change("rules.changed", actor=PROGRAM, at=at) as change:
        under_way = running(change)
        if under_way is None:
            if needs_rollover(change):
                start(change, cause=RULES, policy=change.policy())
        elif not any(job.subject == under_way.id for job in open_jobs(change)):
            enqueue(change, JobKind.ROLLOVER, under_way.id, total=under_way.total)


def run_next(workspace: Workspace, *, worker: str, clock: Clock) -> bool:
    """Do the next job, if there is one; a refusal ends it with the reason for people to read."""
    job = claim(workspace, worker=worker, at=clock())
    if job is None:
        return False
    try:
        done = _HANDLERS[job.kind](workspace, job, worker, clock)
    except SakimoriError as error:
        settle(workspace, job, JobState.FAILED, message=error.message("ja"))
        raise
    if done:
        settle(workspace, job, JobState.DONE)
    return True


def _roll_over(workspace: Workspace, job: Job, worker: str, clock: Clock) -> bool:
    """Judge in batches and make the result current; whoever started the roll-over stands in the trail."""
    actor = Actor(job.made_by, job.made_by, frozenset())
    while True:
        for done, total in judge_batches(workspace, actor=actor, at=clock()):
            if not report(workspace, job, worker=worker, done=done, total=total, at=clock()):
                return False
        with workspace.unit() as unit:
            under_way = running(unit)
        if under_way is None or under_way.id != job.subject:
            return True
        try:
            finish(workspace, actor=actor, at=clock())
        except StateError:  # a write in between added dossiers
            continue
        return True


_HANDLERS: dict[JobKind, Callable[[Workspace, Job, str, Clock], bool]] = {JobKind.ROLLOVER: _roll_over}
