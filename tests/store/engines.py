"""The engines under contract: each test of this folder runs on every one of them."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

from kit.postgres import Databases
from sakimori.store.engine import Engine, ServerSchema, SqliteEngine, open_engine
from sakimori.store.schema.steps import GUARDS, STEPS


class Opener(Protocol):
    """The database of the test: a call opens one more connection; the rest is what only its engine can be asked."""

    @property
    def place(self) -> Path | ServerSchema: ...

    def __call__(self) -> Engine: ...

    def unchecked(self, engine: Engine) -> AbstractContextManager[None]:
        """A block in which rows may name what is not there."""

    def required(self, engine: Engine, table: str) -> list[str]:
        """The columns of a table that must hold something."""

    def schema(self, engine: Engine) -> list[str]:
        """Everything that the schema consists of, as texts."""

    def triggers(self, engine: Engine) -> dict[str, str]:
        """The names of all triggers, with the table of each."""

    def drop_trigger(self, engine: Engine, name: str) -> None: ...

    def blunt(self, engine: Engine, name: str) -> None:
        """Put a trigger that refuses nothing in the place of a guard."""

    def impatient(self) -> Engine:
        """A connection that hardly waits for another writer."""

    def empty(self) -> Callable[[], Engine]:
        """Opens a database in which nothing stands."""

    def behind_the_guards(self, engine: Engine) -> None:
        """Let a connection do what somebody does who has the file, or the password of the server."""


class Sqlite:
    def __init__(self, folder: Path) -> None:
        self.place = folder / "contract.db"

    def __call__(self) -> Engine:
        return SqliteEngine(self.place)

    @contextmanager
    def unchecked(self, engine: Engine) -> Iterator[None]:
        engine.query("PRAGMA foreign_keys = OFF")
        yield
        engine.query("PRAGMA foreign_keys = ON")

    def required(self, engine: Engine, table: str) -> list[str]:
        return [str(r["name"]) for r in engine.query(f"PRAGMA table_info({table})") if r["notnull"]]

    def schema(self, engine: Engine) -> list[str]:
        return [
            str(r["sql"]) for r in engine.query("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name")
        ]

    def triggers(self, engine: Engine) -> dict[str, str]:
        rows = engine.query("SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'")
        return {str(r["name"]): str(r["tbl_name"]) for r in rows}

    def drop_trigger(self, engine: Engine, name: str) -> None:
        engine.execute(f"DROP TRIGGER {name}")

    def blunt(self, engine: Engine, name: str) -> None:
        table = self.triggers(engine)[name]
        engine.execute(f"DROP TRIGGER {name}")
        engine.execute(f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} BEGIN SELECT 1; END")

    def impatient(self) -> Engine:
        engine = self()
        engine.query("PRAGMA busy_timeout = 10")
        return engine

    def empty(self) -> Callable[[], Engine]:
        return lambda: SqliteEngine(self.place.with_name("empty.db"))

    def behind_the_guards(self, engine: Engine) -> None:
        engine.query("PRAGMA foreign_keys = OFF")
        for name in GUARDS:
            engine.execute(f"DROP TRIGGER IF EXISTS {name}")


class Postgres:
    def __init__(self, place: ServerSchema) -> None:
        self.place = place

    def __call__(self) -> Engine:
        return open_engine(self.place)

    @contextmanager
    def unchecked(self, engine: Engine) -> Iterator[None]:
        with engine.write():
            engine.values("SELECT set_config('session_replication_role', 'replica', true)")
            yield

    def required(self, engine: Engine, table: str) -> list[str]:
        sql = (
            "SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema() "
            "AND table_name = :table "
            "AND is_nullable = 'NO'"
        )
        return [str(name) for (name,) in engine.values(sql, {"table": table})]

    def schema(self, engine: Engine) -> list[str]:
        sql = (
            "SELECT table_name || '.' || column_name || ' ' || data_type || ' ' || COALESCE(collation_name, '') "
            "|| is_nullable FROM information_schema.columns WHERE table_schema = 'own' UNION ALL "
            "SELECT indexdef FROM pg_indexes WHERE schemaname = 'own' UNION ALL SELECT conname || "
            "pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'own'::regnamespace UNION ALL "
            "SELECT oid || pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1"
        )
        return [str(one) for (one,) in engine.values(sql)]

    def triggers(self, engine: Engine) -> dict[str, str]:
        sql = (
            "SELECT tgname, relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE NOT tgisinternal "
            "AND tgname NOT LIKE '%!_all' ESCAPE '!' AND relnamespace = current_schema()::regnamespace"
        )
        return {str(name): str(table) for name, table in engine.values(sql)}

    def drop_trigger(self, engine: Engine, name: str) -> None:
        engine.execute(f"DROP TRIGGER {name} ON {self.triggers(engine)[name]}")

    def blunt(self, engine: Engine, name: str) -> None:
        engine.execute(
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'"
        )

    def impatient(self) -> Engine:
        engine = self()
        engine.values("SELECT set_config('lock_timeout', '10', false)")
        return engine

    def empty(self) -> Callable[[], Engine]:
        place = self.place.beside(f"empty_{secrets.token_hex(4)}")
        return lambda: open_engine(place)

    def behind_the_guards(self, engine: Engine) -> None:
        engine.values("SELECT set_config('session_replication_role', 'replica', false)")


OPENERS: dict[str, Callable[[Path, Callable[[], Databases]], Opener]] = {
    "sqlite": lambda folder, _: Sqlite(folder),
    "postgres": lambda _, databases: Postgres(databases()()),
}


def migrated(opener: Callable[[], Engine]) -> Engine:
    engine = opener()
    engine.migrate(STEPS, GUARDS)
    return engine
