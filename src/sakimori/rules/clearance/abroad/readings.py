"""Readings of countries as they may be believed on a day, and the days on which a fact may be believed no more."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sakimori.domain.policy import Policy
from sakimori.domain.records.country import CountryReading, Point
from sakimori.rules.clearance.case import Case


def asked_of(case: Case, code: str, on: date, policy: Policy) -> CountryReading | None:
    """The reading in which open points are asked for; of a profile that is too old as a whole C-CP2 speaks alone."""
    profile, months = case.dossier.countries.get(code), policy.country_profile_months
    if profile is None:
        return None
    return profile.ever_read() if on >= profile.stale_from(months) else profile.reading(on, months)


def known_of(case: Case, code: str, point: Point, on: date, policy: Policy) -> bool | str | None:
    """Our answer on a point of a country on a day; None where there is none that may be believed."""
    profile = case.dossier.countries.get(code)
    return None if profile is None else profile.reading(on, policy.country_profile_months).known(point)


def lapse_days(case: Case, policy: Policy) -> Iterator[date]:
    """Every day on which a fact on a country, or all that was read of one, may be believed no more."""
    for profile in case.dossier.countries.values():
        yield profile.stale_from(policy.country_profile_months)
        yield from profile.lapse_days(policy.country_profile_months)
