"""The engine of the store: what it is asked, and the one on SQLite.

May import domain, errors, and `private_files` of the store.
"""

from sakimori.store.engine.protocol import Damage, Engine, Params, Row, Step, Value
from sakimori.store.engine.sqlite import BUSY_TIMEOUT_MS, SqliteEngine, open_engine

__all__ = ["BUSY_TIMEOUT_MS", "Damage", "Engine", "Params", "Row", "SqliteEngine", "Step", "Value", "open_engine"]
