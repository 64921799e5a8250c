"""Standing requests: the answers of registered flows and issued slips, kept in step by every write."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final

from sakimori.domain.clearance import OutcomeSpan
from sakimori.domain.clearance_request import ClearanceRequest, Slip
from sakimori.domain.data_flow import DataFlow, Direction
from sakimori.domain.dossier import Dossier
from sakimori.domain.policy import Policy
from sakimori.exchange.clearance_json import from_json, reasons_to_json
from sakimori.rules.clearance.case import Case
from sakimori.rules.clearance.judging import Judging
from sakimori.services.clearance.cases import case_of_flow, case_within, standing_stops
from sakimori.services.unit import Change, Unit
from sakimori.store.outcomes import HeldOutcome, from_today

FLOW, SLIP = "flow", "slip"
_LATEST: Final[dict[tuple[str, str], tuple[Case, Policy, date, tuple[OutcomeSpan, ...]]]] = {}
"""The last answer of each request in this process: most writes change nothing that a request rests on."""


def keep_outcomes(change: Change, dossier: Dossier, policy: Policy) -> None:
    """Judge the standing requests to one third party again, and store what changed."""
    wanted = planned_outcomes(change, dossier, policy, on=change.today)
    change.outcomes.keep_in_step(dossier.third_party.id, wanted, number=change.number(), on=change.today)


def planned_outcomes(unit: Unit, dossier: Dossier, policy: Policy, *, on: date) -> list[HeldOutcome]:
    """What the procedure says of every standing request to a third party, from a day on."""
    party = dossier.third_party.id
    return [
        HeldOutcome(kind, subject, party, None if place == 0 else span.from_on, span.until_on, span.outcome, said)
        for kind, subject, spans in _answers(unit, dossier, policy, on)
        for place, span in enumerate(spans)
        for said in (reasons_to_json(span.reasons),)
    ]


def outcomes_are_kept(unit: Unit, dossier: Dossier, policy: Policy, *, on: date) -> bool:
    """Whether what is held of the standing requests is what the procedure says from a day on."""
    held = from_today(unit.outcomes.known_now(dossier.third_party.id), on)
    return set(held) == set(planned_outcomes(unit, dossier, policy, on=on))


def _answers(
    unit: Unit, dossier: Dossier, policy: Policy, on: date
) -> Iterator[tuple[str, str, Sequence[OutcomeSpan]]]:
    flows = [flow for flow in dossier.flows if is_standing(flow, on)]
    stops = standing_stops(unit) if flows else {}
    for flow in flows:
        yield FLOW, flow.id, _spans((FLOW, flow.id), case_of_flow(dossier, flow, stops), policy, on, flow.end_on)
    for slip in standing_slips(unit, dossier.third_party.id):
        request = from_json(ClearanceRequest, slip.request)
        case = case_within(unit, dossier, request, asked_by=slip.issued_by)
        yield SLIP, slip.id, _spans((SLIP, slip.id), case, policy, on, None)


def is_standing(flow: DataFlow, on: date) -> bool:
    """Whether a flow hands data to its third party on a day or later; one of unknown direction may."""
    return flow.direction is not Direction.IN and (flow.end_on is None or flow.end_on >= on)


def standing_slips(unit: Unit, third_party_id: str) -> Iterable[Slip]:
    """The slips of a third party that nobody has revoked."""
    return unit.records.select(Slip, "third_party_id = :id AND revoked_on IS NULL", {"id": third_party_id}, order="id")


def _spans(key: tuple[str, str], case: Case, policy: Policy, on: date, last: date | None) -> tuple[OutcomeSpan, ...]:
    known = _LATEST.get(key)
    if known is None or known[2] > on or known[1] != policy or known[0] != case:
        known = _LATEST[key] = (case, policy, on, Judging(case, policy).spans(on, last))
    return tuple(span for span in known[3] if span.until_on is None or span.until_on > on)
