"""Provision to a foreign third party (法28条1項, 規則15条・16条), what goes beyond the Act, country profiles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from sakimori.domain.codes import ControlArea, GapKind, Severity
from sakimori.domain.dossier import Dossier
from sakimori.domain.gap import Finding, Fix, Stage, Subject, SubjectKind
from sakimori.domain.policy import Policy
from sakimori.domain.records.country import CountryProfile
from sakimori.domain.records.data_flow import DataFlow, Direction, ForeignBasisKind, LegalRoute, Origin
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.rule import DeadlineKind, Rule
from sakimori.domain.values.text import NO_TEXT, Text, cited
from sakimori.rules.facts.assessments import DESIGNATED_COUNTRIES
from sakimori.rules.facts.citations import ACT_28_1, RULES_16
from sakimori.rules.facts.flow_facts import judged_for, listed, needs_route, while_running
from sakimori.rules.facts.foreign_flows import (
    CBPR_KINDS,
    HOME,
    PLACE_RULE,
    Carrier,
    abroad,
    carriers,
    country_name,
    erased_on,
    furthest_carrier,
    is_at_home,
    stages_of,
    watched_article_28_flows,
)
from sakimori.rules.facts.rule_kit import GapRules, finding, is_watched

BASIS_RULE = "A-28-1"

ADEQUACY_ORIGINS = frozenset({Origin.EU_ADEQ, Origin.UK_ADEQ})
_BESIDE_CONSENT = frozenset(
    {LegalRoute.ENTRUST, LegalRoute.JOINT, LegalRoute.OPTOUT, LegalRoute.CONSENT, LegalRoute.SUCCESSION}
)

_BUSINESS = Text(
    "日本国内の事業でこのデータを取り扱うか、判断がない",
    "Nobody has decided whether it handles these data in its business in Japan",
)
_ROUTE = cited(
    "{art:act-28}の根拠は同意だが、提供の根拠が別になっている",
    "The basis is consent under {art:act-28}, but the route is another",
)
_CBPR_ONLY = Text(
    "EU・英国から移転を受けたデータを、CBPR認証だけで提供している",
    "Data from the EU or UK go abroad on a CBPR certificate alone",
)
_LOCAL = Text("取得した国の移転手続が未判断", "Nobody has decided on the transfer rules of the country of collection")
_STOP = cited("{art:act-28}の根拠を記録するまで、提供を止めます。", "Stop the provision until its basis is on record.")
_CHOOSE = cited(
    "提供の根拠を「同意（{art:act-28}）」に直すか、{art:act-28}の根拠を選び直します。",
    "Change the route to consent under {art:act-28}, or choose another basis.",
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
        spoken = furthest_carrier(found)
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
    """Consent under Article 28 stands instead of a route of Article 27 (法28条1項)."""
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
    A-28-5 | {art:act-28}の同意と提供の経路 | Consent under {art:act-28} and the route
    C-SR3 | EU・英国から来たデータのCBPRだけでの再移転 | Data from the EU or UK passed on by CBPR alone
    C-SR4 | 取得した国の移転手続 | Transfer rules of the country of collection
"""
_rule = GapRules(_TITLES, points=("B7",), area=ControlArea.FOREIGN)

FOREIGN_RULES: tuple[Rule, ...] = (
    _rule(BASIS_RULE, judge_basis, ACT_28_1, RULES_16, deadline=DeadlineKind.BASIS, revision=2),
    _rule("A-28-5", judge_consent_route, ACT_28_1),
    _rule("C-SR3", judge_cbpr_only),
    _rule("C-SR4", judge_local_transfer),
)


_MISSING = Text("国別情報がない：{country}", "No country profile: {country}")
_STALE = Text("国別情報が古くなる：{country}", "Country profile out of date: {country}")
_LAPSED = Text(
    "国別情報の期限が過ぎて未確認になる：{country}（{points}）", "Unknown again on a country: {country} ({points})"
)
_OPEN = Text("国別情報に未確認がある：{country}（{points}）", "Country profile with open points: {country} ({points})")
POINT_NAMES = {
    "has_general_law": Text("一般法の有無", "general law"),
    "missing_oecd": Text("OECD原則との差", "missing OECD principles"),
    "government_access": Text("政府による広い収集", "government access"),
    "localisation": Text("国内保存の義務", "data localisation"),
}
"""The points of the regime that the information for persons and the annual check need (GL-F 5)."""


def places(party: ThirdParty, flow: DataFlow, *, at_home: bool) -> frozenset[str]:
    """The foreign countries that a flow of personal data reaches: where they lie, and where a foreign company sits.

    `at_home`: a person judged that the company handles them in its business in Japan.
    """
    if flow.direction is Direction.IN or not needs_route(flow):
        return frozenset()
    seat = {party.country} if party.country is not None and not at_home else frozenset[str]()
    return (flow.countries | seat) - {HOME}


