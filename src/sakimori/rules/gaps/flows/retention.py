"""How long a third party keeps the data of a flow, and its proof that they are gone (法22条, 25条, GL 10-5(4))."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta

from sakimori.domain.codes import Severity
from sakimori.domain.dossier import Dossier
from sakimori.domain.gap import Finding, Fix, Stage
from sakimori.domain.policy import Policy
from sakimori.domain.records.data_flow import DataFlow, Direction, Erasure, LegalRoute
from sakimori.domain.rule import COMPANY_POLICY, DeadlineKind, Judge, Rule
from sakimori.domain.values.days import add_months, next_day
from sakimori.domain.values.text import Text
from sakimori.rules.facts.citations import ACT_22, ACT_25, GL_DISPOSAL
from sakimori.rules.facts.flow_facts import (
    is_personal,
    of_flow,
    overlap,
    stays_ours,
    while_running,
)
from sakimori.rules.facts.rule_kit import GapRules, is_watched

Look = Callable[[Rule, Dossier, DataFlow, Policy], Iterable[Finding]]


def retention_end(flow: DataFlow) -> date | None:
    """The last day on which the data may be kept; None while no rule or no end of the flow gives one."""
    if flow.retention_until is not None:
        return flow.retention_until
    if flow.end_on is None or flow.retention_months is None:
        return None
    return add_months(flow.end_on, flow.retention_months)


def _of_held(look: Look) -> Judge:
    """Judge each flow whose data the other side holds for us; the end of the relation does not end that duty."""

    def judge(rule: Rule, dossier: Dossier, policy: Policy) -> Iterable[Finding]:
        party = dossier.third_party
        if party.is_self or party.merged_into is not None or party.archived_on is not None:
            return
        for flow in dossier.flows:
            is_held = stays_ours(flow) or flow.route is LegalRoute.JOINT
            if flow.direction is not Direction.IN and is_held and is_personal(flow):
                yield from look(rule, dossier, flow, policy)

    return judge


def _erasures(dossier: Dossier, flow: DataFlow) -> list[Erasure]:
    return [e for e in dossier.erasures if e.flow_id == flow.id]


def _has_certificate(dossier: Dossier, erasure: Erasure) -> bool:
    withdrawn = {e.id for e in dossier.evidence if e.withdrawn_on is not None}
    return erasure.evidence_id is not None and erasure.evidence_id not in withdrawn


def _no_rule(rule: Rule, dossier: Dossier, flow: DataFlow, _: Policy) -> Iterable[Finding]:
    """Policy, for the sake of 法22条: how long data are kept is agreed before they go."""
    if is_watched(dossier.third_party) and flow.retention_months is None and flow.retention_until is None:
        yield from of_flow(
            rule,
            flow,
            while_running(flow, Severity.MEDIUM),
            field="retention_months",
            action=Text("保存期間とその理由を決めて記します。", "Decide and note how long, and why."),
        )


def _kept_too_long(rule: Rule, dossier: Dossier, flow: DataFlow, _: Policy) -> Iterable[Finding]:
    """法22条 (an effort duty): data no longer needed are erased without delay, unless a legal hold stops it."""
    last = retention_end(flow)
    if last is None or flow.legal_hold:
        return
    done = min((e.done_on for e in _erasures(dossier, flow) if e.confirmed_on is not None), default=None)
    yield from of_flow(
        rule,
        flow,
        overlap(Severity.HIGH, next_day(last), done),
        field="retention_until",
        facts=(("retention_end", last.isoformat()),),
        action=Text("返却または消去を求め、確認します。", "Demand return or erasure, and confirm it."),
    )


def _no_certificate(rule: Rule, dossier: Dossier, flow: DataFlow, policy: Policy) -> Iterable[Finding]:
    """Policy, for the sake of 法25条 and GL 10-5(4): a certificate of return or erasure within a time after the end."""
    if flow.end_on is None or flow.legal_hold:
        return
    erasures = _erasures(dossier, flow)
    proved = min(
        (e.confirmed_on for e in erasures if e.confirmed_on is not None and _has_certificate(dossier, e)), default=None
    )
    open_one = next((e for e in erasures if e.confirmed_on is None or not _has_certificate(dossier, e)), None)
    late = flow.end_on + timedelta(days=policy.erasure_certificate_days + 1)
    stages: tuple[Stage, ...] = overlap(Severity.HIGH, late, proved)
    if open_one is None:
        fix, action = (
            Fix("erasure", "", "done_on"),
            Text("返却・消去の証明書を受け取り、確認します。", "Obtain the certificate, and confirm it."),
        )
    elif _has_certificate(dossier, open_one):
        fix, action = (
            Fix("erasure", open_one.id, "confirmed_on"),
            Text("届いた証明書を確認します。", "Confirm the certificate that has come."),
        )
    else:
        fix, action = (
            Fix("erasure", open_one.id, "evidence_id"),
            Text("返却・消去の証明書を添えます。", "File the certificate."),
        )
    yield from of_flow(
        rule,
        flow,
        stages,
        field="",
        fix=fix,
        facts=(("end_on", flow.end_on.isoformat()),),
        action=action,
    )


_TITLES = """
    C-RE1 | 保存期間が決まっていない | No retention is decided
    A-22 | 保存期間を過ぎても消去の確認がない | Retention is over and erasure is not confirmed
    C-RE2 | 返却・消去の証明書がない | No certificate of return or erasure
"""
_rule = GapRules(_TITLES, points=("A6",))

RETENTION_RULES: tuple[Rule, ...] = (
    _rule("C-RE1", _of_held(_no_rule), COMPANY_POLICY, ACT_22),
    _rule("A-22", _of_held(_kept_too_long), ACT_22, deadline=DeadlineKind.RETENTION),
    _rule("C-RE2", _of_held(_no_certificate), COMPANY_POLICY, ACT_25, GL_DISPOSAL, deadline=DeadlineKind.ERASURE),
)
