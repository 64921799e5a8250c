"""Deadlines: every day by which somebody must act, counted from which fact, and who has none."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from kit.assessing import (
    FILLER,
    PACK_ID,
    REVIEWER,
    a_decided,
    a_draft,
    a_party,
    an_assessing_workspace,
    fill,
    gaps_now,
    later,
    partly,
)
from kit.builders import AT, TODAY, an_actor
from sakimori.domain.codes import AssessmentKind, Decision, Lifecycle, Severity
from sakimori.domain.gap import Gap
from sakimori.domain.records.third_party import SELF_ID, ThirdParty
from sakimori.domain.rule import DeadlineKind
from sakimori.domain.values.as_of import AsOf
from sakimori.domain.values.days import add_months
from sakimori.services.assessments.decisions import fulfil_condition, submit
from sakimori.services.assessments.opening import cancel_assessment, open_assessment
from sakimori.services.calendar.deadlines import Deadline, DeadlineFilter, deadline_page, undated_reviews
from sakimori.services.calendar.stages import Start
from sakimori.services.gaps.write import ask_waiver, decide_waiver, plan
from sakimori.services.kernel.evidence import file_evidence
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.lifecycle import archive, change_lifecycle
from sakimori.services.parties.write import edit, set_owner

A_YEAR_ON = add_months(TODAY, 12)
FAR = add_months(TODAY, 36)


def in_use(workspace: Workspace, party: ThirdParty) -> None:
    change_lifecycle(workspace, party.id, to=Lifecycle.IN_USE, reason="開始", actor=FILLER, at=AT)


def deadlines(
    workspace: Workspace, *, on: date, today: date, number: int, first: date, last: date
) -> tuple[Deadline, ...]:
    """What falls due between two days, and all that is overdue."""
    wanted = DeadlineFilter(first=first, last=last, overdue=True)
    found, total = deadline_page(workspace, AsOf(on, number, on < today), wanted, first=0, limit=10_000)
    assert len(found) == total
    return tuple(found)


def due(
    workspace: Workspace, *, on: date = TODAY, first: date = TODAY, last: date = FAR, kind: DeadlineKind | None = None
) -> list[Deadline]:
    with workspace.unit() as unit:
        number = unit.number_on(on, today=TODAY)
    found = deadlines(workspace, on=on, today=TODAY, number=number, first=first, last=last)
    return [deadline for deadline in found if kind in {None, deadline.kind}]


def test_the_next_review_counts_from_the_last_one() -> None:
    workspace, party = an_assessing_workspace()
    a_decided(workspace, party)
    in_use(workspace, party)
    (review,) = due(workspace, kind=DeadlineKind.REVIEW)
    assert (review.day, review.start, review.start_on) == (A_YEAR_ON, Start.LAST_REVIEW, TODAY)
    assert review.cites.ja == "法25条・GL 3-4-4(3)"
    assert review.severity is Severity.MEDIUM
    assert not review.is_overdue


def test_a_day_that_is_due_is_still_in_time_and_overdue_from_the_next() -> None:
    workspace, party = an_assessing_workspace()
    a_decided(workspace, party)
    in_use(workspace, party)
    assert not due(workspace, on=A_YEAR_ON, kind=DeadlineKind.REVIEW)[0].is_overdue
    assert due(workspace, on=A_YEAR_ON + timedelta(days=1), kind=DeadlineKind.REVIEW)[0].is_overdue


def test_a_review_keeps_its_day_after_it_became_graver() -> None:
    workspace, party = an_assessing_workspace()
    a_decided(workspace, party)
    in_use(workspace, party)
    (review,) = due(workspace, on=A_YEAR_ON + timedelta(days=200), kind=DeadlineKind.REVIEW)
    assert review.day == A_YEAR_ON
    assert review.is_overdue


def test_what_is_overdue_is_told_whatever_stretch_is_asked_for() -> None:
    workspace, party = an_assessing_workspace()
    a_decided(workspace, party)
    in_use(workspace, party)
    late = A_YEAR_ON + timedelta(days=30)
    kinds = {d.kind for d in due(workspace, on=late, first=late, last=late)}
    assert {DeadlineKind.REVIEW, DeadlineKind.VALIDITY} <= kinds


def test_what_lies_outside_the_stretch_is_left_out() -> None:
    workspace, party = an_assessing_workspace()
    a_decided(workspace, party)
    day_before = A_YEAR_ON - timedelta(days=1)
    assert due(workspace, last=day_before, kind=DeadlineKind.VALIDITY) == []
    assert len(due(workspace, last=A_YEAR_ON, kind=DeadlineKind.VALIDITY)) == 1
    assert due(workspace, first=A_YEAR_ON + timedelta(days=1), kind=DeadlineKind.VALIDITY) == []


def test_answers_are_due_until_they_are_handed_in_or_called_off() -> None:
    workspace, party = an_assessing_workspace()
    draft = a_draft(workspace, party)
    (answers,) = due(workspace, kind=DeadlineKind.ANSWER)
    assert (answers.day, answers.start, answers.start_on) == (TODAY + timedelta(days=30), Start.OPENED, TODAY)
    assert (answers.target.record, answers.target.record_id) == ("assessment", draft)
    cancel_assessment(workspace, draft, reason="取りやめ", actor=FILLER, at=AT)
    assert due(workspace, kind=DeadlineKind.ANSWER) == []


def test_what_a_customer_asks_of_us_is_due_too() -> None:
    workspace, _ = an_assessing_workspace()
    asked = open_assessment(
        workspace, SELF_ID, pack_id=PACK_ID, group="full", kind=AssessmentKind.ASKED, due_on=TODAY, actor=FILLER, at=AT
    )
    (answers,) = due(workspace, kind=DeadlineKind.ANSWER)
    assert (answers.third_party_id, answers.day) == (SELF_ID, TODAY)
    assert answers.title.ja.startswith("照会への回答")
    fill(workspace, asked.id)
    submit(workspace, asked.id, actor=FILLER, at=AT)
    assert due(workspace, kind=DeadlineKind.ANSWER) == []


def test_the_validity_of_the_assessment_that_counts_is_a_deadline() -> None:
    workspace, party = an_assessing_workspace()
    decided = a_decided(workspace, party)
    (validity,) = due(workspace, kind=DeadlineKind.VALIDITY)
    assert (validity.day, validity.start_on) == (decided.valid_until, decided.decided_on)
    assert validity.severity is Severity.BLOCK
    assert "小さな質問票" in validity.title.ja
    newer = a_decided(workspace, party, at=later(30))
    assert [d.day for d in due(workspace, kind=DeadlineKind.VALIDITY)] == [newer.valid_until]


def test_a_rejection_has_no_validity_that_could_end() -> None:
    workspace, party = an_assessing_workspace()
    a_decided(workspace, party, decision=Decision.REJECTED)
    assert due(workspace, kind=DeadlineKind.VALIDITY) == []


def test_evidence_is_due_on_its_last_valid_day() -> None:
    workspace, party = an_assessing_workspace()
    assessment = a_decided(workspace, party)
    file_evidence(
        workspace, third_party_id=party.id, assessment_id=assessment.id, question_id="Q-1", request_id="policy",
        filename="方針.txt", body=b"x", valid_until=A_YEAR_ON, actor=FILLER, at=AT,
    )  # fmt: skip
    (evidence,) = due(workspace, kind=DeadlineKind.EVIDENCE)
    assert evidence.day == A_YEAR_ON
    assert "方針の写し" in evidence.title.ja


def test_a_condition_is_due_until_it_is_met() -> None:
    workspace, party = an_assessing_workspace()
    a_decided(workspace, party, decision=Decision.CONDITIONAL)
    (condition,) = due(workspace, kind=DeadlineKind.CONDITION)
    assert condition.day == TODAY + timedelta(days=30)
    assert condition.title.ja == "承認の条件：是正する"
    fulfil_condition(workspace, condition.target.record_id, actor=REVIEWER, at=AT)
    assert due(workspace, kind=DeadlineKind.CONDITION) == []


def test_the_last_day_of_a_waiver_counts_only_once_it_is_approved() -> None:
    workspace, party = an_assessing_workspace()
    gap = gaps_now(workspace, party)["C-OW1"]
    last = TODAY + timedelta(days=50)
    asked = ask_waiver(workspace, gap, justification="事情", last_day=last, actor=FILLER, at=AT).record
    assert due(workspace, kind=DeadlineKind.WAIVER) == []
    decide_waiver(workspace, asked.id, approve=True, note="", actor=REVIEWER, at=AT)
    (waiver,) = due(workspace, kind=DeadlineKind.WAIVER)
    assert (waiver.day, waiver.start, waiver.start_on) == (last, Start.APPROVED, TODAY)


def test_a_planned_remediation_is_due_as_long_as_its_gap_is_open() -> None:
    workspace, party = an_assessing_workspace()
    a_decided(workspace, party, q_1=partly())
    gap = gaps_now(workspace, party)["pack:jp-processor/Q-1"]
    with workspace.unit() as unit:
        version = unit.records.get(Gap, gap).version
    day = TODAY + timedelta(days=20)
    plan(workspace, gap, plan="整える", plan_due_on=day, version=version, actor=FILLER, at=AT)
    (remedy,) = due(workspace, kind=DeadlineKind.REMEDIATION)
    assert (remedy.day, remedy.severity, remedy.start) == (day, Severity.MEDIUM, Start.PLANNED)
    a_decided(workspace, party, at=later(1))
    assert due(workspace, on=TODAY + timedelta(days=1), kind=DeadlineKind.REMEDIATION) == []


def test_a_deadline_is_the_business_of_the_owner_of_the_third_party() -> None:
    workspace, party = an_assessing_workspace()
    a_draft(workspace, party)
    assert due(workspace, kind=DeadlineKind.ANSWER)[0].owner_name == ""
    set_owner(workspace, party.id, "us01", actor=FILLER, at=AT)
    assert due(workspace, kind=DeadlineKind.ANSWER)[0].owner_name == "佐藤 美咲"


def test_an_archived_third_party_has_no_deadlines() -> None:
    workspace, party = an_assessing_workspace()
    a_decided(workspace, party)
    a_draft(workspace, party)
    archive(workspace, party.id, reason="誤り", actor=FILLER, at=AT)
    assert due(workspace) == []


def test_a_past_day_shows_the_deadlines_that_were_known_then() -> None:
    workspace, party = an_assessing_workspace()
    draft = a_draft(workspace, party)
    in_two_days = later(2)
    fill(workspace, draft, at=in_two_days)
    cancel_assessment(workspace, draft, reason="取りやめ", actor=FILLER, at=in_two_days)
    tomorrow, present = TODAY + timedelta(days=1), TODAY + timedelta(days=2)
    with workspace.unit() as unit:
        number = unit.number_on(tomorrow, today=present)
        head = unit.number()
    then = deadlines(workspace, on=tomorrow, today=present, number=number, first=TODAY, last=FAR)
    assert [d.kind for d in then] == [DeadlineKind.ANSWER]
    assert deadlines(workspace, on=present, today=present, number=head, first=TODAY, last=FAR) == ()


def test_who_is_in_use_without_a_next_review_has_no_date() -> None:
    workspace, party = an_assessing_workspace()
    other = a_party(workspace, "株式会社べつ")

    def without() -> list[str]:
        with workspace.unit() as unit:
            number = unit.number()
        return [u.third_party_id for u in undated_reviews(workspace, AsOf(TODAY, number))]

    assert without() == []  # candidates are not reviewed
    in_use(workspace, party)
    in_use(workspace, other)
    assert sorted(without()) == sorted([party.id, other.id])
    a_decided(workspace, party)
    assert without() == [other.id]
    with workspace.unit() as unit:
        standing = unit.records.get(ThirdParty, party.id)
    edit(workspace, replace(standing, person_count=None), actor=an_actor(), at=AT)
    assert sorted(without()) == sorted([party.id, other.id])  # an unknown tier has no cadence


def test_the_sooner_comes_first() -> None:
    workspace, party = an_assessing_workspace()
    a_decided(workspace, party, decision=Decision.CONDITIONAL)
    in_use(workspace, party)
    days = [d.day for d in due(workspace)]
    assert len(days) >= 3
    assert days == sorted(days)
