"""The engine of the store: what it is asked, the one on SQLite, and the one on PostgreSQL.

May import domain, errors, and `private_files` of the store. psycopg is loaded only where a server is named.
"""

from sakimori.store.engine.opening import open_engine
from sakimori.store.engine.protocol import Asked, Damage, Engine, Params, Row, Step, Value
from sakimori.store.engine.sqlite import BUSY_TIMEOUT_MS, SqliteEngine
from sakimori.store.engine.target import ServerSchema, Target, resolved, target_of

__all__ = [
    "BUSY_TIMEOUT_MS",
    "Asked",
    "Damage",
    "Engine",
    "Params",
    "Row",
    "ServerSchema",
    "SqliteEngine",
    "Step",
    "Target",
    "Value",
    "open_engine",
    "resolved",
    "target_of",
]
