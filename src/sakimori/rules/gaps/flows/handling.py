"""What becomes of data at a third party: does a cloud provider handle them (Q&A 7-53), how long are they kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta

from sakimori.domain.codes import GapKind, Role, Severity
from sakimori.domain.dossier import Dossier
from sakimori.domain.gap import Finding, Fix, Stage
from sakimori.domain.policy import Policy
from sakimori.domain.records.data_flow import CloudFacts, DataFlow, Direction, Erasure, LegalRoute, SupportAccess
from sakimori.domain.rule import COMPANY_POLICY, DeadlineKind, Judge, Rule
from sakimori.domain.values.days import add_months, next_day
from sakimori.domain.values.text import Text
from sakimori.rules.facts.citations import (
    ACT_22,
    ACT_25,
    ACT_27,
    ACT_27_5_ENTRUSTMENT,
    GL_DISPOSAL,
    GL_NOT_THIRD_PARTY,
    QA_7_53,
)
from sakimori.rules.facts.flow_facts import (
    is_personal,
    is_under_27,
    listed,
    of_flow,
    of_outgoing,
    overlap,
    stays_ours,
    while_running,
)
from sakimori.rules.facts.rule_kit import GapRules, is_watched

CLOUD_FACTS = {
    "no_handling_clause": Text("取り扱わない旨の条項", "clause that it does not handle the data"),
    "technical_block": Text("技術的なアクセス制御", "technical access control"),
    "support_access": Text("保守でのアクセス", "access for support"),
    "uses_data_itself": Text("提供者自身の利用", "use of its own"),
}
"""The facts on which the exception rests, in words."""


def facts_of(dossier: Dossier, flow: DataFlow) -> CloudFacts | None:
    """What is recorded about how the provider of a flow handles the data."""
    return next((facts for facts in dossier.cloud_facts if facts.flow_id == flow.id), None)


def claims_exception(dossier: Dossier, flow: DataFlow) -> bool:
    """Whether a flow of personal data is said to be no provision since a cloud provider does not handle them.

    A flow whose role nobody recorded is asked as well; sealed carriage by somebody else is no matter of the test.
    """
    is_cloud = flow.role in {None, Role.CLOUD_PROVIDER} or Role.CLOUD_PROVIDER in dossier.third_party.roles
    return flow.route is LegalRoute.NOT_PROVISION and is_cloud and is_personal(flow)


def exception_stands(dossier: Dossier, flow: DataFlow) -> bool:
    """Whether every fact speaks for the exception and a person has signed it off; only then nothing is entrusted."""
    facts = facts_of(dossier, flow)
    return (
        claims_exception(dossier, flow)
        and facts is not None
        and facts.is_answered
        and not facts.speaks_against
        and is_signed_off(facts)
    )


def missing_facts(facts: CloudFacts | None) -> tuple[str, ...]:
    """Which facts of the test nobody has answered."""
    return tuple(name for name in CLOUD_FACTS if facts is None or getattr(facts, name) is None)


def is_signed_off(facts: CloudFacts) -> bool:
    """Whether a person has decided that the provider does not handle the data."""
    return facts.signed_off_by is not None and facts.signed_off_on is not None


def _unclear(rule: Rule, dossier: Dossier, flow: DataFlow) -> Iterable[Finding]:
    """A fact that nobody answered is unclear, never "does not handle"; one that speaks against settles it."""
    facts = facts_of(dossier, flow)
    if not claims_exception(dossier, flow) or (facts is not None and (facts.is_answered or facts.speaks_against)):
        return
    missing = missing_facts(facts)
    yield from of_flow(
        rule,
        flow,
        while_running(flow, Severity.HIGH),
        field="cloud_facts",
        fix=Fix("cloud_facts", facts.id, missing[0]) if facts is not None else None,
        kind=GapKind.UNKNOWN,
        title=Text("クラウド例外の事実が未確認（{facts}）", "Facts of the cloud exception not known ({facts})").format(
            facts=listed(CLOUD_FACTS[name] for name in missing)
        ),
        facts=(("missing", " ".join(missing)),),
        action=Text(
            "提供者に確かめて記録します。確かめられなければ委託として扱います。",
            "Ask the provider and record the facts; otherwise treat it as entrustment.",
        ),
    )


def _against(rule: Rule, dossier: Dossier, flow: DataFlow) -> Iterable[Finding]:
    """One known fact is enough; that clause and access control must both be there is our policy."""
    facts = facts_of(dossier, flow)
    if facts is None or not claims_exception(dossier, flow) or not facts.speaks_against:
        return
    against = speaking_against(facts)
    yield from of_flow(
        rule,
        flow,
        while_running(flow, Severity.BLOCK),
        field="route",
        title=Text("クラウド例外に当たらない（{facts}）", "The cloud exception does not hold ({facts})").format(
            facts=listed(CLOUD_FACTS[name] for name in against)
        ),
        facts=(("against", " ".join(against)),),
        action=Text(
            "提供の根拠を委託に改め、委託先としての確認をします。",
            "Change the ground to entrustment and check it as a vendor.",
        ),
    )


def speaking_against(facts: CloudFacts) -> tuple[str, ...]:
    """Which known facts say that the provider handles the data."""
    holds = {
        "no_handling_clause": facts.no_handling_clause is False,
        "technical_block": facts.technical_block is False,
        "support_access": facts.support_access is SupportAccess.STANDING,
        "uses_data_itself": facts.uses_data_itself is True,
    }
    return tuple(name for name, is_against in holds.items() if is_against)


def _unsigned(rule: Rule, dossier: Dossier, flow: DataFlow) -> Iterable[Finding]:
    """The facts decide nothing by themselves: a person signs for the exception."""
    facts = facts_of(dossier, flow)
    if facts is None or not claims_exception(dossier, flow) or not facts.is_answered or facts.speaks_against:
        return
    if not is_signed_off(facts):
        yield from of_flow(
            rule,
            flow,
            while_running(flow, Severity.HIGH),
            field="signed_off_by",
            fix=Fix("cloud_facts", facts.id, "signed_off_by"),
            kind=GapKind.DECISION,
            action=Text(
                "提供者が個人データを取り扱わないと認めるかを判断します。",
                "Decide whether the provider does not handle the data.",
            ),
        )


def _own_use(rule: Rule, dossier: Dossier, flow: DataFlow) -> Iterable[Finding]:
    """Work entrusted is the only work allowed; what the provider does for itself is a provision to a third party."""
    facts = facts_of(dossier, flow)
    # My Number in a cloud is no matter of entrustment: the exception itself does not hold there.
    is_entrusted = (flow.route is LegalRoute.ENTRUST and is_personal(flow)) or (
        flow.route is LegalRoute.NOT_PROVISION and is_under_27(flow)
    )
    if is_entrusted and facts is not None and facts.uses_data_itself:
        yield from of_flow(
            rule,
            flow,
            while_running(flow, Severity.BLOCK),
            field="route",
            facts=(("uses_data_itself", "true"),),
            action=Text(
                "委託先自身の目的での利用をやめさせるか、第三者提供としての根拠を整えます。",
                "Have the use stopped, or find a ground for provision to a third party.",
            ),
        )


_TITLES = """
    A-CL1 | クラウド例外の事実が未確認 | Facts of the cloud exception are not known
    A-CL5 | クラウド例外に当たらない | The cloud exception does not hold
    A-CL1S | クラウド例外に当たるか、まだ判断されていない | Nobody has signed off the cloud exception yet
    A-IT1 | 委託先自身の目的でデータを利用する（委託に当たらない） | The vendor uses the data for itself
