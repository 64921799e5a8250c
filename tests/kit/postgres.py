"""A PostgreSQL server of the run's own, on loopback in a folder of its own, started by the first test that asks."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import psycopg
import pytest
from psycopg import sql

from sakimori.store.engine import ServerSchema
from sakimori.store.engine.postgres import connected
from sakimori.store.engine.postgres_pool import close_pool
from sakimori.store.key_files import KINDS, key_file
from sakimori.store.schema.steps import GUARDS, STEPS

REASON: Final = "no PostgreSQL: apt-get install postgresql"
_BIN: Final = ("/usr/lib/postgresql",)
_UNPRIVILEGED: Final = ("postgres", "nobody")
_WAIT_S: Final = 30
# A test that loses power loses its database too: nothing is forced to the disk.
_SETTINGS: Final = {
    "listen_addresses": "127.0.0.1", "unix_socket_directories": "", "fsync": "off", "synchronous_commit": "off",
    "full_page_writes": "off", "max_connections": "200", "shared_buffers": "64MB", "wal_level": "minimal",
    "max_wal_senders": "0",
}  # fmt: skip
KEEPS_ALL: Final = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
"""What is acknowledged is on the disk."""
STREAMS: Final = {"wal_level": "replica", "max_wal_senders": "4"}
"""A standby can follow."""


def program(name: str) -> str | None:
    """A program of the server, which Debian keeps out of the path."""
    found = sorted(Path(_BIN[0]).glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]), reverse=True)
    return str(found[0]) if found else shutil.which(name)


def is_missing() -> bool:
    """Whether there is no server on this machine; where all is asked for that is an error."""
    if program("initdb") and program("postgres"):
        return False
    if os.environ.get("SAKIMORI_REQUIRE_ALL"):
        raise pytest.UsageError(REASON)
    return True


def _user() -> str | None:
    """As whom the server runs: it refuses to run as root."""
    if os.geteuid() != 0:
        return None
    import pwd  # noqa: PLC0415 - there is none on Windows

    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in _UNPRIVILEGED if name in known)


@dataclass
class Server:
    """A running server."""

    folder: Path
    port: int
    settings: Mapping[str, str]
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        return self.at("postgres")

    def at(self, database: str) -> str:
        return f"postgresql://sakimori@127.0.0.1:{self.port}/{database}"

    def ask(self, statement: str, database: str = "postgres") -> list[tuple[Any, ...]]:
        """Run one statement as the owner of the server."""
        with psycopg.connect(self.at(database), autocommit=True) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def stop(self) -> None:
        """End it at once, as a machine that is turned off."""
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait(_WAIT_S)

    def kill(self) -> None:
        """Kill it: nothing is written or said any more."""
        self.signal(signal.SIGKILL)
        self.process.wait(_WAIT_S)

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to each of its processes."""
        pids = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text(encoding="ascii").split()
        for pid in (self.process.pid, *map(int, pids)):
            with suppress(ProcessLookupError):
                os.kill(pid, number)

    def start(self) -> None:
        """Start it again, on the port that it had."""
        self.process = _started(self.folder, self.port, self.settings)
        _wait_for(self)

    def configure(self, name: str, value: str) -> None:
        """Change a setting while it runs."""
        self.ask(f"ALTER SYSTEM SET {name} = '{value}'")
        self.ask("SELECT pg_reload_conf()")


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def _started(folder: Path, port: int, settings: Mapping[str, str]) -> subprocess.Popen[bytes]:
    given = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    with (folder / "log").open("ab") as log:
        return subprocess.Popen(
            [str(program("postgres")), "-D", str(folder / "data"), "-p", str(port), *given],
            stdout=log, stderr=log, stdin=subprocess.DEVNULL, user=_user(), extra_groups=[] if _user() else None,
            cwd=folder,
        )  # fmt: skip


def _wait_for(server: Server) -> None:
    until = time.monotonic() + _WAIT_S
    while True:
        try:
            psycopg.connect(server.url, connect_timeout=2).close()
        except psycopg.OperationalError:
            if time.monotonic() > until or server.process.poll() is not None:
                raise AssertionError((server.folder / "log").read_text(errors="replace")) from None
            time.sleep(0.05)
        else:
            return


@contextmanager
def _folder_made_by(tool: str, *arguments: str) -> Iterator[Path]:
    """A folder in which a program of the server makes what it needs, until the end of the block."""
    folder = Path(tempfile.mkdtemp(prefix="sakimori-pg-"))
    user = _user()
    if user:
        shutil.chown(folder, user)
    try:
        subprocess.run(
            [str(program(tool)), "-D", str(folder / "data"), "--no-sync", *arguments],
            check=True, capture_output=True, user=user, extra_groups=[] if user else None, cwd=folder,
        )  # fmt: skip
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _serving(folder: Path, settings: Mapping[str, str]) -> Iterator[Server]:
    server = Server(folder, port := _free_port(), settings, _started(folder, port, settings))
    try:
        _wait_for(server)
        yield server
    finally:
        server.stop()


