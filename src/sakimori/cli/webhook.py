"""`sakimori webhook …`: addresses that are told what happens: made, changed, ended; their log; what waits is sent."""

from __future__ import annotations

from typing import Annotated, Final

import typer

from sakimori.cli.exits import Exit
from sakimori.cli.kit import As, Db, Json, actor_for, console, print_json, print_table, workspace_at
from sakimori.clock import now
from sakimori.domain.webhook import WebhookEvent
from sakimori.services.webhooks.check import allowed_networks
from sakimori.services.webhooks.happenings import gather
from sakimori.services.webhooks.rows import deliveries, webhook, webhooks
from sakimori.services.webhooks.sending import Way, send_next
from sakimori.services.webhooks.write import (
    change_webhook,
    end_webhook,
    make_webhook,
    remove_webhook,
    resume_webhook,
    send_again,
    webhook_secret,
)

HELP: Final = """Webhooks: addresses that are told what happens: made, listed, changed, ended; their log.

Each event is signed (webhook-id, webhook-timestamp, webhook-signature: v1 of Standard Webhooks), sent at least once,
and tried again for 24 hours. Nothing goes to private addresses, but to the networks that SAKIMORI_WEBHOOKS_ALLOWED
names.
"""
hooks = typer.Typer(no_args_is_help=True, help=HELP)
commands = typer.Typer()
commands.add_typer(hooks, name="webhook")

Which = Annotated[str, typer.Argument(help="The id of the webhook.")]


@hooks.command("make")
def make(
    name: Annotated[str, typer.Argument(help="Which program is told.")],
    url: Annotated[str, typer.Argument(help="Where it is told, with https://.")],
    *,
    event: Annotated[list[WebhookEvent], typer.Option("--event", help="What it is told; repeat for several.")],
    db: Db = None,
    as_user: As = None,
) -> None:
    """Tell an address from now on, and print its id and the secret that signs what is sent."""
    workspace = workspace_at(db)
    actor, at = actor_for(workspace, as_user), now()
    made = make_webhook(workspace, name=name, url=url, events=frozenset(event), actor=actor, at=at)
    secret_of_it = webhook_secret(workspace, made.id, actor=actor, at=at)
    console.print(f"{made.id} {secret_of_it}", markup=False, highlight=False, soft_wrap=True)


@hooks.command("list")
def list_all(*, db: Db = None, as_user: As = None, as_json: Json = False) -> None:
    """Print all addresses, the newest first."""
    workspace = workspace_at(db)
    found = webhooks(workspace, actor=actor_for(workspace, as_user))
    if as_json:
        print_json(found)
        return
    rows: list[tuple[object, ...]] = [
        (one.id, one.name, one.url, " ".join(sorted(one.events)), one.ended_at) for one in found
    ]  # fmt: skip
    print_table("", ("id", "name", "url", "events", "ended"), rows)


@hooks.command("change")
def change(
    webhook_id: Which,
    *,
    name: Annotated[str, typer.Option("--name", help="Which program is told.")] = "",
    url: Annotated[str, typer.Option("--url", help="Where it is told, with https://.")] = "",
    event: Annotated[
        list[WebhookEvent] | None, typer.Option("--event", help="What it is told from now on; repeat for several.")
    ] = None,
    db: Db = None,
    as_user: As = None,
) -> None:
    """Change what an address is called, where it is, or what it is told; what is not named stays."""
    workspace = workspace_at(db)
    actor = actor_for(workspace, as_user)
    standing = webhook(workspace, webhook_id, actor=actor)
    change_webhook(
        workspace, webhook_id, name=name or standing.name, url=url or standing.url,
        events=frozenset(event) if event else standing.events, seen=standing, actor=actor, at=now(),
    )  # fmt: skip


@hooks.command("end")
def end(webhook_id: Which, *, db: Db = None, as_user: As = None) -> None:
    """Tell an address nothing any more."""
    workspace = workspace_at(db)
    end_webhook(workspace, webhook_id, actor=actor_for(workspace, as_user), at=now())


@hooks.command("resume")
def resume(webhook_id: Which, *, db: Db = None, as_user: As = None) -> None:
    """Tell an address that ended again, from now on; what happened in between is not told."""
    workspace = workspace_at(db)
    actor = actor_for(workspace, as_user)
    resume_webhook(
        workspace, webhook_id, seen=webhook(workspace, webhook_id, actor=actor), actor=actor, at=now()
    )  # fmt: skip


@hooks.command("remove")
def remove(webhook_id: Which, *, db: Db = None, as_user: As = None) -> None:
    """Delete an address that ended, with the log of what was sent to it."""
    workspace = workspace_at(db)
    actor = actor_for(workspace, as_user)
    remove_webhook(
        workspace, webhook_id, seen=webhook(workspace, webhook_id, actor=actor), actor=actor, at=now()
    )  # fmt: skip


@hooks.command("log")
def log(webhook_id: Which, *, db: Db = None, as_user: As = None, as_json: Json = False) -> None:
    """Print what was sent to an address last: when, how often it was tried, and what became of it."""
    workspace = workspace_at(db)
    found, _ = deliveries(workspace, webhook_id, first=0, limit=100, actor=actor_for(workspace, as_user))
    if as_json:
        print_json(found)
        return
    rows: list[tuple[object, ...]] = [
        (one.id, one.event.value, one.created_at, one.tries, one.sent_at, one.next_at, one.last_error) for one in found
    ]
    print_table("", ("id", "event", "made", "tries", "arrived", "next try", "why not"), rows)


@hooks.command("resend")
def resend(
    delivery_id: Annotated[str, typer.Argument(help="The id of what was sent (ev_…).")],
    *,
    db: Db = None,
    as_user: As = None,
) -> None:
    """Have something go out once more, under the same id."""
    workspace = workspace_at(db)
    send_again(workspace, delivery_id, actor=actor_for(workspace, as_user), at=now())


@hooks.command("send")
def send(*, db: Db = None) -> None:
    """Send what has happened and what waits; the server does so by itself while it runs. Exit 1 if one did not go."""
    workspace, way, at = workspace_at(db), Way(allowed_networks()), now()
    gather(workspace, at=at)
    sent = failed = 0
    while (went := send_next(workspace, way, at=at)) is not None:
        sent, failed = sent + went, failed + (not went)
    console.print(f"sent {sent}, not sent {failed}")
    if failed:
        raise typer.Exit(Exit.REFUSED)
