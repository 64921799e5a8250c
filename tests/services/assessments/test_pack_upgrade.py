"""A newer version of a pack: what changed, and which answers an assessment under way takes along."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.assessing import (
    FILLER,
    PACK_ID,
    PACKS,
    REVIEWER,
    a_decided,
    a_draft,
    an_assessing_workspace,
    fill,
    later,
    later_pack,
    not_applicable,
    unknown,
)
from kit.builders import AT, an_actor
from sakimori.domain.codes import AssessmentState, UserRole
from sakimori.domain.questions.assessment import AnswerMethod
from sakimori.domain.questions.pack import AnswerState, Pack, QuestionType
from sakimori.domain.values.text import Text
from sakimori.errors import NotPermittedError, StateError
from sakimori.exchange.packs.folder import load_pack
from sakimori.services.assessments.check import AnswerInput
from sakimori.services.assessments.decisions import send_back, submit
from sakimori.services.assessments.opening import cancel_assessment
from sakimori.services.assessments.pack_upgrade import offered_take_over, take_over
from sakimori.services.assessments.packs.questions import (
    MEANING,
    Aspect,
    Fate,
    keeps_meaning,
    pack_changes,
    wording_key,
)
from sakimori.services.assessments.sheet import Sheet, load_sheet
from sakimori.services.assessments.view import assessment_view
from sakimori.services.assessments.write import answer, answer_many, comment, resolve_comment, rule_on_na
from sakimori.services.kernel.workspace import Workspace

OTHER = an_actor(user_id="us04", name="森 さくら")
REWORDED = ("暗号化していますか。", "保存中のデータを暗号化していますか。")
ADDED = (
    '  - {id: "Q-10"',
    '  - {id: "Q-11", section: "1", groups: ["full"], topic: {ja: "鍵", en: "keys"}, '
    'text: {ja: "鍵を替えていますか。", en: "Are keys changed?"}, answers: "yes_no", expect: ["yes"], '
    'gap_set: "control", controls: ["appi-gl:10-1"]}\n  - {id: "Q-10"',
)


def small_pack() -> Pack:
    path = PACKS / f"{PACK_ID}@1.0.yaml"
    return load_pack(path.read_bytes(), path.name)


def on_later(workspace: Workspace, folder: Path, *changed: tuple[str, str]) -> None:
    workspace.pack_folder = later_pack(folder, *changed)


def sheet_of(workspace: Workspace, assessment_id: str) -> Sheet:
    with workspace.unit() as unit:
        return load_sheet(unit, assessment_id)


def changed_in(folder: Path, *changed: tuple[str, str]) -> dict[str, tuple[Fate, tuple[Aspect, ...]]]:
    later_pack(folder, *changed)
    path = folder / f"{PACK_ID}@1.1.yaml"
    found = pack_changes(small_pack(), load_pack(path.read_bytes(), path.name))
    assert found.same + sum(c.old is not None for c in found.changes) == len(small_pack().questions)
    return {change.question_id: (change.fate, change.aspects) for change in found.changes}


def test_nothing_changed_between_equal_versions(tmp_path: Path) -> None:
    assert changed_in(tmp_path) == {}


@pytest.mark.parametrize(
    ("changed", "question", "fate", "aspect"),
    [
        (REWORDED, "Q-3", Fate.MEANING, Aspect.WORDING),
        (("暗号化していますか。", "暗号化　していますか。"), "Q-3", Fate.REWORDED, Aspect.REWORDED),
        (("何か月保存しますか。", "何か月保存しませんか。"), "Q-4", Fate.MEANING, Aspect.WORDING),
        (("Is it encrypted?", "Is it ciphered?"), "Q-3", Fate.REWORDED, Aspect.REWORDED),
        (('unit: {ja: "か月", en: "months"}', 'unit: {ja: "年", en: "years"}'), "Q-4", Fate.MEANING, Aspect.UNIT),
        (('expect: {min: "12"}', 'expect: {min: "24"}'), "Q-4", Fate.COUNTED, Aspect.EXPECTED),
        (('expect: ["yes"], weight: "5"', 'expect: ["yes"], weight: "4"'), "Q-3", Fate.COUNTED, Aspect.WEIGHT),
        (('critical: "true", ', ""), "Q-3", Fate.COUNTED, Aspect.CRITICAL),
        (('type: "multi", answers: "media"', 'type: "text"'), "Q-7", Fate.MEANING, Aspect.TYPE),
        (('{ja: "媒体", en: "Disk"}', '{ja: "磁気媒体", en: "Disk"}'), "Q-7", Fate.MEANING, Aspect.CHOICES),
        (('in: ["yes", "partly"]', 'in: ["yes"]'), "Q-2", Fate.OTHER, Aspect.CONDITION),
        (('valid_for: "P2Y"', 'valid_for: "P1Y"'), "Q-1", Fate.OTHER, Aspect.EVIDENCE),
        (('id: "Q-9", section: "2"', 'id: "Q-9", section: "1"'), "Q-9", Fate.OTHER, Aspect.SECTION),
        (('{id: "Q-9",', '{id: "Q-9", status: "disabled",'), "Q-9", Fate.DISABLED, None),
    ],
)
def test_a_change_is_told_with_its_reason(
    tmp_path: Path, changed: tuple[str, str], question: str, fate: Fate, aspect: Aspect | None
) -> None:
    found = changed_in(tmp_path, changed)
    assert set(found) == {question}
    assert found[question][0] is fate
    assert aspect is None or aspect in found[question][1]


def test_an_added_question_is_told(tmp_path: Path) -> None:
    assert changed_in(tmp_path, ADDED) == {"Q-11": (Fate.ADDED, ())}


def test_a_removed_or_revived_question_is_told() -> None:
    pack = small_pack()
    without = replace(pack, questions=pack.questions[:-1])
    assert [c.fate for c in pack_changes(pack, without).changes] == [Fate.REMOVED]
    asleep = replace(pack.questions[0], status=type(pack.questions[0].status)("disabled"))
    sleeping = replace(pack, questions=(asleep, *pack.questions[1:]))
    assert [c.fate for c in pack_changes(sleeping, pack).changes] == [Fate.REVIVED]


@given(st.text(max_size=40), st.text(max_size=40))
def test_answers_stay_only_under_a_wording_that_a_reader_takes_for_the_same(first: str, second: str) -> None:
    pack = small_pack()
    old = replace(pack.questions[0], text=Text(first, "same"))
    new = replace(pack.questions[0], text=Text(second, "same"))
    assert keeps_meaning(pack, old, pack, new) is (wording_key(first) == wording_key(second))
    digits = [char for char in wording_key(first) if char.isdigit()]
    if keeps_meaning(pack, old, pack, new):
        assert digits == [char for char in wording_key(second) if char.isdigit()]


@given(st.sampled_from(list(QuestionType)), st.sampled_from(list(QuestionType)))
def test_another_type_is_another_question(first: QuestionType, second: QuestionType) -> None:
    pack = small_pack()
    old, new = (replace(pack.questions[0], type=kind) for kind in (first, second))
    assert keeps_meaning(pack, old, pack, new) is (first is second)


def test_what_keeps_an_answer_is_no_change_of_meaning(tmp_path: Path) -> None:
    for fate, aspects in changed_in(tmp_path, REWORDED, ADDED, ('expect: {min: "12"}', 'expect: {min: "6"}')).values():
        assert bool(MEANING & set(aspects)) is (fate is Fate.MEANING)


def test_no_take_over_is_offered_on_the_newest_version() -> None:
    workspace, party = an_assessing_workspace()
    draft = a_draft(workspace, party)
    assert offered_take_over(workspace, draft) is None
    with pytest.raises(StateError):
        take_over(workspace, draft, actor=FILLER, at=AT)


def test_an_open_assessment_is_offered_the_newer_version_with_its_numbers(tmp_path: Path) -> None:
    workspace, party = an_assessing_workspace()
    draft = a_draft(workspace, party)
    fill(workspace, draft)
    on_later(workspace, tmp_path, REWORDED, ADDED, ('{id: "Q-5",', '{id: "Q-5", status: "disabled",'))
    offer = offered_take_over(workspace, draft)
    assert offer is not None
    assert (offer.version, offer.kept, offer.again) == ("1.1", ("Q-1", "Q-2", "Q-4"), ("Q-3",))
    assert (offer.added, offer.dropped) == (("Q-11",), ("Q-5",))
    assert len(offer.kept) + len(offer.again) + len(offer.dropped) == 5


def test_taking_over_keeps_the_answers_with_their_hand_and_day_and_asks_the_changed_ones_again(tmp_path: Path) -> None:
    workspace, party = an_assessing_workspace()
    draft = a_draft(workspace, party)
    fill(workspace, draft)
    before = sheet_of(workspace, draft)
    on_later(workspace, tmp_path, REWORDED, ADDED)
    begun = take_over(workspace, draft, seen="1.1", actor=OTHER, at=later(400))
    assert sheet_of(workspace, draft).assessment.state is AssessmentState.CANCELLED
    now = sheet_of(workspace, begun.id)
    assert now.pack.version == begun.pack_version == "1.1"
    assert set(now.answers) == {"Q-1", "Q-2", "Q-4", "Q-5"}
    for question_id, carried in now.answers.items():
        given_then = before.answers[question_id]
        assert (carried.value, carried.state, carried.by, carried.at) == (
            given_then.value,
            given_then.state,
            FILLER.id,
            AT,
        )
        assert (carried.method, carried.source, carried.seq) == (AnswerMethod.REUSE, draft, 1)
    assert {q.id for q in now.blanks} == {"Q-3", "Q-11"}
    same = ("third_party_id", "service_id", "group", "kind", "due_on")
    assert all(getattr(begun, name) == getattr(before.assessment, name) for name in same)
    assert assessment_view(workspace, begun.id, on=begun.opened_on, number=workspace.head()[0]).progress == now.progress
    assert offered_take_over(workspace, begun.id) is None


def test_whoever_answered_before_still_may_not_decide(tmp_path: Path) -> None:
    workspace, party = an_assessing_workspace()
    draft = a_draft(workspace, party)
    fill(workspace, draft)
    on_later(workspace, tmp_path, ADDED)
    begun = take_over(workspace, draft, actor=OTHER, at=AT)
    work = assessment_view(workspace, begun.id, on=begun.opened_on, number=workspace.head()[0])
    assert FILLER.id in work.answered_by


def test_an_open_answer_stays_open(tmp_path: Path) -> None:
    workspace, party = an_assessing_workspace()
    draft = a_draft(workspace, party)
    fill(workspace, draft, q_4=unknown())
    on_later(workspace, tmp_path, ADDED)
    now = sheet_of(workspace, take_over(workspace, draft, actor=FILLER, at=AT).id)
    assert now.answers["Q-4"].state is AnswerState.UNKNOWN
    assert "Q-4" in now.score.open_questions


def test_rulings_and_open_remarks_and_the_reason_of_sending_back_go_along(tmp_path: Path) -> None:
    workspace, party = an_assessing_workspace()
    draft = a_draft(workspace, party)
    fill(workspace, draft, q_1=not_applicable())
    answer(workspace, draft, AnswerInput("Q-9", value=("配送",), seen_seq=0), actor=FILLER, at=AT)
    submit(workspace, draft, actor=FILLER, at=AT)
    rule_on_na(workspace, draft, "Q-1", accept=True, actor=REVIEWER, at=later(1))
    done = comment(workspace, draft, "Q-4", text="根拠は何ですか。", actor=REVIEWER, at=later(1)).record
    comment(workspace, draft, "Q-3", text="どの方式ですか。", actor=REVIEWER, at=later(1))
    resolve_comment(workspace, done.id, actor=REVIEWER, at=later(1))
    send_back(workspace, draft, reason="方式を教えてください。", actor=REVIEWER, at=later(1))
    on_later(workspace, tmp_path, REWORDED)
    begun = take_over(workspace, draft, actor=FILLER, at=later(2))
    work = assessment_view(workspace, begun.id, on=begun.opened_on, number=workspace.head()[0])
    assert begun.state is AssessmentState.SENT_BACK
    assert work.sent_back_reason.startswith("方式を教えてください。")
    ruled, asked = work.question("Q-1"), work.question("Q-3")
    assert ruled is not None
    assert ruled.is_na_accepted is True
    assert asked is not None
    assert asked.has_open_remark
    assert not any(q.has_open_remark for q in work.questions if q.question.id != "Q-3")


def test_only_an_assessment_under_way_is_taken_over(tmp_path: Path) -> None:
    workspace, party = an_assessing_workspace()
    decided = a_decided(workspace, party)
    draft = a_draft(workspace, party, at=later(1))
    cancel_assessment(workspace, draft, reason="やり直し", actor=FILLER, at=later(1))
    on_later(workspace, tmp_path, ADDED)
    for assessment_id in (decided.id, draft):
        assert offered_take_over(workspace, assessment_id) is None
        with pytest.raises(StateError):
            take_over(workspace, assessment_id, actor=FILLER, at=later(2))


def test_another_version_than_the_one_shown_is_refused(tmp_path: Path) -> None:
    workspace, party = an_assessing_workspace()
    draft = a_draft(workspace, party)
    on_later(workspace, tmp_path, ADDED)
    with pytest.raises(StateError):
        take_over(workspace, draft, seen="1.2", actor=FILLER, at=AT)
    assert sheet_of(workspace, draft).assessment.state is AssessmentState.DRAFT


def test_an_auditor_takes_nothing_over(tmp_path: Path) -> None:
    workspace, party = an_assessing_workspace()
    draft = a_draft(workspace, party)
    on_later(workspace, tmp_path, ADDED)
    with pytest.raises(NotPermittedError):
        take_over(workspace, draft, actor=an_actor(UserRole.AUDITOR), at=AT)


def test_a_due_day_that_has_passed_stays(tmp_path: Path) -> None:
    workspace, party = an_assessing_workspace()
    draft = a_draft(workspace, party)
    answer_many(workspace, draft, [], actor=FILLER, at=AT)
    on_later(workspace, tmp_path, ADDED)
    begun = take_over(workspace, draft, actor=FILLER, at=later(300))
    assert begun.due_on == sheet_of(workspace, draft).assessment.due_on
    assert begun.due_on is not None
    assert begun.due_on < begun.opened_on
