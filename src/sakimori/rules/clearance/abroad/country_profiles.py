"""P-17: a dated reading of each country that the data reach; an old one or an open point says nothing (policy)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from sakimori.domain.clearance import Step
from sakimori.domain.gap import Fix
from sakimori.domain.policy import Policy
from sakimori.domain.records.country import Point
from sakimori.domain.records.data_flow import LegalRoute
from sakimori.domain.rule import COMPANY_POLICY
from sakimori.domain.values.text import Text
from sakimori.rules.clearance.abroad.places import Place, class_of, place_days
from sakimori.rules.clearance.case import Case, Slice
from sakimori.rules.clearance.hand_over import claims
from sakimori.rules.clearance.rule_kit import ClearanceRule, Said, StepRules, confirmed, question, unknown
from sakimori.rules.facts.citations import GL_ABROAD
from sakimori.rules.facts.flow_findings import listed, stays_ours
from sakimori.rules.facts.foreign_flows import country_name
from sakimori.rules.facts.tiering import DESIGNATED_COUNTRIES
from sakimori.rules.gaps.flows.countries import POINT_NAMES, places
from sakimori.rules.gaps.own_company.notices import places_abroad


def countries_of(case: Case, part: Slice, *, at_home: bool = False) -> tuple[str, ...]:
    """The foreign countries that the data are known to reach; of who holds them as its own only its seat counts.

    Our own branch holds them for us. `at_home`: the seat is none, because a person judged that the recipient handles
    them in its business in Japan.
    """
    flow = replace(case.flow, route=part.route)
    if not stays_ours(flow) and flow.route is not LegalRoute.SAME_ENTITY:
        flow = replace(flow, storage_countries=None, processing_countries=None)
    return tuple(sorted(places(case.recipient, flow, at_home=at_home)))


def _missing(case: Case, part: Slice, on: date, _policy: Policy) -> Iterable[Said]:
    for code in countries_of(case, part, at_home=class_of(case, on) is Place.DOMESTIC):
        if code not in case.dossier.countries:
            text = Text("国別情報がない：{country}", "No country profile: {country}")
            words = text.format(country=country_name(case.dossier, code))
            yield unknown(words, Fix("country_profile", code, "checked_on"))


def _stale(case: Case, part: Slice, on: date, policy: Policy) -> Iterable[Said]:
    for code in countries_of(case, part, at_home=class_of(case, on) is Place.DOMESTIC):
        profile = case.dossier.countries.get(code)
        if profile is None:
            continue
        name = country_name(case.dossier, code)
        if on >= profile.stale_from(policy.country_profile_months):
            text = Text("国別情報が古い：{country}", "Country profile out of date: {country}")
            yield unknown(text.format(country=name), Fix("country_profile", code, "checked_on"))
        else:
            text = Text("国別情報を確かめた：{country}（{day}）", "Country profile read: {country} ({day})")
            yield confirmed(text.format(country=name, day=profile.checked_on.isoformat()))


_SERIOUS = (Point.GOVERNMENT_ACCESS, Point.LOCALISATION)
"""Regimes that may have a serious effect on persons; no indicator stands in for them (GL-F 5)."""


def _open(case: Case, part: Slice, on: date, _policy: Policy) -> Iterable[Said]:
    """Of designated countries nobody need be told; those who consented under 法28条1項 were told before.

    Of the countries of our own branches S-07G asks more.
    """
    if part.route is LegalRoute.CONSENT_28:
        return
    ours = places_abroad(case.dossier, case.flow) if claims(case, part, LegalRoute.SAME_ENTITY) else ()
    for code in countries_of(case, part, at_home=class_of(case, on) is Place.DOMESTIC):
        profile = case.dossier.countries.get(code)
        if profile is None or code in DESIGNATED_COUNTRIES or code in ours:
            continue
        if points := [point for point in _SERIOUS if profile.known(point) is None]:
            text = Text("国の制度が未確認：{country}（{points}）", "Regime not known: {country} ({points})")
            words = text.format(
                country=country_name(case.dossier, code), points=listed(POINT_NAMES[point] for point in points)
            )
            yield question(words, fix=Fix("country_profile", code, points[0].value))


def _days(case: Case, policy: Policy) -> Iterator[date | None]:
    for profile in case.dossier.countries.values():
        yield profile.stale_from(policy.country_profile_months)
    yield from place_days(case, policy)


_TITLES = """
    C-CP1 | 国別情報がない | No country profile
    C-CP2 | 国別情報が古い | Country profile out of date
    C-CP3 | 国の制度が未確認 | Regime of the country not known
"""
_rule = StepRules(Step.REGIME, _TITLES)

COUNTRY_PROFILES: tuple[ClearanceRule, ...] = (
    _rule("C-CP1", _missing, COMPANY_POLICY, GL_ABROAD, cuts=place_days),
    _rule("C-CP2", _stale, COMPANY_POLICY, GL_ABROAD, cuts=_days),
    _rule("C-CP3", _open, COMPANY_POLICY, GL_ABROAD, cuts=place_days, revision=2),
)
