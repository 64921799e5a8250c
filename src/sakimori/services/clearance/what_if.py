"""What if もし…なら: which answers would turn if something changed, found out without keeping anything."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Final

from sakimori.domain.clearance import ClearanceRequest, Reason, Verdict
from sakimori.domain.codes import Outcome
from sakimori.domain.dossier import Dossier
from sakimori.domain.policy import Policy, PolicyValue
from sakimori.domain.records.certificate import Certificate
from sakimori.domain.records.contract import Contract
from sakimori.domain.records.country import Certainty, CountryFact, CountryProfile, Point
from sakimori.domain.records.data_flow import DataFlow
from sakimori.domain.records.sub_processor import SubProcessorLink
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.user import Actor
from sakimori.domain.values.days import legal_day
from sakimori.domain.values.text import Text
from sakimori.errors import NotFoundError
from sakimori.exchange.request.as_json import reasons_from_json
from sakimori.rules.clearance import CLEARANCE_RULES
from sakimori.rules.clearance.case import Case
from sakimori.rules.clearance.judging import Judging
from sakimori.rules.clearance.rule_kit import ClearanceRule
from sakimori.rules.evaluation import evaluate
from sakimori.services.clearance.cases import case_for, case_of_flow, standing_stops
from sakimori.services.clearance.standing_requests import SLIP, case_now, is_standing, kind_of, standing_slips
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.keep_in_step import lapsing, with_waivers
from sakimori.services.kernel.loading import BATCH, load_dossiers
from sakimori.services.kernel.recording import put
from sakimori.services.kernel.unit import Change, Unit
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import update_party
from sakimori.services.settings.policy import checked_policy
from sakimori.store.outcomes import StoredOutcome

_RULE: Final = Text("提供可否の規則", "rule of clearance")
_CERTIFICATE: Final = Text("認証", "certificate")
_CONTRACT: Final = Text("契約", "contract")
_PARTY: Final = Text("取引先", "third party")
_SUPPOSED: Final = "what if"
_SUB: Final = Text("再委託先", "sub-processor")


@dataclass(frozen=True, slots=True)
class Supposition:
    """Something that might be: a change of the records, other rules, or another policy."""

    words: Text
    write: Callable[[Change], None] | None = None
    rules: Callable[[Sequence[ClearanceRule]], Sequence[ClearanceRule]] | None = None
    policy: tuple[tuple[str, PolicyValue], ...] = ()
    without_rule: str = ""


@dataclass(frozen=True, slots=True)
class ChangedAnswer:
    """A standing request whose answer would change: from which word to which, and what is said in addition."""

    kind: str
    subject_id: str
    name: str
    third_party_id: str
    third_party_name: str
    before: Outcome
    after: Outcome
    added: tuple[Reason, ...]
    removed: tuple[Reason, ...]

    @property
    def is_turned(self) -> bool:
        """Whether the word itself changes, and not only the reasons."""
        return self.before is not self.after


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What a supposition would do on a day: the requests that change, of how many; and the answer to one question."""

    words: Text
    on: date
    looked_at: int
    changed: tuple[ChangedAnswer, ...]
    answer: Verdict | None = None

    @property
    def turned(self) -> tuple[ChangedAnswer, ...]:
        """Those of which the word changes."""
        return tuple(one for one in self.changed if one.is_turned)


@needs(Permission.READ)
def what_if(
    workspace: Workspace,
    supposition: Supposition,
    *,
    on: date,
    actor: Actor,
    at: datetime,
    request: ClearanceRequest | None = None,
) -> WhatIf:
    """What would turn on a day if it were so; nothing is kept. With a request its answer is given as well.

    Raises:
        NotFoundError: What the supposition speaks of does not exist.
        NotPermittedError: The role may not read the register.
        RefusedError: Such a record cannot be.
    """
    rules = supposition.rules(CLEARANCE_RULES) if supposition.rules else CLEARANCE_RULES
    with _supposed(workspace, supposition, actor=actor, at=at) as (unit, parties):
        policy = checked_policy(unit.policy(), **dict(supposition.policy))
        held = _held(unit, parties, on)
        changed = []
        for case, kind, subject, name in _standing(
            unit, _concerned(held, supposition), policy, on=on, today=legal_day(at)
        ):
            before = held.get((kind, subject))
            found = _compared(before, Judging(case, policy, rules), name, on=on) if before is not None else None
            if found is not None:
                changed.append(found)
        answer = None
        if request is not None:
            answer = Judging(case_for(unit, request, asked_by=actor.id), policy, rules).on(request.on)
    order = list(Outcome)
    changed.sort(key=lambda one: (not one.is_turned, order.index(one.after), one.third_party_name, one.name))
    return WhatIf(supposition.words, on, len(held), tuple(changed), answer)


