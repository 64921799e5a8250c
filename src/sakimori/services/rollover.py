"""Roll-over: all dossiers, or many of them, judged anew under other rules, policy or records, unseen until done.

Version n stands while batches write what n+1 will say; a write in between judges its dossier under both; one short
transaction makes n+1 current. Cancelled or cut off, n stays as it is.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sakimori.domain.days import legal_day
from sakimori.domain.dossier import Dossier
from sakimori.domain.gap import Span
from sakimori.domain.policy import Policy
from sakimori.domain.text import Text
from sakimori.domain.third_party import ThirdParty
from sakimori.domain.user import Actor
from sakimori.errors import StateError
from sakimori.rules.evaluation import evaluate, ruleset_digest
from sakimori.services.loading import BATCH, load_dossiers
from sakimori.services.workspace import Change, Unit, Workspace
from sakimori.store.mapping import from_row, instant, parse_instant, to_row
from sakimori.store.spans import planned_spans, span_content

RUNNING, DONE, CANCELLED = "running", "done", "cancelled"
DIGEST_KEY = "ruleset_digest"

_UNDER_WAY = Text(
    "別の再計算が進んでいます。終わってからもう一度お試しください。",
    "Another recomputation is under way. Try again when it is done.",
)
_NOT_READY = Text("再計算はまだ終わっていません。", "The recomputation is not finished.")


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


@dataclass(frozen=True, slots=True)
class Effect:
    """How many gaps would open and close, and on how many third parties."""

    opened: int
    closed: int
    third_parties: int


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
        policy=Policy(**json.loads(str(row["policy"]))),
        state=str(row["state"]),
        started_at=parse_instant(str(row["started_at"])),
        started_by=str(row["started_by"]),
        judged=int(str(row["judged"])),
        total=int(str(row["total"])),
    )


def start(change: Change, *, cause: str, policy: Policy, third_party_ids: Sequence[str] | None = None) -> str:
    """Begin a roll-over over all third parties, or over some.

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
                "digest": ruleset_digest(policy),
                "policy": json.dumps(asdict(policy), sort_keys=True),
                "state": RUNNING,
                "started_at": instant(change.at),
                "started_by": change.actor.id,
                "reason": change.reason,
            }
        ],
    )
    change.engine.insert_all("rollover_party", [{"rollover_id": rollover_id, "third_party_id": i} for i in ids])
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
                "INSERT INTO rollover_party (rollover_id, third_party_id) VALUES (:id, :party) "
                "ON CONFLICT (rollover_id, third_party_id) DO NOTHING",
                {"id": under_way.id, "party": third_party_id},
            )
        return
    start(change, cause=change.action, policy=change.policy(), third_party_ids=third_party_ids)


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
    _store_pending(change, under_way, dossier)


def _store_pending(change: Change, under_way: Rollover, dossier: Dossier) -> None:
    party = dossier.third_party.id
    since = {(s.gap_id, s.from_on): s.since_on for s in change.spans.known_now(party)}
    findings = evaluate(dossier, under_way.policy)
    spans = planned_spans(party, findings, policy=under_way.policy, number=0, on=change.today, since=since)
    change.engine.execute(
        "INSERT INTO gap_span_pending (rollover_id, third_party_id, body) VALUES (:id, :party, :body) "
        "ON CONFLICT (rollover_id, third_party_id) DO UPDATE SET body = excluded.body",
        {"id": under_way.id, "party": party, "body": json.dumps([to_row(s) for s in spans], ensure_ascii=False)},
    )


