"""Drafts of letters: each kind and result in both languages, the article of each ground, and those to recipients."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pypdfium2
import pytest

from kit.builders import TODAY
from kit.flowing import a_flow
from sakimori.domain.codes import ContactKind
from sakimori.domain.records.own_registers import DataSetPart, Purpose
from sakimori.domain.records.passed_on import PassedOn, PassedOnAbout, PassedOnWay
from sakimori.domain.records.person_requests import ClaimGround, PersonRequest, ReplyWay, RequestKind, RequestResult
from sakimori.domain.records.third_party import SELF_ID, Contact, ThirdParty
from sakimori.domain.values.text import Text
from sakimori.exchange.paper.letters import letters_pdf
from sakimori.exchange.paper.person_letters import RecipientFacts, recipient_letter
from sakimori.rules.facts.person_requests import ground_article, grounds_for
from sakimori.services.kernel.recording import record
from sakimori.services.requests.passing_on import tell_recipient
from sakimori.services.requests.persons.check import ReplyDraft
from sakimori.services.requests.persons.letters import recipient_drafts, recipient_papers, reply_draft, reply_paper
from sakimori.services.requests.persons.write import ask_recipients, note_fee
from services.requests.persons.desk import NAME, NUMBER, WHO, Desk, a_desk

CASES = [(kind, result) for kind in RequestKind for result in RequestResult]


@pytest.fixture(scope="module")
def desk() -> Desk:
    return a_desk()


def a_draft(kind: RequestKind, result: RequestResult) -> ReplyDraft:
    grounds = frozenset(grounds_for(kind)) if result.needs_ground else frozenset()
    return ReplyDraft(result, TODAY, ReplyWay.ELECTRONIC, grounds)


def without_sheet(body: str) -> str:
    """A letter without what is enclosed, which says things in the words of our registers."""
    return body.partition("Enclosed: ")[0]


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize(("kind", "result"), CASES)
def test_each_kind_and_result_has_a_reply(desk: Desk, kind: RequestKind, result: RequestResult, language: str) -> None:
    request = desk.searched(kind)
    letter = reply_draft(desk.workspace, request.id, a_draft(kind, result), language=language, **WHO)
    assert NAME in letter.body
    assert request.number in letter.subject
    assert not re.search(r"\{\w*\}", letter.body + letter.subject)
    assert language == "ja" or not re.search(r"[ぁ-んァ-ヶ]", without_sheet(letter.body).replace(NAME, ""))
    if result.needs_ground:
        for ground in grounds_for(kind):
            article = ground_article(ground).text
            place = f"（{article.ja}）" if language == "ja" else f"({article.en})"
            assert place in letter.body


def test_no_two_results_of_a_kind_say_the_same(desk: Desk) -> None:
    for kind in RequestKind:
        request = desk.searched(kind)
        drafts = [a_draft(kind, result) for result in RequestResult]
        said = {reply_draft(desk.workspace, request.id, one, language="ja", **WHO).body for one in drafts}
        assert len(said) == len(RequestResult)


@pytest.mark.parametrize(
    ("kind", "claim", "article"),
    [
        (RequestKind.PURPOSE, None, "法律32条2項"),
        (RequestKind.DISCLOSURE, None, "法律33条1項"),
        (RequestKind.RECORDS, None, "法律33条5項"),
        (RequestKind.CORRECTION, None, "法律34条1項"),
        (RequestKind.ERASURE, ClaimGround.UNLAWFUL, "法律35条1項）"),
        (RequestKind.STOP_USE, ClaimGround.HARM, "法律35条5項"),
        (RequestKind.STOP_PROVISION, ClaimGround.UNLAWFUL, "法律35条3項"),
        (RequestKind.STOP_PROVISION, ClaimGround.BREACH, "法律35条5項"),
        (RequestKind.ERASURE, None, "法律35条1項・5項"),
    ],
)
def test_a_reply_names_the_provision_on_which_the_person_asked(
    desk: Desk, kind: RequestKind, claim: ClaimGround | None, article: str
) -> None:
    request = desk.searched(kind, claim=claim)
    draft = a_draft(kind, RequestResult.GRANTED)
    assert article in reply_draft(desk.workspace, request.id, draft, language="ja", **WHO).body


def test_a_notice_of_purpose_tells_the_purposes_of_the_parts_in_which_the_person_is() -> None:
    desk = a_desk()
    purposes = [
        record(desk.workspace, Purpose("", name, wording), **WHO).record
        for name, wording in (("会報", "会報をお送りするため"), ("発送", "商品をお届けするため"))
    ]
    for one, purpose in zip((desk.members, desk.orders), purposes, strict=True):
        record(desk.workspace, DataSetPart("", one.id, "一部", purpose_ids=(purpose.id,)), **WHO)
    request = desk.searched(RequestKind.PURPOSE, desk.members.id)
    draft = a_draft(RequestKind.PURPOSE, RequestResult.GRANTED)
    body = reply_draft(desk.workspace, request.id, draft, language="ja", **WHO).body
    assert "・会報をお送りするため" in body
    assert "商品をお届けするため" not in body


def test_a_granted_erasure_says_how_many_recipients_follow_and_a_refused_one_does_not(desk: Desk) -> None:
    request = desk.searched(RequestKind.ERASURE)
    said = {
        result: reply_draft(desk.workspace, request.id, a_draft(request.kind, result), language="ja", **WHO).body
        for result in (RequestResult.GRANTED, RequestResult.REFUSED)
    }
    assert "渡している先（3社）にも、同じ対応を求めます。" in said[RequestResult.GRANTED]
    assert "渡している先" not in said[RequestResult.REFUSED]


def test_a_fee_stands_in_the_reply(desk: Desk) -> None:
    request = note_fee(desk.workspace, desk.searched().id, 1200, **WHO).record
    draft = a_draft(request.kind, RequestResult.GRANTED)
    assert "手数料は1,200円です。" in reply_draft(desk.workspace, request.id, draft, language="ja", **WHO).body


def test_the_paper_says_what_the_text_says(desk: Desk) -> None:
    request = desk.searched()
    draft = a_draft(request.kind, RequestResult.PARTLY)
    for language in ("ja", "en"):
        letter = reply_draft(desk.workspace, request.id, draft, language=language, **WHO)
        paper = reply_paper(desk.workspace, request.id, draft, language=language, **WHO)
        printed = "".join(text_of(paper).split())
        for line in (letter.subject, *letter.lines):
            assert "".join(line.split()) in printed


def text_of(paper: bytes) -> str:
    return "\n".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(paper))


def test_markup_in_a_name_stays_text(desk: Desk) -> None:
    request = desk.searched(person_name="#import *青葉* $x$ [山]")
    paper = reply_paper(desk.workspace, request.id, a_draft(request.kind, RequestResult.GRANTED), language="ja", **WHO)
    assert "#import*青葉*$x$[山]" in "".join(text_of(paper).split())


def test_a_recipient_is_told_who_is_meant_by_the_number_and_not_by_name(desk: Desk) -> None:
    request = desk.searched()
    (line,) = ask_recipients(desk.workspace, request.id, [desk.flows["calls"].id], **WHO).record
    (letter,) = recipient_drafts(desk.workspace, [line.id], language="ja", **WHO)
    assert f"顧客番号 {NUMBER}" in letter.body
    assert NAME not in letter.body
    assert "2026年12月2日までに" in letter.body


def two_flows_to_one_company() -> tuple[Desk, PersonRequest]:
    desk = a_desk()
    with desk.workspace.unit() as unit:
        party = unit.records.get(ThirdParty, desk.flows["print"].third_party_id)
    a_flow(desk.workspace, party, data_set_id=desk.members.id, name="誕生日の便り")
    return desk, desk.searched(RequestKind.ERASURE)


def test_a_company_with_two_flows_is_written_to_once_and_all_letters_are_one_paper() -> None:
    desk, request = two_flows_to_one_company()
    desk.replied(request)
    with desk.workspace.unit() as unit:
        lines = unit.records.select(PassedOn)
    ids = [line.id for line in lines]
    letters = recipient_drafts(desk.workspace, ids, language="ja", **WHO)
    assert (len(lines), len(letters)) == (4, 3)
    (printer,) = (letter for letter in letters if letter.lines[0] == "株式会社さざなみ印刷 御中")
    assert "「会報の発送」「誕生日の便り」でお渡ししたデータのうち" in printer.body
    paper = recipient_papers(desk.workspace, ids, language="ja", **WHO)
    assert len(pypdfium2.PdfDocument(paper)) == 3
    assert all(letter.lines[0].replace(" ", "") in "".join(text_of(paper).split()) for letter in letters)


def test_a_reply_says_of_recipients_only_what_is_so() -> None:
    desk, request = two_flows_to_one_company()
    draft = a_draft(request.kind, RequestResult.GRANTED)

    def said() -> str:
        return reply_draft(desk.workspace, request.id, draft, language="ja", **WHO).body

    assert "渡している先（3社、4件の提供）にも、同じ対応を求めます。\n" in said()
    desk.replied(request)
    with desk.workspace.unit() as unit:
        lines = unit.records.select(PassedOn)
    mail: dict[str, Any] = {"how": PassedOnWay.MAIL, "told_on": TODAY, **WHO}
    printer = [one.id for one in lines if one.third_party_id == desk.flows["print"].third_party_id]
    tell_recipient(desk.workspace, printer[:1], **mail)
    assert "にも、同じ対応を求めます。\n" in said()
    tell_recipient(desk.workspace, printer[1:], **mail)
    assert "にも、同じ対応を求めます。うち1社には求めました。" in said()
    tell_recipient(desk.workspace, [one.id for one in lines], **mail)
    assert "にも、同じ対応を求めました。" in said()


def test_letters_end_with_who_writes_and_every_way_to_answer(desk: Desk) -> None:
    with desk.workspace.change("third_party.edited", **WHO) as change:
        own = change.records.get(ThirdParty, SELF_ID)
        change.update(replace(own, legal_name="海辺文具株式会社", address="東京都中央区1-2-3"))
        mail, phone = "privacy@example.co.jp", "03-1234-5678"
        change.insert(Contact("ct_desk", SELF_ID, ContactKind.ANSWERING, "相談窓口", email=mail, phone=phone))
    request = desk.searched()
    letter = reply_draft(desk.workspace, request.id, a_draft(request.kind, RequestResult.REFUSED), language="ja", **WHO)
    assert letter.lines[-3:] == (
        "海辺文具株式会社", "東京都中央区1-2-3", f"個人情報の相談窓口（{phone}・{mail}）",
    )  # fmt: skip


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("about", PassedOnAbout)
def test_each_thing_that_is_asked_has_a_letter(about: PassedOnAbout, language: str) -> None:
    facts: dict[str, Any] = {
        "number": "PR-2026-0001",
        "party": "Kaede",
        "flows": (Text("案内", "mail"),),
        "company": "Umibe",
    }
    letter = recipient_letter(RecipientFacts(about=about, due_on=TODAY, dated_on=TODAY, **facts), language)
    assert not re.search(r"\{\w*\}", letter.body + letter.subject)
    assert letters_pdf([letter], made_at=WHO["at"]).startswith(b"%PDF")
    assert ("[told apart" in letter.body or "別の安全な方法" in letter.body) is (about is not PassedOnAbout.RECALL)


def test_a_disclosure_encloses_what_the_registers_say_and_leaves_room_for_the_values() -> None:
    desk = a_desk()
    request = desk.searched(RequestKind.DISCLOSURE)
    (part,) = (p for p in parts_of_desk(desk) if p.data_set_id == desk.members.id)
    purpose = record(desk.workspace, Purpose("", "案内", "催しのご案内のため"), **WHO).record
    record(desk.workspace, replace(part, purpose_ids=(purpose.id,)), **WHO)
    draft = a_draft(RequestKind.DISCLOSURE, RequestResult.GRANTED)
    body = reply_draft(desk.workspace, request.id, draft, language="ja", **WHO).body
    assert "　・〔項目と内容〕" in body
    record(desk.workspace, replace(desk.flows["calls"], data_items=("氏名", "電話番号")), **WHO)
    body = reply_draft(desk.workspace, request.id, draft, language="ja", **WHO).body
    sheet = body[body.index("別紙　開示する保有個人データ") :]
    assert "1. 会員" in sheet
    assert "　利用目的：催しのご案内のため" in sheet
    assert "　・氏名：〔内容〕\n　・電話番号：〔内容〕" in sheet
    assert "　提供先：株式会社みなも旅行" in sheet
    assert "注文" not in sheet
    assert "つむぎコールセンター" not in sheet
    refused = reply_draft(
        desk.workspace, request.id, a_draft(RequestKind.DISCLOSURE, RequestResult.REFUSED), language="ja", **WHO
    ).body  # fmt: skip
    assert "別紙" not in refused


@pytest.mark.parametrize("language", ["ja", "en"])
def test_records_are_enclosed_whole_and_without_the_other_persons_of_them(language: str) -> None:
    desk = a_desk()
    request = desk.searched(RequestKind.RECORDS)
    draft = a_draft(RequestKind.RECORDS, RequestResult.GRANTED)
    body = reply_draft(desk.workspace, request.id, draft, language=language, **WHO).body
    for said in ("株式会社みなも旅行", "東京都千代田区1-1", "代表 太郎", "氏名"):
        assert said in body
    assert ("2026年10月1日" if language == "ja" else "1 October 2026") in body
    assert "m-9" not in body


def parts_of_desk(desk: Desk) -> list[DataSetPart]:
    with desk.workspace.unit() as unit:
        return unit.records.select(DataSetPart)
