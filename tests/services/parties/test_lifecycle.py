"""Steps of a relation: which may follow which, by whom, and why nothing is deleted."""

from __future__ import annotations

from itertools import product

import pytest

from kit.builders import AT, TODAY, a_third_party, a_workspace, an_actor
from sakimori.domain.codes import Lifecycle, UserRole
from sakimori.domain.records.third_party import SELF_ID, ThirdParty
from sakimori.errors import DeletionRefusedError, InvalidValueError, NotPermittedError, StateError
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.lifecycle import STEPS, archive, change_lifecycle, delete, restore
from sakimori.services.parties.write import register


def a_party_at(workspace: Workspace, lifecycle: Lifecycle) -> ThirdParty:
    return register(workspace, a_third_party(lifecycle=lifecycle), actor=an_actor(), at=AT).record


@pytest.mark.parametrize(("before", "after"), list(product(Lifecycle, Lifecycle)))
def test_only_the_steps_of_the_table_may_follow(before: Lifecycle, after: Lifecycle) -> None:
    workspace = a_workspace()
    party = a_party_at(workspace, before)
    if after in STEPS[before]:
        saved = change_lifecycle(workspace, party.id, to=after, reason="決裁", actor=an_actor(), at=AT)
        assert saved.record.lifecycle is after
    else:
        with pytest.raises(StateError):
            change_lifecycle(workspace, party.id, to=after, reason="決裁", actor=an_actor(), at=AT)


def test_every_status_can_be_left() -> None:
    assert all(STEPS[lifecycle] for lifecycle in Lifecycle)


def test_a_step_needs_a_reason_that_stands_in_the_trail() -> None:
    workspace = a_workspace()
    party = a_party_at(workspace, Lifecycle.CANDIDATE)
    with pytest.raises(InvalidValueError):
        change_lifecycle(workspace, party.id, to=Lifecycle.IN_USE, reason=" ", actor=an_actor(), at=AT)
    change_lifecycle(workspace, party.id, to=Lifecycle.IN_USE, reason="契約を結んだ", actor=an_actor(), at=AT)
    with workspace.unit() as unit:
        line = unit.trail.lines(record_id=party.id, limit=1)[0]
    assert (line.entry.action, line.reason) == ("third_party.lifecycle_changed", "契約を結んだ")
    assert line.before == {"lifecycle": "candidate"}


def test_an_ended_relation_has_no_gaps() -> None:
    workspace = a_workspace()
    party = a_party_at(workspace, Lifecycle.OFFBOARDING)
    change_lifecycle(workspace, party.id, to=Lifecycle.ENDED, reason="契約終了", actor=an_actor(), at=AT)
    with workspace.unit() as unit:
        assert unit.spans.known_now(party.id) == []


def test_an_archived_third_party_loses_its_gaps_and_finds_them_again() -> None:
    workspace = a_workspace()
    party = a_party_at(workspace, Lifecycle.CANDIDATE)
    with workspace.unit() as unit:
        before = {(s.rule_id, s.severity) for s in unit.spans.known_now(party.id)}
    archived = archive(workspace, party.id, reason="誤って登録", actor=an_actor(), at=AT)
    assert archived.record.archived_on == TODAY
    assert {(s.rule_id, s.severity) for s in archived.closed} == before
    with pytest.raises(StateError):
        archive(workspace, party.id, reason="もう一度", actor=an_actor(), at=AT)
    with pytest.raises(StateError):
        change_lifecycle(workspace, party.id, to=Lifecycle.IN_USE, reason="決裁", actor=an_actor(), at=AT)
    restored = restore(workspace, party.id, reason="必要だった", actor=an_actor(), at=AT)
    assert {(s.rule_id, s.severity) for s in restored.opened} == before
    with pytest.raises(StateError):
        restore(workspace, party.id, reason="もう一度", actor=an_actor(), at=AT)


def test_deletion_is_refused_with_the_list_of_what_stands_in_the_way() -> None:
    workspace = a_workspace()
    party = register(workspace, a_third_party(), aliases=["別名"], actor=an_actor(), at=AT).record
    with pytest.raises(DeletionRefusedError) as refused:
        delete(workspace, party.id, actor=an_actor())
    items = refused.value.details["items"]
    assert isinstance(items, tuple)
    kinds = {blocker.record_kind for blocker in items}
    assert {"alias", "gap", "audit_entry"} <= kinds
    assert "別名1件" in refused.value.message("ja")
    with workspace.unit() as unit:
        assert unit.records.find(ThirdParty, party.id) is not None


def test_our_own_dossier_takes_no_step() -> None:
    with pytest.raises(StateError):
        archive(a_workspace(), SELF_ID, reason="不要", actor=an_actor(), at=AT)


def test_the_auditor_takes_no_step() -> None:
    workspace = a_workspace()
    party = a_party_at(workspace, Lifecycle.CANDIDATE)
    with pytest.raises(NotPermittedError):
        change_lifecycle(
            workspace, party.id, to=Lifecycle.IN_USE, reason="決裁", actor=an_actor(UserRole.AUDITOR), at=AT
        )
