"""Procurement asks a vendor to answer: the dialog, the link shown once, the list, what stands at the questions."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from sakimori.clock import now
from sakimori.domain.invitation import Invitation
from sakimori.domain.questions.pack import AnswerState, QuestionType
from sakimori.domain.user import Actor
from sakimori.services.assessments.check import AnswerInput
from sakimori.services.assessments.view_parts import FilledQuestion
from sakimori.services.assessments.write import comment
from sakimori.services.invitations.links import enter
from sakimori.services.invitations.vendor import describe_measure, invite_colleague, reply, vendor_answer
from sakimori.services.kernel.workspace import Workspace
from ui.assessments.test_assess import a_draft, page_of, text_of, workspace
from ui.assessments.test_suggestions import ACTOR
from ui.conftest import Show


def invited_by_hand(at: AppTest, name: str = "西村 遥", email: str = "nishimura@vendor.example.jp") -> str:
    """The link that the dialog shows, as the part behind the #."""
    at.button(key="invite").click().run()
    at.text_input(key="invite_name").set_value(name)
    at.text_input(key="invite_email").set_value(email).run()
    at.button(key="invite_do").click().run()
    assert not at.exception
    body = next(str(one.value) for one in at.code if "/answer#" in str(one.value))
    return body.partition("/answer#")[2].split()[0]


def the_invitation(home: Path) -> Invitation:
    with workspace(home).unit() as unit:
        return unit.records.select(Invitation)[-1]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_dialog_says_what_the_vendor_will_see_and_shows_the_link_once(
    demo_home: Path, show: Show, language: str
) -> None:
    draft = a_draft(demo_home)
    at = show("assess", language=language, id=draft)
    token = invited_by_hand(at)
    vendor = enter(workspace(demo_home), token, at=now())
    assert vendor is not None
    assert vendor.id == the_invitation(demo_home).id
    at.button(key="invite_close").click().run()
    assert not [one for one in at.code if token in str(one.value)]
    shown = text_of(at).replace("\u2060", "")  # nobody's browser makes a link of an address
    assert "西村 遥" in shown
    assert "nishimura@vendor.example.jp" in shown


def test_the_notice_counts_what_stands_there_already(demo_home: Path, show: Show) -> None:
    draft = a_draft(demo_home)
    asked = next(one for one in page_of(demo_home, draft).questions if one.answer is not None)
    comment(workspace(demo_home), draft, asked.question.id, text="社内で確認中", actor=ACTOR, at=now())
    at = show("assess", id=draft)
    at.button(key="invite").click().run()
    answers = sum(one.answer is not None for one in page_of(demo_home, draft).questions)
    assert f"回答 {answers}件" in text_of(at)
    assert "指摘 1件" in text_of(at)


def test_a_new_link_ends_the_one_before_and_a_revoked_one_opens_nothing(demo_home: Path, show: Show) -> None:
    draft = a_draft(demo_home)
    at = show("assess", id=draft)
    first = invited_by_hand(at)
    at.button(key="invite_close").click().run()
    key = the_invitation(demo_home).id
    at.button(key=f"invite_again_{key}").click().run()
    at.button(key="invite_again_show").click().run()
    second = next(str(one.value) for one in at.code if "/answer#" in str(one.value)).partition("/answer#")[2].split()[0]
    assert enter(workspace(demo_home), first, at=now()) is None
    assert enter(workspace(demo_home), second, at=now()) is not None
    at.button(key="invite_close").click().run()
    at.button(key=f"invite_revoke_{key}").click().run()
    at.text_area(key="invite_revoke_reason").set_value("担当が代わった").run()
    at.button(key="invite_revoke_do").click().run()
    assert not at.exception
    assert enter(workspace(demo_home), second, at=now()) is None
    assert the_invitation(demo_home).revoked_at is not None


def test_who_answered_and_what_the_vendor_says_stand_at_the_question(demo_home: Path, show: Show) -> None:
    draft = a_draft(demo_home)
    token = invited_by_hand(show("assess", id=draft))
    vendor = enter(workspace(demo_home), token, at=now())
    assert vendor is not None
    asked = one_with_a_gap_to_cover(demo_home, draft)
    question_id, opened = asked.question.id, workspace(demo_home)
    item = AnswerInput(question_id, AnswerState.ANSWERED, failing(asked), reason="準備中", seen_seq=asked.seq)
    saved = vendor_answer(opened, [item], actor=vendor, at=now())
    assert not saved.refusals
    assert not saved.conflicts
    describe_measure(opened, question_id, "週に一度の目視点検で補っている", actor=vendor, at=now())
    said = comment(opened, draft, question_id, text="いつ整いますか", actor=ACTOR, at=now()).record
    reply(opened, said.id, "来年3月です", actor=vendor, at=now())
    shown = text_of(show("assess", id=draft, q=question_id))
    assert "西村 遥" in shown
    for words in ("週に一度の目視点検で補っている", "いつ整いますか", "来年3月です", "代わりの対策"):
        assert words in shown
    assert shown.index("いつ整いますか") < shown.index("来年3月です")


