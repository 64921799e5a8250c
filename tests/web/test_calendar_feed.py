"""The address of a calendar: whoever shows its token sees it, and everybody else the same nothing."""

from __future__ import annotations

import logging

import httpx2
import pytest
from icalendar import Calendar

from kit.builders import a_third_party
from sakimori.domain.access_token import TokenScope
from sakimori.domain.codes import UserRole
from sakimori.domain.user import Actor
from sakimori.services.access.tokens import MadeToken, make_token, revoke_token
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import register
from sakimori.services.settings.users import add_user, change_user, list_users
from web.serving import PUBLIC_ORIGIN, Server, a_demo

CALENDAR = frozenset({TokenScope.CALENDAR})


def me_in(workspace: Workspace) -> Actor:
    user = next(one for one in list_users(workspace) if UserRole.ADMIN in one.roles)
    return Actor(user.id, user.name, user.roles)


def own(server: Server) -> Workspace:
    server.set_up()
    assert server.door.own is not None
    return server.door.own


def made_in(workspace: Workspace, server: Server) -> MadeToken:
    return make_token(
        workspace, name="手帳", scopes=CALENDAR, expires_on=None, actor=me_in(workspace), at=server.clock()
    )  # fmt: skip


def ask(server: Server, secret: str, query: str = "", **headers: str) -> httpx2.Response:
    """As programs of calendars ask, which want no page."""
    return server.here().get(f"/calendar/{secret}.ics{query}", accept="text/calendar, */*;q=0.1", **headers)


def said(answer: httpx2.Response) -> tuple[int, str, dict[str, str]]:
    return answer.status_code, answer.text, dict(answer.headers)


def test_a_calendar_is_given_to_its_token_without_a_session(server: Server) -> None:
    answer = ask(server, made_in(own(server), server).secret)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["cache-control"] == "private, no-cache"
    assert "set-cookie" not in answer.headers
    assert str(Calendar.from_ical(answer.text)["x-wr-calname"]) == "株式会社つむぎ 期限"


def test_wrong_revoked_and_powerless_tokens_find_the_same_nothing(server: Server) -> None:
    workspace = own(server)
    revoked = made_in(workspace, server)
    revoke_token(workspace, revoked.token.id, actor=me_in(workspace), at=server.clock())
    wrong = ask(server, "sakimori_" + "x" * 43)
    assert wrong.status_code == 404
    assert said(ask(server, revoked.secret)) == said(wrong)
    user = add_user(
        workspace, name="高橋", department="", roles=frozenset({UserRole.PROCUREMENT}), user_id="us02",
        actor=me_in(workspace), at=server.clock(),
    )  # fmt: skip
    his = make_token(
        workspace, name="手帳", scopes=CALENDAR, expires_on=None, actor=Actor(user.id, user.name, user.roles),
        at=server.clock(),
    )  # fmt: skip
    assert ask(server, his.secret).status_code == 200
    stored = next(one for one in list_users(workspace) if one.id == "us02")
    sales = stored.__class__(stored.id, stored.name, "", frozenset({UserRole.SALES}), version=stored.version)
    change_user(workspace, sales, actor=me_in(workspace), at=server.clock())
    assert said(ask(server, his.secret)) == said(wrong)
    assert said(ask(server, made_in(workspace, server).secret, "?kind=nothing")) == said(wrong)


def test_what_has_not_changed_is_not_sent_again(server: Server) -> None:
    workspace = own(server)
    secret = made_in(workspace, server).secret
    tag = ask(server, secret).headers["etag"]
    for given in (tag, f"W/{tag}", f'"other", {tag}'):
        unchanged = ask(server, secret, **{"if-none-match": given})
        assert (unchanged.status_code, unchanged.text, unchanged.headers["etag"]) == (304, "", tag)
    assert ask(server, secret, "?whose=me", **{"if-none-match": tag}).status_code == 200
    register(workspace, a_third_party(), actor=me_in(workspace), at=server.clock())
    assert ask(server, secret, **{"if-none-match": tag}).status_code == 200


def test_links_lead_to_the_public_address(public: Server) -> None:
    at_home = public.here()
    assert at_home.post("/set-up", {}).status_code != 500
    workspace = Workspace(public.door.own_file)
    founder = Actor("us01", "佐藤", frozenset(UserRole))
    add_user(
        workspace, name="佐藤", department="", roles=founder.roles, user_id="us01", actor=founder, at=public.clock()
    )
    secret = made_in(workspace, public).secret
    register(workspace, a_third_party(), actor=founder, at=public.clock())
    answer = public.elsewhere().get(f"/calendar/{secret}.ics")
    assert answer.status_code == 200
    urls = [str(event["url"]) for event in Calendar.from_ical(answer.text).walk("VEVENT")]
    assert all(url.startswith(PUBLIC_ORIGIN) for url in urls)


def test_the_demo_has_calendars_on_this_machine_alone(server: Server, public: Server) -> None:
    secret = made_in(a_demo(server), server).secret
    assert ask(server, secret).status_code == 200
    assert public.elsewhere().get(f"/calendar/{secret}.ics").status_code == 404


def test_no_log_holds_a_token(server: Server, caplog: pytest.LogCaptureFixture) -> None:
    workspace = own(server)
    with caplog.at_level(logging.DEBUG):
        made = made_in(workspace, server)
        ask(server, made.secret)
        ask(server, made.secret[:-1] + "x")
        revoke_token(workspace, made.token.id, actor=me_in(workspace), at=server.clock())
        ask(server, made.secret)
    ours = [record.getMessage() for record in caplog.records if not record.name.startswith("httpx")]
    assert [line for line in ours if made.secret[:-1] in line] == []
