"""What a hand-over is called decides nothing: cases that differ in nothing else are judged once."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest

from kit.clearing import TODAY, WorkedCase, a_case, tried_cases
from sakimori.domain.clearance import OutcomeSpan, Verdict
from sakimori.domain.policy import DEFAULT_POLICY
from sakimori.domain.records.data_flow import ForeignBasis, ForeignBasisKind
from sakimori.rules.clearance.alike import OF_FACTS, OF_FLOW, Alike, Renamed, verdict_of_another
from sakimori.rules.clearance.case import Case
from sakimori.rules.clearance.case_records import with_each
from sakimori.rules.clearance.judging import Judging

FLOW: dict[str, Any] = {"id": "another-flow", "name": "別の名前", "note": "別の注", "external_key": "E-9", "version": 7}
FACTS: dict[str, Any] = {"id": "other-facts", "flow_id": "another-flow", "note": "別の注", "version": 7}


def _called_otherwise(case: Case) -> Case:
    """The case under other names, wherever its flow is named."""
    old = case.flow.id

    def change(record: Any) -> Any:
        if record is case.flow:
            return replace(record, **FLOW)
        if record is case.facts:
            return replace(record, **FACTS)
        names = {field.name for field in fields(record)}
        if "flow_id" in names and record.flow_id == old:
            return replace(record, flow_id=FLOW["id"])
        if "flow_ids" in names and old in record.flow_ids:
            return replace(record, flow_ids=tuple(FLOW["id"] if one == old else one for one in record.flow_ids))
        return record

    return with_each(case, change)


def _spans(case: Case) -> tuple[OutcomeSpan, ...]:
    return Judging(case, DEFAULT_POLICY).spans(TODAY)


def _spans_of_another(spans: tuple[OutcomeSpan, ...], renamed: Renamed) -> tuple[OutcomeSpan, ...]:
    return tuple(replace(span, reasons=tuple(map(renamed, span.reasons))) for span in spans)


def _verdict(case: Case) -> Verdict:
    return Judging(case, DEFAULT_POLICY).on(TODAY)


def test_the_other_names_are_other_ones() -> None:
    case = a_case({})
    assert FLOW.keys() == OF_FLOW.keys()
    assert FACTS.keys() == OF_FACTS.keys()
    assert all(getattr(case.flow, name) != value for name, value in FLOW.items())
    assert all(getattr(case.facts, name) != value for name, value in FACTS.items())


@pytest.mark.parametrize("worked", tried_cases(), ids=lambda worked: worked.name)
def test_a_hand_over_under_another_name_is_answered_alike(worked: WorkedCase) -> None:
    other = _called_otherwise(worked.case)
    spans, verdicts = Alike(_spans, _spans_of_another), Alike(_verdict, verdict_of_another)
    for case in (worked.case, other):
        assert spans(case) == _spans(case)
        assert verdicts(case) == _verdict(case)


def _judged(*cases: Case) -> int:
    """How many of some cases are judged."""
    judged: list[Case] = []
    alike = Alike(judged.append, lambda found, _renamed: found)
    for case in cases:
        alike(case)
    return len(judged)


def test_one_that_differs_only_in_what_it_is_called_is_not_judged_again() -> None:
    case = a_case({})
    assert _judged(case, _called_otherwise(case), case) == 1


def test_one_that_differs_in_a_fact_is_judged_for_itself() -> None:
    case = a_case({})
    cautious = replace(case, facts=replace(case.facts, misuse=None))
    elsewhere = replace(case, flow=replace(case.flow, storage_countries=None))
    assert _judged(case, cautious, elsewhere, replace(case, asked_by="somebody")) == 4


def test_one_whose_flow_is_named_elsewhere_is_judged_for_itself() -> None:
    basis = ForeignBasis("fb", "tp", a_case({}).flow.id, ForeignBasisKind.NONE)
    case = a_case({})
    case = replace(case, dossier=replace(case.dossier, foreign_bases=(basis,)))
    assert _judged(case, _called_otherwise(case)) == 2
