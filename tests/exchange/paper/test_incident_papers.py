"""The papers after an incident: nine items in the order of the form, and what is not known said as such."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime

import openpyxl
import pypdf
import pytest

from sakimori.domain.incident import Report, ReportingAct
from sakimori.domain.records.incidents import ItemState, ReportItem
from sakimori.domain.values.text import LANGUAGES
from sakimori.exchange.paper.incident_letters import (
    IncidentLetter,
    LetterFacts,
    notice_to_entruster,
    notice_to_persons,
    publication,
)
from sakimori.exchange.paper.incidents import DraftItem, IncidentDraft, draft_title, incident_text, report_blocks
from sakimori.exchange.paper.report import Report as Paper
from sakimori.exchange.paper.report import report_pdf, report_xlsx

AT = datetime(2026, 11, 26, 3, 0, tzinfo=UTC)
WRITTEN, NOT_YET = ItemState.WRITTEN, ItemState.NOT_YET

JA = (
    DraftItem(
        ReportItem.OUTLINE, WRITTEN, "委託先のサーバーに外部から侵入された。",
        (("発生した日", "2026/11/20"), ("発見した人", "")),
    ),
    DraftItem(ReportItem.PERSONS, NOT_YET, "", (("本人の数", ""),)),
    DraftItem(ReportItem.CAUSE, NOT_YET),
    DraftItem(ReportItem.OTHER, WRITTEN, "警察に相談した。"),
)  # fmt: skip
EN = (
    DraftItem(
        ReportItem.OUTLINE, WRITTEN, "A server of the processor was broken into.", (("Occurred on", "20 Nov 2026"),),
    ),
    DraftItem(ReportItem.CAUSE, NOT_YET),
    DraftItem(ReportItem.DATA, WRITTEN, "Names and mail addresses of members."),
    DraftItem(ReportItem.SECONDARY, WRITTEN, "None so far."),
    DraftItem(ReportItem.OTHER, WRITTEN, "The police were asked for advice."),
)  # fmt: skip


def draft(language: str = "ja", kind: Report = Report.PRELIMINARY) -> IncidentDraft:
    return IncidentDraft(language, kind, "配送委託先への侵入", JA if language == "ja" else EN)


def paper(of: IncidentDraft) -> Paper:
    made_of = (("基準日", "2026/11/26"),)
    return Paper(of.language, draft_title(of), of.subject, made_of, "81番", "概要", report_blocks(of))


def words_in(body: bytes) -> str:
    return "".join("".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(body)).pages)


def test_the_text_to_paste_has_all_nine_items_in_the_order_of_the_form_whatever_is_known() -> None:
    assert incident_text(draft()) == (
        "1　概要\n発生した日：2026/11/20\n委託先のサーバーに外部から侵入された。\n\n"
        "2　個人データの項目\n\n"
        "3　本人の数\n調査中（未判明）\n\n"
        "4　原因\n調査中（未判明）\n\n"
        "5　二次被害又はそのおそれの有無及びその内容\n\n"
        "6　本人への対応の実施状況\n\n"
        "7　公表の実施状況\n\n"
        "8　再発防止のための措置\n\n"
        "9　その他参考となる事項\n警察に相談した。\n"
    )


def test_the_english_text_says_the_same_in_english() -> None:
    said = incident_text(draft("en"))
    assert said.startswith("1  Outline\nOccurred on: 20 Nov 2026\nA server of the processor was broken into.\n\n2  ")
    assert "4  Cause\nnot known yet\n" in said
    assert "7  Publication\n\n8  " in said
    assert "not filled in" not in said
    assert not re.search("[ぁ-んァ-ン一-龥]", said)


@pytest.mark.parametrize("kind", [Report.PRELIMINARY, Report.FINAL, Report.SUPPLEMENT])
@pytest.mark.parametrize("language", LANGUAGES)
def test_paper_and_workbook_hold_what_the_text_holds(language: str, kind: Report) -> None:
    one = draft(language, kind)
    report = paper(one)
    said, book = words_in(report_pdf(report, made_at=AT)), openpyxl.load_workbook(io.BytesIO(report_xlsx(report)))
    cells = [str(cell.value) for sheet in book for row in sheet for cell in row if cell.value is not None]
    for line in filter(None, incident_text(one).split("\n")):
        label, colon, words = line.partition("：" if language == "ja" else ": ")
        for part in (label, words) if colon else (line,):
            assert "".join(part.split()) in said
            assert part in cells
    numbers = [cell.split()[0] for cell in cells if re.fullmatch(r"[1-9](　|  ).*", cell)]
    assert numbers == [str(number) for number in range(1, 10)]


def test_the_paper_counts_what_is_written_open_and_blank() -> None:
    report = paper(draft())
    assert [tile[:2] for tile in report.blocks[0].tiles] == [  # type: ignore[union-attr]
        ("記入済み", "2項目"), ("調査中（未判明）", "2項目"), ("未記入", "5項目"),
    ]  # fmt: skip


def test_the_same_facts_give_the_same_bytes_and_others_do_not() -> None:
    one, same = (paper(draft()) for _ in range(2))
    assert report_pdf(one, made_at=AT) == report_pdf(same, made_at=AT)
    assert report_xlsx(one) == report_xlsx(same)
    final = paper(draft(kind=Report.FINAL))
    assert report_pdf(final, made_at=AT) != report_pdf(one, made_at=AT)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_paper_is_tagged_and_says_its_language_and_title(language: str) -> None:
    reader = pypdf.PdfReader(io.BytesIO(report_pdf(paper(draft(language)), made_at=AT)))
    root = reader.root_object
    assert str(root["/Lang"]) == language
    assert root["/MarkInfo"]["/Marked"]  # type: ignore[index]
    assert reader.metadata is not None
    assert reader.metadata.title == {"ja": "漏えい等の報告の案（速報）", "en": "Draft: Preliminary report"}[language]


def letters(language: str) -> dict[str, IncidentLetter]:
    facts = LetterFacts(
        language, "みなと青葉商事" if language == "ja" else "Minato Aoba", JA if language == "ja" else EN,
        "個人情報相談室 0120-000-000" if language == "ja" else "Privacy desk, 0120-000-000", "2026/11/26",
    )  # fmt: skip
    return {
        "persons": notice_to_persons(facts),
        "public": publication(facts),
        "entruster": notice_to_entruster(facts, entruster="株式会社みなも", known_on="2026/11/24"),
    }


def test_the_notice_to_the_persons_says_the_five_items_of_rules_10_and_no_others() -> None:
    letter = letters("ja")["persons"]
    assert letter.subject == "【みなと青葉商事】あなたの個人データに関する大切なお知らせ"
    assert letter.body == (
        "2026/11/26\n"
        "対象となる皆さまへ\n\n"
        "みなと青葉商事が取り扱うあなたの個人データについて、漏えい等またはそのおそれのある事態が起きました。"
        "ご迷惑とご心配をおかけし、深くおわびします。\n"
        "分かっていることを、個人情報保護法26条2項に基づいてお知らせします。\n\n"
        "■ 起きたこと\n発生した日：2026/11/20\n委託先のサーバーに外部から侵入された。\n\n"
        "■ 原因\n調査中（未判明）\n\n"
        "■ そのほかのお知らせ\n警察に相談した。\n\n"
        "「調査中（未判明）」とした項目は、分かりしだいお知らせします。\n"
        "身に覚えのない連絡や請求を受けたときは、応じる前に下の窓口へご相談ください。\n\n"
        "■ お問い合わせ窓口\nみなと青葉商事\n個人情報相談室 0120-000-000\n"
    )
    assert letter.blanks == (ReportItem.DATA, ReportItem.SECONDARY)


def test_the_english_notice_is_whole_and_in_english() -> None:
    letter = letters("en")["persons"]
    assert letter.blanks == ()
    assert letter.body.count("not known yet") == 2
    assert "Names and mail addresses of members." in letter.body
    assert "Number of persons" not in letter.body
    assert not re.search("[ぁ-んァ-ン一-龥]", letter.body + letter.subject)


def test_the_publication_says_that_it_stands_in_place_of_the_notice() -> None:
    letter = letters("ja")["public"]
    assert "通知に代えて公表します（個人情報保護法26条2項ただし書）" in letter.body
    assert "再発防止" not in letter.body
    assert letter.blanks == letters("ja")["persons"].blanks


def test_the_entruster_is_told_all_nine_items_and_since_when_we_know() -> None:
    letter = letters("ja")["entruster"]
    assert letter.body.count("■ ") == 5  # four of the nine that somebody answered, and the contact
    assert "当社が知った日：2026/11/24" in letter.body
    assert letter.body.startswith("2026/11/26\n株式会社みなも\nご担当者 様\n")


def test_the_entruster_learns_that_his_own_days_begin_and_nothing_is_admitted() -> None:
    ja, en = letters("ja")["entruster"].body, letters("en")["entruster"].body
    assert "発生し、または発生したおそれがあります" in ja
    assert "速報の期限（概ね3〜5日以内）が始まります" in ja
    assert "おわび" not in ja
    assert "may have affected" in en
    assert "sorry" not in en


@pytest.mark.parametrize(
    ("acts", "law"),
    [
        ({ReportingAct.APPI}, "個人情報保護法26条2項に基づいて"),
        ({ReportingAct.MY_NUMBER}, "番号法29条の4に基づいて"),
        ({ReportingAct.APPI, ReportingAct.MY_NUMBER}, "個人情報保護法26条2項と番号法29条の4に基づいて"),
    ],
    ids=str,
)
def test_the_persons_are_told_under_the_act_that_asks_for_it(acts: set[ReportingAct], law: str) -> None:
    facts = LetterFacts("ja", "みなと青葉商事", JA, "個人情報相談室", acts=frozenset(acts))
    assert f"分かっていることを、{law}お知らせします。" in notice_to_persons(facts).body
    assert ("番号法29条の4" in publication(facts).body) is (ReportingAct.MY_NUMBER in acts)


def test_what_a_text_holds_is_no_wording_of_ours() -> None:
    items = (DraftItem(ReportItem.OUTLINE, WRITTEN, "{company} {0} \u202eabc\x00", (("{x}", "{y}"),)),)
    facts = LetterFacts("ja", "{day}", items, "{contact}")
    said = notice_to_persons(facts).body
    assert "{company} {0} abc\n" in said
    assert "{x}：{y}\n" in said
    assert "{day}が取り扱う" in said
