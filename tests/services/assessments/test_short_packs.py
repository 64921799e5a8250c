"""Answers to a short pack count as answers to the pack that it asks again: one question raises one gap."""

from __future__ import annotations

from pathlib import Path

import pytest

from kit.assessing import (
    FILLER,
    REVIEWER,
    a_decided,
    a_draft,
    an_assessing_workspace,
    fill,
    later,
    later_pack,
    no,
    unknown,
)
from sakimori.domain.codes import AssessmentKind, Decision
from sakimori.domain.gap import Span
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.values.days import legal_day
from sakimori.services.assessments.check import AnswerInput
from sakimori.services.assessments.decisions import decide, submit
from sakimori.services.assessments.gap_pack import AskReason, gaps_of, make_gap_pack
from sakimori.services.assessments.opening import open_assessment
from sakimori.services.assessments.sheet import load_sheet
from sakimori.services.assessments.short_answers import answered_again
from sakimori.services.assessments.view import assessment_view
from sakimori.services.assessments.write import answer_many
from sakimori.services.kernel.recompute import recompute
from sakimori.services.kernel.workspace import Workspace

YES = AnswerInput("", value=("yes",))
ADDED = (
    '  - {id: "Q-11", section: "2", groups: ["full"], topic: {ja: "消去", en: "erasure"}, '
    'text: {ja: "消去していますか。", en: "Is it erased?"}, answers: "yes_no", expect: ["yes"], weight: "1", '
    'gap_set: "control", controls: ["appi-gl:10-1"]}'
)
"""A question that only a newer version of the small pack asks."""


def short(
    workspace: Workspace, party: ThirdParty, original: str, days: int, *, decides: bool = True, **answers: AnswerInput
) -> str:
    """An assessment that asks again what is answered here, handed in and, unless told otherwise, decided."""
    reasons = {AskReason.OPEN, AskReason.FAILED, AskReason.NEW}
    pack = make_gap_pack(workspace, original, reasons=reasons, actor=FILLER, at=later(days))
    opened = open_assessment(
        workspace, party.id, pack_id=pack.id, group="full", kind=AssessmentKind.ONBOARDING, actor=FILLER, at=later(days)
    )  # fmt: skip
    given = [AnswerInput(_id(name), item.state, item.value, item.reason) for name, item in answers.items()]
    answer_many(workspace, opened.id, given, actor=FILLER, at=later(days))
    submit(workspace, opened.id, actor=FILLER, at=later(days))
    if decides:
        decide(
            workspace, opened.id, decision=Decision.APPROVED, reason="確認した", actor=REVIEWER, at=later(days)
        )  # fmt: skip
    return opened.id


def _id(name: str) -> str:
    return name.upper().replace("_", "-")


def spans(workspace: Workspace, party: ThirdParty, question: str) -> list[Span]:
    with workspace.unit() as unit:
        return [one for one in unit.spans.known_now(party.id) if f"/{question}" in one.subject_key]


def rules(workspace: Workspace, party: ThirdParty, question: str) -> list[str]:
    return sorted(one.rule_id for one in spans(workspace, party, question))


def in_step(workspace: Workspace, days: int) -> bool:
    return not [found for *_, batch in recompute(workspace, on=legal_day(later(days))) for found in batch]


def test_a_gap_closes_when_a_short_pack_is_answered_well_and_no_second_one_stands_beside_it() -> None:
    workspace, party = an_assessing_workspace()
    decided = a_decided(workspace, party, q_2=no())
    assert rules(workspace, party, "Q-2") == ["pack:jp-processor/Q-2"]
    short(workspace, party, decided.id, 1, q_2=YES)
    assert rules(workspace, party, "Q-2") == []
    assert in_step(workspace, 1)


def test_a_question_that_fails_again_keeps_its_one_gap_and_is_mended_in_the_later_assessment() -> None:
    workspace, party = an_assessing_workspace()
    decided = a_decided(workspace, party, q_2=unknown())
    (before,) = spans(workspace, party, "Q-2")
    again = short(workspace, party, decided.id, 1, q_2=no())
    (after,) = spans(workspace, party, "Q-2")
    assert (before.gap_id, before.rule_id) == (after.gap_id, after.rule_id)
    assert after.severity is not before.severity
    assert after.fix_id == again
    assert in_step(workspace, 1)


def test_what_was_answered_before_does_not_displace_what_was_answered_later() -> None:
    workspace, party = an_assessing_workspace()
    first = a_decided(workspace, party, q_2=no())
    short(workspace, party, first.id, 1, q_2=YES)
    a_decided(workspace, party, at=later(2), kind=AssessmentKind.PERIODIC, q_2=no())
    assert rules(workspace, party, "Q-2") == ["pack:jp-processor/Q-2"]
    assert in_step(workspace, 2)


def test_answers_that_await_a_decision_do_not_displace_those_that_were_decided_on() -> None:
    workspace, party = an_assessing_workspace()
    decided = a_decided(workspace, party, q_2=no())
    short(workspace, party, decided.id, 1, decides=False, q_2=YES)
    assert rules(workspace, party, "Q-2") == ["pack:jp-processor/Q-2"]
    assert in_step(workspace, 1)


