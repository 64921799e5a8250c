"""Gaps kept in step by every write: the rules run once on each dossier touched, or many wait for the worker."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Final

from sakimori.domain.dossier import Dossier
from sakimori.domain.gap import Finding, Waiver
from sakimori.domain.policy import Policy
from sakimori.domain.records.third_party import SELF_ID, Alias, Contact, Service, ThirdParty
from sakimori.domain.values.days import legal_day
from sakimori.domain.values.names import fold
from sakimori.exchange.request.as_json import reasons_to_json
from sakimori.rules.clearance.rule_kit import JUDGED_AGAIN
from sakimori.rules.evaluation import evaluate
from sakimori.rules.facts.clauses import MUSTS
from sakimori.services.calendar.stages import keep_deadlines, make_up_deadlines, planned_gaps
from sakimori.services.clearance.standing_requests import (
    Beside,
    beside,
    keep_outcomes,
    make_up_desk,
    planned_outcomes,
    read_by_requests,
)
from sakimori.services.flows.abroad import keep_abroad, make_up_abroad
from sakimori.services.flows.heads import facts_kept, keep_flow_facts
from sakimori.services.kernel.lean_records import among, in_pieces, keep_heads, keep_heads_of, kept_heads
from sakimori.services.kernel.loading import BATCH, load_dossiers, tables_held
from sakimori.services.kernel.unit import Change, Unit, put_meta
from sakimori.services.parties.asked_for import close_mended, open_about
from sakimori.services.records.heads import keep_book, make_up_book
from sakimori.store.contract_heads import contracts_about, keep_contract_gaps, make_up_contract_gaps
from sakimori.store.engine import Row
from sakimori.store.gap_days import make_up_gap_days
from sakimori.store.own_answers import keep_own_answers, own_answers_kept, parties_that_may_run
from sakimori.store.party_heads import (
    RowsBeside,
    keep_flow_keys,
    keep_search_keys,
    make_up_flow_keys,
    rows_beside,
    settled,
)
from sakimori.store.reads.abroad import COLUMNS as ABROAD_COLUMNS
from sakimori.store.reads.deadlines import COLUMNS as DEADLINES
from sakimori.store.reads.records import HEADS as BOOK
from sakimori.store.records import picked, picked_by_ids
from sakimori.store.schema.lists import ABROAD, CONTRACT_GAPS, OWN_ANSWERS
from sakimori.store.spans import facts_digest


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


_OWN_JUDGED = "own_dossier_judged"
_FEW: Final = 5
"""Of up to so many is read beforehand what their rules need."""
SYNCHRONOUS_DOSSIERS = 50
"""Up to so many dossiers are judged in the transaction of the write that touched them; more go into the queue."""


def keep_in_step(change: Change) -> None:
    """Run the rules on every dossier that the change touched, and store the differences."""
    renamed, touched = sorted(change.renamed - change.kept), sorted(change.touched)
    if len(renamed) + len(touched) <= _FEW:
        change.engine.ahead(lambda engine: _read_first(Unit(engine), renamed, touched, on=change.today))
    refresh_search_keys(change, renamed)
    _judge_own_once(change)
    touched = sorted(change.touched)
    if len(touched) > SYNCHRONOUS_DOSSIERS:
        put_into_queue(change, touched)
        for batch in in_pieces(sorted(change.touched - change.kept)):
            keep_heads(change, batch)
    else:
        judge_now(change, touched)


def put_into_queue(change: Change, third_party_ids: Sequence[str]) -> None:
    """Have dossiers judged by the worker: until then nothing may be handed over on what was said of them."""
    number = change.number()
    change.to_judge.put(third_party_ids, number=number)
    change.outcomes.hold_back(number=number, on=change.today, reasons=reasons_to_json((JUDGED_AGAIN,)))


@dataclass(frozen=True, slots=True)
class Judged:
    """What the rules say of a dossier under a policy: true of it wherever it is read just so again."""

    dossier: Dossier
    policy: Policy
    findings: tuple[Finding, ...]


def judge_ahead(unit: Unit, third_party_ids: Sequence[str], *, on: date) -> Mapping[str, Judged]:
    """Judge dossiers before their transaction, which then keeps other writers waiting for its writing alone.

    The answers of their standing requests are remembered where they are made, with the cases of which they are true.
    """
    policy, known, found = unit.policy(), beside(unit, third_party_ids), {}
    for dossier in load_dossiers(unit, third_party_ids):
        planned_outcomes(unit, dossier, policy, on=on, known=known)
        found[dossier.third_party.id] = Judged(dossier, policy, evaluate(dossier, policy))
    return found


def judge_now(
    change: Change, third_party_ids: Sequence[str], ahead: Mapping[str, Judged] = MappingProxyType({})
) -> None:
    """Judge dossiers in the transaction of a change; who waited for that waits no more.

    Of `ahead` counts what was judged of the same dossier under the same policy.
    """
    policy = change.policy()
    for start in range(0, len(third_party_ids), BATCH):
        batch = third_party_ids[start : start + BATCH]
        change.engine.ahead(lambda engine, batch=batch: _read_for(Unit(engine), batch))  # type: ignore[misc]
        rests_on, kept = beside(change, batch), rows_beside(change.engine, _BESIDE, batch)
        dossiers = load_dossiers(change, batch)
        for dossier in dossiers:
            party = dossier.third_party.id
            change.engine.ahead(lambda engine, party=party: _read_of(Unit(engine), party, on=change.today))  # type: ignore[misc]
            known = ahead.get(party)
            is_same = known is not None and (known.dossier, known.policy) == (dossier, policy)
            findings = known.findings if known and is_same else evaluate(dossier, policy)
            _judge(change, dossier, policy, findings, rests_on=rests_on, kept=kept)
        keep_heads_of(change, dossiers, policy)
        change.to_judge.take_out(batch)
        close_mended(change, batch)


def _read_first(unit: Unit, renamed: Sequence[str], touched: Sequence[str], *, on: date) -> None:
    """Read what keeping few dossiers in step begins with."""
    if renamed:
        keep_flow_keys(unit.engine, renamed)
        keep_search_keys(unit.engine, renamed, _search_keys(unit, renamed))
    unit.meta(_OWN_JUDGED)
    unit.policy()
    if touched:
        _read_for(unit, touched)
    for party in touched:
        _read_of(unit, party, on=on)


def _read_for(unit: Unit, third_party_ids: Sequence[str]) -> None:
    """Read what judging some dossiers reads of all of them together, but for the dossiers themselves."""
    beside(unit, third_party_ids)
    rows_beside(unit.engine, _BESIDE, third_party_ids)
    tables_held(unit, third_party_ids)
    settled(unit.engine, third_party_ids)
    kept_heads(unit, third_party_ids)
    open_about(unit, third_party_ids)


def _read_of(unit: Unit, third_party_id: str, *, on: date) -> None:
    """Read what stands beside one dossier that is judged."""
    unit.spans.known_now(third_party_id)
    planned_gaps(unit, [third_party_id])
    facts_kept(unit, third_party_id)
    contracts_about(unit.engine, third_party_id)
    unit.outcomes.known_now(third_party_id)
    own_answers_kept(unit.engine, [third_party_id], on)
    _dependencies(unit, third_party_id)


_UNCOUNTED = (
    "SELECT DISTINCT third_party_id FROM gap_span WHERE known_until IS NULL "
    "AND third_party_id NOT IN (SELECT third_party_id FROM gap_tally)"
)
"""Third parties of a database from before gaps were counted as they are written."""


def make_up_lists(unit: Unit, kept: str = "") -> None:
    """Keep what lists read beside the records that an earlier program wrote; up to a step of the schema it did so."""
    keep_heads(unit)
    for row in unit.query(_UNCOUNTED):
        party = str(row["third_party_id"])
        unit.tallies.keep_in_step(party, unit.spans.known_now(party))
    make_up_gap_days(unit.engine)
    make_up_flow_keys(unit.engine)
    make_up_book(unit)
    if kept < ABROAD:
        make_up_abroad(unit)
    if kept < CONTRACT_GAPS:
        make_up_contract_gaps(unit.engine, MUSTS)
    make_up_desk(unit)
    make_up_deadlines(unit)
    if kept < OWN_ANSWERS:
        _make_up_own_answers(unit)


def _make_up_own_answers(unit: Unit) -> None:
    """As the last write would have kept them: without them a decider would read that his flow may run."""
    policy, parties = unit.policy(), parties_that_may_run(unit.engine)
    for start in range(0, len(parties), BATCH):
        on = legal_day(unit.trail.lines(limit=1)[0].entry.at)
        for dossier in load_dossiers(unit, parties[start : start + BATCH]):
            own = planned_outcomes(unit, dossier, policy, on=on)[1]
            keep_own_answers(unit.engine, dossier.third_party.id, own, on)


def _judge_own_once(change: Change) -> None:
    """Our own dossier comes into being with the workspace, before anybody writes: the first write judges it too."""
    if change.meta(_OWN_JUDGED) is None:
        put_meta(change, _OWN_JUDGED, "1")
        change.touched.add(SELF_ID)


_BESIDE: Final[Mapping[str, Sequence[str]]] = {"deadline": DEADLINES, "flow_abroad": ABROAD_COLUMNS, **BOOK}
"""The tables of which every judging reads what stands there, with their columns."""


def _judge(
    change: Change,
    dossier: Dossier,
    policy: Policy,
    findings: Sequence[Finding],
    *,
    rests_on: Beside,
    kept: RowsBeside,
) -> None:
    lapsed = lapse(change, lapsing(dossier, findings))
    if lapsed:
        dossier = with_waivers(dossier, lapsed)
        findings = evaluate(dossier, policy)
    opened, closed, known = change.spans.keep_in_step(
        dossier.third_party.id, findings, policy=policy, number=change.number(), on=change.today
    )
    change.opened.extend(opened)
    change.closed.extend(closed)
    keep_deadlines(change, dossier, known, kept)
    keep_flow_facts(change, dossier)
    keep_abroad(change, dossier, known, kept)
    keep_contract_gaps(change.engine, dossier.third_party.id, (*opened, *closed), MUSTS)
    keep_book(change, dossier, kept)
    keep_outcomes(change, dossier, policy, rests_on)
    _note_dependencies(change, dossier, rests_on)


def _note_dependencies(change: Change, dossier: Dossier, rests_on: Beside) -> None:
    party = dossier.third_party.id
    wanted = dossier.depends_on | read_by_requests(change, dossier, rests_on, on=change.today)
    standing = _dependencies(change, party)
    for kind, ref in standing - wanted:
        change.engine.execute_later(
            "DELETE FROM depends_on WHERE third_party_id = :id AND kind = :kind AND ref = :ref",
            {"id": party, "kind": kind, "ref": ref},
        )
    change.engine.insert_all(
        "depends_on",
        [{"third_party_id": party, "kind": kind, "ref": ref} for kind, ref in sorted(wanted - standing)],
    )


def _dependencies(unit: Unit, third_party_id: str) -> set[tuple[str, str]]:
    rows = unit.query("SELECT kind, ref FROM depends_on WHERE third_party_id = :id", id=third_party_id)
    return {(str(row["kind"]), str(row["ref"])) for row in rows}


def refresh_search_keys(change: Change, third_party_ids: Sequence[str]) -> None:
    """Write the words of some third parties and the names of their flows anew.

    One merged away or archived is found by its own name only.
    """
    for ids in in_pieces(third_party_ids):
        keep_flow_keys(change.engine, ids)
        keep_search_keys(change.engine, ids, _search_keys(change, ids))


def _search_keys(unit: Unit, ids: Sequence[str]) -> list[Row]:
    of_them, params = among("third_party_id", ids)
    wanted = (
        picked_by_ids(ThirdParty, ids), picked(Service, of_them, params),
        picked(Alias, f"{of_them} AND removed_on IS NULL", params), picked(Contact, of_them, params),
    )  # fmt: skip
    return search_keys(*unit.records.select_all(wanted))


def search_keys(
    parties: Iterable[ThirdParty], services: Iterable[Service], aliases: Iterable[Alias], contacts: Iterable[Contact]
) -> list[Row]:
    """The words by which third parties are found, by all that belongs to them."""
    words: list[tuple[str, str, str, str | None]] = []
    for party in parties:
        words += [
            (party.id, "name", party.id, party.legal_name),
            (party.id, "kana", party.id, party.kana),
            (party.id, "english_name", party.id, party.english_name),
            (party.id, "corporate_number", party.id, party.corporate_number),
            (party.id, "external_key", party.id, party.external_key),
        ]
    words += [(service.third_party_id, "service", service.id, service.name) for service in services]
    words += [(alias.third_party_id, "alias", alias.id, alias.name) for alias in aliases]
    for contact in contacts:
        words += [(contact.third_party_id, "contact", contact.id, word) for word in (contact.name, contact.email)]
    return [
        {"third_party_id": party, "kind": kind, "record_id": record_id, "label": label, "key": fold(label)}
        for party, kind, record_id, label in words
        if label
    ]
