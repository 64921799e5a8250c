"""The drafts out of the record: which fact belongs to which item, and what a letter leaves out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from sakimori.domain.codes import DataCategory
from sakimori.domain.incident import Clock, Entruster, Happening, Report
from sakimori.domain.records.incidents import (
    CauseKind,
    Incident,
    IncidentMeasure,
    IncidentPlace,
    PersonsTold,
    ReportItem,
)
from sakimori.domain.values.text import Text
from sakimori.exchange.paper.incident_letters import notice_to_persons
from sakimori.rules.incidents.progress import judged
from sakimori.services.incidents.shapes import ClockView
from sakimori.ui.incidents.clocks import days_of, hand_of
from sakimori.ui.incidents.papers import PaperSource, draft_items, letter_facts, outline_for_persons

INCIDENT = Incident(
    "ic1", "配送委託先への侵入", date(2026, 11, 24), third_party_id="tp1", place=IncidentPlace.THIRD_PARTY,
    happened=frozenset({Happening.LEAK, Happening.LOSS}), is_suspected=True, occurred_on=date(2026, 11, 20),
    finder="委託先の当番", persons=1_001, categories=frozenset({DataCategory.PI_CONTACT}), is_improper_purpose=True,
    item_outline="外部から侵入された。", items_not_yet=frozenset({ReportItem.CAUSE}),
)  # fmt: skip


def source(incident: Incident = INCIDENT, *measures: IncidentMeasure) -> PaperSource:
    return PaperSource(incident, judged(incident).cases, measures, {"tp1": "株式会社みなも"}, "みなと青葉商事", "窓口")


def facts(item: ReportItem, language: str, of: PaperSource | None = None) -> dict[str, str]:
    return dict(next(one for one in draft_items(of or source(), language) if one.item is item).facts)


def test_the_outline_says_when_who_what_which_situation_and_where() -> None:
    assert facts(ReportItem.OUTLINE, "ja") == {
        "発生した日": "2026/11/20", "発覚した日": "", "最初の部署が知った日": "2026/11/24",
        "発見した人": "委託先の当番",
        "何が起きたか": "漏えい、滅失（おそれ）", "報告の対象となる事態": "規則7条3号、規則7条4号",
        "どこで起きたか": "取引先（株式会社みなも）",
    }  # fmt: skip
    situations = facts(ReportItem.OUTLINE, "en")["Situations that are reported"]
    assert situations == "PPC Rules Art. 7(iii), PPC Rules Art. 7(iv)"
    assert facts(ReportItem.OUTLINE, "en")["What happened"] == "Leak, Loss (suspected)"


def test_who_handled_the_data_for_somebody_else_names_him() -> None:
    ours = replace(INCIDENT, is_processor=True, entrusters=(Entruster("なぎさ銀行"), Entruster("しおさい百貨店")))
    assert facts(ReportItem.OUTLINE, "ja", source(ours))["委託元"] == "なぎさ銀行、しおさい百貨店"
    assert "委託元" not in facts(ReportItem.OUTLINE, "ja")


def test_a_situation_that_is_open_is_not_said_to_be_none() -> None:
    unknown = Incident("ic1", "紛失", date(2026, 11, 24))
    assert facts(ReportItem.OUTLINE, "ja", source(unknown))["報告の対象となる事態"] == ""
    certain = replace(
        unknown, persons=1, categories=frozenset({DataCategory.PI_CONTACT}), is_improper_purpose=False,
        may_cost_money=False,
    )  # fmt: skip
    assert facts(ReportItem.OUTLINE, "ja", source(certain))["報告の対象となる事態"] == "なし"


def test_each_other_item_has_its_own_facts() -> None:
    told = replace(
        INCIDENT, persons_told=PersonsTold.NOTICE, persons_told_on=date(2026, 11, 30), cause=CauseKind.INTRUSION
    )
    measures = (
        IncidentMeasure("im1", "ic1", "接続元を絞る", due_on=date(2026, 12, 10)),
        IncidentMeasure("im2", "ic1", "点検に加える", done_on=date(2026, 12, 1)),
        IncidentMeasure("im3", "ic1", "訓練をする"),
    )
    of = source(told, *measures)
    assert facts(ReportItem.PERSONS, "ja", of) == {"": "最大1,001人"}
    assert facts(ReportItem.CAUSE, "ja", of) == {"": "不正アクセス"}
    assert facts(ReportItem.CAUSE, "ja") == {}
    assert facts(ReportItem.RESPONSE, "ja", of) == {"": "2026/11/30に本人に通知した。"}
    assert facts(ReportItem.PREVENTION, "ja", of) == {
        "接続元を絞る": "2026/12/10 までに実施", "点検に加える": "2026/12/01 に実施済み",
        "訓練をする": "実施の時期は未定",
    }  # fmt: skip
    assert facts(ReportItem.PUBLICATION, "ja", of) == {}


def test_a_letter_to_the_persons_names_no_finder_no_company_of_others_and_no_article_of_the_rules() -> None:
    letter = notice_to_persons(letter_facts(source(), "ja", date(2026, 11, 26)))
    assert "氏名・連絡先" in letter.body
    assert "窓口" in letter.body
    for word in ("委託先の当番", "株式会社みなも", "規則7条", "1,001", "外部から侵入された。"):
        assert word not in letter.body
    assert letter.blanks == (ReportItem.OUTLINE, ReportItem.SECONDARY, ReportItem.OTHER)


def test_the_persons_are_told_what_happened_in_words_of_their_own_begun_from_the_outline_with_its_days() -> None:
    begun = outline_for_persons(INCIDENT, "ja")
    assert begun == "2026/11/20に起きました。\n外部から侵入された。"
    told = replace(INCIDENT, outline_to_persons="作業用のサーバーに外部から侵入されました。")
    letter = notice_to_persons(letter_facts(source(told), "ja", date(2026, 11, 26)))
    assert "■ 起きたこと\n作業用のサーバーに外部から侵入されました。\n" in letter.body
    assert ReportItem.OUTLINE not in letter.blanks


def test_a_fact_that_a_text_holds_is_no_fact_beside_it_however_it_is_written() -> None:
    said = replace(INCIDENT, item_persons="最大 １００１人（調査の範囲）")
    other = replace(INCIDENT, item_persons="約900人")
    items = [{one.item: one for one in draft_items(source(one), "ja")}[ReportItem.PERSONS] for one in (said, other)]
    assert [item.beside_text for item in items] == [(), (("", "最大1,001人"),)]


CLOCK = Clock(
    Report.PRELIMINARY, date(2026, 11, 28), Text("速やかに", "promptly"), (), date(2026, 11, 26),
    rolled_from=date(2026, 11, 27),
)  # fmt: skip


@pytest.mark.parametrize(
    ("on", "words", "colour"),
    [
        (date(2026, 11, 24), "2 days left", "blue"),
        (date(2026, 11, 26), "today", "orange"),
        (date(2026, 11, 27), "1 day left", "orange"),
        (date(2026, 11, 28), "today", "orange"),
        (date(2026, 11, 29), "1 day overdue", "red"),
    ],
)
def test_a_clock_says_how_far_its_next_day_is_in_words_and_colour(on: date, words: str, colour: str) -> None:
    hand = hand_of(ClockView(CLOCK, None, None), on)
    assert (hand.words, hand.colour, hand.has_stopped) == (words, colour, False)


def test_a_clock_that_has_stopped_says_when_and_whether_that_was_late() -> None:
    done = hand_of(ClockView(CLOCK, date(2026, 11, 26), None), date(2026, 12, 24))
    assert (done.words, done.colour, done.has_stopped) == ("Done 26 Nov 2026", "green", True)
    late = hand_of(ClockView(CLOCK, date(2026, 11, 30), None, was_late=True), date(2026, 12, 24))
    assert (late.words, late.colour) == ("Done 30 Nov 2026 (late)", "orange")


def test_a_clock_without_a_number_says_promptly_and_one_names_all_its_days() -> None:
    open_ended = replace(CLOCK, due_on=None, target_on=None, rolled_from=None)
    assert hand_of(ClockView(open_ended, None, None), date(2027, 1, 1)).words == "Promptly"
    assert days_of(open_ended) == []
    assert days_of(CLOCK) == ["aim at Thu 26 Nov 2026", "by Sat 28 Nov 2026", "Fri 27 Nov 2026 is closed"]
