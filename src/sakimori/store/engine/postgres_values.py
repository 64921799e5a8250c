"""Connections to a server whose values are those that SQLite gives: texts, whole numbers, fractions, bytes, nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final, TypeVar, cast

import psycopg
from psycopg import RawCursor, RawServerCursor
from psycopg.abc import PQGen
from psycopg.adapt import AdaptersMap, Buffer, Dumper, Loader
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.types.numeric import FloatDumper, Int8Dumper
from psycopg.types.string import StrDumper

from sakimori.store.engine.postgres_silence import answers_others, while_it_answers
from sakimori.store.engine.target import ServerSchema

T = TypeVar("T")

BUSY_TIMEOUT_MS: Final = 10_000
_STATEMENT_MS: Final = 60_000
_IDLE_MS: Final = 300_000
"""Whoever holds the lock and says nothing for so long is cut off, so that the others can write."""
_LIMIT: Final = "statement_timeout"
PATIENCE_S: Final = 90.0
"""Longer than a statement may take."""
_DAY_S: Final = 86_400.0
_LOOK_S: Final = 0.1
_CONNECT_S: Final = 5
_GONE: Final = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3, "tcp_user_timeout": 25_000}
"""Whose machine is gone, or the way to it, says nothing: that is noticed within half a minute.

The server is told to notice it as soon: whoever had the lock when his machine went lets the next one write.
"""
_PREPARED: Final = 400


class _TruthDumper(Dumper):
    """Truth as 1 or 0, as it is stored."""

    oid = Int8Dumper.oid

    def dump(self, obj: bool) -> Buffer:  # noqa: FBT001 - psycopg's own shape
        return b"1" if obj else b"0"


class _TruthLoader(Loader):
    """What a condition comes to as 1 or 0."""

    def load(self, data: Buffer) -> int:
        return int(bytes(data) == b"t")


class _NumberLoader(Loader):
    """A sum of whole numbers is one; anything else is a fraction."""

    def load(self, data: Buffer) -> int | float:
        text = bytes(data)
        return float(text) if b"." in text or b"N" in text else int(text)


def _adapters() -> AdaptersMap:
    found = AdaptersMap(psycopg.adapters)
    # Values say what they are, whatever their size: the same statement stays the same to the server.
    found.register_dumper(int, Int8Dumper)
    found.register_dumper(float, FloatDumper)
    found.register_dumper(str, StrDumper)
    found.register_dumper(bool, _TruthDumper)
    found.register_loader("bool", _TruthLoader)
    found.register_loader("numeric", _NumberLoader)
    return found


class _Context:
    """What psycopg asks for the adapters of a connection."""

    adapters = _adapters()
    connection = None


class ServerRow:
    """A row as `sqlite3.Row` is one: asked by the names of its columns, and bare values to whoever unpacks it."""

    __slots__ = ("_places", "_values")

    def __init__(self, values: tuple[Any, ...], places: Mapping[str, int]) -> None:
        """Take the values, and the place of each name."""
        self._values, self._places = values, places

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401 - whatever the column holds
        return self._values[self._places[name]]

    def keys(self) -> list[str]:
        """The names of the columns, in their order."""
        return list(self._places)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ServerRow) and dict(self) == dict(other)

    def __hash__(self) -> int:
        return hash(self._values)

    def __repr__(self) -> str:
        return f"ServerRow({dict(self)!r})"


def _by_name(cursor: psycopg.Cursor[Any]) -> Callable[[Sequence[Any]], ServerRow]:
    """Rows by the names of their columns; of two of one name the first counts."""
    result = cursor.pgresult
    places: dict[str, int] = {}
    for place in range(result.nfields if result else 0):
        places.setdefault(((result and result.fname(place)) or b"").decode(), place)
    return lambda values: ServerRow(tuple(values), places)


class ServerLink(psycopg.Connection[Any]):
    """A connection that waits neither without end nor for a server that is gone: none of its own limits ends that."""

    patience: float | None = None
    """Seconds for which an answer, or its next part, is waited for; None is without end."""
    _is_gathering = False

    @contextmanager
    def in_one_go(self) -> Iterator[None]:
        """Statements that are run within the block go out together at its end, and are answered then.

        A pipeline of the driver alone sends each by itself: for short ones that takes twice as long.
        """
        self.wait(self._prepared.maintain_gen(self))  # which none of them does
        try:
            with self.pipeline() as pipeline:
                self._is_gathering = True
                try:
                    yield
                finally:
                    self._is_gathering = False
                while pipeline.command_queue:
                    pipeline.command_queue.popleft()()
        except psycopg.Error:
            self._prepared.clear()  # what was to be prepared after the fault is not
            raise

    def wait(self, gen: PQGen[T], interval: float = _LOOK_S, timeout: float | None = None) -> T:
        """Wait for what a generator of the driver gives."""
        if self._is_gathering:  # it has queued its statement by the time at which it waits
            next(gen)
            gen.close()
            return cast("T", None)
        waits = while_it_answers(gen, self._answers_others)
        return super().wait(waits, interval=interval, timeout=self.patience if timeout is None else timeout)

    def _answers_others(self) -> bool:
        return answers_others(self.info.hostaddr or self.info.host, self.info.port)


def as_we_connect() -> dict[str, Any]:
    """What every connection of ours is opened with."""
    return {"autocommit": True, "context": _Context(), "row_factory": _by_name, "cursor_factory": RawCursor}


def settings_of(place: ServerSchema) -> str:
    """How to connect to a schema; what the address itself says counts.

    Statements are not compiled: for a list of contracts that took a quarter of a second, where running it took 30 ms.
    """
    said = conninfo_to_dict(place.url)
    gone = " ".join(f"-c {name if name.startswith('tcp') else f'tcp_{name}'}={value}" for name, value in _GONE.items())
    options = (
        f"-c search_path={place.schema} -c lock_timeout={BUSY_TIMEOUT_MS} -c {_LIMIT}={_STATEMENT_MS} "
        f"-c idle_in_transaction_session_timeout={_IDLE_MS} -c jit=off {gone} {said.get('options') or ''}"
    )
    return make_conninfo(
        place.url,
        options=options.strip(),
        client_encoding="utf8",
        **{"application_name": "sakimori", "connect_timeout": _CONNECT_S, **_GONE, **_chosen(said)},
    )


def _chosen(said: Mapping[str, Any]) -> dict[str, Any]:
    """What an address says of how to connect, but for its options, to which ours are added."""
    return {name: value for name, value in said.items() if value is not None and name != "options"}


def set_up(connection: ServerLink) -> None:
    """What a connection remembers: a day's work asks several hundred different statements."""
    connection.prepared_max = _PREPARED
    has_own_limit = connection.info.options.count(_LIMIT) > 1
    connection.patience = _DAY_S if has_own_limit else PATIENCE_S
    connection.server_cursor_factory = RawServerCursor


def connect(place: ServerSchema) -> ServerLink:
    """One connection to a schema."""
    connection = ServerLink.connect(settings_of(place), **as_we_connect())
    set_up(connection)
    return connection
