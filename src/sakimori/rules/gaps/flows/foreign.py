"""Provision to a third party in a foreign country (法28条1項, 規則15条・16条), and what goes beyond the Act.

The Supplementary Rules bind data that came on the adequacy of Japan; local law binds data that our units collected.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sakimori.domain.codes import ControlArea, GapKind, Severity
from sakimori.domain.dossier import Dossier
from sakimori.domain.gap import Finding, Fix
from sakimori.domain.policy import Policy
from sakimori.domain.records.data_flow import ForeignBasisKind, LegalRoute, Origin
from sakimori.domain.rule import DeadlineKind, Rule
from sakimori.domain.values.text import Text
from sakimori.rules.facts.citations import ACT_28_1, RULES_16
from sakimori.rules.facts.flow_facts import judged_for, needs_route, while_running
from sakimori.rules.facts.foreign_bases import CBPR_KINDS, Carrier, carriers, furthest, stages_of
from sakimori.rules.facts.foreign_flows import PLACE_RULE, abroad, watched_article_28_flows
from sakimori.rules.facts.rule_kit import GapRules, is_watched

BASIS_RULE = "A-28-1"

ADEQUACY_ORIGINS = frozenset({Origin.EU_ADEQ, Origin.UK_ADEQ})
_BESIDE_CONSENT = frozenset(
    {LegalRoute.ENTRUST, LegalRoute.JOINT, LegalRoute.OPTOUT, LegalRoute.CONSENT, LegalRoute.SUCCESSION}
)

_BUSINESS = Text(
    "日本国内の事業でこのデータを取り扱うか、判断がない",
    "Nobody has decided whether it handles these data in its business in Japan",
)
_ROUTE = Text(
    "28条の根拠は同意だが、提供の根拠が別になっている", "The basis is consent under Art. 28, but the route is another"
)
_CBPR_ONLY = Text(
    "EU・英国から移転を受けたデータを、CBPR認証だけで提供している",
    "Data from the EU or UK go abroad on a CBPR certificate alone",
)
_LOCAL = Text("取得した国の移転手続が未判断", "Nobody has decided on the transfer rules of the country of collection")
_STOP = Text("28条の根拠を記録するまで、提供を止めます。", "Stop the provision until its basis is on record.")
_CHOOSE = Text(
    "提供の根拠を「同意（28条）」に直すか、28条の根拠を選び直します。",
    "Change the route to consent under Art. 28, or choose another basis.",
)
_PROTECT = Text(
    "契約で同じ水準の保護を定めるか、本人の同意を得ます。", "Agree equal protection by contract, or obtain consent."
)
_CHECK = Text(
    "標準契約・届出などが済んでいるかを確かめ、例外承認に判断を残します。",
    "Check standard contracts, filings and the like; record the decision as a waiver.",
)


def _basis_severity(holding: Sequence[Carrier]) -> Severity | None:
    if not holding:
        return Severity.BLOCK
    return Severity.HIGH if all(c.evidence_missing for c in holding) else None


def _cbpr_severity(holding: Sequence[Carrier]) -> Severity | None:
    """Days without any basis are not said here: the basis itself is missing then."""
    kinds = {c.basis.kind if c.basis else ForeignBasisKind.CONSENT_28 for c in holding}
    return Severity.BLOCK if kinds and kinds <= CBPR_KINDS else None


def judge_basis(rule: Rule, dossier: Dossier, _policy: Policy) -> Iterable[Finding]:
    """No basis on record that carries the provision; dated where its contract, certificate or consent ends."""
    for flow in watched_article_28_flows(dossier):
        found = carriers(dossier, flow)
        spoken = furthest(found)
        is_open = dossier.third_party.business_in_japan and judged_for(dossier, flow, PLACE_RULE) is None
        if is_open and spoken.days is None:
            spoken = replace(spoken, kind=GapKind.DECISION, title=_BUSINESS)
        yield from abroad(
            rule,
            dossier,
            flow,
            stages_of(flow, found, _basis_severity),
            kind=spoken.kind,
            title=spoken.title,
            fix=spoken.fix,
            action=_STOP,
            facts=(
                ("country", dossier.third_party.country or ""),
                ("bases", ",".join(f"{c.basis.id}:{c.basis.kind}" for c in found if c.basis)),
            ),
        )


def judge_consent_route(rule: Rule, dossier: Dossier, _policy: Policy) -> Iterable[Finding]:
    """Consent under Article 28 stands instead of a route of Article 27 (`appi.md` 4.2)."""
    for flow in watched_article_28_flows(dossier):
        kinds = {b.kind for b in dossier.foreign_bases if b.flow_id == flow.id}
        if ForeignBasisKind.CONSENT_28 in kinds and flow.route in _BESIDE_CONSENT:
            yield from abroad(
                rule,
                dossier,
                flow,
                while_running(flow, Severity.MEDIUM),
                kind=GapKind.DECISION,
                title=_ROUTE,
                fix=Fix("data_flow", flow.id, "route"),
                action=_CHOOSE,
                facts=(("route", flow.route.value),),
            )


def judge_cbpr_only(rule: Rule, dossier: Dossier, _policy: Policy) -> Iterable[Finding]:
    """Data that came on the adequacy of Japan, passed on by a CBPR certificate alone (SR-3)."""
    for flow in watched_article_28_flows(dossier):
        origins = (flow.origins or frozenset()) & ADEQUACY_ORIGINS
        if origins:
            yield from abroad(
                rule,
                dossier,
                flow,
                stages_of(flow, carriers(dossier, flow), _cbpr_severity),
                title=_CBPR_ONLY,
                fix=Fix("data_flow", flow.id, "foreign_basis"),
                action=_PROTECT,
                facts=(("origins", ",".join(sorted(origins))),),
            )


def judge_local_transfer(rule: Rule, dossier: Dossier, _policy: Policy) -> Iterable[Finding]:
    """Data that a unit of ours collected in Asia: the transfer rules there are for a person to judge."""
    if not is_watched(dossier.third_party):
        return
    for flow in dossier.flows:
        if Origin.ASIA_LOCAL in (flow.origins or ()) and needs_route(flow):
            yield from abroad(
                rule,
                dossier,
                flow,
                while_running(flow, Severity.MEDIUM),
                kind=GapKind.DECISION,
                title=_LOCAL,
                fix=Fix("data_flow", flow.id, "origins"),
                action=_CHECK,
            )


_TITLES = """
    A-28-1 | 外国にある第三者への提供の根拠 | Basis for a provision abroad
    A-28-4 | 28条の同意と提供の経路 | Consent under Art. 28 and the route
    C-SR3 | EU・英国から来たデータのCBPRだけでの再移転 | Data from the EU or UK passed on by CBPR alone
    C-SR4 | 取得した国の移転手続 | Transfer rules of the country of collection
"""
_rule = GapRules(_TITLES, points=("B7",), area=ControlArea.FOREIGN)

FOREIGN_RULES: tuple[Rule, ...] = (
    _rule(BASIS_RULE, judge_basis, ACT_28_1, RULES_16, deadline=DeadlineKind.BASIS),
    _rule("A-28-4", judge_consent_route, ACT_28_1),
    _rule("C-SR3", judge_cbpr_only),
    _rule("C-SR4", judge_local_transfer),
)
