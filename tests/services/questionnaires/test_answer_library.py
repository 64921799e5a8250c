"""The answer library: what was answered anywhere, whether it still holds, and what it would answer now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from kit.assessing import (
    FILLER,
    a_decided,
    a_draft,
    an_assessing_workspace,
    fill,
    later,
    not_applicable,
    unknown,
)
from kit.builders import AT, a_workspace, an_actor
from kit.files.question_sheets import book
from sakimori.domain.codes import AssessmentKind
from sakimori.domain.questions.assessment import Assessment
from sakimori.domain.questions.pack import AnswerState
from sakimori.domain.records.third_party import SELF_ID, Service, ThirdParty
from sakimori.exchange.questionnaires.ours.private_pack import DESCRIBED, Polarity
from sakimori.services.assessments.check import AnswerInput
from sakimori.services.assessments.comparisons.pairs import Ground, QuestionPair
from sakimori.services.assessments.decisions import submit
from sakimori.services.assessments.opening import cancel_assessment, open_assessment
from sakimori.services.assessments.view import assessment_view
from sakimori.services.assessments.write import answer_many
from sakimori.services.kernel.evidence import file_evidence
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import add_service
from sakimori.services.questionnaires.answer_library import LibraryEntry, Stale, answer_library, library_owners
from sakimori.services.questionnaires.intake import plan_questionnaire, take_in
from sakimori.services.questionnaires.plan import NewPack, Target
from sakimori.services.questionnaires.reading import read_file
from sakimori.services.questionnaires.suggestions import MOST, Suggestion, suggestions
from sakimori.services.settings.users import add_user

ENCRYPTED = "保存する個人データを暗号化していますか。"
TRAINED = "従業者に年1回の教育をしていますか。"
LOGGED = "操作の記録を取得していますか。"


def asked(
    workspace: Workspace, name: str, *questions: str, answers: Sequence[str] = (), marks: Sequence[str] = ()
) -> str:
    """A customer's sheet for our own company, filled or blank; its assessment."""
    cells = [*answers, *[""] * (len(questions) - len(answers))]
    rows = [(str(place), text, cell, "") for place, (text, cell) in enumerate(zip(questions, cells, strict=True), 1)]
    lists = {f"C2:C{len(rows) + 1}": tuple(marks)} if marks else {}
    data = book(("No.", "確認事項", "回答", "備考"), *rows, lists=lists)
    file = read_file(workspace, data, f"{name}.xlsx")
    form = NewPack(name, Polarity.YES, name)
    plan = plan_questionnaire(workspace, file, Target(SELF_ID, kind=AssessmentKind.ASKED), form, actor=an_actor())
    done = take_in(workspace, plan, form, actor=an_actor(), at=AT)
    assert done.assessment is not None
    return done.assessment.id


def library(workspace: Workspace, party: str = SELF_ID, *, on: date | None = None) -> tuple[LibraryEntry, ...]:
    return answer_library(workspace, party, on=on or AT.date(), number=workspace.head()[0])


def offered(
    workspace: Workspace, assessment_id: str, *, on: date | None = None
) -> Mapping[str, tuple[Suggestion, ...]]:
    number, day = workspace.head()[0], on or AT.date()
    work = assessment_view(workspace, assessment_id, on=day, number=number)
    return suggestions(workspace, work, on=day, number=number)


def answer(workspace: Workspace, assessment_id: str, *given: AnswerInput, hand_in: bool = False, days: int = 0) -> None:
    answer_many(workspace, assessment_id, given, actor=an_actor(), at=later(days))
    if hand_in:
        submit(workspace, assessment_id, actor=an_actor(), at=later(days))


def first_sheet(workspace: Workspace, *given: AnswerInput) -> str:
    """A customer's sheet of three questions that was answered and handed in."""
    one = asked(workspace, "客先A", ENCRYPTED, TRAINED, LOGGED)
    answer(workspace, one, *(given or (yes("1"), yes("2"), yes("3"))), hand_in=True)
    return one


def yes(question: str, **more: Any) -> AnswerInput:
    return AnswerInput(question, value=("yes",), **more)


