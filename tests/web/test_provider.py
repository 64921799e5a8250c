"""Signing in by a provider, against one that the tests start on this machine."""

from __future__ import annotations

import base64
import hashlib
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey

from sakimori.errors import InvalidValueError
from sakimori.services.access.address import Address
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.settings.users import list_users
from sakimori.web.door import Door
from sakimori.web.provider import ByProvider
from sakimori.web.provider_settings import Provider, provider_of
from web.providing import a_provider
from web.serving import COMPANY, LOGIN, Browser, Clock, Server

MAIL = LOGIN["login"]
USERS: dict[str, dict[str, Any]] = {
    "s-1": {"email": MAIL, "email_verified": True},
    "s-2": {"email": MAIL, "email_verified": False},
    "s-3": {"email": MAIL, "email_verified": "true"},
    "s-4": {"email": "stranger@evil.example", "email_verified": True},
}


class Recorded(httpx2.AsyncHTTPTransport):
    """The wire to the provider, with what went over it; an answer to a path may be changed on its way."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[tuple[str, dict[str, str]]] = []
        self.changes: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {}

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        fields = {name: values[0] for name, values in parse_qs(request.content.decode()).items()}
        self.sent.append((request.url.path, fields))
        answer = await super().handle_async_request(request)
        change = self.changes.get(request.url.path)
        if change is None:
            return answer
        return httpx2.Response(answer.status_code, json=change(json.loads(await answer.aread())))


@dataclass
class Signing:
    """A server that knows one provider, and the wire between them."""

    server: Server
    provider: Provider
    wire: Recorded

    def sent_away(self, browser: Browser, asked: str = "/") -> str:
        """Where a browser is sent that begins to sign in."""
        answer = browser.get(f"/oidc/start?next={asked}")
        assert answer.status_code == 303
        return str(answer.headers["location"])

    def consents(self, away: str, sub: str) -> str:
        """Somebody proves to the provider who they are; where the browser is sent back to."""
        back = httpx2.post(away, data={"sub": sub}, trust_env=False).headers["location"]
        parts = urlsplit(back)
        return f"{parts.path}?{parts.query}"

    def signs_in(self, sub: str, *, browser: Browser | None = None) -> tuple[Browser, httpx2.Response]:
        browser = browser or self.server.here()
        browser.get("/sign-in")
        return browser, browser.get(self.consents(self.sent_away(browser, "/risk"), sub))


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """A provider in a process of its own."""
    with a_provider(USERS) as address:
        yield address


@pytest.fixture
def signing(tmp_path: Path, issuer: str) -> Signing:
    clock = Clock(datetime.fromtimestamp(int(time.time()), UTC))
    door = Door(folder=tmp_path, address=Address(), clock=clock)
    provider, wire = Provider(issuer, "sakimori", "secret"), Recorded()
    server = Server(door, clock, by_provider=ByProvider(door, provider, transport=wire).routes())
    server.here().post("/set-up", COMPANY | LOGIN)
    return Signing(server, provider, wire)


def is_in(signing: Signing, browser: Browser) -> bool:
    session = signing.server.door.sessions.find(browser.token, signing.server.clock())
    return session is not None and session.signed_in_at is not None


def test_whoever_an_administrator_made_an_account_for_comes_in(signing: Signing) -> None:
    browser = signing.server.here()
    browser.get("/sign-in")
    before = browser.token
    browser, answer = signing.signs_in("s-1", browser=browser)
    assert (answer.status_code, answer.headers["location"]) == (303, "/risk")
    assert is_in(signing, browser)
    assert browser.token != before
    assert signing.server.door.sessions.find(before, signing.server.clock()) is None
    assert browser.get("/risk").text.endswith("screen")


@pytest.mark.parametrize("sub", ["s-2", "s-3", "s-4"])
def test_nobody_comes_in_by_a_mail_that_is_unverified_or_unknown(signing: Signing, sub: str) -> None:
    browser, answer = signing.signs_in(sub)
    assert answer.status_code == 403
    assert not is_in(signing, browser)
    assert len(list_users(Workspace(signing.server.door.own_file))) == 1


def test_from_the_first_time_on_a_person_is_known_by_the_name_the_provider_gives(signing: Signing) -> None:
    signing.signs_in("s-1")
    account = signing.server.door.accounts.of_user(list_users(Workspace(signing.server.door.own_file))[0].id)
    assert account is not None
    assert account.provider_subject == f"{signing.provider.issuer}|s-1"


def test_nothing_goes_over_without_state_nonce_and_a_challenge_that_the_verifier_fits(signing: Signing) -> None:
    browser = signing.server.here()
    browser.get("/sign-in")
    away = signing.sent_away(browser)
    asked = {name: values[0] for name, values in parse_qs(urlsplit(away).query).items()}
    assert asked["response_type"] == "code"
    assert asked["code_challenge_method"] == "S256"
    assert asked["redirect_uri"] == "http://127.0.0.1:8501/oidc/callback"
    assert min(len(asked["state"]), len(asked["nonce"])) >= 32
    browser.get(signing.consents(away, "s-1"))
    [(_, sent)] = [pair for pair in signing.wire.sent if pair[1].get("grant_type")]
    digest = hashlib.sha256(sent["code_verifier"].encode()).digest()
    assert base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == asked["code_challenge"]
    other = signing.server.here()
    other.get("/sign-in")
    again = parse_qs(urlsplit(signing.sent_away(other)).query)
    assert again["state"] != [asked["state"]]
    assert again["nonce"] != [asked["nonce"]]


def test_an_answer_for_another_browser_lets_nobody_in(signing: Signing) -> None:
    """Whoever follows a link with the answer of an attacker's own sign-in is not signed in as the attacker."""
    attacker, victim = signing.server.here(), signing.server.here()
    attacker.get("/sign-in")
    victim.get("/sign-in")
    back = signing.consents(signing.sent_away(attacker), "s-1")
    assert victim.get(back).status_code == 403
    signing.sent_away(victim)
    assert victim.get(back).status_code == 403
    assert not is_in(signing, victim)


