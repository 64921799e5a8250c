"""What has happened since an address was told: read off what is held, so that no run that was missed loses anything."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from sakimori.domain.questions.assessment import Assessment
from sakimori.domain.values.as_of import AsOf
from sakimori.domain.values.days import legal_day
from sakimori.domain.webhook import Delivery, Webhook, WebhookEvent
from sakimori.services.kernel.unit import Unit
from sakimori.services.kernel.workspace import Workspace
from sakimori.store.programs.webhooks import Deliveries, WebhookTable
from sakimori.store.reads import deadlines, happenings
from sakimori.store.reads.deadlines import DeadlineFilter
from sakimori.store.reads.happenings import Moment
from sakimori.store.records import TABLES

_MOST: Final = 10_000
"""So many deadlines of a day are told of at most."""
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Happening:
    """One event, by what it is about."""

    event: WebhookEvent
    about: str
    data: dict[str, Any]


def gather(workspace: Workspace, *, at: datetime) -> int:
    """Have all that happened since then wait for each address, and say how much that is.

    What waits and up to where an address was told are written in one transaction: nothing is told of twice, and nothing
    is left out, whenever a server dies.
    """
    with workspace.unit() as unit:
        now = _moment(unit, at)
        waiting = [one for one in WebhookTable(unit.engine).all() if _is_behind(one, now)]
    found = 0
    for one in waiting:
        with workspace.writing() as unit:
            standing = WebhookTable(unit.engine).find(one.id)
            now = _moment(unit, at)
            if standing is None or not _is_behind(standing, now):
                continue
            made = [
                replace(_delivery(standing, happened, now, at), place=place)
                for place, happened in enumerate(_since(unit, standing, now))
            ]
            Deliveries(unit.engine).put(made)
            WebhookTable(unit.engine).told(standing.id, number=now.number, on=now.on)
        found += len(made)
    return found


def _moment(unit: Unit, at: datetime) -> Moment:
    return Moment(unit.number(), legal_day(at))


def _is_behind(webhook: Webhook, now: Moment) -> bool:
    return webhook.ended_at is None and (webhook.told_number, webhook.told_on) < (now.number, now.on) and (
        webhook.told_on <= now.on
    )  # fmt: skip


def _since(unit: Unit, webhook: Webhook, now: Moment) -> Iterator[Happening]:
    before = Moment(webhook.told_number, webhook.told_on)
    for happened in (
        *_verdicts(unit, before, now), *_gaps(unit, before, now), *_assessments(unit, before, now),
        *_deadlines(unit, before, now),
    ):  # fmt: skip
        if happened.event in webhook.events:
            yield happened


def _verdicts(unit: Unit, before: Moment, now: Moment) -> Iterator[Happening]:
    for row in happenings.verdicts(unit.engine, before, now):
        data = {
            "kind": row["kind"], "id": row["id"], "third_party_id": row["party"], "before": row["was"],
            "after": row["is_now"], "until": row["until_on"],
        }  # fmt: skip
        yield Happening(WebhookEvent.VERDICT_CHANGED, f"{row['kind']!s}/{row['id']!s}", data)


def _gaps(unit: Unit, before: Moment, now: Moment) -> Iterator[Happening]:
    for row in happenings.gaps(unit.engine, before, now):
        data = {
            "id": row["id"], "third_party_id": row["party"], "rule": row["rule_id"], "severity": row["severity"],
            "kind": row["kind"], "title": {"ja": row["title_ja"], "en": row["title_en"]},
            "cites": {"ja": row["cites_ja"], "en": row["cites_en"]}, "due_on": row["due_on"],
        }  # fmt: skip
        event = WebhookEvent.GAP_OPENED if row["is_now"] else WebhookEvent.GAP_CLOSED
        yield Happening(event, str(row["id"]), data)


_OF_ASSESSMENTS: Final = {
    one.value: one for one in (WebhookEvent.ASSESSMENT_SUBMITTED, WebhookEvent.ASSESSMENT_DECIDED)
}


def _assessments(unit: Unit, before: Moment, now: Moment) -> Iterator[Happening]:
    for line in unit.trail.since(before.number, [TABLES[Assessment]]):
        event, after = _OF_ASSESSMENTS.get(line.entry.action), line.after or {}
        if event is not None and line.entry.seq <= now.number:
            data = {
                "id": line.entry.record_id, "third_party_id": line.entry.third_party_id, "pack": after.get("pack_id"),
                "state": after.get("state"), "decision": after.get("decision"), "valid_until": after.get("valid_until"),
            }  # fmt: skip
            yield Happening(event, f"{line.entry.record_id}/{line.entry.seq}", data)


def _deadlines(unit: Unit, before: Moment, now: Moment) -> Iterator[Happening]:
    """Those whose last day is over since then: the day itself was still in time."""
    if before.on >= now.on:
        return
    wanted = DeadlineFilter(first=before.on, last=now.on - _DAY)
    for row in deadlines.page_of(unit.engine, AsOf(now.on, now.number), wanted, 0, _MOST):
        data = {
            "id": row["id"], "kind": row["kind"], "third_party_id": row["third_party_id"], "day": row["day"],
            "severity": row["severity"], "title": {"ja": row["title_ja"], "en": row["title_en"]},
            "cites": {"ja": row["cites_ja"], "en": row["cites_en"]},
        }  # fmt: skip
        yield Happening(WebhookEvent.DEADLINE_PASSED, f"{row['id']!s}/{row['day']!s}", data)


def _delivery(webhook: Webhook, happened: Happening, now: Moment, at: datetime) -> Delivery:
    said = f"{webhook.id}|{happened.event}|{happened.about}|{now.number}|{now.on}"
    delivery_id = f"ev_{hashlib.sha256(said.encode()).hexdigest()[:24]}"
    body = {
        "id": delivery_id, "type": happened.event.value, "at": at.isoformat(), "on": now.on.isoformat(),
        "known_at": now.number, "data": happened.data,
    }  # fmt: skip
    told = json.dumps(body, ensure_ascii=False, separators=(",", ":"), default=str)
    return Delivery(delivery_id, webhook.id, happened.event, told, at, next_at=at)
