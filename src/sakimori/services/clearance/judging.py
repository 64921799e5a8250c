"""The answer to a question: nothing is written until somebody asks for a slip or sends it to compliance."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from sakimori.domain.clearance import Verdict
from sakimori.domain.clearance_request import ClearanceRequest
from sakimori.domain.codes import Outcome
from sakimori.domain.records.data_flow import LegalRoute
from sakimori.domain.user import Actor
from sakimori.rules.clearance.case import Case
from sakimori.rules.clearance.judging import Judging
from sakimori.services.clearance.cases import case_for
from sakimori.services.flows.guide import routes_for
from sakimori.services.kernel.access import Permission, require
from sakimori.services.kernel.workspace import Workspace

_OF_THE_ACT: Final = (
    LegalRoute.ENTRUST, LegalRoute.JOINT, LegalRoute.CONSENT, LegalRoute.CONSENT_28, LegalRoute.OPTOUT,
)  # fmt: skip
"""The grounds that somebody may turn to; what passes with a business passes with it or does not."""
_ORDER: Final = list(Outcome)


@dataclass(frozen=True, slots=True)
class Answer:
    """A case and the answer to it; `known_at` is the audit number of the knowledge."""

    case: Case
    verdict: Verdict
    known_at: int


def judge(workspace: Workspace, request: ClearanceRequest, *, actor: Actor) -> Answer:
    """The answer to a question on the day that it asks about, as everything is known now.

    Raises:
        NotFoundError: The recipient does not exist.
        NotPermittedError: The role may not ask.
    """
    require(actor, Permission.ASK_CLEARANCE)
    with workspace.unit() as unit:
        case = case_for(unit, request, asked_by=actor.id)
        return Answer(case, Judging(case, unit.policy()).on(request.on), unit.number())


def other_routes(
    workspace: Workspace, request: ClearanceRequest, *, actor: Actor
) -> tuple[tuple[LegalRoute, Verdict], ...]:
    """The grounds on which the same hand-over would fare better, best first; the ground is never changed silently."""
    require(actor, Permission.ASK_CLEARANCE)
    with workspace.unit() as unit:
        policy = unit.policy()
        case = case_for(unit, request, asked_by=actor.id)
        asked, open_to = Judging(case, policy).on(request.on).outcome, routes_for(request.flow, case.recipient)
        found = []
        for route in _OF_THE_ACT:
            if route is request.flow.route or route not in open_to:
                continue
            other = replace(request, flow=replace(request.flow, route=route))
            verdict = Judging(case_for(unit, other, asked_by=actor.id), policy).on(request.on)
            if _ORDER.index(verdict.outcome) > _ORDER.index(asked):
                found.append((route, verdict))
    return tuple(sorted(found, key=lambda one: -_ORDER.index(one[1].outcome)))
