"""Services that learn: facts that nobody answered or confirmed, and flows that the facts do not allow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sakimori.domain.codes import ControlArea, GapKind, Severity
from sakimori.domain.dossier import Dossier
from sakimori.domain.gap import Finding, Fix, Stage, Subject, SubjectKind
from sakimori.domain.policy import Policy
from sakimori.domain.records.ai_service import AiFacts
from sakimori.domain.records.data_flow import DataFlow, LegalRoute
from sakimori.domain.records.third_party import Service
from sakimori.domain.rule import COMPANY_POLICY, Rule
from sakimori.domain.values.days import next_day
from sakimori.domain.values.text import Text
from sakimori.rules.facts.ai_services import AI_FACTS, confirmed_until
from sakimori.rules.facts.citations import ACT_27_5_ENTRUSTMENT, GL_NOT_THIRD_PARTY, PPC_AI_NOTICE
from sakimori.rules.facts.flow_facts import is_personal, listed, of_flow, of_outgoing, while_running
from sakimori.rules.facts.rule_kit import GapRules, cut, finding, is_watched, with_name


def _services(dossier: Dossier) -> Iterator[tuple[Service, AiFacts, tuple[Stage, ...]]]:
    """Each service that learns with its facts, and the stage in which it is in use."""
    if not is_watched(dossier.third_party):
        return
    by_service = {facts.service_id: facts for facts in dossier.ai_facts}
    for service in dossier.services:
        if (facts := by_service.get(service.id)) is not None:
            yield service, facts, cut((Stage(Severity.HIGH),), until_on=service.ended_on)


def _unanswered(rule: Rule, dossier: Dossier, _: Policy) -> Iterable[Finding]:
    for service, facts, stages in _services(dossier):
        if stages and (missing := facts.unanswered):
            title = Text("AIサービスの事実が未確認（{facts}）", "Facts of the AI service are not known ({facts})")
            yield finding(
                rule,
                Subject(SubjectKind.SERVICE, service.id),
                stages,
                Fix("ai_facts", facts.id, missing[0]),
                kind=GapKind.UNKNOWN,
                title=with_name(title.format(facts=listed(AI_FACTS[name] for name in missing)), service.name),
                facts=(("missing", " ".join(missing)),),
                action=Text(
                    "質問票 jp-ai で尋ねるか、契約・規約・設定画面で確かめて登録します。",
                    "Ask with the pack jp-ai, or read contract, terms and settings, and record the facts.",
                ),
            )


def _unconfirmed(rule: Rule, dossier: Dossier, policy: Policy) -> Iterable[Finding]:
    """A confirmation that has grown old is one to be given again."""
    for service, facts, stages in _services(dossier):
        last = confirmed_until(facts, policy)
        later = stages if last is None else cut(stages, from_on=next_day(last))
        if later and not facts.unanswered:
            yield finding(
                rule,
                Subject(SubjectKind.SERVICE, service.id),
                later,
                Fix("ai_facts", facts.id, "confirmed_by"),
                kind=GapKind.DECISION,
                title=with_name(rule.title, service.name),
                action=Text(
                    "登録した人とは別の人が、契約・規約・設定と照らして確かめます。",
                    "Somebody who did not record them compares the facts with contract, terms and setting.",
                ),
            )


def _learns(rule: Rule, dossier: Dossier, flow: DataFlow) -> Iterable[Finding]:
    """Who trains models with inputs handles them for itself: neither entrustment nor the cloud exception."""
    if flow.route not in {LegalRoute.ENTRUST, LegalRoute.NOT_PROVISION} or not is_personal(flow):
        return
    named = (facts for facts in dossier.ai_facts if flow.service_id in {None, facts.service_id})
    if learning := next((facts for facts in named if facts.learns), None):
        yield from of_flow(
            rule,
            flow,
            while_running(flow, Severity.BLOCK),
            field="route",
            fix=Fix("ai_facts", learning.id, "training"),
            facts=(("learns", learning.service_id),),
            action=Text(
                "学習に使わせない契約か設定に改めて資料を添えるか、第三者提供としての根拠を整えます。",
                "Have the training stopped by contract or setting, with evidence, or find a ground for provision.",
            ),
        )


_TITLES = """
    A-AI1 | 入力がAIの学習に使われる（第三者提供になる） | Inputs train the provider's AI (a provision to a third party)
    C-AI1 | AIサービスの事実が未確認 | Facts of the AI service are not known
    C-AI9 | AIサービスの事実を別の人が確かめていない | Nobody else has confirmed the facts of the AI service
"""
_rule = GapRules(_TITLES, points=("B3",), scope=SubjectKind.SERVICE, area=ControlArea.CONTRACT)

AI_SERVICE_RULES: tuple[Rule, ...] = (
    _rule(
        "A-AI1",
        of_outgoing(_learns),
        ACT_27_5_ENTRUSTMENT,
        GL_NOT_THIRD_PARTY,
        PPC_AI_NOTICE,
        scope=SubjectKind.FLOW,
        points=("B3", "B1", "A2"),
        area=ControlArea.PROVISION,
    ),
    _rule("C-AI1", _unanswered, COMPANY_POLICY, PPC_AI_NOTICE),
    _rule("C-AI9", _unconfirmed, COMPANY_POLICY, PPC_AI_NOTICE),
)
