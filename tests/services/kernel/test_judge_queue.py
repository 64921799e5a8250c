"""The queue: what waits to be judged anew, what is said meanwhile, and that nothing is lost, doubled or mixed up."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from threading import Barrier, Thread
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kit.builders import AT, TODAY, a_third_party, a_workspace, an_actor
from kit.demos import DemoIn
from kit.examples import examples
from kit.flowing import a_flow, a_party
from kit.homes import environment_of
from sakimori.clock import now, today
from sakimori.domain.clearance import Slip
from sakimori.domain.codes import Criticality, DataCategory, Lifecycle, Outcome
from sakimori.domain.dossier import Dossier
from sakimori.domain.gap import Finding
from sakimori.domain.policy import DEFAULT_POLICY, Policy, policy_values
from sakimori.domain.records.data_flow import DataFlow, Direction
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.user import Actor
from sakimori.domain.values.as_of import AsOf
from sakimori.rules.clearance.rule_kit import JUDGED_AGAIN
from sakimori.rules.evaluation import evaluate, ruleset_digest
from sakimori.services.audit.view import verify
from sakimori.services.clearance.approved import RecipientFilter, held_back, reasons_against, row_page
from sakimori.services.clearance.flow_answers import flow_answer
from sakimori.services.clearance.slips import SlipState, slip_standing
from sakimori.services.flows.states import held_verdicts
from sakimori.services.kernel import judge_queue, keep_in_step, side_by_side
from sakimori.services.kernel.judge_queue import (
    AT_ONCE,
    LEASE,
    PROGRAM,
    holds_lease,
    is_behind,
    judge_all_waiting,
    judge_next,
    make_up,
    put_in_force,
    waiting,
)
from sakimori.services.kernel.keep_in_step import SYNCHRONOUS_DOSSIERS
from sakimori.services.kernel.recompute import SpanDifference, preview, recompute
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import NewParty, register, register_many
from sakimori.services.settings.policy import change_policy
from sakimori.services.settings.users import add_user, record_leaving
from sakimori.store.engine import open_engine
from sakimori.store.party_heads import KeptHead, keep_party_heads
from sakimori.store.schema.steps import STEPS
from sakimori.store.trail import TrailLine

STRICT = replace(DEFAULT_POLICY, due_high=7, persons_tier_1=5_000)
ACTOR = an_actor()
GOOD = {Outcome.ALLOWED.value, Outcome.CONDITIONAL.value}


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


def fill(workspace: Workspace, count: int, **facts: object) -> Workspace:
    items = [NewParty(a_company(f"取引先{n:03}", **facts)) for n in range(count)]
    register_many(workspace, items, actor=ACTOR, at=AT, batch_id="b1")
    return workspace


def with_companies(count: int) -> Workspace:
    return fill(a_workspace(), count)


def start(workspace: Workspace, policy: Policy = STRICT, *, at: datetime = AT) -> None:
    with workspace.change("policy.changed", actor=ACTOR, at=at, reason="監査の指摘") as change:
        put_in_force(change, policy)


def finish(workspace: Workspace, *, at: datetime = AT) -> None:
    for _ in judge_all_waiting(workspace, clock=lambda: at):
        pass


def held(workspace: Workspace, number: int | None = None) -> list[tuple[object, ...]]:
    """Every gap and every answer that is known, now or after an entry."""
    with workspace.unit() as unit:
        known = unit.number() if number is None else number
        spans = unit.spans.as_known(known, TODAY)
        answers = unit.outcomes.as_known(known, TODAY)
        return sorted(
            [(s.gap_id, s.severity.value, str(s.due_on), str(s.from_on)) for s in spans]
            + [(a.subject_kind, a.subject_id, a.outcome.value, a.reasons) for a in answers]
        )


# A policy


def test_a_policy_is_in_force_at_once_and_its_gaps_come_batch_by_batch() -> None:
    workspace = with_companies(3)
    before, expected = held(workspace), preview(workspace, STRICT, today_at=AT)

    start(workspace)
    with workspace.unit() as unit:
        assert unit.policy() == STRICT
    assert waiting(workspace) == (4, 4)
    assert held(workspace) == before

    finish(workspace)
    assert expected.third_parties
    assert held(workspace) != before
    assert differences(workspace) == []
    assert waiting(workspace).share == 1.0
    assert not judge_next(workspace, at=AT)


def test_a_preview_writes_nothing() -> None:
    workspace = with_companies(2)
    head = workspace.head()

    effect = preview(workspace, STRICT, today_at=AT)

    assert effect.third_parties == 3  # the two companies, and our own dossier
    assert workspace.head() == head


def test_the_same_policy_turns_nothing() -> None:
    effect = preview(with_companies(2), DEFAULT_POLICY, today_at=AT)

    assert (effect.opened, effect.closed, effect.moved, effect.third_parties) == (0, 0, 0, 0)


def test_a_policy_is_undone_by_a_new_one_even_while_dossiers_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judge_queue, "AT_ONCE", 2)
    workspace = with_companies(5)
    before = held(workspace)
    start(workspace)
    judge_next(workspace, at=AT)

    start(workspace, DEFAULT_POLICY)
    assert waiting(workspace) == (6, 6)
    finish(workspace)

    assert held(workspace) == before
    assert differences(workspace) == []
    with workspace.unit() as unit:
        assert not is_behind(unit)


# What many dossiers read


def owner_of_many(workspace: Workspace, count: int = SYNCHRONOUS_DOSSIERS + 10) -> str:
    owner = add_user(workspace, name="山田 花", department="購買部", roles=frozenset(), actor=ACTOR, at=AT)
    items = [NewParty(a_company(f"担当先{n:03}", owner_id=owner.id)) for n in range(count)]
    register_many(workspace, items, actor=ACTOR, at=AT, batch_id="b2")
    return owner.id


def test_somebody_with_many_dossiers_leaves_and_the_worker_brings_the_gaps_in_step() -> None:
    workspace = a_workspace()
    owner = owner_of_many(workspace)
    record_leaving(workspace, owner, left_on=TODAY, actor=ACTOR, at=AT)
    assert waiting(workspace).left == SYNCHRONOUS_DOSSIERS + 10
    assert differences(workspace) != []

    finish(workspace)

    assert differences(workspace) == []


def test_a_part_of_the_dossiers_judged_anew_does_not_stand_for_all_of_them() -> None:
    workspace = with_companies(2)
    workspace.set_meta(ruleset_digest="rules of last year")
    record_leaving(workspace, owner_of_many(workspace), left_on=TODAY, actor=ACTOR, at=AT)

    finish(workspace)

    with workspace.unit() as unit:
        assert is_behind(unit)


def test_a_write_judges_its_own_dossier_at_once_though_it_waited() -> None:
    workspace = with_companies(3)
    start(workspace)
    with workspace.unit() as unit:
        party = next(p for p in unit.records.select(ThirdParty) if not p.is_self)
    with workspace.change("third_party.edited", actor=ACTOR, at=AT) as change:
        change.update(replace(party, person_count=10))

    assert waiting(workspace).left == 3
    assert party.id not in {found.third_party_id for found in differences(workspace)}


# Other rules


def test_other_rules_at_a_start_judge_every_dossier_anew() -> None:
    workspace = with_companies(2)
    workspace.set_meta(ruleset_digest="rules of last year")

    make_up(workspace, at=AT)
    assert waiting(workspace).left == 3
    finish(workspace)

    with workspace.unit() as unit:
        assert not is_behind(unit)
    make_up(workspace, at=AT)
    assert not judge_next(workspace, at=AT)


def test_a_workspace_that_kept_no_answers_to_receipts_is_judged_anew_at_a_start() -> None:
    workspace = a_workspace()
    a_flow(workspace, a_party(workspace), direction=Direction.IN)
    with workspace.writing() as unit:
        unit.engine.execute("DELETE FROM outcome_span WHERE subject_kind = 'receipt'")
    workspace.set_meta(ruleset_digest=ruleset_digest(DEFAULT_POLICY))
    assert [found.rule_id for found in differences(workspace)] == ["outcome_span"]

    make_up(workspace, at=AT)
    finish(workspace)

    assert differences(workspace) == []


# Unknown is never safe


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory, demo_in: DemoIn) -> Workspace:
    """The demo, some of whose dossiers wait since a change of policy that turns no answer."""
    workspace = Workspace(demo_in(tmp_path_factory.mktemp("demo"), today()))
    before = answers(workspace)
    assert set(before.values()) >= GOOD
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(judge_queue, "AT_ONCE", 20)
        start(workspace, replace(DEFAULT_POLICY, due_low=120), at=now())
        judge_next(workspace, at=now())
    assert 0 < waiting(workspace).left < waiting(workspace).total
    return workspace


def answers(workspace: Workspace) -> dict[tuple[str, str], str]:
    with workspace.unit() as unit:
        found = unit.outcomes.as_known(unit.number(), today())
    return {(one.subject_kind, one.subject_id): one.outcome.value for one in found}


def who_waits(workspace: Workspace) -> set[str]:
    with workspace.unit() as unit:
        return set(unit.to_judge.first(10_000))


def test_whoever_waits_is_given_nothing_and_is_told_why(company: Workspace) -> None:
    waits, everybody, as_of = who_waits(company), an_actor(), AsOf(today(), company.head()[0], is_past=False)
    found = row_page(company, as_of, RecipientFilter(), first=0, limit=500, actor=everybody)
    assert found  # those that were judged
    assert not {row.third_party_id for row in found} & waits
    barred = held_back(company, as_of, "", limit=500, actor=everybody)
    told = [row for row in barred if row.third_party_id in waits and row.outcome is Outcome.REVIEW]
    said = [reasons_against(company, row.flow_id, as_of, actor=everybody) for row in told]
    assert (JUDGED_AGAIN,) in said
    assert (JUDGED_AGAIN.text.ja, JUDGED_AGAIN.outcome) == ("判定し直し中", Outcome.REVIEW)


def test_no_list_says_allowed_of_whoever_waits_whoever_looks_and_on_whatever_day_to_come(company: Workspace) -> None:
    waits, number = who_waits(company), company.head()[0]
    with company.unit() as unit:
        flows = [flow for flow in unit.records.select(DataFlow) if flow.third_party_id in waits]
        readers = [
            Actor(str(row["id"]), "", frozenset(an_actor().roles)) for row in unit.query("SELECT id FROM app_user")
        ]
        for days in (0, 30, 400):
            verdicts = held_verdicts(unit, on=today() + timedelta(days=days), number=number)
            assert {verdicts[flow.id].value for flow in flows if flow.id in verdicts}.isdisjoint(GOOD)
    for reader in readers:
        as_of = AsOf(today(), number, is_past=False)
        found = row_page(company, as_of, RecipientFilter(), first=0, limit=500, actor=reader)
        assert not {row.third_party_id for row in found} & waits
    shown = [flow_answer(company, f.id, on=today(), today=today(), number=number, actor=ACTOR).verdict for f in flows]
    assert {verdict.outcome.value for verdict in shown if verdict}.isdisjoint(GOOD)
    assert any(verdict and verdict.reasons == (JUDGED_AGAIN,) for verdict in shown)


def test_a_slip_of_whoever_waits_holds_for_nothing(company: Workspace) -> None:
    waits = who_waits(company)
    with company.unit() as unit:
        slips = [slip for slip in unit.records.select(Slip) if slip.third_party_id in waits]
        standing = [slip_standing(unit, slip, today()) for slip in slips]
    assert [one.reasons for one in standing if one.outcome is Outcome.REVIEW and one.reasons == (JUDGED_AGAIN,)]
    states = {one.state for one in standing}
    assert SlipState.JUDGED_AGAIN in states
    assert SlipState.GOOD not in states


def test_what_was_held_back_comes_back_as_it_was(company: Workspace, tmp_path: Path) -> None:
    company.save_as(tmp_path / "copy.db")
    copy = Workspace(tmp_path / "copy.db")
    [begun] = [line.entry.seq for line in trail(copy, "policy.changed")]
    with copy.unit() as unit:
        before = unit.outcomes.as_known(begun - 1, today())
    for _ in judge_all_waiting(copy, clock=now):
        pass
    with copy.unit() as unit:
        after = unit.outcomes.as_known(unit.number(), today())
    assert {(a.subject_id, a.outcome, a.reasons) for a in after} == {
        (b.subject_id, b.outcome, b.reasons) for b in before
    }
    assert [found for _, _, batch in recompute(copy, on=today()) for found in batch] == []
    assert verify(copy).is_intact


def trail(workspace: Workspace, action: str) -> list[TrailLine]:
    with workspace.unit() as unit:
        return unit.trail.lines(action=action)


def judged_dossiers(workspace: Workspace) -> list[int]:
    """How many each batch took, the first one first."""
    return [int((line.after or {})["dossiers"]) for line in reversed(trail(workspace, "queue.judged"))]


# As of each entry


def test_each_batch_is_known_from_an_entry_of_its_own_and_every_entry_stays_as_it_was_seen() -> None:
    workspace = with_companies(2 * AT_ONCE + 30)
    seen = {workspace.head()[0]: held(workspace)}
    start(workspace)
    seen[workspace.head()[0]] = held(workspace)
    for _ in judge_all_waiting(workspace, clock=lambda: AT):
        seen[workspace.head()[0]] = held(workspace)

    assert len(seen) == 5
    assert len({str(state) for state in seen.values()}) == 4  # the policy itself turned no gap yet
    assert {number: held(workspace, number) for number in seen} == seen
    assert judged_dossiers(workspace) == [AT_ONCE, AT_ONCE, 31]
    assert {line.entry.actor for line in trail(workspace, "queue.judged")} == {PROGRAM.id}


# Crashes and other workers

WORKER = """
import sys
from datetime import datetime
from sakimori.services.kernel.judge_queue import judge_all_waiting
from sakimori.services.kernel.workspace import Workspace