@contextmanager
def _supposed(
    workspace: Workspace, supposition: Supposition, *, actor: Actor, at: datetime
) -> Iterator[tuple[Unit, tuple[str, ...] | None]]:
    """What is read, and whose answers can be others; None is everybody's. Nobody waits where no record is written."""
    if supposition.write is None:
        with workspace.unit() as unit:
            yield unit, None
        return
    with workspace.trial("clearance.what_if", actor=actor, at=at) as change:
        supposition.write(change)
        yield change, tuple(sorted(change.touched))


def _held(unit: Unit, parties: Sequence[str] | None, on: date) -> dict[tuple[str, str], StoredOutcome]:
    """The answers of a day as they are without the supposition."""
    number = unit.number()
    found = (
        unit.outcomes.as_known(number, on)
        if parties is None
        else [one for party in parties for one in unit.outcomes.as_known(number, on, third_party_id=party)]
    )
    return {(one.subject_kind, one.subject_id): one for one in found}


def _concerned(held: Mapping[tuple[str, str], StoredOutcome], supposition: Supposition) -> list[str]:
    """Whose answers are judged again: where a rule falls away, those in which it speaks."""
    speaks = f'"{supposition.without_rule}"' if supposition.without_rule else ""
    return sorted({one.third_party_id for one in held.values() if speaks in one.reasons})


def certificate_lapses(certificate_id: str, *, on: date) -> Supposition:
    """A certificate says nothing any more from a day on."""

    def write(change: Change) -> None:
        change.update(replace(_found(change, Certificate, certificate_id, _CERTIFICATE), withdrawn_on=on))

    return Supposition(Text("認証が失効したら", "If the certificate lapsed"), write)


def contract_ends(contract_id: str, *, on: date) -> Supposition:
    """A contract is over on a day: the day before was its last."""

    def write(change: Change) -> None:
        contract = _found(change, Contract, contract_id, _CONTRACT)
        change.update(replace(contract, terminated_on=on - timedelta(days=1)))

    return Supposition(Text("契約が終わったら", "If the contract ended"), write)


def sub_processor_added(third_party_id: str, *, name: str, country: str | None) -> Supposition:
    """Somebody new works below a third party, and nobody has agreed to it yet."""

    def write(change: Change) -> None:
        _found(change, ThirdParty, third_party_id, _PARTY)
        put(change, SubProcessorLink("", third_party_id, name, country=country))

    return Supposition(Text("再委託先が加わったら", "If a sub-processor were added"), write)


def sub_processor_moves(link_id: str, *, country: str) -> Supposition:
    """A sub-processor works from another country."""

    def write(change: Change) -> None:
        put(change, replace(_found(change, SubProcessorLink, link_id, _SUB), country=country))

    return Supposition(Text("再委託先の国が変わったら", "If the sub-processor's country changed"), write)


def recipient_moves(third_party_id: str, *, country: str) -> Supposition:
    """A third party is in another country, and handles our data there."""

    def write(change: Change) -> None:
        party = _found(change, ThirdParty, third_party_id, _PARTY)
        update_party(change, replace(party, country=country))
        there = frozenset({country})
        for flow in change.records.select(DataFlow, "third_party_id = :id", {"id": third_party_id}):
            put(change, replace(flow, storage_countries=there, processing_countries=there))

    return Supposition(Text("取引先の国が変わったら", "If the third party's country changed"), write)


def profile_changes(country: str, *, on: date, **facts: Any) -> Supposition:  # noqa: ANN401 - any fact of a profile
    """We read other things of a country."""
    read = tuple(
        CountryFact(Point(name), Certainty.SOURCE, source=_SUPPOSED, read_on=on) for name in facts if name in set(Point)
    )

    def write(change: Change) -> None:
        known = change.records.find(CountryProfile, country) or CountryProfile(country, on)
        put(change, replace(known, checked_on=on, facts=(*known.facts, *read), **facts))

    return Supposition(Text("国の制度の評価が変わったら", "If our reading of the country changed"), write)


