"""Which texts say nothing."""

from __future__ import annotations

import pytest

from sakimori.domain.values.blank import is_blank

BLANKS = (
    *("", " ", "\t\r\n", "\u3000", "\u00a0", "\u202f", "\u180e"),
    *("\u200b\u200c\u200d", "\ufeff", "\u2060", "\u00ad", "\u034f", "\ufe0f", "\U000e0020"),
    *("\u2800", "\u3164", "\uffa0", "\u115f\u1160"),
    " \u3000\u200b\u2800\u3164\n",
)


@pytest.mark.parametrize("text", BLANKS, ids=ascii)
def test_signs_that_nobody_sees_are_no_text(text: str) -> None:
    assert is_blank(text)


@pytest.mark.parametrize("text", ["-", "0", "。", "　済　", "\u2800a", "한", "e\u0301", "☀\ufe0f", "𠮷"], ids=ascii)
def test_one_sign_that_is_seen_makes_a_text(text: str) -> None:
    assert not is_blank(text)
