"""How our people are told: the address, which goes from the trail with its day, the language, and the lead."""

from __future__ import annotations

from typing import Any

import pytest

from kit.builders import AT, TODAY, a_workspace, an_actor, everything_stored
from sakimori.domain.codes import UserRole
from sakimori.domain.user import Reach
from sakimori.errors import ConflictError, InvalidValueError, MyNumberError, NotFoundError, NotPermittedError
from sakimori.services.access.accounts import Accounts
from sakimori.services.access.sessions import Sessions
from sakimori.services.audit.view import verify
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.settings.reach import reach_of, set_reach
from sakimori.services.settings.users import add_user, record_leaving

ADMIN = an_actor()
KEN = an_actor(UserRole.PROCUREMENT, user_id="us02", name="高橋 健")
ADDRESS = "ken@tsumugi.example.jp"


@pytest.fixture
def workspace() -> Workspace:
    made = a_workspace()
    for user_id, name in (("us02", KEN.name), ("us03", "田中 誠")):
        add_user(made, name=name, department="", roles=KEN.roles, user_id=user_id, actor=ADMIN, at=AT)
    return made


def put(workspace: Workspace, user_id: str = "us02", **facts: Any) -> Reach:
    given = {"email": ADDRESS, "language": "ja", "lead_id": None, "actor": ADMIN, "at": AT} | facts
    return set_reach(workspace, user_id, **given)


def test_the_login_is_taken_where_it_is_an_address_and_nothing_else_is_known(workspace: Workspace) -> None:
    accounts = Accounts(workspace, Sessions())
    assert reach_of(workspace, "us02").email == ""
    accounts.give("us02", login="takahashi", actor=ADMIN, at=AT)
    assert reach_of(workspace, "us02").email == ""
    accounts.give("us02", login="ken@login.example.jp", actor=ADMIN, at=AT)
    found = reach_of(workspace, "us02")
    assert (found.email, found.is_login) == ("ken@login.example.jp", True)
    put(workspace)
    found = reach_of(workspace, "us02")
    assert (found.email, found.is_login) == (ADDRESS, False)


def test_a_person_says_their_own_address_and_language_and_not_their_lead(workspace: Workspace) -> None:
    put(workspace, actor=KEN, language="en")
    assert reach_of(workspace, "us02").reach.language == "en"
    for facts in ({"lead_id": "us03"}, {"user_id": "us03"}):
        with pytest.raises(NotPermittedError):
            put(workspace, actor=KEN, **facts)
    put(workspace, lead_id="us03")
    put(workspace, actor=KEN, lead_id="us03", language="ja")
    assert reach_of(workspace, "us02").reach.lead_id == "us03"


def test_an_address_that_goes_is_nowhere_any_more(workspace: Workspace) -> None:
    put(workspace)
    assert ADDRESS in everything_stored(workspace)
    put(workspace, email="other@tsumugi.example.jp")
    assert ADDRESS not in everything_stored(workspace)
    put(workspace, email="")
    assert "tsumugi.example.jp" not in everything_stored(workspace)
    assert verify(workspace).is_intact


def test_what_was_shown_is_what_is_changed(workspace: Workspace) -> None:
    first = put(workspace)
    put(workspace, language="en", seen=first.version)
    with pytest.raises(ConflictError):
        put(workspace, language="ja", seen=first.version)


@pytest.mark.parametrize(
    ("facts", "error"),
    [
        ({"email": "no address"}, InvalidValueError),
        ({"email": "1234-5678-9018@x.example.jp"}, MyNumberError),
        ({"language": "fr"}, InvalidValueError),
        ({"lead_id": "us02"}, InvalidValueError),
        ({"lead_id": "us99"}, InvalidValueError),
        ({"user_id": "us99"}, NotFoundError),
    ],
)
def test_what_cannot_be_is_refused(workspace: Workspace, facts: dict[str, Any], error: type) -> None:
    with pytest.raises(error):
        put(workspace, **facts)


def test_whoever_has_left_is_nobodys_lead(workspace: Workspace) -> None:
    record_leaving(workspace, "us03", left_on=TODAY, actor=ADMIN, at=AT)
    with pytest.raises(InvalidValueError):
        put(workspace, lead_id="us03")
