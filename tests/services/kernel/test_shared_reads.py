"""What is made once and shared: it goes with the write that touches what it was read from, and with no other."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from pathlib import Path
from random import Random
from threading import Event
from time import thread_time

import pytest

from kit.builders import AT, TODAY, a_third_party, counted_ids
from kit.demos import DemoIn
from kit.examples import ALL
from sakimori.domain.values.as_of import NEWEST
from sakimori.services.flows.rows import flow_rows
from sakimori.services.kernel.memory.shared_reads import AT_ONCE, MOST
from sakimori.services.kernel.unit import put_meta
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import register
from services.kernel.test_as_known import APART, PAGES, Seen, a_history
from services.kernel.test_as_known import WRITES as OF_THEN
from services.kernel.test_party_cache import (
    ACTOR,
    answer_a_question,
    change_the_policy,
    let_a_person_go,
    rename_a_person,
)

WRITES = (*OF_THEN, rename_a_person, let_a_person_go, change_the_policy)
Make = Callable[[], object]
ALONE = ("gaps", "third parties", "flows", "contracts", "calendar", "records", "inquiries", "recipients")
"""Pages that read no answers of assessments that are under way."""


class Figures:
    """Something that is made of the records."""


def of_parties(workspace: Workspace) -> Make:
    """Makes something new each time of what stands in the table of third parties."""

    def make() -> object:
        with workspace.unit() as unit:
            unit.query("SELECT COUNT(*) FROM third_party")
        return Figures()

    return make


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / "own.db")


def a_write(workspace: Workspace, name: str = "青空株式会社") -> None:
    register(workspace, a_third_party(legal_name=name), actor=ACTOR, at=AT)


def test_what_is_made_is_shared_until_a_write_touches_what_was_read(workspace: Workspace) -> None:
    make = of_parties(workspace)
    made = workspace.shared("figures", make)
    assert workspace.shared("figures", make) is made
    assert workspace.shared("others", make) is not made
    with workspace.writing() as unit:
        put_meta(unit, "name", "当社")
    assert workspace.shared("figures", make) is made
    a_write(workspace)
    assert workspace.shared("figures", make) is not made


def test_what_no_longer_stands_is_not_held(workspace: Workspace) -> None:
    older = weakref.ref(workspace.shared("figures", of_parties(workspace)))
    a_write(workspace)
    workspace.shared("figures", of_parties(workspace))
    gc.collect()
    assert older() is None


def test_what_a_write_touched_goes_when_others_come_though_nobody_asks_for_it(workspace: Workspace) -> None:
    a_write(workspace, "みどり株式会社")
    outdated = weakref.ref(workspace.shared("figures", of_parties(workspace)))
    untouched = workspace.shared("name", partial(of_meta, workspace))
    a_write(workspace)
    for number in range(AT_ONCE):
        workspace.shared(number, of_parties(workspace))
    gc.collect()
    assert outdated() is None
    assert workspace.shared("name", lambda: "made anew") == untouched


def test_what_is_being_made_stays_while_others_come(workspace: Workspace) -> None:
    workspace.shared("figures", of_parties(workspace))
    a_write(workspace)

    def slowly() -> object:
        for number in range(2 * AT_ONCE):
            workspace.shared(number, of_parties(workspace))
        return of_parties(workspace)()

    made = workspace.shared("figures", slowly)
    assert workspace.shared("figures", of_parties(workspace)) is made


def of_meta(workspace: Workspace) -> str:
    with workspace.unit() as unit:
        return unit.meta("name") or "unnamed"


def test_a_write_of_another_process_counts(workspace: Workspace, tmp_path: Path) -> None:
    made = workspace.shared("figures", of_parties(workspace))
    a_write(Workspace(tmp_path / "own.db"))
    assert workspace.shared("figures", of_parties(workspace)) is not made


def test_whoever_looks_since_before_a_write_takes_what_was_made_after_it(workspace: Workspace) -> None:
    workspace.shared("figures", of_parties(workspace))
    with workspace.look(), ThreadPoolExecutor(1) as another:
        with workspace.unit() as unit:
            unit.query("SELECT COUNT(*) FROM third_party")  # from here on this thread reads what stands now

        def later() -> object:
            a_write(workspace)
            return workspace.shared("figures", of_parties(workspace))

        newer = another.submit(later).result()
        assert workspace.shared("figures", of_parties(workspace)) is newer
        assert another.submit(lambda: workspace.shared("figures", of_parties(workspace))).result() is newer


def test_a_write_that_was_taken_back_counts_for_nothing(workspace: Workspace) -> None:
    made = workspace.shared("figures", of_parties(workspace))
    with workspace.trial("trial", actor=ACTOR, at=AT) as change:
        change.insert(a_third_party(legal_name="青空株式会社", id="tp_new"))
    assert workspace.shared("figures", of_parties(workspace)) is made


def test_what_is_made_of_something_shared_goes_with_it(workspace: Workspace) -> None:
    def outer() -> object:
        return workspace.shared("inner", of_parties(workspace)), Figures()

    workspace.shared("inner", of_parties(workspace))
    made = workspace.shared("outer", outer)
    assert workspace.shared("outer", outer) is made
    a_write(workspace)
    assert workspace.shared("outer", outer) is not made


def test_what_is_made_of_something_read_before_stays_with_that_very_object(workspace: Workspace) -> None:
    rows, others = [1], [1]
    made = workspace.shared("figures", Figures, of=(rows,))
    a_write(workspace)
    assert workspace.shared("figures", Figures, of=(rows,)) is made
    assert workspace.shared("figures", Figures, of=(others,)) is not made
    assert workspace.shared("figures", Figures) is not workspace.shared("figures", Figures), "made of nothing"


def test_what_a_look_began_with_is_what_is_made_within_it(workspace: Workspace, tmp_path: Path) -> None:
    def counted() -> int:
        with workspace.unit() as unit:
            return len(unit.query("SELECT id FROM third_party"))

    a_write(workspace)
    with workspace.look():
        before = workspace.shared("count", counted)
        a_write(Workspace(tmp_path / "own.db"), "夕空株式会社")
        assert workspace.shared("count", counted) == counted() == before
    assert workspace.shared("count", counted) == before + 1


def test_what_is_remembered_of_third_parties_counts_as_read(workspace: Workspace) -> None:
    a_write(workspace)

    def rows() -> object:
        return flow_rows(workspace, on=TODAY, number=NEWEST), Figures()

    rows()
    made = workspace.shared("flows", rows)
    assert workspace.shared("flows", rows) is made
    with workspace.writing() as unit:
        unit.engine.execute("UPDATE data_flow SET name = 'x' WHERE 1 = 0")
    assert workspace.shared("flows", rows) is made, "nothing was written"
    a_write(workspace, "夕空株式会社")
    assert workspace.shared("flows", rows) is not made


def test_two_who_ask_at_once_have_it_made_once(workspace: Workspace) -> None:
    begun, go_on, made = Event(), Event(), []

    def make() -> object:
        begun.set()
        assert go_on.wait(10)
        made.append(of_parties(workspace)())
        return made[-1]

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(workspace.shared, "figures", make)
        assert begun.wait(10)
        second = pool.submit(workspace.shared, "figures", make)
        go_on.set()
        assert first.result(10) is second.result(10)
    assert len(made) == 1


def test_what_was_not_made_to_its_end_is_made_anew(workspace: Workspace) -> None:
    def fails() -> object:
        raise LookupError

    with pytest.raises(LookupError):
        workspace.shared("figures", fails)
    assert isinstance(workspace.shared("figures", of_parties(workspace)), Figures)


def test_what_wrote_while_it_was_made_is_not_kept(workspace: Workspace) -> None:
    def writes() -> object:
        a_write(workspace)
        return of_parties(workspace)()

    made = workspace.shared("figures", writes)
    assert workspace.shared("figures", of_parties(workspace)) is not made


def test_only_so_much_is_kept(workspace: Workspace) -> None:
    made = [weakref.ref(workspace.shared(number, of_parties(workspace))) for number in range(2 * MOST)]
    gc.collect()
    assert MOST - AT_ONCE < sum(each() is not None for each in made) <= MOST


def test_what_was_dear_to_make_stays_longer(workspace: Workspace) -> None:
    def dear() -> object:
        until = thread_time() + 0.05
        while thread_time() < until:
            pass
        return of_parties(workspace)()

    made = workspace.shared("dear", dear)
    for number in range(3 * MOST):
        workspace.shared(number, of_parties(workspace))
    assert workspace.shared("dear", dear) is made


def test_an_answer_leaves_other_pages_alone(tmp_path: Path, demo_in: DemoIn) -> None:
    workspace, seen = Workspace(demo_in(tmp_path, TODAY)), Seen(TODAY, NEWEST, TODAY)
    made = {name: workspace.shared(name, partial(PAGES[name], workspace, seen)) for name in (*ALONE, "assessments")}
    answer_a_question(workspace, Random(1), AT + timedelta(minutes=1))  # noqa: S311 - no secret
    stayed = {name for name in made if workspace.shared(name, Figures) is made[name]}
    assert stayed == set(ALONE)


@pytest.mark.parametrize("seed", [5, 6] if ALL else [5])
def test_after_any_write_what_is_shared_is_what_a_first_look_would_give(
    seed: int, tmp_path: Path, demo_in: DemoIn
) -> None:
    path, rng = demo_in(tmp_path, TODAY), Random(seed)  # noqa: S311 - no secret
    looking, writing = Workspace(path), Workspace(path, ids=counted_ids())
    writes, before = rng.sample(WRITES, len(WRITES)), dict[str, object]()
    moved: set[str] = set()
    for place, day in enumerate(a_history(writing, rng, writes)):
        seen = Seen(day, NEWEST, day)
        if ALL or place % APART == 0:
            first = Workspace(path)
            for name, page in PAGES.items():
                found = looking.shared((name, day), partial(page, looking, seen))
                assert found == page(first, seen), (writes[: place + 1], name)
                moved |= {name} if name in before and before[name] != found else set()
                before[name] = found
            first.close()
    assert moved == set(PAGES)
