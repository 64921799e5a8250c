"""The worker's side of the queue: dossiers judged anew some at a time, each batch known from an entry of its own.

Whoever waits is found in the database: a crash loses nothing, and two workers take different batches.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from sakimori.domain.policy import OWN_WORDS_LATEST, Policy, policy_of, policy_values
from sakimori.domain.records.country import CountryProfile
from sakimori.domain.user import Actor
from sakimori.domain.values.days import legal_day
from sakimori.exchange.reference import with_watch_days
from sakimori.rules.evaluation import rules_by_default, ruleset_digest
from sakimori.services.clearance.standing_requests import KINDS
from sakimori.services.kernel.keep_in_step import judge_ahead, judge_now, put_into_queue
from sakimori.services.kernel.lean_records import keep_heads
from sakimori.services.kernel.unit import Change, Unit, put_meta
from sakimori.services.kernel.workspace import Workspace
from sakimori.store.made_for import MADE_FOR, RULES, is_older, made_for
from sakimori.store.reads.parties import every_id
from sakimori.store.records import instant
from sakimori.store.signatures import last_signed
from sakimori.store.to_judge import Waiting
from sakimori.store.trail import TrailLine

DIGEST_KEY = "ruleset_digest"
PROGRAM = Actor("program:rules", "Sakimori", frozenset())
"""Stands in the trail where nobody asked: the worker judged, or the program came with other rules."""

AT_ONCE = 50
"""So many are judged in one transaction: who saves meanwhile waits for it."""
BREATH_SECONDS = 0.15
"""Between two batches: whoever waits to write asks again every tenth of a second."""

LEASE = timedelta(seconds=30)
"""So long one worker keeps the others from working; one that died lets them wait no longer."""
_LEASE = "judging_lease"

_QUEUE, _POLICY, _POLICY_TO_COME = "to_judge", "policy", "policy_to_come"
_OWN_WORDS, _BEFORE = "own_words", "before"
_FACTS, _UNDATED = "country_facts", "undated"
_DATED: Final = "付属の国別情報の事実に有効期限を付けた / facts on countries that came along hold until a day"
_TIME: Final = timedelta(days=30)
"""So long own words count in a workspace from before."""
_TIME_GIVEN: Final = "渡す人だけが述べた事実は、猶予の後は数えない / what only the asker says counts for some days more"


def judge_next(workspace: Workspace, *, at: datetime) -> bool:
    """Judge the dossiers that have waited longest, and store it in one transaction; False when none waited.

    Those that another worker has judged meanwhile are left out: nothing is judged for the first time under the lock.
    """
    with workspace.unit() as unit:  # most looks find nothing and need not stop other writers
        batch = unit.to_judge.first(AT_ONCE)
        if not batch:
            return False
        ahead = judge_ahead(unit, batch, on=legal_day(at))
    with workspace.change("queue.judged", actor=PROGRAM, at=at) as change:
        batch = sorted(change.to_judge.among(batch))
        if batch:
            change.note("queue.judged", record_kind=_QUEUE, record_id="", after={"dossiers": len(batch)})
            judge_now(change, batch, ahead)
    return True


def holds_lease(workspace: Workspace, holder: str, *, at: datetime) -> bool:
    """Whether it is the turn of one worker, among those of several servers; whoever holds the lease renews it by this.

    Two that work at once lose nothing, as batches are told apart; but the one judges what the other has judged.
    """

    def is_free(unit: Unit) -> bool:
        until, _, other = (unit.meta(_LEASE) or "").partition(" ")
        return other in {"", holder} or until < instant(at)

    with workspace.unit() as unit:
        if is_older(workspace.target, made_for(unit.engine.values(MADE_FOR)), rules_by_default()):
            return False  # whose turn it is judges by other rules
        until, _, standing = (unit.meta(_LEASE) or "").partition(" ")
        if standing == holder and until > instant(at + LEASE / 2):
            return True
        if not is_free(unit):
            return False
    with workspace.writing() as unit:
        if not is_free(unit):  # another was faster
            return False
        put_meta(unit, _LEASE, f"{instant(at + LEASE)} {holder}")
        return True


def judge_all_waiting(workspace: Workspace, *, clock: Callable[[], datetime]) -> Iterator[Waiting]:
    """Judge until none waits; give how far the queue is after each batch."""
    while judge_next(workspace, at=clock()):
        yield waiting(workspace)


def waiting(workspace: Workspace) -> Waiting:
    """How many dossiers wait to be judged anew."""
    with workspace.unit() as unit:
        return unit.to_judge.waiting()


def make_up(workspace: Workspace, *, at: datetime) -> None:
    """At a start: go on with what an earlier program had begun, and have all judged anew if the rules are others."""
    _take_over(workspace, at=at)
    _give_time(workspace, at=at)
    _date_facts(workspace, at=at)
    rules = rules_by_default()
    with workspace.unit() as unit:  # most starts find nothing and need not stop other writers
        is_signed = unit.number() == 0 or last_signed(unit.engine) is not None
        found = made_for(unit.engine.values(MADE_FOR))
        is_done = is_older(workspace.target, found, rules) or (is_signed and not is_behind(unit))
    if is_done:
        if RULES not in found:  # no program before this one named them
            with workspace.writing() as unit:
                put_meta(unit, RULES, rules)
        return
    with workspace.change("rules.changed", actor=PROGRAM, at=at) as change:
        if is_behind(change):
            change.note("rules.changed", record_kind=_QUEUE, record_id="", after={})
            judge_all_anew(change)


def _take_over(workspace: Workspace, *, at: datetime) -> None:
    """Go on with what a program without this queue had begun; its policy is put in force by whoever changed it."""
    with workspace.unit() as unit:
        begun, policy = unit.to_judge.untold(), unit.meta(_POLICY_TO_COME)
        if not begun and not policy:
            return
        [started] = unit.trail.lines(action="rollover.started", limit=1)
    actor = Actor(started.entry.actor, started.entry.actor, frozenset()) if policy else PROGRAM
    with workspace.change("rules.changed", actor=actor, at=at, reason=started.reason) as change:
        if policy:
            put_in_force(change, policy_of(json.loads(policy)))
            put_meta(change, _POLICY_TO_COME, "")
        else:
            change.note("rules.changed", record_kind=_QUEUE, record_id="", after={"dossiers": len(begun)})
            put_into_queue(change, begun)


def _give_time(workspace: Workspace, *, at: datetime) -> None:
    """Let what only the asker says count for some days more in a workspace from before that was asked to be made sure.

    Until then the answers that turn stand dated in advance, and compliance can make sure of the facts.
    """
    with workspace.unit() as unit:
        if unit.meta(_OWN_WORDS) != _BEFORE:
            return
    with workspace.change("policy.changed", actor=PROGRAM, at=at, reason=_TIME_GIVEN) as change:
        until = min(change.today + _TIME, OWN_WORDS_LATEST)
        put_in_force(change, replace(change.policy(), own_words_until=until))
        put_meta(change, _OWN_WORDS, "")


def _date_facts(workspace: Workspace, *, at: datetime) -> None:
    """Give facts on countries that came along before they had a day of their own the day that they have now."""
    with workspace.unit() as unit:
        if unit.meta(_FACTS) != _UNDATED:
            return
    with workspace.change("rules.changed", actor=PROGRAM, at=at, reason=_DATED) as change:
        for profile in change.records.select(CountryProfile):
            change.update(with_watch_days(profile), action="country_profile.edited")
        put_meta(change, _FACTS, "")


def put_in_force(change: Change, policy: Policy) -> None:
    """Put a policy in force: every dossier waits until it is judged by it."""
    for key, value in policy_values(policy).items():
        change.engine.execute(
            "INSERT INTO policy (key, id, value, day, version) VALUES (:key, :key, :value, :day, 1) ON CONFLICT (key) "
            "DO UPDATE SET value = excluded.value, day = excluded.day, version = policy.version + 1",
            {"key": key, "value": 0, "day": value}
            if isinstance(value, str)
            else {"key": key, "value": value, "day": None},
        )
    change.note("policy.changed", record_kind=_POLICY, record_id=_POLICY, after=policy_values(policy))
    keep_heads(change)
    judge_all_anew(change)


def policy_entry(unit: Unit, *, number: int | None = None) -> TrailLine | None:
    """The entry that put the policy in force, up to an entry; earlier programs did so at the end of a roll-over."""
    found = unit.trail.lines(record_kind=_POLICY, record_id=_POLICY, up_to=number, limit=1)
    found = found or unit.trail.lines(record_kind="rollover", action="rollover.finished", up_to=number, limit=1)
    return next(iter(found), None)


def policy_then(unit: Unit, *, number: int) -> Policy:
    """The policy that was in force after an entry."""
    line = policy_entry(unit, number=number)
    return policy_of((line.after or {}) if line else {})


def judge_all_anew(change: Change) -> None:
    """Put every dossier into the queue: what they are judged by is other rules, or another policy."""
    put_into_queue(change, every_id(change.engine))
    _judged_by_ours(change)


def _judged_by_ours(unit: Unit) -> None:
    put_meta(unit, DIGEST_KEY, judging_digest(unit.policy()))
    put_meta(unit, RULES, rules_by_default())


def judging_digest(policy: Policy) -> str:
    """Names the rules, the policy and whose answers are kept: under another digest all dossiers are judged anew."""
    return f"{ruleset_digest(policy)} {'+'.join(KINDS)}"


def is_behind(unit: Unit) -> bool:
    """Whether the rules are other ones than those by which dossiers were judged or wait to be."""
    known = unit.meta(DIGEST_KEY)
    return known is not None and known != judging_digest(unit.policy())


def mark_current(workspace: Workspace) -> None:
    """Note the digest of the rules under which an empty workspace begins."""
    with workspace.writing() as unit:
        if unit.meta(DIGEST_KEY) is None:
            _judged_by_ours(unit)
