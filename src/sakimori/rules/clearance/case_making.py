"""A case made of a dossier: one flow of it, and what of the dossier the procedure asks for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from sakimori.domain.dossier import Dossier
from sakimori.domain.questions.assessment import Evidence
from sakimori.domain.records.data_flow import DataFlow, LegalRoute
from sakimori.domain.records.hand_over import FactConfirmation, HandOver, Judgement
from sakimori.domain.records.own_registers import StopChannel
from sakimori.domain.registers import Registers
from sakimori.domain.values.changed import changed
from sakimori.rules.clearance.case import Case
from sakimori.rules.facts.foreign_flows import HOME
from sakimori.rules.gaps.flows.purposes import purpose_of

_NOT_ASKED: Final[Mapping[str, Any]] = {"closed_days": frozenset()} | dict.fromkeys(
    (
        "services",
        "contacts",
        "aliases",
        "erasures",
        "judgements",
        "fact_confirmations",
        "releases",
        "provision_records",
        "receipt_records",
        "person_requests",
        "incidents",
        "site_tags",
        "gap_owners",
    ),
    (),
)
"""Parts of a dossier of which no step of clearance wants to know anything."""


def case_of(
    dossier: Dossier,
    flow: DataFlow,
    facts: HandOver | None,
    *,
    judgements: tuple[Judgement, ...] = (),
    confirmations: tuple[FactConfirmation, ...] = (),
    earlier: tuple[tuple[date, int | None], ...] | None = None,
    stops: Mapping[StopChannel, int] | None = None,
    asked_by: str | None = None,
) -> Case:
    """The case of a flow of a dossier; what the dossier says of other flows is left out."""
    told = tuple(h for h in dossier.hand_overs if h.flow_id == flow.id)
    confirmed = tuple(one for one in confirmations if one.flow_id == flow.id)
    alone = changed(
        dossier,
        **_NOT_ASKED,
        intake=None,
        owner=None,
        evidence=_named_evidence(dossier, flow, confirmed),
        hand_overs=told if len(told) > 1 and facts in told else (),
        passed_on=tuple(p for p in dossier.passed_on if p.stop_batch_id and p.concerns(flow.id)),
        depends_on=frozenset(),
        flows=(flow,),
        registers=_of_flow(dossier, flow),
        governing=tuple(g for g in dossier.governing if g.assessment.decided_on is not None),
        campaigns=tuple(c for c in dossier.campaigns if flow.id in c.flow_ids),
        cloud_facts=tuple(c for c in dossier.cloud_facts if c.flow_id == flow.id),
        ai_facts=tuple(a for a in dossier.ai_facts if flow.service_id in {None, a.service_id}),
        foreign_bases=tuple(b for b in dossier.foreign_bases if b.flow_id == flow.id),
        annual_checks=tuple(c for c in dossier.annual_checks if not c.flow_ids or flow.id in c.flow_ids),
    )
    return Case(
        flow,
        facts or HandOver("", flow.third_party_id, flow.id),
        alone,
        tuple(j for j in judgements if j.flow_id == flow.id),
        confirmed,
        earlier,
        stops or {},
        asked_by,
    )


def _named_evidence(dossier: Dossier, flow: DataFlow, confirmed: tuple[FactConfirmation, ...]) -> tuple[Evidence, ...]:
    """The documents that the flow, or a record on which it may rest, names."""
    named = {flow.route_evidence_id, *(c.evidence_id for c in dossier.annual_checks)}
    named |= {c.evidence_id for c in confirmed}
    named |= {a.opt_out_evidence_id for a in dossier.ai_facts}
    named |= {c.evidence_id for c in dossier.certificates}
    named |= {clause.evidence_id for covering in dossier.contracts for clause in covering.clauses}
    return tuple(e for e in dossier.evidence if e.id in named)


def _of_flow(dossier: Dossier, flow: DataFlow) -> Registers:
    """What of our registers one flow rests on: the fewer days stand in it, the fewer are judged.

    Notices tell of handling abroad, of opt-out and of purposes published no more, and our certificates carry data
    abroad: of other flows at home neither is asked.
    """
    own, links = dossier.registers, dossier.sub_processors
    purpose = purpose_of(dossier, flow)
    is_over = purpose is not None and purpose.published_until is not None
    stays = {*flow.countries, dossier.third_party.country, *(link.country for link in links)} <= {HOME, None}
    return changed(
        own,
        data_sets=tuple(one for one in own.data_sets if one.id == flow.data_set_id),
        data_set_parts=tuple(part for part in own.data_set_parts if part.data_set_id == flow.data_set_id),
        notices=() if stays and flow.route is not LegalRoute.OPTOUT and not is_over else own.notices,
        own_certificates=own.own_certificates if dossier.foreign_bases else (),
    )
