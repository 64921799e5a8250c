"""未着手 in the register: counted from the first registration, kept exactly, and begun once only."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from kit.builders import AT, TODAY, a_third_party, a_workspace, an_actor
from sakimori.domain.codes import GapKind
from sakimori.domain.gap import Span
from sakimori.domain.policy import DEFAULT_POLICY
from sakimori.domain.records.third_party import ThirdParty
from sakimori.services.dashboard.gaps import StartEnd, start_ends
from sakimori.services.kernel.recompute import preview, recompute
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.merge import merge
from sakimori.services.parties.merge_records import undo_merge
from sakimori.services.parties.write import edit, register

END = TODAY + timedelta(days=30)


def registered(workspace: Workspace, days_ago: int, **facts: object) -> ThirdParty:
    at = AT - timedelta(days=days_ago)
    return register(workspace, a_third_party(**facts), actor=an_actor(), at=at).record


def of_rule(workspace: Workspace, party: ThirdParty, rule_id: str) -> list[Span]:
    with workspace.unit() as unit:
        spans = unit.spans.known_now(party.id)
    return sorted((s for s in spans if s.rule_id == rule_id), key=lambda s: s.from_on or TODAY - timedelta(days=999))


def is_exact(workspace: Workspace, days: int = 0) -> bool:
    return not [d for *_, found in recompute(workspace, on=TODAY + timedelta(days=days)) for d in found]


def test_what_is_unknown_on_the_first_day_falls_due_from_the_end_of_the_period() -> None:
    workspace = a_workspace(AT)
    party = registered(workspace, 0, country=None)
    begun, late = of_rule(workspace, party, "C-ID2")
    assert (begun.title_ja, begun.until_on, begun.kind) == ("法人の国が未確認（未着手）", END, GapKind.UNKNOWN)
    assert (late.title_ja, late.from_on, late.severity) == ("法人の国が未確認", END, begun.severity)
    assert begun.due_on == late.due_on == END + timedelta(days=DEFAULT_POLICY.due_high)
    for days in (0, 29, 30, 200):
        assert is_exact(workspace, days), days


def test_a_contract_that_nobody_recorded_is_unknown_first_and_a_defect_afterwards() -> None:
    workspace = a_workspace(AT)
    begun, late = of_rule(workspace, registered(workspace, 0), "C-CN1")
    assert (begun.kind, late.kind) == (GapKind.UNKNOWN, GapKind.DEFECT)
    assert begun.due_on == END
    assert late.due_on == END


def test_what_becomes_unknown_after_the_period_has_no_second_one() -> None:
    workspace = a_workspace(AT - timedelta(days=40))
    party = registered(workspace, 40, country="JP")
    edit(workspace, replace(party, country=None), actor=an_actor(), at=AT)
    (found,) = of_rule(workspace, party, "C-ID2")
    assert (found.title_ja, found.from_on, found.since_on) == ("法人の国が未確認", None, TODAY)
    assert found.due_on == TODAY + timedelta(days=DEFAULT_POLICY.due_high)
    assert is_exact(workspace, 0)
    assert is_exact(workspace, 90)


def test_the_policy_in_force_turns_nothing_though_the_period_is_over() -> None:
    workspace = a_workspace(AT - timedelta(days=40))
    registered(workspace, 40, country=None)
    effect = preview(workspace, DEFAULT_POLICY, today_at=AT)
    assert (effect.opened, effect.closed) == (0, 0)
    assert preview(workspace, replace(DEFAULT_POLICY, start_period_days=60), today_at=AT).third_parties == 1


def test_merging_an_old_third_party_into_a_new_one_does_not_begin_it_anew() -> None:
    workspace = a_workspace(AT - timedelta(days=90))
    old = registered(workspace, 90, country=None)
    new = registered(workspace, 0, country=None, legal_name="株式会社つむぎ")
    assert len(of_rule(workspace, new, "C-ID2")) == 2
    merged = merge(workspace, from_id=old.id, into_id=new.id, choices={}, reason="同じ会社", actor=an_actor(), at=AT)
    with workspace.unit() as unit:
        assert unit.records.get(ThirdParty, new.id).created_on == old.created_on
    assert all("未着手" not in span.title_ja for span in of_rule(workspace, new, "C-ID2") if span.until_on is None)
    assert is_exact(workspace)
    undo_merge(workspace, merged.record.id, reason="別の会社", actor=an_actor(), at=AT)
    with workspace.unit() as unit:
        assert unit.records.get(ThirdParty, new.id).created_on == TODAY
    assert is_exact(workspace)


def test_the_forecast_says_when_it_ends_and_for_how_many() -> None:
    workspace = a_workspace(AT - timedelta(days=10))
    registered(workspace, 10)
    registered(workspace, 0, legal_name="株式会社みどり")
    with workspace.unit() as unit:
        number = unit.number()
    first, second = start_ends(workspace, on=TODAY, number=number)
    assert (first.day, first.third_parties) == (TODAY + timedelta(days=20), 1)
    assert second == StartEnd(END, first.gaps, 1)
    assert start_ends(workspace, on=END, number=number) == ()
