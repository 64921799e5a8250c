"""One event on its way out: signed, to an address that was looked at, tried again for a day, and what became of it.

An event may arrive twice where a server dies in between, always under the same id.
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

import httpx2

from sakimori.domain.webhook import Delivery
from sakimori.errors import InvalidValueError
from sakimori.services.access.keys import key_in_use
from sakimori.services.invitations.outbox import GIVEN_UP_AFTER, pause_after
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.webhooks.check import LookUp, Network, Target, look_up, target_of
from sakimori.store.key_files import WEBHOOKS
from sakimori.store.programs.webhooks import Deliveries, WebhookTable

SECRET: Final = "whsec_"  # noqa: S105 - what secrets begin with
_SECONDS: Final = 10.0
_HELD: Final = timedelta(minutes=10)
"""So long nobody else takes an event that is being sent: longer than the other side may keep us waiting."""
_GONE: Final = 410
_MOST_ERROR: Final = 200


@dataclass(frozen=True, slots=True)
class Way:
    """How events go out: to which private networks, by whose look-up of names, and over which transport."""

    allowed: Sequence[Network] = ()
    look: LookUp = look_up
    post: Callable[[Target, bytes, Mapping[str, str]], int] | None = None


def secret_of(workspace: Workspace, webhook_id: str, *, at: datetime) -> str:
    """The secret of an address: it follows from a key outside the database, where no secret stands.

    Raises:
        StateError: The key is damaged.
    """
    digest = hmac.digest(key_in_use(workspace, WEBHOOKS, at=at), webhook_id.encode(), "sha256")
    return SECRET + base64.b64encode(digest).decode("ascii")


def signature(secret: str, delivery_id: str, timestamp: int, body: bytes) -> str:
    """What the other side compares: HMAC-SHA-256 of id, time and body (Standard Webhooks, v1)."""
    key = base64.b64decode(secret.removeprefix(SECRET))
    signed = f"{delivery_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, signed, sha256).digest()).decode("ascii")


def send_next(workspace: Workspace, way: Way, *, at: datetime) -> bool | None:
    """Send the event that has waited longest: whether it arrived, or None where none waits."""
    taken = _claimed(workspace, at)
    if taken is None:
        return None
    delivery, url = taken
    status, error = _tried(workspace, way, delivery, url, at)
    with workspace.writing() as unit:
        if not error:
            Deliveries(unit.engine).sent(delivery.id, at, status=status or 0)
            return True
        gives_up = status == _GONE or at - delivery.created_at >= GIVEN_UP_AFTER
        next_at = None if gives_up else at + pause_after(delivery.tries + 1)
        Deliveries(unit.engine).failed(delivery.id, error[:_MOST_ERROR], status=status, next_at=next_at)
    return False


def _claimed(workspace: Workspace, at: datetime) -> tuple[Delivery, str] | None:
    with workspace.unit() as unit:  # most looks find nothing and keep no writer waiting
        if not Deliveries(unit.engine).due(at, most=1):
            return None
    with workspace.writing() as unit:
        deliveries = Deliveries(unit.engine)
        for one in deliveries.due(at, most=1):
            webhook = WebhookTable(unit.engine).find(one.webhook_id)
            if webhook is not None and deliveries.claim(one, until=at + _HELD):
                return one, webhook.url
    return None


def _tried(workspace: Workspace, way: Way, delivery: Delivery, url: str, at: datetime) -> tuple[int | None, str]:
    """The status of the answer, and why it does not count as arrived."""
    body, timestamp = delivery.body.encode(), int(at.timestamp())
    headers = {
        "content-type": "application/json",
        "user-agent": "Sakimori",
        "webhook-id": delivery.id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signature(secret_of(workspace, delivery.webhook_id, at=at), delivery.id, timestamp, body),
    }
    try:
        status = (way.post or post)(target_of(url, way.allowed, way.look), body, headers)
    except (InvalidValueError, OSError, httpx2.HTTPError) as error:
        return None, str(error) or type(error).__name__
    # Another address in the answer is never followed: nobody has looked at it.
    return status, "" if 200 <= status < 300 else f"HTTP {status}"


def post(target: Target, body: bytes, headers: Mapping[str, str]) -> int:
    """Hand it to the very address that was looked at; the certificate has to be that of the name."""
    host = f"[{target.address}]" if ":" in target.address else target.address
    url = f"{target.scheme}://{host}:{target.port}{target.path}"
    with (
        httpx2.Client(trust_env=False, follow_redirects=False, timeout=_SECONDS) as client,
        client.stream(
            "POST", url, content=body, headers={**headers, "host": target.netloc},
            extensions={"sni_hostname": target.host},
        ) as answer,
    ):  # fmt: skip
        return answer.status_code  # what else it says is not read
