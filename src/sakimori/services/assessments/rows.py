"""The list of assessments on a day, as many as a page shows: where each stands, whose turn it is, how far it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sakimori.domain.codes import AssessmentKind, AssessmentState, Decision
from sakimori.domain.rule import DeadlineKind
from sakimori.domain.values.as_of import AsOf
from sakimori.domain.values.days import legal_day
from sakimori.domain.values.text import Text
from sakimori.rules import rules_with
from sakimori.services.assessments.sheet import FILLABLE, RUNNING, progress_then
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.reading import reading
from sakimori.services.kernel.unit import Unit
from sakimori.services.kernel.workspace import Workspace
from sakimori.store.engine import Engine, Row
from sakimori.store.reads import assessments as reads
from sakimori.store.reads.assessments import AssessmentFilter, AssessmentHead, Stage
from sakimori.store.records import parse_instant

__all__ = [
    "AssessmentFilter", "AssessmentRow", "Stage", "all_rows", "assessed_parties", "cycle_page", "how_many", "row_page",
    "stage_counts",
]  # fmt: skip

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
    with reading(workspace, as_of, _READ) as engine:
        return reads.counts(engine, as_of, party, sorted(rules_with(DeadlineKind.VALIDITY)))


@needs(Permission.READ)
def how_many(workspace: Workspace, as_of: AsOf, wanted: AssessmentFilter) -> int:
    """How many assessments a filter leaves."""
    with reading(workspace, as_of, _READ, _KEPT) as engine:
        return reads.how_many(engine, as_of, wanted, sorted(rules_with(DeadlineKind.VALIDITY)))


@needs(Permission.READ)
def row_page(
    workspace: Workspace, as_of: AsOf, wanted: AssessmentFilter, *, first: int, limit: int
) -> list[AssessmentRow]:
    """Some of the assessments that a filter leaves: under way first, by due day, then the rest, the newest first."""
    validity = sorted(rules_with(DeadlineKind.VALIDITY))
    with reading(workspace, as_of, _READ, _KEPT) as engine:
        heads = reads.page_of(engine, as_of, wanted, validity, first=first, limit=limit)
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
def assessed_parties(workspace: Workspace, as_of: AsOf) -> dict[str, str]:
    """The name of everybody of whom there is an assessment, by id and by name."""
    with reading(workspace, as_of, _READ) as engine:
        return dict(reads.assessed(engine))


@needs(Permission.READ)
def cycle_page(
    workspace: Workspace, as_of: AsOf, *, first: int, limit: int
) -> tuple[list[tuple[AssessmentRow, AssessmentRow]], int]:
    """Some of what was assessed more than once, by its newest two cycles, newest first, and how many there are."""
    with reading(workspace, as_of, _READ, _KEPT) as engine:
        pairs, total = reads.cycles(engine, first=first, limit=limit)
        ids = AssessmentFilter(ids=frozenset(one for pair in pairs for one in pair))
        heads = reads.page_of(engine, as_of, ids, (), first=0, limit=len(ids.ids)) if pairs else []
        rows = {row.id: row for row in _rows(engine, as_of, heads)}
    return [(rows[earlier], rows[later]) for earlier, later in pairs], total
