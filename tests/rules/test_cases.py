"""Every worked case, and that none is missing: a rule without cases is a rule that nobody has thought through."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta

import pytest

from kit.cases.worked_cases import Case, codes_of, read_cases
from sakimori.domain.codes import Severity
from sakimori.rules import RULES

ALL = read_cases()
BY_RULE: defaultdict[str, list[Case]] = defaultdict(list)
for case in ALL:
    BY_RULE[case.rule].append(case)

VARIED = sorted({(case.rule, case.varied[0]) for case in ALL if case.varied[0]})
"""The closed lists that a rule looks at itself."""


@pytest.mark.parametrize("case", ALL, ids=lambda case: f"{case.rule} {case.name}")
def test_a_worked_case_comes_out_as_written(case: Case) -> None:
    found = case.found()
    assert (found[1].severity if found else None) == case.severity
    if found is not None:
        assert found[0].kind == case.kind
        assert case.title in found[0].title.ja


@pytest.mark.parametrize("rule", sorted({rule.id for rule in RULES} | {"pack:jp-processor/重要"}))
def test_every_rule_has_a_case_in_which_it_speaks_and_one_in_which_it_is_silent(rule: str) -> None:
    assert any(case.severity is not None for case in BY_RULE[rule])
    assert any(case.severity is None for case in BY_RULE[rule])


def test_no_case_speaks_of_a_rule_that_does_not_exist() -> None:
    known = {rule.id for rule in RULES}
    assert [rule for rule in BY_RULE if rule not in known and not rule.startswith("pack:")] == []


def test_every_case_names_its_source_and_no_two_have_one_name() -> None:
    assert all(case.source for case in ALL)
    names = [(case.rule, case.name) for case in ALL]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(("rule", "what"), VARIED, ids=str)
def test_every_code_of_a_list_that_a_rule_looks_at_is_tried(rule: str, what: str) -> None:
    assert {case.varied[1] for case in BY_RULE[rule] if case.varied[0] == what} == codes_of(what)


@pytest.mark.parametrize("rule", sorted(BY_RULE))
def test_the_first_day_of_a_dated_stage_and_the_day_before_are_tried(rule: str) -> None:
    first_day, day_before, dated = set[Severity](), set[Severity](), set[Severity]()
    for case in BY_RULE[rule]:
        for stage in (stage for finding in case.findings() for stage in finding.stages):
            if stage.from_on is None:
                continue
            dated.add(stage.severity)
            if case.on == stage.from_on and case.severity is stage.severity:
                first_day.add(stage.severity)
            if case.on == stage.from_on - timedelta(days=1) and case.severity is not stage.severity:
                day_before.add(stage.severity)
    assert (first_day, day_before) == (dated, dated)
