"""Who sits at the browser of a test: the one place where a page of a test is given its session."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from kit.builders import signed_in
from sakimori.services.kernel.workspace import DEMO, OWN, database, home
from sakimori.ui.frame.browser import TOKEN


def take_seat(at: AppTest, person: str, *, workspace: str | None = None) -> str:
    """Have a page looked at by a person, in our own workspace where there is one; the token is given back."""
    where = workspace or (OWN if database(OWN).exists() else DEMO)
    token = signed_in(home(), person, workspace=where)
    at.session_state[TOKEN] = token
    return token
