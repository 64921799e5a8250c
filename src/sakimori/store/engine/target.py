"""Where a database lies that is no file: a schema on a PostgreSQL server."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from typing import Final
from urllib.parse import urlsplit, urlunsplit

from sakimori.errors import InvalidValueError

SCHEMES: Final = ("postgresql://", "postgres://")
_FIRST: Final = "own"
_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,40}")
_MADE: Final[set[ServerSchema]] = set()


@dataclass(frozen=True, slots=True)
class ServerSchema:
    """One workspace on a server: the address of the database, and the schema in it that holds the workspace.

    As a text it is the address with `#` and the schema, without a password.
    """

    url: str
    schema: str

    def __str__(self) -> str:
        """The address without its password."""
        parts = urlsplit(self.url)
        user, at, host = parts.netloc.rpartition("@")
        return urlunsplit(parts._replace(netloc=f"{user.partition(':')[0]}{at}{host}", fragment=self.schema))

    def __repr__(self) -> str:
        """The same: a password stands in no message."""
        return f"ServerSchema({str(self)!r})"

    @property
    def name(self) -> str:
        """What it is called to people."""
        return self.schema

    @property
    def stem(self) -> str:
        """What its keys and backups are named after."""
        return self.schema

    def beside(self, schema: str) -> ServerSchema:
        """Another schema of the same database."""
        return replace(self, schema=schema)

    def exists(self) -> bool:
        """Whether a workspace stands there; one that was seen once is not looked for again.

        Raises:
            NoServerError: The server does not answer.
        """
        if self not in _MADE:
            from sakimori.store.engine.postgres import stands  # noqa: PLC0415 - psycopg where a server is named

            if not stands(self):
                return False
            _MADE.add(self)
        return True

    def forget(self) -> None:
        """Look again whether it stands."""
        _MADE.discard(self)


Target = Path | str | ServerSchema | None
"""Where a database lies: a file, a schema on a server, or nowhere but in memory."""


def is_address(text: str) -> bool:
    """Whether a text is the address of a server rather than the name of a file."""
    return text.startswith(SCHEMES)


def target_of(text: str) -> Path | ServerSchema:
    """What a text names: a file, or `postgresql://…/database#schema`; without a schema the own workspace.

    Raises:
        InvalidValueError: The schema is no plain name.
    """
    if not is_address(text):
        return Path(text)
    url, _, schema = text.partition("#")
    if schema and not _NAME.fullmatch(schema):
        raise InvalidValueError(field="schema", value=schema, expected="a–z, 0–9, _")
    return ServerSchema(url, schema or _FIRST)


def resolved(target: Target) -> Path | ServerSchema | None:
    """A target without texts."""
    if isinstance(target, str):
        return target_of(target)
    return Path(target) if isinstance(target, PurePath) else target