def rule_taken_away(rule_id: str) -> Supposition:
    """The procedure goes without one rule, in all of its versions."""

    def left(rules: Sequence[ClearanceRule]) -> Sequence[ClearanceRule]:
        _versions(rules, rule_id)
        return tuple(rule for rule in rules if rule.id != rule_id)

    return Supposition(Text("規則がなかったら", "Without the rule"), rules=left, without_rule=rule_id)


def rule_begins(rule_id: str, *, on: date) -> Supposition:
    """What is to come of a rule is in force from a day on, in place of its earlier version.

    A rule that begins by our policy does so alone: what else waits for the same day is left out.
    """
    by_policy = {rule.begins_by for rule in CLEARANCE_RULES if rule.id == rule_id and rule.begins_by}

    def begun(rules: Sequence[ClearanceRule]) -> Sequence[ClearanceRule]:
        coming = {rule.revision for rule in _versions(rules, rule_id) if rule.in_force_from > on}
        return tuple(
            _begun(rule, coming, on) if rule.id == rule_id and coming else rule
            for rule in rules
            if rule.id == rule_id or rule.begins_by not in by_policy
        )

    words = Text("規則が施行されたら", "If the rule came into force")
    return Supposition(words, rules=begun, policy=tuple((key, on) for key in by_policy))


def _begun(rule: ClearanceRule, coming: set[int], on: date) -> ClearanceRule:
    if rule.revision in coming:
        return replace(rule, in_force_from=on)
    last = on - timedelta(days=1)
    return replace(rule, in_force_until=last if rule.in_force_until is None else min(rule.in_force_until, last))


def policy_becomes(**values: PolicyValue) -> Supposition:
    """Values of our policy are others."""
    return Supposition(Text("会社方針が変わったら", "If company policy changed"), policy=tuple(values.items()))


def _versions(rules: Sequence[ClearanceRule], rule_id: str) -> Sequence[ClearanceRule]:
    found = tuple(rule for rule in rules if rule.id == rule_id)
    if not found:
        raise NotFoundError(what=_RULE, key=rule_id)
    return found


def _found(change: Change, kind: type[Any], record_id: str, what: Text) -> Any:  # noqa: ANN401 - a record of the kind
    return change.records.get(kind, record_id, what=what)


def _standing(
    unit: Unit, parties: Sequence[str], policy: Policy, *, on: date, today: date
) -> Iterator[tuple[Case, str, str, str]]:
    """Every standing request to some third parties, as it is now supposed to be."""
    stops = standing_stops(unit)
    for start in range(0, len(parties), BATCH):
        for read in load_dossiers(unit, parties[start : start + BATCH]):
            dossier = _with_lapsed_waivers(read, policy, today)
            for flow in dossier.flows:
                if is_standing(flow, on):
                    yield case_of_flow(dossier, flow, stops), kind_of(flow), flow.id, flow.name
            for slip in standing_slips(unit, dossier.third_party.id):
                yield case_now(unit, dossier, slip), SLIP, slip.id, slip.number


def _with_lapsed_waivers(dossier: Dossier, policy: Policy, today: date) -> Dossier:
    """An exception was granted on facts that may be others now."""
    if not dossier.waivers:
        return dossier
    over = lapsing(dossier, evaluate(dossier, policy))
    lapsed = {w.id: replace(w, lapsed_on=today, lapse_reason=over[w.id]) for w, _ in dossier.waivers if w.id in over}
    return with_waivers(dossier, lapsed) if lapsed else dossier


def _compared(before: StoredOutcome, judging: Judging, name: str, *, on: date) -> ChangedAnswer | None:
    span, said = judging.spans(on, on)[0], reasons_from_json(before.reasons)
    added = tuple(reason for reason in span.reasons if reason not in said)
    removed = tuple(reason for reason in said if reason not in span.reasons)
    if not added and not removed:
        return None
    party = judging.case.recipient
    return ChangedAnswer(
        before.subject_kind, before.subject_id, name, party.id, party.legal_name, before.outcome, span.outcome, added,
        removed,
    )  # fmt: skip
