"""Company policy: checked, previewed, in force at once; its dossiers are judged at once or wait."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kit.builders import AT, a_third_party, a_workspace, an_actor
from sakimori.domain.codes import UserRole
from sakimori.domain.policy import DEFAULT_POLICY, POLICY_KEYS, PolicyValue, policy_of, policy_values
from sakimori.errors import ConflictError, InvalidValueError, NotPermittedError, StateError
from sakimori.services.audit.view import verify
from sakimori.services.kernel.judge_queue import waiting
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import NewParty, register_many
from sakimori.services.settings import policy as settings

ACTOR = an_actor(UserRole.ADMIN)


def with_parties(count: int) -> Workspace:
    workspace = a_workspace()
    items = [NewParty(a_third_party(legal_name=f"取引先{n}")) for n in range(count)]
    register_many(workspace, items, actor=an_actor(), at=AT, batch_id="b1")
    return workspace


def test_every_number_is_listed_beside_its_default() -> None:
    changed = settings.checked_policy(DEFAULT_POLICY, due_low=120)
    lines = settings.policy_lines(changed)
    assert [line.key for line in lines] == list(POLICY_KEYS)
    assert [(line.key, line.value, line.default) for line in lines if not line.is_default] == [("due_low", 120, 90)]


@pytest.mark.parametrize(
    "values",
    [
        {"due_low": -1},
        {"due_high": 31},
        {"due_low": settings.HIGHEST + 1},
        {"cadence_months_tier_1": 0},
        {"persons_tier_1": 1_000},
        {"drill_months": 0},
        {"incident_report_days": 6},
        {"incident_target_days": 0},
        {"incident_target_days": 5, "incident_report_days": 4},
        {"amendment_main_on": date(2026, 7, 17)},
        {"amendment_main_on": date(2028, 7, 17)},
    ],
)
def test_a_value_that_cannot_be_is_refused(values: dict[str, PolicyValue]) -> None:
    with pytest.raises(InvalidValueError):
        settings.checked_policy(DEFAULT_POLICY, **values)


def test_with_few_dossiers_a_policy_is_in_force_at_once_and_stands_in_the_trail() -> None:
    workspace = with_parties(2)
    policy = settings.checked_policy(DEFAULT_POLICY, due_low=60)

    settings.change_policy(workspace, policy, actor=ACTOR, at=AT, reason="監査の指摘")

    with workspace.unit() as unit:
        assert unit.policy() == policy
        [changed] = unit.trail.lines(action="policy.changed")
    assert (changed.reason, changed.entry.actor, changed.after) == ("監査の指摘", ACTOR.id, policy_values(policy))
    assert waiting(workspace).left == 0


def test_a_day_of_the_policy_is_kept_told_and_held_against_the_trail() -> None:
    workspace = with_parties(1)
    policy = settings.checked_policy(DEFAULT_POLICY, amendment_main_on=date(2027, 10, 1))
    settings.change_policy(workspace, policy, actor=ACTOR, at=AT)
    with workspace.unit() as unit:
        assert unit.policy() == settings.policy_known(workspace, number=unit.number()) == policy
        with pytest.raises(ValueError, match="no day"):
            policy_of(policy_values(policy) | {"amendment_main_on": "no day"})
    assert verify(workspace).is_intact
    assert policy_of(policy_values(policy)) == policy


def test_with_many_dossiers_a_policy_is_in_force_while_they_wait_for_the_worker() -> None:
    workspace = with_parties(settings.SMALL + 1)
    policy = settings.checked_policy(DEFAULT_POLICY, due_low=60)

    settings.change_policy(workspace, policy, actor=ACTOR, at=AT)

    assert waiting(workspace) == (settings.SMALL + 2, settings.SMALL + 2)
    with workspace.unit() as unit:
        assert unit.policy() == policy


def test_the_policy_of_an_earlier_day_is_told_though_an_earlier_program_put_it_in_force() -> None:
    workspace = with_parties(1)
    old, new = replace(DEFAULT_POLICY, due_low=60), replace(DEFAULT_POLICY, due_low=70)
    with workspace.change("rules.changed", actor=ACTOR, at=AT) as change:
        change.note("rollover.finished", record_kind="rollover", record_id="ro_1", after=policy_values(old))
    number = workspace.head()[0]
    settings.change_policy(workspace, new, actor=ACTOR, at=AT)
    known = [settings.policy_known(workspace, number=n) for n in (number - 1, number, workspace.head()[0])]
    assert known == [DEFAULT_POLICY, old, new]


def test_an_unchanged_policy_is_refused() -> None:
    with pytest.raises(StateError):
        settings.change_policy(with_parties(1), DEFAULT_POLICY, actor=ACTOR, at=AT)


def test_policy_is_set_by_compliance_and_the_administrator_only() -> None:
    with pytest.raises(NotPermittedError):
        settings.change_policy(with_parties(1), DEFAULT_POLICY, actor=an_actor(UserRole.PROCUREMENT), at=AT)


def test_a_policy_over_another_one_than_was_shown_is_refused_with_both() -> None:
    workspace = a_workspace()
    theirs = replace(DEFAULT_POLICY, due_high=11)
    settings.change_policy(workspace, theirs, actor=an_actor(), at=AT, seen=DEFAULT_POLICY)
    mine = replace(DEFAULT_POLICY, due_high=13)
    with pytest.raises(ConflictError) as refused:
        settings.change_policy(workspace, mine, actor=an_actor(), at=AT, seen=DEFAULT_POLICY)
    assert refused.value.details == {"who": "佐藤 美咲", "ours": mine, "theirs": theirs}
    with workspace.unit() as unit:
        assert unit.policy() == theirs
    settings.change_policy(workspace, mine, actor=an_actor(), at=AT, seen=theirs)
