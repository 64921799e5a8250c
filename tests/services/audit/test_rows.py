"""The trail as people read it: names instead of ids, before and after by field."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from kit.builders import AT, TODAY, a_third_party, a_workspace, an_actor
from sakimori.domain.codes import ContactKind, Role, UserRole
from sakimori.domain.records.third_party import Contact
from sakimori.domain.trail import ERASED
from sakimori.errors import NotFoundError, NotPermittedError
from sakimori.services.audit.rows import TrailField, trail_detail, trail_rows
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import edit, erase_contact, register

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
