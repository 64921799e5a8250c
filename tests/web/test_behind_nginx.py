"""The example of nginx, line by line: the real server behind it, over TLS with a certificate made here."""

from __future__ import annotations

import getpass
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin

from sakimori.services.access.sessions import COOKIE
from web.serving import COMPANY, LOGIN, PUBLIC

PROJECT = Path(__file__).parents[2]
EXAMPLE = PROJECT / "src" / "sakimori" / "web" / "examples" / "nginx.conf.example"
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")

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
            base_url=f"https://127.0.0.1:{self.tls}", verify=self.trust, headers=given, trust_env=False
        )

    def answered_by(self) -> int:
        """The port of the process that answered last."""
        return int(self.log.with_name("access.log").read_text(encoding="ascii").split()[-1].rpartition(":")[2])

    def code(self) -> str:
        found: list[str] = re.findall(r"[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}", self.log.read_text(encoding="utf-8"))
        return found[-1]


SNI = {"sni_hostname": PUBLIC}


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def certificate(folder: Path) -> None:
    """A certificate of the public name that signs itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, PUBLIC)])
    now = datetime.now(UTC)  # noqa: TID251 - a certificate is good for the day of the machine
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(PUBLIC)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True).sign(key, hashes.SHA256())
    )  # fmt: skip
    (folder / "fullchain.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "privkey.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )


def configuration(folder: Path, *, tls: int, plain: int, inner: int, programs: int) -> Path:
    """The example with ports and folder of this test in place of its own; nothing else is changed."""
    text = EXAMPLE.read_text(encoding="utf-8")
    for line, ours in (
        ("listen 80;", f"listen 127.0.0.1:{plain};"),
        ("listen 443 ssl;", f"listen 127.0.0.1:{tls} ssl;"),
        ("listen 443 ssl default_server;", f"listen 127.0.0.1:{tls} ssl default_server;"),
        ("127.0.0.1:8501", f"127.0.0.1:{inner}"),
        ("127.0.0.1:8502", f"127.0.0.1:{programs}"),
        ("/etc/ssl/sakimori", str(folder)),
    ):
        assert line in text
        text = text.replace(line, ours)
    user = f"user {getpass.getuser()};\n" if os.geteuid() == 0 else ""
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    log = f"log_format by '$upstream_addr';\naccess_log {folder}/access.log by;\n"
    whole = f"{user}daemon off;\npid {folder}/pid;\nevents {{}}\nhttp {{\n{log}{temporary}{text}\n}}\n"
    path = folder / "nginx.conf"
    path.write_text(whole, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("site")
    certificate(folder)
    tls, plain, inner, programs = (free_port() for _ in range(4))
    settings = configuration(folder, tls=tls, plain=plain, inner=inner, programs=programs)
    environment = {
        **os.environ, "SAKIMORI_HOME": str(folder / "home"), "SAKIMORI_PUBLIC_URL": f"https://{PUBLIC}:{tls}",
    }  # fmt: skip
    log = folder / "server.log"
    assert NGINX is not None
    subprocess.run([NGINX, "-t", "-e", str(folder / "error.log"), "-c", str(settings)], check=True, capture_output=True)
    with log.open("w", encoding="utf-8") as out:
        serving = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(inner)]
        server = subprocess.Popen(serving, cwd=PROJECT, env=environment, stdout=out, stderr=out)
        serving = [sys.executable, "-c", "from sakimori.cli.app import main; main()", "api", "--port", str(programs)]
        alone = subprocess.Popen(serving, cwd=PROJECT, env=environment, stdout=out, stderr=out)
        front = subprocess.Popen([NGINX, "-e", str(folder / "error.log"), "-c", str(settings)], stdout=out, stderr=out)
    trust = ssl.create_default_context(cafile=str(folder / "fullchain.pem"))
    found = Site(tls, plain, trust, log, inner, programs, alone)
    try:
        _wait_for(found)
        yield found
    finally:
        for process in (front, server, alone):
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


def opens(site: Site, token: str, origin: str) -> bool:
    wire = socket.create_connection(("127.0.0.1", site.tls))
    try:
        with connect(
            f"wss://{site.name}/_stcore/stream", sock=wire, ssl=site.trust, server_hostname=PUBLIC,
            origin=Origin(origin), additional_headers={"Cookie": f"{COOKIE}={token}"},
        ):  # fmt: skip
            return True
    except InvalidStatus:
        return False


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
            if site.answered_by() == site.programs:
                break
            time.sleep(0.2)  # it has not begun to listen
        assert (answer.status_code, answer.json()["code"]) == (401, "token_refused")
        assert site.answered_by() == site.programs
        assert "max-age" in answer.headers["strict-transport-security"]
        assert "uvicorn" not in str(answer.headers)

        site.alone.terminate()
        site.alone.wait(20)
        answer = program.post("/api/v1/clearance", json={}, extensions=SNI)
        assert (answer.status_code, answer.json()["code"]) == (401, "token_refused")
        assert site.answered_by() == site.screens


def test_without_tls_and_under_another_name_nobody_gets_anything(site: Site) -> None:
    plain = httpx2.get(f"http://127.0.0.1:{site.plain}/risk", headers={"host": PUBLIC}, trust_env=False)
    assert (plain.status_code, plain.headers["location"]) == (301, f"https://{PUBLIC}/risk")
    with site.browser() as browser, pytest.raises(httpx2.ConnectError):
        browser.get("/healthz", extensions={"sni_hostname": "evil.example"})
    with site.browser(host="evil.example") as browser:
        assert browser.get("/healthz", extensions=SNI).status_code in {403, 404, 421}
