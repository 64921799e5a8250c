"""Every worked case, and that none is missing: a rule without cases is a rule that nobody has thought through."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from enum import StrEnum

import pytest

from kit.worked_cases import Case, read_cases
from sakimori.domain.codes import DataCategory, KindOfBody, Lifecycle, Role, Severity
from sakimori.domain.records.certificate import Opinion, Scheme
from sakimori.domain.records.contract import ContractKind
from sakimori.domain.records.data_flow import (
    Direction,
    Encryption,
    ForeignBasisKind,
    LegalRoute,
    Origin,
    SupportAccess,
    TransferMethod,
)
from sakimori.domain.records.hand_over import RecordExemption
from sakimori.domain.records.own_registers import ConsentKind, Position, PublicItem
from sakimori.domain.records.sharing import OptoutItem
from sakimori.domain.records.sub_processor import Approval
from sakimori.rules import RULES

ALL = read_cases()
BY_RULE: defaultdict[str, list[Case]] = defaultdict(list)
for case in ALL:
    BY_RULE[case.rule].append(case)

ENUMERATED: dict[str, dict[str, type[StrEnum]]] = {
    "C-ID3": {"kind_of_body": KindOfBody},
    "C-ID4": {"roles": Role},
    "C-ID5": {"roles": Role, "kind_of_body": KindOfBody},
    "C-CT1": {"roles": Role},
    "C-OW1": {"lifecycle": Lifecycle},
    "A-25-1": {"roles": Role},
    "C-AS4": {"roles": Role},
    "A-25-1H": {"roles": Role},
    "C-AS1": {"roles": Role},
    "A-25-3": {"lifecycle": Lifecycle},
    "C-RV1": {"lifecycle": Lifecycle},
    "C-CE1": {"certificates.scheme": Scheme},
    "C-CE3": {"certificates.opinion": Opinion},
    "C-CE4": {"certificates.scheme": Scheme},
    "C-CE5": {"certificates.scheme": Scheme},
    "A-25-4": {"roles": Role, "sub_processors.approval": Approval},
    "A-MN4": {"sub_processors.approval": Approval},
    "C-SB2": {"sub_processors.foreign_basis": ForeignBasisKind},
    "C-SB4": {"sub_third_parties.lifecycle": Lifecycle},
    "C-SB5": {"roles": Role},
    "A-CL1": {"flows.role": Role, "flows.route": LegalRoute},
    "A-CL5": {"cloud_facts.support_access": SupportAccess},
    "A-28-1": {
        "flows.route": LegalRoute,
        "flows.categories": DataCategory,
        "foreign_bases.kind": ForeignBasisKind,
    },
    "A-28-3a": {"lifecycle": Lifecycle, "foreign_bases.kind": ForeignBasisKind},
    "A-28-4": {"flows.route": LegalRoute},
    "C-SR3": {"flows.origins": Origin, "foreign_bases.kind": ForeignBasisKind},
    "C-SR4": {"flows.origins": Origin},
    "C-CN1": {"roles": Role, "contracts.kind": ContractKind},
    "C-CN2": {"roles": Role, "contracts.kind": ContractKind},
    "A-28-16": {"foreign_bases.kind": ForeignBasisKind},
    "C-CL2": {"foreign_bases.kind": ForeignBasisKind, "flows.origins": Origin},
    "C-FL1": {
        "flows.categories": DataCategory,
        "flows.direction": Direction,
        "flows.route": LegalRoute,
        "flows.transfer_method": TransferMethod,
    },
    "C-FL2": {
        "flows.categories": DataCategory,
        "flows.encryption": Encryption,
        "flows.transfer_method": TransferMethod,
    },
    "C-FL3": {"flows.categories": DataCategory},
    "A-27-0": {"flows.categories": DataCategory, "flows.direction": Direction, "flows.route": LegalRoute},
    "C-RT1": {"flows.route": LegalRoute},
    "A-EX5": {"flows.route": LegalRoute},
    "A-PS1": {"flows.categories": DataCategory, "flows.route": LegalRoute},
    "A-MN1": {"flows.categories": DataCategory, "flows.route": LegalRoute},
    "A-27-1": {"consent_texts.kinds": ConsentKind, "flows.categories": DataCategory, "flows.route": LegalRoute},
    "A-27-3": {"consent_texts.kinds": ConsentKind, "flows.categories": DataCategory, "flows.route": LegalRoute},
    "A-28-2": {"consent_texts.kinds": ConsentKind, "flows.categories": DataCategory, "flows.route": LegalRoute},
    "A-OO0": {"flows.categories": DataCategory, "flows.route": LegalRoute},
    "A-OO4P": {"notices.optout_items": OptoutItem},
    "A-OO1": {"flows.categories": DataCategory, "flows.route": LegalRoute},
    "A-OO3": {"data_set_parts.position": Position, "flows.categories": DataCategory, "flows.route": LegalRoute},
    "A-JU1": {"flows.categories": DataCategory, "flows.route": LegalRoute},
    "A-18-1": {"flows.categories": DataCategory, "flows.direction": Direction, "flows.route": LegalRoute},
    "A-17-1P": {"flows.categories": DataCategory, "flows.route": LegalRoute},
    "A-18-1D": {"consent_texts.kinds": ConsentKind, "flows.categories": DataCategory, "flows.route": LegalRoute},
    "A-18-1C": {"data_set_parts.position": Position, "flows.categories": DataCategory, "flows.route": LegalRoute},
    "A-32-1F": {"flows.categories": DataCategory, "flows.route": LegalRoute},
    "A-21P": {"flows.categories": DataCategory, "flows.route": LegalRoute},
    "C-RE1": {
        "flows.categories": DataCategory,
        "flows.direction": Direction,
        "flows.route": LegalRoute,
        "lifecycle": Lifecycle,
    },
    "A-22": {"flows.categories": DataCategory, "flows.route": LegalRoute, "lifecycle": Lifecycle},
    "C-RE2": {"flows.categories": DataCategory, "flows.route": LegalRoute, "lifecycle": Lifecycle},
    "A-29": {
        "flows.categories": DataCategory,
        "flows.direction": Direction,
        "flows.route": LegalRoute,
        "hand_overs.record_exempt": RecordExemption,
        "kind_of_body": KindOfBody,
    },
    "A-29I": {"kind_of_body": KindOfBody, "provision_records.route": LegalRoute},
    "A-30": {"flows.direction": Direction, "flows.route": LegalRoute, "kind_of_body": KindOfBody},
    "A-30I": {"kind_of_body": KindOfBody, "receipt_records.route": LegalRoute},
    "A-28-2T": {"consent_texts.kinds": ConsentKind},
    "A-32-1": {"notices.items": PublicItem},
    "C-SE4": {"data_set_parts.categories": DataCategory},
}
"""The closed lists that a rule looks at itself."""

DATED = {
    "C-OW2": {Severity.MEDIUM},
    "C-AS4": {Severity.BLOCK},
    "A-25-1H": {Severity.HIGH},
    "A-25-1": {Severity.BLOCK},
    "C-AS1": {Severity.BLOCK},
    "A-25-3": {Severity.MEDIUM, Severity.HIGH},
    "C-RV1": {Severity.MEDIUM, Severity.HIGH},
    "C-AS3": {Severity.BLOCK},
    "C-EV2": {Severity.MEDIUM},
    "C-WV1": {Severity.HIGH},
    "C-CE1": {Severity.LOW, Severity.MEDIUM, Severity.HIGH},
    "C-CE2": {Severity.MEDIUM},
    "C-CE4": {Severity.MEDIUM},
    "C-CE5": {Severity.LOW, Severity.MEDIUM},
    "C-CE6": {Severity.LOW, Severity.MEDIUM},
    "C-CE7": {Severity.LOW},
    "C-CE8": {Severity.MEDIUM},
    "C-SB3": {Severity.LOW},
    "C-SB5": {Severity.HIGH},
    "A-25-4": {Severity.HIGH},
    "A-CL1": {Severity.HIGH},
    "A-CL5": {Severity.BLOCK},
    "A-CL1S": {Severity.HIGH},
    "A-IT1": {Severity.BLOCK},
    "A-28-1": {Severity.BLOCK, Severity.HIGH},
    "A-28-3a": {Severity.LOW, Severity.HIGH},
    "A-28-3b": {Severity.BLOCK, Severity.HIGH},
    "A-28-4": {Severity.MEDIUM},
    "C-28-3a": {Severity.BLOCK},
    "C-CP2": {Severity.MEDIUM},
    "C-SR3": {Severity.BLOCK},
    "C-SR4": {Severity.MEDIUM},
    "C-CN1": {Severity.BLOCK},
    "C-CN2": {Severity.MEDIUM},
    "C-CN5": {Severity.LOW, Severity.MEDIUM},
    "C-CN6": {Severity.MEDIUM},
    "C-CN7": {Severity.MEDIUM},
    "A-25-2": {Severity.MEDIUM, Severity.LOW},
    "A-MN5": {Severity.BLOCK, Severity.HIGH},
    "A-MN5S": {Severity.MEDIUM, Severity.LOW},
    "A-28-16": {Severity.HIGH, Severity.MEDIUM},
    "A-JU5": {Severity.MEDIUM, Severity.LOW},
    "A-PS7": {Severity.HIGH, Severity.MEDIUM},
    "A-SU1": {Severity.BLOCK, Severity.HIGH},
    "C-CL1": {Severity.LOW},
    "C-CL2": {Severity.MEDIUM, Severity.LOW},
    "C-CL3": set(Severity),
    "C-FL1": {Severity.HIGH, Severity.MEDIUM, Severity.LOW},
    "C-FL2": {Severity.HIGH},
    "C-FL3": {Severity.MEDIUM},
    "A-27-0": {Severity.BLOCK},
    "C-RT1": {Severity.MEDIUM},
    "A-EX5": {Severity.HIGH},
    "A-PS1": {Severity.BLOCK},
    "A-MN1": {Severity.BLOCK},
    "A-27-1": {Severity.BLOCK},
    "A-27-3": {Severity.BLOCK},
    "A-28-2": {Severity.BLOCK, Severity.HIGH},
    "A-28-2C": {Severity.MEDIUM},
    "A-OO0": {Severity.BLOCK},
    "A-OO4": {Severity.BLOCK},
    "A-OO4P": {Severity.BLOCK, Severity.MEDIUM},
    "A-OO5": {Severity.HIGH, Severity.MEDIUM},
    "C-OO1": {Severity.BLOCK},
    "C-OO2": {Severity.MEDIUM},
    "A-OO1": {Severity.BLOCK},
    "A-OO3": {Severity.BLOCK},
    "A-JU1": {Severity.BLOCK},
    "A-JU2": {Severity.HIGH, Severity.MEDIUM, Severity.LOW},
    "A-JU2P": {Severity.MEDIUM},
    "A-18-1": {Severity.BLOCK, Severity.HIGH},
    "A-17-1P": {Severity.BLOCK, Severity.HIGH},
    "A-18-1D": {Severity.BLOCK},
    "A-18-1C": {Severity.BLOCK, Severity.MEDIUM},
    "A-32-1F": {Severity.MEDIUM},
    "A-21P": {Severity.MEDIUM},
    "C-RE1": {Severity.MEDIUM},
    "A-22": {Severity.HIGH},
    "C-RE2": {Severity.HIGH},
    "C-RR1": {Severity.HIGH},
    "A-29": {Severity.HIGH},
    "A-29I": {Severity.HIGH},
    "A-30": {Severity.HIGH},
    "A-30I": {Severity.HIGH},
    "C-RL1": {Severity.HIGH},
    "A-17-1": {Severity.MEDIUM},
    "A-17-2": {Severity.HIGH},
    "A-28-2T": {Severity.HIGH},
    "C-SE2": {Severity.HIGH},
    "C-SE1": {Severity.HIGH},
    "A-32-1": {Severity.MEDIUM},
    "A-22-1": {Severity.LOW},
    "C-SE5": {Severity.MEDIUM},
}
"""The stages that begin on a recorded day."""


@pytest.mark.parametrize("case", ALL, ids=lambda case: f"{case.rule} {case.name}")
def test_a_worked_case_comes_out_as_written(case: Case) -> None:
    found = case.found()
    assert (found[1].severity if found else None) == case.severity
    if found is not None:
        assert found[0].kind == case.kind
        assert case.title in found[0].title.ja


@pytest.mark.parametrize("rule", sorted({rule.id for rule in RULES} | {"pack:jp-processor/重要"}))
def test_every_rule_has_a_case_in_which_it_speaks_and_one_in_which_it_is_silent(rule: str) -> None:
    assert any(case.severity is not None for case in BY_RULE[rule])
    assert any(case.severity is None for case in BY_RULE[rule])


def test_no_case_speaks_of_a_rule_that_does_not_exist() -> None:
    known = {rule.id for rule in RULES}
    assert [rule for rule in BY_RULE if rule not in known and not rule.startswith("pack:")] == []


def test_every_case_names_its_source_and_no_two_have_one_name() -> None:
    assert all(case.source for case in ALL)
    names = [(case.rule, case.name) for case in ALL]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("rule", "what"),
    [(rule, what) for rule, lists in ENUMERATED.items() for what in lists],
    ids=str,
)
def test_every_code_of_a_list_that_a_rule_looks_at_is_tried(rule: str, what: str) -> None:
    tried = {case.varied[1] for case in BY_RULE[rule] if case.varied[0] == what}
    assert tried == {code.value for code in ENUMERATED[rule][what]}


@pytest.mark.parametrize(
    ("rule", "severity"),
    [(rule, severity) for rule, severities in DATED.items() for severity in sorted(severities)],
    ids=str,
)
def test_the_first_day_of_a_dated_stage_and_the_day_before_are_tried(rule: str, severity: Severity) -> None:
    first_day = day_before = False
    for case in BY_RULE[rule]:
        for finding in case.findings():
            for stage in finding.stages:
                if stage.severity is severity and stage.from_on is not None:
                    first_day |= case.on == stage.from_on and case.severity is severity
                    day_before |= case.on == stage.from_on - timedelta(days=1) and case.severity is not severity
    assert first_day
    assert day_before


def test_the_table_of_dated_stages_is_complete() -> None:
    dated = {
        (case.rule, stage.severity)
        for case in ALL
        for finding in case.findings()
        for stage in finding.stages
        if stage.from_on is not None
    }
    assert dated == {(rule, severity) for rule, severities in DATED.items() for severity in severities}
