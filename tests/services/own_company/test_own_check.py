"""自社点検: our own measures are asked with the packs of third parties, decided by another, and point A3 follows."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from kit.assessing import FILLER, PACK_ID, REVIEWER, a_decided, a_draft, an_assessing_workspace, fill, later, no
from kit.builders import AT, TODAY
from sakimori.domain.codes import AssessmentKind, Decision
from sakimori.domain.questions.headings import HEADINGS
from sakimori.domain.records.third_party import SELF_ID, ThirdParty
from sakimori.domain.values.as_of import AsOf
from sakimori.domain.values.days import add_months
from sakimori.errors import SelfApprovalError, StateError
from sakimori.services.assessments.comparisons.coverage import Coverage, coverage
from sakimori.services.assessments.decisions import decide, submit
from sakimori.services.assessments.opening import propose_packs
from sakimori.services.dashboard.points import PointState, scorecard
from sakimori.services.kernel.evidence import file_evidence
from sakimori.services.kernel.workspace import Workspace

CHECK, ASKED = AssessmentKind.SELF_CHECK, AssessmentKind.ASKED


@pytest.fixture
def company() -> tuple[Workspace, ThirdParty]:
    workspace, _ = an_assessing_workspace()
    with workspace.unit() as unit:
        return workspace, unit.records.get(ThirdParty, SELF_ID)


def ours(workspace: Workspace) -> dict[str, tuple[str, ...]]:
    """The open gaps on our own measures: the points of each by its rule."""
    with workspace.unit() as unit:
        spans = unit.spans.as_known(unit.number(), TODAY, third_party_id=SELF_ID)
    wanted = ("C-OC", "pack:", "C-AS", "C-EV")
    return {span.rule_id: tuple(span.points.split()) for span in spans if span.rule_id.startswith(wanted)}


def a3(workspace: Workspace) -> PointState:
    with workspace.unit() as unit:
        return scorecard(workspace, AsOf(TODAY, unit.number(), is_past=False), is_own=True).of("A3").state


def test_a_check_of_ourselves_raises_the_gaps_of_its_answers_on_point_a3(company: tuple[Workspace, ThirdParty]) -> None:
    workspace, own = company
    assert a3(workspace) is PointState.UNKNOWN
    assert ours(workspace) == {"C-OC1": ("A3",)}
    a_decided(workspace, own, kind=CHECK, decision=Decision.CONDITIONAL, q_1=no())
    found = ours(workspace)
    assert f"pack:{PACK_ID}/Q-1" in found
    assert "C-OC1" not in found
    assert all("B1" not in points and "A3" in points for points in found.values())
    assert a3(workspace) is PointState.OPEN


def test_what_a_customer_asked_neither_counts_as_a_check_nor_hides_one(company: tuple[Workspace, ThirdParty]) -> None:
    workspace, own = company
    a_decided(workspace, own, kind=ASKED, decision=Decision.CONDITIONAL, q_1=no())
    assert ours(workspace) == {"C-OC1": ("A3",)}
    a_decided(workspace, own, kind=CHECK, decision=Decision.CONDITIONAL, q_1=no())
    a_decided(workspace, own, kind=ASKED, at=later(1))
    assert f"pack:{PACK_ID}/Q-1" in ours(workspace)


def test_both_may_be_under_way_at_once_but_each_only_once(company: tuple[Workspace, ThirdParty]) -> None:
    workspace, own = company
    a_draft(workspace, own, kind=ASKED)
    a_draft(workspace, own, kind=CHECK)
    for kind in (ASKED, CHECK):
        with pytest.raises(StateError):
            a_draft(workspace, own, kind=kind)


def test_a_third_party_is_not_checked_as_ourselves_nor_we_as_one(company: tuple[Workspace, ThirdParty]) -> None:
    workspace, own = company
    with pytest.raises(StateError):
        a_draft(workspace, own, kind=AssessmentKind.PERIODIC)
    with workspace.unit() as unit:
        [party] = [one for one in unit.records.select(ThirdParty) if not one.is_self]
    with pytest.raises(StateError):
        a_draft(workspace, party, kind=CHECK)


def test_whoever_answered_the_check_does_not_decide_it(company: tuple[Workspace, ThirdParty]) -> None:
    workspace, own = company
    check = a_draft(workspace, own, kind=CHECK)
    fill(workspace, check)
    submit(workspace, check, actor=FILLER, at=AT)
    filler = replace(FILLER, roles=REVIEWER.roles)
    with pytest.raises(SelfApprovalError):
        decide(workspace, check, decision=Decision.APPROVED, reason="自分で", actor=filler, at=AT)


def test_each_heading_is_told_by_our_own_check_alone(company: tuple[Workspace, ThirdParty]) -> None:
    workspace, own = company
    a_decided(workspace, own, kind=ASKED)

    def states(kind: AssessmentKind | None) -> set[Coverage]:
        with workspace.unit() as unit:
            number = unit.number()
        found = coverage(workspace, SELF_ID, "appi-gl", on=TODAY, number=number, kind=kind)
        return {row.state for row in found.rows if row.id in HEADINGS}

    assert states(CHECK) == {Coverage.NOT_ASKED}
    assert states(None) != {Coverage.NOT_ASKED}
    a_decided(workspace, own, kind=CHECK, at=later(1))
    assert states(CHECK) != {Coverage.NOT_ASKED}


def test_the_pack_of_processors_is_proposed_first(company: tuple[Workspace, ThirdParty]) -> None:
    workspace, _ = company
    first = propose_packs(workspace, SELF_ID)[0]
    assert (first.pack_id, first.group, first.is_required) == (PACK_ID, "full", True)


def test_point_a3_is_met_once_a_whole_check_was_approved_and_open_when_it_is_old(
    company: tuple[Workspace, ThirdParty],
) -> None:
    workspace, own = company
    check = a_decided(workspace, own, kind=CHECK)
    assert ours(workspace) == {"C-EV1": ("A3",)}
    with workspace.unit() as unit:
        [gap] = [span for span in unit.spans.known_now(SELF_ID) if span.rule_id == "C-EV1"]
    question, request = gap.subject_key.split("/")[-2:]
    file_evidence(
        workspace, third_party_id=SELF_ID, assessment_id=check.id, question_id=question, request_id=request,
        filename="方針.txt", body="基本方針".encode(), actor=FILLER, at=AT,
    )  # fmt: skip
    assert ours(workspace) == {}
    assert a3(workspace) is PointState.MET
    with workspace.unit() as unit:
        old = AsOf(add_months(TODAY, 12) + timedelta(days=1), unit.number(), is_past=False)
        due = AsOf(add_months(TODAY, 12), unit.number(), is_past=False)
    assert scorecard(workspace, due, is_own=True).of("A3").state is PointState.MET
    assert scorecard(workspace, old, is_own=True).of("A3").state is PointState.OPEN
