"""The list of assessments on a day, as many as a page shows: where each stands, whose turn it is, how far it is."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import Any, Final, TypeVar

from sakimori.domain.codes import AssessmentKind, AssessmentState, Decision
from sakimori.domain.rule import DeadlineKind
from sakimori.domain.values.as_of import NEWEST, AsOf
from sakimori.domain.values.days import legal_day
from sakimori.domain.values.text import Text
from sakimori.rules import rules_with
from sakimori.services.assessments.sheet import FILLABLE, RUNNING, progress_then
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.memory.books import Book, as_it_is, in_order
from sakimori.services.kernel.reading import reading
from sakimori.services.kernel.unit import Unit
from sakimori.services.kernel.workspace import Workspace
from sakimori.store.engine import Engine, Row
from sakimori.store.reads import assessments as reads
from sakimori.store.reads.assessments import AssessmentFilter, AssessmentHead, AssessmentPlace, CyclePlace, Stage
from sakimori.store.records import parse_instant

__all__ = [
    "AssessmentFilter", "AssessmentRow", "Stage", "all_rows", "assessed_among", "assessed_parties", "cycle_page",
    "how_many", "row_page", "stage_counts",
]  # fmt: skip

T = TypeVar("T")

_AT_ONCE: Final = 500
"""So many rows are made at a time where all are asked for."""


@dataclass(frozen=True, slots=True)
class AssessmentRow:
    """One assessment as the list shows it."""

    id: str
    third_party_id: str
    name: str
    service: str
    pack: Text
    pack_version: str
    group: Text
    kind: AssessmentKind
    state: AssessmentState
    opened_on: date
    started_on: date | None
    submitted_on: date | None
    decided_on: date | None
    decision: Decision | None
    due_on: date | None
    valid_until: date | None
    owner_id: str | None
    owner: str
    answered: int
    applicable: int
    coverage: float
    risk: float | None
    failed: int
    needs_adoption: bool

    @property
    def is_fillable(self) -> bool:
        """Whether answers are still awaited."""
        return self.state in FILLABLE

    @property
    def is_running(self) -> bool:
        """Whether it is not yet decided."""
        return self.state in RUNNING

    def is_overdue(self, on: date) -> bool:
        """Whether answers are late on a day."""
        return self.is_fillable and self.due_on is not None and self.due_on < on


def _progress_then(unit: Unit, as_of: AsOf) -> Sequence[Row]:
    return list(progress_then(unit, as_of.number).values())


_READ: Final = ("assessment", "third_party", "service", "app_user")
_OF_PACK: Final = {"pack_digest", "group_id"}
_KEPT: Final = (("assessment_progress", _progress_then),)


@needs(Permission.READ)
def stage_counts(workspace: Workspace, as_of: AsOf, *, party: str = "") -> dict[Stage, int]:
    """How many assessments, of all third parties or of one, stand in each stage."""
    on = as_of.on.isoformat()
    with reading(workspace, as_of, _READ) as engine:
        counts = (
            Counter(stage for one in reads.places(engine, as_of, _validity(), [party]) for stage in one.stages(on))
            if party
            else _book(workspace, engine, as_of).counts
        )
    return {stage: counts.get(stage, 0) for stage in Stage}


def _validity() -> Sequence[str]:
    return sorted(rules_with(DeadlineKind.VALIDITY))


def _book(workspace: Workspace, engine: Engine, as_of: AsOf) -> Book[AssessmentPlace]:
    """The places of all assessments of a day in their order, counted by stage; the past is not remembered."""
    on = as_of.on.isoformat()

    def read(ids: Sequence[str] | None) -> Mapping[str, Sequence[AssessmentPlace]]:
        return _by_party((one.third_party_id, one) for one in reads.places(engine, as_of, _validity(), ids))

    def stages(one: AssessmentPlace) -> Iterator[Stage]:
        return one.stages(on)

    if as_of.is_past:
        return in_order(read(None), as_it_is, stages)
    what = ("assessments", as_of.on)
    by_party = workspace.remembered.by_party(Unit(engine), what, read, number=NEWEST)
    return workspace.remembered.book(what, by_party, as_it_is, stages)


def _by_party(rows: Iterable[tuple[str, T]]) -> Mapping[str, Sequence[T]]:
    found: defaultdict[str, list[T]] = defaultdict(list)
    for party, row in rows:
        found[party].append(row)
    return found


@needs(Permission.READ)
def how_many(workspace: Workspace, as_of: AsOf, wanted: AssessmentFilter) -> int:
    """How many assessments a filter leaves."""
    with reading(workspace, as_of, _READ, _KEPT) as engine:
        return reads.how_many(engine, as_of, wanted, _validity())


@needs(Permission.READ)
def row_page(
    workspace: Workspace, as_of: AsOf, wanted: AssessmentFilter, *, first: int, limit: int
) -> list[AssessmentRow]:
    """Some of the assessments that a filter leaves: under way first, by due day, then the rest, the newest first."""
    with reading(workspace, as_of, _READ, _KEPT) as engine:
        if replace(wanted, stage=Stage.ALL) == AssessmentFilter():
            on = as_of.on.isoformat()
            left = (one.id for one in _book(workspace, engine, as_of).rows if wanted.stage in one.stages(on))
            heads = reads.with_ids(engine, as_of, list(islice(left, first, first + limit)))
        else:
            heads = reads.page_of(engine, as_of, wanted, _validity(), first=first, limit=limit)
        return list(_rows(engine, as_of, heads))


@needs(Permission.READ)
def all_rows(workspace: Workspace, as_of: AsOf, wanted: AssessmentFilter) -> Iterator[AssessmentRow]:
    """Every assessment that a filter leaves, in its order, some hundreds in memory at a time."""
    first = 0
    while some := row_page(workspace, as_of, wanted, first=first, limit=_AT_ONCE):
        yield from some
        first += _AT_ONCE


def _rows(engine: Engine, as_of: AsOf, heads: Sequence[AssessmentHead]) -> Iterator[AssessmentRow]:
    unit = Unit(engine)
    started = reads.first_answers(engine, as_of, [head.id for head in heads if head.state in RUNNING])
    for head in heads:
        pack, began = unit.pack(head.pack_digest), started.get(head.id)
        said: dict[str, Any] = {name: value for name, value in head._asdict().items() if name not in _OF_PACK}
        yield AssessmentRow(
            pack=pack.title,
            pack_version=pack.version,
            group=next(group.title for group in pack.groups if group.id == head.group_id),
            started_on=legal_day(parse_instant(began)) if began else None,
            **said,
        )


@needs(Permission.READ)
def assessed_parties(workspace: Workspace, as_of: AsOf, *, most: int) -> dict[str, str] | None:
    """The name of everybody of whom there is an assessment, by id and by name; None of more than `most`."""
    with reading(workspace, as_of, _READ) as engine:
        return None if reads.more_are_assessed(engine, most) else dict(reads.assessed(engine))


@needs(Permission.READ)
def assessed_among(workspace: Workspace, as_of: AsOf, ids: Sequence[str]) -> dict[str, str]:
    """The same of those among some third parties of whom there is one."""
    with reading(workspace, as_of, _READ) as engine:
        return dict(reads.assessed(engine, ids))


@needs(Permission.READ)
def cycle_page(
    workspace: Workspace, as_of: AsOf, *, first: int, limit: int
) -> tuple[list[tuple[AssessmentRow, AssessmentRow]], int]:
    """Some of what was assessed more than once, by its newest two cycles, newest first, and how many there are."""
    with reading(workspace, as_of, _READ, _KEPT) as engine:
        cycles = _cycles(workspace, engine, as_of)
        shown = cycles[::-1][first : first + limit]
        heads = reads.with_ids(engine, as_of, [key for one in shown for key in (one.earlier, one.id)])
        rows = list(_rows(engine, as_of, heads))
    return list(zip(rows[::2], rows[1::2], strict=True)), len(cycles) if shown else 0


def _cycles(workspace: Workspace, engine: Engine, as_of: AsOf) -> Sequence[CyclePlace]:
    """What was assessed more than once, the oldest first."""

    def read(ids: Sequence[str] | None) -> Mapping[str, Sequence[CyclePlace]]:
        return _by_party(reads.cycles(engine, ids))

    if as_of.is_past:
        return in_order(read(None), as_it_is).rows
    by_party = workspace.remembered.by_party(Unit(engine), "cycles", read, number=NEWEST)
    return workspace.remembered.book("cycles", by_party, as_it_is).rows
