"""Every address by every role and every way of coming: who may call it is in one table, as it is for the services."""

from __future__ import annotations

import re

import pytest

from sakimori.domain.access_token import TokenScope
from sakimori.domain.codes import UserRole
from sakimori.services.access.tokens import make_token, revoke_token
from sakimori.services.kernel.access import ALLOWED
from sakimori.web.api.endpoint import Endpoint
from sakimori.web.api.routes import ENDPOINTS
from sakimori.web.limits import TRIES_IN, WRONG_TOKENS, Budget
from web.api.calling import PROGRAMS, Programs


def address(endpoint: Endpoint) -> str:
    """Its path, with an id that nobody has."""
    return re.sub(r"\{\w+\}", "nobody", endpoint.path)


def told(programs: Programs, endpoint: Endpoint, secret: str, **headers: str) -> tuple[int, str]:
    answer = programs.call(endpoint.method, address(endpoint), secret=secret, headers=headers)
    is_problem = answer.headers["content-type"] == "application/problem+json"
    return answer.status_code, answer.json()["code"] if is_problem else ""


def test_there_are_addresses_to_walk_and_each_has_a_name_of_its_own() -> None:
    assert len(ENDPOINTS) > 30
    assert len({one.name for one in ENDPOINTS}) == len({(one.method, one.path) for one in ENDPOINTS}) == len(ENDPOINTS)


@pytest.mark.parametrize("role", UserRole)
def test_a_role_comes_in_exactly_where_its_permission_opens(programs: Programs, role: UserRole) -> None:
    secret = programs.token(role)
    for endpoint in ENDPOINTS:
        status, code = told(programs, endpoint, secret)
        if role in ALLOWED[endpoint.permission]:
            assert (status, code) != (403, "not_permitted"), endpoint.name
        else:
            assert (status, code) == (403, "not_permitted"), endpoint.name


def test_a_token_opens_only_what_it_was_made_for(programs: Programs) -> None:
    for endpoint in ENDPOINTS:
        others = programs.token(scopes=frozenset(TokenScope) - {endpoint.scope})
        assert told(programs, endpoint, others) == (403, "scope_missing"), endpoint.name
        alone = programs.token(scopes={endpoint.scope})
        assert told(programs, endpoint, alone)[1] != "scope_missing", endpoint.name


def test_nobody_comes_in_without_a_token_that_stands(programs: Programs) -> None:
    who = programs.person("us-gone", frozenset(UserRole))
    day = programs.clock().date()
    made = {
        name: make_token(programs.workspace, name=name, scopes=PROGRAMS, expires_on=day, actor=who, at=programs.clock())
        for name in ("revoked", "expired")
    }
    revoke_token(programs.workspace, made["revoked"].token.id, actor=who, at=programs.clock())
    for endpoint in ENDPOINTS:
        assert told(programs, endpoint, "") == (401, "token_missing"), endpoint.name
        programs.door.wrong_tokens = Budget(WRONG_TOKENS, TRIES_IN)
        assert told(programs, endpoint, "sakimori_nobodys") == (401, "token_refused"), endpoint.name
        assert told(programs, endpoint, made["revoked"].secret) == (401, "token_refused"), endpoint.name
        programs.clock.goes(days=1)
        assert told(programs, endpoint, made["expired"].secret) == (401, "token_refused"), endpoint.name
        programs.clock.goes(days=-1)


def test_the_cookie_of_a_browser_opens_nothing(programs: Programs) -> None:
    secret = programs.token()
    programs.client.cookies.set("sakimori_session", secret)
    answers = [programs.get(path, secret="") for path in ("/gaps", "/stops")]
    programs.client.cookies.clear()
    assert {answer.status_code for answer in answers} == {401}
    assert "set-cookie" not in answers[0].headers


def test_after_many_wrong_tokens_wrong_ones_have_to_wait_and_right_ones_do_not(programs: Programs) -> None:
    programs.clock.goes(hours=1)
    for _ in range(WRONG_TOKENS):
        assert programs.get("/gaps", secret="sakimori_wrong").status_code == 401
    late = programs.get("/gaps", secret="sakimori_wrong")
    assert (late.status_code, late.json()["code"], late.headers["retry-after"]) == (429, "too_many", "60")
    assert programs.get("/gaps").status_code == 200
    assert not programs.door.tries.is_spent("127.0.0.1", programs.clock())
    programs.clock.goes(minutes=10)
    assert programs.get("/gaps", secret="sakimori_wrong").status_code == 401


def test_a_token_calls_only_so_often_within_a_minute(programs: Programs) -> None:
    secret = programs.token(UserRole.AUDITOR)
    programs.clock.goes(minutes=2)
    answers = [programs.get("/third-parties?limit=0", secret=secret).status_code for _ in range(600)]
    assert set(answers) == {422}
    assert programs.get("/stops", secret=secret).status_code == 429
    programs.clock.goes(minutes=1)
    assert programs.get("/stops", secret=secret).status_code == 200


def test_whoever_left_has_no_token_any_more(programs: Programs) -> None:
    secret = programs.token(UserRole.PROCUREMENT)
    assert programs.get("/stops", secret=secret).status_code == 200
    with programs.workspace.writing() as unit:
        unit.engine.execute("UPDATE app_user SET left_on = '2026-01-01' WHERE id = 'us-procurement'", {})
    assert programs.get("/stops", secret=secret).status_code == 401
