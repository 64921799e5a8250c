"""Gaps kept in step by every write: the rules run once on each dossier touched, also beside a roll-over."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sakimori.domain.dossier import Dossier
from sakimori.domain.gap import Finding, Waiver
from sakimori.domain.policy import Policy, policy_of, policy_values
from sakimori.domain.records.third_party import SELF_ID, Alias, Contact, Service, ThirdParty
from sakimori.domain.values.names import fold
from sakimori.domain.values.text import Text
from sakimori.errors import StateError
from sakimori.rules.evaluation import evaluate, ruleset_digest
from sakimori.services.clearance.standing_requests import KINDS, keep_outcomes, planned_outcomes, read_by_slips
from sakimori.services.flows.heads import keep_flow_facts
from sakimori.services.kernel.jobs import JobKind, enqueue
from sakimori.services.kernel.lean_records import keep_heads
from sakimori.services.kernel.loading import BATCH, load_dossiers
from sakimori.services.kernel.unit import Change, Unit, put_meta
from sakimori.store.outcomes import outcome_row
from sakimori.store.records import instant, parse_instant, to_row
from sakimori.store.spans import facts_digest, planned_spans


def lapsing(dossier: Dossier, findings: Sequence[Finding]) -> dict[str, str]:
    """The waivers that end, by id, with the reason; what comes back later must be asked for anew."""
    by_identity = {f.identity: f for f in findings}
    reasons: dict[str, str] = {}
    for waiver, identity in dossier.waivers:
        if waiver.lapsed_on is not None or waiver.approved is False:
            continue
        finding = by_identity.get(identity)
        if finding is None:
            reasons[waiver.id] = "closed"
        elif facts_digest(finding) != waiver.facts_digest:
            reasons[waiver.id] = "facts"
    return reasons


def lapse(change: Change, reasons: Mapping[str, str]) -> dict[str, Waiver]:
    """End waivers, and give them as they were stored."""
    lapsed = {}
    for waiver_id, reason in reasons.items():
        waiver = change.records.get(Waiver, waiver_id)
        if waiver.lapsed_on is None:
            ended = replace(waiver, lapsed_on=change.today, lapse_reason=reason)
            lapsed[waiver_id] = change.update(ended, action="waiver.lapsed", runs_rules=False)
    return lapsed


def with_waivers(dossier: Dossier, waivers: Mapping[str, Waiver]) -> Dossier:
    """The dossier with some of its waivers replaced."""
    return replace(dossier, waivers=tuple((waivers.get(w.id, w), identity) for w, identity in dossier.waivers))


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


def current_rollover(unit: Unit) -> Rollover | None:
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


def start_rollover(change: Change, *, cause: str, policy: Policy, third_party_ids: Sequence[str] | None = None) -> str:
    """Begin a roll-over over all third parties, or over some, and put the work into the queue.

    Raises:
        StateError: One is under way already.
    """
    if current_rollover(change) is not None:
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
    under_way = current_rollover(change)
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
    start_rollover(change, cause=RECORDS, policy=change.policy(), third_party_ids=third_party_ids)


def judge_pending(change: Change, dossier: Dossier) -> None:
    """Judge a dossier that was just written also under the version that is coming."""
    under_way = current_rollover(change)
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


_OWN_JUDGED = "own_dossier_judged"
SYNCHRONOUS_DOSSIERS = 50
"""Up to so many dossiers are judged in the transaction of the write that touched them; more go by roll-over."""


def keep_in_step(change: Change) -> None:
    """Run the rules on every dossier that the change touched, and store the differences."""
    for third_party_id in sorted(change.renamed):
        refresh_search_keys(change, third_party_id)
    _judge_own_once(change)
    touched = sorted(change.touched)
    if change.batch_id == "" and len(touched) > SYNCHRONOUS_DOSSIERS:
        start_for_dependents(change, touched)
        keep_heads(change, touched)
        return
    policy = change.policy()
    for start in range(0, len(touched), BATCH):
        batch = touched[start : start + BATCH]
        for dossier in load_dossiers(change, batch):
            _judge(change, dossier, policy)
        keep_heads(change, batch)


def _judge_own_once(change: Change) -> None:
    """Our own dossier comes into being with the workspace, before anybody writes: the first write judges it too."""
    if not change.query("SELECT 1 FROM meta WHERE key = :key", key=_OWN_JUDGED):
        put_meta(change, _OWN_JUDGED, "1")
        change.touched.add(SELF_ID)


def _judge(change: Change, dossier: Dossier, policy: Policy) -> None:
    findings = evaluate(dossier, policy)
    lapsed = lapse(change, lapsing(dossier, findings))
    if lapsed:
        dossier = with_waivers(dossier, lapsed)
        findings = evaluate(dossier, policy)
    opened, closed = change.spans.keep_in_step(
        dossier.third_party.id, findings, policy=policy, number=change.number(), on=change.today
    )
    change.opened.extend(opened)
    change.closed.extend(closed)
    keep_flow_facts(change, dossier)
    keep_outcomes(change, dossier, policy)
    _note_dependencies(change, dossier)
    judge_pending(change, dossier)


def _note_dependencies(change: Change, dossier: Dossier) -> None:
    party = dossier.third_party.id
    wanted = dossier.depends_on | read_by_slips(change, dossier)
    standing = {
        (str(r["kind"]), str(r["ref"]))
        for r in change.query("SELECT kind, ref FROM depends_on WHERE third_party_id = :id", id=party)
    }
    for kind, ref in standing - wanted:
        change.engine.execute(
            "DELETE FROM depends_on WHERE third_party_id = :id AND kind = :kind AND ref = :ref",
            {"id": party, "kind": kind, "ref": ref},
        )
    change.engine.insert_all(
        "depends_on",
        [{"third_party_id": party, "kind": kind, "ref": ref} for kind, ref in sorted(wanted - standing)],
    )


def refresh_search_keys(change: Change, third_party_id: str) -> None:
    """Write the words of one third party anew; one merged away or archived is found by its own name only."""
    change.engine.execute("DELETE FROM search_key WHERE third_party_id = :id", {"id": third_party_id})
    party = change.records.get(ThirdParty, third_party_id)
    words = [
        ("name", party.id, party.legal_name),
        ("kana", party.id, party.kana),
        ("english_name", party.id, party.english_name),
        ("corporate_number", party.id, party.corporate_number or ""),
        ("external_key", party.id, party.external_key or ""),
    ]
    where, params = "third_party_id = :id", {"id": third_party_id}
    words += [("service", s.id, s.name) for s in change.records.select(Service, where, params)]
    words += [("alias", a.id, a.name) for a in change.records.select(Alias, f"{where} AND removed_on IS NULL", params)]
    for contact in change.records.select(Contact, where, params):
        words += [("contact", contact.id, word) for word in (contact.name, contact.email) if word]
    change.engine.insert_all(
        "search_key",
        [
            {"third_party_id": third_party_id, "kind": kind, "record_id": record_id, "label": label, "key": fold(label)}
            for kind, record_id, label in words
            if label
        ],
    )
