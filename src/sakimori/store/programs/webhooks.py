"""The tables of addresses that are told what happens, and of what is on its way to them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from sakimori.domain.webhook import Delivery, Webhook
from sakimori.store.engine import Engine, Value
from sakimori.store.records import from_row, instant, to_row


class WebhookTable:
    """The addresses of one engine."""

    def __init__(self, engine: Engine) -> None:
        """Work on one connection."""
        self._engine = engine

    def all(self) -> list[Webhook]:
        """Every address, the newest first."""
        return [from_row(Webhook, row) for row in self._engine.query("SELECT * FROM webhook ORDER BY made_at DESC, id")]

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

    def of(self, webhook_id: str, *, first: int, limit: int) -> tuple[list[Delivery], int]:
        """Some of those to an address, the newest first, and how many there are."""
        params: dict[str, Value] = {"id": webhook_id, "first": first, "limit": limit}
        rows = self._engine.query(
            "SELECT * FROM webhook_delivery WHERE webhook_id = :id "
            "ORDER BY created_at DESC, place DESC, id LIMIT :limit OFFSET :first",
            params,
        )
        count = self._engine.query("SELECT COUNT(*) AS n FROM webhook_delivery WHERE webhook_id = :id", params)
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
