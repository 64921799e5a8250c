"""A question of clearance from the terminal, and what programs read of whatever was judged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sakimori.domain.clearance import ClearanceRequest
from sakimori.domain.values.text import ENGLISH, JAPANESE
from sakimori.services.clearance.judged_line import judged_line
from sakimori.services.clearance.judging import judge
from sakimori.services.clearance.readings import Candidate, WordedAnswer, ask_in_words, one_request
from sakimori.services.clearance.wordings import Wording, flow_request
from sakimori.services.kernel.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Asked:
    """A question from the terminal: a flow by its id, or words; `when` says for which day, today and who asks."""

    workspace: Workspace
    wording: Wording
    flow: str
    when: dict[str, Any]

    def one(self) -> ClearanceRequest:
        """The one hand-over that is meant."""
        if self.flow:
            return flow_request(self.workspace, self.flow, **self.when)
        return one_request(self.workspace, self.wording, **self.when)

    def answer(self) -> WordedAnswer:
        """The answer, with the candidates where several hand-overs may be meant."""
        if self.flow:
            request = self.one()
            answer = judge(self.workspace, request, actor=self.when["actor"], with_others=True)
            return WordedAnswer(answer, (), request)
        return ask_in_words(self.workspace, self.wording, with_others=True, **self.when)


def judged_body(found: WordedAnswer) -> dict[str, Any]:
    """To whom, the outcome, what was judged, and what the question may mean."""
    case, verdict = found.answer.case, found.answer.verdict
    return {
        "outcome": verdict.outcome,
        "judged": {"ja": judged_line(case, verdict.on, JAPANESE), "en": judged_line(case, verdict.on, ENGLISH)},
        "recipient": case.recipient.legal_name,
        "candidates": [_candidate_body(one) for one in found.candidates],
    }


def _candidate_body(one: Candidate) -> dict[str, Any]:
    flow = one.flow
    return {
        "flow_id": flow.id or None,
        "flow": flow.name or None,
        "data_set_id": flow.data_set_id,
        "data_set": one.data_set or None,
        "categories": flow.categories,
        "purpose_id": flow.purpose_id,
        "purpose": one.purpose or None,
        "route": flow.route,
        "persons": flow.persons,
        "outcome": one.outcome,
    }
