"""How our people are told of what falls due: the address, the language, and whom it goes to when they let it pass."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sakimori.domain.user import Actor, Reach, User
from sakimori.domain.values.text import JAPANESE, LANGUAGES, Text
from sakimori.errors import InvalidValueError, NotPermittedError
from sakimori.exchange.lists.values import parse_email
from sakimori.services.kernel.access import Permission, may, needs
from sakimori.services.kernel.unit import Unit
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.check import clean, refuse_personal_numbers
from sakimori.store.access.accounts import AccountTable

_EMAIL: Final = Text("メールアドレス", "the mail address")
_ADDRESS: Final = Text("name@example.co.jp の形にしてください。", "Write it as name@example.co.jp.")
_LANGUAGE: Final = Text("言語", "the language")
_ONE_OF_THEM: Final = Text("日本語か英語を選んでください。", "Choose Japanese or English.")
_LEAD: Final = Text("上長", "the lead")
_SOMEBODY_ELSE: Final = Text("在籍している別の人を選んでください。", "Choose somebody else who is here.")
_OWN: Final = Text("本人・管理者", "the person themselves or the administrator")
_LONGEST: Final = 254


@dataclass(frozen=True, slots=True)
class Reached:
    """How a person is reached; `email` is empty where nobody knows it, `is_login` says that it is only the login."""

    user: User
    reach: Reach
    email: str
    is_login: bool
    is_kept: bool = False

    @property
    def seen(self) -> int | None:
        """The version that was shown; None where nothing was said yet."""
        return self.reach.version if self.is_kept else None


@needs(Permission.ENTER)
def reach_of(workspace: Workspace, user_id: str) -> Reached:
    """How a person is reached.

    Raises:
        NotFoundError: There is no such person.
    """
    with workspace.unit() as unit:
        return reached(unit, [unit.records.get(User, user_id)])[user_id]


@needs(Permission.ENTER)
def set_reach(
    workspace: Workspace,
    user_id: str,
    *,
    email: str,
    language: str,
    lead_id: str | None,
    actor: Actor,
    at: datetime,
    seen: int | None = None,
) -> Reach:
    """Say how a person is reached: oneself, or as an administrator anybody; the lead is named by an administrator.

    An address that goes or changes is erased in the trail as well.

    Raises:
        NotFoundError: There is no such person.
        NotPermittedError: It is somebody else's, or an administrator's to say.
        InvalidValueError: The address, the language or the lead cannot be one.
        ConflictError: Somebody else changed it since it was shown.
    """
    address = _checked_email(email)
    if language not in LANGUAGES:
        raise InvalidValueError(field=_LANGUAGE, value=language[:20], expected=_ONE_OF_THEM)
    with workspace.change("reach.set", actor=actor, at=at) as change:
        user = change.records.get(User, user_id)
        standing = change.records.find(Reach, user_id)
        shown = change.as_shown(standing, seen) if standing else Reach(user.id)
        may_all = may(actor, Permission.MANAGE_USERS)
        if not may_all and (actor.id != user.id or lead_id != shown.lead_id):
            raise NotPermittedError(roles=_OWN)
        if lead_id is not None and lead_id != shown.lead_id:
            lead = change.records.find(User, lead_id)
            if lead is None or lead.id == user.id or not lead.works_here(change.today):
                raise InvalidValueError(field=_LEAD, value=lead.name if lead else "", expected=_SOMEBODY_ELSE)
        wanted = replace(shown, email=address or None, language=language, lead_id=lead_id)
        goes = bool(shown.email) and shown.email != wanted.email
        action = "reach.erased" if goes else "reach.set"
        write = change.update if standing else change.insert
        stored = write(wanted, action=action, runs_rules=False)
        if goes:  # the entry of this very write holds the one before
            change.trail.erase_personal(record_kind="reach", record_id=user.id)
    return stored


def reached(unit: Unit, users: list[User]) -> dict[str, Reached]:
    """How each of some people is reached, by their id."""
    known = {one.id: one for one in unit.records.with_ids(Reach, {user.id for user in users})}
    logins = {account.user_id: account.login for account in AccountTable(unit.engine).all()}
    found = {}
    for user in users:
        reach = known.get(user.id, Reach(user.id, language=JAPANESE))
        login = "" if reach.email else parse_email(logins.get(user.id, "")).value or ""
        found[user.id] = Reached(user, reach, reach.email or login, bool(login), user.id in known)
    return found


def _checked_email(email: str) -> str:
    text = clean(email)
    if not text:
        return ""
    refuse_personal_numbers("email", text, words=_EMAIL)
    parsed = parse_email(text)
    if parsed.fault is not None or not parsed.value or len(text) > _LONGEST:
        raise InvalidValueError(field=_EMAIL, value=text[:20], expected=_ADDRESS)
    return parsed.value
