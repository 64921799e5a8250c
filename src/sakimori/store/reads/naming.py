"""Which records name another one, and what people are called: ours, and those of a vendor who were invited."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from sakimori.store.engine import Engine, Row

_INVITED: Final = "SELECT i.id, i.name, p.legal_name FROM invitation i JOIN third_party p ON p.id = i.third_party_id"


def ids_naming(engine: Engine, table: str, column: str, record_id: str) -> list[str]:
    """The ids of the rows of a table that name a record, in their order."""
    rows = engine.query(
        f"SELECT id FROM {table} WHERE {column} = :id OR {column} LIKE :listed ESCAPE '!' ORDER BY id",
        {"id": record_id, "listed": f'%"{record_id}"%'},
    )
    return [str(row["id"]) for row in rows]


def names_of_people(engine: Engine) -> dict[str, str]:
    """What everybody who writes here is called; of a vendor's person the company stands behind the name."""
    users = engine.query("SELECT id, name FROM app_user")
    return {str(row["id"]): str(row["name"]) for row in users} | dict(_of_vendors(engine.query(_INVITED)))


def same_people(engine: Engine, user_id: str) -> frozenset[str]:
    """The other accounts of a person of ours: with the same mail address or login, or the same name and department."""
    rows = engine.query(
        "SELECT b.id FROM app_user a JOIN app_user b ON b.name = a.name AND b.department = a.department "
        "WHERE a.id = :id AND b.id <> :id UNION SELECT b.id FROM (SELECT id, LOWER(email) AS address FROM reach "
        "UNION SELECT user_id, LOWER(login) FROM account) a JOIN (SELECT id, LOWER(email) AS address FROM reach "
        "UNION SELECT user_id, LOWER(login) FROM account) b ON b.address = a.address WHERE a.id = :id AND b.id <> :id",
        {"id": user_id},
    )
    return frozenset(str(row["id"]) for row in rows)


def names_of_invited(engine: Engine, ids: Iterable[str]) -> dict[str, str]:
    """What the people of vendors are called, of those that some ids mean."""
    params = {f"i{place}": one for place, one in enumerate(sorted(set(ids)))}
    among = ", ".join(f":{name}" for name in params)
    return dict(_of_vendors(engine.query(f"{_INVITED} WHERE i.id IN ({among})", params))) if params else {}


def _of_vendors(rows: list[Row]) -> Iterator[tuple[str, str]]:
    for row in rows:
        name, company = str(row["name"] or ""), str(row["legal_name"])
        yield str(row["id"]), f"{name}（{company}）" if name else company
