"""What our people were told of what falls due: one digest a person a day, and in it each thing with its threshold."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sakimori.store.engine import Engine
from sakimori.store.outgoing.outbox import OutgoingMail
from sakimori.store.reads.statements import Where
from sakimori.store.records import from_row, to_row

CHANNEL: Final = "channel"
"""Stands for the chat of the company in the place of a person."""

_AT_ONCE: Final = 400
_GIVEN_UP: Final = (
    "EXISTS (SELECT 1 FROM outgoing_mail m WHERE m.digest_id = {digest}) AND NOT EXISTS (SELECT 1 FROM outgoing_mail m "
    "WHERE m.digest_id = {digest} AND (m.sent_at IS NOT NULL OR m.next_at IS NOT NULL OR m.last_error = ''))"
)


@dataclass(frozen=True, slots=True)
class Digest:
    """What goes to a person of ours, or to the chat of the company, on a day. `summary` is what the chat is told."""

    id: str
    user_id: str
    day: date
    made_at: datetime
    things: int
    summary: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """That a person is told of a thing by reaching a threshold of a day by which it is due."""

    thing: str
    day: date
    threshold: str
    user_id: str


@dataclass(frozen=True, slots=True)
class LoggedDigest:
    """A digest with what became of it."""

    digest: Digest
    mails: tuple[OutgoingMail, ...]


class ReminderTable:
    """The digests of one engine."""

    def __init__(self, engine: Engine) -> None:
        """Work on one connection."""
        self._engine = engine

    def put(self, digest: Digest, told: Iterable[Told]) -> None:
        """Keep a digest with what it tells of."""
        self._engine.insert_all("reminder_digest", [to_row(digest)])
        self._engine.insert_all("reminder", [{**to_row(one), "digest_id": digest.id} for one in told])

    def let_go(self) -> int:
        """Forget what was told in digests that nobody got: it is told again in the next."""
        given_up = _GIVEN_UP.format(digest="reminder.digest_id")
        return self._engine.execute(f"DELETE FROM reminder WHERE {given_up}")

    def told(self, things: Collection[str]) -> set[Told]:
        """Who was told of some things, but for what was in digests that nobody got."""
        found: set[Told] = set()
        wanted = sorted(things)
        for start in range(0, len(wanted), _AT_ONCE):
            where = Where(f"NOT ({_GIVEN_UP.format(digest='r.digest_id')})")
            where.one_of("r.thing", wanted[start : start + _AT_ONCE])
            rows = self._engine.query(
                f"SELECT thing, day, threshold, user_id FROM reminder r WHERE {where}", where.params
            )
            found |= {from_row(Told, row) for row in rows}
        return found

    def had_theirs(self, day: date) -> set[str]:
        """Whoever has the digest of a day already."""
        rows = self._engine.query("SELECT user_id FROM reminder_digest WHERE day = :day", {"day": day.isoformat()})
        return {str(row["user_id"]) for row in rows}

    def find(self, digest_id: str) -> Digest | None:
        """One digest."""
        rows = self._engine.query("SELECT * FROM reminder_digest WHERE id = :id", {"id": digest_id})
        return from_row(Digest, rows[0]) if rows else None

    def told_in(self, digest_id: str) -> list[Told]:
        """What a digest tells of."""
        rows = self._engine.query(
            "SELECT thing, day, threshold, user_id FROM reminder WHERE digest_id = :id ORDER BY day, thing, threshold",
            {"id": digest_id},
        )
        return [from_row(Told, row) for row in rows]

    def logged(self, *, most: int) -> list[LoggedDigest]:
        """The newest digests, with what became of each."""
        rows = self._engine.query(
            "SELECT * FROM reminder_digest ORDER BY day DESC, made_at DESC, id LIMIT :most", {"most": most}
        )
        digests = [from_row(Digest, row) for row in rows]
        mails = self._mails_of([digest.id for digest in digests])
        return [LoggedDigest(digest, tuple(mails.get(digest.id, ()))) for digest in digests]

    def _mails_of(self, digest_ids: list[str]) -> dict[str, list[OutgoingMail]]:
        if not digest_ids:
            return {}
        where = Where()
        where.one_of("digest_id", digest_ids)
        rows = self._engine.query(f"SELECT * FROM outgoing_mail WHERE {where} ORDER BY kind DESC, id", where.params)
        found: dict[str, list[OutgoingMail]] = {}
        for mail in (from_row(OutgoingMail, row) for row in rows):
            found.setdefault(mail.digest_id or "", []).append(mail)
        return found
