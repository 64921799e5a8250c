"""The risk value in words: its number, in a line why, and of answers the points that they lose."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from sakimori.domain.codes import Severity
from sakimori.domain.values.risk import RANGES, Concerned
from sakimori.ui.frame.formats import exact_words, lost_words, risk_reason, risk_scale, risk_words
from sakimori.ui.frame.states import LOOKS, Mark, mark, word


@given(st.floats(0, 100) | st.integers(0, 10_000).map(lambda hundredths: hundredths / 100))
def test_rounding_what_is_written_gives_the_whole_number(answers: float) -> None:
    written = exact_words(answers)
    assert re.fullmatch(r"\d+\.\d\d", written)
    assert lost_words(float(written)) == lost_words(answers)
    assert abs(float(written) - answers) <= 0.01


def test_a_value_bears_no_word_and_no_mark_of_a_severity() -> None:
    for severity in Severity:
        for value in RANGES[severity]:
            assert word(mark(severity), "en") not in risk_words(value)
            assert LOOKS[mark(severity)].glyph not in risk_words(value)


def test_a_line_says_why() -> None:
    assert risk_reason({Mark.BLOCK: 2, Mark.LOW: 1}, 22, Concerned(9_100, is_delicate=True)) == (
        "Stop 2, Low 1 (22 days at most) · 9,100 persons · sensitive, financial, My Number or minors’ data"
    )
    assert risk_reason({}, 0, Concerned()) == (
        "None · persons unknown (reckoned as 1,000,000) · sensitive, financial, My Number or minors’ data unknown "
        "(reckoned as held)"
    )


def test_the_scale_names_every_range() -> None:
    assert all(f"{least}–{most}" in risk_scale() for least, most in RANGES.values())


def test_without_a_value_it_is_unknown() -> None:
    assert risk_words(None) == "Unknown"
    assert lost_words(None) == "Unknown"
