"""Numbers of persons are found by shape and check digit; other long numbers are left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn
from stdnum.jp import cn, in_

from sakimori.domain.values.numbers import (
    PersonalNumberKind,
    bare_number,
    find_personal_numbers,
    is_card_number,
    is_corporate_number,
    is_my_number,
    mask,
    shown_corporate_number,
)
from sakimori.domain.values.problem import Problem
from sakimori.domain.values.text import Text

MY_NUMBER = "123456789018"
CARD = "4242424242424242"


@given(st.from_regex(r"[0-9]{12}", fullmatch=True))
def test_the_check_digit_of_a_my_number_agrees_with_an_independent_reading(digits: str) -> None:
    assert is_my_number(digits) == in_.is_valid(digits)
    checked = digits[:-1] + in_.calc_check_digit(digits[:-1])
    assert is_my_number(checked)


@given(st.from_regex(r"[0-9]{12}", fullmatch=True))
def test_the_check_digit_of_a_corporate_number_agrees_with_an_independent_reading(digits: str) -> None:
    checked = cn.calc_check_digit(digits) + digits
    assert is_corporate_number(checked)
    wrong = str((int(checked[0]) + 1) % 10) + digits
    assert not is_corporate_number(wrong)


@given(st.from_regex(r"[2-6][0-9]{13,18}", fullmatch=True))
def test_the_check_digit_of_a_card_agrees_with_an_independent_reading(digits: str) -> None:
    assert is_card_number(digits) == luhn.is_valid(digits)


@pytest.mark.parametrize("digits", ["", "12345678901", "1234567890123", "12345678901a", "１２３４５６７８９０１８"])
def test_what_is_not_twelve_plain_digits_is_no_my_number(digits: str) -> None:
    assert not is_my_number(digits)


@pytest.mark.parametrize(
    "text",
    [
        MY_NUMBER,
        "1234-5678-9018",
        "1234 5678 9018",
        "123-456-789-018",
        "123456-789018",
        "１２３４５６７８９０１８",
        f"番号は{MY_NUMBER}です",
        f"(A){MY_NUMBER},x",
        f"03-1234-5678 {MY_NUMBER}",
    ],
)
def test_a_my_number_is_found_however_it_is_written(text: str) -> None:
    assert [found.kind for found in find_personal_numbers(text)] == [PersonalNumberKind.MY_NUMBER]
    assert "5678" not in mask(text).replace("03-1234-5678", "")


@pytest.mark.parametrize("text", [CARD, "4242 4242 4242 4242", "3782-822463-10005", "card:4242-4242-4242-4242;"])
def test_a_card_number_is_found_however_it_is_written(text: str) -> None:
    assert [found.kind for found in find_personal_numbers(text)] == [PersonalNumberKind.CARD]


@pytest.mark.parametrize(
    "text",
    [
        "03-1234-5678",
        "+819012340000",
        "4478959988647",
        "5000000000005",
        "+81-90-1234-5678",
        "090-1234-5678 03-1234-5678",
        "7000012050002",
        "T7000012050002",
        "123456789017",
        "2026-04-01 2027-03-31",
        "1,234,567,890,123",
        "0.123456789018",
        "〒100-0001 東京都千代田区1-1-1",
    ],
)
def test_telephone_corporate_and_other_numbers_are_left_alone(text: str) -> None:
    assert find_personal_numbers(text) == ()
    assert mask(text) == text


@given(st.from_regex(r"[0-9]{11}", fullmatch=True))
def test_a_printed_corporate_number_that_ends_like_a_my_number_is_left_alone(digits: str) -> None:
    base = digits + in_.calc_check_digit(digits)
    printed = shown_corporate_number(cn.calc_check_digit(base) + base)
    assert find_personal_numbers(printed) == ()
    assert find_personal_numbers(f"T{printed} （法人番号）") == ()
    mistyped = shown_corporate_number(str((int(printed[0]) + 1) % 10) + base)
    assert find_personal_numbers(mistyped) != ()
    assert find_personal_numbers(printed.replace("-", " ")) != ()


@given(st.text(alphabet="0123456789- １２３４５６７８９０あa+.", max_size=60))
def test_masking_keeps_the_length_and_leaves_nothing_to_find(text: str) -> None:
    assert len(mask(text)) == len(text)
    assert find_personal_numbers(mask(text)) == ()


def test_a_problem_never_carries_such_a_number_nor_a_page_of_text() -> None:
    problem = Problem("x", Text("x", "x"), Text("x", "x"), value=f"これは {MY_NUMBER} と {CARD}" + "長" * 500)
    assert MY_NUMBER not in problem.value
    assert CARD not in problem.value
    assert len(problem.value) <= 120


@pytest.mark.parametrize(
    "typed", ["7000012050002", "T7000012050002", "7-0000-1205-0002", "７００００１２０５０００２", " t 7000012050002 "]
)
def test_a_corporate_number_is_read_however_it_is_typed(typed: str) -> None:
    assert bare_number(typed) == "7000012050002"
    assert is_corporate_number(bare_number(typed))
    assert bare_number(shown_corporate_number("7000012050002")) == "7000012050002"
