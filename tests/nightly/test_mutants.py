"""Two thousand mutants of our forms and of published ones: none changes an answer in silence."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from kit.files.mutants.making import Seed, mutants
from kit.files.mutants.pages import made_pages, sample_pages
from kit.files.mutants.seeds import made_tables, sample_tables
from kit.files.mutants.verdict import changes_in, read_mutant

OF_OURS, OF_SAMPLES = 1_600, 500
BEYOND_THE_PUSH = 10_000
"""Mutants from this number on are others than those of a push."""


def test_no_mutant_of_our_forms_changes_an_answer_in_silence() -> None:
    _none_changes([*made_tables(), *made_pages()], OF_OURS)


@pytest.mark.samples
def test_no_mutant_of_a_published_file_changes_an_answer_in_silence(samples: Path) -> None:
    _none_changes([*sample_tables(samples), *sample_pages(samples)], OF_SAMPLES)


def _none_changes(seeds: list[Seed], number: int) -> None:
    became: Counter[str] = Counter()
    changed: dict[str, list[str]] = {}
    for one in mutants(seeds, number, first=BEYOND_THE_PUSH):
        reading = read_mutant(one)
        if found := changes_in(one, reading):
            changed[one.name] = found
        became["refused" if reading is None else "asked" if reading.is_open else "read"] += 1
    assert not changed
    # A fuzz in which everything is refused or asked would prove nothing.
    assert became["read"] > number // 4, became
