"""The catalogue of clauses, which sets apply to whom, and what stands of a clause on which day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.cases.worked_cases import a_dossier
from sakimori.domain.codes import DataCategory, Role, Severity
from sakimori.domain.policy import DEFAULT_POLICY
from sakimori.domain.records.contract import (
    ClauseLevel,
    ClauseSetCode,
    ClauseState,
    Contract,
    ContractCover,
    ContractKind,
    CoveringContract,
)
from sakimori.domain.records.data_flow import DataFlow, Direction, ForeignBasisKind, LegalRoute, Origin
from sakimori.rules import RULES
from sakimori.rules.evaluation import evaluate
from sakimori.rules.facts.clause_sets import AppliedSet, applicable_sets
from sakimori.rules.facts.clauses import CLAUSE_SETS, clause, set_of
from sakimori.rules.facts.contracts import clause_standing, in_stages, runs, stretches, weight

MUST, SHOULD, COMMON = ClauseLevel.MUST, ClauseLevel.SHOULD, ClauseLevel.COMMON

LEVELS: dict[str, dict[str, str]] = {
    "ITK": {"S": "01 02 03 08 11 12 13 14 17", "C": "04 05 06 07 09 10 15 16 18 19 20"},
    "MYN": {"M": "01 02 03 04 05 06 07 08", "S": "09 10"},
    "XBR": {"M": "01 02 03 04 05 06 07 08 09 10 11 12", "S": "13 15 16", "C": "14"},
    "JUS": {"M": "01 02 03 04 05 21 22", "S": "11 12 13 14 15 16"},
    "TPP": {"M": "03 07", "C": "01 02 04 05 06 08 09 10 11 12 13 14"},
    "PRI": {"C": "01 02 03 04 05 06"},
    "PSE": {"M": "01 02 03 04", "C": "05 06 07"},
    "ANP": {"M": "01", "C": "02 03 04"},
    "CLD": {"M": "01 02", "C": "03 04 05 06 07 08 09"},
    "SUC": {"M": "01 02 03"},
    "DPA": {"M": "01 02 03 04 05 06 07 08 09"},
    "SCC": {"M": "01 02 03 04 05 07", "C": "06"},
    "CCP": {"M": "01 02 03 04 05 06 07 08 09 10"},
}
"""The law file, 3.1 to 3.12: numbers of each set by must, should and common practice."""

LETTERS = {MUST: "M", SHOULD: "S", COMMON: "C"}
ABROAD: dict[str, Any] = {"country": "US", "business_in_japan": False}


def codes(facts: Mapping[str, Any]) -> list[str]:
    return [applied.code.value for applied in applicable_sets(a_dossier(facts))]


def the_set(facts: Mapping[str, Any], code: ClauseSetCode) -> AppliedSet:
    return next(applied for applied in applicable_sets(a_dossier(facts)) if applied.code is code)


def test_the_catalogue_holds_every_clause_of_the_law_file_with_its_level() -> None:
    held = {
        code.value: {
            letter: " ".join(c.id.removeprefix(f"{code}-") for c in found.clauses if LETTERS[c.level] == letter)
            for letter in "MSC"
            if any(LETTERS[c.level] == letter for c in found.clauses)
        }
        for code, found in CLAUSE_SETS.items()
    }
    assert held == LEVELS
    assert list(CLAUSE_SETS) == list(ClauseSetCode)


def test_no_clause_stands_twice_and_each_is_found_by_its_id() -> None:
    ids = [c.id for found in CLAUSE_SETS.values() for c in found.clauses]
    assert len(ids) == len(set(ids)) == 128
    assert all(clause(one).id == one for one in ids)
    assert {set_of(one) for one in ids} == set(ClauseSetCode)
    with pytest.raises(KeyError):
        clause("ITK-99")


@pytest.mark.parametrize("code", ClauseSetCode)
def test_every_clause_is_worded_in_both_languages(code: ClauseSetCode) -> None:
    found = CLAUSE_SETS[code]
    wordings = [found.title, found.explains, *(c.text for c in found.clauses)]
    for wording in wordings:
        assert wording.ja
        assert wording.en
        assert any(letter > "\u3040" for letter in wording.ja)
        assert all(letter < "\u3040" for letter in wording.en)
    assert len({w.ja for w in wordings[2:]}) == len({w.en for w in wordings[2:]}) == len(found.clauses)
    assert all(c.base.ja and c.base.en for c in found.clauses)


@pytest.mark.parametrize("code", ClauseSetCode)
@pytest.mark.parametrize("by_law", [True, False])
def test_every_clause_that_is_asked_has_a_rule_that_speaks_for_it(code: ClauseSetCode, *, by_law: bool) -> None:
    known = {rule.id for rule in RULES}
    clauses = CLAUSE_SETS[code].clauses
    applied = AppliedSet(code, by_law=by_law)
    for one in clauses:
        speaker, severity = weight(applied, one)
        assert speaker in known
        if one.level is not MUST:
            assert severity is {SHOULD: Severity.MEDIUM, COMMON: Severity.LOW}[one.level]


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (Role.PROCESSOR, ["ITK"]),
        (Role.CLOUD_PROVIDER, ["ITK"]),
        (Role.RECIPIENT, ["TPP"]),
        (Role.JOINT_USER, ["JUS"]),
        (Role.SOURCE, ["TPP"]),
        (Role.SUB_PROCESSOR, []),
        (Role.SELF, []),
    ],
)
def test_without_flows_the_roles_say_what_applies(role: Role, expected: list[str]) -> None:
    assert codes({"roles": [role]}) == expected


VENDOR: dict[LegalRoute, list[str]] = {
    LegalRoute.UNDECIDED: ["ITK"],
    LegalRoute.ENTRUST: ["ITK"],
    LegalRoute.JOINT: ["JUS"],
    LegalRoute.SUCCESSION: ["SUC"],
    LegalRoute.CONSENT: ["TPP"],
    LegalRoute.CONSENT_28: ["ITK"],
    LegalRoute.OPTOUT: ["TPP"],
    LegalRoute.NOT_PROVISION: ["CLD"],
}
RECIPIENT = VENDOR | {
    LegalRoute.UNDECIDED: ["TPP"],
    LegalRoute.CONSENT_28: ["TPP"],
    LegalRoute.NOT_PROVISION: [],
}


@pytest.mark.parametrize("route", LegalRoute)
def test_the_route_of_a_flow_says_what_applies(route: LegalRoute) -> None:
    """Exceptions of the law, the person and our own house ask for no set."""
    vendor = {"flows": [{"route": route}]}
    recipient = {"roles": ["recipient"], "flows": [{"route": route, "role": "recipient"}]}
    assert codes(vendor) == VENDOR.get(route, [])
    assert codes(recipient) == RECIPIENT.get(route, [])


OF_CATEGORY: dict[DataCategory, list[str]] = {
    DataCategory.MYNUMBER: ["ITK", "MYN"],
    DataCategory.PSEUDO: ["ITK", "PSE"],
    DataCategory.ANON: ["ANP"],
    DataCategory.REL: ["PRI"],
    DataCategory.STAT: [],
    DataCategory.LEGAL_ENTITY: [],
    DataCategory.DECEASED: [],
}


@pytest.mark.parametrize("category", DataCategory)
def test_the_kind_of_data_says_what_applies_besides(category: DataCategory) -> None:
    expected = OF_CATEGORY.get(category, ["ITK"])
    assert codes({"data_categories": [category]}) == expected
    assert codes({"flows": [{"categories": [category]}]}) == expected


@pytest.mark.parametrize("origin", Origin)
@pytest.mark.parametrize("is_abroad", [True, False])
def test_where_the_persons_are_says_what_applies_besides(origin: Origin, *, is_abroad: bool) -> None:
    expected = ["ITK"]
    if origin in {Origin.EU_ADEQ, Origin.UK_ADEQ, Origin.EU_SCC, Origin.GDPR_DIRECT}:
        expected.append("DPA")
    if origin is Origin.EU_SCC or (origin is Origin.GDPR_DIRECT and is_abroad):
        expected.append("SCC")
    if origin is Origin.US_CA:
        expected.append("CCP")
    assert codes((ABROAD if is_abroad else {}) | {"flows": [{"origins": [origin]}]}) == expected


@pytest.mark.parametrize("kind", ForeignBasisKind)
def test_the_basis_abroad_says_whether_rules_16_is_asked_and_with_what_weight(kind: ForeignBasisKind) -> None:
    facts = ABROAD | {"flows": [{}], "foreign_bases": [{"kind": kind}]}
    written = {ForeignBasisKind.EQUIV_CONTRACT, ForeignBasisKind.EQUIV_GROUP_RULES}
    certified = {ForeignBasisKind.EQUIV_CBPR, ForeignBasisKind.OWN_CBPR}
    assert codes(facts) == (["ITK", "XBR"] if kind in written | certified else ["ITK"])
    if kind in written | certified:
        assert the_set(facts, ClauseSetCode.XBR).by_law is (kind in written)


@pytest.mark.parametrize(
    ("country", "in_japan", "expected"),
    [
        ("US", False, ["ITK", "XBR"]),
        ("US", "未回答", ["ITK", "XBR"]),
        ("US", True, ["ITK"]),
        ("DE", False, ["ITK"]),
        ("JP", True, ["ITK"]),
        ("未回答", False, ["ITK"]),
    ],
)
def test_without_flows_a_seat_abroad_asks_for_rules_16_by_policy(
    country: str, in_japan: object, expected: list[str]
) -> None:
    facts = {"country": country, "business_in_japan": in_japan}
    assert codes(facts) == expected
    if "XBR" in expected:
        assert not the_set(facts, ClauseSetCode.XBR).by_law


def test_my_numbers_abroad_ask_for_rules_16_by_policy_only() -> None:
    facts = ABROAD | {"flows": [{"categories": ["MYNUMBER"]}]}
    assert codes(facts) == ["ITK", "MYN", "XBR"]
    assert not the_set(facts, ClauseSetCode.XBR).by_law


def test_a_role_of_which_no_flow_speaks_still_counts() -> None:
    assert codes({"roles": ["processor", "recipient"], "flows": [{}]}) == ["ITK", "TPP"]


@pytest.mark.parametrize(("route", "expected"), [("ENTRUST", ["ITK"]), ("NOT_PROVISION", ["ITK", "XBR", "CLD"])])
def test_a_flow_of_entrustment_speaks_for_processor_and_cloud_alike(route: str, expected: list[str]) -> None:
    """A cloud that does not handle data says nothing of what the processor does."""
    flow = {"role": "cloud_provider", "route": route}
    basis = {"kind": "consent_28"}
    facts = ABROAD | {"roles": ["processor", "cloud_provider"], "flows": [flow], "foreign_bases": [basis]}
    assert codes(facts) == expected


def test_a_flow_whose_data_are_confirmed_as_erased_asks_for_nothing_more() -> None:
    assert codes({"flows": [{}], "erasures": [{}]}) == []
    assert codes({"flows": [{}], "erasures": [{"confirmed_on": "未回答"}]}) == ["ITK"]


def test_what_a_source_tells_of_its_acquisition_is_asked_only_where_we_receive() -> None:
    def asks(facts: Mapping[str, Any]) -> bool:
        return "TPP-03" in {c.id for c in the_set(facts, ClauseSetCode.TPP).asked}

    given = {"role": "recipient", "route": "CONSENT"}
    received = {"role": "source", "direction": "in", "route": "UNDECIDED"}
    assert not asks({"roles": ["recipient"], "flows": [given]})
    assert asks({"roles": ["source"], "flows": [received]})
    assert asks({"roles": ["recipient", "source"], "flows": [given, received]})


def test_the_public_items_of_joint_use_are_not_asked_of_contracts() -> None:
    asked = {c.id for c in the_set({"roles": ["joint_user"]}, ClauseSetCode.JUS).asked}
    assert asked == {"JUS-11", "JUS-12", "JUS-13", "JUS-14", "JUS-15", "JUS-16"}


def test_a_vendor_that_collects_for_us_is_entrusted_though_the_data_come_in() -> None:
    assert codes({"flows": [{"direction": "in", "categories": ["MYNUMBER"]}]}) == ["ITK", "MYN"]


def test_the_reason_names_the_flows_or_says_that_there_is_none() -> None:
    flows = [{"name": "給与計算"}, {"name": "年末調整"}, {"name": "採用"}]
    assert the_set({"flows": flows}, ClauseSetCode.ITK).why.ja == "個人データの取扱いを委託する：給与計算 ほか2件"
    assert "データフローは未登録" in the_set({}, ClauseSetCode.ITK).why.ja
    assert "no data flow is recorded" in the_set({}, ClauseSetCode.ITK).why.en


@given(
    route=st.sampled_from(LegalRoute),
    role=st.sampled_from([None, *Role]),
    direction=st.sampled_from([None, *Direction]),
    categories=st.none() | st.frozensets(st.sampled_from(DataCategory)),
    origins=st.none() | st.frozensets(st.sampled_from(Origin)),
    roles=st.frozensets(st.sampled_from(Role)),
)
def test_any_flow_gives_each_set_once_with_a_reason_and_clauses_of_its_own(
    *,
    route: LegalRoute,
    role: Role | None,
    direction: Direction | None,
    categories: frozenset[DataCategory] | None,
    origins: frozenset[Origin] | None,
    roles: frozenset[Role],
) -> None:
    flow = DataFlow(
        "fl1", "tp1", "流れ", route=route, role=role, direction=direction, categories=categories, origins=origins
    )
    dossier = a_dossier({})
    dossier = replace(dossier, third_party=replace(dossier.third_party, roles=roles), flows=(flow,))
    found = applicable_sets(dossier)
    assert [f.code for f in found] == sorted({f.code for f in found}, key=list(ClauseSetCode).index)
    for applied in found:
        assert applied.why.ja
        assert applied.why.en
        assert applied.asked
        assert {set_of(c.id) for c in applied.asked} == {applied.code}


def _standing(contracts: list[dict[str, Any]], on: date, clause_id: str = "ITK-13") -> ClauseState | None:
    found = clause_standing(a_dossier({"contracts": contracts}), set_of(clause_id))
    return next((s.state for s in found if s.clause.id == clause_id and s.holds(on)), None)


@pytest.mark.parametrize("one", ClauseState)
@pytest.mark.parametrize("other", ClauseState)
def test_the_best_find_over_the_contracts_in_force_counts(one: ClauseState, other: ClauseState) -> None:
    contracts = [{"clauses": {"ITK-13": one.value}}, {"clauses": {"ITK-13": other.value}}]
    best = min(one, other, key=list(ClauseState).index)
    assert _standing(contracts, date(2026, 11, 25)) is best


def test_a_clause_nobody_has_a_record_of_is_not_checked() -> None:
    assert _standing([{}], date(2026, 11, 25)) is ClauseState.NOT_CHECKED


def test_nothing_stands_on_days_without_a_contract_in_force() -> None:
    assert _standing([{}], date(2025, 3, 31)) is None
    assert _standing([{}], date(2025, 4, 1)) is ClauseState.NOT_CHECKED
    assert _standing([{}], date(2027, 3, 31)) is ClauseState.NOT_CHECKED
    assert _standing([{}], date(2027, 4, 1)) is None
    assert _standing([{"cover": {"confirmed_on": "未回答"}}], date(2026, 11, 25)) is None


def test_a_gap_of_a_missing_clause_leads_to_the_contract_where_it_was_looked_for() -> None:
    facts = {"contracts": [{"kind": "nda", "title": "秘密保持契約"}, {"clauses": {"ITK-13": "absent"}}]}
    found = next(f for f in evaluate(a_dossier(facts), DEFAULT_POLICY) if f.rule_id == "A-25-2")
    assert (found.fix.record, found.fix.record_id, found.fix.field) == ("contract_clause", "cn2", "ITK-13")
    assert found.subject.key == "tp1/ITK-13"


def test_a_clause_that_nobody_looked_for_is_looked_for_in_the_fitting_contract() -> None:
    facts = {"contracts": [{"kind": "nda", "title": "秘密保持契約"}, {}]}
    found = next(f for f in evaluate(a_dossier(facts), DEFAULT_POLICY) if f.rule_id == "C-CL3")
    assert (found.fix.record_id, found.subject.key) == ("cn2", "tp1/ITK")


def test_another_contract_does_not_undo_a_waiver_of_a_missing_clause() -> None:
    def facts_of(contracts: list[dict[str, Any]]) -> tuple[tuple[str, str], ...]:
        findings = evaluate(a_dossier({"contracts": contracts}), DEFAULT_POLICY)
        return next(f.facts for f in findings if f.rule_id == "A-25-2")

    missing = {"clauses": {"ITK-13": "absent"}}
    later = {"kind": "nda", "start_on": date(2026, 4, 1), "cover": {"confirmed_on": date(2026, 4, 1)}}
    assert facts_of([missing]) == facts_of([missing, later])


DAYS = st.dates(date(2024, 1, 1), date(2024, 3, 1))
CONTRACTS = st.lists(
    st.builds(
        lambda number, start, end, confirmed: CoveringContract(
            Contract(
                f"c{number}", "tp1", "契約", ContractKind.ENTRUSTMENT, start_on=start, end_on=end, auto_renews=False
            ),
            ContractCover(f"v{number}", f"c{number}", "tp1", confirmed_on=confirmed),
        ),
        st.integers(0, 99),
        st.none() | DAYS,
        st.none() | DAYS | st.just(date.max),
        st.none() | DAYS,
    ),
    max_size=4,
)


@given(CONTRACTS)
def test_stretches_say_of_every_day_which_contracts_are_in_force(contracts: list[CoveringContract]) -> None:
    found = stretches(contracts)
    for offset in range(-2, 64):
        on = date(2024, 1, 1) + timedelta(days=offset)
        holding = [s for s in found if s.from_on <= on and (s.until_on is None or on < s.until_on)]
        expected = tuple(c for c in contracts if c.counts and c.contract.in_force(on))
        assert len(holding) <= 1
        assert (holding[0].contracts if holding else ()) == expected
        assert any(r.from_on <= on and (r.until_on is None or on < r.until_on) for r in runs(found)) is bool(expected)


@given(
    st.lists(st.tuples(st.none() | st.sampled_from(Severity), st.integers(1, 5), st.integers(-2, 3)), max_size=8),
)
def test_stages_made_of_days_in_order_never_overlap(given_parts: list[tuple[Severity | None, int, int]]) -> None:
    parts, day = [], date(2024, 1, 1)
    for severity, length, late in given_parts:
        end = day + timedelta(days=length)
        parts.append((severity, day + timedelta(days=max(0, late)), end))
        day = end
    stages = in_stages(parts)
    for earlier, later in pairwise(stages):
        assert earlier.until_on is not None
        assert later.from_on is not None
        assert earlier.until_on <= later.from_on
        assert earlier.severity is not later.severity or earlier.until_on < later.from_on
    said = {(s, d) for s, start, end in parts if s for d in _days(start, end)}
    assert {(s.severity, d) for s in stages if s.from_on and s.until_on for d in _days(s.from_on, s.until_on)} == said


def _days(start: date, end: date) -> list[date]:
    return [start + timedelta(days=n) for n in range((end - start).days)]
