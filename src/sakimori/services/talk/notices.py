"""Mails that tell a person of one thing, put beside the write that is its cause."""

from __future__ import annotations

from collections.abc import Iterable

from sakimori.domain.user import User
from sakimori.services.kernel.access import ALLOWED, Permission
from sakimori.services.kernel.unit import Change, Unit
from sakimori.services.settings.reach import reached
from sakimori.store.outgoing.outbox import Kind, Outbox, OutgoingMail


def whose_role_may(unit: Unit, permission: Permission) -> set[str]:
    """The people whose role lets them do something."""
    return {user.id for user in unit.records.select(User) if user.roles & ALLOWED[permission]}


def tell(change: Change, people: Iterable[str], *, inquiry_id: str | None = None, errand_id: str | None = None) -> None:
    """Have a mail about an inquiry or an errand wait for each of some people who work here and have an address.

    Nobody is told of what he does himself.
    """
    named = change.records.with_ids(User, set(people) - {change.actor.id})
    outbox = Outbox(change.engine)
    for person_id, found in reached(change, [user for user in named if user.works_here(change.today)]).items():
        if not found.email:
            continue
        mail = OutgoingMail(
            change.new_id("om"),
            Kind.NOTICE,
            None,
            change.at,
            next_at=change.at,
            person_id=person_id,
            inquiry_id=inquiry_id,
            errand_id=errand_id,
        )
        outbox.drop_notice(mail)
        outbox.put(mail)
        about = {"inquiry_id": inquiry_id} if inquiry_id else {"errand_id": errand_id}
        change.note(
            "notice.queued", record_kind="outgoing_mail", record_id=mail.id, after={"person_id": person_id, **about}
        )
