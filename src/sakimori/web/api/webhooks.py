"""Webhooks: addresses that are told what happens, and the log of what was sent to them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Final

from pydantic import Field

from sakimori.domain.access_token import TokenScope
from sakimori.domain.values.text import Text
from sakimori.domain.webhook import Delivery, Webhook, WebhookEvent
from sakimori.services.kernel.access import Permission
from sakimori.services.webhooks.rows import deliveries, webhook, webhooks
from sakimori.services.webhooks.write import (
    change_webhook,
    end_webhook,
    make_webhook,
    remove_webhook,
    resume_webhook,
    send_again,
    webhook_secret,
)
from sakimori.web.api.endpoint import Call, Endpoint, PageOut
from sakimori.web.api.forms import In, Named, Out, PageQuery


class WebhookIn(In):
    """An address that is told of some events from now on."""

    name: Named
    url: Annotated[Named, Field(max_length=500)]
    events: Annotated[tuple[WebhookEvent, ...], Field(min_length=1, max_length=20)]


class WebhookOut(Out):
    """An address; nothing goes to one that ended."""

    id: str
    name: str
    url: str
    events: tuple[WebhookEvent, ...]
    made_by: str
    made_at: datetime
    ended_at: datetime | None


class WebhookList(Out):
    """All addresses, the newest first."""

    items: tuple[WebhookOut, ...]


class SecretOut(Out):
    """The secret of an address: `webhook-signature` is HMAC-SHA-256 of id, time and body under it."""

    secret: str


class DeliveryOut(Out):
    """One event on its way; `id` is the same however often it is sent. Without `next_at` it is not tried again."""

    id: str
    event: WebhookEvent
    body: str
    created_at: datetime
    tries: int
    next_at: datetime | None
    sent_at: datetime | None
    last_status: int | None
    last_error: str


class DeliveryPage(Out):
    """Some of what was sent to an address, the newest first."""

    items: tuple[DeliveryOut, ...]
    page: PageOut


def _out(one: Webhook) -> WebhookOut:
    return WebhookOut(
        id=one.id, name=one.name, url=one.url, events=tuple(sorted(one.events)), made_by=one.made_by,
        made_at=one.made_at, ended_at=one.ended_at,
    )  # fmt: skip


def _delivery(one: Delivery) -> DeliveryOut:
    return DeliveryOut.of(one)


def _make(call: Call) -> WebhookOut:
    body: WebhookIn = call.body
    made = make_webhook(
        call.seat, name=body.name, url=body.url, events=frozenset(body.events), actor=call.actor, at=call.at
    )  # fmt: skip
    return _out(made)


def _list(call: Call) -> WebhookList:
    return WebhookList(items=tuple(_out(one) for one in webhooks(call.seat, actor=call.actor)))


def _seen(call: Call) -> Webhook:
    return webhook(call.seat, call.path["webhook_id"], actor=call.actor)


def _change(call: Call) -> WebhookOut:
    body, seen = call.body, _seen(call)
    changed = change_webhook(
        call.seat, seen.id, name=body.name, url=body.url, events=frozenset(body.events), seen=seen, actor=call.actor,
        at=call.at,
    )  # fmt: skip
    return _out(changed)


def _resume(call: Call) -> WebhookOut:
    seen = _seen(call)
    return _out(resume_webhook(call.seat, seen.id, seen=seen, actor=call.actor, at=call.at))


def _remove(call: Call) -> WebhookOut:
    seen = _seen(call)
    remove_webhook(call.seat, seen.id, seen=seen, actor=call.actor, at=call.at)
    return _out(seen)


def _end(call: Call) -> WebhookOut:
    return _out(end_webhook(call.seat, call.path["webhook_id"], actor=call.actor, at=call.at))


def _secret(call: Call) -> SecretOut:
    return SecretOut(secret=webhook_secret(call.seat, call.path["webhook_id"], actor=call.actor, at=call.at))


def _log(call: Call) -> DeliveryPage:
    pager = call.page()
    rows, total = deliveries(
        call.seat, call.path["webhook_id"], first=pager.first, limit=pager.limit, actor=call.actor
    )  # fmt: skip
    return DeliveryPage(items=tuple(_delivery(one) for one in rows), page=pager.told(len(rows), total=total))


def _again(call: Call) -> DeliveryOut:
    return _delivery(send_again(call.seat, call.path["delivery_id"], actor=call.actor, at=call.at))


ENDPOINTS: Final = (
    Endpoint(
        method="GET", path="/webhooks", name="list_webhooks", scope=TokenScope.WEBHOOKS,
        permission=Permission.SET_POLICY, answers=WebhookList, run=_list,
        title=Text("Webhook の一覧", "Webhooks"),
    ),
    Endpoint(
        method="POST", path="/webhooks", name="make_webhook", scope=TokenScope.WEBHOOKS,
        permission=Permission.SET_POLICY, body=WebhookIn, answers=WebhookOut, run=_make, status=201,
        title=Text("Webhook を作る", "Make a webhook"),
        about=Text(
            "社内のアドレスには送りません。SAKIMORI_WEBHOOKS_ALLOWED がそのネットワークを示すときだけ送ります。",
            "Never to private addresses, unless SAKIMORI_WEBHOOKS_ALLOWED names their network.",
        ),
    ),
    Endpoint(
        method="POST", path="/webhooks/{webhook_id}/change", name="change_webhook", scope=TokenScope.WEBHOOKS,
        permission=Permission.SET_POLICY, body=WebhookIn, answers=WebhookOut, run=_change,
        title=Text("Webhook を変える", "Change a webhook"),
        about=Text("署名の鍵と、送信を待つものはそのままです。", "Its secret and what waits for it stay."),
    ),
    Endpoint(
        method="POST", path="/webhooks/{webhook_id}/end", name="end_webhook", scope=TokenScope.WEBHOOKS,
        permission=Permission.SET_POLICY, answers=WebhookOut, run=_end,
        title=Text("Webhook を止める", "End a webhook"),
    ),
    Endpoint(
        method="POST", path="/webhooks/{webhook_id}/resume", name="resume_webhook", scope=TokenScope.WEBHOOKS,
        permission=Permission.SET_POLICY, answers=WebhookOut, run=_resume,
        title=Text("止めた Webhook を再開する", "Resume a webhook that ended"),
        about=Text("止めている間の出来事は送りません。", "What happened in between is not told."),
    ),
    Endpoint(
        method="POST", path="/webhooks/{webhook_id}/remove", name="remove_webhook", scope=TokenScope.WEBHOOKS,
        permission=Permission.SET_POLICY, answers=WebhookOut, run=_remove,
        title=Text("止めた Webhook を削除する", "Delete a webhook that ended"),
        about=Text("送信の記録も消えます。まだ止めていないものは削除できません。",
                   "The log of what was sent to it goes too. One that is still told is not deleted."),
    ),
    Endpoint(
        method="GET", path="/webhooks/{webhook_id}/secret", name="read_webhook_secret", scope=TokenScope.WEBHOOKS,
        permission=Permission.SET_POLICY, answers=SecretOut, run=_secret,
        title=Text("Webhook の署名の鍵", "The secret of a webhook"),
    ),
    Endpoint(
        method="GET", path="/webhooks/{webhook_id}/deliveries", name="list_deliveries", scope=TokenScope.WEBHOOKS,
        permission=Permission.SET_POLICY, query=PageQuery, answers=DeliveryPage, run=_log,
        title=Text("Webhook の送信の記録", "What was sent to a webhook"),
    ),
    Endpoint(
        method="POST", path="/deliveries/{delivery_id}/resend", name="resend_delivery", scope=TokenScope.WEBHOOKS,
        permission=Permission.SET_POLICY, answers=DeliveryOut, run=_again,
        title=Text("Webhook を送り直す", "Send an event again"),
    ),
)  # fmt: skip
