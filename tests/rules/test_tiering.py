"""The tier, over every combination of answers: what nobody has answered never makes a third party look harmless."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from kit.cases.worked_cases import SOUND
from sakimori.domain.codes import Criticality, DataCategory, Role
from sakimori.domain.policy import DEFAULT_POLICY, Policy
from sakimori.domain.records.third_party import Foreign, ThirdParty
from sakimori.rules.facts.assessments import INTAKE_FIELDS, missing_intake, required_packs, tier

CATEGORIES = (
    None,
    frozenset[DataCategory](),
    frozenset({DataCategory.STAT}),
    frozenset({DataCategory.PI_CONTACT}),
    frozenset({DataCategory.PI_CONTACT, DataCategory.LEGAL_ENTITY}),
    frozenset({DataCategory.PI_TRANSACTION}),
    frozenset({DataCategory.PI_HR}),
    frozenset({DataCategory.PI_FINANCIAL}),
    frozenset({DataCategory.MYNUMBER}),
    frozenset({DataCategory.PI_SPECIAL}),
    frozenset({DataCategory.PI_EU_SPECIAL}),
)
PERSONS = (None, 0, 1_000, 1_001, 100_000, 100_001)
ANSWERS: dict[str, tuple[Any, ...]] = {
    "data_categories": CATEGORIES,
    "person_count": PERSONS,
    "special_care": (None, True, False),
    "foreign": (None, *Foreign),
    "criticality": (None, *Criticality),
}
GRAVEST_FIRST = (1, 2, 3, 0)


def combinations() -> list[ThirdParty]:
    return [replace(SOUND, **dict(zip(ANSWERS, given, strict=True))) for given in product(*ANSWERS.values())]


def completions(party: ThirdParty) -> list[ThirdParty]:
    """Every way in which the questions that are still open could be answered."""
    missing = missing_intake(party)
    choices = [tuple(answer for answer in ANSWERS[field] if answer is not None) for field in missing]
    return [replace(party, **dict(zip(missing, given, strict=True))) for given in product(*choices)]


def test_a_tier_that_is_known_early_is_the_tier_of_every_completion() -> None:
    for party in combinations():
        known = tier(party, DEFAULT_POLICY)
        if known is None or not missing_intake(party):
            continue
        assert known == 1
        assert {tier(full, DEFAULT_POLICY) for full in completions(party)} == {1}


def test_only_a_known_ground_for_tier_1_stands_while_an_answer_is_missing() -> None:
    for party in combinations():
        if missing_intake(party):
            assert tier(party, DEFAULT_POLICY) in {1, None}
        else:
            assert tier(party, DEFAULT_POLICY) in GRAVEST_FIRST


def test_each_ground_of_tier_1_stands_alone() -> None:
    nothing: dict[str, Any] = dict.fromkeys(INTAKE_FIELDS)
    bare = replace(SOUND, **nothing)
    assert tier(bare, DEFAULT_POLICY) is None
    grounds: tuple[dict[str, Any], ...] = (
        {"special_care": True},
        {"data_categories": frozenset({DataCategory.PI_FINANCIAL})},
        {"data_categories": frozenset({DataCategory.MYNUMBER})},
        {"data_categories": frozenset({DataCategory.PI_SPECIAL})},
        {"data_categories": frozenset({DataCategory.PI_EU_SPECIAL})},
        {"person_count": 100_001},
        {"foreign": Foreign.OTHER},
    )
    for ground in grounds:
        assert tier(replace(bare, **ground), DEFAULT_POLICY) == 1, ground


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"person_count": 1_000}, 2),
        ({"person_count": 1_000, "data_categories": frozenset({DataCategory.PI_CONTACT})}, 3),
        ({"person_count": 1_001, "data_categories": frozenset({DataCategory.PI_CONTACT})}, 2),
        ({"person_count": 100_000}, 2),
        ({"person_count": 10, "data_categories": frozenset({DataCategory.PI_HR})}, 2),
        ({"person_count": 0, "data_categories": frozenset()}, 0),
        ({"person_count": 0, "data_categories": frozenset({DataCategory.LEGAL_ENTITY})}, 0),
        ({"data_categories": frozenset({DataCategory.ANON})}, 2),
        ({"foreign": Foreign.DESIGNATED}, 2),
    ],
    ids=str,
)
def test_the_first_ground_that_fits_decides(facts: dict[str, Any], expected: int) -> None:
    assert tier(replace(SOUND, **facts), DEFAULT_POLICY) == expected


def test_an_unknown_tier_is_asked_in_full_and_never_goes_unasked() -> None:
    for party in combinations():
        packs = required_packs(party, DEFAULT_POLICY)
        if tier(party, DEFAULT_POLICY) is None:
            assert packs == (("jp-processor", "full"),)
        elif not packs:
            assert tier(party, DEFAULT_POLICY) == 0
            assert party.criticality is not Criticality.CRITICAL


def test_several_roles_bring_several_packs_and_each_only_once() -> None:
    party = replace(SOUND, roles=frozenset({Role.CLOUD_PROVIDER, Role.RECIPIENT, Role.JOINT_USER}))
    assert required_packs(party, DEFAULT_POLICY) == (("jp-cloud", "full"), ("jp-recipient", "full"))


def test_the_numbers_of_persons_are_policy() -> None:
    strict = Policy(persons_tier_1=400, persons_tier_2=10)
    assert tier(SOUND, strict) == 1
    assert tier(replace(SOUND, person_count=11, data_categories=frozenset({DataCategory.PI_CONTACT})), strict) == 2


def test_a_tier_that_is_not_known_has_no_cadence() -> None:
    for criticality in (None, *Criticality):
        assert DEFAULT_POLICY.cadence_months(None, criticality) is None
        assert DEFAULT_POLICY.cadence_months(1, criticality) == 12
    assert DEFAULT_POLICY.cadence_months(0, None) is None