at = datetime.fromisoformat(sys.argv[2])
for queue in judge_all_waiting(Workspace(sys.argv[1]), clock=lambda: at):
    print(queue.left, flush=True)
"""


def in_a_file(path: Path, count: int) -> Workspace:
    a_workspace().save_as(path)
    return fill(Workspace(path), count)


def test_a_worker_killed_in_the_middle_of_a_batch_loses_nothing(tmp_path: Path) -> None:
    workspace = in_a_file(tmp_path / "killed.db", 3 * AT_ONCE)
    start(workspace)
    command, env = [sys.executable, "-c", WORKER, str(workspace.target), AT.isoformat()], environment_of(tmp_path)
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ | env) as worker:
        assert worker.stdout is not None
        acknowledged = int(worker.stdout.readline())
        worker.send_signal(signal.SIGKILL)
    assert worker.returncode == -signal.SIGKILL

    left = waiting(workspace).left
    assert 0 < left <= acknowledged
    assert sum(judged_dossiers(workspace)) + left == 3 * AT_ONCE + 1
    wrong = {found.third_party_id for found in differences(workspace)}
    assert wrong <= who_waits(workspace)

    finish(workspace)
    assert differences(workspace) == []
    assert verify(workspace).is_intact


def test_two_workers_at_once_judge_every_dossier_once(tmp_path: Path) -> None:
    path = tmp_path / "shared.db"
    workspace = in_a_file(path, 4 * AT_ONCE)
    start(workspace)
    together = Barrier(2)

    def work() -> None:
        own = Workspace(path)
        together.wait()
        finish(own)

    workers = [Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert sum(judged_dossiers(workspace)) == 4 * AT_ONCE + 1
    assert differences(workspace) == []
    assert verify(workspace).is_intact


def test_dossiers_are_put_into_the_queue_with_their_write_or_not_at_all() -> None:
    workspace = with_companies(2)

    def fail() -> None:
        with workspace.change("policy.changed", actor=ACTOR, at=AT) as change:
            put_in_force(change, STRICT)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    with workspace.unit() as unit:
        assert unit.policy() == DEFAULT_POLICY
    assert waiting(workspace).left == 0


# Judged ahead of the transaction


def runs_of_rules(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Each time that all rules run over a dossier: whether in a transaction that writes."""
    runs: list[bool] = []

    def counted(dossier: Dossier, policy: Policy) -> tuple[Finding, ...]:
        runs.append(sys._getframe(1).f_code.co_name == "judge_now")
        return evaluate(dossier, policy)

    monkeypatch.setattr(keep_in_step, "evaluate", counted)
    return runs


