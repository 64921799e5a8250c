"""Signing in: by password and second step or by a provider, in steps that each have to be proven; and signing out."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from sakimori.domain.account import Account
from sakimori.domain.guessing import FREE_TRIES, FREE_TRIES_OF_ALL
from sakimori.domain.user import Actor
from sakimori.domain.values.days import legal_day
from sakimori.domain.values.text import Text
from sakimori.errors import ProviderError, StateError, WrongCodeError, WrongSignInError
from sakimori.services.access import passwords
from sakimori.services.access.accounts import Accounts, actor_of, as_login, may_come
from sakimori.services.access.known_browsers import place_of
from sakimori.services.access.second_step import step_of
from sakimori.services.access.sessions import Sessions
from sakimori.services.kernel.workspace import Workspace
from sakimori.store.access.accounts import AccountTable

_PASSWORD, _CODE, _BESIDE, _PRESENT = "password", "code", "beside", "present"
"""What is guessed: a password, a code after it, a code beside it, and the password of whoever is signed in."""
_NOBODY: Final = Actor("nobody", "nobody", frozenset())
_UNFINISHED: Final = Text(
    "サインインの手順が終わっていません。最初からやり直してください。", "The sign-in is not finished. Begin again."
)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a try comes from: its address, of long ones the half of one house, and the cookie of known browsers."""

    network: str = ""
    cookie: str = ""


NOWHERE: Final = Origin()


class Step(StrEnum):
    """A part of signing in."""

    PROVIDER = "provider"
    CODE = "code"
    ENROL = "enrol"
    PASSWORD = "password"  # noqa: S105 - the name of a step
    DONE = "done"


