"""Which question of a pack a question of a file is."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.packs_out import PACKS
from sakimori.exchange.questionnaires.reading.matching import How, Match, is_safe_likeness, match_questions
from sakimori.exchange.questionnaires.reading.result import Address, ReadQuestion

PACK = PACKS["jp-recipient"]
FIRST, SECOND = PACK.questions[:2]


def asked(question_id: str, text: str, row: int = 1) -> ReadQuestion:
    return ReadQuestion(question_id, text, Address("s", row, 3))


def one(question: ReadQuestion) -> Match | None:
    return match_questions([question], PACK)[0]


def test_id_and_words_agree() -> None:
    assert one(asked(FIRST.id, FIRST.text.ja)) == Match(FIRST.id, How.ID)
    assert one(asked(FIRST.id, f" {FIRST.text.en.upper()} ")) == Match(FIRST.id, How.ID)


def test_words_alone_find_the_question_under_another_id() -> None:
    assert one(asked("9.9", FIRST.text.ja)) == Match(FIRST.id, How.TEXT)


def test_an_id_alone_decides_nothing() -> None:
    assert one(asked(FIRST.id, "本日の昼食は何でしたか。")) is None
    assert one(asked(FIRST.id, "")) == Match(FIRST.id, How.ID)


def test_words_that_are_much_alike_are_a_suggestion() -> None:
    found = one(asked("", FIRST.text.ja.replace("。", "") + "？なお"))
    assert found is not None
    assert (found.question_id, found.how) == (FIRST.id, How.SUGGESTED)


def test_words_that_are_alike_but_for_a_number_are_no_suggestion() -> None:
    assert one(asked("", FIRST.text.ja + "なお")) is not None
    assert one(asked("", FIRST.text.ja + "27017")) is None
    assert one(asked(FIRST.id, FIRST.text.ja + "27017")) is None


def test_what_is_most_alike_goes_first_wherever_it_stands() -> None:
    alone = replace(PACK, questions=(FIRST,))
    found = match_questions([asked("", FIRST.text.ja + "なおなお", 1), asked("", FIRST.text.ja + "なお", 2)], alone)
    assert [match and match.question_id for match in found] == [None, FIRST.id]


def test_each_question_of_the_pack_is_found_once_and_exact_ones_go_first() -> None:
    alike = asked("", FIRST.text.ja + "なお", 1)
    found = match_questions([alike, asked("", FIRST.text.ja, 2)], PACK)
    assert found == (None, Match(FIRST.id, How.TEXT))


def test_questions_of_one_wording_are_told_by_their_order_only_where_the_counts_agree() -> None:
    twice = replace(PACK, questions=(FIRST, replace(SECOND, text=FIRST.text)))
    both = [asked("a", FIRST.text.ja, 1), asked("b", FIRST.text.ja, 2)]
    assert [m and m.question_id for m in match_questions(both, twice)] == [FIRST.id, SECOND.id]
    assert all(m is None or m.how is How.SUGGESTED for m in match_questions(both[:1], twice))


@pytest.mark.parametrize(
    ("left", "right", "is_safe"),
    [
        ("3か月ごとに見直す", "３か月ごとに見直す", True),
        ("3か月ごとに見直す", "6か月ごとに見直す", False),
        ("保存していますか", "保存していませんか", False),
        ("Do you log access?", "Do you not log access?", False),
        ("Is it encrypted?", "Is it encrypted now?", True),
    ],
)
def test_numbers_and_negations_must_agree(left: str, right: str, is_safe: bool) -> None:
    assert is_safe_likeness(left, right) is is_safe


@given(st.lists(st.tuples(st.text(max_size=4), st.text(max_size=40)), max_size=8))
def test_whatever_is_asked_gets_one_place_each(rows: list[tuple[str, str]]) -> None:
    found = match_questions([asked(key, text, place) for place, (key, text) in enumerate(rows)], PACK)
    ids = [match.question_id for match in found if match is not None]
    assert len(found) == len(rows)
    assert len(ids) == len(set(ids))
