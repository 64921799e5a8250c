"""A digest on its way out: read again for its person as things stand now, and handed to a server or a channel."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sakimori.domain.user import User
from sakimori.domain.values.as_of import NEWEST, AsOf
from sakimori.domain.values.days import legal_day
from sakimori.domain.values.text import JAPANESE
from sakimori.services.calendar.deadlines import DeadlineFilter, due_page
from sakimori.services.calendar.reminders.chat import Chat, tell
from sakimori.services.calendar.reminders.letter import DigestWords, Letter
from sakimori.services.calendar.reminders.people import channel_of
from sakimori.services.calendar.reminders.plan import Line, Person
from sakimori.services.calendar.reminders.run import OPEN
from sakimori.services.calendar.reminders.thresholds import OF_OWNER, Threshold
from sakimori.services.invitations.post import DroppedMailError, MailServer, RefusedMailError, message, post
from sakimori.services.kernel.access import ALLOWED, Permission
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.settings.reach import reached
from sakimori.store.outgoing.outbox import OutgoingMail
from sakimori.store.outgoing.reminders import CHANNEL, Digest, ReminderTable
from sakimori.store.reads.person_dates import ErrandsSeen

_NO_ADDRESS = "no address"


@dataclass(frozen=True, slots=True)
class _Ready:
    """A digest as it goes out, and to whom."""

    letter: Letter
    name: str
    email: str
    channel: str


def mail_digest(workspace: Workspace, server: MailServer, mail: OutgoingMail, *, base: str, at: datetime) -> None:
    """Hand a digest to the mail server.

    Raises:
        DroppedMailError: All that it tells of was settled meanwhile, or its person is not here any more.
        RefusedMailError: The server cannot be reached, does not take it, or nobody knows the address any more.
    """
    ready = _ready(workspace, mail, Chat(), base=base, at=at)
    if not ready.email:
        raise RefusedMailError(_NO_ADDRESS, is_final=True)
    subject, body = ready.letter.subject, ready.letter.body
    post(
        server, ready.email, lambda: message(server, name=ready.name, to=ready.email, subject=subject, body=body, at=at)
    )


def chat_digest(workspace: Workspace, chat: Chat, mail: OutgoingMail, *, base: str, at: datetime) -> None:
    """Hand a digest to the channel of its person, or of the company.

    Raises:
        DroppedMailError: All that it tells of was settled meanwhile, or its person is not here any more.
        RefusedMailError: The channel does not take it, or there is none any more.
    """
    ready = _ready(workspace, mail, chat, base=base, at=at)
    tell(ready.channel, subject=ready.letter.subject, body=ready.letter.body)


def _ready(workspace: Workspace, mail: OutgoingMail, chat: Chat, *, base: str, at: datetime) -> _Ready:
    with workspace.unit() as unit:
        digest = ReminderTable(unit.engine).find(mail.digest_id or "")
        if digest is None:
            raise DroppedMailError
        company = unit.meta("name") or ""
        if digest.user_id == CHANNEL:
            words = DigestWords("", company, JAPANESE, max(digest.day, legal_day(at)), base)
            names = {user.id: user.name for user in unit.records.select(User)}
            return _Ready(_of_channel(digest, names, words), "", "", chat.of_company)
        user = unit.records.find(User, digest.user_id)
        if user is None or not user.is_here(legal_day(at)):
            raise DroppedMailError
        found = reached(unit, [user])[user.id]
        channel = channel_of(unit, user.id, chat)
    words = DigestWords(
        user.name,
        company,
        found.reach.language,
        max(digest.day, legal_day(at)),
        base,
        reads=bool(user.roles & ALLOWED[Permission.READ]),
    )
    person = Person(user)
    lines = [line for line in _lines(workspace, digest, at) if person.may_see(line.deadline.kind)]
    if not lines:
        raise DroppedMailError
    return _Ready(words.letter(lines), user.name, found.email, channel)


def _lines(workspace: Workspace, digest: Digest, at: datetime) -> list[Line]:
    """What a digest tells of and still stands, the soonest first."""
    with workspace.unit() as unit:
        told = ReminderTable(unit.engine).told_in(digest.id)
    thresholds: defaultdict[tuple[str, object], list[Threshold]] = defaultdict(list)
    for one in told:
        thresholds[one.thing, one.day].append(Threshold(one.threshold))
    if not told:
        return []
    on = max(digest.day, legal_day(at))
    days = [one.day for one in told]
    wanted = DeadlineFilter(
        first=min(days),
        last=max(days),
        ids=frozenset(one.thing for one in told),
        errands=ErrandsSeen(frozenset({digest.user_id})),
    )
    found, _ = due_page(workspace.program, AsOf(on, NEWEST), wanted, first=0, limit=len(told))
    return [
        Line(one, tuple(reaches), _is_passed_on(one.owner_id, digest.user_id, reaches))
        for one in found
        if (reaches := thresholds.get((one.id, one.day)))
    ]


def _is_passed_on(owner_id: str | None, user_id: str, reaches: list[Threshold]) -> bool:
    return owner_id != user_id or not any(one in OF_OWNER for one in reaches)


def _of_channel(digest: Digest, names: dict[str, str], words: DigestWords) -> Letter:
    told: list[tuple[str, str, str]] = []
    shut: list[tuple[str, str, str]] = []
    for user_id, said in digest.summary:
        state, count, late = said.split(":")
        (told if state == OPEN else shut).append((names.get(user_id, user_id), count, late))
    return words.channel(told, shut)
