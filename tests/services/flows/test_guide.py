"""The guided entry: what the answers so far make relevant, and which routes they leave."""

from __future__ import annotations

from itertools import product

import pytest

from sakimori.domain.codes import DataCategory, Role
from sakimori.domain.records.data_flow import DataFlow, Direction, ForeignBasisKind, LegalRoute
from sakimori.domain.records.third_party import ThirdParty
from sakimori.services.flows.drafts import (
    EntryStep,
    asks_basis,
    asks_cloud,
    basis_fields,
    is_abroad,
    is_narrowed,
    rests_on,
    rests_on_exception,
    routes_for,
    steps,
)

R, D = LegalRoute, DataCategory
HOME = ThirdParty("tp1", "国内", country="JP")
ABROAD = ThirdParty("tp2", "Abroad", country="US", business_in_japan=False)
DESIGNATED = ThirdParty("tp3", "Designated", country="DE", business_in_japan=False)
UNKNOWN = ThirdParty("tp4", "不明")
BY_CONSENT = {R.CONSENT, R.CONSENT_28, R.OPTOUT}


def flow(**facts: object) -> DataFlow:
    return DataFlow("fl1", "tp1", "名前", **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize("party", [HOME, ABROAD, UNKNOWN])
def test_my_number_leaves_no_consent_no_joint_use_and_no_opt_out(party: ThirdParty) -> None:
    left = set(routes_for(flow(categories=frozenset({D.MYNUMBER, D.PI_HR})), party))
    assert not left & (BY_CONSENT | {R.JOINT, R.EXC_STATE, R.EXC_ACADEMIC, R.BY_PERSON})
    assert {R.UNDECIDED, R.ENTRUST, R.SUCCESSION, R.EXC_LAW} <= left


def test_pseudonymised_data_leave_entrustment_succession_joint_use_and_law() -> None:
    left = set(routes_for(flow(categories=frozenset({D.PSEUDO})), HOME))
    assert not left & (BY_CONSENT | {R.EXC_LIFE, R.EXC_STATE})
    assert {R.ENTRUST, R.JOINT, R.EXC_LAW, R.UNDECIDED} <= left


def test_special_care_data_never_go_by_opt_out() -> None:
    for kind in (D.PI_SPECIAL, D.PI_EU_SPECIAL):
        assert R.OPTOUT not in routes_for(flow(categories=frozenset({kind})), HOME)
    assert R.OPTOUT in routes_for(flow(categories=frozenset({D.PI_CONTACT})), HOME)


def test_consent_to_a_provision_abroad_is_offered_only_where_the_company_may_be_abroad() -> None:
    assert R.CONSENT_28 not in routes_for(flow(), HOME)
    assert R.CONSENT_28 in routes_for(flow(), ABROAD)
    assert R.CONSENT_28 in routes_for(flow(), UNKNOWN)


def test_what_stands_there_stays_a_choice_and_every_route_is_offered_once() -> None:
    for route, kind, role in product(R, (None, *D), (None, *Role)):
        given = flow(route=route, categories=frozenset({kind}) if kind else None, role=role)
        offered = routes_for(given, HOME)
        assert route in offered
        assert offered[0] is R.UNDECIDED
        assert len(set(offered)) == len(offered)


@pytest.mark.parametrize(
    ("role", "route"),
    [(Role.PROCESSOR, R.ENTRUST), (Role.JOINT_USER, R.JOINT), (Role.RECIPIENT, R.CONSENT), (None, R.ENTRUST)],
)
def test_the_usual_route_of_a_role_comes_first(role: Role | None, route: LegalRoute) -> None:
    assert routes_for(flow(role=role), HOME)[1] is route


def test_only_data_that_rule_routes_out_say_so() -> None:
    assert is_narrowed(flow(categories=frozenset({D.MYNUMBER})))
    assert not is_narrowed(flow(categories=frozenset({D.PI_CONTACT})))
    assert not is_narrowed(flow())


def test_each_route_asks_what_it_rests_on() -> None:
    assert rests_on(R.UNDECIDED) == rests_on(R.ENTRUST) == rests_on(R.NOT_PROVISION) == ()
    assert rests_on(R.CONSENT) == rests_on(R.CONSENT_28) == ("consent_text_id",)
    assert (rests_on(R.JOINT), rests_on(R.OPTOUT)) == (("joint_use_id",), ("filing_id",))
    assert all(rests_on(route) == ("route_evidence_id",) for route in R if route.is_exception)


def test_the_cloud_facts_are_asked_where_the_exception_is_claimed_or_still_open() -> None:
    assert asks_cloud(flow(route=R.NOT_PROVISION))
    assert asks_cloud(flow(role=Role.CLOUD_PROVIDER))
    assert not asks_cloud(flow(role=Role.CLOUD_PROVIDER, route=R.ENTRUST))
    assert not asks_cloud(flow(role=Role.PROCESSOR))


def test_the_foreign_part_is_asked_when_company_or_data_are_abroad() -> None:
    abroad = frozenset({"US"})
    assert is_abroad(flow(), ABROAD)
    assert is_abroad(flow(storage_countries=abroad), HOME)
    assert is_abroad(flow(processing_countries=abroad), HOME)
    assert not is_abroad(flow(storage_countries=frozenset({"JP"})), HOME)
    assert not is_abroad(flow(), UNKNOWN)


def test_a_basis_is_asked_only_where_article_28_asks_for_one() -> None:
    assert asks_basis(flow(), ABROAD)
    assert asks_basis(flow(route=R.ENTRUST), ABROAD)
    for given, party in (
        (flow(), HOME),
        (flow(), DESIGNATED),
        (flow(route=R.EXC_LAW), ABROAD),
        (flow(route=R.NOT_PROVISION), ABROAD),
        (flow(route=R.SAME_ENTITY), ABROAD),
        (flow(direction=Direction.IN), ABROAD),
        (flow(categories=frozenset({D.MYNUMBER})), ABROAD),
        (flow(storage_countries=frozenset({"US"})), HOME),
    ):
        assert not asks_basis(given, party)
    assert asks_basis(flow(categories=frozenset({D.MYNUMBER, D.PI_CONTACT})), ABROAD)


def test_without_provision_article_28_stays_away_only_as_long_as_the_other_side_does_not_handle_the_data() -> None:
    assert rests_on_exception(flow(route=R.NOT_PROVISION), ABROAD)
    for given, party in (
        (flow(route=R.ENTRUST), ABROAD),
        (flow(route=R.SAME_ENTITY), ABROAD),
        (flow(route=R.NOT_PROVISION), HOME),
        (flow(route=R.NOT_PROVISION), DESIGNATED),
        (flow(route=R.NOT_PROVISION, categories=frozenset({D.MYNUMBER})), ABROAD),
    ):
        assert not rests_on_exception(given, party)


def test_each_kind_of_basis_asks_what_carries_it() -> None:
    assert basis_fields(None) == basis_fields(ForeignBasisKind.NONE) == ()
    assert "contract_id" in basis_fields(ForeignBasisKind.EQUIV_CONTRACT)
    assert "certificate_id" in basis_fields(ForeignBasisKind.EQUIV_CBPR)
    assert "contract_id" not in basis_fields(ForeignBasisKind.CONSENT_28)


def test_the_steps_follow_the_answers() -> None:
    assert steps(flow(), HOME) == (EntryStep.WHAT, EntryStep.ROUTE, EntryStep.PLACE, EntryStep.VOLUME, EntryStep.ENDING)
    assert EntryStep.RESTS_ON in steps(flow(route=R.CONSENT), HOME)
    assert EntryStep.CLOUD in steps(flow(route=R.NOT_PROVISION), HOME)
    assert EntryStep.ABROAD in steps(flow(), ABROAD)
    assert steps(flow(direction=Direction.IN), ABROAD) == (EntryStep.WHAT, EntryStep.ROUTE, EntryStep.VOLUME)
