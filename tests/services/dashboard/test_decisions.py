"""The decisions of a period: those that were taken in it, as known on the day, each with what was decided."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from kit.demos import DemoIn
from sakimori.clock import today
from sakimori.domain.codes import AssessmentState
from sakimori.domain.gap import Waiver
from sakimori.domain.questions.assessment import Assessment
from sakimori.domain.records.third_party import SELF_ID
from sakimori.domain.values.as_of import AsOf
from sakimori.domain.values.days import legal_day
from sakimori.services.dashboard.decisions import DecisionTaken, decisions_taken
from sakimori.services.kernel.workspace import Workspace

LONG_AGO = date(2000, 1, 1)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, demo_in: DemoIn) -> Iterator[Workspace]:
    workspace = Workspace(demo_in(tmp_path_factory.mktemp("decisions"), today()))
    yield workspace
    workspace.close()


def as_of(workspace: Workspace, on: date) -> AsOf:
    with workspace.unit() as unit:
        return AsOf(on, unit.number_on(on, today=today()), on < today())


def all_taken(workspace: Workspace) -> tuple[list[date], list[date]]:
    """The days on which assessments and waivers of third parties were decided."""
    with workspace.unit() as unit:
        assessments = [
            one.decided_on for one in unit.records.select(Assessment)
            if one.state is AssessmentState.DECIDED and one.third_party_id != SELF_ID and one.decided_on
        ]  # fmt: skip
        waivers = [legal_day(one.decided_at) for one in unit.records.select(Waiver) if one.decided_at]
    return sorted(assessments), sorted(waivers)


def days_of(found: tuple[DecisionTaken, ...], *, of_waivers: bool) -> list[date]:
    return sorted(one.on for one in found if (one.approved is not None) is of_waivers)


def test_every_decision_is_there_once_the_latest_first_with_who_took_it(demo: Workspace) -> None:
    found = decisions_taken(demo, as_of(demo, today()), since=LONG_AGO)
    assessments, waivers = all_taken(demo)
    assert days_of(found, of_waivers=False) == assessments
    assert days_of(found, of_waivers=True) == waivers
    assert assessments
    assert waivers
    assert [one.on for one in found] == sorted((one.on for one in found), reverse=True)
    assert all(one.by and one.third_party and one.about.ja and one.about.en for one in found)
    assert all((one.decision is None) is (one.approved is not None) for one in found)


@pytest.mark.parametrize("days", [30, 90])
def test_a_period_takes_both_its_ends(demo: Workspace, days: int) -> None:
    every = [one.on for one in decisions_taken(demo, as_of(demo, today()), since=LONG_AGO)]
    first = min(day for day in every if day >= today() - timedelta(days=days))
    inside = [one.on for one in decisions_taken(demo, as_of(demo, today()), since=first)]
    assert inside == [day for day in every if day >= first]
    after = [one.on for one in decisions_taken(demo, as_of(demo, today()), since=first + timedelta(days=1))]
    assert after == [day for day in every if day > first]


def test_a_past_day_knows_no_later_decision(demo: Workspace) -> None:
    every = decisions_taken(demo, as_of(demo, today()), since=LONG_AGO)
    last = max(one.on for one in every)
    before = decisions_taken(demo, as_of(demo, last - timedelta(days=1)), since=LONG_AGO)
    assert {one.on for one in before} == {one.on for one in every if one.on < last}
    assert len(before) == sum(one.on < last for one in every)
