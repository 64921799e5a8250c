"""What an answer says: the word first, then what to do, then why; the same on screen, on paper and in a terminal."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date
from functools import cache

import pytest
from rich.console import Console

from kit.clearing import a_case, read_clearances
from sakimori.cli import clear_words as cli_answer
from sakimori.domain.clearance import Reason, ReasonKind, Step, Verdict, causes_of_turning
from sakimori.domain.codes import Basis, Outcome, UserRole
from sakimori.domain.gap import Fix
from sakimori.domain.values.text import LANGUAGES, Text
from sakimori.rules.clearance.answers.points import Point
from sakimori.rules.clearance.case import Case
from sakimori.rules.facts.clauses import CLAUSE_SETS
from sakimori.services.clearance.judging import ClearanceAnswer
from sakimori.services.clearance.readings import WordedAnswer
from sakimori.services.clearance.reason_words import says_whose
from sakimori.services.clearance.short_answer import deed_in, point_line_in, way_in
from sakimori.ui.clearance.answer_words import duties, needs_in, turns_in

GOOD = {Outcome.ALLOWED, Outcome.CONDITIONAL}


@cache
def answers() -> tuple[Verdict, ...]:
    """One answer for each step and word of the worked cases."""
    cases = {(case.step, case.outcome): case for case in read_clearances()}
    return tuple(case.verdict for case in cases.values())


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(cli_answer, "lang", lambda: request.param)
    return str(request.param)


def printed(
    monkeypatch: pytest.MonkeyPatch,
    verdict: Verdict,
    *,
    case: Case | None = None,
    lists_all: bool = False,
    lists_in_order: bool = False,
) -> str:
    out = io.StringIO()
    monkeypatch.setattr(cli_answer, "console", Console(file=out, width=500))
    answer = ClearanceAnswer(case or a_case({}), verdict, 0)
    cli_answer.print_answer(WordedAnswer(answer), lists_all=lists_all, lists_in_order=lists_in_order)
    return out.getvalue()


def a_reason(kind: ReasonKind, words: str, **facts: object) -> Reason:
    text = Text(words, words)
    return replace(
        Reason("X-1", 1, Step.ROUTE, kind, Basis.LAW, text, Text("法27条1項", "APPI Art. 27(1)"), who=UserRole.SALES),
        **facts,  # type: ignore[arg-type]
    )


def a_verdict(outcome: Outcome, *reasons: Reason) -> Verdict:
    return Verdict(date(2026, 11, 27), outcome, reasons, ())


def test_an_answer_in_a_terminal_names_no_step_and_says_valid_of_good_answers_alone(
    language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(answers()) > 30
    for verdict in answers():
        text = printed(monkeypatch, verdict, lists_in_order=True)
        assert not re.search(r"\bP-\d\d\b", text)
        says_valid = any(re.search(r"^\d{4}/\d\d/\d\d（.）まで有効|^Valid until", line) for line in text.splitlines())
        assert says_valid is (verdict.outcome in GOOD and verdict.valid_until is not None)


def test_every_turn_says_why() -> None:
    turning = [verdict for verdict in answers() if verdict.next_outcome not in {None, verdict.outcome}]
    turning += [verdict for verdict in answers() if verdict.outcome in GOOD and verdict.next_outcome is verdict.outcome]
    assert {verdict.outcome for verdict in turning} > GOOD
    for verdict in turning:
        for language in LANGUAGES:
            until, why = turns_in(verdict, language)
            assert until
            assert len(why) > len("because: ")
            assert not re.search(r"(: |：)$", why)


def test_a_policy_is_labelled_beside_each_reason_in_a_terminal(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    label = {"ja": "（会社方針", "en": "(Company policy"}[language]
    for verdict in answers():
        text = printed(monkeypatch, verdict, lists_all=True, lists_in_order=True)
        shown = {reason for reason in verdict.reasons if reason.kind is not ReasonKind.DUTY} | {*duties(verdict)}
        policies = {reason.in_full for reason in shown if reason.basis is Basis.POLICY}
        assert text.count(label) >= len(policies)
        assert (label in text) is bool(policies)


def test_the_word_stands_first_then_what_decides_it_and_what_remains_is_folded_away(
    language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    verdict = a_verdict(
        Outcome.BLOCKED,
        a_reason(ReasonKind.CONFIRMED, "GOOD"),
        a_reason(ReasonKind.BAR, "BARRED", details=(Text("LINE 1", "LINE 1"), Text("LINE 2", "LINE 2")),
                 fix=Fix("contract", "ct1", "end_on")),
        a_reason(ReasonKind.CONDITION, "TO DO"),
        a_reason(ReasonKind.DUTY, "KEPT"),
    )  # fmt: skip
    text = printed(monkeypatch, verdict)
    ja, en = ("不可", "判定の対象", "BARRED", "LINE 1", "LINE 2", "残ること 1件", "問題のない点 1件"), (
        "Not allowed", "Judged", "BARRED", "LINE 1", "LINE 2", "1 point remains", "1 point in order",
    )  # fmt: skip
    places = [text.index(words) for words in (ja if language == "ja" else en)]
    assert places == sorted(places)
    assert text.count("法27条1項") + text.count("APPI Art. 27(1)") == 1
    assert "GOOD" not in text
    assert "TO DO" not in text
    assert "KEPT" not in text  # nothing is handed over
    assert "GOOD" in printed(monkeypatch, verdict, lists_in_order=True)
    assert "TO DO" in printed(monkeypatch, verdict, lists_all=True)


def test_what_comes_in_is_received_and_not_handed_over(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    receipt = a_case({"flow": {"direction": "in"}})
    text = printed(monkeypatch, a_verdict(Outcome.ALLOWED), case=receipt)
    assert ("受け取り、確認と記録を残す" if language == "ja" else "Take it in") in text
    assert ("渡す" if language == "ja" else "hand it over") not in text


def test_what_is_found_out_is_said_in_words_of_work_where_the_name_of_a_field_says_little() -> None:
    def to_do(*place: str) -> str:
        return deed_in(a_reason(ReasonKind.UNKNOWN, "未確認", who=UserRole.SALES, fix=Fix(*place)), "ja")

    assert to_do("hand_over", "ho1", "objections") == "営業：停止・拒否の申出と照合し、結果を登録する"
    assert to_do("hand_over", "ho1", "marketing") == "営業：広告・勧誘に使うかを登録する"
    assert to_do("hand_over", "ho1", "channels") == "営業：広告の手段（メール・電話・郵送など）を選ぶ"
    assert to_do("assessment", "", "jp-processor") == "営業：委託先の審査を行い、判定する"
    assert to_do("contract_clause", "ct1", "ITK-01") == "営業：契約書を読み、個人データの委託の条項の有無を登録する"
    assert to_do("contract_clause", "cc1", "state") == "営業：契約書を読み、当該の条項の有無を登録する"


def test_no_bar_has_a_record_of_the_past_changed() -> None:
    """What persons agreed to, and how data were got, stays as it was: only what is done from now on can change."""
    barred = {reason for case in read_clearances() for reason in case.verdict.of_kind(ReasonKind.BAR)}
    told = {way_in(reason, language) for reason in barred for language in LANGUAGES} - {""}
    assert len(told) > 50
    assert not {words for words in told if "登録し直" in words or "register the" in words or "record again" in words}


def test_whose_approval_is_needed_is_said_once() -> None:
    approvals = [r for verdict in answers() for r in verdict.reasons if r.kind is ReasonKind.CONDITION if says_whose(r)]
    assert approvals
    for reason in approvals:
        assert point_line_in(Point((reason,)), "ja").count("法務") == 1
        assert point_line_in(Point((reason,)), "en").casefold().count("compliance") == 1


def test_a_clause_is_named_by_its_words_and_never_by_its_code() -> None:
    reasons = [reason for case in read_clearances() for reason in case.verdict.reasons]
    lines = {line for reason in reasons for line in reason.details}
    assert {one.text for of_set in CLAUSE_SETS.values() for one in of_set.clauses} & lines
    said = {reason.in_full.get(language) for reason in reasons for language in LANGUAGES}
    assert [words for words in said if re.search(r"\b[A-Z]{3}-\d\d\b", words)] == []


def test_a_better_answer_comes_of_what_falls_away_and_a_worse_one_of_what_is_new() -> None:
    stop, ends = a_reason(ReasonKind.BAR, "停止"), a_reason(ReasonKind.BAR, "契約が終わる")
    asks = a_reason(ReasonKind.CONDITION, "条件")
    assert causes_of_turning(Outcome.BLOCKED, Outcome.CONDITIONAL, [asks], [stop]) == ((stop,), True)
    assert causes_of_turning(Outcome.CONDITIONAL, Outcome.BLOCKED, [ends], [asks]) == ((ends,), False)
    assert causes_of_turning(Outcome.BLOCKED, Outcome.BLOCKED, [], [asks]) == ((asks,), True)
    better = a_verdict(Outcome.BLOCKED, stop).turning(date(2027, 1, 1), (asks,))
    assert turns_in(better, "ja") == ("2027/01/01（金）に条件付き可に変わる見込み", "理由：「停止」に当たらなくなる")
    assert turns_in(better, "en")[1] == "because: “停止” no longer holds"


def test_another_ground_says_what_it_would_take() -> None:
    stop, asks = a_reason(ReasonKind.BAR, "停止"), a_reason(ReasonKind.CONDITION, "同意の記録を残す")
    now, better = a_verdict(Outcome.BLOCKED, stop), a_verdict(Outcome.CONDITIONAL, asks)
    assert needs_in(better, now, "ja") == "同意の記録を残す"
    assert (
        needs_in(a_verdict(Outcome.CONDITIONAL, asks), a_verdict(Outcome.BLOCKED, stop, asks), "ja") == "上の1件は残る"
    )
    assert needs_in(a_verdict(Outcome.ALLOWED), now, "ja") == ""
