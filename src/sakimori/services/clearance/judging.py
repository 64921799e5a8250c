"""The answer to a question, which is what the records say of it where only a step of ours may set it."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date
from functools import cached_property
from typing import Final

from sakimori.domain.clearance import ClearanceRequest, Verdict
from sakimori.domain.codes import Outcome
from sakimori.domain.dossier import Dossier
from sakimori.domain.policy import Policy
from sakimori.domain.records.data_flow import DataFlow, LegalRoute
from sakimori.domain.records.hand_over import HandOver
from sakimori.domain.user import Actor
from sakimori.domain.values.text import Text
from sakimori.errors import InvalidValueError, NotFoundError
from sakimori.rules.clearance.answers.leaving_out import LeavingOut, leaving_out
from sakimori.rules.clearance.answers.points import Points, points_of
from sakimori.rules.clearance.case import Case
from sakimori.rules.clearance.deciding import Askable, Deciding, OpenFact, outcome_if_sure
from sakimori.rules.clearance.gate import uncounted_facts
from sakimori.rules.clearance.judging import Judging
from sakimori.services.clearance.cases import case_within, dossier_for, standing_stops
from sakimori.services.clearance.choices import is_within
from sakimori.services.flows.drafts import routes_for
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.loading import OwnRegisters, load_dossiers, tables_held
from sakimori.services.kernel.unit import Unit
from sakimori.services.kernel.workspace import Workspace
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


def needs_day_to_come(on: date, *, today: date) -> None:
    """Refuse a question about a day on which nothing can be handed over any more.

    Raises:
        InvalidValueError: The day is past.
    """
    if on < today:
        raise InvalidValueError(field=_DAY, value=on.isoformat(), expected=_PAST, name="on")


def without_unrecorded(unit: Unit, request: ClearanceRequest, *, today: date) -> ClearanceRequest:
    """The question without approvals, decisions, sign-offs, judgements and confirmations that stand on no record.

    A question inside a registered flow keeps what was decided of that flow; beyond it, it stands alone.

    Raises:
        InvalidValueError: The day is past.
        NotFoundError: There is no such recipient, or no such flow of it.
        StateError: The recipient was merged into another.
    """
    require_standing(unit, request.recipient_id)
    needs_day_to_come(request.on, today=today)
    known = _registered(unit, request.flow)
    if known is None or not is_within(request.flow, known[1]):
        return _alone(request)
    dossier, flow = known
    narrowed = replace(flow, **{name: getattr(request.flow, name) for name in _NARROWED})
    return replace(
        request,
        flow=narrowed,
        facts=_facts(dossier, flow, request.facts),
        cloud=None,
        basis=None,
        judgements=(),
        confirmations=(),
    )


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
    return replace(request, flow=flow, facts=facts, cloud=cloud, judgements=(), confirmations=())


_OF_THE_ACT: Final = (
    LegalRoute.ENTRUST, LegalRoute.JOINT, LegalRoute.CONSENT, LegalRoute.CONSENT_28, LegalRoute.OPTOUT,
)  # fmt: skip
"""The grounds that somebody may turn to; what passes with a business passes with it or does not."""
_ORDER: Final = list(Outcome)


@dataclass(frozen=True)
class ClearanceAnswer:
    """A case and the answer to it; `known_at` is the audit number of the knowledge, `policy` that of the day.

    `unconfirmed` are the facts of the hand-over that count for nothing, since nobody but the asker says them; `if_sure`
    is the answer once somebody else made sure of them. Where that was asked too: `others` are the grounds on which the
    same hand-over would fare better, best first; `open_facts` are those that the asker may answer, `deciding` those of
    them that decide, in the order to ask them.
    """

    case: Case
    verdict: Verdict
    known_at: int
    unconfirmed: tuple[str, ...] = ()
    if_sure: Outcome | None = None
    others: tuple[tuple[LegalRoute, Verdict], ...] = ()
    open_facts: tuple[str, ...] = ()
    deciding: tuple[OpenFact, ...] = ()
    policy: Policy | None = None

    @cached_property
    def points(self) -> Points:
        """Which points decide it now, and which remain; where several hand-overs were judged nothing is supposed."""
        return points_of(self.verdict, self.case, self.policy)

    @cached_property
    def leaving_out(self) -> LeavingOut | None:
        """The parts to leave out so that the rest fares better; None where nothing helps."""
        return leaving_out(self.verdict, self.case, self.policy)


@dataclass(frozen=True, slots=True)
class Asking:
    """Which reasons the asker may answer, and the facts of which he said that he does not know them."""

    may_answer: Askable
    left_open: frozenset[str] = frozenset()


@needs(Permission.ASK_CLEARANCE)
def judge(
    workspace: Workspace,
    request: ClearanceRequest,
    *,
    actor: Actor,
    with_others: bool = False,
    asking: Asking | None = None,
) -> ClearanceAnswer:
    """The answer to a question on the day that it asks about, as everything is known now.

    Raises:
        NotFoundError: The recipient does not exist.
        NotPermittedError: The role may not ask.
    """
    with workspace.unit() as unit:
        unit.engine.ahead(lambda engine: _read_first(Unit(engine), request))
        dossier = dossier_for(unit, request)
        case = case_within(unit, dossier, request, asked_by=actor.id)
        policy = unit.policy()
        answer = ClearanceAnswer(
            case,
            Judging(case, policy).on(request.on),
            unit.number(),
            uncounted_facts(case, request.on, policy),
            policy=policy,
        )
        if answer.unconfirmed:
            answer = replace(answer, if_sure=outcome_if_sure(case, policy, request.on))
        if asking is not None:
            open_to = Deciding(case, policy, request.on, asking.may_answer, asking.left_open)
            answer = replace(answer, open_facts=open_to.open_facts, deciding=open_to.deciding)
        if not with_others or request.flow.comes_in or answer.verdict.outcome is Outcome.ALLOWED:
            return answer
        return replace(answer, others=_others(unit, dossier, request, answer, actor=actor))


def _read_first(unit: Unit, request: ClearanceRequest) -> None:
    """Read what a question names itself, and what it is judged by."""
    tables_held(unit, [request.recipient_id], of_case=True)
    OwnRegisters(unit, [request.flow]).read()
    standing_stops(unit)
    unit.policy()


def _others(
    unit: Unit, dossier: Dossier, request: ClearanceRequest, answer: ClearanceAnswer, *, actor: Actor
) -> tuple[tuple[LegalRoute, Verdict], ...]:
    policy, open_to = unit.policy(), routes_for(request.flow, answer.case.recipient)
    found = []
    for route in _OF_THE_ACT:
        if route in open_to and route is not request.flow.route:
            other = replace(request, flow=replace(request.flow, route=route))
            verdict = Judging(case_within(unit, dossier, other, asked_by=actor.id), policy).on(request.on)
            if _ORDER.index(verdict.outcome) > _ORDER.index(answer.verdict.outcome):
                found.append((route, verdict))
    return tuple(sorted(found, key=lambda one: -_ORDER.index(one[1].outcome)))
