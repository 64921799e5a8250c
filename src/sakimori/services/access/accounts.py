"""Accounts: given by an administrator, changed by their person, taken away at once."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sakimori.domain.account import Account
from sakimori.domain.codes import UserRole
from sakimori.domain.user import Actor, User
from sakimori.domain.values.days import legal_day
from sakimori.domain.values.text import Text
from sakimori.errors import InvalidValueError, NotFoundError, StateError, WeakPasswordError
from sakimori.services.access import passwords
from sakimori.services.access.second_step import new_secret, opened, sealed
from sakimori.services.access.sessions import Sessions
from sakimori.services.kernel.access import Permission, require
from sakimori.services.kernel.unit import Unit
from sakimori.services.kernel.workspace import Workspace
from sakimori.store.access.accounts import AccountTable
from sakimori.store.programs.access_tokens import AccessTokenTable

_LONGEST_LOGIN: Final = 254
_NEEDS_SECOND: Final = "second_step_needed"
_LOGIN: Final = Text("ログイン名", "the login")
_LOGIN_FORM: Final = Text(
    "メールアドレスか、空白のない254文字までの名前にしてください。",
    "Use an e-mail address, or a name of up to 254 characters without spaces.",
)
_TAKEN: Final = Text("ほかの人が使っています。", "Somebody else has it.")
_PROGRAM: Final = Text("プログラムはサインインできません。", "A program cannot sign in.")
_LAST: Final = Text(
    "サインインできる管理者がいなくなります。先に別の管理者がサインインできるようにしてください。",
    "No administrator could sign in any more. Give another one an account first.",
)
_ACCOUNT: Final = Text("アカウント", "account")
_SAME: Final = Text("いまのものと違うパスワードにしてください。", "Choose another one than the present password.")
_HAS_SECOND: Final = Text("確認コードはもう使っています。", "There is a second step already.")


@dataclass(frozen=True, slots=True)
class AccountRow:
    """A person of ours with the way in, if there is one."""

    user: User
    account: Account | None


class Accounts:
    """The accounts of one workspace; whoever loses access loses the sessions as well."""

    def __init__(self, workspace: Workspace, sessions: Sessions) -> None:
        """Of a company's own workspace; the demo has none."""
        self._workspace = workspace.program
        self._sessions = sessions

    def rows(self, *, actor: Actor) -> tuple[AccountRow, ...]:
        """Everybody with the way in they have."""
        require(actor, Permission.MANAGE_USERS)
        with self._workspace.unit() as unit:
            accounts = {account.user_id: account for account in AccountTable(unit.engine).all()}
            return tuple(AccountRow(user, accounts.get(user.id)) for user in unit.records.select(User))

    def of_user(self, user_id: str) -> Account | None:
        """The account of a person."""
        with self._workspace.unit() as unit:
            return AccountTable(unit.engine).of_user(user_id)

    def with_login(self, login: str) -> Account | None:
        """The account that has a login."""
        with self._workspace.unit() as unit:
            return AccountTable(unit.engine).with_login(as_login(login))

    def is_empty(self) -> bool:
        """Whether nobody can sign in yet."""
        with self._workspace.unit() as unit:
            return not AccountTable(unit.engine).all()

    def second_step_is_needed(self) -> bool:
        """Whether everybody has to sign in with a second step."""
        return self._workspace.meta(_NEEDS_SECOND) == "1"

    def need_second_step(self, *, is_needed: bool, actor: Actor, at: datetime) -> None:
        """Ask everybody for a second step, from their next sign-in on; or leave it to each of them.

        Whoever sets policy may ask for more; to ask for less is for whoever answers for the accounts.
        """
        require(actor, Permission.SET_POLICY if is_needed else Permission.MANAGE_USERS)
        self._workspace.set_meta(**{_NEEDS_SECOND: "1" if is_needed else "0"})
        self._workspace.access(
            "account.second_step_needed" if is_needed else "account.second_step_free",
            actor=actor, at=at, what="account",
        )  # fmt: skip

    def give(self, user_id: str, *, login: str, actor: Actor, at: datetime) -> str:
        """Give a person the way in, or give it back: a first password, shown once, that has to be changed.

        Whatever they had before (password, second step, provider, waiting, sessions, access tokens) is over.

        Raises:
            NotFoundError: There is no such person.
            StateError: It is a program, which never signs in.
            InvalidValueError: The login cannot be one, or somebody else has it.
        """
        require(actor, Permission.MANAGE_USERS)
        password = passwords.first_password()
        self._give(user_id, login, password, must_change=True, actor=actor, at=at)
        return password

    def begin_with(self, user_id: str, *, login: str, password: str, actor: Actor, at: datetime) -> None:
        """Give the first person of a workspace the way in, with the password that they chose.

        Raises:
            StateError: Somebody has an account already.
            InvalidValueError: The login or the password cannot be one.
        """
        if not self.is_empty():
            raise StateError(why=_LAST)
        self.check_chosen(login=login, password=password)
        self._give(user_id, login, password, must_change=False, actor=actor, at=at)

    def check_chosen(self, *, login: str, password: str) -> None:
        """Refuse a login or a password that cannot be one.

        Raises:
            InvalidValueError: One of them cannot be one.
        """
        passwords.check_new(password, login=folded(login), company=self._workspace.meta("name") or "")

    def check_free(self, login: str) -> None:
        """Refuse a login that somebody has.

        Raises:
            InvalidValueError: Somebody has it.
        """
        with self._workspace.unit() as unit:
            _require_free(AccountTable(unit.engine), login, user_id="")

    def _give(self, user_id: str, login: str, password: str, *, must_change: bool, actor: Actor, at: datetime) -> None:
        account = Account(user_id, folded(login), passwords.hashed(password), must_change)
        with self.writing("account.given", actor, at, user_id) as unit:
            if unit.records.get(User, user_id).is_program:
                raise StateError(why=_PROGRAM)
            table = AccountTable(unit.engine)
            _require_free(table, account.login, user_id=user_id)
            table.put(account)
            AccessTokenTable(unit.engine).revoke_all_of(user_id, at)
        self._sessions.end_all_of(user_id)
        self._sessions.forget_guesses(f"{user_id}/")

    def disable(self, user_id: str, *, is_disabled: bool = True, actor: Actor, at: datetime) -> None:
        """Let a person come in no more, or again; their sessions end.

        Raises:
            NotFoundError: They have no account.
            StateError: No administrator could sign in any more.
        """
        require(actor, Permission.MANAGE_USERS)
        with self.writing("account.disabled" if is_disabled else "account.enabled", actor, at, user_id) as unit:
            table = AccountTable(unit.engine)
            table.put(replace(_needed(table.of_user(user_id), user_id), disabled=is_disabled))
            if is_disabled:
                _require_admin(unit, at)
        self._sessions.end_all_of(user_id)

    def end_sessions(self, user_id: str, *, actor: Actor, at: datetime) -> int:
        """Sign a person out everywhere, and say of how many browsers."""
        require(actor, Permission.MANAGE_USERS)
        ended = self._sessions.end_all_of(user_id)
        self._workspace.access("sign_out.everywhere", actor=actor, at=at, what="account", key=user_id)
        return ended

    def begin_second_step(self, user_id: str, *, at: datetime) -> str:
        """A new secret for the app of a person; it counts once a code of it was given.

        Raises:
            StateError: They have a second step already.
        """
        secret = new_secret()
        box = sealed(self._workspace, user_id, secret, at=at)

        def begun(account: Account) -> Account:
            if account.totp_on:
                raise StateError(why=_HAS_SECOND)
            return replace(account, totp_secret=box, totp_step=0)

        self.change(user_id, begun)
        return secret

    def second_step_begun(self, user_id: str) -> str:
        """The secret that a person was shown and has given no code of yet.

        Raises:
            StateError: They have a second step already, or the key of the secrets is missing.
        """
        account = _needed(self.of_user(user_id), user_id)
        if account.totp_on:
            raise StateError(why=_HAS_SECOND)
        return opened(self._workspace, account)

    def change_password(self, user_id: str, new: str, *, at: datetime, but: str = "") -> None:
        """Take a new password from whoever has just proven the old one; all sessions end but that of one token.

        Raises:
            InvalidValueError: It cannot be one, or is the old one.
        """
        account = _needed(self.of_user(user_id), user_id)
        self.check_chosen(login=account.login, password=new)
        if passwords.fits(account.password_hash, new):
            raise WeakPasswordError(expected=_SAME)
        made = passwords.hashed(new)
        with self.writing("account.password_changed", actor_of(user_id), at, user_id) as unit:
            table = AccountTable(unit.engine)
            table.put(replace(_needed(table.of_user(user_id), user_id), password_hash=made, must_change=False))
        self._sessions.end_all_of(user_id, but=but)

    def change(self, user_id: str, changed: Callable[[Account], Account]) -> Account:
        """Change the account of a person, whatever others change meanwhile.

        Raises:
            NotFoundError: They have none.
        """
        with self._workspace.writing() as unit:
            table = AccountTable(unit.engine)
            account = changed(_needed(table.of_user(user_id), user_id))
            table.put(account)
            return account

    @contextmanager
    def writing(self, action: str, actor: Actor, at: datetime, user_id: str) -> Iterator[Unit]:
        """Change accounts, and say so in the second chain, in one transaction that is signed."""
        with self._workspace.noting(action, actor=actor, at=at, what="account", key=user_id) as unit:
            yield unit