def test_while_a_batch_is_judged_nobody_waits_to_write(monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = with_companies(3)
    start(workspace)
    runs = runs_of_rules(monkeypatch)
    finish(workspace)
    assert runs == [False] * 4
    assert differences(workspace) == []


def test_what_was_judged_ahead_of_another_dossier_or_policy_counts_for_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    workspace = with_companies(3)
    with workspace.unit() as unit:
        parties = [party for party in unit.records.select(ThirdParty) if not party.is_self]
        ahead = keep_in_step.judge_ahead(unit, [party.id for party in parties], on=TODAY)
    with workspace.change("third_party.edited", actor=ACTOR, at=AT) as change:
        change.update(replace(parties[0], person_count=None, criticality=None))
    runs = runs_of_rules(monkeypatch)

    with workspace.change("test.judged", actor=ACTOR, at=AT) as change:
        keep_in_step.judge_now(change, [party.id for party in parties], ahead)
    assert runs == [True]
    assert differences(workspace) == []

    start(workspace)
    with workspace.change("test.judged", actor=ACTOR, at=AT) as change:
        keep_in_step.judge_now(change, [party.id for party in parties], ahead)
    assert runs == [True] * 4
    assert waiting(workspace).left == 1
    finish(workspace)
    assert differences(workspace) == []


# What an earlier program left

_OLD_TABLES = ("gap_span_pending", "rollover (", "rollover_party", "job (")


def as_before_the_queue(path: Path, workspace: Workspace, *, cause: str, policy: Policy) -> None:
    """Make a database of an earlier program of it, in the midst of a roll-over."""
    with workspace.change("policy.changed", actor=an_actor(user_id="us07"), at=AT, reason="監査の指摘") as change:
        change.note("rollover.started", record_kind="rollover", record_id="ro_1", after={"cause": cause})
    engine = open_engine(path)
    for statement in (*STEPS[0][1], *STEPS[2][1]):
        if any(f"CREATE TABLE {name}" in statement or "ALTER" in statement for name in _OLD_TABLES):
            engine.execute(statement)
    engine.insert_all(
        "rollover",
        [
            {"id": "ro_0", "cause": "rules", "digest": "", "policy": "{}", "state": "done", "started_at": "",
             "started_by": "us01", "reason": ""},
            {"id": "ro_1", "cause": cause, "digest": "", "policy": as_json(policy), "state": "running",
             "started_at": "", "started_by": "us07", "reason": "監査の指摘"},
        ],
    )  # fmt: skip
    parties = [str(row["id"]) for row in engine.query("SELECT id FROM third_party ORDER BY id")]
    for rollover in ("ro_0", "ro_1"):
        engine.insert_all("rollover_party", [{"rollover_id": rollover, "third_party_id": i} for i in parties[:3]])
    engine.execute("DROP TABLE to_judge")
    engine.execute("DELETE FROM _sqlite_migrations WHERE name LIKE '%_to_judge'")
    engine.close()


def as_json(policy: Policy) -> str:
    return str(policy_values(policy)).replace("'", '"')


@pytest.mark.on_file
def test_an_unfinished_change_of_policy_of_an_earlier_program_comes_into_force_in_the_name_of_who_made_it(
    tmp_path: Path,
) -> None:
    path = tmp_path / "old.db"
    as_before_the_queue(path, in_a_file(path, 4), cause="policy", policy=STRICT)

    workspace = Workspace(path)
    assert waiting(workspace).left == 3
    judge_next(workspace, at=AT)  # a terminal may come before the first start
    make_up(workspace, at=AT)

    [entry] = trail(workspace, "policy.changed")
    assert (entry.entry.actor, entry.reason, entry.after) == ("us07", "監査の指摘", policy_values(STRICT))
    assert waiting(workspace).left == 5
    finish(workspace)
    make_up(workspace, at=AT)
    assert waiting(workspace).left == 0
    assert differences(workspace) == []
    assert verify(workspace).is_intact
    with workspace.unit() as unit:
        assert unit.policy() == STRICT
        tables = {str(row["name"]) for row in unit.query("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert tables.isdisjoint({"gap_span_pending", "rollover", "rollover_party", "job"})


@pytest.mark.on_file
def test_what_an_earlier_program_judged_anew_for_records_waits_on_and_is_held_back_at_the_start(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    as_before_the_queue(path, in_a_file(path, 4), cause="records", policy=DEFAULT_POLICY)

    workspace = Workspace(path)
    make_up(workspace, at=AT)
    assert waiting(workspace) == (3, 3)
    with workspace.unit() as unit:
        assert unit.to_judge.untold() == []
        assert unit.policy() == DEFAULT_POLICY
    finish(workspace)
    assert differences(workspace) == []


# Any history


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
    judge_next(workspace, at=AT)


def change_the_policy(workspace: Workspace, number: int) -> None:
    start(workspace, replace(STRICT, due_medium=20 + number))


WRITES: tuple[Callable[[Workspace, int], None], ...] = (
    register_another, fill_in, take_away, judge_one_batch, judge_one_batch, change_the_policy,
)  # fmt: skip


@settings(max_examples=examples(25), deadline=None)
@given(st.lists(st.tuples(st.sampled_from(WRITES), st.integers(0, 7)), max_size=6))
def test_a_queue_with_writes_in_between_equals_a_recomputation(
    steps: list[tuple[Callable[[Workspace, int], None], int]],
) -> None:
    workspace = with_companies(3)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(judge_queue, "AT_ONCE", 2)
        start(workspace)
        seen = {workspace.head()[0]: held(workspace)}
        for write, number in steps:
            write(workspace, number)
            seen[workspace.head()[0]] = held(workspace)
        wrong = {found.third_party_id for found in differences(workspace)}
        assert wrong <= who_waits(workspace)
        finish(workspace, at=AT + timedelta(hours=1))

    assert differences(workspace) == []
    assert {number: held(workspace, number) for number in seen} == seen


def test_a_change_of_policy_through_its_service_waits_for_nobody_where_there_are_few() -> None:
    workspace = with_companies(3)
    change_policy(workspace, STRICT, actor=ACTOR, at=AT, reason="監査の指摘")
    assert waiting(workspace).left == 0
    assert differences(workspace) == []


# Side by side


def test_processes_beside_this_one_find_what_it_finds_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = in_a_file(tmp_path / "many.db", 30)
    with workspace.unit() as unit:
        wrong = [party.id for party in unit.records.select(ThirdParty)][::9]
    with workspace.writing() as unit:
        for party in wrong:
            keep_party_heads(unit.engine, {party: KeptHead(0, is_watched=False)})
    for module in ("side_by_side", "recompute"):
        monkeypatch.setattr(f"sakimori.services.kernel.{module}.BATCH", 14)
    alone = list(recompute(workspace, on=TODAY))
    monkeypatch.setattr(side_by_side, "MANY", 1)
    # A process beside runs the main module again; a test of pages may have left the whole program in its place.
    monkeypatch.setitem(sys.modules, "__main__", ModuleType("__main__"))

    beside = list(recompute(workspace, on=TODAY, is_command=True))

    assert beside == alone
    assert [(done, total) for done, total, _ in beside] == [(14, 31), (28, 31), (31, 31)]
    assert {found.third_party_id for _, _, batch in beside for found in batch} == set(wrong)


def test_one_worker_at_a_time_has_the_turn_and_one_that_died_gives_way() -> None:
    workspace = a_workspace()
    assert holds_lease(workspace, "one:1", at=AT)
    assert not holds_lease(workspace, "two:1", at=AT + LEASE / 2)
    assert holds_lease(workspace, "one:1", at=AT + LEASE * 0.9)
    assert not holds_lease(workspace, "two:1", at=AT + LEASE * 1.5)
    assert holds_lease(workspace, "two:1", at=AT + LEASE * 2)
    assert not holds_lease(workspace, "one:1", at=AT + LEASE * 2)


def test_of_workers_that_ask_at_once_one_has_the_turn(tmp_path: Path) -> None:
    workspace, at_once, turns = Workspace(tmp_path / "a.db"), Barrier(4), []

    def ask(number: int) -> None:
        at_once.wait()
        turns.append(holds_lease(workspace, f"{number}:1", at=AT))

    workers = [Thread(target=ask, args=(number,)) for number in range(4)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    assert sorted(turns) == [False, False, False, True]
