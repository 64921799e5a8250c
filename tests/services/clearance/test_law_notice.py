"""Changes of law that nobody has read: one short line an answer, which no reason repeats."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from kit.asking import AT, SALES, a_question, a_workspace_of
from kit.clearing import tried_cases
from sakimori.domain.codes import GOOD
from sakimori.exchange.law_changes import LawChanges, law_changes
from sakimori.services.clearance import reason_words
from sakimori.services.clearance.reason_words import law_notice, law_notice_in, law_unread
from sakimori.services.clearance.slip_sheet import slip_sheet
from sakimori.services.clearance.slips import issue_slip
from sakimori.services.clearance.view import slip_paper

NEXT_PART_ON = date(2027, 1, 17)
MOST = 90


def test_an_answer_names_what_is_unread_while_it_stands_and_no_later_part() -> None:
    seen = set()
    for worked in tried_cases():
        for day in (worked.on, NEXT_PART_ON - timedelta(days=1), NEXT_PART_ON):
            verdict = worked.judging.on(day)
            last = verdict.valid_until or date.max if verdict.outcome in GOOD else day
            reaches = last >= NEXT_PART_ON
            assert (NEXT_PART_ON in {one.since for one in law_unread(verdict)}) is reaches
            notice = law_notice(verdict)
            assert notice is not None
            assert "\n" not in notice.ja
            assert len(notice.ja) <= MOST
            assert not any("令和8年法律第56号" in reason.text.ja for reason in verdict.reasons)
            seen.add(reaches)
    assert seen == {True, False}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("ja", "2026-06以後の改正（規則・GL）、2026/07/17施行分と2027/01/17施行分は未確認"),
        ("en", "Not read yet: amendments from June 2026 on (Rules, guidelines), the part in force since"),
    ],
)
def test_a_slip_carries_the_line_once_until_all_was_read(
    language: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = a_workspace_of()
    slip = issue_slip(workspace, a_question(), actor=SALES, at=AT).record
    paper = slip_paper(workspace, slip.id, actor=SALES, on=date(2026, 11, 26), at=AT)
    assert said in law_notice_in(paper.verdict, language)
    assert slip_sheet(paper, date(2026, 11, 26), language, address="").notice == law_notice_in(paper.verdict, language)
    monkeypatch.setattr(reason_words, "law_changes", lambda: LawChanges(law_changes().looked_for_on, ()))
    assert slip_sheet(paper, date(2026, 11, 26), language, address="").notice == ""
