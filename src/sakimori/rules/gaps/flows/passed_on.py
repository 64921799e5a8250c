"""Whether recipients were told and answered in time, and did what we passed on (our policy, for 法34条 and 35条)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from sakimori.domain.codes import Severity
from sakimori.domain.dossier import Dossier
from sakimori.domain.gap import Finding, Fix
from sakimori.domain.policy import Policy
from sakimori.domain.records.data_flow import DataFlow
from sakimori.domain.records.passed_on import PassedOn, PassedOnAbout, PassedOnAnswer
from sakimori.domain.rule import COMPANY_POLICY, DeadlineKind, Rule
from sakimori.domain.values.days import next_day
from sakimori.domain.values.text import Text
from sakimori.rules.facts.citations import ACT_25, ACT_34, ACT_35
from sakimori.rules.facts.flow_facts import of_flow, overlap, stays_ours
from sakimori.rules.facts.rule_kit import GapRules, with_name

ABOUT_WORDS: Final = {
    PassedOnAbout.SEARCH: Text("本人のデータの有無の確認", "search for the person's data"),
    PassedOnAbout.CORRECTION: Text("訂正", "correction"),
    PassedOnAbout.STOP: Text("利用の停止", "stop of use"),
    PassedOnAbout.ERASURE: Text("消去", "erasure"),
    PassedOnAbout.RECALL: Text("名簿の回収", "recall of a list"),
}


def _asked(dossier: Dossier) -> Iterable[tuple[DataFlow, PassedOn]]:
    """What was passed on along each flow; the end of the relation ends nothing, a confirmed erasure does."""
    party = dossier.third_party
    if party.is_self or party.merged_into is not None or party.archived_on is not None:
        return
    flows = {flow.id: flow for flow in dossier.flows}
    for one in dossier.passed_on:
        if one.flow_id in flows:
            yield flows[one.flow_id], one


def _late(rule: Rule, dossier: Dossier, _: Policy) -> Iterable[Finding]:
    """Policy (A-35): copies elsewhere have to follow; the Act names no day for that."""
    for flow, one in _asked(dossier):
        gone = min((e.confirmed_on for e in dossier.erasures if e.flow_id == flow.id and e.confirmed_on), default=None)
        ends = min((day for day in (one.answered_on, gone) if day), default=None)
        is_told = one.told_on is not None
        yield from of_flow(
            rule,
            flow,
            overlap(Severity.HIGH, next_day(one.due_on), ends),
            field="",
            part=one.id,
            fix=Fix("passed_on", one.id, "answered_on" if is_told else "told_on"),
            title=with_name(rule.title, ABOUT_WORDS[one.about]),
            facts=(("due_on", one.due_on.isoformat()), ("told", str(is_told).lower())),
            action=Text("回答を求め、届いた日と内容を記録します。", "Ask for the answer, and record it.")
            if is_told
            else Text("渡した先に伝え、伝えた日を記録します。", "Tell the recipient, and record the day."),
        )


def _refused(rule: Rule, dossier: Dossier, _: Policy) -> Iterable[Finding]:
    """法25条, 34条, 35条: who holds the data for us does with them what we have to do; a later answer settles it."""
    for flow, one in _asked(dossier):
        if one.answer is not PassedOnAnswer.REFUSED or one.answered_on is None or not stays_ours(flow):
            continue
        settled = min(
            (
                other.answered_on
                for _, other in _asked(dossier)
                if _is_about_the_same(one, other) and other.answered_on and other.answered_on >= one.answered_on
            ),
            default=None,
        )
        yield from of_flow(
            rule,
            flow,
            overlap(Severity.HIGH, one.answered_on, settled),
            field="",
            part=one.id,
            fix=Fix("passed_on", one.id, "answer"),
            title=with_name(rule.title, ABOUT_WORDS[one.about]),
            facts=(("answered_on", one.answered_on.isoformat()),),
            action=Text(
                "契約に基づいて対応を求め、もう一度伝えて回答を記録します。",
                "Insist on it by the contract, tell them again and record the answer.",
            ),
        )


def _is_about_the_same(one: PassedOn, other: PassedOn) -> bool:
    """Whether another line asks the same recipient for the same thing, and was not refused."""
    same = ("flow_id", "about", "request_id", "stop_batch_id")
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
