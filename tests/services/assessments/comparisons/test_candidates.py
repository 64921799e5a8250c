"""Which assessments are offered to be compared: two cycles first, a cancelled one never, and only what was known."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from kit.assessing import FILLER, a_decided, a_draft, a_party, an_assessing_workspace, later
from kit.builders import AT, TODAY
from sakimori.domain.codes import AssessmentKind, AssessmentState
from sakimori.domain.questions.assessment import Assessment
from sakimori.domain.values.as_of import AsOf
from sakimori.services.assessments.comparisons.pairs import Pair, pair_for, pair_of
from sakimori.services.assessments.opening import cancel_assessment
from sakimori.services.assessments.rows import cycle_page
from sakimori.services.assessments.sheet import load_sheet
from sakimori.services.kernel.workspace import Workspace


def an_assessment(assessment_id: str, days: int, **changed: str) -> Assessment:
    made = Assessment(
        assessment_id, "tp_1", "jp-processor", "1.0", "digest", "full", AssessmentKind.PERIODIC,
        TODAY + timedelta(days=days), "us02",
    )  # fmt: skip
    return replace(made, **changed)  # type: ignore[arg-type]


def assessment(workspace: Workspace, assessment_id: str) -> Assessment:
    with workspace.unit() as unit:
        return load_sheet(unit, assessment_id).assessment


def offered(workspace: Workspace, assessment_id: str) -> Pair | None:
    return pair_for(workspace, assessment(workspace, assessment_id), number=workspace.head()[0])


def test_the_newest_two_cycles_are_compared_the_earlier_one_to_the_left() -> None:
    cycles = [an_assessment("as_1", 0), an_assessment("as_3", 700), an_assessment("as_2", 350)]
    assert pair_of(cycles) == Pair("as_2", "as_3", is_cycle=True)


def test_a_newer_assessment_on_another_pack_does_not_hide_two_cycles() -> None:
    cycles = [an_assessment("as_1", 0), an_assessment("as_2", 350), an_assessment("as_3", 700, pack_id="jp-cloud")]
    assert pair_of(cycles) == Pair("as_1", "as_2", is_cycle=True)


def test_two_services_are_no_cycles() -> None:
    both = [an_assessment("as_1", 0, service_id="sv_1"), an_assessment("as_2", 350, service_id="sv_2")]
    assert pair_of(both) == Pair("as_1", "as_2", is_cycle=False)


def test_one_assessment_or_a_cancelled_one_beside_it_is_nothing_to_compare() -> None:
    one = an_assessment("as_1", 0)
    cancelled = replace(an_assessment("as_2", 10), state=AssessmentState.CANCELLED)
    assert pair_of([one]) is None
    assert pair_of([one, cancelled]) is None


def test_an_assessment_is_held_against_its_earlier_cycle() -> None:
    workspace, party = an_assessing_workspace()
    first = a_decided(workspace, party)
    a_decided(workspace, a_party(workspace, "株式会社ほかの会社"), at=later(10))
    second = a_draft(workspace, party, at=later(300))
    assert offered(workspace, second) == Pair(first.id, second, is_cycle=True)


def test_a_first_cycle_is_held_against_somebody_else_on_the_pack_unless_that_was_cancelled() -> None:
    workspace, party = an_assessing_workspace()
    mine = a_draft(workspace, party)
    assert offered(workspace, mine) is None
    theirs = a_draft(workspace, a_party(workspace, "株式会社ほかの会社"), at=later(1))
    assert offered(workspace, mine) == Pair(theirs, mine, is_cycle=False)
    cancel_assessment(workspace, theirs, reason="やめた", actor=FILLER, at=later(2))
    assert offered(workspace, mine) is None


def test_what_was_not_known_yet_is_not_offered() -> None:
    workspace, party = an_assessing_workspace()
    mine = a_draft(workspace, party, at=AT)
    before = workspace.head()[0]
    a_draft(workspace, a_party(workspace, "株式会社ほかの会社"), at=later(1))
    assert offered(workspace, mine) is not None
    assert pair_for(workspace, assessment(workspace, mine), number=before) is None


def test_everything_that_was_assessed_again_is_listed_once_with_its_newest_two_cycles() -> None:
    workspace, party = an_assessing_workspace()
    a_decided(workspace, party)
    second = a_decided(workspace, party, at=later(300))
    third = a_draft(workspace, party, at=later(600))
    a_draft(workspace, a_party(workspace, "株式会社ほかの会社"), at=later(700))
    now = AsOf(later(700).date(), workspace.head()[0], is_past=False)
    rows, total = cycle_page(workspace, now, first=0, limit=100)
    assert ([(one.id, other.id) for one, other in rows], total) == ([(second.id, third)], 1)
