"""What a vendor can do: in its own assessment everything that it needs, and nothing anywhere else."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from io import BytesIO
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
from openpyxl import load_workbook

from kit.assessing import FILLER, GOOD, PACKS, REVIEWER, a_draft, a_party, an_assessing_workspace, fill, later
from kit.builders import AT, an_actor
from kit.inviting import Invited, an_invited_vendor, came, gap_to_cover, remarked
from sakimori.domain.codes import AssessmentState, Decision
from sakimori.domain.invitation import MOST_COLLEAGUES
from sakimori.domain.questions.assessment import Answer, AnswerMethod, Comment, CommentKind, Evidence
from sakimori.domain.questions.pack import AnswerState
from sakimori.domain.user import Actor
from sakimori.errors import (
    InvalidValueError,
    MyNumberError,
    NotFoundError,
    NotPermittedError,
    NumberInFileError,
    StateError,
)
from sakimori.services.assessments.check import AnswerInput
from sakimori.services.assessments.decisions import decide, send_back
from sakimori.services.assessments.view import assessment_view, measures_at
from sakimori.services.assessments.write import answer, comment, resolve_comment
from sakimori.services.invitations import vendor as services
from sakimori.services.invitations.copy import vendor_copy
from sakimori.services.invitations.links import vendor_of
from sakimori.services.invitations.vendor import (
    colleague_link,
    describe_measure,
    invite_colleague,
    reply,
    vendor_answer,
    vendor_file,
    vendor_submit,
    vendor_take_back,
)
from sakimori.services.invitations.view import VendorQuestion, vendor_view
from sakimori.services.invitations.write import revoke
from sakimori.services.kernel.access import RIGHTS, Permission
from sakimori.services.kernel.evidence import file_evidence
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import register

MY_NUMBER = "123456789018"


def said(question_id: str, *value: str, seq: int | None = 0, **more: Any) -> AnswerInput:
    return AnswerInput(question_id, value=value, seen_seq=seq, **more)


def question(place: Invited, question_id: str) -> VendorQuestion:
    found = vendor_view(place.workspace, actor=place.vendor, at=AT).question(question_id)
    assert found is not None
    return found


def standing(place: Invited) -> dict[str, Answer]:
    with place.workspace.unit() as unit:
        return {one.question_id: one for one in unit.records.current_answers(place.assessment_id)}


def records(place: Invited, kind: type) -> list:  # type: ignore[type-arg]
    with place.workspace.unit() as unit:
        return unit.records.select(kind)


def everything_answered(place: Invited) -> None:
    vendor_answer(
        place.workspace, [said(key, *value, seq=None) for key, value in GOOD.items()], actor=place.vendor, at=AT
    )


# Answers


def test_what_is_wrong_with_one_answer_costs_the_others_nothing() -> None:
    place = an_invited_vendor()
    items = [
        said("Q-1", "yes"), said("Q-2", "none of them"), said("Q-3", "partly"), said("Q-4", MY_NUMBER),
        said("Q-5", "JP", note=f"番号 {MY_NUMBER}"), said("Q-99", "yes"), said("Q-9", "配送と保管"),
    ]  # fmt: skip
    saved = vendor_answer(place.workspace, items, actor=place.vendor, at=AT)
    assert {one.question_id for one in saved.answers} == {"Q-1", "Q-9"} == set(standing(place))
    kinds = {key: type(error) for key, error in saved.refusals.items()}
    assert kinds == {
        "Q-2": InvalidValueError, "Q-3": InvalidValueError, "Q-4": MyNumberError, "Q-5": MyNumberError,
        "Q-99": NotFoundError,
    }  # fmt: skip
    assert not saved.conflicts


def test_an_answer_names_who_gave_it_and_by_which_way() -> None:
    place = an_invited_vendor()
    vendor_answer(place.workspace, [said("Q-1", "yes", source="as_other")], actor=place.vendor, at=AT)
    given = standing(place)["Q-1"]
    assert (given.by, given.method, given.source) == (place.vendor.id, AnswerMethod.VENDOR, "")
    ours = assessment_view(
        place.workspace, place.assessment_id, on=AT.date(), number=place.workspace.head()[0]
    ).question("Q-1")
    assert ours is not None
    assert ours.answered_by == "西村 遥（株式会社つむぎコールセンター）"
    assert place.invitation.started_at == AT


def test_nothing_answered_is_nothing_started() -> None:
    place = an_invited_vendor()
    vendor_answer(place.workspace, [said("Q-99", "yes")], actor=place.vendor, at=AT)
    assert place.invitation.started_at is None


def test_two_people_of_the_vendor_overwrite_nothing_of_each_other() -> None:
    place = an_invited_vendor()
    other = came(place.workspace, place.assessment_id, name="小林 蓮")
    vendor_answer(place.workspace, [said("Q-1", "yes"), said("Q-2", "yes")], actor=place.vendor, at=AT)
    late = [said("Q-1", "no"), said("Q-3", "yes")]
    saved = vendor_answer(place.workspace, late, actor=other.vendor, at=AT)
    assert [one.question_id for one in saved.answers] == ["Q-3"]
    (conflict,) = saved.conflicts.values()
    assert (conflict.who, conflict.ours.value) == ("西村 遥", ("no",))
    assert conflict.theirs is not None
    assert conflict.theirs.value == ("yes",)
    assert standing(place)["Q-1"].value == ("yes",)


def test_against_us_the_vendor_is_told_the_company_alone() -> None:
    place = an_invited_vendor()
    answer(place.workspace, place.assessment_id, said("Q-1", "yes"), actor=FILLER, at=AT)
    place.workspace.set_meta(name="青葉商事株式会社")
    saved = vendor_answer(place.workspace, [said("Q-1", "no")], actor=place.vendor, at=AT)
    assert saved.conflicts["Q-1"].who == "青葉商事株式会社"
    assert question(place, "Q-1").answered_by == "青葉商事株式会社"


def test_many_at_once_lose_nothing(tmp_path: Path) -> None:
    """Threads on a file: of each question exactly one answer of the first version stands, all others are told."""
    workspace = Workspace(tmp_path / "own.db", pack_folder=PACKS)
    party = register(workspace, replace(a_party(an_assessing_workspace()[0]), id=""), actor=FILLER, at=AT).record
    draft = a_draft(workspace, party)
    people = [came(workspace, draft, name=f"担当{letter}").vendor for letter in "ABCD"]
    gate, told = Barrier(len(people)), []

    def type_in(actor: Actor) -> None:
        gate.wait()
        for key, value in GOOD.items():
            saved = vendor_answer(workspace, [said(key, *value, note=actor.name)], actor=actor, at=AT)
            told.append((key, len(saved.answers), len(saved.conflicts)))

    threads = [Thread(target=type_in, args=(actor,)) for actor in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for key in GOOD:
        mine = [(stored, lost) for question_id, stored, lost in told if question_id == key]
        assert sorted(mine) == [(0, 1)] * (len(people) - 1) + [(1, 0)]
    with workspace.unit() as unit:
        assert {one.seq for one in unit.records.select(Answer)} == {1}


def test_the_answers_rest_once_they_are_handed_in_and_wake_when_they_are_sent_back() -> None:
    place = an_invited_vendor()
    everything_answered(place)
    vendor_submit(place.workspace, actor=place.vendor, at=AT)
    with pytest.raises(StateError):
        vendor_answer(place.workspace, [said("Q-1", "no", seq=1)], actor=place.vendor, at=AT)
    send_back(place.workspace, place.assessment_id, reason="Q-1の根拠を", actor=REVIEWER, at=AT)
    view = vendor_view(place.workspace, actor=place.vendor, at=AT)
    assert (view.is_fillable, view.sent_back_reason, view.submitted_on) == (True, "Q-1の根拠を", None)
    assert vendor_answer(place.workspace, [said("Q-1", "no", seq=1)], actor=place.vendor, at=AT).answers


def test_what_is_blank_keeps_from_handing_in() -> None:
    place = an_invited_vendor()
    everything_answered(place)
    blank = came(place.workspace, a_draft(place.workspace, a_party(place.workspace, "別の会社")), name="別の人")
    with pytest.raises(StateError):
        vendor_submit(blank.workspace, actor=blank.vendor, at=AT)
    assert set(vendor_view(blank.workspace, actor=blank.vendor, at=AT).blanks) >= {"Q-1", "Q-3"}
    stored = vendor_submit(place.workspace, actor=place.vendor, at=AT).record
    assert (stored.state, stored.submitted_by) == (AssessmentState.SUBMITTED, place.vendor.id)
    assert place.invitation.submitted_at == AT
    with pytest.raises(StateError):
        vendor_submit(place.workspace, actor=place.vendor, at=AT)


# Documents


def test_a_document_is_filed_for_the_vendors_own_question_and_taken_back_by_its_people() -> None:
    place = an_invited_vendor()
    other = came(place.workspace, place.assessment_id, name="小林 蓮")
    filed = vendor_file(
        place.workspace, question_id="Q-1", filename="../../etc/規程.pdf", body=b"%PDF", actor=place.vendor, at=AT
    ).record
    assert (filed.filename, filed.assessment_id, filed.uploaded_by) == (
        "規程.pdf",
        place.assessment_id,
        place.vendor.id,
    )
    (shown,) = question(place, "Q-1").documents
    assert (shown.filename, shown.who) == ("規程.pdf", "西村 遥")
    vendor_take_back(place.workspace, filed.id, reason="古い版", actor=other.vendor, at=AT)
    assert question(place, "Q-1").documents == ()
    with pytest.raises(StateError):
        vendor_take_back(place.workspace, filed.id, reason="もう一度", actor=other.vendor, at=AT)


def test_documents_of_others_are_neither_seen_nor_taken_back() -> None:
    place = an_invited_vendor()
    stranger = came(place.workspace, a_draft(place.workspace, a_party(place.workspace, "別の会社")), name="別の人")
    ours = file_evidence(
        place.workspace, third_party_id=place.invitation.third_party_id, assessment_id=place.assessment_id,
        question_id="Q-1", filename="社内の所見.pdf", body=b"%PDF-ours", actor=FILLER, at=AT,
    ).record  # fmt: skip
    theirs = vendor_file(
        place.workspace, question_id="Q-1", filename="a.pdf", body=b"%PDF", actor=place.vendor, at=AT
    ).record
    assert [one.filename for one in question(place, "Q-1").documents] == ["a.pdf"]
    for evidence, who in ((ours, place), (theirs, stranger), (ours, stranger)):
        with pytest.raises(NotFoundError):
            vendor_take_back(who.workspace, evidence.id, reason="取り下げ", actor=who.vendor, at=AT)
    assert not [one for one in records(place, Evidence) if one.withdrawn_on]


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"question_id": "Q-99"}, NotFoundError),
        ({"request_id": "no-such"}, NotFoundError),
        ({"body": b""}, InvalidValueError),
        ({"body": f"番号 {MY_NUMBER}".encode(), "filename": "a.txt"}, NumberInFileError),
    ],
)
def test_a_document_that_cannot_be_filed_is_refused(change: dict[str, object], error: type[Exception]) -> None:
    place = an_invited_vendor()
    given: dict[str, object] = {"question_id": "Q-1", "filename": "a.pdf", "body": b"%PDF"} | change
    with pytest.raises(error):
        vendor_file(place.workspace, **given, actor=place.vendor, at=AT)  # type: ignore[arg-type]
    assert records(place, Evidence) == []


# What is said


def test_a_measure_stands_where_the_answer_lacks_something() -> None:
    place = an_invited_vendor()
    with pytest.raises(StateError):
        describe_measure(place.workspace, "Q-1", "目視で補う", actor=place.vendor, at=AT)
    gap_to_cover(place)
    with pytest.raises(InvalidValueError):
        describe_measure(place.workspace, "Q-1", "  ", actor=place.vendor, at=AT)
    describe_measure(place.workspace, "Q-1", "週に一度の目視点検で補う", actor=place.vendor, at=AT)
    (remark,) = question(place, "Q-1").remarks
    assert (remark.kind, remark.text, remark.is_ours, remark.takes_reply) == (
        CommentKind.MEASURE, "週に一度の目視点検で補う", False, False,
    )  # fmt: skip
    assert [one.text for one in measures_at(place.workspace, place.assessment_id, "Q-1")] == [remark.text]
    assert measures_at(place.workspace, place.assessment_id, "Q-3") == ()


def test_a_measure_rules_on_nothing() -> None:
    """A 該当なし stays unruled, whatever the vendor adds to it."""
    place = an_invited_vendor()
    gap_to_cover(place)
    describe_measure(place.workspace, "Q-1", "目視で補う", actor=place.vendor, at=AT)
    na = AnswerInput("Q-1", AnswerState.NA, reason="この業務にはない", seen_seq=1)
    assert vendor_answer(place.workspace, [na], actor=place.vendor, at=AT).answers
    shown = assessment_view(
        place.workspace, place.assessment_id, on=AT.date(), number=place.workspace.head()[0]
    ).question("Q-1")
    assert shown is not None
    assert shown.is_na_accepted is None


def test_a_remark_is_answered_below_it_until_it_is_settled() -> None:
    place = an_invited_vendor()
    key = remarked(place)
    assert question(place, "Q-1").waits_for_reply
    reply(place.workspace, key, "来年3月です", actor=place.vendor, at=AT)
    (remark,) = question(place, "Q-1").remarks
    assert (remark.is_ours, remark.takes_reply, [one.text for one in remark.replies]) == (True, True, ["来年3月です"])
    assert not question(place, "Q-1").waits_for_reply
    resolve_comment(place.workspace, key, actor=FILLER, at=AT)
    with pytest.raises(StateError):
        reply(place.workspace, key, "もう一言", actor=place.vendor, at=AT)


def test_a_remark_is_answered_also_after_the_answers_were_handed_in() -> None:
    place = an_invited_vendor()
    everything_answered(place)
    vendor_submit(place.workspace, actor=place.vendor, at=AT)
    key = comment(place.workspace, place.assessment_id, "Q-1", text="根拠は", actor=REVIEWER, at=AT).record.id
    assert reply(place.workspace, key, "規程第3条です", actor=place.vendor, at=AT).record.reply_to == key
    decide(place.workspace, place.assessment_id, decision=Decision.APPROVED, reason="確認した", actor=REVIEWER, at=AT)
    with pytest.raises(StateError):
        reply(place.workspace, key, "もう一言", actor=place.vendor, at=AT)
    assert vendor_copy(place.workspace, actor=place.vendor, at=AT, language="ja").data


def test_nobody_replies_to_a_vendor_or_in_another_assessment() -> None:
    place = an_invited_vendor()
    key = remarked(place)
    stranger = came(place.workspace, a_draft(place.workspace, a_party(place.workspace, "別の会社")), name="別の人")
    with pytest.raises(NotFoundError):
        reply(stranger.workspace, key, "のぞき見", actor=stranger.vendor, at=AT)
    mine = reply(place.workspace, key, "来年3月です", actor=place.vendor, at=AT).record
    with pytest.raises(NotFoundError):
        reply(place.workspace, mine.id, "自分に", actor=place.vendor, at=AT)
    assert len(records(place, Comment)) == 2


# Colleagues


def test_a_colleague_comes_by_a_link_of_its_own_and_we_can_take_it_back() -> None:
    place = an_invited_vendor()
    made = invite_colleague(
        place.workspace, name="小林 蓮", email="k@vendor.example.jp", language="en", actor=place.vendor, at=AT
    ).record
    link = colleague_link(place.workspace, made.id, actor=place.vendor, at=AT)
    assert link.token != place.token
    (shown,) = vendor_view(place.workspace, actor=place.vendor, at=AT).colleagues
    assert (shown.name, shown.is_own) == ("小林 蓮", True)
    revoke(place.workspace, made.id, reason="不要", actor=FILLER, at=AT)
    assert vendor_of(place.workspace, made.id, at=AT) is None
    assert vendor_view(place.workspace, actor=place.vendor, at=AT).colleagues == ()
    with pytest.raises(StateError):
        colleague_link(place.workspace, made.id, actor=place.vendor, at=AT)


def test_a_vendor_makes_links_for_nobody_but_its_own_colleagues() -> None:
    place = an_invited_vendor()
    other = came(place.workspace, place.assessment_id, name="小林 蓮")
    for key in (other.vendor.id, place.vendor.id, "iv_none"):
        with pytest.raises(NotFoundError):
            colleague_link(place.workspace, key, actor=place.vendor, at=AT)


def test_so_many_colleagues_and_no_more_also_by_those_who_were_invited() -> None:
    place = an_invited_vendor()
    vendor = place.vendor
    for number in range(MOST_COLLEAGUES):
        made = invite_colleague(
            place.workspace, name=f"同僚{'一二三四五'[number]}", email=f"c{number}@vendor.example.jp", language="ja",
            actor=vendor, at=AT,
        ).record  # fmt: skip
        colleague_link(place.workspace, made.id, actor=vendor, at=AT)
        found = vendor_of(place.workspace, made.id, at=AT)
        assert found is not None
        vendor = found
    with pytest.raises(StateError):
        invite_colleague(
            place.workspace, name="六人目", email="six@vendor.example.jp", language="ja", actor=place.vendor, at=AT
        )


# What is seen


HIDDEN = {"score", "risk", "severity", "due_days", "points", "filed", "decision_reason", "decided_by", "owner", "names"}


def test_what_a_vendor_is_shown_has_no_field_of_ours() -> None:
    """Walked through the value itself: the questions of the pack, which goes out as a form anyway, apart."""
    place = an_invited_vendor()
    remarked(place)
    seen: set[str] = set()

    def walk(value: object) -> None:
        if is_dataclass(value) and type(value).__module__ == "sakimori.services.invitations.view":
            for spec in fields(value):
                seen.add(spec.name)
                walk(getattr(value, spec.name))
        elif isinstance(value, tuple):
            for one in value:
                walk(one)

    walk(vendor_view(place.workspace, actor=place.vendor, at=AT))
    assert {"gap", "remarks", "documents", "colleagues"} <= seen
    assert not seen & HIDDEN


def test_the_copy_holds_what_was_answered_and_runs_nothing() -> None:
    place = an_invited_vendor()
    items = [said("Q-1", "no"), said("Q-9", '=HYPERLINK("https://evil.example")', note="+SUM(1)")]
    assert len(vendor_answer(place.workspace, items, actor=place.vendor, at=AT).answers) == 2
    copy = vendor_copy(place.workspace, actor=place.vendor, at=AT, language="ja")
    book = load_workbook(BytesIO(copy.data))
    answers = {row[0].value: row for row in book["回答"].iter_rows(min_row=2)}
    assert answers["Q-1"][3].value == "いいえ"
    assert answers["Q-9"][3].value == '=HYPERLINK("https://evil.example")'
    assert {cell.data_type for row in answers.values() for cell in row} <= {"s", "n", "d"}
    assert copy.filename == "回答の控え_20261125.xlsx"
    with place.workspace.unit() as unit:
        (line,) = unit.accesses.lines(action="answers.copied")
    assert (line.entry.actor, line.entry.record_id) == (place.vendor.id, place.assessment_id)
    assert vendor_copy(place.workspace, actor=place.vendor, at=AT, language="en").filename.endswith(".xlsx")


# Rights

VENDORS = sorted(name for name, permission in RIGHTS.items() if permission is Permission.ANSWER_INVITED)


def test_no_service_of_a_vendor_takes_an_assessment() -> None:
    assert len(VENDORS) >= 10
    for name in VENDORS:
        module, _, function = name.rpartition(".")
        names = inspect.signature(getattr(__import__(module, fromlist=[function]), function)).parameters
        assert not {"assessment_id", "third_party_id"} & names.keys(), name


CALLS: dict[str, Callable[[Invited, Actor], object]] = {
    "view": lambda place, actor: vendor_view(place.workspace, actor=actor, at=AT),
    "copy": lambda place, actor: vendor_copy(place.workspace, actor=actor, at=AT, language="ja"),
    "answer": lambda place, actor: vendor_answer(place.workspace, [said("Q-1", "yes")], actor=actor, at=AT),
    "file": lambda place, actor: vendor_file(
        place.workspace, question_id="Q-1", filename="a.pdf", body=b"%PDF", actor=actor, at=AT
    ),
    "measure": lambda place, actor: describe_measure(place.workspace, "Q-1", "目視", actor=actor, at=AT),
    "submit": lambda place, actor: vendor_submit(place.workspace, actor=actor, at=AT),
    "colleague": lambda place, actor: invite_colleague(
        place.workspace, name="小林", email="k@vendor.example.jp", language="ja", actor=actor, at=AT
    ),
}


@pytest.mark.parametrize("call", CALLS)
def test_neither_ours_nor_a_forged_vendor_gets_in(call: str) -> None:
    place = an_invited_vendor()
    with pytest.raises(NotPermittedError):
        CALLS[call](place, an_actor())
    for forged in ("iv_none", place.assessment_id, "us01", ""):
        with pytest.raises(StateError):
            CALLS[call](place, replace(place.vendor, id=forged))
    with pytest.raises(StateError):
        CALLS[call](
            Invited(place.workspace.seen_by(place.vendor), place.assessment_id, place.vendor, ""),
            came(place.workspace, place.assessment_id, name="小林 蓮").vendor,
        )


@pytest.mark.parametrize("call", CALLS)
def test_when_the_link_is_over_nothing_works_any_more(call: str) -> None:
    place = an_invited_vendor()
    everything_answered(place)
    revoke(place.workspace, place.vendor.id, reason="担当が代わった", actor=FILLER, at=AT)
    head = place.workspace.head()
    with pytest.raises(StateError):
        CALLS[call](place, place.vendor)
    assert place.workspace.head() == head


def test_a_vendor_reads_and_writes_nothing_else_of_ours() -> None:
    place = an_invited_vendor()
    seat = place.workspace.seen_by(place.vendor)
    with pytest.raises(NotPermittedError), seat.unit():
        pass
    with pytest.raises(NotPermittedError):
        assessment_view(seat, place.assessment_id, on=AT.date(), number=1)
    with pytest.raises(NotPermittedError):
        answer(place.workspace, place.assessment_id, said("Q-1", "yes"), actor=place.vendor, at=AT)
    assert vendor_view(seat, actor=place.vendor, at=AT).questions
    assert services.vendor_answer(seat, [said("Q-1", "yes")], actor=place.vendor, at=later(0)).answers


def test_filling_by_us_goes_on_beside_the_vendor() -> None:
    place = an_invited_vendor()
    fill(place.workspace, place.assessment_id)
    assert vendor_submit(place.workspace, actor=place.vendor, at=AT).record.state is AssessmentState.SUBMITTED
