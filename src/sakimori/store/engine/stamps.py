"""By what each table was last written, so that whoever read some of them can tell whether it still stands."""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from typing import Final

PUT_STAMP: Final = (
    "INSERT INTO table_stamp (name, stamp) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET stamp = excluded.stamp"
)
READ_STAMPS: Final = "SELECT name, stamp FROM table_stamp"
LAST_STAMP: Final = "SELECT MAX(stamp) FROM table_stamp"
TABLE: Final = "table_stamp"

_WORD: Final = re.compile(r"\w+")
_WRITES: Final = re.compile(r"\b(?:INSERT\s+(?:OR\s+\w+\s+)?INTO|UPDATE|DELETE\s+FROM)\s+(\w+)", re.IGNORECASE)
_REMEMBERED: Final = 4096


@lru_cache(_REMEMBERED)
def words(statement: str) -> frozenset[str]:
    """The words of a statement, among which are the names of all tables that it reads."""
    return frozenset(_WORD.findall(statement))


@lru_cache(_REMEMBERED)
def written_by(statement: str) -> str:
    """The name of the table into which a statement writes; empty for any other statement."""
    found = _WRITES.search(statement)
    return found.group(1) if found else ""


def fresh_stamps(tables: Iterable[str], last: str | None) -> list[tuple[str, str]]:
    """A stamp that no other write bears, for each of some tables; as a text it comes after the last one."""
    number = int((last or "0").partition("-")[0]) + 1
    stamp = f"{number:012}-{stamp_token()}"
    return [(table, stamp) for table in tables]


def stamp_token() -> str:
    """The end of a stamp, by which it differs from all others: a database made anew counts from the beginning."""
    return secrets.token_hex(8)


def is_later(stamps: Mapping[str, str], others: Mapping[str, str]) -> bool:
    """Whether stamps of some tables were given after others: one reads what stands in one moment, never half of two."""
    return any(stamp > others.get(table, "") for table, stamp in stamps.items())


def of_tables(stamps: Mapping[str, str], named: Collection[str]) -> dict[str, str]:
    """The stamps of those tables that are named."""
    return {table: stamp for table, stamp in stamps.items() if table in named}
