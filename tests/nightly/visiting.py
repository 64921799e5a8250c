"""A server of ours as a process, the way through its door, and one browser's WebSocket: requests out, scripts timed."""

from __future__ import annotations

import asyncio
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from collections.abc import Mapping, Sequence
from http.cookiejar import CookieJar
from pathlib import Path
from types import MappingProxyType
from typing import Final

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Common_pb2 import FileURLsResponse
from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin

from sakimori.services.access.sessions import COOKIE

ROOT: Final = Path(__file__).parents[2]
PATIENCE: Final = 120.0
FORM_TOKEN: Final = re.compile(r'name="form_token" value="(\w+)"')


SCREENS: Final = (sys.executable, "-m", "streamlit", "run", "app.py", "--server.port")
AS_IT_IS: Final[Mapping[str, str]] = MappingProxyType({})
PROGRAMS: Final = (sys.executable, "-c", "from sakimori.cli.app import main; main()", "api", "--port")


def free_port() -> int:
    """A port of this machine on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """The application on a home, as a process whose memory is read while it serves."""

    def __init__(
        self,
        home: Path,
        command: Sequence[str] = SCREENS,
        port: int = 0,
        env: Mapping[str, str] = AS_IT_IS,
        program: Path = ROOT,
    ) -> None:
        """Start the program of a checkout, on a free port where none is named, and wait until it answers."""
        self.port = port or free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self._log = home / f"server-{self.port}.log"
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [*command, str(self.port)], cwd=program, env={**os.environ, "SAKIMORI_HOME": str(home), **env},
                stdout=log, stderr=log,
            )  # fmt: skip
        self._wait(f"{self.address}/healthz")

    def _wait(self, health: str) -> None:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and self._process.poll() is None:
            try:
                with urllib.request.urlopen(health, timeout=1):  # noqa: S310 - our own address
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        self.stop()
        raise SystemExit(self.log)

    @property
    def log(self) -> str:
        """What the server has said."""
        return self._log.read_text(encoding="utf-8", errors="replace")

    def faults(self) -> Counter[str]:
        """What broke in it, by the last line of each traceback and the line of ours before it."""
        found: Counter[str] = Counter()
        where, is_open = "", False
        for line in self.log.splitlines():
            if line.startswith("Traceback"):
                where, is_open = "", True
            elif is_open and line.startswith("  File") and "sakimori" in line:
                where = line.strip()
            elif is_open and line and not line.startswith(" "):
                found[f"{line} at {where}"] += 1
                is_open = False
        return found

    def megabytes(self, which: str = "VmRSS") -> float:
        """The memory of the process: now, or with VmHWM at its most."""
        status = Path(f"/proc/{self._process.pid}/status").read_text(encoding="ascii")
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith(which)) / 1024

    def cpu_seconds(self) -> float:
        """How long the process has worked."""
        fields = Path(f"/proc/{self._process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    @property
    def is_running(self) -> bool:
        """Whether the process that was started is there."""
        return self._process.poll() is None

    def stop(self) -> None:
        """End it, as a service is ended."""
        self._process.terminate()
        self._process.wait()

    def kill(self) -> None:
        """End it at once, in the middle of whatever it does."""
        self._process.kill()
        self._process.wait()


def signed_in(address: str, login: str, password: str) -> str:
    """The token of a browser with which somebody came through the door by its form.

    Raises:
        PermissionError: The door did not open.
    """
    kept = CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(kept))
    browser.addheaders = [("Accept", "text/html")]
    with browser.open(f"{address}/sign-in", timeout=PATIENCE) as page:
        token = FORM_TOKEN.search(page.read().decode())
    given = {"login": login, "password": password, "next": "/healthz", "form_token": token.group(1) if token else ""}
    body = urllib.parse.urlencode(given).encode()
    form = urllib.request.Request(f"{address}/sign-in", body, {"Origin": address})  # noqa: S310 - our own address
    try:
        with browser.open(form, timeout=PATIENCE) as answer:
            if not answer.url.endswith("/healthz"):
                raise PermissionError(f"{login} was led to {answer.url}")
    except urllib.error.HTTPError as refused:
        raise PermissionError(f"{login} was refused: {refused.code}") from refused
    return next(cookie.value or "" for cookie in kept if cookie.name == COOKIE)


def connected(address: str, token: str) -> connect:
    """The WebSocket of a browser that holds a token."""
    return connect(
        f"{address.replace('http', 'ws')}/_stcore/stream", max_size=None, origin=Origin(address),
        additional_headers={"Cookie": f"{COOKIE}={token}"},
    )  # fmt: skip


def _sent_up(address: str, token: str, place: str, name: str, data: bytes) -> None:
    """Put the bytes of a file where the server said, as the page's own script does."""
    with urllib.request.urlopen(f"{address}/_stcore/health", timeout=PATIENCE) as health:  # noqa: S310 - our own address
        cookie = (health.headers.get("set-cookie") or "").partition(";")[0]
    edge = "d4f1c0"
    head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    body = head.encode() + data + f"\r\n--{edge}--\r\n".encode()
    headers = {
        "Content-Type": f"multipart/form-data; boundary={edge}", "Origin": address,
        "Cookie": f"{COOKIE}={token}; {cookie}", "X-Xsrftoken": cookie.partition("=")[2].strip('"'),
    }  # fmt: skip
    put = urllib.request.Request(f"{address}{place}", body, headers, method="PUT")  # noqa: S310 - our own address
    with urllib.request.urlopen(put, timeout=PATIENCE):  # noqa: S310 - our own address
        """It is there."""


