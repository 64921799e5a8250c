"""Marks, bullets, labels and quotes around an answer, which change nothing of it."""

from __future__ import annotations

import pytest

from sakimori.exchange.questionnaires.reading.normal import normalise
from sakimori.exchange.questionnaires.reading.result import Normal


@pytest.mark.parametrize(
    ("given", "normal"),
    [
        ("はい※1", Normal.YES),
        ("はい†", Normal.YES),
        ("× *2", Normal.NO),
        ("No注1", Normal.NO),
        ("N/A*", Normal.NA),
        ("Yes¹", Normal.YES),
        ("一部（注2）", Normal.PARTLY),
    ],
)
def test_the_mark_of_a_footnote_changes_no_answer(given: str, normal: Normal) -> None:
    assert normalise(given).normal is normal


@pytest.mark.parametrize(
    ("given", "normal"),
    [
        ("・Yes", Normal.YES),
        ("→ いいえ", Normal.NO),
        ("=> Yes", Normal.YES),
        ("- はい", Normal.YES),
        ("回答：はい", Normal.YES),
        ("Answer: 有", Normal.YES),
        ("「いいえ」", Normal.NO),
        ('"Yes"', Normal.YES),
        ("【有, 5営業日前まで】", Normal.YES),
        (f"＞ 有, {'お知らせのページで知らせます。' * 9}", Normal.YES),
        (f"「無, {'お知らせのページで知らせます。' * 9}」", Normal.NO),
    ],
)
def test_what_leads_or_encloses_an_answer_changes_nothing_of_it(given: str, normal: Normal) -> None:
    assert normalise(given).normal is normal


def test_an_answer_in_round_brackets_may_be_meant_with_a_condition() -> None:
    found = normalise("（○）")
    assert (found.normal, found.token) == (Normal.AMBIGUOUS, "（○）")


@pytest.mark.parametrize("given", ["・", "*", "回答：", "> 5 days", "no.5", "「未定の件」について", "-1"])
def test_what_holds_no_token_stays_a_text(given: str) -> None:
    assert normalise(given).normal is Normal.TEXT


def test_answers_one_below_the_other_are_the_printed_choice() -> None:
    assert normalise("・はい\n・いいえ").normal is Normal.BLANK


@pytest.mark.parametrize("sign", ["- ", "(", "「", '"', "*", "・", "→", "※1"])
def test_a_run_of_signs_is_looked_through_once(sign: str) -> None:
    assert normalise(sign * 3_000).normal in {Normal.TEXT, Normal.BLANK, Normal.AMBIGUOUS}
