"""Remarks that take a yes back, and those that leave it: the worked list, in its own cell and behind the answer."""

from __future__ import annotations

from collections import Counter

import pytest

from kit.files.mutants.words import remarks
from kit.files.question_sheets import book, csv, read
from sakimori.exchange.questionnaires.reading.doubts import against_token
from sakimori.exchange.questionnaires.reading.normal import Meanings
from sakimori.exchange.questionnaires.reading.remarks import takes_back
from sakimori.exchange.questionnaires.reading.result import Flag, Normal

HEADER = ("No.", "質問", "回答", "備考")


def test_the_list_is_long_enough_both_ways_and_in_both_languages() -> None:
    counts = Counter((sign, language) for sign, language, _ in remarks())
    assert min(counts.values()) >= 20
    assert counts.total() >= 120
    assert len({words for *_, words in remarks()}) == counts.total()


@pytest.mark.parametrize("sign", ["-", "+"])
def test_a_remark_takes_a_yes_back_or_leaves_it_as_the_list_says(sign: str) -> None:
    wrong = [words for own, _, words in remarks() if own == sign and takes_back(Normal.YES, words) is not (sign == "-")]
    assert not wrong


def test_the_list_read_from_a_file_is_asked_or_kept_remark_by_remark() -> None:
    rows = [(str(n), f"質問その{n}ですか", "はい", words) for n, (_, _, words) in enumerate(remarks(), start=1)]
    found = read(book(HEADER, *rows))
    assert len(found.questions) == len(remarks())
    for question, (sign, _, words) in zip(found.questions, remarks(), strict=True):
        expected = (
            (Normal.AMBIGUOUS, frozenset({Flag.CONTRADICTED})) if sign == "-" else (Normal.YES, frozenset[Flag]())
        )
        assert (question.normal, question.flags) == expected, words
    assert sum(found.ambiguous.values()) == sum(sign == "-" for sign, *_ in remarks())


@pytest.mark.parametrize(
    "given", ["はい（一部未実施）", "有、ただし子会社を除く", "○（いいえ）", "Yes, except backups", "Yes (planned)"]
)
def test_a_yes_with_its_remark_in_one_cell_is_no_yes(given: str) -> None:
    (question,) = read(book(HEADER, ("1", "暗号化していますか", given, ""))).questions
    assert question.normal is Normal.AMBIGUOUS
    assert question.flags == {Flag.CONTRADICTED}


def test_the_opposite_of_a_no_is_asked_as_well() -> None:
    found = read(
        book(
            HEADER,
            ("1", "暗号化していますか", "いいえ（はい）", ""),
            ("2", "教育していますか", "いいえ", "実施していません"),
        )
    )
    assert [question.normal for question in found.questions] == [Normal.AMBIGUOUS, Normal.NO]


def test_a_note_at_the_cell_and_a_planned_day_take_back_as_a_remark_does() -> None:
    labels = ("No.", "質問", "回答", "対応予定日")
    found = read(
        csv(labels, ("1", "暗号化していますか", "はい", "2027-03-31"), ("2", "教育していますか", "はい", "-")), "a.csv"
    )
    assert [question.normal for question in found.questions] == [Normal.AMBIGUOUS, Normal.YES]


def test_a_person_says_what_an_answer_and_its_remark_mean_together() -> None:
    data = book(HEADER, ("1", "暗号化していますか", "はい", "一部の端末"), ("2", "教育していますか", "はい", "全社"))
    (token,) = read(data).ambiguous
    assert token == against_token("はい", "一部の端末")
    found = read(data, meanings=Meanings(said={token: Normal.PARTLY}))
    assert [question.normal for question in found.questions] == [Normal.PARTLY, Normal.YES]
    assert found.questions[0].flags == {Flag.CONTRADICTED}
    assert not found.is_open


def test_only_a_yes_and_a_no_can_be_taken_back() -> None:
    for normal in set(Normal) - {Normal.YES, Normal.NO}:
        assert not takes_back(normal, "一部未実施、except backups")
    assert not takes_back(Normal.YES, " \n")


def test_the_end_of_a_wrapped_line_is_no_answer_of_its_own() -> None:
    assert not takes_back(Normal.NO, "予定はありませんが、何らかの対応を検討して\nいます。")
    assert not takes_back(Normal.NO, "何らかの対応を検討して\nいる。")
    assert takes_back(Normal.NO, "いる")
    assert takes_back(Normal.YES, "記録を残して\nいません。")
