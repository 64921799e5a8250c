"""Drafts of the information for a consent to provision abroad, from the country profiles of a workspace."""

from __future__ import annotations

from datetime import date

from sakimori.domain.records.country import CountryProfile
from sakimori.exchange.reference.countries import country_name
from sakimori.rules.facts.country_information import TOO_OLD, Draft, Lack, RecipientFacts, draft_information
from sakimori.rules.facts.tiering import DESIGNATED_COUNTRIES
from sakimori.services.kernel.unit import all_records
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.settings.policy import policy_known


def information_for(
    workspace: Workspace, code: str, recipient: RecipientFacts, *, language: str, on: date, number: int
) -> Draft | None:
    """The information of 規則17条2項 on a country as known after an entry; None where it is designated: none is due."""
    if code in DESIGNATED_COUNTRIES:
        return None
    with workspace.unit() as unit:
        profiles = {profile.id: profile for profile in all_records(unit, CountryProfile, number=number)}
    if code not in profiles:
        return Draft("", (Lack("checked_on", TOO_OLD),))
    policy = policy_known(workspace, number=number)
    return draft_information(
        profiles[code], country_name(code), recipient, language=language, on=on, policy=policy
    )  # fmt: skip
