"""The worker's side: jobs taken by a lease, done by kind; and roll-over, dossiers judged anew, unseen until done."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta

from sakimori.domain.gap import Span
from sakimori.domain.policy import Policy, policy_values
from sakimori.domain.user import Actor
from sakimori.domain.values.text import Text
from sakimori.errors import SakimoriError, StateError
from sakimori.services.kernel.access import Permission, require
from sakimori.services.kernel.jobs import Job, JobKind, JobState, cancel_jobs, enqueue, open_jobs, read_job
from sakimori.services.kernel.keep_in_step import (
    CANCELLED,
    DIGEST_KEY,
    DONE,
    POLICY,
    RULES,
    Rollover,
    current_rollover,
    judging_digest,
    lapse,
    start_for_dependents,
    start_rollover,
    store_pending,
)
from sakimori.services.kernel.lean_records import keep_heads
from sakimori.services.kernel.loading import BATCH, load_dossiers
from sakimori.services.kernel.recompute import Effect
from sakimori.services.kernel.unit import Change, Unit, put_meta
from sakimori.services.kernel.workspace import Workspace
from sakimori.store.engine import Row
from sakimori.store.outcomes import from_today, stored_outcome
from sakimori.store.records import from_row, instant

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
    """At a start: judge anew if the rules are others, take up a lost roll-over, make up for what was not yet kept."""
    with workspace.writing() as unit:
        keep_heads(unit)
        for row in unit.query(_UNCOUNTED):
            party = str(row["third_party_id"])
            unit.tallies.keep_in_step(party, unit.spans.known_now(party))
    with workspace.change("rules.changed", actor=PROGRAM, at=at) as change:
        under_way = current_rollover(change)
        if under_way is None:
            if needs_rollover(change):
                start_rollover(change, cause=RULES, policy=change.policy())
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
            under_way = current_rollover(unit)
        if under_way is None or under_way.id != job.subject:
            return True
        try:
            finish(workspace, actor=actor, at=clock())
        except StateError:  # a write in between added dossiers
            continue
        return True


_HANDLERS: dict[JobKind, Callable[[Workspace, Job, str, Clock], bool]] = {JobKind.ROLLOVER: _roll_over}


_NOT_READY = Text("再計算はまだ終わっていません。", "The recomputation is not finished.")
_NONE = Text("進んでいる再計算はありません。", "No recomputation is under way.")
_NEEDED = Text(
    "記録か規則が変わったための再計算です。取り消すと不備が古いまま残ります。",
    "Records or rules have changed. If this stopped, gaps would stay out of date.",
)


def judge_batches(workspace: Workspace, *, actor: Actor, at: datetime) -> Iterator[tuple[int, int]]:
    """Judge the dossiers of the roll-over under way, a batch a transaction; give how many are done, of how many."""
    _forget_other_rules(workspace)
    while True:
        with workspace.change("rollover.batch", actor=actor, at=at) as change:
            under_way = current_rollover(change)
            if under_way is None:
                return
            rows = change.query(
                "SELECT p.third_party_id FROM rollover_party p LEFT JOIN gap_span_pending g "
                "ON g.rollover_id = p.rollover_id AND g.third_party_id = p.third_party_id "
                "WHERE p.rollover_id = :id AND g.third_party_id IS NULL ORDER BY p.third_party_id LIMIT :batch",
                id=under_way.id,
                batch=BATCH,
            )
            for dossier in load_dossiers(change, [str(r["third_party_id"]) for r in rows]):
                store_pending(change, under_way, dossier)
            done = under_way.judged + len(rows)
        yield done, under_way.total
        if not rows:
            return


def finish(workspace: Workspace, *, actor: Actor, at: datetime) -> Effect:
    """Make the coming version current in one transaction.

    Raises:
        StateError: None is under way, or dossiers are still to be judged.
    """
    with workspace.change("rollover.finished", actor=actor, at=at) as change:
        under_way = current_rollover(change)
        if under_way is None or under_way.judged < under_way.total:
            raise StateError(why=_NOT_READY)
        after = policy_values(under_way.policy)
        change.note("rollover.finished", record_kind="rollover", record_id=under_way.id, after=after)
        effect = _replace_spans(change, under_way, number=change.number())
        if under_way.policy != change.policy():
            _save_policy(change, under_way.policy)
            keep_heads(change)
        if under_way.total == _third_parties(change):
            put_meta(change, DIGEST_KEY, judging_digest(under_way.policy))
        change.engine.execute("UPDATE rollover SET state = :done WHERE id = :id", {"done": DONE, "id": under_way.id})
        change.engine.execute("DELETE FROM gap_span_pending WHERE rollover_id = :id", {"id": under_way.id})
    return effect


def _third_parties(unit: Unit) -> int:
    return int(str(unit.query("SELECT COUNT(*) AS n FROM third_party")[0]["n"]))


def _forget_other_rules(workspace: Workspace) -> None:
    """Judge all over again what was judged before the program was exchanged for one with other rules."""
    with workspace.writing() as unit:
        under_way = current_rollover(unit)
        if under_way is None:
            return
        digest = judging_digest(under_way.policy)
        changed = unit.engine.execute(
            "UPDATE rollover SET digest = :digest WHERE id = :id AND digest <> :digest",
            {"digest": digest, "id": under_way.id},
        )
        if changed:
            unit.engine.execute("DELETE FROM gap_span_pending WHERE rollover_id = :id", {"id": under_way.id})


def _replace_spans(change: Change, under_way: Rollover, *, number: int) -> Effect:
    effect = Effect()
    rows = change.query("SELECT third_party_id, body FROM gap_span_pending WHERE rollover_id = :id", id=under_way.id)
    for row in rows:
        party = str(row["third_party_id"])
        body = json.loads(str(row["body"]))
        wanted = [from_row(Span, values) for values in body["spans"]]
        effect = effect.with_party(*change.spans.replace_known(party, wanted, number=number))
        held = [stored_outcome(values) for values in body["outcomes"]]
        change.outcomes.keep_in_step(party, from_today(held, change.today), number=number, on=change.today)
        lapse(change, body["lapsing"])
    return effect


def _save_policy(change: Change, policy: Policy) -> None:
    for key, value in policy_values(policy).items():
        change.engine.execute(
            "INSERT INTO policy (key, id, value, version) VALUES (:key, :key, :value, 1) "
            "ON CONFLICT (key) DO UPDATE SET value = excluded.value, version = policy.version + 1",
            {"key": key, "value": value},
        )


def cancel(workspace: Workspace, *, actor: Actor, at: datetime, reason: str = "", seen: str | None = None) -> None:
    """Give up a change of policy that is under way; what is current stays as it is.

    `seen` is the id of the roll-over that was shown.

    Dossiers that joined it because a record of ours changed are judged all the same.

    Raises:
        StateError: None is under way, or it runs for another cause.
    """
    require(actor, Permission.SET_POLICY)
    with workspace.change("rollover.cancelled", actor=actor, at=at, reason=reason) as change:
        under_way = current_rollover(change)
        if under_way is None or seen not in {None, under_way.id}:
            raise StateError(why=_NONE)
        if under_way.cause != POLICY:
            raise StateError(why=_NEEDED)
        change.engine.execute("UPDATE rollover SET state = :c WHERE id = :id", {"c": CANCELLED, "id": under_way.id})
        change.engine.execute("DELETE FROM gap_span_pending WHERE rollover_id = :id", {"id": under_way.id})
        change.note("rollover.cancelled", record_kind="rollover", record_id=under_way.id, after={})
        cancel_jobs(change, JobKind.ROLLOVER, under_way.id)
        joined = change.query(
            "SELECT third_party_id FROM rollover_party WHERE rollover_id = :id AND joined = 1", id=under_way.id
        )
        if joined:
            start_for_dependents(change, [str(r["third_party_id"]) for r in joined])


def needs_rollover(unit: Unit) -> bool:
    """Whether the rules are other ones than those by which the standing gaps were made."""
    rows = unit.query("SELECT value FROM meta WHERE key = :key", key=DIGEST_KEY)
    return bool(rows) and str(rows[0]["value"]) != judging_digest(unit.policy())


def mark_current(workspace: Workspace) -> None:
    """Note the digest of the rules under which an empty workspace begins."""
    with workspace.unit() as unit:
        digest = judging_digest(unit.policy())
    if workspace.meta(DIGEST_KEY) is None:
        workspace.set_meta(**{DIGEST_KEY: digest})
