"""The answer to a question: nothing is written until somebody asks for a slip or sends it to compliance."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from sakimori.domain.clearance import ClearanceRequest, Verdict
from sakimori.domain.codes import Outcome
from sakimori.domain.dossier import Dossier
from sakimori.domain.records.data_flow import LegalRoute
from sakimori.domain.user import Actor
from sakimori.rules.clearance.case import Case
from sakimori.rules.clearance.judging import Judging
from sakimori.services.clearance.cases import case_within, dossier_for
from sakimori.services.flows.drafts import routes_for
from sakimori.services.kernel.access import Permission, require
from sakimori.services.kernel.unit import Unit
from sakimori.services.kernel.workspace import Workspace

_OF_THE_ACT: Final = (
    LegalRoute.ENTRUST, LegalRoute.JOINT, LegalRoute.CONSENT, LegalRoute.CONSENT_28, LegalRoute.OPTOUT,
)  # fmt: skip
"""The grounds that somebody may turn to; what passes with a business passes with it or does not."""
_ORDER: Final = list(Outcome)


@dataclass(frozen=True, slots=True)
class Answer:
    """A case and the answer to it; `known_at` is the audit number of the knowledge.

    `others` are the grounds on which the same hand-over would fare better, best first, where that was asked too.
    """

    case: Case
    verdict: Verdict
    known_at: int
    others: tuple[tuple[LegalRoute, Verdict], ...] = ()


def judge(workspace: Workspace, request: ClearanceRequest, *, actor: Actor, with_others: bool = False) -> Answer:
    """The answer to a question on the day that it asks about, as everything is known now.

    Raises:
        NotFoundError: The recipient does not exist.
        NotPermittedError: The role may not ask.
    """
    require(actor, Permission.ASK_CLEARANCE)
    with workspace.unit() as unit:
        dossier = dossier_for(unit, request)
        case = case_within(unit, dossier, request, asked_by=actor.id)
        answer = Answer(case, Judging(case, unit.policy()).on(request.on), unit.number())
        if not with_others or answer.verdict.outcome is Outcome.ALLOWED:
            return answer
        return replace(answer, others=_others(unit, dossier, request, answer, actor=actor))


def _others(
    unit: Unit, dossier: Dossier, request: ClearanceRequest, answer: Answer, *, actor: Actor
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
