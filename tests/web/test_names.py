"""Under which names, from which pages and with how large a head a request is taken."""

from __future__ import annotations

import pytest
from starlette.websockets import WebSocketDisconnect

from sakimori.errors import InvalidValueError
from sakimori.services.access.address import PUBLIC_URL_VARIABLE, address_of
from sakimori.services.access.sessions import COOKIE
from web.serving import COMPANY, LOGIN, ORIGIN, PUBLIC, PUBLIC_ORIGIN, Browser, Server


def opens(browser: Browser, *, host: str, origin: str | None, token: str | None = None) -> bool:
    headers = {"host": host, "cookie": f"{COOKIE}={browser.token if token is None else token}"}
    headers |= {"origin": origin} if origin is not None else {}
    try:
        with browser.client.websocket_connect("/_stcore/stream", headers=headers):
            return True
    except WebSocketDisconnect:
        return False


@pytest.mark.parametrize(
    "host",
    ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:8501", "", "127.0.0.1@evil.example", PUBLIC,
     "127.0.0.1:8501,evil.example", "localhost:999999"],
)  # fmt: skip
def test_a_borrowed_name_is_refused(server: Server, host: str) -> None:
    assert server.here().get("/healthz", host=host).status_code == 403
    assert not opens(server.here(), host=host, origin=f"http://{host}")


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:8501", "localhost:8501", "[::1]:8501", "LOCALHOST"])
def test_the_names_of_this_machine_are_served(server: Server, host: str) -> None:
    assert server.here().get("/healthz", host=host).status_code == 200


def test_two_names_in_one_request_are_refused(server: Server) -> None:
    headers = [("host", "127.0.0.1:8501"), ("host", "evil.example")]
    assert server.here().client.get("/healthz", headers=headers).status_code == 403


@pytest.mark.parametrize(
    ("host", "served"),
    [(PUBLIC, True), (PUBLIC.upper(), True), (f"{PUBLIC}:443", True), (f"{PUBLIC}:8443", False),
     (f"www.{PUBLIC}", False), ("example.co.jp", False), ("127.0.0.1:8501", True)],
)  # fmt: skip
def test_on_a_network_the_public_name_is_served_as_well(public: Server, host: str, served: bool) -> None:
    assert (public.elsewhere().get("/healthz", host=host).status_code == 200) is served


@pytest.mark.parametrize(
    ("host", "origin", "is_open"),
    [
        ("127.0.0.1:8501", ORIGIN, True),
        ("localhost:8501", "http://localhost:8501", True),
        ("127.0.0.1:8501", None, False),
        ("127.0.0.1:8501", "", False),
        ("127.0.0.1:8501", "null", False),
        ("127.0.0.1:8501", "http://127.0.0.1:9", False),  # another program of this machine
        ("127.0.0.1:8501", "http://127.0.0.1", False),
        ("127.0.0.1:8501", "http://localhost:8501", False),
        ("127.0.0.1:8501", "https://127.0.0.1:8501", False),
        ("127.0.0.1:8501", "http://evil.example", False),
        ("127.0.0.1:8501", "http://127.0.0.1:8501.evil.example", False),
    ],
)
def test_a_websocket_opens_to_a_page_of_ours_alone(
    server: Server, host: str, origin: str | None, is_open: bool
) -> None:
    browser = server.here()
    browser.get("/")
    assert opens(browser, host=host, origin=origin) is is_open


@pytest.mark.parametrize(
    ("origin", "is_open"),
    [(PUBLIC_ORIGIN, True), (f"{PUBLIC_ORIGIN}:443", True), (f"http://{PUBLIC}", False),
     (f"{PUBLIC_ORIGIN}:8443", False),
     ("https://evil.example", False), (None, False)],
)  # fmt: skip
def test_on_a_network_only_the_public_page_opens_one(public: Server, origin: str | None, is_open: bool) -> None:
    browser = public.elsewhere()
    given = COMPANY | LOGIN | {"code": public.door.code._code}
    assert browser.post("/set-up", given).status_code == 303
    assert opens(browser, host=PUBLIC, origin=origin) is is_open


@pytest.mark.parametrize("token", ["", "forged", "a" * 43])
def test_no_websocket_opens_without_a_session(server: Server, token: str) -> None:
    browser = server.here()
    browser.get("/")
    assert opens(browser, host="127.0.0.1:8501", origin=ORIGIN)
    assert not opens(browser, host="127.0.0.1:8501", origin=ORIGIN, token=token)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_whatever_changes_something_comes_from_a_page_of_ours(server: Server, method: str) -> None:
    browser = server.here()
    browser.get("/")
    for path in ("/sign-in", "/_stcore/upload_file/a/b", "/risk"):
        answer = browser.client.request(method, path, headers={"origin": "http://127.0.0.1:9"})
        assert answer.status_code == 403


def test_a_head_that_is_too_large_is_refused(server: Server) -> None:
    assert server.here().get("/healthz", **{"x-long": "a" * 100_000}).status_code == 431
    assert server.here().get("/healthz", **{f"x-{n}": "a" * 100 for n in range(200)}).status_code == 431
    assert server.here().get("/healthz", **{"x-long": "a" * 8_000}).status_code == 200


@pytest.mark.parametrize(
    "url",
    ["http://sakimori.example.co.jp", "sakimori.example.co.jp", "https://", "https://user:pass@sakimori.example.co.jp",
     "https://sakimori.example.co.jp/path", "https://sakimori.example.co.jp?x=1", "https://sakimori.example.co.jp:99999",
     "javascript:alert(1)"],
)  # fmt: skip
def test_a_public_address_without_tls_is_refused_at_the_start(url: str) -> None:
    with pytest.raises(InvalidValueError):
        address_of({PUBLIC_URL_VARIABLE: url})


@pytest.mark.parametrize(
    ("url", "expected"),
    [("", ""), ("https://Sakimori.example.co.jp/", PUBLIC_ORIGIN),
     ("https://sakimori.example.co.jp:443", PUBLIC_ORIGIN),
     ("https://sakimori.example.co.jp:8443", f"{PUBLIC_ORIGIN}:8443")],
)  # fmt: skip
def test_a_public_address_is_scheme_name_and_port(url: str, expected: str) -> None:
    assert address_of({PUBLIC_URL_VARIABLE: url}).public == expected


def test_browsers_are_told_to_come_back_by_tls_where_there_is_tls(server: Server, public: Server) -> None:
    assert "strict-transport-security" not in server.here().get("/healthz").headers
    assert "max-age" in public.elsewhere().get("/healthz").headers["strict-transport-security"]
