"""A long list goes in while others save: nobody waits for its planning or its judging, and nothing is overwritten."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kit.builders import AT, TODAY, a_third_party, an_actor, everything_stored
from kit.lists import a_row, parties, plan_of
from sakimori.domain.records.third_party import Alias, ThirdParty
from sakimori.errors import StateError
from sakimori.services.audit.view import verify
from sakimori.services.imports import intake
from sakimori.services.imports.history import file_mark
from sakimori.services.imports.intake import ImportResult, run_import
from sakimori.services.imports.plan import Decisions, Plan
from sakimori.services.imports.write import party_writes
from sakimori.services.kernel import judge_queue
from sakimori.services.kernel.judge_queue import judge_next, waiting
from sakimori.services.kernel.keep_in_step import SYNCHRONOUS_DOSSIERS
from sakimori.services.kernel.recompute import recompute
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.lifecycle import archive
from sakimori.services.parties.search import search
from sakimori.services.parties.view import dossier_view
from sakimori.services.parties.write import add_alias, edit, register

MANY = SYNCHRONOUS_DOSSIERS + 10
ACTOR = an_actor()
Step = Callable[[], object]


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """One in a file: each of those who are at work has a connection of their own."""
    workspace = Workspace(tmp_path / "own.db")
    register(workspace, a_third_party(id="tp_known", legal_name="北斗株式会社"), actor=ACTOR, at=AT)
    return workspace


def a_list(workspace: Workspace) -> Plan:
    """Sixty that nobody knows, and one that is known and is to be counted anew."""
    rows = [*(a_row(f"取引先{n}株式会社", 役割="委託先") for n in range(MANY)), a_row("北斗株式会社", 人数="300")]
    return plan_of(workspace, *rows, decisions=Decisions(rows=plan_of(workspace, *rows).alike))


def go_in(workspace: Workspace, plan: Plan) -> ImportResult:
    return run_import(workspace, plan, all_or_nothing=False, actor=ACTOR, at=AT)


def meanwhile(monkeypatch: pytest.MonkeyPatch, module: Any, name: str, step: Step) -> list[int]:
    """Have somebody do something while the program does one of its steps; how often that step was made."""
    own, times = getattr(module, name), list[int]()

    def and_somebody(*given: Any, **more: Any) -> Any:
        found = own(*given, **more)
        times.append(len(times))
        if len(times) == 1:
            step()
        return found

    monkeypatch.setattr(module, name, and_somebody)
    return times


def known(workspace: Workspace) -> ThirdParty:
    with workspace.unit() as unit:
        return unit.records.get(ThirdParty, "tp_known")


def notes(workspace: Workspace, third_party_id: str = "tp_known") -> Step:
    def note() -> None:
        with workspace.unit() as unit:
            party = unit.records.get(ThirdParty, third_party_id)
        edit(workspace, replace(party, note="電話あり"), actor=ACTOR, at=AT)

    return note


def differences(workspace: Workspace) -> list[object]:
    return [found for *_, batch in recompute(workspace, on=TODAY) for found in batch]


@pytest.mark.parametrize("step", ["party_writes", "has_moved"])
def test_somebody_saves_while_an_import_is_made_ready_and_both_are_in(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    register(workspace, a_third_party(id="tp_other", legal_name="みなと株式会社"), actor=ACTOR, at=AT)
    plan = a_list(workspace)
    if step == "party_writes":
        meanwhile(monkeypatch, intake, step, notes(workspace, "tp_other"))
    else:
        notes(workspace, "tp_other")()
    made_again = meanwhile(monkeypatch, intake, "_plan", lambda: None)

    result = go_in(workspace, plan)

    assert (len(result.recorded), result.updated, made_again) == (MANY, ("tp_known",), [])
    with workspace.unit() as unit:
        assert unit.records.get(ThirdParty, "tp_other").note == "電話あり"
    assert verify(workspace).is_intact


def test_what_somebody_saved_of_a_third_party_of_the_list_is_kept_beside_what_the_list_says(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = a_list(workspace)
    made_again = meanwhile(monkeypatch, intake, "_plan", lambda: None)
    meanwhile(monkeypatch, intake, "party_writes", notes(workspace))

    go_in(workspace, plan)

    assert (known(workspace).note, known(workspace).person_count, made_again) == ("電話あり", 300, [0])


@pytest.mark.parametrize(
    "step",
    [
        lambda w: edit(w, replace(known(w), person_count=900), actor=ACTOR, at=AT),
        lambda w: register(w, a_third_party(legal_name="取引先7株式会社"), actor=ACTOR, at=AT),
        lambda w: add_alias(w, "tp_known", "取引先7株式会社", actor=ACTOR, at=AT),
        lambda w: archive(w, "tp_known", actor=ACTOR, at=AT, reason="終了"),
    ],
    ids=["another value", "the same name", "another name", "archived"],
)
def test_a_plan_that_would_do_something_else_by_now_is_told_and_writes_nothing(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, step: Callable[[Workspace], object]
) -> None:
    file_mark(workspace, "0" * 64, at=AT)  # from the first one on the database knows the key of marks
    plan, theirs = a_list(workspace), list[str]()

    def somebody() -> None:
        step(workspace)
        theirs.append(everything_stored(workspace))

    meanwhile(monkeypatch, intake, "party_writes", somebody)
    with pytest.raises(StateError) as refused:
        go_in(workspace, plan)
    assert "もう一度" in refused.value.message("ja")
    assert [everything_stored(workspace)] == theirs


def test_a_list_that_others_overtake_each_time_is_told_so(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan, ready, times = a_list(workspace), party_writes, list[int]()

    def and_somebody(*given: Any, **more: Any) -> Any:
        times.append(len(times))
        edit(workspace, replace(known(workspace), note=f"{len(times)}"), actor=ACTOR, at=AT)
        return ready(*given, **more)

    monkeypatch.setattr(intake, "party_writes", and_somebody)
    with pytest.raises(StateError):
        go_in(workspace, plan)
    assert len(times) == 3
    assert list(parties(workspace)) == ["北斗株式会社"]


def test_somebody_saves_while_the_queue_is_judged(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    go_in(workspace, a_list(workspace))
    assert waiting(workspace).left == MANY + 1
    first = min(parties(workspace).values(), key=lambda party: party.id)
    meanwhile(monkeypatch, judge_queue, "judge_ahead", notes(workspace, first.id))

    while judge_next(workspace, at=AT):
        pass

    with workspace.unit() as unit:
        assert unit.records.get(ThirdParty, first.id).note == "電話あり"
    assert differences(workspace) == []


def test_two_who_judge_the_queue_judge_each_dossier_once(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    go_in(workspace, a_list(workspace))
    meanwhile(monkeypatch, judge_queue, "judge_ahead", lambda: judge_next(workspace, at=AT))
    while judge_next(workspace, at=AT):
        pass
    with workspace.unit() as unit:
        judged = [line.after or {} for line in unit.trail.lines(action="queue.judged")]
    assert sum(entry["dossiers"] for entry in judged) == MANY + 1
    assert differences(workspace) == []


def test_what_was_imported_is_found_at_once_and_says_that_it_waits_to_be_judged(workspace: Workspace) -> None:
    result = go_in(workspace, a_list(workspace))
    number = workspace.head()[0]

    [found] = search(workspace, "取引先12株")
    view = dossier_view(workspace, found.third_party_id, on=TODAY, today=TODAY, number=number)
    assert view.is_waiting
    assert not view.gaps
    assert not result.opened

    while judge_next(workspace, at=AT):
        pass
    view = dossier_view(workspace, found.third_party_id, on=TODAY, today=TODAY, number=workspace.head()[0])
    assert not view.is_waiting
    assert view.gaps


def test_a_short_list_is_judged_at_once(workspace: Workspace) -> None:
    result = go_in(workspace, plan_of(workspace, a_row("つばめ株式会社", 役割="委託先")))
    assert waiting(workspace).left == 0
    assert {span.third_party_id for span in result.opened} == set(result.recorded)


def test_planning_tells_how_far_it_is_and_ends_where_it_is_stopped(workspace: Workspace) -> None:
    before, told = everything_stored(workspace), list[float]()
    plan_of(workspace, *(a_row(f"取引先{n}株式会社") for n in range(250)), progress=told.append)
    assert told == sorted(told)
    assert (told[0], len(told) >= 6, told[-1] < 1.0) == (0.0, True, True)

    def stop(share: float) -> None:
        if share > 0.5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        plan_of(workspace, *(a_row(f"取引先{n}株式会社") for n in range(250)), progress=stop)
    assert everything_stored(workspace) == before
    with workspace.unit() as unit:
        assert not unit.records.select(Alias)
