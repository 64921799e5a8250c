"""Roll-over: dossiers judged anew beside the writes of the day, and made current in one step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kit.builders import AT, TODAY, a_third_party, a_workspace, an_actor
from kit.examples import examples
from kit.flowing import a_flow, a_party
from sakimori.domain.codes import Criticality, DataCategory, Lifecycle, UserRole
from sakimori.domain.policy import DEFAULT_POLICY, Policy
from sakimori.domain.records.data_flow import Direction
from sakimori.domain.records.third_party import ThirdParty
from sakimori.errors import NotPermittedError, StateError
from sakimori.rules.evaluation import ruleset_digest
from sakimori.services.kernel import job_runner, keep_in_step
from sakimori.services.kernel.job_runner import make_up, run_next
from sakimori.services.kernel.jobs import open_jobs
from sakimori.services.kernel.keep_in_step import SYNCHRONOUS_DOSSIERS
from sakimori.services.kernel.recompute import SpanDifference, preview, recompute
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import NewParty, register, register_many
from sakimori.services.settings.users import add_user, record_leaving

STRICT = replace(DEFAULT_POLICY, due_high=7, persons_tier_1=5_000)
ACTOR = an_actor()


def differences(workspace: Workspace) -> list[SpanDifference]:
    return [found for _, _, batch in recompute(workspace, on=TODAY) for found in batch]


def a_company(name: str, **facts: object) -> ThirdParty:
    given: dict[str, object] = {
        "legal_name": name,
        "lifecycle": Lifecycle.IN_USE,
        "data_categories": frozenset({DataCategory.PI_CONTACT}),
        "person_count": 6_000,
        "criticality": Criticality.MINOR,
    }
    return a_third_party(**(given | facts))


def with_companies(count: int, **facts: object) -> Workspace:
    workspace = a_workspace()
    items = [NewParty(a_company(f"取引先{n:03}", **facts)) for n in range(count)]
    register_many(workspace, items, actor=ACTOR, at=AT, batch_id="b1")
    return workspace


def start(workspace: Workspace, policy: Policy = STRICT) -> str:
    with workspace.change("policy.changed", actor=ACTOR, at=AT) as change:
        return keep_in_step.start_rollover(change, cause=keep_in_step.POLICY, policy=policy)


def held(workspace: Workspace) -> list[tuple[str, str, object, object]]:
    with workspace.unit() as unit:
        return sorted(
            (s.gap_id, s.severity.value, s.due_on, s.from_on) for s in unit.spans.as_known(unit.number(), TODAY)
        )


def test_nothing_changes_before_the_end_and_everything_at_the_end() -> None:
    workspace = with_companies(3)
    before = held(workspace)
    expected = preview(workspace, STRICT, today_at=AT)

    start(workspace)
    assert list(job_runner.judge_batches(workspace, actor=ACTOR, at=AT))[-1][0] == 4
    assert held(workspace) == before

    effect = job_runner.finish(workspace, actor=ACTOR, at=AT)
    with workspace.unit() as unit:
        assert unit.policy() == STRICT
    assert (effect.opened, effect.closed, effect.moved) == (expected.opened, expected.closed, expected.moved)
    assert held(workspace) != before
    assert differences(workspace) == []


def test_a_preview_writes_nothing() -> None:
    workspace = with_companies(2)
    head = workspace.head()

    effect = preview(workspace, STRICT, today_at=AT)

    assert effect.third_parties == 3  # the two companies, and our own dossier
    assert workspace.head() == head


def test_the_same_policy_turns_nothing() -> None:
    workspace = with_companies(2)

    effect = preview(workspace, DEFAULT_POLICY, today_at=AT)

    assert (effect.opened, effect.closed, effect.moved, effect.third_parties) == (0, 0, 0, 0)


def test_a_cancelled_change_of_policy_leaves_everything_as_it_was() -> None:
    workspace = with_companies(3)
    before = held(workspace)
    start(workspace)
    list(job_runner.judge_batches(workspace, actor=ACTOR, at=AT))

    job_runner.cancel(workspace, actor=ACTOR, at=AT)

    with workspace.unit() as unit:
        assert unit.policy() == DEFAULT_POLICY
        assert open_jobs(unit) == []
        assert unit.query("SELECT * FROM gap_span_pending") == []
    assert held(workspace) == before
    assert differences(workspace) == []


def test_two_roll_overs_at_once_are_refused() -> None:
    workspace = with_companies(1)
    start(workspace)
    with pytest.raises(StateError):
        start(workspace, replace(STRICT, due_high=3))


def test_an_unfinished_roll_over_cannot_become_current() -> None:
    workspace = with_companies(1)
    start(workspace)
    with pytest.raises(StateError):
        job_runner.finish(workspace, actor=ACTOR, at=AT)


def test_cancelling_is_for_those_who_set_policy() -> None:
    workspace = with_companies(1)
    start(workspace)
    with pytest.raises(NotPermittedError):
        job_runner.cancel(workspace, actor=an_actor(UserRole.SALES), at=AT)


def owner_of_many(workspace: Workspace, count: int = SYNCHRONOUS_DOSSIERS + 10) -> str:
    owner = add_user(workspace, name="山田 花", department="購買部", roles=frozenset(), actor=ACTOR, at=AT)
    items = [NewParty(a_company(f"担当先{n:03}", owner_id=owner.id)) for n in range(count)]
    register_many(workspace, items, actor=ACTOR, at=AT, batch_id="b2")
    return owner.id


def test_somebody_with_many_dossiers_leaves_and_the_worker_brings_the_gaps_in_step() -> None:
    workspace = a_workspace()
    owner = owner_of_many(workspace)
    record_leaving(workspace, owner, left_on=TODAY, actor=ACTOR, at=AT)
    assert differences(workspace) != []

    assert run_next(workspace, worker="w", clock=lambda: AT)

    assert differences(workspace) == []
    assert not run_next(workspace, worker="w", clock=lambda: AT)


def test_a_part_of_the_dossiers_judged_anew_does_not_stand_for_all_of_them() -> None:
    workspace = with_companies(2)
    workspace.set_meta(ruleset_digest="rules of last year")
    owner = owner_of_many(workspace)
    record_leaving(workspace, owner, left_on=TODAY, actor=ACTOR, at=AT)

    run_next(workspace, worker="w", clock=lambda: AT)

    with workspace.unit() as unit:
        assert job_runner.needs_rollover(unit)


def test_dossiers_that_joined_a_cancelled_change_are_judged_all_the_same() -> None:
    workspace = a_workspace()
    owner = owner_of_many(workspace)
    start(workspace)
    record_leaving(workspace, owner, left_on=TODAY, actor=ACTOR, at=AT)

    job_runner.cancel(workspace, actor=ACTOR, at=AT)
    run_next(workspace, worker="w", clock=lambda: AT)

    with workspace.unit() as unit:
        assert unit.policy() == DEFAULT_POLICY
    assert differences(workspace) == []


def test_a_roll_over_that_records_need_cannot_be_cancelled() -> None:
    workspace = a_workspace()
    record_leaving(workspace, owner_of_many(workspace), left_on=TODAY, actor=ACTOR, at=AT)
    with pytest.raises(StateError):
        job_runner.cancel(workspace, actor=ACTOR, at=AT)


def test_other_rules_at_a_start_judge_every_dossier_anew() -> None:
    workspace = with_companies(2)
    workspace.set_meta(ruleset_digest="rules of last year")

    make_up(workspace, at=AT)
    run_next(workspace, worker="w", clock=lambda: AT)

    with workspace.unit() as unit:
        assert not job_runner.needs_rollover(unit)
    make_up(workspace, at=AT)
    assert not run_next(workspace, worker="w", clock=lambda: AT)


def test_a_workspace_that_kept_no_answers_to_receipts_is_judged_anew_at_a_start() -> None:
    workspace = a_workspace()
    a_flow(workspace, a_party(workspace), direction=Direction.IN)
    with workspace.writing() as unit:
        unit.engine.execute("DELETE FROM outcome_span WHERE subject_kind = 'receipt'")
    workspace.set_meta(ruleset_digest=ruleset_digest(DEFAULT_POLICY))
    assert [found.rule_id for found in differences(workspace)] == ["outcome_span"]

    make_up(workspace, at=AT)
    run_next(workspace, worker="w", clock=lambda: AT)

    assert differences(workspace) == []
    make_up(workspace, at=AT)
    assert not run_next(workspace, worker="w", clock=lambda: AT)


def test_what_was_judged_by_other_rules_before_a_crash_is_judged_again() -> None:
    workspace = with_companies(2)
    rollover_id = start(workspace)
    list(job_runner.judge_batches(workspace, actor=ACTOR, at=AT))
    with workspace.writing() as unit:
        unit.engine.execute("UPDATE rollover SET digest = 'rules of last year'")
        unit.engine.execute('UPDATE gap_span_pending SET body = \'{"spans": [], "lapsing": {}}\'')

    run_next(workspace, worker="w", clock=lambda: AT)

    with workspace.unit() as unit:
        assert unit.query("SELECT state FROM rollover WHERE id = :id", id=rollover_id)[0]["state"] == "done"
    assert differences(workspace) == []


def test_a_roll_over_whose_job_was_lost_is_taken_up_at_the_next_start() -> None:
    workspace = with_companies(2)
    start(workspace)
    with workspace.writing() as unit:
        unit.engine.execute("DELETE FROM job")

    make_up(workspace, at=AT)
    assert run_next(workspace, worker="w", clock=lambda: AT)

    assert differences(workspace) == []
    with workspace.unit() as unit:
        assert unit.policy() == STRICT


def register_another(workspace: Workspace, number: int) -> None:
    register(workspace, a_company(f"新しい取引先{number}", person_count=None), actor=ACTOR, at=AT)


def fill_in(workspace: Workspace, number: int) -> None:
    with workspace.change("third_party.edited", actor=ACTOR, at=AT + timedelta(minutes=number)) as change:
        parties = [p for p in change.records.select(ThirdParty) if not p.is_self]
        chosen = parties[number % len(parties)]
        change.update(replace(chosen, person_count=(chosen.person_count or 0) + 4_000, owner_id="us01"))


def take_away(workspace: Workspace, number: int) -> None:
    with workspace.change("third_party.edited", actor=ACTOR, at=AT + timedelta(minutes=number)) as change:
        parties = [p for p in change.records.select(ThirdParty) if not p.is_self]
        chosen = parties[number % len(parties)]
        change.update(replace(chosen, person_count=None, owner_id=None, criticality=None))


def judge_one_batch(workspace: Workspace, _number: int) -> None:
    next(job_runner.judge_batches(workspace, actor=ACTOR, at=AT), None)


WRITES: tuple[Callable[[Workspace, int], None], ...] = (register_another, fill_in, take_away, judge_one_batch)


@settings(max_examples=examples(25), deadline=None)
@given(st.lists(st.tuples(st.sampled_from(WRITES), st.integers(0, 7)), max_size=6), st.booleans())
def test_a_roll_over_with_writes_in_between_equals_a_recomputation(
    steps: list[tuple[Callable[[Workspace, int], None], int]],
    cancelled: bool,
) -> None:
    workspace = with_companies(3)
    start(workspace)
    for write, number in steps:
        write(workspace, number)
    if cancelled:
        job_runner.cancel(workspace, actor=ACTOR, at=AT)
    run_next(workspace, worker="w", clock=lambda: AT + timedelta(hours=1))

    with workspace.unit() as unit:
        assert unit.policy() == (DEFAULT_POLICY if cancelled else STRICT)
        assert keep_in_step.current_rollover(unit) is None
    assert differences(workspace) == []
