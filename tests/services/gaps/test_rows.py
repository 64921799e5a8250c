"""The board as its statements give it, row by row beside one that makes an object of every gap and then chooses."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from pathlib import Path
from typing import TypeVar

import pytest

from kit.builders import an_actor
from kit.demos import DemoIn
from kit.examples import some
from sakimori.clock import now, today
from sakimori.domain.codes import Basis, ControlArea, GapKind, Severity
from sakimori.domain.gap import Fix, Gap, Span, Waiver, WaiverStanding, standing_of
from sakimori.domain.records.third_party import SELF_ID
from sakimori.domain.user import User
from sakimori.domain.values.as_of import AsOf
from sakimori.services.gaps.counts import GapCounts, count_gaps
from sakimori.services.gaps.rows import (
    GapFilter,
    GapRow,
    Grouping,
    WaiverNote,
    all_rows,
    board,
    group_page,
    in_group,
    row_page,
)
from sakimori.services.gaps.write import ask_waiver, assign, decide_waiver, plan
from sakimori.services.kernel.unit import Unit
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.rows import PartyHead, party_heads
from sakimori.store.reads import gaps as reads
from sakimori.store.records import from_row
from sakimori.store.spans import AS_KNOWN
from services.gaps.owners import owner_of, record_owners

T = TypeVar("T")

DAYS = {"past": -45, "yesterday": -1, "today": 0, "future": 200}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, demo_in: DemoIn) -> Workspace:
    """The demo, with owners, plans and waivers of every standing beside those that it brings."""
    folder: Path = tmp_path_factory.mktemp("board")
    workspace = Workspace(demo_in(folder, today()))
    asker, decider = an_actor(), an_actor(user_id="us_decider")
    with workspace.unit() as unit:
        people = [user.id for user in unit.records.select(User) if user.left_on is None]
    rows = [row for row in everything(workspace, as_of(workspace, 0)) if row.is_now and row.basis is Basis.POLICY]
    medium = [row for row in rows if row.severity is Severity.MEDIUM and row.waiver is None][:9]
    for place, row in enumerate(medium):
        assign(workspace, [row.gap_id], owner_id=people[place % len(people)], actor=asker, at=now())
        if place % 2:
            plan(workspace, row.gap_id, plan="直す", plan_due_on=today(), version=2, actor=asker, at=now())
        last_day = today() + timedelta(days=30 * place)
        waiver = ask_waiver(
            workspace, row.gap_id, justification="事情", last_day=last_day, actor=asker, at=now()
        ).record
        if place % 3:
            decide_waiver(workspace, waiver.id, approve=place % 3 == 1, note="理由", actor=decider, at=now())
    return workspace


def as_of(workspace: Workspace, days: int) -> AsOf:
    on = today() + timedelta(days=days)
    with workspace.unit() as unit:
        return AsOf(on, unit.number_on(on, today=today()), days < 0)


def everything(workspace: Workspace, seen: AsOf) -> list[GapRow]:
    """Every gap of the day and of those to come, each made out of the records around it."""
    with workspace.unit() as unit:
        parties = party_heads(unit, past=seen.number if seen.is_past else None)
        users = {user.id: user for user in unit.records.select(User)}
        gaps = {gap.id: gap for gap in kept(unit, Gap, seen)}
        owners = record_owners(lambda kind: kept(unit, kind, seen))
        waivers: defaultdict[str, list[Waiver]] = defaultdict(list)
        for waiver in kept(unit, Waiver, seen):
            waivers[waiver.gap_id].append(waiver)
        rows = unit.query(
            f"SELECT * FROM gap_span WHERE {AS_KNOWN} AND (until_on IS NULL OR until_on > :day)",
            number=seen.number,
            day=seen.on.isoformat(),
        )
        spans = [from_row(Span, row) for row in rows]
    found = [
        made(
            s,
            parties[s.third_party_id],
            gaps.get(s.gap_id),
            owner_of(s, gaps.get(s.gap_id), owners),
            users=users,
            waivers=waivers[s.gap_id],
            on=seen.on,
        )
        for s in spans
    ]
    return sorted(found, key=order)


def kept(unit: Unit, kind: type[T], seen: AsOf) -> list[T]:
    return unit.trail.records_at(kind, seen.number) if seen.is_past else unit.records.select(kind)


def order(row: GapRow) -> tuple[bool, bool, int, date, str, str]:
    is_unknown = row.kind is GapKind.UNKNOWN
    return (not row.is_now, is_unknown, row.severity.rank, row.due_on, row.third_party_name, row.gap_id)


def made(
    span: Span,
    party: PartyHead,
    gap: Gap | None,
    own: str | None,
    *,
    users: Mapping[str, User],
    waivers: list[Waiver],
    on: date,
) -> GapRow:
    owner = users.get(own or party.owner_id or "")
    notes = [(standing_of(one, severity=span.severity, facts_digest=span.facts_digest, on=on), one) for one in waivers]
    best = min(
        notes, key=lambda n: (list(WaiverStanding).index(n[0]), -n[1].last_day.toordinal(), n[1].id), default=None
    )
    return GapRow(
        gap_id=span.gap_id,
        rule_id=span.rule_id,
        third_party_id=span.third_party_id,
        third_party_name=party.name,
        tier=party.tier,
        severity=span.severity,
        kind=span.kind,
        basis=span.basis,
        title=span.title,
        cites=span.cites,
        action=replace(span.title, ja=span.action_ja, en=span.action_en),
        area=span.area,
        points=tuple(span.points.split()),
        fix=Fix(span.fix_record, span.fix_id, span.fix_field),
        is_now=span.from_on is None or span.from_on <= on,
        from_on=span.from_on,
        since_on=span.since_on,
        until_on=span.until_on,
        due_on=span.due_on,
        owner_id=own or party.owner_id,
        owner_name=owner.name if owner else "",
        department=owner.department if owner else "",
        has_own_owner=gap is not None and gap.owner_id is not None,
        plan=gap.plan if gap else "",
        plan_due_on=gap.plan_due_on if gap else None,
        version=gap.version if gap else 1,
        waiver=best and WaiverNote(best[1].id, best[0], best[1].last_day, best[1].asked_by, best[1].version),
    )


def admits(wanted: GapFilter, row: GapRow, on: date, *, severity: bool = True) -> bool:
    """Whether a filter leaves a row, asked of the row itself."""
    is_unknown = row.kind is GapKind.UNKNOWN
    return (
        (wanted.last_day is None or row.is_now or row.begins_on <= wanted.last_day)
        and (
            not severity
            or not (wanted.severities or wanted.unknown)
            or (wanted.unknown if is_unknown else row.severity in wanted.severities)
        )
        and (wanted.owner is None or (row.owner_id or "") == wanted.owner)
        and (not wanted.departments or row.department in wanted.departments)
        and (not wanted.bases or row.basis in wanted.bases)
        and (not wanted.areas or row.area in wanted.areas)
        and (not wanted.tiers or row.tier in wanted.tiers)
        and (not wanted.party or row.third_party_id == wanted.party)
        and (not wanted.gap or row.gap_id == wanted.gap)
        and (not wanted.rules or row.rule_id in wanted.rules)
        and (wanted.is_own is None or (row.third_party_id == SELF_ID) is wanted.is_own)
        and (not wanted.is_overdue or (row.is_now and not is_unknown and row.due_on < on))
        and (wanted.due_from is None or row.due_on >= wanted.due_from)
        and (wanted.due_until is None or row.due_on <= wanted.due_until)
        and (
            wanted.month is None
            or (row.from_on is not None and (row.from_on.year, row.from_on.month) == wanted.month.timetuple()[:2])
        )
    )


def recounted(rows: list[GapRow], on: date) -> GapCounts:
    """The numbers of some rows, counted one after the other."""
    known = [row for row in rows if row.is_now and row.kind is not GapKind.UNKNOWN]
    return GapCounts(
        Counter(row.severity for row in known),
        sum(row.is_now for row in rows) - len(known),
        sum(not row.is_now for row in rows),
        sum(row.due_on < on for row in known),
    )


Asked = Callable[[list[GapRow], date], GapFilter]

FILTERS: dict[str, Asked] = {
    "nothing": lambda rows, on: GapFilter(),
    "now": lambda rows, on: GapFilter(last_day=on),
    "within 90 days": lambda rows, on: GapFilter(last_day=on + timedelta(days=90)),
    "two severities": lambda rows, on: GapFilter(severities=frozenset({Severity.BLOCK, Severity.LOW})),
    "unknown": lambda rows, on: GapFilter(unknown=True),
    "one severity or unknown": lambda rows, on: GapFilter(severities=frozenset({Severity.HIGH}), unknown=True),
    "owner of the third party": lambda rows, on: GapFilter(owner=next(r.owner_id for r in rows if r.owner_id)),
    "owner of the gap": lambda rows, on: GapFilter(owner=next((r.owner_id for r in rows if r.has_own_owner), "")),
    "nobody looks after": lambda rows, on: GapFilter(owner=""),
    "departments": lambda rows, on: GapFilter(departments=frozenset({r.department for r in rows[:40]} - {""})),
    "own and department": lambda rows, on: GapFilter(
        owner=rows[0].owner_id, departments=frozenset({r.department for r in rows} - {""})
    ),
    "bases": lambda rows, on: GapFilter(bases=frozenset({Basis.LAW, Basis.GUIDELINE_MUST})),
    "area": lambda rows, on: GapFilter(areas=frozenset({ControlArea.TECHNICAL})),
    "tier": lambda rows, on: GapFilter(tiers=frozenset({1, 3})),
    "no tier": lambda rows, on: GapFilter(tiers=frozenset({None})),
    "tier or none": lambda rows, on: GapFilter(tiers=frozenset({None, 2})),
    "third party": lambda rows, on: GapFilter(party=rows[0].third_party_id, last_day=on),
    "gap": lambda rows, on: GapFilter(gap=rows[-1].gap_id),
    "rules": lambda rows, on: GapFilter(rules=frozenset(r.rule_id for r in rows[::50])),
    "ours": lambda rows, on: GapFilter(is_own=True),
    "theirs": lambda rows, on: GapFilter(is_own=False),
    "overdue": lambda rows, on: GapFilter(is_overdue=True),
    "due soon": lambda rows, on: GapFilter(due_from=on, due_until=on + timedelta(days=30)),
    "month": lambda rows, on: GapFilter(month=next(r.from_on for r in rows if r.from_on and not r.is_now)),
    "all at once": lambda rows, on: GapFilter(
        last_day=on + timedelta(days=30), severities=frozenset(Severity), unknown=True, bases=frozenset(Basis),
        tiers=frozenset({0, 1, 2, 3, None}), is_own=False, due_until=on + timedelta(days=400),
    ),
}  # fmt: skip


@pytest.mark.parametrize("days", DAYS.values(), ids=DAYS.keys())
def test_every_filter_leaves_the_rows_that_fit_it_in_their_order(demo: Workspace, days: int) -> None:
    seen = as_of(demo, days)
    rows = everything(demo, seen)
    assert len(rows) > 100
    for name, asked in FILTERS.items():
        wanted = asked(rows, seen.on)
        expected = [row for row in rows if admits(wanted, row, seen.on)]
        found = list(all_rows(demo, seen, wanted))
        assert [(order(row), row) for row in found] == [(order(row), row) for row in expected], name
    assert {row.waiver.standing for row in rows if row.waiver} >= ({WaiverStanding.ACTIVE} if days >= 0 else set())


@pytest.mark.parametrize("days", DAYS.values(), ids=DAYS.keys())
def test_the_counts_of_every_filter_are_those_of_its_rows(demo: Workspace, days: int) -> None:
    seen = as_of(demo, days)
    rows = everything(demo, seen)
    departments = sorted({row.department for row in rows} - {""})
    for name, asked in FILTERS.items():
        wanted = asked(rows, seen.on)
        left = [row for row in rows if admits(wanted, row, seen.on)]
        shown = board(demo, seen, wanted)
        whatever = [row for row in rows if admits(wanted, row, seen.on, severity=False)]
        assert (shown.counts, shown.left) == (recounted(whatever, seen.on), recounted(left, seen.on)), name
        assert shown.counts == count_gaps(demo, seen, wanted), name
        assert shown.total == len(left) == shown.left.number + shown.left.unknown + shown.left.coming, name
        assert shown.waived == sum(row.is_now and row.is_waived for row in left), name
        ours = [row for row in rows if wanted.is_own is False and admits(replace(wanted, is_own=True), row, seen.on)]
        assert shown.own == recounted(ours, seen.on), name
        assert list(shown.departments) == departments, name
    assert board(demo, seen, GapFilter(party=SELF_ID)).party_name == demo.meta("name")


@pytest.mark.parametrize("days", DAYS.values(), ids=DAYS.keys())
def test_pages_laid_side_by_side_are_the_whole(demo: Workspace, days: int) -> None:
    seen = as_of(demo, days)
    for wanted in (GapFilter(), GapFilter(severities=frozenset({Severity.MEDIUM}), unknown=True)):
        whole = list(all_rows(demo, seen, wanted))
        paged: list[GapRow] = []
        for first in range(0, len(whole) + 37, 37):
            part, total = row_page(demo, seen, wanted, first=first, limit=37)
            assert total == len(whole)
            paged += part
        assert paged == whole


@pytest.mark.parametrize(("by", "day"), some(product(Grouping, DAYS), 0))
def test_groups_are_what_their_rows_make(demo: Workspace, day: str, by: Grouping) -> None:
    seen = as_of(demo, DAYS[day])
    rows = everything(demo, seen)
    column = {Grouping.PARTY: "third_party_id", Grouping.RULE: "rule_id", Grouping.OWNER: "owner_id"}[by]
    for wanted in (GapFilter(), GapFilter(last_day=seen.on, bases=frozenset({Basis.LAW}))):
        expected: defaultdict[str, list[GapRow]] = defaultdict(list)
        for row in rows:
            if admits(wanted, row, seen.on):
                expected[getattr(row, column) or ""].append(row)
        found, total = group_page(demo, seen, wanted, by, first=0, limit=1_000)
        assert total == len(found) == len(expected)
        assert [order(g.first)[:4] for g in found] == [order(group[0])[:4] for group in expected.values()]
        for group in found:
            its = expected[group.key]
            marks = [None if row.kind is GapKind.UNKNOWN else row.severity for row in its]
            assert (group.first, group.first_due) == (its[0], min(row.due_on for row in its))
            assert group.counts == Counter(marks)
            assert list(all_rows(demo, seen, in_group(wanted, by, group.key))) == its
        part, same = group_page(demo, seen, wanted, by, first=1, limit=2)
        assert (part, same) == (found[1:3], total)


def test_a_past_day_leaves_nothing_behind_in_the_database(demo: Workspace) -> None:
    def names() -> list[str]:
        with demo.unit() as unit:
            return [str(row["legal_name"]) for row in unit.query("SELECT legal_name, address FROM third_party")]

    before = names()
    assert list(all_rows(demo, as_of(demo, -45), GapFilter()))
    assert names() == before


def test_a_third_party_of_which_no_tier_is_kept_counts_as_one_that_nobody_can_tell(demo: Workspace) -> None:
    seen = as_of(demo, 0)
    tiered = next(row for row in all_rows(demo, seen, GapFilter(tiers=frozenset({1}))))
    with demo.trial("test", actor=an_actor(), at=now()) as change:
        change.engine.execute("DELETE FROM party_head WHERE third_party_id = :id", {"id": tiered.third_party_id})
        of_party = GapFilter(party=tiered.third_party_id)
        found = list(reads.all_of(change.engine, seen, of_party))
        assert {row.tier for row in found} == {None}
        untold = replace(of_party, tiers=frozenset({None}))
        assert list(reads.all_of(change.engine, seen, untold)) == found
        assert list(reads.all_of(change.engine, seen, replace(of_party, tiers=frozenset({1})))) == []