def test_an_answer_is_listed_with_where_by_whom_and_on_what_it_rests() -> None:
    workspace, party = an_assessing_workspace()
    add_user(workspace, name=FILLER.name, department="", roles=FILLER.roles, user_id=FILLER.id, actor=an_actor(), at=AT)
    done = a_decided(workspace, party)
    file_evidence(
        workspace, third_party_id=party.id, filename="方針.pdf", body=b"%PDF-1.7",
        assessment_id=done.id, question_id="Q-1", valid_until=later(30).date(), actor=FILLER, at=AT,
    )  # fmt: skip
    entry = next(one for one in library(workspace, party.id) if one.question.id == "Q-1")
    assert (entry.assessment.id, entry.who, entry.answered_on) == (done.id, FILLER.name, AT.date())
    assert entry.can_be_used
    assert [(one.evidence.filename, one.is_valid) for one in entry.documents] == [("方針.pdf", True)]
    aged = next(one for one in library(workspace, party.id, on=later(31).date()) if one.question.id == "Q-1")
    assert [one.is_valid for one in aged.documents] == [False]


def test_what_leaves_the_matter_open_is_listed_and_never_offered() -> None:
    workspace, party = an_assessing_workspace()
    a_decided(workspace, party, q_3=unknown(), q_1=not_applicable())
    by_question = {one.question.id: one for one in library(workspace, party.id)}
    assert by_question["Q-3"].is_open
    assert not by_question["Q-3"].can_be_used
    assert by_question["Q-1"].answer.state is AnswerState.NA
    assert not by_question["Q-1"].is_open


def test_a_newer_answer_to_the_same_words_replaces_the_older_even_where_it_knows_less() -> None:
    workspace = a_workspace()
    first_sheet(workspace)
    two = asked(workspace, "客先B", LOGGED)
    answer(workspace, two, AnswerInput("1", state=AnswerState.UNKNOWN), days=1)
    of_logs = [one for one in library(workspace) if one.question.text.ja == LOGGED]
    assert [(one.is_open, one.is_newest) for one in of_logs] == [(True, True), (False, False)]
    three = asked(workspace, "客先C", "当社の質問票の版を書いてください。", LOGGED)
    assert offered(workspace, three) == {}


def test_only_what_no_reader_notices_is_the_same_wording() -> None:
    workspace = a_workspace()
    first_sheet(workspace)
    two = asked(workspace, "客先B", "当社の質問票の版を書いてください。", TRAINED.replace("年1回", "年 １ 回"))
    assert offered(workspace, two)["2"][0].pair.ground is Ground.WORDING
    answer(workspace, two, yes("2"), days=1)
    assert [one.is_newest for one in library(workspace) if one.question.text.ja == TRAINED] == [False]


def test_a_document_stands_behind_the_questions_of_its_own_pack_alone() -> None:
    workspace = a_workspace()
    one = first_sheet(workspace)
    answer(workspace, asked(workspace, "客先B", "委託先の一覧を管理していますか。"), yes("1"))
    file_evidence(
        workspace, third_party_id=SELF_ID, filename="鍵.pdf", body=b"%PDF-1.7",
        assessment_id=one, question_id="1", actor=FILLER, at=AT,
    )  # fmt: skip
    of_both = {entry.assessment.id: len(entry.documents) for entry in library(workspace) if entry.question.id == "1"}
    assert sorted(of_both.values()) == [0, 1]
    assert of_both[one] == 1


def test_a_cancelled_assessment_and_a_hidden_question_are_not_in_it() -> None:
    workspace, party = an_assessing_workspace()
    draft = a_draft(workspace, party)
    fill(workspace, draft)
    answer_many(workspace, draft, [AnswerInput("Q-1", value=("no",))], actor=FILLER, at=AT)
    assert "Q-2" not in {one.question.id for one in library(workspace, party.id)}
    cancel_assessment(workspace, draft, reason="取り違え", actor=FILLER, at=AT)
    assert library(workspace, party.id) == ()


def test_the_owners_of_answers_begin_with_our_own_company() -> None:
    workspace, party = an_assessing_workspace()
    a_decided(workspace, party)
    first_sheet(workspace)
    assert [(one.third_party_id, one.is_own) for one in library_owners(workspace)] == [
        (SELF_ID, True), (party.id, False),
    ]  # fmt: skip


