"""One count: dashboard, board, dossiers, list of third parties and calendar say the same of any day."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from random import Random

from hypothesis import HealthCheck, settings

from kit.examples import examples
from sakimori.domain.codes import GapKind
from sakimori.domain.records.third_party import SELF_ID
from sakimori.domain.rule import DeadlineKind
from sakimori.domain.values.as_of import AsOf
from sakimori.domain.values.days import legal_day
from sakimori.services.calendar.deadlines import DeadlineFilter, calendar_counts, deadline_page
from sakimori.services.dashboard.due import reviews_due
from sakimori.services.dashboard.view import overview
from sakimori.services.gaps.counts import GapCounts, count_gaps
from sakimori.services.gaps.rows import GapFilter, GapRow, all_rows, board
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.rows import PartyFilter
from sakimori.services.parties.rows import all_rows as all_parties
from sakimori.services.parties.view import dossier_view
from services.kernel.test_keep_in_step import World, Write, histories, lived

DAYS = (-200, 0, 1, 60, 400)
"""The days that are asked for, from that of the last write."""


def recounted(rows: list[GapRow], on: date) -> GapCounts:
    """The numbers of some rows, counted one after the other."""
    known = [row for row in rows if row.is_now and row.kind is not GapKind.UNKNOWN]
    unknown = [row for row in rows if row.is_now and row.kind is GapKind.UNKNOWN]
    coming = len(rows) - len(known) - len(unknown)
    return GapCounts(Counter(r.severity for r in known), len(unknown), coming, sum(r.due_on < on for r in known))


def all_say_the_same(workspace: Workspace, on: date, today: date) -> None:
    """Compare what every page says of a day with the rows of the board, which its files hold too."""
    with workspace.unit() as unit:
        number = unit.number_on(on, today=today)
    as_of = AsOf(on, number, on < today)
    rows = list(all_rows(workspace, as_of, GapFilter()))
    theirs = [row for row in rows if row.third_party_id != SELF_ID]
    for with_own, counted in ((False, theirs), (True, rows)):
        expected, wanted = recounted(counted, on), GapFilter(is_own=None if with_own else False)
        shown = board(workspace, as_of, wanted)
        assert expected == count_gaps(workspace, as_of, wanted) == shown.counts == shown.left
        assert shown.total == expected.number + expected.unknown + expected.coming == len(counted)
        risk = overview(workspace, on=on, today=today, number=number, with_own=with_own)
        assert risk.counts == expected
        assert (risk.now.overdue, risk.now.unknown) == (expected.overdue, expected.unknown)
        assert sum(department.total for department in risk.departments) <= expected.number
    for party in {row.third_party_id for row in rows}:
        view = dossier_view(workspace, party, on=on, today=today, number=number)
        assert view.counts == recounted([row for row in rows if row.third_party_id == party], on)
    for listed in all_parties(workspace, as_of, PartyFilter(with_over=True)):
        its = recounted([row for row in rows if row.third_party_id == listed.id], on)
        assert (listed.gaps.known, listed.gaps.unknown) == (its.number, its.unknown)


def the_calendar_agrees(workspace: Workspace, on: date, today: date) -> None:
    """What the calendar counts are its rows, and its reviews are those of the dashboard."""
    with workspace.unit() as unit:
        number = unit.number_on(on, today=today)
    as_of, late = AsOf(on, number, on < today), DeadlineFilter(overdue=True)
    rows, total = deadline_page(workspace, as_of, late, first=0, limit=10_000)
    counts = calendar_counts(workspace, as_of, late)
    assert counts.overdue == total == len(rows) == sum(counts.by_kind.values())
    reviews = {(row.third_party_id, row.day) for row in rows if row.kind is DeadlineKind.REVIEW}
    due = reviews_due(workspace, on=on, number=number, days=0)
    assert reviews == {(review.third_party_id, review.due_on) for review in due if review.is_overdue}


@settings(max_examples=examples(40), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@histories
def test_every_page_says_the_same_number_of_any_workspace(
    seed: int, beginning: tuple[Write, ...], writes: list[Write]
) -> None:
    world = World(Random(seed))  # noqa: S311 - made-up writes, no secrets
    assert list(lived(world, (*beginning, *writes)))
    today = legal_day(world.at)
    for days in DAYS:
        all_say_the_same(world.workspace, today + timedelta(days=days), today)
        the_calendar_agrees(world.workspace, today + timedelta(days=days), today)
