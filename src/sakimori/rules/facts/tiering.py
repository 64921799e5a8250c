"""The tier of a third party, the packs that it calls for, and how often it is reviewed: company policy throughout."""

from __future__ import annotations

from sakimori.domain.codes import Criticality, DataCategory, Role
from sakimori.domain.policy import Policy
from sakimori.domain.records.third_party import Foreign, ThirdParty

DESIGNATED_COUNTRIES = frozenset(
    country
    for line in ("AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IS IT", "LI LT LU LV MT NL NO PL PT RO SE SI SK ES GB")
    for country in line.split()
)
"""規則15条 and the PPC notice under it: the EEA states that the notice lists, and the United Kingdom."""

NOT_PERSONAL = frozenset({DataCategory.STAT, DataCategory.LEGAL_ENTITY, DataCategory.DECEASED})
_GRAVE = frozenset(
    {DataCategory.PI_SPECIAL, DataCategory.PI_EU_SPECIAL, DataCategory.MYNUMBER, DataCategory.PI_FINANCIAL}
)

PROCESSOR_PACK = "jp-processor"
CLOUD_PACK = "jp-cloud"
RECIPIENT_PACK = "jp-recipient"
CLOUD_SUPPLEMENT = "jp-cloud-handling"
"""What a cloud provider that handles the data is asked besides; no role alone calls for it."""

PACK_OF_ROLE: dict[Role, str] = {
    Role.PROCESSOR: PROCESSOR_PACK,
    Role.CLOUD_PROVIDER: CLOUD_PACK,
    Role.RECIPIENT: RECIPIENT_PACK,
    Role.JOINT_USER: RECIPIENT_PACK,
}

LIGHT, FULL = "light", "full"
INTAKE_FIELDS = ("data_categories", "person_count", "special_care", "foreign", "criticality")


def missing_intake(party: ThirdParty) -> tuple[str, ...]:
    """The tiering questions that nobody has answered."""
    return tuple(field for field in INTAKE_FIELDS if getattr(party, field) is None)


def tier(party: ThirdParty, policy: Policy) -> int | None:
    """The tier: 1 the gravest, 2, 3, or 0 without personal data; None (未評価) while an answer is missing.

    The first match wins. Tier 1 stands as soon as one ground for it is known: no further answer could lower it.
    Everything else needs all five answers.
    """
    categories, persons = party.data_categories, party.person_count
    if (
        party.special_care
        or (categories is not None and categories & _GRAVE)
        or (persons is not None and persons > policy.persons_tier_1)
        or party.foreign is Foreign.OTHER
    ):
        return 1
    if missing_intake(party) or categories is None or persons is None:
        return None
    if persons > policy.persons_tier_2 or DataCategory.PI_HR in categories:
        return 2
    if categories <= NOT_PERSONAL:
        return 0
    if categories <= NOT_PERSONAL | {DataCategory.PI_CONTACT}:
        return 3
    return 2


def required_packs(party: ThirdParty, policy: Policy) -> tuple[tuple[str, str], ...]:
    """The packs to send with the group of each; an unknown tier is asked in full.

    Without personal data only what is critical to our work is asked, and lightly.
    """
    level = tier(party, policy)
    if level == 0 and party.criticality is not Criticality.CRITICAL:
        return ()
    group = LIGHT if level in {0, 3} else FULL
    packs = dict.fromkeys(PACK_OF_ROLE[role] for role in Role if role in party.roles and role in PACK_OF_ROLE)
    return tuple((pack, group) for pack in packs)
