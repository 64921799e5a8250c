"""The tables of addresses that are told what happens, and of what is on its way to them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sakimori.domain.webhook import Delivery, Webhook
from sakimori.store.engine import Engine, Row, Value
from sakimori.store.reads.statements import Where
from sakimori.store.records import from_row, instant, parse_instant, to_row


class DeliveryState(StrEnum):
    """What became of an event so far: it waits for a try, it arrived, or nobody tries any more."""

    WAITING = "waiting"
    ARRIVED = "arrived"
    GIVEN_UP = "given_up"


_IN_STATE = {
    DeliveryState.WAITING: "d.sent_at IS NULL AND d.next_at IS NOT NULL",
    DeliveryState.ARRIVED: "d.sent_at IS NOT NULL",
    DeliveryState.GIVEN_UP: "d.sent_at IS NULL AND d.next_at IS NULL",
}


@dataclass(frozen=True, slots=True)
class WebhookRow:
    """An address with who made it, how many events wait or were given up, and when one arrived last."""

    webhook: Webhook
    made_by: str
    waiting: int
    given_up: int
    arrived_at: datetime | None


class WebhookTable:
    """The addresses of one engine."""

    def __init__(self, engine: Engine) -> None:
        """Work on one connection."""
        self._engine = engine

    def all(self) -> list[Webhook]:
        """Every address, the newest first."""
        return [from_row(Webhook, row) for row in self._engine.query("SELECT * FROM webhook ORDER BY made_at DESC, id")]

    def page(self, *, with_ended: bool, first: int, limit: int) -> tuple[list[WebhookRow], int]:
        """Some addresses, the newest first, and how many there are."""
        where = Where() if with_ended else Where("w.ended_at IS NULL")
        rows = self._engine.query(
            f"SELECT w.*, u.name AS maker, {_counted(DeliveryState.WAITING)}, {_counted(DeliveryState.GIVEN_UP)}, "
            "(SELECT MAX(d.sent_at) FROM webhook_delivery d WHERE d.webhook_id = w.id) AS arrived_at "
            f"FROM webhook w LEFT JOIN app_user u ON u.id = w.made_by WHERE {where} "
            "ORDER BY w.made_at DESC, w.id LIMIT :limit OFFSET :first",
            {"first": first, "limit": limit},
        )
        count = self._engine.query(f"SELECT COUNT(*) AS n FROM webhook w WHERE {where}")
        return [_with_counts(row) for row in rows], int(str(count[0]["n"]))

    def find(self, webhook_id: str) -> Webhook | None:
        """One address."""
        rows = self._engine.query("SELECT * FROM webhook WHERE id = :id", {"id": webhook_id})
        return from_row(Webhook, rows[0]) if rows else None

    def insert(self, webhook: Webhook) -> None:
        """Keep a new address."""
        self._engine.insert_all("webhook", [to_row(webhook)])

    def end(self, webhook_id: str, at: datetime) -> None:
        """Let nothing go to an address any more."""
        params: dict[str, Value] = {"id": webhook_id, "at": instant(at)}
        self._engine.execute("UPDATE webhook SET ended_at = :at WHERE id = :id AND ended_at IS NULL", params)
        self._engine.execute(
            "UPDATE webhook_delivery SET next_at = NULL, last_error = 'ended' WHERE webhook_id = :id "
            "AND sent_at IS NULL AND next_at IS NOT NULL",
            {"id": webhook_id},
        )

    def put(self, webhook: Webhook) -> None:
        """Write an address in place of what stood there."""
        row = to_row(webhook)
        sets = ", ".join(f"{name} = :{name}" for name in row)
        self._engine.execute(f"UPDATE webhook SET {sets} WHERE id = :id", row)

    def remove(self, webhook_id: str) -> None:
        """Delete an address and all that was on its way to it."""
        self._engine.execute("DELETE FROM webhook_delivery WHERE webhook_id = :id", {"id": webhook_id})
        self._engine.execute("DELETE FROM webhook WHERE id = :id", {"id": webhook_id})

    def told(self, webhook_id: str, *, number: int, on: date) -> None:
        """Note up to where an address was told."""
        self._engine.execute(
            "UPDATE webhook SET told_number = :number, told_on = :on WHERE id = :id",
            {"id": webhook_id, "number": number, "on": on.isoformat()},
        )


class Deliveries:
    """What is on its way out of one engine, and what became of it."""

    def __init__(self, engine: Engine) -> None:
        """Work on one connection."""
        self._engine = engine

    def put(self, deliveries: Iterable[Delivery]) -> None:
        """Have some more wait."""
        self._engine.insert_all("webhook_delivery", [to_row(one) for one in deliveries])

    def due(self, at: datetime, most: int) -> list[Delivery]:
        """Those whose time has come, longest first."""
        rows = self._engine.query(
            "SELECT * FROM webhook_delivery WHERE sent_at IS NULL AND next_at <= :at "
            "ORDER BY next_at, created_at, place, id LIMIT :most",
            {"at": instant(at), "most": most},
        )
        return [from_row(Delivery, row) for row in rows]

    def of(
        self, webhook_id: str, *, first: int, limit: int, state: DeliveryState | None = None
    ) -> tuple[list[Delivery], int]:
        """Some of those to an address, the newest first, and how many there are; in one state, or in any."""
        where = Where("d.webhook_id = :id", id=webhook_id)
        if state is not None:
            where.that(_IN_STATE[state])
        rows = self._engine.query(
            f"SELECT d.* FROM webhook_delivery d WHERE {where} "
            "ORDER BY d.created_at DESC, d.place DESC, d.id LIMIT :limit OFFSET :first",
            where.params | {"first": first, "limit": limit},
        )
        count = self._engine.query(f"SELECT COUNT(*) AS n FROM webhook_delivery d WHERE {where}", where.params)
        return [from_row(Delivery, row) for row in rows], int(str(count[0]["n"]))

    def find(self, delivery_id: str) -> Delivery | None:
        """One of them."""
        rows = self._engine.query("SELECT * FROM webhook_delivery WHERE id = :id", {"id": delivery_id})
        return from_row(Delivery, rows[0]) if rows else None

    def claim(self, delivery: Delivery, *, until: datetime) -> bool:
        """Take one for one try, unless somebody else has: it waits until then, also when this try never ends."""
        done = self._engine.execute(
            "UPDATE webhook_delivery SET tries = tries + 1, next_at = :until "
            "WHERE id = :id AND sent_at IS NULL AND tries = :tries AND next_at IS NOT NULL",
            {"id": delivery.id, "until": instant(until), "tries": delivery.tries},
        )
        return done == 1

    def sent(self, delivery_id: str, at: datetime, *, status: int) -> None:
        """Note that one arrived."""
        self._engine.execute(
            "UPDATE webhook_delivery SET sent_at = :at, next_at = NULL, last_status = :status, last_error = '' "
            "WHERE id = :id",
            {"id": delivery_id, "at": instant(at), "status": status},
        )

    def failed(self, delivery_id: str, error: str, *, status: int | None, next_at: datetime | None) -> None:
        """Note why one did not arrive, and when it is tried again; one that was dropped meanwhile stays so."""
        self._engine.execute(
            "UPDATE webhook_delivery SET last_error = :error, last_status = :status, "
            "next_at = CASE WHEN next_at IS NULL THEN NULL ELSE :next_at END WHERE id = :id AND sent_at IS NULL",
            {"id": delivery_id, "error": error, "status": status, "next_at": instant(next_at) if next_at else None},
        )

    def again(self, delivery_id: str, at: datetime) -> None:
        """Have one go out anew, under the same id, with a whole day of tries before it."""
        self._engine.execute(
            "UPDATE webhook_delivery SET sent_at = NULL, next_at = :at, created_at = :at, tries = 0 WHERE id = :id",
            {"id": delivery_id, "at": instant(at)},
        )


def _counted(state: DeliveryState) -> str:
    """How many events of an address are in a state, under the name of the state."""
    return f"(SELECT COUNT(*) FROM webhook_delivery d WHERE d.webhook_id = w.id AND {_IN_STATE[state]}) AS {state}"


def _with_counts(row: Row) -> WebhookRow:
    arrived = row["arrived_at"]
    return WebhookRow(
        from_row(Webhook, row), str(row["maker"] or row["made_by"]), int(str(row["waiting"])),
        int(str(row["given_up"])), parse_instant(str(arrived)) if arrived else None,
    )  # fmt: skip
