"""Questionnaires of others: a form becomes a private pack, a filled one an assessment, and nothing is lost twice."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from kit.assessing import a_party, later
from kit.builders import AT, a_workspace, an_actor
from kit.files.question_sheets import book, csv
from sakimori.domain.codes import AssessmentKind, AssessmentState, UserRole
from sakimori.domain.questions.assessment import Answer, AnswerMethod
from sakimori.domain.questions.pack import AnswerState
from sakimori.domain.questions.questionnaire import PrivatePack, QuestionnaireImport
from sakimori.domain.records.third_party import SELF_ID
from sakimori.errors import (
    InvalidValueError,
    MyNumberError,
    NotPermittedError,
    NumberInFileError,
    StateError,
    UnreadableFileError,
)
from sakimori.exchange.questionnaires.ours.answers_in_files import UNSAID
from sakimori.exchange.questionnaires.ours.private_pack import DESCRIBED, Polarity
from sakimori.exchange.questionnaires.reading.matching import How
from sakimori.services.assessments.check import AnswerInput
from sakimori.services.assessments.decisions import submit
from sakimori.services.assessments.opening import cancel_assessment, open_assessment
from sakimori.services.assessments.packs.shelf import find_pack, packs_on_shelf, withdraw_private
from sakimori.services.assessments.sheet import load_sheet
from sakimori.services.assessments.write import answer
from sakimori.services.audit.view import verify
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.questionnaires.intake import IntakeResult, plan_questionnaire, take_in
from sakimori.services.questionnaires.plan import (
    AnswerStep,
    Choices,
    NewPack,
    QuestionnairePlan,
    Target,
    pack_candidates,
)
from sakimori.services.questionnaires.reading import (
    FileRead,
    keep_profile,
    list_profiles,
    read_again,
    read_file,
    withdraw_profile,
)

HEADER = ("大項目", "No.", "確認事項", "回答", "備考")
ASKED = (
    ("組織", "1", "個人情報保護の責任者を定めていますか。", "○", ""),
    ("", "2", "個人データの取扱規程を定めていますか。", "△", "一部の部門"),
    ("技術", "3", "アクセス権限を3か月ごとに見直していますか。", "×", "来期に実施"),
    ("", "4", "操作の記録を取得していますか。", "該当なし", ""),
    ("", "5", "保存するデータを暗号化していますか。", "", ""),
)
FORM = NewPack("客先チェックシート", Polarity.YES, "株式会社きゃくさき", "送り手の許可なく転載できません。")


@cache  # a workbook holds the second in which it was made: the same file again is these bytes
def a_sheet(*changed: tuple[str, ...], asked: tuple[tuple[str, ...], ...] = ASKED) -> bytes:
    """The form of the customer; a row of the same number takes the place of the usual one."""
    by_number = {row[1]: row for row in changed}
    return book(HEADER, *(by_number.pop(row[1], row) for row in asked), *by_number.values())


@cache
def blank(data: tuple[tuple[str, ...], ...] = ASKED) -> bytes:
    """The form as it was sent out."""
    return book(HEADER, *((*row[:3], "", "") for row in data))


def dry_run(
    workspace: Workspace, file: FileRead, target: Target, form: NewPack | None = None, choices: Choices | None = None
) -> QuestionnairePlan:
    """What taking it in would do."""
    return plan_questionnaire(workspace, file, target, form, choices or Choices(), actor=an_actor())


def taken(
    workspace: Workspace, data: bytes, target: Target, form: NewPack | None = None, choices: Choices | None = None
) -> IntakeResult:
    """A file that was taken in as its dry run showed."""
    file = read_file(workspace, data, "客先.xlsx")
    plan = dry_run(workspace, file, target, form, choices)
    return take_in(workspace, plan, form, choices or Choices(), actor=an_actor(), at=AT)


def answers_of(workspace: Workspace, assessment_id: str) -> dict[str, Answer]:
    """The current answers of an assessment."""
    with workspace.unit() as unit:
        return dict(load_sheet(unit, assessment_id).answers)


def steps(plan: QuestionnairePlan) -> dict[str, AnswerStep]:
    """What happens to each question, by its number in the file."""
    return {line.asked.id: line.step for line in plan.lines}


def test_a_blank_form_becomes_a_private_pack_with_its_wording_and_licence() -> None:
    workspace = a_workspace()
    done = taken(workspace, blank(), Target(), FORM)
    assert done.assessment is None
    assert done.registered is not None
    assert (done.registered.sender, done.registered.licence) == (FORM.sender, FORM.licence)
    held = find_pack(workspace, done.pack.id)
    assert held == done.pack
    assert [q.id for q in held.questions] == ["1", "2", "3", "4", "5"]
    assert [q.text.ja for q in held.questions] == [row[2] for row in ASKED]
    assert [s.title.ja for s in held.sections] == ["組織", "技術"]
    assert {c.id for c in held.questions[0].choices} >= {"yes", "partly", "no", "na", DESCRIBED}
    assert done.pack in packs_on_shelf(workspace)


def test_the_same_blank_form_again_registers_nothing_more() -> None:
    workspace, form = a_workspace(), blank()
    taken(workspace, form, Target(), FORM)
    again = taken(workspace, form, Target(), replace(FORM, title="別の題名"))
    assert again.pack.title.ja == FORM.title
    with workspace.unit() as unit:
        assert len(unit.records.select(PrivatePack)) == 1


def test_a_filled_form_becomes_an_assessment_with_the_answers_as_written() -> None:
    workspace = a_workspace()
    party = a_party(workspace)
    done = taken(workspace, a_sheet(), Target(party.id), FORM)
    assert done.assessment is not None
    assert done.assessment.state is AssessmentState.DRAFT
    found = answers_of(workspace, done.assessment.id)
    assert {one: (given.value, given.note) for one, given in found.items() if given.value} == {
        "1": (("yes",), None),
        "2": (("partly",), "一部の部門"),
        "3": (("no",), "来期に実施"),
    }
    assert (found["4"].state, found["4"].reason) == (AnswerState.NA, UNSAID)
    assert "5" not in found
    assert {given.method for given in found.values()} == {AnswerMethod.IMPORT}
    assert found["3"].source.endswith("チェックシート!D4")


def test_a_second_import_changes_nothing_and_says_who_took_it_in() -> None:
    workspace = a_workspace()
    party = a_party(workspace)
    first = taken(workspace, a_sheet(), Target(party.id), FORM)
    before = workspace.head()
    file = read_file(workspace, a_sheet(), "客先.xlsx")
    plan = dry_run(workspace, file, Target(party.id, first.pack.id))
    assert plan.taken_in_by == "佐藤 美咲"
    assert set(steps(plan).values()) == {AnswerStep.SAME, AnswerStep.SILENT}
    again = take_in(workspace, plan, actor=an_actor(), at=later(1))
    assert again.answers == 0
    assert workspace.head() == before


def test_the_same_form_from_another_third_party_is_found_as_the_pack_that_it_is() -> None:
    workspace = a_workspace()
    first = taken(workspace, a_sheet(), Target(a_party(workspace).id), FORM)
    file = read_file(workspace, a_sheet(("組織", "1", ASKED[0][2], "×", "")), "別の会社.xlsx")
    best = pack_candidates(workspace, file)[0]
    assert (best.pack.id, best.share, best.is_private) == (first.pack.id, 1.0, True)
    other = a_party(workspace, "株式会社べつの会社")
    done = taken(workspace, file.data, Target(other.id, best.pack.id))
    assert done.assessment is not None
    assert answers_of(workspace, done.assessment.id)["1"].value == ("no",)


def test_a_reimport_never_blanks_an_answer() -> None:
    workspace = a_workspace()
    party = a_party(workspace)
    done = taken(workspace, a_sheet(), Target(party.id), FORM)
    assert done.assessment is not None
    plan = dry_run(workspace, read_file(workspace, blank(), "客先.xlsx"), Target(party.id, done.pack.id))
    assert set(steps(plan).values()) == {AnswerStep.SILENT}
    taken(workspace, blank(), Target(party.id, done.pack.id))
    assert answers_of(workspace, done.assessment.id).keys() == {"1", "2", "3", "4"}


def test_another_answer_stands_until_a_person_says_that_the_file_holds() -> None:
    workspace = a_workspace()
    party = a_party(workspace)
    done = taken(workspace, a_sheet(), Target(party.id), FORM)
    assert done.assessment is not None
    changed = a_sheet(("組織", "1", ASKED[0][2], "×", "空席"))
    target = Target(party.id, done.pack.id)
    plan = dry_run(workspace, read_file(workspace, changed, "客先2.xlsx"), target)
    assert [line.asked.id for line in plan.of(AnswerStep.CONFLICT)] == ["1"]
    taken(workspace, changed, target)
    assert answers_of(workspace, done.assessment.id)["1"].value == ("yes",)
    place = plan.of(AnswerStep.CONFLICT)[0].at
    taken(workspace, changed, target, choices=Choices(overwrite=frozenset({place})))
    assert answers_of(workspace, done.assessment.id)["1"].value == ("no",)


def test_what_a_person_wrote_in_between_is_a_conflict_too() -> None:
    workspace = a_workspace()
    party = a_party(workspace)
    done = taken(workspace, blank(), Target(), FORM)
    opened = open_assessment(workspace, party.id, pack_id=done.pack.id, group="full", actor=an_actor(), at=AT)
    answer(workspace, opened.id, AnswerInput("1", value=("no",), seen_seq=0), actor=an_actor(), at=AT)
    plan = dry_run(workspace, read_file(workspace, a_sheet(), "客先.xlsx"), Target(party.id, done.pack.id))
    assert steps(plan)["1"] is AnswerStep.CONFLICT
    assert plan.assessment == opened
    assert plan.of(AnswerStep.CONFLICT)[0].standing is not None


def test_a_dry_run_that_no_longer_holds_writes_nothing() -> None:
    workspace = a_workspace()
    party = a_party(workspace)
    done = taken(workspace, blank(), Target(), FORM)
    opened = open_assessment(workspace, party.id, pack_id=done.pack.id, group="full", actor=an_actor(), at=AT)
    plan = dry_run(workspace, read_file(workspace, a_sheet(), "客先.xlsx"), Target(party.id, done.pack.id))
    answer(workspace, opened.id, AnswerInput("1", value=("no",), seen_seq=0), actor=an_actor(), at=AT)
    with pytest.raises(StateError):
        take_in(workspace, plan, actor=an_actor(), at=AT)
    assert answers_of(workspace, opened.id).keys() == {"1"}


def test_a_form_that_asks_anew_in_other_words_is_a_suggestion_and_not_taken() -> None:
    workspace = a_workspace()
    party = a_party(workspace)
    done = taken(workspace, blank(), Target(), FORM)
    reworded = a_sheet(("技術", "5", "保存しているデータを暗号化していますか。", "○", ""))
    target = Target(party.id, done.pack.id)
    plan = dry_run(workspace, read_file(workspace, reworded, "客先.xlsx"), target)
    (line,) = plan.of(AnswerStep.SUGGESTED)
    assert line.match is not None
    assert (line.asked.id, line.match.how) == ("5", How.SUGGESTED)
    first = taken(workspace, reworded, target)
    assert first.assessment is not None
    assert "5" not in answers_of(workspace, first.assessment.id)
    assert first.record is not None
    assert "5" not in dict(first.record.matched).values()
    taken(workspace, reworded, target, choices=Choices(accepted=frozenset({line.at})))
    assert answers_of(workspace, first.assessment.id)["5"].value == ("yes",)


@pytest.mark.parametrize(
    "text",
    ["アクセス権限を6か月ごとに見直していますか。", "アクセス権限を3か月ごとに見直していませんか。"],
    ids=["another number", "another negation"],
)
def test_other_numbers_or_negations_are_never_suggested(text: str) -> None:
    workspace = a_workspace()
    party = a_party(workspace)
    done = taken(workspace, blank(), Target(), FORM)
    sheet = a_sheet(("技術", "3", text, "○", ""))
    plan = dry_run(workspace, read_file(workspace, sheet, "客先.xlsx"), Target(party.id, done.pack.id))
    assert steps(plan)["3"] is AnswerStep.UNKNOWN
    assert [question.id for question in plan.unasked] == ["3"]


def test_unclear_tokens_stop_the_import_until_a_person_has_said_what_they_mean() -> None:
    workspace = a_workspace()
    party = a_party(workspace)
    sheet = a_sheet(("組織", "1", ASKED[0][2], "不要", ""))
    file = read_file(workspace, sheet, "客先.xlsx")
    plan = dry_run(workspace, file, Target(party.id), FORM)
    assert steps(plan)["1"] is AnswerStep.LOOK
    with pytest.raises(StateError):
        take_in(workspace, plan, FORM, actor=an_actor(), at=AT)
    said = read_file(workspace, sheet, "客先.xlsx", said=[("不要", "na")])
    plan = dry_run(workspace, said, Target(party.id), FORM)
    done = take_in(workspace, plan, FORM, actor=an_actor(), at=AT)
    assert done.assessment is not None
    assert answers_of(workspace, done.assessment.id)["1"].state is AnswerState.NA
    with workspace.unit() as unit:
        (record,) = unit.records.select(QuestionnaireImport)
    assert read_again(workspace, record).reading.questions == said.reading.questions


def test_what_was_left_out_stops_the_import_until_a_person_has_seen_it() -> None:
    workspace = a_workspace()
    party = a_party(workspace)
    sheet = book(HEADER, *ASKED, ("", "", "", "", ""), ("", "", "", "○", ""))
    file = read_file(workspace, sheet, "客先.xlsx")
    assert [str(row.at) for row in file.reading.to_see] == ["チェックシート!D8"] or file.reading.must_be_seen
    plan = dry_run(workspace, file, Target(party.id), FORM)
    with pytest.raises(StateError):
        take_in(workspace, plan, FORM, actor=an_actor(), at=AT)
    done = take_in(workspace, plan, FORM, Choices(is_seen=True), actor=an_actor(), at=AT)
    assert done.answers > 0


def test_what_awaits_its_decision_takes_no_answers() -> None:
    workspace = a_workspace()
    party = a_party(workspace)
    done = taken(workspace, a_sheet(), Target(party.id), FORM)
    assert done.assessment is not None
    answer(workspace, done.assessment.id, AnswerInput("5", value=("yes",), seen_seq=0), actor=an_actor(), at=AT)
    submit(workspace, done.assessment.id, actor=an_actor(), at=AT)
    changed = a_sheet(("組織", "1", ASKED[0][2], "×", ""))
    plan = dry_run(workspace, read_file(workspace, changed, "客先.xlsx"), Target(party.id, done.pack.id))
    assert plan.blocked is not None
    with pytest.raises(StateError):
        take_in(workspace, plan, actor=an_actor(), at=AT)


def test_a_cancelled_assessment_does_not_keep_the_file_out() -> None:
    workspace = a_workspace()
    party = a_party(workspace)
    done = taken(workspace, a_sheet(), Target(party.id), FORM)
    assert done.assessment is not None
    cancel_assessment(workspace, done.assessment.id, reason="取り違え", actor=an_actor(), at=AT)
    again = taken(workspace, a_sheet(), Target(party.id, done.pack.id))
    assert again.assessment is not None
    assert again.assessment.id != done.assessment.id
    assert again.answers == 4


def test_our_own_company_answers_what_a_customer_asks_and_nothing_else() -> None:
    workspace = a_workspace()
    done = taken(workspace, blank(), Target(SELF_ID, kind=AssessmentKind.ASKED), FORM)
    assert done.assessment is not None
    assert done.assessment.kind is AssessmentKind.ASKED
    with pytest.raises(StateError):
        taken(workspace, a_sheet(), Target(SELF_ID, done.pack.id, service_id=None), FORM.__class__("他", Polarity.YES))
    with pytest.raises(StateError):
        taken(workspace, blank(), Target(a_party(workspace).id, done.pack.id, kind=AssessmentKind.ASKED))


def test_a_form_that_has_grown_becomes_the_next_version_of_its_pack() -> None:
    workspace = a_workspace()
    first = taken(workspace, blank(), Target(), FORM)
    rows = (*ASKED[:4], ("技術", "6", "多要素認証を使っていますか。", "", ""))
    grown = taken(workspace, blank(rows), Target(), replace(FORM, pack_id=first.pack.id))
    assert (grown.pack.id, grown.pack.version) == (first.pack.id, "1.1")
    assert [q.id for q in grown.pack.asked_in("full")] == ["1", "2", "3", "4", "6"]
    assert grown.pack.question("5").status.value == "disabled"
    assert find_pack(workspace, first.pack.id) == grown.pack
    assert find_pack(workspace, first.pack.id, "1.0") == first.pack


def test_what_was_sound_is_said_by_a_person_and_raises_gaps_only_then() -> None:
    workspace = a_workspace()
    judged = taken(workspace, blank(), Target(), FORM).pack
    assert judged.question("1").expect == ("yes",)
    other = taken(workspace, blank(ASKED[:3]), Target(), replace(FORM, sound=Polarity.NOT_JUDGED)).pack
    assert other.question("1").expect == ()
    assert [gap.when_answer for gap in other.question("1").gaps] == [("unknown", "undisclosed", "undefined", "blank")]
    adverse = replace(FORM, adverse=frozenset({"1"}))
    turned = taken(workspace, blank(ASKED[:2]), Target(), adverse).pack
    assert (turned.question("1").expect, turned.question("2").expect) == (("no",), ("yes",))


def test_a_private_pack_is_withdrawn_only_while_nothing_is_open_on_it() -> None:
    workspace = a_workspace()
    party = a_party(workspace)
    done = taken(workspace, a_sheet(), Target(party.id), FORM)
    assert done.registered is not None
    assert done.assessment is not None
    with pytest.raises(StateError):
        withdraw_private(workspace, done.registered.id, reason="古い", actor=an_actor(), at=AT)
    cancel_assessment(workspace, done.assessment.id, reason="取り違え", actor=an_actor(), at=AT)
    withdraw_private(workspace, done.registered.id, reason="古い", actor=an_actor(), at=AT)
    assert done.pack not in packs_on_shelf(workspace)
    taken(workspace, a_sheet(), Target(), FORM)
    assert done.pack in packs_on_shelf(workspace)


def test_a_form_without_a_title_and_people_without_the_right_are_refused() -> None:
    workspace = a_workspace()
    file = read_file(workspace, blank(), "客先.xlsx")
    with pytest.raises(InvalidValueError):
        dry_run(workspace, file, Target(), replace(FORM, title=" "))
    with pytest.raises(NotPermittedError):
        plan_questionnaire(workspace, file, Target(), FORM, actor=an_actor(UserRole.SALES))


@pytest.mark.parametrize("number", ["123456789018", "4111 1111 1111 1111"])
def test_a_file_with_a_number_of_a_person_is_refused_whole(number: str) -> None:
    sheet = a_sheet(("組織", "1", ASKED[0][2], "○", f"担当 {number}"))
    with pytest.raises(NumberInFileError) as refused:
        read_file(a_workspace(), sheet, "客先.xlsx")
    assert "担当 *" in refused.value.message("ja")
    assert number not in refused.value.message("ja")


@pytest.mark.parametrize("field", ["title", "sender", "licence"])
def test_nothing_that_is_said_of_a_form_holds_a_number_of_a_person(field: str) -> None:
    workspace = a_workspace()
    told: dict[str, Any] = {field: "番号 123456789018"}
    with pytest.raises(MyNumberError):
        dry_run(workspace, read_file(workspace, blank(), "客先.xlsx"), Target(), replace(FORM, **told))


def _profile(name: str) -> str:
    return (
        f'"profile": "{name}"\n"title": "客先"\n"sheets":\n- "name": "チェックシート"\n  "header": "1"\n  "rows": "1"\n'
        '  "labels": ["大項目", "No.", "確認事項", "回答", "備考"]\n'
        '  "columns": {"A": "section", "B": "id", "C": "question", "D": "answer", "E": "comment"}\n'
        '  "marks": {}\n  "fill_down": ["A"]\n"answers": {"不要": "na"}\n"default": ""\n"ends": []\n'
    )


def test_a_kept_profile_reads_the_form_that_it_fits_exactly() -> None:
    workspace = a_workspace()
    sheet = a_sheet(("組織", "1", ASKED[0][2], "不要", ""))
    assert read_file(workspace, sheet, "客先.xlsx").reading.ambiguous == {"不要": 1}
    kept = keep_profile(workspace, _profile("kyakusaki"), actor=an_actor(), at=AT).record
    file = read_file(workspace, sheet, "客先.xlsx")
    assert (file.reading.profile, dict(file.reading.ambiguous)) == ("kyakusaki", {})
    other = csv(("No", "質問", "回答"), ("1", "規程はありますか", "はい"))
    assert read_file(workspace, other, "a.csv").reading.profile != "kyakusaki"
    withdraw_profile(workspace, kept.id, reason="使わない", actor=an_actor(), at=AT)
    assert read_file(workspace, sheet, "客先.xlsx").reading.ambiguous == {"不要": 1}
    assert list_profiles(workspace) == ()


def test_a_profile_kept_again_takes_the_place_of_the_former_and_no_built_in_name() -> None:
    workspace = a_workspace()
    keep_profile(workspace, _profile("kyakusaki"), actor=an_actor(), at=AT)
    keep_profile(workspace, _profile("kyakusaki").replace("客先", "新しい客先"), actor=an_actor(), at=AT)
    assert [one.title for one in list_profiles(workspace)] == ["新しい客先"]
    with pytest.raises(InvalidValueError):
        keep_profile(workspace, _profile("generic"), actor=an_actor(), at=AT)
    with pytest.raises(UnreadableFileError):
        keep_profile(workspace, "profile: [", actor=an_actor(), at=AT)


def test_the_trail_of_all_this_verifies() -> None:
    workspace = a_workspace()
    taken(workspace, a_sheet(), Target(a_party(workspace).id), FORM)
    keep_profile(workspace, _profile("kyakusaki"), actor=an_actor(), at=AT)
    assert verify(workspace).is_intact
