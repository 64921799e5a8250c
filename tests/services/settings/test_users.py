"""Our own people: added, changed, gone; somebody always stays who can manage them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kit.builders import AT, TODAY, a_third_party, a_workspace, an_actor
from sakimori.domain.codes import Lifecycle, UserRole
from sakimori.domain.user import User
from sakimori.errors import ConflictError, InvalidValueError, MyNumberError, NotPermittedError, StateError
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import register
from sakimori.services.settings.users import add_user, change_user, list_users, record_leaving, user_rows

ACTOR = an_actor()


def with_a_colleague() -> tuple[Workspace, User]:
    workspace = a_workspace()
    colleague = add_user(
        workspace,
        name="高橋 健",
        department="購買部",
        roles=frozenset({UserRole.PROCUREMENT}),
        actor=ACTOR,
        at=AT,
        user_id="us02",
    )
    return workspace, colleague


def test_a_person_is_added_once_and_stands_in_the_trail() -> None:
    workspace, colleague = with_a_colleague()
    assert [user.name for user in list_users(workspace)] == ["佐藤 美咲", "高橋 健"]
    with workspace.unit() as unit:
        [line] = unit.trail.lines(record_id=colleague.id)
    assert line.entry.action == "user.added"


@pytest.mark.parametrize(
    ("name", "refusal"),
    [(" ", InvalidValueError), ("\u200b", InvalidValueError), ("あ" * 101, InvalidValueError),
     ("1234 5678 9018", MyNumberError)],
)  # fmt: skip
def test_a_name_that_cannot_be_is_refused(name: str, refusal: type[Exception]) -> None:
    workspace, _ = with_a_colleague()
    with pytest.raises(refusal):
        add_user(workspace, name=name, department="", roles=frozenset(), actor=ACTOR, at=AT)
    assert len(list_users(workspace)) == 2


def test_roles_are_changed() -> None:
    workspace, colleague = with_a_colleague()
    changed = change_user(workspace, replace(colleague, roles=frozenset({UserRole.AUDITOR})), actor=ACTOR, at=AT)
    assert (changed.roles, changed.version) == (frozenset({UserRole.AUDITOR}), 2)


def test_of_two_changes_at_once_the_second_is_refused() -> None:
    workspace, colleague = with_a_colleague()
    change_user(workspace, replace(colleague, department="法務部"), actor=ACTOR, at=AT)
    with pytest.raises(ConflictError):
        change_user(workspace, replace(colleague, department="総務部"), actor=ACTOR, at=AT)


def test_whoever_leaves_opens_a_gap_on_what_they_owned_and_coming_back_closes_it() -> None:
    workspace, colleague = with_a_colleague()
    party = a_third_party(owner_id=colleague.id, lifecycle=Lifecycle.IN_USE)
    register(workspace, party, actor=ACTOR, at=AT)
    assert [row.dossiers for row in user_rows(workspace, number=99)] == [0, 1]

    left = record_leaving(workspace, colleague.id, left_on=TODAY, actor=ACTOR, at=AT)
    back = record_leaving(workspace, colleague.id, left_on=None, actor=ACTOR, at=AT)

    assert [span.from_on for span in left.opened] == [TODAY]
    assert {span.gap_id for span in back.closed} == {span.gap_id for span in left.opened}


def test_people_stand_by_name_and_those_who_left_at_the_end() -> None:
    workspace, _ = with_a_colleague()
    add_user(
        workspace, name="加藤 誠", department="", roles=frozenset({UserRole.ADMIN}), actor=ACTOR, at=AT, user_id="us03"
    )
    record_leaving(workspace, "us01", left_on=TODAY, actor=ACTOR, at=AT)
    assert [row.user.id for row in user_rows(workspace, number=99)] == ["us03", "us02", "us01"]


def test_a_past_number_shows_people_as_they_were() -> None:
    workspace, _ = with_a_colleague()
    assert [row.user.id for row in user_rows(workspace, number=1)] == ["us01"]


def test_the_last_administrator_neither_leaves_nor_gives_the_role_up() -> None:
    workspace, _ = with_a_colleague()
    [admin, _] = list_users(workspace)
    with pytest.raises(StateError):
        record_leaving(workspace, admin.id, left_on=TODAY, actor=ACTOR, at=AT)
    with pytest.raises(StateError):
        change_user(workspace, replace(admin, roles=frozenset({UserRole.SALES})), actor=ACTOR, at=AT)
    assert list_users(workspace)[0] == admin


@pytest.mark.parametrize("role", [role for role in UserRole if role is not UserRole.ADMIN])
def test_people_are_managed_by_the_administrator_only(role: UserRole) -> None:
    workspace, colleague = with_a_colleague()
    stranger = an_actor(role)
    with pytest.raises(NotPermittedError):
        add_user(workspace, name="x", department="", roles=frozenset(), actor=stranger, at=AT)
    with pytest.raises(NotPermittedError):
        change_user(workspace, colleague, actor=stranger, at=AT)
    with pytest.raises(NotPermittedError):
        record_leaving(workspace, colleague.id, left_on=TODAY, actor=stranger, at=AT)
