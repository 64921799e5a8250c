"""Mails and messages that wait to go out: of what they tell, and when; no address and no text is kept."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sakimori.store.engine import Engine
from sakimori.store.reads.statements import Where
from sakimori.store.records import from_row, instant, to_row


class Kind(StrEnum):
    """What goes out: the link of an invitation by mail, a digest by mail or by chat, a notice of one thing by mail."""

    INVITATION = "invitation"
    DIGEST = "digest"
    CHAT = "chat"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class OutgoingMail:
    """One mail or message; `next_at` is when it is tried again, None once it went out or was given up.

    A notice tells a person of an inquiry or an errand.
    """

    id: str
    kind: Kind
    invitation_id: str | None
    created_at: datetime
    tries: int = 0
    next_at: datetime | None = None
    sent_at: datetime | None = None
    last_error: str = ""
    digest_id: str | None = None
    person_id: str | None = None
    inquiry_id: str | None = None
    errand_id: str | None = None

    @property
    def waits(self) -> bool:
        """Whether it will be tried again."""
        return self.sent_at is None and self.next_at is not None

    @property
    def is_given_up(self) -> bool:
        """Whether it never went out and will not be tried again, for the reason in `last_error`."""
        return self.sent_at is None and self.next_at is None and bool(self.last_error)


class Outbox:
    """The mails of one engine."""

    def __init__(self, engine: Engine) -> None:
        """Work on one connection."""
        self._engine = engine

    def put(self, mail: OutgoingMail) -> None:
        """Have one more mail wait."""
        self._engine.insert_all("outgoing_mail", [to_row(mail)])

    def drop(self, invitation_id: str) -> None:
        """Let no mail of an invitation go out any more; what a server said may hold an address and goes."""
        self._engine.execute(
            "UPDATE outgoing_mail SET next_at = NULL, last_error = '' WHERE invitation_id = :id AND sent_at IS NULL",
            {"id": invitation_id},
        )

    def drop_notice(self, notice: OutgoingMail) -> None:
        """Let no other mail of the same thing to the same person go out: one tells how it stands by then."""
        self._engine.execute(
            "UPDATE outgoing_mail SET next_at = NULL, last_error = '' WHERE person_id = :person AND sent_at IS NULL "
            "AND (inquiry_id = :inquiry OR errand_id = :errand)",
            {"person": notice.person_id, "inquiry": notice.inquiry_id, "errand": notice.errand_id},
        )

    def due(self, at: datetime, most: int, kinds: Collection[Kind] = tuple(Kind)) -> list[OutgoingMail]:
        """Those of some kinds whose time has come, longest first."""
        where = Where("sent_at IS NULL AND next_at <= :at", at=instant(at), most=most)
        where.one_of("kind", kinds)
        rows = self._engine.query(
            f"SELECT * FROM outgoing_mail WHERE {where} ORDER BY next_at, id LIMIT :most", where.params
        )
        return [from_row(OutgoingMail, row) for row in rows]

    def find(self, mail_id: str) -> OutgoingMail | None:
        """One mail."""
        rows = self._engine.query("SELECT * FROM outgoing_mail WHERE id = :id", {"id": mail_id})
        return from_row(OutgoingMail, rows[0]) if rows else None

    def claim(self, mail: OutgoingMail, *, until: datetime) -> bool:
        """Take a mail for one try, unless somebody else has: it waits until then, also when this try never ends."""
        done = self._engine.execute(
            "UPDATE outgoing_mail SET tries = tries + 1, next_at = :until "
            "WHERE id = :id AND sent_at IS NULL AND tries = :tries AND next_at IS NOT NULL",
            {"id": mail.id, "until": instant(until), "tries": mail.tries},
        )
        return done == 1

    def sent(self, mail_id: str, at: datetime) -> None:
        """Note that a mail went out."""
        self._engine.execute(
            "UPDATE outgoing_mail SET sent_at = :at, next_at = NULL, last_error = '' WHERE id = :id",
            {"id": mail_id, "at": instant(at)},
        )

    def failed(self, mail_id: str, error: str, *, next_at: datetime | None) -> None:
        """Note why a mail did not go out, and when it is tried again; one that was dropped meanwhile stays so."""
        self._engine.execute(
            "UPDATE outgoing_mail SET last_error = :error, "
            "next_at = CASE WHEN next_at IS NULL THEN NULL ELSE :next_at END WHERE id = :id AND sent_at IS NULL",
            {"id": mail_id, "error": error, "next_at": instant(next_at) if next_at else None},
        )

    def last_of(self, invitation_ids: list[str]) -> dict[str, OutgoingMail]:
        """The newest mail of each of some invitations."""
        params = {f"i{place}": one for place, one in enumerate(invitation_ids)}
        among = ", ".join(f":{name}" for name in params)
        if not params:
            return {}
        rows = self._engine.query(
            f"SELECT * FROM outgoing_mail WHERE invitation_id IN ({among}) ORDER BY created_at, id", params
        )
        mails = (from_row(OutgoingMail, row) for row in rows)
        return {mail.invitation_id: mail for mail in mails if mail.invitation_id is not None}
