"""The risk value in words: the number that is shown is the rounded one of the sentence beside it."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from sakimori.domain.codes import Severity
from sakimori.domain.values.risk import risk_value, whole
from sakimori.ui.frame.formats import exact_words, risk_chip, risk_reasons, risk_words


@given(st.floats(0, 100) | st.integers(0, 10_000).map(lambda hundredths: hundredths / 100))
def test_rounding_what_is_written_gives_the_whole_number(answers: float) -> None:
    written = exact_words(answers)
    assert re.fullmatch(r"\d+\.\d\d", written)
    assert whole(float(written)) == whole(answers)
    assert abs(float(written) - answers) <= 0.01


def test_a_value_says_its_band_with_its_shape_and_why() -> None:
    assert risk_words(risk_value(3.48, None)) == "Low 3"
    assert risk_chip(risk_value(80.0, None)) == "⬣ Severe 80"
    assert list(risk_reasons(risk_value(3.48, None))) == ["The answers come to 3.48, rounded to 3."]
    raised = list(risk_reasons(risk_value(3.48, Severity.BLOCK)))
    assert raised[1:] == ["A stop is open, so the value stands at its floor of 50 (High)."]
    assert next(risk_reasons(risk_value(None, Severity.BLOCK))) == "No answer can be scored yet."


def test_without_a_value_it_is_unknown() -> None:
    assert risk_words(None) == "Unknown"
    assert risk_chip(None) == "？ Unknown"
    assert list(risk_reasons(None)) == ["There is no value yet: no answer can be scored, and no stop is open."]
