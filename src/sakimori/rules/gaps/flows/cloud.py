"""Cloud services (Q&A 7-53, `appi.md` 4.6): does the provider handle the data, and does it use them for itself."""

from __future__ import annotations

from collections.abc import Iterable

from sakimori.domain.codes import GapKind, Role, Severity
from sakimori.domain.dossier import Dossier
from sakimori.domain.gap import Finding, Fix
from sakimori.domain.records.data_flow import CloudFacts, DataFlow, LegalRoute, SupportAccess
from sakimori.domain.rule import COMPANY_POLICY, Rule
from sakimori.domain.values.text import Text
from sakimori.rules.facts.citations import ACT_25, ACT_27, ACT_27_5_ENTRUSTMENT, GL_NOT_THIRD_PARTY, QA_7_53
from sakimori.rules.facts.flow_facts import is_personal, listed, of_flow, of_outgoing, while_running
from sakimori.rules.facts.rule_kit import GapRules

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
    if flow.route is LegalRoute.ENTRUST and facts is not None and facts.uses_data_itself and is_personal(flow):
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
    _rule("A-IT1", of_outgoing(_own_use), ACT_27_5_ENTRUSTMENT, GL_NOT_THIRD_PARTY, points=("B1", "A2", "B3")),
)