def judge_batches(workspace: Workspace, *, actor: Actor, at: datetime) -> Iterator[tuple[int, int]]:
    """Judge the dossiers of the roll-over under way, a batch a transaction; give how many are done, of how many."""
    while True:
        with workspace.change("rollover.batch", actor=actor, at=at) as change:
            under_way = running(change)
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
                _store_pending(change, under_way, dossier)
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
        under_way = running(change)
        if under_way is None or under_way.judged < under_way.total:
            raise StateError(why=_NOT_READY)
        change.note("rollover.finished", record_kind="rollover", record_id=under_way.id, after=asdict(under_way.policy))
        effect = _replace_spans(change, under_way, number=change.number())
        _save_policy(change, under_way.policy)
        change.engine.execute("UPDATE rollover SET state = :done WHERE id = :id", {"done": DONE, "id": under_way.id})
        change.engine.execute("DELETE FROM gap_span_pending WHERE rollover_id = :id", {"id": under_way.id})
    workspace.set_meta(**{DIGEST_KEY: ruleset_digest(under_way.policy)})
    return effect


def _replace_spans(change: Change, under_way: Rollover, *, number: int) -> Effect:
    opened = closed = 0
    parties: set[str] = set()
    rows = change.query("SELECT third_party_id, body FROM gap_span_pending WHERE rollover_id = :id", id=under_way.id)
    for row in rows:
        party = str(row["third_party_id"])
        wanted = [from_row(Span, values) for values in json.loads(str(row["body"]))]
        new, old = change.spans.replace_known(party, wanted, number=number)
        opened, closed = opened + len(new), closed + len(old)
        if new or old:
            parties.add(party)
    return Effect(opened, closed, len(parties))


def _save_policy(change: Change, policy: Policy) -> None:
    for key, value in asdict(policy).items():
        change.engine.execute(
            "INSERT INTO policy (key, id, value, version) VALUES (:key, :key, :value, 1) "
            "ON CONFLICT (key) DO UPDATE SET value = excluded.value, version = policy.version + 1",
            {"key": key, "value": value},
        )


def cancel(workspace: Workspace, *, actor: Actor, at: datetime, reason: str = "") -> None:
    """Give up the roll-over under way; what is current stays as it is."""
    with workspace.change("rollover.cancelled", actor=actor, at=at, reason=reason) as change:
        under_way = running(change)
        if under_way is None:
            raise StateError(why=_NOT_READY)
        change.engine.execute("UPDATE rollover SET state = :c WHERE id = :id", {"c": CANCELLED, "id": under_way.id})
        change.engine.execute("DELETE FROM gap_span_pending WHERE rollover_id = :id", {"id": under_way.id})
        change.note("rollover.cancelled", record_kind="rollover", record_id=under_way.id, after={})


def preview(workspace: Workspace, policy: Policy, *, today_at: datetime) -> Effect:
    """How many gaps would open and close under another policy, without writing."""
    opened = closed = 0
    parties: set[str] = set()
    with workspace.unit() as unit:
        ids = [p.id for p in unit.records.select(ThirdParty)]
        for begin in range(0, len(ids), BATCH):
            for dossier in load_dossiers(unit, ids[begin : begin + BATCH]):
                party = dossier.third_party.id
                planned = planned_spans(
                    party, evaluate(dossier, policy), policy=policy, number=0, on=legal_day(today_at), since={}
                )
                wanted = {span_content(s) for s in planned}
                held = {span_content(s) for s in unit.spans.known_now(party)}
                opened, closed = opened + len(wanted - held), closed + len(held - wanted)
                if wanted != held:
                    parties.add(party)
    return Effect(opened, closed, len(parties))


def needs_rollover(workspace: Workspace) -> bool:
    """Whether the rules or the policy are other ones than those by which the standing gaps were made."""
    with workspace.unit() as unit:
        digest = ruleset_digest(unit.policy())
    standing = workspace.meta(DIGEST_KEY)
    return standing is not None and standing != digest


def mark_current(workspace: Workspace) -> None:
    """Note the digest of the rules under which an empty workspace begins."""
    with workspace.unit() as unit:
        digest = ruleset_digest(unit.policy())
    if workspace.meta(DIGEST_KEY) is None:
        workspace.set_meta(**{DIGEST_KEY: digest})