class Browser:
    """One connection, the buttons of the page that it was last given, and what its last script drew as a notice."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self.buttons: dict[str, tuple[str, str]] = {}
        self.alerts: list[str] = []
        self.pages: frozenset[str] = frozenset()
        self._session = self._uploader = ""
        self._got: Counter[str] = Counter()
        self._places: FileURLsResponse | None = None

    async def open(self, page: str, query: str = "", *, press: str = "") -> float:
        """Ask for a page, or press one of its buttons, and give how many milliseconds its script took.

        Raises:
            RuntimeError: The page holds an error, or the menu of somebody for whom it is not.
            TimeoutError: The script did not end in time.
        """
        page, _, view = page.partition("?")
        asked = BackMsg()
        asked.rerun_script.page_name = page
        asked.rerun_script.query_string = query or view
        asked.rerun_script.context_info.locale = "ja"
        if press:
            widget, asked.rerun_script.fragment_id = self.buttons[press]
            asked.rerun_script.widget_states.widgets.add(id=widget, trigger_value=True)
        took = await self._ran(asked)
        if page and page not in self.pages:
            raise RuntimeError(f"{page} is not in the menu")
        return took

    async def hand_in(self, page: str, name: str, data: bytes, *, address: str, token: str) -> float:
        """Put a file into the uploader of the page that is open, and give how many milliseconds its script took."""
        wanted = BackMsg()
        wanted.file_urls_request.request_id, wanted.file_urls_request.session_id = "one", self._session
        wanted.file_urls_request.file_names.append(name)
        await self._socket.send(wanted.SerializeToString())
        while self._places is None:
            self._is_last(await self._socket.recv(decode=False))
        place, self._places = self._places.file_urls[0], None
        await asyncio.to_thread(_sent_up, address, token, place.upload_url, name, data)
        asked = BackMsg()
        asked.rerun_script.page_name = page
        asked.rerun_script.context_info.locale = "ja"
        state = asked.rerun_script.widget_states.widgets.add(id=self._uploader)
        file = state.file_uploader_state_value.uploaded_file_info.add(name=name, size=len(data), file_id=place.file_id)
        file.file_urls.CopyFrom(place)
        return await self._ran(asked)

    async def _ran(self, asked: BackMsg) -> float:
        begun = time.perf_counter()
        self.alerts.clear()
        self._got.clear()
        try:
            async with asyncio.timeout(PATIENCE):
                await self._socket.send(asked.SerializeToString())
                while not self._is_last(await self._socket.recv(decode=False)):
                    pass
        except TimeoutError:
            run, got = asked.rerun_script, dict(self._got) or "nothing"
            which = f"{run.page_name or 'the first page'}?{run.query_string}"
            pressed = [one.id for one in run.widget_states.widgets]
            raise TimeoutError(f"{which}, pressed {pressed} in {run.fragment_id!r}, did not end: got {got}") from None
        return (time.perf_counter() - begun) * 1000

    def _is_last(self, received: bytes) -> bool:
        message = ForwardMsg()
        message.ParseFromString(received)
        kind = message.WhichOneof("type")
        self._got[str(kind)] += 1
        if kind == "delta":
            self._note(message.delta)
        elif kind == "new_session":
            self._session = message.new_session.initialize.session_id
            if not message.metadata.run.fragment_ids:  # the page is drawn anew, whatever was pressed
                self.buttons.clear()
        elif kind == "stop_auto_rerun":  # these parts have gone from the page, and who presses there is not heard
            gone = set(message.stop_auto_rerun.fragment_ids)
            self.buttons = {key: button for key, button in self.buttons.items() if button[1] not in gone}
        elif kind == "file_urls_response":
            self._places = message.file_urls_response
        elif kind == "navigation":
            self.pages = frozenset(page.url_pathname for page in message.navigation.app_pages)
        return kind == "script_finished" and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN

    def _note(self, delta: Delta) -> None:
        element = delta.new_element
        if element.HasField("button"):
            self.buttons[element.button.id.split("-", 2)[-1]] = element.button.id, delta.fragment_id
        elif element.HasField("file_uploader"):
            self._uploader = element.file_uploader.id
        elif element.HasField("alert"):
            self.alerts.append(element.alert.body)
        elif element.HasField("exception"):
            raise RuntimeError(element.exception.type)
