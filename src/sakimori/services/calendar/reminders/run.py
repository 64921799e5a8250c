"""The run of a day: what is to be told goes into the outbox, together with the note that it was told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Final

from sakimori.domain.user import Actor
from sakimori.domain.values.as_of import NEWEST, AsOf
from sakimori.domain.values.days import JST
from sakimori.services.calendar.deadlines import Deadline, DeadlineFilter, due_page
from sakimori.services.calendar.open_days import is_closed
from sakimori.services.calendar.reminders.people import Ways, people_of
from sakimori.services.calendar.reminders.plan import Draft, Person, ReminderPlan, plan_of
from sakimori.services.calendar.reminders.thresholds import farthest
from sakimori.services.kernel.unit import Unit
from sakimori.services.kernel.workspace import Workspace
from sakimori.store.outgoing.outbox import Kind, Outbox, OutgoingMail
from sakimori.store.outgoing.reminders import CHANNEL, Digest, ReminderTable
from sakimori.store.reads.person_dates import ALL_ERRANDS

PROGRAM: Final = Actor("program:reminders", "Sakimori", frozenset())

SWITCH: Final = "reminders_on"
"""The fact about a workspace that its server reminds by itself each business day."""
FIRST_HOUR: Final = 8
"""The hour of Japan from which it does so."""
_RAN_ON: Final = "reminders_ran_on"
_AT_ONCE: Final = 1_000
OPEN, SHUT = "open", "shut"
"""Whether somebody of whom the company's channel is told was told of it themselves."""


def plan_day(workspace: Workspace, ways: Ways, *, on: date) -> ReminderPlan:
    """What would go to whom on a day; nothing is written."""
    if is_closed(on):
        return ReminderPlan(on, is_closed=True)
    due, people = _read(workspace, ways, on)
    with workspace.program.unit() as unit:
        return _planned(unit, due, people, on=on)


def queue_day(workspace: Workspace, ways: Ways, *, on: date, at: datetime) -> ReminderPlan:
    """Have everybody told who is to be told on a day, and say whom, and whom it cannot reach.

    Others may do so at the same time: what one has queued is no news for the other.
    """
    if is_closed(on):
        return ReminderPlan(on, is_closed=True)
    due, people = _read(workspace, ways, on)
    with workspace.program.unit() as unit:
        plan = _planned(unit, due, people, on=on)
    if not plan.drafts and not (plan.unreached and ways.chat.of_company):
        return plan
    with workspace.program.noting("reminder.queued", actor=PROGRAM, at=at, what="reminder", key=on.isoformat()) as unit:
        ReminderTable(unit.engine).let_go()
        plan = _planned(unit, due, people, on=on)
        for draft in plan.drafts:
            _queue(workspace, unit, draft, on=on, at=at)
        if ways.chat.of_company and not plan.is_quiet:
            _queue_channel(workspace, unit, plan, at=at)
    return plan


def remind_daily(workspace: Workspace, ways: Ways, *, at: datetime) -> ReminderPlan | None:
    """The run of today, where the server is to remind by itself and has not yet; None where there is nothing to do."""
    moment = at.astimezone(JST)
    on = moment.date()
    if moment.hour < FIRST_HOUR or is_closed(on):
        return None
    with workspace.program.unit() as unit:
        if unit.meta(SWITCH) != "1" or (unit.meta(_RAN_ON) or "") >= on.isoformat():
            return None
    plan = queue_day(workspace, ways, on=on, at=at)
    workspace.program.set_meta(**{_RAN_ON: on.isoformat()})
    return plan


def _read(workspace: Workspace, ways: Ways, on: date) -> tuple[list[Deadline], dict[str, Person]]:
    with workspace.program.unit() as unit:
        last, people = farthest(on, unit.policy()), people_of(unit, ways, on=on)
    return list(_due(workspace.program, AsOf(on, NEWEST), last=last)), people


def _planned(unit: Unit, due: list[Deadline], people: dict[str, Person], *, on: date) -> ReminderPlan:
    table = ReminderTable(unit.engine)
    told = table.told({one.id for one in due})
    return plan_of(due, people, unit.policy(), on=on, told=told, had_theirs=table.had_theirs(on))


def _due(workspace: Workspace, as_of: AsOf, *, last: date) -> Iterator[Deadline]:
    """All that is overdue on a day, and what falls due up to another."""
    wanted, first = DeadlineFilter(first=as_of.on, last=last, overdue=True, errands=ALL_ERRANDS), 0
    while True:
        some, total = due_page(workspace, as_of, wanted, first=first, limit=_AT_ONCE)
        yield from some
        first += _AT_ONCE
        if first >= total:
            return


def _queue(workspace: Workspace, unit: Unit, draft: Draft, *, on: date, at: datetime) -> None:
    """The digest of a person, what it tells of, and the mail and message that bring it."""
    person = draft.person
    digest = Digest(workspace.ids("dg"), person.user.id, on, at, len(draft.lines))
    told = [one for line in draft.lines for one in line.told(person.user.id)]
    ReminderTable(unit.engine).put(digest, told)
    for kind, is_open in ((Kind.DIGEST, person.has_mail), (Kind.CHAT, person.has_chat)):
        if is_open:
            _send(workspace, unit, kind, digest, at=at)


def _queue_channel(workspace: Workspace, unit: Unit, plan: ReminderPlan, *, at: datetime) -> None:
    """What the company's channel is told: how many things for whom, and of nobody what they are."""
    table = ReminderTable(unit.engine)
    if CHANNEL in table.had_theirs(plan.on):
        return
    counts = [
        (draft.person.user.id, f"{state}:{len(draft.lines)}:{draft.overdue}")
        for state, drafts in ((OPEN, plan.drafts), (SHUT, plan.unreached))
        for draft in drafts
    ]
    digest = Digest(
        workspace.ids("dg"), CHANNEL, plan.on, at, sum(len(one.lines) for one in plan.drafts), tuple(counts)
    )
    table.put(digest, ())
    _send(workspace, unit, Kind.CHAT, digest, at=at)


def _send(workspace: Workspace, unit: Unit, kind: Kind, digest: Digest, *, at: datetime) -> None:
    mail = OutgoingMail(workspace.ids("om"), kind, None, at, next_at=at, digest_id=digest.id)
    Outbox(unit.engine).put(mail)
