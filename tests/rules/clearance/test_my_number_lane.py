"""My Number asks for no less than other data do: each worked case again, with My Number for its kind of data."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kit.clearing import WorkedCase, a_case, read_clearances
from sakimori.domain.clearance import Reason, ReasonKind, worst
from sakimori.domain.codes import DataCategory, Outcome
from sakimori.domain.policy import DEFAULT_POLICY
from sakimori.domain.records.hand_over import Judgement
from sakimori.rules.clearance.case import Case
from sakimori.rules.clearance.judging import Judging

ORDER = list(Outcome)
LONG_AGO = date(2026, 1, 1)
AFFAIRS = "A-MN9"

SET_ASIDE = {
    "A-28-0": "法28条",
    "A-28-1": "法28条",
    "A-28-3a": "法28条",
    "A-28-3b": "法28条",
    "A-28-3c": "法28条",
    "C-28-3a": "法28条",
    "C-KN5": "法28条",
    "C-SB2": "法28条",
    "A-NP2F": "法28条",
    "A-20-2": "法20条2項",
    "A-30-1": "法30条",
    "A-OO8": "法30条",
}
"""Rules on the articles that 番号法30条2項 sets aside for My Number: 20条2項, 27条 to 30条."""
OF_ANOTHER_KIND = {
    "A-2-1": "whether they are personal information at all",
    "C-KN2": "whether the data set holds that kind",
    "C-KN6": "whether the items fit a kind in which nobody is named",
    "A-HL5": "results of stress checks",
    "A-HL6": "results of stress checks",
    "A-PS1": "pseudonymised data",
    "A-31-7": "related data",
}
"""Rules that ask about the very kind of data that My Number takes the place of."""
LEFT_OUT = SET_ASIDE.keys() | OF_ANOTHER_KIND.keys()


def as_my_number(case: Case) -> Case:
    """The case with My Number alone; that it serves work of 番号法9条 and may go has been decided by others."""
    kinds = frozenset({DataCategory.MYNUMBER})
    registers = case.dossier.registers
    parts = tuple(replace(part, categories=kinds) for part in registers.data_set_parts)
    flow = replace(case.flow, categories=kinds)
    made = Judgement("jm", flow.third_party_id, flow.id, AFFAIRS, True, "確かめた", "us_lawyer", LONG_AGO)
    dossier = replace(case.dossier, flows=(flow,), registers=replace(registers, data_set_parts=parts))
    sure = tuple(replace(one, categories=kinds) for one in case.confirmations)
    judgements = (*case.judgements, made)
    return replace(_approved(case), flow=flow, dossier=dossier, judgements=judgements, confirmations=sure)


def _approved(case: Case) -> Case:
    """The case with the approval that My Number always needs; what a person refused is open again."""
    facts = replace(case.facts, approved_by="us_lawyer", approved_on=LONG_AGO)
    judgements = tuple(j for j in case.judgements if j.holds and j.rule_id != AFFAIRS)
    made = Judgement("jo", case.flow.third_party_id, case.flow.id, AFFAIRS, True, "確かめた", "us_lawyer", LONG_AGO)
    return replace(case, facts=facts, judgements=(*judgements, replace(made, id="jo")))


def _reasons(case: Case, worked: WorkedCase) -> tuple[Reason, ...]:
    return Judging(case, DEFAULT_POLICY).on(worked.on).reasons


def _comparable() -> tuple[WorkedCase, ...]:
    return tuple(worked for worked in read_clearances() if worked.case.flow.categories and worked.case.asked_by)


@pytest.mark.parametrize("step", sorted({worked.step for worked in read_clearances()}))
def test_my_number_never_gets_a_better_answer_than_the_kind_of_data_in_its_place(step: str) -> None:
    """But for the articles that are set aside for My Number, and what is asked about that other kind alone."""
    for worked in _comparable():
        if worked.step != step:
            continue
        told = _reasons(_approved(worked.case), worked)
        left = worst(tuple(reason for reason in told if reason.rule_id not in LEFT_OUT))
        after = worst(_reasons(as_my_number(worked.case), worked))
        lost = sorted({r.rule_id for r in told if r.kind is not ReasonKind.CONFIRMED} - LEFT_OUT)
        assert ORDER.index(after) <= ORDER.index(left), (worked.name, lost)


def test_every_rule_that_is_left_out_is_needed_somewhere() -> None:
    """A rule that no case misses stands in no list: it is asked of My Number as well."""
    missed: set[str] = set()
    for worked in _comparable():
        after = ORDER.index(worst(_reasons(as_my_number(worked.case), worked)))
        for reason in _reasons(_approved(worked.case), worked):
            if ORDER.index(reason.outcome) < after:
                missed.add(reason.rule_id)
    assert missed == LEFT_OUT


@pytest.mark.parametrize(
    "facts",
    [
        {"own_use": True},
        {"mixes_data": True},
        {"decides_purpose": True},
        {"own_duty": True},
        {"marketing": True},
        {"own_use": None},
        {"mixes_data": None},
        {"decides_purpose": None},
        {"own_duty": None},
        {"marketing": None},
    ],
    ids=str,
)
def test_no_fact_against_an_entrustment_is_overlooked_for_my_number(facts: dict[str, bool | None]) -> None:
    given = {name: "未回答" if value is None else value for name, value in facts.items()}
    case = as_my_number(a_case({"facts": given}))
    verdict = Judging(case, DEFAULT_POLICY).on(date(2026, 11, 26))
    assert verdict.outcome in {Outcome.BLOCKED, Outcome.REVIEW}
