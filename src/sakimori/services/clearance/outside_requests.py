"""Questions from outside that state everything in a file, judged without a database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Final

from sakimori.domain.clearance import Verdict
from sakimori.domain.dossier import Dossier
from sakimori.domain.gap import Fix
from sakimori.domain.policy import DEFAULT_POLICY, Policy
from sakimori.domain.values.text import Text
from sakimori.exchange.request.file import LIFECYCLE, StatedCase, unanswered_pack
from sakimori.rules.clearance.case import Case, Doubt, DoubtKind
from sakimori.rules.clearance.case_making import case_of
from sakimori.rules.clearance.gate import with_doubt_of_asker
from sakimori.rules.clearance.judging import Judging
from sakimori.rules.gaps.assessments.supervision import blanks_of


def judge_stated(stated: StatedCase, *, today: date) -> Verdict:
    """The answer to a file on its day, today where it names none."""
    return Judging(case_of_stated(stated), stated.policy).on(stated.on or today)


def case_of_stated(stated: StatedCase) -> Case:
    """The case that a file states, with a doubt for each thing that it leaves out and the answer may rest on."""
    case = case_of(
        stated.dossier,
        stated.flow,
        stated.facts,
        judgements=stated.judgements,
        confirmations=stated.confirmations,
        stops=stated.stops,
        asked_by=stated.asked_by,
    )
    case = replace(case, doubts=tuple(_assumed(stated)))
    return case if stated.asked_by is not None else with_doubt_of_asker(case)


def _assumed(stated: StatedCase) -> Iterator[Doubt]:
    recipient = stated.dossier.third_party
    if LIFECYCLE in stated.unsaid:
        yield Doubt(DoubtKind.ASSUMED, _LIFECYCLE, Fix("third_party", recipient.id, "lifecycle"))


_LIFECYCLE: Final = Text(
    "取引を続けている先と仮定した（取引の状態がファイルにない）",
    "Assumed that dealings with the recipient go on: the file does not say so (lifecycle)",
)


def stated_case(case: Case, *, on: date, policy: Policy = DEFAULT_POLICY) -> StatedCase:
    """A case as a file states it: of the answers of an assessment only how many are missing."""
    return StatedCase(
        flow=case.flow,
        facts=case.facts,
        dossier=_in_short(case.dossier),
        judgements=case.judgements,
        confirmations=case.confirmations,
        stops=case.stops,
        asked_by=case.asked_by,
        on=on,
        policy=policy,
    )


def _in_short(dossier: Dossier) -> Dossier:
    assessments = tuple(replace(assessment, facts=()) for assessment in dossier.assessments)
    return replace(
        dossier,
        assessments=assessments,
        blanks={},
        governing=tuple(
            unanswered_pack(assessment, blanks)
            for assessment in assessments
            if (blanks := blanks_of(dossier, assessment)) is not None
        ),
    )
