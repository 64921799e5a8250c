"""Asking only the gaps: what goes into the short pack, what of its conditions stays, and how its answers come back."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kit.assessing import (
    FILLER,
    GOOD,
    REVIEWER,
    a_decided,
    a_draft,
    an_assessing_workspace,
    fill,
    later,
    later_pack,
    no,
    not_applicable,
    unknown,
)
from kit.builders import AT, TODAY, an_actor
from kit.examples import examples
from sakimori.domain.codes import AssessmentKind, AssessmentState, UserRole
from sakimori.domain.questions.assessment import AnswerMethod
from sakimori.domain.questions.condition import AnswerIn, leaves
from sakimori.domain.questions.pack import AnswerState, Pack
from sakimori.domain.records.third_party import ThirdParty
from sakimori.errors import NotPermittedError, StateError
from sakimori.exchange.questionnaires.ours.pack_out import Form, Order, give
from sakimori.services.assessments.check import AnswerInput
from sakimori.services.assessments.decisions import send_back, submit
from sakimori.services.assessments.gap_pack import AskReason, gaps_of, make_gap_pack, original_of, short_pack
from sakimori.services.assessments.opening import open_assessment
from sakimori.services.assessments.packs.shelf import packs_on_shelf
from sakimori.services.assessments.sheet import Sheet, load_sheet
from sakimori.services.assessments.write import answer, answer_many, bring_back, returned_answers, rule_on_na
from sakimori.services.kernel.workspace import Workspace

OPTIONAL = ("Q-6", "Q-7", "Q-8", "Q-9")
REWORDED = ("暗号化していますか。", "保存中のデータを暗号化していますか。")


def sheet_of(workspace: Workspace, assessment_id: str) -> Sheet:
    with workspace.unit() as unit:
        return load_sheet(unit, assessment_id)


def reasons(workspace: Workspace, assessment_id: str, days: int = 0) -> dict[str, AskReason]:
    found = gaps_of(workspace, assessment_id, on=TODAY + timedelta(days=days)).found
    return {one.question.id: one.reason for one in found if one.question.id not in OPTIONAL}


def asked_again(workspace: Workspace, party: ThirdParty, assessment_id: str, **chosen: Any) -> tuple[Pack, str]:
    """The short pack, and an assessment on it."""
    pack = make_gap_pack(workspace, assessment_id, actor=FILLER, at=AT, **chosen)
    opened = open_assessment(
        workspace,
        party.id,
        pack_id=pack.id,
        group="full",
        kind=AssessmentKind.ONBOARDING,
        actor=FILLER,
        at=later(1),
    )
    return pack, opened.id


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, {}),
        ({"q_3": unknown()}, {"Q-3": AskReason.OPEN}),
        ({"q_3": AnswerInput("", state=AnswerState.UNDISCLOSED)}, {"Q-3": AskReason.OPEN}),
        ({"q_3": AnswerInput("", state=AnswerState.UNDEFINED)}, {"Q-3": AskReason.OPEN}),
        ({"q_3": no()}, {"Q-3": AskReason.FAILED}),
        ({"q_1": unknown()}, {"Q-1": AskReason.OPEN, "Q-2": AskReason.OPEN}),
        ({"q_1": no()}, {"Q-1": AskReason.FAILED, "Q-2": AskReason.FOLLOWS}),
        ({"q_1": not_applicable()}, {}),
    ],
)
def test_each_question_has_the_reason_for_which_it_is_asked_again(
    changed: dict[str, Any], expected: dict[str, AskReason]
) -> None:
    workspace, party = an_assessing_workspace()
    draft = a_draft(workspace, party)
    fill(workspace, draft, **changed)
    assert reasons(workspace, draft) == expected


def test_a_refused_na_is_open_and_an_old_answer_is_stale() -> None:
    workspace, party = an_assessing_workspace()
    draft = a_draft(workspace, party)
    fill(workspace, draft, q_1=not_applicable())
    submit(workspace, draft, actor=FILLER, at=AT)
    rule_on_na(workspace, draft, "Q-1", accept=False, text="該当します。", actor=REVIEWER, at=later(1))
    assert reasons(workspace, draft)["Q-1"] is AskReason.OPEN
    assert reasons(workspace, draft, days=400)["Q-3"] is AskReason.STALE


def test_the_newest_version_brings_its_new_and_its_reworded_questions(tmp_path: Path) -> None:
    workspace, party = an_assessing_workspace()
    decided = a_decided(workspace, party)
    workspace.pack_folder = later_pack(tmp_path, REWORDED, ('{id: "Q-9",', '{id: "Q-9", status: "disabled",'))
    assert reasons(workspace, decided.id) == {"Q-3": AskReason.NEW}
    pack = make_gap_pack(workspace, decided.id, actor=FILLER, at=AT)
    assert pack.question("Q-3").text.ja == REWORDED[1]
    assert all(question.id != "Q-9" for question in pack.questions)


def test_the_short_pack_keeps_ids_wording_rights_and_a_condition_whose_parent_is_in_it() -> None:
    workspace, party = an_assessing_workspace()
    draft = a_draft(workspace, party)
    fill(workspace, draft, q_1=unknown(), q_3=unknown())
    pack = make_gap_pack(workspace, draft, actor=FILLER, at=AT)
    original = sheet_of(workspace, draft).pack
    assert {"Q-1", "Q-2", "Q-3"} <= {question.id for question in pack.questions}
    assert all(question.text == original.question(question.id).text for question in pack.questions)
    assert pack.source == original.source
    assert pack.question("Q-2").when == original.question("Q-2").when
    assert pack in packs_on_shelf(workspace)


def test_a_condition_without_its_parent_is_gone_where_the_question_was_asked() -> None:
    workspace, party = an_assessing_workspace()
    draft = a_draft(workspace, party)
    fill(workspace, draft, q_2=unknown())
    pack = make_gap_pack(workspace, draft, actor=FILLER, at=AT)
    assert pack.question("Q-2").when is None
    assert all(question.id != "Q-1" for question in pack.questions)


def test_what_failed_is_asked_only_on_purpose() -> None:
    workspace, party = an_assessing_workspace()
    draft = a_draft(workspace, party)
    fill(workspace, draft, q_1=no(), q_3=unknown())
    gaps = gaps_of(workspace, draft, on=TODAY)
    assert not {"Q-1", "Q-2"} & {question.id for question in short_pack(gaps, "gaps-a-1").questions}
    on_purpose = short_pack(gaps, "gaps-a-1", {AskReason.FAILED})
    assert [question.id for question in on_purpose.questions] == ["Q-1", "Q-2"]


def test_the_same_gaps_give_the_pack_that_stands_and_others_a_new_one() -> None:
    workspace, party = an_assessing_workspace()
    draft = a_draft(workspace, party)
    fill(workspace, draft, q_3=unknown())
    first = make_gap_pack(workspace, draft, actor=FILLER, at=AT)
    assert make_gap_pack(workspace, draft, actor=FILLER, at=later(1)) == first
    answer(workspace, draft, AnswerInput("Q-3", value=("yes",), seen_seq=1), actor=FILLER, at=AT)
    assert make_gap_pack(workspace, draft, actor=FILLER, at=later(1)).id != first.id


def test_nothing_to_ask_is_said_and_an_auditor_asks_nothing() -> None:
    workspace, party = an_assessing_workspace()
    draft = a_draft(workspace, party)
    fill(workspace, draft)
    with pytest.raises(StateError):
        make_gap_pack(workspace, draft, reasons={AskReason.FAILED}, actor=FILLER, at=AT)
    with pytest.raises(NotPermittedError):
        make_gap_pack(workspace, draft, actor=an_actor(UserRole.AUDITOR), at=AT)


def test_it_goes_out_as_a_workbook() -> None:
    workspace, party = an_assessing_workspace()
    draft = a_draft(workspace, party)
    fill(workspace, draft, q_3=unknown())
    pack = make_gap_pack(workspace, draft, actor=FILLER, at=AT)
    assert give(pack, Form.XLSX, Order(group="full", language="ja", at=AT)).startswith(b"PK")


def test_what_comes_back_fills_the_open_original_and_ends_the_short_one() -> None:
    workspace, party = an_assessing_workspace()
    draft = a_draft(workspace, party)
    fill(workspace, draft, q_3=unknown(), q_4=unknown())
    pack, short = asked_again(workspace, party, draft)
    with workspace.unit() as unit:
        assert original_of(unit, sheet_of(workspace, short).assessment) == draft
    assert {question.id for question in pack.questions} == {"Q-3", "Q-4", *OPTIONAL}
    assert returned_answers(workspace, draft) == ()
    answers = [AnswerInput("Q-3", value=("yes",)), AnswerInput("Q-4", value=("24",))]
    answer_many(workspace, short, answers, actor=FILLER, at=later(2))
    assert bring_back(workspace, draft, actor=FILLER, at=later(3)) == 2
    now = sheet_of(workspace, draft)
    assert (now.answers["Q-3"].value, now.answers["Q-3"].method) == (("yes",), AnswerMethod.REUSE)
    assert now.answers["Q-3"].source == short
    assert sheet_of(workspace, short).assessment.state is AssessmentState.CANCELLED
    assert returned_answers(workspace, draft) == ()
    with pytest.raises(StateError):
        bring_back(workspace, draft, actor=FILLER, at=later(3))


@pytest.mark.parametrize("days", [0, 2], ids=["in the same second", "later"])
def test_an_answer_given_meanwhile_is_not_overwritten(days: int) -> None:
    workspace, party = an_assessing_workspace()
    draft = a_draft(workspace, party)
    fill(workspace, draft, q_3=unknown(), q_4=unknown())
    _pack, short = asked_again(workspace, party, draft)
    answer(workspace, draft, AnswerInput("Q-3", value=("no",), seen_seq=1), actor=FILLER, at=later(days))
    answers = [AnswerInput("Q-3", value=("yes",)), AnswerInput("Q-4", value=("24",))]
    answer_many(workspace, short, answers, actor=FILLER, at=later(3))
    (found,) = returned_answers(workspace, draft)
    assert (found.contested, [item.question_id for item in found.fills]) == (("Q-3",), ["Q-4"])
    assert bring_back(workspace, draft, actor=FILLER, at=later(4)) == 1
    assert sheet_of(workspace, draft).answers["Q-3"].value == ("no",)
    assert sheet_of(workspace, short).assessment.state is AssessmentState.DRAFT


def test_a_reworded_question_does_not_fill_the_one_that_was_asked(tmp_path: Path) -> None:
    workspace, party = an_assessing_workspace()
    draft = a_draft(workspace, party)
    fill(workspace, draft, q_3=unknown(), q_4=unknown())
    workspace.pack_folder = later_pack(tmp_path, REWORDED)
    _pack, short = asked_again(workspace, party, draft)
    answers = [AnswerInput("Q-3", value=("yes",)), AnswerInput("Q-4", value=("24",))]
    answer_many(workspace, short, answers, actor=FILLER, at=later(2))
    (found,) = returned_answers(workspace, draft)
    assert (found.elsewhere, [item.question_id for item in found.fills]) == (("Q-3",), ["Q-4"])
    bring_back(workspace, draft, actor=FILLER, at=later(3))
    assert sheet_of(workspace, draft).answers["Q-3"].state is AnswerState.UNKNOWN


def test_a_submitted_original_takes_nothing_until_it_is_sent_back() -> None:
    workspace, party = an_assessing_workspace()
    draft = a_draft(workspace, party)
    fill(workspace, draft, q_3=unknown())
    submit(workspace, draft, actor=FILLER, at=AT)
    _pack, short = asked_again(workspace, party, draft)
    answer_many(workspace, short, [AnswerInput("Q-3", value=("yes",))], actor=FILLER, at=later(2))
    assert returned_answers(workspace, draft) == ()
    send_back(workspace, draft, reason="取り込むため", actor=REVIEWER, at=later(2))
    assert bring_back(workspace, draft, actor=FILLER, at=later(3)) == 1


SAID = st.sampled_from([None, AnswerInput("", value=("yes",)), no(), unknown()])


@given(
    st.fixed_dictionaries({"Q-1": SAID, "Q-2": SAID, "Q-3": SAID}),
    st.sets(st.sampled_from([AskReason.OPEN, AskReason.FAILED, AskReason.STALE, AskReason.NEW]), min_size=1),
)
@settings(max_examples=examples(40), deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_short_pack_holds_together(said: dict[str, AnswerInput | None], chosen: set[AskReason]) -> None:
    workspace, party = an_assessing_workspace()
    draft = a_draft(workspace, party)
    items = [AnswerInput(one, given.state, given.value) for one, given in said.items() if given is not None]
    items += [AnswerInput(one, value=value) for one, value in GOOD.items() if one not in said]
    answer_many(workspace, draft, items, actor=FILLER, at=AT)
    gaps = gaps_of(workspace, draft, on=TODAY)
    try:
        pack = short_pack(gaps, "gaps-a-1", chosen)
    except StateError:
        assert not any(one.reason in chosen for one in gaps.found)
        return
    inside = {question.id for question in pack.questions}
    for question in pack.questions:
        parents = (
            [leaf.question for leaf in leaves(question.when) if isinstance(leaf, AnswerIn)] if question.when else []
        )
        assert set(parents) <= inside
        assert question.section in {section.id for section in pack.sections}
    if AskReason.OPEN in chosen:
        still_open = set(sheet_of(workspace, draft).score.open_questions)
        assert still_open <= inside
