"""What a write is said to have changed: gaps that are open, gaps that are gone, gaps of a later day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
import streamlit as st

from sakimori.domain.codes import Basis, ControlArea, GapKind, Severity
from sakimori.domain.gap import Span, SubjectKind
from sakimori.ui.frame.dialogs import WriteNotice, tell

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


CLOCK = "　:gray[:small[01:00:00]]"


def said(*, opened: Sequence[Span] = (), closed: Sequence[Span] = (), note: str = "") -> str:
    """What is told at once, without the clock, and after it what is folded."""
    told = tell(WriteNotice(AT, tuple(opened), tuple(closed), note))
    assert told.done.endswith(CLOCK)
    solved = told.done.removesuffix(CLOCK).removeprefix("保存しました。").strip("　")
    return "　".join(part for part in (solved, told.opened, *told.rest) if part)


@pytest.mark.parametrize(
    ("opened", "closed", "words"),
    [
        ([SPAN], [], "不備が1件生じました：契約がない"),
        ([replace(SPAN, from_on=TODAY)], [], "不備が1件生じました：契約がない"),
        ([LATER], [], "2027/05/19から：契約がない"),
        ([SPAN, LATER], [], "不備が1件生じました：契約がない"),
        ([OVER], [], ""),
        ([OVER, LATER], [], "2027/05/19から：契約がない"),
        ([], [SPAN], "不備が1件なくなりました：契約がない"),
        ([], [LATER], "今後生じるはずだった不備が1件なくなりました：契約がない"),
        ([LATER], [SPAN], "不備が1件なくなりました：契約がない　2027/05/19から：契約がない"),
        ([SPAN], [LATER], "不備が1件生じました：契約がない"),
        ([SPAN], [SPAN], ""),
        ([replace(LATER, from_on=date(2028, 5, 19))], [LATER], ""),
    ],
)  # fmt: skip
def test_only_what_is_true_today_is_said_to_have_happened(opened: list[Span], closed: list[Span], words: str) -> None:
    assert said(opened=opened, closed=closed) == words


def test_the_first_day_of_several_gaps_to_come_is_told_and_the_soonest_stands_first() -> None:
    second = replace(LATER, gap_id="g2", from_on=date(2027, 1, 1), title_ja="通知期限が近い")
    words = "2027/01/01から：通知期限が近い　2027/05/19から：契約がない"
    assert said(opened=[LATER, second]) == words


def test_the_day_of_a_save_is_the_day_in_japan() -> None:
    eve = replace(SPAN, from_on=date(2026, 11, 25))
    assert "生じました" in said(opened=[eve])
    assert "2026/11/26から" in said(opened=[replace(SPAN, from_on=date(2026, 11, 26))])


def test_what_nobody_has_answered_is_folded_and_a_defect_never_is() -> None:
    unknown = replace(SPAN, gap_id="g2", kind=GapKind.UNKNOWN, title_ja="通知期間が未確認")
    told = tell(WriteNotice(AT, (SPAN, unknown), ()))
    assert "契約がない" in told.opened
    assert told.rest == ("通知期間が未確認",)


def test_a_note_of_its_own_stands_where_it_would_only_say_that_it_was_saved() -> None:
    assert (
        said(note="例外を承認しました。", closed=[SPAN]) == "例外を承認しました。　不備が1件なくなりました：契約がない"
    )
