"""What lists join of a third party: kept by every write beside it, and made up for where it is missing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kit.builders import AT, TODAY, a_third_party, a_workspace, an_actor
from kit.demos import DemoIn
from kit.flowing import a_flow
from sakimori.domain.codes import Criticality, DataCategory, Lifecycle
from sakimori.domain.policy import DEFAULT_POLICY
from sakimori.domain.records.third_party import SELF_ID, Foreign, ThirdParty
from sakimori.services.kernel.judge_queue import put_in_force
from sakimori.services.kernel.keep_in_step import make_up_lists
from sakimori.services.kernel.recompute import recompute
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.lifecycle import archive
from sakimori.services.parties.write import edit, register
from sakimori.store.party_heads import KeptHead, keep_party_heads, read_heads

ACTOR = an_actor()


def answered(workspace: Workspace) -> ThirdParty:
    """A third party of tier 3."""
    facts = {
        "data_categories": frozenset({DataCategory.PI_CONTACT}), "person_count": 6_000, "special_care": False,
        "foreign": Foreign.NONE, "criticality": Criticality.MINOR, "lifecycle": Lifecycle.IN_USE,
    }  # fmt: skip
    return register(workspace, a_third_party(**facts), actor=ACTOR, at=AT).record


def head(workspace: Workspace, third_party_id: str) -> KeptHead | None:
    with workspace.unit() as unit:
        return read_heads(unit.engine, [third_party_id]).get(third_party_id)


def differing(workspace: Workspace) -> list[str]:
    return [found.rule_id for _, _, batch in recompute(workspace, on=TODAY) for found in batch]


def test_every_write_keeps_tier_and_watch() -> None:
    workspace = a_workspace()
    party = answered(workspace)
    assert head(workspace, party.id) == KeptHead(2, is_watched=True, persons=6_000, concerned=2_744)
    assert head(workspace, SELF_ID) == KeptHead(None, is_watched=False)
    edited = edit(workspace, replace(party, special_care=None), actor=ACTOR, at=AT).record
    assert head(workspace, party.id) == KeptHead(None, is_watched=True, persons=6_000, concerned=4_116)
    graver = edit(workspace, replace(edited, special_care=True), actor=ACTOR, at=AT).record
    assert head(workspace, party.id) == KeptHead(1, is_watched=True, persons=6_000, concerned=4_116)
    archive(workspace, graver.id, reason="終了", actor=ACTOR, at=AT)
    assert head(workspace, party.id) == KeptHead(1, is_watched=False, persons=6_000, concerned=4_116)
    assert differing(workspace) == []


def test_recorded_flows_decide_the_tier_that_is_kept() -> None:
    workspace = a_workspace()
    party = answered(workspace)
    a_flow(workspace, party, categories=frozenset({DataCategory.PI_SPECIAL}))
    assert head(workspace, party.id) == KeptHead(1, is_watched=True, persons=500, concerned=1_947)


def test_another_policy_keeps_other_tiers_when_it_comes_into_force() -> None:
    workspace = a_workspace()
    party = answered(workspace)
    with workspace.change("policy.changed", actor=ACTOR, at=AT) as change:
        strict = replace(DEFAULT_POLICY, persons_tier_1=5_000)
        put_in_force(change, strict)
    assert head(workspace, party.id) == KeptHead(1, is_watched=True, persons=6_000, concerned=2_744)
    assert differing(workspace) == []


def test_a_database_that_kept_none_is_made_up_for_at_a_start() -> None:
    workspace = a_workspace()
    party = answered(workspace)
    a_flow(workspace, party, name="ﾃﾞｰﾀの委託")
    kept = head(workspace, party.id)
    with workspace.writing() as unit:
        keys = unit.engine.values("SELECT third_party_id, key FROM flow_key")
        unit.engine.execute("DELETE FROM party_head")
        unit.engine.execute("DELETE FROM flow_key")
    assert head(workspace, party.id) is None
    assert set(differing(workspace)) == {"party_head"}
    with workspace.writing() as unit:
        make_up_lists(unit)
    assert head(workspace, party.id) == kept
    with workspace.unit() as unit:
        assert unit.engine.values("SELECT third_party_id, key FROM flow_key") == keys == [(party.id, "データノ委託")]
    assert differing(workspace) == []


KEPT_FOR_LISTS = ("party_head", "flow_key", "gap_tally", "contract_head", "record_head", "flow_record",
                  "clearance_head", "deadline", "own_answer", "flow_abroad", "contract_gap")  # fmt: skip


def test_what_lists_read_is_kept_when_an_older_database_is_opened(tmp_path: Path, demo_in: DemoIn) -> None:
    demo = Workspace(demo_in(tmp_path, TODAY))
    with demo.writing() as unit:
        unit.engine.execute("DELETE FROM own_answer WHERE ends_on <= :today", {"today": TODAY.isoformat()})  # over
        before = {table: sorted(unit.engine.values(f"SELECT * FROM {table}"), key=repr) for table in KEPT_FOR_LISTS}
        for table in KEPT_FOR_LISTS:
            unit.engine.execute(f"DELETE FROM {table}")
        unit.engine.execute("UPDATE meta SET value = '0015_hand_over_facts' WHERE key = 'lists_kept'")
    assert all(before.values())
    assert differing(demo) != []
    opened = Workspace(demo.target)
    assert differing(opened) == []
    with opened.unit() as unit:
        after = {table: sorted(unit.engine.values(f"SELECT * FROM {table}"), key=repr) for table in KEPT_FOR_LISTS}
    assert after == before


@pytest.mark.parametrize(
    ("table", "key", "wrong"),
    [("flow_abroad", "id", "change = change + 1"), ("contract_gap", "contract_id", "unread = unread + 1")],
)
def test_a_count_beside_the_records_that_is_wrong_is_found(
    tmp_path: Path, demo_in: DemoIn, table: str, key: str, wrong: str
) -> None:
    demo = Workspace(demo_in(tmp_path, TODAY))
    with demo.writing() as unit:
        unit.engine.execute(f"UPDATE {table} SET {wrong} WHERE {key} = (SELECT MIN({key}) FROM {table})")
    assert differing(demo) == [table]


def test_a_head_that_is_not_what_the_rules_say_is_found() -> None:
    workspace = a_workspace()
    party = answered(workspace)
    with workspace.writing() as unit:
        keep_party_heads(unit.engine, {party.id: KeptHead(0, is_watched=True)})
    assert differing(workspace) == ["party_head"]
