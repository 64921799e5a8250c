"""Whether recipients were told and answered in time, and did what we passed on (our policy, for 法34条 and 35条)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from sakimori.domain.codes import Severity
from sakimori.domain.dossier import Dossier
from sakimori.domain.gap import Finding, Fix, Stage, Subject, SubjectKind
from sakimori.domain.policy import Policy
from sakimori.domain.records.hand_over import NoRecord
from sakimori.domain.records.passed_on import PassedOn, PassedOnAbout, PassedOnAnswer
from sakimori.domain.rule import COMPANY_POLICY, DeadlineKind, Rule
from sakimori.domain.values.days import next_day
from sakimori.domain.values.text import Text
from sakimori.rules.facts.citations import ACT_25, ACT_34, ACT_35
from sakimori.rules.facts.flow_facts import overlap, stays_ours
from sakimori.rules.facts.rule_kit import GapRules, finding, with_name

ABOUT_WORDS: Final = {
    PassedOnAbout.SEARCH: Text("本人のデータの有無の確認", "search for the person's data"),
    PassedOnAbout.CORRECTION: Text("訂正", "correction"),
    PassedOnAbout.STOP: Text("利用の停止", "stop of use"),
    PassedOnAbout.ERASURE: Text("消去", "erasure"),
    PassedOnAbout.RECALL: Text("名簿の回収", "recall of a list"),
}


_HAND_OVER: Final = Text("{day}の提供", "hand-over of {day}")


@dataclass(frozen=True, slots=True)
class _Line:
    """What was passed on about one copy: what that copy is called, and whether it is held for us."""

    asked: PassedOn
    subject: Subject
    name: Text
    is_ours: bool
    gone_on: date | None = None


def _lines(dossier: Dossier) -> Iterable[_Line]:
    """What was passed on; neither the end of the relation nor the archive ends it, a confirmed erasure does."""
    party = dossier.third_party
    if party.is_self or party.merged_into is not None:
        return
    flows = {flow.id: flow for flow in dossier.flows}
    releases = {one.id: one for one in dossier.releases}
    for one in dossier.passed_on:
        if one.flow_id in flows:
            flow = flows[one.flow_id]
            days = (e.confirmed_on for e in dossier.erasures if e.flow_id == flow.id and e.confirmed_on)
            subject = Subject(SubjectKind.FLOW, f"{flow.id}/{one.id}")
            yield _Line(one, subject, Text(flow.name, flow.name), stays_ours(flow), min(days, default=None))
        elif one.release_id in releases:
            release = releases[one.release_id]
            name = _HAND_OVER.format(day=release.last_on.isoformat())
            subject = Subject(SubjectKind.RELEASE, f"{release.id}/{one.id}")
            yield _Line(one, subject, name, release.no_record is NoRecord.ENTRUST)


def _found(
    rule: Rule, line: _Line, stages: tuple[Stage, ...], field: str, *, facts: tuple[tuple[str, str], ...], action: Text
) -> Iterable[Finding]:
    """The finding on a line, named by its copy; none where no day is left."""
    if stages:
        title = with_name(with_name(rule.title, ABOUT_WORDS[line.asked.about]), line.name)
        fix = Fix("passed_on", line.asked.id, field)
        yield finding(rule, line.subject, stages, fix, title=title, facts=facts, action=action)


def _late(rule: Rule, dossier: Dossier, _: Policy) -> Iterable[Finding]:
    """Policy (A-35): copies elsewhere have to follow; the Act names no day for that."""
    for line in _lines(dossier):
        one = line.asked
        ends = min((day for day in (one.answered_on, line.gone_on) if day), default=None)
        is_told = one.told_on is not None
        yield from _found(
            rule,
            line,
            overlap(Severity.HIGH, next_day(one.due_on), ends),
            "answered_on" if is_told else "told_on",
            facts=(("due_on", one.due_on.isoformat()), ("told", str(is_told).lower())),
            action=Text("回答を求め、届いた日と内容を記録します。", "Ask for the answer, and record it.")
            if is_told
            else Text("渡した先に伝え、伝えた日を記録します。", "Tell the recipient, and record the day."),
        )


def _refused(rule: Rule, dossier: Dossier, _: Policy) -> Iterable[Finding]:
    """法25条, 34条, 35条: who holds the data for us does with them what we have to do; a later answer settles it."""
    lines = tuple(_lines(dossier))
    for line in lines:
        one = line.asked
        if one.answer is not PassedOnAnswer.REFUSED or one.answered_on is None or not line.is_ours:
            continue
        settled = min(
            (
                other.asked.answered_on
                for other in lines
                if _is_about_the_same(one, other.asked)
                and other.asked.answered_on
                and other.asked.answered_on >= one.answered_on
            ),
            default=None,
        )
        yield from _found(
            rule,
            line,
            overlap(Severity.HIGH, one.answered_on, settled),
            "answer",
            facts=(("answered_on", one.answered_on.isoformat()),),
            action=Text(
                "契約に基づいて対応を求め、もう一度伝えて回答を記録します。",
                "Insist on it by the contract, tell them again and record the answer.",
            ),
        )


def _is_about_the_same(one: PassedOn, other: PassedOn) -> bool:
    """Whether another line asks the same recipient for the same thing, and was not refused."""
    same = ("went_by", "about", "request_id", "stop_batch_id")
    is_settled = other.answer not in {None, PassedOnAnswer.REFUSED}
    return is_settled and all(getattr(one, name) == getattr(other, name) for name in same)


_TITLES = """
    C-PO1 | 渡した先への連絡の期限切れ | Overdue at a recipient
    A-PO2 | 委託先が本人の請求への対応を断っている | A vendor refuses to act on a request of a person
"""
_rule = GapRules(_TITLES, points=("A5", "B2"))

PASSED_ON_RULES: tuple[Rule, ...] = (
    _rule("C-PO1", _late, COMPANY_POLICY, ACT_34, ACT_35, deadline=DeadlineKind.PASSED_ON),
    _rule("A-PO2", _refused, ACT_25, ACT_34, ACT_35),
)
