"""Country profiles 国別情報: no reading of a country where data go, one that is too old, one with open points."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sakimori.domain.codes import ControlArea, GapKind, Severity
from sakimori.domain.dossier import Dossier
from sakimori.domain.gap import Finding, Fix, Stage, Subject, SubjectKind
from sakimori.domain.policy import Policy
from sakimori.domain.records.country import CountryProfile
from sakimori.domain.records.data_flow import DataFlow, Direction
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.rule import DeadlineKind, Rule
from sakimori.domain.values.text import NO_TEXT, Text
from sakimori.rules.facts.flow_facts import listed, needs_route
from sakimori.rules.facts.foreign_flows import HOME, country_name, erased_on, is_at_home
from sakimori.rules.facts.rule_kit import GapRules, finding, is_watched
from sakimori.rules.facts.tiering import DESIGNATED_COUNTRIES

_MISSING = Text("国別情報がない：{country}", "No country profile: {country}")
_STALE = Text("国別情報が古くなる：{country}", "Country profile out of date: {country}")
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
        if profile.id in DESIGNATED_COUNTRIES or not profile.unanswered:
            continue
        yield _of_country(
            rule,
            dossier,
            profile.id,
            _OPEN,
            Stage(Severity.LOW),
            field=profile.unanswered[0],
            points=listed(POINT_NAMES[point] for point in profile.unanswered),
            action=Text("残りの点を調べて登録します。", "Look into the open points."),
            facts=(("open", ",".join(profile.unanswered)),),
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


_TITLES = """
    C-CP1 | 国別情報がない | No country profile
    C-CP2 | 国別情報が古い | Country profile out of date
    C-CP3 | 国別情報に未確認がある | Country profile with open points
"""
_rule = GapRules(_TITLES, points=("B7",), scope=SubjectKind.COUNTRY, area=ControlArea.FOREIGN)

COUNTRY_RULES: tuple[Rule, ...] = (
    _rule("C-CP1", judge_missing),
    _rule("C-CP2", judge_stale, deadline=DeadlineKind.COUNTRY),
    _rule("C-CP3", judge_open_points, revision=2),
)
