"""Mutants: files that are read right, changed as people and programs change them; by its number each is the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import count, islice
from random import Random
from typing import Final

from kit.files.mutants import changes, pages
from kit.files.mutants.pages import Page
from kit.files.mutants.tables import Table, kinds_for, written
from kit.files.mutants.verdict import Mutant

Seed = Table | Page
_KEPT_AS: Final = 0.4
"""How often a table keeps the kind of file that it was."""


def mutants(seeds: Sequence[Seed], number: int, *, first: int = 0) -> tuple[Mutant, ...]:
    """So many mutants of the seeds, from the one of a number on: the same ones each time."""
    return tuple(islice(_all(seeds, first), number))


def _all(seeds: Sequence[Seed], first: int) -> Iterator[Mutant]:
    for place in count(first):
        seed = seeds[place % len(seeds)]
        # A step that shares no factor with the number of seeds brings each change to each seed in turn.
        turn = place // len(seeds) + place
        yield from _of_table(seed, turn, place) if isinstance(seed, Table) else _of_page(seed, turn, place)


def _of_table(table: Table, turn: int, place: int) -> Iterator[Mutant]:
    names = list(changes.CHANGES)
    name = names[turn % len(names)]
    rng = Random(f"{table.name} {name} {place}")  # noqa: S311 - no secret
    for done, made in changes.changed(rng, table, name):
        kinds = list(kinds_for(made))
        kind = made.kind if made.kind in kinds and rng.random() < _KEPT_AS else rng.choice(kinds)
        filename, data = written(replace(made, kind=kind))
        yield Mutant(f"{table.name}/{done}/{kind}#{place}", filename, data, made.expected, must_ask=made.must_ask)


def _of_page(page: Page, turn: int, place: int) -> Iterator[Mutant]:
    names = list(pages.CHANGES)
    name = names[turn % len(names)]
    rng = Random(f"{page.name} {name} {place}")  # noqa: S311 - no secret
    made = pages.CHANGES[name](rng, page)
    if made is not None:
        data = made.text().encode()
        yield Mutant(f"{page.name}/{name}#{place}", made.filename, data, made.expected, must_ask=made.must_ask)
