"""A question as it may be relied on: what only a step of ours may set is taken from the records, not from the asker."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from typing import Final

from sakimori.domain.clearance import ClearanceRequest
from sakimori.domain.dossier import Dossier
from sakimori.domain.records.data_flow import DataFlow
from sakimori.domain.records.hand_over import HandOver
from sakimori.domain.values.text import Text
from sakimori.errors import InvalidValueError, NotFoundError
from sakimori.services.clearance.choices import is_within
from sakimori.services.kernel.loading import load_dossiers
from sakimori.services.kernel.unit import Unit
from sakimori.services.parties.check import require_standing

_FLOW: Final = Text("データフロー", "data flow")
_DAY: Final = Text("渡す日", "the day of the hand-over")
_PAST: Final = Text(
    "本日以降の日にしてください。渡したあとの記録は、記録簿で残します。",
    "Choose today or a later day. What was handed over already goes into the records.",
)
_NARROWED: Final = ("categories", "data_items", "volume_band", "person_count")
"""In these a question may stay below a registered flow; in everything else the flow speaks."""
_STAMPS: Final = ("id", "third_party_id", "flow_id", "approved_by", "approved_on", "version")


def as_asked(unit: Unit, request: ClearanceRequest, *, today: date) -> ClearanceRequest:
    """The question without approvals, decisions, sign-offs and judgements that stand on no record.

    A question inside a registered flow keeps what was decided of that flow; beyond it, it stands alone.

    Raises:
        InvalidValueError: The day is past.
        NotFoundError: There is no such recipient, or no such flow of it.
        StateError: The recipient was merged into another.
    """
    require_standing(unit, request.recipient_id)
    if request.on < today:
        raise InvalidValueError(field=_DAY, value=request.on.isoformat(), expected=_PAST, name="on")
    known = _registered(unit, request.flow)
    if known is None or not is_within(request.flow, known[1]):
        return _alone(request)
    dossier, flow = known
    narrowed = replace(flow, **{name: getattr(request.flow, name) for name in _NARROWED})
    return replace(request, flow=narrowed, facts=_facts(dossier, flow, request.facts), cloud=None, basis=None,
                   judgements=())  # fmt: skip


def _registered(unit: Unit, flow: DataFlow) -> tuple[Dossier, DataFlow] | None:
    if not flow.id:
        return None
    dossiers = load_dossiers(unit, [flow.third_party_id])
    known = next((f for dossier in dossiers for f in dossier.flows if f.id == flow.id), None)
    if known is None:
        raise NotFoundError(what=_FLOW, key=flow.name or flow.id)
    return dossiers[0], known


def _facts(dossier: Dossier, flow: DataFlow, asked: HandOver) -> HandOver:
    """An approval holds for the facts on which it was given, and for no others."""
    recorded = next((h for h in dossier.hand_overs if h.flow_id == flow.id), None)
    facts = replace(asked, third_party_id=flow.third_party_id, flow_id=flow.id, approved_by=None, approved_on=None)
    if recorded is None or any(
        getattr(recorded, f.name) != getattr(facts, f.name) for f in fields(HandOver) if f.name not in _STAMPS
    ):
        return facts
    return recorded


def _alone(request: ClearanceRequest) -> ClearanceRequest:
    flow = replace(request.flow, id="", route_decided_by=None, route_decided_on=None)
    facts = replace(
        request.facts, third_party_id=flow.third_party_id, flow_id="", approved_by=None, approved_on=None
    )  # fmt: skip
    cloud = replace(request.cloud, signed_off_by=None, signed_off_on=None) if request.cloud else None
    return replace(request, flow=flow, facts=facts, cloud=cloud, judgements=())
