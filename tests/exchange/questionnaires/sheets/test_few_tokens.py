"""Answers in a vocabulary of their own: never dropped, never guessed; a person says once what each word means."""

from __future__ import annotations

import pytest

from kit.files.question_sheets import FORMS, answers, book, read
from sakimori.exchange.questionnaires.reading.normal import Meanings, normalise
from sakimori.exchange.questionnaires.reading.result import Normal

JA = (
    "規程がありますか",
    "責任者がいますか",
    "教育をしていますか",
    "鍵を管理していますか",
    "記録を残していますか",
    "監査をしていますか",
)
EN = (
    "Is there a policy?",
    "Is there an owner?",
    "Is staff trained?",
    "Are keys managed?",
    "Are logs kept?",
    "Are audits held?",
)
MEANT = Meanings(said={"Green": Normal.YES, "Amber": Normal.PARTLY, "Red": Normal.NO})


def asked(texts: tuple[str, ...], given: tuple[str, ...], labels: tuple[str, ...]) -> list[tuple[str, ...]]:
    return [labels, *((str(n), text, said) for n, (text, said) in enumerate(zip(texts, given, strict=True), 1))]


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize(
    ("texts", "labels"),
    [(JA, ("No", "設問", "回答")), (EN, ("No", "Question", "Answer")), (EN, ("No", "Question", "RAG"))],
)
@pytest.mark.parametrize(
    "given",
    [
        ("Green", "Green", "Amber", "Red", "Green", "Amber"),
        ("運用中", "運用中", "構築中", "なにもない", "運用中", "構築中"),
        ("A", "B", "A", "D", "B", "A"),
        ("L1", "L2", "L1", "L2", "L1", "L1"),
        ("3", "2", "3", "0", "1", "3"),
        ("🟢", "🟢", "🔴", "🟡", "🟢", "🔴"),
        ("Green", "Amber", "Green", "Red", "Green", "Blue"),
    ],
)  # fmt: skip
def test_words_that_repeat_wait_for_a_person(
    name: str, texts: tuple[str, ...], labels: tuple[str, ...], given: tuple[str, ...]
) -> None:
    found = read(FORMS[name](*asked(texts, given, labels)), name)
    assert [question.raw for question in found.questions] == list(given)
    assert {question.normal for question in found.questions} == {Normal.AMBIGUOUS}
    assert set(found.ambiguous) == set(given)


@pytest.mark.parametrize("label", ["状況", "Status", "区分", "備考", "Notes", "", "2026年度", "X社"])
def test_a_filled_column_of_few_words_is_the_answer_however_it_is_labelled(label: str) -> None:
    found = read(book(*asked(JA, ("緑", "緑", "黄", "赤", "緑", "黄"), ("No", "設問", label))))
    assert found.ambiguous == {"緑": 3, "黄": 2, "赤": 1}


@pytest.mark.parametrize(
    "given", [("青", "青", "赤"), ("青", "赤", "青", "黄"), ("Stage 1", "Stage 1", "Stage 2", "Stage 3")]
)
def test_a_few_rows_are_enough(given: tuple[str, ...]) -> None:
    rows = [(str(n), JA[n], said) for n, said in enumerate(given)]
    assert set(read(book(("No", "設問", "回答"), *rows)).ambiguous) == set(given)


def test_what_a_person_has_said_of_them_is_what_they_mean() -> None:
    given = ("Green", "Green", "Amber", "Red", "Green", "Amber")
    found = read(book(*asked(EN, given, ("No", "Question", "Answer"))), meanings=MEANT)
    assert [question.normal.value for question in found.questions] == ["yes", "yes", "partly", "no", "yes", "partly"]
    kept = Meanings(said=dict.fromkeys(("Green", "Amber", "Red"), Normal.TEXT))
    words = read(book(*asked(EN, given, ("No", "Question", "Answer"))), meanings=kept)
    assert {question.normal for question in words.questions} == {Normal.TEXT}
    assert not words.ambiguous


def test_one_word_among_tokens_that_are_known_is_asked_where_it_repeats() -> None:
    given = ("はい", "はい", "継続", "いいえ", "はい", "継続")
    assert read(book(*asked(JA, given, ("No", "設問", "回答")))).ambiguous == {"継続": 2}


@pytest.mark.parametrize(
    "given",
    [
        ("東京の本社で保管", "月に一度", "外部の監査人", "年に二回行う", "鍵は金庫", "総務部"),
        ("はい", "はい", "いいえ", "はい", "いいえ", "別紙のとおり"),
        ("はい", "", "", "", "", ""),
        ("総務部", "総務部", "3年", "AES256", "毎年", "監査法人"),
    ],
)
def test_answers_in_words_stay_answers_in_words(given: tuple[str, ...]) -> None:
    assert not read(book(*asked(JA, given, ("No", "設問", "回答")))).ambiguous


