"""The page of access tokens: made for what was ticked, shown once, revoked, and nobody else's."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from kit.builders import an_actor
from sakimori.domain.access_token import SCOPE_NAMES, TokenScope
from sakimori.domain.codes import UserRole
from sakimori.domain.user import User
from web.serving import LOGIN, Browser, Server


def made(browser: Browser, **fields: str) -> str:
    page = browser.post("/tokens", {"name": "CRM", "scope_clearance": "1", "expires_on": "2027-11-24"} | fields)
    found = re.findall(r"<code>(sakimori_[\w-]{40,})</code>", page.text)
    return str(found[0]) if found else ""


def calls(browser: Browser, secret: str) -> int:
    answer = browser.client.get("/api/v1/recipients?text=x", headers={"authorization": f"Bearer {secret}"})
    return int(answer.status_code)


def test_a_token_is_shown_once_and_opens_what_was_ticked(server: Server) -> None:
    browser = server.set_up()
    secret = made(browser)
    assert secret
    assert secret not in browser.get("/tokens").text
    assert secret[:13] in browser.get("/tokens").text
    assert calls(browser, secret) == 200
    refused = browser.client.get("/api/v1/gaps", headers={"authorization": f"Bearer {secret}"})
    assert refused.json()["code"] == "scope_missing"


def test_a_revoked_token_is_over_on_the_page_and_for_programs(server: Server) -> None:
    browser = server.set_up()
    secret = made(browser)
    token_id = re.findall(r'name="revoke" value="(\w+)"', browser.get("/tokens").text)[0]
    browser.post("/tokens", {"revoke": token_id})
    assert 'name="revoke"' not in browser.get("/tokens").text
    assert "no longer valid" in browser.get("/tokens").text
    assert calls(browser, secret) == 401


def test_what_cannot_be_a_token_is_refused_in_words(server: Server) -> None:
    browser = server.set_up()
    for wrong in ({"name": ""}, {"scope_clearance": ""}, {"expires_on": "2020-01-01"}, {"expires_on": "soon"}):
        page = browser.post("/tokens", {"name": "CRM", "scope_clearance": "1"} | wrong)
        assert page.status_code == 422, wrong
        assert 'role="alert"' in page.text
    assert made(browser, scope_clearance="", scope_calendar="1") == ""


def test_nobody_sees_the_page_without_signing_in_or_posts_it_from_elsewhere(server: Server) -> None:
    browser = server.set_up()
    assert server.here().get("/tokens").headers["location"].startswith("/sign-in")
    foreign = browser.client.post("/tokens", data={"name": "CRM", "scope_clearance": "1"})
    assert foreign.status_code == 422
    assert "sakimori_" not in foreign.text


def test_the_page_speaks_both_languages_and_offers_everything_but_calendars(server: Server) -> None:
    browser = server.set_up()
    for language, word in (("ja", "アクセストークン"), ("en", "Access tokens")):
        page = browser.get(f"/tokens?lang={language}").text
        assert word in page
        assert SCOPE_NAMES[TokenScope.CLEARANCE].get(language) in page
        assert {*re.findall(r'name="scope_(\w+)"', page)} == {s.value for s in TokenScope} - {"calendar"}
        assert "<script" not in page


def test_only_whoever_manages_people_is_led_to_the_tokens_of_everybody(server: Server) -> None:
    founder, own = server.set_up(), server.door.own
    assert own is not None
    assert 'href="/settings?tab=tokens"' in founder.get("/tokens").text
    with own.change("user.edited", actor=an_actor(), at=server.clock()) as change:
        (standing,) = change.records.select(User)
        change.update(replace(standing, roles=frozenset({UserRole.SALES})))
    assert 'href="/settings?tab=tokens"' not in founder.get("/tokens").text


@pytest.mark.parametrize(
    ("page", "fields"),
    [
        ("/password", {"present": LOGIN["password"], "password": "akai-kutsu-wo-haita"}),
        ("/sign-out", {"everywhere": "1"}),
        ("/sign-out", {}),
    ],
)
@pytest.mark.parametrize("chosen", [True, False])
def test_a_new_password_and_signing_out_offer_to_revoke_tokens_and_revoke_none_by_themselves(
    server: Server, page: str, fields: dict[str, str], chosen: bool
) -> None:
    browser = server.set_up()
    assert 'name="tokens"' not in browser.get(page).text, "nothing is offered where there is none"
    secret = made(browser)
    for language, words in (("ja", "すべて取り消す"), ("en", "Revoke all these tokens")):
        shown = browser.get(f"{page}?lang={language}").text
        assert words in shown
        assert "<li>CRM</li>" in shown
        assert "checked" not in shown
    assert browser.post(page, fields | ({"tokens": "1"} if chosen else {})).status_code == 303
    assert calls(browser, secret) == (401 if chosen else 200)


def test_a_wrong_present_password_revokes_nothing(server: Server) -> None:
    browser = server.set_up()
    secret = made(browser)
    refused = browser.post("/password", {"present": "wrong", "password": "akai-kutsu-wo-haita", "tokens": "1"})
    assert refused.status_code == 403
    assert calls(browser, secret) == 200


def test_only_an_administrator_is_offered_a_token_without_an_end(server: Server) -> None:
    founder, own = server.set_up(), server.door.own
    assert own is not None
    assert made(founder, expires_on="")
    with own.change("user.edited", actor=an_actor(), at=server.clock()) as change:
        (standing,) = change.records.select(User)
        change.update(replace(standing, roles=frozenset({UserRole.COMPLIANCE})))
    assert "within a year" in founder.get("/tokens").text
    assert made(founder, expires_on="") == ""
    assert made(founder, expires_on="2099-01-01") == ""
    assert made(founder)
