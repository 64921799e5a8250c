"""Which two assessments are usefully held against each other: two cycles first, then others of the pack."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sakimori.domain.codes import AssessmentState
from sakimori.domain.questions.assessment import Assessment
from sakimori.services.kernel.unit import Unit, all_records, records_of
from sakimori.services.kernel.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Pair:
    """Two assessments to compare; `is_cycle` where the left one is the earlier cycle of the right one."""

    left_id: str
    right_id: str
    is_cycle: bool


def pair_of(assessments: Sequence[Assessment]) -> Pair | None:
    """What to compare among the assessments of one third party: its newest two cycles, else its newest two."""
    standing = _newest_first(assessments)
    for one in standing:
        if (before := _earlier(one, standing)) is not None:
            return Pair(before.id, one.id, is_cycle=True)
    return Pair(standing[1].id, standing[0].id, is_cycle=False) if len(standing) > 1 else None


def cycles(workspace: Workspace, *, number: int) -> tuple[Pair, ...]:
    """The newest two cycles of everything that was assessed more than once, as known after an entry, newest first."""
    with workspace.unit() as unit:
        standing = _newest_first(all_records(unit, Assessment, number=number))
    of_subject: defaultdict[tuple[str, str], list[Assessment]] = defaultdict(list)
    for one in standing:
        of_subject[one.subject, one.pack_id].append(one)
    return tuple(
        Pair(before.id, found[0].id, is_cycle=True)
        for found in of_subject.values()
        if (before := _earlier(found[0], found)) is not None
    )


def pair_for(workspace: Workspace, assessment: Assessment, *, number: int) -> Pair | None:
    """What to hold against an assessment, as known after an entry: its earlier cycle, else another of its pack.

    Of the others those of the same third party come first, and then the newest.
    """
    with workspace.unit() as unit:
        own = _newest_first(records_of(unit, Assessment, assessment.third_party_id, number=number))
        if (before := _earlier(assessment, own)) is not None:
            return Pair(before.id, assessment.id, is_cycle=True)
        same = (one.id for one in own if one.pack_id == assessment.pack_id and one.id != assessment.id)
        other = next(same, None) or _elsewhere(unit, assessment, number)
    return Pair(other, assessment.id, is_cycle=False) if other is not None else None


def _newest_first(assessments: Iterable[Assessment]) -> list[Assessment]:
    standing = [one for one in assessments if one.state is not AssessmentState.CANCELLED]
    return sorted(standing, key=lambda one: (one.opened_on, one.id), reverse=True)


def _earlier(assessment: Assessment, newest_first: Iterable[Assessment]) -> Assessment | None:
    """The last assessment of the same subject on the same pack that was opened before another one."""
    return next(
        (
            one
            for one in newest_first
            if one.pack_id == assessment.pack_id
            and one.subject == assessment.subject
            and one.opened_on < assessment.opened_on
        ),
        None,
    )


def _elsewhere(unit: Unit, assessment: Assessment, number: int) -> str | None:
    """The newest assessment on the same pack of somebody else."""
    if number >= unit.number():
        found = unit.query(
            "SELECT id FROM assessment WHERE pack_id = :pack AND third_party_id <> :party AND state <> :cancelled "
            "ORDER BY opened_on DESC, id DESC LIMIT 1",
            pack=assessment.pack_id,
            party=assessment.third_party_id,
            cancelled=AssessmentState.CANCELLED.value,
        )
        return next((str(row["id"]) for row in found), None)
    known = _newest_first(all_records(unit, Assessment, number=number))
    others = (one for one in known if one.third_party_id != assessment.third_party_id)
    return next((one.id for one in others if one.pack_id == assessment.pack_id), None)