def test_a_word_that_its_cell_offers_is_asked_though_it_stands_once() -> None:
    rows = asked(JA, ("運用中", "はい", "はい", "いいえ", "はい", "はい"), ("No", "設問", "回答"))
    for name in ("a.xlsx", "a.ods"):
        found = read(FORMS[name](*rows, lists={"C2:C7": ("はい", "いいえ", "運用中")}), name)
        assert found.ambiguous == {"運用中": 1}


@pytest.mark.parametrize("label", ["担当部署", "優先度", "Owner", "Priority", "回答期限"])
def test_what_a_label_says_of_the_row_is_no_answer(label: str) -> None:
    given = ("甲", "甲", "乙", "乙", "甲", "乙")
    assert [question.raw for question in read(book(*asked(JA, given, ("No", "設問", label)))).questions] == [""] * 6


def test_a_column_of_answers_that_is_named_goes_before_words_that_repeat() -> None:
    answered = asked(JA, ("はい", "いいえ", "はい", "はい", "いいえ", "はい"), ("No", "設問", "回答"))
    rows = [(*row, extra) for row, extra in zip(answered, ("区", "甲", "甲", "乙", "乙", "甲", "乙"), strict=True)]
    found = read(book(*rows))
    assert answers(found)[0] == ("1", "はい", "yes")
    assert not found.ambiguous


@pytest.mark.parametrize(
    ("legend", "given", "meant"),
    [
        ("0：未実施　1：一部実施　2：実施予定　3：実施済", ("3", "2", "1", "0"), "yes planned partly no"),
        (
            "0=Not implemented, 1=Partially implemented, 2=Planned, 3=Implemented",
            ("3", "2", "1", "0"),
            "yes planned partly no",
        ),
        ("A：実施済 B：一部実施 C：未実施 D：対象外", ("A", "B", "C", "D"), "yes partly no na"),
        (
            "A: Implemented; B: Partially implemented; C: Not implemented; D: Not applicable",
            ("A", "B", "C", "D"),
            "yes partly no na",
        ),
    ],
)
def test_numbers_and_letters_mean_what_a_legend_says(legend: str, given: tuple[str, ...], meant: str) -> None:
    for name in FORMS:
        safe = legend.replace(",", ";")
        rows = [(safe, "", ""), ("No", "設問", "回答"), *((str(n), JA[n], said) for n, said in enumerate(given))]
        found = read(FORMS[name](*rows), name)
        assert " ".join(question.normal.value for question in found.questions) == meant


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("Pass", Normal.YES), ("Fail", Normal.NO), ("PASSED", Normal.YES), ("failed", Normal.NO),
        ("準拠", Normal.YES), ("非準拠", Normal.NO), ("一部準拠", Normal.PARTLY), ("準拠していない", Normal.NO),
        ("行っている", Normal.YES), ("行っていない", Normal.NO), ("行っています", Normal.YES), ("いない", Normal.NO),
        ("いる", Normal.YES), ("compliant", Normal.YES), ("Non-Compliant", Normal.NO), ("non compliant", Normal.NO),
        ("met", Normal.YES), ("Not met", Normal.NO), ("Partially met", Normal.PARTLY), ("unmet", Normal.NO),
        ("✅ 準拠", Normal.YES), ("✅準拠", Normal.YES), ("❌ 非準拠", Normal.NO), ("⚠️ 一部準拠", Normal.PARTLY),
        ("✔ Pass", Normal.YES), ("× Fail", Normal.NO), ("🟢 Compliant", Normal.YES), ("🔴 Non-compliant", Normal.NO),
        ("○ 準拠", Normal.YES), ("△ Partially met", Normal.PARTLY),
        ("✅ 非準拠", Normal.AMBIGUOUS), ("🔴 Compliant", Normal.AMBIGUOUS), ("❌ Pass", Normal.AMBIGUOUS),
        ("□ はい", Normal.TEXT), ("Passport", Normal.TEXT), ("Fail-over in place", Normal.TEXT), ("Metro", Normal.TEXT),
        ("準拠法は日本法", Normal.TEXT), ("いるか", Normal.TEXT), ("Password policy", Normal.TEXT),
    ],
)  # fmt: skip
def test_words_of_the_trade(written: str, normal: Normal) -> None:
    assert normalise(written).normal is normal
