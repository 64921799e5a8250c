"""What the record of a third party says of the facts on which questions of packs depend; unknown hides no question."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from kit.cases.worked_cases import SOUND
from sakimori.domain.codes import DataCategory, Role
from sakimori.domain.questions.pack import FactValue
from sakimori.domain.records.third_party import Foreign
from sakimori.rules.facts.assessments import pack_facts


@pytest.mark.parametrize(
    ("changed", "fact", "said"),
    [
        ({"data_categories": None}, "my_number", None),
        ({"data_categories": frozenset({DataCategory.PI_HR})}, "my_number", "false"),
        ({"data_categories": frozenset({DataCategory.PI_HR, DataCategory.MYNUMBER})}, "my_number", "true"),
        ({"foreign": None}, "outside_designated", None),
        ({"foreign": Foreign.NONE}, "outside_designated", "false"),
        ({"foreign": Foreign.DESIGNATED}, "outside_designated", "false"),
        ({"foreign": Foreign.OTHER}, "outside_designated", "true"),
        ({"foreign": Foreign.DESIGNATED}, "foreign", "true"),
        ({"roles": frozenset()}, "joint_user", None),
        ({"roles": frozenset({Role.RECIPIENT})}, "joint_user", "false"),
        ({"roles": frozenset({Role.RECIPIENT, Role.JOINT_USER})}, "joint_user", "true"),
    ],
)
def test_a_fact_is_what_the_record_says(changed: dict[str, Any], fact: str, said: FactValue) -> None:
    assert pack_facts(replace(SOUND, **changed))[fact] == said
