"""The case of a question: what it says, filled up with what is on record of the recipient and of our own registers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Final

from sakimori.domain.clearance import ClearanceRequest, Slip
from sakimori.domain.dossier import Dossier
from sakimori.domain.records.campaigns import Campaign
from sakimori.domain.records.data_flow import DataFlow
from sakimori.domain.records.hand_over import FactConfirmation, HandOver
from sakimori.domain.records.own_registers import StopChannel
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.user import Delegation
from sakimori.domain.values.text import Text
from sakimori.errors import NotFoundError
from sakimori.exchange.reference import country_name
from sakimori.exchange.request.as_json import from_json
from sakimori.rules.clearance.case import Case
from sakimori.rules.clearance.case_making import case_of
from sakimori.rules.clearance.data.objections import channels_in_question
from sakimori.services.kernel.loading import OwnRegisters, load_for_case
from sakimori.services.kernel.unit import Unit
from sakimori.store.reads.desk import went_to_group
from sakimori.store.reads.naming import same_people

_PARTY: Final = Text("取引先", "third party")
OF_RECIPIENT: Final = ("misuse", "own_duty", "own_use", "mixes_data", "decides_purpose", "first_time")
"""Facts that speak of the recipient and its work, whichever data go: a question takes them over from its flows."""


def case_for(unit: Unit, request: ClearanceRequest, *, asked_by: str | None) -> Case:
    """The case of a question as everything is known now.

    Raises:
        NotFoundError: The recipient does not exist.
    """
    return case_within(unit, dossier_for(unit, request), request, asked_by=asked_by)


def dossier_for(unit: Unit, request: ClearanceRequest) -> Dossier:
    """The dossier of the one whom a question names.

    Raises:
        NotFoundError: The recipient does not exist.
    """
    dossier = load_for_case(unit, request.recipient_id)
    if dossier is None:
        raise NotFoundError(what=_PARTY, key=request.recipient_id)
    return dossier


def case_within(
    unit: Unit,
    dossier: Dossier,
    request: ClearanceRequest,
    *,
    asked_by: str | None,
    depends_on: set[tuple[str, str]] | None = None,
    slip: Slip | None = None,
) -> Case:
    """The case of a question over a dossier that was read already.

    `depends_on` takes note of the outside records that were read; what went out after a `slip` was issued is not told.
    """
    flow = request.flow
    like = like_flow(dossier, flow)
    own = OwnRegisters(unit, [flow])
    depends_on = set() if depends_on is None else depends_on
    places = {*flow.countries, *(link.country for link in dossier.sub_processors), dossier.third_party.country}
    whole = replace(
        dossier,
        registers=own.named_by([flow], depends_on),
        countries=own.of_countries(places, depends_on),
        country_names={code: country_name(code) for code in sorted({code for code in places if code})},
        cloud_facts=tuple(
            replace(cloud, flow_id=flow.id)
            for cloud in ((request.cloud,) if request.cloud else dossier.cloud_facts)
            if request.cloud or (like and cloud.flow_id == like.id)
        ),
        foreign_bases=tuple(
            replace(basis, flow_id=flow.id)
            for basis in ((request.basis,) if request.basis else dossier.foreign_bases)
            if request.basis or (like and basis.flow_id == like.id)
        ),
        annual_checks=tuple(
            replace(check, flow_ids=(flow.id,) if like and like.id in check.flow_ids else check.flow_ids)
            for check in dossier.annual_checks
        ),
        campaigns=_campaigns(dossier, request, like),
    )
    judgements = (*request.judgements, *(j for j in dossier.judgements if flow.id and j.flow_id == flow.id))
    confirmed = (*request.confirmations, *_confirmations_of(dossier, flow, like))
    if confirmed and asked_by is not None:
        whole = replace(whole, delegations=(*whole.delegations, *_doubles(unit, asked_by)))
    case = case_of(
        whole,
        flow,
        replace(request.facts, flow_id=flow.id),
        judgements=tuple(replace(j, flow_id=flow.id) for j in judgements),
        confirmations=tuple(replace(c, flow_id=flow.id) for c in confirmed),
        earlier=_earlier(unit, dossier.third_party, flow, slip) if any(c.is_own_word for c in confirmed) else None,
        stops=standing_stops(unit),
        asked_by=asked_by,
    )
    depends_on |= stops_in_question(case)
    return case


def _confirmations_of(dossier: Dossier, flow: DataFlow, like: DataFlow | None) -> Iterator[FactConfirmation]:
    """The confirmations that may hold for a question: of its own flow, and elsewhere those that name what goes.

    Outside its own flow a hand-over is known again by its data set and purpose alone; one that names none is another.
    """
    elsewhere = {None, like.id} if like else {None}
    for one in dossier.fact_confirmations:
        if (flow.id and one.flow_id == flow.id) or (one.flow_id in elsewhere and one.data_set_id and one.purpose_id):
            yield one


def _doubles(unit: Unit, person: str) -> Iterator[Delegation]:
    """The other accounts of a person, as if all rights were lent between them: they are no other person."""
    for double in same_people(unit.engine, person):
        yield Delegation("", person, double, "", date.min, date.max, "", person)


def _earlier(
    unit: Unit, party: ThirdParty, flow: DataFlow, slip: Slip | None
) -> tuple[tuple[date, int | None], ...] | None:
    """The days and numbers of persons of what else went to a third party and its group out of a data set."""
    if flow.data_set_id is None:
        return None
    found = []
    for row in went_to_group(unit.engine, party.id, party.parent_id or party.id, but_slip=slip.id if slip else ""):
        asked = from_json(ClearanceRequest, str(row["request"])).flow if row["request"] else None
        data_set, persons = asked.data_set_id if asked else row["data_set_id"], row["persons"]
        is_before = slip is None or datetime.fromisoformat(str(row["at"])) < slip.issued_at
        if is_before and data_set in {flow.data_set_id, None}:
            persons = asked.person_count if asked and persons is None else persons
            found.append((date.fromisoformat(str(row["day"])), None if persons is None else int(str(persons))))
    return tuple(found)


def _campaigns(dossier: Dossier, request: ClearanceRequest, like: DataFlow | None) -> tuple[Campaign, ...]:
    """The campaigns of a registered flow hold for it, and for a new question about advertising with its data."""
    flow = request.flow
    is_alike = flow.id or (request.facts.marketing and like is not None and like.data_set_id == flow.data_set_id)
    return tuple(
        replace(one, flow_ids=(flow.id,))
        for one in dossier.campaigns
        if like is not None and is_alike and like.id in one.flow_ids
    )


def like_flow(dossier: Dossier, flow: DataFlow) -> DataFlow | None:
    """The registered flow whose facts about the recipient hold for a question: itself, else one on the same ground.

    Of several the one for the same service goes first, then the one with the most data in common, then that for the
    same purpose.
    """
    if flow.id:
        return next((known for known in dossier.flows if known.id == flow.id), None)
    alike = [k for k in dossier.flows if k.comes_in is flow.comes_in and k.route is flow.route]
    asked = flow.categories or frozenset()
    return max(
        alike,
        key=lambda k: (
            k.service_id == flow.service_id,
            len(asked & (k.categories or frozenset())),
            k.purpose_id == flow.purpose_id,
            k.id,
        ),
        default=None,
    )


def facts_of_recipient(dossier: Dossier, flow: DataFlow) -> HandOver:
    """What is on record of the recipient that a new question can begin with; everything else is not answered."""
    like = like_flow(dossier, flow)
    known = next((h for h in dossier.hand_overs if like is not None and h.flow_id == like.id), None)
    blank = HandOver("", dossier.third_party.id, flow.id)
    if known is None:
        return blank
    if flow.id:
        return known
    return replace(blank, **{name: getattr(known, name) for name in OF_RECIPIENT})


def stops_in_question(case: Case) -> frozenset[tuple[str, str]]:
    """What of the stops a case depends on, also where persons are said to be left out: the word may count no more."""
    return frozenset(("stop", channel.value) for channel in channels_in_question(case))


def standing_stops(unit: Unit) -> Mapping[StopChannel, int]:
    """How many persons have asked us to stop, by channel."""
    rows = unit.query("SELECT channel, COUNT(*) AS n FROM stop WHERE withdrawn_on IS NULL GROUP BY channel")
    return {StopChannel(str(row["channel"])): int(str(row["n"])) for row in rows}


def case_of_flow(dossier: Dossier, flow: DataFlow, stops: Mapping[StopChannel, int]) -> Case:
    """The case of a registered flow as a standing request: whoever is responsible for its party asks."""
    facts = next((h for h in dossier.hand_overs if h.flow_id == flow.id), None)
    asked_by = dossier.third_party.owner_id
    return case_of(
        dossier,
        flow,
        facts,
        judgements=dossier.judgements,
        confirmations=dossier.fact_confirmations,
        stops=stops,
        asked_by=asked_by,
    )
