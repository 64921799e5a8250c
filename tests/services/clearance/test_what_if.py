"""もし…なら: what it tells comes true once it is so, and until then nothing is other than before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from kit.demos import DemoIn
from sakimori.clock import now, today
from sakimori.domain.codes import Outcome, UserRole
from sakimori.domain.policy import Policy
from sakimori.domain.records.certificate import Certificate, Scheme
from sakimori.domain.records.contract import Contract
from sakimori.domain.records.sub_processor import SubProcessorLink
from sakimori.domain.records.third_party import SELF_ID, ThirdParty
from sakimori.domain.user import Actor
from sakimori.errors import NotFoundError
from sakimori.rules.clearance import CLEARANCE_RULES
from sakimori.rules.clearance.rule_kit import ClearanceRule
from sakimori.services.clearance.what_if import (
    Supposition,
    WhatIf,
    certificate_lapses,
    contract_ends,
    policy_becomes,
    rule_begins,
    rule_taken_away,
    sub_processor_added,
    what_if,
)
from sakimori.services.kernel.judge_queue import judge_next
from sakimori.services.kernel.recording import record
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.settings.policy import change_policy

ACTOR = Actor("us01", "佐藤 美咲", frozenset(UserRole))
SYSTEM = "みかづきシステム株式会社"
Answers = dict[tuple[str, str], Outcome]


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory, demo_in: DemoIn) -> Workspace:
    return Workspace(demo_in(tmp_path_factory.mktemp("demo"), today()))


@pytest.fixture
def workspace(demo_in: DemoIn, tmp_path: Path) -> Workspace:
    """The demo, to be changed."""
    return Workspace(demo_in(tmp_path, today()))


def answers(workspace: Workspace, on: date) -> Answers:
    with workspace.unit() as unit:
        held = unit.outcomes.as_known(unit.number(), on)
    return {(one.subject_kind, one.subject_id): one.outcome for one in held}


def supposing(workspace: Workspace, supposition: Supposition, *, on: date | None = None) -> WhatIf:
    head, before = workspace.head(), answers(workspace, on or today())
    found = what_if(workspace, supposition, on=on or today(), actor=ACTOR, at=now())
    assert (workspace.head(), answers(workspace, on or today())) == (head, before)
    assert {(one.kind, one.subject_id): one.before for one in found.changed}.items() <= before.items()
    return found


def foretold(before: Answers, found: WhatIf) -> Answers:
    return before | {(one.kind, one.subject_id): one.after for one in found.changed}


def party(workspace: Workspace) -> ThirdParty:
    with workspace.unit() as unit:
        return unit.records.select(ThirdParty, "legal_name = :name", {"name": SYSTEM})[0]


def contract(workspace: Workspace) -> Contract:
    with workspace.unit() as unit:
        return unit.records.select(Contract, "third_party_id = :id", {"id": party(workspace).id}, order="id")[0]


def own_cbpr(workspace: Workspace) -> Certificate:
    with workspace.unit() as unit:
        own = unit.records.select(Certificate, "third_party_id = :id", {"id": SELF_ID})
    return next(one for one in own if one.scheme is Scheme.CBPR)


def end_contract(workspace: Workspace) -> Supposition:
    it = contract(workspace)
    record(workspace, replace(it, terminated_on=today() - timedelta(days=1)), actor=ACTOR, at=now())
    return contract_ends(it.id, on=today())


def lapse_certificate(workspace: Workspace) -> Supposition:
    it = own_cbpr(workspace)
    record(workspace, replace(it, withdrawn_on=today()), actor=ACTOR, at=now())
    return certificate_lapses(it.id, on=today())


def add_sub_processor(workspace: Workspace) -> Supposition:
    it = party(workspace)
    record(workspace, SubProcessorLink("", it.id, "新しい会社", country="CN"), actor=ACTOR, at=now())
    return sub_processor_added(it.id, name="新しい会社", country="CN")


def ask_more_approvals(workspace: Workspace) -> Supposition:
    change_policy(workspace, Policy(approval_persons=1), actor=ACTOR, at=now())
    return policy_becomes(approval_persons=1)


@pytest.mark.parametrize("come_true", [end_contract, lapse_certificate, add_sub_processor, ask_more_approvals])
def test_what_is_foretold_comes_true(
    company: Workspace, workspace: Workspace, come_true: Callable[[Workspace], Supposition]
) -> None:
    before = answers(company, today())
    found = supposing(company, come_true(workspace))
    while judge_next(workspace, at=now()):
        pass
    assert found.changed
    assert foretold(before, found) == answers(workspace, today())


def test_a_rule_that_falls_away_takes_its_reasons_along_and_no_others(company: Workspace) -> None:
    found = supposing(company, rule_taken_away("A-28-1"))
    assert found.turned
    assert {reason.rule_id for one in found.changed for reason in one.removed} == {"A-28-1"}
    assert not any(one.added for one in found.changed)
    assert found.looked_at == len(answers(company, today()))


def test_everything_that_a_rule_says_is_found(company: Workspace) -> None:
    """Only those answers are judged again in which it speaks: no other may have been left out."""
    whole = supposing(company, replace(rule_taken_away("A-28-1"), without_rule=""))
    assert supposing(company, rule_taken_away("A-28-1")).changed == whole.changed


def test_a_rule_to_come_begins_in_place_of_its_earlier_version() -> None:
    old = next(rule for rule in CLEARANCE_RULES if rule.id == "A-28-1")
    new = replace(old, revision=old.revision + 1, in_force_from=date(2028, 7, 16))
    standing = replace(old, in_force_until=date(2028, 7, 15))
    rules = rule_begins("A-28-1", on=today()).rules
    assert rules is not None

    def in_force(on: date) -> list[ClearanceRule]:
        return [rule for rule in rules((standing, new)) if rule.is_in_force(on)]

    assert [rule.revision for rule in in_force(today() - timedelta(days=1))] == [old.revision]
    assert [rule.revision for rule in in_force(today())] == [new.revision]
    assert [rule.revision for rule in in_force(date(2029, 1, 1))] == [new.revision]


def test_a_rule_in_force_has_nothing_to_begin(company: Workspace) -> None:
    assert supposing(company, rule_begins("A-28-1", on=today())).changed == ()


def test_what_does_not_exist_cannot_be_supposed(company: Workspace) -> None:
    for supposition in (rule_taken_away("A-0"), rule_begins("A-0", on=today()), contract_ends("cn_0", on=today())):
        with pytest.raises(NotFoundError):
            what_if(company, supposition, on=today(), actor=ACTOR, at=now())
