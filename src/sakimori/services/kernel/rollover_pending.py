"""A roll-over under way, as every write meets it: begun, joined, and judged beside what is current."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sakimori.domain.dossier import Dossier
from sakimori.domain.policy import Policy, policy_of, policy_values
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.values.text import Text
from sakimori.errors import StateError
from sakimori.rules.evaluation import evaluate, ruleset_digest
from sakimori.services.clearance.standing import KINDS, planned_outcomes
from sakimori.services.gaps.lapsing_waivers import lapsing, with_waivers
from sakimori.services.kernel.jobs import JobKind, enqueue
from sakimori.services.kernel.unit import Change, Unit
from sakimori.store.mapping import instant, parse_instant, to_row
from sakimori.store.outcomes import outcome_row
from sakimori.store.spans import planned_spans

RUNNING, DONE, CANCELLED = "running", "done", "cancelled"
DIGEST_KEY = "ruleset_digest"

POLICY, RULES, RECORDS = "policy", "rules", "records"
"""Why a roll-over runs: numbers that we chose, other rules, or a record that many dossiers read."""

_UNDER_WAY = Text(
    "別の再計算が進んでいます。終わってからもう一度お試しください。",
    "Another recomputation is under way. Try again when it is done.",
)


@dataclass(frozen=True, slots=True)
class Rollover:
    """One roll-over: why, under which policy, and how far it is."""

    id: str
    cause: str
    policy: Policy
    state: str
    started_at: datetime
    started_by: str
    judged: int
    total: int


def running(unit: Unit) -> Rollover | None:
    """The roll-over under way; there is at most one."""
    rows = unit.query(
        "SELECT r.*, (SELECT COUNT(*) FROM gap_span_pending p WHERE p.rollover_id = r.id) AS judged, "
        "(SELECT COUNT(*) FROM rollover_party p WHERE p.rollover_id = r.id) AS total "
        "FROM rollover r WHERE r.state = :running",
        running=RUNNING,
    )
    if not rows:
        return None
    row = rows[0]
    return Rollover(
        id=str(row["id"]),
        cause=str(row["cause"]),
        policy=policy_of(json.loads(str(row["policy"]))),
        state=str(row["state"]),
        started_at=parse_instant(str(row["started_at"])),
        started_by=str(row["started_by"]),
        judged=int(str(row["judged"])),
        total=int(str(row["total"])),
    )


def judging_digest(policy: Policy) -> str:
    """Names the rules, the policy and whose answers are kept: under another digest all dossiers are judged anew."""
    return f"{ruleset_digest(policy)} {'+'.join(KINDS)}"


def start(change: Change, *, cause: str, policy: Policy, third_party_ids: Sequence[str] | None = None) -> str:
    """Begin a roll-over over all third parties, or over some, and put the work into the queue.

    Raises:
        StateError: One is under way already.
    """
    if running(change) is not None:
        raise StateError(why=_UNDER_WAY)
    rollover_id = change.new_id("ro")
    ids = third_party_ids if third_party_ids is not None else [p.id for p in change.records.select(ThirdParty)]
    change.engine.insert_all(
        "rollover",
        [
            {
                "id": rollover_id,
                "cause": cause,
                "digest": judging_digest(policy),
                "policy": json.dumps(policy_values(policy), sort_keys=True),
                "state": RUNNING,
                "started_at": instant(change.at),
                "started_by": change.actor.id,
                "reason": change.reason,
            }
        ],
    )
    change.engine.insert_all("rollover_party", [{"rollover_id": rollover_id, "third_party_id": i} for i in ids])
    enqueue(change, JobKind.ROLLOVER, rollover_id, total=len(ids))
    change.note("rollover.started", record_kind="rollover", record_id=rollover_id, after={"cause": cause})
    return rollover_id


def start_for_dependents(change: Change, third_party_ids: Sequence[str]) -> None:
    """Begin a roll-over over the dossiers that depend on a record which this change wrote."""
    under_way = running(change)
    if under_way is not None:
        # The dossiers join the one under way and are judged once more.
        for third_party_id in third_party_ids:
            change.engine.execute(
                "DELETE FROM gap_span_pending WHERE rollover_id = :id AND third_party_id = :party",
                {"id": under_way.id, "party": third_party_id},
            )
            change.engine.execute(
                "INSERT INTO rollover_party (rollover_id, third_party_id, joined) VALUES (:id, :party, 1) "
                "ON CONFLICT (rollover_id, third_party_id) DO UPDATE SET joined = 1",
                {"id": under_way.id, "party": third_party_id},
            )
        return
    start(change, cause=RECORDS, policy=change.policy(), third_party_ids=third_party_ids)


def judge_pending(change: Change, dossier: Dossier) -> None:
    """Judge a dossier that was just written also under the version that is coming."""
    under_way = running(change)
    if under_way is None:
        return
    change.engine.execute(
        "INSERT INTO rollover_party (rollover_id, third_party_id) VALUES (:id, :party) "
        "ON CONFLICT (rollover_id, third_party_id) DO NOTHING",
        {"id": under_way.id, "party": dossier.third_party.id},
    )
    store_pending(change, under_way, dossier)


def store_pending(change: Change, under_way: Rollover, dossier: Dossier) -> None:
    """Keep what the coming version says of one dossier, beside what is current."""
    party = dossier.third_party.id
    since = {(s.gap_id, s.from_on): s.since_on for s in change.spans.known_now(party)}
    findings = evaluate(dossier, under_way.policy)
    reasons = lapsing(dossier, findings)
    if reasons:
        ended = {w.id: replace(w, lapsed_on=change.today) for w, _ in dossier.waivers if w.id in reasons}
        findings = evaluate(with_waivers(dossier, ended), under_way.policy)
    spans = planned_spans(party, findings, policy=under_way.policy, number=0, on=change.today, since=since)
    outcomes = planned_outcomes(change, dossier, under_way.policy, on=change.today)
    body = json.dumps(
        {"spans": [to_row(s) for s in spans], "lapsing": reasons, "outcomes": [outcome_row(o) for o in outcomes]},
        ensure_ascii=False,
    )
    change.engine.execute(
        "INSERT INTO gap_span_pending (rollover_id, third_party_id, body) VALUES (:id, :party, :body) "
        "ON CONFLICT (rollover_id, third_party_id) DO UPDATE SET body = excluded.body",
        {"id": under_way.id, "party": party, "body": body},
    )