def folded(login: str) -> str:
    """The one form of a login.

    Raises:
        InvalidValueError: It cannot be one.
    """
    form = as_login(login)
    if not form or len(form) > _LONGEST_LOGIN or not form.isprintable() or any(c.isspace() for c in form):
        raise InvalidValueError(field=_LOGIN, value=login[:20], expected=_LOGIN_FORM)
    return form


def as_login(login: str) -> str:
    """What a login is looked up by."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", login).casefold()).strip()


def actor_of(user_id: str) -> Actor:
    """A person who does something about their own account."""
    return Actor(user_id, user_id, frozenset())


def _needed(account: Account | None, user_id: str) -> Account:
    if account is None:
        raise NotFoundError(what=_ACCOUNT, key=user_id)
    return account


def may_come(unit: Unit, account: Account, at: datetime) -> bool:
    """Whether the person of an account works here and was not kept out."""
    user = unit.records.find(User, account.user_id)
    return not account.disabled and user is not None and user.is_here(legal_day(at))


def _require_free(table: AccountTable, login: str, *, user_id: str) -> None:
    other = table.with_login(login)
    if other is not None and other.user_id != user_id:
        raise InvalidValueError(field=_LOGIN, value=login, expected=_TAKEN)


def _require_admin(unit: Unit, at: datetime) -> None:
    accounts = AccountTable(unit.engine).all()
    admins = {user.id for user in unit.records.select(User) if UserRole.ADMIN in user.roles}
    if not any(account.user_id in admins and may_come(unit, account, at) for account in accounts):
        raise StateError(why=_LAST)
