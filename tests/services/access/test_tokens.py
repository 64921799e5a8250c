"""Access tokens: told once, known by a hash alone, and nobody's as soon as they or their person are over."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from kit.builders import AT, TODAY, a_workspace, an_actor, everything_stored
from sakimori.domain.access_token import TokenScope
from sakimori.domain.codes import UserRole
from sakimori.errors import InvalidValueError, MyNumberError, NotFoundError, StateError
from sakimori.services.access import tokens
from sakimori.services.access.accounts import Accounts
from sakimori.services.access.bearer import Bearer, who_bears
from sakimori.services.access.sessions import Sessions
from sakimori.services.access.tokens import (
    MadeToken,
    all_tokens,
    make_token,
    own_tokens,
    revoke_own_tokens,
    revoke_token,
    standing_tokens,
)
from sakimori.services.audit.view import verify
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.settings.users import add_user, list_users, record_leaving
from sakimori.store.trail import ACCESS, Trail

ADMIN = an_actor()
KEN = an_actor(UserRole.SALES, user_id="us02", name="高橋 健")
CALENDAR = frozenset({TokenScope.CALENDAR})


@pytest.fixture
def workspace() -> Workspace:
    made = a_workspace()
    add_user(made, name=KEN.name, department="", roles=KEN.roles, user_id=KEN.id, actor=ADMIN, at=AT)
    return made


def made_for(workspace: Workspace, **facts: object) -> MadeToken:
    given = {"name": "手帳", "scopes": CALENDAR, "expires_on": None, "actor": KEN, "at": AT} | facts
    return make_token(workspace, **given)  # type: ignore[arg-type]


def bearer(workspace: Workspace, secret: str, *, days: int = 0) -> Bearer | None:
    return who_bears(workspace, secret, scope=TokenScope.CALENDAR, at=AT + timedelta(days=days))


def test_a_secret_speaks_for_its_person_with_their_roles_of_now(workspace: Workspace) -> None:
    made = made_for(workspace)
    found = bearer(workspace, made.secret)
    assert found is not None
    assert (found.user.id, found.actor.roles, found.token.id) == ("us02", frozenset({UserRole.SALES}), made.token.id)


def test_the_secret_is_long_told_once_and_stands_nowhere(workspace: Workspace) -> None:
    made = made_for(workspace)
    secret = made.secret.removeprefix(tokens.PREFIX)
    assert len(secret) >= 43  # 256 bits
    assert made.secret.startswith(made.token.starts_with)
    assert len(made.token.starts_with) == len(tokens.PREFIX) + 4
    assert made.secret not in repr(made)
    assert secret not in everything_stored(workspace)
    assert made_for(workspace).secret != made.secret


def test_whatever_is_not_quite_the_secret_is_nobodys(workspace: Workspace) -> None:
    secret = made_for(workspace).secret
    for wrong in ("", secret[:-1], secret + "x", secret.upper(), tokens.PREFIX, "x" * 10_000, "\ud800"):
        assert bearer(workspace, wrong) is None


def test_a_token_opens_through_its_last_day_and_not_the_day_after(workspace: Workspace) -> None:
    secret = made_for(workspace, expires_on=TODAY + timedelta(days=3)).secret
    assert bearer(workspace, secret, days=3) is not None
    assert bearer(workspace, secret, days=4) is None
    assert bearer(workspace, made_for(workspace).secret, days=4000) is not None


def test_a_revoked_token_opens_nothing_and_stays_revoked(workspace: Workspace) -> None:
    made = made_for(workspace)
    other = made_for(workspace, name="別の手帳")
    revoked = revoke_token(workspace, made.token.id, actor=KEN, at=AT)
    again = revoke_token(workspace, made.token.id, actor=KEN, at=AT + timedelta(days=1))
    assert revoked.revoked_at == again.revoked_at == AT
    assert bearer(workspace, made.secret) is None
    assert bearer(workspace, other.secret) is not None


def test_a_token_opens_what_it_was_made_for_alone(workspace: Workspace) -> None:
    made = made_for(workspace)
    with workspace.writing() as unit:
        unit.engine.execute("UPDATE access_token SET scopes = '[]' WHERE id = :id", {"id": made.token.id})
    assert bearer(workspace, made.secret) is None


def test_a_token_ends_with_its_person(workspace: Workspace) -> None:
    secret = made_for(workspace).secret
    record_leaving(workspace, "us02", left_on=TODAY + timedelta(days=2), actor=ADMIN, at=AT)
    assert bearer(workspace, secret, days=1) is not None
    assert bearer(workspace, secret, days=2) is None


def test_a_token_is_still_while_its_account_is_disabled_and_over_once_it_is_given_anew(workspace: Workspace) -> None:
    accounts = Accounts(workspace, Sessions())
    accounts.begin_with("us01", login="misaki@tsumugi.example", password="kuroi-neko-ga", actor=ADMIN, at=AT)
    accounts.give("us02", login="ken@tsumugi.example", actor=ADMIN, at=AT)
    secret = made_for(workspace).secret
    accounts.disable("us02", is_disabled=True, actor=ADMIN, at=AT)
    assert bearer(workspace, secret) is None
    accounts.disable("us02", is_disabled=False, actor=ADMIN, at=AT)
    assert bearer(workspace, secret) is not None
    accounts.give("us02", login="ken@tsumugi.example", actor=ADMIN, at=AT)
    assert bearer(workspace, secret) is None


def test_its_use_is_noted_by_the_day(workspace: Workspace) -> None:
    made = made_for(workspace)
    assert own_tokens(workspace, actor=KEN)[0].last_used_on is None
    for days in (0, 0, 5):
        assert bearer(workspace, made.secret, days=days) is not None
    assert own_tokens(workspace, actor=KEN)[0].last_used_on == TODAY + timedelta(days=5)


def test_a_person_sees_and_revokes_their_own_and_an_administrator_those_of_everybody(workspace: Workspace) -> None:
    kens, admins = made_for(workspace).token, made_for(workspace, actor=ADMIN).token
    assert [one.id for one in own_tokens(workspace, actor=KEN)] == [kens.id]
    assert {one.id for one in all_tokens(workspace, actor=ADMIN)} == {kens.id, admins.id}
    for token_id in (admins.id, "at_none"):
        with pytest.raises(NotFoundError):
            revoke_token(workspace, token_id, actor=KEN, at=AT)
    assert revoke_token(workspace, kens.id, actor=ADMIN, at=AT).revoked_at == AT


def test_making_and_revoking_is_noted_and_vouched_for(workspace: Workspace) -> None:
    token = made_for(workspace).token
    revoke_token(workspace, token.id, actor=ADMIN, at=AT)
    assert verify(workspace).is_intact
    with workspace.unit() as unit:
        lines = Trail(unit.engine, ACCESS).lines()
    noted = [(x.entry.action, x.entry.actor, x.entry.record_id) for x in reversed(lines)]
    assert noted == [("token.made", "us02", token.id), ("token.revoked", "us01", token.id)]


@pytest.mark.parametrize(
    ("facts", "error"),
    [
        ({"name": " "}, InvalidValueError),
        ({"name": "x" * 61}, InvalidValueError),
        ({"name": "前 1234 5678 9018 後"}, MyNumberError),
        ({"scopes": frozenset()}, InvalidValueError),
        ({"expires_on": TODAY - timedelta(days=1)}, InvalidValueError),
        ({"actor": an_actor(user_id="cli:root")}, NotFoundError),
    ],
)
def test_a_token_that_cannot_be_is_not_made(workspace: Workspace, facts: dict[str, object], error: type) -> None:
    with pytest.raises(error):
        made_for(workspace, **facts)
    assert all_tokens(workspace, actor=ADMIN) == []


def test_a_person_has_so_many_that_stand(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "MOST", 2)
    first = made_for(workspace, expires_on=TODAY)
    made_for(workspace)
    with pytest.raises(StateError):
        made_for(workspace)
    revoke_token(workspace, first.token.id, actor=KEN, at=AT)
    made_for(workspace)
    assert len(list_users(workspace)) == 2


def test_a_token_without_an_end_is_an_administrators_matter_but_for_calendars(workspace: Workspace) -> None:
    asks, a_year = frozenset({TokenScope.CLEARANCE}), TODAY + timedelta(days=365)
    for actor in (KEN, an_actor(UserRole.COMPLIANCE, user_id="us02", name=KEN.name)):
        for scopes in (asks, asks | CALENDAR):
            for last in (None, a_year + timedelta(days=1), date(9999, 12, 31)):
                with pytest.raises(InvalidValueError) as refused:
                    made_for(workspace, scopes=scopes, expires_on=last, actor=actor)
                assert "管理者だけ" in refused.value.message("ja")
    assert made_for(workspace, scopes=asks, expires_on=a_year).token.expires_on == a_year
    assert made_for(workspace, scopes=CALENDAR).token.expires_on is None
    assert made_for(workspace, scopes=asks, actor=ADMIN).token.expires_on is None


def test_whoever_revokes_all_revokes_their_own_alone(workspace: Workspace) -> None:
    mine, hers = [made_for(workspace).secret for _ in range(2)], made_for(workspace, actor=ADMIN).secret
    revoke_own_tokens(workspace, actor=KEN, at=AT)
    assert standing_tokens(workspace, actor=KEN, at=AT) == []
    assert [bearer(workspace, one) for one in mine] == [None, None]
    assert bearer(workspace, hers) is not None
    revoke_own_tokens(workspace, actor=KEN, at=AT)