def test_an_answer_counts_once_and_not_for_long(signing: Signing) -> None:
    browser = signing.server.here()
    browser.get("/sign-in")
    back = signing.consents(signing.sent_away(browser), "s-1")
    token = browser.token
    assert browser.get(back).status_code == 303
    browser.client.cookies.set("sakimori_session", token, domain="127.0.0.1")
    assert browser.get(back).status_code == 403
    late = signing.server.here()
    late.get("/sign-in")
    back = signing.consents(signing.sent_away(late), "s-1")
    signing.server.clock.goes(minutes=11)
    assert late.get(back).status_code == 403


@pytest.mark.parametrize("query", ["", "?state=x&code=y", "?code=y", "?error=access_denied&state=x"])
def test_an_answer_that_nobody_asked_for_lets_nobody_in(signing: Signing, query: str) -> None:
    browser = signing.server.here()
    browser.get("/sign-in")
    signing.sent_away(browser)
    assert browser.get(f"/oidc/callback{query}").status_code == 403
    assert not is_in(signing, browser)


def forged(signing: Signing, **other: Any) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """Exchange claims of the token that the provider made; it is signed with a key that its own list then holds."""
    key = RSAKey.generate_key(2048, {"kid": "forged", "use": "sig"})
    signing.wire.changes["/jwks"] = lambda told: {"keys": [*told["keys"], key.as_dict(private=False)]}

    def changed(tokens: dict[str, Any]) -> dict[str, Any]:
        body = tokens["id_token"].split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
        claims = {name: value for name, value in (claims | other).items() if value is not None}
        return tokens | {"id_token": jwt.encode({"alg": "RS256", "kid": "forged"}, claims, key)}

    return changed


def test_a_token_as_the_provider_makes_them_is_taken_also_where_it_is_made_here(signing: Signing) -> None:
    signing.wire.changes["/oauth2/token"] = forged(signing)
    browser, answer = signing.signs_in("s-1")
    assert answer.status_code == 303
    assert is_in(signing, browser)


