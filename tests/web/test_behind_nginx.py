"""The example of nginx, line by line: the real server behind it, over TLS with a certificate made here."""

from __future__ import annotations

import asyncio
import os
import re
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus
from websockets.typing import Origin

from sakimori.services.access.sessions import COOKIE
from web.fronting import ANSWERED_BY, NGINX, SNI, certificate, configuration, free_port, in_front
from web.serving import COMPANY, LOGIN, PUBLIC

PROJECT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(
    NGINX is None and not os.environ.get("SAKIMORI_REQUIRE_ALL"), reason="needs nginx: apt-get install nginx-light"
)


@dataclass
class Site:
    """The public name, on ports of this machine."""

    tls: int
    plain: int
    trust: ssl.SSLContext
    log: Path
    screens: int
    programs: int
    alone: subprocess.Popen[bytes]
    """The process of the interface for programs."""

    @property
    def name(self) -> str:
        return f"{PUBLIC}:{self.tls}"

    def browser(self, **headers: str) -> httpx2.Client:
        given = {"host": self.name, "accept": "text/html", "accept-language": "en", **headers}
        return httpx2.Client(
            base_url=f"https://127.0.0.1:{self.tls}", verify=self.trust, headers=given, trust_env=False, timeout=60
        )

    def code(self) -> str:
        found: list[str] = re.findall(r"[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}", self.log.read_text(encoding="utf-8"))
        return found[-1]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("site")
    certificate(folder)
    tls, plain, inner, programs = (free_port() for _ in range(4))
    settings = configuration(folder, tls=tls, plain=plain, screens=[inner], programs=programs)
    environment = {
        **os.environ, "SAKIMORI_HOME": str(folder / "home"), "SAKIMORI_PUBLIC_URL": f"https://{PUBLIC}:{tls}",
    }  # fmt: skip
    log = folder / "server.log"
    with log.open("w", encoding="utf-8") as out:
        serving = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(inner)]
        server = subprocess.Popen(serving, cwd=PROJECT, env=environment, stdout=out, stderr=out)
        serving = [sys.executable, "-c", "from sakimori.cli.app import main; main()", "api", "--port", str(programs)]
        alone = subprocess.Popen(serving, cwd=PROJECT, env=environment, stdout=out, stderr=out)
    trust = ssl.create_default_context(cafile=str(folder / "fullchain.pem"))
    found = Site(tls, plain, trust, log, inner, programs, alone)
    try:
        with in_front(folder, settings):
            _wait_for(found)
            yield found
    finally:
        for process in (server, alone):
            process.terminate()
            process.wait(20)


def _wait_for(site: Site) -> None:
    for _ in range(300):
        try:
            with site.browser() as browser:
                if browser.get("/healthz", extensions=SNI).status_code == 200:
                    return
        except httpx2.TransportError:
            pass
        time.sleep(0.2)
    pytest.fail(site.log.read_text(encoding="utf-8"))


def answered_by(answer: httpx2.Response) -> int:
    """The port of the process from which an answer came."""
    return int(answer.headers[ANSWERED_BY].rpartition(":")[2])


def opens(site: Site, token: str, origin: str) -> bool:
    """Whether the WebSocket opens; by one thread, for of two that read and write one TLS connection one may wait."""

    async def tried() -> bool:
        try:
            async with connect(
                f"wss://{site.name}/_stcore/stream", host="127.0.0.1", port=site.tls, ssl=site.trust,
                server_hostname=PUBLIC, origin=Origin(origin), additional_headers={"Cookie": f"{COOKIE}={token}"},
                open_timeout=90, close_timeout=1, proxy=None,  # how long it takes is not what is asked
            ):  # fmt: skip
                return True
        except InvalidStatus:
            return False

    with ThreadPoolExecutor(1) as own:  # the thread of the tests has a running loop where a browser was opened before
        return own.submit(lambda: asyncio.run(tried())).result()


def test_set_up_sign_in_and_websocket_work_through_it_and_nothing_else_does(site: Site) -> None:
    origin = {"origin": f"https://{site.name}"}
    with site.browser(**{"x-forwarded-for": "127.0.0.1", "x-real-ip": "127.0.0.1"}) as browser:
        answer = browser.get("/", extensions=SNI)
        assert (answer.status_code, answer.headers["location"]) == (303, "/set-up")
        assert "Secure" in answer.headers["set-cookie"]
        token = re.findall(rf"{COOKIE}=([\w-]+)", answer.headers["set-cookie"])[0]

        cookie = {"cookie": f"{COOKIE}={token}"}
        page = browser.get("/set-up", extensions=SNI, headers=cookie).text
        assert 'name="code"' in page  # to say that one sits at the machine does not help
        fields = COMPANY | LOGIN | {"form_token": re.findall(r'name="form_token" value="(\w+)"', page)[0]}
        assert browser.post("/set-up", data=fields, headers=origin | cookie, extensions=SNI).status_code == 403
        fields["code"] = site.code()
        answer = browser.post("/set-up", data=fields, headers=origin | cookie, extensions=SNI)
        assert (answer.status_code, answer.headers["location"]) == (303, "/")
        token = re.findall(rf"{COOKIE}=([\w-]+)", answer.headers["set-cookie"])[0]

        answer = browser.get("/", headers={"cookie": f"{COOKIE}={token}"}, extensions=SNI)
        assert answer.status_code == 200
        assert "uvicorn" not in str(answer.headers)
        assert answer.headers["server"] == "nginx"
        assert "max-age" in answer.headers["strict-transport-security"]

        vendors = browser.get("/answer", extensions=SNI)
        assert vendors.status_code == 200
        assert {"Secure", "Path=/answer"} <= set(vendors.headers["set-cookie"].split("; "))

        large = browser.put(
            "/_stcore/upload_file/a/b", content=b"x" * (22 * 1024 * 1024), headers=origin, extensions=SNI
        )
        assert large.status_code == 413
    assert opens(site, token, f"https://{site.name}")
    assert not opens(site, token, f"https://{PUBLIC}")
    assert not opens(site, token, "https://evil.example")
    assert not opens(site, "forged", f"https://{site.name}")


def test_programs_are_answered_by_a_process_of_their_own_and_by_the_screens_while_it_is_away(site: Site) -> None:
    with site.browser(authorization="Bearer sakimori_nobodys") as program:
        for _ in range(200):
            answer = program.get("/api/v1/gaps", extensions=SNI)
            if answered_by(answer) == site.programs:
                break
            time.sleep(0.2)  # it has not begun to listen
        assert (answer.status_code, answer.json()["code"]) == (401, "token_refused")
        assert answered_by(answer) == site.programs
        assert "max-age" in answer.headers["strict-transport-security"]
        assert "uvicorn" not in str(answer.headers)

        site.alone.terminate()
        site.alone.wait(20)
        answer = program.post("/api/v1/clearance", json={}, extensions=SNI)
        assert (answer.status_code, answer.json()["code"]) == (401, "token_refused")
        assert answered_by(answer) == site.screens


def test_without_tls_and_under_another_name_nobody_gets_anything(site: Site) -> None:
    plain = httpx2.get(f"http://127.0.0.1:{site.plain}/risk", headers={"host": PUBLIC}, trust_env=False)
    assert (plain.status_code, plain.headers["location"]) == (301, f"https://{PUBLIC}/risk")
    with site.browser() as browser, pytest.raises(httpx2.ConnectError):
        browser.get("/healthz", extensions={"sni_hostname": "evil.example"})
    with site.browser(host="evil.example") as browser:
        assert browser.get("/healthz", extensions=SNI).status_code in {403, 404, 421}
