"""What lists show of webhooks: the addresses with what waits for each, and the log of one."""

from __future__ import annotations

from typing import Final

from sakimori.domain.user import Actor
from sakimori.domain.values.text import Text
from sakimori.domain.webhook import Delivery, Webhook
from sakimori.errors import NotFoundError
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.unit import Unit
from sakimori.services.kernel.workspace import Workspace
from sakimori.store.programs.webhooks import Deliveries, DeliveryState, WebhookRow, WebhookTable

__all__ = ["DeliveryState", "WebhookRow", "deliveries", "found_webhook", "webhook", "webhook_page", "webhooks"]

_WEBHOOK: Final = Text("Webhook", "webhook")


@needs(Permission.SET_POLICY)
def webhooks(workspace: Workspace, *, actor: Actor) -> list[Webhook]:
    """All addresses, the newest first, with those that are told nothing any more."""
    with workspace.unit() as unit:
        return WebhookTable(unit.engine).all()


@needs(Permission.SET_POLICY)
def webhook(workspace: Workspace, webhook_id: str, *, actor: Actor) -> Webhook:
    """One address.

    Raises:
        NotFoundError: There is none with this id.
    """
    with workspace.unit() as unit:
        return found_webhook(unit, webhook_id)


@needs(Permission.SET_POLICY)
def webhook_page(
    workspace: Workspace, *, with_ended: bool, first: int, limit: int, actor: Actor
) -> tuple[list[WebhookRow], int]:
    """Some of the addresses, the newest first, with what waits for each, and how many there are."""
    with workspace.unit() as unit:
        return WebhookTable(unit.engine).page(with_ended=with_ended, first=first, limit=limit)


@needs(Permission.SET_POLICY)
def deliveries(
    workspace: Workspace,
    webhook_id: str,
    *,
    first: int,
    limit: int,
    actor: Actor,
    state: DeliveryState | None = None,
) -> tuple[list[Delivery], int]:
    """Some of what was sent to an address, the newest first, and how much there is; in one state, or in any.

    Raises:
        NotFoundError: There is none with this id.
    """
    with workspace.unit() as unit:
        found_webhook(unit, webhook_id)
        return Deliveries(unit.engine).of(webhook_id, first=first, limit=limit, state=state)


def found_webhook(unit: Unit, webhook_id: str) -> Webhook:
    """The address of an id.

    Raises:
        NotFoundError: There is none.
    """
    found = WebhookTable(unit.engine).find(webhook_id)
    if found is None:
        raise NotFoundError(what=_WEBHOOK, key=webhook_id)
    return found
