"""P-17: a dated reading of each country that the data reach; an old one says nothing (policy)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from sakimori.domain.clearance import Step
from sakimori.domain.codes import Basis, UserRole
from sakimori.domain.gap import Fix
from sakimori.domain.policy import Policy
from sakimori.domain.rule import COMPANY_POLICY
from sakimori.domain.text import Text
from sakimori.rules.citations import GL_ABROAD
from sakimori.rules.clearance.case import Case, Slice, Track, is_processor
from sakimori.rules.clearance.making import ClearanceRule, Said, confirmed, flow_fix, unknown
from sakimori.rules.countries import places
from sakimori.rules.flow_findings import needs_route
from sakimori.rules.foreign_flows import country_name


def countries_of(case: Case) -> tuple[str, ...]:
    """The foreign countries that the data are known to reach."""
    return tuple(sorted(places(case.recipient, case.flow)))


def _where(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Said]:
    """A place that nobody named may be abroad; where data are held for us S-07 asks for it."""
    if not needs_route(case.flow) or is_processor(case, part) or part.track is Track.NOT_PROVISION:
        return
    for field, text in (
        ("storage_countries", Text("データを保管する国が未確認", "Where the data are stored is not known")),
        ("processing_countries", Text("データを処理する国が未確認", "Where the data are processed is not known")),
    ):
        if not getattr(case.flow, field):
            yield unknown(text, flow_fix(case, field), who=UserRole.PROCUREMENT)


def _missing(case: Case, _part: Slice, _on: date, _policy: Policy) -> Iterable[Said]:
    for code in countries_of(case):
        if code not in case.dossier.countries:
            text = Text("国別情報がない：{country}", "No country profile: {country}")
            words = text.format(country=country_name(case.dossier, code))
            yield unknown(words, Fix("country_profile", code, "checked_on"))


def _stale(case: Case, _part: Slice, on: date, policy: Policy) -> Iterable[Said]:
    for code in countries_of(case):
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


def _days(case: Case, policy: Policy) -> Iterator[date | None]:
    for code in countries_of(case):
        if code in case.dossier.countries:
            yield case.dossier.countries[code].stale_from(policy.country_profile_months)


COUNTRY_PROFILES: tuple[ClearanceRule, ...] = (
    ClearanceRule(
        "C-FL1",
        Step.REGIME,
        Text("データの置かれる国が未確認", "Where the data lie is not known"),
        (COMPANY_POLICY, GL_ABROAD),
        Basis.POLICY,
        _where,
    ),
    ClearanceRule(
        "C-CP1",
        Step.REGIME,
        Text("国別情報がない", "No country profile"),
        (COMPANY_POLICY, GL_ABROAD),
        Basis.POLICY,
        _missing,
    ),
    ClearanceRule(
        "C-CP2",
        Step.REGIME,
        Text("国別情報が古い", "Country profile out of date"),
        (COMPANY_POLICY, GL_ABROAD),
        Basis.POLICY,
        _stale,
        _days,
    ),
)