"""
_rule = GapRules(_TITLES, points=("B3", "A4"))

CLOUD_RULES: tuple[Rule, ...] = (
    _rule("A-CL1", of_outgoing(_unclear), COMPANY_POLICY, QA_7_53),
    _rule("A-CL5", of_outgoing(_against), COMPANY_POLICY, QA_7_53, ACT_25, ACT_27),
    _rule("A-CL1S", of_outgoing(_unsigned), COMPANY_POLICY, QA_7_53),
    _rule(
        "A-IT1", of_outgoing(_own_use), ACT_27_5_ENTRUSTMENT, GL_NOT_THIRD_PARTY, points=("B1", "A2", "B3"), revision=2
    ),
)


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
    withdrawn = {e.id for e in dossier.evidence if e.gone_on is not None}
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


_RETENTION_TITLES = """
    C-RE1 | 保存期間が決まっていない | No retention is decided
    A-22 | 保存期間を過ぎても消去の確認がない | Retention is over and erasure is not confirmed
    C-RE2 | 返却・消去の証明書がない | No certificate of return or erasure
"""
_retention_rule = GapRules(_RETENTION_TITLES, points=("A6",))

RETENTION_RULES: tuple[Rule, ...] = (
    _retention_rule("C-RE1", _of_held(_no_rule), COMPANY_POLICY, ACT_22),
    _retention_rule("A-22", _of_held(_kept_too_long), ACT_22, deadline=DeadlineKind.RETENTION),
    _retention_rule(
        "C-RE2", _of_held(_no_certificate), COMPANY_POLICY, ACT_25, GL_DISPOSAL, deadline=DeadlineKind.ERASURE
    ),
)