def test_a_past_day_shows_what_was_known_then() -> None:
    workspace, party = an_assessing_workspace()
    before = workspace.head()[0]
    a_decided(workspace, party)
    assert answer_library(workspace, party.id, on=AT.date(), number=before) == ()


def test_the_same_words_in_another_customers_sheet_are_offered_surely_with_their_source() -> None:
    workspace = a_workspace()
    one = first_sheet(workspace, yes("1", note="AES-256"), AnswerInput("2", value=("no",)), yes("3"))
    two = asked(workspace, "客先B", "LOGGED", TRAINED.replace("。", " 。").replace(" ", ""), ENCRYPTED)
    found = offered(workspace, two)
    assert set(found) == {"2", "3"}
    of_encryption = found["3"][0]
    assert (of_encryption.pair.ground, of_encryption.is_sure) == (Ground.WORDING, True)
    assert (of_encryption.input.value, of_encryption.input.note) == (("yes",), "AES-256")
    assert of_encryption.input.source == one
    assert found["2"][0].input.value == ("no",)


@pytest.mark.parametrize(
    ("wording", "is_offered"),
    [
        ("保存する個人データを全て暗号化していますか。", True),
        ("保存する個人データを暗号化していませんか。", False),
        ("退職者のアカウントを消していますか。", False),
    ],
)
def test_other_words_are_suggested_only_where_alike_and_never_surely(wording: str, is_offered: bool) -> None:
    workspace = a_workspace()
    first_sheet(workspace)
    found = offered(workspace, asked(workspace, "客先B", "当社の質問票の版を書いてください。", wording))
    assert bool(found) is is_offered
    for one in found.values():
        assert one[0].pair.ground is Ground.ALIKE
        assert not one[0].is_sure


@pytest.mark.parametrize(
    ("wording", "is_offered"),
    [("個人データを保存時に暗号化しますか。", True), ("退職者のアカウントを消していますか。", False)],
)
def test_the_same_number_joins_two_questions_only_where_most_of_the_words_agree(
    wording: str,
    is_offered: bool,
) -> None:
    workspace = a_workspace()
    first_sheet(workspace)
    found = offered(workspace, asked(workspace, "客先B", wording))
    assert [(one.pair.ground, one.is_sure) for one in found.get("1", ())] == [(Ground.ID, False)] * is_offered


def test_another_number_is_another_question() -> None:
    workspace = a_workspace()
    first_sheet(workspace)
    assert offered(workspace, asked(workspace, "客先B", TRAINED.replace("1", "2"))) == {}


def test_what_nobody_has_handed_in_is_suggested_and_never_surely() -> None:
    workspace = a_workspace()
    one = asked(workspace, "客先A", ENCRYPTED)
    answer(workspace, one, yes("1"))
    (found,) = offered(workspace, asked(workspace, "客先B", TRAINED, ENCRYPTED))["2"]
    assert found.is_exact
    assert not found.is_sure


@pytest.mark.parametrize(("note", "is_sure"), [("バックアップは未実施", False), ("未実施のリスクはない", True)])
def test_a_yes_that_its_remark_takes_back_is_never_taken_unread(note: str, is_sure: bool) -> None:
    workspace = a_workspace()
    first_sheet(workspace, yes("1", note=note), yes("2"), yes("3"))
    (found,) = offered(workspace, asked(workspace, "客先B", ENCRYPTED))["1"]
    assert (found.is_contradicted, found.is_sure) == (not is_sure, is_sure)


def test_an_answer_older_than_a_year_says_so_and_is_not_taken_unread() -> None:
    workspace = a_workspace()
    first_sheet(workspace)
    two = asked(workspace, "客先B", ENCRYPTED)
    (found,) = offered(workspace, two, on=AT.date() + timedelta(days=400))["1"]
    assert found.entry.stale == (Stale.AGE,)
    assert not found.is_sure


