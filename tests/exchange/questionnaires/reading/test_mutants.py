"""Files that are read right, changed as people change them: each answer stays as it was, or a person is asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from kit.files.mutants.making import Seed, mutants
from kit.files.mutants.pages import made_pages, sample_pages
from kit.files.mutants.seeds import made_tables, sample_tables
from kit.files.mutants.tables import Table, kinds_for, written
from kit.files.mutants.verdict import Mutant, read_mutant, silent_changes
from sakimori.exchange.questionnaires.reading.result import Normal

OURS: tuple[Seed, ...] = (*made_tables(), *made_pages())
ON_PUSH = 210
ON_PUSH_OF_SAMPLES = 30


def as_it_is(seed: Seed) -> Mutant:
    """The file of a seed, unchanged."""
    filename, data = written(seed) if isinstance(seed, Table) else (seed.filename, seed.text().encode())
    return Mutant(seed.name, filename, data, seed.expected)


@pytest.mark.parametrize("seed", OURS, ids=lambda seed: seed.name)
def test_each_seed_is_read_as_it_says(seed: Seed) -> None:
    made = as_it_is(seed)
    reading = read_mutant(made)
    assert reading is not None
    assert not reading.is_open
    assert {one.text: one.normal for one in reading.questions} == dict(seed.expected)


@pytest.mark.parametrize("table", made_tables(), ids=lambda table: table.name)
def test_a_seed_means_the_same_in_every_kind_of_file(table: Table) -> None:
    for kind in kinds_for(table):
        filename, data = written(Table(**{**{name: getattr(table, name) for name in Table.__slots__}, "kind": kind}))
        assert not silent_changes(Mutant(f"{table.name}/{kind}", filename, data, table.expected)), kind


def test_mutants_are_the_same_each_time_and_differ_from_one_another() -> None:
    made = mutants(OURS, 60)
    assert [one.name for one in mutants(OURS, 20, first=0)] == [one.name for one in made[:20]]
    assert len({one.name for one in made}) == len(made)
    assert mutants([OURS[2]], 3)[0].data == mutants([OURS[2]], 3)[0].data


def test_no_mutant_of_our_forms_changes_an_answer_in_silence() -> None:
    changed = {one.name: found for one in mutants(OURS, ON_PUSH) if (found := silent_changes(one))}
    assert not changed


@pytest.mark.samples
def test_no_mutant_of_a_published_file_changes_an_answer_in_silence(samples: Path) -> None:
    seeds: list[Seed] = [*sample_tables(samples), *sample_pages(samples, one_in=12)]
    assert len(seeds) >= 8
    assert not {one.name: found for one in map(as_it_is, seeds) if (found := silent_changes(one))}
    changed = {one.name: found for one in mutants(seeds, ON_PUSH_OF_SAMPLES) if (found := silent_changes(one))}
    assert not changed


def test_the_verdict_tells_an_invented_a_changed_and_a_lost_answer() -> None:
    rows = b"No,Question,Answer\n1,Is it safe?,yes\n2,Is it old?,no\n3,Is it new?,\n"
    right = {"Is it safe?": Normal.YES, "Is it old?": Normal.NO, "Is it new?": Normal.BLANK}
    assert not silent_changes(Mutant("right", "a.csv", rows, right))
    for wrong in (
        {"Is it safe?": Normal.BLANK},
        {"Is it old?": Normal.YES},
        {"Is it new?": Normal.YES},
        {"Is it hot?": Normal.YES},
    ):
        assert len(silent_changes(Mutant("wrong", "a.csv", rows, {**right, **wrong}))) == 1
    assert len(silent_changes(Mutant("unasked", "a.csv", rows, right, must_ask=True))) == 2
    assert not silent_changes(Mutant("refused", "a.csv", b"nothing", right))
