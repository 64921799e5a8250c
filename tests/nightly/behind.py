"""A site of several servers: the screens, a process for programs and nginx, begun by the lines of the examples."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import ssl
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Final

import httpx2
from websockets.asyncio.client import connect
from websockets.typing import Origin

from nightly.crowd import Place, password_of
from nightly.visiting import FORM_TOKEN, PATIENCE, ROOT, Server, free_port
from sakimori.services.access.address import PUBLIC_URL_VARIABLE
from sakimori.services.access.sessions import COOKIE
from web.fronting import EXAMPLES, SNI, certificate, configuration, in_front
from web.serving import PUBLIC

_BIN: Final = "/opt/sakimori/.venv/bin/"
_OPEN: Final = """
from sakimori.services.access.sessions import Sessions
from sakimori.services.kernel.workspace import OWN, Workspace, database, home
Sessions(home())
Workspace(database(OWN)).close()
"""


def say(line: str) -> None:
    """A line for whoever waits for the next."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def command_of(unit: str) -> list[str]:
    """The ExecStart line of a unit with the programs of this environment, up to the port that it ends with."""
    text = (EXAMPLES / f"{unit}.service.example").read_text(encoding="utf-8")
    [line] = re.findall(r"^ExecStart=(.*)$", text, re.MULTILINE)
    program, *words = shlex.split(line)
    called = Path(sys.executable).with_name(program.removeprefix(_BIN))
    return [str(called), *words[:-1]]


def check_units(folder: Path) -> None:
    """Let systemd look at the units, with the programs and the folder of this machine in them."""
    if shutil.which("systemd-analyze") is None:
        say("units: not looked at, there is no systemd-analyze")
        return
    for unit, name in (("sakimori@", "sakimori@8501"), ("sakimori-api", "sakimori-api")):
        text = (EXAMPLES / f"{unit}.service.example").read_text(encoding="utf-8")
        ours = text.replace(_BIN, f"{Path(sys.executable).parent}/").replace("/opt/sakimori", str(ROOT))
        file = folder / f"{name}.service"
        file.write_text(ours.replace("User=sakimori", f"User={os.geteuid()}"), encoding="utf-8")
        subprocess.run(["systemd-analyze", "verify", "--man=no", str(file)], check=True)
    say("units: systemd-analyze finds nothing wrong")


def opened_at_once(count: int) -> list[str]:
    """What so many processes complain of that open an empty database of SAKIMORI_HOME or SAKIMORI_DB at once."""
    begun = [
        subprocess.Popen([sys.executable, "-c", _OPEN], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
        for _ in range(count)
    ]
    told = [one.communicate()[1].strip() for one in begun]
    return [words for one, words in zip(begun, told, strict=True) if one.returncode]


@dataclass
class Site:
    """Servers of the screens and one for programs on one database, behind nginx."""

    home: Path
    place: Place
    screens: list[Server]
    programs: Server
    tls: int
    trust: ssl.SSLContext
    program: Path = ROOT
    """The checkout from which servers are started again."""
    wrong: list[str] = field(default_factory=list)

    @property
    def origin(self) -> str:
        return f"https://{PUBLIC}:{self.tls}"

    def check(self, what: str, *, is_right: bool) -> None:
        """Say what was seen, and remember what should not have been."""
        say(f"{'' if is_right else 'WRONG: '}{what}")
        if not is_right:
            self.wrong.append(what)

    def client(self, port: int = 0, token: str = "", **headers: str) -> httpx2.Client:
        """A browser or a program: through nginx, or straight to the server on a port as nginx calls it."""
        base = f"http://127.0.0.1:{port}" if port else f"https://127.0.0.1:{self.tls}"
        given = {"host": f"{PUBLIC}:{self.tls}", "accept": "text/html", "origin": self.origin, **headers}
        if token:
            given["cookie"] = f"{COOKIE}={token}"
        return httpx2.Client(base_url=base, verify=self.trust, headers=given, trust_env=False, timeout=PATIENCE)

    def sign_in(self, user_id: str, port: int = 0) -> str:
        """The token of a browser with which somebody came through the door."""
        with self.client(port) as browser:
            found = FORM_TOKEN.search(browser.get("/sign-in", extensions=SNI).text)
            fields = {"login": user_id, "password": password_of(user_id), "form_token": found.group(1) if found else ""}
            cookies = {"cookie": f"{COOKIE}={browser.cookies.get(COOKIE)}"}
            answer = browser.post("/sign-in", data=fields, extensions=SNI, headers=cookies)
        tokens = re.findall(rf"{COOKIE}=([\w-]+)", answer.headers.get("set-cookie", ""))
        if answer.status_code != HTTPStatus.SEE_OTHER or not tokens:
            raise PermissionError(f"{user_id}: {answer.status_code}")
        return str(tokens[0])

    def connected(self, token: str) -> connect:
        """The WebSocket of a browser that holds a token, through nginx."""
        return connect(
            f"wss://{PUBLIC}:{self.tls}/_stcore/stream", host="127.0.0.1", port=self.tls, ssl=self.trust,
            server_hostname=PUBLIC, origin=Origin(self.origin), max_size=None,
            additional_headers={"Cookie": f"{COOKIE}={token}"},
        )  # fmt: skip

    def starts_again(self, number: int) -> None:
        """Start a server where one has ended."""
        env = {"PYTHONPATH": str(self.program / "src")} if self.program != ROOT else {}
        port = self.screens[number].port
        self.screens[number] = Server(self.home, command_of("sakimori@"), port, env, self.program)


def _stop(servers: Sequence[Server]) -> None:
    for one in servers:
        one.stop()


@contextmanager
def opened(home: Path, place: Place, count: int) -> Iterator[Site]:
    """So many servers of the screens, begun at the same moment, with one for programs and nginx before them."""
    certificate(home)
    tls, plain, *ports = (free_port() for _ in range(count + 3))
    os.environ[PUBLIC_URL_VARIABLE] = f"https://{PUBLIC}:{tls}"
    commands = [command_of("sakimori-api"), *[command_of("sakimori@")] * count]
    with ExitStack() as ending, ThreadPoolExecutor(count + 1) as pool:
        begun = [pool.submit(Server, home, command, port) for command, port in zip(commands, ports, strict=True)]
        running = [one.result() for one in begun if one.exception() is None]  # where one failed the others end too
        ending.callback(_stop, running)
        programs, *screens = [one.result() for one in begun]
        site = Site(home, place, screens, programs, tls, ssl.create_default_context(cafile=home / "fullchain.pem"))
        ending.callback(_stop, site.screens)  # those that were started again
        settings = configuration(home, tls=tls, plain=plain, screens=ports[1:], programs=ports[0])
        ending.enter_context(in_front(home, settings))
        yield site
