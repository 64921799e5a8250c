"""Cases that a file states: judged without a database, and written down so that another may judge them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sakimori.domain.clearance import Verdict
from sakimori.domain.dossier import Dossier
from sakimori.domain.policy import DEFAULT_POLICY, Policy
from sakimori.exchange.clearance_file import StatedCase, unanswered_pack
from sakimori.rules.clearance.case import Case, case_of
from sakimori.rules.clearance.judging import Judging
from sakimori.rules.supervision import blanks_of


def judge_stated(stated: StatedCase, *, today: date) -> Verdict:
    """The answer to a file on its day, today where it names none."""
    return Judging(case_of_stated(stated), stated.policy).on(stated.on or today)


def case_of_stated(stated: StatedCase) -> Case:
    """The case that a file states."""
    return case_of(
        stated.dossier,
        stated.flow,
        stated.facts,
        judgements=stated.judgements,
        stops=stated.stops,
        asked_by=stated.asked_by,
    )


def stated_case(case: Case, *, on: date, policy: Policy = DEFAULT_POLICY) -> StatedCase:
    """A case as a file states it: of the answers of an assessment only how many are missing."""
    return StatedCase(
        flow=case.flow,
        facts=case.facts,
        dossier=_in_short(case.dossier),
        judgements=case.judgements,
        stops=case.stops,
        asked_by=case.asked_by,
        on=on,
        policy=policy,
    )


def _in_short(dossier: Dossier) -> Dossier:
    assessments = tuple(replace(assessment, facts=()) for assessment in dossier.assessments)
    by_id = {assessment.id: assessment for assessment in assessments}
    return replace(
        dossier,
        assessments=assessments,
        governing=tuple(
            unanswered_pack(by_id[assessed.assessment.id], blanks_of(dossier, assessed.assessment))
            for assessed in dossier.governing
        ),
    )
