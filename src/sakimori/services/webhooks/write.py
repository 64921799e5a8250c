"""Addresses made, changed, ended and removed, their secrets, and one event sent again."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Final

from sakimori.domain.user import Actor
from sakimori.domain.values.days import legal_day
from sakimori.domain.values.text import Text
from sakimori.domain.webhook import Delivery, Webhook, WebhookEvent
from sakimori.errors import InvalidValueError, NotFoundError, StateError
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.unit import Unit
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.check import clean, refuse_personal_numbers
from sakimori.services.webhooks.check import allowed_networks, checked_url
from sakimori.services.webhooks.rows import found_webhook
from sakimori.services.webhooks.sending import secret_of
from sakimori.store.programs.webhooks import Deliveries, WebhookTable

_DELIVERY: Final = Text("Webhook の送信", "delivery of a webhook")
_NAME: Final = Text("名前", "the name")
_NAMED: Final = Text("60文字以内の名前を付けてください。", "Give a name of 60 characters at most.")
_EVENTS: Final = Text("知らせること", "what is told")
_NONE: Final = Text("一つ以上選んでください。", "Choose at least one.")
_STANDS: Final = Text("止めてから削除してください。", "End it before you remove it.")
_MOVED: Final = Text(
    "ほかの人が先にこの Webhook を変えました。開き直して確かめてください。",
    "Somebody changed this webhook first. Open it again.",
)
LONGEST_NAME: Final = 60


@needs(Permission.SET_POLICY)
def make_webhook(
    workspace: Workspace, *, name: str, url: str, events: frozenset[WebhookEvent], actor: Actor, at: datetime
) -> Webhook:
    """Tell an address what happens from now on.

    Raises:
        InvalidValueError: The name cannot be one, nothing would be told, or nothing is sent to such an address.
    """
    wanted = _checked(name, url, events)
    webhook_id = workspace.ids("wh")
    with workspace.noting("webhook.made", actor=actor, at=at, what="webhook", key=webhook_id) as unit:
        made = Webhook(webhook_id, wanted, url, events, actor.id, at, unit.number(), legal_day(at))
        WebhookTable(unit.engine).insert(made)
    return made


@needs(Permission.SET_POLICY)
def change_webhook(
    workspace: Workspace,
    webhook_id: str,
    *,
    name: str,
    url: str,
    events: frozenset[WebhookEvent],
    seen: Webhook,
    actor: Actor,
    at: datetime,
) -> Webhook:
    """Change what an address is called, where it is, and what it is told; its secret and what waits for it stay.

    Raises:
        InvalidValueError: The name cannot be one, nothing would be told, or nothing is sent to such an address.
        NotFoundError: There is none with this id.
        StateError: It has become another one than was seen.
    """
    wanted = _checked(name, url, events)
    with workspace.noting("webhook.changed", actor=actor, at=at, what="webhook", key=webhook_id) as unit:
        standing = _as_seen(unit, webhook_id, seen)
        changed = replace(standing, name=wanted, url=url, events=events)
        WebhookTable(unit.engine).put(changed)
    return changed


@needs(Permission.SET_POLICY)
def resume_webhook(workspace: Workspace, webhook_id: str, *, seen: Webhook, actor: Actor, at: datetime) -> Webhook:
    """Tell an address that ended again, from now on; what happened in between is not told.

    Raises:
        NotFoundError: There is none with this id.
        StateError: It has become another one than was seen.
    """
    with workspace.noting("webhook.resumed", actor=actor, at=at, what="webhook", key=webhook_id) as unit:
        standing = _as_seen(unit, webhook_id, seen)
        if standing.ended_at is not None:
            standing = replace(standing, ended_at=None, told_number=unit.number(), told_on=legal_day(at))
            WebhookTable(unit.engine).put(standing)
    return standing


@needs(Permission.SET_POLICY)
def remove_webhook(workspace: Workspace, webhook_id: str, *, seen: Webhook, actor: Actor, at: datetime) -> None:
    """Delete an address that ended, with the log of what was sent to it.

    Raises:
        NotFoundError: There is none with this id.
        StateError: It is still told, or has become another one than was seen.
    """
    with workspace.noting("webhook.removed", actor=actor, at=at, what="webhook", key=webhook_id) as unit:
        if _as_seen(unit, webhook_id, seen).ended_at is None:
            raise StateError(why=_STANDS)
        WebhookTable(unit.engine).remove(webhook_id)


@needs(Permission.SET_POLICY)
def end_webhook(workspace: Workspace, webhook_id: str, *, actor: Actor, at: datetime) -> Webhook:
    """Tell an address nothing any more; what waited for it goes nowhere.

    Raises:
        NotFoundError: There is none with this id.
    """
    with workspace.unit() as unit:
        found_webhook(unit, webhook_id)
    with workspace.noting("webhook.ended", actor=actor, at=at, what="webhook", key=webhook_id) as unit:
        WebhookTable(unit.engine).end(webhook_id, at)
        return found_webhook(unit, webhook_id)


@needs(Permission.SET_POLICY)
def webhook_secret(workspace: Workspace, webhook_id: str, *, actor: Actor, at: datetime) -> str:
    """The secret by which the other side knows that it is told by us; that somebody looked is noted.

    Raises:
        NotFoundError: There is none with this id.
    """
    with workspace.unit() as unit:
        found_webhook(unit, webhook_id)
    workspace.access("webhook.secret_shown", actor=actor, at=at, what="webhook", key=webhook_id)
    return secret_of(workspace, webhook_id, at=at)


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


def _checked(name: str, url: str, events: frozenset[WebhookEvent]) -> str:
    """The name as it may be kept, once an address may be kept under it."""
    wanted = clean(name)
    refuse_personal_numbers("name", wanted, words=_NAME)
    refuse_personal_numbers("url", url, words=_NAME)
    if not wanted or len(wanted) > LONGEST_NAME:
        raise InvalidValueError(field=_NAME, value=wanted[:LONGEST_NAME], expected=_NAMED, name="name")
    if not events:
        raise InvalidValueError(field=_EVENTS, value="", expected=_NONE, name="events")
    checked_url(url, allowed_networks())
    return wanted


def _as_seen(unit: Unit, webhook_id: str, seen: Webhook) -> Webhook:
    """An address that nobody has changed since; up to where it was told changes by itself."""
    standing = found_webhook(unit, webhook_id)
    if replace(standing, told_number=seen.told_number, told_on=seen.told_on) != seen:
        raise StateError(why=_MOVED)
    return standing