def test_a_failed_critical_question_is_told_once_and_closes_with_the_short_pack() -> None:
    workspace, party = an_assessing_workspace()
    decided = a_decided(workspace, party, decision=Decision.REJECTED, q_3=no())
    with workspace.unit() as unit:
        assert [s.subject_key for s in unit.spans.known_now(party.id) if s.rule_id == "C-AS2"] == [
            f"{party.id}/jp-processor"
        ]
    short(workspace, party, decided.id, 1, q_3=YES)
    with workspace.unit() as unit:
        assert [s for s in unit.spans.known_now(party.id) if s.rule_id == "C-AS2"] == []
    assert in_step(workspace, 1)


def test_a_condition_of_the_short_assessment_still_binds() -> None:
    workspace, party = an_assessing_workspace()
    decided = a_decided(workspace, party, q_2=unknown())
    again = short(workspace, party, decided.id, 1, decides=False, q_2=YES)
    due = legal_day(later(30))
    decide(
        workspace,
        again,
        decision=Decision.CONDITIONAL,
        reason="条件付き",
        conditions=(("写しを出す", due),),
        actor=REVIEWER,
        at=later(1),
    )
    with workspace.unit() as unit:
        assert [s.rule_id for s in unit.spans.known_now(party.id) if s.rule_id == "C-AS3"] == ["C-AS3"]
    assert in_step(workspace, 1)


def test_a_question_that_only_the_newer_version_asks_is_a_gap_of_the_pack_itself(tmp_path: Path) -> None:
    workspace, party = an_assessing_workspace()
    decided = a_decided(workspace, party)
    workspace.pack_folder = later_pack(tmp_path, ('\n  - {id: "Q-10",', f'\n{ADDED}\n  - {{id: "Q-10",'))
    assert {
        g.question.id for g in gaps_of(workspace, decided.id, on=legal_day(later(0))).found if g.reason is AskReason.NEW
    } == {"Q-11"}
    short(workspace, party, decided.id, 1, q_11=no())
    assert rules(workspace, party, "Q-11") == ["pack:jp-processor/Q-11"]
    assert not [g for g in gaps_of(workspace, decided.id, on=legal_day(later(1))).found if g.reason is AskReason.NEW]
    assert in_step(workspace, 1)


def asked_again(workspace: Workspace, assessment_id: str, days: int) -> set[str]:
    found = gaps_of(workspace, assessment_id, on=legal_day(later(days))).found
    return {one.question.id for one in found if one.reason is AskReason.OPEN}


def test_only_what_is_still_open_is_asked_again() -> None:
    workspace, party = an_assessing_workspace()
    decided = a_decided(workspace, party, q_2=unknown(), q_4=unknown())
    assert {"Q-2", "Q-4"} <= asked_again(workspace, decided.id, 0)
    short(workspace, party, decided.id, 1, q_2=YES, q_4=unknown())
    assert "Q-2" not in asked_again(workspace, decided.id, 1)
    assert "Q-4" in asked_again(workspace, decided.id, 1)


def test_the_original_names_what_was_answered_again_and_only_once_that_is_decided() -> None:
    workspace, party = an_assessing_workspace()
    decided = a_decided(workspace, party, q_2=no())
    before = workspace.head()[0]
    waiting = short(workspace, party, decided.id, 1, decides=False, q_2=YES)
    assert answered_again(workspace, decided.id, number=workspace.head()[0]) == ()
    decide(workspace, waiting, decision=Decision.APPROVED, reason="確認した", actor=REVIEWER, at=later(1))
    (found,) = answered_again(workspace, decided.id, number=workspace.head()[0])
    assert (found.short_id, found.question_ids) == (waiting, ("Q-2",))
    assert answered_again(workspace, decided.id, number=before) == ()
    today = legal_day(later(1))
    assert [g.question_id for g in assessment_view(workspace, decided.id, on=today, number=before).gaps] == ["Q-2"]
    assert assessment_view(workspace, decided.id, on=today, number=workspace.head()[0]).gaps == ()


def test_a_short_pack_of_a_short_pack_counts_for_the_first_one() -> None:
    workspace, party = an_assessing_workspace()
    decided = a_decided(workspace, party, q_2=unknown(), q_4=unknown())
    first = short(workspace, party, decided.id, 1, q_2=no(), q_4=unknown())
    short(workspace, party, first, 2, q_2=YES, q_4=unknown())
    assert rules(workspace, party, "Q-2") == []
    assert in_step(workspace, 2)


def test_a_short_assessment_foretells_the_gap_of_the_pack_itself() -> None:
    workspace, party = an_assessing_workspace()
    decided = a_decided(workspace, party, q_2=no())
    again = short(workspace, party, decided.id, 1, decides=False, q_2=no())
    with workspace.unit() as unit:
        sheet = load_sheet(unit, again)
    finding = sheet.finding(sheet.question("Q-2"))
    assert finding is not None
    assert finding.subject.key == f"{party.id}/jp-processor/Q-2"


@pytest.mark.parametrize("where", ["open", "handed in"])
def test_an_original_that_is_not_decided_raises_each_gap_once(where: str) -> None:
    workspace, party = an_assessing_workspace()
    draft = a_draft(workspace, party)
    fill(workspace, draft, q_2=no())
    if where == "handed in":
        submit(workspace, draft, actor=FILLER, at=later(0))
    short(workspace, party, draft, 1, q_2=no())
    assert rules(workspace, party, "Q-2") == ["pack:jp-processor/Q-2"]
    assert in_step(workspace, 1)
