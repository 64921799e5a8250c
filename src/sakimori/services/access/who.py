"""Which person of ours a session speaks for."""

from __future__ import annotations

from datetime import date

from sakimori.domain.session import Session, SessionKind
from sakimori.domain.user import User
from sakimori.services.kernel.demos import is_demo
from sakimori.services.kernel.workspace import Workspace
from sakimori.store.access.accounts import AccountTable


def who_is(session: Session | None, workspace: Workspace, *, on: date) -> User | None:
    """The person of a session in the workspace that it names; None is nobody, who may do nothing.

    In the demo that is whoever was chosen; in a company's own workspace whoever signed in, while they are here.
    """
    if session is None or not session.user_id or session.kind is not SessionKind.PERSON:
        return None
    if not is_demo(session.workspace) and session.signed_in_at is None:
        return None
    with workspace.unit() as unit:
        user = unit.records.find(User, session.user_id)
        account = None if is_demo(session.workspace) else AccountTable(unit.engine).of_user(session.user_id)
    if user is None or not user.is_here(on) or (account is not None and account.disabled):
        return None
    return user
