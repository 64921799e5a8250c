"""Our people as they can be told on a day: by mail, by chat, or not at all, and why."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Final

from sakimori.domain.user import User
from sakimori.services.calendar.reminders.chat import Chat, chat_of
from sakimori.services.calendar.reminders.plan import Person, Silence
from sakimori.services.invitations.post import mail_server_of
from sakimori.services.kernel.unit import Unit
from sakimori.services.settings.reach import Reached, reached
from sakimori.store.access.accounts import AccountTable


@dataclass(frozen=True, slots=True)
class Ways:
    """By which ways this server can tell somebody."""

    has_mail: bool = False
    chat: Chat = field(default_factory=Chat)

    @property
    def is_open(self) -> bool:
        """Whether there is any."""
        return self.has_mail or bool(self.chat.channels)


OF_DEMO: Final = Ways(has_mail=True)
"""In the demo people see what would go out where a mail server stands; nothing ever does."""


def ways_of() -> Ways:
    """The ways that the environment names.

    Raises:
        InvalidValueError: One of them cannot be used as it is named.
    """
    return Ways(mail_server_of() is not None, chat_of())


def channel_of(unit: Unit, user_id: str, chat: Chat) -> str:
    """The channel of a person; empty where there is none."""
    account = AccountTable(unit.engine).of_user(user_id)
    found = reached(unit, unit.records.with_ids(User, {user_id})).get(user_id)
    return chat.of(user_id, account.login if account else "", found.email if found else "")


def people_of(unit: Unit, ways: Ways, *, on: date) -> dict[str, Person]:
    """Everybody who is here on a day, by their id."""
    users = [user for user in unit.records.select(User) if user.works_here(on)]
    logins = {account.user_id: account.login for account in AccountTable(unit.engine).all()}
    known = reached(unit, users)
    return {user.id: _person(known[user.id], logins.get(user.id, ""), ways) for user in users}


def _person(found: Reached, login: str, ways: Ways) -> Person:
    has_chat = bool(ways.chat.of(found.user.id, login, found.email))
    has_mail = ways.has_mail and bool(found.email)
    if has_mail or has_chat:
        return Person(found.user, found.reach.lead_id, found.email, has_mail, has_chat)
    silence = Silence.NO_SERVER if found.email else Silence.NO_ADDRESS
    return Person(found.user, found.reach.lead_id, found.email, silence=silence)
