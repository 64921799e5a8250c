"""Every assessment under way on a shipped version goes to the newest one, with each answer that still answers."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from kit.assessing import FILLER, a_party, an_assessing_workspace, later
from kit.packs_out import SHIPPED
from sakimori.domain.codes import AssessmentKind, AssessmentState, Role
from sakimori.domain.questions.pack import Pack, Question, QuestionType
from sakimori.rules.facts.assessments import pack_facts
from sakimori.services.assessments.check import AnswerInput
from sakimori.services.assessments.decisions import submit
from sakimori.services.assessments.opening import open_assessment
from sakimori.services.assessments.pack_upgrade import offered_take_over, take_over
from sakimori.services.assessments.packs.questions import Fate, pack_changes
from sakimori.services.assessments.sheet import load_sheet
from sakimori.services.assessments.write import answer_many
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import edit

FOLDER = Path(__file__).parents[3] / "questionnaires"
NEWEST = {pack.id: pack for pack in SHIPPED}
OLD = [(pack, group.id) for pack in SHIPPED if pack is not NEWEST[pack.id] for group in pack.groups]
EACH = pytest.mark.parametrize(("old", "group"), OLD, ids=[f"{p.id}@{p.version}-{g}" for p, g in OLD])

ASKED_OTHERWISE = {
    "jp-processor@1.0": {"G-04", "G-05", "O-04", "O-05", "F-02", "R-02"},
    "jp-processor@1.1": {"G-04"},
    "jp-cloud@1.0": {"X-04"},
    "jp-cloud@1.1": set(),
    "jp-cloud-handling@1.0": set(),
    "jp-recipient@1.0": set(),
}
"""By version the questions whose wording now asks something else: their answers stay behind."""
COUNTED_OTHERWISE = {"jp-cloud": {"U-05"}}
"""Questions that ask the same and weigh more: statistics for itself are outside the entrusted work (GL 3-6-3(1))."""


def asked_otherwise(old: Pack) -> set[str]:
    return ASKED_OTHERWISE[f"{old.id}@{old.version}"]


def an_answer(question: Question) -> AnswerInput:
    """Some answer of the form that a question takes."""
    match question.type:
        case QuestionType.CHOICE:
            value = question.choices[0].id
        case QuestionType.COUNTRY_LIST:
            value = "JP"
        case QuestionType.URL:
            value = "https://terms.example"
        case _:
            value = "12"
    return AnswerInput(question.id, value=(value,))


def a_filled_assessment(folder: Path, old: Pack, group: str) -> tuple[Workspace, str]:
    """An assessment that was opened while only the old version lay in the folder, answered as far as it asks."""
    name = f"{old.id}@{old.version}.yaml"
    shutil.copy(FOLDER / name, folder / name)
    workspace, _ = an_assessing_workspace()
    party = a_party(workspace, "株式会社あさひ")
    everything = replace(party, roles=frozenset({Role.PROCESSOR, Role.CLOUD_PROVIDER, Role.RECIPIENT}))
    edit(workspace, everything, actor=FILLER, at=later(0))
    workspace.pack_folder = folder
    opened = open_assessment(
        workspace, party.id, pack_id=old.id, group=group, kind=AssessmentKind.ONBOARDING, actor=FILLER, at=later(1)
    )
    answer_many(workspace, opened.id, list(map(an_answer, old.asked_in(group))), actor=FILLER, at=later(2))
    workspace.pack_folder = FOLDER
    return workspace, opened.id


@EACH
def test_only_the_questions_that_a_person_listed_changed_their_meaning(old: Pack, group: str) -> None:
    changes = pack_changes(old, NEWEST[old.id])
    assert {change.question_id for change in changes.of(Fate.MEANING)} == asked_otherwise(old)
    assert not changes.of(Fate.REMOVED)
    assert not changes.of(Fate.DISABLED)
    assert {one.question_id for one in changes.of(Fate.COUNTED)} == COUNTED_OTHERWISE.get(old.id, set())
    assert group in {one.id for one in NEWEST[old.id].groups}


@EACH
def test_an_assessment_goes_to_the_newest_version_with_what_still_answers(
    old: Pack, group: str, tmp_path: Path
) -> None:
    workspace, assessment_id = a_filled_assessment(tmp_path, old, group)
    newest = NEWEST[old.id]
    offered = offered_take_over(workspace, assessment_id)
    assert offered is not None
    assert offered.version == newest.version
    asked = {question.id for question in old.asked_in(group)}
    assert set(offered.again) == asked_otherwise(old) & asked
    assert set(offered.kept) == asked - asked_otherwise(old)
    assert set(offered.added) == {question.id for question in newest.asked_in(group)} - asked
    assert offered.dropped == ()

    begun = take_over(workspace, assessment_id, actor=FILLER, at=later(3))
    assert (begun.pack_version, begun.group) == (newest.version, group)
    with workspace.unit() as unit:
        sheet = load_sheet(unit, begun.id)
    assert set(sheet.answers) == set(offered.kept)


@EACH
def test_what_was_taken_over_can_be_completed_and_handed_in(old: Pack, group: str, tmp_path: Path) -> None:
    workspace, assessment_id = a_filled_assessment(tmp_path, old, group)
    begun = take_over(workspace, assessment_id, actor=FILLER, at=later(3))
    with workspace.unit() as unit:
        given = set(load_sheet(unit, begun.id).answers)
    rest = [an_answer(q) for q in NEWEST[old.id].asked_in(group) if q.id not in given]
    answer_many(workspace, begun.id, rest, actor=FILLER, at=later(4))
    submit(workspace, begun.id, actor=FILLER, at=later(5))
    with workspace.unit() as unit:
        assert load_sheet(unit, begun.id).assessment.state is AssessmentState.SUBMITTED


@pytest.mark.parametrize("pack", SHIPPED, ids=[f"{p.id}@{p.version}" for p in SHIPPED])
def test_the_register_knows_every_fact_on_which_a_shipped_pack_depends(pack: Pack) -> None:
    _, party = an_assessing_workspace()
    known = pack_facts(party)
    assert {fact.id for fact in pack.facts if known.get(fact.id) is None} == set()
