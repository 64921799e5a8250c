"""The list as its statements give it, row by row beside one that makes an object of every assessment and chooses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from itertools import groupby, product
from pathlib import Path
from typing import Any

import pytest

from kit.demos import DemoIn
from kit.examples import some
from sakimori.clock import today
from sakimori.domain.codes import AssessmentState
from sakimori.domain.questions.assessment import Answer, Assessment
from sakimori.domain.records.third_party import SELF_ID, Service, ThirdParty
from sakimori.domain.rule import DeadlineKind
from sakimori.domain.user import User
from sakimori.domain.values.as_of import AsOf
from sakimori.domain.values.days import legal_day
from sakimori.rules import rules_with
from sakimori.rules.facts.assessments import RUNNING, decided_assessment
from sakimori.services.assessments.rows import (
    AssessmentFilter,
    AssessmentRow,
    Stage,
    all_rows,
    assessed_parties,
    cycle_page,
    how_many,
    row_page,
    stage_counts,
)
from sakimori.services.assessments.sheet import FILLABLE, load_sheet_at
from sakimori.services.kernel.unit import Unit, all_records
from sakimori.services.kernel.workspace import Workspace

DAYS = {"before all": -4_000, "past": -120, "yesterday": -1, "today": 0, "future": 200}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, demo_in: DemoIn) -> Workspace:
    folder: Path = tmp_path_factory.mktemp("assessments")
    return Workspace(demo_in(folder, today()))


def as_of(workspace: Workspace, days: int) -> AsOf:
    on = today() + timedelta(days=days)
    with workspace.unit() as unit:
        return AsOf(on, unit.number_on(on, today=today()), days < 0)


def everything(workspace: Workspace, seen: AsOf) -> tuple[list[AssessmentRow], frozenset[str]]:
    """Every assessment of the day in the order of the list, and which of them are valid on it."""
    with workspace.unit() as unit:
        assessments: list[Assessment] = all_records(unit, Assessment, number=seen.number)
        parties, services, users = (known(unit, kind, seen) for kind in (ThirdParty, Service, User))
        rows = [
            made(unit, one, parties[one.third_party_id], services=services, users=users, seen=seen)
            for one in assessments
        ]
        valid = valid_on(unit, assessments, seen)
    return sorted(rows, key=order), valid


def known(unit: Unit, kind: type[Any], seen: AsOf) -> dict[str, Any]:
    return {one.id: one for one in all_records(unit, kind, number=seen.number)}


def made(
    unit: Unit,
    assessment: Assessment,
    party: ThirdParty,
    *,
    services: Mapping[str, Service],
    users: Mapping[str, User],
    seen: AsOf,
) -> AssessmentRow:
    pack = unit.pack(assessment.pack_digest)
    progress = load_sheet_at(unit, assessment.id, number=seen.number).progress
    answers = unit.records.select(Answer, "assessment_id = :id", {"id": assessment.id})
    if seen.is_past:
        known = {one.id for one in unit.trail.records_at(Answer, seen.number)}
        answers = [one for one in answers if one.id in known]
    started = min((one.at for one in answers), default=None) if assessment.state in RUNNING else None
    service, owner = services.get(assessment.service_id or ""), users.get(party.owner_id or "")
    return AssessmentRow(
        id=assessment.id,
        third_party_id=party.id,
        name=party.legal_name,
        service=service.name if service else "",
        pack=pack.title,
        pack_version=pack.version,
        group=next(group.title for group in pack.groups if group.id == assessment.group),
        kind=assessment.kind,
        state=assessment.state,
        opened_on=assessment.opened_on,
        started_on=legal_day(started) if started else None,
        submitted_on=assessment.submitted_on,
        decided_on=assessment.decided_on,
        decision=assessment.decision,
        due_on=assessment.due_on,
        valid_until=assessment.valid_until,
        owner_id=party.owner_id,
        owner=owner.name if owner else "",
        answered=progress.answered,
        applicable=progress.applicable,
        coverage=progress.coverage,
        risk=progress.risk,
        failed=progress.failed,
        needs_adoption=assessment.needs_adoption,
    )


def valid_on(unit: Unit, assessments: list[Assessment], seen: AsOf) -> frozenset[str]:
    """The decided assessments that govern and whose dated gap has not begun."""
    of_party: defaultdict[str, list[Assessment]] = defaultdict(list)
    for one in assessments:
        of_party[one.third_party_id].append(one)
    rules = rules_with(DeadlineKind.VALIDITY)
    found = set()
    for row in unit.query(
        "SELECT rule_id, subject_key, from_on FROM gap_span WHERE from_on > :on AND third_party_id <> :own "
        "AND known_from <= :number AND (known_until IS NULL OR known_until > :number)",
        on=seen.on.isoformat(), own=SELF_ID, number=seen.number,
    ):  # fmt: skip
        if row["rule_id"] in rules:
            party, pack = str(row["subject_key"]).rsplit("/", 1)
            if (holding := decided_assessment(of_party[party], pack)) is not None:
                found.add(holding.id)
    return frozenset(found)


def order(row: AssessmentRow) -> tuple[bool, int, str, str]:
    if row.is_running:
        return (False, (row.due_on or date.max).toordinal(), row.name, row.id)
    return (True, -(row.decided_on or row.opened_on).toordinal(), row.name, row.id)


def is_in(row: AssessmentRow, stage: Stage, on: date, valid: frozenset[str]) -> bool:
    return {
        Stage.RUNNING: row.state in RUNNING,
        Stage.FILLING: row.state in FILLABLE,
        Stage.OVERDUE: row.state in FILLABLE and row.due_on is not None and row.due_on < on,
        Stage.WAITING: row.state is AssessmentState.SUBMITTED,
        Stage.DECIDED: row.state is AssessmentState.DECIDED,
        Stage.VALID: row.id in valid,
        Stage.ALL: True,
    }[stage]


@pytest.mark.parametrize("days", DAYS.values(), ids=DAYS.keys())
def test_every_filter_leaves_the_rows_that_fit_it_and_counts_them(demo: Workspace, days: int) -> None:
    seen = as_of(demo, days)
    rows, valid = everything(demo, seen)
    assert len(rows) > 30 or days == DAYS["before all"]
    owners, parties = {row.owner_id for row in rows} - {None}, {row.third_party_id for row in rows}
    assert stage_counts(demo, seen) == {one: sum(is_in(row, one, seen.on, valid) for row in rows) for one in Stage}
    asked = product(Stage, ("", *sorted(map(str, owners))[:2]), ("", *sorted(parties)[:2], SELF_ID))
    for stage, owner, party in some(asked, days, one_in=9):
        wanted = AssessmentFilter(stage=stage, owner=owner, party=party)
        expected = [
            row
            for row in rows
            if is_in(row, stage, seen.on, valid)
            and (not owner or row.owner_id == owner)
            and (not party or row.third_party_id == party)
        ]
        assert list(all_rows(demo, seen, wanted)) == expected, wanted
        assert how_many(demo, seen, wanted) == len(expected), wanted
    for party in sorted(parties)[:5]:
        own = [row for row in rows if row.third_party_id == party]
        told = stage_counts(demo, seen, party=party)
        assert told == {one: sum(is_in(row, one, seen.on, valid) for row in own) for one in Stage}
    names = {row.third_party_id: row.name for row in rows}
    assert list((assessed_parties(demo, seen, most=500) or {}).items()) == sorted(
        names.items(), key=lambda pair: (pair[1], pair[0])
    )
    assert valid or days != 0


KEYS: dict[str, Callable[[AssessmentRow], Any]] = {
    "party": lambda row: row.name,
    "due": lambda row: row.due_on,
    "progress": lambda row: row.answered / row.applicable if row.applicable else None,
    "gaps": lambda row: row.failed,
    "owner": lambda row: row.owner or None,
    "opened": lambda row: row.opened_on,
    "submitted": lambda row: row.submitted_on,
    "decided": lambda row: row.decided_on,
}


@pytest.mark.parametrize("days", [DAYS["past"], DAYS["today"]])
def test_a_column_orders_both_ways_with_the_unknown_last(demo: Workspace, days: int) -> None:
    seen = as_of(demo, days)
    rows, _ = everything(demo, seen)
    for column, key in KEYS.items():
        unknown = [row for row in rows if key(row) is None]
        for name, turned in ((column, False), (f"-{column}", True)):
            expected = sorted((row for row in rows if key(row) is not None), key=key, reverse=turned) + unknown
            assert list(all_rows(demo, seen, AssessmentFilter(order=name))) == expected, name


def test_pages_laid_side_by_side_are_the_whole(demo: Workspace) -> None:
    seen, wanted = as_of(demo, 0), AssessmentFilter(order="-due")
    whole = list(all_rows(demo, seen, wanted))
    paged = [row for first in range(0, len(whole) + 9, 9) for row in row_page(demo, seen, wanted, first=first, limit=9)]
    assert paged == whole


@pytest.mark.parametrize("days", DAYS.values(), ids=DAYS.keys())
def test_cycles_are_the_newest_two_of_what_was_assessed_more_than_once(demo: Workspace, days: int) -> None:
    seen = as_of(demo, days)
    with demo.unit() as unit:
        assessments = all_records(unit, Assessment, number=seen.number)
    standing = [one for one in assessments if one.state is not AssessmentState.CANCELLED]
    pairs = []
    for _, group in groupby(sorted(standing, key=of_subject), key=of_subject):
        *before, newest = sorted(group, key=opened)
        if earlier := [one for one in before if one.opened_on < newest.opened_on]:
            pairs.append((earlier[-1].id, newest))
    expected = [
        (earlier, newest.id) for earlier, newest in sorted(pairs, key=lambda pair: opened(pair[1]), reverse=True)
    ]
    found, total = cycle_page(demo, seen, first=0, limit=1_000)
    assert [(earlier.id, later.id) for earlier, later in found] == expected
    assert total == len(expected)
    some, same = cycle_page(demo, seen, first=1, limit=1)
    assert ([(earlier.id, later.id) for earlier, later in some], same) == (expected[1:2], total)


def of_subject(assessment: Assessment) -> tuple[str, str]:
    return assessment.subject, assessment.pack_id


def opened(assessment: Assessment) -> tuple[date, str]:
    return assessment.opened_on, assessment.id