def test_two_answers_to_the_same_words_that_differ_are_both_shown_and_neither_is_sure() -> None:
    workspace, party = an_assessing_workspace()
    service = add_service(workspace, Service("", party.id, "別の業務"), actor=FILLER, at=AT).record
    for value, service_id in (("yes", None), ("no", service.id)):
        one = open_assessment(
            workspace, party.id, pack_id="jp-processor", group="full", service_id=service_id, actor=FILLER, at=AT
        )
        answer_many(workspace, one.id, [AnswerInput("Q-3", value=(value,))], actor=FILLER, at=AT)
    third = add_service(workspace, Service("", party.id, "第三の業務"), actor=FILLER, at=AT).record
    new = open_assessment(
        workspace, party.id, pack_id="jp-processor", group="full", service_id=third.id, actor=FILLER, at=AT
    )
    found = offered(workspace, new.id)["Q-3"]
    assert {one.input.value for one in found} == {("yes",), ("no",)}
    assert all(one.is_contested and not one.is_sure and not one.is_same_subject for one in found)


def three_services(workspace: Workspace, party: ThirdParty, *answers: tuple[str, int]) -> str:
    """An open assessment of a service, after other services answered Q-1 on some days and handed that in."""
    for place, (value, days) in enumerate(answers):
        is_na = value == "na"
        service = add_service(workspace, Service("", party.id, f"業務{place}"), actor=FILLER, at=AT).record
        one = open_assessment(
            workspace, party.id, pack_id="jp-processor", group="full", service_id=service.id, actor=FILLER,
            at=later(days),
        )  # fmt: skip
        fill(
            workspace,
            one.id,
            at=later(days),
            q_1=AnswerInput(
                "", AnswerState.NA if is_na else AnswerState.ANSWERED, () if is_na else (value,), reason="一部の拠点"
            ),
        )
        submit(workspace, one.id, actor=FILLER, at=later(days))
    last = add_service(workspace, Service("", party.id, "新しい業務"), actor=FILLER, at=AT).record
    opened = open_assessment(
        workspace, party.id, pack_id="jp-processor", group="full", service_id=last.id, actor=FILLER, at=later(500)
    )
    return opened.id


def test_the_answer_for_another_service_is_never_sure() -> None:
    workspace, party = an_assessing_workspace()
    new = three_services(workspace, party, ("yes", 499))
    (found,) = offered(workspace, new, on=later(500).date())["Q-1"]
    assert (found.is_exact, found.entry.is_submitted, found.entry.stale) == (True, True, ())
    assert not found.is_sure


def test_a_fresh_answer_stands_before_a_stale_one_and_no_more_than_a_few_are_shown() -> None:
    workspace, party = an_assessing_workspace()
    new = three_services(workspace, party, ("no", 0), ("yes", 400), ("partly", 410))
    found = offered(workspace, new, on=later(500).date())["Q-1"]
    assert [one.input.value for one in found] == [("partly",), ("yes",), ("no",)]
    assert [bool(one.entry.stale) for one in found] == [False, False, True]


def test_four_answers_that_differ_are_cut_to_the_best_few() -> None:
    workspace, party = an_assessing_workspace()
    new = three_services(workspace, party, ("yes", 410), ("no", 420), ("partly", 430), ("na", 440))
    assert len(offered(workspace, new, on=later(500).date())["Q-1"]) == MOST


def test_the_answer_for_the_same_subject_stands_before_a_newer_one_for_a_service() -> None:
    workspace, party = an_assessing_workspace()
    a_decided(workspace, party, at=later(400))
    three_services(workspace, party, ("no", 450))
    with workspace.unit() as unit:
        (pack,) = {unit.pack(one.pack_digest) for one in unit.records.select(Assessment)}
    sheet = book(
        ("No.", "確認事項", "回答"), ("1", "版を書いてください。", ""), ("2", pack.question("Q-1").text.ja, "")
    )
    file, form = read_file(workspace, sheet, "取引先.xlsx"), NewPack("別の票", Polarity.YES)
    plan = plan_questionnaire(workspace, file, Target(party.id), form, actor=FILLER)
    done = take_in(workspace, plan, form, actor=FILLER, at=later(500))
    assert done.assessment is not None
    found = offered(workspace, done.assessment.id, on=later(500).date())["2"]
    assert [(one.input.value, one.is_same_subject) for one in found] == [(("yes",), True), (("no",), False)]


