"""The ground of a hand-over (法27条, 41条6項, 番号法19条): decided, with a reason, and open to the kind of data."""

from __future__ import annotations

from collections.abc import Iterable

from sakimori.domain.codes import DataCategory, GapKind, Severity
from sakimori.domain.dossier import Dossier
from sakimori.domain.gap import Finding
from sakimori.domain.records.data_flow import DataFlow, LegalRoute
from sakimori.domain.rule import COMPANY_POLICY, Rule
from sakimori.domain.values.text import Text
from sakimori.rules.facts.citations import ACT_27_1, ACT_41_6, MY_NUMBER_19
from sakimori.rules.facts.flow_facts import needs_route, of_flow, of_outgoing, while_running
from sakimori.rules.facts.rule_kit import GapRules

_CONSENT_OR_OPTOUT = frozenset({LegalRoute.CONSENT, LegalRoute.CONSENT_28, LegalRoute.OPTOUT})
_EXCEPTIONS = frozenset(route for route in LegalRoute if route.is_exception)
CLOSED_TO_PSEUDONYMISED = _CONSENT_OR_OPTOUT | (_EXCEPTIONS - {LegalRoute.EXC_LAW})
CLOSED_TO_MY_NUMBER = _CONSENT_OR_OPTOUT | {LegalRoute.JOINT}
UNCLEAR_FOR_MY_NUMBER = _EXCEPTIONS - {LegalRoute.EXC_LAW, LegalRoute.EXC_LIFE}
"""Exceptions of 法27条1項 that 番号法19条 does not list by these words: a person says which of its cases it is."""


def _undecided(rule: Rule, _: Dossier, flow: DataFlow) -> Iterable[Finding]:
    """法27条: a hand-over needs a ground; nobody has said which it is."""
    if flow.route is LegalRoute.UNDECIDED and needs_route(flow):
        yield from of_flow(
            rule,
            flow,
            while_running(flow, Severity.BLOCK),
            field="route",
            kind=GapKind.UNKNOWN,
            action=Text("提供の根拠を法務と決めます。", "Decide the ground together with compliance."),
        )


def _unexplained(rule: Rule, _: Dossier, flow: DataFlow) -> Iterable[Finding]:
    """Policy: a ground is decided by a named person, on a day, with a reason."""
    missing = next(
        (f for f in ("route_rationale", "route_decided_by", "route_decided_on") if not getattr(flow, f)), None
    )
    if flow.route is not LegalRoute.UNDECIDED and missing is not None:
        yield from of_flow(
            rule,
            flow,
            while_running(flow, Severity.MEDIUM),
            field=missing,
            facts=(("route", flow.route),),
            action=Text("判断の理由と判断した人・日を記します。", "Note the reason, who decided, and when."),
        )


def _exception_without_evidence(rule: Rule, dossier: Dossier, flow: DataFlow) -> Iterable[Finding]:
    """Policy (A-EX5): the document of a legal demand, or why consent is hard to get, is filed."""
    withdrawn = {e.id for e in dossier.evidence if e.withdrawn_on is not None}
    if flow.route.is_exception and (flow.route_evidence_id is None or flow.route_evidence_id in withdrawn):
        yield from of_flow(
            rule,
            flow,
            while_running(flow, Severity.HIGH),
            field="route_evidence_id",
            facts=(("route", flow.route),),
            action=Text(
                "照会書など、例外にあたることを示す証跡を添えます。", "File the document that shows the exception."
            ),
        )


def _pseudonymised(rule: Rule, _: Dossier, flow: DataFlow) -> Iterable[Finding]:
    """法41条6項: no provision of pseudonymised data to a third party, consent or not, unless a law orders it."""
    if flow.categories and DataCategory.PSEUDO in flow.categories and flow.route in CLOSED_TO_PSEUDONYMISED:
        yield from of_flow(
            rule,
            flow,
            while_running(flow, Severity.BLOCK),
            field="route",
            facts=(("route", flow.route),),
            action=Text(
                "仮名加工情報を外すか、委託・共同利用で渡せるかを見直します。",
                "Leave the pseudonymised data out, or see whether entrustment or joint use fits.",
            ),
        )


def _my_number(rule: Rule, _: Dossier, flow: DataFlow) -> Iterable[Finding]:
    """番号法19条: only in the cases listed; consent, opt-out and joint use are none of them.

    Not modelled: the new employer with the employee's consent (19条4号) is entered as a case of law.
    """
    if not flow.categories or DataCategory.MYNUMBER not in flow.categories:
        return
    if flow.route in CLOSED_TO_MY_NUMBER | UNCLEAR_FOR_MY_NUMBER:
        is_unclear = flow.route in UNCLEAR_FOR_MY_NUMBER
        yield from of_flow(
            rule,
            flow,
            while_running(flow, Severity.BLOCK),
            field="route",
            kind=GapKind.DECISION if is_unclear else GapKind.DEFECT,
            title=Text("番号法19条のどの場合かを判断する", "Decide which case of the My Number Act it is")
            if is_unclear
            else None,
            facts=(("route", flow.route),),
            action=Text(
                "マイナンバーを外すか、番号法19条の場合にあたるかを確かめます。",
                "Leave the My Number data out, or show the case of the My Number Act.",
            ),
        )


_TITLES = """
    A-27-0 | 提供の根拠が決まっていない | The ground of the hand-over is not decided
    C-RT1 | 提供の根拠に理由または判断者がない | The ground lacks a reason or a decider
    A-EX5 | 例外による提供に証跡がない | A hand-over by exception has no evidence
    A-PS1 | 仮名加工情報は第三者に提供できない | Pseudonymised data may not go to a third party
    A-MN1 | マイナンバーはこの根拠では提供できない | My Number data may not be provided on this ground
"""
_rule = GapRules(_TITLES, points=("A4",))

ROUTE_RULES: tuple[Rule, ...] = (
    _rule("A-27-0", of_outgoing(_undecided), ACT_27_1),
    _rule("C-RT1", of_outgoing(_unexplained), points=("A4", "A8")),
    _rule("A-EX5", of_outgoing(_exception_without_evidence), COMPANY_POLICY, ACT_27_1),
    _rule("A-PS1", of_outgoing(_pseudonymised), ACT_41_6),
    _rule("A-MN1", of_outgoing(_my_number), MY_NUMBER_19),
)
