"""What people see of the reminders: whether they are on, what would go out on a day, and what went out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from sakimori.domain.user import Actor, User
from sakimori.services.calendar.reminders.letter import DigestWords, Letter
from sakimori.services.calendar.reminders.people import Ways
from sakimori.services.calendar.reminders.plan import Draft, ReminderPlan
from sakimori.services.calendar.reminders.run import SWITCH, plan_day
from sakimori.services.kernel.access import ALLOWED, Permission, needs
from sakimori.services.kernel.unit import put_meta
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.settings.reach import reached
from sakimori.store.outgoing.outbox import Kind, OutgoingMail
from sakimori.store.outgoing.reminders import CHANNEL, LoggedDigest, ReminderTable

LOGGED: Final = 100
"""So many digests the log shows, the newest first."""


class Fate(StrEnum):
    """What became of a mail or message."""

    SENT = "sent"
    WAITS = "waits"
    LOST = "lost"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class LogLine:
    """One mail or message of a digest; `name` is empty for the company's channel, `why` what a server said."""

    day: date
    name: str
    things: int
    kind: Kind
    fate: Fate
    sent_at: datetime | None
    why: str


@needs(Permission.READ)
def reminders_are_on(workspace: Workspace) -> bool:
    """Whether the server reminds by itself each business day."""
    return workspace.meta(SWITCH) == "1"


@needs(Permission.SET_POLICY)
def switch_reminders(workspace: Workspace, *, is_on: bool, actor: Actor, at: datetime) -> None:
    """Have the server remind by itself each business day, or not."""
    action = "reminder.switched_on" if is_on else "reminder.switched_off"
    with workspace.noting(action, actor=actor, at=at, what="reminder") as unit:
        put_meta(unit, SWITCH, "1" if is_on else "0")


@needs(Permission.READ)
def reminder_preview(workspace: Workspace, ways: Ways, *, on: date) -> ReminderPlan:
    """What would go to whom on a day."""
    return plan_day(workspace, ways, on=on)


@needs(Permission.READ)
def letter_preview(workspace: Workspace, draft: Draft, *, on: date, base: str) -> Letter:
    """What a person would read; `base` is the public address, empty where there is none."""
    with workspace.unit() as unit:
        language = reached(unit, [draft.person.user])[draft.person.user.id].reach.language
        company = unit.meta("name") or ""
    reads = bool(draft.person.user.roles & ALLOWED[Permission.READ])
    return DigestWords(draft.person.user.name, company, language, on, base, reads).letter(draft.lines)


@needs(Permission.READ)
def reminder_log(workspace: Workspace) -> list[LogLine]:
    """What went out, what waits, what did not arrive and why: the newest first."""
    with workspace.unit() as unit:
        logged = ReminderTable(unit.engine).logged(most=LOGGED)
        users = unit.records.with_ids(User, {one.digest.user_id for one in logged} - {CHANNEL})
    names = {user.id: user.name for user in users}
    return [_line(one, mail, names) for one in logged for mail in one.mails]


def _line(one: LoggedDigest, mail: OutgoingMail, names: dict[str, str]) -> LogLine:
    name = names.get(one.digest.user_id, "")
    return LogLine(one.digest.day, name, one.digest.things, mail.kind, _fate(mail), mail.sent_at, mail.last_error)


def _fate(mail: OutgoingMail) -> Fate:
    if mail.sent_at is not None:
        return Fate.SENT
    if mail.waits:
        return Fate.WAITS
    return Fate.LOST if mail.is_given_up else Fate.DROPPED
