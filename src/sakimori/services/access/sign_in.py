"""Signing in: by password and second step or by a provider, in steps that each have to be proven; and signing out."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from sakimori.domain.account import Account
from sakimori.domain.user import Actor
from sakimori.domain.values.text import Text
from sakimori.errors import ProviderError, StateError, WrongCodeError, WrongSignInError
from sakimori.services.access import passwords
from sakimori.services.access.accounts import Accounts, actor_of, as_login, may_come
from sakimori.services.access.second_step import step_of
from sakimori.services.access.sessions import Sessions
from sakimori.services.kernel.unit import put_meta
from sakimori.services.kernel.workspace import Workspace
from sakimori.store.access.accounts import AccountTable

_NOBODY: Final = Actor("nobody", "nobody", frozenset())
_IN_VAIN: Final = "tried_in_vain"
_UNFINISHED: Final = Text(
    "サインインの手順が終わっていません。最初からやり直してください。", "The sign-in is not finished. Begin again."
)


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

    def prove(self, login: str, password: str, *, at: datetime) -> Account:
        """The account of whoever knows its password; the try is counted before it is looked at.

        An unknown login, one that is disabled and one that has to wait cost the same time and get the same words.

        Raises:
            WrongSignInError: It is not so.
        """
        tried = self._try(lambda table: table.with_login(as_login(login)), at)
        if not passwords.fits(tried.password_hash if tried else "", password) or tried is None:
            self._refused(tried, at)
            raise WrongSignInError
        return self._accounts.change(tried.user_id, Account.right)

    def prove_code(self, user_id: str, code: str, *, at: datetime) -> Account:
        """The account of whoever has just proven the password, when they have the app as well; a code opens once.

        Raises:
            WrongCodeError: The code does not fit.
            StateError: The key of the second steps is missing.
        """
        tried = self._try(lambda table: table.of_user(user_id), at)
        given = "".join(unicodedata.normalize("NFKC", code).split())
        step = step_of(self._workspace, tried, given, at) if tried and tried.totp_secret else None
        if step is None:
            self._refused(tried, at)
            raise WrongCodeError
        return self._accounts.change(user_id, lambda account: replace(account.right(), totp_step=step, totp_on=True))

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

    def finish(self, token: str, user_id: str, *, done: frozenset[Step] = frozenset(), at: datetime) -> str:
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
            table.put(account.signed_in())
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

    def _try(self, find: Callable[[AccountTable], Account | None], at: datetime) -> Account | None:
        """The account with one more try counted; None where a try is in vain whatever is given."""
        with self._workspace.writing() as unit:
            table = AccountTable(unit.engine)
            account = find(table)
            if account is None or account.is_waiting(at) or not may_come(unit, account, at):
                put_meta(unit, _IN_VAIN, str(at))  # it takes as long as counting a try does
                return None
            table.put(account.tried(at))
            return account

    def _refused(self, account: Account | None, at: datetime) -> None:
        """Of an unknown login nothing is kept: people type passwords there."""
        self._note(
            "sign_in.refused", actor_of(account.user_id) if account else _NOBODY, at, account.user_id if account else ""
        )

    def _note(self, action: str, actor: Actor, at: datetime, user_id: str) -> None:
        self._workspace.access(action, actor=actor, at=at, what="account", key=user_id)