class SignIn:
    """The way into one workspace."""

    def __init__(self, workspace: Workspace, sessions: Sessions) -> None:
        """Of a company's own workspace; the demo has none."""
        self._workspace = workspace
        self._sessions = sessions
        self._accounts = Accounts(workspace, sessions)
        passwords.nobodys()

    def prove(
        self, login: str, password: str, *, at: datetime, origin: Origin = NOWHERE, has_code: bool = False
    ) -> Account:
        """The account of whoever knows its password; the try is counted before it is looked at.

        An unknown login, one that is disabled and one that has to wait cost the same time and get the same words.
        Whoever has just given a right code of the second step (`has_code`) waits for nobody's wrong tries.

        Raises:
            WrongSignInError: It is not so.
        """
        account = self._found(lambda table: table.with_login(as_login(login)), at)
        keys = {} if has_code else self._keys(_PASSWORD, account, origin, at)
        tried = account if self._sessions.guess(keys, at=at) else None
        if not passwords.fits(tried.password_hash if tried else "", password) or tried is None:
            self._refused(tried, at)
            raise WrongSignInError
        self._sessions.guessed_right(keys, at=at)
        return tried

    def prove_present(self, user_id: str, password: str, *, at: datetime) -> None:
        """Whoever is signed in knows their present password; their own wrong tries alone are counted, of any browser.

        Raises:
            WrongSignInError: It is not so.
        """
        account = self._found(lambda table: table.of_user(user_id), at)
        keys = {f"{user_id}/{_PRESENT}": FREE_TRIES}
        tried = account if self._sessions.guess(keys, at=at) else None
        if not passwords.fits(tried.password_hash if tried else "", password) or tried is None:
            self._refused(tried, at)
            raise WrongSignInError
        self._sessions.guessed_right(keys, at=at)

    def is_known(self, login: str, *, at: datetime, origin: Origin) -> bool:
        """Whether whoever has a login has signed in with this browser before."""
        account = self._found(lambda table: table.with_login(as_login(login)), at) if origin.cookie else None
        return account is not None and bool(self._known(account, origin, at))

    def code_opens(self, login: str, code: str, *, at: datetime, origin: Origin = NOWHERE) -> bool:
        """Whether a code of the second step is right that somebody gives together with login and password.

        It opens nothing by itself, and counts once: with it somebody goes past the wrong tries of strangers.
        """
        account = self._found(lambda table: table.with_login(as_login(login)), at)
        place = f"/{self._place(account, origin, at)}"
        keys = {f"{account.user_id if account else _NOBODY.id}/{_BESIDE}{place}": FREE_TRIES_OF_ALL}
        if not self._sessions.guess(keys, at=at) or account is None or not account.totp_on:
            return False
        step = step_of(self._workspace, account, _typed(code), at)
        if step is None:
            return False
        self._sessions.guessed_right(keys, at=at)
        self._accounts.change(account.user_id, lambda found: replace(found, totp_step=step))
        return True

    def prove_code(self, user_id: str, code: str, *, at: datetime, origin: Origin = NOWHERE) -> Account:
        """The account of whoever has just proven the password, when they have the app as well; a code opens once.

        Raises:
            WrongCodeError: The code does not fit.
            StateError: The key of the second steps is missing.
        """
        account = self._found(lambda table: table.of_user(user_id), at)
        keys = self._keys(_CODE, account, origin, at)
        tried = account if self._sessions.guess(keys, at=at) else None
        step = step_of(self._workspace, tried, _typed(code), at) if tried and tried.totp_secret else None
        if step is None:
            self._refused(tried, at)
            raise WrongCodeError
        self._sessions.guessed_right(keys, at=at)
        return self._accounts.change(user_id, lambda found: replace(found, totp_step=step, totp_on=True))

    def prove_by_provider(self, *, subject: str, email: str, at: datetime) -> Account:
        """The account that an administrator made for whom a provider names: by its own name for them, else by mail.

        `email` is empty unless the provider says that it was verified. Once known by its name, the mail no longer
        counts: it may be given to somebody else.

        Raises:
            ProviderError: There is none, or it is disabled.
        """
        with self._workspace.writing() as unit:
            table = AccountTable(unit.engine)
            account = table.of_subject(subject)
            if account is None and email:
                account = table.with_login(as_login(email))
                account = account if account is not None and account.provider_subject is None else None
            if account is not None and may_come(unit, account, at):
                known = replace(account, provider_subject=subject)
                table.put(known)
                return known
        self._refused(account, at)
        raise ProviderError

    def next_step(self, account: Account, done: frozenset[Step] = frozenset()) -> Step:
        """What is still to be done after some steps; what a provider asked for is its own matter."""
        if Step.PROVIDER in done:
            return Step.DONE
        if Step.CODE not in done and account.totp_on:
            return Step.CODE
        if not account.totp_on and self._accounts.second_step_is_needed():
            return Step.ENROL
        return Step.PASSWORD if account.must_change else Step.DONE

    def finish(
        self, token: str, user_id: str, *, done: frozenset[Step] = frozenset(), at: datetime, origin: Origin = NOWHERE
    ) -> str:
        """A new token for the browser of a person who has done every step.

        Raises:
            WrongSignInError: They were disabled meanwhile, or left.
            StateError: A step is still to be done.
        """
        with self._accounts.writing("sign_in", actor_of(user_id), at, user_id) as unit:
            table = AccountTable(unit.engine)
            account = table.of_user(user_id)
            if account is None or not may_come(unit, account, at):
                raise WrongSignInError
            if self.next_step(account, done) is not Step.DONE:
                raise StateError(why=_UNFINISHED)
        for what in (_PASSWORD, _CODE, _BESIDE):  # those of all places are forgotten by the clock alone
            self._sessions.forget_guess(f"{user_id}/{what}/{self._place(account, origin, at)}")
        return self._sessions.sign_in(token, at, user_id=user_id)

    def sign_out(self, token: str, *, at: datetime, everywhere: bool = False) -> None:
        """End the session of a token, or every one of its person."""
        session = self._sessions.find(token, at)
        self._sessions.end(token)
        if session is None or session.signed_in_at is None:
            return
        if everywhere:
            self._sessions.end_all_of(session.user_id)
        self._note("sign_out.everywhere" if everywhere else "sign_out", actor_of(session.user_id), at, session.user_id)

    def _found(self, find: Callable[[AccountTable], Account | None], at: datetime) -> Account | None:
        """The account of somebody who may come in; None where a try is in vain whatever is given."""
        with self._workspace.unit() as unit:
            account = find(AccountTable(unit.engine))
            return account if account is not None and may_come(unit, account, at) else None

    def _keys(self, what: str, account: Account | None, origin: Origin, at: datetime) -> Mapping[str, int]:
        """Under which keys a try is counted, with how many are free: of this place, and of all that nobody knows."""
        if account is None:  # of nobody something is counted as well, for it takes as long
            return {_NOBODY.id: sys.maxsize}
        start, known = f"{account.user_id}/{what}", self._known(account, origin, at)
        every = {} if known else {start: FREE_TRIES_OF_ALL}
        return {f"{start}/{known or origin.network}": FREE_TRIES} | every

    def _known(self, account: Account, origin: Origin, at: datetime) -> str:
        return place_of(self._sessions, origin.cookie, account, on=legal_day(at))

    def _place(self, account: Account | None, origin: Origin, at: datetime) -> str:
        return (self._known(account, origin, at) if account else "") or origin.network

    def _refused(self, account: Account | None, at: datetime) -> None:
        """Of an unknown login nothing is kept: people type passwords there."""
        self._note(
            "sign_in.refused", actor_of(account.user_id) if account else _NOBODY, at, account.user_id if account else ""
        )

    def _note(self, action: str, actor: Actor, at: datetime, user_id: str) -> None:
        self._workspace.access(action, actor=actor, at=at, what="account", key=user_id)


def _typed(code: str) -> str:
    return "".join(unicodedata.normalize("NFKC", code).split())