@pytest.mark.parametrize(
    ("changed", "is_sure"),
    [
        ({}, True),
        ({"lacks_reason": True}, False),
        ({"is_contested": True}, False),
        ({"is_contradicted": True}, False),
        ({"is_same_subject": False}, False),
        ({"pair": QuestionPair("1", Ground.ID)}, False),
        ({"pair": QuestionPair("1", Ground.QUESTION)}, True),
    ],
)
def test_only_what_raises_no_question_at_all_is_sure(changed: dict[str, Any], is_sure: bool) -> None:
    workspace = a_workspace()
    first_sheet(workspace)
    (one,) = offered(workspace, asked(workspace, "客先B", "版を書いてください。", ENCRYPTED))["2"]
    assert replace(one, **changed).is_sure is is_sure


def test_nothing_is_suggested_once_an_assessment_was_handed_in() -> None:
    workspace, party = an_assessing_workspace()
    service = add_service(workspace, Service("", party.id, "別の業務"), actor=FILLER, at=AT).record
    other = open_assessment(
        workspace, party.id, pack_id="jp-processor", group="full", service_id=service.id, actor=FILLER, at=AT
    )
    fill(workspace, other.id)
    answer_many(workspace, other.id, [AnswerInput("Q-9", value=("監査の記録",))], actor=FILLER, at=AT)
    draft = a_draft(workspace, party)
    fill(workspace, draft)
    assert set(offered(workspace, draft)) == {"Q-9"}
    submit(workspace, draft, actor=FILLER, at=AT)
    assert offered(workspace, draft) == {}


def test_other_words_never_make_the_same_words_contested() -> None:
    workspace = a_workspace()
    first_sheet(workspace)
    two = asked(workspace, "客先B", "保存する個人データを全て暗号化していますか。")
    answer(workspace, two, AnswerInput("1", value=("no",)), hand_in=True)
    found = offered(workspace, asked(workspace, "客先C", "版を書いてください。", ENCRYPTED))["2"]
    assert [(one.pair.ground, one.is_contested) for one in found] == [(Ground.WORDING, False), (Ground.ALIKE, False)]
    assert [one.is_sure for one in found] == [True, False]


def test_two_alike_questions_of_one_sheet_do_not_answer_each_other() -> None:
    workspace = a_workspace()
    one = asked(workspace, "客先A", ENCRYPTED, "保存する個人データを全て暗号化していますか。")
    answer(workspace, one, yes("1"))
    assert offered(workspace, one) == {}


def test_what_the_last_cycle_offers_is_not_offered_twice() -> None:
    workspace, party = an_assessing_workspace()
    a_decided(workspace, party)
    draft = a_draft(workspace, party, at=later(300), kind=AssessmentKind.PERIODIC)
    assert offered(workspace, draft, on=later(300).date()) == {}


def test_the_answers_of_an_open_assessment_are_not_offered_to_itself() -> None:
    workspace = a_workspace()
    one = asked(workspace, "客先A", ENCRYPTED, LOGGED)
    answer(workspace, one, yes("1"))
    assert offered(workspace, one) == {}


def test_a_choice_becomes_the_choice_of_the_same_meaning_or_words_or_nothing() -> None:
    workspace = a_workspace()
    first_sheet(workspace, AnswerInput("1", value=("partly",)), yes("2"), AnswerInput("3", value=("planned",)))
    listed = asked(workspace, "客先B", ENCRYPTED, TRAINED, LOGGED, marks=("○", "△", "×"))
    found = offered(workspace, listed)
    assert found["1"][0].input.value == ("partly",)
    assert found["2"][0].input.value == ("yes",)
    assert "3" not in found  # 予定 is none of ○△×


def test_words_go_beside_a_choice_only_as_a_described_answer() -> None:
    workspace = a_workspace()
    words = asked(workspace, "客先A", ENCRYPTED, answers=("データベースごとに鍵を分けて暗号化",))
    submit(workspace, words, actor=an_actor(), at=AT)
    (found,) = offered(workspace, asked(workspace, "客先B", ENCRYPTED, marks=("○", "×")))["1"]
    assert found.input.value == (DESCRIBED,)
    assert found.input.reason == "データベースごとに鍵を分けて暗号化"