def one_with_a_gap_to_cover(home: Path, draft: str) -> FilledQuestion:
    return next(
        one
        for one in page_of(home, draft).questions
        if one.question.type is QuestionType.CHOICE
        and any(gap.compensating for gap in one.question.gaps)
        and failing(one)
    )


def failing(asked: FilledQuestion) -> tuple[str, ...]:
    """A choice for which the gap of a question asks for another measure."""
    gaps = (gap for gap in asked.question.gaps if gap.compensating)
    return next(((choice,) for gap in gaps for choice in gap.when_answer), ())


@pytest.mark.parametrize("public", ["", "https://sakimori.aoba.example.jp"], ids=["this machine", "public"])
def test_in_our_own_workspace_the_mail_is_queued_and_a_dead_address_is_told(
    demo_home: Path, show: Show, monkeypatch: pytest.MonkeyPatch, public: str
) -> None:
    draft = a_draft(demo_home)
    (demo_home / "demo.db").rename(demo_home / "own.db")
    Workspace(demo_home / "own.db").set_meta(kind="own")
    monkeypatch.setenv("SAKIMORI_SMTP_URL", "smtp://127.0.0.1:1")
    monkeypatch.setenv("SAKIMORI_MAIL_FROM", "shinsa@aoba.example.jp")
    monkeypatch.setenv("SAKIMORI_PUBLIC_URL", public)
    at = show("assess", id=draft)
    at.button(key="invite").click().run()
    assert "shinsa@" in text_of(at)
    assert ("SAKIMORI_PUBLIC_URL" in text_of(at)) == (not public)
    at.text_input(key="invite_name").set_value("西村 遥")
    at.text_input(key="invite_email").set_value("nishimura@vendor.example.jp").run()
    at.button(key="invite_do").click().run()
    assert not at.exception
    assert not [one for one in at.code if "/answer#" in str(one.value)]
    assert "メール送信待ち" in text_of(at)


def a_vendor(home: Path, show: Show, draft: str) -> Actor:
    vendor = enter(workspace(home), invited_by_hand(show("assess", id=draft)), at=now())
    assert vendor is not None
    return vendor


@pytest.mark.parametrize("language", ["ja", "en"])
def test_whom_a_vendor_invites_elsewhere_is_let_go_by_one_press(demo_home: Path, show: Show, language: str) -> None:
    draft = a_draft(demo_home)
    vendor = a_vendor(demo_home, show, draft)
    made = invite_colleague(
        workspace(demo_home), name="小林 蓮", email="ren@elsewhere.example", language="ja", actor=vendor, at=now()
    ).record
    at = show("assess", language=language, id=draft)
    warned = next(str(one.value) for one in at.warning if "小林 蓮" in str(one.value)).replace("\u2060", "")
    assert "ren@elsewhere.example" in warned
    assert "西村 遥" in warned
    assert not [one for one in at.button if one.key == f"invite_again_{made.id}"]
    at.button(key=f"invite_release_{made.id}").click().run()
    assert not at.exception
    body = next(str(one.value) for one in at.code if "/answer#" in str(one.value))
    assert enter(workspace(demo_home), body.partition("/answer#")[2].split()[0], at=now()) is not None
    at.button(key="invite_close").click().run()
    assert not [one for one in at.warning if "小林 蓮" in str(one.value)]


def test_revoking_names_whom_it_ends_too_and_lets_some_of_them_stay(demo_home: Path, show: Show) -> None:
    draft = a_draft(demo_home)
    vendor = a_vendor(demo_home, show, draft)
    made = {}
    for name in ("小林", "加藤"):
        made[name] = invite_colleague(
            workspace(demo_home),
            name=name,
            email=f"{name.encode().hex()}@vendor.example.jp",
            language="ja",
            actor=vendor,
            at=now(),
        ).record.id
    at = show("assess", id=draft)
    at.button(key=f"invite_revoke_{vendor.id}").click().run()
    shown = at.multiselect(key="invite_begotten")
    assert [option.partition(" ")[0] for option in shown.options] == ["加藤", "小林"]
    assert shown.value == [made["加藤"], made["小林"]]
    shown.set_value([made["小林"]]).run()
    at.text_area(key="invite_revoke_reason").set_value("退職").run()
    at.button(key="invite_revoke_do").click().run()
    assert not at.exception
    with workspace(demo_home).unit() as unit:
        ended = {one.id for one in unit.records.select(Invitation) if one.revoked_at is not None}
    assert ended == {vendor.id, made["小林"]}
