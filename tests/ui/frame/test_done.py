"""What a write is said to have changed: gaps that are open, gaps that are gone, gaps of a later day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
import streamlit as st

from sakimori.domain.codes import Basis, ControlArea, GapKind, Severity
from sakimori.domain.gap import Span, SubjectKind
from sakimori.ui.frame.dialogs import WriteNotice, done_in_words

AT = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)
TODAY = date(2026, 11, 25)
SPAN = Span(
    "g1", "tp1", "R", 1, SubjectKind.THIRD_PARTY, "tp1", GapKind.DEFECT, Basis.LAW, Severity.HIGH, None, None, TODAY,
    TODAY, "契約がない", "No contract", "", "", "", "", "", "", "", ControlArea.CONTRACT, "", "", 1,
)  # fmt: skip
LATER = replace(SPAN, from_on=date(2027, 5, 19))
OVER = replace(SPAN, from_on=date(2025, 1, 1), until_on=TODAY)


@pytest.fixture(autouse=True)
def japanese() -> None:
    st.session_state["language"] = "ja"


def said(*, opened: Sequence[Span] = (), closed: Sequence[Span] = ()) -> str:
    _, _, rest = done_in_words(WriteNotice(AT, tuple(opened), tuple(closed))).partition("　")
    return rest


@pytest.mark.parametrize(
    ("opened", "closed", "words"),
    [
        ([SPAN], [], "不備が1件生じました：契約がない"),
        ([replace(SPAN, from_on=TODAY)], [], "不備が1件生じました：契約がない"),
        ([LATER], [], "2027/05/19以降に不備が1件生じます：契約がない"),
        ([SPAN, LATER], [], "不備が1件生じました：契約がない"),
        ([OVER], [], ""),
        ([OVER, LATER], [], "2027/05/19以降に不備が1件生じます：契約がない"),
        ([], [SPAN], "不備が1件なくなりました：契約がない"),
        ([], [LATER], "今後生じるはずだった不備が1件なくなりました：契約がない"),
        ([LATER], [SPAN], "不備が1件なくなりました：契約がない　2027/05/19以降に不備が1件生じます：契約がない"),
        ([SPAN], [LATER], "不備が1件生じました：契約がない"),
        ([SPAN], [SPAN], ""),
        ([replace(LATER, from_on=date(2028, 5, 19))], [LATER], ""),
    ],
)  # fmt: skip
def test_only_what_is_true_today_is_said_to_have_happened(opened: list[Span], closed: list[Span], words: str) -> None:
    assert said(opened=opened, closed=closed) == words


def test_the_first_day_of_several_gaps_to_come_is_told_and_the_soonest_stands_first() -> None:
    second = replace(LATER, gap_id="g2", from_on=date(2027, 1, 1), title_ja="通知期限が近い")
    words = "2027/01/01以降に不備が2件生じます：通知期限が近い、契約がない"
    assert said(opened=[LATER, second]) == words


def test_the_day_of_a_save_is_the_day_in_japan() -> None:
    eve = replace(SPAN, from_on=date(2026, 11, 25))
    assert "生じました" in said(opened=[eve])
    assert "生じます" in said(opened=[replace(SPAN, from_on=date(2026, 11, 26))])
