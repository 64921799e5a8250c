"""The worker's side of jobs: what each kind of job does, and what a start of the app must make up for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sakimori.domain.user import Actor
from sakimori.errors import SakimoriError, StateError
from sakimori.services.kernel.job_leases import claim, report, settle
from sakimori.services.kernel.jobs import Job, JobKind, JobState, enqueue, open_jobs
from sakimori.services.kernel.rollover import finish, judge_batches, needs_rollover
from sakimori.services.kernel.rollover_pending import RULES, running, start
from sakimori.services.kernel.workspace import Workspace

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
