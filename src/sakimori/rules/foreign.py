"""Provision to a third party in a foreign country (法28条1項, 規則15条・16条), and what goes beyond the Act.

The Supplementary Rules bind data that came on the adequacy of Japan; local law binds data that our units collected.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sakimori.domain.codes import Basis, ControlArea, GapKind, Severity
from sakimori.domain.data_flow import ForeignBasisKind, LegalRoute, Origin
from sakimori.domain.dossier import Dossier
from sakimori.domain.gap import Finding, Fix, Stage, SubjectKind
from sakimori.domain.policy import Policy
from sakimori.domain.rule import COMPANY_POLICY, Judge, Rule
from sakimori.domain.text import Text
from sakimori.rules.citations import ACT_28_1, RULES_16
from sakimori.rules.findings import is_watched
from sakimori.rules.foreign_bases import CBPR_KINDS, Carrier, carriers, furthest, stages_of
from sakimori.rules.foreign_flows import NO_DATA_OF_PERSONS, holds_only, of_flow, watched_article_28_flows

ADEQUACY_ORIGINS = frozenset({Origin.EU_ADEQ, Origin.UK_ADEQ})
_BESIDE_CONSENT = frozenset(
    {LegalRoute.ENTRUST, LegalRoute.JOINT, LegalRoute.OPTOUT, LegalRoute.CONSENT, LegalRoute.SUCCESSION}
)

_ROUTE = Text(
    "根拠は28条の同意なのに、経路が別になっている：{flow}",
    "The basis is consent under Art. 28, but the route is another: {flow}",
)
_CBPR_ONLY = Text(
    "EU・英国から移転を受けたデータを、CBPR認証だけで提供している：{flow}",
    "Data from the EU or UK go abroad on a CBPR certificate alone: {flow}",
)
_LOCAL = Text("現地の法の移転手続が未判断：{flow}", "Nobody has decided on the transfer rules of the origin: {flow}")


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
        stages = stages_of(flow, found, _basis_severity)
        if not stages:
            continue
        spoken = furthest(found)
        yield of_flow(
            rule,
            dossier,
            flow,
            stages=stages,
            kind=spoken.kind,
            title=spoken.title,
            fix=spoken.fix,
            action=Text(
                "28条の根拠を記録するまで、提供を止めます。", "Stop the provision until its basis is on record."
            ),
            facts=(
                ("country", dossier.third_party.country or ""),
                ("bases", ",".join(f"{c.basis.id}:{c.basis.kind}" for c in found if c.basis)),
            ),
        )


def judge_consent_route(rule: Rule, dossier: Dossier, _policy: Policy) -> Iterable[Finding]:
    """Consent under Article 28 stands instead of a route of Article 27 (`appi.md` 4.2, A-28-4)."""
    for flow in watched_article_28_flows(dossier):
        by_consent = [
            b for b in dossier.foreign_bases if b.flow_id == flow.id and b.kind is ForeignBasisKind.CONSENT_28
        ]
        if by_consent and flow.route in _BESIDE_CONSENT:
            yield of_flow(
                rule,
                dossier,
                flow,
                stages=(Stage(Severity.MEDIUM),),
                kind=GapKind.DECISION,
                title=_ROUTE.format(flow=flow.name),
                fix=Fix("data_flow", flow.id, "route"),
                action=Text(
                    "経路を「同意（28条）」に直すか、根拠を選び直します。",
                    "Change the route to consent under Art. 28, or choose another basis.",
                ),
                facts=(("route", flow.route.value),),
            )


def judge_cbpr_only(rule: Rule, dossier: Dossier, _policy: Policy) -> Iterable[Finding]:
    """Data that came on the adequacy of Japan, passed on by a CBPR certificate alone (SR-3)."""
    for flow in watched_article_28_flows(dossier):
        if not (flow.origins or frozenset()) & ADEQUACY_ORIGINS:
            continue
        stages = stages_of(flow, carriers(dossier, flow), _cbpr_severity)
        if stages:
            yield of_flow(
                rule,
                dossier,
                flow,
                stages=stages,
                title=_CBPR_ONLY.format(flow=flow.name),
                fix=Fix("data_flow", flow.id, "foreign_basis"),
                action=Text(
                    "契約で同じ水準の保護を定めるか、本人の同意を得ます。",
                    "Agree equal protection by contract, or obtain consent.",
                ),
                facts=(("origins", ",".join(sorted(o.value for o in flow.origins or ()))),),
            )


def judge_local_transfer(rule: Rule, dossier: Dossier, _policy: Policy) -> Iterable[Finding]:
    """Data that a unit of ours collected in Asia: their own transfer rules are for a person to judge."""
    if not is_watched(dossier.third_party):
        return
    for flow in dossier.flows:
        if Origin.ASIA_LOCAL in (flow.origins or ()) and not holds_only(flow, NO_DATA_OF_PERSONS):
            yield of_flow(
                rule,
                dossier,
                flow,
                stages=(Stage(Severity.MEDIUM),),
                kind=GapKind.DECISION,
                title=_LOCAL.format(flow=flow.name),
                fix=Fix("data_flow", flow.id, "origins"),
                action=Text(
                    "収集した国の移転手続（標準契約・届出など）を確かめ、法務が例外承認に判断を残します。",
                    "Check the transfer rules where the data were collected; compliance records the decision.",
                ),
            )


def _rule(rule_id: str, title: Text, judge: Judge, *, by_law: bool = False) -> Rule:
    return Rule(
        id=rule_id,
        revision=1,
        scope=SubjectKind.FLOW,
        title=title,
        cites=(ACT_28_1, RULES_16) if by_law else (COMPANY_POLICY,),
        basis=Basis.LAW if by_law else Basis.POLICY,
        area=ControlArea.FOREIGN,
        points=("B7",),
        judge=judge,
        in_force_from=date(2022, 4, 1),
        checked_on=date(2026, 11, 25),
    )


FOREIGN_RULES: tuple[Rule, ...] = (
    _rule("A-28-1", Text("外国にある第三者への提供の根拠", "Basis for a provision abroad"), judge_basis, by_law=True),
    _rule(
        "A-28-4",
        Text("28条の同意と提供の経路", "Consent under Art. 28 and the route"),
        judge_consent_route,
        by_law=True,
    ),
    _rule("C-SR3", Text("EU・英国のデータのCBPRだけでの再移転", "EU or UK data on CBPR alone"), judge_cbpr_only),
    _rule("C-SR4", Text("現地の移転手続", "Transfer rules of the origin"), judge_local_transfer),
)
