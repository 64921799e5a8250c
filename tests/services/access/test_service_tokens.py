"""Tokens of programs under names of their own: roles that they need, never people's rights, and no way to sign in."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from kit.builders import AT, a_third_party, a_workspace, an_actor
from sakimori.domain.access_token import SCOPE_NAMES, TokenScope
from sakimori.domain.codes import UserRole
from sakimori.domain.gap import Gap
from sakimori.domain.values.days import legal_day
from sakimori.errors import InvalidValueError, NotFoundError, NotPermittedError
from sakimori.services.access.accounts import Accounts
from sakimori.services.access.bearer import who_bears
from sakimori.services.access.rows import TokenFilter, TokenOwner, token_page
from sakimori.services.access.service_tokens import make_service_token, renew_service_token
from sakimori.services.access.sessions import Sessions
from sakimori.services.access.tokens import MadeToken, make_token, revoke_token
from sakimori.services.audit.view import verify
from sakimori.services.clearance.choices import whom_to_ask
from sakimori.services.gaps.write import assign
from sakimori.services.kernel.access import Permission
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import register
from sakimori.services.settings.delegations import can_borrow
from sakimori.services.settings.handing_over import possible_successors
from sakimori.services.settings.reach import set_reach
from sakimori.services.settings.users import add_user, list_users

ADMIN = an_actor(UserRole.ADMIN)
ASKS = frozenset({TokenScope.CLEARANCE})


def made(workspace: Workspace, **facts: object) -> MadeToken:
    given = {"name": "CRM連携", "roles": frozenset({UserRole.SALES}), "scopes": ASKS, "expires_on": None,
             "actor": ADMIN, "at": AT} | facts  # fmt: skip
    return make_service_token(workspace, **given)  # type: ignore[arg-type]


def test_a_program_acts_under_its_own_name_with_its_roles() -> None:
    workspace = a_workspace()
    token = made(workspace)
    found = who_bears(workspace, token.secret, at=AT)
    assert found is not None
    assert (found.actor.name, found.actor.roles, found.actor.via) == (
        "CRM連携", frozenset({UserRole.SALES}), token.token.id
    )  # fmt: skip
    assert Accounts(workspace, Sessions()).of_user(found.user.id) is None
    assert verify(workspace).is_intact


def test_no_work_is_given_to_a_program() -> None:
    workspace = a_workspace()
    roles = frozenset({UserRole.COMPLIANCE, UserRole.PROCUREMENT})
    program = made(workspace, roles=roles).token.user_id
    person = add_user(workspace, name="鈴木", department="", roles=roles, actor=ADMIN, at=AT)
    on, compliance = legal_day(AT), an_actor(UserRole.COMPLIANCE)
    asked = {one.id for one in whom_to_ask(workspace, UserRole.COMPLIANCE, on=on)}
    assert (person.id in asked, program in asked) == (True, False)
    able = {one.id for one in possible_successors(workspace, "us01", Permission.WORK_ON_GAPS, on=on)}
    assert (person.id in able, program in able) == (True, False)
    buyer = replace(person, roles=frozenset({UserRole.PROCUREMENT}))
    able = {one.id for one in (buyer, replace(buyer, id=program)) if can_borrow(one, Permission.DECIDE_WAIVER, on=on)}
    assert able == {person.id}
    register(workspace, a_third_party(), actor=compliance, at=AT)
    with workspace.unit() as unit:
        gap = unit.records.select(Gap)[0]
    with pytest.raises(InvalidValueError, match="works here"):
        assign(workspace, (gap.id,), owner_id=program, actor=compliance, at=AT)
    assert assign(workspace, (gap.id,), owner_id=person.id, actor=compliance, at=AT).record[0].owner_id == person.id
    with pytest.raises(InvalidValueError):
        set_reach(workspace, person.id, email="", language="ja", lead_id=program, actor=ADMIN, at=AT)


def test_a_program_gets_a_second_token_while_the_first_still_stands() -> None:
    workspace = a_workspace()
    first = made(workspace)
    second = renew_service_token(
        workspace, first.token.user_id, scopes=ASKS, expires_on=None, actor=ADMIN, at=AT + timedelta(days=1)
    )  # fmt: skip
    revoke_token(workspace, first.token.id, actor=ADMIN, at=AT)
    assert who_bears(workspace, first.secret, at=AT) is None
    assert who_bears(workspace, second.secret, at=AT) is not None
    with pytest.raises(NotFoundError):
        renew_service_token(workspace, "us01", scopes=ASKS, expires_on=None, actor=ADMIN, at=AT)


@pytest.mark.parametrize("wrong", [{"roles": frozenset()}, {"roles": frozenset(UserRole)}, {"scopes": frozenset()}])
def test_a_program_without_a_role_or_with_that_of_an_administrator_is_refused(wrong: dict[str, object]) -> None:
    workspace = a_workspace()
    with pytest.raises(InvalidValueError):
        made(workspace, **wrong)
    assert len(list_users(workspace)) == 1


def test_only_an_administrator_makes_one() -> None:
    with pytest.raises(NotPermittedError):
        made(a_workspace(), actor=an_actor(UserRole.COMPLIANCE))


def test_everything_that_a_token_can_open_has_a_name() -> None:
    assert set(SCOPE_NAMES) == set(TokenScope)


def test_the_list_is_narrowed_by_holder_kind_and_whether_a_token_stands() -> None:
    workspace = a_workspace()
    program = made(workspace, name="CRM_1", expires_on=legal_day(AT)).token.id
    person = make_token(
        workspace, name="表計算", scopes=ASKS, expires_on=None, actor=ADMIN, at=AT + timedelta(hours=1)
    ).token.id  # fmt: skip
    over = make_token(workspace, name="CRMx1", scopes=ASKS, expires_on=None, actor=ADMIN, at=AT).token.id
    revoke_token(workspace, over, actor=ADMIN, at=AT)

    def found(**wanted: object) -> list[str]:
        rows, total = token_page(workspace, TokenFilter(**wanted), first=0, limit=50, actor=ADMIN)  # type: ignore[arg-type]
        assert total == len(rows)
        return [row.token.id for row in rows]

    assert set(found()) == {program, person, over}
    assert found()[0] == person, "the newest first"
    assert found(owner=TokenOwner.PROGRAM) == [program]
    assert set(found(owner=TokenOwner.PERSON)) == {person, over}
    assert set(found(standing_on=legal_day(AT))) == {program, person}
    assert found(standing_on=legal_day(AT) + timedelta(days=1)) == [person]
    assert found(text="crm_1") == [program], "an underscore stands for itself"
    assert found(order="until")[0] == program
    with pytest.raises(NotPermittedError):
        token_page(workspace, TokenFilter(), first=0, limit=1, actor=an_actor(UserRole.COMPLIANCE))
