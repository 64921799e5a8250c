"""Two assessments side by side, changes first; what is unknown is never the same as anything."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.assessing import (
    FILLER,
    PACKS,
    a_decided,
    a_draft,
    a_party,
    an_assessing_workspace,
    fill,
    later,
    later_pack,
    no,
    not_applicable,
    partly,
    unknown,
)
from kit.builders import AT
from sakimori.domain.questions.assessment import Answer
from sakimori.domain.questions.pack import AnswerState
from sakimori.errors import InvalidValueError, NotFoundError
from sakimori.services.assessments.check import AnswerInput
from sakimori.services.assessments.comparisons.view import (
    AnswerStanding,
    Comparison,
    Difference,
    Pairing,
    Row,
    compare,
    joint_standing,
)
from sakimori.services.assessments.opening import open_assessment
from sakimori.services.assessments.write import answer_many
from sakimori.services.kernel.evidence import file_evidence
from sakimori.services.kernel.workspace import Workspace

SECOND = "second-pack"


def compared(workspace: Workspace, left: str, right: str) -> Comparison:
    return compare(workspace, left, right, number=workspace.head()[0])


def row(comparison: Comparison, key: str) -> Row:
    return next(one for one in comparison.rows if one.key == key)


def of_two_cycles(first: dict[str, Any], second: dict[str, Any]) -> Comparison:
    workspace, party = an_assessing_workspace()
    one = a_decided(workspace, party, **first)
    two = a_draft(workspace, party, at=later(300))
    fill(workspace, two, at=later(300), **second)
    return compared(workspace, one.id, two)


def test_an_assessment_is_not_compared_with_itself_or_with_nothing() -> None:
    workspace, party = an_assessing_workspace()
    draft = a_draft(workspace, party)
    with pytest.raises(InvalidValueError):
        compared(workspace, draft, draft)
    with pytest.raises(NotFoundError):
        compared(workspace, draft, "as_none")


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ({}, {}, Difference.SAME),
        ({"q_1": partly()}, {}, Difference.BETTER),
        ({}, {"q_1": partly()}, Difference.WORSE),
        ({"q_1": partly()}, {"q_1": no()}, Difference.WORSE),
        ({}, {"q_1": unknown()}, Difference.NOW_OPEN),
        ({"q_1": unknown()}, {"q_1": no()}, Difference.NOW_KNOWN),
        ({"q_1": unknown()}, {"q_1": unknown()}, Difference.BOTH_OPEN),
        ({"q_1": not_applicable()}, {}, Difference.NOW_KNOWN),
    ],
)
def test_two_cycles_say_what_got_better_worse_or_unknown(
    first: dict[str, Any], second: dict[str, Any], expected: Difference
) -> None:
    comparison = of_two_cycles(first, second)
    assert comparison.pairing is Pairing.CYCLES
    assert row(comparison, "Q-1").difference is expected
    assert row(comparison, "Q-3").difference is Difference.SAME


def test_an_answer_of_which_nothing_is_expected_is_changed_never_better() -> None:
    comparison = of_two_cycles({}, {"q_5": AnswerInput("", value=("US",))})
    assert row(comparison, "Q-5").difference is Difference.CHANGED
    assert row(comparison, "Q-5").left.standing is AnswerStanding.KNOWN


def test_a_blank_on_both_sides_is_open_not_the_same() -> None:
    comparison = of_two_cycles({}, {})
    assert row(comparison, "Q-9").difference is Difference.BOTH_OPEN
    assert row(comparison, "Q-9").left.answers[0].answer is None


def test_the_order_of_several_choices_says_nothing() -> None:
    one = {"q_7": AnswerInput("", value=("paper", "disk"))}
    other = {"q_7": AnswerInput("", value=("disk", "paper"))}
    assert row(of_two_cycles(one, other), "Q-7").difference is Difference.SAME
    assert row(of_two_cycles(one, {"q_7": AnswerInput("", value=("disk",))}), "Q-7").difference is Difference.CHANGED


def test_a_question_that_an_answer_hides_stands_on_one_side_only() -> None:
    comparison = of_two_cycles({}, {"q_1": no()})
    assert row(comparison, "Q-2").difference is Difference.ONLY_LEFT
    assert row(comparison, "Q-2").right.standing is AnswerStanding.NOT_ASKED


def test_a_question_that_waits_for_an_unknown_answer_is_open() -> None:
    comparison = of_two_cycles({}, {"q_1": unknown()})
    assert row(comparison, "Q-2").difference is Difference.NOW_OPEN


def test_changes_come_first_and_the_sums_add_up() -> None:
    comparison = of_two_cycles({"q_2": no()}, {"q_1": partly()})
    order = [list(Difference).index(one.difference) for one in comparison.rows]
    assert order == sorted(order)
    assert comparison.rows[0].difference is Difference.WORSE
    assert sum(comparison.sums.values()) == len(comparison.rows)
    assert (comparison.sums[Difference.WORSE], comparison.sums[Difference.BETTER]) == (1, 1)


def test_across_versions_a_reworded_question_and_a_moved_yardstick_are_not_judged(tmp_path: Path) -> None:
    workspace, party = an_assessing_workspace()
    one = a_decided(workspace, party, q_4=AnswerInput("", value=("6",)))
    workspace.pack_folder = later_pack(
        tmp_path,
        ("暗号化していますか。", "保存中のデータを暗号化していますか。"),
        ('expect: {min: "12"}', 'expect: {min: "3"}'),
        version="2.0",
    )
    two = a_draft(workspace, party, at=later(300))
    fill(workspace, two, at=later(300), q_4=AnswerInput("", value=("4",)))
    comparison = compared(workspace, one.id, two)
    assert (comparison.left.pack.version, comparison.right.pack.version) == ("1.0", "2.0")
    assert row(comparison, "Q-3").difference is Difference.NOT_COMPARABLE
    assert row(comparison, "Q-4").difference is Difference.CHANGED
    assert row(comparison, "Q-1").difference is Difference.SAME


def test_two_third_parties_are_compared_with_their_documents() -> None:
    workspace, party = an_assessing_workspace()
    other = a_party(workspace, "株式会社あおば印刷")
    one, two = a_decided(workspace, party), a_draft(workspace, other)
    fill(workspace, two, q_3=no())
    file_evidence(
        workspace,
        third_party_id=other.id,
        filename="policy.pdf",
        body=b"%PDF-1.7",
        assessment_id=two,
        question_id="Q-1",
        actor=FILLER,
        at=AT,
    )
    comparison = compared(workspace, one.id, two)
    assert comparison.pairing is Pairing.VENDORS
    assert (comparison.left.party_name, comparison.right.party_name) == (party.legal_name, other.legal_name)
    assert row(comparison, "Q-3").difference is Difference.WORSE
    assert (row(comparison, "Q-1").left.evidence, row(comparison, "Q-1").right.evidence) == (0, 1)


def two_packs(folder: Path) -> Path:
    """The small pack and another one that shares a control with it and has one of its own."""
    later_pack(folder)
    (folder / "jp-processor@1.1.yaml").unlink()
    text = (PACKS / "jp-processor@1.0.yaml").read_text(encoding="utf-8").replace('"jp-processor"', f'"{SECOND}"')
    head, questions = text.split("questions:\n")
    kept = [line for line in questions.splitlines() if '"Q-3"' in line or '"Q-4"' in line]
    kept[1] = kept[1].replace("appi-gl:10-1", "mvsp:3.0/2.1")
    folder.joinpath(f"{SECOND}@1.0.yaml").write_text(head + "questions:\n" + "\n".join(kept) + "\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("answers", "left", "difference"),
    [
        ({}, AnswerStanding.SOUND, Difference.SAME),
        ({"q_1": no()}, AnswerStanding.PARTLY, Difference.BETTER),
        ({"q_1": unknown()}, AnswerStanding.OPEN, Difference.NOW_KNOWN),
    ],
)
def test_two_packs_meet_in_their_controls(
    tmp_path: Path, answers: dict[str, Any], left: AnswerStanding, difference: Difference
) -> None:
    workspace, party = an_assessing_workspace()
    workspace.pack_folder = two_packs(tmp_path)
    one = a_draft(workspace, party)
    optional = {f"q_{n}": AnswerInput("", value=(said,)) for n, said in OPTIONAL.items()}
    fill(workspace, one, **(optional | answers))
    two = open_assessment(workspace, party.id, pack_id=SECOND, group="full", actor=FILLER, at=AT).id
    given_there = [AnswerInput("Q-3", value=("yes",)), AnswerInput("Q-4", value=("12",))]
    answer_many(workspace, two, given_there, actor=FILLER, at=AT)
    comparison = compared(workspace, one, two)
    assert comparison.pairing is Pairing.PACKS
    shared = row(comparison, "appi-gl:10-1")
    assert (shared.left.standing, shared.right.standing) == (left, AnswerStanding.SOUND)
    assert shared.difference is difference
    assert row(comparison, "mvsp:3.0/2.1").difference is Difference.ONLY_RIGHT
    assert row(comparison, "mvsp:3.0/2.1").text.ja == "2.1"


OPTIONAL = {6: "2020-04-01", 7: "paper", 8: "https://example.com/terms", 9: "配送"}


@given(st.lists(st.sampled_from(list(AnswerStanding)), max_size=6))
def test_a_control_is_sound_only_where_nothing_under_it_fails_or_is_open(standings: list[AnswerStanding]) -> None:
    joint = joint_standing(standings)
    bad = {AnswerStanding.OPEN, AnswerStanding.PARTLY, AnswerStanding.NOT_MET}
    assert (joint is AnswerStanding.SOUND) is (AnswerStanding.SOUND in standings and not bad & set(standings))
    assert (joint in {AnswerStanding.PARTLY, AnswerStanding.NOT_MET}) is bool(
        {AnswerStanding.PARTLY, AnswerStanding.NOT_MET} & set(standings)
    )
    assert (joint is AnswerStanding.NOT_ASKED) is (set(standings) <= {AnswerStanding.NOT_ASKED})


def test_no_pair_of_states_of_which_one_is_open_is_the_same() -> None:
    said = {
        "open": (unknown(), no(), partly()),
        "state": (AnswerState.UNKNOWN, AnswerState.UNDISCLOSED, AnswerState.UNDEFINED),
    }
    opened = [AnswerInput("", state=state) for state in said["state"] if isinstance(state, AnswerState)]
    known = [AnswerInput("", value=("yes",)), no()]
    for one, other in (*product(opened, known), *product(known, opened), *product(opened, opened)):
        difference = row(of_two_cycles({"q_1": one}, {"q_1": other}), "Q-1").difference
        assert difference in {Difference.NOW_KNOWN, Difference.NOW_OPEN, Difference.BOTH_OPEN}


def test_answers_keep_their_day() -> None:
    comparison = of_two_cycles({}, {})
    left = row(comparison, "Q-1").left.answers[0]
    right = row(comparison, "Q-1").right.answers[0]
    assert isinstance(left.answer, Answer)
    assert left.answered_on is not None
    assert right.answered_on is not None
    assert left.answered_on < right.answered_on
