"""Gaps kept in step by every write: the rules run once on each dossier that a change touched."""

from __future__ import annotations

from sakimori.domain.dossier import Dossier
from sakimori.domain.policy import Policy
from sakimori.domain.records.third_party import SELF_ID, Alias, Contact, Service, ThirdParty
from sakimori.domain.values.names import fold
from sakimori.rules.evaluation import evaluate
from sakimori.services.clearance.standing import keep_outcomes, read_by_slips
from sakimori.services.flows.heads import keep_flow_facts
from sakimori.services.gaps.lapsing_waivers import lapse, lapsing, with_waivers
from sakimori.services.kernel.loading import BATCH, load_dossiers
from sakimori.services.kernel.rollover_pending import judge_pending, start_for_dependents
from sakimori.services.kernel.unit import Change, put_meta

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
        return
    policy = change.policy()
    for start in range(0, len(touched), BATCH):
        for dossier in load_dossiers(change, touched[start : start + BATCH]):
            _judge(change, dossier, policy)


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
