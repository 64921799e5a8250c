"""What is done about an address: made, changed, ended, resumed, removed; its secret; one event sent again."""

from __future__ import annotations

import json
from functools import partial
from typing import Any, Final

import streamlit as st

from sakimori.domain.webhook import EVENT_NAMES, Delivery, Webhook, WebhookEvent
from sakimori.services.kernel.unit import WriteResult
from sakimori.services.webhooks.check import ALLOWED_VARIABLE, LONGEST_URL
from sakimori.services.webhooks.rows import DeliveryState
from sakimori.services.webhooks.write import (
    LONGEST_NAME,
    change_webhook,
    end_webhook,
    make_webhook,
    remove_webhook,
    resume_webhook,
    send_again,
    webhook_secret,
)
from sakimori.ui.frame.dialogs import Dialogs, act
from sakimori.ui.frame.formats import moment, plain
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import language, t
from sakimori.ui.settings.programs.writing import SECRET, secret_body, show_secret_next, without_gaps

MAKE: Final = "make_one"
CHANGE: Final = "change"
END: Final = "end"
RESUME: Final = "resume"
REMOVE: Final = "remove"
SECRET_AGAIN: Final = "secret"  # noqa: S105 - the name of a dialog
DELIVERY: Final = "delivery"
_ENDED: Final = "ended"
"""What the log says of an event that went nowhere because its address ended."""


def event_word(event: WebhookEvent) -> str:
    """What an event is called."""
    return EVENT_NAMES[event].get(language())


def state_of(delivery: Delivery) -> DeliveryState:
    """What became of an event so far."""
    if delivery.sent_at is not None:
        return DeliveryState.ARRIVED
    return DeliveryState.GIVEN_UP if delivery.is_given_up else DeliveryState.WAITING


def why_not(delivery: Delivery) -> str:
    """Why an event did not arrive at the last try."""
    return t("deliveries.was_ended") if delivery.last_error == _ENDED else delivery.last_error


def make_body(page: Page) -> None:
    """A new address, what it is told, and then its secret."""
    name, url, events = _fields(None)

    def write(**by: Any) -> tuple[Webhook, str]:  # noqa: ANN401 - who and when
        made = make_webhook(page.workspace, name=name, url=url, events=events, **by)
        return made, webhook_secret(page.workspace, made.id, **by)

    act(page, t("webhooks.make_do"), without_gaps(write), key="webhook_make_do", then=_secret_of_new)


def _secret_of_new(saved: WriteResult[Any]) -> None:
    made, secret = saved.record
    show_secret_next(made.name, secret, "webhooks.secret_note")


def change_body(page: Page, webhook: Webhook) -> None:
    """Another name, address or choice of events; the secret stays."""
    name, url, events = _fields(webhook)
    write = partial(
        change_webhook, page.workspace, webhook.id, name=name, url=url, events=events, seen=webhook
    )  # fmt: skip
    act(page, t("webhooks.save"), without_gaps(write), key="webhook_change_do", note=t("webhooks.changed"))


def _fields(webhook: Webhook | None) -> tuple[str, str, frozenset[WebhookEvent]]:
    name = st.text_input(
        t("webhooks.name"), value=webhook.name if webhook else "", key="webhook_name", max_chars=LONGEST_NAME,
        placeholder=t("webhooks.name_hint"),
    )  # fmt: skip
    url = st.text_input(
        t("webhooks.url"), value=webhook.url if webhook else "", key="webhook_url", max_chars=LONGEST_URL,
        placeholder="https://crm.example.co.jp/sakimori", help=t("webhooks.url_help", variable=ALLOWED_VARIABLE),
    )  # fmt: skip
    events = st.pills(
        t("webhooks.events"), list(WebhookEvent), selection_mode="multi", format_func=event_word, key="webhook_events",
        default=[event for event in WebhookEvent if webhook and event in webhook.events], wrap=True,
    )  # fmt: skip
    return name, url.strip(), frozenset(events)


def end_body(page: Page, webhook: Webhook) -> None:
    """Nothing more goes to it."""
    st.markdown(plain(t("webhooks.end_what", name=webhook.name)))
    write = partial(end_webhook, page.workspace, webhook.id)
    act(page, t("webhooks.end"), without_gaps(write), key="webhook_end_do", note=t("webhooks.ended_note"))


def resume_body(page: Page, webhook: Webhook) -> None:
    """It is told again from now on."""
    st.markdown(plain(t("webhooks.resume_what", name=webhook.name)))
    write = partial(resume_webhook, page.workspace, webhook.id, seen=webhook)
    act(page, t("webhooks.resume"), without_gaps(write), key="webhook_resume_do", note=t("webhooks.resumed"))


def remove_body(page: Page, webhook: Webhook) -> None:
    """Away with it and its log."""
    st.markdown(plain(t("webhooks.remove_what", name=webhook.name)))
    write = partial(remove_webhook, page.workspace, webhook.id, seen=webhook)
    act(page, t("webhooks.remove"), without_gaps(write), key="webhook_remove_do", note=t("webhooks.removed"))


def secret_again_body(page: Page, webhook: Webhook) -> None:
    """The secret once more; that somebody looked is noted, so it takes a press."""
    st.markdown(t("webhooks.secret_what"))

    def then(saved: WriteResult[Any]) -> None:
        show_secret_next(webhook.name, saved.record, "webhooks.secret_note")

    write = partial(webhook_secret, page.workspace, webhook.id)
    act(page, t("webhooks.secret_show"), without_gaps(write), key="webhook_secret_do", then=then)


def delivery_body(page: Page, delivery: Delivery) -> None:
    """One event: what became of it, what was sent, and the way to send it once more."""
    state = state_of(delivery)
    st.markdown(f"**{plain(event_word(delivery.event))}**　{t(f'deliveries.state_{state.value}')}")
    st.caption(f"`{delivery.id}`")
    lines = [t("deliveries.said_tries", count=delivery.tries)]
    if delivery.sent_at is not None:
        lines.append(t("deliveries.said_sent", at=moment(delivery.sent_at, language()), status=delivery.last_status))
    if delivery.next_at is not None:
        lines.append(t("deliveries.said_next", at=moment(delivery.next_at, language())))
    if delivery.last_error:
        lines.append(t("deliveries.said_error", why=plain(why_not(delivery))))
    st.markdown("  \n".join(lines))
    st.code(json.dumps(json.loads(delivery.body), ensure_ascii=False, indent=1), language="json", wrap_lines=True)
    if not page.is_editable:
        return
    st.caption(t("deliveries.again_what"))
    write = partial(send_again, page.workspace, delivery.id)
    act(page, t("deliveries.again"), without_gaps(write), key="delivery_again", note=t("deliveries.again_note"))


def webhook_dialogs(page: Page) -> Dialogs:
    """All of them."""
    return {
        MAKE: ("webhooks.make", partial(make_body, page)),
        CHANGE: ("webhooks.change_title", partial(change_body, page)),
        END: ("webhooks.end_title", partial(end_body, page)),
        RESUME: ("webhooks.resume_title", partial(resume_body, page)),
        REMOVE: ("webhooks.remove_title", partial(remove_body, page)),
        SECRET_AGAIN: ("webhooks.secret", partial(secret_again_body, page)),
        SECRET: ("webhooks.secret", secret_body),
        DELIVERY: ("deliveries.single", partial(delivery_body, page)),
    }