def _watched(dossier: Dossier) -> tuple[str, ...]:
    """The countries where data of ours may still be."""
    party = dossier.third_party
    if not is_watched(party):
        return ()
    held = (flow for flow in dossier.flows if erased_on(dossier, flow) is None)
    reached = (places(party, flow, at_home=is_at_home(dossier, flow)) for flow in held)
    return tuple(sorted(frozenset[str]().union(*reached)))


def judge_missing(rule: Rule, dossier: Dossier, _policy: Policy) -> Iterable[Finding]:
    """Nobody has written down what holds in the country."""
    for code in _watched(dossier):
        if code not in dossier.countries:
            action = Text("国の制度を調べ、国別情報に登録します。", "Look into its rules and record a profile.")
            yield _of_country(rule, dossier, code, _MISSING, Stage(Severity.MEDIUM), action=action)


def judge_stale(rule: Rule, dossier: Dossier, policy: Policy) -> Iterable[Finding]:
    """What was written down is older than policy allows."""
    for profile in _profiles(dossier):
        stage = Stage(Severity.MEDIUM, from_on=profile.stale_from(policy.country_profile_months))
        yield _of_country(
            rule,
            dossier,
            profile.id,
            _STALE,
            stage,
            action=Text("国の制度を調べ直します。", "Look into its rules again."),
            facts=(("checked_on", profile.checked_on.isoformat()),),
        )


def judge_open_points(rule: Rule, dossier: Dossier, _policy: Policy) -> Iterable[Finding]:
    """A profile that leaves points of the regime open; of designated countries nobody needs to be told them."""
    for profile in _profiles(dossier):
        unanswered = profile.ever_read().unanswered
        if profile.id in DESIGNATED_COUNTRIES or not unanswered:
            continue
        yield _of_country(
            rule,
            dossier,
            profile.id,
            _OPEN,
            Stage(Severity.LOW),
            field=unanswered[0],
            points=listed(POINT_NAMES[point] for point in unanswered),
            action=Text("残りの点を調べて登録します。", "Look into the open points."),
            facts=(("open", ",".join(unanswered)),),
        )


def judge_lapsed(rule: Rule, dossier: Dossier, policy: Policy) -> Iterable[Finding]:
    """The first points of which nothing is known any more because the day of a fact is over.

    Where the whole profile is too old by then, C-CP2 speaks.
    """
    months = policy.country_profile_months
    for profile in _profiles(dossier):
        lapse = profile.first_lapse(months)
        if profile.id in DESIGNATED_COUNTRIES or lapse is None or lapse.on >= profile.stale_from(months):
            continue
        yield _of_country(
            rule,
            dossier,
            profile.id,
            _LAPSED,
            Stage(Severity.MEDIUM, from_on=lapse.on),
            field=lapse.points[0],
            points=listed(POINT_NAMES[point] for point in lapse.points),
            action=Text(
                "国の制度のこの点を調べ直し、どこでいつ読んだかとともに登録します。",
                "Read these points again, and record them with where and when they were read.",
            ),
            facts=(("lapsed", ",".join(lapse.points)), ("on", lapse.on.isoformat())),
        )


def _profiles(dossier: Dossier) -> Iterator[CountryProfile]:
    return (dossier.countries[code] for code in _watched(dossier) if code in dossier.countries)


def _of_country(
    rule: Rule,
    dossier: Dossier,
    code: str,
    title: Text,
    stage: Stage,
    *,
    action: Text,
    field: str = "checked_on",
    points: Text = NO_TEXT,
    facts: tuple[tuple[str, str], ...] = (),
) -> Finding:
    return finding(
        rule,
        Subject(SubjectKind.COUNTRY, f"{dossier.third_party.id}/{code}"),
        (stage,),
        Fix("country_profile", code, field),
        kind=GapKind.UNKNOWN,
        title=title.format(country=country_name(dossier, code), points=points),
        facts=facts,
        action=action,
    )


_COUNTRY_TITLES = """
    C-CP1 | 国別情報がない | No country profile
    C-CP2 | 国別情報が古い | Country profile out of date
    C-CP3 | 国別情報に未確認がある | Country profile with open points
    C-CP4 | 国別情報の事実の期限が過ぎる | A fact on a country may no longer be believed
"""
_country_rule = GapRules(_COUNTRY_TITLES, points=("B7",), scope=SubjectKind.COUNTRY, area=ControlArea.FOREIGN)

COUNTRY_RULES: tuple[Rule, ...] = (
    _country_rule("C-CP1", judge_missing),
    _country_rule("C-CP2", judge_stale, deadline=DeadlineKind.COUNTRY),
    _country_rule("C-CP3", judge_open_points, revision=2),
    _country_rule("C-CP4", judge_lapsed, deadline=DeadlineKind.COUNTRY),
)
