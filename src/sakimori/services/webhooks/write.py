"""Addresses made, ended, and looked at: what was sent to each, and one thing sent again."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sakimori.domain.user import Actor
from sakimori.domain.values.days import legal_day
from sakimori.domain.values.text import Text
from sakimori.domain.webhook import Delivery, Webhook, WebhookEvent
from sakimori.errors import InvalidValueError, NotFoundError
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.unit import Unit
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.check import clean, refuse_personal_numbers
from sakimori.services.webhooks.check import allowed_networks, checked_url
from sakimori.services.webhooks.sending import secret_of
from sakimori.store.programs.webhooks import Deliveries, WebhookTable

_WEBHOOK: Final = Text("Webhook", "webhook")
_DELIVERY: Final = Text("Webhook の送信", "delivery of a webhook")
_NAME: Final = Text("名前", "the name")
_NAMED: Final = Text("60文字以内の名前を付けてください。", "Give a name of 60 characters at most.")
_EVENTS: Final = Text("知らせること", "what is told")
_NONE: Final = Text("一つ以上選んでください。", "Choose at least one.")
_LONGEST: Final = 60


@needs(Permission.SET_POLICY)
def make_webhook(
    workspace: Workspace, *, name: str, url: str, events: frozenset[WebhookEvent], actor: Actor, at: datetime
) -> Webhook:
    """Tell an address what happens from now on.

    Raises:
        InvalidValueError: The name cannot be one, nothing would be told, or nothing is sent to such an address.
    """
    wanted = clean(name)
    refuse_personal_numbers("name", wanted, words=_NAME)
    refuse_personal_numbers("url", url, words=_NAME)
    if not wanted or len(wanted) > _LONGEST:
        raise InvalidValueError(field=_NAME, value=wanted[:_LONGEST], expected=_NAMED, name="name")
    if not events:
        raise InvalidValueError(field=_EVENTS, value="", expected=_NONE, name="events")
    checked_url(url, allowed_networks())
    webhook_id = workspace.ids("wh")
    with workspace.noting("webhook.made", actor=actor, at=at, what="webhook", key=webhook_id) as unit:
        made = Webhook(webhook_id, wanted, url, events, actor.id, at, unit.number(), legal_day(at))
        WebhookTable(unit.engine).insert(made)
    return made


@needs(Permission.SET_POLICY)
def webhooks(workspace: Workspace, *, actor: Actor) -> list[Webhook]:
    """All addresses, the newest first, with those that are told nothing any more."""
    with workspace.unit() as unit:
        return WebhookTable(unit.engine).all()


@needs(Permission.SET_POLICY)
def end_webhook(workspace: Workspace, webhook_id: str, *, actor: Actor, at: datetime) -> Webhook:
    """Tell an address nothing any more; what waited for it goes nowhere.

    Raises:
        NotFoundError: There is none with this id.
    """
    with workspace.unit() as unit:
        _found(unit, webhook_id)
    with workspace.noting("webhook.ended", actor=actor, at=at, what="webhook", key=webhook_id) as unit:
        WebhookTable(unit.engine).end(webhook_id, at)
        return _found(unit, webhook_id)


@needs(Permission.SET_POLICY)
def webhook_secret(workspace: Workspace, webhook_id: str, *, actor: Actor, at: datetime) -> str:
    """The secret by which the other side knows that it is told by us; that somebody looked is noted.

    Raises:
        NotFoundError: There is none with this id.
    """
    with workspace.unit() as unit:
        _found(unit, webhook_id)
    workspace.access("webhook.secret_shown", actor=actor, at=at, what="webhook", key=webhook_id)
    return secret_of(workspace, webhook_id)


@needs(Permission.SET_POLICY)
def deliveries(
    workspace: Workspace, webhook_id: str, *, first: int, limit: int, actor: Actor
) -> tuple[list[Delivery], int]:
    """Some of what was sent to an address, the newest first, and how much there is.

    Raises:
        NotFoundError: There is none with this id.
    """
    with workspace.unit() as unit:
        _found(unit, webhook_id)
        return Deliveries(unit.engine).of(webhook_id, first=first, limit=limit)


@needs(Permission.SET_POLICY)
def send_again(workspace: Workspace, delivery_id: str, *, actor: Actor, at: datetime) -> Delivery:
    """Have something go out once more, under its id.

    Raises:
        NotFoundError: There is no such thing, or nothing goes to its address any more.
    """
    with workspace.noting("webhook.resent", actor=actor, at=at, what="webhook", key=delivery_id) as unit:
        table = Deliveries(unit.engine)
        found = table.find(delivery_id)
        webhook = WebhookTable(unit.engine).find(found.webhook_id) if found else None
        if found is None or webhook is None or webhook.ended_at is not None:
            raise NotFoundError(what=_DELIVERY, key=delivery_id)
        table.again(delivery_id, at)
        return table.find(delivery_id) or found


def _found(unit: Unit, webhook_id: str) -> Webhook:
    found = WebhookTable(unit.engine).find(webhook_id)
    if found is None:
        raise NotFoundError(what=_WEBHOOK, key=webhook_id)
    return found
