"""The trail as people read it: names instead of ids, before and after by field."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from kit.builders import AT, TODAY, a_third_party, a_workspace, an_actor, rows_given
from kit.demos import DemoIn
from kit.examples import some
from sakimori.clock import today
from sakimori.domain.codes import ContactKind, Role, UserRole
from sakimori.domain.records.third_party import Contact, Service, ThirdParty
from sakimori.domain.trail import ERASED
from sakimori.domain.user import Actor, User
from sakimori.domain.values.days import end_of_day
from sakimori.domain.values.names import fold
from sakimori.errors import NotFoundError, NotPermittedError
from sakimori.services.audit.rows import (
    TrailField,
    TrailFilter,
    TrailRow,
    all_rows,
    trail_count,
    trail_detail,
    trail_page,
    wanted_of,
)
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import edit, erase_contact, register
from sakimori.store.trail import TrailLine

ACTOR = an_actor()
NEXT_DAY = AT + timedelta(days=1)


def a_history() -> tuple[Workspace, str]:
    workspace = a_workspace()
    contact = Contact("", "", ContactKind.SECURITY, name="山田 太郎")
    party = register(workspace, a_third_party(), contacts=(contact,), actor=ACTOR, at=AT).record
    edit(
        workspace, replace(party, country="US", roles=frozenset({Role.SOURCE})), actor=ACTOR, at=NEXT_DAY, reason="移転"
    )
    return workspace, party.id


def trail_rows(workspace: Workspace, *, actor: Actor, number: int, reads: bool = False, **asked: Any) -> list[TrailRow]:
    wanted = wanted_of(reads=reads, up_to=None if reads else number, **asked)
    rows = trail_page(workspace, wanted, actor=actor, first=0, limit=999)
    assert list(all_rows(workspace, wanted, actor=actor)) == rows
    assert trail_count(workspace, wanted, actor=actor) == len(rows)
    return rows


def test_the_newest_entry_comes_first_and_is_told_in_names() -> None:
    workspace, party = a_history()
    newest, *older = trail_rows(workspace, actor=ACTOR, number=workspace.head()[0])
    assert (newest.who, newest.action, newest.reason) == ("佐藤 美咲", "third_party.edited", "移転")
    assert (newest.label.ja, newest.third_party_id) == ("株式会社つむぎコールセンター", party)
    assert [row.seq for row in older] == [3, 2, 1]


def test_a_past_day_shows_only_what_was_written_until_then() -> None:
    workspace, _ = a_history()
    with workspace.unit() as unit:
        number = unit.number_on(TODAY, today=TODAY + timedelta(days=5))
    assert [row.seq for row in trail_rows(workspace, actor=ACTOR, number=number)] == [3, 2, 1]


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        (TODAY, TODAY, [3, 2, 1]),
        (TODAY + timedelta(days=1), None, [4]),
        (None, TODAY - timedelta(days=1), []),
    ],
)
def test_days_are_days_in_japan_with_both_ends(since: date | None, until: date | None, expected: list[int]) -> None:
    workspace, _ = a_history()
    rows = trail_rows(workspace, actor=ACTOR, number=99, since=since, until=until)
    assert [row.seq for row in rows] == expected


def test_a_change_shows_only_its_fields_before_and_after() -> None:
    workspace, _ = a_history()
    assert trail_detail(workspace, 4, actor=ACTOR).fields == (
        TrailField("roles", frozenset({Role.PROCESSOR}), frozenset({Role.SOURCE})),
        TrailField("country", "JP", "US"),
    )


def test_a_new_record_shows_what_was_recorded_and_nothing_that_was_not() -> None:
    workspace, _ = a_history()
    fields = {f.field: f for f in trail_detail(workspace, 2, actor=ACTOR).fields}
    assert set(fields) == {"legal_name", "roles", "lifecycle", "country", "created_on"}
    assert all(f.before is None for f in fields.values())


def test_an_erased_value_is_shown_as_erased() -> None:
    workspace, _ = a_history()
    with workspace.unit() as unit:
        [contact] = unit.records.select(Contact)
    erase_contact(workspace, contact.id, actor=ACTOR, at=NEXT_DAY)
    fields = {f.field: f.after for f in trail_detail(workspace, 3, actor=ACTOR).fields}
    assert fields["name"] == ERASED


def test_reads_stand_apart_from_changes() -> None:
    workspace, _ = a_history()
    workspace.access("evidence.downloaded", actor=ACTOR, at=AT, what="evidence", key="ev1")
    [row] = trail_rows(workspace, actor=ACTOR, number=0, reads=True)
    assert (row.action, row.record_id) == ("evidence.downloaded", "ev1")


def test_a_number_that_nobody_wrote_is_refused() -> None:
    workspace, _ = a_history()
    with pytest.raises(NotFoundError):
        trail_detail(workspace, 99, actor=ACTOR)


@pytest.mark.parametrize("role", [UserRole.SALES, UserRole.PROCUREMENT])
def test_the_trail_is_for_audit_compliance_and_administration(role: UserRole) -> None:
    workspace, _ = a_history()
    with pytest.raises(NotPermittedError):
        trail_rows(workspace, actor=an_actor(role), number=9)
    with pytest.raises(NotPermittedError):
        trail_detail(workspace, 1, actor=an_actor(role))


def test_an_erased_name_heads_no_entry() -> None:
    workspace, party = a_history()
    with workspace.unit() as unit:
        (contact,) = unit.records.select(Contact)
    named = [row for row in trail_rows(workspace, actor=ACTOR, number=99) if row.record_kind == "contact"]
    assert "山田 太郎" in {row.label.ja for row in named}
    erase_contact(workspace, contact.id, actor=ACTOR, at=NEXT_DAY)
    told = [row for row in trail_rows(workspace, actor=ACTOR, number=99) if row.record_kind == "contact"]
    assert {row.label.ja for row in told} == {""}
    assert party in {row.third_party_id for row in told}


# Beside a way that reads every entry and every name

FILTERS: dict[str, dict[str, Any]] = {
    "nothing": {},
    "a person": {"by": "us09"},
    "a kind": {"record_kind": "answer"},
    "a person and a kind": {"by": "us09", "record_kind": "condition"},
    "a third party": {"third_party_id": "first"},
    "a name": {"words": "つむぎ"},
    "a service": {"words": "クラウド"},
    "nobody": {"words": "ぬぬぬ"},
    "days": {"since": today() - timedelta(days=90), "until": today() - timedelta(days=20)},
    "until a number": {"up_to": 700},
    "all at once": {"by": "us09", "since": date(2020, 1, 1), "until": today(), "up_to": 5_000},
}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, demo_in: DemoIn) -> Workspace:
    return Workspace(demo_in(tmp_path_factory.mktemp("trail"), today()))


@pytest.mark.parametrize("name", some(FILTERS, 0))
def test_a_filter_leaves_the_entries_that_fit_it_told_in_the_names_of_all(demo: Workspace, name: str) -> None:
    asked: dict[str, Any] = FILTERS[name]
    with demo.unit() as unit:
        lines = unit.trail.lines(limit=10**6)
        people = {user.id: user.name for user in unit.records.select(User)}
        parties = {party.id: party.legal_name for party in unit.records.select(ThirdParty)}
        services = unit.records.select(Service)
    if asked.get("third_party_id"):
        asked = asked | {"third_party_id": next(iter(parties))}
    called = {party: [name] for party, name in parties.items()}
    for service in services:
        called[service.third_party_id].append(service.name)

    def fits(line: TrailLine) -> bool:
        entry, words = line.entry, fold(asked.get("words", ""))
        return (
            entry.actor == asked.get("by", entry.actor)
            and entry.record_kind == asked.get("record_kind", entry.record_kind)
            and entry.third_party_id == asked.get("third_party_id", entry.third_party_id)
            and (not words or any(words in fold(name) for name in called.get(entry.third_party_id, ())))
            and ("since" not in asked or entry.at >= end_of_day(asked["since"] - timedelta(days=1)))
            and ("until" not in asked or entry.at < end_of_day(asked["until"]))
            and entry.seq <= asked.get("up_to", entry.seq)
        )

    expected = [
        (
            e.seq,
            e.at,
            people.get(e.actor, e.actor),
            e.action,
            e.record_id,
            parties.get(e.third_party_id, ""),
            line.reason,
        )
        for line in lines
        if fits(line)
        for e in [line.entry]
    ]
    wanted = wanted_of(**asked)
    found = list(all_rows(demo, wanted, actor=ACTOR))
    assert bool(found) == (asked.get("words") != "ぬぬぬ")
    assert [(r.seq, r.at, r.who, r.action, r.record_id, r.third_party, r.reason) for r in found] == expected
    assert trail_count(demo, wanted, actor=ACTOR) == len(expected)
    paged = [
        row for n in range(0, len(found) + 1, 997) for row in trail_page(demo, wanted, actor=ACTOR, first=n, limit=997)
    ]
    assert paged == found


def opened(workspace: Workspace, wanted: TrailFilter) -> None:
    trail_count(workspace, wanted, actor=ACTOR)
    trail_page(workspace, wanted, actor=ACTOR, first=10, limit=20)


def rows_read(monkeypatch: pytest.MonkeyPatch, open_page: Callable[[], object]) -> int:
    with rows_given(monkeypatch) as read:
        open_page()
    return sum(read)


def test_a_page_of_a_trail_of_twice_the_length_reads_no_row_more(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    workspace = Workspace(tmp_path / "x.db")
    read = []
    for _ in range(2):
        for _ in range(60):
            register(workspace, a_third_party(), actor=ACTOR, at=AT)
        pages = [wanted_of(), wanted_of(by=ACTOR.id, record_kind="third_party", words="株式会社")]
        read.append([rows_read(monkeypatch, partial(opened, workspace, wanted)) for wanted in pages])
    assert read[0] == read[1]
    assert max(read[0]) < 3 * 20
