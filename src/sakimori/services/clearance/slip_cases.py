"""What a slip was made from, as it is kept: the case and the policy of its day, small enough to lie in the row."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

from sakimori.domain.clearance import Slip, Verdict
from sakimori.domain.dossier import AssessedPack
from sakimori.domain.policy import Policy
from sakimori.domain.questions.pack import Pack, Question, Source, TextRights
from sakimori.domain.values.text import NO_TEXT
from sakimori.exchange.request.as_json import from_json, to_json, to_small_json
from sakimori.rules.clearance.case import Case
from sakimori.rules.clearance.judging import Judging
from sakimori.rules.evaluation import ruleset_digest
from sakimori.rules.facts.assessments import blank_questions

_NO_SOURCE = Source("", "", "", TextRights.IDS_ONLY, None)


@dataclass(frozen=True, slots=True)
class SlipCase:
    """A case with the policy under which it was judged."""

    case: Case
    policy: Policy


def kept_case(case: Case, policy: Policy) -> str:
    """The case and its policy as JSON; of packs only which questions are blank, the wording lies in the packs."""
    dossier = replace(
        case.dossier, governing=tuple(_blanks(a) for a in case.dossier.governing), country_names={}
    )  # fmt: skip
    return json.dumps(
        {
            "policy": json.loads(to_json(Policy, policy)),
            "case": json.loads(to_small_json(Case, replace(case, dossier=dossier))),
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


def case_of_slip(slip: Slip) -> SlipCase:
    """What a slip was made from."""
    kept = json.loads(slip.case_body)
    return SlipCase(from_json(Case, json.dumps(kept["case"])), from_json(Policy, json.dumps(kept["policy"])))


def verdict_of(slip: Slip) -> Verdict:
    """The answer that a slip gives."""
    return from_json(Verdict, slip.verdict)


def rejudge(slip: Slip) -> Verdict | None:
    """The answer on the kept case again; None where the rules of its day can no longer be run."""
    kept = case_of_slip(slip)
    if ruleset_digest(kept.policy) != slip.rules_digest:
        return None
    return Judging(kept.case, kept.policy).on(slip.judged_on)


def _blanks(assessed: AssessedPack) -> AssessedPack:
    """An assessment with its blank questions, which alone a clearance asks for."""
    blank = tuple(
        Question(q.id, "", q.area, (), NO_TEXT, NO_TEXT, q.type, required=q.required) for q in blank_questions(assessed)
    )
    pack = Pack(assessed.pack.id, assessed.pack.version, NO_TEXT, _NO_SOURCE, "", (), (), (), ())
    return AssessedPack(assessed.assessment, pack, {}, blank)
