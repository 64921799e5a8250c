"""Guessing at the door: an office keeps working beside whoever guesses, and many addresses together gain little."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pyotp
import pytest

from sakimori.domain.codes import UserRole
from sakimori.domain.guessing import FREE_TRIES, FREE_TRIES_OF_ALL
from sakimori.domain.user import Actor
from sakimori.errors import WrongSignInError
from sakimori.services.access import passwords
from sakimori.services.access.known_browsers import COOKIE, LASTS_DAYS, MOST_MARKS
from sakimori.services.access.sign_in import Origin
from sakimori.services.settings.users import add_user
from web.serving import LOGIN, PUBLIC_ORIGIN, Browser, Server

ADMIN = Actor("us_admin", "管理者", frozenset(UserRole))
OFFICE, NEW = "203.0.113.5", "akai-kutsu-wo-haita"
A_DAY = 24 * 60


def colleague(server: Server, login: str) -> str:
    """The first password of one more person."""
    assert server.door.own is not None
    user = add_user(
        server.door.own, name=login, department="", roles=frozenset(UserRole), actor=ADMIN, at=server.clock()
    )
    return server.door.accounts.give(user.id, login=login, actor=ADMIN, at=server.clock())


def second_step(server: Server, browser: Browser) -> str:
    """The secret of the app that whoever is signed in registers."""
    [secret] = re.findall(r"<code>(\w+)</code>", browser.get("/sign-in/code").text)
    code = pyotp.TOTP(secret).at(server.clock())
    assert browser.post("/sign-in/code", {"code": code}).headers["location"] == "/"
    server.clock.goes(minutes=1)
    return str(secret)


def guesses(server: Server, *, tries: int, peer: str = OFFICE, **fields: str) -> None:
    guesser = server.here(peer=peer)
    for _ in range(tries):
        assert guesser.sign_in(password="wrong", **fields).status_code == 403


def test_in_an_office_wrong_tries_at_one_account_hold_nobody_up_at_anothers(server: Server) -> None:
    server.set_up()
    first = colleague(server, "takahashi")
    guesses(server, tries=40)
    assert server.here(peer=OFFICE).sign_in(login="takahashi", password=first).headers["location"] == "/password"
    assert server.here(peer=OFFICE).sign_in().status_code == 403  # that account, from there, has to wait


def test_whoever_is_in_signs_out_changes_and_revokes_whatever_is_guessed_beside_them(server: Server) -> None:
    server.set_up()
    here = server.here(peer=OFFICE)
    here.sign_in()
    others = [server.here(peer=OFFICE) for _ in range(2)]
    for other in others:
        other.sign_in()
    guesses(server, tries=40)
    for number in range(40):
        server.here(peer=OFFICE).sign_in(login=f"nobody{number}", password="wrong")
    here.post("/tokens", {"name": "CRM", "scope_clearance": "1", "expires_on": "2027-11-24"})
    [token] = re.findall(r'name="revoke" value="(\w+)"', here.get("/tokens").text)
    here.post("/tokens", {"revoke": token})
    assert 'name="revoke"' not in here.get("/tokens").text
    assert here.post("/password", {"present": LOGIN["password"], "password": NEW}).headers["location"] == "/"
    assert here.post("/sign-out", {"everywhere": "1"}).headers["location"] == "/sign-in"
    assert here.get("/risk").headers["location"].startswith("/sign-in")


def test_a_browser_that_has_signed_in_before_is_held_up_by_no_strangers_tries(server: Server) -> None:
    known = server.set_up()
    known.post("/sign-out", {})
    for number in range(FREE_TRIES_OF_ALL * 3):
        server.here(peer=f"198.51.100.{number}").sign_in(password="wrong")
    assert server.here(peer="192.0.2.1").sign_in().status_code == 403  # an unknown browser waits
    assert known.sign_in().headers["location"] == "/"
    known.post("/sign-out", {})
    guesses(server, tries=FREE_TRIES * 2, peer="127.0.0.1")  # at its own address as well
    assert known.sign_in().headers["location"] == "/"


def test_a_known_browser_waits_after_wrong_tries_of_its_own(server: Server) -> None:
    known = server.set_up()
    known.post("/sign-out", {})
    for _ in range(FREE_TRIES + 3):
        known.sign_in(password="wrong")
    assert known.sign_in().status_code == 403
    server.clock.goes(minutes=1)
    assert known.sign_in().status_code == 303


def test_a_right_second_step_goes_past_the_wrong_tries_of_strangers_and_counts_once(server: Server) -> None:
    browser = server.set_up()
    secret = second_step(server, browser)
    for number in range(FREE_TRIES_OF_ALL * 3):
        server.here(peer=f"198.51.100.{number}").sign_in(password="wrong")
    stranger = server.here(peer="192.0.2.1")
    refused = stranger.sign_in()
    assert (refused.status_code, 'name="code"' in refused.text) == (403, True)
    code = pyotp.TOTP(secret).at(server.clock())
    assert stranger.sign_in(code=code, password="wrong").status_code == 403
    assert stranger.sign_in(code=code).status_code == 403  # spent
    server.clock.goes(seconds=30)
    assert stranger.sign_in(code=pyotp.TOTP(secret).at(server.clock())).headers["location"] == "/"


def test_a_right_second_step_after_the_password_is_held_up_by_no_wrong_passwords(server: Server) -> None:
    browser = server.set_up()
    secret = second_step(server, browser)
    inside = server.here(peer="192.0.2.1")
    assert inside.sign_in().headers["location"] == "/sign-in/code"
    for number in range(FREE_TRIES_OF_ALL * 3):
        server.here(peer=f"198.51.100.{number}").sign_in(password="wrong")
    code = pyotp.TOTP(secret).at(server.clock())
    assert inside.post("/sign-in/code", {"code": code}).headers["location"] == "/"


@pytest.mark.parametrize("code", ["", "123456"])
def test_a_thousand_addresses_together_get_few_tries_at_one_account_in_a_day(
    server: Server, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    second_step(server, server.set_up())
    compared = []

    def fits(kept: str, _typed: str) -> bool:
        compared.append(bool(kept))
        return False

    monkeypatch.setattr(passwords, "fits", fits)
    sign_in, begin = server.door.sign_in, server.clock()
    monkeypatch.setattr(sign_in, "_refused", lambda *_: None)
    tries = 0
    for minute in range(0, A_DAY, 5):
        for address in range(minute % 100, 1_000, 100):
            at, origin = begin + timedelta(minutes=minute, seconds=tries % 60), Origin(f"10.0.{address}")
            tries += 1
            has_code = bool(code) and sign_in.code_opens(LOGIN["login"], code, at=at, origin=origin)
            with pytest.raises(WrongSignInError):
                sign_in.prove(LOGIN["login"], "wrong", at=at, origin=origin, has_code=has_code)
    assert tries > 2_000
    assert FREE_TRIES_OF_ALL < sum(compared) <= 500


def test_a_present_password_is_guessed_no_longer_whatever_the_browser_and_address(server: Server) -> None:
    browser = server.set_up()
    for number in range(FREE_TRIES + 2):
        other = server.here(peer=f"198.51.100.{number}")
        other.sign_in()
        assert other.post("/password", {"present": "wrong", "password": NEW}).status_code == 403
    assert browser.post("/password", {"present": LOGIN["password"], "password": NEW}).status_code == 403
    assert browser.post("/sign-out", {}).headers["location"] == "/sign-in"
    assert browser.sign_in().status_code == 303
    server.clock.goes(minutes=1)
    assert browser.post("/password", {"present": LOGIN["password"], "password": NEW}).status_code == 303


def mark(browser: Browser) -> str:
    return str(browser.client.cookies.get(COOKIE, ""))


def test_the_cookie_of_a_known_browser_names_nobody_is_out_of_reach_and_counts_for_one_account(
    server: Server, serve: Callable[..., Server]
) -> None:
    browser = server.set_up()
    told = browser.sign_in().headers["set-cookie"]
    [line] = [one for one in told.split(", ") if one.startswith(COOKIE)]
    assert {"HttpOnly", "Path=/", "SameSite=lax"} <= set(line.split("; "))
    door, on = server.door, server.clock()
    account = door.accounts.with_login(LOGIN["login"])
    assert account is not None
    for word in (LOGIN["login"], account.user_id, "佐藤"):
        assert word not in mark(browser)
    first = colleague(server, "takahashi")
    sign_in = door.sign_in
    assert sign_in.is_known(LOGIN["login"], at=on, origin=Origin(cookie=mark(browser)))
    assert not sign_in.is_known("takahashi", at=on, origin=Origin(cookie=mark(browser)))
    forged = mark(browser)[:-3] + ("AAA" if not mark(browser).endswith("AAA") else "BBB")
    for other in ("", "x", ".", "é", "A" * 64, forged):
        assert not sign_in.is_known(LOGIN["login"], at=on, origin=Origin(cookie=other))
    later = on + timedelta(days=LASTS_DAYS + 1)
    assert not sign_in.is_known(LOGIN["login"], at=later, origin=Origin(cookie=mark(browser)))
    browser.post("/sign-out", {})  # a second person at the same browser is known beside the first
    browser.sign_in(login="takahashi", password=first)
    browser.post("/password", {"password": NEW})
    origin = Origin(cookie=mark(browser))
    assert all(sign_in.is_known(login, at=on, origin=origin) for login in (LOGIN["login"], "takahashi"))
    assert len(mark(browser).split(".")) <= MOST_MARKS
    assert serve().door.sign_in.is_known("takahashi", at=on, origin=origin)  # at another server of this database


def test_a_new_password_makes_all_browsers_unknown_but_that_of_the_change(server: Server) -> None:
    browser, other = server.set_up(), server.here()
    other.sign_in()
    assert browser.post("/password", {"present": LOGIN["password"], "password": NEW}).status_code == 303
    known = [
        server.door.sign_in.is_known(LOGIN["login"], at=server.clock(), origin=Origin(cookie=mark(one)))
        for one in (browser, other)
    ]
    assert known == [True, False]


def test_on_a_network_the_cookie_goes_by_tls_alone(public: Server) -> None:
    browser = public.elsewhere(origin=PUBLIC_ORIGIN)
    code = public.door.code._code
    fields = {"company": "株式会社つむぎ", "person": "佐藤 美咲", "department": ""} | LOGIN | {"code": code}
    told = browser.post("/set-up", fields).headers["set-cookie"]
    [line] = [one for one in told.split(", ") if one.startswith(COOKIE)]
    assert "Secure" in line.split("; ")


def test_what_was_guessed_is_forgotten_after_a_day_and_holds_no_login(server: Server) -> None:
    server.set_up()
    guesses(server, tries=3)
    guesses(server, tries=1, login="typed-into-the-login-field")
    server.clock.goes(hours=25)
    server.door.sessions.guess({"anything": 1}, at=server.clock())
    with server.door.sessions._store._pool.engine() as engine:
        assert [row["key"] for row in engine.query("SELECT key FROM guessing")] == ["anything"]
