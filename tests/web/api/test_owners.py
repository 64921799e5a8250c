"""Whoever an incident, a measure or a request of a person is given to is named beside each row about it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from typer.testing import CliRunner

from kit.builders import AT, TODAY, an_actor
from sakimori.cli.app import app
from sakimori.domain.codes import Basis, GapKind
from sakimori.domain.gap import Gap, SubjectKind
from sakimori.domain.records.incidents import Incident
from sakimori.domain.rule import DeadlineKind
from sakimori.domain.user import User
from sakimori.domain.values.as_of import NEWEST, AsOf
from sakimori.errors import SelfApprovalError
from sakimori.services.calendar.deadlines import Deadline, DeadlineFilter, calendar_counts, deadline_page
from sakimori.services.dashboard.gaps import own_gaps
from sakimori.services.dashboard.points import owners_of_point
from sakimori.services.gaps.rows import GapFilter, GapRow, Grouping, all_rows, board, group_page
from sakimori.services.gaps.write import ask_waiver, decide_waiver
from sakimori.services.incidents.write import save_facts
from sakimori.services.kernel.recompute import recompute
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.view import dossier_view
from sakimori.web.assistant import tools
from sakimori.web.assistant.quoting import quoted
from sakimori.web.assistant.tools import Assistant, Seat
from services.gaps.owners import owner_of, record_owners
from web.api.calling import Programs

OF_OWNED = {SubjectKind.INCIDENT, SubjectKind.PERSON_REQUEST, SubjectKind.COURSE}
ALL: dict[str, Any] = {"first": 0, "limit": 5_000}
FAR = DeadlineFilter(first=TODAY - timedelta(days=4_000), last=TODAY + timedelta(days=4_000), overdue=True)


@dataclass(frozen=True)
class Owned:
    """A demo, its newest entry, and who owns each gap about a record that somebody was given."""

    workspace: Workspace
    as_of: AsOf
    owners: dict[str, str]
    names: dict[str, str]

    @property
    def named(self) -> dict[str, str]:
        """The name that stands beside each of these gaps."""
        return {gap: self.names[owner] for gap, owner in self.owners.items()}


def owners_by_record(workspace: Workspace) -> Iterator[tuple[str, str]]:
    """Each gap of which the owner is told by a record, out of the records themselves."""
    with workspace.unit() as unit:
        owners = record_owners(unit.records.select)
        for gap in unit.records.select(Gap):
            if gap.subject_kind in OF_OWNED and (owner := owner_of(gap, gap, owners)):
                yield gap.id, owner


@pytest.fixture(scope="module")
def owned(programs: Programs) -> Owned:
    workspace = programs.workspace
    programs.token()  # adds the person who calls
    with workspace.unit() as unit:
        names = {user.id: user.name for user in unit.records.select(User)}
        number = unit.number()
    return Owned(workspace, AsOf(TODAY, number), dict(owners_by_record(workspace)), names)


def rows(owned: Owned, wanted: GapFilter | None = None) -> list[GapRow]:
    return list(all_rows(owned.workspace, owned.as_of, wanted or GapFilter()))


Told = Callable[[Owned, Programs], dict[Any, str]]
"""The owner that a surface names beside each gap or deadline."""


def on_the_board(owned: Owned, _: Programs) -> dict[str, str]:
    return {row.gap_id: row.owner_name for row in rows(owned)}


def under_the_filter_by_owner(owned: Owned, _: Programs) -> dict[str, str]:
    return {
        row.gap_id: owned.names[owner]
        for owner in {*owned.owners.values()}
        for row in rows(owned, GapFilter(owner=owner))
    }


def in_the_group_of_an_owner(owned: Owned, _: Programs) -> dict[str, str]:
    groups, _count = group_page(owned.workspace, owned.as_of, GapFilter(), Grouping.OWNER, **ALL)
    found: dict[str, str] = {}
    for group in groups:
        of_it = rows(owned, GapFilter(owner=group.key))
        assert len(of_it) == sum(group.counts.values())
        found |= {row.gap_id: owned.names.get(group.key, "") for row in of_it}
    return found


def in_the_dossier(owned: Owned, _: Programs) -> dict[str, str]:
    parties = {row.third_party_id for row in rows(owned) if row.gap_id in owned.owners}
    assert len(parties) > 1
    views = [dossier_view(owned.workspace, one, on=TODAY, today=TODAY, number=owned.as_of.number) for one in parties]
    return {line.span.gap_id: line.owner or "" for view in views for line in view.gaps}


def by_the_command(_: Owned, programs: Programs) -> dict[str, str]:
    path = str(programs.workspace.target)
    told = CliRunner().invoke(app, ["gaps", "--on", TODAY.isoformat(), "--db", path, "--json"], catch_exceptions=False)
    return {row["gap_id"]: row["owner_name"] for row in json.loads(told.stdout)}


def every(programs: Programs, asked: str) -> Iterator[dict[str, Any]]:
    """The rows of all pages of a list."""
    cursor = ""
    while True:
        page = programs.get(f"{asked}&limit=200{cursor}").json()
        yield from page["items"]
        if not page["page"]["next"]:
            return
        cursor = f"&cursor={page['page']['next']}"


def from_the_interface(_: Owned, programs: Programs) -> dict[str, str]:
    return {one["id"]: one["owner"] for one in every(programs, "/gaps?to_come=true")}


def key_of(one: Deadline) -> tuple[str, ...]:
    return (one.day.isoformat(), one.kind, one.target.record_id, one.title.ja)


def deadlines(owned: Owned, owner: str = "") -> list[Deadline]:
    found, _ = deadline_page(owned.workspace, owned.as_of, replace(FAR, owner=owner), **ALL)
    return [one for one in found if one.kind is not DeadlineKind.DELEGATION]  # which is of two people


def in_the_calendar(owned: Owned, _: Programs) -> dict[Any, str]:
    return {key_of(one): one.owner_name for one in deadlines(owned)}


def in_the_calendar_of_an_owner(owned: Owned, _: Programs) -> dict[Any, str]:
    told = calendar_counts(owned.workspace, owned.as_of, FAR).by_owner
    found = {owner: deadlines(owned, owner) for owner in told}
    assert sum(map(len, found.values())) > 5
    return {key_of(one): told[owner][0] for owner, of_it in found.items() for one in of_it}


def in_deadlines_from_the_interface(_: Owned, programs: Programs) -> dict[Any, str]:
    asked = f"/deadlines?first={FAR.first}&last={FAR.last}&overdue=true"
    return {
        (one["day"], one["kind"], one["fix"]["record_id"], one["title"]["ja"]): one["owner"]
        for one in every(programs, asked)
    }


GAPS: tuple[Told, ...] = (
    on_the_board, under_the_filter_by_owner, in_the_group_of_an_owner, in_the_dossier, by_the_command,
    from_the_interface,
)  # fmt: skip
DEADLINES: tuple[Told, ...] = (in_the_calendar, in_the_calendar_of_an_owner, in_deadlines_from_the_interface)


def test_the_demo_has_gaps_of_each_kind_of_record_that_somebody_is_given(owned: Owned) -> None:
    with owned.workspace.unit() as unit:
        subjects = {gap.id: (gap.subject_kind, "/" in gap.subject_key) for gap in unit.records.select(Gap)}
    assert {subjects[row.gap_id] for row in rows(owned) if row.gap_id in owned.owners} == {
        (SubjectKind.INCIDENT, False), (SubjectKind.INCIDENT, True), (SubjectKind.PERSON_REQUEST, False),
        (SubjectKind.COURSE, True),
    }  # fmt: skip


@pytest.mark.parametrize("told", GAPS, ids=lambda told: told.__name__)
def test_a_list_of_gaps_names_the_owner_of_the_record(owned: Owned, programs: Programs, told: Told) -> None:
    found = told(owned, programs)
    due = {row.gap_id for row in rows(owned) if row.is_now}
    named = {gap: name for gap, name in owned.named.items() if gap in due}
    assert len(named) > 5
    assert {gap: found.get(gap) for gap in named} == named


@pytest.mark.parametrize("told", DEADLINES, ids=lambda told: told.__name__)
def test_a_list_of_deadlines_names_the_owner_of_the_record(owned: Owned, programs: Programs, told: Told) -> None:
    found = told(owned, programs)
    named = {key_of(one): owned.named[one.id] for one in deadlines(owned) if one.id in owned.named}
    assert len(named) > 5
    assert {one: found.get(one) for one in named} == named


def test_an_assistant_is_told_the_owner_of_each_gap(owned: Owned, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tools, "_ROWS", 5_000)
    told = Assistant(lambda: Seat(owned.workspace, an_actor()), lambda: AT).list_gaps().splitlines()
    lines = list(zip(rows(owned, GapFilter(last_day=TODAY)), told, strict=False))
    of_owned = [(row, line) for row, line in lines if row.gap_id in owned.owners]
    assert len(of_owned) > 5
    for row, line in of_owned:
        assert row.rule_id in line
        assert line.endswith(f", {quoted(owned.named[row.gap_id], 'ja')})")


def test_figures_by_owner_and_department_count_the_gaps_that_the_board_lists(owned: Owned) -> None:
    known = [row for row in rows(owned, GapFilter(last_day=TODAY)) if row.kind is not GapKind.UNKNOWN]
    assert Counter(one.owner_id for one in own_gaps(owned.workspace, owned.as_of)) == Counter(
        row.owner_id for row in known if row.gap_id in owned.owners or row.has_own_owner
    )
    for point in ("B6", "A5", "A7"):
        told = owners_of_point(owned.workspace, owned.as_of, point)
        of_it = Counter(row.owner_name for row in known if point in row.points)
        assert {one.name: one.number for one in told} == of_it
    departments = board(owned.workspace, owned.as_of, GapFilter()).departments
    assert set(departments) == {row.department for row in rows(owned) if row.department}


def test_on_a_past_day_the_owner_of_that_day_is_named(owned: Owned) -> None:
    workspace = owned.workspace
    dated = {one.id for one in deadline_page(workspace, owned.as_of, FAR, **ALL)[0]}
    with workspace.unit() as unit:
        held = {gap.subject_key for gap in unit.records.select(Gap) if gap.id in dated & owned.owners.keys()}
        found = next(one for one in unit.records.select(Incident) if one.id in held and one.owner_id != "us02")
        gaps = {gap.id for gap in unit.records.select(Gap) if gap.subject_key == found.id}
    incident, before = found.id, found.owner_id
    then = AsOf(TODAY, owned.as_of.number, is_past=True)
    save_facts(workspace, incident, {"owner_id": "us02"}, actor=an_actor(), at=AT + timedelta(minutes=5))
    try:
        for as_of, owner in ((then, before), (AsOf(TODAY, NEWEST), "us02")):
            told = {row.owner_id for row in all_rows(workspace, as_of, GapFilter()) if row.gap_id in gaps}
            due, _ = deadline_page(workspace, as_of, FAR, **ALL)
            assert told == {one.owner_id for one in due if one.id in gaps} == {owner}
        assert [found for _, _, found in recompute(workspace, on=TODAY) if found] == []
    finally:
        save_facts(workspace, incident, {"owner_id": before}, actor=an_actor(), at=AT + timedelta(minutes=6))


def test_whoever_sees_to_a_record_decides_no_waiver_of_what_is_missing_of_it(owned: Owned) -> None:
    workspace = owned.workspace
    open_now = {row.gap_id: row for row in rows(owned, GapFilter(last_day=TODAY)) if row.gap_id in owned.owners}
    gap = next(one for one, row in open_now.items() if row.basis is Basis.POLICY and not row.has_own_owner)
    waiver = ask_waiver(
        workspace, gap, justification="理由", last_day=TODAY + timedelta(days=30), actor=an_actor(), at=AT
    ).record
    owner = an_actor(user_id=owned.owners[gap])
    assert owner.id != an_actor().id
    with pytest.raises(SelfApprovalError):
        decide_waiver(workspace, waiver.id, approve=True, note="", actor=owner, at=AT)