@pytest.mark.parametrize(
    "other",
    [
        {"nonce": "another"}, {"nonce": None}, {"aud": "another"}, {"aud": ["sakimori", "another"]},
        {"azp": "another"}, {"iss": "https://evil.example"}, {"iss": None}, {"exp": 1}, {"exp": None}, {"iat": None},
        {"sub": None},
    ],
)  # fmt: skip
def test_a_token_that_is_not_for_this_browser_now_lets_nobody_in(signing: Signing, other: dict[str, Any]) -> None:
    signing.wire.changes["/oauth2/token"] = forged(signing, **other)
    browser, answer = signing.signs_in("s-1")
    assert answer.status_code == 403
    assert not is_in(signing, browser)


@pytest.mark.parametrize("header", [{"alg": "none"}, {"alg": "HS256"}])
def test_a_token_that_is_not_signed_by_the_provider_lets_nobody_in(signing: Signing, header: dict[str, str]) -> None:
    def unsigned(tokens: dict[str, Any]) -> dict[str, Any]:
        first = base64.urlsafe_b64encode(json.dumps(header).encode()).rstrip(b"=").decode()
        return tokens | {"id_token": f"{first}.{tokens['id_token'].split('.')[1]}."}

    signing.wire.changes["/oauth2/token"] = unsigned
    browser, answer = signing.signs_in("s-1")
    assert answer.status_code == 403
    assert not is_in(signing, browser)


def test_a_provider_that_speaks_for_another_or_is_away_sends_nobody_anywhere(signing: Signing) -> None:
    browser = signing.server.here()
    browser.get("/sign-in")
    signing.wire.changes["/.well-known/openid-configuration"] = lambda told: told | {"issuer": "https://evil.example"}
    assert browser.get("/oidc/start").status_code == 503
    away = Provider("http://localhost:9", "sakimori", "secret")
    routes = ByProvider(signing.server.door, away).routes()
    other = Server(signing.server.door, signing.server.clock, by_provider=routes).here()
    other.get("/sign-in")
    assert other.get("/oidc/start").status_code == 503


def test_the_page_offers_a_provider_only_where_there_is_one(
    signing: Signing, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert "/oidc/start" not in signing.server.here().get("/sign-in").text
    (tmp_path / "secret").write_text("s\n")
    monkeypatch.setenv("SAKIMORI_OIDC_ISSUER", "https://id.tsumugi.example")
    monkeypatch.setenv("SAKIMORI_OIDC_CLIENT_ID", "sakimori")
    monkeypatch.setenv("SAKIMORI_OIDC_CLIENT_SECRET_FILE", str(tmp_path / "secret"))
    page = Server(signing.server.door, signing.server.clock).here().get("/sign-in?next=/risk").text
    assert 'href="/oidc/start?next=/risk"' in page
    assert "Sign in with id.tsumugi.example" in page


def test_settings_of_a_provider_are_whole_or_refused(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("s3cret\n")
    good = {
        "SAKIMORI_OIDC_ISSUER": "https://id.tsumugi.example", "SAKIMORI_OIDC_CLIENT_ID": "sakimori",
        "SAKIMORI_OIDC_CLIENT_SECRET_FILE": str(tmp_path / "secret"),
    }  # fmt: skip
    assert provider_of({}) is None
    assert provider_of(good) == Provider("https://id.tsumugi.example", "sakimori", "s3cret")
    for name, value in (("SAKIMORI_OIDC_ISSUER", "http://id.tsumugi.example"), ("SAKIMORI_OIDC_CLIENT_ID", ""),
                        ("SAKIMORI_OIDC_CLIENT_SECRET_FILE", ""),
                        ("SAKIMORI_OIDC_CLIENT_SECRET_FILE", str(tmp_path / "none"))):  # fmt: skip
        with pytest.raises(InvalidValueError):
            provider_of(good | {name: value})
