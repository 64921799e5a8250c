"""Incidents: which are reported, and the days by which (法26条, 規則7条, 8条)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations, product
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sakimori.domain.codes import DataCategory
from sakimori.domain.incident import Clock, Entruster, Exempting, Happening, IncidentFacts, Report, ReportCase
from sakimori.rules.incidents.clocks import clocks_of
from sakimori.rules.incidents.reportable import judge_reportable
from sakimori.services.calendar.open_days import is_closed

KNOWN = date(2026, 11, 24)
NOTHING = IncidentFacts(
    KNOWN, 10, frozenset({DataCategory.PI_CONTACT}), is_improper_purpose=False, may_cost_money=False, is_exposed=False,
    is_protected=False, is_recovered=False, is_processor=False,
)  # fmt: skip
CLOSED_2026_27 = frozenset(
    date(year, month, day)
    for year, days in {
        2026: "1/1 1/12 2/11 2/23 3/20 4/29 5/3 5/4 5/5 5/6 7/20 8/11 9/21 9/22 9/23 10/12 11/3 11/23",
        2027: "1/1 1/11 2/11 2/23 3/21 3/22 4/29 5/3 5/4 5/5 7/19 8/11 9/20 9/23 10/11 11/3 11/23",
    }.items()
    for month, day in (map(int, one.split("/")) for one in days.split())
)
"""The public holidays of these years."""


def told(report: Report, facts: IncidentFacts) -> Clock:
    return next(clock for clock in clocks_of(facts, is_closed) if clock.report is report)


def given_cases(facts: IncidentFacts) -> set[ReportCase]:
    return {case.case for case in judge_reportable(facts).cases if case.holds}


def with_facts(**facts: object) -> IncidentFacts:
    values = {name: getattr(NOTHING, name) for name in NOTHING.__slots__}
    return IncidentFacts(**(values | facts))


@pytest.mark.parametrize(
    ("known", "thirty", "sixty"),
    [
        ("2026-04-01", "2026-04-30", "2026-06-01"),
        ("2026-04-04", "2026-05-07", "2026-06-02"),
        ("2026-04-07", "2026-05-07", "2026-06-05"),
        ("2026-08-23", "2026-09-24", "2026-10-21"),
        ("2026-11-02", "2026-12-01", "2027-01-04"),
        ("2026-11-24", "2026-12-23", "2027-01-22"),
        ("2026-12-01", "2027-01-04", "2027-01-29"),
        ("2026-12-05", "2027-01-04", "2027-02-02"),
    ],
)
def test_the_final_report_is_due_on_the_worked_day(known: str, thirty: str, sixty: str) -> None:
    special = {"known_on": date.fromisoformat(known), "categories": frozenset({DataCategory.PI_SPECIAL})}
    assert told(Report.FINAL, with_facts(**special)).due_on == date.fromisoformat(thirty)
    improper = with_facts(**special, is_improper_purpose=True)
    assert told(Report.FINAL, improper).due_on == date.fromisoformat(sixty)
    in_doubt = told(Report.FINAL, with_facts(**special, is_improper_purpose=None))
    assert (in_doubt.due_on, in_doubt.other_on) == (date.fromisoformat(thirty), date.fromisoformat(sixty))


def test_the_last_day_agrees_with_a_count_of_its_own() -> None:
    rng = Random(26)  # noqa: S311 - no secret
    for _ in range(100):
        known = date(2026, 1, 1) + timedelta(days=rng.randrange(640))
        for is_improper, days in ((False, 30), (True, 60)):
            last = known
            for _ in range(days - 1):
                last += timedelta(days=1)
            while (
                last.strftime("%a") in {"Sat", "Sun"}
                or last in CLOSED_2026_27
                or last.strftime("%m-%d") in {"12-29", "12-30", "12-31", "01-01", "01-02", "01-03"}
            ):
                last += timedelta(days=1)
            facts = with_facts(known_on=known, persons=5_000, is_improper_purpose=is_improper)
            assert told(Report.FINAL, facts).due_on == last, known


def test_the_preliminary_report_is_counted_from_the_day_of_knowing_and_never_rolled() -> None:
    clock = told(Report.PRELIMINARY, with_facts(persons=1_001))
    assert (clock.target_on, clock.due_on, clock.rolled_from) == (date(2026, 11, 26), date(2026, 11, 28), None)
    assert is_closed(date(2026, 11, 28))


@pytest.mark.parametrize(
    ("fact", "case"),
    [
        ({"categories": frozenset({DataCategory.PI_SPECIAL}), "persons": 1}, ReportCase.BR1),
        ({"may_cost_money": True, "persons": 1}, ReportCase.BR2),
        ({"is_improper_purpose": True, "persons": 1}, ReportCase.BR3),
        ({"persons": 1_001}, ReportCase.BR4),
    ],
)
def test_one_situation_is_enough(fact: dict[str, object], case: ReportCase) -> None:
    judged = judge_reportable(with_facts(**fact))
    assert judged.holds is True
    assert given_cases(with_facts(**fact)) == {case}


def test_a_thousand_persons_are_not_more_than_a_thousand() -> None:
    assert judge_reportable(with_facts(persons=1_000)).holds is False
    assert clocks_of(with_facts(persons=1_000), is_closed) == ()


@pytest.mark.parametrize(
    ("fact", "cases"),
    [
        ({"persons": 100}, set()),
        ({"persons": 101}, {ReportCase.MN_PERSONS}),
        ({"is_exposed": True}, {ReportCase.MN_EXPOSED}),
        ({"is_improper_purpose": True}, {ReportCase.MN_PURPOSE, ReportCase.BR3}),
    ],
)
def test_my_number_data_have_situations_of_their_own(fact: dict[str, object], cases: set[ReportCase]) -> None:
    assert given_cases(with_facts(categories=frozenset({DataCategory.MYNUMBER}), **fact)) == cases


@pytest.mark.parametrize(
    "fact",
    [
        *(
            {claim.fact: True, "happened": ends, "judged": frozenset({claim})}
            for claim, ends in (
                (Exempting.PROTECTED, frozenset({Happening.LEAK})),
                (Exempting.RECOVERED, frozenset({Happening.LEAK})),
                (Exempting.KEPT_ELSEWHERE, frozenset({Happening.LOSS})),
            )
        ),
        {"categories": frozenset({DataCategory.PSEUDO})},
        {"categories": frozenset({DataCategory.STAT})},
        {"categories": frozenset({DataCategory.ANON, DataCategory.REL})},
        {"categories": frozenset({DataCategory.PSEUDO, DataCategory.STAT})},
    ],
)
def test_what_is_exempt_is_not_reported_whatever_the_situation(fact: dict[str, object]) -> None:
    judged = judge_reportable(with_facts(**{"persons": 9_999, "is_improper_purpose": True, **fact}))
    assert judged.holds is False
    assert judged.exempt


def test_no_combination_of_facts_lets_an_open_one_pass_for_a_no() -> None:
    choices = {
        "persons": (None, 100, 101, 1_000, 1_001),
        "categories": (
            None, frozenset({DataCategory.PI_CONTACT}), frozenset({DataCategory.PI_SPECIAL}),
            frozenset({DataCategory.MYNUMBER, DataCategory.PI_CONTACT}),
        ),
        "is_improper_purpose": (None, False, True),
        "may_cost_money": (None, False, True),
        "is_exposed": (None, False, True),
        "is_protected": (None, False, True),
    }  # fmt: skip
    for values in product(*choices.values()):
        facts = with_facts(**dict(zip(choices, values, strict=True)))
        judged = judge_reportable(facts)
        filled = [
            judge_reportable(with_facts(**dict(zip(choices, full, strict=True)))).holds
            for full in product(
                *([v for v in many if v is not None] if one is None else [one]
                  for one, many in zip(values, choices.values(), strict=True))
            )
        ]  # fmt: skip
        if judged.holds is False:
            assert not any(filled), facts
        if judged.holds is None:
            assert len(set(filled)) == 2, facts
            assert judged.open_facts, facts


def test_no_claim_changes_clocks_or_answer_before_a_second_person_judged_it() -> None:
    happenings = (None, *(frozenset(some) for count in (1, 2, 3) for some in combinations(Happening, count)))
    for claim, happened, persons in product(Exempting, happenings, (None, 500, 5_000)):
        without = with_facts(persons=persons, happened=happened)
        claimed = with_facts(persons=persons, happened=happened, **{claim.fact: True})
        assert judge_reportable(claimed).holds == judge_reportable(without).holds
        assert clocks_of(claimed, is_closed) == clocks_of(without, is_closed)
        said = [words.ja for words in judge_reportable(claimed).open_facts]
        assert any("もう一人が判断したか" in one for one in said), (claim, happened)


def test_a_judged_claim_ends_nothing_but_what_it_was_read_to_reach() -> None:
    happenings = (None, *(frozenset(some) for count in (1, 2, 3) for some in combinations(Happening, count)))
    ended = {
        (claim, happened)
        for claim, happened in product(Exempting, happenings)
        if judge_reportable(
            with_facts(persons=5_000, happened=happened, judged=frozenset({claim}), **{claim.fact: True})
        ).exempt
    }
    leak, loss = frozenset({Happening.LEAK}), frozenset({Happening.LOSS})
    assert ended == {(Exempting.PROTECTED, leak), (Exempting.RECOVERED, leak), (Exempting.KEPT_ELSEWHERE, loss)}
    damaged = with_facts(
        persons=5_000, is_protected=True, happened=frozenset({Happening.DAMAGE}), judged=frozenset(Exempting)
    )
    assert "暗号化は毀損・滅失にも効くか（要照会）" in [one.ja for one in judge_reportable(damaged).open_facts]


def test_loss_and_damage_ask_whether_the_data_are_kept_elsewhere() -> None:
    for happened in ({Happening.LOSS}, {Happening.DAMAGE}, {Happening.LEAK, Happening.LOSS}):
        judged = judge_reportable(with_facts(persons=5_000, happened=frozenset(happened)))
        assert judged.holds is True
        assert "同じデータが他に保管されているか" in [one.ja for one in judged.open_facts]
    leak = judge_reportable(with_facts(persons=5_000, happened=frozenset({Happening.LEAK})))
    assert "同じデータが他に保管されているか" not in [one.ja for one in leak.open_facts]


def test_the_improper_purpose_names_information_that_is_about_to_be_acquired() -> None:
    judged = judge_reportable(with_facts(is_improper_purpose=True))
    said = next(case for case in judged.cases if case.case is ReportCase.BR3).why
    assert "入力フォームの改ざん" in said.ja
    assert "取得されようとしている情報" in said.ja
    assert "about to be acquired" in said.en


def test_clocks_count_from_the_first_situation_that_is_given_or_in_doubt() -> None:
    later = date(2026, 12, 3)
    known = date(2026, 10, 20)
    facts = with_facts(known_on=known, persons=1_500, since=((ReportCase.BR4, later),))
    assert told(Report.PRELIMINARY, facts).due_on == date(2026, 12, 7)
    assert told(Report.FINAL, facts).due_on == date(2027, 1, 4)
    in_doubt = replace(facts, is_improper_purpose=None)
    assert told(Report.PRELIMINARY, in_doubt).due_on == date(2026, 10, 24)


@given(known=st.dates(date(2022, 4, 1), date(2050, 1, 1)), is_improper=st.booleans())
def test_the_final_day_is_open_and_no_earlier_than_counted(*, known: date, is_improper: bool) -> None:
    facts = with_facts(known_on=known, persons=2_000, is_improper_purpose=is_improper)
    due = told(Report.FINAL, facts).due_on
    assert due is not None
    assert not is_closed(due)
    assert 0 <= (due - known).days - (59 if is_improper else 29) <= 12


def test_a_processor_that_told_the_entruster_in_time_owes_no_report() -> None:
    facts = {"persons": 5_000, "is_processor": True}
    assert next(clock.report for clock in clocks_of(with_facts(**facts), is_closed)) is Report.ENTRUSTER
    assert (
        clocks_of(
            with_facts(**facts, entrusters=(Entruster("なぎさ銀行", date(2026, 11, 28)),), are_entrusters_all=True),
            is_closed,
        )
        == ()
    )
    late = clocks_of(
        with_facts(**facts, entrusters=(Entruster("なぎさ銀行", date(2026, 11, 29)),), are_entrusters_all=True),
        is_closed,
    )
    assert [clock.report for clock in late] == [Report.PRELIMINARY, Report.FINAL, Report.PERSONS]
    assert clocks_of(
        with_facts(persons=5_000, entrusters=(Entruster("なぎさ銀行", date(2026, 11, 24)),), are_entrusters_all=True),
        is_closed,
    )


@pytest.mark.parametrize(
    ("fact", "act", "number"),
    [
        ({"persons": 150}, False, True),
        ({"persons": 1_500}, True, True),
        ({"persons": 150, "is_improper_purpose": None}, True, True),
        ({"persons": 5, "is_exposed": True}, False, True),
        ({"persons": 5, "is_exposed": True, "may_cost_money": True}, True, True),
    ],
    ids=str,
)
def test_my_number_data_that_alone_make_it_reported_are_reported_under_their_own_act(
    fact: dict[str, object], act: bool, number: bool
) -> None:
    facts = with_facts(categories=frozenset({DataCategory.MYNUMBER}), **fact)
    for report in (Report.PRELIMINARY, Report.FINAL, Report.PERSONS):
        cited = " ".join(one.text.ja for one in told(report, facts).citations)
        assert ("規則8条" in cited or "法26条2項" in cited) is act
        assert ("番号法29条の4" in cited) is number


def test_other_data_are_reported_under_the_act_alone() -> None:
    for facts in (with_facts(persons=1_500), with_facts(persons=None)):
        for report in (Report.PRELIMINARY, Report.FINAL, Report.PERSONS):
            cited = " ".join(one.text.ja for one in told(report, facts).citations)
            assert "規則8条" in cited or "法26条2項" in cited
            assert "番号法" not in cited
