"""What somebody outside may try at the door: each attempt with what it gives."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.requests import ClientDisconnect

from sakimori.domain.codes import UserRole
from sakimori.domain.guessing import FREE_TRIES
from sakimori.domain.user import Actor
from sakimori.services.access.sessions import COOKIE, form_token
from sakimori.services.kernel.workspace import DEMO
from sakimori.web.limits import UPLOAD_BYTES, UPLOAD_BYTES_OF_ALL
from web.serving import COMPANY, LOGIN, ORIGIN, PUBLIC_ORIGIN, Browser, Server, a_demo, choose

UPLOAD = "/_stcore/upload_file/session/file"
EVIL = "https://evil.example"


def is_in(server: Server, token: str) -> bool:
    session = server.door.sessions.find(token, server.clock())
    return session is not None and session.signed_in_at is not None


def _admin() -> Actor:
    return Actor("us_admin", "管理者", frozenset(UserRole))


def put(browser: Browser, size: int, **headers: str) -> int:
    return browser.client.put(UPLOAD, content=b"x" * size, headers={"origin": browser.origin} | headers).status_code


# Sessions


def test_a_session_planted_in_somebodys_browser_is_worth_nothing_after_they_signed_in(server: Server) -> None:
    server.set_up()
    attacker, victim = server.here(), server.here()
    attacker.get("/sign-in")
    planted = attacker.token
    victim.client.cookies.set(COOKIE, planted, domain="127.0.0.1")
    assert victim.sign_in().status_code == 303
    assert not is_in(server, planted)
    assert is_in(server, victim.token)
    assert attacker.get("/risk").headers["location"].startswith("/sign-in")


def test_a_session_planted_between_password_and_code_is_worth_nothing(server: Server) -> None:
    browser = server.set_up()
    attacker = server.here()
    attacker.get("/sign-in")
    browser.get("/sign-in/code")
    first = server.door.accounts.give(
        server.door.sessions.find(browser.token, server.clock()).user_id,  # type: ignore[union-attr]
        login="misaki", actor=_admin(), at=server.clock(),
    )  # fmt: skip
    victim = server.here()
    victim.client.cookies.set(COOKIE, attacker.token, domain="127.0.0.1")
    assert victim.sign_in(login="misaki", password=first).headers["location"] == "/password"
    assert attacker.get("/password").headers["location"] == "/sign-in"


@pytest.mark.parametrize("token", ["", "x", "a" * 43, "a" * 4_000, "../../own.db", "' OR '1'='1", "%00", "é"])
def test_a_forged_session_is_nobody(server: Server, token: str) -> None:
    server.set_up()
    answer = server.here().client.get("/risk", headers=[(b"cookie", f"{COOKIE}={token}".encode())])
    assert answer.headers["location"].startswith("/sign-in")


def test_a_session_that_ended_or_was_rotated_opens_nothing(server: Server) -> None:
    browser = server.set_up()
    before = browser.token
    browser.post("/sign-out", {})
    browser.sign_in()
    old = server.here()
    for token in (before, server.door.sessions.find(browser.token, server.clock()).key):  # type: ignore[union-attr]
        old.client.cookies.set(COOKIE, token, domain="127.0.0.1")
        assert old.get("/risk").headers["location"].startswith("/sign-in")
        assert put(old, 10) == 403


def test_whoever_asks_for_pages_by_the_thousand_fills_no_disk(server: Server) -> None:
    server.door.newcomers._most = 5
    statuses = [server.here(peer="203.0.113.5").get("/").status_code for _ in range(7)]
    assert statuses == [200] * 5 + [429] * 2
    other = server.here(peer="203.0.113.6")
    assert [other.get("/").status_code for _ in range(7)] == [200] * 7
    server.clock.goes(minutes=11)
    assert server.here(peer="203.0.113.5").get("/").status_code == 200


# Forms


@pytest.mark.parametrize("path", ["/sign-in", "/set-up", "/password", "/sign-out", "/sign-in/code", "/demo"])
@pytest.mark.parametrize("origin", [EVIL, "null", "http://127.0.0.1:9", "http://localhost:8501", PUBLIC_ORIGIN, None])
def test_no_other_page_sends_our_forms(server: Server, path: str, origin: str | None) -> None:
    browser = server.here() if path == "/set-up" else server.set_up()
    fields = browser.hidden("/set-up" if path == "/set-up" else "/sign-out")
    assert fields["form_token"]
    headers = {"origin": origin} if origin is not None else {}
    answer = browser.client.post(path, data=fields | COMPANY | LOGIN, headers=headers)
    assert answer.status_code == 403 or answer.headers["location"] == "/"
    if path == "/set-up":
        assert not server.door.own_file.exists()
    else:
        assert is_in(server, browser.token)


@pytest.mark.parametrize("given", ["", "x", "f" * 64, "of another browser"])
def test_a_form_that_was_not_given_to_this_browser_counts_for_nothing(server: Server, given: str) -> None:
    browser, other = server.set_up(), server.here()
    other.get("/sign-in")
    token = form_token(other.token) if given == "of another browser" else given
    for path in ("/sign-out", "/sign-in", "/password"):
        fields = {"form_token": token, "present": LOGIN["password"], "everywhere": "1"} | LOGIN
        answer = browser.client.post(path, data=fields, headers={"origin": ORIGIN})
        assert answer.status_code == 403
    assert is_in(server, browser.token)


def test_nobody_is_signed_in_as_somebody_else_by_a_form_without_a_session(server: Server) -> None:
    server.set_up()
    bare = server.here()
    assert bare.client.post("/sign-in", data=LOGIN, headers={"origin": ORIGIN, "accept": "*/*"}).status_code == 403


@pytest.mark.parametrize(
    "body",
    [b"a=" + b"x" * 100_000, b"&".join(b"a%d=1" % n for n in range(1_000)), b"\xff\xfe=1", b""],
    ids=["large", "many", "no_text", "nothing"],
)
def test_a_form_that_is_none_of_ours_is_refused_in_words(server: Server, body: bytes) -> None:
    server.set_up()
    browser = server.here()
    browser.get("/sign-in")
    headers = {"origin": ORIGIN, "content-type": "application/x-www-form-urlencoded"}
    answer = browser.client.post("/sign-in", content=body, headers=headers)
    assert answer.status_code == 403
    assert 'role="alert"' in answer.text


@pytest.mark.parametrize("path", ["/sign-in", "/password", "/sign-out", "/set-up", "/demo"])
def test_reading_a_page_changes_nothing(server: Server, path: str) -> None:
    browser = server.set_up()
    browser.get(f"{path}?login=x&password=y&everywhere=1")
    assert is_in(server, browser.token)


# Where to go afterwards


@pytest.mark.parametrize(
    "asked",
    ["https://evil.example", "//evil.example", "/\\evil.example", "\\\\evil.example",
     "/%09/evil.example\t", "javascript:alert(1)",
     "/ /evil.example", "http:evil.example", "/\r\nlocation: https://evil.example", "/x\r\nset-cookie: a=b", "", "evil",
     "/sign-out", "/oidc/start", "/" + "a" * 3_000],
)  # fmt: skip
def test_nobody_is_sent_to_a_foreign_page_after_signing_in(server: Server, asked: str) -> None:
    server.set_up()
    browser = server.here()
    answer = browser.post("/sign-in", LOGIN | {"next": asked})
    assert answer.status_code == 303
    assert answer.headers["location"] in {"/", "/%09/evil.example"}
    assert "a=b" not in answer.headers.get("set-cookie", "")
    shown = server.here().client.get("/sign-in", params={"next": asked}).text
    assert "evil" not in shown.replace("/%09/evil.example", "")


def test_what_is_typed_is_shown_as_text(server: Server) -> None:
    server.set_up()
    page = server.here().sign_in(login='"><script>alert(1)</script>', password="x").text
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    asked = server.here().client.get("/sign-in", params={"next": '/"><script>alert(1)</script>'}).text
    assert "<script" not in asked


# Guessing


def test_one_address_is_given_no_endless_number_of_comparisons_whatever_the_logins_are(server: Server) -> None:
    known = server.set_up()
    known.post("/sign-out", {})
    server.door.tries._most = 12
    guesser = server.here(peer="203.0.113.5")
    for number in range(12):
        assert guesser.sign_in(login=f"guess{number}").status_code == 403
    answer = guesser.sign_in()
    assert answer.status_code == 403
    assert "too many wrong tries" in answer.text
    assert server.here(peer="203.0.113.6").sign_in().status_code == 303
    server.clock.goes(minutes=11)
    assert guesser.sign_in().status_code == 303


def test_a_proxy_decides_whose_address_it_is_and_long_addresses_count_by_their_house(public: Server) -> None:
    code = public.door.code._code
    assert public.elsewhere().post("/set-up", COMPANY | LOGIN | {"code": code}).headers["location"] == "/"
    for number in range(FREE_TRIES + 3):
        public.elsewhere(peer=f"2001:db8::{number:x}").sign_in(password="x")
    assert public.elsewhere(peer="2001:db8::ffff").sign_in().status_code == 403
    assert public.elsewhere(peer="2001:db8:0:1::1").sign_in().headers["location"] == "/"


def test_a_known_and_an_unknown_login_get_the_same_page(server: Server) -> None:
    server.set_up()
    pages = []
    for login in (LOGIN["login"], "nobody@tsumugi.example"):
        answer = server.here().sign_in(login=login, password="wrong")
        text = answer.text.replace(login, "")
        pages.append((answer.status_code, sorted(answer.headers), text[: text.index("form_token")]))
    assert pages[0] == pages[1]


# Streamlit's own addresses


def test_files_come_from_whoever_signed_in_or_looks_at_the_demo_alone(server: Server) -> None:
    stranger = server.here()
    assert put(stranger, 10) == 403
    stranger.get("/")
    assert put(stranger, 10) == 403
    a_demo(server)
    choose(stranger, server, "us99")
    assert put(stranger, 10) == 403
    choose(stranger, server)
    assert put(stranger, 10) == 204
    signed_in = server.set_up()
    assert put(signed_in, 10) == 204
    assert put(signed_in, 10, origin=EVIL) == 403
    signed_in.post("/sign-out", {})
    assert put(signed_in, 10) == 403
    assert server.uploaded == [10, 10]


def test_a_person_sends_so_much_in_an_hour_from_whatever_number_of_browsers(server: Server) -> None:
    browser, other = server.set_up(), server.here()
    other.sign_in()
    server.door.uploads._most = 4_000
    assert UPLOAD_BYTES < UPLOAD_BYTES_OF_ALL
    assert [put(one, 1_500) for one in (browser, other, other, browser)] == [204, 204, 413, 413]
    assert put(other, 900) == 204
    again = server.here()
    again.sign_in()
    refused = again.client.put(UPLOAD, content=b"x" * 1_500, headers={"origin": ORIGIN})
    assert "1時間に1人が送れる量を超えました" in refused.text
    server.clock.goes(minutes=61)
    browser.sign_in()
    assert put(browser, 1_500) == 204


def test_everybody_together_sends_no_more_than_the_server_holds(server: Server) -> None:
    browser, other = server.set_up(), server.here()
    other.get("/")
    a_demo(server)
    server.door.sessions.change(other.token, server.clock(), workspace="demo", user_id="")
    choose(other, server)
    server.door.uploads_of_all._most = 2_000
    assert [put(one, 900) for one in (browser, other, browser)] == [204, 204, 413]
    refused = other.client.put(UPLOAD, content=b"x" * 900, headers={"origin": ORIGIN})
    assert "サーバーが預かれる量を超えました" in refused.text
    assert "The server holds as much as it can" in refused.text


def test_a_file_of_untold_or_false_length_is_cut_off_at_the_limit(server: Server) -> None:
    browser = server.set_up()
    server.door.uploads._most = 4_000
    for length in ("-1", "1e3", "9999999999", "x"):
        assert put(browser, 10, **{"content-length": length}) == 413

    def endless() -> Iterator[bytes]:
        for _ in range(100):
            yield b"x" * 1_000

    with pytest.raises(ClientDisconnect):  # so the stand-in learns that nobody sends any more
        browser.client.put(UPLOAD, content=endless(), headers={"origin": ORIGIN})
    assert not server.uploaded


@pytest.mark.parametrize("path", ["/media/a.pdf", "/_stcore/host-config", "/media/../media/a.pdf"])
def test_what_a_page_shows_is_not_for_those_without_a_session(server: Server, path: str) -> None:
    stranger = server.here()
    assert stranger.get(path).status_code == 403
    stranger.get("/")
    assert stranger.get(path).status_code == 200


@pytest.mark.parametrize("path", ["/_stcore/metrics", "/_stcore/metrics/", "/_stcore/agent/openapi.json"])
def test_what_nobody_needs_is_closed_to_everybody(server: Server, path: str) -> None:
    browser = server.set_up()
    assert browser.get(path).status_code == 404


def test_of_the_demo_nobody_gets_into_the_company(server: Server) -> None:
    server.set_up()
    token = server.door.sessions.begin(server.clock(), workspace=DEMO, user_id="us01")
    browser = server.here()
    browser.client.cookies.set(COOKIE, token, domain="127.0.0.1")
    assert browser.get("/password").headers["location"] == "/sign-in"
    assert browser.get("/sign-in/code").headers["location"] == "/sign-in"
