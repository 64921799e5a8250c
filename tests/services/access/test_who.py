"""Which person a session speaks for: nobody, unless somebody signed in or was chosen in the demo."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from kit.builders import AT, TODAY, a_workspace, an_actor, signed_in
from sakimori.clock import now
from sakimori.domain.session import Session, SessionKind
from sakimori.services.access.sessions import Sessions
from sakimori.services.access.who import who_is
from sakimori.services.kernel.workspace import DEMO, OWN, Workspace
from sakimori.services.settings.users import add_user, record_leaving

SIGNED_IN = Session("key", OWN, AT, AT, user_id="us01", signed_in_at=AT)


@pytest.fixture
def workspace() -> Workspace:
    made = a_workspace()
    add_user(made, name="高橋 健", department="", roles=an_actor().roles, user_id="us02", actor=an_actor(), at=AT)
    return made


def test_whoever_signed_in_is_that_person(workspace: Workspace) -> None:
    found = who_is(SIGNED_IN, workspace, on=TODAY)
    assert found is not None
    assert found.id == "us01"


@pytest.mark.parametrize(
    "session",
    [None, replace(SIGNED_IN, user_id=""), replace(SIGNED_IN, user_id="us99"), replace(SIGNED_IN, signed_in_at=None),
     replace(SIGNED_IN, kind=SessionKind.VENDOR)],
)  # fmt: skip
def test_everybody_else_is_nobody(workspace: Workspace, session: Session | None) -> None:
    assert who_is(session, workspace, on=TODAY) is None


def test_in_the_demo_a_person_is_chosen_and_needs_no_sign_in(workspace: Workspace) -> None:
    chosen = Session("key", DEMO, AT, AT, user_id="us02")
    found = who_is(chosen, workspace, on=TODAY)
    assert found is not None
    assert found.id == "us02"
    assert who_is(replace(chosen, user_id=""), workspace, on=TODAY) is None


def test_from_the_day_of_leaving_a_person_is_nobody(workspace: Workspace) -> None:
    record_leaving(workspace, "us02", left_on=TODAY, actor=an_actor(), at=AT)
    session = replace(SIGNED_IN, user_id="us02")
    assert who_is(session, workspace, on=TODAY - timedelta(days=1)) is not None
    assert who_is(session, workspace, on=TODAY) is None


def test_a_test_signs_in_as_it_likes(tmp_path: Path) -> None:
    own, demo = signed_in(tmp_path), signed_in(tmp_path, "us03", workspace=DEMO, language="en")
    found = [Sessions(tmp_path).find(token, now()) for token in (own, demo)]
    assert [s and (s.workspace, s.user_id, s.language, s.signed_in_at is None) for s in found] == [
        (OWN, "us01", "", False),
        (DEMO, "us03", "en", True),
    ]