@contextmanager
def running(*, locale: str = "C.UTF-8", **settings: str) -> Iterator[Server]:
    """A new server, until the end of the block."""
    made = ("-U", "sakimori", "--auth=trust", "--encoding=UTF8", f"--locale={locale}")
    with _folder_made_by("initdb", *made) as folder, _serving(folder, _SETTINGS | settings) as server:
        yield server


@contextmanager
def following(primary: Server, **settings: str) -> Iterator[Server]:
    """A standby that follows a server and answers whoever only reads, until the end of the block."""
    copied = ("-h", "127.0.0.1", "-p", str(primary.port), "-U", "sakimori", "-R", "--checkpoint=fast")
    with (
        _folder_made_by("pg_basebackup", *copied) as folder,
        _serving(folder, {**_SETTINGS, **STREAMS, **settings}) as server,
    ):
        yield server


def alone(connection: psycopg.Connection[Any]) -> None:
    """End whoever still works on a database, and drop what tests have put beside the own workspace."""
    connection.execute(
        "SELECT pg_terminate_backend(pid, 2000) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
    )
    schemas = connection.execute(
        "SELECT nspname FROM pg_namespace WHERE nspname !~ '^(pg_|information_schema|public|own$)'"
    )
    for (schema,) in schemas.fetchall():
        connection.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(schema)))


def empty(connection: psycopg.Connection[Any], schema: str) -> None:
    """Take out what was written, which the stamps tell; temporary tables are stamped too and gone already."""
    connection.execute(sql.SQL("SET search_path = {}").format(sql.Identifier(schema)))
    connection.execute("SET session_replication_role = replica")
    stamped = connection.execute("SELECT name FROM table_stamp WHERE to_regclass(name) IS NOT NULL")
    written = {str(name) for (name,) in stamped} - {"schema_step"}
    numbered = {"gap_span", "outcome_span"} & written
    statements = [
        *(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)) for table in (*written, "table_stamp")),
        *(sql.SQL("ALTER TABLE {} ALTER COLUMN id RESTART").format(sql.Identifier(table)) for table in numbered),
    ]
    connection.execute(sql.SQL("; ").join(statements))


def named(url: str) -> str:
    """The name of the database in an address."""
    return url.rpartition("/")[2]


class Databases:
    """The databases of one server, each with an own workspace that has the whole schema and holds nothing."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self._url = self._made()

    def __call__(self) -> ServerSchema:
        """The one database of all tests, emptied: to make another takes a thousand files."""
        place = ServerSchema(self._url, "own")
        close_pool(place)
        with psycopg.connect(place.url, autocommit=True) as connection:
            alone(connection)
            empty(connection, place.schema)
        return place

    def another(self) -> ServerSchema:
        """One more, for a test that needs two."""
        return ServerSchema(self._made(), "own")

    def bare(self, *, like: str = "") -> str:
        """The address of one more, in which no workspace stands, or what stands in another that nobody has open."""
        name = f"t{secrets.token_hex(6)}"
        self.server.ask(f"CREATE DATABASE {name} TEMPLATE {named(like) or 'template1'}")
        return self.server.at(name)

    def drop(self, url: str) -> None:
        """Remove one, whoever has it open."""
        self.server.ask(f"DROP DATABASE {named(url)} WITH (FORCE)")

    def _made(self) -> str:
        url = self.bare()
        engine = connected(ServerSchema(url, "own"))
        engine.migrate(STEPS, GUARDS)
        engine.close()
        return url


_IN_MEMORY: Final[list[bool]] = []


@contextmanager
def in_memory() -> Iterator[None]:
    """Workspaces that are made meanwhile lie in memory even so."""
    _IN_MEMORY.append(True)
    try:
        yield
    finally:
        _IN_MEMORY.pop()


def lies_in_memory() -> bool:
    """Whether a workspace that is made now is to lie in memory."""
    return bool(_IN_MEMORY)


class Schemas:
    """Schemas for workspaces of tests that name no place; one that nobody holds any more is emptied and lent again."""

    def __init__(self, databases: Databases) -> None:
        self._place = databases.another()
        self._left: list[ServerSchema] = []
        self._made = 0

    def take(self) -> ServerSchema | None:
        """One that holds nothing; None where a workspace is to lie in memory."""
        if lies_in_memory():
            return None
        if self._left:
            place = self._left.pop()
            emptied(place)
            return place
        self._made += 1
        return self._place.beside(f"w{self._made}")

    def lent(self, place: object) -> bool:
        """Whether a place is one of these."""
        return isinstance(place, ServerSchema) and place.url == self._place.url

    def give_back(self, place: ServerSchema) -> None:
        """Called wherever the collector happens to be: nothing is done here but to remember it."""
        self._left.append(place)


def emptied(place: ServerSchema) -> None:
    """Take out of a schema what its last test has left, with its keys."""
    close_pool(place)
    with psycopg.connect(place.url, autocommit=True) as connection:
        empty(connection, place.schema)
    for kind in KINDS:
        key_file(place, kind).unlink(missing_ok=True)
