"""What routes, places and records say in words, and where each is mended: what a word alone does not show."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest

from kit.clearing import EVERY_CLAUSE, TODAY, a_case
from sakimori.domain.clearance import Reason, ReasonKind
from sakimori.domain.gap import Fix
from sakimori.domain.policy import DEFAULT_POLICY
from sakimori.rules.clearance.abroad.places import TERRITORIES, Place, class_of
from sakimori.rules.clearance.judging import Judging
from sakimori.rules.facts.assessments import DESIGNATED_COUNTRIES

ON_CONSENT: dict[str, Any] = {
    "recipient": {"roles": ["recipient"]},
    "flow": {"route": "CONSENT", "role": "recipient"},
    "data_set_parts": [{"consent_text_id": "co1"}],
    "consent_texts": [{}],
}
ABROAD: dict[str, Any] = {"country": "US", "business_in_japan": False}


def said(given: dict[str, Any], rule_id: str) -> tuple[Reason, ...]:
    return tuple(r for r in Judging(a_case(given), DEFAULT_POLICY).on(TODAY).reasons if r.rule_id == rule_id)


def words(reasons: Iterable[Reason]) -> str:
    return " ".join(reason.text.ja for reason in reasons)


def test_a_repeated_provision_is_recorded_in_bulk_and_one_by_one_where_it_is_single() -> None:
    repeated = said({**ON_CONSENT, "flow": {**ON_CONSENT["flow"], "frequency": "monthly"}}, "A-29")
    single = said({**ON_CONSENT, "flow": {**ON_CONSENT["flow"], "frequency": "once"}}, "A-29")
    assert [r.kind for r in (*repeated, *single)] == [ReasonKind.DUTY] * 2
    assert "一括で記録し、最後の提供から3年" in words(repeated)
    assert "提供のつど記録し、3年" in words(single)


def test_an_opt_out_is_recorded_each_time_however_often_it_happens() -> None:
    flow = {"route": "OPTOUT", "role": "recipient", "filing_id": "fi1", "frequency": "monthly"}
    assert "一括の記録はできない" in words(said({**ON_CONSENT, "flow": flow, "filings": [{}]}, "A-29"))


@pytest.mark.parametrize(
    ("recipient", "is_told"),
    [
        ({}, True),
        ({"kind_of_body": "sole_trader"}, True),
        ({"kind_of_body": "private_individual"}, False),
        ({"kind_of_body": "public_body_excluded"}, False),
        ({"country": "DE", "business_in_japan": False}, False),
    ],
)
def test_operators_in_japan_alone_are_told_to_record_the_receipt(recipient: dict[str, Any], *, is_told: bool) -> None:
    given = {**ON_CONSENT, "recipient": {**ON_CONSENT["recipient"], **recipient}}
    assert bool(said(given, "A-30-1")) is is_told


def test_an_entrustment_says_why_no_record_is_due() -> None:
    assert "委託" in words(said({}, "A-29"))


def test_a_ground_that_nobody_chose_is_to_be_chosen() -> None:
    assert "選ぶ" in words(said({"flow": {"route": "UNDECIDED"}}, "C-RT0"))


def test_consent_as_a_basis_beside_another_route_is_mended_in_the_route() -> None:
    given = {
        "recipient": {**ABROAD, "roles": ["joint_user"]},
        "flow": {"route": "JOINT", "role": "joint_user", "joint_use_id": "ju1", "consent_text_id": "co1"},
        "joint_uses": [{}],
        "consent_texts": [{"kinds": ["foreign_28"]}],
        "foreign_bases": [{"kind": "consent_28", "contract_id": None}],
    }
    assert [r.fix for r in said(given, "A-28-1")] == [Fix("data_flow", "fl1", "route")]


def test_each_country_of_the_notice_is_designated_and_its_territories_are_not_by_themselves() -> None:
    classes = {c: class_of(a_case({"recipient": {**ABROAD, "country": c}}), TODAY) for c in DESIGNATED_COUNTRIES}
    assert set(classes.values()) == {Place.DESIGNATED}
    assert len(classes) == 31
    assert not TERRITORIES & DESIGNATED_COUNTRIES
    for code in TERRITORIES:
        assert class_of(a_case({"recipient": {**ABROAD, "country": code}}), TODAY) is Place.UNKNOWN


def test_a_child_without_a_representative_stays_barred_where_only_another_part_was_judged() -> None:
    given = {
        **ON_CONSENT,
        "data_set_parts": [{"consent_text_id": "co1", "age_band": "under_12"}, {"consent_text_id": "co1"}],
        "judgements": [{"rule_id": "A-27-1A", "part_id": "dp2"}],
    }
    assert [(r.kind, r.parts) for r in said(given, "A-27-1A") if r.kind is ReasonKind.BAR] == [
        (ReasonKind.BAR, ("dp1",))
    ]


def test_consent_stands_when_the_country_was_read_again_and_the_persons_are_to_be_told() -> None:
    text = {"kinds": ["foreign_28"], "countries": ["US"], "names_country": True, "tells_regime": True}
    given = {
        **ON_CONSENT,
        "recipient": {**ABROAD, "roles": ["recipient"]},
        "flow": {"route": "CONSENT_28", "role": "recipient"},
        "consent_texts": [{**text, "tells_measures": True}],
    }
    older = {**given, "countries": {"US": {"checked_on": a_case({}).dossier.countries["US"].checked_on.replace(2023)}}}
    assert [r.kind for r in said(given, "A-28-2")] == [ReasonKind.DUTY, ReasonKind.CONFIRMED]
    assert [r.kind for r in said(older, "A-28-2")] == [ReasonKind.CONFIRMED]


def test_eight_missing_clauses_of_one_contract_are_one_bar_with_eight_lines() -> None:
    clauses = {f"MYN-0{number}": "absent" for number in range(1, 9)}
    case = a_case({"flow": {"categories": ["MYNUMBER"]}, "contracts": [{"clauses": {**EVERY_CLAUSE, **clauses}}]})
    (bar,) = (r for r in Judging(case, DEFAULT_POLICY).on(TODAY).reasons if r.rule_id == "A-MN5")
    assert (bar.kind, len(bar.details)) == (ReasonKind.BAR, 8)
    assert len(set(bar.details)) == 8
    assert not any("MYN" in line.ja for line in bar.details)
    assert all(line.ja in bar.in_full.ja for line in bar.details)


def test_the_clauses_of_two_contracts_are_mended_in_each_of_them() -> None:
    later = {"clauses": {**EVERY_CLAUSE, "ITK-01": "absent"}, "title": "後の契約", "start_on": date(2027, 4, 1)}
    case = a_case({"contracts": [{"clauses": {**EVERY_CLAUSE, "ITK-01": "absent", "ITK-02": "weak"}}, later]})
    said = [r for r in Judging(case, DEFAULT_POLICY).on(TODAY).reasons if r.rule_id == "A-25-2"]
    assert [(r.kind, len(r.details)) for r in said] == [(ReasonKind.CONDITION, 1)]
